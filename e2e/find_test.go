package e2e

import (
	"strings"
	"testing"
)

// openFind goes to the find box, on narrow screens too.
func (v *visitor) openFind() {
	v.t.Helper()
	v.ready()
	v.pressKey("/")
	v.focusOn("find-words")
}

// offers waits for the find box to offer something with each of the texts.
func (v *visitor) offers(texts ...string) {
	v.t.Helper()
	for _, text := range texts {
		v.until("an offer of "+text, func() (bool, string) {
			saw := v.offered()
			return strings.Contains(saw, text), saw
		})
	}
}

func (v *visitor) offered() string {
	return plain(eval[string](v, `document.getElementById('find-popup').checkVisibility() ? document.getElementById('find-popup').innerText : ''`))
}

// offersNothing waits until the list is closed.
func (v *visitor) offersNothing() {
	v.t.Helper()
	v.until("a closed list", func() (bool, string) { saw := v.offered(); return saw == "", saw })
}

// marks waits until the field says that the option is the one that Enter takes.
func (v *visitor) marks(id string) {
	v.t.Helper()
	v.until("the marked option "+id, func() (bool, string) {
		saw := eval[string](v, `document.getElementById('find-words').getAttribute('aria-activedescendant') ?? ''`)
		return saw == id, saw
	})
}

func TestFindBox(t *testing.T) {
	for _, lang := range languages {
		story(t, "a sale is found while typing, and opened, by keyboard alone/"+lang, lang, func(v *visitor) {
			v.open("/account")
			v.openFind()
			v.insert("mag")
			v.offers("1042", scanners)
			v.insert(" venlo")
			v.until("what is found with the second word", func() (bool, string) {
				return eval[bool](v, `performance.getEntriesByType('resource').some(e => e.name.includes('venlo') && e.responseEnd > 0)`), v.offered()
			})
			v.ready()
			v.see("1 gevonden")
			v.pressKey("ArrowDown")
			v.marks("find-option-1042")
			v.axe("the box with what was found")
			v.pressKey("Enter")
			v.at("/sales/1042")
			v.the(scanners, "heading")
		})
	}
	story(t, "Enter without a marked sale goes to all that is found; a click opens one", "nl", func(v *visitor) {
		v.open("/sales")
		v.field("Verkopen zoeken").press(1)
		v.write("1042 venlo")
		v.offers(scanners)
		v.pressKey("Enter")
		v.at("/find?q=any.begins:1042+venlo")
		v.title("Zoeken: 1042 venlo · Verkoop")
		v.holds("Verkopen zoeken", "1042 venlo")
		v.click(scanners)
		v.at("/sales/1042?in=find&q=any.begins:1042+venlo")
		v.the(scanners, "heading")
		v.openFind()
		v.write("sanne kuip")
		v.offers(scanners)
		v.the("Open 1042 "+scanners+" Van Dongen Logistiek B.V. · Sanne Kuipers", "option").press(1)
		v.at("/sales/1042")
	})
	story(t, "what the user saved last is offered before anything is typed, and Escape closes", "en", func(v *visitor) {
		v.edit()
		v.fill("Titel", "Net bewaard")
		v.save()
		v.openFind()
		v.offers("Last opened or saved by you", "1042", "Net bewaard")
		v.pressKey("ArrowDown")
		v.marks("find-option-1042")
		v.axe("the box with recent sales")
		v.pressKey("Escape")
		v.offersNothing()
		v.focusOn("find-words")
		v.pressKey("ArrowDown")
		v.offers("Net bewaard")
		v.write("zzz")
		v.offers("Nothing found")
		v.axe("the box with nothing found")
		v.pressKey("Tab")
		v.offersNothing()
	})
	story(t, "a slash that somebody types stays one", "nl", func(v *visitor) {
		v.open("/sales/1042/edit")
		v.fill("Titel", "Hal A/B")
		v.field("Titel").press(1)
		v.pressKey("End")
		v.write("/C")
		v.holds("Titel", "Hal A/B/C")
	})
	story(t, "leaving unsaved input for a sale that was found asks first", "nl", func(v *visitor) {
		v.open("/sales/1042/edit")
		v.fill("Titel", "Nog niet opgeslagen")
		v.field("Verkopen zoeken").press(1)
		v.write("1033")
		v.offers("1033")
		v.answer(false)
		v.pressKey("ArrowDown")
		v.pressKey("Enter")
		v.asks()
		v.at("/sales/1042/edit")
		v.holds("Titel", "Nog niet opgeslagen")
	})
	story(t, "on a narrow screen a button opens the box", "nl", func(v *visitor) {
		v.resize(320, 640)
		v.open("/sales")
		v.the("Verkopen zoeken", "button").press(1)
		v.focusOn("find-words")
		v.write("venlo")
		v.offers(scanners)
		v.the("Open 1042 "+scanners+" Van Dongen Logistiek B.V. · Sanne Kuipers", "option").press(1)
		v.at("/sales/1042")
	})
	story(t, "without scripts the box is a form", "nl", func(v *visitor) {
		v.open("/sales")
		v.field("Verkopen zoeken").press(1)
		v.write("venlo")
		v.pressKey("Enter")
		v.at("/find?q=any.begins:venlo")
		v.click(scanners)
		v.at("/sales/1042?in=find&q=any.begins:venlo")
		v.the(scanners, "heading")
	}, withoutScripts)
}
