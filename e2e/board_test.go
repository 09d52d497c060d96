package e2e

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
)

// delivery is the board of the type that the scanners are of.
const delivery = "/sales/board?type=delivery"

var boardStates = []state{
	{"board", func(v *visitor) { v.open(delivery) }, ""},
	{"board-read-only", func(v *visitor) { v.open(delivery) }, "reader@demo.test"},
	{"board-menu", func(v *visitor) {
		v.open(delivery)
		v.moveMenu(scanners)
	}, ""},
	{"board-dragged", func(v *visitor) {
		v.open(delivery)
		v.dragOver(scanners, "quote")
	}, ""},
	{"board-move", func(v *visitor) {
		v.open(delivery)
		v.moves(scanners, "Offerte")
		v.strip("Waarschijnlijkheid")
	}, ""},
	{"board-lost", func(v *visitor) {
		v.open(delivery)
		v.moves(scanners, "Verloren")
		v.the("Kies eerst een reden", "link")
	}, ""},
	{"board-refused", func(v *visitor) {
		v.open(delivery)
		v.moves(scanners, "Verkocht")
		v.choose("Reden", "Beste prijs")
		v.fill("Datum", v.day("24-11-2026"))
		v.allow(422)
		v.click("Opslaan")
		v.focusOn("problem")
	}, ""},
	{"board-conflict", func(v *visitor) { v.movedMeanwhile() }, ""},
	{"board-sought", func(v *visitor) { v.open(delivery + "&q=amount.above:40000&q=owner.me") }, ""},
	{"board-empty", func(v *visitor) { v.open(delivery + "&q=title.words:bestaatniet") }, ""},
	{"board-none", func(v *visitor) { v.open("/sales/board?type=renewal") }, ""},
	{"board-wrong", func(v *visitor) {
		v.allow(422)
		v.open(delivery + "&q=kleur.is:rood")
	}, ""},
	{"board-move-page", func(v *visitor) { v.open("/sales/1042/move?to=lost&in=board&type=delivery") }, ""},
	{"board-count", func(v *visitor) { v.open("/sales/count?in=board&type=delivery") }, ""},
	{"sale-of-board", func(v *visitor) { v.open("/sales/1042?in=board&type=delivery&column=negotiation") }, ""},
}

// moveMenu opens the menu of a card.
func (v *visitor) moveMenu(title string) {
	v.t.Helper()
	v.the(v.w("Verplaatsen")+": "+title, "button").press(1)
	v.see("Verplaatsen naar")
}

// moves chooses in the menu of a card where to move it.
func (v *visitor) moves(title, to string) {
	v.t.Helper()
	v.moveMenu(title)
	v.chooses(to)
	v.the(v.w("Verplaatsen naar")+" "+v.w(to), "heading")
	v.ready()
}

// chooses presses an entry of the menu once it stands still, without scrolling: the menu
// follows its card.
func (v *visitor) chooses(to string) {
	v.t.Helper()
	entry := v.the(to, "button")
	var at point
	v.until("the menu at rest", func() (bool, string) {
		before := at
		var err error
		at, err = js[point](entry, `function () {
			const box = this.getBoundingClientRect(), x = box.x + box.width / 2, y = box.y + box.height / 2
			return document.elementFromPoint(x, y) === this ? { X: x, Y: y } : { X: 0, Y: 0 }
		}`)
		return err == nil && at == before && at.X > 0, fmt.Sprint(at, err)
	})
	for _, kind := range []input.DispatchMouseEventType{input.DispatchMouseEventTypeMousePressed, input.DispatchMouseEventTypeMouseReleased} {
		v.mouse(kind, at)
	}
}

// column waits until the card is in the column.
func (v *visitor) column(title, stage string) {
	v.t.Helper()
	v.until(title+" in the column "+v.w(stage), func() (bool, string) {
		saw := eval[[]string](v, fmt.Sprintf(`[...document.querySelectorAll('.board-column')].filter(c => [...c.querySelectorAll('h3 a')].some(a => a.innerText === %q)).map(c => c.querySelector('h2').innerText)`, title))
		return len(saw) == 1 && saw[0] == v.w(stage), strings.Join(saw, ", ")
	})
}

// heads waits until the head of the column holds the texts.
func (v *visitor) heads(stage string, texts ...string) {
	v.t.Helper()
	for _, text := range texts {
		v.until("the head of "+v.w(stage), func() (bool, string) {
			saw := plain(eval[string](v, fmt.Sprintf(`(() => {
				const column = [...document.querySelectorAll('.board-column')].find(c => c.querySelector('h2').innerText === %q)
				return column.querySelector('.board-name').innerText + ' ' + column.querySelector('.board-sums').innerText
			})()`, v.w(stage))))
			return strings.Contains(saw, plain(text)), saw
		})
	}
}

// dragTo drags the card into the column or to where closed sales go.
func (v *visitor) dragTo(title, to string) {
	v.t.Helper()
	end := v.dragOver(title, to)
	v.mouse(input.DispatchMouseEventTypeMouseReleased, end)
}

type point struct{ X, Y float64 }

func (v *visitor) mouse(kind input.DispatchMouseEventType, at point) {
	v.t.Helper()
	v.call(chromedp.Call(v.ctx, input.DispatchMouseEvent, input.DispatchMouseEventParams{Type: kind, X: at.X, Y: at.Y, Button: input.MouseButtonLeft, ClickCount: 1}))
}

// dragOver drags it there, holds it, and sees that it came along.
func (v *visitor) dragOver(title, to string) point {
	v.t.Helper()
	card := v.the(v.w("Verplaatsen")+": "+title, "button")
	if err := card.place(); err != nil { // brings it into view
		v.t.Fatal(err)
	}
	at := eval[[2]point](v, fmt.Sprintf(`(() => {
		const card = [...document.querySelectorAll('[data-card]')].find(c => c.querySelector('h3 a').innerText === %q).getBoundingClientRect()
		const to = document.querySelector('[data-to=%q]').getBoundingClientRect()
		return [{ X: card.x + card.width / 2, Y: card.y + 16 }, { X: to.x + to.width / 2, Y: to.y + 60 }]
	})()`, title, to))
	v.mouse(input.DispatchMouseEventTypeMousePressed, at[0])
	for step := 1.0; step <= 8; step++ {
		v.mouse(input.DispatchMouseEventTypeMouseMoved, point{at[0].X + (at[1].X-at[0].X)*step/8, at[0].Y + (at[1].Y-at[0].Y)*step/8})
	}
	v.until("the card under the mouse", func() (bool, string) {
		box := eval[[2]float64](v, `(box => [box?.left ?? 0, box?.right ?? 0])(document.querySelector('.is-dragged')?.getBoundingClientRect())`)
		return box[0] < at[1].X && at[1].X < box[1], fmt.Sprint(box)
	})
	return at[1]
}

// movedMeanwhile moves the scanners on a board that shows them where they were.
func (v *visitor) movedMeanwhile() {
	v.t.Helper()
	other := visit(v.t, v.address, "nl")
	other.open(delivery)
	v.open(delivery)
	other.moves(scanners, "Afronding")
	other.click("Opslaan")
	other.column(scanners, "Afronding")
	v.allow(409)
	v.moveMenu(scanners)
	v.chooses("Offerte")
	v.see("Er is een probleem")
	if v.scripts {
		v.focusOn("problem")
	}
}

func TestBoard(t *testing.T) {
	everyWay(t, "a sale is moved on the board, which is remembered, and opened from it", func(v *visitor) {
		v.open("/sales?q=amount.above:20000")
		v.click("Bord")
		v.at("/sales/board?q=amount.above:20000")
		v.ready()
		v.choose("Verkooptype", "Levering met installatie")
		v.apply()
		v.at("/sales/board?q=amount.above:20000&type=delivery")
		v.column(scanners, "Onderhandeling")
		v.open("/")
		v.at(delivery)
		v.moves(scanners, "Offerte")
		v.strip("Waarschijnlijkheid")
		v.click("Annuleren")
		v.column(scanners, "Onderhandeling")
		v.moves(scanners, "Offerte")
		v.click("Opslaan")
		v.see(map[string]string{"nl": "Verkoop 1042 is verplaatst naar Offerte", "en": "Sale 1042 has been moved to Quote"}[v.lang])
		v.column(scanners, "Offerte")
		v.ready()
		if v.scripts {
			v.focusOn("card-1042-menu")
		}
		v.click(scanners)
		v.the(scanners, "heading")
		v.shows("Fase", "Offerte")
		v.click("Terug naar het bord")
		v.column(scanners, "Offerte")
		v.click("Lijst")
		v.at("/sales")
		v.open("/")
		v.at("/sales")
	})
	everyWay(t, "sold takes what the form takes", func(v *visitor) {
		v.open(delivery)
		v.moves(scanners, "Verkocht")
		v.strip("Waarschijnlijkheid")
		if v.scripts {
			v.dimmed(true)
			v.choose("Reden", "Beste prijs")
			v.dimmed(false)
		} else {
			v.allow(422)
			v.click("Opslaan")
			v.see("Er is een probleem")
			v.choose("Reden", "Beste prijs")
		}
		v.click("Opslaan")
		v.see(map[string]string{"nl": "Verkoop 1042 is verplaatst naar Verkocht", "en": "Sale 1042 has been moved to Sold"}[v.lang])
		v.none(scanners, "link")
		v.ready()
		v.click("Verkocht")
		v.click(scanners)
		v.shows("Fase", "Verkocht")
		v.shows("Reden", "Beste prijs")
	})
	everyWay(t, "who comes second is told, and chooses", func(v *visitor) {
		v.movedMeanwhile()
		v.see("Afronding")
		v.click(v.w("Uw waarde") + " " + v.w("Fase") + " " + v.w("Offerte") + " " + v.w("Waarschijnlijkheid") + " 40%")
		v.ready()
		v.click("Opslaan")
		v.column(scanners, "Offerte")
	})
	for _, lang := range languages {
		story(t, "a card is dragged, "+lang, lang, func(v *visitor) {
			v.look("light", 1280)
			v.open(delivery)
			v.heads("Onderhandeling", "60%")
			v.dragTo(scanners, "quote")
			v.the(v.w("Verplaatsen naar")+" "+v.w("Offerte"), "heading")
			v.column(scanners, "Onderhandeling")
			v.focusOn("sale-1042-save-button")
			v.pressKey("Escape")
			v.none("Opslaan", "button")
			v.focusOn("card-1042-menu")
			v.dragTo(scanners, "quote")
			v.click("Opslaan")
			v.column(scanners, "Offerte")
			v.ready()
			v.dragTo(scanners, "lost")
			v.click("Annuleren")
			v.column(scanners, "Offerte")
			v.dragTo(scanners, "quote") // where it is
			v.none("Opslaan", "button")
			v.at(delivery)
			v.click(scanners)
			v.the(scanners, "heading")
		})
	}
	story(t, "by keyboard alone", "nl", func(v *visitor) {
		v.open(delivery)
		v.tabTo("Verplaatsen: "+scanners, "button")
		v.pressKey("Enter")
		v.tabTo("Afronding", "button")
		v.pressKey("Enter")
		v.focusOn("sale-1042-save-button")
		v.pressKey("Enter")
		v.column(scanners, "Afronding")
		v.focusOn("card-1042-menu")
	})
	story(t, "who may not edit has no menu, and drags nothing", "nl", func(v *visitor) {
		v.open(delivery)
		v.column(scanners, "Onderhandeling")
		v.none("Verplaatsen: "+scanners, "button")
		if n := eval[int](v, `document.querySelectorAll('[data-card], .move-menu').length`); n > 0 {
			t.Errorf("%d cards can be moved", n)
		}
	}, as("reader@demo.test"))
	story(t, "a telephone shows one column, and the next by a link", "nl", func(v *visitor) {
		v.look("light", 320)
		v.open(delivery)
		v.the("Afronding", "link").press(1)
		v.until("the column in view", func() (bool, string) {
			at := eval[float64](v, `document.getElementById('column-4').getBoundingClientRect().left`)
			return at > -20 && at < 60, fmt.Sprint(at)
		})
		v.moves("Uitbreiding serverruimte", "Offerte")
		v.click("Opslaan")
		v.column("Uitbreiding serverruimte", "Offerte")
	})
}
