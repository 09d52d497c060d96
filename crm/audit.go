package crm

import "time"

// AuditKind is what an entry of the audit log is about.
type AuditKind string

const (
	AuditSaleDeleted      AuditKind = "sale_deleted"
	AuditActivityDeleted  AuditKind = "activity_deleted"
	AuditSelectionDeleted AuditKind = "selection_deleted"
	AuditPartyChanged     AuditKind = "party_changed" // a company, contact or project, by hand
	AuditPartyDeleted     AuditKind = "party_deleted"
	AuditSalesHandedOver  AuditKind = "sales_handed_over" // all of a user's, to another
	AuditRefused          AuditKind = "refused"           // an act that the rights table forbids was asked for all the same
	AuditForged           AuditKind = "forged"            // a request that did not come from our own pages
	AuditLoggedIn         AuditKind = "logged_in"
	AuditLogInFailed      AuditKind = "log_in_failed"
	AuditLoggedOut        AuditKind = "logged_out"
	AuditSessionEnded     AuditKind = "session_ended"  // by its user or an administrator
	AuditSessionReused    AuditKind = "session_reused" // its token was used after its user had logged out
	AuditPassword         AuditKind = "password_changed"
	AuditLink             AuditKind = "password_link" // a one-time address was made
	AuditLinkRefused      AuditKind = "link_refused"  // a one-time address that is used, or too old, or never was
	AuditSetUp            AuditKind = "set_up"
	AuditUserAdded        AuditKind = "user_added"
	AuditUserChanged      AuditKind = "user_changed" // name, address, role, group, language, disabled or enabled
	AuditGroupAdded       AuditKind = "group_added"
	AuditGroupChanged     AuditKind = "group_changed"
	AuditSettingAdded     AuditKind = "setting_added" // of the setup: a type, a stage, a value
	AuditSettingChanged   AuditKind = "setting_changed"
	AuditSettingDeleted   AuditKind = "setting_deleted" // retired
	AuditSettingRestored  AuditKind = "setting_restored"
	AuditExported         AuditKind = "exported"
	AuditImported         AuditKind = "imported"
	AuditCalendar         AuditKind = "calendar" // the private address of one's calendar was made, or revoked
)

// AuditKinds are all, in the order in which they are offered.
var AuditKinds = [...]AuditKind{AuditLoggedIn, AuditLogInFailed, AuditLoggedOut, AuditSessionEnded, AuditSessionReused, AuditPassword,
	AuditLink, AuditRefused, AuditForged, AuditLinkRefused, AuditSaleDeleted, AuditActivityDeleted, AuditPartyChanged, AuditPartyDeleted, AuditSelectionDeleted, AuditSalesHandedOver,
	AuditUserAdded, AuditUserChanged, AuditGroupAdded, AuditGroupChanged, AuditSettingAdded, AuditSettingChanged, AuditSettingDeleted,
	AuditSettingRestored, AuditSetUp, AuditExported, AuditImported, AuditCalendar}

// What the audit log tells of exports and imports.
const (
	FactTable   Field = "table"
	FactQuery   Field = "query" // of a list or search, as its address has it
	FactFormat  Field = "format"
	FactRows    Field = "rows"
	FactAdded   Field = "added"
	FactChanged Field = "changed"
	FactSame    Field = "same"
	FactLeftOut Field = "left_out"
	FactState   Field = "state"
)

// AuditEntry is a line of the audit log: who did what, when, from where, and
// what it was before and after. Entries are added, never changed or removed.
type AuditEntry struct {
	ID        string        `json:"id"`
	At        time.Time     `json:"at"`
	Kind      AuditKind     `json:"kind"`
	Actor     UserID        `json:"actor,omitempty"`     // empty: nobody was signed in, or the command line
	ActorName string        `json:"actorName,omitempty"` // at the time
	From      string        `json:"from,omitempty"`      // the network address that asked, or FromCommandLine
	Act       Act           `json:"act,omitempty"`       // of a refusal
	Sale      SaleNumber    `json:"sale,omitempty"`
	User      UserID        `json:"user,omitempty"`    // whom it is about
	Party     PartyRef      `json:"party,omitzero"`    // the company, contact or project that it is about
	Part      SetupPart     `json:"part,omitempty"`    // the sort of thing of the setup that it is about
	Name      Words         `json:"name,omitzero"`     // what that was called; empty where it is about all of the part
	Subject   string        `json:"subject,omitempty"` // what it was called: a sale's title, a user's name, the address tried
	Facts     []FieldChange `json:"facts,omitempty"`   // before and after; of something deleted only Old
}

// FromCommandLine stands in an entry's From for what was done on the machine itself.
const FromCommandLine = "command_line"

// Deleted lists what a deleted sale was, as the audit log keeps it.
func (s Sale) Deleted(name func(f Field, id string) Words) []FieldChange {
	facts := NewChange(User{}, s, Sale{}, name).Fields
	for i := range facts {
		facts[i].New = Value{}
	}
	return facts
}
