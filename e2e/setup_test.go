package e2e

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
)

// setupStates are the pages of types, stages, guides, lists and currencies.
var setupStates = []state{
	{"types", func(v *visitor) { v.open("/settings/types") }, admin},
	{"type", func(v *visitor) { v.open("/settings/types/new-customer") }, admin},
	{"type-new", func(v *visitor) { v.open("/settings/types/new") }, admin},
	{"type-refused", func(v *visitor) {
		v.open("/settings/types/renewal")
		v.click("Offerte")
		v.click("Verkoopgids")
		v.fill("Naam in het Engels", "")
		v.allow(422)
		v.click("Opslaan")
		v.focusOn("problem")
	}, admin},
	{"guide-item", func(v *visitor) { v.open("/settings/types/new-customer/items/visit") }, admin},
	{"stages", func(v *visitor) { v.open("/settings/stages") }, admin},
	{"stage", func(v *visitor) { v.open("/settings/stages/quote") }, admin},
	{"lists", func(v *visitor) { v.open("/settings/lists") }, admin},
	{"list-of-values", func(v *visitor) {
		v.open("/settings/lists/sources/source-fair/deletion")
		v.click("Ja")
		v.see("Beurs is verwijderd. U kunt dit herstellen.")
	}, admin},
	{"value", func(v *visitor) { v.open("/settings/lists/sources/source-fair") }, admin},
	{"currencies", func(v *visitor) { v.open("/settings/currencies") }, admin},
	{"currency-refused", func(v *visitor) {
		v.open("/settings/currencies/USD")
		v.fill("Koers", "0,9.2")
		v.allow(422)
		v.click("Opslaan")
		v.focusOn("problem")
	}, admin},
	{"value-deletion", func(v *visitor) {
		v.open("/settings/lists/sources")
		v.click("Verwijderen: Aanbeveling")
		v.the("Aanbeveling verwijderen?", "heading")
	}, admin},
	{"stage-refused", func(v *visitor) {
		v.open("/settings/stages")
		v.click("Verwijderen: Offerte")
		v.the("Sluiten", "link")
	}, admin},
	{"type-changed-meanwhile", func(v *visitor) {
		other := visit(v.t, v.address, v.lang, as(admin))
		v.open("/settings/stages/quote")
		other.open("/settings/stages/quote")
		other.fill("Naam in het Engels", "Proposal")
		other.click("Opslaan")
		other.see("Proposal")
		v.fill("Naam in het Engels", "Tender")
		v.fill("Waarschijnlijkheid", "42")
		v.allow(409)
		v.click("Opslaan")
		v.focusOn("problem")
		v.side("mine")
	}, admin},
}

// drag takes the one thing of an order to the place of the other, by its grip.
func (v *visitor) drag(name, to string) {
	v.t.Helper()
	type point struct{ X, Y float64 }
	at := func(name, what string) point {
		quoted, _ := json.Marshal(v.w(name))
		return eval[point](v, fmt.Sprintf(`(() => {
			const item = [...document.querySelectorAll('[data-order] > *')].find(e => e.dataset.name === %s)
			const box = (%s).getBoundingClientRect()
			return { X: box.x + box.width / 2, Y: box.y + box.height / 2 }
		})()`, quoted, what))
	}
	button := v.the(v.w("Omhoog")+": "+v.w(name), "button")
	if err := button.place(); err != nil { // brings it into view
		v.t.Fatal(err)
	}
	from, end := at(name, `item.querySelector('[data-grip]')`), at(to, `item`)
	mouse := func(kind input.DispatchMouseEventType, p point) {
		v.call(chromedp.Call(v.ctx, input.DispatchMouseEvent, input.DispatchMouseEventParams{Type: kind, X: from.X, Y: p.Y, Button: input.MouseButtonLeft, ClickCount: 1}))
	}
	mouse(input.DispatchMouseEventTypeMousePressed, from)
	for step := 1.0; step <= 8; step++ {
		// A little past the middle, as a hand does.
		beyond := 6.0
		if end.Y < from.Y {
			beyond = -6
		}
		mouse(input.DispatchMouseEventTypeMouseMoved, point{from.X, from.Y + (end.Y+beyond-from.Y)*step/8})
	}
	mouse(input.DispatchMouseEventTypeMouseReleased, end)
	v.ready()
}

// ordered waits until the things stand in that order.
func (v *visitor) ordered(names ...string) {
	v.t.Helper()
	for i, name := range names {
		names[i] = v.w(name)
	}
	want := strings.Join(names, ", ")
	v.until("the order "+want, func() (bool, string) {
		saw := eval[[]string](v, `[...document.querySelectorAll('[data-order]')].map(list => [...list.children].map(e => e.dataset.name).join(', '))`)
		return slices.Contains(saw, want), strings.Join(saw, " | ")
	})
}

// suggests adds something to the guide's stage.
func (v *visitor) suggests(what, stage, kind, dutch, english string) {
	v.t.Helper()
	v.click(v.w(what) + " " + v.w(stage))
	v.fill("Naam in het Nederlands", dutch)
	v.fill("Naam in het Engels", english)
	if kind != "" {
		v.choose("Soort", kind)
		v.the("Vanzelf voorstellen", "checkbox").press(1)
	}
	v.fill("Dagen na de vorige", "2")
	v.click("Toevoegen")
	v.see(map[string]string{"nl": dutch, "en": english}[v.lang])
}

// A new administrator builds a type with three stages and a guide, and a seller runs a
// sale through it.
func TestACompanyShapesATypeOfItsOwn(t *testing.T) {
	for _, way := range []struct {
		name, lang string
		options    []option
	}{{"nl", "nl", nil}, {"en", "en", nil}, {"zonder scripts", "nl", []option{withoutScripts}}, {"without scripts", "en", []option{withoutScripts}}} {
		t.Run(way.name, func(t *testing.T) {
			needBrowser(t)
			t.Parallel()
			told := start(t, 2, "serve", "--data", filepath.Join(t.TempDir(), "data"))
			newcomer := func() *visitor { return visit(t, told[0], way.lang, append(way.options, as(nobody))...) }
			v := newcomer()
			v.do(chromedp.Navigate(told[1]))
			v.ready()
			v.founds()
			bellen, voorstel := v.shapesLeasing()

			link := v.invite("Femke Smit", "femke@dehaan.example")
			femke := newcomer()
			femke.do(chromedp.Navigate(link))
			femke.ready()
			femke.put("Nieuw wachtwoord", "paard batterij nietje")
			femke.click("Wachtwoord opslaan en inloggen")
			femke.the("Verkopen", "heading")
			femke.sellsByLeasing(bellen, voorstel)
		})
	}
}

// shapesLeasing builds the type, and returns what its guide suggests in the language.
func (v *visitor) shapesLeasing() (bellen, voorstel string) {
	v.t.Helper()
	bellen, voorstel = "Bellen", "Voorstel"
	if v.lang == "en" {
		bellen, voorstel = "Call", "Proposal"
	}
	v.open("/settings/types")
	v.click("Nieuw verkooptype")
	v.fill("Naam in het Nederlands", "Leasen")
	v.fill("Naam in het Engels", "Leasing")
	v.fill("Gebruikelijke duur", "45")
	for _, box := range []string{"Eerste gesprek", "Offerte", "Afronding", "Verkoopgids", "Volgende fase voorstellen"} {
		v.the(box, "checkbox").press(1)
	}
	// Closing comes before the quote here.
	if v.scripts {
		v.drag("Afronding", "Offerte")
	} else {
		v.click("Omhoog: Afronding")
		v.click("Omhoog: Afronding")
	}
	v.ordered("Eerste gesprek", "Afronding", "Offerte", "Onderhandeling")
	v.fill(v.w("Eigen waarschijnlijkheid van")+" "+v.w("Afronding"), "35")
	v.axe("a new type")
	v.click("Toevoegen")
	v.the("Leasen", "heading")
	v.suggests("Vervolgactiviteit", "Eerste gesprek", "Telefoongesprek", "Bellen", "Call")
	v.suggests("Document", "Eerste gesprek", "", "Voorstel", "Proposal")
	v.ordered(bellen, voorstel)
	if v.scripts {
		v.drag(voorstel, bellen)
	} else {
		v.click(v.w("Omhoog") + ": " + voorstel)
	}
	v.see("De volgorde is opgeslagen.")
	v.ordered(voorstel, bellen)
	v.axe("a type with its guide")
	v.click("Verkopen")
	v.the("Verkopen", "heading")
	v.asksNothing()
	return bellen, voorstel
}

// sellsByLeasing runs a sale through the guide to Sold.
func (v *visitor) sellsByLeasing(bellen, voorstel string) {
	v.t.Helper()
	v.open("/sales/new")
	v.fill("Titel", "Heftrucks")
	v.choose("Verkooptype", "Leasen")
	v.apply()
	v.click("Opslaan")
	v.the("Heftrucks", "heading")
	v.shows("Waarschijnlijkheid", "20%")
	v.tab("Verkoopgids")
	v.items(bellen+": n", voorstel+": n")
	v.pressOn("Maken", voorstel)
	v.the("Document", "heading")
	v.holds("Titel", voorstel)
	v.fill("Webadres", "https://voorbeeld.example/voorstel.pdf")
	v.click("Opslaan")
	v.see("De verkoopgids stelt voor om hiermee verder te gaan:")
	v.inDialog("Maken")
	v.see("Gemaakt:")
	v.items(bellen+": t", voorstel+": d")
	v.tick(bellen)
	v.see(v.w("Afronding") + "?")
	v.inDialog("Ja")
	v.see("Fase is nu Afronding")
	v.shows("Waarschijnlijkheid", "35%")
	v.click("Bewerken")
	v.choose("Fase", "Verkocht")
	v.apply()
	v.choose("Reden", "Beste prijs")
	v.save()
	v.shows("Fase", "Verkocht")
	v.shows("Waarschijnlijkheid", "100%")
}

func TestOrderByKeyboard(t *testing.T) {
	story(t, "the focus stays on the button, and it is said where the stage stands", "nl", func(v *visitor) {
		v.open("/settings/stages")
		v.call(js[any](v.the("Omlaag: Eerste gesprek", "button"), `function () { this.focus() }`))
		v.pressKey("Enter")
		v.ordered("Offerte", "Eerste gesprek", "Onderhandeling", "Afronding")
		v.see("De volgorde is opgeslagen.")
		v.focusOn("down-first-meeting")
		v.pressKey("Enter")
		v.ordered("Offerte", "Onderhandeling", "Eerste gesprek", "Afronding")
		v.open("/settings/types/new-customer")
		v.call(js[any](v.the("Omlaag: Eerste gesprek", "button"), `function () { this.focus() }`))
		v.pressKey("Enter")
		v.focusOn("down-first-meeting")
		v.see("Eerste gesprek: 2 / 4")
		v.answer(false)
		v.click("Verkopen")
		v.asks()
		v.the("Nieuwe klant", "heading")
	}, as(admin))
}

func TestTwoAdministrators(t *testing.T) {
	tell := func(v *visitor) {
		other := visit(v.t, v.address, v.lang, as(admin))
		v.open("/settings/types/new-customer")
		other.open("/settings/types/new-customer")
		other.fill("Naam in het Engels", "Prospect")
		other.fill("Gebruikelijke duur", "80")
		other.click("Opslaan")
		other.see("Prospect")
		v.fill("Naam in het Engels", "Customer to be")
		v.fill("Naam in het Nederlands", "Prospect")
		v.allow(409)
		v.click("Opslaan")
		v.see("Pieter", "Prospect", "Customer to be", "80")
		v.axe("the choice")
		v.side("mine").press(1)
		v.click("Opslaan")
		v.the(map[string]string{"nl": "Prospect", "en": "Customer to be"}[v.lang], "link")
		v.open("/settings/types/new-customer")
		v.holds("Naam in het Engels", "Customer to be")
		v.holds("Naam in het Nederlands", "Prospect")
		v.holds("Gebruikelijke duur", "80")
		v.asksNothing()
	}
	story(t, "both changed the name", "nl", tell, as(admin))
	story(t, "both changed the name, without scripts", "en", tell, as(admin), withoutScripts)
}

func TestAnItemHasTheFieldsOfItsKind(t *testing.T) {
	tell := func(v *visitor) {
		v.open("/settings/types/new-customer/items/introduction")
		v.the("Duur", "textbox")
		v.none("Documentsoort", "combobox")
		v.choose("Soort", "Document")
		v.none("Duur", "textbox")
		v.choose("Documentsoort", "Overeenkomst")
		v.choose("Soort", "Taak")
		v.none("Documentsoort", "combobox")
		v.none("Duur", "textbox")
		v.choose("Soort", "Telefoongesprek")
		v.holds("Duur", "20")
		v.fill("Duur", "35")
		v.click("Opslaan")
		v.see(map[string]string{"nl": "Telefoongesprek · 35 minuten", "en": "Phone call · 35 minutes"}[v.lang])
		v.focusOn("items")

		// A call of the guide begins with the duration.
		femke := visit(v.t, v.address, v.lang, func(f *visitor) { f.scripts = v.scripts })
		femke.open("/sales/1047/activities/new?item=introduction&section=guide")
		femke.holds("Start", "15:00")
		femke.holds("Einde", "15:35")
	}
	story(t, "of an item", "nl", tell, as(admin))
	story(t, "of an item, without scripts", "en", tell, as(admin), withoutScripts)
}
