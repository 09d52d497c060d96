package views

// Settings is what the pages of "Settings and maintenance" share: a navigation at
// the side, and on the right the page itself.
type Settings struct {
	Page
	Heading  string
	Entries  []NavEntry
	Problems []ProblemLink
}

// NavEntry is one page of the settings.
type NavEntry struct {
	Label, Detail, Href string
	Current             bool
}

// Users is the list of users (settings/users).
type Users struct {
	Settings
	New  string // address of the form
	Rows []UserRow
}

// UserRow is a line of it; the name is the link.
type UserRow struct {
	Href               string
	Person             Person
	Email, Role, Group string
	State              string // "Uitgeschakeld", "Nog geen wachtwoord"; empty: nothing to say
	Off                bool   // disabled: quieter
	Seen               string // when last signed in; empty: never
}

// UserForm adds or edits a user (settings/user).
type UserForm struct {
	Settings
	ID                                 string // "user-form"
	Action                             string // POST, with _method=PUT in it for one that exists
	Version                            string
	Name, Email, Role, Group, Language Input
	Submit, Cancel                     string // label; address
	Exists                             bool   // the rest is of one that exists
	State                              string // "Uitgeschakeld", "Nog geen wachtwoord", or empty
	Link                               *OneTime
	LinkAction                         string // POST: makes a new one-time address
	Disable                            *Toggle
	Sessions                           []SessionRow
	EndSessions                        string // DELETE: ends all; empty where there are none
	Sales                              string // "Is eigenaar van 12 verkopen"; empty: of none
	HandOver                           string // address of the form that hands them over; empty where there are none
	Jobs                               []Progress
}

// OneTime is a one-time address, shown once, in a read-only field that a button
// copies (script-only), with what to do with it.
type OneTime struct {
	Heading, Text, Address string
}

// Toggle is the button that disables or enables the user.
type Toggle struct {
	Action  string // PUT
	Label   string
	Text    string // what it does
	Value   string // of the field "disabled": "true" or empty
	Danger  bool
	Refused string // why it can't be done (the last administrator); then there is no button
}

// Progress is work that still goes on. Its region asks for itself again until done.
type Progress struct {
	Text      string // "320 van 1.204 verkopen overgedragen"
	Done, All int
	Href      string // GET: this region again (settings/_jobs); polled every 2 s while Jobs is not empty
}

// Jobs is the region #jobs alone.
type Jobs struct {
	Page
	Jobs []Progress
	Href string
}

// HandOver is the form that gives all of a user's sales to another
// (settings/hand_over): a dialog, or a page without scripts.
type HandOver struct {
	Settings
	Text   string // whose, how many, what happens
	Action string
	To     Input // select of users who can own sales
	Submit string
	Cancel string // address
}

// Groups is the list of groups (settings/groups) with the form to add one below.
type Groups struct {
	Settings
	Rows   []GroupRow
	Name   Input
	Action string
	Submit string
}

// GroupRow is a line of it; the name is the link.
type GroupRow struct {
	Href, Name string
	Members    string // "5 gebruikers"
	Managers   string // names; empty: "Geen manager"
}

// GroupForm edits a group's name and shows who is in it (settings/group).
type GroupForm struct {
	Settings
	ID, Action, Version string
	Name                Input
	Submit, Cancel      string
	Members             []UserRow
}

// Audit is the audit log (settings/audit), newest first.
type Audit struct {
	Settings
	Person, Kind, From, To Input // the filter: a GET form
	Filtered               bool  // a link clears it
	Rows                   []AuditRow
	Next                   string // address of older lines; empty at the end
	Newest                 string // address of the newest; empty on the first page
}

// AuditRow is one line.
type AuditRow struct {
	At    string // "23 nov 2026, 14:45:07"
	Who   string // a name, "Niemand", "Opdrachtregel"
	From  string // network address, or empty
	Kind  string // the kind in words: "Inloggen mislukt"
	What  string // the sentence or subject: "1042 Magazijnscanners locatie Venlo"
	Href  string // of the sale or user, where it is still there; empty
	Facts []Consequence
	Tone  string // "" or "alarm" for refusals, forgeries and failures
}
