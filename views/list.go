package views

// SaleTable is a page of a list of sales, or of what a search finds.
type SaleTable struct {
	Columns        []Column
	Chosen         bool // by the reader: all are shown, however narrow
	Rows           []SaleLine
	Tally          Tally
	Previous, Next string // hrefs; empty: dimmed
	// SearchOn goes on where the search stopped: it had read as much as it may.
	SearchOn string
	Reached  string // how far it came
}

// SaleIndex is the list of sales.
type SaleIndex struct {
	Page
	SaleTable
	ViewSwitch
	Problems   []ProblemLink // with what the address asks
	Pills      []SavedSearch // all sales, and typical searches
	CountsHref string        // answers the counts on them
	Criteria   string        // what is sought, in words, where it is no pill's
	FindHref   string        // the same on the Find screen
	Skip       bool          // Skip completed sales is ticked
	SkipHref   string        // the same list the other way; a GET form without scripts
	SkipHidden []Hidden      // the list's other query parameters for that form
	Searched   bool          // there are criteria
	NewHref    string
	Transfer   []TransferLink // the list as a file, and files as sales
}

// TransferLink is an entry of the menu that brings data out and in.
type TransferLink struct {
	Href, Label string
	Download    bool
}

// Column is a head of the list.
type Column struct {
	Key, Label, Href string
	Sorted           string // "ascending", "descending" or ""
	Numeric          bool
}

// SaleLine is a row of the list.
type SaleLine struct {
	Href     string
	Status   Status
	Title    string
	Company  string
	Pips     Pips
	NextTone string // "", "late", "today", "stalled", "due" (stalled, and its re-open date has come), "none", "closed"
	Resume   string // of one that is due: POST with _method=PUT in it, one press re-opens it; empty where that may not be
	Mine     bool   // the reader is the owner
	Cells    []Cell // one for each column
}

// Cell is a row's value in a column.
type Cell struct {
	Key   string // as Column.Key
	Label string // the column's, for narrow screens
	Text  string
	Money *Money // instead of Text
}

// Total is what sales of one currency come to.
type Total struct {
	Total, Weighted Money
	Profit          *Money // nil: not shown
}

// Tally is how many sales a list has and what they come to (#tally).
type Tally struct {
	Count  string // "13 verkopen", "meer dan 10.000 verkopen"; empty: not known yet
	Totals []Total
	Href   string // answers it, or what follows; fetched by itself where Auto, else on request
	Auto   bool
	Label  string // of the link to Href
	Busy   bool   // it is being counted
}

// TallyPage is a tally that was asked for: a part of a list's page, or without
// scripts a page of its own.
type TallyPage struct {
	Page
	Tally    Tally
	Columns  []BoardColumn // of the board, each with its sums
	Badge    string        // "13", for the tab Results
	Announce string        // for role=status
	Back     string        // to the list
}

// Place is where a sale stands in the list it was opened from.
type Place struct {
	Page
	ID   string // as SaleHead.ID
	Text string // "7 van 13"; empty: not known
	Href string // goes on looking, by itself
	Back string // to the sale
}

// SavedSearch is a typical search or a selection: a link with how much it finds.
type SavedSearch struct {
	Key, Label, Href string
	Current          bool
	Shared           string // by whom; empty for one's own
	Edit             string // address of the form that renames and deletes it
}

// Counts are the counts of saved searches, by key.
type Counts struct {
	Page
	Counts []Count
}

// Count is one of them; Unit is what comes after the number for those who do not see
// where it stands.
type Count struct{ Key, Text, Unit string }

// Options is a combobox's list.
type Options struct {
	Page
	Name    string // option ids are {{.Name}}-option-{{.Value}}
	Options []Option
	Found   string // "3 gevonden", for role=status
}

// Failure is an error page, or the fragment for #flash.
type Failure struct {
	Page
	Heading, Text string
	Request       string // the request's id, for internal errors
	Back          string // href
	BackText      string // its words; empty: back to the sales
}
