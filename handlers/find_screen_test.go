package handlers

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"pgregory.net/rapid"

	"verkoop/crm"
)

// sought is the address of the Find screen with these criteria.
func sought(criteria ...string) string { return address("/find", url.Values{"q": criteria}) }

// numbers are the sales that the page lists, in its order.
func (a *answer) numbers() (all []string) {
	a.Find("tbody tr .cell-number").Each(func(_ int, cell *goquery.Selection) {
		number := strings.Fields(cell.Text()) // a label may come before it
		all = append(all, number[len(number)-1])
	})
	return all
}

// criteria is the form of criteria as a browser would send it.
func (a *answer) criteria(changes ...string) url.Values {
	a.t.Helper()
	v := fieldsOf(a.Find("#find-form"))
	for i := 0; i < len(changes); i += 2 {
		v[changes[i]] = strings.Split(changes[i+1], "|")
	}
	return v
}

// search sends the form of criteria.
func (s *site) search(v url.Values, options ...option) *answer {
	s.t.Helper()
	return s.get(address("/find", v), options...)
}

func TestTheFormOfCriteriaBecomesAnAddressThatFindsTheSame(t *testing.T) {
	s := open(t)
	for _, c := range []struct {
		sentence string
		options  []option
		values   []string // in the language
	}{
		{"in Dutch", nil, []string{"40.000,00", "01-12-2026", "31-01-2027"}},
		{"in English", []option{english}, []string{"40,000.00", "01/12/2026", "31/01/2027"}},
	} {
		t.Run(c.sentence, func(t *testing.T) {
			page := s.get("/find", c.options...).want(200)
			form := page.criteria("f1", "amount", "o1", "above", "v1", c.values[0],
				"g2", "0", "f2", "expected", "o2", "between", "v2", c.values[1]+"|"+c.values[2],
				"g3", "1", "f3", "stage", "o3", "one_of", "v3", "quote|closing", "g4", "1", "f4", "owner", "o4", "me")
			a := s.search(form, c.options...).want(303)
			to := a.header.Get("Location")
			if want := sought("amount.above:40000", "expected.between:2026-12-01|2027-01-31", "or", "stage.one_of:quote|closing", "owner.me"); to != want {
				t.Fatalf("it leads to %s, want %s", to, want)
			}
			found := s.get(to, c.options...).want(200)
			if got := found.criteria(); got.Get("v1") != c.values[0] || !slices.Equal(got["v2"], c.values[1:]) || !slices.Equal(got["v3"], []string{"quote", "closing"}) {
				t.Errorf("the form then holds %v", got)
			}
			if again := s.search(found.criteria(), c.options...).want(303).header.Get("Location"); again != to {
				t.Errorf("sent again it leads to %s", again)
			}
		})
	}
}

// Every search that can be made stands in an address, and in the form, without loss.
func TestSearchesGoThroughAddressAndFormUnchanged(t *testing.T) {
	s := open(t)
	rapid.Check(t, func(r *rapid.T) {
		search := someSearch(r)
		to := sought(search.Lines()...)
		page := s.get(to).want(200)
		u, err := url.Parse(to)
		if err != nil {
			r.Fatal(err)
		}
		if got := listQueryOf(u.Query()); len(got.problems) > 0 || !slices.Equal(got.search.Lines(), search.Lines()) {
			r.Fatalf("the address %s reads %v, problems %v", to, got.search.Lines(), got.problems)
		}
		if again := s.search(page.criteria()).want(303).header.Get("Location"); again != to {
			r.Fatalf("the form of %s leads to %s", to, again)
		}
	})
}

// someSearch is a search without faults, whose values are written as searches
// write them.
func someSearch(r *rapid.T) (s crm.Search) {
	for range rapid.IntRange(1, 3).Draw(r, "groups") {
		var group []crm.Criterion
		for range rapid.IntRange(1, 3).Draw(r, "criteria") {
			f := rapid.SampledFrom(crm.SearchFields).Draw(r, "field")
			c := crm.Criterion{Field: f.Field, Operator: rapid.SampledFrom(f.Kind.Operators()).Draw(r, "operator")}
			least, most := c.Operator.Values()
			if most > 2 {
				most = 3
			}
			for range rapid.IntRange(least, most).Draw(r, "values") {
				c.Values = append(c.Values, someValue(r, f, c.Operator))
			}
			if c.Operator == crm.OneOf { // chosen once each, in the order of the list
				slices.Sort(c.Values)
				c.Values = slices.Compact(c.Values)
			}
			group = append(group, c)
		}
		s.Groups = append(s.Groups, group)
	}
	return s
}

func someValue(r *rapid.T, f crm.SearchField, o crm.Operator) string {
	switch {
	case o == crm.OneOf && f.Field == crm.FieldOutcome:
		return rapid.SampledFrom([]string{"lost"}).Draw(r, "outcome")
	case o == crm.OneOf: // also what there is not
		return rapid.SampledFrom([]string{`a|b\`, "x & <y>", "é"}).Draw(r, "id")
	case f.Kind == crm.DateField:
		return string(crm.Date("2026-11-23").AddDays(rapid.IntRange(-9000, 9000).Draw(r, "day")))
	case f.Kind == crm.NumberField:
		return fmt.Sprint(rapid.IntRange(-100, 1_000_000_000).Draw(r, "number"))
	case f.Kind == crm.MoneyField:
		d := crm.WholeDecimal(rapid.IntRange(-1000, 1_000_000_000).Draw(r, "amount"))
		d.Units += uint64(rapid.IntRange(0, 99).Draw(r, "cents")) * 100
		return d.String()
	case f.Kind == crm.DecimalField:
		d := crm.WholeDecimal(rapid.IntRange(0, 100).Draw(r, "percentage"))
		d.Units += uint64(rapid.IntRange(0, 9999).Draw(r, "decimals"))
		return d.String()
	}
	return rapid.StringMatching(`[a-zé|\\&<"'+%#:.]{1,10}( [a-z]{1,5})?`).Draw(r, "text")
}

func TestLinesAreAddedAndTakenAwayWithoutScripts(t *testing.T) {
	s := open(t)
	form := s.get("/find").want(200).criteria("v1", "scanners")
	with := func(v url.Values, name, value string) url.Values {
		out := url.Values{name: {value}}
		for k, all := range v {
			out[k] = all
		}
		return out
	}
	added := s.search(with(form, "add", "last")).want(200)
	if n := added.Find(".criterion").Length(); n != 2 || added.Find(".criteria-or").Length() != 0 {
		t.Fatalf("%d lines", n)
	}
	if got := added.criteria(); got.Get("v1") != "scanners" || got.Get("g1") != got.Get("g2") {
		t.Errorf("the form holds %v", got)
	}
	if added.Find("#f2[autofocus]").Length() != 1 || added.Find("[autofocus]").Length() != 1 {
		t.Error("the focus does not go to the new line")
	}
	or := s.search(with(added.criteria(), "or", "1")).want(200)
	if n := or.Find(".criterion").Length(); n != 3 || or.Find(".criteria-or").Length() != 1 {
		t.Errorf("%d lines, %d times or", n, or.Find(".criteria-or").Length())
	}
	first := s.search(with(or.criteria(), "add", "0")).want(200)
	if got := first.criteria(); got.Get("g4") != got.Get("g1") || first.Find(".criterion").Eq(2).AttrOr("id", "") != "line-4" {
		t.Errorf("added to the first part: %v", got)
	}
	dropped := s.search(with(or.criteria(), "drop", "2")).want(200)
	if got := dropped.criteria(); dropped.Find(".criterion").Length() != 2 || got.Has("f2") || got.Get("v1") != "scanners" {
		t.Errorf("after taking one away: %v", got)
	}
	if dropped.Find(".is-error").Length() > 0 || dropped.Find("#problem").Length() > 0 {
		t.Error("a line that is still to be filled in is a mistake already")
	}
	none := s.search(with(s.get("/find").criteria(), "drop", "1")).want(200)
	if n := none.Find(".criterion").Length(); n != 0 {
		t.Errorf("%d lines after the last one", n)
	}
	if to := s.search(none.criteria()).want(303).header.Get("Location"); to != "/find" {
		t.Errorf("a search without criteria leads to %s", to)
	}
}

func TestALineFollowsItsFieldAndOperator(t *testing.T) {
	s := open(t)
	line := func(changes ...string) *answer {
		form := s.get(sought("title.words:glas en 5")).want(200).criteria(changes...)
		return s.get(address("/find/criteria?line=1", nil)+"&"+form.Encode(), htmx).want(200)
	}
	for _, c := range []struct {
		field, operator, has, value string
	}{
		{"title", "contains", "#v1", "glas en 5"},
		{"company", "words", "#v1", "glas en 5"}, // text as well
		{"title", "empty", "", ""},
		{"amount", "words", "#v1.is-numeric", ""},
		{"expected", "between", "#v1-to", ""},
		{"expected", "this_month", "", ""},
		{"stage", "one_of", "#c1", ""},
		{"owner", "one_of", "#t1[role=combobox]", ""},
		{"owner", "me", "", ""},
		{"stalled", "yes", "", ""},
	} {
		a := line("f1", c.field, "o1", c.operator)
		if c.has == "" && a.Find(".criterion-values").Children().Length() > 0 || c.has != "" && a.Find(c.has).Length() != 1 {
			t.Errorf("%s %s: no %q in %s", c.field, c.operator, c.has, a.body)
		}
		if got := a.Find("#v1").AttrOr("value", ""); got != c.value {
			t.Errorf("%s %s: holds %q, want %q", c.field, c.operator, got, c.value)
		}
		if a.Find("#problem, .is-error").Length() > 0 {
			t.Errorf("%s %s: a mistake already: %s", c.field, c.operator, a.text(".is-error"))
		}
	}
}

func TestARecordIsLookedUpAndAddedToItsLine(t *testing.T) {
	s := open(t)
	form := s.get("/find").want(200).criteria("f1", "company", "o1", "one_of", "t1", "albers precisie b.v.")
	form.Del("v1")
	to := s.search(form).want(303).header.Get("Location")
	page := s.get(to).want(200)
	page.has(".records .pick", "Albers Precisie B.V.")
	for _, row := range page.numbers() {
		if sale := s.sale(numberOf(t, row)); sale.Company == "" {
			t.Errorf("%s has no company", row)
		}
	}
	if len(page.numbers()) == 0 {
		t.Error("nothing found")
	}
	unclear := s.search(page.criteria("t1", "van")).want(422)
	unclear.has("#problem", "Kies wie of wat u met “van” bedoelt.")
	if unclear.Find(".choices input[type=radio]").Length() < 2 || unclear.Find(".records .pick").Length() != 1 {
		t.Errorf("no choice is offered: %s", unclear.text("#line-1"))
	}
	chosen := unclear.criteria()
	chosen.Set("t1_id", unclear.Find(".choices input").First().AttrOr("value", ""))
	if to := s.search(chosen).want(303).header.Get("Location"); strings.Count(to, "%7C") != 1 {
		t.Errorf("the choice leads to %s", to)
	}
	s.get("/find/options?of=owner&line=3&t3=fem", htmx).want(200).has("li#t3-option-"+string(s.user("Femke")), "Femke de Boer")
	s.get("/find/options?of=title&line=3&t3=fem", htmx).want(404)
	s.get("/find/options?of=owner&line=x", htmx).want(404)
}

func numberOf(t *testing.T, text string) (n crm.SaleNumber) {
	t.Helper()
	if _, err := fmt.Sscan(text, &n); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestWhatIsWrongWithAnAddressIsSaidAtTheLine(t *testing.T) {
	s := open(t)
	a := s.get(sought("kleur.is:rood", "expected.on:99-99-9999", "amount.between:1|veel", "title.is:x", "stage.one_of", "owner.me")).want(422)
	for i, want := range []string{
		"Er is geen veld “kleur” om op te zoeken.", "“99-99-9999” is geen datum.", "“veel” is geen getal", "“is” past niet bij dit veld.", "Vul in waarnaar u zoekt.", "",
	} {
		line := a.Find(".criterion").Eq(i)
		if got := strings.TrimSpace(line.Find(".is-error").Text()); !strings.HasPrefix(got, want) || want == "" && got != "" {
			t.Errorf("line %d says %q, want %q", i+1, got, want)
		}
	}
	if links := a.Find("#problem li a"); links.Length() != 5 {
		t.Errorf("%d links in the summary", links.Length())
	} else {
		links.Each(func(_ int, link *goquery.Selection) {
			if a.Find(link.AttrOr("href", "")).Length() != 1 {
				t.Errorf("nothing is at %s", link.AttrOr("href", ""))
			}
		})
	}
	if a.Find("#v3-to[aria-invalid]").Length() != 1 || a.Find("#v3[aria-invalid]").Length() != 0 {
		t.Error("the other end of the range is marked")
	}
	a.has("title", "Fout:")
	if got := a.criteria(); got.Get("f1") != "kleur" || got.Get("v2") != "99-99-9999" {
		t.Errorf("the form holds %v", got)
	}
	if a.Find(".results").Length() > 0 {
		t.Error("something was sought all the same")
	}
	s.get(sought("kleur.is:rood"), english).want(422).has(".criterion .is-error", "There is no field “kleur” to search by.")

	many := make([]string, 1000)
	for i := range many {
		many[i] = "note.empty"
	}
	a = s.get(sought(many...)).want(422)
	a.has("#problem", "ten hoogste 50 criteria")
	if n := a.Find(".criterion").Length(); n != 50 {
		t.Errorf("%d lines", n)
	}
	s.get(sought(many[:51]...)).want(422).has("#problem", "ten hoogste 50 criteria")
	s.get(sought(many[:50]...)).want(200)
	s.get("/find?sort=kleur").want(422).has("#problem", "Er is geen kolom “kleur”.")
	s.get("/find?cols=title,kleur").want(422).has("#problem", "Er is geen kolom “kleur”.")

	next := s.get("/find").want(200).Find("a[rel=next]").AttrOr("href", "")
	u, _ := url.Parse(next)
	for _, other := range []string{sought("owner.me"), "/find?sort=amount", "/sales?skip=1"} {
		s.get(other+queryMark(other)+"at="+u.Query().Get("at")).want(404).has("main", "Begin weer bij het begin van de lijst.").has("main a[href='"+other+"']", "Vanaf het begin")
	}
}

func TestWhatIsWronglyTypedIsKeptAndSaid(t *testing.T) {
	s := open(t)
	form := s.get("/find").criteria("f1", "amount", "o1", "above", "v1", "40,000.00", "g2", "0", "f2", "expected", "o2", "on", "v2", "31-02-2027", "g3", "0", "f3", "title", "o3", "words", "v3", " ")
	a := s.search(form).want(422)
	a.has("#v1-error", "Schrijf het bedrag als 40.000,00.").has("#v2-error", "februari").has("#v3-error", "Vul in waarnaar u zoekt.")
	if got := a.criteria(); got.Get("v1") != "40,000.00" || got.Get("v2") != "31-02-2027" {
		t.Errorf("the form holds %v", got)
	}
	// The language of the form is the one that it was written in.
	other := s.search(form, english).want(422)
	other.has("#v1-error", "amount")
	form.Set("apply", "1")
	form["v1"], form["v2"], form["w1"] = []string{"40.000,50"}, []string{"03-02-2027"}, []string{"amount"}
	if got := s.search(form, english).want(200).criteria(); got.Get("v1") != "40,000.50" || got.Get("v2") != "03/02/2027" || got.Get("form_lang") != "en" {
		t.Errorf("in English the form holds %v", got)
	}
}

func TestTheListTakesTheSameCriteria(t *testing.T) {
	s := open(t)
	for _, c := range []struct {
		options           []option
		words, back, none string
	}{
		{nil, "Bedrag is meer dan 40.000,00 en Eigenaar ben ik", "Criteria aanpassen", "Geen verkopen gevonden"},
		{[]option{english}, "Amount is more than 40,000.00 and Owner is me", "Change the criteria", "No sales found"},
	} {
		list := s.get("/sales?q=amount.above:40000&q=owner.me", c.options...).want(200).has(".sought", c.words).has(".sought a", c.back)
		found := s.get(list.Find(".sought a").AttrOr("href", ""), c.options...).want(200)
		if got := list.numbers(); len(got) == 0 || !slices.Equal(got, found.numbers()) {
			t.Errorf("the list has %v, the Find screen %v", got, found.numbers())
		}
		s.get("/sales?q=title.words:bestaatniet", c.options...).want(200).has(".empty h2", c.none)
	}
	whole := s.get("/sales").want(200)
	whole.has(".pill[aria-current]", "Alle verkopen")
	pill := whole.Find(".pill").FilterFunction(func(_ int, p *goquery.Selection) bool { return strings.HasPrefix(p.Text(), "Vastgelopen") })
	stalled := s.get(pill.AttrOr("href", "")).want(200).has(".pill[aria-current]", "Vastgelopen")
	if stalled.Find(".sought").Length() > 0 || len(stalled.numbers()) == 0 || stalled.Find(`.mark:not([data-status=stalled])`).Length() > 0 {
		t.Errorf("the pill leads to %v", stalled.numbers())
	}
	s.get("/sales?q=kleur.is:rood").want(422).has("#problem a", "Er is geen veld “kleur” om op te zoeken.")
	skip := s.get("/sales?q=outcome.one_of:sold&skip=1").want(200)
	for _, n := range skip.numbers() {
		if s.sale(numberOf(t, n)).Completed {
			t.Errorf("%s is completed", n)
		}
	}
	if all := s.get("/sales?q=outcome.one_of:sold").numbers(); len(all) <= len(skip.numbers()) {
		t.Errorf("%d sold, %d of them not completed", len(all), len(skip.numbers()))
	}
}

func TestTheSearchTravelsWithTheSale(t *testing.T) {
	s := open(t)
	to := "/find?order=desc&q=outcome.one_of:open&q=owner.me&sort=amount"
	page := s.get(to).want(200)
	numbers := page.numbers()
	if len(numbers) < 4 {
		t.Fatalf("found %v", numbers)
	}
	href := page.Find("tbody tr").Eq(1).Find(".cell-title a").AttrOr("href", "")
	card := s.get(href).want(200)
	card.has(".walk-list", "Terug naar de resultaten")
	if back := card.Find(".walk-list").AttrOr("href", ""); back != to {
		t.Errorf("back leads to %s, not to %s", back, to)
	}
	previous := card.Find("a[rel=prev]").AttrOr("href", "")
	next := card.Find("a[rel=next]").AttrOr("href", "")
	if !strings.HasPrefix(previous, "/sales/"+numbers[0]+"?") || !strings.HasPrefix(next, "/sales/"+numbers[2]+"?") {
		t.Errorf("%s lies between %s and %s, want %v", numbers[1], previous, next, numbers[:3])
	}
	place := card.Find(".walk-place").AttrOr("hx-get", "")
	s.get(place, htmx).want(200).has(".walk-place", fmt.Sprintf("2 van %d", len(numbers)))
	s.get(place).want(200).has("main", fmt.Sprintf("2 van %d", len(numbers)))
	if after := s.get(next).want(200); after.Find("a[rel=prev]").AttrOr("href", "") != strings.Replace(href, "/stalled", "", 1) {
		t.Errorf("from the next one, Previous leads to %s", after.Find("a[rel=prev]").AttrOr("href", ""))
	}
	saved := s.do("PUT", strings.Replace(href, "?", "?_=&", 1), s.edited(strings.Replace(href, "?", "/edit?", 1), nil, "title", "Anders"), htmx).want(200)
	saved.has(".walk-list", "Terug naar de resultaten")
	if pushed := saved.header.Get("HX-Push-Url"); pushed != href {
		t.Errorf("saving leads to %s, not to %s", pushed, href)
	}
	// An address that can't be read keeps the sale itself readable.
	s.get("/sales/"+numbers[1]+"?in=find&q=kleur.is:rood").want(200).has("h1", "Anders")

	dialog := s.get(strings.Replace(href, "?", "/deletion?", 1), htmx).want(200)
	gone := s.do("DELETE", dialog.Find("[hx-delete]").AttrOr("hx-delete", ""), nil, htmx).want(200)
	if pushed := gone.header.Get("HX-Push-Url"); pushed != to || !slices.Equal(gone.numbers(), slices.Delete(slices.Clone(numbers), 1, 2)) {
		t.Errorf("deleting leads to %s with %v", pushed, gone.numbers())
	}
	gone.has("#find-form", "Zoeken")
}

func TestColumnsAreChosenInTheAddress(t *testing.T) {
	s := open(t)
	to := sought("outcome.one_of:open") + "&sort=amount"
	heads := func(a *answer) (all []string) {
		a.Find("thead th").Slice(1, goquery.ToEnd).Each(func(_ int, h *goquery.Selection) { all = append(all, strings.TrimSpace(h.Text())) })
		return all
	}
	page := s.get(to).want(200)
	if got := strings.Join(heads(page), ","); got != "Nummer,Titel,Bedrijf,Fase,Bedrag,Verkoopdatum" {
		t.Errorf("usually %s", got)
	}
	form := fieldsOf(page.Find(".column-chooser"))
	form["cols"] = []string{"profit", "number", "contact", "owner"}
	chosen := s.search(form).want(303).header.Get("Location")
	if want := "/find?cols=number,contact,profit,owner&q=outcome.one_of:open&sort=amount"; chosen != want {
		t.Fatalf("the choice leads to %s, want %s", chosen, want)
	}
	page = s.get(chosen).want(200)
	if got := strings.Join(heads(page), ","); got != "Titel,Nummer,Contactpersoon,Winst,Eigenaar" {
		t.Errorf("chosen %s", got)
	}
	sorted := page.Find("thead a").FilterFunction(func(_ int, a *goquery.Selection) bool { return strings.Contains(a.Text(), "Eigenaar") }).AttrOr("href", "")
	if !strings.Contains(sorted, "cols=number,contact,profit,owner") || !strings.Contains(sorted, "sort=owner") {
		t.Errorf("sorting leads to %s", sorted)
	}
}

func TestCountAndTotalsComeAfterThePage(t *testing.T) {
	s := open(t)
	all := s.get("/find").want(200)
	if all.Find("#tally .totals").Length() > 0 {
		t.Fatal("the page is counted already")
	}
	for _, c := range []struct {
		options []option
		words   string
	}{{nil, "58 verkopen"}, {[]option{english}, "58 sales"}} {
		a := s.get(all.Find("#tally").AttrOr("hx-get", ""), append(c.options, htmx)...).want(200).has("#tally", c.words).has(`[hx-target="#results-count"]`, "58")
		if a.Find("#tally .totals dt").Length() != 9 {
			t.Errorf("totals: %s", a.text("#tally"))
		}
		s.get(all.Find("#tally a").AttrOr("href", ""), c.options...).want(200).has("main", c.words) // without scripts
	}
	few := s.get(sought("amount.above:40000", "owner.me")).want(200)
	direct, counted := few.text("#tally"), s.get("/sales/count?in=find&q=amount.above:40000&q=owner.me", htmx).want(200).text("#tally")
	if direct != counted || few.text("#results-count") == "" {
		t.Errorf("on the page %q, counted %q", direct, counted)
	}
	counts := s.get("/sales/counts?in=find", htmx).want(200)
	if n := counts.Find("hx-partial").Length(); n != len(crm.Typicals()) {
		t.Errorf("%d counts of typical searches", n)
	}
	s.get("/sales/count?q=kleur.is:rood", htmx).want(422)
	s.get("/sales/count?from=xyz", htmx).want(404)
}

// The same address shows each person what they may see.
func TestASharedAddressShowsWhatTheReaderMaySee(t *testing.T) {
	s := open(t)
	to := sought("visible.one_of:owner|group")
	mine := s.get(to).want(200).numbers()
	s.as(s.user("Pieter"))
	everything := s.get(to).want(200).numbers()
	s.as(s.user("Iris"))
	readers := s.get(to).want(200).numbers()
	if len(mine) >= len(everything) || len(readers) >= len(mine) {
		t.Errorf("the administrator sees %v, the seller %v, the reader %v", everything, mine, readers)
	}
	for _, n := range readers {
		if !slices.Contains(everything, n) {
			t.Errorf("the administrator does not see %s", n)
		}
	}
}

// Amounts of several currencies are sorted and added up at their rates; criteria are
// about the number in the sale's own.
func TestSeveralCurrenciesAreSortedAndAddedUpAtTheirRates(t *testing.T) {
	s := administrator(t)
	rate := func(rate, on string) {
		t.Helper()
		s.typed(s.get("/settings/currencies/USD").want(200), setupForm, "rate", rate, "rate_on", on).want(303)
	}
	dollars, euros := sought("currency.one_of:USD"), sought("outcome.one_of:open", "amount.above:1000")
	if s.get(dollars).want(200).Find("#tally dt").Length() != 3 {
		t.Error("one currency was added up")
	}
	first := func() string {
		t.Helper()
		return s.get(euros + "&sort=amount&order=desc").want(200).numbers()[0]
	}
	before := first()
	rate("1000", "20-11-2026")
	page := s.get(euros).want(200)
	tally := page
	if to := page.Find("#tally").AttrOr("hx-get", ""); to != "" {
		tally = s.get(to, htmx).want(200)
	}
	tally.has("#tally", "Samen, tegen de koersen van 20 nov 2026")
	if after := first(); after == before || !slices.Contains(s.get(dollars).want(200).numbers(), after) {
		t.Errorf("the largest is %s, was %s", after, before)
	}
	rate("", "")
	none := s.get("/sales/count?q=amount.above:1000", htmx, english).want(200).has("#tally", "Not added up: no rate is set for USD.")
	if none.Find("#tally dt").Length() != 4 {
		t.Errorf("without a rate: %s", none.text("#tally"))
	}
	s.get(sought("amount.above:1000")).has("#criteria", "In de valuta van de verkoop zelf")
	s.typed(s.get("/settings/currencies/USD/deletion").want(200), "main form").want(303)
	if strings.Contains(s.get(sought("amount.above:1000")).text("main"), "In de valuta van de verkoop zelf") {
		t.Error("the only currency is named in a line")
	}
}

func TestResultsAreSortedByEveryColumnThatTheyCanHave(t *testing.T) {
	s := open(t)
	for _, column := range tableColumns {
		for _, path := range []string{"/find", "/sales"} {
			up := s.get(path + "?cols=number," + column + "&sort=" + column).want(200)
			down := s.get(path + "?cols=number," + column + "&sort=" + column + "&order=desc").want(200)
			head := up.Find("th.col-" + column)
			if head.AttrOr("aria-sort", "") != "ascending" || head.Find("a[href]").Length() != 1 {
				t.Errorf("%s by %s: the head is %s", path, column, head.Text())
			}
			if len(up.numbers()) < 40 || slices.Equal(up.numbers(), down.numbers()) {
				t.Errorf("%s by %s: %v and %v", path, column, up.numbers(), down.numbers())
			}
		}
	}
	// Previous and Next walk in that order.
	found := s.get(sought("outcome.one_of:open") + "&cols=number,profit&sort=profit&order=desc").want(200)
	all := found.numbers()
	second := s.get(found.Find("tbody .cell-title a").Eq(1).AttrOr("href", "")).want(200)
	for rel, number := range map[string]string{"prev": all[0], "next": all[2]} {
		if got := second.Find("a[rel="+rel+"]").AttrOr("href", ""); !strings.HasPrefix(got, "/sales/"+number+"?") {
			t.Errorf("%s leads to %s, want %s", rel, got, number)
		}
	}
	place := second.Find("[hx-get*='/place']").AttrOr("hx-get", "")
	s.get(place).want(200).has("main", "2 van "+fmt.Sprint(len(all)))
}
