package crm

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/bojanz/currency"
	"pgregory.net/rapid"
)

func asker() Asker {
	return Asker{
		User: femke, Members: []UserID{femke.ID, daan.ID}, Today: today, // a Monday
		Fold: strings.ToLower, Words: func(s string) []string { return strings.Fields(strings.ToLower(s)) },
		Spellings: func(w []string) [][]string {
			return [][]string{w, strings.Fields(strings.ReplaceAll(strings.Join(w, " "), "vandenberg", "van den berg"))}
		},
	}
}

// sought is a sale that has everything.
func sought() (Sale, SaleSummary, *SearchNames) {
	return Sale{
			Number: 1042, Version: 3, Title: "Koelinstallatie vriescel 3", Description: "Drie cellen, twee ploegen",
			Amount: eur("48500"), Cost: eur("31200"), Type: "delivery", Stage: "negotiation", Probability: 70, ProbabilityByHand: true,
			Outcome: Open, Stalled: true, Expected: "2026-12-15", Reopen: "2026-11-23", StalledReason: "budget",
			Company: "vdl", Contact: "wim", Owner: femke.ID, Group: femke.Group, Visible: OwnGroup, Source: "fair",
			Note: "Bellen na vijven", Links: []Link{{URL: "https://example.nl/offerte", Text: "Offerte"}},
			Registered: Stamp{daan.ID, time.Date(2026, 9, 2, 23, 30, 0, 0, time.UTC)},
			Updated:    Stamp{bilal.ID, time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)},
		},
		SaleSummary{Next: "2026-11-20", ToDo: 2, Done: 5},
		&SearchNames{Company: "Van der Linden Koeling", Contact: "Wim van den Berg"}
}

func factsOf(t testing.TB, s Sale, sum SaleSummary, names *SearchNames) *SearchFacts {
	t.Helper()
	f, ok := FactsOf(&s, sum, names)
	if !ok {
		t.Fatalf("money %s and %s does not fit", s.Amount, s.Cost)
	}
	return &f
}

func TestCriteriaFitTheSaleThatTheyDescribe(t *testing.T) {
	for line, want := range map[string]bool{
		"number.is:1042":                         true,
		"number.is:1043":                         false,
		"number.above:1042":                      false,
		"number.between:1042|1050":               true,
		"number.between:1050|1042":               true, // the wrong way round
		"title.words:VRIESCEL koelinstallatie":   true,
		"title.words:vries":                      false,
		"title.begins:vries koel":                true,
		"title.begins:cel":                       false,
		"title.contains:escel 3":                 true,
		"title.contains:3 vriescel":              false,
		"title.empty":                            false,
		"description.contains:twee ploegen":      true,
		"note.words:vijven":                      true,
		"note.filled":                            true,
		"links.contains:example.nl":              true,
		"links.words:offerte":                    true,
		"outcome.one_of:open":                    true,
		"outcome.one_of:sold|lost":               false,
		"stalled.yes":                            true,
		"stalled.no":                             false,
		"completed.yes":                          false,
		"probability_by_hand.yes":                true,
		"type.one_of:renewal|delivery":           true,
		"stage.one_of:quote":                     false,
		"stage.filled":                           true,
		"probability.is:70":                      true,
		"probability.below:70":                   false,
		"probability.above:69":                   true,
		"amount.is:48500":                        true,
		"amount.is:48500.00":                     true,
		"amount.below:48500.01":                  true,
		"amount.between:48500|50000":             true,
		"amount.above:48500":                     false,
		"currency.one_of:EUR":                    true,
		"currency.one_of:USD":                    false,
		"cost.above:31199.9999":                  true,
		"profit.is:17300":                        true,
		"percentage.is:35.67":                    true,
		"percentage.is:35.68":                    false,
		"percentage.filled":                      true,
		"date.on:2026-12-15":                     true,
		"expected.after:2026-12-15":              false,
		"expected.after:2026-12-14":              true,
		"expected.before:2026-12-15":             false,
		"expected.between:2026-12-01|2026-12-31": true,
		"expected.next_month":                    true,
		"expected.this_month":                    false,
		"expected.this_quarter":                  true,
		"expected.this_year":                     true,
		"closed.empty":                           true,
		"closed.passed":                          false,
		"next.passed":                            true,
		"next.last_week":                         true,
		"next.empty":                             false,
		"to_do.is:2":                             true,
		"reopen.due":                             true,
		"reopen.passed":                          false,
		"sold_reason.empty":                      true,
		"stalled_reason.one_of:budget":           true,
		"company.one_of:vdl|acme":                true,
		"company.begins:linden koel":             true,
		"company.words:linden van der":           true,
		"company.contains:linden k":              true,
		"contact.one_of:wim":                     true,
		"contact.begins:berg wim":                true,
		"contact.filled":                         true,
		"project.empty":                          true,
		"project.begins:x":                       false,
		"owner.me":                               true,
		"owner.my_group":                         true,
		"owner.one_of:daan":                      false,
		"group.one_of:north":                     true,
		"visible.one_of:everyone":                false,
		"source.one_of:fair":                     true,
		"competitor.filled":                      false,
		"credited.empty":                         true,
		"registered.on:2026-09-02":               true,
		"registered_by.my_group":                 true,
		"registered_by.me":                       false,
		"updated.last_week":                      true,
		"updated_by.my_group":                    false,
		"updated_by.one_of:bilal":                true,
		"title.contains:&":                       false,
		"title.words:&":                          false,
	} {
		s, p := ParseSearch([]string{line})
		if len(p) > 0 {
			t.Errorf("%s: %v", line, p)
		}
		if got := s.On(asker()).Match(factsOf(t, mustSale(sought()), mustSum(sought()), mustNames(sought()))); got != verdict(want) {
			t.Errorf("%s: %d, want %d", line, got, verdict(want))
		}
	}
}

func mustSale(s Sale, _ SaleSummary, _ *SearchNames) Sale          { return s }
func mustSum(_ Sale, s SaleSummary, _ *SearchNames) SaleSummary    { return s }
func mustNames(_ Sale, _ SaleSummary, n *SearchNames) *SearchNames { return n }
func queryOf(lines ...string) Query                                { s, _ := ParseSearch(lines); return s.On(asker()) }
func fits(t testing.TB, q Query, s Sale, sum SaleSummary) bool {
	return q.Match(factsOf(t, s, sum, &SearchNames{})) == Fit
}

func TestAllOfAGroupAndOneOfTheGroupsMustHold(t *testing.T) {
	s, sum, _ := sought()
	for _, c := range []struct {
		name  string
		lines []string
		want  bool
	}{
		{"nothing asked", nil, true},
		{"both", []string{"owner.me", "outcome.one_of:open"}, true},
		{"one of two is not enough", []string{"owner.me", "outcome.one_of:sold"}, false},
		{"the second group", []string{"outcome.one_of:sold", "or", "owner.me"}, true},
		{"neither group", []string{"outcome.one_of:sold", "owner.me", "or", "stalled.no"}, false},
		{"groups without criteria are none", []string{"or", "or"}, true},
	} {
		if got := fits(t, queryOf(c.lines...), s, sum); got != c.want {
			t.Errorf("%s: %t", c.name, got)
		}
	}
}

func TestPeriodsGoByTheCalendar(t *testing.T) {
	for _, c := range []struct {
		today    Date
		operator Operator
		from, to Date
	}{
		{"2026-11-23", ThisWeek, "2026-11-23", "2026-11-29"}, // a Monday
		{"2026-11-29", ThisWeek, "2026-11-23", "2026-11-29"}, // a Sunday
		{"2027-01-01", ThisWeek, "2026-12-28", "2027-01-03"},
		{"2026-11-29", LastWeek, "2026-11-16", "2026-11-22"},
		{"2026-11-29", NextWeek, "2026-11-30", "2026-12-06"},
		{"2026-01-31", NextMonth, "2026-02-01", "2026-02-28"},
		{"2028-01-31", NextMonth, "2028-02-01", "2028-02-29"},
		{"2026-01-15", LastMonth, "2025-12-01", "2025-12-31"},
		{"2026-12-15", NextMonth, "2027-01-01", "2027-01-31"},
		{"2026-11-23", ThisQuarter, "2026-10-01", "2026-12-31"},
		{"2026-11-23", NextQuarter, "2027-01-01", "2027-03-31"},
		{"2026-02-28", LastQuarter, "2025-10-01", "2025-12-31"},
		{"2026-03-31", ThisQuarter, "2026-01-01", "2026-03-31"},
		{"2028-02-29", LastYear, "2027-01-01", "2027-12-31"},
		{"2028-02-29", ThisYear, "2028-01-01", "2028-12-31"},
		{"2028-02-29", NextYear, "2029-01-01", "2029-12-31"},
	} {
		if from, to := period(c.operator, c.today); from != c.from || to != c.to {
			t.Errorf("%s of %s: %s to %s, want %s to %s", c.operator, c.today, from, to, c.from, c.to)
		}
	}
}

func TestWhatMakesNoSenseIsRefusedInWords(t *testing.T) {
	many := slices.Repeat([]string{"owner.me"}, MaxCriteria+1)
	for _, c := range []struct {
		name  string
		lines []string
		key   string
	}{
		{"a field that there is not", []string{"colour.is:red"}, "error.search.field"},
		{"no field at all", []string{""}, "error.search.field"},
		{"a field that is kept and not sought", []string{"last_stages.filled"}, "error.search.field"},
		{"an operator of another kind", []string{"amount.words:x"}, "error.search.operator"},
		{"a day that there is not", []string{"expected.on:99-99-9999"}, "error.search.date"},
		{"the 31st of February", []string{"expected.between:2026-02-01|2026-02-31"}, "error.search.date"},
		{"words for a number", []string{"amount.above:many"}, "error.search.number"},
		{"a number in Dutch", []string{"amount.above:1.234,56"}, "error.search.number"},
		{"half a percent", []string{"probability.is:0.5"}, "error.search.whole_number"},
		{"nothing to compare with", []string{"title.words"}, "error.search.value_required"},
		{"spaces to compare with", []string{"title.words:  "}, "error.search.value_required"},
		{"one end of two", []string{"amount.between:1"}, "error.search.value_required"},
		{"values where there are none", []string{"owner.me:daan"}, "error.search.too_many_values"},
		{"an endless text", []string{"title.contains:" + strings.Repeat("x", 300)}, "error.search.value_long"},
		{"more criteria than are read", many, "error.search.too_many"},
		{"a thousand", slices.Repeat(many, 20), "error.search.too_many"},
	} {
		if _, p := ParseSearch(c.lines); len(p) != 1 || p[0].Key != c.key {
			t.Errorf("%s: %v, want %s", c.name, p, c.key)
		}
	}
	if _, p := ParseSearch(many[1:]); len(p) > 0 {
		t.Errorf("%d criteria: %v", MaxCriteria, p)
	}
	_, p := ParseSearch([]string{"owner.me", "or", "amount.is:x"})
	if len(p) != 1 || p[0].Args["line"] != 2 || p[0].Field != FieldAmount {
		t.Errorf("the problem is told of %+v", p)
	}
}

func TestASearchNobodyCheckedFitsNothingWhereItCannotBeRead(t *testing.T) {
	s, sum, _ := sought()
	q := Search{[][]Criterion{{{FieldAmount, Above, []string{"x"}}}, {{"colour", OneOf, nil}}}}.On(asker())
	if fits(t, q, s, sum) {
		t.Error("it fits")
	}
}

func TestTypicalSearchesFindWhatTheySay(t *testing.T) {
	open := Sale{Outcome: Open, Expected: "2026-12-15", Owner: femke.ID, Amount: eur("1"), Cost: eur("0")}
	other := func(change func(*Sale)) Sale { s := open; change(&s); return s }
	for _, c := range []struct {
		key  string
		is   Sale
		not  Sale
		next Date // of the one that is not
	}{
		{"my_open", open, other(func(s *Sale) { s.Owner = daan.ID }), ""},
		{"closing_this_month", other(func(s *Sale) { s.Expected = "2026-11-30" }), open, ""},
		{"overdue", other(func(s *Sale) { s.Expected = "2026-11-22" }), other(func(s *Sale) { s.Expected = "2026-11-23" }), ""},
		{"to_be_reopened", other(func(s *Sale) { s.Stalled, s.Reopen = true, "2026-11-23" }), other(func(s *Sale) { s.Stalled, s.Reopen = true, "2026-11-24" }), ""},
		{"nothing_planned", open, open, "2026-12-01"},
		{"stalled", other(func(s *Sale) { s.Stalled = true }), open, ""},
		{"largest_open", open, other(func(s *Sale) { s.Outcome = Lost }), ""},
		{"sold_this_year", other(func(s *Sale) { s.Outcome, s.Closed = Sold, "2026-01-01" }), other(func(s *Sale) { s.Outcome, s.Closed = Sold, "2025-12-31" }), ""},
	} {
		i := slices.IndexFunc(Typicals(), func(t Typical) bool { return t.Key == c.key })
		search := Typicals()[i].Search
		if p := search.Check(); len(p) > 0 {
			t.Errorf("%s: %v", c.key, p)
		}
		q := search.On(asker())
		if !fits(t, q, c.is, SaleSummary{}) || fits(t, q, c.not, SaleSummary{Next: c.next}) {
			t.Errorf("%s: fits %t and %t", c.key, fits(t, q, c.is, SaleSummary{}), fits(t, q, c.not, SaleSummary{Next: c.next}))
		}
	}
}

func drawCriterion(t *rapid.T) Criterion {
	f := rapid.SampledFrom(SearchFields).Draw(t, "field")
	o := rapid.SampledFrom(f.Kind.Operators()).Draw(t, "operator")
	least, most := o.Values()
	c := Criterion{Field: f.Field, Operator: o}
	for range rapid.IntRange(least, min(most, 3)).Draw(t, "values") {
		switch f.Kind {
		case NumberField:
			c.Values = append(c.Values, WholeDecimal(rapid.IntRange(-5, 2000).Draw(t, "number")).String())
		case MoneyField, DecimalField:
			c.Values = append(c.Values, Decimal{Units: rapid.Uint64Range(0, 9e18).Draw(t, "units")}.String())
		case DateField:
			c.Values = append(c.Values, string(today.AddDays(rapid.IntRange(-400, 400).Draw(t, "day"))))
		default:
			c.Values = append(c.Values, rapid.StringMatching(`[a-z|\\.:é ]{0,8}x`).Draw(t, "text"))
		}
	}
	return c
}

func TestSearchesAsTextReadBackAsTheyWere(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var s Search
		for range rapid.IntRange(0, 3).Draw(t, "groups") {
			var group []Criterion
			for range rapid.IntRange(1, 4).Draw(t, "criteria") {
				group = append(group, drawCriterion(t))
			}
			s.Groups = append(s.Groups, group)
		}
		back, p := ParseSearch(s.Lines())
		if len(p) > 0 || !reflect.DeepEqual(back, s) {
			t.Fatalf("%q reads as %+v (%v), was %+v", s.Lines(), back, p, s)
		}
	})
}

func TestLessAtHandNeverTellsOtherwise(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, sum, names := sought()
		if rapid.Bool().Draw(t, "closed") {
			s.Outcome, s.Stalled, s.Closed, s.Completed = Sold, false, "2026-11-01", true
		}
		q := Search{[][]Criterion{{drawCriterion(t), drawCriterion(t)}, {drawCriterion(t)}}}.On(asker())
		whole, _ := FactsOf(&s, sum, names)
		told := q.Match(&whole)
		if told == Unsure {
			t.Fatal("with everything at hand it is unsure")
		}
		narrow := whole
		narrow.Sale, narrow.Names = nil, nil
		if got := q.Match(&narrow); got != Unsure && got != told {
			t.Fatalf("with less at hand it says %d, with all %d", got, told)
		}
	})
}

func TestDecimalsCompareAsNumbers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		draw := func(what string) (Decimal, currency.Amount) {
			d := Decimal{rapid.Bool().Draw(t, "negative"), rapid.Uint64Range(0, 9_999_999_999_999_999_999).Draw(t, what)}
			d.Negative = d.Negative && d.Units > 0
			a, err := currency.NewAmount(d.String(), "EUR")
			if err != nil {
				t.Fatal(err)
			}
			return d, a
		}
		d, a := draw("a")
		e, b := draw("b")
		if want, _ := a.Cmp(b); d.Compare(e) != want {
			t.Fatalf("%s and %s: %d, want %d", d, e, d.Compare(e), want)
		}
		if back, ok := DecimalOf(a); !ok || back != d {
			t.Fatalf("%s reads as %s", a, back)
		}
		if d.Negative || e.Negative {
			return
		}
		difference, _ := a.Sub(b)
		if got, ok := DecimalOf(difference); !ok || got != d.Minus(e) {
			t.Fatalf("%s - %s is %s, want %s", d, e, d.Minus(e), difference)
		}
		s := Sale{Amount: a, Cost: b}
		if p, ok := percentageOf(d.Minus(e), d); ok && p.String() != s.Percentage() {
			t.Fatalf("percentage of %s and %s is %s, want %s", a, b, p, s.Percentage())
		}
	})
}

func TestATallyAddsUpAsAmountsDo(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var sales []Sale
		var tally Tally
		for range rapid.IntRange(0, 8).Draw(t, "sales") {
			code := rapid.SampledFrom([]string{"EUR", "JPY", "KWD"}).Draw(t, "currency")
			amount := amountOf(Decimal{Units: rapid.Uint64Range(0, 9e18).Draw(t, "amount")}.String(), code)
			cost := amountOf(Decimal{Units: rapid.Uint64Range(0, 9e18).Draw(t, "cost")}.String(), code)
			s := Sale{Amount: amount, Cost: cost, Probability: rapid.IntRange(0, 100).Draw(t, "probability")}
			f, ok := FactsOf(&s, SaleSummary{}, nil)
			if !ok {
				t.Fatal("does not fit")
			}
			sales = append(sales, s)
			tally.Add(&f)
		}
		want := addUp(sales)
		slices.SortFunc(want, func(a, b Sum) int { return strings.Compare(a.Total.CurrencyCode(), b.Total.CurrencyCode()) })
		got := tally.Total("EUR")
		if len(got) != len(want) || tally.Count != len(sales) {
			t.Fatalf("%d of %d sums", len(got), len(want))
		}
		for i := range want {
			for _, pair := range [][2]currency.Amount{{got[i].Total, want[i].Total}, {got[i].Profit, want[i].Profit}, {got[i].Weighted, want[i].Weighted}} {
				if !pair[0].Equal(pair[1]) {
					t.Fatalf("got %+v, want %+v", got[i], want[i])
				}
			}
		}
	})
}

// addUp adds the sales' amounts as decimals, one sum for each currency in the order
// they come.
func addUp(sales []Sale) []Sum {
	var sums []Sum
	for _, s := range sales {
		i := 0
		for i < len(sums) && sums[i].Total.CurrencyCode() != s.Amount.CurrencyCode() {
			i++
		}
		if i == len(sums) {
			zero := Zero(s.Amount.CurrencyCode())
			sums = append(sums, Sum{zero, zero, zero})
		}
		share, _ := s.Amount.Mul(fmt.Sprintf("%d.%02d", s.Probability/100, s.Probability%100))
		sums[i].Total, _ = sums[i].Total.Add(s.Amount)
		sums[i].Profit, _ = sums[i].Profit.Add(s.Profit())
		sums[i].Weighted, _ = sums[i].Weighted.Add(share)
	}
	for i := range sums {
		sums[i].Weighted = sums[i].Weighted.Round()
	}
	return sums
}

// What lists show as a sale's stage is what it is sought by.
func TestASaleIsSoughtByTheStageThatListsShow(t *testing.T) {
	for line, want := range map[string]map[Outcome]bool{
		"stage.one_of:negotiation":      {Open: true},
		"stage.one_of:negotiation|sold": {Open: true, Sold: true},
		"stage.one_of:lost":             {Lost: true},
		"stage.filled":                  {Open: true, Sold: true, Lost: true},
		"stage.empty":                   {},
	} {
		search, p := ParseSearch([]string{line})
		if len(p) > 0 {
			t.Fatal(p)
		}
		for _, o := range []Outcome{Open, Sold, Lost} {
			s, sum, names := sought() // in the stage of negotiation
			s.Outcome, s.Stalled = o, false
			if got := search.On(asker()).Match(factsOf(t, s, sum, names)) == Fit; got != want[o] {
				t.Errorf("%s fits one that is %s: %t", line, o, got)
			}
		}
	}
}
