package e2e

import (
	"fmt"
	"strings"
	"testing"
)

// aboutTo is the link or button with the name that is said to be about something: a
// stage, or an item of the guide.
func (v *visitor) aboutTo(name, about string) element {
	v.t.Helper()
	name, about = v.w(name), v.w(about)
	var one element
	v.until(fmt.Sprintf("one %q about %q", name, about), func() (bool, string) {
		found, err := v.find(name, "link", "button")
		if err != nil {
			return false, err.Error()
		}
		n := 0
		for _, e := range found {
			said, err := js[string](e, `function () { return (this.getAttribute('aria-describedby') ?? '').split(' ').map(id => document.getElementById(id)?.innerText ?? '').join(' ') }`)
			if err == nil && plain(said) == about {
				one = e
				n++
			}
		}
		return n == 1, fmt.Sprintf("%d of %d in: %s", n, len(found), v.text())
	})
	return one
}

// press presses it.
func (v *visitor) pressOn(name, about string) { v.t.Helper(); v.aboutTo(name, about).press(1) }

// item waits until the guide shows the item with what is said below its name.
func (v *visitor) item(name string, facts ...string) {
	v.t.Helper()
	name = v.w(name)
	want := make([]string, len(facts))
	for i, f := range facts {
		words := strings.Split(f, " · ")
		for j := range words {
			words[j] = v.w(words[j])
		}
		want[i] = strings.Join(words, " · ")
	}
	all := plain(strings.Join(want, " | "))
	v.until(name+": "+all, func() (bool, string) {
		saw := plain(eval[string](v, fmt.Sprintf(`[...document.querySelectorAll('.guide-row')].filter(r => r.getClientRects().length && r.querySelector('.guide-name').innerText.trim() === %q)
			.map(r => (r.querySelector('.activity-box use') ? '✓ ' : '') + r.querySelector('.guide-facts').innerText).join(' | ')`, name)))
		return saw == all, saw
	})
}

// guideOf opens a sale with its guide.
func (v *visitor) guideOf(number string) {
	v.t.Helper()
	v.open("/sales/" + number + "?section=guide")
	if v.scripts {
		v.selected("Verkoopgids")
	}
}

// noTick makes the quote of a sale whose guide goes on by itself: it is offered to
// call about it.
func (v *visitor) madeQuote() {
	v.t.Helper()
	v.guideOf("1047")
	v.pressOn("Ga naar deze fase", "Offerte")
	v.see("Fase is nu Offerte")
	v.ready()
	v.pressOn("Maken", "Offerte")
	v.the("Document", "heading")
	v.holds("Tekst", "Offerte")
	v.fill("Webadres", "https://voorbeeld.example/offerte.pdf")
	v.click("Opslaan")
	v.see("De verkoopgids stelt voor om hiermee verder te gaan:")
}

// suggestedCall goes on to the question whether to move on.
func (v *visitor) didAllOfTheStage() {
	v.t.Helper()
	v.madeQuote()
	v.click("Maken")
	v.see("Gemaakt:")
	v.click("Voltooid: Offerte nabellen")
	v.the("Verder naar Onderhandeling?", "heading")
}

var guideStates = []state{
	{"guide", func(v *visitor) { v.guideOf("1042") }, ""},
	{"guide-stage", func(v *visitor) {
		v.guideOf("1042")
		v.the("Eerste gesprek", "link").press(1)
		v.see("Maten, aansluitingen en veiligheid vastleggen")
	}, ""},
	{"guide-all", func(v *visitor) {
		v.guideOf("1042")
		v.click("Alle fasen weergeven")
		v.see("Installatie inplannen")
	}, ""},
	{"guide-moved", func(v *visitor) {
		v.guideOf("1042")
		v.pressOn("Ga naar deze fase", "Afronding")
		v.see("Fase is nu Afronding")
	}, ""},
	{"guide-create", func(v *visitor) {
		v.guideOf("1042")
		v.pressOn("Maken", "Contract doornemen met inkoop")
		v.the("Vervolgactiviteit", "heading")
	}, ""},
	{"guide-suggestion", func(v *visitor) { v.madeQuote() }, ""},
	{"guide-move-on", func(v *visitor) { v.didAllOfTheStage() }, ""},
	{"guide-sold", func(v *visitor) { v.guideOf("1018") }, ""},
	{"guide-read-only", func(v *visitor) { v.open("/sales/1042?section=guide&stage=all") }, "reader@demo.test"},
	{"preferences", func(v *visitor) { v.open("/account") }, ""},
}

func TestTheGuideIsWorkedByKeyboard(t *testing.T) {
	story(t, "stages are looked at, moved to, and items made, completed and repeated", "nl", func(v *visitor) {
		v.guideOf("1042")
		v.tabTo("Eerste gesprek", "link")
		v.pressKey("Enter")
		v.see("Opname op locatie")
		v.at("/sales/1042?section=guide&stage=first-meeting")
		v.focusOn("sale-1042-step-first-meeting")
		v.tabTo("Alle fasen weergeven", "checkbox")
		v.pressKey(" ")
		v.see("Installatie inplannen")
		v.focusOn("sale-1042-guide-all")
		v.pressKey(" ")
		v.seeNot("Installatie inplannen")
		v.focusOn("sale-1042-guide-all")
	})
}
