package handlers

import (
	"bufio"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"net/netip"
	"regexp"
	"strings"
	"testing"
	"time"

	"verkoop/auth"
	"verkoop/crm"
	"verkoop/store"
)

// headers are those that every answer has.
func (s *site) headers(name string, a *answer) {
	s.t.Helper()
	for header, want := range map[string]string{
		"Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; " +
			"connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
		"X-Content-Type-Options": "nosniff", "Cross-Origin-Opener-Policy": "same-origin",
		"Cross-Origin-Resource-Policy": "same-origin", "Referrer-Policy": "same-origin",
		"Permissions-Policy": "camera=(), geolocation=(), microphone=()",
	} {
		if got := a.header.Get(header); got != want {
			s.t.Errorf("%s: %s is %q", name, header, got)
		}
	}
	if a.header.Get("X-Request-Id") == "" {
		s.t.Errorf("%s: no request id", name)
	}
	if kept := a.header.Get("Cache-Control"); kept != "no-store" && (a.status != 200 || !strings.HasPrefix(kept, "public") || a.header.Get("Set-Cookie") != "") {
		s.t.Errorf("%s: Cache-Control is %q", name, kept)
	}
	if a.Find("script:not([src]), style, [style]").Length() > 0 || evaluated.MatchString(a.body) && strings.HasPrefix(a.header.Get("Content-Type"), "text/html") {
		s.t.Errorf("%s: a script or style in the page", name)
	}
	if config := a.Find("meta[name=htmx-config]").AttrOr("content", ""); strings.Contains(config, "mode") || strings.Contains(config, "history") {
		s.t.Errorf("%s: htmx may ask other sites, or keeps pages: %s", name, config)
	}
}

// evaluated are attributes that need a script to be made of a text: handlers of
// events, htmx's own, values that are code, filters of triggers.
var evaluated = regexp.MustCompile(`<[^>]*\s(on[a-z]+=|(data-)?hx-on[a-z:-]*=|(data-)?hx-[a-z-]+=["'](js|javascript):|(data-)?hx-trigger=["'][^"']*\[)`)

// TestEveryKindOfAnswerHasItsHeaders asks for one of each status, as a page and as
// a part of one; the matrix does so for every route.
func TestEveryKindOfAnswerHasItsHeaders(t *testing.T) {
	s := open(t)
	stale := saleFields("version", "1", "title", "x", "type", "nothing")
	kinds := map[int]bool{}
	check := func(status int, method, path string, form map[string][]string, options ...option) {
		t.Helper()
		for _, o := range [][]option{nil, {htmx}} {
			a := s.do(method, path, form, append(o, options...)...)
			if a.status != status && (a.status != 200 || status != 303) {
				t.Errorf("%s %s: status %d, want %d", method, path, a.status, status)
			}
			kinds[a.status] = true
			s.headers(method+" "+path, a)
			if a.header.Get("Strict-Transport-Security") != "" {
				t.Errorf("%s %s: HSTS without TLS", method, path)
			}
		}
	}
	check(200, "GET", "/sales/1042", nil)
	check(200, "HEAD", "/sales/1042", nil)
	check(302, "GET", "/favicon.ico", nil)
	check(303, "GET", "/", nil)
	check(403, "PUT", "/sales/1042", stale, token(""))
	check(403, "GET", "/settings", nil)
	check(404, "GET", "/nothing", nil)
	check(404, "GET", "/static/nothing", nil)
	check(404, "PATCH", "/sales/1042", stale)
	check(409, "DELETE", "/sales/1042?version=1", nil)
	check(410, "GET", "/setup/nothing", nil)
	check(422, "PUT", "/sales/1042", stale)
	check(204, "POST", "/sales/1042/recalculation", saleFields("version", "6", "cost", "1,", "typed", "cost"), htmx)
	s.update(func(tx store.Tx) error {
		for range crm.AccountTries {
			if err := auth.Try(tx, auth.Guess{Email: "x@demo.test", At: s.clock()}); err != nil {
				return err
			}
		}
		return nil
	})
	check(429, "POST", "/login", saleFields("email", "x@demo.test", "password", "x"))
	s.token = ""
	check(401, "DELETE", "/session", stale)
	s.store.Close()
	check(503, "GET", "/login", nil)
	for _, status := range []int{200, 204, 302, 303, 401, 403, 404, 409, 410, 422, 429, 503} {
		if !kinds[status] {
			t.Errorf("no answer with status %d", status)
		}
	}
}

// TestAPanicHasItsHeadersAndIsAPlainPage is the last kind: 500.
func TestAPanicHasItsHeadersAndIsAPlainPage(t *testing.T) {
	s := open(t)
	s.store = panicking{s.store}
	s.serve(Config{})
	for _, o := range [][]option{nil, {htmx}} {
		a := s.get("/sales", o...).want(500)
		s.headers("/sales", a)
		if strings.Contains(a.body, "boom") || strings.Contains(a.body, ".go:") || !strings.Contains(a.body, a.header.Get("X-Request-Id")) {
			t.Errorf("shown to the user: %.800s", a.text("main"))
		}
	}
}

// panicking is a store that can't be read.
type panicking struct{ store.Store }

func (panicking) View(context.Context, func(store.ReadTx) error) error { panic("boom") }

// TestNoGETChangesAnything asks every address with every way there is to ask
// without changing.
func TestNoGETChangesAnything(t *testing.T) {
	w := newWorld(t)
	for _, r := range rows(t) {
		if !r.safe() || r.status == 410 || r.exports() { // what is refused, and what is taken out, is in the audit log
			continue
		}
		for _, who := range []byte("an") {
			if cell := r.cells[0][strings.IndexByte(persons, who)]; cell == 'x' || cell == '-' {
				continue
			}
			path, _ := w.request(r, who, crm.Everyone)
			sequence := w.store.Sequence()
			for _, method := range []string{"GET", "HEAD"} {
				w.do(method, path, nil)
				w.do(method, path, nil, htmx)
				w.do(method, overridden(path, "DELETE"), nil)
				w.do(method, overridden(path, "PUT"), nil, with("X-HTTP-Method-Override", "PUT"))
			}
			if w.store.Sequence() != sequence {
				t.Errorf("GET %s by %c wrote something", r.path, who)
			}
		}
	}
}

// TestOnTLSCookiesAndHeadersAreStricter is a real connection with a certificate.
func TestOnTLSCookiesAndHeadersAreStricter(t *testing.T) {
	s := open(t)
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go s.app.Listener(tls.NewListener(ln, &tls.Config{Certificates: []tls.Certificate{certificate(t)}}))
	t.Cleanup(func() { s.app.Shutdown() })
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}}
	res, err := client.Get("https://" + ln.Addr().String() + "/login")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if got := res.Header.Get("Strict-Transport-Security"); got != "max-age=31536000" {
		t.Errorf("HSTS %q", got)
	}
	if c := res.Cookies(); len(c) != 1 || c[0].Name != "__Host-visit" || !c[0].Secure || !c[0].HttpOnly || c[0].Path != "/" {
		t.Errorf("cookies %v", c)
	}
}

// certificate is one that nobody signed.
func certificate(t *testing.T) tls.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}

// proxies are trusted networks: requests of these tests come from 0.0.0.0.
func proxies(networks ...string) (out []netip.Prefix) {
	for _, n := range networks {
		out = append(out, netip.MustParsePrefix(n))
	}
	return out
}

// TestHTTPSIsBelievedOfTrustedProxiesOnly: anybody can write a header.
func TestHTTPSIsBelievedOfTrustedProxiesOnly(t *testing.T) {
	s := open(t)
	for _, c := range []struct {
		proxies []netip.Prefix
		proto   string
		secure  bool
	}{
		{nil, "https", false},
		{proxies("192.0.2.0/24"), "https", false},
		{proxies("0.0.0.0/32"), "http", false},
		{proxies("0.0.0.0/32"), "", false},
		{proxies("0.0.0.0/32"), "https", true},
		{proxies("192.0.2.0/24", "0.0.0.0/8"), "https", true},
	} {
		s.serve(Config{Proxies: c.proxies})
		b := s.visitor()
		proto := with("X-Forwarded-Proto", c.proto)
		if c.proto == "" {
			proto = without("X-Forwarded-Proto")
		}
		a := b.get("/login", proto).want(200)
		hsts := a.header.Get("Strict-Transport-Security")
		if secure := hsts != ""; secure != c.secure || secure && hsts != "max-age=31536000" {
			t.Errorf("%v: HSTS %q", c, hsts)
		}
		a = b.do("POST", "/login", a.fill(logInSelector, "email", "seller@demo.test", "password", "demo-verkoop"), proto).want(303)
		name := sessionCookie
		if c.secure {
			name = "__Host-" + name
		}
		cookie := b.last[name]
		if cookie == nil || cookie.Secure != c.secure {
			t.Fatalf("%v: %v", c, a.header["Set-Cookie"])
		}
		for _, all := range b.last {
			if !all.HttpOnly || all.SameSite != http.SameSiteLaxMode || all.Path != "/" || all.Domain != "" || all.Secure != c.secure {
				t.Errorf("%v: cookie %v", c, all)
			}
		}
		b.get("/sales", proto).want(200)
	}
}

// TestXForwardedForIsBelievedOfTrustedProxiesOnly shows in the audit log: what the
// last proxy that is not ours was asked from counts, since anybody can write the rest.
func TestXForwardedForIsBelievedOfTrustedProxiesOnly(t *testing.T) {
	s := open(t)
	for _, c := range []struct {
		proxies []netip.Prefix
		named   []string
		want    string
	}{
		{nil, []string{"203.0.113.7"}, "0.0.0.0"},
		{proxies("192.0.2.0/24"), []string{"203.0.113.7"}, "0.0.0.0"},
		{proxies("0.0.0.0/32"), nil, "0.0.0.0"},
		{proxies("0.0.0.0/32"), []string{"203.0.113.7"}, "203.0.113.7"},
		{proxies("0.0.0.0/32"), []string{"198.51.100.1, 203.0.113.7"}, "203.0.113.7"},
		{proxies("0.0.0.0/32"), []string{"198.51.100.1", "203.0.113.7"}, "203.0.113.7"},
		{proxies("0.0.0.0/32", "10.0.0.0/8"), []string{"198.51.100.1, 203.0.113.7, 10.1.2.3"}, "203.0.113.7"},
		{proxies("0.0.0.0/32", "10.0.0.0/8"), []string{"10.9.9.9, 10.1.2.3"}, "10.9.9.9"},
		{proxies("0.0.0.0/32", "10.0.0.0/8"), []string{"203.0.113.7, nonsense, 10.1.2.3"}, "10.1.2.3"},
		{proxies("0.0.0.0/32"), []string{"<script>"}, "0.0.0.0"},
		{proxies("0.0.0.0/32"), []string{"::ffff:203.0.113.7"}, "203.0.113.7"},
		{proxies("0.0.0.0/32"), []string{"2001:db8::1"}, "2001:db8::1"},
	} {
		s.later(time.Second)
		s.serve(Config{Proxies: c.proxies})
		s.do("DELETE", "/sales/1044?version=1", nil, func(r *http.Request) { r.Header["X-Forwarded-For"] = c.named }).want(403)
		if e := s.audit()[0]; e.Kind != crm.AuditRefused || e.From != c.want {
			t.Errorf("%v: from %q", c, e.From)
		}
	}
}

// TestARequestHasItsLimits: of size, and of the time that it takes to arrive.
func TestARequestHasItsLimits(t *testing.T) {
	limits := open(t).app.Config()
	if limits.BodyLimit > 2<<20 || limits.ReadBufferSize > 16<<10 {
		t.Errorf("a body of %d bytes, a head of %d", limits.BodyLimit, limits.ReadBufferSize)
	}
	for name, d := range map[string]time.Duration{"to read a request": limits.ReadTimeout, "between two": limits.IdleTimeout} {
		if d <= 0 || d > 2*time.Minute {
			t.Errorf("%s: %s", name, d)
		}
	}
}

// pipes is a network whose connections hold nothing: what is written waits to be read.
type pipes struct{ dialled chan net.Conn }

func (p pipes) Accept() (net.Conn, error) {
	c, open := <-p.dialled
	if !open {
		return nil, net.ErrClosed
	}
	return c, nil
}
func (p pipes) Close() error   { return nil }
func (p pipes) Addr() net.Addr { return &net.TCPAddr{} }

// TestASlowReaderGetsItsOwnPage: while it is being read, others are answered.
func TestASlowReaderGetsItsOwnPage(t *testing.T) {
	s := open(t)
	s.token = ""
	network := pipes{make(chan net.Conn)}
	go s.app.Listener(network)
	t.Cleanup(func() { close(network.dialled); s.app.Shutdown() })
	slow, server := net.Pipe()
	defer slow.Close()
	network.dialled <- server
	go fmt.Fprint(slow, "GET /login?back=/mine HTTP/1.1\r\nHost: name\r\nConnection: close\r\n\r\n")
	reader := bufio.NewReaderSize(slow, 16)
	res, err := http.ReadResponse(reader, nil)
	if err != nil {
		t.Fatal(err)
	}
	for range 20 {
		s.get("/login?back=/" + strings.Repeat("x", 40)).want(200)
	}
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	clean := func(body string) string { return tokens.ReplaceAllString(body, "") }
	if want := s.get("/login?back=/mine").want(200).body; clean(string(body)) != clean(want) {
		t.Errorf("the page that was read slowly is another:\n%.3000s", body)
	}
}
