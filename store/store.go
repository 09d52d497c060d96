// Package store says what a store of Verkoop promises; the packages below it
// are engines that keep the promise, and storetest proves it for each. It may
// import crm, no engine.
package store

import (
	"context"
	"errors"
	"slices"
	"time"

	"verkoop/crm"
)

var (
	// ErrNotFound: there is no such record.
	ErrNotFound = errors.New("store: not found")
	// ErrVersion: the record was saved by somebody else since it was read.
	ErrVersion = errors.New("store: version is not the next one")
	// ErrExists: a record with that id or number is there already.
	ErrExists = errors.New("store: exists already")
	// ErrCursor: the cursor is not one of this list's.
	ErrCursor = errors.New("store: cursor does not fit this list")
	// ErrTooMany: so many sales are not put in order by that column.
	ErrTooMany = errors.New("store: too many sales to put in that order")
	// ErrTooLarge: one transaction holds more than the engine can take.
	ErrTooLarge = errors.New("store: transaction too large")
	// ErrClosed: the store is closed, or closing.
	ErrClosed = errors.New("store: closed")
	// ErrLocked: another process has the data folder.
	ErrLocked = errors.New("store: the data folder is in use by another process")
	// ErrNewer: the data was written by a newer version of the program.
	ErrNewer = errors.New("store: the data is of a newer version")
)

// Store keeps everything. It may be used by many goroutines at once.
type Store interface {
	// View calls fn with a consistent picture of the data. What fn returns, View
	// returns. fn must not keep tx.
	View(ctx context.Context, fn func(tx ReadTx) error) error

	// Update calls fn and, where it returns nil, keeps all that it wrote, durably
	// on disk, before Update returns; otherwise nothing, and Update returns fn's
	// error. Updates happen one after the other: each sees all that those before it
	// wrote. fn may be called more than once, so it has no effects outside tx. A
	// panic in fn is returned as an error and leaves nothing behind.
	Update(ctx context.Context, fn func(tx Tx) error) error

	// Sequence rises with every update that wrote something; equal figures mean
	// that nothing was written in between.
	Sequence() uint64

	// Close waits for updates that have begun, refuses new ones with ErrClosed,
	// and lets go of the data folder.
	Close() error
}

// Cursor is a place in one list: opaque, printable, safe in an address. It fits
// only the list (reader, sort, direction, filter) it came from. Empty is the start.
type Cursor string

// Column is what a list of sales can be sorted by. Equal values follow the sale's
// number, ascending. Of texts at least the first 40 bytes count.
type Column string

const (
	ByDate    Column = "date" // crm.Sale.Date
	ByNumber  Column = "number"
	ByTitle   Column = "title"   // without regard to case and accents
	ByCompany Column = "company" // by name; sales without one last
	ByStage   Column = "stage"   // stages in the order of the company's list, no stage first, then sold, then lost
	ByAmount  Column = "amount"  // by what it is worth at crm.Setup.RateOf; first those of currencies without a rate, by code and number
	ByNext    Column = "next"    // next activity, or re-open date when stalled; nothing planned last
	ByOwner   Column = "owner"   // by name
)

// Columns are those that lists are kept in order by.
var Columns = [...]Column{ByDate, ByNumber, ByTitle, ByCompany, ByStage, ByAmount, ByNext, ByOwner}

// Searches can also be put in order by these, whose order no index keeps: all that is
// found is looked at, so that it must not be more than SearchBudget allows.
const (
	ByContact     Column = "contact" // by name; sales without one last
	ByProject     Column = "project" // likewise
	ByType        Column = "type"    // in the order of the company's types
	ByProbability Column = "probability"
	ByCost        Column = "cost"       // by what it is worth, as ByAmount
	ByProfit      Column = "profit"     // likewise
	ByPercentage  Column = "percentage" // sales that have none last
	ByClosed      Column = "closed"     // open ones last
	BySource      Column = "source"     // in the order of the company's list; none last
	ByCompetitor  Column = "competitor" // likewise
	ByCredited    Column = "credited"   // likewise
	ByRegistered  Column = "registered"
	ByUpdated     Column = "updated"
)

// LookedColumns are all of those.
var LookedColumns = [...]Column{ByContact, ByProject, ByType, ByProbability, ByCost, ByProfit, ByPercentage, ByClosed,
	BySource, ByCompetitor, ByCredited, ByRegistered, ByUpdated}

// Looked tells that the column is one of LookedColumns.
func (c Column) Looked() bool { return slices.Contains(LookedColumns[:], c) }

// SaleList is a list of the sales that a reader may see.
type SaleList struct {
	Reader        crm.User
	Sort          Column // empty: ByDate
	Descending    bool   // the whole list from its end: what is last comes first, equal values by number descending
	SkipCompleted bool
}

// SaleRow is a sale with what its activities say.
type SaleRow struct {
	Sale    crm.Sale
	Summary crm.SaleSummary
}

// SalePage is part of a list. A cursor is empty where the list begins or ends.
type SalePage struct {
	Rows     []SaleRow
	Previous Cursor // give it to Sales for the page before
	Next     Cursor
}

// Neighbours are the sales before and after one in a list; 0 where there is none.
type Neighbours struct {
	Previous, Next crm.SaleNumber
}

// Submission remembers that a form was carried out, so that the same form sent
// again does nothing. It is kept for at least two days.
type Submission struct {
	Key    string         `json:"key"` // from the form, at most 64 bytes
	User   crm.UserID     `json:"user"`
	Sale   crm.SaleNumber `json:"sale"`
	Answer string         `json:"answer,omitempty"`
	At     time.Time      `json:"at"`
}

// ReadTx reads. What it returns is the caller's own, except the setup, which
// is shared and must not be written to.
type ReadTx interface {
	Searcher
	Transfers
	Parties

	Setup() (*crm.Setup, error)

	Sale(crm.SaleNumber) (crm.Sale, error)
	SaleByID(crm.SaleID) (crm.Sale, error)
	// SaleAt is the sale as it was at the version: ErrNotFound where it has none such.
	SaleAt(crm.SaleNumber, uint64) (crm.Sale, error)
	// SaleSummary is the zero summary, with its id, for a sale without activities.
	SaleSummary(crm.SaleID) (crm.SaleSummary, error)
	// SaleChanges are at most limit changes, newest first, below the version (0: from the newest).
	SaleChanges(id crm.SaleID, below uint64, limit int) ([]crm.Change, error)
	// SaleHistory are at most limit moments of the sale's history, newest first, past the
	// place (empty: from the newest); more is the place to go on from, or empty. A place
	// that is none reads from the newest.
	SaleHistory(id crm.SaleID, past string, limit int) (moments []crm.Moment, more string, err error)
	// Sales is one page of at most limit rows, read from an index: its cost does
	// not grow with the number of sales.
	Sales(list SaleList, at Cursor, limit int) (SalePage, error)
	// Neighbours is as cheap as a page of two; a sale that is not in the list has
	// those between which it would stand.
	Neighbours(list SaleList, of crm.SaleNumber) (Neighbours, error)

	Activity(crm.ActivityID) (crm.Activity, error)
	// SaleActivities are at most limit of the sale's activities: first those to do
	// by day ascending, then those completed, newest first.
	SaleActivities(id crm.SaleID, limit int) ([]crm.Activity, error)

	// FileUsed tells whether an activity has the uploaded file of that hash; FilesUsed
	// are at most limit hashes of such, ascending, above the one given.
	FileUsed(hash string) (bool, error)
	FilesUsed(above string, limit int) ([]string, error)

	Company(crm.CompanyID) (crm.Company, error)
	Contact(crm.ContactID) (crm.Contact, error)
	Project(crm.ProjectID) (crm.Project, error)
	User(crm.UserID) (crm.User, error)
	Group(crm.GroupID) (crm.Group, error)
	// Users are all, by name, disabled ones included.
	Users() ([]crm.User, error)
	// UserByEmail finds the user by the address as crm.CleanEmail has it.
	UserByEmail(string) (crm.User, error)
	// Groups are all, by name.
	Groups() ([]crm.Group, error)
	// OwnerSales are at most limit numbers of the user's sales, ascending, above the
	// one given; CountOwnerSales counts them, up to the most.
	OwnerSales(owner crm.UserID, above crm.SaleNumber, limit int) ([]crm.SaleNumber, error)
	CountOwnerSales(owner crm.UserID, most int) (int, error)
	// CountUses counts the sales that have the part of the setup, up to the most; its
	// cost does not grow with the number of sales beyond that.
	CountUses(of crm.Use, most int) (int, error)

	// Password is the hash that proves who the user is; ErrNotFound where none was
	// chosen yet.
	Password(crm.UserID) (string, error)
	// Session is ErrNotFound once it was deleted; some time after it is over it goes
	// by itself.
	Session(id string) (crm.Session, error)
	// UserSessions are all of the user's, the one begun last first.
	UserSessions(crm.UserID) ([]crm.Session, error)
	// Ticket is ErrNotFound once it was deleted; some time after its Until it goes by
	// itself.
	Ticket(id string) (crm.Ticket, error)
	// Attempts are zero, with their key, where none were kept, and some time after
	// they do not count any more.
	Attempts(key string) (crm.Attempts, error)

	// Preferences are those of version 0, with the user, where none were kept.
	Preferences(crm.UserID) (crm.Preferences, error)
	Selection(crm.SelectionID) (crm.Selection, error)
	// Selections are those that the user owns and those shared by others, by name.
	Selections(crm.UserID) ([]crm.Selection, error)

	// Jobs are all that are not finished, in the order in which they began.
	Jobs() ([]crm.Job, error)

	// The finders return at most limit records in whose name (for a company also
	// its city) each of the words begins a word, without regard to case and
	// accents, by name; every record when words is empty. Reading is bounded.
	FindCompanies(words string, limit int) ([]crm.Company, error)
	// FindContacts keeps to the company where one is given.
	FindContacts(words string, of crm.CompanyID, limit int) ([]crm.Contact, error)
	FindProjects(words string, limit int) ([]crm.Project, error)

	Submission(key string) (Submission, error)

	// SaleGoes counts what deleting the sale takes along: the activities whose home
	// it is, follow-ups and documents apart.
	SaleGoes(crm.SaleID) (followUps, documents int, err error)
	// Audit is one page of the audit log, newest first, at most limit entries; the
	// cursor is empty after the last.
	Audit(filter AuditFilter, at Cursor, limit int) ([]crm.AuditEntry, Cursor, error)
}

// AuditFilter narrows the audit log; what is empty does not.
type AuditFilter struct {
	Person   crm.UserID // who did it, or whom it is about
	Kind     crm.AuditKind
	From, To time.Time // at or after, before
}

// Tx reads and writes; it sees its own writes. Each Put keeps the record with
// all its index entries. Records with a version: 1 makes a new record (ErrExists
// where there is one), n+1 replaces version n (else ErrVersion).
type Tx interface {
	ReadTx
	TransferTx
	PartyTx

	// NextSaleNumber counts up from 1001 and gives no number twice, also where the
	// update that asked for it failed. An update that is run again gets the same numbers.
	NextSaleNumber() (crm.SaleNumber, error)
	// PutSale keeps the sale and the change that made it, which is of the same
	// version.
	PutSale(crm.Sale, crm.Change) error
	// DeleteSale removes the sale of that version (else ErrVersion; ErrNotFound where
	// there is none) with its history, its summary, every index entry and the
	// activities whose home it is. Activities with another home stay, without the
	// sale. Its number is not given again.
	DeleteSale(crm.SaleNumber, uint64) error
	// PutActivity keeps it and brings the summary of its sale up to date (of both
	// sales where it moved). The sale's version stays.
	PutActivity(crm.Activity) error
	// PutEvent adds to the history of the event's sale.
	PutEvent(crm.Event) error
	// DeleteActivity removes the activity of that version (else ErrVersion) and brings
	// the summary of its sale up to date.
	DeleteActivity(crm.ActivityID, uint64) error

	PutCompany(crm.Company) error
	PutContact(crm.Contact) error
	PutProject(crm.Project) error
	// PutUser: ErrExists also where another user has the address.
	PutUser(crm.User) error
	PutGroup(crm.Group) error

	// Relist brings at most limit sales to their places in the lists that are sorted
	// by a name (of company, owner or stage) or a rate which was another before, and
	// to where the words of a name (of company or contact) are found; more tells that
	// there are further ones. Until then those stand at their former places, no list
	// misses or repeats a sale, and FindSales finds them by the former name.
	Relist(limit int) (more bool, err error)

	PutPassword(user crm.UserID, hash string) error
	PutPreferences(crm.Preferences) error
	// PutSession, PutTicket, PutAttempts and PutJob replace what is there.
	PutSession(crm.Session) error
	// DeleteSession and the other Deletes below do nothing where there is none.
	DeleteSession(id string) error
	PutTicket(crm.Ticket) error
	DeleteTicket(id string) error
	// DeleteTickets deletes all of the kind, and of the user.
	DeleteTickets(kind crm.TicketKind, user crm.UserID) error
	PutAttempts(crm.Attempts) error
	DeleteAttempts(key string) error
	PutJob(crm.Job) error
	DeleteJob(kind crm.JobKind, user crm.UserID) error

	PutSelection(crm.Selection) error
	// DeleteSelection removes the selection of that version (else ErrVersion;
	// ErrNotFound where there is none).
	DeleteSelection(crm.SelectionID, uint64) error

	PutOrganisation(crm.Organisation) error
	PutSaleType(crm.SaleType) error
	PutStage(crm.Stage) error
	PutListValue(crm.ListValue) error
	PutCurrency(crm.Currency) error

	PutSubmission(Submission) error

	// PutAudit adds an entry to the audit log; ErrExists where its id is there.
	PutAudit(crm.AuditEntry) error
}
