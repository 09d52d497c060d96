package e2e

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp"
)

func TestTwoPeople(t *testing.T) {
	two := func(t *testing.T, name string, tell func(a, b *visitor), options ...option) {
		t.Run(name, func(t *testing.T) {
			needBrowser(t)
			t.Parallel()
			address := startDemo(t)
			a, b := visit(t, address, "nl"), visit(t, address, "en", options...)
			a.edit()
			b.edit()
			tell(a, b)
		})
	}
	two(t, "different fields are merged", func(a, b *visitor) {
		a.fill("Titel", "Titel van A")
		b.tab("Opmerking")
		b.fill("Opmerking", "Note of B")
		a.save()
		b.save()
		b.the("Titel van A", "heading")
		b.see("Note of B")
	})
	choice := func(a, b *visitor) {
		a.fill("Titel", "Titel van A")
		b.fill("Titel", "Title of B")
		b.fill("Beschrijving", "Description of B")
		a.save()
		b.allow(409)
		b.click("Opslaan")
		b.title("Error: Update a sale: 1042 Titel van A · Verkoop")
		b.see("There is a problem", "Title of B", "Titel van A", "Was "+scanners)
		if b.scripts {
			b.focusOn("problem")
			b.dimmed(true)
		}
	}
	for name, options := range map[string][]option{"": nil, ", without scripts": {withoutScripts}} {
		two(t, "the same field asks, and my value is kept"+name, func(a, b *visitor) {
			choice(a, b)
			b.side("mine").press(1)
			b.dimmed(!b.scripts)
			b.save()
			b.the("Title of B", "heading")
			b.shows("Beschrijving", "Description of B")
		}, options...)
		two(t, "the same field asks, and the other value is kept"+name, func(a, b *visitor) {
			choice(a, b)
			b.side("theirs").press(1)
			b.dimmed(!b.scripts)
			b.save()
			b.the("Titel van A", "heading")
			b.shows("Beschrijving", "Description of B")
		}, options...)
	}
}

func TestTwoPeopleAndAFollowUp(t *testing.T) {
	for name, options := range map[string][]option{"": nil, ", without scripts": {withoutScripts}} {
		t.Run("what one changed is kept, what both changed is asked"+name, func(t *testing.T) {
			needBrowser(t)
			t.Parallel()
			address := startDemo(t)
			a, b := visit(t, address, "nl"), visit(t, address, "en", options...)
			begin := func(text string) {
				for _, v := range []*visitor{a, b} {
					v.open("/sales/1042")
					v.click(text)
					v.the("Tekst", "textbox")
				}
			}
			begin("Korting op vaste poorten")
			a.fill("Tekst", "Korting op alle poorten")
			b.fill("Datum", b.day("02-12-2026"))
			a.click("Opslaan")
			a.see("Korting op alle poorten")
			b.click("Opslaan")
			b.see("Korting op alle poorten", "2 Dec")

			begin("Korting op alle poorten")
			a.fill("Tekst", "Korting van A")
			b.fill("Tekst", "Discount of B")
			b.fill("Datum", b.day("03-12-2026"))
			a.click("Opslaan")
			a.see("Korting van A")
			b.allow(409)
			b.click("Opslaan")
			b.see("As the other person saved it:", "Korting van A")
			b.holds("Tekst", "Discount of B")
			b.holds("Datum", b.day("03-12-2026"))
			b.axe("an activity's conflict")
			b.click("Opslaan")
			b.see("Discount of B", "3 Dec")
		})
	}
}

// side is one of the two equal choices of a conflict.
func (v *visitor) side(of string) element {
	v.t.Helper()
	object, err := chromedp.Run(v.ctx, chromedp.Evaluate[string](`document.querySelector('input[type=radio][value=`+of+`]').closest('label').innerText`))
	if err != nil {
		v.t.Fatal(err)
	}
	found := element{}
	v.until("the choice "+of, func() (bool, string) {
		all, err := v.find(plain(object), "radio")
		if len(all) == 1 {
			found = all[0]
		}
		return err == nil && len(all) == 1, fmt.Sprintf("%d radios named %q", len(all), plain(object))
	})
	return found
}
