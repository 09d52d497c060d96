package crm

import (
	"maps"
	"slices"
	"strconv"

	"github.com/bojanz/currency"
)

// Field names a fact of a sale; forms, messages and history use the same names.
type Field string

const (
	FieldTitle         Field = "title"
	FieldDescription   Field = "description"
	FieldAmount        Field = "amount"
	FieldCost          Field = "cost"
	FieldType          Field = "type"
	FieldStage         Field = "stage"
	FieldOutcome       Field = "outcome"
	FieldProbability   Field = "probability"
	FieldByHand        Field = "probability_by_hand"
	FieldExpected      Field = "expected"
	FieldClosed        Field = "closed"
	FieldSoldReason    Field = "sold_reason"
	FieldLostReason    Field = "lost_reason"
	FieldCompleted     Field = "completed"
	FieldStalled       Field = "stalled"
	FieldReopen        Field = "reopen"
	FieldStalledReason Field = "stalled_reason"
	FieldCompany       Field = "company"
	FieldContact       Field = "contact"
	FieldProject       Field = "project"
	FieldOwner         Field = "owner"
	FieldVisible       Field = "visible"
	FieldSource        Field = "source"
	FieldCompetitor    Field = "competitor"
	FieldCredited      Field = "credited"
	FieldNote          Field = "note"
	FieldLinks         Field = "links"

	// Never stored by these names: derived, part of another fact, or bookkeeping.
	FieldCurrency   Field = "currency"
	FieldProfit     Field = "profit"
	FieldPercentage Field = "percentage"
	FieldLastStages Field = "last_stages"
	FieldGroup      Field = "group"
)

// Value is a fact as history keeps it: text, number, date or truth as Text
// (dates ISO, money as a plain decimal with its currency in ID, truth as "true"
// or empty), a record or list value as ID with the name it had then.
type Value struct {
	Text  string             `json:"text,omitempty"`
	ID    string             `json:"id,omitempty"`
	Name  Words              `json:"name,omitzero"`
	Links []Link             `json:"links,omitempty"`
	Last  map[TypeID]StageID `json:"last,omitempty"`
}

// Equal compares facts; the names of the time do not matter.
func (v Value) Equal(o Value) bool {
	return v.Text == o.Text && v.ID == o.ID && slices.Equal(v.Links, o.Links) && maps.Equal(v.Last, o.Last)
}

// IsZero tells whether there is no value.
func (v Value) IsZero() bool { return v.Equal(Value{}) }

// FieldChange is one fact before and after.
type FieldChange struct {
	Field Field `json:"field"`
	Old   Value `json:"old,omitzero"`
	New   Value `json:"new,omitzero"`
}

// Change is one save of a sale: what its history consists of.
type Change struct {
	Sale    SaleID        `json:"sale"`
	Version uint64        `json:"version"` // that the save made
	By      Stamp         `json:"by"`
	ByName  string        `json:"byName"` // the user's name at the time
	Fields  []FieldChange `json:"fields"`
}

// fact is how one field is read from a sale and put back into it.
type fact struct {
	field Field
	get   func(*Sale) Value
	set   func(*Sale, Value)
}

func textFact[T ~string](f Field, at func(*Sale) *T) fact {
	return fact{f,
		func(s *Sale) Value { return Value{Text: string(*at(s))} },
		func(s *Sale, v Value) { *at(s) = T(v.Text) }}
}

func idFact[T ~string](f Field, at func(*Sale) *T) fact {
	return fact{f,
		func(s *Sale) Value { return Value{ID: string(*at(s))} },
		func(s *Sale, v Value) { *at(s) = T(v.ID) }}
}

func boolFact(f Field, at func(*Sale) *bool) fact {
	return fact{f,
		func(s *Sale) Value {
			if *at(s) {
				return Value{Text: "true"}
			}
			return Value{}
		},
		func(s *Sale, v Value) { *at(s) = v.Text == "true" }}
}

func moneyFact(f Field, at func(*Sale) *currency.Amount) fact {
	return fact{f,
		func(s *Sale) Value { return Value{Text: at(s).Number(), ID: at(s).CurrencyCode()} },
		func(s *Sale, v Value) { *at(s), _ = currency.NewAmount(v.Text, v.ID) }}
}

// facts are all that history keeps of a sale, in the order of the form.
var facts = []fact{
	textFact(FieldTitle, func(s *Sale) *string { return &s.Title }),
	moneyFact(FieldAmount, func(s *Sale) *currency.Amount { return &s.Amount }),
	moneyFact(FieldCost, func(s *Sale) *currency.Amount { return &s.Cost }),
	idFact(FieldType, func(s *Sale) *TypeID { return &s.Type }),
	idFact(FieldStage, func(s *Sale) *StageID { return &s.Stage }),
	{FieldLastStages,
		func(s *Sale) Value { return Value{Last: s.LastStages} },
		func(s *Sale, v Value) { s.LastStages = maps.Clone(v.Last) }},
	textFact(FieldOutcome, func(s *Sale) *Outcome { return &s.Outcome }),
	{FieldProbability,
		func(s *Sale) Value { return Value{Text: strconv.Itoa(s.Probability)} },
		func(s *Sale, v Value) { s.Probability, _ = strconv.Atoi(v.Text) }},
	boolFact(FieldByHand, func(s *Sale) *bool { return &s.ProbabilityByHand }),
	textFact(FieldExpected, func(s *Sale) *Date { return &s.Expected }),
	textFact(FieldClosed, func(s *Sale) *Date { return &s.Closed }),
	idFact(FieldSoldReason, func(s *Sale) *ValueID { return &s.SoldReason }),
	idFact(FieldLostReason, func(s *Sale) *ValueID { return &s.LostReason }),
	boolFact(FieldCompleted, func(s *Sale) *bool { return &s.Completed }),
	boolFact(FieldStalled, func(s *Sale) *bool { return &s.Stalled }),
	textFact(FieldReopen, func(s *Sale) *Date { return &s.Reopen }),
	idFact(FieldStalledReason, func(s *Sale) *ValueID { return &s.StalledReason }),
	idFact(FieldCompany, func(s *Sale) *CompanyID { return &s.Company }),
	idFact(FieldContact, func(s *Sale) *ContactID { return &s.Contact }),
	idFact(FieldProject, func(s *Sale) *ProjectID { return &s.Project }),
	idFact(FieldOwner, func(s *Sale) *UserID { return &s.Owner }),
	idFact(FieldGroup, func(s *Sale) *GroupID { return &s.Group }),
	textFact(FieldVisible, func(s *Sale) *Visibility { return &s.Visible }),
	textFact(FieldDescription, func(s *Sale) *string { return &s.Description }),
	idFact(FieldSource, func(s *Sale) *ValueID { return &s.Source }),
	idFact(FieldCompetitor, func(s *Sale) *ValueID { return &s.Competitor }),
	idFact(FieldCredited, func(s *Sale) *ValueID { return &s.Credited }),
	textFact(FieldNote, func(s *Sale) *string { return &s.Note }),
	{FieldLinks,
		func(s *Sale) Value { return Value{Links: s.Links} },
		func(s *Sale, v Value) { s.Links = slices.Clone(v.Links) }},
}

// Differences lists the facts in which the sales differ, in the order of the
// form, without names.
func Differences(before, after Sale) []FieldChange {
	var out []FieldChange
	for _, f := range facts {
		if o, n := f.get(&before), f.get(&after); !o.Equal(n) {
			out = append(out, FieldChange{f.field, o, n})
		}
	}
	return out
}

// Rewind returns the sale as it was before the changes, which are given newest
// first and reach back without a gap from the sale's own version.
func (s Sale) Rewind(changes ...Change) Sale {
	s = s.clone()
	for _, c := range changes {
		for _, fc := range c.Fields {
			for _, f := range facts {
				if f.field == fc.Field {
					f.set(&s, fc.Old)
				}
			}
		}
		s.Version = c.Version - 1
	}
	return s
}
