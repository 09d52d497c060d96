package handlers

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"verkoop/auth"
	"verkoop/crm"
	"verkoop/store"
)

// sessions are those of the user, the one begun last first.
func (s *site) sessions(of crm.UserID) (all []crm.Session) {
	s.t.Helper()
	s.view(func(tx store.ReadTx) (err error) { all, err = tx.UserSessions(of); return err })
	return all
}

// signedOut finds that the browser is nobody's any more, whatever it asks.
func (b *visitor) signedOut() {
	b.t.Helper()
	b.get("/sales/1042").want(303).leads(b.t, "/login?back=%2Fsales%2F1042")
	b.get("/sales/1042", htmx).want(401)
	version := b.sale(1042).Version
	csrf := auth.CSRF(b.cookies[sessionCookie])
	b.do("PUT", "/sales/1042", saleFields("version", "6", "title", "Gestolen"), token(csrf)).want(401)
	b.do("POST", "/sales/1042?_method=DELETE&version=6", url.Values{}, token(csrf)).want(401)
	if b.gone(1042) || b.sale(1042).Version != version {
		b.t.Error("a session that is over changed the sale")
	}
}

func (a *answer) leads(t *testing.T, to string) *answer {
	t.Helper()
	if got := a.header.Get("Location"); got != to {
		t.Errorf("leads to %q, want %q", got, to)
	}
	return a
}

// beginsAs signs the browser in without the work of a password.
func (b *visitor) beginsAs(actor crm.UserID) *visitor {
	b.t.Helper()
	before := b.token
	b.as(actor)
	b.cookies[sessionCookie], b.token = b.token, before
	return b
}

func TestTheSessionsCookie(t *testing.T) {
	s := open(t)
	b := s.visitor()
	b.logIn("seller@demo.test", "demo-verkoop").want(303)
	c := b.last[sessionCookie]
	if c == nil || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" || c.MaxAge != 7*24*3600 || c.Secure {
		t.Fatalf("cookie %v", c)
	}
	if raw, err := url.PathUnescape(c.Value); err != nil || len(raw) != 43 { // 32 bytes
		t.Errorf("token %q", c.Value)
	}
	for _, session := range s.sessions(s.actor) { // who reads the data can't sign in with it
		text, _ := json.Marshal(session)
		if strings.Contains(string(text), c.Value) {
			t.Errorf("the token itself is kept: %s", text)
		}
		b.cookies[sessionCookie] = session.ID
		b.get("/sales").want(303)
	}
	if _, there := b.cookies[visitCookie]; there {
		t.Error("the cookie from before log-in is still there")
	}
}

// TestStrangersCannotKeepAnAccountShut: who has logged in with this browser before
// does not wait for the wrong passwords of others, at log-in and at changing it.
func TestStrangersCannotKeepAnAccountShut(t *testing.T) {
	s := open(t)
	own, fresh := s.visitor(), s.visitor()
	own.logIn("seller@demo.test", "demo-verkoop").want(303)
	c := own.last[browserCookie]
	if c == nil || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.MaxAge != 90*24*3600 {
		t.Fatalf("cookie %v", c)
	}
	own.send(own.get("/sales").want(200), "form[action='/session?_method=DELETE']").want(303)
	s.update(func(tx store.Tx) error {
		for range 2 * crm.AddressTries {
			guess := auth.Guess{Email: "seller@demo.test", From: "0.0.0.0", At: s.clock()}
			if err := errors.Join(auth.Try(tx, guess), auth.Wrong(tx, guess)); err != nil {
				return err
			}
		}
		return nil
	})
	fresh.logIn("seller@demo.test", "demo-verkoop").want(429)
	own.logIn("seller@demo.test", "demo-verkoop").want(303)
	own.send(own.get("/account").want(200), "form[action='/account/password?_method=PUT']",
		"current_password", "demo-verkoop", "new_password", newPassword).want(303)
	delete(own.cookies, sessionCookie)
	for range crm.AccountTries {
		own.logIn("seller@demo.test", "verkeerd").want(401)
	}
	own.logIn("seller@demo.test", newPassword).want(429)
}

func TestLogInBeginsASessionOfItsOwn(t *testing.T) {
	s := open(t)
	b := s.visitor()
	b.cookies[sessionCookie] = "chosen-by-somebody-else"
	b.logIn("seller@demo.test", "demo-verkoop").want(303)
	first := b.cookies[sessionCookie]
	if first == "chosen-by-somebody-else" {
		t.Error("the token is the one that the browser came with")
	}
	other := s.visitor()
	other.cookies[sessionCookie] = first
	csrf := token(auth.CSRF(first))
	b.do("POST", "/login", saleFields("email", "manager@demo.test", "password", "demo-verkoop"), csrf).want(303)
	if b.cookies[sessionCookie] == first {
		t.Error("a log-in kept the token")
	}
	other.signedOut()
	b.get("/account").want(200).has("main", "Hanneke")
	s.get("/sales").want(200) // another browser of the same person goes on
}

func TestLogOutEndsTheSessionAtOnce(t *testing.T) {
	s := open(t)
	b := s.visitor().beginsAs(s.actor)
	stolen := s.visitor()
	stolen.cookies[sessionCookie] = b.cookies[sessionCookie]
	a := b.send(b.get("/sales").want(200), "form[action='/session?_method=DELETE']").want(303).leads(t, "/login")
	if _, there := b.cookies[sessionCookie]; there {
		t.Errorf("the browser keeps %v", b.cookies)
	}
	if e := s.audit()[0]; e.Kind != crm.AuditLoggedOut || e.Actor != s.actor {
		t.Errorf("audit log %+v", e)
	}
	b.follow(a).want(200).has("h1", "Inloggen").has("[role=status]", "uitgelogd")
	if _, there := b.cookies[noticeCookie]; there {
		t.Error("the notice is shown again on the next page")
	}
	s.later(time.Minute)
	stolen.signedOut()
	if e := s.audit()[0]; e.Kind != crm.AuditSessionReused || e.User != s.actor || e.Actor != "" || e.Subject != "seller@demo.test" {
		t.Errorf("audit log %+v", e)
	}
	entries := len(s.audit())
	stolen.signedOut()
	b.signedOut()
	if len(s.audit()) != entries {
		t.Error("it is told more than once")
	}
	s.get("/sales").want(200) // another browser goes on
}

func TestASessionEndsByItself(t *testing.T) {
	s := open(t)
	b := s.visitor().beginsAs(s.actor)
	s.later(crm.SessionIdle - time.Second)
	b.get("/sales").want(200)
	s.later(crm.SessionIdle)
	b.signedOut() // unused

	b = s.visitor().beginsAs(s.actor)
	begun := s.clock()
	for s.clock().Sub(begun)+6*time.Hour < crm.SessionMax {
		s.later(6 * time.Hour)
		b.get("/sales").want(200)
	}
	s.later(begun.Add(crm.SessionMax).Sub(s.clock()) - time.Second)
	b.get("/sales").want(200)
	s.later(time.Second)
	b.signedOut() // used all the time
}

func TestWhenASessionWasUsedIsKeptNowAndThen(t *testing.T) {
	s := open(t)
	begun := s.clock()
	seen := func() time.Duration { return s.sessions(s.actor)[0].Seen.Sub(begun) }
	sequence := s.store.Sequence()
	s.later(5*time.Minute - time.Second)
	s.get("/sales").want(200)
	if s.store.Sequence() != sequence || seen() != 0 {
		t.Errorf("written after %s", seen())
	}
	s.later(time.Second)
	s.get("/sales").want(200)
	if seen() != 5*time.Minute {
		t.Errorf("last used after %s", seen())
	}
	sequence = s.store.Sequence()
	s.later(4 * time.Minute)
	s.get("/sales").want(200)
	if s.store.Sequence() != sequence {
		t.Error("written at each request")
	}
}

func TestChangingThePassword(t *testing.T) {
	s := open(t)
	b, other := s.visitor().beginsAs(s.actor), s.visitor().beginsAs(s.actor)
	const form = "form:has([name=new_password])"
	page := b.get("/account").want(200)
	for _, c := range []struct {
		current, new, field, message string
		hashes                       int64
	}{
		{"demo-verkoop", "", "new_password", "", 0},
		{"demo-verkoop", "elf tekens!", "new_password", "12", 0},
		{"demo-verkoop", strings.Repeat("ab cd ", 22), "new_password", "128", 0},
		{"demo-verkoop", "wachtwoord123", "new_password", "raden", 0},
		{"demo-verkoop", "seller@demo.test", "new_password", "raden", 0},
		{"verkeerd", newPassword, "current_password", "huidige", 1},
		{"", newPassword, "current_password", "Vul uw huidige", 0}, // nothing typed is no guess
	} {
		s.later(time.Second)
		made := s.hasher.Made()
		a := b.send(page, form, "current_password", c.current, "new_password", c.new).want(422)
		wrong := a.Find("[aria-invalid=true]")
		if wrong.Length() != 1 || wrong.AttrOr("name", "") != c.field {
			t.Errorf("%q, %q: marked %s", c.current, c.new, wrong.AttrOr("name", ""))
		}
		if a.Find("#problem a[href='#"+wrong.AttrOr("id", "?")+"']").Length() != 1 || !strings.Contains(a.text("#problem"), c.message) {
			t.Errorf("%q, %q: told %q", c.current, c.new, a.text("#problem"))
		}
		if !strings.HasPrefix(a.text("title"), "Fout: ") || a.Find("[type=password][value]:not([value=''])").Length() > 0 {
			t.Errorf("%q, %q: title %q, or a password in the page", c.current, c.new, a.text("title"))
		}
		if s.hasher.Made()-made != c.hashes {
			t.Errorf("%q, %q: %d hashes", c.current, c.new, s.hasher.Made()-made)
		}
		if logged := s.auditSince(s.clock()); int64(len(logged)) != c.hashes || len(logged) == 1 && (logged[0].Kind != crm.AuditLogInFailed || logged[0].Actor != s.actor) {
			t.Errorf("%q, %q: audit log %+v", c.current, c.new, logged)
		}
	}
	if both := b.send(page, form).want(422).Find("[aria-invalid=true]").Length(); both != 2 {
		t.Errorf("%d of two empty fields told", both)
	}
	before := b.cookies[sessionCookie]
	s.later(time.Second)
	a := b.send(page, form, "current_password", "demo-verkoop", "new_password", newPassword)
	b.follow(a.want(303).leads(t, "/account")).want(200).has("[role=status]", "gewijzigd")
	if b.cookies[sessionCookie] == before || len(s.sessions(s.actor)) != 1 {
		t.Errorf("the token is the same, or %d sessions are left", len(s.sessions(s.actor)))
	}
	if e := s.auditSince(s.clock()); len(e) != 1 || e[0].Kind != crm.AuditPassword || e[0].User != s.actor {
		t.Errorf("audit log %+v", e)
	}
	other.signedOut()
	old := s.visitor()
	old.cookies[sessionCookie] = before
	old.signedOut()
	s.visitor().logIn("seller@demo.test", "demo-verkoop").want(401)
	s.visitor().logIn("seller@demo.test", newPassword).want(303)
}

// TestGuessingTheCurrentPasswordIsLimited keeps who sits down at a browser that was
// left open from trying.
func TestGuessingTheCurrentPasswordIsLimited(t *testing.T) {
	s := open(t)
	try := func(current string) *answer {
		return s.do("PUT", "/account/password", saleFields("current_password", current, "new_password", newPassword))
	}
	for range crm.AccountTries {
		try("verkeerd").want(422)
	}
	made := s.hasher.Made()
	try("demo-verkoop").want(422).has("#problem", "1 seconde")
	if s.hasher.Made() != made {
		t.Error("a hash while waiting")
	}
	s.later(time.Second)
	try("demo-verkoop").want(303)
}

func TestAnotherRoleAndDisablingEndSessionsAtOnce(t *testing.T) {
	s := open(t)
	s.as(s.user("Pieter"))
	for name, change := range map[string]func(u crm.User) (string, url.Values){
		"Femke": func(u crm.User) (string, url.Values) {
			return "", saleFields("name", u.Name, "email", u.Email, "role", "reader", "group", string(u.Group), "version", "1")
		},
		"Daan":  func(crm.User) (string, url.Values) { return "/disabled", saleFields("disabled", "true") },
		"Marit": func(crm.User) (string, url.Values) { return "/sessions?_method=DELETE", url.Values{} },
	} {
		u := s.userCalled(name)
		one, two := s.visitor().beginsAs(u.ID), s.visitor().beginsAs(u.ID)
		part, form := change(u)
		method := "PUT"
		if name == "Marit" {
			method = "POST"
		}
		s.later(time.Second)
		s.do(method, "/settings/users/"+string(u.ID)+part, form).want(303)
		one.signedOut()
		two.signedOut()
		if len(s.auditSince(s.clock())) != 1 {
			t.Errorf("%s: audit log %+v", name, s.auditSince(s.clock()))
		}
	}
	// What ends no session: a name, a group, an address, a language.
	u := s.userCalled("Youssef")
	b := s.visitor().beginsAs(u.ID)
	s.do("PUT", "/settings/users/"+string(u.ID), saleFields("name", "Youssef E.", "email", "y@demo.test", "role", "seller",
		"group", string(s.userCalled("Iris").Group), "language", "en", "version", "1")).want(303)
	b.get("/account").want(200).has("main", "Youssef E.")
}

func TestOnesOwnSessionsAreSeenAndEnded(t *testing.T) {
	s := open(t)
	s.serve(Config{Proxies: proxies("0.0.0.0/32")})
	phone := s.visitor()
	phone.do("POST", "/login", phone.get("/login").fill(logInSelector, "email", "seller@demo.test", "password", "demo-verkoop"),
		with("User-Agent", "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Safari/604.1"), with("X-Forwarded-For", "203.0.113.7")).want(303)
	b := s.visitor().beginsAs(s.actor)
	daan := s.visitor().beginsAs(s.user("Daan"))
	rows := func() *goquery.Selection { return b.get("/account").want(200).Find(".sessions > *, ul.sessions > li") }
	if n := rows().Length(); n != 3 { // open's too
		t.Fatalf("%d sessions", n)
	}
	text := b.get("/account").text("main")
	if !strings.Contains(text, "Safari, iPhone") || !strings.Contains(text, "203.0.113.7") || strings.Count(text, "Deze browser") != 1 {
		t.Errorf("shown: %s", text)
	}
	// Somebody else's is not there, and stays.
	id := auth.ID(daan.cookies[sessionCookie])
	for _, method := range []string{"DELETE", "POST"} {
		path := "/account/sessions/" + id
		if method == "POST" {
			path = overridden(path, "DELETE")
		}
		b.do(method, path, url.Values{}, token(auth.CSRF(b.cookies[sessionCookie]))).want(404)
	}
	b.do("DELETE", "/account/sessions/nothing", url.Values{}, token(auth.CSRF(b.cookies[sessionCookie]))).want(404)
	daan.get("/sales").want(200)
	// One of one's own.
	s.later(time.Second)
	form := "form[action='/account/sessions/" + auth.ID(phone.cookies[sessionCookie]) + "?_method=DELETE']"
	b.follow(b.send(b.get("/account"), form).leads(t, "/account")).want(200)
	phone.signedOut()
	if e := s.auditSince(s.clock()); len(e) != 1 || e[0].Kind != crm.AuditSessionEnded || e[0].Actor != s.actor {
		t.Errorf("audit log %+v", e)
	}
	// All others.
	b.follow(b.send(b.get("/account"), "form[action='/account/sessions?_method=DELETE']").leads(t, "/account")).want(200)
	if n := len(s.sessions(s.actor)); n != 1 {
		t.Errorf("%d sessions are left", n)
	}
	s.get("/sales").want(303)
	// This one is logging out.
	b.do("DELETE", "/account/sessions/"+auth.ID(b.cookies[sessionCookie]), url.Values{}, token(auth.CSRF(b.cookies[sessionCookie]))).want(303).leads(t, "/login")
	b.signedOut()
	daan.get("/sales").want(200)
}

// TestADisabledUsersSessionSignsNobodyIn holds also where a session was left.
func TestADisabledUsersSessionSignsNobodyIn(t *testing.T) {
	s := open(t)
	b := s.visitor().beginsAs(s.actor)
	s.change(s.userCalled("Femke"), func(u *crm.User) { u.Disabled = true })
	b.signedOut()
	if len(s.sessions(s.actor)) == 0 {
		t.Error("there is no session to try")
	}
	s.view(func(tx store.ReadTx) error {
		if _, err := tx.Session(auth.ID(b.cookies[sessionCookie])); errors.Is(err, store.ErrNotFound) {
			t.Error("there is no session to try")
		}
		return nil
	})
}
