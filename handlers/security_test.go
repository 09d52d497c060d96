package handlers

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestEveryPromiseOfSecurityNamesItsTests keeps SECURITY.md honest: every line of
// its table names tests that there are, or says that it is not built yet.
func TestEveryPromiseOfSecurityNamesItsTests(t *testing.T) {
	text, err := os.ReadFile("../SECURITY.md")
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{}
	declared := regexp.MustCompile(`(?m)^func ((?:Test|Benchmark|Fuzz)\w*)\(`)
	err = filepath.WalkDir("..", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		source, err := os.ReadFile(path)
		for _, m := range declared.FindAllStringSubmatch(string(source), -1) {
			known[m[1]] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	named := regexp.MustCompile(`\b(?:Test|Benchmark|Fuzz)[A-Z]\w*`)
	for _, name := range named.FindAllString(string(text), -1) {
		if !known[name] {
			t.Errorf("SECURITY.md names %s, which there is not", name)
		}
	}
	promises := 0
	for _, line := range strings.Split(string(text), "\n") {
		cells := strings.Split(line, "|")
		if !strings.HasPrefix(line, "|") || strings.HasPrefix(line, "|---") || strings.HasPrefix(line, "| Promise") {
			continue
		}
		promises++
		if len(cells) != 5 || !named.MatchString(cells[3]) && !strings.Contains(cells[3], "not built yet") {
			t.Errorf("SECURITY.md proves nothing here: %s", line)
		}
		for _, file := range regexp.MustCompile("`([a-z0-9_/]+\\.(?:go|html|js))`").FindAllStringSubmatch(line, -1) {
			if _, err := os.Stat("../" + file[1]); err != nil {
				t.Errorf("SECURITY.md names %s, which there is not", file[1])
			}
		}
	}
	if promises < 30 {
		t.Errorf("%d promises", promises)
	}
}

// TestUserDataIsNeverTrustedMarkup: no program text switches the escaping of
// templates off.
func TestUserDataIsNeverTrustedMarkup(t *testing.T) {
	trusting := regexp.MustCompile(`\btemplate\.(HTML|HTMLAttr|CSS|JS|JSStr|URL|Srcset)\b|"text/template"`)
	err := filepath.WalkDir("..", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		source, err := os.ReadFile(path)
		if found := trusting.Find(source); found != nil {
			t.Errorf("%s: %s", path, found)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
