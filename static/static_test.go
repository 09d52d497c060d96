package static

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
)

func files(t *testing.T) *Files {
	t.Helper()
	f, err := New()
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestFilesAreServedPlainAndCompressed(t *testing.T) {
	f := files(t)
	for _, test := range []struct{ name, contentType, accept, encoding string }{
		{"app.css", "text/css; charset=utf-8", "gzip, deflate, br", "gzip"},
		{"app.js", "text/javascript; charset=utf-8", "br;q=1.0, gzip;q=0.8, *;q=0.1", "gzip"},
		{"htmx.js", "text/javascript; charset=utf-8", "*", "gzip"},
		{"icons.svg", "image/svg+xml", "br", ""},
		{"mark.svg", "image/svg+xml", "gzip;q=0", ""},
		{"app.css", "text/css; charset=utf-8", "*, gzip;q=0", ""},
		{"app.css", "text/css; charset=utf-8", "", ""},
	} {
		body, contentType, encoding, ok := f.Open(f.Path(test.name), test.accept)
		if !ok || contentType != test.contentType || encoding != test.encoding {
			t.Errorf("%s with %q: %v %q %q", test.name, test.accept, ok, contentType, encoding)
			continue
		}
		plain, _, _, _ := f.Open(f.Path(test.name), "")
		if encoding == "gzip" {
			r, err := gzip.NewReader(bytes.NewReader(body))
			if err != nil {
				t.Fatal(err)
			}
			if body, err = io.ReadAll(r); err != nil {
				t.Fatal(err)
			}
		}
		if len(plain) == 0 || !bytes.Equal(body, plain) {
			t.Errorf("%s: what is unpacked differs from the plain file", test.name)
		}
	}
}

func TestAddressesChangeWithTheContent(t *testing.T) {
	if p := files(t).Path("app.css"); !regexp.MustCompile(`^/static/app\.[0-9a-f]{12}\.css$`).MatchString(p) {
		t.Errorf("address %s", p)
	}
	at := func(css string) string {
		f, err := load(fstest.MapFS{
			"css/layers.css":                    {Data: []byte("@layer base;")},
			"css/components/a.css":              {Data: []byte(css)},
			"css/office/a.css":                  {Data: []byte("c{}")},
			"js/a.js":                           {Data: []byte("1")},
			"mark.svg":                          {Data: []byte("<svg/>")},
			"third_party/htmx/htmx.min.js":      {Data: []byte("1")},
			"third_party/phosphor/sprite.svg":   {Data: []byte("<svg/>")},
			"third_party/phosphor/something.md": {},
		})
		if err != nil {
			t.Fatal(err)
		}
		return f.Path("app.css")
	}
	first, same, other := at("a{}"), at("a{}"), at("b{}")
	if first == other {
		t.Error("another content has the same address")
	}
	if first != same {
		t.Error("the same content has two addresses")
	}
}

func TestWhatIsNotThereIsNotServed(t *testing.T) {
	f := files(t)
	for _, p := range []string{"", "/static/", "/static/app.css", "/static/../static.go", "/static/app.000000000000.css", f.Path("app.css") + "/"} {
		if _, _, _, ok := f.Open(p, ""); ok {
			t.Errorf("%q is served", p)
		}
	}
	defer func() {
		if recover() == nil {
			t.Error("an unknown name has an address")
		}
	}()
	f.Path("nothing.css")
}

// The layers' order counts only where it is first; the sheet takes everything
// from this server.
func TestSheetBeginsWithItsLayersAndAsksNobodyElse(t *testing.T) {
	f := files(t)
	css, _, _, _ := f.Open(f.Path("app.css"), "")
	plain := regexp.MustCompile(`(?s)/\*.*?\*/`).ReplaceAllString(string(css), "")
	if !strings.HasPrefix(strings.TrimSpace(plain), "@layer reset,base,components,utilities;") {
		t.Error("does not begin with the layers")
	}
	if strings.Count(plain, "{") != strings.Count(plain, "}") {
		t.Error("braces do not match")
	}
	for _, m := range regexp.MustCompile(`url\(\s*["']?([^"')]*)`).FindAllStringSubmatch(plain, -1) {
		if !strings.HasPrefix(m[1], "data:image/svg+xml,") {
			t.Errorf("asks for %s", m[1])
		}
	}
	if strings.Contains(plain, "@import") {
		t.Error("imports another sheet")
	}
}

// The first visit, without the page, leaves room for the largest page within
// the 60 kB that we allow ourselves.
func TestFirstVisitIsSmall(t *testing.T) {
	const most = 45_000
	f := files(t)
	total := 0
	for _, name := range []string{"app.css", "app.js", "htmx.js", "icons.svg", "mark.svg"} {
		body, _, _, _ := f.Open(f.Path(name), "gzip")
		t.Logf("%-10s %6d bytes", name, len(body))
		total += len(body)
	}
	if total > most {
		t.Errorf("%d bytes, more than %d", total, most)
	}
}

// Third-party files are the ones that fetch.sh brought, byte for byte, and each
// has its licence beside it.
func TestThirdPartyFilesAreUnchanged(t *testing.T) {
	for _, root := range []string{"third_party", "../e2e/third_party"} {
		sums, err := os.Open(filepath.Join(root, "SHA256SUMS"))
		if err != nil {
			t.Fatal(err)
		}
		defer sums.Close()
		known := map[string]bool{}
		lines := bufio.NewScanner(sums)
		for lines.Scan() {
			want, name, ok := strings.Cut(lines.Text(), "  ")
			if !ok {
				t.Fatalf("%s: not a line of sha256sum: %q", root, lines.Text())
			}
			body, err := os.ReadFile(filepath.Join(root, name))
			if err != nil {
				t.Error(err)
				continue
			}
			if sum := sha256.Sum256(body); hex.EncodeToString(sum[:]) != want {
				t.Errorf("%s/%s differs from what was fetched: run task third-party", root, name)
			}
			known[name] = true
		}
		folders, err := filepath.Glob(filepath.Join(root, "*/*"))
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range folders {
			name, _ := filepath.Rel(root, path)
			if !known[filepath.ToSlash(name)] {
				t.Errorf("%s is not in SHA256SUMS", path)
			}
			if _, err := os.Stat(filepath.Join(filepath.Dir(path), "LICENSE")); err != nil {
				t.Error(err)
			}
		}
	}
}
