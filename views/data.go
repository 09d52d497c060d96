package views

import "verkoop/locales"

// Page is what every page and fragment has. The language travels in it:
// templates write {{.T "key"}}.
type Page struct {
	*locales.Texts
	Lang     string // "nl" or "en": <html lang>
	Title    string // of the page, without the product's name; "Fout: " before it is in it already
	CSRF     string // for hidden _csrf fields and the body's header
	Fragment bool   // a part for htmx, not a whole page
	Me       Person
	Section  string // which entry of the header is current: "sales" or ""
	Here     string // path and query of this page, for the language form to come back to
	Status   string // a sentence for role=status after something was done; empty for none
	// EditForm is the id of the form on the page that the language buttons submit,
	// so that what was typed is kept (HTMX.md 10); empty for the plain switch.
	EditForm     string
	EditLanguage string // the address they post it to
}

// Languages are the entries of the language switch.
func (p Page) Languages() []locales.Language { return locales.Languages[:] }

// Person is a user as shown: with two letters for the round face.
type Person struct {
	Name, Initials string
	Me             bool // the reader; lists set the own name in ink
}

// Money is an amount in the parts that are set differently.
type Money struct {
	Symbol, Whole, Minor string // "€ ", "48.500", ",00"
	Negative             bool
}

// Status is a sale's mark: never by colour alone.
type Status struct {
	Key   string // "open", "sold", "lost", "stalled": the class and the icon follow from it
	Label string // its word
}

// Pips are the stages under a stage's name; decoration, the word speaks.
type Pips struct {
	Status string // as Status.Key: the colour
	Dots   []bool // one per stage, true up to and including the current one; empty for a type without stages
}

// Row is one label with its value in view mode.
type Row struct {
	Label, Value string
	Note         string // after the value, quieter: "volgt de fase"
	Empty        bool   // Value is a word for nothing ("Geen")
	Href         string // the value is a link
	Tone         string // "" or "late" (red, with icon) or "stalled" (amber, with icon)
	Face         string // two letters before an owner's name
	Money        *Money // instead of Value
	First        bool   // comes first on narrow screens (next activity)
	Pair         bool   // short: two stand side by side on narrow screens
}

// Tab is one of the card's tabs. Without scripts all panels show, one after another.
type Tab struct {
	Key      string // "sale", "details", "more", "note", "links": panel id is {{.ID}}-panel-{{.Key}}
	Label    string
	Href     string // the same page with ?tab=
	Selected bool
	Dot      bool // holds text; also said (form.tab.has_text)
	Count    int  // links; 0 shows nothing
	Errors   int  // problems on this tab; instead of dot and count
}

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
}

// Sections are the section tabs below the card.
type Sections struct {
	ID         string // as SaleHead.ID
	Tabs       []Tab  // keys "activities", "guide"
	ToDo, Done []ActivityRow
	Guide      Guide
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
}

// Guide is the sales guide's stepper; its suggestions follow with a later issue.
type Guide struct {
	Show  bool
	Steps []Step
}

// Step is a stage of the guide.
type Step struct {
	Label, State, Probability string // State in words: "Voltooid", "Huidige fase", "Volgt nog"
	Done, Current             bool
}

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
	Numeric   bool   // right-aligned, inputmode=decimal
	Rows      int    // of a textarea
	Max       int    // maxlength; 0 none
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
	RecordID string
	Choices  []Option
	Face     string // two letters in front (owner)
}

// Caution is an amber notice at the field itself.
type Caution struct{ Strong, Text string }

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
	From          string // hidden: the list the user came from, as a query string
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
	Label       string // "Opslaan"
	Busy        string // "Bezig met opslaan"
	CancelLabel string
}

// ProblemLink is a line of the error summary.
type ProblemLink struct{ Href, Text string }

// Recalculation is the answer to a change in the form: only the parts that follow.
type Recalculation struct {
	SaleForm
	Swap []string // of "title", "amount", "cost", "profit", "percentage", "amount_copy", "bar", "currency", "type", "stage", "probability", "when", "company", "contact", "competitor", "links"; strip and save always
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
	Was                    []ConflictValue
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
	NextTone       string // "", "late", "today", "stalled", "none", "closed"
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
