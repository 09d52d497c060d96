// Package views shows: the templates, and the typed data that each is given. It
// decides nothing and may import locales, no store and no handlers.
package views

import (
	"embed"
	"io"
	"net/http"
	"strings"

	"github.com/gofiber/template/html/v2"

	"verkoop/locales"
)

// The templates. Names of partials start with "_", which plain patterns drop.
//
//go:embed all:access all:account all:activities all:find all:guide all:imports all:parties all:sales all:selections all:settings all:shared
var files embed.FS

const extension = ".html"

// Engine renders templates by name: "sales/show". It has no layouts: a layout
// would hold a lock for the whole render (ARCHITECTURE.md, traps).
type Engine struct {
	html map[locales.Language]*html.Engine
}

// New loads all templates for each language. asset gives the address of a static
// file; nothing else is shared between pages.
func New(asset func(name string) string, bundle *locales.Bundle) (*Engine, error) {
	icon, err := files.ReadFile("shared/_icon" + extension)
	if err != nil {
		return nil, err
	}
	line, _, _ := strings.Cut(string(icon), "\n")
	e := &Engine{map[locales.Language]*html.Engine{}}
	for _, l := range locales.Languages {
		engine := html.NewFileSystem(filled{http.FS(files), filler{bundle.For(l), asset, line}}, extension)
		engine.AddFunc("asset", asset)
		if err := engine.Load(); err != nil {
			return nil, err
		}
		e.html[l] = engine
	}
	return e, nil
}

// Render writes the template with its data in the language. On an error part of
// it may have been written: give it a buffer.
func (e *Engine) Render(w io.Writer, l locales.Language, name string, data any) error {
	return e.html[l].Render(w, name, data)
}
