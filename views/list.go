package views

// SaleIndex is the list of sales.
type SaleIndex struct {
	Page
	Columns        []Column
	Rows           []SaleLine
	Skip           bool     // Skip completed sales is ticked
	SkipHref       string   // the same list the other way; a GET form without scripts
	Hidden         []Hidden // the list's other query parameters for that form
	Count          string   // "13 verkopen" when all fit on the page, else empty
	Totals         []Total
	Previous, Next string // hrefs; empty: dimmed
	NewHref        string
	Transfer       []TransferLink // the list as a file, and files as sales
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
	Href           string
	Status         Status
	Number, Title  string
	Company, Stage string
	Pips           Pips
	Amount         Money
	Date           string
	Next           string
	NextTone       string // "", "late", "today", "stalled", "due" (stalled, and its re-open date has come), "none", "closed"
	Resume         string // of one that is due: POST with _method=PUT in it, one press re-opens it; empty where that may not be
	Owner          Person
}

// Total is the foot's pair for one currency.
type Total struct{ Total, Weighted Money }

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
}
