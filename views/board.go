package views

// SaleBoard is the open sales of one type by stage.
type SaleBoard struct {
	Page
	ViewSwitch
	Problems   []ProblemLink // with what the address asks
	Pills      []SavedSearch
	CountsHref string // answers the counts on them
	Criteria   string // what is sought, in words, where it is no pill's
	FindHref   string // the same on the Find screen
	ListHref   string // the same as a list
	ClearHref  string // the board without criteria
	NoStages   string // a sentence, where the type has no board
	Columns    []BoardColumn
	Closed     []BoardTarget
	Tally      Tally
	Searched   bool // there are criteria
	Empty      bool // nothing is on it
	Moves      bool // some of the cards may be moved
}

// ViewSwitch chooses between list and board, and the board's type; what is chosen is
// remembered.
type ViewSwitch struct {
	Board  bool
	Types  []Option // none: only the board has them
	Hidden []Hidden // the criteria
}

// BoardColumn is a stage.
type BoardColumn struct {
	ID          string // of the html elements: "column-2"
	Choice      string // what moving a sale here chooses: the stage's id
	Name        string
	Probability string // "40%"; empty where sales have their own
	Sums        BoardSums
	Cards       []BoardCard
	Rest        string // href of all of it, as a list; empty: all of it is here
	Focus       bool   // a sale was just moved here, and is not among the cards
}

// BoardSums is the head of a column that counting fills in (#{{.ID}}-sums).
type BoardSums struct {
	ID     string
	Count  string // "3"; empty: not counted yet
	Unit   string // " verkopen", for those who do not see where it stands
	Totals []Total
	Share  int // thousandths of what the largest column comes to; -1: no bar
}

// BoardTarget is where closed sales went: they can be moved there, and stand in a list.
type BoardTarget struct {
	Choice, Label, Href string
	Focus               bool // a sale was just moved here
}

// BoardCard is a sale on the board (#card-{{.Number}}).
type BoardCard struct {
	Page            // for the form's token; its texts are those of the board
	Number, Version string
	Href            string
	Status          Status
	Title, Company  string
	Amount          Money
	Date            string
	Next, NextTone  string
	Owner           Person
	Move, Action    string   // PUT the form of the menu, and the same without scripts; empty: it may not be moved
	Choices         []Option // where to
	Column          string   // the choice that it stands on
	MenuLabel       string   // "Verplaatsen: Titel"
	Resume          string   // as of SaleLine
	Focus           bool     // it was just moved
}

// SaleMove is what moving a sale would do: a dialog, or a page of its own.
type SaleMove struct {
	Page
	ID          string // as SaleHead.ID
	Heading     string
	Sale        string // "1042 · Titel · Bedrijf"
	Action, Put string
	Live        string // POST: what follows from a change
	Stage       string // the choice
	Version     string
	Key         string
	FormLang    string
	Problems    []ProblemLink
	Typed       *Field // of Live: the field that was typed in, where something can be said about it
	When        When
	Strip       Strip
	Save        SaveBar
}

// Closes tells that the sale becomes sold or lost, which takes fields of its own.
func (m SaleMove) Closes() bool { return m.When.State == "sold" || m.When.State == "lost" }

// SaleMoved is the board after that, or a dialog over it: exactly one of them.
type SaleMoved struct {
	SaleBoard
	Move     *SaleMove
	Conflict *SaleConflict
}
