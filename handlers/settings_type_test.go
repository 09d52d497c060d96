package handlers

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"verkoop/crm"
)

func TestATypeIsShapedAndUsed(t *testing.T) {
	s := administrator(t)
	s.later(time.Second)
	page := s.get("/settings/types/new").want(200)
	if page.Find("#items").Length() > 0 {
		t.Error("a guide is shown of a type that there is not yet")
	}
	v := page.fill(typeForm, "name_nl", "Lease", "name_en", "Lease", "days", "45", "guide", "true", "suggest_move_on", "true", "probability-closing", "95")
	v["stage"] = []string{"closing", "quote", "first-meeting", "negotiation"} // as dragged
	v["has"] = []string{"quote", "closing", "first-meeting"}
	s.do("POST", page.Find(typeForm).AttrOr("action", ""), v).want(303).leads(t, "/settings/types/lease")
	typ, _ := s.setup().Type("lease")
	if typ.Days != 45 || len(typ.Stages) != 3 || typ.Stages[0].Stage != "closing" || *typ.Stages[0].Probability != 95 || typ.Stages[1].Probability != nil ||
		typ.Guide == nil || !typ.Guide.SuggestMoveOn || typ.Order != 5 {
		t.Errorf("made %+v", typ)
	}
	s.logged("setting_added type Lease: name_nl:  > Lease; name_en:  > Lease; days:  > 45; stages:  > closing 95%, quote, first-meeting; guide:  > true; suggest_move_on:  > true")
	s.get("/settings/audit").want(200).has("main", "Verkooptype: Lease").has("main", "Afronding 95%, Offerte, Eerste gesprek")

	designer := s.get("/settings/types/lease").want(200)
	for _, kind := range []string{"appointment", "document"} {
		href := designer.Find("[aria-labelledby=stage-quote] a[href*='kind="+kind+"']").AttrOr("href", "")
		item := s.get(href).want(200)
		if got := item.fill(setupForm); got.Get("kind") != kind || got.Get("stage") != "quote" {
			t.Errorf("the form of a new %s begins as %v", kind, got)
		}
		s.typed(item, setupForm, "name_nl", "Iets "+kind, "name_en", "Some "+kind, "after", "3", "automatic", "true", "text_nl", map[string]string{"appointment": "Een\r\nTwee ", "document": "Een titel"}[kind], "text_en", "One").want(303).leads(t, "/settings/types/lease#items")
		designer = s.get("/settings/types/lease").want(200)
	}
	typ, _ = s.setup().Type("lease")
	if i, ok := typ.Item("some-appointment"); !ok || i.Kind != crm.Appointment || i.After != 3 || !i.Automatic || i.Text.NL != "Een\nTwee" || i.Minutes != 0 {
		t.Errorf("made %+v", i)
	}
	designer.has("[aria-labelledby=stage-quote] .item", "Iets appointment Afspraak · 3 dagen na de vorige Vanzelf")

	// A seller registers a sale of it.
	s.as(s.user("Femke"))
	sale := s.get("/sales/new").want(200)
	if sale.Find("[name=type] [value=lease]").Length() != 1 {
		t.Fatal("it is not offered")
	}
}

func TestArrangingAType(t *testing.T) {
	s := administrator(t)
	before := s.setup()
	page := s.get("/settings/types/new-customer").want(200)
	again := page.Find(typeForm+" [formaction]").AttrOr("formaction", "")
	v := page.fill(typeForm, "name_nl", "Getypt", "days", "12x", "probability-quote", "44")
	v.Set("down", "first-meeting")
	a := s.do("POST", again, v).want(200)
	got := a.fill(typeForm)
	if !slices.Equal(got["stage"], []string{"quote", "first-meeting", "negotiation", "closing"}) || got.Get("name_nl") != "Getypt" || got.Get("days") != "12x" || got.Get("probability-quote") != "44" {
		t.Errorf("came back as %v", got)
	}
	if a.Find(typeForm+"[data-dirty]").Length() != 1 {
		t.Error("leaving would not ask")
	}
	v = a.fill(typeForm)
	v.Set("up", "quote")
	if got := s.do("POST", again, v).want(200).fill(typeForm)["stage"]; got[0] != "quote" {
		t.Errorf("moved above the top: %v", got)
	}
	// Another language keeps it too.
	v = a.fill(typeForm)
	v.Set("lang", "en")
	english := s.do("POST", again, v).want(200)
	if english.Find("html").AttrOr("lang", "") != "en" || english.fill(typeForm).Get("name_nl") != "Getypt" {
		t.Errorf("in English: %v", english.fill(typeForm))
	}
	s.do("POST", "/settings/types/new/edit", v).want(200)
	s.do("POST", "/settings/types/nothing/edit", v).want(404)
	if s.setup() != before {
		t.Error("something was saved")
	}
}

func TestAGuideNeedsTwoStages(t *testing.T) {
	s := administrator(t)
	page := s.get("/settings/types/renewal").want(200)
	v := page.fill(typeForm, "guide", "true")
	v["has"] = []string{"quote"}
	a := s.do("POST", page.Find(typeForm).AttrOr("action", ""), v).want(422).has("#problem", "twee fasen of meer").has("#guide-row", "twee fasen of meer")
	if again := a.fill(typeForm); again.Get("guide") != "true" || again.Get("has") != "quote" {
		t.Errorf("came back as %v", again)
	}
	v["has"] = []string{"quote", "closing"}
	s.do("POST", page.Find(typeForm).AttrOr("action", ""), v).want(303)
	if typ, _ := s.setup().Type("renewal"); typ.Guide == nil || len(typ.Stages) != 2 {
		t.Errorf("became %+v", typ)
	}
}

func TestAGuideSwitchedOffIsKept(t *testing.T) {
	s := administrator(t)
	page := s.get("/settings/types/new-customer").want(200)
	v := page.fill(typeForm)
	v.Del("guide")
	s.do("POST", page.Find(typeForm).AttrOr("action", ""), v).want(303)
	if s.get("/sales/1042").want(200).Find("[id*=guide]").Length() > 0 && s.sale(1042).Type == "new-customer" {
		t.Error("the sale has its guide still")
	}
	off := s.get("/settings/types/new-customer").want(200).has("#items", "is uitgeschakeld").has("#items", "Bezoek op locatie")
	s.typed(off, typeForm, "guide", "true").want(303)
	typ, _ := s.setup().Type("new-customer")
	if typ.Guide == nil || len(typ.Guide.Items) != 10 || typ.FormerGuide != nil {
		t.Errorf("switched on again: %+v", typ)
	}
}

func TestItemsAreMovedDeletedAndRestored(t *testing.T) {
	s := administrator(t)
	path := "/settings/types/new-customer"
	items := func() (ids []string) {
		typ, _ := s.setup().Type("new-customer")
		for _, i := range typ.ItemsIn("first-meeting") {
			ids = append(ids, string(i.ID))
		}
		return ids
	}
	form := "[aria-labelledby=stage-first-meeting] form"
	stale := s.get(path).fill(form, "down", "introduction")
	s.typed(s.get(path), form, "down", "introduction").want(303).leads(t, path+"#items")
	if got := items(); !slices.Equal(got, []string{"visit", "introduction", "visit-report"}) {
		t.Errorf("moved down: %v", got)
	}
	a := s.do("PUT", path+"/items/order", s.get(path).fill(form, "up", "introduction"), htmx).want(200)
	if a.Find("#items").Length() != 1 || a.Find("main").Length() > 0 || a.Find("#items [name=version]").AttrOr("value", "") != "3" {
		t.Errorf("answered with %.400s", a.body)
	}
	if got := items(); got[0] != "introduction" {
		t.Errorf("moved up: %v", got)
	}
	s.do("PUT", path+"/items/order", stale, htmx).want(409)
	question := s.get(path+"/items/visit/deletion").want(200).has("h1", "Bezoek op locatie verwijderen?")
	s.typed(question, "main form").want(303).leads(t, path+"#items")
	if got := items(); slices.Contains(got, "visit") {
		t.Errorf("deleted: %v", got)
	}
	page := s.get(path).want(200).has("#items .retired", "Bezoek op locatie")
	s.get(path+"/items/visit").want(200).has(".token", "Verwijderd")
	s.typed(page, "#items .retired form").want(303)
	if got := items(); !slices.Equal(got, []string{"introduction", "visit", "visit-report"}) {
		t.Errorf("restored: %v", got)
	}
	for _, gone := range []string{"/settings/types/nothing", "/settings/types/nothing/items/new", path + "/items/nothing", path + "/items/nothing/deletion",
		"/settings/stages/nothing", "/settings/stages/nothing/deletion", "/settings/lists/sources/lost-price", "/settings/currencies/XXX"} {
		s.get(gone).want(404)
		if strings.HasSuffix(gone, "nothing") {
			s.do("PUT", gone, saleFields("version", "1")).want(404)
			s.do("POST", gone+"/restoration", nil).want(404)
			s.do("DELETE", gone+"?version=1", nil).want(404)
		}
	}
}

func TestDeletingAnItemSaysWhatWasMadeForIt(t *testing.T) {
	s := administrator(t)
	typ, _ := s.setup().Type("new-customer")
	made := 0
	for _, item := range typ.GuideItems() {
		a := s.get("/settings/types/new-customer/items/" + string(item.ID) + "/deletion").want(200)
		if text := a.text(".dialog-text"); text != "Er is nog niets voor gemaakt." {
			made++
			a.has(".dialog-text", "voor gemaakt.")
			s.get("/settings/types/new-customer/items/"+string(item.ID)).want(200).has("main", text)
		}
	}
	if made == 0 {
		t.Error("nothing was made for any item of the demo's guide")
	}
	s.get("/settings/lists/document_kinds").want(200).has("thead", "In gebruik bij")
}

// What the guide's item says that its kind does not have is not kept.
func TestAnItemHasWhatBelongsToItsKind(t *testing.T) {
	s := administrator(t)
	for _, c := range []struct {
		kind    crm.ActivityKind
		minutes int
		sort    crm.ValueID
	}{{crm.PhoneCall, 25, ""}, {crm.TaskKind, 0, ""}, {crm.Document, 0, "kind-quote"}} {
		s.typed(s.get("/settings/types/new-customer/items/visit").want(200), setupForm, "kind", string(c.kind), "minutes", "25", "document_kind", string(s.kindOfDocument())).want(303)
		typ, _ := s.setup().Type("new-customer")
		item, _ := typ.Item("visit")
		if item.Kind != c.kind || item.Minutes != c.minutes || (item.Sort == "") != (c.sort == "") {
			t.Errorf("%s: saved %+v", c.kind, item)
		}
	}
}

// kindOfDocument is any.
func (s *site) kindOfDocument() crm.ValueID {
	return crm.ValueID(s.setup().Choosable(crm.SetupPart(crm.DocumentKinds))[0])
}

func TestASecondOfOneNameIsRefused(t *testing.T) {
	s := administrator(t)
	for _, c := range []struct{ path, form, field, value string }{
		{"/settings/types/renewal", typeForm, "name_en", "new CUSTOMER"},
		{"/settings/stages/quote", setupForm, "name_nl", "Afronding"},
		{"/settings/lists/sources/source-fair", setupForm, "name_nl", "Website"},
	} {
		s.typed(s.get(c.path).want(200), c.form, c.field, c.value).want(422).has("#problem", "De naam “").has("#"+c.field+"-row", "al in gebruik")
	}
	s.get("/settings/stages/quote").want(200)
}

func TestCurrenciesSayWhatTheyAreCalled(t *testing.T) {
	s := administrator(t)
	s.get("/settings/currencies").want(200).has("tr:has([value=USD])", "Amerikaanse dollar")
	s.get("/settings/currencies", english).want(200).has("tr:has([value=USD])", "US dollar")
	s.get("/settings/currencies/USD").want(200).has("h1", "USD · Amerikaanse dollar")
	s.get("/settings/currencies/new").want(200).has("[value=NOK]", "NOK · Noorse kroon")
}

// Reading goes on at the heading after something was done.
func TestAfterADeletionTheHeadingIsFocused(t *testing.T) {
	s := administrator(t)
	if s.get("/settings/stages").want(200).Find("h1[autofocus]").Length() > 0 {
		t.Error("the heading is focused without a reason")
	}
	s.typed(s.get("/settings/lists/sources/source-fair/deletion").want(200), "main form").want(303)
	s.get("/settings/lists/sources", func(r *http.Request) { r.AddCookie(&http.Cookie{Name: noticeCookie, Value: "Verwijderd."}) }).want(200).has("h1[autofocus]", "Bronnen")
}

// A form that adds is carried out once, however often it is sent: a double click adds
// one of it.
func TestAddingTwiceAddsOne(t *testing.T) {
	s := administrator(t)
	for _, c := range []struct {
		from, selector, to string
		count              func(*crm.Setup) int
		fields             []string
	}{
		{"/settings/types/new", typeForm, "/settings/types/double", func(s *crm.Setup) int { return len(s.Types) }, []string{"days", "30"}},
		{"/settings/stages/new", setupForm, "/settings/stages", func(s *crm.Setup) int { return len(s.Stages) }, []string{"probability", "30"}},
		{"/settings/lists/sources/new", setupForm, "/settings/lists/sources", func(s *crm.Setup) int { return len(s.Values) }, nil},
		{"/settings/types/new-customer/items/new?stage=quote&kind=call", setupForm, "/settings/types/new-customer#items", func(s *crm.Setup) int {
			typ, _ := s.Type("new-customer")
			return len(typ.GuideItems())
		}, nil},
	} {
		page := s.get(c.from).want(200)
		form := page.fill(c.selector, append([]string{"name_nl", "Dubbel", "name_en", "Double"}, c.fields...)...)
		before := c.count(s.setup())
		for range 2 {
			if to := s.do("POST", page.Find(c.selector).AttrOr("action", ""), form).want(303).header.Get("Location"); to != c.to {
				t.Errorf("%s leads to %q, want %q", c.from, to, c.to)
			}
		}
		if n := c.count(s.setup()) - before; n != 1 {
			t.Errorf("%s added %d", c.from, n)
		}
	}
}

// What the guide suggests in a stage goes with it, which is said before and after, and
// comes back with it; edited meanwhile, it stays in its stage.
func TestAStageTakesItsItemsAlong(t *testing.T) {
	s := administrator(t)
	const href = "/settings/types/new-customer"
	page := s.get(href).want(200).has("#stages-below", "komt het terug")
	form := page.fill(typeForm)
	has := form["has"]
	form["has"] = slices.DeleteFunc(slices.Clone(has), func(id string) bool { return id == "negotiation" })
	notice, _ := url.QueryUnescape(s.do("POST", href+"?_method=PUT", form).want(303).header.Get("Set-Cookie"))
	if !strings.Contains(notice, "2 onderdelen van de verkoopgids zijn met de fase verwijderd") {
		t.Errorf("the notice is %q", notice)
	}
	item := s.get(href + "/items/terms").want(200)
	s.typed(item, setupForm, "name_en", "Terms and conditions").want(303)
	typ, _ := s.setup().Type("new-customer")
	if terms, _ := typ.Item("terms"); terms.Stage != "negotiation" || !terms.Retired || terms.Name.EN != "Terms and conditions" {
		t.Errorf("%+v", terms)
	}
	form = s.get(href).want(200).fill(typeForm)
	form["has"] = has
	s.do("POST", href+"?_method=PUT", form).want(303)
	typ, _ = s.setup().Type("new-customer")
	if len(typ.ItemsIn("negotiation")) != 2 {
		t.Errorf("%d came back", len(typ.ItemsIn("negotiation")))
	}
}

// Two administrators delete the same: the second finds it done. One who is asked about
// what somebody else has changed meanwhile looks at it again.
func TestTwoDeleteTheSame(t *testing.T) {
	s := administrator(t)
	const href = "/settings/lists/sources/source-fair"
	question := s.get(href + "/deletion").want(200)
	s.typed(s.get(href).want(200), setupForm, "name_en", "Fair").want(303)
	s.typed(question, "main form").want(409).has("main", "Bekijk het opnieuw")
	question = s.get(href + "/deletion").want(200)
	for range 2 {
		s.typed(question, "main form").want(303).leads(t, "/settings/lists/sources")
	}
}
