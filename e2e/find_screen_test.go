package e2e

import (
	"net/url"
	"testing"
)

// sought is the address of the Find screen with these criteria.
func sought(criteria ...string) string {
	return "/find?" + url.Values{"q": criteria}.Encode()
}

// large is a search of every kind of control.
var large = sought("stage.one_of:negotiation|closing", "expected.between:2026-11-01|2027-01-31", "amount.above:40000", "or", "amount.above:80000")

var findStates = []state{
	{"find-blank", func(v *visitor) { v.open("/find") }, ""},
	{"find-results", func(v *visitor) { v.open(large + "&sort=amount&order=desc") }, ""},
	{"find-kinds", func(v *visitor) {
		v.open(sought("title.begins:mag scan", "company.one_of:"+"company-1", "owner.me", "percentage.between:10|35.5", "note.filled", "or", "next.passed", "sold_reason.one_of:price"))
	}, ""},
	{"find-choices", func(v *visitor) {
		v.open(large)
		v.the("Waarde 1", "DisclosureTriangle", "button").press(1)
	}, ""},
	{"find-columns", func(v *visitor) {
		v.open("/find?q=outcome.one_of:open&cols=number,title,company,contact,type,stage,probability,amount,profit,percentage,date,next,owner")
		v.the("Kolommen", "DisclosureTriangle", "button").press(1)
	}, ""},
	{"find-none", func(v *visitor) { v.open(sought("title.words:bestaatniet")) }, ""},
	{"find-wrong", func(v *visitor) {
		v.allow(422)
		v.open(sought("kleur.is:rood", "expected.on:99-99-9999", "stage.one_of", "amount.between:1|veel", "title.is:x"))
	}, ""},
	{"find-save", func(v *visitor) {
		v.open(large)
		v.click("Opslaan als selectie")
		v.the("Naam", "textbox")
	}, ""},
	{"list-sought", func(v *visitor) { v.open("/sales?q=amount.above:40000&q=owner.me") }, ""},
	{"sale-found", func(v *visitor) { v.open("/sales/1042?in=find&q=amount.above:40000") }, ""},
}

// refine takes another field or operator for a line; without scripts what follows
// from it is asked for.
func (v *visitor) refine(label, name string) {
	v.t.Helper()
	v.choose(label, name)
	v.apply()
}

// seek presses Search and waits for what it finds.
func (v *visitor) seek(found string) {
	v.t.Helper()
	v.the("Zoeken", "button").press(1)
	v.see(found)
	v.ready()
}

// useFindScreen opens the sale by the Find screen, edits it, and walks the results.
func useFindScreen(v *visitor) {
	v.open("/find")
	v.title(map[string]string{"nl": "Zoeken", "en": "Find"}[v.lang] + " · Verkoop")
	v.refine("Veld 1", "Bedrijf")
	v.fill("Waarde 1", "logistiek dongen")
	v.seek("3 verkopen")
	v.click(scanners)
	v.the(scanners, "heading")
	v.click("Volgende")
	v.the("Brandwerende deuren magazijn", "heading")
	v.click("Vorige")
	v.the(scanners, "heading")
	if v.scripts {
		v.see(v.w("1 van 3"))
	}
	v.click("Bewerken")
	v.editing()
	v.fill("Titel", "Gevonden en bewerkt")
	v.save()
	v.the("Gevonden en bewerkt", "heading")
	v.click("Terug naar de resultaten")
	v.see("3 verkopen")
	v.the("Gevonden en bewerkt", "link")
	v.holds("Waarde 1", "logistiek dongen")
}

// TestFindScreen refines by criteria, keeps the search as a selection, opens it, opens
// a sale and walks the results.
func TestFindScreen(t *testing.T) {
	everyWay(t, "a search is refined, kept, opened again and walked through", func(v *visitor) {
		v.open("/find")
		v.refine("Veld 1", "Fase")
		v.pick("Waarde 1", "Onderhandeling")
		v.pick("Waarde 1", "Afronding")
		v.click("Toevoegen")
		v.refine("Veld 2", "Bedrag")
		v.refine("Vergelijking 2", "is meer dan")
		v.fill("Waarde 2", v.n("40.000,00"))
		v.seek("6 verkopen")
		v.the("Of", "button").press(1)
		v.refine("Veld 3", "Nummer")
		v.fill("Waarde 3", "1038")
		v.seek("7 verkopen")
		v.click("Opslaan als selectie")
		v.fill("Naam", "Groot en dichtbij")
		v.click("Opslaan")
		v.see("De selectie is opgeslagen")
		v.open("/sales")
		v.open("/find")
		name := "Groot en dichtbij"
		if v.scripts {
			name += " " + v.w("7 verkopen")
		}
		v.click(name)
		v.see("7 verkopen")
		v.holds("Waarde 2", v.n("40.000,00"))
		v.click("Toegangspoortjes hoofdingang")
		v.the("Toegangspoortjes hoofdingang", "heading")
		v.click("Volgende")
		v.the("Klimaatregeling kantoorpand", "heading")
		v.click("Volgende")
		v.the("Uitbreiding serverruimte", "heading")
		v.click("Vorige")
		v.the("Klimaatregeling kantoorpand", "heading")
		v.click("Terug naar de resultaten")
		v.see("7 verkopen")
	})
	story(t, "criteria are filled in by keyboard alone, and the focus stays", "nl", func(v *visitor) {
		v.open("/find")
		v.tabTo("Veld 1", "combobox")
		v.write("Uitk")
		v.holds("Veld 1", "Uitkomst")
		v.ready()
		v.focusOn("f1")
		v.tabTo("Waarde 1", "DisclosureTriangle")
		v.pressKey("Enter")
		v.tabTo("Verkocht", "checkbox")
		v.pressKey(" ")
		v.the("Verkocht weghalen", "button")
		v.pressKey("Escape")
		v.focusOn("c1")
		v.tabTo("Toevoegen", "button")
		v.pressKey("Enter")
		v.focusOn("f2")
		v.write("Nummer")
		v.holds("Veld 2", "Nummer")
		v.ready()
		v.tabTo("Waarde 2", "textbox")
		v.write("1018")
		v.pressKey("Enter")
		v.see("1 verkoop gevonden")
		v.at("/find?q=outcome.one_of:sold&q=number.is:1018")
		v.the("Laadpalen bezoekers", "link")
		v.tabTo("Criterium 2 weghalen", "button")
		v.pressKey("Enter")
		v.focusOn("f1")
		v.seek("verkopen gevonden")
	})
	story(t, "switching the language keeps criteria that were not sought yet", "nl", func(v *visitor) {
		v.open("/find")
		v.refine("Veld 1", "Bedrag")
		v.fill("Waarde 1", "1.234,50")
		v.the("English", "button").press(1)
		v.until("English", func() (bool, string) {
			saw := eval[string](v, `document.documentElement.lang`)
			return saw == "en", saw
		})
		v.until("the amount", func() (bool, string) {
			saw := eval[string](v, `document.getElementById('v1')?.value ?? ''`)
			return saw == "1,234.50", saw
		})
	})
	story(t, "back and forward lead through searches", "nl", func(v *visitor) {
		v.open(sought("number.is:1042"))
		v.fill("Waarde 1", "1018")
		v.seek("Laadpalen bezoekers")
		v.back()
		v.the(scanners, "link")
		v.holds("Waarde 1", "1042")
	})
}

// pick ticks one of several values of a line.
func (v *visitor) pick(label, name string) {
	v.t.Helper()
	if v.find1(name, "checkbox") == 0 {
		v.the(label, "DisclosureTriangle").press(1)
	}
	v.the(name, "checkbox").press(1)
	v.pressKey("Escape")
}

// find1 counts what has the name now.
func (v *visitor) find1(name string, roles ...string) int {
	found, err := v.find(v.w(name), roles...)
	if err != nil {
		return 0
	}
	return len(found)
}
