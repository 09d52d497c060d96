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

// pressOn presses it.
func (v *visitor) pressOn(name, about string) { v.t.Helper(); v.aboutTo(name, about).press(1) }

// items waits until the guide shows these items, each with a letter for what was made
// for it: n nothing, t to do, d done.
func (v *visitor) items(want ...string) {
	v.t.Helper()
	for i, w := range want {
		name, made, _ := strings.Cut(w, ": ")
		want[i] = v.w(name) + ": " + made
	}
	all := strings.Join(want, " | ")
	v.until("the items "+all, func() (bool, string) {
		saw := plain(eval[string](v, `[...document.querySelectorAll('.guide-item')].filter(i => i.getClientRects().length)
			.map(i => i.querySelector('.guide-name').innerText.trim() + ': ' + [...i.querySelectorAll('.guide-row')]
				.map(r => r.matches('.is-suggested') ? 'n' : r.querySelector('.activity-box use') ? 'd' : 't').join('')).join(' | ')`))
		return saw == all, saw
	})
}

// tick presses the box of what was made for an item, in the guide.
func (v *visitor) tick(item string) {
	v.t.Helper()
	var box element
	v.until("one box of "+v.w(item), func() (bool, string) {
		found, err := v.find(v.w("Voltooid")+": "+v.w(item), "checkbox")
		n := 0
		for _, e := range found {
			if in, err := js[bool](e, `function () { return !!this.closest('.guide') }`); err == nil && in {
				box = e
				n++
			}
		}
		return n == 1, fmt.Sprintf("%d of %d: %v", n, len(found), err)
	})
	box.press(1)
}

// guideOf opens a sale with its guide.
func (v *visitor) guideOf(number string) {
	v.t.Helper()
	v.open("/sales/" + number + "?section=guide")
	if v.scripts {
		v.selected("Verkoopgids")
	}
}

// madeQuote makes the quote of a sale whose guide goes on by itself: it is offered to
// call about it.
func (v *visitor) madeQuote() {
	v.t.Helper()
	v.guideOf("1047")
	v.pressOn("Ga naar deze fase", "Offerte")
	v.see("Fase is nu Offerte")
	v.ready()
	v.pressOn("Maken", "Offerte")
	v.the("Document", "heading")
	v.holds("Titel", "Offerte")
	v.holds("Soort", "Offerte")
	v.fill("Webadres", "https://voorbeeld.example/offerte.pdf")
	v.click("Opslaan")
	v.see("De verkoopgids stelt voor om hiermee verder te gaan:")
}

// didAllOfTheStage goes on to the question whether to move on.
func (v *visitor) didAllOfTheStage() {
	v.t.Helper()
	v.madeQuote()
	v.inDialog("Maken")
	v.see("Gemaakt:")
	v.tick("Offerte nabellen")
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
	{"guide-suggestion-page", func(v *visitor) { v.open("/sales/1047/suggestions/introduction?section=guide") }, ""},
	{"guide-move-on-page", func(v *visitor) { v.open("/sales/1047/stage?to=quote&section=guide") }, ""},
	{"guide-sold", func(v *visitor) { v.guideOf("1018") }, ""},
	{"guide-read-only", func(v *visitor) { v.open("/sales/1042?section=guide&stage=all") }, "reader@demo.test"},
	{"preferences", func(v *visitor) { v.open("/account") }, ""},
}

// inDialog presses a button of the dialog, or of the page of the same.
func (v *visitor) inDialog(name string) {
	v.t.Helper()
	var one element
	v.until(v.w(name)+" in the dialog", func() (bool, string) {
		found, err := v.find(v.w(name), "link", "button")
		n := 0
		for _, e := range found {
			if in, err := js[bool](e, `function () { return !!this.closest('.dialog-actions') }`); err == nil && in {
				one = e
				n++
			}
		}
		return n == 1, fmt.Sprintf("%d of %d: %v", n, len(found), err)
	})
	one.press(1)
}

// withGuide is the related page of the seed about sales guides.
func withGuide(t *testing.T) {
	everyWay(t, "De fasen staan op een rij, met de vervolgactiviteiten en documenten van de huidige fase.", func(v *visitor) {
		v.guideOf("1042")
		v.steps("Eerste gesprek: Voltooid ✓", "Offerte: Voltooid ✓", "Onderhandeling: Huidige fase", "Afronding: Volgt nog")
		v.items("Presentatie proefopstelling: d", "Prijs bespreken: t", "Contract doornemen met inkoop: n", "Offerte, herzien: d", "Conceptovereenkomst: n")
		v.click("Eerste gesprek")
		v.items("Eerste kennismaking: d", "Opname op locatie: n")
		v.see("Maten, aansluitingen en veiligheid vastleggen")
		v.at("/sales/1042?section=guide&stage=first-meeting")
		v.click("Alle fasen weergeven")
		if !v.scripts {
			v.click("Tonen")
		}
		v.see("Installatie inplannen", "Opname op locatie", "Prijs bespreken")
	})
	everyWay(t, "Maken en Nog een maken openen een ingevuld formulier.", func(v *visitor) {
		v.guideOf("1042")
		v.pressOn("Maken", "Contract doornemen met inkoop")
		v.the("Vervolgactiviteit", "heading")
		v.holds("Tekst", "Contract doornemen met inkoop")
		v.holds("Datum", v.day("27-11-2026"))
		v.holds("Contactpersoon", "Sanne Kuipers")
		v.click("Opslaan")
		v.items("Presentatie proefopstelling: d", "Prijs bespreken: t", "Contract doornemen met inkoop: t", "Offerte, herzien: d", "Conceptovereenkomst: n")
		v.ready()
		v.pressOn("Nog een maken", "Contract doornemen met inkoop")
		v.fill("Tekst", "Bijlagen doornemen")
		v.click("Opslaan")
		v.items("Presentatie proefopstelling: d", "Prijs bespreken: t", "Contract doornemen met inkoop: tt", "Offerte, herzien: d", "Conceptovereenkomst: n")
		v.tab("Activiteiten")
		v.see("Bijlagen doornemen")
	})
	everyWay(t, "Een vervolgactiviteit wordt in de gids voltooid.", func(v *visitor) {
		v.guideOf("1042")
		v.tick("Korting op vaste poorten")
		v.items("Presentatie proefopstelling: d", "Prijs bespreken: d", "Contract doornemen met inkoop: n", "Offerte, herzien: d", "Conceptovereenkomst: n")
		v.shows("Volgende activiteit", map[string]string{"nl": "27 nov 2026", "en": "27 Nov 2026"}[v.lang])
	})
	everyWay(t, "Ga naar deze fase zet een vinkje bij alle eerdere fasen, teruggaan haalt het weg.", func(v *visitor) {
		v.guideOf("1042")
		v.pressOn("Ga naar deze fase", "Afronding")
		v.see("Fase is nu Afronding")
		v.steps("Eerste gesprek: Voltooid ✓", "Offerte: Voltooid ✓", "Onderhandeling: Voltooid ✓", "Afronding: Huidige fase")
		v.shows("Fase", "Afronding")
		v.shows("Waarschijnlijkheid", "80%")
		v.ready()
		v.pressOn("Ga naar deze fase", "Eerste gesprek")
		v.steps("Eerste gesprek: Huidige fase", "Offerte: Volgt nog", "Onderhandeling: Volgt nog", "Afronding: Volgt nog")
		v.shows("Fase", "Eerste gesprek")
		v.shows("Waarschijnlijkheid", "20%")
		v.at("/sales/1042?section=guide")
	})
	everyWay(t, "De gids stelt het volgende voor, en daarna de volgende fase; hij dwingt nooit.", func(v *visitor) {
		v.didAllOfTheStage()
		v.click("Ja")
		v.see("Fase is nu Onderhandeling")
		v.steps("Eerste gesprek: Voltooid ✓", "Offerte: Voltooid ✓", "Onderhandeling: Huidige fase", "Afronding: Volgt nog")
		v.shows("Fase", "Onderhandeling")
	})
	everyWay(t, "Altijd maken wordt een voorkeur, die u weer uitzet.", func(v *visitor) {
		v.madeQuote()
		v.click("Altijd vervolgactiviteit maken? Dit dialoogvenster voortaan niet meer weergeven")
		v.inDialog("Maken")
		v.see("Gemaakt:")
		v.open("/account")
		v.holds("Altijd vervolgactiviteit maken? Dit dialoogvenster voortaan niet meer weergeven", "ticked")
		v.click("Altijd vervolgactiviteit maken? Dit dialoogvenster voortaan niet meer weergeven")
		v.click("Opslaan")
		v.see("Uw voorkeuren zijn opgeslagen.")
		v.holds("Altijd vervolgactiviteit maken? Dit dialoogvenster voortaan niet meer weergeven", "")
	})
}

// toID presses Tab until what has the id has the focus.
func (v *visitor) toID(id string) {
	v.t.Helper()
	v.ready()
	for range 250 {
		if eval[string](v, `document.activeElement.id`) == id {
			return
		}
		v.pressKey("Tab")
		if hidden := eval[string](v, obscured); hidden != "" {
			v.t.Errorf("the focus is hidden: %s", hidden)
		}
	}
	v.t.Fatalf("Tab does not lead to %s", id)
}

func TestTheGuideByKeyboard(t *testing.T) {
	story(t, "stages are looked at and moved to, items made and completed", "nl", func(v *visitor) {
		v.guideOf("1042")
		v.toID("sale-1042-guide-all")
		v.pressKey(" ")
		v.see("Installatie inplannen")
		v.focusOn("sale-1042-guide-all")
		v.pressKey(" ")
		v.seeNot("Installatie inplannen")
		v.focusOn("sale-1042-guide-all")
		v.toID("sale-1042-step-first-meeting")
		v.pressKey("Enter")
		v.see("Opname op locatie")
		v.focusOn("sale-1042-step-first-meeting")
		v.toID("sale-1042-item-survey-create")
		v.pressKey("Enter")
		v.the("Vervolgactiviteit", "heading")
		v.focusOn("activity-text")
		v.pressKey("Enter") // a line of its own
		v.the("Vervolgactiviteit", "heading")
		v.pressKey("Ctrl+Enter")
		v.items("Eerste kennismaking: d", "Opname op locatie: t")
		v.focusOn("sale-1042-item-survey-create")
		v.pressKey("Shift+Tab")
		v.pressKey("Shift+Tab")
		v.pressKey(" ") // its box
		v.items("Eerste kennismaking: d", "Opname op locatie: d")
		if saw := v.focus(); !strings.Contains(saw, "guide-activity-") || !strings.Contains(saw, "-box") {
			v.t.Errorf("the focus is on %s", saw)
		}
		v.open("/sales/1042?section=guide")
		v.toID("sale-1042-step-closing-move")
		v.pressKey("Enter")
		v.see("Fase is nu Afronding")
		v.focusOn("sale-1042-step-closing")
		v.asksNothing()
	})
	story(t, "what the guide offers and asks is answered, and the focus comes back", "nl", func(v *visitor) {
		v.madeQuote()
		v.pressKey("Escape")
		v.none("Vervolgactiviteit", "heading")
		v.focusOn("sale-1047-item-quote-create")
		v.toID("sale-1047-item-quote-create")
		v.pressKey("Enter")
		v.the("Document", "heading")
		v.fill("Webadres", "https://voorbeeld.example/nog-een.pdf")
		v.click("Opslaan")
		v.the("Vervolgactiviteit", "heading")
		v.pressKey("Enter") // Create has the focus
		v.see("Gemaakt:")
		v.focusOn("sale-1047-item-quote-create")
		v.tick("Offerte nabellen")
		v.the("Verder naar Onderhandeling?", "heading")
		v.click("Nee")
		v.none("Verder naar Onderhandeling?", "heading")
		if saw := v.focus(); !strings.Contains(saw, "-box") {
			v.t.Errorf("the focus is on %s", saw)
		}
		v.shows("Fase", "Offerte")
		v.tick("Offerte nabellen")
		v.ready()
		v.tick("Offerte nabellen")
		v.the("Verder naar Onderhandeling?", "heading")
		v.pressKey("Enter")
		v.see("Fase is nu Onderhandeling")
		v.focusOn("sale-1047-step-negotiation")
	})
}

func TestTheGuideBesideAFormThatIsEdited(t *testing.T) {
	story(t, "keeps what is typed, and moves nothing by itself", "nl", func(v *visitor) {
		v.guideOf("1047")
		v.pressOn("Ga naar deze fase", "Offerte")
		v.see("Fase is nu Offerte")
		v.ready()
		v.click("Bewerken")
		v.editing()
		v.none("Ga naar deze fase", "button")
		v.fill("Titel", "Nog niet opgeslagen")
		v.pressOn("Maken", "Offerte")
		v.fill("Webadres", "https://voorbeeld.example/offerte.pdf")
		v.inDialog("Opslaan")
		v.the("Vervolgactiviteit", "heading")
		v.inDialog("Maken")
		v.see("Gemaakt:")
		v.tick("Offerte nabellen")
		v.click("Ja")
		v.see("Fase is nu Onderhandeling")
		v.editing()
		v.holds("Titel", "Nog niet opgeslagen")
		v.asksNothing()
		v.save()
		v.the("Nog niet opgeslagen", "heading")
		v.shows("Fase", "Onderhandeling")
		v.selected("Verkoopgids")
	})
}

func TestTwoPeopleMoveASale(t *testing.T) {
	story(t, "the second is told, and sees where it is", "nl", func(v *visitor) {
		v.guideOf("1042")
		other := visit(v.t, v.address, "nl")
		other.guideOf("1042")
		other.pressOn("Ga naar deze fase", "Afronding")
		other.see("Fase is nu Afronding")
		v.allow(409)
		v.pressOn("Ga naar deze fase", "Offerte")
		v.see("heeft deze verkoop intussen gewijzigd; de fase is nu Afronding. Er is niets verplaatst.")
		v.shows("Fase", "Afronding")
		v.ready()
		v.pressOn("Ga naar deze fase", "Offerte")
		v.see("Fase is nu Offerte")
		v.seeNot("intussen gewijzigd")
	})
}
