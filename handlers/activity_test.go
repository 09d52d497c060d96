package handlers

import (
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"verkoop/crm"
	"verkoop/store"
)

// activityFields are the form's fields as a browser would post them, with some
// changed: name, value, …
func (a *answer) activityFields(changes ...string) url.Values {
	a.t.Helper()
	return a.fill("form[action*='activities']:has(#activity-text)", changes...)
}

func (s *site) activities(n crm.SaleNumber) (all []crm.Activity) {
	s.t.Helper()
	s.view(func(tx store.ReadTx) (err error) {
		sale, err := tx.Sale(n)
		if err == nil {
			all, err = tx.SaleActivities(sale.ID, 100)
		}
		return err
	})
	return all
}

func TestAFollowUpIsAddedEditedAndDeleted(t *testing.T) {
	s := open(t)
	before := len(s.activities(1042))
	form := s.get("/sales/1042/activities/new", htmx).want(200).activityFields("text", "Bellen over de poorten", "on", "24-11-2026", "start", "9.30", "end", "10")
	a := s.do("POST", "/sales/1042/activities?kind=task", form, htmx).want(200)
	if a.Find("hx-partial[hx-target='#sale-1042-activities']").Length() != 1 || !strings.Contains(a.body, "Bellen over de poorten") {
		t.Fatalf("the list does not follow: %.800s", a.body)
	}
	all := s.activities(1042)
	if len(all) != before+1 {
		t.Fatalf("%d activities, want %d", len(all), before+1)
	}
	s.do("POST", "/sales/1042/activities?kind=task", form, htmx).want(200) // the same form again
	if got := len(s.activities(1042)); got != before+1 {
		t.Errorf("sent twice it made %d", got-before)
	}
	var made crm.Activity
	for _, a := range all {
		if a.Text == "Bellen over de poorten" {
			made = a
		}
	}
	if made.On != "2026-11-24" || made.Start != "09:30" || made.End != "10:00" || made.Owner != s.actor || made.Company == "" || made.Home.Sale == "" {
		t.Errorf("made %+v", made)
	}
	href := "/sales/1042/activities/" + string(made.ID)
	form = s.get(href, htmx).want(200).activityFields("text", "Mailen")
	s.do("POST", href+"?_method=PUT", form).want(303)
	a = s.get(href+"/deletion", htmx).want(200)
	s.do("POST", a.Find("form").AttrOr("action", ""), url.Values{}, htmx).want(200)
	if got := len(s.activities(1042)); got != before {
		t.Errorf("%d left, want %d", got, before)
	}
}

// Two edits of an activity are joined by field; what both changed differently is
// asked, and who saves again keeps what they typed.
func TestTwoEditsOfAnActivityAreJoined(t *testing.T) {
	s := open(t)
	s.do("POST", "/sales/1042/activities?kind=task", url.Values{"text": {"Bellen"}, "on": {"01-12-2026"}, "web": {""}}).want(303)
	stored := func() crm.Activity {
		for _, a := range s.activities(1042) {
			if a.Text == "Bellen" || a.Text == "Mailen" || a.Text == "Faxen" {
				return a
			}
		}
		t.Fatal("the activity is gone")
		return crm.Activity{}
	}
	href := s.path(stored()) + "?_method=PUT"
	begun := func(changes ...string) url.Values {
		return s.get(s.path(stored()), htmx).want(200).activityFields(changes...)
	}
	for _, o := range [][]option{{htmx}, nil} {
		ok := 200
		if o == nil {
			ok = 303
		}
		mine, theirs := begun("on", "02-12-2026", "start", "9.00", "end", "10.00"), begun("text", "Mailen", "owner", "Daan Visser", "owner_id", "")
		mine.Del("all_day")
		s.do("POST", href, theirs, o...).want(ok)
		s.do("POST", href, mine, o...).want(ok)
		if a := stored(); a.Text != "Mailen" || a.On != "2026-12-02" || a.Start != "09:00" || a.Owner == s.actor {
			t.Errorf("joined: %+v", a)
		}

		mine, theirs = begun("on", "03-12-2026", "text", "Faxen", "company", "", "company_id", "", "contact", "", "contact_id", ""), begun("on", "04-12-2026", "owner", "Sjoerd Dijkstra", "owner_id", "")
		s.do("POST", href, theirs, o...).want(ok)
		a := s.do("POST", href, mine, o...).want(409).has("#problem", "intussen gewijzigd").has(".facts", "4 dec 2026")
		if facts := a.Find(".dialog-text .facts div").Length(); facts != 1 {
			t.Errorf("%d facts are told as differing, want the day alone: %q", facts, a.text(".facts"))
		}
		if a := stored(); a.On != "2026-12-04" || a.Text != "Mailen" {
			t.Errorf("a conflict saved %+v", a)
		}
		again := a.activityFields()
		if again.Get("owner") != "Sjoerd Dijkstra" || again.Get("text") != "Faxen" || again.Get("on") != "03-12-2026" {
			t.Errorf("the form came back with %v", again)
		}
		s.do("POST", href, again, o...).want(ok)
		if a := stored(); a.On != "2026-12-03" || a.Text != "Faxen" || a.Company != "" || a.Owner == s.actor {
			t.Errorf("saved again: %+v", a)
		}
		s.do("POST", href, begun("text", "Bellen", "on", "01-12-2026", "start", "", "end", ""), o...).want(ok)
	}
}

// What a form claims to have begun with is not kept where it names what is not there.
func TestAForgedBeginningOfAnActivity(t *testing.T) {
	s := open(t)
	first := s.activities(1042)[0]
	s.do("POST", s.path(first)+"?_method=PUT", url.Values{"version": {"9"}, "was_company": {"none-such"}, "was_contact": {string(first.Contact)}, "was_on": {"2026-99-99"},
		"was_start": {first.Start}, "was_end": {first.End}, "contact": {""}, "start": {"09:00"}}).want(303)
	if a := s.activities(1042)[0]; a.Company != first.Company || a.On != first.On || a.Start != "09:00" {
		t.Errorf("%+v", a)
	}
}

// A follow-up that somebody completed while the form was open keeps what was typed, and
// is un-ticked and saved with one press.
func TestAFollowUpCompletedMeanwhileIsUntickedAndSaved(t *testing.T) {
	for _, o := range [][]option{{htmx}, nil} {
		s := open(t)
		ok := 200
		if o == nil {
			ok = 303
		}
		first := s.activities(1042)[0]
		is := func() crm.Activity {
			for _, a := range s.activities(1042) {
				if a.ID == first.ID {
					return a
				}
			}
			t.Fatal("it is gone")
			return crm.Activity{}
		}
		form := s.get(s.path(first), htmx).want(200).activityFields("text", "Wat ik typte", "on", "02-12-2026")
		s.do("PUT", s.path(first)+"/completed", url.Values{"completed": {"true"}}).want(303)
		s.later(time.Minute)
		a := s.do("POST", s.path(first)+"?_method=PUT", form, o...).want(422).has("#problem", "Haal eerst het vinkje weg").has("button[name=untick]", "Vinkje weghalen en opslaan")
		again := a.activityFields("untick", "1")
		if again.Get("text") != "Wat ik typte" || again.Get("on") != "02-12-2026" {
			t.Errorf("the form came back with %v", again)
		}
		if !is().Done() || is().Text != first.Text {
			t.Error("it was changed all the same")
		}
		again.Set("on", "")
		a = s.do("POST", s.path(first)+"?_method=PUT", again, o...).want(422).has("#problem", "Vul een datum in").has("button[name=untick]", "Vinkje weghalen en opslaan")
		if !is().Done() {
			t.Error("it was un-ticked without being saved")
		}
		s.do("POST", s.path(first)+"?_method=PUT", a.activityFields("untick", "1", "on", "02-12-2026"), o...).want(ok)
		if now := is(); now.Done() || now.Text != "Wat ik typte" || now.On != "2026-12-02" {
			t.Errorf("saved %+v", now)
		}
		s.get("/sales/1042").want(200).has(".moment:nth-child(2)", "weer te doen").has(".moment:first-child", "gewijzigd")
	}
}

// Who may only read a sale reads all of its activities.
func TestAReaderReadsAnActivity(t *testing.T) {
	s := open(t)
	long := strings.Repeat("Een lange tekst. ", 200)
	s.do("POST", "/sales/1042/activities?kind=call", url.Values{"text": {long + "\nSlot"}, "on": {"02-12-2026"}, "start": {"9.00"}, "end": {"9.45"}, "contact": {"Sanne Kuipers"}}).want(303)
	s.do("POST", "/sales/1042/activities?kind=document", url.Values{"text": {"Bestek"}, "on": {"02-12-2026"}, "web": {"https://example.com/bestek"}}).want(303)
	s.as(s.user("Iris"))
	for _, a := range s.activities(1042) {
		link := s.get("/sales/1042").want(200).Find("#activity-"+string(a.ID)+"-open").AttrOr("href", "")
		for _, o := range [][]option{{htmx}, nil} {
			read := s.get(link, o...).want(200).has(".facts", strings.Join(strings.Fields(a.Text), " "))
			if read.Find("form[action*=activities], a[href*=deletion]").Length() > 0 {
				t.Errorf("%s: a reader is offered to change it", link)
			}
			switch a.Text {
			case "Bestek":
				read.has(".facts a[href='https://example.com/bestek']", "https://example.com/bestek")
			case long + "\nSlot":
				read.has(".facts", "2 dec 2026, 09:00–09:45").has(".facts", "Sanne Kuipers")
			}
		}
	}
	s.get("/activities/new").want(403).has("main", "U mag deze verkoop niet bewerken")
}

func TestANewFollowUpBeginsWithTheSaleOfThePage(t *testing.T) {
	s := open(t)
	for page, want := range map[string]string{"http://x/sales/1042?tab=note": "1042 " + scannersTitle, "http://x/sales/1042/edit": "1042 " + scannersTitle,
		"http://x/sales": "", "http://x/companies/1042": "", "http://x/sales/1053": "", "http://x/sales/new": "", "": "", "%zz": ""} {
		for header, o := range map[string][]option{"HX-Current-URL": {htmx}, "Referer": nil} {
			a := s.get("/activities/new", append(o, with(header, page))...).want(200).has("#activity-company-below", "Leeg: die van de verkoop.")
			if got := a.Find("#activity-sale").AttrOr("value", ""); got != want {
				t.Errorf("from %q: %q, want %q", page, got, want)
			}
		}
	}
}

func TestDeletingAnActivityThatWasChangedMeanwhileAsksAgain(t *testing.T) {
	s := open(t)
	for _, o := range [][]option{{htmx}, nil} {
		first := s.activities(1042)[0]
		asked := s.get(s.path(first)+"/deletion", o...).want(200)
		form := s.get(s.path(first), htmx).want(200).activityFields("text", first.Text+" en meer")
		s.do("POST", s.path(first)+"?_method=PUT", form).want(303)
		action := func(a *answer) string {
			return a.Find("form[action*='activities'][action*='DELETE']").AttrOr("action", "")
		}
		again := s.do("POST", action(asked), url.Values{}, o...).want(409).
			has(".dialog-caution", "Er is niets verwijderd").has(".facts", first.Text+" en meer")
		if s.activities(1042)[0].ID != first.ID {
			t.Fatal("it is gone")
		}
		s.do("POST", action(again), url.Values{}, o...)
		if s.activities(1042)[0].ID == first.ID {
			t.Error("asked again, it is still there")
		}
	}
}

func TestAnActivitysMistakesAreSentencesAtTheField(t *testing.T) {
	s := open(t)
	form := s.get("/sales/1042/activities/new", htmx).want(200).activityFields()
	for _, c := range []struct{ field, value, text string }{
		{"text", "", "Vul een tekst in."},
		{"text", strings.Repeat("x", 100_000), "korter"},
		{"on", "", "Vul een datum in."},
		{"on", "31-02-2026", "Kies een dag die bestaat"},
		{"end", "08:00", "na het begin"},
		{"start", "25:99", "14:30"},
		{"company", "Bestaat Niet B.V.", "bedrijf"},
		{"kind", "document", ""},
	} {
		f := url.Values{}
		for k, v := range form {
			f[k] = v
		}
		f.Set("text", "Bellen")
		f.Set("start", "09:00")
		f.Set(c.field, c.value)
		for _, o := range [][]option{{htmx}, nil} {
			a := s.do("POST", "/sales/1042/activities?kind=task", f, o...).want(422)
			if !strings.Contains(a.text("#problem"), c.text) {
				t.Errorf("%s %.20q: %q", c.field, c.value, a.text("#problem"))
			}
			if back := fieldsOf(a.Find("form:has(#activity-text)")).Get(c.field); c.field != "kind" && c.field != "on" && back != c.value {
				t.Errorf("%s %.20q came back as %.40q", c.field, c.value, back)
			}
		}
	}
	f := s.get("/sales/1042/activities/new?kind=document", htmx).want(200).activityFields("text", "Offerte", "web", "javascript:alert(1)")
	s.do("POST", "/sales/1042/activities?kind=document", f, htmx).want(422).has("#problem", "webadres")
}

func TestTickingOffBringsTheNextActivityAlong(t *testing.T) {
	s := open(t)
	first := s.activities(1042)[0]
	path := "/sales/1042/activities/" + string(first.ID) + "/completed"
	a := s.do("PUT", path, url.Values{"completed": {"true"}}, htmx).want(200)
	if next := a.text("hx-partial[hx-target='#sale-1042-next']"); !strings.Contains(next, "27 nov 2026") {
		t.Errorf("next: %q", next)
	}
	a.has("hx-partial[hx-target='#sale-1042-history'] .moment:first-child", "Telefoongesprek voltooid Korting op vaste poorten")
	closed := s.get("/sales/1042/activities/"+string(first.ID)).want(200).has(".soft", "Haal eerst het vinkje weg")
	if closed.Find("#activity-text").Length() > 0 {
		t.Error("a completed follow-up is offered to be edited")
	}
	forged := url.Values{"text": {"Anders"}, "version": {"2"}}
	s.do("PUT", "/sales/1042/activities/"+string(first.ID), forged, htmx).want(422).has("#problem", "Haal eerst het vinkje weg")
	form := closed.Find("form.dialog-actions")
	s.do("POST", form.AttrOr("action", ""), fieldsOf(form)).want(303)
	if s.activities(1042)[0].ID != first.ID {
		t.Error("not to do again")
	}
	s.get("/sales/1044/activities/" + string(first.ID)).want(404) // of another sale
}

func TestAStallIsSavedFirstAndThenOffersAFollowUp(t *testing.T) {
	s := open(t)
	form := s.edited("/sales/1042/edit", nil, "stalled", "true", "shown", "stalled", "reopen", "01-03-2027", "stalled_reason", "")
	s.view(func(tx store.ReadTx) error {
		setup, err := tx.Setup()
		for _, v := range setup.Values {
			if v.List == crm.StalledReasons && !v.Retired {
				form.Set("stalled_reason", string(v.ID))
			}
		}
		return err
	})
	before := len(s.activities(1042))
	a := s.do("PUT", "/sales/1042", form, htmx).want(200)
	if !s.sale(1042).Stalled || len(s.activities(1042)) != before {
		t.Fatal("the sale is not stored, or more than that")
	}
	dialog := a.Find("hx-partial[hx-target='#dialog'] form")
	if dialog.Length() != 1 || dialog.Find("[name=kind][checked]").AttrOr("value", "") != "call" || dialog.Find("#activity-on").AttrOr("value", "") != "01-03-2027" ||
		!strings.Contains(dialog.Find("#activity-text").Text(), "Magazijnscanners") || dialog.Find("#activity-contact").AttrOr("value", "") != "Sanne Kuipers" {
		t.Errorf("the dialog: %.1500s", dialog.Text())
	}
	s.do("POST", "/sales/1042/activities?kind=call", a.activityFields(), htmx).want(200)
	if len(s.activities(1042)) != before+1 {
		t.Error("not planned")
	}
	form = s.edited("/sales/1042/edit", nil, "title", "Anders")
	if a := s.do("PUT", "/sales/1042", form, htmx).want(200); a.Find("hx-partial[hx-target='#dialog'] form").Length() > 0 {
		t.Error("asked again though it had stalled before")
	}
}

func TestASaleIsResumedOnItsCard(t *testing.T) {
	s := open(t)
	s.stallNow(1042, "2026-11-23")
	card := s.get("/sales/1042").want(200).has(".card", "23 nov 2026 · nu heropenen")
	a := s.do("POST", card.Find("form[hx-post*='stalled']").AttrOr("hx-post", ""), url.Values{}, htmx).want(200).has("article.card h1[autofocus]", scannersTitle)
	if text := a.text(".card"); strings.Contains(text, "Datum heropening") || s.sale(1042).Stalled {
		t.Errorf("the card is still that of a stalled sale: %s", text)
	}
	if !strings.Contains(a.body, "Verkoop 1042 is heropend") {
		t.Errorf("nothing is said: %.300s", a.body)
	}
}

func TestWithoutScriptsAStallLeadsToTheFollowUpsPage(t *testing.T) {
	s := open(t)
	s.stallNow(1042, "2027-03-01") // gives the reason's id
	reason := string(s.sale(1042).StalledReason)
	s.do("POST", "/sales/1042/stalled?_method=PUT", url.Values{}).want(303)
	form := s.edited("/sales/1042/edit", nil, "stalled", "true", "shown", "stalled", "reopen", "01-03-2027", "stalled_reason", reason)
	a := s.do("POST", "/sales/1042?_method=PUT", form).want(303)
	to := a.header.Get("Location")
	if !strings.HasPrefix(to, "/sales/1042/activities/new?") {
		t.Fatalf("to %s", to)
	}
	s.get(to).want(200).has("h1", "Vervolgactiviteit").has("main", "vastgelopen tot 1 mrt 2027")
}

// stallNow stalls the sale until the day.
func (s *site) stallNow(n crm.SaleNumber, until crm.Date) {
	s.t.Helper()
	s.update(func(tx store.Tx) error {
		sale, err := tx.Sale(n)
		if err != nil {
			return err
		}
		setup, err := tx.Setup()
		if err != nil {
			return err
		}
		user, err := tx.User(s.actor)
		if err != nil {
			return err
		}
		before := sale
		for _, v := range setup.Values {
			if v.List == crm.StalledReasons && !v.Retired {
				sale.Stalled, sale.Reopen, sale.StalledReason = true, until, v.ID
			}
		}
		sale = sale.Saved(user, s.clock())
		return tx.PutSale(sale, crm.NewChange(user, before, sale, func(crm.Field, string) crm.Words { return crm.Words{} }))
	})
}

func TestASaleWhoseDayHasComeIsResumedWithOnePress(t *testing.T) {
	s := open(t)
	s.stallNow(1042, "2026-11-23")
	list := s.get("/sales?sort=number&order=desc").want(200)
	action := list.Find("form[action^='/sales/1042/stalled']").AttrOr("action", "")
	if action == "" {
		t.Fatal("not offered in the list")
	}
	if s.get("/sales/1042").Find("form[action^='/sales/1042/stalled']").Length() != 1 {
		t.Error("not offered on the card")
	}
	a := s.do("POST", action, url.Values{}).want(303)
	if to := a.header.Get("Location"); !strings.HasPrefix(to, "/sales?") || s.sale(1042).Stalled {
		t.Errorf("to %s, stalled %t", to, s.sale(1042).Stalled)
	}
	version := s.sale(1042).Version
	s.do("POST", action, url.Values{}).want(303) // goes on already
	if s.sale(1042).Version != version {
		t.Error("saved again")
	}
	s.stallNow(1042, "2026-11-24")
	if s.get("/sales/1042").Find("form[action^='/sales/1042/stalled']").Length() > 0 {
		t.Error("offered before its day")
	}
}

// moments counts a sale's changes and what happened to its activities.
func (s *site) moments(n crm.SaleNumber) int {
	s.t.Helper()
	var all []crm.Moment
	s.view(func(tx store.ReadTx) (err error) { all, _, err = tx.SaleHistory(s.sale(n).ID, "", 1000); return err })
	if len(all) <= int(s.sale(n).Version) {
		s.t.Fatalf("%d moments of %d versions and some activities", len(all), s.sale(n).Version)
	}
	return len(all)
}

// The next activity of a card of then is that of then, whatever has happened since.
func TestCardOfThenTellsTheNextActivityOfThen(t *testing.T) {
	s := open(t)
	do := func(method, path string, form ...string) {
		t.Helper()
		s.later(time.Minute)
		values := url.Values{}
		for i := 0; i < len(form); i += 2 {
			values.Set(form[i], form[i+1])
		}
		s.do(method, path, values).want(303)
	}
	path := func(a crm.Activity) string { return "/sales/1042/activities/" + string(a.ID) }
	call := func(text, on string) string {
		t.Helper()
		do("POST", "/sales/1042/activities?kind=follow_up", "kind", "call", "text", text, "on", on)
		for _, a := range s.activities(1042) {
			if a.Text == text {
				return path(a)
			}
		}
		t.Fatalf("%q was not made", text)
		return ""
	}
	type card struct{ href, next string }
	var cards []card
	was := func(next string) { // the newest of the history leads to the sale as it is at this moment
		t.Helper()
		cards = append(cards, card{s.get("/sales/1042/history").want(200).Find(".moment a").First().AttrOr("href", ""), next})
	}
	for _, a := range s.activities(1042) {
		if a.IsFollowUp() && !a.Done() {
			do("PUT", path(a)+"/completed", "completed", "true")
		}
	}
	was("Niets gepland")
	first := call("Eerste", "03-12-2026")
	was("3 dec 2026")
	second := call("Tweede", "01-12-2026")
	was("1 dec 2026")
	do("PUT", second, "on", "05-12-2026")
	was("3 dec 2026")
	do("PUT", first+"/completed", "completed", "true")
	was("5 dec 2026")
	s.do("PUT", "/sales/1042", s.edited("/sales/1042/edit", nil, "title", "Anders")).want(303)
	do("PUT", first+"/completed", "completed", "false")
	was("3 dec 2026")
	do("DELETE", first+"?version=3")
	was("5 dec 2026")
	do("PUT", second+"/completed", "completed", "true")
	was("Niets gepland")
	do("DELETE", second+"?version=3")
	was("Niets gepland")
	call("Te laat", "20-11-2026")
	for _, c := range cards {
		if got := s.get(c.href).want(200).text("[id$='-next']"); !strings.HasSuffix(got, c.next) {
			t.Errorf("%s: next activity %q, want %q", c.href, got, c.next)
		}
	}
	today := s.get("/sales/1042/history?on=23-11-2026").want(303).header.Get("Location")
	s.get(today).want(200).has("[id$='-next']", "20 nov 2026 · 3 dagen te laat")
}

func TestHistoryIsToldInWordsAndLeadsToTheCardOfThen(t *testing.T) {
	s := open(t)
	s.get("/sales/1042").want(200).has(".timeline", "Fase Offerte → Onderhandeling")
	s.get("/sales/1042", english).want(200).has(".timeline", "Stage Quote → Negotiation")
	a := s.get("/sales/1042/history").want(200).has(".timeline", "Verkoop geregistreerd")
	if told, all := a.Find(".moment").Length(), s.moments(1042); told != all {
		t.Errorf("%d moments of %d", told, all)
	}
	to := s.get("/sales/1042/history?on=17-11-2026").want(303).header.Get("Location")
	then := s.get(to).want(200).has(".caution", "Zo was deze verkoop aan het eind van 17 nov 2026")
	if then.Find("a[href$='/edit'], .card-tools details, form[action*='sales']").Length() > 0 {
		t.Error("the card of then can be changed")
	}
	s.get(strings.Split(to, "?")[0]).want(200).has(".caution", "Zo was deze verkoop op 17 nov 2026")
	s.get("/sales/1042/history?on=01-01-2020").want(422).has("main", "Deze verkoop bestaat sinds")
	s.get("/sales/1042/history?on=gisteren").want(422)
	s.get("/sales/1042/history/99").want(404)
}

func TestTheHistoryTellsOfActivities(t *testing.T) {
	s := open(t)
	told := func(want string) {
		t.Helper()
		if got := s.get("/sales/1042").want(200).Find(".timeline .moment").First().Text(); !strings.Contains(strings.Join(strings.Fields(got), " "), want) {
			t.Errorf("the newest of the history is %q, want %q", got, want)
		}
		s.get("/sales/1042/history").want(200).has(".timeline", want)
		s.later(time.Minute)
	}
	form := s.get("/sales/1042/activities/new", htmx).want(200).activityFields("text", "Bellen over de poorten", "on", "24-11-2026", "start", "", "end", "")
	s.do("POST", "/sales/1042/activities?kind=task", form, htmx).want(200)
	told("Taak toegevoegd Bellen over de poorten Femke de Boer")
	var made crm.Activity
	for _, a := range s.activities(1042) {
		if a.Text == "Bellen over de poorten" {
			made = a
		}
	}
	href := "/sales/1042/activities/" + string(made.ID)
	s.do("POST", href+"?_method=PUT", s.get(href, htmx).want(200).activityFields("on", "26-11-2026")).want(303)
	told("Vervaldatum 24 nov 2026 → 26 nov 2026")
	s.do("POST", href+"?_method=PUT", s.get(href, htmx).want(200).activityFields()).want(303) // nothing changed
	told("Taak gewijzigd Bellen over de poorten")
	s.do("POST", href+"?_method=PUT", s.get(href, htmx).want(200).activityFields("text", "Mailen", "kind", "appointment",
		"owner", "Daan Visser", "owner_id", string(s.user("Daan")))).want(303)
	told("Afspraak gewijzigd Mailen Type Taak → Afspraak Tekst Bellen over de poorten → Mailen Eigenaar Femke de Boer → Daan Visser")
	s.do("POST", href+"?_method=PUT", s.get(href, htmx).want(200).activityFields("text", "Bellen over de poorten", "kind", "task")).want(303)
	s.later(time.Minute)
	s.do("PUT", href+"/completed", saleFields("completed", "true"), htmx).want(200)
	told("Taak voltooid")
	s.do("PUT", href+"/completed", saleFields("completed", ""), htmx).want(200)
	told("Taak weer te doen")
	s.do("POST", s.get(href+"/deletion", htmx).want(200).Find("form").AttrOr("action", ""), url.Values{}, htmx).want(200)
	told("Taak verwijderd Bellen over de poorten")
	edit := s.edited("/sales/1042/edit", nil, "title", "Later")
	s.do("PUT", "/sales/1042", edit, htmx).want(200)
	told("Titel")
}

func TestHistoryShowsWhereLongTextsBeginToDifferAndWhichLinks(t *testing.T) {
	s := open(t)
	long := strings.Repeat("Dezelfde aanhef. ", 20)
	save := func(fields ...string) {
		s.do("PUT", "/sales/1042", s.edited("/sales/1042/edit", nil, fields...), htmx).want(200)
		s.later(time.Minute)
	}
	save("description", long+"Eerst dit.")
	save("description", long+"Toen dat.")
	s.get("/sales/1042").want(200).has(".timeline", "Eerst dit. → …").has(".timeline", "Toen dat.")
	form := s.edited("/sales/1042/edit", nil)
	form["link_address"][0] = "https://ander.example/"
	s.do("PUT", "/sales/1042", form, htmx).want(200)
	s.get("/sales/1042").want(200).has(".timeline", "https://ander.example/")
}

// A card of then has the names of then, though what they were of is gone.
func TestACardOfThenNamesWhatIsGone(t *testing.T) {
	s := open(t)
	var made crm.Contact
	s.update(func(tx store.Tx) error {
		made = crm.Contact{ID: "temporary", Version: 1, Name: "Tijdelijk Persoon", Company: s.sale(1042).Company}
		return tx.PutContact(made)
	})
	was := s.edited("/sales/1042/edit", nil)
	for _, contact := range [][2]string{{made.Name, string(made.ID)}, {was.Get("contact"), was.Get("contact_id")}} {
		s.do("PUT", "/sales/1042", s.edited("/sales/1042/edit", nil, "contact", contact[0], "contact_id", contact[1]), htmx).want(200)
		s.later(time.Minute)
	}
	s.update(func(tx store.Tx) error { return tx.DeleteParty(made.Party().PartyRef, 1) })
	then := s.get("/sales/1042/history/"+strconv.FormatUint(s.sale(1042).Version-1, 10)).want(200).has(".card", made.Name)
	if then.Find("a[href*='temporary']").Length() > 0 {
		t.Error("it leads to what is gone")
	}
}

func TestASaleRegisteredAsStalledIsMarkedInItsHistory(t *testing.T) {
	s := open(t)
	form := s.get("/sales/new").want(200).fields()
	for name, value := range map[string]string{"title": "Later", "amount": "1000", "stalled": "true", "reopen": "01-12-2026"} {
		form.Set(name, value)
	}
	page := s.do("POST", "/sales", form).want(422)
	form.Set("stalled_reason", page.Find("[name=stalled_reason] option[value!='']").First().AttrOr("value", ""))
	s.do("POST", "/sales", form).want(303)
	s.get("/sales/1061").want(200).has(".moment[data-status=stalled]", "Verkoop geregistreerd: Vastgelopen")
}

func TestTheHistoryOfManyChangesComesPageByPage(t *testing.T) {
	s := open(t)
	for i := range 60 {
		s.stallNow(1042, crm.Date("2027-03-01").AddDays(i))
	}
	seen := 0
	for next := "/sales/1042/history"; next != ""; {
		a := s.get(next, htmx).want(200)
		if n := a.Find(".moment").Length(); n > historyPage {
			t.Fatalf("%d on a page", n)
		} else {
			seen += n
		}
		next = a.Find("#history-more").AttrOr("href", "")
	}
	if all := s.moments(1042); seen != all {
		t.Errorf("saw %d of %d", seen, all)
	}
	first := s.get("/sales/1042/history").want(200)
	if first.Find("main a[href='/sales/1042/history']").Length() > 0 {
		t.Error("the newest leads to itself")
	}
	older := s.get(first.Find("#history-more").AttrOr("href", "")).want(200)
	older.has("main a[href='/sales/1042/history']", "Nieuwste")
	if n := s.get("/sales/1042").Find(".moment").Length(); n != historyBelow {
		t.Errorf("%d below the card", n)
	}
}

func TestAFollowUpOfASaleThatTheFormChooses(t *testing.T) {
	s := open(t)
	form := s.get("/activities/new").want(200).activityFields("text", "Bellen", "sale", "1042 Magazijnscanners locatie Venlo")
	before := len(s.activities(1042))
	if a := s.do("POST", "/activities", form, htmx).want(200); !strings.Contains(a.body, "De taak is opgeslagen: Verkoop 1042, "+scannersTitle) {
		t.Errorf("not said of which sale: %.400s", a.body)
	}
	if len(s.activities(1042)) != before+1 {
		t.Error("not made")
	}
	for _, sale := range []string{"", "geen", "1053"} { // somebody else's private one
		form.Set("sale", sale)
		form.Set("key", "other"+sale)
		s.do("POST", "/activities", form).want(422).has("#problem", "Kies een verkoop")
	}
	if !strings.Contains(s.get("/sale-options?sale=magazijn", htmx).want(200).body, "1042 Magazijnscanners") {
		t.Error("does not find a piece of a title")
	}
	if strings.Contains(s.get("/sale-options?sale=1053", htmx).body, "option\"") {
		t.Error("finds what may not be seen")
	}
}
