package locales

import (
	"reflect"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"verkoop/crm"
)

const sampleNL = `
"sample.days" = { one = "{{.count}} dag vanaf {{.from}}", other = "{{.count}} dagen vanaf {{.from}}" }
"sample.plain" = "Opslaan"
"sample.values" = "{{.date}}|{{.at}}|{{.money}}|{{.words}}|{{.int}}|{{.text}}|{{.number}}"
"sample.twice" = "{{.a}} en {{.a}}"
`

const sampleEN = `
"sample.days" = { one = "{{.count}} day from {{.from}}", other = "{{.count}} days from {{.from}}" }
"sample.plain" = "Save"
"sample.values" = "{{.date}}|{{.at}}|{{.money}}|{{.words}}|{{.int}}|{{.text}}|{{.number}}"
"sample.twice" = "{{.a}} and {{.a}}"
`

// sample returns small texts and what they report.
func sample(t *testing.T) (nl, en *Texts, reported func() []Problem) {
	t.Helper()
	var mu sync.Mutex
	var problems []Problem
	b, err := load(fstest.MapFS{"nl.toml": {Data: []byte(sampleNL)}, "en.toml": {Data: []byte(sampleEN)}}, func(p Problem) {
		mu.Lock()
		defer mu.Unlock()
		problems = append(problems, p)
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.For(NL), b.For(EN), func() []Problem { return problems }
}

func TestTextsAreFilledIn(t *testing.T) {
	nl, en, reported := sample(t)
	values := []any{
		"date", crm.Date("2026-11-23"), "at", time.Date(2026, 11, 18, 10, 41, 0, 0, time.UTC),
		"money", amount(t, "1234.5", "EUR"), "words", crm.Words{NL: "Beurs", EN: "Trade fair"},
		"int", 1234, "text", "<b>{{.int}}</b>", "number", crm.SaleNumber(1042),
	}
	for _, c := range []struct{ sentence, got, want string }{
		{"plain", nl.T("sample.plain"), "Opslaan"},
		{"plain (en)", en.T("sample.plain"), "Save"},
		{"plain, for a count", en.N("sample.plain", 2), "Save"},
		{"every type of value", nl.T("sample.values", values...), "23 nov 2026|18 nov 2026 10:41|€" + noBreak + "1.234,50|Beurs|1.234|<b>{{.int}}</b>|1042"},
		{"every type of value (en)", en.T("sample.values", values...), "23 Nov 2026|18 Nov 2026 10:41|€1,234.50|Trade fair|1,234|<b>{{.int}}</b>|1042"},
		{"from a map", nl.T("sample.twice", crm.Args{"a": 1}), "1 en 1"},
		{"one", nl.N("sample.days", 1, "from", crm.Date("2026-11-23")), "1 dag vanaf 23 nov 2026"},
		{"none", en.N("sample.days", 0, "from", "now"), "0 days from now"},
		{"many", en.N("sample.days", 1234, "from", "now"), "1,234 days from now"},
		{"minus one is one, says CLDR", nl.N("sample.days", -1, "from", "nu"), "−1 dag vanaf nu"},
		{"the count may be an argument", nl.T("sample.days", "from", "nu", "count", 1), "1 dag vanaf nu"},
		{"the count may be an error's", nl.Error(crm.Error{Key: "sample.days", Args: crm.Args{"count": 2, "from": "nu"}}), "2 dagen vanaf nu"},
		{"an error without arguments", en.Error(crm.Error{Key: "sample.plain"}), "Save"},
	} {
		if c.got != c.want {
			t.Errorf("%s: got %q, want %q", c.sentence, c.got, c.want)
		}
	}
	if p := reported(); p != nil {
		t.Errorf("reported %v", p)
	}
}

func TestMistakesAreReportedOnceAndShownPlainly(t *testing.T) {
	nl, en, reported := sample(t)
	for range 2 {
		for _, c := range []struct{ got, want string }{
			{nl.T("sample.nothing"), "sample.nothing"},
			{nl.N("sample.nothing", 2), "sample.nothing"},
			{en.T("sample.twice"), "{a} and {a}"},
			{en.T("sample.twice", crm.Args(nil)), "{a} and {a}"},
			{en.T("sample.twice", "b", 1, "a"), "{a} and {a}"},
		} {
			if c.got != c.want {
				t.Errorf("got %q, want %q", c.got, c.want)
			}
		}
	}
	want := []Problem{{NL, "sample.nothing", "no such key"}, {EN, "sample.twice", "no value for a"}}
	if got := reported(); !reflect.DeepEqual(got, want) {
		t.Errorf("reported %v, want %v", got, want)
	}
}

func TestTextsServeManyAtOnce(t *testing.T) {
	nl, en, _ := sample(t)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for n := range 200 {
				if nl.N("sample.days", n, "from", "nu") == en.N("sample.days", n, "from", "now") {
					t.Error("languages are mixed up")
				}
				nl.T("sample.missing")
				en.Money(amount(t, "12", "EUR"))
			}
		})
	}
	wg.Wait()
}

func BenchmarkTexts(b *testing.B) {
	nl, _ := speak(b)
	args := crm.Args{"max": 219, "over": 3}
	for name, f := range map[string]func() string{
		"plain":     func() string { return nl.T("action.save") },
		"templated": func() string { return nl.T("status.saved", "number", "1042") },
		"plural":    func() string { return nl.N("page.sales.count", 13) },
		"error":     func() string { return nl.Error(crm.Error{Key: "error.text.too_long", Args: args}) },
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				f()
			}
		})
	}
}
