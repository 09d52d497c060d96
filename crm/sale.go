// Package crm is the domain: what a sale is and what may be done with it. Rules
// are verbs on types; they take who acts and what day it is, read no clock and
// no store. It may import the standard library and the money type, no more.
package crm

import (
	"maps"
	"time"

	"github.com/bojanz/currency"
)

type (
	SaleID string
	// SaleNumber is what people call a sale by. It counts up and is never used again.
	SaleNumber uint64
)

// Outcome is how a sale ended, or that it has not.
type Outcome string

const (
	Open Outcome = "open"
	Sold Outcome = "sold"
	Lost Outcome = "lost"
)

// Visibility says who sees a sale.
type Visibility string

const (
	Everyone  Visibility = "everyone"
	OwnGroup  Visibility = "group"
	OwnerOnly Visibility = "owner" // and the group's manager, and administrators
)

// Visibilities in the order in which they are offered.
var Visibilities = [...]Visibility{Everyone, OwnGroup, OwnerOnly}

// Stamp is who did something and when (UTC).
type Stamp struct {
	User UserID    `json:"user"`
	At   time.Time `json:"at"`
}

// Link is a web address, or another sale.
type Link struct {
	URL  string     `json:"url,omitempty"`
	Sale SaleNumber `json:"sale,omitempty"`
	Text string     `json:"text,omitempty"`
}

// Sale is an opportunity from its first sign until it is sold or lost. Stage,
// outcome, being stalled, being completed, the expected and the closing date
// and the three reasons are separate facts: a lost sale still knows its stage.
type Sale struct {
	ID      SaleID     `json:"id"`
	Number  SaleNumber `json:"number"`
	Version uint64     `json:"version"` // 1 when registered, one more with each save

	Title       string          `json:"title"`
	Description string          `json:"description,omitempty"`
	Amount      currency.Amount `json:"amount"`
	Cost        currency.Amount `json:"cost"` // always in the amount's currency

	Type              TypeID             `json:"type"`
	Stage             StageID            `json:"stage,omitempty"`      // empty for a type without stages
	LastStages        map[TypeID]StageID `json:"lastStages,omitempty"` // where it was in each type it has had
	Probability       int                `json:"probability"`          // percent
	ProbabilityByHand bool               `json:"probabilityByHand,omitempty"`
	OpenProbability   int                `json:"openProbability,omitempty"` // of a closed sale: what it was before

	Outcome       Outcome `json:"outcome"`
	Stalled       bool    `json:"stalled,omitempty"`
	Completed     bool    `json:"completed,omitempty"`
	Expected      Date    `json:"expected"`         // expected close
	Closed        Date    `json:"closed,omitempty"` // when it was sold or lost
	Reopen        Date    `json:"reopen,omitempty"` // when a stalled sale is looked at again
	SoldReason    ValueID `json:"soldReason,omitempty"`
	LostReason    ValueID `json:"lostReason,omitempty"`
	StalledReason ValueID `json:"stalledReason,omitempty"`

	Company    CompanyID  `json:"company,omitempty"`
	Contact    ContactID  `json:"contact,omitempty"`
	Project    ProjectID  `json:"project,omitempty"`
	Owner      UserID     `json:"owner"`
	Group      GroupID    `json:"group"` // the owner's
	Visible    Visibility `json:"visible"`
	Source     ValueID    `json:"source,omitempty"`
	Competitor ValueID    `json:"competitor,omitempty"`
	Credited   ValueID    `json:"credited,omitempty"`
	Note       string     `json:"note,omitempty"`
	Links      []Link     `json:"links,omitempty"`

	Registered Stamp `json:"registered"`
	Updated    Stamp `json:"updated"`
}

// clone returns a copy that shares nothing that verbs write to.
func (s Sale) clone() Sale {
	s.LastStages = maps.Clone(s.LastStages)
	return s
}

// Date is the day that lists sort by: the closing date once there is one, else
// the expected.
func (s Sale) Date() Date {
	if s.Outcome != Open && s.Outcome != "" {
		return s.Closed
	}
	return s.Expected
}

// Saved returns the sale as this save of it is kept: a version on, by whom and
// when. The first save registers it.
func (s Sale) Saved(by User, at time.Time) Sale {
	s.Version++
	s.Updated = Stamp{by.ID, at.UTC().Truncate(time.Millisecond)}
	if s.Version == 1 {
		s.Registered = s.Updated
	}
	return s
}
