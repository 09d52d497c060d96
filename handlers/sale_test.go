package handlers

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"verkoop/crm"
)

func TestListShowsTheSales(t *testing.T) {
	s := open(t)
	a := s.get("/sales").want(200)
	if n := a.Find("tbody tr").Length(); n != pageSize {
		t.Errorf("%d rows", n)
	}
	a.has("h1", "Verkopen")
	s.get("/sales", english).want(200).has("h1", "Sales")
}

func TestCardShowsTheSale(t *testing.T) {
	s := open(t)
	a := s.get("/sales/1042").want(200)
	a.has("h1", "Magazijnscanners locatie Venlo")
	a.has("#sale-1042-card", "Van Dongen Logistiek B.V.")
	if !strings.Contains(a.text("#sale-1042-card"), "48.500,00") {
		t.Error("no amount")
	}
	s.get("/sales/1042", english).want(200).has("#sale-1042-card", "€48,500.00")
	s.get("/sales/999999").want(404)
	s.get("/sales/nothing").want(404)
}

func TestEditSaveWithoutScripts(t *testing.T) {
	s := open(t)
	v := s.edited("/sales/1042/edit", nil, "title", "Andere titel", "stage", "closing", "note", "Regel één\r\nregel twee")
	a := s.do("POST", "/sales/1042?_method=PUT", v).want(303)
	if got := a.header.Get("Location"); got != "/sales/1042" {
		t.Errorf("to %s", got)
	}
	sale := s.sale(1042)
	if sale.Title != "Andere titel" || sale.Probability != 80 || sale.Note != "Regel één\nregel twee" {
		t.Errorf("saved %+v", sale)
	}
}

func TestSaveWithHtmx(t *testing.T) {
	s := open(t)
	v := s.edited("/sales/1042/edit?tab=details", nil, "cost", "40.000,00")
	a := s.do("PUT", "/sales/1042", v, htmx).want(200)
	if got := a.header.Get("HX-Push-Url"); got != "/sales/1042?tab=details" {
		t.Errorf("address %q", got)
	}
	a.has("#sale-1042-card", "8.500,00")
	if a.Find("html[lang]").Length() > 0 {
		t.Error("a fragment was wanted")
	}
}

func TestRejectedFormKeepsEverything(t *testing.T) {
	s := open(t)
	for _, c := range []struct {
		language       []option
		changes        []string
		field, message string
	}{
		{nil, []string{"title", " "}, "title", "titel"},
		{nil, []string{"title", strings.Repeat("x", 220)}, "title", "219"},
		{nil, []string{"amount", "1,234.56"}, "amount", "1.234,56"},
		{nil, []string{"amount", "12,345"}, "amount", "2"},
		{[]option{english}, []string{"amount", "1.234,56"}, "amount", "1,234.56"},
		{nil, []string{"cost", "-1"}, "cost", ""},
		{nil, []string{"probability", "101"}, "probability", "100"},
		{nil, []string{"expected", "31-2-2027"}, "expected", ""},
		{[]option{english}, []string{"expected", "31/02/2027"}, "expected", ""},
		{nil, []string{"type", "nothing"}, "type", ""},
		{nil, []string{"stage", "nothing"}, "stage", ""},
		{nil, []string{"owner", "Niemand", "owner_id", ""}, "owner", "Niemand"},
		{nil, []string{"company", "Niemand", "company_id", ""}, "company", "Niemand"},
		{nil, []string{"source", "nothing"}, "source", ""},
		{nil, []string{"currency", "XXX"}, "currency", ""},
		{nil, []string{"link_address", "javascript:alert(1)"}, "links", ""},
	} {
		changes := append([]string{"description", "Blijft <b>staan</b>"}, c.changes...)
		v := s.edited("/sales/1042/edit", c.language, changes...)
		for _, options := range [][]option{c.language, append([]option{htmx}, c.language...)} {
			a := s.do("PUT", "/sales/1042", v, options...).want(422)
			name := c.changes[0]
			id := c.field
			if id == "links" {
				id = "links-1"
			}
			if a.Find("#problem a[href='#sale-1042-"+id+"']").Length() != 1 {
				t.Errorf("%v: no link to %s in the summary: %s", c.changes, c.field, a.text("#problem"))
			}
			if a.Find("#sale-1042-"+id+"[aria-invalid=true]").Length() != 1 {
				t.Errorf("%v: %s is not marked", c.changes, c.field)
			}
			a.has("#sale-1042-"+id+"-error", c.message)
			if again := a.fields(); again.Get(name) != c.changes[1] || again.Get("description") != "Blijft <b>staan</b>" {
				t.Errorf("%v: came back as %q, %q", c.changes, again.Get(name), again.Get("description"))
			}
			prefix := "Fout: "
			if c.language != nil {
				prefix = "Error: "
			}
			if !strings.HasPrefix(a.text("title"), prefix) {
				t.Errorf("title %q", a.text("title"))
			}
		}
	}
	if s.sale(1042).Description == "Blijft <b>staan</b>" {
		t.Error("a rejected form was saved")
	}
}

func TestVersionIsNeeded(t *testing.T) {
	s := open(t)
	for _, version := range []string{"", "999", "x"} {
		v := s.edited("/sales/1042/edit", nil, "title", "Anders", "version", version)
		s.do("PUT", "/sales/1042", v, htmx).want(422).has("#problem", "")
	}
	if s.sale(1042).Title == "Anders" {
		t.Error("saved without a version")
	}
}

func TestSameFormTwiceIsSavedOnce(t *testing.T) {
	s := open(t)
	v := s.edited("/sales/1042/edit", nil, "title", "Anders")
	s.do("PUT", "/sales/1042", v, htmx).want(200)
	version := s.sale(1042).Version
	s.do("PUT", "/sales/1042", v, htmx).want(200)
	if got := s.sale(1042).Version; got != version {
		t.Errorf("version %d became %d", version, got)
	}
	n := s.edited("/sales/new", nil, "title", "Nieuwe verkoop")
	first := s.do("POST", "/sales", n).want(303).header.Get("Location")
	if again := s.do("POST", "/sales", n).want(303).header.Get("Location"); again != first {
		t.Errorf("registered twice: %s and %s", first, again)
	}
}

func TestRecalculationAnswersTheOtherFields(t *testing.T) {
	s := open(t)
	for _, c := range []struct {
		language []option
		typed    string
		text     string
		want     map[string]string
	}{
		{nil, "cost", "40.000", map[string]string{"profit": "8.500,00", "percentage": "17,53"}},
		{nil, "profit", "8.500", map[string]string{"cost": "40.000,00", "percentage": "17,53"}},
		{nil, "percentage", "50", map[string]string{"cost": "24.250,00", "profit": "24.250,00"}},
		{nil, "amount", "100.000", map[string]string{"profit": "66.700,00", "percentage": "66,7"}},
		{[]option{english}, "cost", "40,000", map[string]string{"profit": "8,500.00", "percentage": "17.53"}},
	} {
		v := s.edited("/sales/1042/edit", c.language, c.typed, c.text, "typed", c.typed)
		a := s.do("POST", "/sales/1042/recalculation", v, append([]option{htmx}, c.language...)...).want(200)
		a.Find("hx-partial:not([hx-swap=outerMorph])").Each(func(_ int, part *goquery.Selection) {
			if part.Find("#sale-1042-"+c.typed).Length() > 0 {
				t.Errorf("%s: the field being typed in was replaced", c.typed)
			}
		})
		for field, value := range c.want {
			if got := a.Find("#sale-1042-"+field).AttrOr("value", ""); got != value {
				t.Errorf("%s %s: %s is %q, want %q", c.typed, c.text, field, got, value)
			}
		}
	}
	for _, half := range []string{"1.2", "12,", "-", "x", "1,2,3"} {
		v := s.edited("/sales/1042/edit", nil, "cost", half, "typed", "cost")
		s.do("POST", "/sales/1042/recalculation", v, htmx).want(204)
		v.Set("left", "cost")
		a := s.do("POST", "/sales/1042/recalculation", v, htmx).want(200)
		if a.Find("#sale-1042-cost[aria-invalid=true]").AttrOr("value", "") != half || a.text("#sale-1042-cost-error") == "" {
			t.Errorf("%q was left, and nothing said", half)
		}
		if got := a.Find("#sale-1042-profit").AttrOr("value", ""); got != "15.200,00" {
			t.Errorf("%q left the profit %q", half, got)
		}
	}
}

func TestMoneyWithoutScripts(t *testing.T) {
	s := open(t)
	for _, c := range []struct {
		changes []string
		cost    string
	}{
		{[]string{"percentage", "50"}, "24250.00"},
		{[]string{"amount", "50.000", "profit", "10.000"}, "40000.00"},
		{[]string{"amount", "100.000"}, "40000.00"},
		{[]string{"profit", "25.000", "percentage", "25"}, "75000.00"},
	} {
		v := s.edited("/sales/1042/edit", nil, c.changes...)
		s.do("POST", "/sales/1042?_method=PUT", v).want(303)
		if got := s.sale(1042).Cost.Number(); got != c.cost {
			t.Errorf("%v: cost %s, want %s", c.changes, got, c.cost)
		}
	}
	v := s.edited("/sales/1042/edit", nil, "profit", "1", "percentage", "99")
	a := s.do("POST", "/sales/1042?_method=PUT", v).want(422)
	if a.Find("#sale-1042-profit-error, #sale-1042-percentage-error").Length() != 2 {
		t.Error("disagreeing fields are not both marked")
	}
}

func TestStageSetsProbabilityInTheForm(t *testing.T) {
	s := open(t)
	v := s.edited("/sales/1042/edit", nil, "stage", "closing", "typed", "stage")
	a := s.do("POST", "/sales/1042/recalculation", v, htmx).want(200)
	if got := a.Find("#sale-1042-probability").AttrOr("value", ""); got != "80" {
		t.Errorf("probability %q", got)
	}
	a.has("#sale-1042-strip", "80%")
}

func TestMergeAndConflict(t *testing.T) {
	s := open(t)
	mine := s.edited("/sales/1042/edit", nil, "title", "Mijn titel", "amount", "50.000")
	theirs := s.edited("/sales/1042/edit", nil, "description", "Van een ander")
	s.do("PUT", "/sales/1042", theirs, htmx).want(200)
	s.do("PUT", "/sales/1042", mine, htmx).want(200)
	if sale := s.sale(1042); sale.Title != "Mijn titel" || sale.Description != "Van een ander" || sale.Amount.Number() != "50000.00" {
		t.Errorf("merged %+v", sale)
	}

	mine = s.edited("/sales/1042/edit", nil, "title", "Mijn tweede", "note", "van mij")
	theirs = s.edited("/sales/1042/edit", nil, "title", "Hun tweede")
	s.do("PUT", "/sales/1042", theirs, htmx).want(200)
	a := s.do("PUT", "/sales/1042", mine, htmx).want(409)
	a.has("fieldset", "Mijn tweede").has("fieldset", "Hun tweede")
	if s.sale(1042).Title != "Hun tweede" {
		t.Error("a conflict was saved")
	}
	again := a.fields()
	again.Set("keep_title", "mine")
	s.do("PUT", "/sales/1042", again, htmx).want(200)
	if sale := s.sale(1042); sale.Title != "Mijn tweede" || sale.Note != "van mij" {
		t.Errorf("chosen %q %q", sale.Title, sale.Note)
	}
}

func TestRegisterASale(t *testing.T) {
	s := open(t)
	a := s.get("/sales/new", english).want(200)
	if a.Find("#sale-new-save-button[aria-disabled=true]").Length() != 1 {
		t.Error("Save is not dimmed while the title is missing")
	}
	v := a.fields()
	v.Set("title", "Nieuwe poort")
	v.Set("amount", "1,000.50")
	v.Set("type", "renewal")
	v.Set("typed", "type")
	p := s.do("POST", "/sales/new/recalculation", v, htmx, english).want(200)
	if p.Find("#sale-new-stage").Length() != 1 {
		t.Error("the stages do not follow the type")
	}
	v = s.edited("/sales/new", []option{english}, "title", "Nieuwe poort", "amount", "1,000.50")
	r := s.do("POST", "/sales", v, htmx, english).want(200)
	href := r.header.Get("HX-Push-Url")
	if href == "" || href == "/sales/new" {
		t.Fatalf("address %q", href)
	}
	s.get(href, english).want(200).has("h1", "Nieuwe poort")
}

func TestForeignPagesChangeNothing(t *testing.T) {
	s := open(t)
	v := s.edited("/sales/1042/edit", nil, "title", "Gekaapt")
	s.do("PUT", "/sales/1042", v, with("Sec-Fetch-Site", "cross-site")).want(403)
	s.do("PUT", "/sales/1042", v, with("Sec-Fetch-Site", ""), with("Origin", "https://elders.example")).want(403)
	if s.sale(1042).Title == "Gekaapt" {
		t.Error("saved for another site")
	}
}

func TestLanguageSwitchKeepsWhatWasTyped(t *testing.T) {
	s := open(t)
	v := s.edited("/sales/1042/edit?tab=details", nil, "amount", "1.234,5", "title", "Getypt", "lang", "en")
	a := s.do("POST", "/sales/1042/edit", v).want(200)
	if a.Find("html").AttrOr("lang", "") != "en" {
		t.Error("not in English")
	}
	again := a.fields()
	if again.Get("amount") != "1,234.50" || again.Get("title") != "Getypt" || again.Get("form_lang") != "en" || again.Get("tab") != "details" {
		t.Errorf("came back as %q %q %q %q", again.Get("amount"), again.Get("title"), again.Get("form_lang"), again.Get("tab"))
	}
}

func TestAddGivesOneMoreLink(t *testing.T) {
	s := open(t)
	v := s.get("/sales/1042/edit").want(200).fields()
	v["link_address"][len(v["link_address"])-1] = "1017"
	for _, options := range [][]option{{htmx}, nil} {
		a := s.do("POST", "/sales/1042/links", v, options...).want(200)
		rows := a.Find("input[name=link_address]")
		if rows.Length() != len(v["link_address"])+1 || rows.Last().AttrOr("value", "?") != "" {
			t.Errorf("%d lines", rows.Length())
		}
	}
}

func TestLanguageSwitchKeepsProblemsAndConflicts(t *testing.T) {
	s := open(t)
	v := s.edited("/sales/1042/edit?tab=details", nil, "cost", "1,2,3", "title", "Getypt")
	v = s.do("PUT", "/sales/1042", v, htmx).want(422).fields()
	v.Set("lang", "en")
	a := s.do("POST", "/sales/1042/edit", v).want(200)
	a.has("#problem", "Total cost").has("#sale-1042-cost-error", "")
	if got := a.fields(); got.Get("cost") != "1,2,3" || got.Get("title") != "Getypt" {
		t.Errorf("came back as %q, %q", got.Get("cost"), got.Get("title"))
	}

	mine := s.edited("/sales/1042/edit", nil, "title", "Van mij")
	s.do("PUT", "/sales/1042", s.edited("/sales/1042/edit", nil, "title", "Van een ander"), htmx).want(200)
	v = s.do("PUT", "/sales/1042", mine, htmx).want(409).fields()
	v.Set("keep_title", "mine")
	v.Set("lang", "en")
	a = s.do("POST", "/sales/1042/edit", v).want(200)
	a.has("fieldset", "Van mij").has("fieldset", "Your value")
	again := a.fields()
	if again.Get("keep_title") != "mine" {
		t.Error("the choice was lost")
	}
	s.do("PUT", "/sales/1042", again, htmx, english).want(200)
	if got := s.sale(1042).Title; got != "Van mij" {
		t.Errorf("saved %q", got)
	}
}

func TestCompanyAndContactGoTogether(t *testing.T) {
	s := open(t)
	other := func(number string) url.Values { // as a browser with scripts has it after choosing another company
		v := s.edited("/sales/"+number+"/edit", nil, "company", "Hotel De Gouden Leeuw", "company_id", "", "typed", "company")
		a := s.do("POST", "/sales/"+number+"/recalculation", v, htmx).want(200)
		if got := a.Find("#sale-"+number+"-contact").AttrOr("value", "?"); got != "" {
			t.Errorf("the contact of the former company stays: %q", got)
		}
		v.Set("contact", "")
		v.Set("contact_id", "")
		return v
	}
	// A contact that can't be read lets the chosen company be.
	v := other("1042")
	v.Set("contact", "jan")
	v.Set("typed", "contact")
	v.Set("left", "contact")
	a := s.do("POST", "/sales/1042/recalculation", v, htmx).want(200)
	if got := a.Find("#sale-1042-company").AttrOr("value", "Hotel De Gouden Leeuw"); got != "Hotel De Gouden Leeuw" {
		t.Errorf("the company became %q", got)
	}
	// One that is known fills in its own.
	v.Set("contact", "Sanne Kuipers")
	a = s.do("POST", "/sales/1042/recalculation", v, htmx).want(200)
	if got := a.Find("#sale-1042-company").AttrOr("value", ""); got != "Van Dongen Logistiek B.V." {
		t.Errorf("the contact's company is %q", got)
	}
	// Without scripts the contact still stands beside the other company.
	v = s.edited("/sales/1042/edit", nil, "company", "Hotel De Gouden Leeuw")
	a = s.do("POST", "/sales/1042?_method=PUT", v).want(422)
	a.has("#sale-1042-contact-error", "Sanne Kuipers")
	again := a.fields()
	again.Set("contact", "")
	s.do("POST", "/sales/1042?_method=PUT", again).want(303)
	if sale := s.sale(1042); sale.Contact != "" {
		t.Errorf("contact %q", sale.Contact)
	}
}

// What was typed for a stage comes back when that stage is chosen again.
func TestChoosingBackRestoresWhatWasTyped(t *testing.T) {
	s := open(t)
	recalculated := func(form url.Values, typed string) *answer {
		form.Set("typed", typed)
		return s.do("POST", "/sales/1042/recalculation", form, with("X-Nothing", "")).want(200)
	}
	fields := func(a *answer) url.Values { return fieldsOf(a.Find("form[data-guard]")) }
	form := s.edited("/sales/1042/edit", nil, "expected", "20-12-2026", "probability", "55", "stalled", "true")
	form = fields(recalculated(form, "stalled"))
	form.Set("reopen", "01-03-2027")
	form.Set("stalled_reason", "stalled-budget")
	form.Set("stage", "sold")
	closed := recalculated(form, "stage")
	closed.Find("[name=probability]").Each(func(_ int, f *goquery.Selection) {
		if f.AttrOr("value", "") != "100" || f.Is(":not([readonly])") {
			t.Errorf("probability while sold: %s, readonly %t", f.AttrOr("value", ""), f.Is("[readonly]"))
		}
	})
	form = fields(closed)
	form.Set("stage", "negotiation")
	back := fields(recalculated(form, "stage"))
	for name, want := range map[string]string{"expected": "20-12-2026", "probability": "55", "stalled": "true", "reopen": "01-03-2027", "stalled_reason": "stalled-budget"} {
		if got := back.Get(name); got != want {
			t.Errorf("%s came back as %q, want %q", name, got, want)
		}
	}
	s.do("PUT", "/sales/1042", back, htmx).want(200)
	if sale := s.sale(1042); !sale.Stalled || sale.Reopen != "2027-03-01" || sale.Probability != 55 || sale.Expected != "2026-12-20" {
		t.Errorf("%+v", sale)
	}
}

// TestCompletedBelongsToItsOutcome: a look at Lost does not untick a sold sale, and
// what saving as Lost does to the tick is said before.
func TestCompletedBelongsToItsOutcome(t *testing.T) {
	s := open(t)
	recalculated := func(form url.Values) *answer {
		form.Set("typed", "stage")
		return s.do("POST", "/sales/1018/recalculation", form, with("X-Nothing", "")).want(200)
	}
	fields := func(a *answer) url.Values { return fieldsOf(a.Find("form[data-guard]")) }
	if !s.sale(1018).Completed {
		t.Fatal("1018 is not completed")
	}
	lost := recalculated(s.edited("/sales/1018/edit", nil, "stage", "lost"))
	lost.has("#sale-1018-strip", "Voltooid Ja")
	if lost.Find("[name=completed][checked]").Length() > 0 {
		t.Error("lost is completed at once")
	}
	form := fields(lost)
	form.Set("stage", "sold")
	sold := recalculated(form)
	if sold.Find("[name=completed][checked]").Length() != 1 {
		t.Error("choosing back did not restore the tick")
	}
	s.do("PUT", "/sales/1018", fields(sold), htmx).want(200)
	if !s.sale(1018).Completed {
		t.Error("saved without it")
	}
	form = fields(recalculated(s.edited("/sales/1018/edit", nil, "stage", "lost")))
	form.Set("lost_reason", lost.Find("[name=lost_reason] option[value!='']").First().AttrOr("value", ""))
	s.do("PUT", "/sales/1018", form, htmx).want(200)
	if s.sale(1018).Completed {
		t.Error("lost and completed, by the tick of sold")
	}
}

func TestAProbabilityTypedByHandDoesNotKeepASaleFromBeingClosed(t *testing.T) {
	s := open(t)
	form := s.edited("/sales/1042/edit", nil, "probability", "55", "stage", "sold", "sold_reason", "sold-price", "closed", "23-11-2026")
	s.do("PUT", "/sales/1042", form, htmx).want(200)
	if sale := s.sale(1042); sale.Outcome != crm.Sold || sale.Probability != 100 {
		t.Errorf("%s at %d%%", sale.Outcome, sale.Probability)
	}
}

func TestTheHistoryBelowTheCardFollowsEverySave(t *testing.T) {
	s := open(t)
	a := s.do("PUT", "/sales/1042", s.edited("/sales/1042/edit", nil, "title", "Een nieuwe titel"), htmx).want(200)
	if text := a.Find("hx-partial[hx-target='#sale-1042-history']").Text(); !strings.Contains(text, "Een nieuwe titel") {
		t.Errorf("%q", text)
	}
}

// What was typed for a state travels hidden while another is shown: choosing back
// brings its fields and what was in them, whichever way it went.
func TestChoosingBackShowsTheFieldsAgain(t *testing.T) {
	s := open(t)
	form := s.edited("/sales/1042/edit", nil)
	// step chooses something in the form as it is, and takes over what comes back.
	step := func(typed, value string, fields ...string) *answer {
		t.Helper()
		form.Set("typed", typed)
		form.Set(typed, value)
		if value == "" {
			form.Del(typed)
		}
		for i := 0; i < len(fields); i += 2 {
			form.Set(fields[i], fields[i+1])
		}
		a := s.do("POST", "/sales/1042/recalculation", form, htmx).want(200)
		part := a.Find("#sale-1042-when")
		if part.Length() == 0 {
			t.Fatalf("%s %q: the column of dates did not come", typed, value)
		}
		for name := range form { // what the column had is gone, what it has now is there
			if slices.Contains([]string{"expected", "stalled", "reopen", "stalled_reason", "closed", "sold_reason", "lost_reason", "completed", "shown"}, strings.TrimSuffix(name, autoSuffix)) || strings.HasPrefix(name, "kept_") {
				form.Del(name)
			}
		}
		for name, values := range fieldsOf(part) {
			form[name] = values
		}
		return a
	}
	shows := func(where string, want map[string]string) {
		t.Helper()
		for name, value := range want {
			if got, there := form[name]; value == "" && there || value != "" && (!there || got[0] != value) {
				t.Errorf("%s: %s is %q, want %q", where, name, got, value)
			}
		}
	}
	step("stage", "sold")
	form.Set("sold_reason", "sold-price")
	form.Set("completed", "true")
	step("stage", "negotiation")
	shows("open", map[string]string{"expected": "18-12-2026", "sold_reason": "", "completed": "", "kept_sold_reason": "sold-price"})
	step("stage", "lost")
	shows("lost", map[string]string{"closed": "23-11-2026", "completed": ""})
	form.Set("lost_reason", "lost-price")
	step("stage", "sold")
	shows("sold again", map[string]string{"sold_reason": "sold-price", "lost_reason": "", "completed": "true", "kept_lost_reason": "lost-price"})
	step("stage", "negotiation")
	a := step("stage", "sold")
	shows("sold, after open", map[string]string{"sold_reason": "sold-price", "completed": "true"})
	if got := a.text("#sale-1042-strip"); !strings.Contains(got, "Verkoopdatum wordt Datum") {
		t.Errorf("sold, after open: the strip says %q", got)
	}
	step("stage", "lost")
	shows("lost, after sold", map[string]string{"lost_reason": "lost-price", "completed": ""})
	step("stage", "negotiation")

	step("stalled", "true")
	form.Set("reopen", "01-03-2027")
	form.Set("stalled_reason", "stalled-budget")
	step("stalled", "")
	shows("not stalled", map[string]string{"reopen": "", "kept_reopen": "01-03-2027"})
	step("stalled", "true")
	shows("stalled again", map[string]string{"reopen": "01-03-2027", "stalled_reason": "stalled-budget"})

	step("stage", "sold") // what travels along is written as the form is
	form.Set("lang", "en")
	form = s.do("POST", "/sales/1042/edit", form).want(200).fields()
	shows("sold, in English", map[string]string{"form_lang": "en", "closed": "23/11/2026", "kept_reopen": "01/03/2027"})
	step("stage", "negotiation")
	shows("stalled, in English", map[string]string{"expected": "18/12/2026", "reopen": "01/03/2027"})
}

// An owner that only an id names is one all the same: refused to who may not hand the
// sale over.
func TestAnOwnerByItsIDAlone(t *testing.T) {
	s := open(t)
	v := s.edited("/sales/1044/edit", nil, "title", "Ook anders", "owner_id", string(s.actor))
	v.Del("owner")
	before := s.sale(1044)
	s.do("PUT", "/sales/1044", v, htmx).want(403)
	if now := s.sale(1044); now.Owner != before.Owner || now.Title != before.Title {
		t.Errorf("owner %s, title %q", now.Owner, now.Title)
	}
	own := s.edited("/sales/1042/edit", nil, "owner_id", "nobody")
	own.Del("owner")
	s.do("PUT", "/sales/1042", own, htmx).want(422)
}

// The list that a sale was opened from stays in the addresses of its history and its
// activities, there and back.
func TestTheListStaysThroughHistoryAndActivities(t *testing.T) {
	s := open(t)
	const list = "sort=amount&order=desc"
	keeps := func(a *answer, selector, attribute string) {
		t.Helper()
		found := a.Find(selector)
		if found.Length() == 0 {
			t.Fatalf("no %s", selector)
		}
		found.Each(func(_ int, e *goquery.Selection) {
			if href := e.AttrOr(attribute, ""); !strings.Contains(href, "sort=amount") || !strings.Contains(href, "order=desc") {
				t.Errorf("%s leads to %q", selector, href)
			}
		})
	}
	a := s.get("/sales/1042?" + list).want(200)
	keeps(a, "a[href^='/sales/1042/history']", "href")
	keeps(a, "a[href^='/sales/1042/activities/']", "href")
	keeps(a, "form[action*='/completed']", "action")
	keeps(s.get("/sales/1042/history?"+list).want(200), "main a[href^='/sales/1042']", "href")
	a = s.get("/sales/1042/history/1?" + list).want(200)
	keeps(a, ".caution a", "href")
	keeps(a, ".tabs a[href*='tab=']", "href")
	if to := s.get("/sales/1042/history?on=23-11-2026&" + list).want(303).header.Get("Location"); !strings.Contains(to, list[:11]) {
		t.Errorf("as it was leads to %q", to)
	}
	a = s.get("/sales/1042/activities/new?" + list).want(200)
	keeps(a, "main form[action*='/activities']", "action")
	form := a.fill("main form", "text", "Bellen", "on", "24-11-2026")
	to := s.do("POST", a.Find("main form").AttrOr("action", ""), form).want(303).header.Get("Location")
	if !strings.Contains(to, "sort=amount") {
		t.Errorf("saving leads to %q", to)
	}
}
