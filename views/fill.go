package views

import (
	"html"
	"io"
	"net/http"
	"regexp"
	"strings"

	"verkoop/locales"
)

// What no data decides is written into the templates once, when they are loaded
// for a language: texts without values, addresses of static files, icons. A page
// holds some two hundred of them; looked up while rendering they took most of
// its time.
var (
	plainText = regexp.MustCompile(`{{\$?\.T "([a-z0-9_.]+)"}}`)
	asset     = regexp.MustCompile(`{{asset "([^"]+)"}}`)
	icon      = regexp.MustCompile(`{{template "shared/_icon" "([a-z-]+)"}}`)
)

// filler fills templates in for one language.
type filler struct {
	texts *locales.Texts
	asset func(string) string
	icon  string // the icon's template
}

func (f filler) fill(template string) string {
	template = icon.ReplaceAllStringFunc(template, func(call string) string {
		return strings.ReplaceAll(f.icon, "{{.}}", icon.FindStringSubmatch(call)[1])
	})
	template = asset.ReplaceAllStringFunc(template, func(call string) string {
		return html.EscapeString(f.asset(asset.FindStringSubmatch(call)[1]))
	})
	return plainText.ReplaceAllStringFunc(template, func(call string) string {
		return html.EscapeString(f.texts.T(plainText.FindStringSubmatch(call)[1]))
	})
}

// filled is a folder of templates as they are once filled in.
type filled struct {
	http.FileSystem
	filler
}

func (f filled) Open(name string) (http.File, error) {
	file, err := f.FileSystem.Open(name)
	if err != nil || !strings.HasSuffix(name, extension) {
		return file, err
	}
	body, err := io.ReadAll(file)
	if err != nil {
		return nil, err
	}
	return filledFile{file, strings.NewReader(f.fill(string(body)))}, nil
}

type filledFile struct {
	http.File
	body *strings.Reader
}

func (f filledFile) Read(p []byte) (int, error) { return f.body.Read(p) }
