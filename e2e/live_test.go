package e2e

import (
	"context"
	"fmt"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/fetch"
	"github.com/chromedp/chromedp"
)

func TestRecalculation(t *testing.T) {
	story(t, "the field being typed in keeps its text, its node and the caret", "nl", func(v *visitor) {
		v.edit()
		v.tab("Details")
		v.field("Totale kosten").press(1)
		eval[any](v, `(e => { window.typed = e; e.setSelectionRange(1, 1) })(document.activeElement)`)
		v.write("1")
		v.holds("Winst", "−264.800,00")
		state := func() string {
			return eval[string](v, `[document.activeElement === window.typed, window.typed.value, window.typed.selectionStart].join(' ')`)
		}
		if saw := state(); saw != "true 313.300,00 2" {
			v.t.Errorf("the field is now %s", saw)
		}
		v.pressKey("Backspace")
		v.holds("Winst", "15.200,00")
		if saw := state(); saw != "true 33.300,00 1" {
			v.t.Errorf("the field is now %s", saw)
		}
	})
	story(t, "a late answer never writes over newer input", "nl", func(v *visitor) {
		v.edit()
		v.tab("Details")
		gate := v.hold("*/recalculation*")
		v.put("Totale kosten", "10.000")
		gate.waiting(1)
		v.put("Winst", "2.000") // newer than what is under way
		gate.open()
		v.holds("Totale kosten", "46.500,00")
		v.holds("Winst", "2.000")
		v.holds("Percentage", "4,12")
		v.leave()
		v.holds("Totale kosten", "46.500,00")
		v.save()
		v.tab("Details")
		v.shows("Winst", v.eur("2.000,00"))
	})
	story(t, "what follows comes while another field is being typed in", "nl", func(v *visitor) {
		v.edit()
		gate := v.hold("*/recalculation*")
		eval[bool](v, `['input', 'change'].every(event => {
			const stage = document.getElementById('sale-1042-stage')
			stage.value = 'sold'
			return stage.dispatchEvent(new Event(event, { bubbles: true }))
		})`) // choose would wait for the answer
		gate.waiting(1)
		v.put("Beschrijving", "Getekend in Venlo") // which asks when it is left
		gate.open()
		v.the("Reden", "combobox")
		v.ready()
		v.focusOn("sale-1042-description")
		v.holds("Beschrijving", "Getekend in Venlo")
		v.put("Beschrijving", "Getekend in Tilburg")
		v.choose("Reden", "Beste prijs")
		v.save()
		v.shows("Beschrijving", "Getekend in Tilburg")
	})
	story(t, "an answer under way does not touch a form that was saved", "nl", func(v *visitor) {
		v.edit()
		v.tab("Details")
		gate := v.hold("*/recalculation*")
		v.put("Totale kosten", "10.000")
		gate.waiting(1)
		v.pressKey("Enter")
		v.viewing()
		gate.open()
		v.ready()
		v.shows("Totale kosten", v.eur("10.000,00"))
	})
	story(t, "half a number changes nothing, and saving it explains", "nl", func(v *visitor) {
		v.edit()
		v.tab("Details")
		v.put("Totale kosten", "10.0")
		v.leave()
		v.holds("Winst", "15.200,00")
		v.holds("Totale kosten", "10.0")
		v.allow(422)
		v.click("Opslaan")
		v.see("Er is een probleem")
		v.holds("Totale kosten", "10.0")
	})
	story(t, "of an amount of nothing there is no percentage", "en", func(v *visitor) {
		v.edit()
		v.fillOn("Verkoop", "Bedrag", "0")
		v.tab("Details")
		v.see("Vul eerst een bedrag in")
		v.holds("Percentage", "")
	})
}

func TestCombobox(t *testing.T) {
	story(t, "a company is found and chosen by keyboard", "nl", func(v *visitor) {
		v.edit()
		v.put("Bedrijf", "albers")
		v.the("Albers Precisie B.V. Hengelo", "option")
		v.pressKey("ArrowDown")
		v.until("the option marked", func() (bool, string) {
			saw := eval[string](v, `document.getElementById(document.activeElement.getAttribute('aria-activedescendant'))?.getAttribute('aria-selected') ?? ''`)
			return saw == "true", saw
		})
		v.pressKey("Enter")
		v.holds("Bedrijf", "Albers Precisie B.V.")
		v.expanded("Bedrijf", false)
		v.editing() // Enter chose, and did not save
		v.focusOn("sale-1042-company")
		v.strip("Contactpersoon Sanne Kuipers Geen") // what follows from it is in
		v.put("Contactpersoon", "")
		v.write("r")
		v.the("Ruud Albers eigenaar", "option")
		v.pressKey("ArrowDown")
		v.pressKey("Enter")
		v.holds("Contactpersoon", "Ruud Albers")
		v.save()
		v.shows("Bedrijf", "Albers Precisie B.V.")
		v.shows("Contactpersoon", "Ruud Albers")
	})
	story(t, "a list that is renewed while an option is marked still works by keyboard", "nl", func(v *visitor) {
		v.edit()
		v.field("Bedrijf").press(1)
		v.expanded("Bedrijf", true)
		gate := v.hold("*/company-options*")
		v.pressKey("End")
		v.pressKey("Backspace") // "Van Dongen Logistiek B.V"
		gate.waiting(1)
		v.pressKey("ArrowDown")
		gate.open()
		v.ready()
		v.until("no mark, or one on an option that is there", func() (bool, string) {
			saw := eval[string](v, `(id => id === null ? 'none' : document.getElementById(id) ? 'there' : id + ' is gone')(document.activeElement.getAttribute('aria-activedescendant'))`)
			return saw == "none" || saw == "there", saw
		})
		v.pressKey("ArrowDown")
		v.pressKey("Enter")
		v.holds("Bedrijf", "Van Dongen Logistiek B.V.")
		v.editing() // Enter chose, and did not save
	})
	story(t, "Escape closes the list and keeps what was typed", "en", func(v *visitor) {
		v.edit()
		v.put("Project", "ver")
		v.the("Vernieuwing gemeentehuis", "option")
		v.none("Kade 4 en 5", "option") // the list for what was typed
		v.pressKey("Escape")
		v.expanded("Project", false)
		v.holds("Project", "ver")
		v.focusOn("sale-1042-project")
		v.editing()
	})
	story(t, "Escape also stops the search under way", "nl", func(v *visitor) {
		v.edit()
		gate := v.hold("*/project-options*")
		v.put("Project", "ver")
		gate.waiting(2) // on the press, and for what was typed
		v.pressKey("Escape")
		gate.open()
		v.ready()
		v.expanded("Project", false)
		v.put("Titel", "Verder met iets anders")
		v.expanded("Project", false)
	})
	story(t, "an option is chosen with the mouse", "nl", func(v *visitor) {
		v.edit()
		v.put("Eigenaar", "daan")
		v.the("Daan Visser", "option").press(1)
		v.holds("Eigenaar", "Daan Visser")
		v.save()
		v.shows("Eigenaar", "DV Daan Visser")
	})
	story(t, "a name that nobody has is explained", "nl", func(v *visitor) {
		v.edit()
		v.fill("Bedrijf", "Bestaat niet B.V.")
		v.allow(422)
		v.click("Opslaan")
		v.see("Geen bedrijf heet “Bestaat niet B.V.”.")
		v.holds("Bedrijf", "Bestaat niet B.V.")
	})
}

// expanded waits until a combobox's list is open, or is not.
func (v *visitor) expanded(label string, want bool) {
	v.t.Helper()
	v.until(fmt.Sprintf("the list of %s open: %v", label, want), func() (bool, string) {
		saw, err := js[string](v.field(label), `function () { return this.getAttribute('aria-expanded') + ' ' + document.getElementById(this.getAttribute('aria-controls')).hidden }`)
		return err == nil && saw == fmt.Sprintf("%v %v", want, !want), fmt.Sprint(saw, err)
	})
}

// gate holds requests back.
type gate struct {
	v      *visitor
	events chan fetch.RequestID
	held   []fetch.RequestID
	stop   context.CancelFunc
}

// hold stops requests to addresses of the pattern before they leave the browser.
func (v *visitor) hold(pattern string) *gate {
	v.t.Helper()
	ctx, stop := context.WithCancel(v.ctx)
	g := &gate{v: v, events: make(chan fetch.RequestID, 100), stop: stop}
	paused := chromedp.Events(ctx, fetch.RequestPaused)
	go func() {
		for e, err := range paused {
			if err != nil {
				return
			}
			g.events <- e.RequestID
		}
	}()
	v.call(chromedp.Call(v.ctx, fetch.Enable, fetch.EnableParams{Patterns: []*fetch.RequestPattern{{URLPattern: pattern}}}))
	return g
}

// waiting waits until so many requests are held.
func (g *gate) waiting(n int) {
	g.v.t.Helper()
	g.v.until(fmt.Sprintf("%d requests held", n), func() (bool, string) {
		for {
			select {
			case id := <-g.events:
				g.held = append(g.held, id)
				continue
			default:
			}
			return len(g.held) >= n, fmt.Sprint(len(g.held))
		}
	})
}

// open lets go what is held, and all that comes.
func (g *gate) open() {
	g.v.t.Helper()
	g.waiting(0)
	g.stop()
	g.v.call(chromedp.Call(g.v.ctx, fetch.Disable, cdp.Empty{}))
}
