package crm

import "time"

// Asker is who asks a search, and when.
type Asker struct {
	User    User
	Members []UserID // of the user's group, for "my group" of a person who is not the owner
	Today   Date
	// How texts are compared: without regard to case and accents, and split into words.
	Fold  func(string) string
	Words func(string) []string
	// Spellings are the ways in which people write the same words, as given first.
	Spellings func(words []string) [][]string
}

// Query is a search as somebody asks it on a day: "me", "this month" and the like
// have become facts.
type Query struct {
	Groups [][]Term // one must hold, with all its terms; no group at all fits everything
	by     Asker
}

// Term is a criterion put into facts. Which fields of it count follows from the
// operator: a range, ids, words, or nothing.
type Term struct {
	Field    Field
	Kind     SearchKind
	Operator Operator // Between for all dates and numbers, OneOf for all ids, besides texts, truth and emptiness

	From, To  Date     // both included; empty where the range is open
	Low, High *Decimal // likewise; nil where open
	LowOpen   bool     // Low itself is not included
	HighOpen  bool     // nor High
	IDs       []string
	Text      string   // folded
	Words     []string // folded
}

// On puts the search into facts. A search that Check finds fault with fits nothing
// where a criterion cannot be read.
func (s Search) On(a Asker) Query {
	q := Query{by: a}
	for _, group := range s.Groups {
		terms := make([]Term, 0, len(group))
		for i, c := range group {
			if _, bad := c.check(i); bad {
				terms = append(terms, Term{Field: c.Field, Operator: OneOf, Kind: ChoiceField})
				continue
			}
			terms = append(terms, c.on(a))
		}
		q.Groups = append(q.Groups, terms)
	}
	return q
}

// StageShown is what a criterion on the stage asks of a sale: the entry of the Stage
// menu that it stands on, as lists show it (StageChoice); of one that stands on Open, none.
const StageShown = Field("stage shown")

func (c Criterion) on(a Asker) Term {
	kind, _ := KindOf(c.Field)
	t := Term{Field: c.Field, Kind: kind, Operator: c.Operator}
	if c.Field == FieldStage {
		t.Field = StageShown
	}
	switch c.Operator {
	case IsEmpty, IsFilled, Yes, No:
	case HasWords, HasBeginnings, Contains:
		t.Text, t.Words = a.Fold(c.Values[0]), a.Words(c.Values[0])
	case OneOf:
		t.IDs = c.Values
	case IsMe:
		t.Operator, t.IDs = OneOf, []string{string(a.User.ID)}
	case MyGroup:
		t.Operator = OneOf
		if c.Field == FieldOwner { // a sale has its owner's group
			t.Field, t.Kind, t.IDs = FieldGroup, ChoiceField, []string{string(a.User.Group)}
			break
		}
		for _, id := range a.Members {
			t.IDs = append(t.IDs, string(id))
		}
	default:
		t.Operator = Between
		if kind == DateField {
			t.From, t.To = c.days(a.Today)
		} else {
			c.numbers(&t)
		}
	}
	return t
}

func (c Criterion) numbers(t *Term) {
	d, _ := ParseDecimal(c.Values[0])
	switch c.Operator {
	case Equals:
		t.Low, t.High = &d, &d
	case Below:
		t.High, t.HighOpen = &d, true
	case Above:
		t.Low, t.LowOpen = &d, true
	case Between:
		e, _ := ParseDecimal(c.Values[1])
		if e.Compare(d) < 0 {
			d, e = e, d
		}
		t.Low, t.High = &d, &e
	}
}

// days is the range of a date criterion.
func (c Criterion) days(today Date) (from, to Date) {
	var d Date
	if len(c.Values) > 0 {
		d = Date(c.Values[0])
	}
	switch c.Operator {
	case On:
		return d, d
	case Before:
		return "", d.AddDays(-1)
	case After:
		return d.AddDays(1), ""
	case Between:
		if e := Date(c.Values[1]); e < d {
			return e, d
		}
		return d, Date(c.Values[1])
	case Passed:
		return "", today.AddDays(-1)
	case Due:
		return "", today
	}
	return period(c.Operator, today)
}

// period is the week, month, quarter or year before, of or after the day.
func period(o Operator, today Date) (from, to Date) {
	at := today.Time()
	year, month, _ := at.Date()
	var months, step int
	switch o {
	case LastWeek, ThisWeek, NextWeek:
		sinceMonday := (int(at.Weekday()) + 6) % 7
		step = map[Operator]int{LastWeek: -7, NextWeek: 7}[o]
		first := today.AddDays(step - sinceMonday)
		return first, first.AddDays(6)
	case LastMonth, ThisMonth, NextMonth:
		months, step = 1, map[Operator]int{LastMonth: -1, NextMonth: 1}[o]
	case LastQuarter, ThisQuarter, NextQuarter:
		months, step = 3, map[Operator]int{LastQuarter: -1, NextQuarter: 1}[o]
		month -= (month - 1) % 3
	default:
		months, step = 12, map[Operator]int{LastYear: -1, NextYear: 1}[o]
		month = time.January
	}
	month += time.Month(step * months)
	first := time.Date(year, month, 1, 0, 0, 0, 0, time.UTC)
	return DateOf(first), DateOf(first.AddDate(0, months, -1))
}
