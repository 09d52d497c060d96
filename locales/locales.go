// Package locales is how Verkoop speaks: its texts in Dutch and English, and how
// each language writes and reads numbers, money, percentages and days. Of
// Verkoop it may import crm only.
package locales

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"maps"
	"slices"
	"sync"

	"github.com/BurntSushi/toml"
	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
)

// Language is one that Verkoop speaks, as its ISO 639 code.
type Language string

const (
	NL Language = "nl"
	EN Language = "en" // British English
)

// Languages are all that there are. The first one serves where nothing fits.
var Languages = []Language{NL, EN}

var matcher = language.NewMatcher([]language.Tag{language.Dutch, language.BritishEnglish})

// Match chooses the language for an Accept-Language header; NL where the header
// is empty, cannot be read, or asks for none of ours.
func Match(acceptLanguage string) Language {
	wanted, _, err := language.ParseAcceptLanguage(acceptLanguage)
	if err != nil {
		return NL
	}
	_, i, _ := matcher.Match(wanted...)
	return Languages[i]
}

// Parse reads a language's code; false where it is none of ours.
func Parse(code string) (Language, bool) {
	l := Language(code)
	return l, slices.Contains(Languages, l)
}

// Name is the language's name in its own tongue.
func (l Language) Name() string {
	switch l {
	case NL:
		return "Nederlands"
	case EN:
		return "English"
	}
	return string(l)
}

// Problem is a mistake of ours that came to light while a text was made.
type Problem struct {
	Language Language
	Key      string
	What     string
}

//go:embed nl.toml en.toml
var files embed.FS

// Bundle holds all texts of all languages.
type Bundle struct {
	texts map[Language]*Texts
}

// Load reads the embedded texts. It fails, naming everything that is wrong,
// unless both languages have the same keys with the same plural forms and
// placeholders, none empty. Problems while texts are made are logged, each once.
func Load() (*Bundle, error) {
	return LoadReporting(func(p Problem) {
		slog.Error("text cannot be made well", "language", p.Language, "key", p.Key, "problem", p.What)
	})
}

// LoadReporting is Load with somewhere else to report to. report is called once
// for each problem, possibly from several goroutines at once.
func LoadReporting(report func(Problem)) (*Bundle, error) { return load(files, report) }

// For returns the texts of the language; those of NL for one that is not ours.
func (b *Bundle) For(l Language) *Texts {
	if t, ok := b.texts[l]; ok {
		return t
	}
	return b.texts[NL]
}

func load(folder fs.FS, report func(Problem)) (*Bundle, error) {
	catalogue := i18n.NewBundle(language.Dutch)
	catalogue.RegisterUnmarshalFunc("toml", toml.Unmarshal)
	messages := map[Language]map[string]*i18n.Message{}
	for _, l := range Languages {
		name := string(l) + ".toml"
		text, err := fs.ReadFile(folder, name)
		if err != nil {
			return nil, fmt.Errorf("locales: %w", err)
		}
		file, err := catalogue.ParseMessageFileBytes(text, name)
		if err != nil {
			return nil, fmt.Errorf("locales: %s: %w", name, err)
		}
		messages[l] = map[string]*i18n.Message{}
		for _, m := range file.Messages {
			messages[l][m.ID] = m
		}
	}
	if err := check(messages); err != nil {
		return nil, err
	}

	var reported sync.Map
	once := func(p Problem) {
		if _, known := reported.LoadOrStore(p, true); !known {
			report(p)
		}
	}
	styles := newStyles()
	b := &Bundle{texts: map[Language]*Texts{}}
	for i, l := range Languages {
		t := &Texts{
			language:  l,
			style:     styles[l],
			other:     styles[Languages[1-i]],
			plain:     map[string]string{},
			known:     map[string]bool{},
			localizer: i18n.NewLocalizer(catalogue, string(l)),
			report:    once,
		}
		for key, m := range messages[l] {
			t.known[key] = true
			if m.One == "" && len(placeholders(m)) == 0 {
				t.plain[key] = m.Other
			}
		}
		b.texts[l] = t
	}
	return b, nil
}

// check compares each language with the first.
func check(messages map[Language]map[string]*i18n.Message) error {
	var problems []error
	problem := func(l Language, key, format string, args ...any) {
		problems = append(problems, fmt.Errorf("locales: %s.toml: %s: "+format, append([]any{l, key}, args...)...))
	}
	all := map[string]bool{}
	for _, l := range Languages {
		for _, key := range slices.Sorted(maps.Keys(messages[l])) {
			all[key] = true
			m := messages[l][key]
			for _, text := range []string{m.One, m.Other} {
				if _, err := compile(text); err != nil {
					problem(l, key, "%v", err)
				}
			}
			if m.Other == "" {
				problem(l, key, "empty")
			}
			if m.Zero+m.Two+m.Few+m.Many != "" {
				problem(l, key, "has a plural form that the language lacks")
			}
		}
	}
	for _, key := range slices.Sorted(maps.Keys(all)) {
		first, ok := messages[Languages[0]][key]
		if !ok {
			problem(Languages[0], key, "missing")
			continue
		}
		for _, l := range Languages[1:] {
			m, ok := messages[l][key]
			switch {
			case !ok:
				problem(l, key, "missing")
			case (m.One == "") != (first.One == ""):
				problem(l, key, "plural forms differ from %s", Languages[0])
			case !slices.Equal(placeholders(m), placeholders(first)):
				problem(l, key, "placeholders %v differ from %s's %v", placeholders(m), Languages[0], placeholders(first))
			}
		}
	}
	return errors.Join(problems...)
}
