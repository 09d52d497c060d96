package e2e

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// scanners is the sale that most stories are about: open, of a type with a guide,
// in its third stage.
const scanners = "Magazijnscanners locatie Venlo"

// everyWay tells a story in both languages by mouse, and in both once more in a browser
// without scripts.
func everyWay(t *testing.T, sentence string, story func(v *visitor), options ...option) {
	t.Run(sentence, func(t *testing.T) {
		ways := []struct {
			name, lang string
			options    []option
		}{
			{"nl", "nl", nil}, {"en", "en", nil}, {"zonder scripts", "nl", []option{withoutScripts}},
			{"without scripts", "en", []option{withoutScripts}},
		}
		for _, way := range ways {
			t.Run(way.name, func(t *testing.T) {
				needBrowser(t)
				t.Parallel()
				story(visit(t, startDemo(t), way.lang, append(way.options, options...)...))
			})
		}
	})
}

// TestSeed has one subtest for each sentence of the user's page that a user can
// act on or see, in its order and under its headings.
func TestSeed(t *testing.T) {
	t.Run("Een verkoop bijwerken", func(t *testing.T) {
		t.Run("U kunt bestaande verkoopinformatie bijwerken, de fase wijzigen (inclusief markeren als vastgelopen, verkocht of verloren), of een verkoop verwijderen als deze niet langer relevant is.", func(t *testing.T) {
			everyWay(t, "bestaande verkoopinformatie bijwerken, de fase wijzigen", func(v *visitor) {
				v.edit()
				v.fill("Titel", "Magazijnscanners Venlo en Tegelen")
				v.choose("Fase", "Offerte")
				v.save()
				v.the("Magazijnscanners Venlo en Tegelen", "heading")
				v.shows("Fase", "Offerte")
			})
			// "inclusief markeren als vastgelopen, verkocht of verloren": the sections below.
			everyWay(t, "of een verkoop verwijderen als deze niet langer relevant is", func(v *visitor) {
				v.askedToDelete()
				v.click("Ja")
				v.see("Verkoop 1042 is verwijderd")
			})
		})
	})
	t.Run("Een verkoop bewerken", editing)
	t.Run("Een verkoop markeren als vastgelopen", stalling)
	t.Run("Een verkoop markeren als verkocht", winning)
	t.Run("Een verkoop markeren als verloren", losing)
	t.Run("Een verkoop verwijderen", deleting)
	t.Run("Gerelateerde inhoud", func(t *testing.T) {
		t.Run("Een verkoop registreren", registering)
		t.Run("Verkoopgidsen", withGuide)
		everyWay(t, "Uitleg over de velden", func(v *visitor) {
			fields := []struct {
				tab    string
				labels []string
			}{
				{"Verkoop", []string{"Titel", "Bedrag", "Valuta", "Verkooptype", "Fase", "Waarschijnlijkheid", "Verkoopdatum", "Vastgelopen",
					"Bedrijf", "Contactpersoon", "Project", "Eigenaar", "Beschrijving", "Zichtbaar voor"}},
				{"Details", []string{"Totale kosten", "Winst", "Percentage", "Bron", "Concurrent", "Gecrediteerd"}},
				{"Opmerking", []string{"Opmerking"}},
				{"Koppelingen", []string{"Adres of verkoopnummer 1"}},
			}
			v.edit()
			for _, f := range fields {
				v.tab(f.tab)
				for _, label := range f.labels {
					v.fieldOn(f.tab, label)
				}
			}
			v.tab("Verkoop")
			v.shows("Volgende activiteit", "20 nov 2026 · 3 dagen te laat")
			v.tab("Details")
			v.shows("Nummer", "1042")
		})
	})
}

// edit opens the scanners' card in edit mode.
func (v *visitor) edit() {
	v.t.Helper()
	v.open("/sales/1042")
	v.click("Bewerken")
	v.editing()
	v.ready()
}

// apply shows what follows from a change; without scripts one asks for it.
func (v *visitor) apply() {
	v.t.Helper()
	if !v.scripts {
		v.click("Toepassen")
	}
	v.ready() // what comes in moves the buttons below it
}

// fieldOn is the field with the label on that tab: "Bedrag" stands on two.
func (v *visitor) fieldOn(tab, label string) element {
	v.t.Helper()
	var one element
	v.until(fmt.Sprintf("the field %s on tab %s", v.w(label), v.w(tab)), func() (bool, string) {
		found, err := v.find(v.w(label), fieldRoles...)
		if err != nil {
			return false, err.Error()
		}
		n := 0
		for _, e := range found {
			if in, err := js[string](e, `function () { return this.closest('[role=tabpanel]')?.querySelector('h2')?.textContent ?? '' }`); err == nil && in == v.w(tab) {
				one = e
				n++
			}
		}
		return n == 1, fmt.Sprintf("%d of them", n)
	})
	return one
}

func editing(t *testing.T) {
	everyWay(t, "Open het scherm Verkoop voor de verkoop die u wilt bijwerken.", func(v *visitor) {
		v.open("/")
		v.title("Verkopen · Verkoop")
		v.click(scanners)
		v.title("Verkoop 1042: " + scanners + " · Verkoop")
		v.the(scanners, "heading")
		for _, tab := range []string{"Verkoop", "Details", "Meer", "Opmerking", "Koppelingen", "Activiteiten", "Verkoopgids"} {
			v.tab(tab)
		}
	})
	everyWay(t, "Zie Het scherm Zoeken gebruiken.", useFindScreen)

	everyWay(t, "Klik op het potlood in de rechterbovenhoek van de verkoopkaart om de bewerkingsmodus te openen.", func(v *visitor) {
		v.open("/sales/1042")
		corner, err := js[[2]float64](v.the("Bewerken", "link"), `function () {
			const pencil = this.getBoundingClientRect(), card = this.closest('article').getBoundingClientRect()
			return [card.right - pencil.right, pencil.top - card.top]
		}`)
		if err != nil || corner[0] < 0 || corner[0] > 100 || corner[1] < 0 || corner[1] > 60 {
			v.t.Errorf("the pencil is %v px from the card's right and upper edges (%v)", corner, err)
		}
		place := func() string {
			return eval[string](v, `(b => [b.x, b.y, b.width].join())(document.querySelector('article').getBoundingClientRect())`)
		}
		before := place()
		v.click("Bewerken")
		v.editing()
		v.at("/sales/1042/edit")
		v.title("Een verkoop bijwerken: 1042 " + scanners + " · Verkoop")
		if after := place(); after != before {
			v.t.Errorf("the card moved from %s to %s", before, after)
		}
	})

	everyWay(t, "Breng de gewenste wijzigingen aan.", func(v *visitor) {
		v.edit()
		v.fill("Titel", "Scanners en poorten voor Venlo")
		v.fill("Beschrijving", "Eerst hal A,\ndan hal B.")
		v.fill("Verkoopdatum", v.w("22-12-2026"))
		v.fill("Contactpersoon", "Joris Hendriks")
		v.fill("Project", "Opvolging vakbeurs Utrecht")
		v.choose("Zichtbaar voor", "Groep van de eigenaar")
		v.tab("Details")
		v.choose("Bron", "Aanbeveling")
		v.choose("Concurrent", "Huidige leverancier")
		v.choose("Gecrediteerd", "Binnendienst")
		v.tab("Opmerking")
		v.fill("Opmerking", "Bellen vóór vrijdag.")
		v.tab("Koppelingen")
		v.fill("Adres of verkoopnummer 3", "https://voorbeeld.example/pagina")
		v.fill("Tekst 3", "Een pagina")
		v.save()
		v.see("Verkoop 1042 is opgeslagen")
		v.tab("Verkoop")
		v.the("Scanners en poorten voor Venlo", "heading")
		v.shows("Beschrijving", "Eerst hal A, dan hal B.")
		v.shows("Verkoopdatum", "22 dec 2026")
		v.shows("Contactpersoon", "Joris Hendriks")
		v.shows("Project", "Opvolging vakbeurs Utrecht")
		v.shows("Zichtbaar voor", "Groep van de eigenaar")
		v.tab("Details")
		v.shows("Bron", "Aanbeveling")
		v.shows("Concurrent", "Huidige leverancier")
		v.shows("Gecrediteerd", "Binnendienst")
		v.tab("Opmerking")
		v.see("Bellen vóór vrijdag.")
		v.tab("Koppelingen")
		v.the("Een pagina", "link")
	})

	everyWay(t, "U kunt tussen tabbladen schakelen zonder de bewerkingsmodus te verlaten.", func(v *visitor) {
		v.edit()
		v.fill("Titel", "Getypt op het eerste tabblad")
		v.tab("Details")
		v.editing()
		v.fill("Totale kosten", v.n("30.000,00"))
		v.tab("Opmerking")
		v.editing()
		v.fill("Opmerking", "Getypt op het vierde tabblad")
		v.tab("Verkoop")
		v.editing()
		v.holds("Titel", "Getypt op het eerste tabblad")
		v.tab("Details")
		v.holds("Totale kosten", v.n("30.000,00"))
		v.save()
		v.the("Getypt op het eerste tabblad", "heading")
		v.tab("Details")
		v.shows("Totale kosten", v.eur("30.000,00"))
		v.tab("Opmerking")
		v.see("Getypt op het vierde tabblad")
	})

	everyWay(t, "Velden Totale kosten, Winst en Percentage: Het wijzigen van een veld zal automatisch de andere velden bijwerken om consistentie te garanderen.", func(v *visitor) {
		v.edit()
		for _, change := range []struct{ tab, field, to, cost, profit, percentage string }{
			{"Details", "Totale kosten", "30.000,00", "30.000,00", "18.500,00", "38,14"},
			{"Details", "Winst", "20.000,00", "28.500,00", "20.000,00", "41,24"},
			{"Details", "Percentage", "25", "36.375,00", "12.125,00", "25"},
			{"Verkoop", "Bedrag", "50.000,00", "36.375,00", "13.625,00", "27,25"},
			{"Verkoop", "Bedrag", "30.000,00", "36.375,00", "−6.375,00", "−21,25"},
		} {
			if !v.scripts { // saving does the same
				v.tab(change.tab)
				v.fillOn(change.tab, change.field, v.n(change.to))
				v.save()
				v.shows("Totale kosten", v.eur(change.cost))
				v.shows("Winst", v.eur(change.profit))
				v.shows("Percentage", v.n(change.percentage)+"%")
				v.click("Bewerken")
				v.editing()
				continue
			}
			v.tab(change.tab)
			v.fillOn(change.tab, change.field, v.n(change.to))
			v.tab("Details")
			v.holds("Totale kosten", v.n(change.cost))
			v.holds("Winst", v.n(change.profit))
			v.holds("Percentage", v.n(change.percentage))
		}
		v.save()
		v.tab("Details")
		v.shows("Winst", v.eur("−6.375,00"))
	})

	everyWay(t, "De fase wijzigen: Het bijwerken van de fase past automatisch het veld Waarschijnlijkheid aan.", func(v *visitor) {
		v.edit()
		v.holds("Waarschijnlijkheid", "60")
		v.choose("Fase", "Afronding")
		v.apply()
		v.holds("Waarschijnlijkheid", "80")
		v.strip("Opslaan wijzigt ook", v.w("Waarschijnlijkheid")+" 60% 80%")
		v.save()
		v.shows("Fase", "Afronding")
		v.shows("Waarschijnlijkheid", "80%")
	})

	everyWay(t, "U kunt deze waarde handmatig overschrijven indien nodig.", func(v *visitor) {
		v.edit()
		v.fill("Waarschijnlijkheid", "75")
		v.apply()
		v.see("Met de hand ingesteld.")
		v.save()
		v.shows("Waarschijnlijkheid", "75% · "+v.w("met de hand ingesteld"))
		v.click("Bewerken")
		v.editing()
		v.click("Terug naar 60%")
		v.holds("Waarschijnlijkheid", "60")
		v.seeNot("Met de hand ingesteld.")
		v.save()
		v.shows("Waarschijnlijkheid", "60% · "+v.w("volgt de fase"))
	})

	everyWay(t, "Als het verkooptype is gekoppeld aan een verkoopgids, worden de vorige fasen in de gids als voltooid gemarkeerd met een vinkje.", func(v *visitor) {
		v.edit()
		v.choose("Fase", "Afronding")
		v.apply()
		v.strip(v.w("Verkoopgids") + " " + v.w("3 fasen met een vinkje"))
		v.save()
		v.tab("Verkoopgids")
		v.steps("Eerste gesprek: Voltooid ✓", "Offerte: Voltooid ✓", "Onderhandeling: Voltooid ✓", "Afronding: Huidige fase")
		v.click("Bewerken")
		v.editing()
		v.choose("Fase", "Offerte")
		v.save()
		v.tab("Verkoopgids")
		v.steps("Eerste gesprek: Voltooid ✓", "Offerte: Huidige fase", "Onderhandeling: Volgt nog", "Afronding: Volgt nog")
	})

	everyWay(t, "Het wijzigen van verkooptypen die zijn gekoppeld aan een verkoopgids, zal de gids verwijderen.", func(v *visitor) {
		v.edit()
		v.seeNot("De verkoopgids wordt verwijderd.")
		v.choose("Verkooptype", "Bestaande klant")
		v.apply()
		v.until("the caution at the field", func() (bool, string) {
			caution, err := js[string](v.field("Verkooptype"), `function () {
				return (this.getAttribute('aria-describedby') ?? '').split(' ').map(id => document.getElementById(id)?.innerText ?? '').join(' ')
			}`)
			return err == nil && strings.Contains(caution, v.w("De verkoopgids wordt verwijderd.")), caution
		})
		v.save()
		v.shows("Verkooptype", "Bestaande klant")
		v.none("Verkoopgids", "tab", "heading")
	})

	t.Run("Activiteiten en documenten blijven beschikbaar in het sectietabblad Activiteiten en worden opnieuw gekoppeld als u terugkeert naar het oorspronkelijke type.", func(t *testing.T) {
		everyWay(t, "blijven beschikbaar, en de gids keert terug", func(v *visitor) {
			v.edit()
			v.choose("Verkooptype", "Bestaande klant")
			v.apply()
			v.save()
			v.tab("Activiteiten")
			v.see("Korting op vaste poorten", "Offerte 1042-1")
			v.click("Bewerken")
			v.editing()
			v.choose("Verkooptype", "Levering met installatie")
			v.apply()
			v.save()
			v.shows("Fase", "Onderhandeling")
			v.see("Korting op vaste poorten", "Offerte 1042-1")
			v.tab("Verkoopgids")
			v.steps("Eerste gesprek: Voltooid ✓", "Offerte: Voltooid ✓", "Onderhandeling: Huidige fase", "Afronding: Volgt nog")
		})
		everyWay(t, "worden opnieuw gekoppeld (de onderdelen van de gids)", func(v *visitor) {
			were := []string{"Presentatie proefopstelling: d", "Prijs bespreken: t", "Contract doornemen met inkoop: n", "Offerte, herzien: d", "Conceptovereenkomst: n"}
			v.guideOf("1042")
			v.items(slices.Clone(were)...)
			v.click("Bewerken")
			v.editing()
			v.choose("Verkooptype", "Bestaande klant")
			v.apply()
			v.save()
			v.none("Verkoopgids", "tab", "heading")
			v.see("Korting op vaste poorten", "Offerte 1042-2, herzien")
			v.click("Bewerken")
			v.editing()
			v.choose("Verkooptype", "Levering met installatie")
			v.apply()
			v.save()
			v.tab("Verkoopgids")
			v.items(were...)
			v.tab("Activiteiten")
			v.see("Korting op vaste poorten", "Offerte 1042-2, herzien")
		})
	})

	everyWay(t, "Klik op Opslaan om de wijzigingen toe te passen of op Annuleren om deze te negeren.", func(v *visitor) {
		v.edit()
		v.fill("Titel", "Dit wordt genegeerd")
		v.click("Annuleren")
		v.viewing()
		v.the(scanners, "heading")
		v.open("/sales/1042")
		v.the(scanners, "heading")
		v.click("Bewerken")
		v.editing()
		v.fill("Titel", "Dit wordt toegepast")
		v.save()
		v.the("Dit wordt toegepast", "heading")
		v.open("/sales/1042")
		v.the("Dit wordt toegepast", "heading")
		v.asksNothing()
	})

	everyWay(t, "Beide acties verlaten de bewerkingsmodus.", func(v *visitor) {
		v.edit()
		v.click("Annuleren")
		v.viewing()
		v.at("/sales/1042")
		v.ready()
		v.click("Bewerken")
		v.editing()
		v.fill("Beschrijving", "Iets anders")
		v.save()
		v.at("/sales/1042")
		v.asksNothing()
	})

	everyWay(t, "Als de knop Opslaan is uitgegrijsd, controleer dan of alle verplichte velden zijn ingevuld.", func(v *visitor) {
		v.edit()
		v.fill("Titel", "")
		v.apply()
		v.dimmed(true)
		v.the("Vul eerst een titel in", "link")
		if v.scripts {
			v.click("Opslaan")
			v.focusOn("sale-1042-title")
			v.editing()
		} else {
			v.allow(422)
			v.click("Opslaan")
			v.see("Er is een probleem Titel: Vul een titel in.")
		}
		v.fill("Titel", "Nu wel een titel")
		v.apply()
		v.dimmed(false)
		v.save()
		v.the("Nu wel een titel", "heading")
	})
}

// fillOn is fill for a label that stands on two tabs.
func (v *visitor) fillOn(tab, label, text string) {
	v.t.Helper()
	field := v.fieldOn(tab, label)
	field.press(1)
	v.call(js[any](field, `function () { this.select() }`))
	v.insert(text)
	v.leave()
}

// dimmed waits until Save is dimmed, or is not.
func (v *visitor) dimmed(want bool) {
	v.t.Helper()
	v.until(fmt.Sprintf("Save dimmed: %v", want), func() (bool, string) {
		saw, err := js[string](v.the("Opslaan", "button"), `function () { return this.getAttribute('aria-disabled') ?? 'false' }`)
		return err == nil && (saw == "true") == want, fmt.Sprint(saw, err)
	})
}

// steps waits until the sales guide shows these stages, as "name: state"; ✓ is a tick.
func (v *visitor) steps(want ...string) {
	v.t.Helper()
	var lines []string
	for _, step := range want {
		name, state, _ := strings.Cut(step, ": ")
		state, tick, _ := strings.Cut(state, " ")
		if state == "Huidige" || state == "Volgt" {
			state, tick = state+" "+tick, ""
		}
		lines = append(lines, strings.TrimSpace(v.w(name)+": "+v.w(state)+" "+tick))
	}
	all := strings.Join(lines, " | ")
	v.until("the guide "+all, func() (bool, string) {
		saw := plain(eval[string](v, `[...document.querySelectorAll('.stepper > li')].filter(li => li.getClientRects().length)
			.map(li => li.querySelector('.step-name').innerText + ': ' + li.querySelector('.step-state').innerText.split(' · ')[0] +
				(li.querySelector('use[href$=check-bold]') ? ' ✓' : '')).join(' | ')`))
		return saw == all, saw
	})
}

func registering(t *testing.T) {
	everyWay(t, "Nieuw opent dezelfde kaart in de bewerkingsmodus.", func(v *visitor) {
		v.open("/sales/1042")
		v.click("Nieuw")
		v.at("/sales/new")
		v.title("Een verkoop registreren · Verkoop")
		v.see("U registreert een verkoop")
		for _, tab := range []string{"Details", "Meer", "Opmerking", "Koppelingen", "Verkoop"} {
			v.tab(tab)
		}
		v.holds("Eigenaar", "Femke de Boer")
		v.holds("Verkooptype", "Nieuwe klant")
		v.holds("Fase", "Eerste gesprek")
		v.holds("Waarschijnlijkheid", "20")
		v.holds("Verkoopdatum", "21-02-2027")
		v.holds("Zichtbaar voor", "Iedereen")
	})

	everyWay(t, "Wat volgt uit een wijziging staat er al vóór het opslaan.", func(v *visitor) {
		v.open("/sales/new")
		v.fill("Titel", "Scanners voor Tegelen")
		v.choose("Fase", "Offerte")
		v.apply()
		v.holds("Waarschijnlijkheid", "40")
		v.strip(v.w("Waarschijnlijkheid") + " 20% 40%")
		v.choose("Verkooptype", "Levering met installatie")
		v.apply()
		v.holds("Verkoopdatum", "22-01-2027")
	})

	everyWay(t, "Bedrag, totale kosten, winst en percentage worden herberekend.", func(v *visitor) {
		v.open("/sales/new")
		v.fill("Titel", "Scanners voor Tegelen")
		v.fillOn("Verkoop", "Bedrag", v.n("1.000,00"))
		v.tab("Details")
		if v.scripts {
			v.holds("Percentage", "100")
		}
		v.fill("Totale kosten", v.n("600,50"))
		if v.scripts {
			v.holds("Winst", v.n("399,50"))
			v.holds("Percentage", v.n("39,95"))
			v.fill("Percentage", "50")
			v.holds("Totale kosten", v.n("500,00"))
			v.holds("Winst", v.n("500,00"))
			v.fill("Totale kosten", v.n("600,50"))
			v.holds("Winst", v.n("399,50"))
		}
		v.save()
		v.tab("Details")
		v.shows("Totale kosten", v.eur("600,50"))
		v.shows("Winst", v.eur("399,50"))
		v.shows("Percentage", v.n("39,95")+"%")
	})

	everyWay(t, "Een contactpersoon brengt het bedrijf mee.", func(v *visitor) {
		v.open("/sales/new")
		v.fill("Titel", "Scanners voor Tegelen")
		v.fill("Contactpersoon", "Ruud Albers")
		if v.scripts {
			v.holds("Bedrijf", "Albers Precisie B.V.")
		}
		v.save()
		v.shows("Bedrijf", "Albers Precisie B.V.")
		v.shows("Contactpersoon", "Ruud Albers")
	})

	everyWay(t, "Opslaan registreert de verkoop en geeft het volgende nummer.", func(v *visitor) {
		v.open("/sales/new")
		v.fill("Titel", "Scanners voor Tegelen")
		v.tab("Opmerking")
		v.fill("Opmerking", "Nieuw en al met een opmerking")
		v.save()
		v.see("Verkoop 1061 is geregistreerd")
		v.the("Scanners voor Tegelen", "heading")
		v.tab("Details")
		v.shows("Nummer", "1061")
		v.tab("Opmerking")
		v.see("Nieuw en al met een opmerking")
		v.open("/sales?sort=number&order=desc")
		v.click("Scanners voor Tegelen")
		v.the("Scanners voor Tegelen", "heading")
	})

	everyWay(t, "Annuleren registreert niets.", func(v *visitor) {
		v.open("/sales")
		v.click("Nieuw")
		v.fill("Titel", "Dit wordt niets")
		v.click("Annuleren")
		v.at("/sales")
		v.the(scanners, "link")
		v.seeNot("Dit wordt niets")
	})

	everyWay(t, "Zonder titel is Opslaan uitgegrijsd.", func(v *visitor) {
		v.open("/sales/new")
		v.dimmed(true)
		v.the("Vul eerst een titel in", "link")
		if v.scripts {
			v.click("Opslaan")
			v.focusOn("sale-new-title")
		} else {
			v.allow(422)
			v.click("Opslaan")
			v.see("Er is een probleem Titel: Vul een titel in.")
		}
		v.fill("Titel", "Toch een titel")
		v.apply()
		v.dimmed(false)
		v.save()
		v.the("Toch een titel", "heading")
	})
}
