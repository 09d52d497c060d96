// Package views shows: the templates, and the typed data that each is given. It
// decides nothing and may import locales, no store and no handlers.
package views

import (
	"embed"
	"io"
	"io/fs"
	"net/http"

	"github.com/gofiber/template/html/v2"
)

// The templates. Names of partials start with "_", which plain patterns drop.
//
//go:embed all:sales all:shared
var files embed.FS

// Engine renders templates by name: "sales/show". It has no layouts: a layout
// would hold a lock for the whole render (ARCHITECTURE.md, traps).
type Engine struct{ html *html.Engine }

// New loads all templates. asset gives the address of a static file; nothing
// else is shared between pages, since the language travels in the data.
func New(asset func(name string) string) (*Engine, error) {
	return newEngine(files, asset)
}

func newEngine(files fs.FS, asset func(string) string) (*Engine, error) {
	engine := html.NewFileSystem(http.FS(files), ".html")
	engine.AddFunc("asset", asset)
	if err := engine.Load(); err != nil {
		return nil, err
	}
	return &Engine{engine}, nil
}

// Render writes the template with its data. On an error part of it may have been
// written: give it a buffer.
func (e *Engine) Render(w io.Writer, name string, data any) error {
	return e.html.Render(w, name, data)
}
