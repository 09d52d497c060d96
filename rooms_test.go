package main

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// rooms says which rooms each room may import; ARCHITECTURE.md draws it. What is
// not named may import nothing of Verkoop. Tests may import anything.
var rooms = map[string][]string{
	".":               {"commands"},
	"commands":        {"handlers", "auth", "jobs", "store", "store/badger", "store/folder", "transfer", "config", "demo", "crm", "locales"},
	"handlers":        {"views", "locales", "static", "auth", "config", "transfer", "tables", "store", "crm"},
	"auth":            {"store", "crm"},
	"jobs":            {"store", "crm"},
	"transfer":        {"tables", "locales", "store", "crm"},
	"views":           {"locales"},
	"locales":         {"crm"},
	"demo":            {"config", "store", "crm"},
	"config":          {"store", "crm"},
	"store":           {"crm"},
	"tables":          {"crm"},
	"store/badger":    {"store", "crm"},
	"store/folder":    {"store"},
	"store/storetest": {"store", "crm"},
	"bench":           {"handlers", "auth", "transfer", "store/folder", "store", "store/badger", "demo", "config", "crm", "locales"},
}

// libraries says which rooms may import a library that others must not know.
var libraries = map[string][]string{
	"github.com/dgraph-io/badger":   {"store/badger", "bench"},
	"github.com/gofiber/fiber":      {"handlers", "commands", "bench"},
	"github.com/gofiber/template":   {"views"},
	"github.com/nicksnyder/go-i18n": {"locales"},
}

func TestImportsPointOneWay(t *testing.T) {
	err := filepath.WalkDir(".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		room := filepath.ToSlash(filepath.Dir(path))
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		for _, spec := range file.Imports {
			imported, _ := strconv.Unquote(spec.Path.Value)
			if of, inside := strings.CutPrefix(imported, "verkoop/"); inside && !slices.Contains(rooms[room], of) {
				t.Errorf("%s imports %s, which %q may not", path, imported, room)
			}
			for library, allowed := range libraries {
				if strings.HasPrefix(imported, library) && !slices.Contains(allowed, room) {
					t.Errorf("%s imports %s, which only %v may", path, imported, allowed)
				}
			}
			first, _, _ := strings.Cut(imported, "/")
			if room == "crm" && strings.Contains(first, ".") && imported != "github.com/bojanz/currency" {
				t.Errorf("%s imports %s: crm has the standard library and the money type, no more", path, imported)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
