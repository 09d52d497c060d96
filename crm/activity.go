package crm

import "time"

type ActivityID string

// ActivityKind is what sort of activity it is. The first three are follow-ups.
type ActivityKind string

const (
	Appointment ActivityKind = "appointment"
	PhoneCall   ActivityKind = "call"
	TaskKind    ActivityKind = "task"
	Document    ActivityKind = "document"
)

// Home is the record that an activity was made from and goes with when that is
// deleted. Exactly one of its fields is set.
type Home struct {
	Sale    SaleID    `json:"sale,omitempty"`
	Company CompanyID `json:"company,omitempty"`
	Project ProjectID `json:"project,omitempty"`
}

// Activity is a follow-up (appointment, phone call, task) or a document.
type Activity struct {
	ID        ActivityID   `json:"id"`
	Version   uint64       `json:"version"`
	Kind      ActivityKind `json:"kind"`
	Text      string       `json:"text"`
	On        Date         `json:"on"`              // the day it is planned for or due
	Start     string       `json:"start,omitempty"` // "14:30"; empty for all day
	End       string       `json:"end,omitempty"`
	Owner     UserID       `json:"owner"`
	Company   CompanyID    `json:"company,omitempty"`
	Contact   ContactID    `json:"contact,omitempty"`
	Sale      SaleID       `json:"sale,omitempty"`
	Home      Home         `json:"home"`
	Sort      ValueID      `json:"sort,omitempty"`      // of a document: one of DocumentKinds
	Web       string       `json:"web,omitempty"`       // of a document: its address
	File      File         `json:"file,omitzero"`       // of a document: what was uploaded
	GuideType TypeID       `json:"guideType,omitempty"` // the guide item it was made for
	GuideItem GuideItemID  `json:"guideItem,omitempty"`
	Completed time.Time    `json:"completed,omitzero"` // when it was completed; zero while to do
	By        Stamp        `json:"by"`
	Updated   Stamp        `json:"updated"`
}

// IsFollowUp tells a follow-up from a document.
func (a Activity) IsFollowUp() bool { return a.Kind != Document }

// IsClosed tells that it is a completed follow-up, which must be un-ticked before it
// is edited.
func (a Activity) IsClosed() bool { return a.IsFollowUp() && a.Done() }

// Done tells whether it is completed.
func (a Activity) Done() bool { return !a.Completed.IsZero() }

// SaleSummary is what a sale's activities say about it. It is a record of its
// own, so that completing a follow-up does not raise the sale's version.
type SaleSummary struct {
	Sale SaleID `json:"sale"`
	Next Date   `json:"next,omitempty"` // the oldest follow-up still to do
	ToDo int    `json:"toDo"`           // follow-ups and documents
	Done int    `json:"done"`
}
