package e2e

import "testing"

// taskMenu is a disclosure, so that it opens without a script.
func (v *visitor) taskMenu() element {
	v.t.Helper()
	return v.the("Taak", "DisclosureTriangle", "button")
}

// askedToDelete opens the question whether to delete the scanners.
func (v *visitor) askedToDelete() {
	v.t.Helper()
	v.open("/sales/1042")
	v.taskMenu().press(1)
	v.click("Verwijderen")
	v.the("Verkoop verwijderen", "heading")
	v.the("Ja", "button")
	v.the("Nee", "link", "button")
}

func deleting(t *testing.T) {
	everyWay(t, "Open het scherm Verkoop voor de verkoop die u wilt verwijderen.", func(v *visitor) {
		v.open("/sales")
		v.click(scanners)
		v.viewing()
		v.the(scanners, "heading")
	})
	everyWay(t, "Klik op de knop Taak in de rechterbovenhoek van de verkoopkaart en selecteer Verwijderen.", func(v *visitor) {
		v.askedToDelete()
	})
	everyWay(t, "Controleer in het dialoogvenster Verkoop verwijderen de verkoopdetails om er zeker van te zijn dat u de juiste verkoop verwijdert.", func(v *visitor) {
		v.askedToDelete()
		v.see("1042", scanners, "Van Dongen Logistiek B.V.", v.eur("48.500,00"), "Onderhandeling", "Femke de Boer")
		v.see("5 vervolgactiviteiten en 1 document")
		v.click("Nee")
		v.viewing()
		v.the(scanners, "heading")
		v.none("Verkoop verwijderen", "heading")
	})
	everyWay(t, "Dit kan niet ongedaan worden gemaakt.", func(v *visitor) {
		v.askedToDelete()
		v.see("Dit kan niet ongedaan worden gemaakt.")
	})
	everyWay(t, "Als de optie Verwijderen niet beschikbaar is, hebt u mogelijk onvoldoende rechten om de verkoop te verwijderen.", func(v *visitor) {
		v.open("/sales/1044") // Daan's
		v.viewing()
		v.taskMenu().press(1)
		v.see("U mag deze verkoop niet verwijderen. Vraag de eigenaar, diens manager of een beheerder.")
		v.none("Verwijderen", "link", "button")
	})
	everyWay(t, "U kunt geen verkopen verwijderen die niet aan u toebehoren, tenzij u de juiste machtigingen hebt.", func(v *visitor) {
		v.allow(403)
		v.open("/sales/1044/deletion")
		v.see("U mag deze verkoop niet verwijderen. Vraag de eigenaar, diens manager of een beheerder.")
		v.open("/sales/1044")
		v.viewing()
	})
	everyWay(t, "Klik op Ja om de verwijdering te bevestigen.", func(v *visitor) {
		v.askedToDelete()
		v.click("Ja")
		v.see("Verkoop 1042 is verwijderd")
		v.at("/sales")
		v.none(scanners, "link")
		v.allow(404)
		v.open("/sales/1042")
		v.see("Deze verkoop bestaat niet, of u mag die niet zien.")
	})
}

func TestDeletingByKeyboard(t *testing.T) {
	story(t, "the dialog opens on No, Escape closes it, and Yes lands on the list", "en", func(v *visitor) {
		v.open("/sales/1042?sort=title")
		v.tabTo("Taak", "DisclosureTriangle")
		v.pressKey("Enter")
		v.tabTo("Verwijderen", "link")
		v.pressKey("Enter")
		v.the("Verkoop verwijderen", "heading")
		v.until("the focus on No", func() (bool, string) {
			saw := eval[string](v, `document.activeElement.innerText`)
			return saw == "No", saw
		})
		v.media("light", "reduce") // while it fades in, colours are not yet what they become
		v.axe("the dialog")
		v.pressKey("Escape")
		v.none("Verkoop verwijderen", "heading")
		v.until("the focus on the menu that it was in, closed", func() (bool, string) {
			return eval[bool](v, `document.activeElement.matches('details:not([open]) > summary')`), v.focus()
		})
		v.pressKey("Enter")
		v.tabTo("Verwijderen", "link")
		v.pressKey("Enter")
		v.the("Verkoop verwijderen", "heading")
		v.tabBackTo("Ja", "button")
		v.pressKey("Enter")
		v.see("Verkoop 1042 is verwijderd")
		v.at("/sales?sort=title")
		v.until("the focus on the list's heading", func() (bool, string) {
			saw := eval[string](v, `document.activeElement.innerText`)
			return saw == "Sales", saw
		})
		v.allow(404)
		v.back() // to what is not there any more: its own page, not a second one within this
		v.see("Deze verkoop bestaat niet, of u mag die niet zien.")
		if n := eval[int](v, `document.querySelectorAll('main, header').length`); n != 2 {
			v.t.Errorf("%d headers and mains", n)
		}
	})
}
