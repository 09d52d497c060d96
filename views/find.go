package views

// FindBox is the field in the header that finds sales while typing.
type FindBox struct {
	Words    string // what the page was asked for
	Shortcut bool   // "/" goes to it
}

// FoundSales is what the find box offers.
type FoundSales struct {
	Page
	Heading string // of the list: recent ones; empty for those found
	Words   string // empty: nothing was asked
	Rows    []FoundSale
	More    string // a sentence, where there may be others
	Said    string // for role=status
}

// FoundSale is one of them.
type FoundSale struct {
	ID, Href      string // id of the option
	Status        Status
	Number, Title string
	Who           string // company and contact: "Van Dongen Logistiek B.V. · Sanne Kuipers"
	Amount        Money
	Stage         string
}
