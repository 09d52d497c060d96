package e2e

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// story tells what happens in one window on a demo of its own.
func story(t *testing.T, name, lang string, tell func(v *visitor), options ...option) {
	t.Run(name, func(t *testing.T) {
		needBrowser(t)
		t.Parallel()
		tell(visit(t, startDemo(t), lang, options...))
	})
}

func TestLeaving(t *testing.T) {
	story(t, "leaving unsaved input asks once each way", "nl", func(v *visitor) {
		v.open("/sales")
		v.click(scanners)
		v.click("Bewerken")
		v.editing()
		v.fill("Titel", "Nog niet opgeslagen")
		v.answer(false)
		for _, way := range []func(){
			func() { v.back() },
			func() { v.back() },
			func() { v.the("Verkopen", "link").press(1) },
			func() { v.click("Nieuw") },
		} {
			way()
			v.asks()
			v.editing()
			v.holds("Titel", "Nog niet opgeslagen")
			v.at("/sales/1042/edit")
		}
	})
	story(t, "Cancel does what it says, and asks nothing", "nl", func(v *visitor) {
		v.edit()
		v.fill("Titel", "Nog niet opgeslagen")
		v.click("Annuleren")
		v.viewing()
		v.the(scanners, "heading")
		v.asksNothing()
	})
	story(t, "going back is asked once, and done when agreed", "en", func(v *visitor) {
		v.open("/sales")
		v.click(scanners)
		v.click("Bewerken")
		v.editing()
		v.fill("Titel", "Nog niet opgeslagen")
		v.back()
		v.asks()
		v.viewing()
		v.at("/sales/1042")
		v.the(scanners, "heading")
	})
	story(t, "a full link is asked once, and followed when agreed", "nl", func(v *visitor) {
		v.edit()
		v.fill("Titel", "Nog niet opgeslagen")
		v.the("Verkopen", "link").press(1)
		v.asks()
		v.at("/sales")
		v.the(scanners, "link")
	})
	story(t, "nothing asks when nothing was typed, or all of it was saved", "nl", func(v *visitor) {
		v.edit()
		v.back()
		v.viewing()
		v.ready()
		v.click("Bewerken")
		v.editing()
		v.fill("Titel", "Wel opgeslagen")
		v.save()
		v.back()
		v.at("/sales/1042/edit")
		v.editing()
		v.the("Wel opgeslagen", "heading")
		v.ready()
		v.the("Verkopen", "link").press(1)
		v.at("/sales")
		v.asksNothing()
	})
	story(t, "typing and taking it back is no change", "nl", func(v *visitor) {
		v.edit()
		v.fill("Titel", "Iets anders")
		v.fill("Titel", scanners)
		v.the("Verkopen", "link").press(1)
		v.at("/sales")
		v.asksNothing()
	})
}

func TestAddresses(t *testing.T) {
	story(t, "back and forward go through list, view and edit", "nl", func(v *visitor) {
		view, edit := "Verkoop 1042: "+scanners+" · Verkoop", "Een verkoop bijwerken: 1042 "+scanners+" · Verkoop"
		v.open("/sales")
		v.click(scanners)
		v.title(view)
		v.click("Bewerken")
		v.title(edit)
		v.editing()
		v.back()
		v.title(view)
		v.viewing()
		v.at("/sales/1042")
		v.forward()
		v.title(edit)
		v.editing()
		v.at("/sales/1042/edit")
		v.back()
		v.viewing()
		v.back()
		v.title("Verkopen · Verkoop")
		v.at("/sales")
		v.forward()
		v.title(view)
		v.viewing()
		v.asksNothing()
	})
	story(t, "reloading stays in edit mode and on the tab", "en", func(v *visitor) {
		v.edit()
		v.tab("Details")
		v.at("/sales/1042/edit?tab=details")
		v.do(chromedp.Reload())
		v.editing()
		v.selected("Details")
		v.title("Een verkoop bijwerken: 1042 " + scanners + " · Verkoop")
	})
	story(t, "the pencil and Save stay on the tab", "nl", func(v *visitor) {
		v.open("/sales/1042")
		v.tab("Details")
		v.click("Bewerken")
		v.editing()
		v.selected("Details")
		v.fill("Totale kosten", "30.000")
		v.save()
		v.selected("Details")
		v.at("/sales/1042?tab=details")
	})
	story(t, "the title follows: view, edit, refused, saved", "nl", func(v *visitor) {
		v.open("/sales/1042")
		v.title("Verkoop 1042: " + scanners + " · Verkoop")
		v.click("Bewerken")
		v.title("Een verkoop bijwerken: 1042 " + scanners + " · Verkoop")
		v.fill("Waarschijnlijkheid", "101")
		v.allow(422)
		v.click("Opslaan")
		v.title("Fout: Een verkoop bijwerken: 1042 " + scanners + " · Verkoop")
		v.fill("Waarschijnlijkheid", "70")
		v.fill("Titel", "Andere titel")
		v.save()
		v.title("Verkoop 1042: Andere titel · Verkoop")
	})
	story(t, "Previous and Next go through the list it was opened from", "nl", func(v *visitor) {
		v.open("/sales?sort=amount&order=desc&skip=1")
		titles := eval[[]string](v, `[...document.querySelectorAll('tbody th a')].map(a => a.title)`)
		v.click(titles[1])
		v.the(titles[1], "heading")
		v.click("Vorige")
		v.the(titles[0], "heading")
		v.click("Volgende")
		v.the(titles[1], "heading")
		v.click("Volgende")
		v.the(titles[2], "heading")
		v.click("Terug naar de verkopen")
		v.at("/sales?order=desc&skip=1&sort=amount")
	})
}

func TestSaving(t *testing.T) {
	story(t, "Enter in a field saves", "nl", func(v *visitor) {
		v.open("/sales/1042/edit")
		v.put("Titel", "Met Enter opgeslagen")
		v.pressKey("Enter")
		v.viewing()
		v.the("Met Enter opgeslagen", "heading")
		v.title("Verkoop 1042: Met Enter opgeslagen · Verkoop")
	})
	story(t, "Enter in a field saves, without scripts", "nl", func(v *visitor) {
		v.open("/sales/1042/edit")
		v.put("Titel", "Met Enter opgeslagen")
		v.pressKey("Enter")
		v.viewing()
		v.the("Met Enter opgeslagen", "heading")
	}, withoutScripts)
	story(t, "a double click on Save saves once", "nl", func(v *visitor) {
		v.open("/sales/new")
		v.fill("Titel", "Maar een keer")
		v.the("Opslaan", "button").press(2)
		v.viewing()
		v.once("Maar een keer")
	})
	story(t, "a double click on Save saves once, without scripts", "nl", func(v *visitor) {
		v.open("/sales/new")
		v.fill("Titel", "Maar een keer")
		v.the("Opslaan", "button").press(2)
		v.viewing()
		v.once("Maar een keer")
	}, withoutScripts)
	story(t, "Save goes to what is missing, also on another tab", "en", func(v *visitor) {
		v.edit()
		v.fill("Titel", "")
		v.dimmed(true)
		v.tab("Opmerking")
		v.click("Opslaan")
		v.selected("Verkoop")
		v.focusOn("sale-1042-title")
		v.fill("Titel", "Toch")
		v.choose("Fase", "Verkocht")
		v.the("Kies eerst een reden", "link")
		v.click("Opslaan")
		v.focusOn("sale-1042-sold_reason")
	})
	story(t, "a refused form keeps all that was typed and leads to the fields", "nl", func(v *visitor) {
		v.edit()
		v.fill("Waarschijnlijkheid", "101")
		v.fill("Verkoopdatum", "31-02-2027")
		v.tab("Details")
		v.fill("Totale kosten", "1,234.56")
		v.tab("Opmerking")
		v.fill("Opmerking", "Blijft staan")
		v.allow(422)
		v.click("Opslaan")
		v.focusOn("problem")
		v.selected("Verkoop") // the tab of the first problem
		v.holds("Waarschijnlijkheid", "101")
		v.holds("Verkoopdatum", "31-02-2027")
		v.invalid("Waarschijnlijkheid", "Vul een heel percentage van 0 tot en met 100 in.")
		v.invalid("Verkoopdatum", "Kies een dag die bestaat: februari 2027 heeft 28 dagen.")
		v.click("Totale kosten: Schrijf het bedrag als 1.234,56.")
		v.selected("Details")
		v.focusOn("sale-1042-cost")
		v.holds("Totale kosten", "1,234.56")
		v.tab("Opmerking")
		v.holds("Opmerking", "Blijft staan")
	})
	story(t, "without a connection nothing typed is lost", "nl", func(v *visitor) {
		v.edit()
		v.fill("Titel", "Nog hier")
		v.mu.Lock()
		v.allowed = append(v.allowed, "ERR_INTERNET_DISCONNECTED", "Failed to fetch")
		v.mu.Unlock()
		v.offline(true)
		v.click("Opslaan")
		v.see("Er is geen verbinding met de server.")
		v.holds("Titel", "Nog hier")
		v.offline(false)
		v.save()
		v.the("Nog hier", "heading")
	})
}

func TestLanguage(t *testing.T) {
	for name, options := range map[string][]option{"with scripts": nil, "without scripts": {withoutScripts}} {
		story(t, "switching while editing keeps what was typed, "+name, "nl", func(v *visitor) {
			v.open("/sales/1042/edit?tab=details")
			v.fill("Totale kosten", "30.000,50")
			v.tab("Verkoop")
			v.fill("Titel", "Getypt in het Nederlands")
			v.tab("Details")
			v.click("English")
			v.lang = "en"
			v.editing()
			v.ready()
			if v.scripts {
				v.selected("Details")
			}
			v.holds("Totale kosten", "30,000.50")
			v.tab("Verkoop")
			v.holds("Titel", "Getypt in het Nederlands")
			if saw := eval[string](v, `document.documentElement.lang`); saw != "en" {
				v.t.Errorf("the page's lang is %q", saw)
			}
			v.asksNothing()
			if v.scripts {
				v.answer(false)
				v.the("Verkopen", "link").press(1)
				v.asks()
			}
			v.save()
			v.the("Getypt in het Nederlands", "heading")
			v.tab("Details")
			v.shows("Totale kosten", "€30,000.50")
		}, options...)
	}
	story(t, "switching after edit was swapped in keeps what was typed", "en", func(v *visitor) {
		v.edit()
		v.fill("Titel", "Typed in English")
		v.tab("Details")
		v.fill("Totale kosten", "30,000.50")
		v.click("Nederlands")
		v.lang = "nl"
		v.editing()
		v.ready()
		v.holds("Totale kosten", "30.000,50")
		v.tab("Verkoop")
		v.holds("Titel", "Typed in English")
		v.asksNothing()
	})
	story(t, "switching on the list and on the card stays where it is", "nl", func(v *visitor) {
		v.open("/sales?sort=amount")
		v.click("English")
		v.lang = "en"
		v.title("Verkopen · Verkoop")
		v.at("/sales?sort=amount")
		v.click(scanners)
		v.click("Nederlands")
		v.lang = "nl"
		v.title("Verkoop 1042: " + scanners + " · Verkoop")
	})
}

// back and forward are the browser's own buttons.
func (v *visitor) back()    { v.t.Helper(); eval[any](v, `setTimeout(() => history.back()), null`) }
func (v *visitor) forward() { v.t.Helper(); eval[any](v, `setTimeout(() => history.forward()), null`) }

// invalid waits until a field is marked wrong and described by the message.
func (v *visitor) invalid(label, message string) {
	v.t.Helper()
	v.until(label+": "+message, func() (bool, string) {
		saw, err := js[string](v.field(label), `function () {
			return this.getAttribute('aria-invalid') + ' ' + (this.getAttribute('aria-describedby') ?? '').split(' ').map(id => document.getElementById(id)?.innerText ?? '').join(' ')
		}`)
		return err == nil && strings.HasPrefix(saw, "true ") && strings.Contains(plain(saw), v.w(message)), fmt.Sprint(saw, err)
	})
}

// once proves that the list has the title one time.
func (v *visitor) once(title string) {
	v.t.Helper()
	v.open("/sales?sort=number&order=desc")
	v.the(title, "link")
}
