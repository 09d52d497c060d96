package e2e

import (
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// transferStates are what the pages that bring data in and out look like.
var transferStates = []state{
	{"list-menu", func(v *visitor) {
		v.open("/sales")
		v.do(chromedp.Click("main .menu summary"))
		v.the("Exporteren als Excel", "link")
	}, admin},
	{"imports", func(v *visitor) { v.open("/imports") }, admin},
	{"imports-refused", func(v *visitor) {
		v.open("/imports")
		v.allow(422)
		v.click("Bestand lezen")
		v.focusOn("problem")
	}, admin},
	{"import-columns", func(v *visitor) { v.bring(mixed) }, admin},
	{"import-checked", func(v *visitor) { v.tries(mixed) }, admin},
	{"import-done", func(v *visitor) {
		v.tries(mixed)
		v.click("2 regels importeren")
		v.see("Geïmporteerd")
		v.the("Naar de verkopen", "link")
	}, admin},
	{"calendar", func(v *visitor) {
		v.open("/account")
		v.click("Adres maken")
		v.the("Adres van uw agenda", "heading")
	}, ""},
}

// mixed is a table with what can be wrong.
const mixed = "Nummer;Titel;Bedrag;Verkoopdatum;Klant;Interne code die nergens bij hoort\n" +
	"1042;Magazijnscanners locatie Venlo en Tegelen;48.500,00;;;A\n;Poorten voor het nieuwe terrein van de gemeente;1.250,50;18-12-2026;Nieuw Bedrijf BV;B\n" +
	";Bedrag verkeerd;9,9,9;31-02-2027;;C\n;Aanhalingsteken 5\" midden in de cel;1;;;D\n"

// bring uploads a table of sales and comes to its columns.
func (v *visitor) bring(file string) {
	v.t.Helper()
	path := filepath.Join(v.t.TempDir(), "verkopen uit het oude systeem.csv")
	if err := os.WriteFile(path, []byte(file), 0o600); err != nil {
		v.t.Fatal(err)
	}
	v.open("/imports")
	v.do(chromedp.SetUploadFiles("#upload", []string{path}))
	v.click("Bestand lezen")
	v.the("Controleren", "button")
}

// tries comes to what each row would do.
func (v *visitor) tries(file string) {
	v.t.Helper()
	v.bring(file)
	v.the("Bedrijven, contactpersonen en projecten die er nog niet zijn aanmaken", "checkbox").press(1)
	v.click("Controleren")
	v.long("Gecontroleerd, nog niet geïmporteerd")
}

// long waits longer than stories do for what a job brings about.
func (v *visitor) long(text string) {
	v.t.Helper()
	for begun := time.Now(); time.Since(begun) < time.Minute; time.Sleep(100 * time.Millisecond) {
		if strings.Contains(v.text(), v.w(text)) {
			return
		}
	}
	v.see(text)
}

// figures are those of the counts: new, changed, unchanged, with a problem.
func (v *visitor) figures() string {
	v.t.Helper()
	return eval[string](v, `[...document.querySelectorAll('.counts dd')].map(e => e.innerText.replace(/\D/g, '')).join(' ')`)
}

// awkward is a table of so many sales with texts that programs stumble over; the same
// each time.
func awkward(rows int) string {
	texts := []string{"=SUM(A1:A2)", "+31 6 12345678", "-1", "@naam", "'aangehaald'", "komma, en; puntkomma", `"aanhalingstekens"`, "twee\nregels", "tab\ttussen",
		"Ünïcödé ñ ø å ß ĳ", "日本語 العربية", "👩‍👩‍👧‍👦", "<script>alert(1)</script>", "{{7*7}}", "%00 %2e", "0", "1e5", "true", "NULL", "2026-01-01", "'=1", "''", "e\u0301", "\u202eom"}
	var b strings.Builder
	b.WriteString("\uFEFFTitel;Bedrijf;Contactpersoon;Bedrag;Valuta;Totale kosten;Verkoopdatum;Beschrijving;Opmerking;Fase\r\n")
	quote := func(text string) string { return `"` + strings.ReplaceAll(text, `"`, `""`) + `"` }
	for n := range rows {
		text := texts[n%len(texts)]
		title := strings.ReplaceAll(fmt.Sprintf("%s %d", text, n), "\n", " ")
		fmt.Fprintf(&b, "%s;%s;%s;%d,%02d;EUR;%d,05;%02d-%02d-2027;%s;%s;Offerte\r\n", quote(title), quote(fmt.Sprintf("Bakker & Zonen %d %s", n%250, "Zevenaar")),
			quote(fmt.Sprintf("Zoë van 't Hof %d", n%250)), 1000+n*7, n%100, n, n%28+1, n%12+1, quote(text), quote(text+"\n"+text))
	}
	return b.String()
}

// TestImport brings in 5,000 awkward rows, finds a sale of them, refines, keeps the
// search, takes it and all out again, and finds that what came out differs from nothing.
func TestImport(t *testing.T) {
	story(t, "5,000 awkward rows come in, are found, go out, and come in without a difference", "nl", func(v *visitor) {
		v.tries(awkward(5_000))
		if got := v.figures(); got != "5000 0 0 0" {
			t.Fatalf("would do %s", got)
		}
		v.click("5.000 regels importeren")
		v.long("Naar de verkopen")
		if got := v.figures(); got != "5000 0 0 0" {
			t.Fatalf("did %s", got)
		}
		// comesBack takes out what the page exports as, and tries it.
		comesBack := func(format, figures string) {
			v.t.Helper()
			v.until("a link to the "+format, func() (bool, string) {
				return eval[bool](v, `!!document.querySelector('main a[href*="export.`+format+`"]')`), ""
			})
			body, err := chromedp.Run(v.ctx, chromedp.Evaluate[string](`fetch(document.querySelector('main a[href*="export.`+format+`"]').href).then(r => r.blob()).then(b => new Promise(done => {
				const r = new FileReader(); r.onload = () => done(r.result.split(',')[1]); r.readAsDataURL(b) }))`, chromedp.EvalAwaitPromise))
			if err != nil {
				v.t.Fatal(err)
			}
			file, err := base64.StdEncoding.DecodeString(body)
			if err != nil {
				v.t.Fatal(err)
			}
			v.tries(string(file))
			if got := v.figures(); got != figures {
				v.t.Errorf("%s: differs in %s, want %s", format, got, figures)
			}
			v.see("Er is niets te importeren")
		}
		v.open("/sales")
		v.openFind()
		v.insert("zevenaar 249")
		v.offers("Bakker & Zonen 249 Zevenaar")
		v.ready()
		v.pressKey("ArrowDown")
		v.pressKey("Enter")
		v.shows("Bedrijf", "Bakker & Zonen 249 Zevenaar")
		v.open("/find")
		v.refine("Veld 1", "Bedrijf")
		v.fill("Waarde 1", "zevenaar 249")
		v.seek("20 verkopen")
		v.click("Toevoegen")
		v.refine("Veld 2", "Bedrag")
		v.refine("Vergelijking 2", "is meer dan")
		v.fill("Waarde 2", "20.000,00")
		v.seek("10 verkopen")
		v.click("Opslaan als selectie")
		v.fill("Naam", "Groot in Zevenaar")
		v.click("Opslaan")
		v.see("De selectie is opgeslagen")
		comesBack("csv", "0 0 10 0")
		for _, format := range []string{"csv", "xlsx"} {
			v.open("/sales")
			comesBack(format, "0 0 5060 0")
		}
		v.asksNothing()
	}, as(admin))
	story(t, "a table comes in by keyboard alone, in English", "en", func(v *visitor) {
		v.bring("Title,Amount\nGates,\"1,250.50\"\n")
		v.tabTo("Controleren", "button")
		v.pressKey("Enter")
		v.long("Gecontroleerd, nog niet geïmporteerd")
		v.tabTo("1 regel importeren", "button")
		v.pressKey("Enter")
		v.long("Naar de verkopen")
		v.tabTo("Naar de verkopen", "link")
		v.pressKey("Enter")
		v.the("Gates", "link")
	}, as(admin))
	story(t, "a table comes in without scripts", "nl", func(v *visitor) {
		v.bring("Titel;Bedrag\nPoorten;1.250,50\n")
		v.click("Controleren")
		for range 50 {
			if !strings.Contains(v.text(), "Wordt gecontroleerd") {
				break
			}
			v.do(chromedp.Reload())
		}
		v.click("1 regel importeren")
		for range 50 {
			if strings.Contains(v.text(), "Naar de verkopen") {
				break
			}
			v.do(chromedp.Reload())
		}
		v.click("Naar de verkopen")
		v.the("Poorten", "link")
	}, as(admin), withoutScripts)
}
