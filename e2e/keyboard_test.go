package e2e

import (
	"fmt"
	"strings"
	"testing"
)

func TestKeyboard(t *testing.T) {
	story(t, "a sale is opened, edited on each tab and saved by keyboard alone", "nl", func(v *visitor) {
		v.open("/sales")
		v.tabTo(scanners, "link")
		v.pressKey("Enter")
		v.the(scanners, "heading")
		v.ready()
		v.tabTo("Bewerken", "link")
		v.pressKey("Enter")
		v.editing()
		v.focusOn("sale-1042-heading")
		v.tabTo("Titel", "textbox")
		v.retype("Zonder muis")
		v.tabTo("Fase", "combobox")
		v.write("Afr")
		v.holds("Fase", "Afronding")
		v.holds("Waarschijnlijkheid", "80")
		v.tabTo("Vastgelopen", "checkbox")
		v.pressKey(" ")
		v.the("Datum heropening", "textbox")
		v.focusOn("sale-1042-stalled")
		v.pressKey(" ")
		v.none("Datum heropening", "textbox")
		v.focusOn("sale-1042-stalled")
		v.tabTo("Project", "combobox")
		v.retype("vakb")
		v.the("Opvolging vakbeurs Utrecht", "option")
		v.pressKey("ArrowDown")
		v.pressKey("Enter")
		v.holds("Project", "Opvolging vakbeurs Utrecht")
		v.tabBackTo("Verkoop", "tab")
		v.pressKey("ArrowRight")
		v.selected("Details")
		v.tabTo("Totale kosten", "textbox")
		v.retype("30.000")
		v.holds("Winst", "18.500,00")
		v.tabBackTo("Details", "tab")
		v.pressKey("End")
		v.selected("Koppelingen")
		v.pressKey("ArrowLeft")
		v.selected("Opmerking")
		v.tabTo("Opmerking", "textbox")
		v.retype("Alleen met toetsen")
		v.tabTo("Opslaan", "button")
		v.pressKey("Enter")
		v.viewing()
		v.the("Zonder muis", "heading")
		v.focusOn("sale-1042-heading")
		v.see("Alleen met toetsen")
		v.tabTo("Opmerking", "tab")
		v.pressKey("Home")
		v.selected("Verkoop")
		v.shows("Fase", "Afronding")
		v.shows("Project", "Opvolging vakbeurs Utrecht")
		v.tabTo("Activiteiten", "tab")
		v.pressKey("ArrowRight")
		v.selected("Verkoopgids")
		v.asksNothing()
	})
	story(t, "the focus is never lost", "en", func(v *visitor) {
		v.open("/sales/1042")
		kept := func(what string) {
			v.t.Helper()
			v.ready()
			if saw := v.focus(); strings.HasPrefix(saw, "body") {
				v.t.Errorf("%s: the focus is on the body", what)
			}
		}
		v.click("Bewerken")
		v.focusOn("sale-1042-heading")
		v.click("Annuleren")
		v.viewing()
		v.focusOn("sale-1042-heading")
		v.click("Bewerken")
		v.editing()
		v.choose("Fase", "Offerte")
		v.holds("Waarschijnlijkheid", "40")
		v.focusOn("sale-1042-stage")
		v.choose("Verkooptype", "Bestaande klant")
		v.see("De verkoopgids wordt verwijderd.")
		v.focusOn("sale-1042-type")
		v.choose("Verkooptype", "Levering met installatie")
		v.seeNot("De verkoopgids wordt verwijderd.")
		v.focusOn("sale-1042-type")
		v.click("Vastgelopen")
		v.the("Datum heropening", "textbox")
		v.focusOn("sale-1042-stalled")
		v.click("Vastgelopen")
		v.none("Datum heropening", "textbox")
		v.focusOn("sale-1042-stalled")
		v.choose("Valuta", "USD")
		v.strip("US$")
		v.focusOn("sale-1042-currency")
		v.choose("Valuta", "EUR")
		v.fill("Waarschijnlijkheid", "75")
		v.see("Met de hand ingesteld.")
		v.click("Back to 40%")
		v.seeNot("Met de hand ingesteld.")
		kept("back to the stage's probability")
		v.tab("Koppelingen")
		v.fill("Adres of verkoopnummer 3", "https://voorbeeld.example/3")
		v.click("Toevoegen")
		v.the("Adres of verkoopnummer 4", "textbox")
		kept("a line for one more link")
		v.tab("Verkoop")
		v.fill("Waarschijnlijkheid", "101")
		v.allow(422)
		v.click("Opslaan")
		v.focusOn("problem")
		v.fill("Waarschijnlijkheid", "70")
		v.save()
		v.focusOn("sale-1042-heading")
		v.back()
		v.ready()
	})
	for i, size := range [][2]int64{{1280, 600}, {320, 640}} {
		for j, page := range []struct{ path, tab string }{{"/sales", ""}, {"/sales/1042", ""}, {"/sales/1042/edit", "Verkoop"}, {"/sales/1042/edit", "Details"}, {"/sales/1042/edit", "Koppelingen"}} {
			if i == 0 && j%2 == 1 { // in a large window less is stuck to its edges
				continue
			}
			story(t, fmt.Sprintf("what has the focus is never hidden, at %d px, %s %s", size[0], page.path, page.tab), "nl", func(v *visitor) {
				v.resize(size[0], size[1])
				v.open(page.path)
				if page.tab != "" { // with the strip above Save
					v.choose("Fase", "Afronding")
					v.strip("Opslaan wijzigt ook")
					v.tab(page.tab)
				}
				for _, key := range []string{"Tab", "Shift+Tab"} {
					for range 45 {
						v.pressKey(key)
						if hidden := eval[string](v, obscured); hidden != "" {
							v.t.Fatalf("%s: the focus is hidden: %s", key, hidden)
						}
					}
				}
			})
		}
	}
	story(t, "the first key leads past the header", "nl", func(v *visitor) {
		v.open("/sales/1042")
		v.pressKey("Tab")
		v.pressKey("Enter")
		v.focusOn("main")
	})
}

// tabTo presses Tab until the thing with the name has the focus.
func (v *visitor) tabTo(name, role string)     { v.t.Helper(); v.walk("Tab", name, role) }
func (v *visitor) tabBackTo(name, role string) { v.t.Helper(); v.walk("Shift+Tab", name, role) }

func (v *visitor) walk(key, name, role string) {
	v.t.Helper()
	v.ready()
	target := v.the(name, role)
	var met []string
	for range 250 {
		if on, err := js[bool](target, `function () { return this === document.activeElement }`); err == nil && on {
			if visible, _ := js[bool](target, `function () { return this.matches(':focus-visible') }`); !visible {
				v.t.Errorf("the focus on %q can't be seen", name)
			}
			return
		} else if err != nil {
			target = v.the(name, role)
		}
		v.pressKey(key)
		met = append(met, v.focus())
		if hidden := eval[string](v, obscured); hidden != "" {
			v.t.Errorf("the focus is hidden: %s", hidden)
		}
	}
	v.t.Fatalf("%s does not lead to %q: %s", key, name, strings.Join(met, " | "))
}

// obscured names the focused element when nothing of it can be seen (WCAG 2.4.11).
const obscured = `(e => {
	if (e === document.body || e.matches('[role=tabpanel], main')) return ''
	const b = e.getBoundingClientRect(), seen = (x, y) => { const at = document.elementFromPoint(x, y); return at && (e.contains(at) || at.contains(e) && at.tagName !== 'HTML' && !at.matches('.dock, .save-bar')) }
	for (const x of [b.left + 2, b.left + b.width / 2, b.right - 2]) for (const y of [b.top + 2, b.top + b.height / 2, b.bottom - 2]) if (seen(x, y)) return ''
	return e.outerHTML.slice(0, 120) + ' at ' + [b.left, b.top, b.right, b.bottom].map(Math.round) + ' of ' + [innerWidth, innerHeight] + ', under ' + document.elementFromPoint(b.left + b.width / 2, b.top + b.height / 2)?.outerHTML.slice(0, 80)
})(document.activeElement)`

// retype writes over what the focused field holds, key by key.
func (v *visitor) retype(text string) {
	v.t.Helper()
	eval[any](v, `document.activeElement.select(), null`)
	v.write(text)
}
