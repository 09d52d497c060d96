package views

// SaleHead is the head of the card: what is stored, never what is typed.
type SaleHead struct {
	ID          string // "sale-1042", or "sale-new"; every id on the card begins with it
	New         bool   // registering: no number, status or amount yet; the title is "Een verkoop registreren"
	Number      string // "1042"
	Title       string
	Status      Status
	Amount      Money
	Company     Row // Value empty when there is none
	Contact     Row
	Pips        Pips
	Stage       string // its word; outcome's word when closed
	Probability string // "60%"
	Editing     bool   // "U bewerkt deze verkoop" instead of the buttons
	EditHref    string // empty: may not edit
	Task        []MenuItem
	Resume      string // address of the one press that re-opens a stalled sale whose day has come (PUT)
	TaskNote    string // why something is missing in the task menu
}

// MenuItem is an entry of the task menu; without entries there is no menu.
type MenuItem struct{ Label, Href, Icon string }

// SaleShow is the sale screen in view mode.
type SaleShow struct {
	Page
	Head        SaleHead
	Tabs        []Tab
	Columns     [3][]Row // tab Sale: how much and where · when · who
	Description Row
	Trio        Trio  // tab Details
	Details     []Row // number, source, competitor, credited
	Note        string
	Links       []LinkRow
	Foot        string // who registered and updated it, and when
	Walk        Walk
	Sections    Sections
	Next        Row           // as it stands on the card, for the answer after an activity changed
	FollowUp    *ActivityForm // the dialog that opens over the card: the sale was just saved as stalled
	AsItWas     *AsItWas      // the card of a past moment; nil: as it is now
	// What the guide offers or asks once an activity is completed: a dialog.
	Suggestion *GuideSuggestion
	MoveOn     *GuideMoveOn
	Problem    *Failure // why a move was refused: said in #flash
}

// Trio is the money of tab Details in view mode.
type Trio struct {
	Amount, Cost, Profit Row
	Percentage           Row
	Bar                  Bar
}

// Bar shows cost and profit as parts of the amount; not shown for a loss or
// without an amount. Widths in thousandths: SVG sizes, since style is refused.
type Bar struct {
	Show         bool
	Cost, Profit int    // thousandths; together 1000
	CostText     string // "Totale kosten 64,33%"
	ProfitText   string
	Loss         string // "Verlies: de kosten zijn hoger dan het bedrag." instead of the bar
}

// LinkRow is a link in view mode.
type LinkRow struct {
	Href, Label string
	Detail      string // the address when the label is a text; the other sale's title
	External    bool
}

// Walk is Previous and Next through the list the user came from.
type Walk struct {
	Show           bool
	Previous, Next string // hrefs; empty: shown dimmed
	List           string // href back to the list
	Back           string // what that is called; empty: back to the sales
	Place          string // answers where the sale stands in what a search found; empty: a plain list
	Stopped        string // why there may be more than is linked
}

// Sections are the section tabs below the card.
type Sections struct {
	ID                       string // as SaleHead.ID
	Tabs                     []Tab  // keys "activities", "guide"
	ToDo, Done               []ActivityRow
	Count                    int // of activities
	Guide                    Guide
	AddFollowUp, AddDocument string // addresses of the forms; empty where nothing may be added
	History                  History
}

// ActivityRow is an activity in a list.
type ActivityRow struct {
	Icon, Kind string // icon: "calendar-blank", "phone", "check-square", "file-text"; Kind is its word
	When       string
	Late       bool
	Text       string
	Contact    string
	Owner      Person
	Done       bool
	ID         string // "activity-<id>": of the row
	Open       string // address of its form, or of what it says where it is only to look at
	Complete   string // PUT, with the field "completed" ("true" or empty): the box; empty: a box that can't be pressed
	BoxLabel   string // "Voltooid: Korting op vaste poorten"
	Href       string // of a document: where it is on the web
	File       *File  // of a document: what was uploaded
}

// SaleDeletion is the dialog that asks whether to delete a sale, or the page of
// the same without scripts.
type SaleDeletion struct {
	Page
	Heading string
	Facts   []Row  // number, title, company, amount, stage, owner
	Goes    string // "3 vervolgactiviteiten en 1 document"
	Stays   string // of other homes; empty for none
	Action  string // POST without scripts
	Delete  string // hx-delete
	Cancel  string
	// Changed is what somebody saved since the dialog was opened; ChangedBy says who.
	ChangedBy string
	Changed   []Consequence
}
