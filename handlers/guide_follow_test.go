package handlers

import (
	"net/url"
	"strings"
	"testing"

	"verkoop/crm"
	"verkoop/store"
)

// quoted makes the quote of sale 1047, a new customer's, in its stage; the guide goes
// on with a call by itself.
func (s *site) quoted(options ...option) *answer {
	s.t.Helper()
	if s.sale(1047).Stage != "quote" {
		s.otherwise(1047, func(d crm.Desk, sale *crm.Sale) error { return sale.MoveTo(d, "quote") })
	}
	a := s.get("/sales/1047/activities/new?item=quote&section=guide", options...).want(200)
	form := a.activityFields("web", "https://voorbeeld.example/offerte.pdf")
	return s.do("POST", a.Find("form[action*='activities']").AttrOr("action", ""), form, options...)
}

func TestTheGuideOffersWhatComesByItself(t *testing.T) {
	s := open(t)
	a := s.quoted(htmx).want(200)
	dialog := a.Find("hx-partial[hx-target='#dialog']")
	form := dialog.Find("form[action^='/sales/1047/suggestions/quote-call']")
	if form.Length() != 1 || !strings.Contains(dialog.Text(), "Offerte nabellen") || !strings.Contains(dialog.Text(), "3 dec 2026") ||
		!strings.Contains(dialog.Text(), "Altijd vervolgactiviteit maken? Dit dialoogvenster voortaan niet meer weergeven") {
		t.Fatalf("the dialog: %.600s", dialog.Text())
	}
	if len(s.madeFor(1047, "quote-call")) > 0 {
		t.Fatal("made without being asked")
	}
	for range 2 { // a double click makes one
		s.do("POST", form.AttrOr("action", ""), fieldsOf(form), htmx).want(200).has("hx-partial[hx-target='#status']", "Gemaakt: Offerte nabellen, 3 dec 2026")
	}
	made := s.madeFor(1047, "quote-call")
	if len(made) != 1 || made[0].Kind != crm.PhoneCall || made[0].On != "2026-12-03" || made[0].Owner != s.sale(1047).Owner || made[0].By.User != s.actor {
		t.Errorf("%+v", made)
	}
	a = s.quoted(htmx).want(200) // the next is there already
	if a.Find("hx-partial[hx-target='#dialog'] form").Length() > 0 {
		t.Error("offers it again")
	}
}

func TestTheUsersPreferenceMakesItWithoutAsking(t *testing.T) {
	s := open(t)
	a := s.get(s.quoted().want(303).header.Get("Location")).want(200).has("h1", "Vervolgactiviteit")
	form := a.Find("#suggestion")
	fields := fieldsOf(form)
	fields.Set("always", "true")
	to := s.do("POST", form.AttrOr("action", ""), fields).want(303).header.Get("Location")
	if to != "/sales/1047?section=guide" {
		t.Errorf("then to %s", to)
	}
	remove := func() {
		s.update(func(tx store.Tx) error {
			for _, a := range append(s.madeFor(1047, "quote-call"), s.madeFor(1047, "quote")...) {
				if err := tx.DeleteActivity(a.ID, a.Version); err != nil {
					return err
				}
			}
			return nil
		})
	}
	remove()
	a = s.quoted(htmx).want(200).has("hx-partial[hx-target='#status']", "Het document is opgeslagen. Gemaakt: Offerte nabellen, 3 dec 2026")
	if a.Find("hx-partial[hx-target='#dialog'] form").Length() > 0 || len(s.madeFor(1047, "quote-call")) != 1 {
		t.Error("asked, or not made")
	}
	remove()
	s.as(s.user("Daan")) // it is Femke's own
	if s.quoted(htmx).Find("hx-partial[hx-target='#dialog'] form").Length() != 1 || len(s.madeFor(1047, "quote-call")) > 0 {
		t.Error("made without asking somebody else")
	}
	remove()
	s.as(s.actor)
	account := s.get("/account").want(200)
	box := account.Find("form[action^='/account/preferences'] #always-follow-up")
	if !box.Is("[checked]") {
		t.Fatal("the preferences say that it asks")
	}
	s.do("POST", account.Find("form[action^='/account/preferences']").AttrOr("action", ""), url.Values{}).want(303)
	if s.get("/account").Find("#always-follow-up[checked]").Length() > 0 {
		t.Error("the preference is not reset")
	}
	if s.quoted(htmx).Find("hx-partial[hx-target='#dialog'] form").Length() != 1 {
		t.Error("does not ask again")
	}
}

func TestADocumentThatComesByItselfIsMadeWithItsForm(t *testing.T) {
	s := open(t)
	s.changeType("new-customer", func(t *crm.SaleType) {
		for i := range t.Guide.Items {
			if t.Guide.Items[i].ID == "visit-report" {
				t.Guide.Items[i].Automatic = true
			}
		}
	})
	s.update(func(tx store.Tx) error {
		return tx.PutPreferences(crm.Preferences{User: s.actor, Version: 1, AlwaysFollowUp: true})
	})
	visit := s.madeFor(1047, "visit")[0]
	a := s.do("PUT", "/sales/1047/activities/"+string(visit.ID)+"/completed", url.Values{"completed": {"true"}}, htmx).want(200)
	dialog := a.Find("hx-partial[hx-target='#dialog']")
	if href := dialog.Find("a.is-primary").AttrOr("href", ""); !strings.HasPrefix(href, "/sales/1047/activities/new?item=visit-report") || dialog.Find("form").Length() > 0 {
		t.Errorf("the dialog: %.400s", dialog.Text())
	}
	s.do("POST", "/sales/1047/suggestions/visit-report", url.Values{}, htmx).want(422).has("body", "met zijn formulier")
	if len(s.madeFor(1047, "visit-report")) > 0 {
		t.Error("an empty document was made")
	}
}

func TestTheGuideAsksWhetherToMoveOn(t *testing.T) {
	s := open(t)
	a := s.quoted(htmx)
	form := a.Find("#suggestion")
	s.do("POST", form.AttrOr("action", ""), fieldsOf(form), htmx).want(200)
	call := s.madeFor(1047, "quote-call")[0]
	path := "/sales/1047/activities/" + string(call.ID) + "/completed"
	a = s.do("PUT", path, url.Values{"completed": {"true"}}, htmx).want(200)
	dialog := a.Find("hx-partial[hx-target='#dialog']")
	if text := strings.Join(strings.Fields(dialog.Text()), " "); !strings.Contains(text, "Verder naar Onderhandeling? Alle onderdelen van de fase Offerte zijn voltooid. Ja Nee") {
		t.Fatalf("the dialog: %s", text)
	}
	if s.sale(1047).Stage != "quote" {
		t.Fatal("moved without being asked")
	}
	if a = s.do("PUT", path, url.Values{"completed": {""}}, htmx).want(200); a.Find("hx-partial[hx-target='#dialog'] form").Length() > 0 {
		t.Error("asks though it was un-ticked")
	}
	a = s.do("POST", path+"?_method=PUT&section=guide", url.Values{"completed": {"true"}}).want(303)
	a = s.get(a.header.Get("Location")).want(200).has("h1", "Verder naar Onderhandeling?")
	if no := a.Find("a[data-close]").AttrOr("href", ""); no != "/sales/1047?section=guide" {
		t.Errorf("No leads to %s", no)
	}
	yes := a.Find("form.dialog-actions")
	to := s.do("POST", yes.AttrOr("action", ""), fieldsOf(yes)).want(303).header.Get("Location")
	if s.sale(1047).Stage != "negotiation" || to != "/sales/1047?section=guide" {
		t.Errorf("in %s, at %s", s.sale(1047).Stage, to)
	}
	// sale 1042 is of a type whose guide does not ask
	for _, item := range []string{"contract-review", "draft-agreement"} {
		f := s.get("/sales/1042/activities/new?item="+item, htmx).activityFields("web", "https://voorbeeld.example/x")
		s.do("POST", "/sales/1042/activities?item="+item, f, htmx).want(200)
	}
	for _, a := range s.activities(1042) {
		if a.GuideItem != "" && !a.Done() {
			if s.do("PUT", "/sales/1042/activities/"+string(a.ID)+"/completed", url.Values{"completed": {"true"}}, htmx).want(200).Find("hx-partial[hx-target='#dialog'] form").Length() > 0 {
				t.Errorf("asks after %s", a.Text)
			}
		}
	}
}
