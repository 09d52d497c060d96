package views

// PartyIndex is the list of companies, contacts or projects (parties/index).
type PartyIndex struct {
	Page
	Heading  string
	Kinds    []NavEntry // the three lists
	Action   string     // GET, with the words
	Ask      string     // what can be sought
	Words    string
	New, Add string // address of the form that adds one, and its label; empty: may not
	Heads    []string
	Rows     []PartyRow
	Said     string // how many were found, for those who do not see it
	More     string // why there may be others: the words fit too many
	First    string // address of the list's begin, once past it
	Next     string
	Transfer []TransferLink
	Empty    string // a heading, where there is nothing
	EmptyWhy string
}

// PartyRow is a line of a list of companies, contacts or projects; the name is the link.
type PartyRow struct {
	Href, Name string
	Cells      []Cell
}

// PartyHead is the head of the card of a company, contact or project.
type PartyHead struct {
	ID       string // "company-…"; every id on the card begins with it
	Kind     string // "Bedrijf"
	Title    string
	Under    Row    // the company of a contact or project
	Editing  string // "U bewerkt dit bedrijf", instead of the buttons
	EditHref string // empty: may not edit
	Task     []MenuItem
	TaskNote string // why something is missing in the task menu
}

// PartyShow is a company, contact or project in view mode.
type PartyShow struct {
	Page
	Head     PartyHead
	Columns  [][]Row
	Alike    Alike
	Foot     string // who registered and updated it, and when; empty where nobody knows
	List     string // href back to the list
	Back     string
	Sections *PartySections // below the card; nil: they stay as they are
}

// FocusHeading: as of SaleShow.
func (s PartyShow) FocusHeading() bool { return s.Fragment }

// Alike points out what may be the same (#{{.ID}}-alike); empty where there is nothing.
type Alike struct {
	ID      string
	Heading string
	Rows    []AlikeRow
}

// AlikeRow is one that may be the same.
type AlikeRow struct{ Href, Name, Why string }

// PartySections are the section tabs below the card.
type PartySections struct {
	ID         string
	Tabs       []Tab // keys "sales", "activities", "contacts", "projects"
	Sales      PartySales
	ToDo, Done []PartyActivity
	More       string // that there are further activities
	Contacts   PartyList
	Projects   PartyList
}

// PartySales are its sales that the reader may see.
type PartySales struct {
	Page
	SaleTable
	All string // href of the list with all of them
	New string // href of the form to register one; empty: may not
}

// PartyList are its contacts or projects.
type PartyList struct {
	Heading  string
	Heads    []string
	Rows     []PartyRow
	More     string // that there are others
	None     string // what is said where there is none
	New, Add string
}

// PartyActivity is an activity in a list that is not its sale's own.
type PartyActivity struct {
	Icon, Kind, When, Text string
	Href                   string // of its sale; empty: of none
	Sale                   string // what that is called
	Contact                string
	Owner                  Person
	Late, Done             bool
}

// PartyForm is the card of a company, contact or project in edit mode.
type PartyForm struct {
	Page
	Head          PartyHead
	ID            string // as Head.ID
	Action        string // without scripts: POST here
	Put, Post     string // hx-put where it exists, hx-post where it is new
	Recalculation string // POST, the whole form: answers what follows, or the whole page
	Cancel        string
	Version, Key  string
	FormLang      string
	Rejected      bool
	Unsaved       bool
	Hidden        []Hidden // what the form was rendered with
	Problems      []ProblemLink
	Columns       [][]Field
	Alike         Alike
	Save          SaveBar
	Sections      *PartySections
}

// FocusHeading: as of SaleForm.
func (f PartyForm) FocusHeading() bool { return f.Fragment && len(f.Problems) == 0 }

// Field is the form's field of that name; nil where there is none.
func (f *PartyForm) Field(name string) *Field {
	for i := range f.Columns {
		for j := range f.Columns[i] {
			if f.Columns[i][j].Name == name {
				return &f.Columns[i][j]
			}
		}
	}
	return nil
}

// PartyRecalculation is the answer to a change in the form.
type PartyRecalculation struct {
	PartyForm
	Typed *Field // the field that was typed in, where something can be said about it
}

// PartyConflict is the card after two people changed the same (409).
type PartyConflict struct {
	Page
	Head          PartyHead
	ID            string
	Action, Put   string
	Recalculation string
	Hidden        []Hidden
	Intro         string
	Groups        []ConflictGroup
	Merged        []MergedRow
	Save          SaveBar
}

// FocusHeading: its summary is focused instead.
func (PartyConflict) FocusHeading() bool { return false }

// PartyDeletion asks whether to delete it, or says what stands in the way.
type PartyDeletion struct {
	Page
	Heading   string
	Check     string // "Controleer of dit het bedrijf is dat u bedoelt."
	Facts     []Row
	Goes      string
	Stays     string // empty for nothing
	InTheWay  string // why it can't be deleted; then there is nothing to press but Close
	Sales     []LinkRow
	More      LinkRow // to all of them
	Changed   string  // what changed since the dialog was opened
	Action    string  // POST without scripts
	Delete    string  // hx-delete
	Cancel    string
	CloseText string
}
