package crm

import (
	"slices"
	"strings"
	"testing"
)

func give[T any](v T) *T { return &v }

func TestEditAppliesWhatFollows(t *testing.T) {
	d, before := desk(femke), scanners()
	e := SaleEdit{Stage: give(StageChoice("closing")), Cost: give(eur("40000"))}
	after, problems := before.Edit(d, e)
	must(t, problems.Err())
	if after.Probability != 80 || after.Profit().Number() != "8500.00" {
		t.Errorf("after: %d%%, profit %s", after.Probability, after.Profit())
	}
	var fields []string
	for _, c := range Consequences(before, after, e) {
		fields = append(fields, string(c.Field)+" "+c.Old.Text+">"+c.New.Text)
	}
	want := []string{"probability 60>80", "profit 17300.00>8500.00", "percentage 35.67>17.53"}
	if !slices.Equal(fields, want) {
		t.Errorf("consequences %v, want %v", fields, want)
	}
	if before.Probability != 60 || before.LastStages["delivery"] != "negotiation" {
		t.Error("editing changed the original")
	}
}

func TestEditToSoldShowsItsConsequences(t *testing.T) {
	before := scanners()
	e := SaleEdit{Stage: give(ChooseSold)}
	after, problems := before.Edit(desk(femke), e)
	if len(problems) != 1 || problems[0].Key != "error.sold_reason.required" || !problems[0].IsMissing() {
		t.Errorf("problems %v", problems)
	}
	var got []string
	for _, c := range Consequences(before, after, e) {
		got = append(got, string(c.Field)+" "+c.Old.Text+">"+c.New.Text)
	}
	if want := []string{"probability 60>100", "closed 2027-01-22>2026-11-23"}; !slices.Equal(got, want) {
		t.Errorf("consequences %v, want %v", got, want)
	}
}

func TestEditRefusals(t *testing.T) {
	for _, c := range []struct {
		name  string
		by    User
		edit  SaleEdit
		field Field
		key   string
	}{
		{"a blank title", femke, SaleEdit{Title: give(" \t ")}, FieldTitle, "error.title.required"},
		{"a title that can't be seen", femke, SaleEdit{Title: give("\u200b\u00a0")}, FieldTitle, "error.title.required"},
		{"a title of 220 characters", femke, SaleEdit{Title: give(strings.Repeat("é", 220))}, FieldTitle, "error.text.too_long"},
		{"a title of two lines", femke, SaleEdit{Title: give("a\nb")}, FieldTitle, "error.text.one_line"},
		{"text that is no text", femke, SaleEdit{Note: give("a\xffb")}, FieldNote, "error.text.unreadable"},
		{"a retired source", femke, SaleEdit{Source: give(ValueID("fax"))}, FieldSource, "error.value.retired"},
		{"a source of another list", femke, SaleEdit{Source: give(ValueID("price"))}, FieldSource, "error.value.unknown"},
		{"a contact of another company", femke, SaleEdit{Company: &Company{ID: "a"}, Contact: &Contact{ID: "c", Company: "b"}}, FieldContact, "error.contact.other_company"},
		{"somebody else's sale handed over", daan, SaleEdit{Owner: &daan}, FieldOwner, "error.forbidden.hand_over_sale"},
		{"somebody else's sale hidden", daan, SaleEdit{Visible: give(OwnerOnly)}, FieldVisible, "error.forbidden.hand_over_sale"},
		{"handed over to a reader", femke, SaleEdit{Owner: &reader}, FieldOwner, "error.owner.unknown"},
		{"a link that runs a script", femke, SaleEdit{Links: give([]Link{{URL: "javascript:alert(1)"}})}, FieldLinks, "error.links.address"},
		{"a link to itself", femke, SaleEdit{Links: give([]Link{{Sale: 1042}})}, FieldLinks, "error.links.itself"},
		{"51 links", femke, SaleEdit{Links: give(make([]Link, 51))}, FieldLinks, "error.links.too_many"},
		{"no date", femke, SaleEdit{Expected: give(Date(""))}, FieldExpected, "error.date.required"},
		{"stalled without day and reason", femke, SaleEdit{Stalled: give(true)}, FieldReopen, "error.reopen.required"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, problems := scanners().Edit(desk(c.by), c.edit)
			e, ok := problems.For(c.field)
			if !ok || e.Key != c.key {
				t.Errorf("problems %v, want %s at %s", problems, c.key, c.field)
			}
		})
	}
}

func TestARetiredValueStays(t *testing.T) {
	s := scanners()
	s.Source = "fax"
	after, problems := s.Edit(desk(femke), SaleEdit{Source: give(ValueID("fax")), Title: give("Anders")})
	must(t, problems.Err())
	if after.Source != "fax" || after.Title != "Anders" {
		t.Errorf("got %+v", after)
	}
}

func TestContactAndCompany(t *testing.T) {
	d, s := desk(femke), scanners()
	after, problems := s.Edit(d, SaleEdit{Contact: &Contact{ID: "sanne", Company: "dongen"}})
	must(t, problems.Err())
	if after.Company != "dongen" || after.Contact != "sanne" {
		t.Errorf("a contact fills its company: %q %q", after.Company, after.Contact)
	}
	after, problems = after.Edit(d, SaleEdit{Company: &Company{ID: "other"}})
	must(t, problems.Err())
	if after.Contact != "" {
		t.Errorf("another company keeps the former one's contact %q", after.Contact)
	}
}

func TestNewSale(t *testing.T) {
	s := NewSale(desk(femke))
	if s.Type != "delivery" || s.Stage != "meeting" || s.Probability != 20 || s.Owner != "femke" || s.Group != "north" ||
		s.Visible != Everyone || s.Expected != "2027-01-22" || s.Amount.String() != "0.00 EUR" {
		t.Errorf("got %+v", s)
	}
	s.Type = "" // as if it began so
	must(t, s.ChangeType(desk(femke), "renewal"))
	if s.Stage != "" || s.Probability != 0 {
		t.Errorf("a new sale without stages is %d%% likely in %q", s.Probability, s.Stage)
	}
	if missing := s.Missing(); len(missing) != 1 || missing[0].Field != FieldTitle {
		t.Errorf("missing %v", missing)
	}
}

func TestMergeKeepsBothOrAsks(t *testing.T) {
	d, base := desk(femke), scanners()
	edit := func(e SaleEdit) Sale {
		s, problems := base.Edit(d, e)
		must(t, problems.Err())
		return s
	}
	theirs := edit(SaleEdit{Cost: give(eur("30000")), Source: give(ValueID("fair")), Description: give("een")})
	theirs.Version = 4
	mine := edit(SaleEdit{Title: give("Nieuw"), Amount: give(eur("50000")), Description: give("een")})

	m := MergeSales(base, theirs, mine, base, nil)
	if !slices.Equal(m.Clashes, []Part{MoneyPart}) || m.Sale.Title != "Nieuw" || m.Sale.Source != "fair" || m.Sale.Version != 4 {
		t.Fatalf("merge %+v", m)
	}
	if m.Sale.Amount.Number() != "48500.00" {
		t.Errorf("a clash keeps what is stored: %s", m.Sale.Amount)
	}
	m = MergeSales(base, theirs, mine, theirs, map[Part]Side{MoneyPart: Mine})
	if len(m.Clashes) != 0 || m.Sale.Amount.Number() != "50000.00" || m.Sale.Cost.Number() != "31200.00" {
		t.Errorf("mine: %v, %s, %s", m.Clashes, m.Sale.Amount, m.Sale.Cost)
	}
	m = MergeSales(base, theirs, mine, theirs, map[Part]Side{MoneyPart: Theirs})
	if len(m.Clashes) != 0 || m.Sale.Cost.Number() != "30000.00" {
		t.Errorf("theirs: %v, %s", m.Clashes, m.Sale.Cost)
	}
	// A choice between values that have changed since is no choice.
	m = MergeSales(base, theirs, mine, base, map[Part]Side{MoneyPart: Mine})
	if len(m.Clashes) != 1 {
		t.Error("an outdated choice was taken")
	}
}

func TestHistoryRewinds(t *testing.T) {
	d, s1 := desk(femke), scanners()
	e := SaleEdit{Stage: give(ChooseSold), SoldReason: give(ValueID("price")), Note: give("klaar"), Amount: give(eur("47250")),
		Links: give([]Link{{URL: "https://voorbeeld.nl"}}), Contact: &Contact{ID: "sanne", Company: "dongen"}}
	s2, problems := s1.Edit(d, e)
	must(t, problems.Err())
	s2.Version = 4
	s3, problems := s2.Edit(d, SaleEdit{Type: give(TypeID("existing")), Owner: &daan, Links: &[]Link{}})
	must(t, problems.Err())
	s3.Version = 5
	name := func(Field, string) Words { return Same("?") }
	c2, c3 := NewChange(femke, s1, s2, name), NewChange(femke, s2, s3, name)
	if back := s3.Rewind(c3); len(Differences(back, s2)) > 0 || back.Version != 4 {
		t.Errorf("one back: %v", Differences(back, s2))
	}
	if back := s3.Rewind(c3, c2); len(Differences(back, s1)) > 0 || back.Version != 3 {
		t.Errorf("two back: %v", Differences(back, s1))
	}
}
