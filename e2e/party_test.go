package e2e

import (
	"testing"

	"github.com/chromedp/chromedp"
)

// albers opens the page of a company that has sales, contacts and activities.
func (v *visitor) albers() {
	v.t.Helper()
	v.open("/companies?words=albers")
	v.click("Albers Precisie B.V.")
	v.the("Albers Precisie B.V.", "heading")
	v.ready()
}

// newCompany registers a company and comes to its page.
func (v *visitor) newCompany(name string) {
	v.t.Helper()
	v.open("/companies/new")
	v.fill("Naam", name)
	v.save()
	v.the(name, "heading")
}

// partyStates are what the pages of companies, contacts and projects look like.
var partyStates = []state{
	{"companies", func(v *visitor) { v.open("/companies") }, admin},
	{"companies-none", func(v *visitor) { v.open("/companies?words=xyzzy") }, ""},
	{"contacts", func(v *visitor) { v.open("/contacts") }, ""},
	{"projects", func(v *visitor) { v.open("/projects") }, ""},
	{"company", func(v *visitor) { v.albers() }, ""},
	{"company-activities", func(v *visitor) {
		v.albers()
		v.tab("Activiteiten")
	}, ""},
	{"company-contacts", func(v *visitor) {
		v.albers()
		v.open(v.here() + "&section=contacts")
	}, ""},
	{"contact", func(v *visitor) {
		v.open("/contacts?words=kuipers")
		v.click("Sanne Kuipers")
		v.the("Sanne Kuipers", "heading")
	}, ""},
	{"project", func(v *visitor) {
		v.open("/projects")
		v.do(chromedp.Click("#party-list .cell-title a"))
		v.the("Bewerken", "link")
	}, ""},
	{"company-edit", func(v *visitor) {
		v.albers()
		v.click("Bewerken")
		v.the("Opslaan", "button")
	}, ""},
	{"project-edit", func(v *visitor) { v.open("/projects/new") }, ""},
	{"company-alike", func(v *visitor) {
		v.open("/companies/new")
		v.put("Naam", "albers precisie")
		v.see("Dit bedrijf staat er misschien al in:")
	}, ""},
	{"company-refused", func(v *visitor) {
		v.open("/contacts/new")
		v.fill("Naam", "Jan")
		v.fill("E-mailadres", "nergens")
		v.fill("Bedrijf", "Bestaat niet B.V.")
		v.allow(422)
		v.click("Opslaan")
		v.focusOn("problem")
	}, ""},
	{"company-conflict", func(v *visitor) {
		v.newCompany("Samen bewerkt")
		edit := v.here() + "/edit"
		other := visit(v.t, v.address, "nl")
		other.open(edit)
		v.open(edit)
		other.fill("Naam", "Van een ander")
		other.fill("Plaats", "Breda")
		other.save()
		v.fill("Naam", "Van mij")
		v.allow(409)
		v.click("Opslaan")
		v.focusOn("problem")
	}, ""},
	{"company-deletion", func(v *visitor) {
		v.newCompany("Weg ermee")
		v.deletes()
		v.the("Ja", "button")
	}, ""},
	{"company-in-the-way", func(v *visitor) {
		v.albers()
		v.deletes()
		v.see("Er zijn verkopen van dit bedrijf")
	}, admin},
}

// deletes chooses Delete in the task menu.
func (v *visitor) deletes() {
	v.t.Helper()
	v.the("Taak", "DisclosureTriangle", "button").press(1)
	v.click("Verwijderen")
}

// TestParties tells what companies, contacts and projects are for.
func TestParties(t *testing.T) {
	everyWay(t, "a company is found, edited, gets a contact, and its sales are walked through", func(v *visitor) {
		v.open("/sales")
		v.click("Bedrijven")
		v.put("Zoek op naam, plaats, KvK-nummer of e-mailadres", "precisie hengelo")
		v.pressKey("Enter")
		v.none("Van Dongen Logistiek B.V.", "link")
		v.click("Albers Precisie B.V.")
		v.the("Albers Precisie B.V.", "heading")
		v.click("Bewerken")
		v.the("Opslaan", "button")
		v.see("U bewerkt dit bedrijf")
		v.fill("Plaats", "Enschede")
		v.save()
		v.see("Albers Precisie B.V. is opgeslagen")
		v.shows("Plaats", "Enschede")
		v.click("Klimaatregeling kantoorpand")
		v.the("Klimaatregeling kantoorpand", "heading")
		v.click("Volgende")
		v.none("Klimaatregeling kantoorpand", "heading")
		v.open("/companies?words=albers")
		v.click("Albers Precisie B.V.")
		v.the("Albers Precisie B.V.", "heading")
		if v.scripts {
			v.ready()
			v.tab("Contactpersonen")
		}
		v.click("Nieuwe contactpersoon")
		v.holds("Bedrijf", "Albers Precisie B.V.")
		v.fill("Naam", "Nora Nieuw")
		v.fill("E-mailadres", "nora@albers.example")
		v.save()
		v.the("Nora Nieuw", "heading")
		v.do(chromedp.Click(".card-who a"))
		v.the("Albers Precisie B.V.", "heading")
	})
	everyWay(t, "a duplicate is pointed out and not refused; what nobody needs is deleted", func(v *visitor) {
		v.open("/companies/new")
		v.fill("KvK-nummer", "12345")
		v.fill("Naam", "Albers Precisie NV")
		v.apply()
		v.see("Dit bedrijf staat er misschien al in:")
		v.allow(422)
		v.click("Opslaan")
		v.see("Er is een probleem", "Vul een KvK-nummer van acht cijfers in.")
		v.ready()
		v.holds("Naam", "Albers Precisie NV")
		v.fill("KvK-nummer", "")
		v.save()
		v.the("Albers Precisie NV", "heading")
		v.see("Dit bedrijf staat er misschien al in:")
		v.deletes()
		v.see("Dit kan niet ongedaan worden gemaakt.")
		v.click("Ja")
		v.see("Albers Precisie NV is verwijderd")
		v.none("Albers Precisie NV", "link")
	})
	everyWay(t, "a company with sales is not deleted, and says why", func(v *visitor) {
		v.albers()
		v.deletes()
		v.see("Er zijn verkopen van dit bedrijf")
		v.none("Ja", "button")
	}, as(manager))
	everyWay(t, "a sale leads to its company and its contact", func(v *visitor) {
		v.open("/sales/1042")
		v.do(chromedp.Click(".card-who a"))
		v.the("Van Dongen Logistiek B.V.", "heading")
		v.see("Magazijnscanners locatie Venlo")
	})
	story(t, "switching the language keeps what was typed, and leaving asks", "nl", func(v *visitor) {
		v.albers()
		v.click("Bewerken")
		v.the("Opslaan", "button")
		v.fill("Plaats", "Nog niet opgeslagen")
		v.answer(false)
		v.the("Verkopen", "link").press(1)
		v.asks()
		v.the("English", "button").press(1)
		v.until("English", func() (bool, string) {
			saw := eval[string](v, `document.documentElement.lang`)
			return saw == "en", saw
		})
		v.until("the city", func() (bool, string) {
			saw := eval[string](v, `document.querySelector('[name=city]')?.value ?? ''`)
			return saw == "Nog niet opgeslagen", saw
		})
		v.asksNothing()
	})
}
