package handlers

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"verkoop/crm"
	"verkoop/store"
)

// company is a company of the demo, by a piece of its name.
func (s *site) company(words string) (c crm.Company) {
	s.t.Helper()
	s.view(func(tx store.ReadTx) error {
		all, err := tx.FindCompanies(words, 2)
		if err == nil && len(all) != 1 {
			s.t.Fatalf("%d companies %q", len(all), words)
		}
		c = all[0]
		return err
	})
	return c
}

func (s *site) putParty(p crm.Party) string {
	s.t.Helper()
	s.update(func(tx store.Tx) error { return store.PutParty(tx, p) })
	return partyHref(p.PartyRef, "", "")
}

func newCompany(id, name string) crm.Party {
	p := crm.NewParty(crm.CompanyParty).With(crm.FieldName, name)
	p.ID, p.Version = id, 1
	return p
}

func TestCompaniesAreFoundByWhatIsKnownOfThem(t *testing.T) {
	s := open(t)
	albers := s.company("albers")
	for _, words := range []string{"prec alb", "hengelo", albers.KvK, strings.ToUpper(albers.Email)} {
		a := s.get("/companies?" + url.Values{"words": {words}}.Encode()).want(200)
		if a.text("#party-list .cell-title") != albers.Name || a.Find("#party-list .cell-title").Length() != 1 {
			t.Errorf("%q finds %q", words, a.text("#party-list"))
		}
		if href := a.Find("#party-list .cell-title a").AttrOr("href", ""); !strings.HasPrefix(href, "/companies/"+string(albers.ID)+"?words=") {
			t.Errorf("the list does not travel along: %q", href)
		}
	}
	s.get("/companies?words=xyzzy").want(200).has("h2", "Niets gevonden")
	s.get("/companies?at=elders").want(404)
	s.get("/contacts?words=kuipers").want(200).has("#party-list", "Van Dongen Logistiek B.V.")
	s.get("/projects").want(200).has("h1", "Projecten")
}

func TestRegisteringPointsOutDuplicatesAndRefusesNone(t *testing.T) {
	s := open(t)
	albers := s.company("albers")
	form := s.get("/companies/new").want(200).fields()
	form.Set("name", "ALBERS precisie N.V.")
	form.Set("typed", "name")
	a := s.do("POST", "/companies/new/recalculation", form, htmx).want(200)
	a.has("#company-new-alike", albers.Name)
	if a.Find("#company-new-save-button").AttrOr("aria-disabled", "") != "" {
		t.Error("a duplicate keeps from saving")
	}
	for _, mark := range [][2]string{{"kvk", albers.KvK}, {"email", albers.Email}} {
		other := s.get("/companies/new").fields()
		other.Set("name", "Iets heel anders")
		other.Set(mark[0], mark[1])
		s.do("POST", "/companies/new/recalculation", other, htmx).want(200).has(".caution", albers.Name)
	}
	to := s.do("POST", "/companies", form).want(303).header.Get("Location")
	s.get(to).want(200).has("h1", "ALBERS precisie N.V.").has(".caution", albers.Name)
	if again := s.do("POST", "/companies", form).want(303).header.Get("Location"); again != to {
		t.Errorf("the same form made another: %s and %s", to, again)
	}
}

func TestWhatIsWrongIsToldAndWhatWasTypedStays(t *testing.T) {
	s := open(t)
	form := s.get("/companies/new").want(200).fields()
	form.Set("kvk", "123")
	form.Set("city", "Ergens")
	for _, o := range []option{htmx, with("X-Nothing", "")} {
		a := s.do("POST", "/companies", form, o).want(422)
		a.has("#problem", "Vul een naam in.").has("#problem", "KvK-nummer").has("#company-new-kvk-below", "acht cijfers")
		if v := a.Find("#company-new-city").AttrOr("value", ""); v != "Ergens" {
			t.Errorf("city %q", v)
		}
	}
	form.Set("typed", "kvk")
	form.Set("left", "kvk")
	s.do("POST", "/companies/new/recalculation", form, htmx).want(200).has("#company-new-kvk-below", "acht cijfers").has(".save-note", "Vul eerst een naam in")
	form.Set("lang", "en")
	a := s.do("POST", "/companies/new/edit", form).want(200)
	a.has("h1", "Register a company")
	if v := a.Find("#company-new-kvk").AttrOr("value", ""); v != "123" {
		t.Errorf("in another language the number is %q", v)
	}
}

func TestTwoWhoEditTheSameCompanyLoseNothing(t *testing.T) {
	s := open(t)
	href := s.putParty(newCompany("c", "Albers Oud"))
	first, second := s.edited(href+"/edit", nil, "city", "Breda"), s.edited(href+"/edit", nil, "phone", "076 000 00 00")
	s.do("PUT", href, first).want(303)
	s.do("PUT", href, second).want(303)
	s.get(href).want(200).has(".panel", "Breda").has(".panel", "076 000 00 00")

	mine, theirs := s.edited(href+"/edit", nil, "name", "Albers Mijn", "email", "a@albers.example"), s.edited(href+"/edit", nil, "name", "Albers Hun")
	s.do("PUT", href, theirs).want(303)
	a := s.do("PUT", href, mine).want(409)
	a.has(".conflict", "Albers Mijn").has(".conflict", "Albers Hun").has(".conflict-was", "Albers Oud").has(".strip", "a@albers.example")
	choice := a.fields()
	choice.Set("keep_name", "mine")
	if s.do("POST", href+"/recalculation", choice, htmx).want(200).Find("[aria-disabled]").Length() != 0 {
		t.Error("Save stays dimmed after the choice")
	}
	choice.Set("lang", "en")
	s.do("POST", href+"/edit", choice).want(200).has(".conflict", "Your value")
	choice.Del("lang")
	s.later(time.Minute)
	s.do("PUT", href, choice).want(303)
	s.get(href).want(200).has("h1", "Albers Mijn").has(".panel", "a@albers.example")
	entries := s.audit()
	if entries[0].Kind != crm.AuditPartyChanged || entries[0].Party.ID != "c" || len(entries[0].Facts) != 2 {
		t.Errorf("audit log %+v", entries[0])
	}
	s.as(s.user("Pieter"))
	s.get("/settings/audit").want(200).has("tbody tr", "Bedrijf: Albers Mijn")
}

func TestAFormCannotSayThatItWasRenderedWithWhatIsNotThere(t *testing.T) {
	s := open(t)
	form := s.get("/contacts/new").want(200).fields()
	form.Set("name", "Jan")
	form.Set("was_company", "no such company")
	to := s.do("POST", "/contacts", form).want(303).header.Get("Location")
	s.view(func(tx store.ReadTx) error {
		c, err := tx.Contact(crm.ContactID(strings.TrimPrefix(to, "/contacts/")))
		if c.Company != "" {
			t.Errorf("%+v", c)
		}
		return err
	})
}

func TestAContactOfACompanyIsRegisteredFromItsPage(t *testing.T) {
	s := open(t)
	albers := s.company("albers")
	href := s.get("/companies/"+string(albers.ID)).want(200).Find(`#company-`+string(albers.ID)+`-panel-contacts .party-add a`).AttrOr("href", "")
	form := s.get(href).want(200).fields()
	form.Set("name", "Nieuwe Collega")
	to := s.do("POST", "/contacts", form).want(303).header.Get("Location")
	s.get(to).want(200).has(".card-who", albers.Name)
	s.get("/companies/"+string(albers.ID)).want(200).has("[id$=panel-contacts]", "Nieuwe Collega")
	sale := s.get("/companies/"+string(albers.ID)).Find("[id$=panel-sales] .party-add a").AttrOr("href", "")
	if v := s.get(sale).want(200).Find("#sale-new-company").AttrOr("value", ""); v != albers.Name {
		t.Errorf("the new sale's company is %q", v)
	}
	saleForm := s.get(sale).fields()
	saleForm.Set("title", "Van de bedrijfspagina")
	to = s.do("POST", "/sales", saleForm).want(303).header.Get("Location")
	s.get(to).want(200).has(".card-who a", albers.Name)
}

// TestACompanyShowsNothingOfSalesThatMayNotBeSeen looks as a seller of another group.
func TestACompanyShowsNothingOfSalesThatMayNotBeSeen(t *testing.T) {
	s := open(t)
	href := s.putParty(newCompany("c", "Geheim en Zo"))
	owner := s.userCalled("Femke")
	s.update(func(tx store.Tx) error {
		sale, err := tx.Sale(1042)
		if err != nil {
			return err
		}
		sale.ID, sale.Number, sale.Version, sale.Company, sale.Contact, sale.Visible, sale.Title = "hidden", 2000, 1, "c", "", crm.OwnerOnly, "Verborgen zaak"
		sale.Owner, sale.Group = owner.ID, owner.Group
		if err := tx.PutSale(sale, crm.NewChange(owner, crm.Sale{}, sale, func(crm.Field, string) crm.Words { return crm.Words{} })); err != nil {
			return err
		}
		return tx.PutActivity(crm.Activity{ID: "secret", Version: 1, Kind: crm.TaskKind, On: "2026-12-01", Text: "Geheime afspraak", Owner: owner.ID, Sale: "hidden", Company: "c", Home: crm.Home{Sale: "hidden"}})
	})
	s.get(href).want(200).has("[id$=panel-sales]", "Verborgen zaak").has("[id$=panel-activities]", "Geheime afspraak").has("#tally", "1 verkoop")
	s.as(s.user("Youssef"))
	a := s.get(href).want(200)
	if strings.Contains(a.body, "Verborgen") || strings.Contains(a.body, "Geheime afspraak") || strings.Contains(a.text("[id$=panel-sales]"), "1 verkoop") {
		t.Errorf("a seller of another group sees %q", a.text("#party-sections"))
	}
	s.as(s.userCalled("Pieter").ID)
	s.update(func(tx store.Tx) error { // a manager of another group may delete companies, and does not see the sale
		u := s.userCalled("Youssef")
		u.Role, u.Version = crm.Manager, u.Version+1
		return tx.PutUser(u)
	})
	s.as(s.user("Youssef"))
	a = s.get(href + "/deletion").want(200)
	if strings.Contains(a.body, "Verborgen") || a.Find(".is-danger").Length() != 0 {
		t.Errorf("the dialog says %q", a.text(".dialog-body"))
	}
	a.has(".caution", "U mag die verkopen niet zien")
}

func TestDeletingACompanyAsksAndKeepsWhatIsNotItsOwn(t *testing.T) {
	s := open(t)
	s.as(s.user("Hanneke"))
	href := s.putParty(newCompany("c", "Weg Ermee"))
	s.update(func(tx store.Tx) error {
		return errors.Join(tx.PutContact(crm.Contact{ID: "k", Version: 1, Name: "Blijft", Company: "c"}),
			tx.PutActivity(crm.Activity{ID: "own", Version: 1, Kind: crm.TaskKind, On: "2026-12-01", Text: "Bezoek", Company: "c", Home: crm.Home{Company: "c"}}))
	})
	ask := s.get(href+"/deletion", htmx).want(200)
	ask.has("#dialog-title", "Bedrijf verwijderen").has(".is-ruled", "1 vervolgactiviteit").has(".is-ruled", "1 contactpersoon")
	link := ask.Find(".is-danger").AttrOr("hx-delete", "")
	s.update(func(tx store.Tx) error {
		return tx.PutContact(crm.Contact{ID: "l", Version: 1, Name: "Later", Company: "c"})
	})
	link = s.do("DELETE", link, nil, htmx).want(409).has(".dialog-caution", "Er is niets verwijderd").Find(".is-danger").AttrOr("hx-delete", "")
	a := s.do("DELETE", link, nil, htmx).want(200)
	a.has("h1", "Bedrijven").has("#status, .slip", "Weg Ermee is verwijderd")
	s.get(href).want(404)
	s.get("/contacts/k").want(200).has("h1", "Blijft")
	e := s.audit()[0]
	if e.Kind != crm.AuditPartyDeleted || e.Subject != "Weg Ermee" || len(e.Facts) != 1 {
		t.Errorf("audit log %+v", e)
	}
}

func TestACompanyWithSalesIsNotDeleted(t *testing.T) {
	s := open(t)
	s.as(s.user("Hanneke"))
	dongen := s.company("dongen")
	href := "/companies/" + string(dongen.ID)
	a := s.get(href + "/deletion").want(200)
	a.has(".caution", "Er zijn verkopen van dit bedrijf")
	if href := a.Find(".caution a").AttrOr("href", ""); !strings.HasPrefix(href, "/sales/") {
		t.Errorf("what stands in the way leads to %q", href)
	}
	if a.Find(".is-danger").Length() != 0 {
		t.Error("there is a button to delete it")
	}
	s.do("DELETE", href+"?version=1&goes=0-0-0-0-0", nil, htmx).want(409)
	s.get(href).want(200)
	s.as(s.user("Daan"))
	a = s.get(href).want(200)
	a.has(".menu-note", "U mag dit niet verwijderen")
	s.get(href + "/deletion").want(403)
}

func TestASaleLeadsToItsCompanyContactAndProject(t *testing.T) {
	s := open(t)
	sale := s.sale(1042)
	a := s.get("/sales/1042").want(200)
	for _, to := range []string{"/companies/" + string(sale.Company), "/contacts/" + string(sale.Contact), "/projects/" + string(sale.Project)} {
		if strings.HasSuffix(to, "/") {
			continue
		}
		if a.Find(`.panel a[href="`+to+`"]`).Length() != 1 {
			t.Errorf("the card does not lead to %s", to)
		}
		s.get(to).want(200).has("[id$=panel-sales]", sale.Title)
	}
}

func TestSalesFollowTheNewNameOfTheirCompany(t *testing.T) {
	s := open(t)
	dongen := s.company("dongen")
	href := "/companies/" + string(dongen.ID)
	s.do("PUT", href, s.edited(href+"/edit", nil, "name", "Zonnebloem Logistiek")).want(303)
	s.get("/find?q=any.begins:zonnebloem").want(200).has("main", "Magazijnscanners locatie Venlo")
}

func TestWhateverIsTypedOfACompanyComesBackAsText(t *testing.T) {
	s := open(t)
	for _, text := range append(payloads, awkward...) {
		if strings.ContainsAny(text, "\r\n\t") || strings.TrimSpace(text) != text || text == "" {
			continue
		}
		form := s.get("/companies/new").want(200).fields()
		form.Set("name", text)
		form.Set("city", text)
		a := s.do("POST", "/companies", form)
		if a.status == 422 { // too long, or what can't be seen
			if got := a.Find("#company-new-city").AttrOr("value", ""); got != text {
				t.Errorf("%q came back as %q", text, got)
			}
			continue
		}
		page := s.get(a.want(303).header.Get("Location")).want(200)
		if got := page.Find("h1").Text(); got != text {
			t.Errorf("%q became %q", text, got)
		}
		if page.Find("main script, main img, main iframe, main [onclick], main [onerror]").Length() != 0 {
			t.Errorf("%q became more than text", text)
		}
	}
}

// A project's page tells what is planned for its sales, also for those that its first
// page of sales does not show.
func TestAProjectTellsOfTheActivitiesOfAllItsSales(t *testing.T) {
	s := open(t)
	s.update(func(tx store.Tx) error {
		if err := tx.PutProject(crm.Project{ID: "large", Version: 1, Name: "Groot project"}); err != nil {
			return err
		}
		owner, err := tx.User(s.actor)
		if err != nil {
			return err
		}
		for n := range partySales + 5 {
			sale, err := tx.Sale(1042)
			if err != nil {
				return err
			}
			if sale.Number, err = tx.NextSaleNumber(); err != nil {
				return err
			}
			sale.ID, sale.Version, sale.Project = crm.SaleID(fmt.Sprint("sale-", n)), 1, "large"
			if err := tx.PutSale(sale, crm.NewChange(owner, crm.Sale{}, sale, func(crm.Field, string) crm.Words { return crm.Words{} })); err != nil {
				return err
			}
			a := crm.Activity{ID: crm.ActivityID(fmt.Sprint("task-", n)), Version: 1, Kind: crm.TaskKind, On: "2026-12-01", Text: fmt.Sprint("Taak ", n), Owner: owner.ID, Sale: sale.ID, Home: crm.Home{Sale: sale.ID}}
			if err := tx.PutActivity(a); err != nil {
				return err
			}
		}
		return nil
	})
	a := s.get("/projects/large?section=activities").want(200)
	for n := range partySales + 5 {
		if !strings.Contains(a.text("main"), fmt.Sprint("Taak ", n)) {
			t.Errorf("nothing of task %d", n)
		}
	}
}
