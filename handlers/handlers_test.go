package handlers

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/gofiber/fiber/v2"

	"verkoop/auth"
	"verkoop/crm"
	"verkoop/demo"
	"verkoop/locales"
	"verkoop/store"
	"verkoop/store/badger"
	"verkoop/store/folder"
	"verkoop/transfer"
)

// amsterdam is where the demo company is; 23 November 2026, a quarter to three.
var amsterdam, _ = time.LoadLocation("Europe/Amsterdam")

func now() time.Time { return time.Date(2026, 11, 23, 14, 45, 0, 0, amsterdam) }

// site is the real application over an engine in memory, with the demo company, in
// a browser that a seller is signed in with.
type site struct {
	t       *testing.T
	app     *fiber.App
	store   store.Store
	hasher  *auth.Hasher
	clock   func() time.Time
	actor   crm.UserID
	files   *folder.Files // of documents and of imports
	imports *transfer.Importer
	token   string // of the session; empty: nobody is signed in
	visit   string // what a browser that nobody is signed in with has instead; may be empty
}

func open(t *testing.T) *site {
	t.Helper()
	beside(t)
	s, err := badger.Open(badger.Options{InMemory: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	ids := counter()
	actor, err := demo.Fill(context.Background(), s, crm.DateOf(now()), now(), ids)
	if err != nil {
		t.Fatal(err)
	}
	st := &site{t: t, store: s, hasher: auth.NewHasher(), clock: now, actor: actor}
	st.files = folder.New(t.TempDir())
	st.serve(Config{})
	st.as(actor)
	return st
}

// beside lets the test run beside others: each has a site of its own.
func beside(t *testing.T) {
	if _, begun := parallel.LoadOrStore(t, true); !begun {
		t.Parallel()
	}
}

var parallel sync.Map // of tests

// serve starts the application anew, with what else it is given.
func (s *site) serve(cfg Config) {
	s.t.Helper()
	cfg.Files = s.files
	cfg.Store, cfg.NewID, cfg.Logger = s.store, counter(), slog.New(slog.NewTextHandler(io.Discard, nil))
	cfg.Clock = func() time.Time { return s.clock() }
	cfg.Hasher = s.hasher
	bundle, err := locales.Load()
	if err != nil {
		s.t.Fatal(err)
	}
	cfg.Imports = &transfer.Importer{Store: s.store, Files: s.files, Bundle: bundle, Clock: cfg.Clock, NewID: cfg.NewID}
	s.imports = cfg.Imports
	app, err := New(cfg)
	if err != nil {
		s.t.Fatal(err)
	}
	s.app = app
}

// as lets another user act, in a session of its own.
func (s *site) as(actor crm.UserID) {
	s.t.Helper()
	s.update(func(tx store.Tx) error {
		u, err := tx.User(actor)
		if err == nil {
			s.token, err = auth.Begin(tx, u, s.clock(), "192.0.2.1", "Firefox/140.0 (X11; Linux)")
		}
		return err
	})
}

func (s *site) update(fn func(tx store.Tx) error) {
	s.t.Helper()
	if err := s.store.Update(context.Background(), fn); err != nil {
		s.t.Fatal(err)
	}
}

var counts atomic.Int64

func counter() func() string {
	run, n := counts.Add(1), atomic.Int64{}
	return func() string { return fmt.Sprintf("test-%d-%06d", run, n.Add(1)) }
}

// user finds one of the cast by a piece of the name.
func (s *site) user(name string) crm.UserID {
	s.t.Helper()
	var id crm.UserID
	s.view(func(tx store.ReadTx) error {
		users, err := tx.Users()
		for _, u := range users {
			if strings.Contains(u.Name, name) {
				id = u.ID
			}
		}
		return err
	})
	if id == "" {
		s.t.Fatalf("no user %q", name)
	}
	return id
}

func (s *site) view(fn func(tx store.ReadTx) error) {
	s.t.Helper()
	if err := s.store.View(context.Background(), fn); err != nil {
		s.t.Fatal(err)
	}
}

func (s *site) sale(n crm.SaleNumber) (sale crm.Sale) {
	s.t.Helper()
	s.view(func(tx store.ReadTx) (err error) { sale, err = tx.Sale(n); return err })
	return sale
}

// answer is a page or fragment as a browser would read it.
type answer struct {
	*goquery.Document
	t      *testing.T
	status int
	header http.Header
	body   string
}

type option func(*http.Request)

func htmx(r *http.Request) {
	r.Header.Set("HX-Request", "true")
	r.Header.Set("HX-Request-Type", "partial")
}
func english(r *http.Request) {
	r.AddCookie(&http.Cookie{Name: "language", Value: "en"})
}
func with(name, value string) option { return func(r *http.Request) { r.Header.Set(name, value) } }
func without(name string) option     { return func(r *http.Request) { r.Header.Del(name) } }
func host(name string) option        { return func(r *http.Request) { r.Host = name } }

func (s *site) do(method, path string, form url.Values, options ...option) *answer {
	s.t.Helper()
	cookies, csrf := map[string]string{}, ""
	if s.token != "" {
		cookies[sessionCookie], csrf = s.token, auth.CSRF(s.token)
	} else if s.visit != "" {
		cookies[visitCookie], csrf = s.visit, auth.CSRF(s.visit)
	}
	return s.ask(method, path, form, cookies, csrf, options)
}

// ask sends a request as a browser with these cookies does from our own page.
func (s *site) ask(method, path string, form url.Values, cookies map[string]string, csrf string, options []option) *answer {
	s.t.Helper()
	var body io.Reader
	kind := ""
	if form != nil {
		body, kind = strings.NewReader(form.Encode()), "application/x-www-form-urlencoded"
	}
	return s.askWith(method, path, body, kind, cookies, csrf, options)
}

// send sends a body of the kind as the browser would.
func (s *site) send(method, path string, body []byte, kind string, options ...option) *answer {
	s.t.Helper()
	return s.askWith(method, path, bytes.NewReader(body), kind, map[string]string{sessionCookie: s.token}, auth.CSRF(s.token), options)
}

func (s *site) askWith(method, path string, body io.Reader, kind string, cookies map[string]string, csrf string, options []option) *answer {
	s.t.Helper()
	req := httptest.NewRequest(method, path, body)
	if kind != "" {
		req.Header.Set("Content-Type", kind)
	}
	req.Header.Set("Sec-Fetch-Site", "same-origin")
	for name, value := range cookies {
		req.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	if csrf != "" {
		req.Header.Set(csrfHeader, csrf)
	}
	for _, o := range options {
		o(req)
	}
	res, err := s.app.Test(req, -1)
	if err != nil {
		s.t.Fatal(err)
	}
	defer res.Body.Close()
	text, _ := io.ReadAll(res.Body)
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(string(text)))
	if err != nil {
		s.t.Fatal(err)
	}
	return &answer{doc, s.t, res.StatusCode, res.Header, string(text)}
}

func (s *site) get(path string, options ...option) *answer {
	s.t.Helper()
	return s.do("GET", path, nil, options...)
}

// want fails unless the status is the one given.
func (a *answer) want(status int) *answer {
	a.t.Helper()
	if a.status != status {
		a.t.Fatalf("status %d, want %d: %s\n%.1500s", a.status, status, a.header.Get("Location"), a.text("main, body"))
	}
	return a
}

// text is what stands in the selected element, white space folded.
func (a *answer) text(selector string) string {
	return strings.Join(strings.Fields(a.Find(selector).First().Text()), " ")
}

func (a *answer) has(selector, text string) *answer {
	a.t.Helper()
	if got := a.text(selector); !strings.Contains(got, text) {
		a.t.Errorf("%s holds %q, want %q", selector, got, text)
	}
	return a
}

// fields are the form's fields as a browser would post them.
func (a *answer) fields() url.Values {
	a.t.Helper()
	form := a.Find("form[data-guard]")
	if form.Length() != 1 {
		a.t.Fatalf("%d forms on the page:\n%.1500s", form.Length(), a.body)
	}
	return fieldsOf(form)
}

// edited is the edit form of the sale with some fields changed: name, value, …
func (s *site) edited(path string, options []option, changes ...string) url.Values {
	s.t.Helper()
	v := s.get(path, options...).want(200).fields()
	for i := 0; i < len(changes); i += 2 {
		v.Set(changes[i], changes[i+1])
	}
	return v
}
