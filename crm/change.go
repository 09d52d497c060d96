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

	FieldOpenProbability Field = "open_probability" // bookkeeping, too
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
	part  Part // what it merges with
	get   func(*Sale) Value
	set   func(*Sale, Value)
}

func textFact[T ~string](p Part, f Field, at func(*Sale) *T) fact {
	return fact{f, p,
		func(s *Sale) Value { return Value{Text: string(*at(s))} },
		func(s *Sale, v Value) { *at(s) = T(v.Text) }}
}

func idFact[T ~string](p Part, f Field, at func(*Sale) *T) fact {
	return fact{f, p,
		func(s *Sale) Value { return Value{ID: string(*at(s))} },
		func(s *Sale, v Value) { *at(s) = T(v.ID) }}
}

func boolFact(p Part, f Field, at func(*Sale) *bool) fact {
	return fact{f, p,
		func(s *Sale) Value {
			if *at(s) {
				return Value{Text: "true"}
			}
			return Value{}
		},
		func(s *Sale, v Value) { *at(s) = v.Text == "true" }}
}

func moneyFact(p Part, f Field, at func(*Sale) *currency.Amount) fact {
	return fact{f, p,
		func(s *Sale) Value { return moneyValue(*at(s)) },
		func(s *Sale, v Value) { *at(s) = v.Money() }}
}

func moneyValue(a currency.Amount) Value { return Value{Text: a.Number(), ID: a.CurrencyCode()} }

// Money reads a value that is an amount.
func (v Value) Money() currency.Amount {
	a, _ := currency.NewAmount(v.Text, v.ID)
	return a
}

// facts are all that history keeps of a sale, in the order of the form.
var facts = []fact{
	textFact(Part(FieldTitle), FieldTitle, func(s *Sale) *string { return &s.Title }),
	moneyFact(MoneyPart, FieldAmount, func(s *Sale) *currency.Amount { return &s.Amount }),
	moneyFact(MoneyPart, FieldCost, func(s *Sale) *currency.Amount { return &s.Cost }),
	idFact(StagePart, FieldType, func(s *Sale) *TypeID { return &s.Type }),
	idFact(StagePart, FieldStage, func(s *Sale) *StageID { return &s.Stage }),
	{FieldLastStages, StagePart,
		func(s *Sale) Value { return Value{Last: s.LastStages} },
		func(s *Sale, v Value) { s.LastStages = maps.Clone(v.Last) }},
	textFact(StagePart, FieldOutcome, func(s *Sale) *Outcome { return &s.Outcome }),
	{FieldProbability, StagePart,
		func(s *Sale) Value { return Value{Text: strconv.Itoa(s.Probability)} },
		func(s *Sale, v Value) { s.Probability, _ = strconv.Atoi(v.Text) }},
	{FieldOpenProbability, StagePart,
		func(s *Sale) Value {
			if s.OpenProbability == 0 {
				return Value{}
			}
			return Value{Text: strconv.Itoa(s.OpenProbability)}
		},
		func(s *Sale, v Value) { s.OpenProbability, _ = strconv.Atoi(v.Text) }},
	boolFact(StagePart, FieldByHand, func(s *Sale) *bool { return &s.ProbabilityByHand }),
	textFact(StagePart, FieldExpected, func(s *Sale) *Date { return &s.Expected }),
	textFact(StagePart, FieldClosed, func(s *Sale) *Date { return &s.Closed }),
	idFact(StagePart, FieldSoldReason, func(s *Sale) *ValueID { return &s.SoldReason }),
	idFact(StagePart, FieldLostReason, func(s *Sale) *ValueID { return &s.LostReason }),
	boolFact(StagePart, FieldCompleted, func(s *Sale) *bool { return &s.Completed }),
	boolFact(StagePart, FieldStalled, func(s *Sale) *bool { return &s.Stalled }),
	textFact(StagePart, FieldReopen, func(s *Sale) *Date { return &s.Reopen }),
	idFact(StagePart, FieldStalledReason, func(s *Sale) *ValueID { return &s.StalledReason }),
	idFact(PartyPart, FieldCompany, func(s *Sale) *CompanyID { return &s.Company }),
	idFact(PartyPart, FieldContact, func(s *Sale) *ContactID { return &s.Contact }),
	idFact(Part(FieldProject), FieldProject, func(s *Sale) *ProjectID { return &s.Project }),
	idFact(Part(FieldOwner), FieldOwner, func(s *Sale) *UserID { return &s.Owner }),
	idFact(Part(FieldOwner), FieldGroup, func(s *Sale) *GroupID { return &s.Group }),
	textFact(Part(FieldVisible), FieldVisible, func(s *Sale) *Visibility { return &s.Visible }),
	textFact(Part(FieldDescription), FieldDescription, func(s *Sale) *string { return &s.Description }),
	idFact(Part(FieldSource), FieldSource, func(s *Sale) *ValueID { return &s.Source }),
	idFact(Part(FieldCompetitor), FieldCompetitor, func(s *Sale) *ValueID { return &s.Competitor }),
	idFact(Part(FieldCredited), FieldCredited, func(s *Sale) *ValueID { return &s.Credited }),
	textFact(Part(FieldNote), FieldNote, func(s *Sale) *string { return &s.Note }),
	{FieldLinks, Part(FieldLinks),
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

// NewChange is the history of a save: what differs between the sales, with the
// names that things have now. name gives that of a record or list value.
func NewChange(by User, before, after Sale, name func(f Field, id string) Words) Change {
	c := Change{
		Sale: after.ID, Version: after.Version, By: after.Updated, ByName: by.Name,
		Fields: Differences(before, after),
	}
	for i := range c.Fields {
		for _, v := range []*Value{&c.Fields[i].Old, &c.Fields[i].New} {
			if v.ID != "" && v.Text == "" {
				v.Name = name(c.Fields[i].Field, v.ID)
			}
		}
	}
	return c
}

// Name is what a type, stage or list value is called; false for a field that
// refers to a record instead, or to nothing.
func (s *Setup) Name(f Field, id string) (Words, bool) {
	switch f {
	case FieldType:
		t, ok := s.Type(TypeID(id))
		return t.Name, ok
	case FieldStage:
		st, ok := s.Stage(StageID(id))
		return st.Name, ok
	}
	if list, ok := ListOf(f); ok {
		v, ok := s.Value(list, ValueID(id))
		return v.Name, ok
	}
	return Words{}, false
}

// ListOf is the list that a field's values come from.
func ListOf(f Field) (List, bool) {
	switch f {
	case FieldSoldReason:
		return SoldReasons, true
	case FieldLostReason:
		return LostReasons, true
	case FieldStalledReason:
		return StalledReasons, true
	case FieldSource:
		return Sources, true
	case FieldCompetitor:
		return Competitors, true
	case FieldCredited:
		return CreditedTo, true
	}
	return "", false
}

// Fact is the field as history would keep it, without names.
func (s Sale) Fact(f Field) Value {
	for _, fact := range facts {
		if fact.field == f {
			return fact.get(&s)
		}
	}
	return Value{}
}

// Mark is what a change was above all: what a timeline shows it as.
type Mark string

const (
	MarkNone       Mark = "" // other facts changed
	MarkRegistered Mark = "registered"
	MarkStalled    Mark = "stalled"
	MarkResumed    Mark = "resumed"
	MarkSold       Mark = "sold"
	MarkLost       Mark = "lost"
	MarkReopened   Mark = "reopened" // from sold or lost
	MarkMoved      Mark = "moved"    // to another stage or type
)

// Became is what the sale was after the change and not before it: MarkSold, MarkLost
// or MarkStalled; MarkNone for nothing of these. Registering may do so, too.
func (c Change) Became() Mark {
	became := MarkNone
	for _, f := range c.Fields {
		switch {
		case f.Field == FieldOutcome && (f.New.Text == string(Sold) || f.New.Text == string(Lost)):
			return Mark(f.New.Text)
		case f.Field == FieldStalled && f.New.Text != "":
			became = MarkStalled
		}
	}
	return became
}

// Mark tells what the change was above all; an outcome goes before the rest.
func (c Change) Mark() Mark {
	if c.Version == 1 {
		return MarkRegistered
	}
	mark := MarkNone
	for _, f := range c.Fields {
		switch {
		case f.Field == FieldOutcome && f.New.Text == string(Open):
			return MarkReopened
		case f.Field == FieldOutcome:
			return Mark(f.New.Text)
		case f.Field == FieldStalled && f.New.Text != "":
			mark = MarkStalled
		case f.Field == FieldStalled:
			mark = MarkResumed
		case (f.Field == FieldStage || f.Field == FieldType) && mark == MarkNone:
			mark = MarkMoved
		}
	}
	return mark
}
