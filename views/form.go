package views

// Field is one control of a form, complete with its texts in the reader's
// language, so that the field partials need nothing else. The partial's root has
// the id {{.ID}}-row and is swapped whole.
type Field struct {
	ID, Name  string // "sale-1042-cost", "cost"
	Label     string
	Value     string // as typed, or formatted for the language
	Hint      string // below: "Volgt de fase"
	Aside     string // beside the label: "op tabblad Verkoop", "van het bedrag"
	Error     string // a sentence: what to write
	Mandatory string // the word "verplicht", or empty
	Locked    string // why it can't be changed, or empty; a locked field still shows its value
	Prefix    string // "€" inside the frame
	Suffix    string // "%"
	Day       bool   // a date, with its picker
	Numeric   bool   // right-aligned, inputmode=decimal
	Rows      int    // of a textarea
	Autofocus bool   // focus goes here after the swap
	Checked   bool   // a checkbox
	Options   []Option

	// Auto is the value that followed by itself when this was rendered; it travels
	// as hidden {{.Name}}_auto where HasAuto, so that the server can tell it from typing.
	Auto    string
	HasAuto bool

	Live         string // address of the recalculation; empty: not live
	Eager        bool   // recalculate while typing (input delay:250ms), else on change only
	Recalculated string // the word "Herberekend": tinted; or empty
	Busy         string // "Wordt herberekend", shown while a request runs
	ByHand       string // "Met de hand ingesteld.": hand icon; or empty
	Back         string // label of the button that goes back to the stage's value ("Terug naar 60%"); its name is probability_back
	Loss         string // a warning below that is no error ("Verlies: …")
	Caution      *Caution

	// A combobox: the text field {{.Name}}, hidden {{.Name}}_id with RecordID, and
	// options from Search. Choices are offered as radios named {{.Name}}_id when the
	// text fitted more than one (without scripts).
	Search   string
	Include  string // selector of what the search sends besides the text
	RecordID string
	Choices  []Option
	Face     string // two letters in front (owner)
}

// Caution is an amber notice at the field itself.
type Caution struct {
	Strong, Text string
	Unscripted   bool // stands there from the start for a browser without scripts, which can't tell when it comes to that
}

// Option is an entry of a select, a radio group or a combobox's list.
type Option struct {
	Value, Label string
	Detail       string // second, quieter: a contact's company
	Selected     bool
	Retired      bool
}

// Hidden travels with a form.
type Hidden struct{ Name, Value string }

// SaleForm is the card in edit mode, for a sale or for registering one.
type SaleForm struct {
	Page
	Head SaleHead
	Tabs []Tab

	ID            string // as Head.ID; the form's id is {{.ID}}-form, the card's {{.ID}}-card
	Action        string // without scripts: POST here ("/sales/1042?_method=PUT", "/sales")
	Put           string // hx-put, when the sale exists
	Post          string // hx-post, when it is new
	Recalculation string // POST, the whole form: answers partials, or without htmx the whole page (button Apply, noscript only)
	Cancel        string
	Version       string
	Key           string // one-time
	FormLang      string // the language that numbers and dates in this form are written in
	Tab           string // hidden, kept by the tabs module
	Driver        string // hidden: which of the money fields was typed last
	Rejected      bool   // hidden: problems are shown; they stay so in another language
	Unsaved       bool   // rendered with unsaved input: data-dirty
	Problems      []ProblemLink

	Title, Description                         Field
	Amount, Currency, Type, Stage, Probability Field
	HasCurrency                                bool // more than one is active
	When                                       When
	Company, Contact, Project, Owner, Visible  Field
	AmountCopy, Cost, Profit, Percentage       Field // tab Details; AmountCopy is locked, without a name
	Bar                                        Bar
	Number                                     string
	Source, Competitor, Credited               Field
	Note                                       Field
	Links                                      LinksField
	Strip                                      Strip
	Save                                       SaveBar
	Sections                                   Sections // below the card, on the whole page only
}

// FocusHeading tells whether reading goes on at the heading, after a swap: not
// where there are problems, whose summary is focused instead.
func (f SaleForm) FocusHeading() bool { return f.Fragment && len(f.Problems) == 0 }

// FocusHeading: as of SaleForm.
func (s SaleShow) FocusHeading() bool { return s.Fragment }

// FocusHeading: its summary is focused instead.
func (SaleConflict) FocusHeading() bool { return false }

// TextField is the form's text field, date or combobox of that name; nil for
// selects, boxes and the long texts, about which nothing is said while editing.
func (f *SaleForm) TextField(name string) *Field {
	for _, field := range []*Field{&f.Title, &f.Amount, &f.Probability, &f.Cost, &f.Profit, &f.Percentage,
		&f.When.Expected, &f.When.Closed, &f.When.Reopen, &f.Company, &f.Contact, &f.Project, &f.Owner} {
		if field.Name == name && name != "" {
			return field
		}
	}
	return nil
}

// When is the second column of tab Sale: it changes with stage and stalled, and
// is swapped whole (#{{.ID}}-when).
type When struct {
	ID    string
	State string // "open", "stalled", "sold", "lost": which group is tinted and shown
	// open and stalled: Expected and Stalled; stalled also Reopen and StalledReason
	// instead of Next. sold and lost: Closed, Reason, Completed, Next; lost also
	// Competitor, which is then not on tab Details.
	Expected, Stalled, Reopen, StalledReason Field
	Closed, Reason, Completed, Competitor    Field
	Next                                     Row
	Hidden                                   []Hidden // what the fields not shown hold
}

// LinksField is tab Links in edit mode (#{{.ID}}-links).
type LinksField struct {
	ID      string
	Error   string
	Rows    []LinkFields // those there are and one empty
	AddHref string       // posts the form, answers this region with one more empty row
	Help    string
}

// LinkFields is one line of the links: both inputs are named alike in each line.
type LinkFields struct{ Address, Text Field }

// Strip is the consequence preview above Save (#{{.ID}}-strip); absent when empty.
type Strip struct {
	ID           string
	Heading      string // "Opslaan wijzigt ook"
	Folded       string // narrow screens: "Opslaan wijzigt ook 1 veld"
	Consequences []Consequence
}

// Consequence is one line of it: a pair old → new, or a sentence.
type Consequence struct {
	Label    string
	Old, New string
	OldMoney *Money // instead of Old, New
	NewMoney *Money
	Sentence string // instead of a pair
}

// SaveBar is #{{.ID}}-save.
type SaveBar struct {
	ID          string
	Dimmed      bool   // aria-disabled; pressing goes to the field Goto
	Goto        string // id of the first mandatory field that is empty
	Missing     string // "Vul eerst een titel in": a link to it
	Changed     string // "3 velden gewijzigd, nog niet opgeslagen"
	Cancel      string
	Leaves      bool   // Cancel leads to another page: what is registered has no card yet
	Label       string // "Opslaan"
	Busy        string // "Bezig met opslaan"
	CancelLabel string
	Dialog      bool // in the dialog: Cancel closes it
	Autofocus   bool // on Save
}

// ProblemLink is a line of the error summary.
type ProblemLink struct{ Href, Text string }

// Recalculation is the answer to a change in the form: only the parts that follow.
type Recalculation struct {
	SaleForm
	Typed *Field   // the field that was typed in, where something can be said about it
	Morph bool     // the column of dates is morphed: the box that was pressed stands in it
	Swap  []string // of "title", "amount", "cost", "profit", "percentage", "amount_copy", "bar", "currency", "type", "stage", "probability", "when", "company", "contact", "competitor", "links"; strip and save always
}

// Swaps tells whether the answer has the part.
func (r Recalculation) Swaps(part string) bool {
	for _, p := range r.Swap {
		if p == part {
			return true
		}
	}
	return false
}

// SaleConflict is the card after two people changed the same (409).
type SaleConflict struct {
	Page
	Head          SaleHead
	ID            string
	Action, Put   string
	Recalculation string   // live: the choice made undims Save
	Hidden        []Hidden // all that was typed, version, key …
	Who, At       string
	Intro         string // the sentence in the summary
	Groups        []ConflictGroup
	Merged        []MergedRow
	Save          SaveBar
}

// ConflictGroup is what hangs together: one fieldset, two equal choices.
type ConflictGroup struct {
	Key                    string // radios are named keep_{{.Key}}, values "mine" and "theirs"
	ID                     string // of the fieldset, focus target of the summary's link
	Label                  string
	Was                    string
	Mine, Theirs           []ConflictValue
	MineLabel, TheirsLabel string // "Uw waarde", "Daan Visser, 14:32"
	Chosen                 string // "mine", "theirs" or ""
}

// ConflictValue is a fact on one side; differing words are marked.
type ConflictValue struct {
	Label  string // empty when the group has one fact
	Pieces []Piece
}

// Text is the value as plain words.
func (v ConflictValue) Text() string {
	text := v.Label
	if text != "" {
		text += " "
	}
	for _, p := range v.Pieces {
		text += p.Text
	}
	return text
}

// Piece is a run of words.
type Piece struct {
	Text    string
	Differs bool
}

// MergedRow is a change that needed no choice.
type MergedRow struct{ Label, Value, From string }
