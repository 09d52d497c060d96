package handlers

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"verkoop/crm"
	"verkoop/store"
)

const (
	setupForm    = "#setup-form"
	typeForm     = "#type-form"
	conflictForm = "#conflict-form"
	orderSent    = "#order-form"
)

// typed sends the form on the page as browsers do without scripts, with some fields
// changed.
func (s *site) typed(page *answer, form string, changes ...string) *answer {
	s.t.Helper()
	return s.do("POST", page.Find(form).AttrOr("action", ""), page.fill(form, changes...))
}

// setupLog are the lines of the audit log since then, oldest first.
func (s *site) setupLog(at time.Time) (lines []string) {
	for _, e := range s.auditSince(at) {
		lines = append(lines, strings.TrimSuffix(fmt.Sprintf("%s %s %s: %s", e.Kind, e.Part, e.Name.In("nl"), facts(e)), ": "))
	}
	slices.Reverse(lines)
	return lines
}

func (s *site) logged(want ...string) {
	s.t.Helper()
	if got := s.setupLog(s.clock()); !slices.Equal(got, want) {
		s.t.Errorf("audit log\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestAStageIsAddedEditedDeletedAndRestored(t *testing.T) {
	s := administrator(t)
	s.later(time.Second)
	s.typed(s.get("/settings/stages/new").want(200), setupForm, "name_nl", "  Proef  draaien ", "name_en", "Trial", "probability", "70").want(303).leads(t, "/settings/stages")
	st, ok := s.setup().Stage("trial")
	if !ok || st.Name != (crm.Words{NL: "Proef draaien", EN: "Trial"}) || st.Probability != 70 || st.Retired {
		t.Fatalf("made %+v", st)
	}
	s.logged("setting_added stage Proef draaien: name_nl:  > Proef draaien; name_en:  > Trial; probability:  > 70")
	s.get("/settings/stages").want(200).has("tr:has([value=trial])", "Proef draaienTrial")
	s.get("/settings/stages", english).want(200).has("tr:has([value=trial])", "TrialProef draaien")

	s.later(time.Second)
	page := s.get("/settings/stages/trial").want(200)
	s.typed(page, setupForm, "probability", "75").want(303)
	s.logged("setting_changed stage Proef draaien: probability: 70 > 75")
	sequence := s.store.Sequence()
	s.typed(s.get("/settings/stages/trial"), setupForm).want(303)
	if s.store.Sequence() != sequence {
		t.Error("saving it unchanged wrote something")
	}

	s.later(time.Second)
	question := s.get("/settings/stages/trial/deletion").want(200).has("h1", "Proef draaien verwijderen?").has("main", "Nog bij geen enkele verkoop in gebruik.")
	part := s.get("/settings/stages/trial/deletion", htmx, english).want(200).has("h2", "Delete Trial?").has("body", "Not in use by any sale yet.")
	if part.Find("main").Length() > 0 || part.Find("form").AttrOr("action", "") != question.Find("main form").AttrOr("action", "x") {
		t.Error("the dialog is not the page's question")
	}
	s.typed(question, "main form").want(303).leads(t, "/settings/stages")
	s.logged("setting_deleted stage Proef draaien")
	index := s.get("/settings/stages").want(200)
	if index.Find(orderSent+" [value=trial]").Length() > 0 {
		t.Error("it is among those that can be chosen")
	}
	index.has(".retired", "Proef draaien")
	s.get("/settings/stages/trial").want(200).has(".page-head .token", "Verwijderd")

	s.later(time.Second)
	s.typed(index, ".retired form[action*='/trial/']").want(303)
	s.logged("setting_restored stage Proef draaien")
	if st, _ := s.setup().Stage("trial"); st.Retired || st.Probability != 75 {
		t.Errorf("restored as %+v", st)
	}
}

func TestBadInputKeepsWhatWasTyped(t *testing.T) {
	s := administrator(t)
	for _, c := range []struct{ path, field, value, nl, en string }{
		{"/settings/stages/new", "name_nl", "", "Nederlandse naam", "Dutch name"},
		{"/settings/stages/quote", "name_en", " ", "Engelse naam", "English name"},
		{"/settings/stages/quote", "name_nl", strings.Repeat("é", 101), "100", "100"},
		{"/settings/stages/quote", "probability", "101", "0 tot en met 100", "0 to 100"},
		{"/settings/stages/quote", "probability", "40,5", "heel percentage van 0 tot en met 100", "whole percentage from 0 to 100"},
		{"/settings/stages/quote", "probability", "", "0 tot en met 100", "0 to 100"},
		{"/settings/lists/sources/new", "name_en", "", "Engelse naam", "English name"},
		{"/settings/lists/sources/source-fair", "name_nl", "", "Nederlandse naam", "Dutch name"},
		{"/settings/currencies/new", "currency", "", "valuta", "currency"},
		{"/settings/currencies/USD", "rate", "0", "groter is dan 0", "above 0"},
		{"/settings/currencies/USD", "rate", "veel", "getal", "number"},
		{"/settings/currencies/USD", "rate_on", "24-11-2026", "eerdere dag", "earlier day"},
		{"/settings/types/new", "days", "3651", "3.650", "3,650"},
		{"/settings/types/new-customer", "days", "-1", "", ""},
		{"/settings/types/new-customer", "name_nl", "", "Nederlandse naam", "Dutch name"},
		{"/settings/types/new-customer", "probability-quote", "101", "0 tot en met 100", "0 to 100"},
		{"/settings/types/new-customer/items/new", "name_nl", "", "Nederlandse naam", "Dutch name"},
		{"/settings/types/new-customer/items/visit", "purpose_en", "", "beide talen", "both languages"},
		{"/settings/types/new-customer/items/visit", "minutes", "1441", "1.440", "1,440"},
		{"/settings/types/new-customer/items/visit", "after", "x", "getal", "number"},
		{"/settings/types/new-customer/items/visit", "stage", "nowhere", "fase", "stage"},
		{"/settings/types/new-customer/items/visit", "kind", "party", "waarde", "value"},
	} {
		for _, language := range []struct {
			options []option
			message string
			title   string
		}{{nil, c.nl, "Fout: "}, {[]option{english}, c.en, "Error: "}} {
			name := fmt.Sprintf("%s %s %.20q %s", c.path, c.field, c.value, language.title)
			page := s.get(c.path, language.options...).want(200)
			form := setupForm
			if page.Find(typeForm).Length() > 0 {
				form = typeForm
			}
			v := page.fill(form)
			if v.Get("name_nl") == "" && v.Has("name_nl") {
				v.Set("name_nl", "Getypt <b>")
				v.Set("name_en", "Typed <b>")
			}
			if v.Has("probability") && v.Get("probability") == "" {
				v.Set("probability", "10")
			}
			if v.Has("rate") && c.field == "rate_on" {
				v.Set("rate", "1")
			}
			v.Set(c.field, c.value)
			before := s.setup()
			a := s.do("POST", page.Find(form).AttrOr("action", ""), v, language.options...).want(422)
			if !strings.Contains(a.text("#problem"), language.message) || !strings.HasPrefix(a.text("title"), language.title) {
				t.Errorf("%s: told %q, title %q", name, a.text("#problem"), a.text("title"))
			}
			if href := a.Find("#problem a").AttrOr("href", "#none"); a.Find(href).Length() != 1 || !strings.Contains(a.text(href+"-row, .stage-pick:has("+href+")"), a.text("#problem a")) {
				t.Errorf("%s: the summary leads to %s, which does not say it", name, href)
			}
			again := a.fill(form)
			for field := range v {
				if again.Get(field) != v.Get(field) && field != "_csrf" && field != "stage" && field != "kind" && field != "currency" {
					t.Errorf("%s: %s came back as %q, want %q", name, field, again.Get(field), v.Get(field))
				}
			}
			if s.setup() != before {
				t.Errorf("%s: something was saved", name)
			}
		}
	}
	if len(s.audit()) > 0 {
		t.Errorf("audit log %+v", s.audit())
	}
}

func TestTwoAdministratorsDoNotOverwriteEachOther(t *testing.T) {
	s := administrator(t)
	for _, c := range []struct{ path, form, field, one, beside, also string }{
		{"/settings/stages/quote", setupForm, "name_en", "One", "probability", "4"},
		{"/settings/lists/sources/source-fair", setupForm, "name_en", "One", "name_nl", "Vakbeurs"},
		{"/settings/types/new-customer", typeForm, "name_en", "One", "days", "77"},
		{"/settings/types/new-customer/items/visit", setupForm, "name_en", "One", "after", "9"},
		{"/settings/currencies/USD", setupForm, "rate", "1,1", "", ""},
	} {
		holds := func(what, field, want string) {
			t.Helper()
			if got := s.get(c.path).fill(c.form).Get(field); got != want {
				t.Errorf("%s: %s %s is %q, want %q", c.path, what, field, got, want)
			}
		}
		if c.beside != "" { // different fields are joined
			mine, theirs := s.get(c.path).want(200), s.get(c.path).want(200)
			s.typed(theirs, c.form, c.field, "Theirs").want(303)
			s.typed(mine, c.form, c.beside, c.also).want(303)
			holds("joined", c.field, "Theirs")
			holds("joined", c.beside, c.also)
		}
		for keep, typed := range map[string]string{"mine": "5", "theirs": "4"} {
			then := map[string]string{"mine": "3", "theirs": "2"}[keep]
			was := s.get(c.path).fill(c.form).Get(c.field)
			mine, theirs := s.get(c.path).want(200), s.get(c.path).want(200)
			s.typed(theirs, c.form, c.field, c.one).want(303)
			changes := []string{c.field, typed}
			if c.beside != "" {
				changes = append(changes, c.beside, c.also+"1")
			}
			a := s.typed(mine, c.form, changes...).want(409).has("#problem", "Pieter").has(".conflict-was", was)
			if sides := a.text(".conflict"); !strings.Contains(sides, c.one) || !strings.Contains(sides, typed) || a.Find(".conflict").Length() != 1 {
				t.Errorf("%s: the conflict says %q", c.path, sides)
			}
			if c.beside != "" {
				a.has(".strip", c.also+"1")
			}
			a = s.typed(a, conflictForm).want(409) // nothing was chosen
			holds("undecided", c.field, c.one)
			s.typed(s.get(c.path), c.form, c.field, then).want(303) // what was chosen from is no more
			a = s.typed(a, conflictForm, "keep_"+c.field, keep).want(409).has(".conflict", then)
			s.typed(a, conflictForm, "keep_"+c.field, keep).want(303)
			if keep == "mine" {
				holds("kept mine", c.field, typed)
			} else {
				holds("kept theirs", c.field, then)
			}
			if c.beside != "" {
				holds("kept "+keep, c.beside, c.also+"1")
				s.typed(s.get(c.path), c.form, c.beside, c.also).want(303)
			}
		}
		// Who does not say what the form began with changes nothing.
		page := s.get(c.path).want(200)
		v := page.fill(c.form, c.field, "6")
		for name := range v {
			if strings.HasPrefix(name, "was_") {
				v.Del(name)
			}
		}
		if a := s.do("POST", page.Find(c.form).AttrOr("action", ""), v); a.status != 409 {
			t.Errorf("%s without what it was: status %d", c.path, a.status)
		}
		question := s.get(c.path + "/deletion").want(200)
		s.typed(s.get(c.path), c.form, c.field, c.one).want(303)
		s.typed(question, "main form").want(409)
		if a := s.do("DELETE", c.path+"?version=x", nil); a.status != 409 {
			t.Errorf("%s deleted without its version: status %d", c.path, a.status)
		}
	}
}

// Stages merge as one thing; what else is in the way is told of the joined form.
func TestAMergedTypePassesTheRulesAgain(t *testing.T) {
	s := administrator(t)
	path := "/settings/types/new-customer"
	mine, theirs := s.get(path).want(200), s.get(path).want(200)
	v := theirs.fill(typeForm, "guide", "true")
	v["has"] = v["has"][:3]
	s.do("POST", theirs.Find(typeForm).AttrOr("action", ""), v).want(422) // open sales stand in the last
	s.typed(theirs, typeForm, "probability-quote", "55").want(303)
	bad := s.typed(mine, typeForm, "days", "veel").want(422)
	if got := bad.fill(typeForm).Get("probability-quote"); got != "55" {
		t.Errorf("what others saved came back as %q", got)
	}
	s.typed(bad, typeForm, "days", "60").want(303)
	typ, _ := s.setup().Type("new-customer")
	if typ.Days != 60 || typ.Stages[typ.Position("quote")].Probability == nil {
		t.Errorf("saved %+v", typ)
	}
	mine, theirs = s.get(path).want(200), s.get(path).want(200)
	s.typed(theirs, typeForm, "probability-quote", "50").want(303)
	a := s.typed(mine, typeForm, "probability-closing", "95").want(409).has(".conflict", "Offerte 50%").has(".conflict", "95%")
	s.typed(a, conflictForm, "keep_stages", "theirs").want(303)
	typ, _ = s.setup().Type("new-customer")
	if own := typ.Stages[typ.Position("closing")].Probability; own != nil || *typ.Stages[typ.Position("quote")].Probability != 50 {
		t.Errorf("kept %+v", typ.Stages)
	}
}

func TestWhatOpenSalesNeedIsNotDeleted(t *testing.T) {
	s := administrator(t)
	before := s.setup()
	stands := 0
	s.view(func(tx store.ReadTx) (err error) {
		stands, err = tx.CountUses(crm.Use{Stage: "quote", Open: true}, 99)
		return err
	})
	says := fmt.Sprintf("staan %d open verkopen", stands)
	question := s.get("/settings/stages/quote/deletion").want(200).has("main", says)
	if question.Find("main .is-danger").Length() > 0 {
		t.Error("it is offered all the same")
	}
	s.do("POST", question.Find("main form").AttrOr("action", ""), url.Values{}).want(422).has("main", says)
	s.do("DELETE", "/settings/stages/quote?version=1", nil, htmx, english).want(422).has("body", fmt.Sprintf("%d open sales stand", stands))

	page := s.get("/settings/types/new-customer").want(200)
	v := page.fill(typeForm)
	v["has"] = []string{"first-meeting", "negotiation", "closing"}
	a := s.do("POST", page.Find(typeForm).AttrOr("action", ""), v).want(422).has("#problem", "in de fase Offerte")
	if got := a.fill(typeForm)["has"]; !slices.Equal(got, v["has"]) {
		t.Errorf("came back with %v", got)
	}
	if a.Find("#problem a").AttrOr("href", "") != "#stages" || a.Find("#stages").Length() != 1 {
		t.Error("the summary does not lead to the stages")
	}

	currency := s.get("/settings/currencies/EUR/deletion").want(200).has("main", "eigen valuta")
	s.typed(currency, "main form").want(422)
	if got := s.get("/settings/currencies").want(200); got.Find("[href$='/EUR/deletion']").Length() > 0 {
		t.Error("the own currency can be deleted")
	}
	if s.setup() != before || len(s.audit()) > 0 {
		t.Error("something was changed")
	}
	for _, id := range []string{"new-customer", "delivery", "existing-customer"} {
		s.typed(s.get("/settings/types/"+id+"/deletion").want(200), "main form").want(303)
	}
	last := s.get("/settings/types/renewal/deletion").want(200).has("main", "moet een verkooptype overblijven")
	s.typed(last, "main form").want(422)
	if got := s.setup().Choosable(crm.PartType); !slices.Equal(got, []string{"renewal"}) {
		t.Errorf("left are %v", got)
	}
}

func TestARetiredValueStaysWhereItIs(t *testing.T) {
	s := administrator(t)
	s.do("PUT", "/sales/1042", s.edited("/sales/1042/edit", nil, "source", "source-fair"), htmx).want(200)
	s.get("/settings/lists/sources/source-fair/deletion").want(200).has("main", "In gebruik bij")
	s.typed(s.get("/settings/lists/sources/source-fair/deletion"), "main form").want(303).leads(t, "/settings/lists/sources")
	s.get("/sales/1042?tab=details").want(200).has("article", "Beurs")
	if s.get("/sales/1042/edit").Find("[name=source] [value=source-fair]").Length() != 1 {
		t.Error("the sale's own value is not among its choices")
	}
	if s.get("/sales/1044/edit").Find("[name=source] [value=source-fair]").Length() > 0 {
		t.Error("it is offered anew")
	}
}

func TestThingsAreMoved(t *testing.T) {
	s := administrator(t)
	for _, c := range []struct {
		path string
		part crm.SetupPart
	}{
		{"/settings/types", crm.PartType}, {"/settings/stages", crm.PartStage},
		{"/settings/lists/lost_reasons", crm.SetupPart(crm.LostReasons)}, {"/settings/currencies", crm.PartCurrency},
	} {
		was := s.setup().Choosable(c.part)
		is := func(what string, want ...string) {
			t.Helper()
			if got := s.setup().Choosable(c.part); !slices.Equal(got, want) {
				t.Errorf("%s, %s: %v, want %v", c.path, what, got, want)
			}
		}
		rest := was[2:]
		swapped := append([]string{was[1], was[0]}, rest...)
		page := s.get(c.path).want(200)
		stale := page.fill(orderSent)
		s.later(time.Second)
		s.typed(page, orderSent, "down", was[0]).want(303).leads(t, c.path)
		is("moved down", swapped...)
		if got := s.auditSince(s.clock()); len(got) != 1 || got[0].Part != c.part || got[0].Facts[0].Field != crm.FieldOrder {
			t.Errorf("%s: audit log %+v", c.path, got)
		}
		// With scripts the part comes back, and says so.
		a := s.do("PUT", c.path+"/order", s.get(c.path).fill(orderSent, "up", was[0]), htmx).want(200).has("#shelf + *, hx-partial", "De volgorde is opgeslagen.")
		if a.Find("main").Length() > 0 || a.Find("#shelf").Length() != 1 {
			t.Errorf("%s: answered with %.300s", c.path, a.body)
		}
		is("moved up", was...)
		s.do("PUT", c.path+"/order", s.get(c.path).fill(orderSent, "up", was[0]), htmx).want(200)
		is("moved up from the top", was...)
		// Dragged: the order is as it stands in the form.
		v := s.get(c.path).fill(orderSent)
		v["order"] = swapped
		s.do("PUT", c.path+"/order", v, htmx).want(200)
		is("dragged", swapped...)
		s.do("PUT", c.path+"/order", stale, htmx).want(409).has("#problem", "intussen gewijzigd")
		s.do("POST", c.path+"/order?_method=PUT", stale, english).want(409).has("#problem", "changed this list meanwhile")
		is("from a page that was old", swapped...)
		v = s.get(c.path).fill(orderSent)
		v["order"] = []string{"nothing", swapped[0]}
		s.do("PUT", c.path+"/order", v, htmx).want(200)
		is("with an unknown one", swapped...)
	}
	s.get("/settings/lists/colours").want(404)
	s.do("PUT", "/settings/lists/colours/order", url.Values{}).want(404)
}

func TestSalesFollowTheOrderOfStages(t *testing.T) {
	s := administrator(t)
	v := s.get("/settings/stages").fill(orderSent)
	v["order"] = []string{"closing", "first-meeting", "quote", "negotiation"}
	s.do("PUT", "/settings/stages/order", v, htmx).want(200)
	s.work()
	numbers := func() (stages []crm.StageID) {
		s.view(func(tx store.ReadTx) error {
			page, err := tx.Sales(store.SaleList{Reader: s.userCalled("Pieter"), Sort: store.ByStage}, "", 100)
			for _, row := range page.Rows {
				if row.Sale.Outcome == crm.Open && row.Sale.Stage != "" {
					stages = append(stages, row.Sale.Stage)
				}
			}
			return err
		})
		return stages
	}
	if got := slices.Compact(numbers()); !slices.Equal(got, []crm.StageID{"closing", "first-meeting", "quote", "negotiation"}) {
		t.Errorf("sales stand by %v", got)
	}
}

func TestCurrencies(t *testing.T) {
	s := administrator(t)
	s.later(time.Second)
	s.typed(s.get("/settings/currencies/new").want(200), setupForm, "currency", "CHF", "rate", "1,0375").want(303)
	if c, _ := s.setup().Currency("CHF"); c.Rate != "1.0375" || c.RateOn != "2026-11-23" || c.Retired {
		t.Errorf("made %+v", c)
	}
	s.logged("setting_added currency CHF: rate:  > 1.0375; rate_on:  > 2026-11-23")
	s.get("/settings/currencies").want(200).has("tr:has([value=CHF])", "1,0375").has("tr:has([value=CHF])", "23 nov 2026")
	page := s.get("/settings/currencies/CHF", english).want(200)
	if got := page.fill(setupForm); got.Get("rate") != "1.0375" || got.Get("rate_on") != "23/11/2026" {
		t.Errorf("edited as %v", got)
	}
	v := page.fill(setupForm, "rate", "0.9999999999", "rate_on", "01/11/2026")
	s.do("POST", page.Find(setupForm).AttrOr("action", ""), v, english).want(303)
	if c, _ := s.setup().Currency("CHF"); c.Rate != "0.9999999999" || c.RateOn != "2026-11-01" {
		t.Errorf("changed to %+v", c)
	}
	// It is offered on sales, until it is put out of use.
	if s.get("/sales/new").Find("[name=currency] [value=CHF]").Length() != 1 {
		t.Error("it is not offered")
	}
	s.typed(s.get("/settings/currencies/CHF/deletion").want(200).has("h1", "CHF niet meer gebruiken?"), "main form").want(303)
	if s.get("/sales/new").Find("[name=currency] [value=CHF]").Length() > 0 {
		t.Error("it is still offered")
	}
	s.typed(s.get("/settings/currencies").want(200), ".retired form[action*='/CHF/']").want(303)
	own := s.get("/settings/currencies/EUR").want(200)
	s.typed(own, setupForm, "rate", "2").want(303)
	if c, _ := s.setup().Currency("EUR"); c.Rate != "" {
		t.Errorf("the own currency got a rate: %+v", c)
	}
}

func TestAwkwardNamesOfTheSetupComeBackAsText(t *testing.T) {
	s := administrator(t)
	shapes := map[string]string{}
	paths := []string{"/settings/lists/sources", "/settings/lists/sources/source-fair", "/settings/lists/sources/source-fair/deletion",
		"/settings/types", "/settings/types/new-customer", "/settings/types/new-customer/items/visit", "/settings/stages"}
	for i, text := range append([]string{"Gewone naam"}, named()...) {
		if i > 0 && i%3 != 0 {
			continue
		}
		change := func(c crm.Words) crm.Words { return crm.Words{NL: nameOf(text), EN: nameOf(text)} }
		s.update(func(tx store.Tx) error {
			setup, err := tx.Setup()
			if err != nil {
				return err
			}
			v, _ := setup.Value(crm.Sources, "source-fair")
			v.Name, v.Version = change(v.Name), v.Version+1
			typ, _ := setup.Type("new-customer")
			typ.Name, typ.Version = change(typ.Name), typ.Version+1
			item, _ := typ.Item("visit")
			item.Name, item.Purpose, item.Text = change(item.Name), change(item.Purpose), crm.Words{NL: text, EN: text}
			st, _ := setup.Stage("quote")
			st.Name, st.Version = change(st.Name), st.Version+1
			return cmpOr(tx.PutListValue(v), tx.PutSaleType(typ.WithItem(item)), tx.PutStage(st))
		})
		for _, path := range paths {
			a := s.get(path).want(200)
			if i == 0 {
				shapes[path] = a.shape()
				continue
			}
			a.inert(t, text, shapes[path])
			if !strings.Contains(strings.Join(strings.Fields(a.Find("body").Text()), " "), nameOf(text)) {
				t.Errorf("%s does not show %q", path, text)
			}
		}
		if got := s.get(paths[5]).fill(setupForm); got.Get("name_nl") != nameOf(text) || got.Get("text_en") != text {
			t.Errorf("%q is edited as %q, %q", text, got.Get("name_nl"), got.Get("text_en"))
		}
	}
}
