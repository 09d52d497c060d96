package views

// Shelf is what there is of one part of the setup, in its order: the sale types,
// the stages, the values of a list or the currencies (settings/shelf). For htmx the
// region with the tables alone (settings/_shelf), after something was moved.
type Shelf struct {
	Settings
	Intro          string
	New, Add       string    // address of the form that adds one; its label
	Names          [2]string // heads of the two columns with names; the second is empty where there is one
	Columns        []string  // heads of the others
	Rows           []ShelfRow
	Order          string // PUT: moves what is in the form; "was" is the order as it was seen
	Was            string
	Empty          string // what is said where there is nothing
	Retired        []ShelfRow
	RetiredHeading string
	RestoreLabel   string
}

// ShelfRow is a line of it; the name is the link.
type ShelfRow struct {
	ID, Href    string
	Name, Other string // Other is the name in the other language
	OtherLang   string
	Token       string // "Eigen valuta"
	Cells       []string
	Use         string // of what is retired: "12 verkopen"; in a guide the stage
	First, Last bool
	Delete      string // GET: asks; empty where it can't be deleted
	DeleteLabel string // with the name, for those who hear it
	Restore     string // POST; of what is retired
}

// Lists are the lists of values (settings/lists).
type Lists struct {
	Settings
	Intro string
	Lists []NavEntry
}

// SetupForm adds or edits a thing of the setup that is a few fields (settings/setup).
type SetupForm struct {
	Settings
	ID, Action          string   // POST, with _method=PUT in Action for one that exists
	Key                 string   // of one that adds: it is carried out once
	Was                 []Hidden // what it begins with, of one that exists
	State               string   // "Verwijderd"; empty: nothing to say
	Use                 string   // "In gebruik bij 12 verkopen"; empty: nothing to say
	Groups              []InputGroup
	Submit, Cancel      string // label; address
	Delete, DeleteLabel string // GET: asks; empty where there is nothing to delete
	Restore             string // POST
	RestoreLabel        string
}

// SetupConflict is a form after two administrators changed the same (409;
// settings/conflict).
type SetupConflict struct {
	Settings
	ID, Action    string   // POST
	Hidden        []Hidden // all that was typed, and what the form began with
	Intro         string   // the sentence in the summary
	Groups        []ConflictGroup
	Merged        []MergedRow
	Cancel        string // address
	Recalculation string // there is none
}

// InputGroup are inputs under a heading; the first of a form has none.
type InputGroup struct {
	Heading string
	Inputs  []Input
}

// TypeForm shapes a sale type (settings/type): its names, days and stages in a form,
// and below that what its guide suggests.
type TypeForm struct {
	SetupForm
	Again   string // POST: the form with what was typed, after a button that only arranges it
	Stages  []StagePick
	Along   string // what goes along with a stage that is taken out; empty: nothing
	NoStage string // what is said where the company has no stages
	Error   string // what is wrong with the stages
	Guide   Input  // a box
	Suggest Input  // a box
	Unsaved bool
	Items   *GuideForm
}

// StagePick is a stage of the company, chosen for the type or not.
type StagePick struct {
	ID, Label   string
	Note        string // "60% in andere verkooptypen": what holds where nothing is typed
	Chosen      bool
	Retired     bool // was deleted; kept so that restoring it brings it back
	Probability Input
	First, Last bool
}

// GuideForm is the region with what a type's guide suggests (#items; settings/_guide).
type GuideForm struct {
	Page
	Version      string
	Order        string // PUT: moves what is in the form
	Stages       []StageItems
	Off          string // why nothing is suggested now: the guide is off
	Retired      []ShelfRow
	RestoreLabel string
}

// StageItems are a stage with its items.
type StageItems struct {
	ID, Name    string
	Items       []GuideRow
	NewFollowUp string // addresses of forms
	NewDocument string
}

// GuideRow is an item: its name is the link.
type GuideRow struct {
	ID, Href, Icon, Name string
	Facts                string // "Telefoongesprek · 5 dagen erna · 15 minuten"
	Automatic            string // "Wordt vanzelf voorgesteld", or empty
	First, Last          bool
	Delete               string
}

// Retirement asks whether to delete something of the setup (settings/retirement):
// a dialog, or a page without scripts.
type Retirement struct {
	Settings
	Text    string // what it is, and how much it is used
	What    string // what deleting does
	Refused string // why it can't be; then there is no button but to go back
	Action  string // POST, with _method=DELETE in it
	Cancel  string // address
}
