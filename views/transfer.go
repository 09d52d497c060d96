package views

// Imports is the page that takes a file, with what was brought in before
// (imports/index).
type Imports struct {
	Settings
	Action, Submit string
	Table          Input // radio buttons
	File           Input
	Rows           []ImportLine
}

// ImportLine is an import in the list; the file's name is the link.
type ImportLine struct{ Href, Name, Table, Rows, State, At, Who string }

// Import is one import: what its columns mean (imports/columns), how far it has come
// and what became of it (imports/show).
type Import struct {
	Settings
	Action string
	About  []Row // what was found out about the file
	Own    bool  // of who looks: others may see it, and not carry it out

	Columns    []ImportColumn
	Language   Input
	All        Input // radio buttons: good rows only, or all or none
	Make, Keep *Tick

	StateKey, State string
	Working         bool // a job is at it
	Progress        Progress
	Counts          []ImportCount
	Bad             []ImportRow // that could not be taken
	MoreBad         string      // address of further ones
	Beyond          string      // that not all of them are listed
	Trial           []ImportRow // what rows would do
	Taken           []ImportRow // which records rows were taken in as
	Next, First     string      // pages of one of these two
	Report          string      // address of what became of the rows, as a file
	Cancel          string      // POST: stops the work
	CancelNote      string      // what stopping leaves
	Change          string      // address of the columns
	Run, Submit     string      // POST: carries it out
	Refused         string      // why it can't be, or can't be stopped
	Result          string      // address of what was brought in
	Delete          string      // POST: forgets it
}

// ImportColumn is a column of the file.
type ImportColumn struct {
	Head     string
	Examples []string
	Field    Input // select
}

// ImportCount is how many rows did one thing; its class follows from Key: "new",
// "changed", "same", "bad".
type ImportCount struct {
	Key, Label, Count string
	Some              bool
}

// ImportRow is a row of the file, and what is wrong with it or what it would do.
type ImportRow struct {
	Line, Subject, Key, What string
	Problems                 []string
	Changes                  []Consequence // of the record that is there
	More                     string        // that it would change more than these
	Number, Href             string        // of the sale, or the address of the record, that it was taken in as
}

// Tick is a box of a short form.
type Tick struct {
	Name, Label, Hint string
	Checked           bool
}
