package e2e

import "testing"

// stalls marks the scanners as stalled until 1 March and saves.
func (v *visitor) stalls() {
	v.t.Helper()
	v.open("/sales/1042/edit")
	v.click("Vastgelopen")
	if !v.scripts {
		v.click("Toepassen")
	}
	v.fill("Datum heropening", v.day("01-03-2027"))
	v.choose("Reden (vastgelopen)", "Budget pas in het nieuwe jaar")
	v.click("Opslaan")
}

// day is a day in the visitor's notation.
func (v *visitor) day(dutch string) string {
	if v.lang == "en" {
		return dutch[:2] + "/" + dutch[3:5] + "/" + dutch[6:]
	}
	return dutch
}

func TestAStalledSaleOffersAFollowUp(t *testing.T) {
	tell := func(v *visitor) {
		v.stalls()
		v.the("Vervolgactiviteit", "heading")
		v.see("Plan hoe u erop terugkomt")
		v.holds("Datum", v.day("01-03-2027"))
		v.axe("the follow-up dialog")
		v.put("Tekst", "Bellen over het nieuwe budget")
		v.click("Opslaan")
		v.none("Vervolgactiviteit", "heading")
		v.viewing()
		v.shows("Datum heropening", map[string]string{"nl": "1 mrt 2027", "en": "1 Mar 2027"}[v.lang])
		v.see("Bellen over het nieuwe budget")
	}
	story(t, "in a dialog", "en", tell)
	story(t, "on a page of its own", "nl", tell, withoutScripts)
	story(t, "and closing it undoes nothing", "nl", func(v *visitor) {
		v.stalls()
		v.the("Vervolgactiviteit", "heading")
		v.pressKey("Escape")
		v.none("Vervolgactiviteit", "heading")
		v.shows("Vastgelopen", "Ja")
	})
}

func TestTickingOffKeepsWhatIsBeingTyped(t *testing.T) {
	story(t, "beside a form with unsaved input", "nl", func(v *visitor) {
		v.edit()
		v.fill("Titel", "Nog niet opgeslagen")
		v.click("Voltooid: Korting op vaste poorten")
		v.see("De activiteit is voltooid")
		v.see("27 nov 2026")
		v.holds("Titel", "Nog niet opgeslagen")
		v.editing()
	})
}
