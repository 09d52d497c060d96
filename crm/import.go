package crm

import "time"

// Table is what a table that is exported or imported has a row for each of.
type Table string

const (
	SalesTable     Table = "sales"
	CompaniesTable Table = "companies"
	ContactsTable  Table = "contacts"
	ProjectsTable  Table = "projects" // only goes out
)

// Tables are those that come in, in the order in which they are offered.
var Tables = [...]Table{SalesTable, CompaniesTable, ContactsTable}

// Fields of companies and contacts, beside those of sales and users.
const (
	FieldCity     Field = "city"
	FieldKvK      Field = "kvk"
	FieldPhone    Field = "phone"
	FieldWebsite  Field = "website"
	FieldPosition Field = "position"
)

type ImportID string

// ImportState is how far an import has come.
type ImportState string

const (
	ImportMapping   ImportState = "mapping"   // what its columns mean is being chosen
	ImportChecking  ImportState = "checking"  // a job tries every row, and changes nothing
	ImportChecked   ImportState = "checked"   // it may be carried out
	ImportRunning   ImportState = "running"   // a job carries it out
	ImportDone      ImportState = "done"      //
	ImportCancelled ImportState = "cancelled" // at a place; what was done before stays
	ImportStopped   ImportState = "stopped"   // by a row that could not be taken, where all or none was asked for
)

// Working tells that a job is at it.
func (s ImportState) Working() bool { return s == ImportChecking || s == ImportRunning }

// Stoppable tells that the work may be stopped: not where all rows or none were wanted
// and some are in already.
func (i Import) Stoppable() bool {
	return i.State == ImportChecking || i.State == ImportRunning && i.GoodOnly
}

// Left is how many rows of a stopped import were not done: it can go on with them.
func (i Import) Left() int {
	if i.State != ImportCancelled {
		return 0
	}
	return max(0, i.Rows-i.Done)
}

// Over tells that nothing more happens.
func (s ImportState) Over() bool {
	return s == ImportDone || s == ImportCancelled || s == ImportStopped
}

// Import is a table that somebody brings in.
type Import struct {
	ID         ImportID    `json:"id"`
	By         UserID      `json:"by"`
	From       string      `json:"from,omitempty"` // network address, for the audit log
	Table      Table       `json:"table"`
	Name       string      `json:"name"` // of the file
	File       string      `json:"file"` // hash of its rows as they are kept
	State      ImportState `json:"state"`
	Begun      time.Time   `json:"begun"`
	Ended      time.Time   `json:"ended,omitzero"`
	Heads      []string    `json:"heads"`
	Columns    []Field     `json:"columns"`              // what each head means; empty: nothing
	Own        bool        `json:"own,omitempty"`        // the heads are those of our own tables
	Language   string      `json:"language"`             // in which its numbers and days are read
	MonthFirst bool        `json:"monthFirst,omitempty"` // its days are written as in America: 12/31/2026
	Encoding   string      `json:"encoding,omitempty"`   // as tables.About says
	Separator  string      `json:"separator,omitempty"`
	Sheet      string      `json:"sheet,omitempty"`
	Others     int         `json:"others,omitempty"` // sheets that are not read
	Rows       int         `json:"rows"`             // the head not counted

	Make     bool `json:"make,omitempty"`     // companies, contacts and projects that are named and not there
	Keep     bool `json:"keep,omitempty"`     // numbers that are free, instead of giving new ones
	GoodOnly bool `json:"goodOnly,omitempty"` // rows that cannot be taken are left out; else all or none
	GoOn     bool `json:"goOn,omitempty"`     // is carried out as soon as it was checked without a row that cannot be taken

	Checks  int   `json:"checks,omitempty"` // how many times it was begun to check
	Place   int64 `json:"place"`            // in the file, after the last row that was done
	Done    int   `json:"done"`             // rows
	New     int   `json:"new"`
	Changed int   `json:"changed"`
	Same    int   `json:"same"`
	Bad     int   `json:"bad"`
}

// Restart is the import before its first row.
func (i Import) Restart(state ImportState) Import {
	if state == ImportChecking {
		i.Checks++
	}
	i.State, i.Place, i.Done, i.New, i.Changed, i.Same, i.Bad = state, 0, 0, 0, 0, 0, 0
	return i
}

// MaxImportProblems bounds how many rows that could not be taken are kept; the
// others are counted.
const MaxImportProblems = 2_000

// ImportRow is a row that could not be taken, and why.
type ImportRow struct {
	Line     int             `json:"line"` // in the file
	Subject  string          `json:"subject,omitempty"`
	Problems []ImportProblem `json:"problems"`
}

// ImportResult is a row that was taken in, and the record that it is about.
type ImportResult struct {
	Line    int        `json:"line"`          // in the file
	New     bool       `json:"new,omitempty"` // else the record was there, and was changed
	Number  SaleNumber `json:"sale,omitempty"`
	Party   string     `json:"party,omitempty"` // id of the company or contact
	Subject string     `json:"subject,omitempty"`
}

// ImportProblem is an Error as it is kept: its arguments keep their kinds.
type ImportProblem struct {
	Field Field                `json:"field,omitempty"`
	Key   string               `json:"key"`
	Args  map[string]ImportArg `json:"args,omitempty"`
}

// ImportArg is one argument of a message: one of the fields counts.
type ImportArg struct {
	Text  string `json:"text,omitempty"`
	Count *int   `json:"count,omitempty"`
	Words *Words `json:"words,omitempty"`
	Day   Date   `json:"day,omitempty"`
}

// Keep is the error as it is kept.
func (e Error) Keep() ImportProblem {
	p := ImportProblem{Field: e.Field, Key: e.Key}
	for name, value := range e.Args {
		var a ImportArg
		switch v := value.(type) {
		case string:
			a.Text = v
		case int:
			a.Count = &v
		case Words:
			a.Words = &v
		case Date:
			a.Day = v
		}
		if p.Args == nil {
			p.Args = map[string]ImportArg{}
		}
		p.Args[name] = a
	}
	return p
}

// Error is what was kept.
func (p ImportProblem) Error() Error {
	e := Error{Kind: Invalid, Field: p.Field, Key: p.Key}
	for name, a := range p.Args {
		if e.Args == nil {
			e.Args = Args{}
		}
		switch {
		case a.Count != nil:
			e.Args[name] = *a.Count
		case a.Words != nil:
			e.Args[name] = *a.Words
		case a.Day != "":
			e.Args[name] = a.Day
		default:
			e.Args[name] = a.Text
		}
	}
	return e
}

// MaxSaleNumber bounds the numbers that an import may keep: the counter goes on
// above the highest.
const MaxSaleNumber SaleNumber = 999_999_999
