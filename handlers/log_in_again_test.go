package handlers

import (
	"encoding/base64"
	"encoding/json"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"verkoop/auth"
	"verkoop/crm"
	"verkoop/store"
)

// ends ends the session of a browser behind its back.
func (b *visitor) ends() {
	b.t.Helper()
	b.update(func(tx store.Tx) error { return tx.DeleteSession(auth.ID(b.cookies[sessionCookie])) })
}

// newToken is the token against forgery that an answer gives to the page that asked.
func (a *answer) newToken() string {
	a.t.Helper()
	var event map[string]struct{ Token string }
	if err := json.Unmarshal([]byte(a.header.Get("HX-Trigger")), &event); err != nil || event["app:csrf"].Token == "" {
		a.t.Fatalf("HX-Trigger %q: %v", a.header.Get("HX-Trigger"), err)
	}
	return event["app:csrf"].Token
}

// TestASessionEndsInTheMiddleOfAnEdit is the dialog: the page stays as it is, and
// goes on with the new token.
func TestASessionEndsInTheMiddleOfAnEdit(t *testing.T) {
	s := open(t)
	b := s.visitor().beginsAs(s.actor)
	page := b.get("/sales/1042/edit").want(200)
	v := page.fields()
	v.Set("title", "Getypt")
	v.Set("note", awkwardNote())
	old := token(auth.CSRF(b.cookies[sessionCookie]))
	b.ends()

	a := b.do("PUT", "/sales/1042", v, htmx, old).want(401)
	if a.Find("html[lang]").Length() > 0 || a.Find(logInSelector).Length() != 1 || !strings.Contains(a.text("body"), "bewaard") && !strings.Contains(a.text("body"), "staat er nog") {
		t.Errorf("answered with %.600s", a.text("body"))
	}
	a.Find("form").Each(func(_ int, f *goquery.Selection) {
		if f.AttrOr("hx-post", "") != "/login" || !strings.Contains(f.AttrOr("hx-headers", ""), "X-CSRF-Token") {
			t.Errorf("the form of the dialog: %s", f.AttrOr("hx-headers", ""))
		}
	})
	login := a.fill(logInSelector, "email", "seller@demo.test", "password", "verkeerd")
	a = b.do("POST", "/login", login, htmx).want(401)
	if a.Find("html[lang]").Length() > 0 || a.text("[role=alert]") == "" {
		t.Errorf("a wrong password is answered with %.600s", a.text("body"))
	}
	login = a.fill(logInSelector, "password", "demo-verkoop")
	a = b.do("POST", "/login", login, htmx).want(200)
	if a.Find("html[lang], main, form[data-guard], form[action='/login']").Length() > 0 || a.header.Get("HX-Redirect")+a.header.Get("HX-Refresh")+a.header.Get("HX-Push-Url") != "" {
		t.Errorf("the page does not stay: %v %.600s", a.header, a.text("body"))
	}
	csrf := a.newToken()
	b.do("PUT", "/sales/1042", v, htmx, old).want(403) // of the old session
	b.do("PUT", "/sales/1042", v, htmx, token(csrf)).want(200)
	if sale := s.sale(1042); sale.Title != "Getypt" || sale.Note != stored(awkwardNote()) {
		t.Errorf("saved %.80q, %.80q", sale.Title, sale.Note)
	}
}

// TestAPageOfTheOldSessionGetsANewToken is who logged in anew in another window.
func TestAPageOfTheOldSessionGetsANewToken(t *testing.T) {
	s := open(t)
	b := s.visitor().beginsAs(s.actor)
	v := b.get("/sales/1042/edit").want(200).fields()
	v.Set("title", "Getypt")
	old := token(auth.CSRF(b.cookies[sessionCookie]))
	b.ends()
	b.beginsAs(s.actor)
	a := b.do("PUT", "/sales/1042", v, htmx, old).want(403)
	b.do("PUT", "/sales/1042", v, htmx, token(a.newToken())).want(200)
	if got := s.sale(1042).Title; got != "Getypt" {
		t.Errorf("saved %q", got)
	}
}

// awkwardNote is long, of letters that take most room, with all that is awkward.
func awkwardNote() string {
	note := strings.Join(awkward, "\r\n") + "\r\n&a=b;c+d%41=\r\n"
	return note + strings.Repeat("é€😀x", (100_000-len([]rune(note)))/4)
}

// stored is the text as it is kept: browsers send CRLF.
func stored(text string) string { return strings.ReplaceAll(text, "\r\n", "\n") }

// TestWithoutScriptsTheFormIsSentAgainAfterLogIn keeps all that was typed through a
// wrong password as well.
func TestWithoutScriptsTheFormIsSentAgainAfterLogIn(t *testing.T) {
	s := open(t)
	b := s.visitor().beginsAs(s.actor)
	page := b.get("/sales/1042/edit?sort=title").want(200)
	v := page.fields()
	v.Set("title", `"Getypt" & <b>wel</b>`)
	v.Set("note", awkwardNote())
	v.Set("description", "één=1&twee=2")
	action := page.Find("form[data-guard]").AttrOr("action", "")
	b.ends()

	a := b.do("POST", action, v).want(401)
	if a.Find("html[lang]").Length() != 1 || s.sale(1042).Title == `"Getypt" & <b>wel</b>` {
		t.Errorf("answered with %.600s", a.text("body"))
	}
	a = b.send(a, logInSelector, "email", "seller@demo.test", "password", "verkeerd").want(401)
	a = b.send(a, logInSelector, "password", "demo-verkoop").want(200)
	if s.sale(1042).Title == `"Getypt" & <b>wel</b>` {
		t.Error("saved by logging in, without being asked")
	}
	form := a.Find("main form")
	if form.Length() != 1 || form.AttrOr("action", "") != action || form.AttrOr("method", "") != "post" {
		t.Fatalf("goes on with %q", form.AttrOr("action", ""))
	}
	again := a.fill("main form")
	for name, values := range v {
		if name == csrfField {
			continue
		}
		// A browser reads line ends in a page as LF, and sends them as CRLF.
		if strings.Join(again[name], "\x00") != stored(strings.Join(values, "\x00")) {
			t.Errorf("%s came back as %.80q, want %.80q", name, again[name], values)
		}
	}
	if len(again) != len(v) || len(again[csrfField]) != 1 {
		t.Errorf("%d fields, want %d", len(again), len(v))
	}
	b.send(a, "main form").want(303).leads(t, "/sales/1042?sort=title")
	sale := s.sale(1042)
	if sale.Title != `"Getypt" & <b>wel</b>` || sale.Note != stored(awkwardNote()) || sale.Description != "één=1&twee=2" {
		t.Errorf("saved %q, %.80q, %q", sale.Title, sale.Note, sale.Description)
	}
}

func TestAKeptFormOfAnotherSiteIsIgnored(t *testing.T) {
	s := open(t).nobody()
	kept := base64.RawURLEncoding.EncodeToString([]byte("title=Gekaapt"))
	for _, c := range [][2]string{
		{"https://elders.example/", kept}, {"//elders.example/", kept}, {`/\elders.example/`, kept}, {"javascript:alert(1)", kept},
		{"/sales/1042?_method=PUT", "not base64!"}, {"", kept},
	} {
		a := s.do("POST", "/login", saleFields("email", "seller@demo.test", "password", "demo-verkoop", "back", "/sales",
			"kept_action", c[0], "kept_form", c[1])).want(303)
		a.leads(t, "/sales")
		s.nobody()
	}
	// What is not a form of ours can't be put in by an address.
	a := s.get("/login?kept_action=/sales/1042&kept_form=" + kept).want(200)
	if a.fill(logInSelector).Has("kept_action") {
		t.Error("an address put a kept form in")
	}
}

// TestAnotherUserThanBeforeMayNotSaveTheKeptForm: what is kept carries no rights.
func TestAnotherUserThanBeforeMayNotSaveTheKeptForm(t *testing.T) {
	s := open(t)
	b := s.visitor().beginsAs(s.actor)
	page := b.get("/sales/1042/edit").want(200)
	b.ends()
	v := page.fields()
	v.Set("title", "Getypt")
	a := b.do("POST", page.Find("form[data-guard]").AttrOr("action", ""), v).want(401)
	a = b.send(a, logInSelector, "email", "reader@demo.test", "password", "demo-verkoop").want(200)
	s.later(time.Second)
	b.send(a, "main form").want(403)
	if s.sale(1042).Title == "Getypt" {
		t.Error("a reader saved")
	}
	if e := s.audit()[0]; e.Kind != crm.AuditRefused || e.Actor != s.user("Iris") {
		t.Errorf("audit log %+v", e)
	}
}

// TestAReadThatNeedsASessionIsNotKept: a fragment that is only looked at asks to log in.
func TestAReadThatNeedsASessionIsNotKept(t *testing.T) {
	s := open(t).nobody()
	for _, path := range []string{"/sales", "/sales/1042/deletion", "/settings/users/x/jobs"} {
		a := s.get(path, htmx).want(401)
		if v := a.fill(logInSelector); v.Has("kept_action") || v.Has("kept_form") {
			t.Errorf("%s keeps %v", path, v)
		}
	}
	if v := s.do("PUT", "/sales/1042", url.Values{"title": {"x"}}, htmx).want(401).fill(logInSelector); v.Has("kept_form") {
		t.Error("the page keeps what was typed itself")
	}
}
