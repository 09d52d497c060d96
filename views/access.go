package views

// Input is a field of the forms of log-in, set-up, account and settings. Its
// texts are complete in the reader's language. The partial's root has the id
// {{.ID}}-row.
type Input struct {
	ID, Name     string
	Type         string // "text", "email", "password", "date", "checkbox"; empty: a select where there are Options, else text
	Label        string
	TaskLabel    string // of a follow-up: the label where its kind is a task (activities.css)
	Value        string // never of a password
	Hint         string
	Error        string // a sentence: what to write
	Mandatory    string // the word "verplicht", or empty
	Autocomplete string // "username", "current-password", "new-password", "name", "off"
	Max          int    // maxlength; 0 none
	Rows         int    // of a textarea; 0 is one line
	Suffix       string // "%", "dagen": inside the frame
	Short        bool   // a number: the frame is no wider than it needs
	Checked      bool   // a checkbox
	Autofocus    bool
	Options      []Option // of a select; Detail is shown under the field where the option is chosen
	Choice       bool     // the options are radio buttons with their Detail under each, not a select
	Locked       string   // why it can't be changed, or empty
}

// Gate is what the pages before log-in share: the tile wall beside one form.
// They have no header; the language switch stands at the foot.
type Gate struct {
	Page
	Organisation string // at the foot; empty before set-up
	Heading      string
	Intro        string // below the heading
	Problems     []ProblemLink
}

// LogIn is the log-in form: a page (access/log_in), or a dialog on the page where
// the session ended (access/_log_in, status 401, into #log-in).
type LogIn struct {
	Gate
	Back            string // hidden: where to go on
	Email, Password Input
	Refused         string // a sentence: wrong, or too soon; role=alert, no field is to blame
	Ended           string // a sentence: the session ended, what was typed is kept
	// What was sent when the session had ended, without scripts: hidden fields.
	KeptAction, KeptForm string
	Forgotten            string   // "Wachtwoord vergeten? Vraag uw beheerder om een nieuwe inloglink."
	Demo                 []SignIn // one-press sign-ins of the demo
}

// SignIn is a button that signs a demo character in; it posts the log-in form's
// fields to /login.
type SignIn struct {
	Name, Initials, Role string // Role in words, with the group: "Verkoper, Noord"
	Email, Password      string
}

// GoOn is the page after log-in where a form had been sent without a session
// (without scripts): one button sends it again.
type GoOn struct {
	Gate
	Action string
	Fields []Hidden
}

// SetUp is the form of the first administrator (access/set_up).
type SetUp struct {
	Gate
	Action                                  string // "/setup/…"
	OrganisationName, Name, Email, Password Input
	Currency                                Input // select
	Samples                                 bool  // the box is ticked
	SamplesLabel, SamplesHint               string
	Submit                                  string
	FormID                                  string // "set-up-form": EditForm of the page is the same
}

// ChoosePassword is where a one-time address leads (access/choose_password).
type ChoosePassword struct {
	Gate
	Action   string
	Name     string
	Email    string // shown, and a hidden field for password managers (autocomplete=username)
	Password Input
	Submit   string
}

// GateMessage is a page before log-in without a form (access/message): set-up
// waits for its address, or an address is used or too old.
type GateMessage struct {
	Gate
	Text string
	Href string // a way on; empty for none
	Link string
}

// Account is the user's own page (account/show): password and sessions.
type Account struct {
	Page
	Heading        string
	Rows           []Row  // name, address, role, group: not to be changed here
	Action         string // POST, with _method=PUT in it where that is meant: the password form
	Problems       []ProblemLink
	Current        Input // password now
	New            Input
	Preferences    string // POST, with _method=PUT in it: the form of preferences
	AlwaysFollowUp bool   // its box is ticked
	Sessions       []SessionRow
	Others         bool // there are other sessions: a button ends them all
	// EndOthers is its address: DELETE.
	EndOthers      string
	Calendar       *OneTime // the private address, just made
	HasCalendar    bool     // there is one
	CalendarAction string   // POST makes another, DELETE revokes it
}

// SessionRow is one browser that the user is signed in with.
type SessionRow struct {
	Browser string // "Chromium op Linux"
	From    string // network address
	Begun   string // "23 nov 2026, 14:45"
	Seen    string
	This    bool   // the one that asks: said in words, no button
	Delete  string // address to end it: a form posts to it with _method=DELETE
}
