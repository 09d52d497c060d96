package e2e

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"
)

// stalls marks the scanners as stalled until 1 March and saves.
func (v *visitor) stalls() {
	v.t.Helper()
	v.open("/sales/1042/edit")
	v.click("Vastgelopen")
	v.apply()
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

// adds opens the form of a follow-up or a document.
func (v *visitor) adds(what string) {
	v.t.Helper()
	v.the("Toevoegen", "group", "button", "DisclosureTriangle").press(1)
	v.the(what, "link").press(1)
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

func TestOutcomesByKeyboard(t *testing.T) {
	story(t, "a sale is marked as stalled, and its follow-up planned", "nl", func(v *visitor) {
		v.open("/sales/1042/edit")
		v.tabTo("Vastgelopen", "checkbox")
		v.pressKey(" ")
		v.tabTo("Datum heropening", "textbox")
		v.write("01-03-2027")
		v.tabTo("Reden (vastgelopen)", "combobox")
		v.write("Bud")
		v.tabTo("Opslaan", "button")
		v.pressKey("Enter")
		v.the("Vervolgactiviteit", "heading")
		v.tabBackTo("Telefoongesprek", "radio")
		v.pressKey("ArrowLeft")
		v.tabTo("Tekst", "textbox")
		v.retype("Langsgaan in Venlo")
		v.tabTo("Opslaan", "button")
		v.pressKey("Enter")
		v.see("Langsgaan in Venlo · Afspraak")
		v.viewing()
		v.tabTo("Voltooid: Langsgaan in Venlo", "checkbox")
		v.pressKey(" ")
		v.see("De activiteit is voltooid")
		v.ready()
	})
	story(t, "a sale is marked as sold, and then as lost and completed", "en", func(v *visitor) {
		v.open("/sales/1042/edit")
		v.tabTo("Fase", "combobox")
		v.write("Sol")
		v.tabTo("Reden", "combobox")
		v.write("Bes")
		v.tabTo("Opslaan", "button")
		v.pressKey("Enter")
		v.viewing()
		v.shows("Waarschijnlijkheid", "100%")
		v.ready()
		v.tabTo("Bewerken", "link")
		v.pressKey("Enter")
		v.editing()
		v.tabTo("Fase", "combobox")
		v.write("Los")
		v.tabTo("Reden", "combobox")
		v.write("Too")
		v.tabTo("Voltooid", "checkbox")
		v.pressKey(" ")
		v.tabTo("Opslaan", "button")
		v.pressKey("Enter")
		v.viewing()
		v.shows("Waarschijnlijkheid", "0%")
		v.shows("Voltooid", "Ja")
	})
}

func TestADocumentIsUploaded(t *testing.T) {
	tell := func(v *visitor) {
		v.open("/sales/1042")
		v.adds("Document")
		v.put("Titel", "De offerte als bestand")
		v.choose("Soort", "Offerte")
		file := filepath.Join(v.t.TempDir(), "Offerte Venlo.pdf")
		if err := os.WriteFile(file, []byte("%PDF-1.7\nhello"), 0o600); err != nil {
			v.t.Fatal(err)
		}
		v.do(chromedp.SetUploadFiles(chromedp.CSS("#activity-file"), []string{file}))
		v.click("Opslaan")
		v.see("Het document is opgeslagen", "De offerte als bestand · "+v.w("Offerte"), "Offerte Venlo.pdf")
	}
	story(t, "in the dialog", "en", tell)
	story(t, "on a page of its own", "nl", tell, withoutScripts)
}

func TestTheHistoryLeadsToTheSaleAsItWas(t *testing.T) {
	everyWay(t, "and back to as it is", func(v *visitor) {
		v.open("/sales/1042/history")
		v.fill("Zoals het was op", v.day("10-09-2026"))
		v.click("Tonen")
		v.see("Zo was deze verkoop aan het eind van")
		v.shows("Fase", "Eerste gesprek")
		v.none("Bewerken", "link")
		v.click("Naar de verkoop zoals die nu is")
		v.shows("Fase", "Onderhandeling")
		v.viewing()
	})
}

func TestDeletingAsksBeforeWhatWasTypedGoes(t *testing.T) {
	story(t, "the dialog that asks whether to delete comes in place of the form", "nl", func(v *visitor) {
		v.open("/sales/1042")
		v.click("Korting op vaste poorten")
		v.the("Telefoongesprek", "radio")
		v.fill("Tekst", "Korting op alle poorten")
		v.answer(false)
		v.click("Verwijderen")
		v.asks()
		v.holds("Tekst", "Korting op alle poorten")
		v.answer(true)
		v.click("Verwijderen")
		v.asks()
		v.see("Dit kan niet ongedaan worden gemaakt.")
		v.inDialog("Nee")
		v.click("Korting op vaste poorten")
		v.the("Telefoongesprek", "radio")
		v.click("Verwijderen")
		v.see("Dit kan niet ongedaan worden gemaakt.")
		v.asksNothing()
	})
}
