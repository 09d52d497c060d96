package views

// Find is the Find screen.
type Find struct {
	Page
	SaleTable
	Criteria   Criteria
	Problems   []ProblemLink
	Typicals   []SavedSearch
	Selections []SavedSearch
	CountsHref string
	Results    bool // a search was asked for; else its lines are still being written
	Kept       *KeptSelection
	Exports    []Link
	BoardHref  string // the same on the board
	Chooser    ColumnChooser
	Badge      string // how many results, where that is known already
	Said       string // the same for role=status
}

// KeptSelection is the selection that the search came from.
type KeptSelection struct {
	Name    string
	Update  string // PUT: keeps the search as it is now; empty: nothing changed, or not allowed
	Version string
	Hidden  []Hidden // the search
}

// Link is a link with its words.
type Link struct{ Href, Label string }

// ColumnChooser chooses the columns of the results.
type ColumnChooser struct {
	Hidden  []Hidden // the rest of the address
	Columns []Option
	Chosen  bool // else the usual ones are shown
}

// Criteria are the lines of a search as a form (#criteria).
type Criteria struct {
	Page
	Lines    []CriterionLine
	Hidden   []Hidden // the rest of the address
	FormLang string   // the language that the values are written in
}

// Criterion is one line of them (#line-{{.N}}): field, operator, values.
type Criterion struct {
	N          string // its name within the form: f3, o3, v3, g3
	Group      string
	Begins     bool   // the first of its group
	First      bool   // of all
	EndsGroup  bool   // the last of a group that is not the last one
	AddLabel   string // then: of the button that adds to this group
	Field      string // the field as the line was made for
	Label      string // "Criterium 3"
	FieldLabel string // "Veld 3"
	OpLabel    string
	ValueLabel string
	ToLabel    string
	DropLabel  string
	Fields     []Option
	Operators  []Option
	Kind       string // "none", "text", "number", "money", "date", "choices", "record"
	Values     []Field
	Choices    []Option // with those chosen
	Combobox   *Field
	Error      string
	FocusField bool // focus goes to the field after the swap
}

// CriterionLine is one line by itself.
type CriterionLine struct {
	Page
	Criterion
}

// SaysError tells that the line says it, not one of its fields.
func (c Criterion) SaysError() bool {
	for _, f := range c.Values {
		if f.Error != "" {
			return false
		}
	}
	return c.Combobox == nil
}

// ErrorTarget is the id of the control that what is wrong is about.
func (c Criterion) ErrorTarget() string {
	switch c.Kind {
	case "text", "number", "money", "date":
		return "v" + c.N
	case "choices":
		return "c" + c.N
	case "record":
		return "t" + c.N
	}
	return "f" + c.N
}

// Chosen are the choices taken.
func (c Criterion) Chosen() (chosen []Option) {
	for _, o := range c.Choices {
		if o.Selected {
			chosen = append(chosen, o)
		}
	}
	return chosen
}

// SelectionForm names a selection, or keeps a new one: a dialog, or a page.
type SelectionForm struct {
	Page
	Heading  string
	Action   string // POST
	Delete   string // POST; empty for a new one
	Cancel   string
	Problems []ProblemLink
	Name     Input
	Shared   bool
	Criteria string // in words
	Hidden   []Hidden
	Submit   string
}
