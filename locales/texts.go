package locales

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/bojanz/currency"
	"github.com/nicksnyder/go-i18n/v2/i18n"
	"github.com/nicksnyder/go-i18n/v2/i18n/template"

	"verkoop/crm"
)

// Texts is one language: its texts, and its way of writing and reading. It may be
// used by many goroutines at once.
type Texts struct {
	language  Language
	style     *style
	other     *style            // of the other language
	plain     map[string]string // texts without placeholders and plural forms
	known     map[string]bool   // every key
	localizer *i18n.Localizer
	report    func(Problem)
}

// Language is the one that the texts are in.
func (t *Texts) Language() Language { return t.language }

// Words is the name in this language, or in the other where it lacks one.
func (t *Texts) Words(w crm.Words) string { return w.In(string(t.language)) }

// T is the text of the key. args give values to its placeholders: names and
// values in turn, or one crm.Args. A value is written as this language does:
// crm.Date as Date, time.Time as DateTime, currency.Amount as Money, int as
// Integer, crm.Words as Words, anything else as fmt prints it. A text with plural
// forms takes its number from the argument "count".
//
// A key that does not exist comes back itself and is reported, as is a
// placeholder without a value.
func (t *Texts) T(key string, args ...any) string {
	if text, ok := t.plain[key]; ok {
		return text
	}
	f := filling{texts: t, key: key, args: args}
	if count, ok := f.arg("count"); ok {
		if n, ok := count.(int); ok {
			return t.fill(&f, n)
		}
	}
	return t.fill(&f, nil)
}

// N is T for a text whose form depends on the count, which the text knows by
// the name "count".
func (t *Texts) N(key string, count int, args ...any) string {
	if text, ok := t.plain[key]; ok {
		return text
	}
	return t.fill(&filling{texts: t, key: key, args: args, count: count, counted: true}, count)
}

// Error is the sentence that tells the user what is wrong and what to do.
func (t *Texts) Error(e crm.Error) string { return t.T(e.Key, e.Args) }

func (t *Texts) fill(f *filling, count any) string {
	if !t.known[f.key] {
		t.problem(f.key, "no such key")
		return f.key
	}
	text, err := t.localizer.Localize(&i18n.LocalizeConfig{
		MessageID: f.key, TemplateData: f, PluralCount: count, TemplateParser: compiler{},
	})
	if err != nil {
		t.problem(f.key, err.Error())
		return f.key
	}
	return text
}

func (t *Texts) problem(key, what string) {
	t.report(Problem{Language: t.language, Key: key, What: what})
}

// write puts a value in this language's words.
func (t *Texts) write(value any) string {
	switch v := value.(type) {
	case string:
		return v
	case int:
		return t.Integer(v)
	case crm.Date:
		return t.Date(v)
	case time.Time:
		return t.DateTime(v)
	case currency.Amount:
		return t.Money(v)
	case crm.Words:
		return t.Words(v)
	default:
		return fmt.Sprint(v)
	}
}

// filling is one text being made: go-i18n chooses the form, pieces.Execute fills it.
type filling struct {
	texts   *Texts
	key     string
	args    []any
	count   int
	counted bool
}

func (f *filling) arg(name string) (any, bool) {
	if f.counted && name == "count" {
		return f.count, true
	}
	if len(f.args) == 1 {
		args, _ := f.args[0].(crm.Args)
		value, ok := args[name]
		return value, ok
	}
	for i := 0; i+1 < len(f.args); i += 2 {
		if f.args[i] == name {
			return f.args[i+1], true
		}
	}
	return nil, false
}

// pieces are a text cut at its placeholders.
type pieces []piece

// piece is plain text and the name of the placeholder after it, empty at the end.
type piece struct{ text, name string }

var placeholder = regexp.MustCompile(`\{\{\.([a-z][a-z0-9_]*)\}\}`)

// compile cuts the text at its placeholders, which are written {{.name}}; it
// takes nothing else of Go's templates.
func compile(text string) (pieces, error) {
	var p pieces
	end := 0
	for _, at := range placeholder.FindAllStringSubmatchIndex(text, -1) {
		p = append(p, piece{text: text[end:at[0]], name: text[at[2]:at[3]]})
		end = at[1]
	}
	p = append(p, piece{text: text[end:]})
	for _, part := range p {
		if strings.Contains(part.text, "{{") || strings.Contains(part.text, "}}") {
			return nil, fmt.Errorf("not a placeholder, which is {{.name}}: %q", part.text)
		}
	}
	return p, nil
}

// Execute is called by go-i18n with the filling of one text.
func (p pieces) Execute(data any) (string, error) {
	f := data.(*filling)
	b := make([]byte, 0, 128)
	for _, part := range p {
		b = append(b, part.text...)
		if part.name == "" {
			continue
		}
		value, ok := f.arg(part.name)
		if !ok {
			f.texts.problem(f.key, "no value for "+part.name)
			value = "{" + part.name + "}"
		}
		b = append(b, f.texts.write(value)...)
	}
	return string(b), nil
}

// compiler makes go-i18n keep our pieces instead of Go's slower templates.
type compiler struct{}

func (compiler) Cacheable() bool { return true }

func (compiler) Parse(text, _, _ string) (template.ParsedTemplate, error) { return compile(text) }

// placeholders are the names that the message's forms use, sorted. The count is
// left out where there are plural forms: "one sale" need not repeat it.
func placeholders(m *i18n.Message) []string {
	var names []string
	for _, at := range placeholder.FindAllStringSubmatch(m.One+m.Other, -1) {
		if m.One == "" || at[1] != "count" {
			names = append(names, at[1])
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}
