package e2e

import (
	"cmp"
	_ "embed"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

//go:embed third_party/axe/axe.min.js
var axe string

// state is what a page can look like, how a visitor gets there, and who.
type state struct {
	name  string
	reach func(v *visitor)
	by    string // empty: the seller
}

// states are all that pages can look like, and how a visitor gets there.
var states = append(slices.Concat(accessStates, guideStates, setupStates, findStates, boardStates, transferStates, partyStates), []state{
	{"list", func(v *visitor) { v.open("/sales") }, ""},
	{"list-sorted", func(v *visitor) { v.open("/sales?sort=amount&order=desc&skip=1") }, ""},
	{"view-sale", func(v *visitor) { v.open("/sales/1042") }, ""},
	{"view-details", func(v *visitor) { v.open("/sales/1042?tab=details") }, ""},
	{"view-more", func(v *visitor) { v.open("/sales/1042?tab=more") }, ""},
	{"view-note", func(v *visitor) { v.open("/sales/1042?tab=note") }, ""},
	{"view-links", func(v *visitor) { v.open("/sales/1042?tab=links") }, ""},
	{"view-guide", func(v *visitor) {
		v.open("/sales/1042")
		v.tab("Verkoopgids")
	}, ""},
	{"view-sold", func(v *visitor) { v.open("/sales/1018") }, ""},
	{"view-lost", func(v *visitor) { v.open("/sales/1033") }, ""},
	{"view-stalled", func(v *visitor) { v.open("/sales/1031") }, ""},
	{"view-loss", func(v *visitor) { v.open("/sales/1027?tab=details") }, ""},
	{"view-long", func(v *visitor) { v.open("/sales/1051") }, ""},
	{"view-saved", func(v *visitor) {
		v.edit()
		v.fill("Titel", "Opgeslagen")
		v.save()
		v.see("Verkoop 1042 is opgeslagen")
	}, ""},
	{"edit-sale", func(v *visitor) { v.open("/sales/1042/edit") }, ""},
	{"edit-swapped", func(v *visitor) { v.edit() }, ""},
	{"edit-details", func(v *visitor) { v.open("/sales/1042/edit?tab=details") }, ""},
	{"edit-more", func(v *visitor) { v.open("/sales/1042/edit?tab=more") }, ""},
	{"edit-note", func(v *visitor) { v.open("/sales/1042/edit?tab=note") }, ""},
	{"edit-links", func(v *visitor) { v.open("/sales/1042/edit?tab=links") }, ""},
	{"edit-locked", func(v *visitor) { v.open("/sales/1040/edit") }, ""},
	{"edit-recalculated", func(v *visitor) {
		v.open("/sales/1042/edit?tab=details")
		v.put("Totale kosten", "30000")
		v.holds("Winst", v.n("18.500,00"))
		v.see("Herberekend")
	}, ""},
	{"edit-loss", func(v *visitor) {
		v.open("/sales/1042/edit?tab=details")
		v.put("Totale kosten", "50000")
		v.holds("Winst", v.n("−1.500,00"))
	}, ""},
	{"edit-by-hand", func(v *visitor) {
		v.open("/sales/1042/edit")
		v.fill("Waarschijnlijkheid", "75")
		v.see("Met de hand ingesteld.")
	}, ""},
	{"edit-sold", func(v *visitor) {
		v.open("/sales/1042/edit")
		v.choose("Fase", "Verkocht")
		v.the("Kies eerst een reden", "link")
	}, ""},
	{"edit-lost", func(v *visitor) {
		v.open("/sales/1042/edit")
		v.choose("Fase", "Verloren")
		v.the("Kies eerst een reden", "link")
	}, ""},
	{"edit-stalled", func(v *visitor) {
		v.open("/sales/1042/edit")
		v.click("Vastgelopen")
		v.the("Datum heropening", "textbox")
	}, ""},
	{"edit-caution", func(v *visitor) {
		v.open("/sales/1042/edit")
		v.choose("Verkooptype", "Bestaande klant")
		v.see("De verkoopgids wordt verwijderd.")
	}, ""},
	{"edit-combobox", func(v *visitor) {
		v.open("/sales/1042/edit")
		v.put("Bedrijf", "albers")
		v.the("Albers Precisie B.V. Hengelo", "option")
		v.none("Bakkerij Het Spelt Leeuwarden", "option") // the list for what was typed
		v.pressKey("ArrowDown")
	}, ""},
	{"edit-refused", func(v *visitor) {
		v.open("/sales/1042/edit")
		v.fill("Waarschijnlijkheid", "101")
		v.fill("Bedrijf", "Bestaat niet B.V.")
		v.allow(422)
		v.click("Opslaan")
		v.focusOn("problem")
	}, ""},
	{"conflict", func(v *visitor) {
		other := visit(v.t, v.address, "nl")
		other.open("/sales/1042/edit")
		v.open("/sales/1042/edit")
		other.fill("Titel", "Een titel van een ander")
		other.fillOn("Verkoop", "Bedrag", "50.000,00")
		other.choose("Zichtbaar voor", "Groep van de eigenaar")
		other.save()
		v.fill("Titel", "Een titel van mij")
		v.fillOn("Verkoop", "Bedrag", "51000")
		v.allow(409)
		v.click("Opslaan")
		v.focusOn("problem")
	}, ""},
	{"follow-up", func(v *visitor) {
		v.open("/sales/1042")
		v.adds("Vervolgactiviteit")
		v.the("Tekst", "textbox")
	}, ""},
	{"follow-up-refused", func(v *visitor) {
		v.open("/activities/new")
		v.put("Start", "10")
		v.put("Einde", "9")
		v.allow(422)
		v.click("Opslaan")
		v.focusOn("problem")
	}, ""},
	{"follow-up-after-stall", func(v *visitor) {
		v.stalls()
		v.the("Vervolgactiviteit", "heading")
	}, ""},
	{"document", func(v *visitor) {
		v.open("/sales/1042")
		v.adds("Document")
		v.the("Webadres", "textbox")
	}, ""},
	{"document-refused", func(v *visitor) {
		v.open("/sales/1042/activities/new?kind=document")
		v.allow(422)
		v.click("Opslaan")
		v.focusOn("problem")
	}, ""},
	{"activity-deletion", func(v *visitor) {
		v.open("/sales/1042")
		v.click("Rondgang hal A en B met installateur")
		v.the("Tekst", "textbox")
		v.click("Verwijderen")
		v.the("Ja", "button")
	}, ""},
	{"activity-conflict", func(v *visitor) {
		other := visit(v.t, v.address, "nl")
		for _, who := range []*visitor{other, v} {
			who.open("/sales/1042")
			who.click("Rondgang hal A en B met installateur")
			who.the("Tekst", "textbox")
			who.put("Tekst", "Rondgang met "+who.lang)
		}
		other.put("Datum", other.day("07-12-2026"))
		other.click("Opslaan")
		other.see("7 dec")
		v.put("Tekst", "Rondgang door hal C")
		v.allow(409)
		v.click("Opslaan")
		v.focusOn("problem")
	}, ""},
	{"activity-read", func(v *visitor) {
		v.open("/sales/1042")
		v.click("Rondgang hal A en B met installateur")
		v.see("Sluiten")
		v.none("Tekst", "textbox")
	}, reader},
	{"history", func(v *visitor) { v.open("/sales/1042/history") }, ""},
	{"history-refused", func(v *visitor) {
		v.allow(422)
		v.open("/sales/1042/history?on=gisteren")
	}, ""},
	{"as-it-was", func(v *visitor) { v.open("/sales/1042/history/1") }, ""},
	{"register", func(v *visitor) { v.open("/sales/new") }, ""},
	{"register-refused", func(v *visitor) {
		v.open("/sales/new")
		v.fill("Titel", "Nieuw")
		v.fill("Verkoopdatum", "morgen")
		v.allow(422)
		v.click("Opslaan")
		v.focusOn("problem")
	}, ""},
	{"find-box-recent", func(v *visitor) {
		v.open("/sales/1042/edit")
		v.fill("Titel", "Femke heeft dit bewaard")
		v.save()
		v.openFind()
		v.see("Laatst door u geopend of opgeslagen")
		v.pressKey("ArrowDown")
	}, ""},
	{"find-box-found", func(v *visitor) {
		v.open("/sales")
		v.openFind()
		v.write("van")
		v.offers("1042")
		v.pressKey("ArrowDown")
	}, ""},
	{"find-box-none", func(v *visitor) {
		v.open("/sales")
		v.openFind()
		v.write("xyzzy")
		v.see("Niets gevonden")
	}, ""},
	{"find-box-narrow", func(v *visitor) {
		v.resize(320, 900)
		v.open("/sales")
		v.the("Verkopen zoeken", "button").press(1)
		v.focusOn("find-words")
		v.write("van")
		v.offers("1042")
		v.pressKey("ArrowDown")
	}, ""},
	{"find-words", func(v *visitor) { v.open("/find?q=any.begins:van") }, ""},
	{"find-words-none", func(v *visitor) { v.open("/find?q=any.begins:xyzzy") }, ""},
	{"find-sorted", func(v *visitor) { v.open("/find?cols=title,profit,percentage,source,updated&sort=profit&order=desc") }, ""},
	{"not-found", func(v *visitor) {
		v.allow(404)
		v.open("/sales/999999")
	}, ""},
}...)

var (
	languages = []string{"nl", "en"}
	themes    = []string{"light", "dark"}
)

// TestAccessibility lets axe look at every state once, turning through languages,
// themes and widths.
// With -gallery it is every state in both languages, in both themes at all widths,
// 768 pixels too, with pictures.
func TestAccessibility(t *testing.T) {
	widths := []int64{320, 1280}
	if *gallery != "" {
		widths = []int64{320, 768, 1280}
		if err := os.MkdirAll(*gallery, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for i, state := range states {
		for l, lang := range languages {
			if *gallery == "" && l != i%2 {
				continue
			}
			t.Run(state.name+"/"+lang, func(t *testing.T) {
				needBrowser(t)
				t.Parallel()
				v := visit(t, startDemo(t), lang, as(cmp.Or(state.by, seller)))
				v.look("light", 1280)
				state.reach(v)
				v.ready()
				v.still()
				for n, theme := range themes {
					for m, width := range widths {
						if *gallery == "" && (n != i/4%2 || m != n^i/2%2) {
							continue
						}
						v.look(theme, width)
						name := fmt.Sprintf("%s-%s-%s-%d", state.name, lang, theme, width)
						v.axe(name)
						if over := eval[int](v, `document.documentElement.scrollWidth - document.documentElement.clientWidth`); over > 0 {
							t.Errorf("%s: %d px are beside the page: %s", name, over, v.beside())
						}
						if *gallery == "" {
							continue
						}
						if err := v.screenshot(filepath.Join(*gallery, name+".png")); err != nil {
							t.Error(err)
						}
					}
				}
			})
		}
	}
}

// look sets theme and width, without motion: nothing is half-way when axe looks.
func (v *visitor) look(theme string, width int64) {
	v.t.Helper()
	v.media(theme, "reduce")
	v.resize(width, 900)
	// As high as the page: what sticks to the edge of the window covers nothing.
	v.resize(width, max(900, eval[int64](v, `document.documentElement.scrollHeight`)))
}

func (v *visitor) media(theme, motion string) {
	v.t.Helper()
	v.call(chromedp.Call(v.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
		{Name: "prefers-color-scheme", Value: theme}, {Name: "prefers-reduced-motion", Value: motion}}}))
}

func (v *visitor) resize(width, height int64) {
	v.t.Helper()
	v.do(chromedp.EmulateViewport(width, height))
	v.until("the size", func() (bool, string) {
		saw := eval[[2]int64](v, `[innerWidth, innerHeight]`)
		return saw == [2]int64{width, height}, fmt.Sprint(saw)
	})
}

// still fails the story where something moves for ever that nobody sees: it would keep
// the reader's machine drawing.
func (v *visitor) still() {
	v.t.Helper()
	if !v.scripts {
		return
	}
	v.media("light", "no-preference")
	for _, f := range eval[[]string](v, `document.getAnimations().filter(a => a.effect.getComputedTiming().iterations === Infinity
		&& !a.effect.target.checkVisibility({ visibilityProperty: true })).map(a => a.animationName + ' of ' + a.effect.target.parentElement.outerHTML.slice(0, 120))`) {
		v.t.Errorf("moves unseen: %s", f)
	}
}

// axe fails the story for what axe finds on the page as it is; it needs scripts.
func (v *visitor) axe(where string) {
	v.t.Helper()
	if !v.scripts {
		return
	}
	if !eval[bool](v, `!!window.axe`) {
		eval[any](v, axe+";null")
	}
	found, err := chromedp.Run(v.ctx, chromedp.Evaluate[[]string](`axe.run(document, { resultTypes: ['violations'], rules: { 'target-size': { enabled: true } } })
		.then(r => r.violations.map(v => v.id + ': ' + v.nodes.map(n => n.target.join(' ') + ' (' + n.failureSummary.split('\n').slice(1).map(l => l.trim()).join('; ') + ')').join('\n    ')))`,
		chromedp.EvalAwaitPromise))
	if err != nil {
		v.t.Fatal(err)
	}
	for _, f := range found {
		v.t.Errorf("%s: axe finds %s", where, f)
	}
}

// beside names what reaches over the page's edge.
func (v *visitor) beside() string {
	return strings.Join(eval[[]string](v, `[...document.querySelectorAll('main *, header *')].filter(e => e.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
		.map(e => e.tagName + '.' + e.className + '#' + e.id).slice(0, 8)`), ", ")
}
