package views

// ActivityForm adds or edits a follow-up or a document: a dialog on top of the
// page (activities/_form into #dialog), or a page of its own (activities/form).
type ActivityForm struct {
	Page
	Heading  string   // "Vervolgactiviteit", "Document"
	Icon     string   // of the heading: "calendar-plus", "file-text"
	Intro    string   // after a sale was saved as stalled; or empty
	Action   string   // POST, complete; with _method=PUT in it for one that exists
	Version  string   // of one that exists
	Began    []Hidden // what such a form began with
	Key      string   // one-time, of a new one
	FormLang string   // the language that dates in this form are written in
	Problems []ProblemLink
	Stored   []Row // after a conflict: what somebody else saved, where it differs from what was typed

	Kind       Input // radio choice of three with an icon each (Option.Detail is empty); not of a document
	Text       Input // of a document one line: its title
	On         Input // Type "date"
	Start, End Input // "14:30"; not of a document
	AllDay     Field // a box that hides start and end
	Sort       Input // of a document: a select
	Web        Input // of a document: its address
	File       FileField
	IsDocument bool
	Company    Field // comboboxes, as in the sale's form
	Contact    Field
	Owner      Field
	Sale       Field // combobox or locked text: "1042 Magazijnscanners locatie Venlo"

	Submit     string
	SubmitName string // of the button, where that says more; or empty
	Cancel     string // address: where the page was
	Delete     string // address of the question; empty where it may not be deleted, or is new
}

// FileField chooses a file of a document.
type FileField struct {
	ID, Name, Label string
	Accept          string // the endings that may be chosen
	Hint, Error     string
	Now             *File  // the file that the document has; another takes its place
	Kept            string // hidden: a file that was sent with the form already
}

// File is an uploaded file.
type File struct {
	Name, Size string // "1,4 MB"
	Href       string // where it can be fetched, or empty
}

// ActivityDeletion asks whether to delete an activity (activities/_deletion,
// activities/deletion), as SaleDeletion does for a sale.
type ActivityDeletion struct {
	Page
	Heading string
	Changed string // it was changed after the dialog was opened: what it is now stands here
	Facts   []Row
	Action  string // POST, with _method=DELETE in it
	Cancel  string
}

// ActivityCompleted shows a completed follow-up, which is un-ticked before it is
// edited, or any activity to who may only read it (activities/_completed,
// activities/completed).
type ActivityCompleted struct {
	Page
	Heading string
	Icon    string
	Facts   []Row
	Action  string // POST, with _method=PUT in it: un-ticks it; empty where it may not
	Cancel  string
	Delete  string // address of the question; empty where it may not be deleted
}

// History is the timeline of a sale: below the card its newest
// entries, as a page of its own (sales/history) all of them, page by page.
type History struct {
	Href       string // the history as a page of its own
	Entries    []HistoryEntry
	More       string // address of older ones; empty at the end. htmx appends them
	Newest     string // address of the newest, on a page of older ones
	AsOf       Input  // on the page of its own: a day, "as it was on"; a GET form to AsOfAction
	AsOfAction string
	Within     []Hidden // the list that the sale is in, which such a form leaves out of its address
}

// HistoryEntry is one save of the sale, newest first.
type HistoryEntry struct {
	Icon      string        // "arrow-right" stage, "pencil-simple" others, "plus" registered, "warning-fill" stalled, "arrow-u-up-left" resumed, "check-circle-fill" sold, "x-circle-bold" lost
	Status    string        // "" or a status key that colours the icon: "sold", "lost", "stalled"
	Heading   string        // in words, for what is marked: "Vastgelopen", "Verkocht", "Verkoop geregistreerd"; empty for plain changes
	Changes   []Consequence // field, old → new
	Who, When string
	Href      string // the card as it was then
	HrefText  string // "Zo was de verkoop toen", for screen readers with the moment
}

// HistoryPage is the history as a page of its own (sales/history), and the part
// that htmx appends (sales/_history_entries).
type HistoryPage struct {
	Page
	Heading  string
	Back     string // address of the sale
	History  History
	Problems []ProblemLink
}

// AsItWas is said above the card of a past moment, which has no pencil and no menu.
type AsItWas struct {
	Text string // "Zo was deze verkoop op 17 nov 2026 15:58, na een wijziging door Femke de Boer."
	Back string // address of the sale as it is now
	Link string
}
