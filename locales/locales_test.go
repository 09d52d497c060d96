package locales

import (
	"bytes"
	"log/slog"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

func TestTheBrowsersLanguageIsMatched(t *testing.T) {
	for _, c := range []struct {
		sentence, header string
		want             Language
	}{
		{"nothing asked", "", NL},
		{"Dutch", "nl", NL},
		{"Flemish", "nl-BE,nl;q=0.9,en;q=0.8", NL},
		{"American English", "en-US,en;q=0.9", EN},
		{"English before Dutch", "en;q=0.9, nl;q=0.8", EN},
		{"Dutch before English, the other way round", "en;q=0.5, nl;q=0.8", NL},
		{"a language we lack", "ja", NL},
		{"a language we lack, then English", "ja, en;q=0.3", EN},
		{"English refused", "en;q=0, nl;q=0.1", NL},
		{"anything", "*", NL},
		{"nonsense", ";;;q=x,,", NL},
		{"far too long", strings.Repeat("en-", 100_000), NL},
	} {
		if got := Match(c.header); got != c.want {
			t.Errorf("%s: %q gives %s, want %s", c.sentence, c.header, got, c.want)
		}
	}
}

func TestLanguagesHaveCodesAndNames(t *testing.T) {
	for _, l := range Languages {
		if got, ok := Parse(string(l)); got != l || !ok {
			t.Error(got, ok)
		}
	}
	for _, code := range []string{"", "NL", "en-GB", "de"} {
		if _, ok := Parse(code); ok {
			t.Errorf("%q is a language", code)
		}
	}
	if NL.Name() != "Nederlands" || EN.Name() != "English" {
		t.Error(NL.Name(), EN.Name())
	}
	b, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	if b.For(EN).Language() != EN || b.For("de").Language() != NL {
		t.Error("a bundle gives the wrong texts")
	}
}

func TestMistakesAreLogged(t *testing.T) {
	var out bytes.Buffer
	before := slog.Default()
	slog.SetDefault(slog.New(slog.NewTextHandler(&out, nil)))
	defer slog.SetDefault(before)
	b, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	b.For(EN).T("no.such.key")
	b.For(EN).T("no.such.key")
	if n := strings.Count(out.String(), "no.such.key"); n != 1 {
		t.Errorf("logged %d times: %s", n, out.String())
	}
}

func TestLoadRefusesTextsThatDiffer(t *testing.T) {
	for _, c := range []struct{ sentence, nl, en, want string }{
		{"a key missing in English", `"a.b" = "x"`, ``, "en.toml: a.b: missing"},
		{"a key missing in Dutch", ``, `"a.b" = "x"`, "nl.toml: a.b: missing"},
		{"an empty text", `"a.b" = "x"`, `"a.b" = ""`, "en.toml: a.b: empty"},
		{"an empty plural form", `"a.b" = { one = "x", other = "y" }`, `"a.b" = { one = "x", other = "" }`, "en.toml: a.b: empty"},
		{"a plural in one language", `"a.b" = { one = "x", other = "y" }`, `"a.b" = "x"`, "en.toml: a.b: plural forms differ from nl"},
		{"a form that the language lacks", `"a.b" = { few = "x", other = "y" }`, `"a.b" = "x"`, "nl.toml: a.b: has a plural form"},
		{"other placeholders", `"a.b" = "{{.max}}"`, `"a.b" = "{{.min}}"`, "en.toml: a.b: placeholders [min] differ from nl's [max]"},
		{"a template", `"a.b" = "{{if .max}}x{{end}}"`, `"a.b" = "x"`, "nl.toml: a.b: not a placeholder"},
		{"the same key twice", "\"a.b\" = \"x\"\n\"a.b\" = \"y\"", `"a.b" = "x"`, "nl.toml: toml:"},
	} {
		t.Run(c.sentence, func(t *testing.T) {
			_, err := load(fstest.MapFS{"nl.toml": {Data: []byte(c.nl)}, "en.toml": {Data: []byte(c.en)}}, func(Problem) {})
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %s", err, c.want)
			}
		})
	}
	if _, err := load(fstest.MapFS{"nl.toml": {}}, nil); err == nil {
		t.Error("a missing file is accepted")
	}
}

var line = regexp.MustCompile(`^"([a-z0-9_.]+)" = ("|\{ one = ")`)

// keysOf are the keys of the file in its order.
func keysOf(t *testing.T, l Language) []string {
	t.Helper()
	text, err := files.ReadFile(string(l) + ".toml")
	if err != nil {
		t.Fatal(err)
	}
	var keys []string
	for i, s := range strings.Split(string(text), "\n") {
		if s == "" || strings.HasPrefix(s, "#") {
			continue
		}
		m := line.FindStringSubmatch(s)
		if m == nil {
			t.Errorf("%s.toml:%d: not one key on one line: %s", l, i+1, s)
			continue
		}
		keys = append(keys, m[1])
	}
	return keys
}

// linesOf are the file's lines by key.
func linesOf(t *testing.T, l Language) map[string]string {
	text, err := files.ReadFile(string(l) + ".toml")
	if err != nil {
		t.Fatal(err)
	}
	lines := map[string]string{}
	for s := range strings.Lines(string(text)) {
		if m := line.FindStringSubmatch(s); m != nil {
			lines[m[1]] = strings.TrimSpace(strings.TrimPrefix(s, `"`+m[1]+`" = `))
		}
	}
	return lines
}

func TestKeysAreSortedOneOnALine(t *testing.T) {
	for _, l := range Languages {
		keys := keysOf(t, l)
		for i := 1; i < len(keys); i++ {
			if keys[i] <= keys[i-1] {
				t.Errorf("%s.toml: %s stands after %s", l, keys[i], keys[i-1])
			}
		}
	}
	if nl, en := keysOf(t, NL), keysOf(t, EN); !slices.Equal(nl, en) {
		t.Error("the files have other keys") // Load says which
	}
}

func TestTextsAreWrittenWell(t *testing.T) {
	wrong := map[Language]*regexp.Regexp{
		NL: regexp.MustCompile(`(?i)\b(je|jij|jouw|jullie|kans|deal|contact)\b|\w'\w|\.\.\.|  |\\|" "| "$`),
		EN: regexp.MustCompile(`(?i)\b(deal|opportunity|color|organization|email)\b|\w'\w|\.\.\.|  |\\|" "| "$`),
	}
	for l, wrong := range wrong {
		for key, value := range linesOf(t, l) {
			if found := wrong.FindString(placeholder.ReplaceAllString(value, "x")); found != "" {
				t.Errorf("%s.toml: %s: %q in %s", l, key, found, value)
			}
		}
	}
}
