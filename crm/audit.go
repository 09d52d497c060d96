package crm

import "time"

// AuditKind is what an entry of the audit log is about.
type AuditKind string

const (
	AuditSaleDeleted AuditKind = "sale_deleted"
	AuditRefused     AuditKind = "refused" // an act that the rights table forbids was asked for all the same
)

// AuditEntry is a line of the audit log: who did what, when, from where, and
// what it was before and after. Entries are added, never changed or removed.
type AuditEntry struct {
	ID        string        `json:"id"`
	At        time.Time     `json:"at"`
	Kind      AuditKind     `json:"kind"`
	Actor     UserID        `json:"actor,omitempty"`
	ActorName string        `json:"actorName,omitempty"` // at the time
	From      string        `json:"from,omitempty"`      // the network address that asked
	Act       Act           `json:"act,omitempty"`       // of a refusal
	Sale      SaleNumber    `json:"sale,omitempty"`
	Subject   string        `json:"subject,omitempty"` // what it was called: a sale's title
	Facts     []FieldChange `json:"facts,omitempty"`   // before and after; of something deleted only Old
}

// Deleted lists what a deleted sale was, as the audit log keeps it.
func (s Sale) Deleted(name func(f Field, id string) Words) []FieldChange {
	facts := NewChange(User{}, s, Sale{}, name).Fields
	for i := range facts {
		facts[i].New = Value{}
	}
	return facts
}
