// Package static holds what browsers fetch beside pages: one style sheet, one
// script of our own, htmx, the icons and the mark. All are kept in memory,
// compressed once, under addresses that change with their content, so they may
// be cached for ever. It knows nothing of HTTP servers and imports only the
// standard library.
package static

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"strconv"
	"strings"
)

//go:embed css js mark.svg third_party/htmx third_party/phosphor
var source embed.FS

// Prefix begins the address of every file.
const Prefix = "/static/"

// CacheControl goes with every file that Open returns.
const CacheControl = "public, max-age=31536000, immutable"

// Files are the files as they are served. It is read-only once made.
type Files struct {
	paths  map[string]string // name to address
	served map[string]file   // by address
}

type file struct {
	contentType string
	plain, gzip []byte // gzip is nil where it would not be smaller
}

// New prepares all files.
func New() (*Files, error) { return load(source) }

func load(from fs.FS) (*Files, error) {
	f := &Files{paths: map[string]string{}, served: map[string]file{}}

	// The layers' order stands in the first file; within a layer the order of
	// the files does not matter.
	css, err := join(from, sheet, "css/layers.css", "css/*.css", "css/components/*.css")
	if err != nil {
		return nil, err
	}
	// What only pages of Settings and maintenance show: a seller's first visit does
	// without.
	office, err := join(from, sheet, "css/office/*.css")
	if err != nil {
		return nil, err
	}
	js, err := join(from, block, "js/*.js")
	if err != nil {
		return nil, err
	}
	f.add("app.css", "text/css; charset=utf-8", css)
	f.add("office.css", "text/css; charset=utf-8", office)
	f.add("app.js", "text/javascript; charset=utf-8", js)

	for _, other := range []struct{ name, source, contentType string }{
		{"htmx.js", "third_party/htmx/htmx.min.js", "text/javascript; charset=utf-8"},
		{"icons.svg", "third_party/phosphor/sprite.svg", "image/svg+xml"},
		{"mark.svg", "mark.svg", "image/svg+xml"},
	} {
		body, err := fs.ReadFile(from, other.source)
		if err != nil {
			return nil, err
		}
		f.add(other.name, other.contentType, body)
	}
	return f, nil
}

// Path is the address of a file ("app.css", "office.css", "app.js", "htmx.js",
// "icons.svg", "mark.svg"). It panics on any other name: that is a mistake in a template.
func (f *Files) Path(name string) string {
	p, ok := f.paths[name]
	if !ok {
		panic(fmt.Sprintf("static: there is no file %q", name))
	}
	return p
}

// Open finds the file of an address and picks the encoding ("gzip", or empty
// for none) that the request's Accept-Encoding allows. The body is shared:
// callers do not write in it. The answer varies by Accept-Encoding.
func (f *Files) Open(requestPath, acceptEncoding string) (body []byte, contentType, encoding string, ok bool) {
	found, ok := f.served[requestPath]
	if !ok {
		return nil, "", "", false
	}
	if found.gzip != nil && acceptsGzip(acceptEncoding) {
		return found.gzip, found.contentType, "gzip", true
	}
	return found.plain, found.contentType, "", true
}

func (f *Files) add(name, contentType string, body []byte) {
	hash := sha256.Sum256(body)
	ext := path.Ext(name)
	address := Prefix + strings.TrimSuffix(name, ext) + "." + hex.EncodeToString(hash[:6]) + ext
	f.paths[name] = address

	var packed bytes.Buffer
	w, _ := gzip.NewWriterLevel(&packed, gzip.BestCompression) // the level is a valid one
	w.Write(body)                                              // into memory: cannot fail
	w.Close()
	made := file{contentType: contentType, plain: body}
	if packed.Len() < len(body) {
		made.gzip = packed.Bytes()
	}
	f.served[address] = made
}

// join reads the files of the patterns in that order, each once, and wraps each.
func join(from fs.FS, wrap func(out *bytes.Buffer, body []byte), patterns ...string) ([]byte, error) {
	var out bytes.Buffer
	seen := map[string]bool{}
	for _, pattern := range patterns {
		names, err := fs.Glob(from, pattern)
		if err != nil {
			return nil, err
		}
		if len(names) == 0 {
			return nil, fmt.Errorf("static: no file fits %q", pattern)
		}
		for _, name := range names {
			if seen[name] {
				continue
			}
			seen[name] = true
			body, err := fs.ReadFile(from, name)
			if err != nil {
				return nil, err
			}
			wrap(&out, body)
		}
	}
	return out.Bytes(), nil
}

var (
	comment     = regexp.MustCompile(`(?s)/\*.*?\*/`)
	lineComment = regexp.MustCompile(`(?m)(^[ \t]*//.*|[ \t]+// .*)$`) // no text of ours has // after a space
	indentation = regexp.MustCompile(`(?m)^[ \t]+`)
	emptyLines  = regexp.MustCompile(`\n{2,}`)
)

// lean leaves out what only readers of the sources need: comments and white space.
func lean(body []byte, comments *regexp.Regexp) []byte {
	body = indentation.ReplaceAll(comments.ReplaceAll(body, nil), nil)
	return emptyLines.ReplaceAll(body, []byte("\n"))
}

// White space that the sheet does not need: around braces and after marks, where no value
// has it. Selectors have it before a colon, never after.
var (
	aroundMarks = regexp.MustCompile(`\s*([{};])\s*| (>) `)
	afterMarks  = regexp.MustCompile(`([:,]) +`)
)

func sheet(out *bytes.Buffer, body []byte) {
	body = aroundMarks.ReplaceAll(lean(body, comment), []byte("$1$2"))
	body = afterMarks.ReplaceAll(body, []byte("$1"))
	out.Write(bytes.ReplaceAll(body, []byte(";}"), []byte("}")))
}

// block keeps each script's names to itself: they are served as one module, in
// which constants and functions of a block are seen only there.
func block(out *bytes.Buffer, body []byte) {
	out.WriteString("{\n")
	out.Write(lean(body, lineComment))
	out.WriteString("}\n")
}

// acceptsGzip reads Accept-Encoding ("br, gzip;q=0.8"): named, or *, and not
// with a quality of nought.
func acceptsGzip(header string) bool {
	accepted := false
	for part := range strings.SplitSeq(header, ",") {
		coding, parameters, _ := strings.Cut(strings.ToLower(part), ";")
		coding = strings.TrimSpace(coding)
		if coding != "gzip" && coding != "*" {
			continue
		}
		quality := 1.0
		if q, ok := strings.CutPrefix(strings.TrimSpace(parameters), "q="); ok {
			quality, _ = strconv.ParseFloat(q, 64)
		}
		if coding == "gzip" {
			return quality > 0
		}
		accepted = quality > 0
	}
	return accepted
}
