package crm

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// Bounds of a search.
const (
	MaxCriteria    = 50  // in all groups together
	MaxValues      = 100 // of one criterion
	maxSearchValue = 219 // characters of one value
)

// Search is what sales are sought by: groups of criteria, of which at least one
// must hold with all that is in it. Without groups it fits every sale. It means
// the same to everybody and on every day only until "me" and "this month" are
// put into facts: see Search.On.
type Search struct {
	Groups [][]Criterion
}

// And is the search in which these must hold as well, whatever the group.
func (s Search) And(more ...Criterion) Search {
	if len(s.Groups) == 0 {
		return Search{[][]Criterion{more}}
	}
	var out Search
	for _, group := range s.Groups {
		out.Groups = append(out.Groups, append(slices.Clip(group), more...))
	}
	return out
}

// Criterion is one line of a search. Values are canonical whatever the language:
// days ISO, numbers with a point, records and list values by their ids, truth and
// the relative ones none.
type Criterion struct {
	Field    Field
	Operator Operator
	Values   []string
}

// Fields that only searches have, beside those of a sale's form.
const (
	FieldNumber       Field = "number"
	FieldAnyName      Field = "any"  // number, title, company and contact together, as the find box looks
	FieldDate         Field = "date" // closing date once there is one, else the expected
	FieldNext         Field = "next" // the oldest follow-up to do
	FieldToDo         Field = "to_do"
	FieldRegistered   Field = "registered" // the day, in UTC
	FieldRegisteredBy Field = "registered_by"
	FieldUpdated      Field = "updated"
	FieldUpdatedBy    Field = "updated_by"
)

// SearchKind decides which operators a field has.
type SearchKind string

const (
	TextField    SearchKind = "text"
	NumberField  SearchKind = "number"  // whole
	DecimalField SearchKind = "decimal" // may have decimals, and be negative
	MoneyField   SearchKind = "money"   // by number, whatever the currency
	DateField    SearchKind = "date"
	ChoiceField  SearchKind = "choice" // of a list that is always filled in
	ListField    SearchKind = "list"   // of a list, or nothing
	RecordField  SearchKind = "record" // by id, or by words of its name
	PersonField  SearchKind = "person"
	TruthField   SearchKind = "truth"
	NamesField   SearchKind = "names" // several texts that a sale is known by
)

// SearchField is a field that sales can be sought by.
type SearchField struct {
	Field Field
	Kind  SearchKind
}

// SearchFields are all, in the order in which they are offered.
var SearchFields = []SearchField{
	{FieldAnyName, NamesField},
	{FieldNumber, NumberField},
	{FieldTitle, TextField},
	{FieldDescription, TextField},
	{FieldOutcome, ChoiceField},
	{FieldStalled, TruthField},
	{FieldCompleted, TruthField},
	{FieldType, ChoiceField},
	{FieldStage, ListField},
	{FieldProbability, NumberField},
	{FieldByHand, TruthField},
	{FieldAmount, MoneyField},
	{FieldCurrency, ChoiceField},
	{FieldCost, MoneyField},
	{FieldProfit, MoneyField},
	{FieldPercentage, DecimalField},
	{FieldDate, DateField},
	{FieldExpected, DateField},
	{FieldClosed, DateField},
	{FieldNext, DateField},
	{FieldToDo, NumberField},
	{FieldReopen, DateField},
	{FieldSoldReason, ListField},
	{FieldLostReason, ListField},
	{FieldStalledReason, ListField},
	{FieldCompany, RecordField},
	{FieldContact, RecordField},
	{FieldProject, RecordField},
	{FieldOwner, PersonField},
	{FieldGroup, ChoiceField},
	{FieldVisible, ChoiceField},
	{FieldSource, ListField},
	{FieldCompetitor, ListField},
	{FieldCredited, ListField},
	{FieldNote, TextField},
	{FieldLinks, TextField},
	{FieldRegistered, DateField},
	{FieldRegisteredBy, PersonField},
	{FieldUpdated, DateField},
	{FieldUpdatedBy, PersonField},
}

// KindOf is the kind of a field; false for one that sales cannot be sought by.
func KindOf(f Field) (SearchKind, bool) {
	i := slices.IndexFunc(SearchFields, func(s SearchField) bool { return s.Field == f })
	if i < 0 {
		return "", false
	}
	return SearchFields[i].Kind, true
}

// Operator is how a field is compared.
type Operator string

const (
	HasWords      Operator = "words"    // each word given is one of the text's, in any order
	HasBeginnings Operator = "begins"   // each begins one
	Contains      Operator = "contains" // the text has this piece, within words too

	Equals  Operator = "is"
	Below   Operator = "below"
	Above   Operator = "above"
	Between Operator = "between" // both ends included; of dates too

	On     Operator = "on"
	Before Operator = "before"
	After  Operator = "after"

	LastWeek    Operator = "last_week" // weeks begin on Monday
	ThisWeek    Operator = "this_week"
	NextWeek    Operator = "next_week"
	LastMonth   Operator = "last_month"
	ThisMonth   Operator = "this_month"
	NextMonth   Operator = "next_month"
	LastQuarter Operator = "last_quarter"
	ThisQuarter Operator = "this_quarter"
	NextQuarter Operator = "next_quarter"
	LastYear    Operator = "last_year"
	ThisYear    Operator = "this_year"
	NextYear    Operator = "next_year"
	Passed      Operator = "passed" // before today
	Due         Operator = "due"    // today or before

	OneOf   Operator = "one_of"
	IsMe    Operator = "me"
	MyGroup Operator = "my_group"

	Yes Operator = "yes"
	No  Operator = "no"

	IsEmpty  Operator = "empty"
	IsFilled Operator = "filled"
)

var (
	textOperators   = []Operator{HasWords, HasBeginnings, Contains}
	numberOperators = []Operator{Equals, Below, Above, Between}
	dateOperators   = []Operator{On, Before, After, Between, Passed, Due,
		LastWeek, ThisWeek, NextWeek, LastMonth, ThisMonth, NextMonth,
		LastQuarter, ThisQuarter, NextQuarter, LastYear, ThisYear, NextYear}
	emptyOperators = []Operator{IsEmpty, IsFilled}
)

// Operators are those of the kind, in the order in which they are offered.
func (k SearchKind) Operators() []Operator {
	switch k {
	case TextField:
		return slices.Concat(textOperators, emptyOperators)
	case NumberField, MoneyField:
		return numberOperators
	case DecimalField:
		return slices.Concat(numberOperators, emptyOperators)
	case DateField:
		return slices.Concat(dateOperators, emptyOperators)
	case ChoiceField:
		return []Operator{OneOf}
	case ListField:
		return slices.Concat([]Operator{OneOf}, emptyOperators)
	case RecordField:
		return slices.Concat(textOperators, []Operator{OneOf}, emptyOperators)
	case PersonField:
		return []Operator{IsMe, MyGroup, OneOf}
	case TruthField:
		return []Operator{Yes, No}
	case NamesField:
		return []Operator{HasBeginnings}
	}
	return nil
}

// Values says how many values the operator takes: none, one, two, or one and more
// (most 0 is no bound but MaxValues).
func (o Operator) Values() (least, most int) {
	switch o {
	case HasWords, HasBeginnings, Contains, Equals, Below, Above, On, Before, After:
		return 1, 1
	case Between:
		return 2, 2
	case OneOf:
		return 1, MaxValues
	}
	return 0, 0
}

// searchProblem is a rule that the criterion on that line (from 1) breaks.
func searchProblem(line int, c Criterion, key string) Error {
	return invalid(c.Field, key).with("line", line)
}

// Check returns every rule that the search breaks. Each problem has the number of
// its criterion, from 1, as its argument "line"; one about the search as a whole
// has none.
func (s Search) Check() Problems {
	var p Problems
	line := 0
	for _, group := range s.Groups {
		for _, c := range group {
			if line++; line > MaxCriteria {
				return Problems{invalid("", "error.search.too_many").with("max", MaxCriteria)}
			}
			if e, bad := c.check(line); bad {
				p = append(p, e)
			}
		}
	}
	return p
}

func (c Criterion) check(line int) (Error, bool) {
	kind, known := KindOf(c.Field)
	if !known {
		return searchProblem(line, c, "error.search.field").with("name", clip(string(c.Field))), true
	}
	if !slices.Contains(kind.Operators(), c.Operator) {
		return searchProblem(line, c, "error.search.operator").with("name", clip(string(c.Operator))), true
	}
	least, most := c.Operator.Values()
	if len(c.Values) < least || slices.Contains(c.Values, "") {
		return searchProblem(line, c, "error.search.value_required"), true
	}
	if len(c.Values) > most {
		return searchProblem(line, c, "error.search.too_many_values").with("max", most), true
	}
	for _, v := range c.Values {
		if utf8.RuneCountInString(v) > maxSearchValue || !utf8.ValidString(v) {
			return searchProblem(line, c, "error.search.value_long").with("max", maxSearchValue), true
		}
		if key := kind.checkValue(c.Operator, v); key != "" {
			return searchProblem(line, c, key).with("value", v), true
		}
	}
	return Error{}, false
}

// checkValue is the key of what is wrong with the value; empty for nothing.
func (k SearchKind) checkValue(o Operator, v string) string {
	switch k {
	case NumberField, MoneyField, DecimalField:
		if d, ok := ParseDecimal(v); !ok {
			return "error.search.number"
		} else if k == NumberField && !d.whole() {
			return "error.search.whole_number"
		}
	case DateField:
		if _, ok := ParseDate(v); !ok {
			return "error.search.date"
		}
	case TextField, RecordField, NamesField:
		if o != OneOf && !strings.ContainsFunc(v, visibleRune) {
			return "error.search.value_required"
		}
	}
	return ""
}

// clip shortens what somebody made up, for a message.
func clip(s string) string {
	r := []rune(strings.ToValidUTF8(s, ""))
	return string(r[:min(len(r), 40)])
}

// Typical is a search that is offered ready-made.
type Typical struct {
	Key        string // names it in addresses and messages
	Search     Search
	Sort       string // the column, as the store names it
	Descending bool
}

// Typicals are all, in the order in which they are offered.
func Typicals() []Typical {
	is := func(f Field, o Operator, values ...string) Criterion { return Criterion{f, o, values} }
	open := is(FieldOutcome, OneOf, string(Open))
	all := func(c ...Criterion) Search { return Search{[][]Criterion{c}} }
	return []Typical{
		{"my_open", all(open, is(FieldOwner, IsMe)), "date", false},
		{"closing_this_month", all(open, is(FieldExpected, ThisMonth)), "date", false},
		{"overdue", all(open, is(FieldExpected, Passed)), "date", false},
		{"to_be_reopened", all(is(FieldStalled, Yes), is(FieldReopen, Due)), "next", false},
		{"nothing_planned", all(open, is(FieldStalled, No), is(FieldNext, IsEmpty)), "date", false},
		{"stalled", all(is(FieldStalled, Yes)), "next", false},
		{"largest_open", all(open), "amount", true},
		{"sold_this_year", all(is(FieldOutcome, OneOf, string(Sold)), is(FieldClosed, ThisYear)), "date", true},
	}
}
