package handlers

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"verkoop/auth"
	"verkoop/crm"
)

// openToAll tells that nobody has to be signed in for the route; its token is made
// for the cookie of the visit.
func openToAll(r row) bool { return r.cells[0][0] == '+' }

// token is how a request says that it comes from a form of ours.
func token(value string) option {
	return func(r *http.Request) {
		if r.Header.Del(csrfHeader); value != "" {
			r.Header.Set(csrfHeader, value)
		}
	}
}

// askers are who tries: an administrator, who may do everything, and nobody where
// the route is for everybody.
func askers(r row) string {
	if openToAll(r) {
		return "an"
	}
	return "a"
}

// refuses finds that the request is refused as not from our own page, that nothing
// was changed, and that the audit log has it where somebody is signed in.
func (w *world) refuses(r row, who byte, what string, options ...option) {
	t := w.t
	t.Helper()
	w.later(time.Second)
	path, form := w.request(r, who, crm.Everyone)
	for _, as := range append(r.ways(path), way{r.method, path, nil}) {
		w.later(time.Second)
		before := w.records()
		a := w.do(as.method, as.path, form, append(as.options, options...)...)
		if a.status != 403 {
			t.Errorf("%s by %c, %s, asked as %s %s: status %d", r.route(), who, what, as.method, as.path, a.status)
		}
		w.headers(r.route(), a)
		if w.records() != before {
			t.Errorf("%s by %c, %s, changed something", r.route(), who, what)
		}
		entries := w.auditSince(w.clock())
		if who == 'n' { // told so often an hour, and no more
			if len(entries) > 1 || len(entries) == 1 && (entries[0].Kind != crm.AuditForged || entries[0].Actor != "") {
				t.Errorf("%s by nobody, %s: audit log %+v", r.route(), what, entries)
			}
			continue
		}
		if len(entries) != 1 || entries[0].Kind != crm.AuditForged || entries[0].Actor != w.people[who].ID || entries[0].From == "" ||
			entries[0].Subject != r.method+" "+strings.Split(path, "?")[0] {
			t.Errorf("%s by %c, %s: audit log %+v", r.route(), who, what, entries)
		}
	}
}

func TestEveryChangeNeedsATokenOfThisBrowser(t *testing.T) {
	w := newWorld(t)
	w.sign('a')
	other := auth.CSRF(w.token) // of the same person, in another session
	garbled := []byte(other)
	garbled[20] ^= 1
	for _, r := range unsafeRows(t) {
		for _, who := range []byte(askers(r)) {
			w.refuses(r, who, "without a token", token(""))
			w.refuses(r, who, "with the token of another session", token(other))
			w.refuses(r, who, "with a garbled token", token(string(garbled)))
		}
	}
}

// TestATokenStandsInAFormAsWellAsInAHeader is the one that pages without scripts send.
func TestATokenStandsInAFormAsWellAsInAHeader(t *testing.T) {
	s := open(t)
	form := saleFields("version", "1", "title", "Anders", csrfField, auth.CSRF(s.token))
	form.Set("version", s.get("/sales/1042/edit").want(200).fields().Get("version"))
	s.do("POST", "/sales/1042?_method=PUT", form, token("")).want(303)
	if s.sale(1042).Title != "Anders" {
		t.Error("not saved")
	}
	form.Set("title", "Gekaapt")
	form.Set(csrfField, auth.CSRF("another"))
	s.do("POST", "/sales/1042?_method=PUT", form, token("")).want(403)
	form.Del(csrfField)
	s.do("POST", "/sales/1042?_method=PUT&_csrf="+auth.CSRF(s.token), form, token("")).want(403) // an address is no form
	if s.sale(1042).Title != "Anders" {
		t.Error("saved with a forged token")
	}
}

func TestTokensDifferEachTime(t *testing.T) {
	s := open(t)
	seen := map[string]bool{}
	for range 3 {
		token := s.get("/account").want(200).Find("input[name=_csrf]").First().AttrOr("value", "")
		if seen[token] || !auth.IsCSRF(token, s.token) {
			t.Errorf("token %q", token)
		}
		seen[token] = true
	}
}

func TestEveryChangeComesFromOurOwnPages(t *testing.T) {
	w := newWorld(t)
	for _, r := range unsafeRows(t) {
		for _, who := range []byte(askers(r)) {
			for _, site := range []string{"cross-site", "same-site", "none"} {
				w.refuses(r, who, "Sec-Fetch-Site "+site, with("Sec-Fetch-Site", site))
			}
		}
	}
}

// TestEveryChangeComesFromOurOwnPagesOnPlainHTTP is an office network: browsers
// leave Sec-Fetch-Site out on http://name:8080.
func TestEveryChangeComesFromOurOwnPagesOnPlainHTTP(t *testing.T) {
	w := newWorld(t)
	at := []option{host("name:8080"), without("Sec-Fetch-Site")}
	origin := func(o string) []option { return append([]option{with("Origin", o)}, at...) }
	for _, r := range unsafeRows(t) {
		for _, who := range []byte(askers(r)) {
			w.refuses(r, who, "without an origin", at...)
			for _, foreign := range []string{"http://elsewhere:8080", "http://name", "http://name:9090", "http://name:8080.elsewhere.example", "null", "name:8080"} {
				w.refuses(r, who, "from "+foreign, origin(foreign)...)
			}
		}
		path, form := w.request(r, 'a', crm.Everyone)
		if status := w.do(r.method, path, form, origin("http://name:8080")...).status; status != r.status {
			t.Errorf("%s from our own page: status %d, want %d", r.route(), status, r.status)
		}
		w.restore(r, 'a')
	}
}
