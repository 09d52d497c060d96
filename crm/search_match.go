package crm

import (
	"slices"
	"strconv"
	"strings"
)

// SearchFacts are what a search looks at of a sale. Engines keep the plain ones in
// their indexes; Sale and Names come with the record.
type SearchFacts struct {
	Number                     SaleNumber
	Outcome                    Outcome
	Stalled, Completed, ByHand bool
	Probability                int
	Currency                   string
	Amount, Cost               Decimal
	Type                       TypeID
	Stage                      StageID
	Company                    CompanyID
	Owner                      UserID
	Group                      GroupID
	Visible                    Visibility
	Expected, Closed, Reopen   Date
	Registered                 Date // the day in UTC
	Next                       Date

	Sale  *Sale        // nil where only the facts above are at hand
	ToDo  int          // with Sale
	Names *SearchNames // nil likewise
}

// SearchNames are what the records that a sale refers to are called.
type SearchNames struct{ Company, Contact, Project string }

// FactsOf is all that a search looks at. False where the money is none that a
// Decimal holds; it then counts as 0.
func FactsOf(s *Sale, sum SaleSummary, names *SearchNames) (SearchFacts, bool) {
	f := SearchFacts{
		Number: s.Number, Outcome: s.Outcome, Stalled: s.Stalled, Completed: s.Completed, ByHand: s.ProbabilityByHand,
		Probability: s.Probability, Currency: s.Amount.CurrencyCode(), Type: s.Type, Stage: s.Stage,
		Company: s.Company, Owner: s.Owner, Group: s.Group, Visible: s.Visible,
		Expected: s.Expected, Closed: s.Closed, Reopen: s.Reopen, Registered: dayOf(s.Registered),
		Next: sum.Next, Sale: s, ToDo: sum.ToDo, Names: names,
	}
	var amount, cost bool
	f.Amount, amount = DecimalOf(s.Amount)
	f.Cost, cost = DecimalOf(s.Cost)
	return f, amount && cost
}

// dayOf is the day of a stamp in UTC; no day for none.
func dayOf(s Stamp) Date {
	if s.At.IsZero() {
		return ""
	}
	return DateOf(s.At.UTC())
}

// Date is Sale.Date.
func (f *SearchFacts) Date() Date {
	if f.Outcome != Open && f.Outcome != "" {
		return f.Closed
	}
	return f.Expected
}

// Profit is Sale.Profit, as a number.
func (f *SearchFacts) Profit() Decimal { return f.Amount.Minus(f.Cost) }

// Percentage is Sale.Percentage, as a number; false where there is none.
func (f *SearchFacts) Percentage() (Decimal, bool) { return percentageOf(f.Profit(), f.Amount) }

// Verdict is what a search says of a sale.
type Verdict int

const (
	Misfit Verdict = iota
	Unsure         // what is at hand does not tell
	Fit
)

func verdict(fits bool) Verdict {
	if fits {
		return Fit
	}
	return Misfit
}

// Match tells whether the query fits. It is unsure only where Sale or Names are nil.
func (q Query) Match(f *SearchFacts) Verdict {
	if len(q.Groups) == 0 {
		return Fit
	}
	best := Misfit
	for _, group := range q.Groups {
		worst := Fit
		for i := range group {
			if worst = min(worst, q.term(&group[i], f)); worst == Misfit {
				break
			}
		}
		if best = max(best, worst); best == Fit {
			return Fit
		}
	}
	return best
}

func (q Query) term(t *Term, f *SearchFacts) Verdict {
	switch t.Kind {
	case NumberField, DecimalField, MoneyField:
		return t.number(f)
	case DateField:
		return t.date(f)
	case TruthField:
		is := f.Stalled
		switch t.Field {
		case FieldCompleted:
			is = f.Completed
		case FieldByHand:
			is = f.ByHand
		}
		return verdict(is == (t.Operator == Yes))
	case TextField:
		return q.text(t, f)
	case NamesField:
		return q.anyName(t, f)
	case RecordField:
		if t.Operator == HasWords || t.Operator == HasBeginnings || t.Operator == Contains {
			return q.name(t, f)
		}
	}
	return t.id(f)
}

func (t *Term) number(f *SearchFacts) Verdict {
	var d Decimal
	has := true
	switch t.Field {
	case FieldNumber:
		d = Decimal{Units: uint64(f.Number) * decimalUnit}
	case FieldProbability:
		d = WholeDecimal(f.Probability)
	case FieldAmount:
		d = f.Amount
	case FieldCost:
		d = f.Cost
	case FieldProfit:
		d = f.Profit()
	case FieldPercentage:
		d, has = f.Percentage()
	case FieldToDo:
		if f.Sale == nil {
			return Unsure
		}
		d = WholeDecimal(f.ToDo)
	}
	switch {
	case t.Operator == IsEmpty || t.Operator == IsFilled:
		return verdict(has == (t.Operator == IsFilled))
	case !has:
		return Misfit
	case t.Low != nil && (d.Compare(*t.Low) < 0 || t.LowOpen && d == *t.Low):
		return Misfit
	case t.High != nil && (d.Compare(*t.High) > 0 || t.HighOpen && d == *t.High):
		return Misfit
	}
	return Fit
}

func (t *Term) date(f *SearchFacts) Verdict {
	var d Date
	switch t.Field {
	case FieldDate:
		d = f.Date()
	case FieldExpected:
		d = f.Expected
	case FieldClosed:
		d = f.Closed
	case FieldReopen:
		d = f.Reopen
	case FieldNext:
		d = f.Next
	case FieldRegistered:
		d = f.Registered
	case FieldUpdated:
		if f.Sale == nil {
			return Unsure
		}
		d = dayOf(f.Sale.Updated)
	}
	switch t.Operator {
	case IsEmpty:
		return verdict(d == "")
	case IsFilled:
		return verdict(d != "")
	}
	return verdict(d != "" && d >= t.From && (t.To == "" || d <= t.To))
}

// id compares what is chosen from a list, or a record.
func (t *Term) id(f *SearchFacts) Verdict {
	var id string
	switch t.Field {
	case FieldOutcome:
		id = string(f.Outcome)
	case FieldType:
		id = string(f.Type)
	case StageShown:
		if id = string(f.Stage); f.Outcome == Sold || f.Outcome == Lost {
			id = string(f.Outcome)
		}
	case FieldStage:
		id = string(f.Stage)
	case FieldCurrency:
		id = f.Currency
	case FieldCompany:
		id = string(f.Company)
	case FieldOwner:
		id = string(f.Owner)
	case FieldGroup:
		id = string(f.Group)
	case FieldVisible:
		id = string(f.Visible)
	case FieldRegisteredBy:
		if f.Sale == nil {
			return Unsure
		}
		id = string(f.Sale.Registered.User)
	case FieldUpdatedBy:
		if f.Sale == nil {
			return Unsure
		}
		id = string(f.Sale.Updated.User)
	default:
		if f.Sale == nil {
			return Unsure
		}
		id = f.Sale.Fact(t.Field).ID
	}
	switch t.Operator {
	case IsEmpty:
		return verdict(id == "")
	case IsFilled:
		return verdict(id != "")
	}
	return verdict(slices.Contains(t.IDs, id))
}

func (q Query) text(t *Term, f *SearchFacts) Verdict {
	if f.Sale == nil {
		return Unsure
	}
	var s string
	switch t.Field {
	case FieldTitle:
		s = f.Sale.Title
	case FieldDescription:
		s = f.Sale.Description
	case FieldNote:
		s = f.Sale.Note
	case FieldLinks:
		var b strings.Builder
		for _, l := range f.Sale.Links {
			b.WriteString(l.URL + " " + l.Text + "\n")
		}
		s = b.String()
	}
	return q.holds(t, s)
}

// anyName asks for words of which each begins one that the sale is known by.
func (q Query) anyName(t *Term, f *SearchFacts) Verdict {
	has := []string{strconv.FormatUint(uint64(f.Number), 10)}
	whole := f.Sale != nil && f.Names != nil
	if whole {
		has = append(has, q.by.Words(f.Sale.Title+" "+f.Names.Company+" "+f.Names.Contact)...)
	}
	for _, spelling := range q.by.Spellings(t.Words) {
		if len(spelling) > 0 && allBegin(spelling, has) {
			return Fit
		}
	}
	if !whole {
		return Unsure
	}
	return Misfit
}

// allBegin tells that each of the words begins one of the others.
func allBegin(words, others []string) bool {
	for _, w := range words {
		if !slices.ContainsFunc(others, func(o string) bool { return strings.HasPrefix(o, w) }) {
			return false
		}
	}
	return true
}

func (q Query) name(t *Term, f *SearchFacts) Verdict {
	if f.Names == nil {
		return Unsure
	}
	switch t.Field {
	case FieldContact:
		return q.holds(t, f.Names.Contact)
	case FieldProject:
		return q.holds(t, f.Names.Project)
	}
	return q.holds(t, f.Names.Company)
}

func (q Query) holds(t *Term, s string) Verdict {
	switch t.Operator {
	case IsEmpty:
		return verdict(!strings.ContainsFunc(s, visibleRune))
	case IsFilled:
		return verdict(strings.ContainsFunc(s, visibleRune))
	}
	if t.Operator == Contains || len(t.Words) == 0 { // "&" is no word
		return verdict(strings.Contains(q.by.Fold(s), t.Text))
	}
	has := q.by.Words(s)
	for _, w := range t.Words {
		fits := func(h string) bool { return h == w }
		if t.Operator == HasBeginnings {
			fits = func(h string) bool { return strings.HasPrefix(h, w) }
		}
		if !slices.ContainsFunc(has, fits) {
			return Misfit
		}
	}
	return Fit
}
