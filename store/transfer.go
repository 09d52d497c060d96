package store

import "verkoop/crm"

// Transfers is what bringing data out and in reads.
type Transfers interface {
	// Companies and Contacts are all, by name, in pages of at most limit; the cursor is
	// empty after the last.
	Companies(at Cursor, limit int) ([]crm.Company, Cursor, error)
	Contacts(at Cursor, limit int) ([]crm.Contact, Cursor, error)
	// CompaniesNamed are at most limit of those that are called that, without regard to
	// case and accents; likewise contacts, of one company where it is given, and projects.
	CompaniesNamed(name string, limit int) ([]crm.Company, error)
	ContactsNamed(name string, of crm.CompanyID, limit int) ([]crm.Contact, error)
	ProjectsNamed(name string, limit int) ([]crm.Project, error)
	// IsNumberFree tells that no sale has the number or ever had it.
	IsNumberFree(crm.SaleNumber) (bool, error)

	Import(crm.ImportID) (crm.Import, error)
	// Imports are at most limit, the newest first.
	Imports(limit int) ([]crm.Import, error)
	// ImportRows are at most limit of the rows that could not be taken, by line, after
	// that line.
	ImportRows(id crm.ImportID, after, limit int) ([]crm.ImportRow, error)
	// ImportResults are at most limit of the rows that were taken in, by line, after that
	// line. They are kept for at least a month.
	ImportResults(id crm.ImportID, after, limit int) ([]crm.ImportResult, error)

	// ImportNotes is how many times a text was noted during that check of the import, 2
	// standing for more, and the line that it was noted of first, or 0; a note is kept
	// for at least a month.
	ImportNotes(of crm.Import, text string) (n, line int, err error)

	// FollowUps are at most limit follow-ups that the owner has still to do, by day.
	FollowUps(owner crm.UserID, limit int) ([]crm.Activity, error)
	// HasTicket tells that there is a ticket of the kind for the user.
	HasTicket(kind crm.TicketKind, user crm.UserID) (bool, error)
}

// TransferTx is what it writes.
type TransferTx interface {
	// PutImport replaces what is there.
	PutImport(crm.Import) error
	PutImportRow(crm.ImportID, crm.ImportRow) error
	// PutImportResults adds rows that were taken in, by line, all of them after those that
	// were added before.
	PutImportResults(of crm.Import, rows []crm.ImportResult) error
	// NoteImport notes a text of a row that is checked: what it says who it is about.
	NoteImport(of crm.Import, text string, line int) error
	// DeleteImportRows deletes all of the import's.
	DeleteImportRows(crm.ImportID) error
	// DeleteImport deletes it with its rows; it does nothing where there is none.
	DeleteImport(crm.ImportID) error
}
