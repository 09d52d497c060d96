package crm

import "time"

// JobKind is what a job does.
type JobKind string

const (
	// RegroupJob brings a user's sales into the group that the user is in now.
	RegroupJob JobKind = "regroup"
	// HandOverJob gives all of a user's sales to another.
	HandOverJob JobKind = "hand_over"
	// RelistJob brings lists up to date after something they are sorted by got
	// another name.
	RelistJob JobKind = "relist"
	// ImportJob tries or carries out an import.
	ImportJob JobKind = "import"
)

// Job is work on many sales that goes on in steps after the answer was given, and
// goes on after a stop where it was. A user has at most one of each kind: asking
// again begins it anew.
type Job struct {
	Kind   JobKind    `json:"kind"`
	User   UserID     `json:"user,omitempty"` // whose sales
	To     UserID     `json:"to,omitempty"`   // who gets them
	By     UserID     `json:"by,omitempty"`   // who asked for it
	Import ImportID   `json:"import,omitempty"`
	After  SaleNumber `json:"after"` // done up to this one
	Done   int        `json:"done"`  // sales
	Total  int        `json:"total"` // about how many there are
	Begun  time.Time  `json:"begun"`
}
