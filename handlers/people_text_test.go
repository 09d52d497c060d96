package handlers

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"verkoop/crm"
	"verkoop/store"
)

// shape is the page without its texts: its elements with the names of their
// attributes. A text that is only text leaves it as it is.
func (a *answer) shape() string {
	var b strings.Builder
	for _, n := range a.Find("*").Nodes {
		b.WriteString("<" + n.Data)
		for _, at := range n.Attr {
			b.WriteString(" " + at.Key)
		}
		b.WriteString(">")
	}
	return b.String()
}

// inert finds that the page has the shape it has with a plain text, and that no
// address in it leads elsewhere.
func (a *answer) inert(t *testing.T, text, shape string) {
	t.Helper()
	if a.shape() != shape {
		t.Errorf("%q changed the page", text)
	}
	for _, name := range []string{"href", "src", "action", "formaction", "hx-get", "hx-post"} {
		for _, n := range a.Find("[" + name + "]").Nodes {
			for _, at := range n.Attr {
				if at.Key == name && (strings.HasPrefix(at.Val, "javascript:") || strings.HasPrefix(at.Val, "data:") || strings.Contains(at.Val, "x.example")) {
					t.Errorf("%q: %s=%q", text, name, at.Val)
				}
			}
		}
	}
}

// nameOf is the text as a name is kept: white space is one space.
func nameOf(text string) string { return strings.Join(strings.Fields(text), " ") }

// named are the awkward texts that a name has room for.
func named() (all []string) {
	for _, text := range awkward {
		if len([]rune(text)) <= 100 {
			all = append(all, text)
		}
	}
	return all
}

func TestAwkwardNamesOfUsersComeBackAsText(t *testing.T) {
	s := administrator(t)
	group := string(s.userCalled("Femke").Group)
	add := func(i int, name string) *answer {
		s.later(time.Second)
		return s.do("POST", "/settings/users", saleFields("name", name, "email", fmt.Sprintf("n%d@demo.test", i), "role", "seller", "group", group)).want(200)
	}
	plain := add(0, "Gewone Naam").shape()
	names := named()
	for i, text := range names {
		a := add(i+1, text)
		a.inert(t, text, plain)
		if got := a.fill(userForm).Get("name"); got != nameOf(text) {
			t.Errorf("%q is edited as %q", text, got)
		}
		if got := a.text("h1"); got != nameOf(text) {
			t.Errorf("%q shows as %q", text, got)
		}
		if !strings.Contains(a.text("#one-time-heading, .one-time h2"), nameOf(text)) {
			t.Errorf("%q in the link's heading: %q", text, a.text(".one-time"))
		}
		refused := s.do("POST", "/settings/users", saleFields("name", text, "email", text, "role", text, "group", text, "language", text)).want(422)
		if again := refused.fill(userForm); again.Get("name") != text || again.Get("email") != text {
			t.Errorf("%q came back as %q, %q", text, again.Get("name"), again.Get("email"))
		}
	}
	// Everywhere that they are listed.
	owned := s.sale(1042)
	for _, path := range []string{"/settings/users", "/settings/groups/" + group, "/settings/audit", userPath(owned.Owner) + "/sales"} {
		a := s.get(path).want(200)
		for i, text := range names {
			if path == "/settings/audit" && i < len(names)-auditPage/2 {
				continue // on further pages: each has two lines
			}
			if !strings.Contains(strings.Join(strings.Fields(a.Find("main").Text()), " "), nameOf(text)) {
				t.Errorf("%s does not show %q", path, text)
			}
		}
		if a.Find("main script, main iframe, main svg script, main [onerror], main [onload], main style, main base, main form[action*='//']").Length() > 0 {
			t.Errorf("%s: a name became markup", path)
		}
	}
}

func TestAwkwardNamesOfOwnersComeBackAsText(t *testing.T) {
	s := open(t)
	paths := []string{"/sales", "/sales/1042", "/sales/1042/edit", "/sales/1042/deletion", "/account", "/login"}
	shapes := map[string]string{}
	femke := s.userCalled("Femke")
	for i, text := range append([]string{"Aagje Smit"}, payloads...) {
		if i > 0 && i%4 != 0 { // the others in the lists above
			continue
		}
		femke = s.change(femke, func(u *crm.User) { u.Name = nameOf(text) })
		s.update(func(tx store.Tx) error { _, err := tx.Relist(1000); return err })
		for _, path := range paths {
			a := s.get(path)
			if i == 0 {
				shapes[path] = a.shape()
				continue
			}
			if path != "/sales" { // its rows stand in another order
				a.inert(t, text, shapes[path])
			}
			if path != "/login" && !strings.Contains(strings.Join(strings.Fields(a.Find("body").Text()), " "), nameOf(text)) {
				t.Errorf("%s does not show %q", path, text)
			}
		}
	}
}

func TestAwkwardNamesOfGroupsComeBackAsText(t *testing.T) {
	s := administrator(t)
	var first string
	names := []string{"Gewone naam"}
	for _, text := range named() {
		if !slices.ContainsFunc(names, func(n string) bool { return strings.EqualFold(nameOf(n), nameOf(text)) }) {
			names = append(names, text)
		}
	}
	for i, text := range names {
		s.later(time.Second)
		s.do("POST", "/settings/groups", saleFields("name", text)).want(303)
		groups := s.people().Groups
		at := slices.IndexFunc(groups, func(g crm.Group) bool { return g.Name == nameOf(text) })
		if at < 0 {
			t.Errorf("%q was not kept as %q", text, nameOf(text))
			continue
		}
		a := s.get("/settings/groups/" + string(groups[at].ID)).want(200)
		if i == 0 {
			first = a.shape()
		}
		a.inert(t, text, first)
		if got := a.fill("#group-form").Get("name"); got != nameOf(text) || !strings.Contains(a.text("h1"), nameOf(text)) {
			t.Errorf("%q is edited as %q, shown as %q", text, got, a.text("h1"))
		}
		again := s.do("POST", "/settings/groups", saleFields("name", text)).want(422) // taken
		if got := again.fill("main form[action='/settings/groups']").Get("name"); got != text {
			t.Errorf("%q came back as %q", text, got)
		}
	}
	for _, path := range []string{"/settings/groups", "/settings/users/new", "/settings/audit"} {
		a := s.get(path).want(200)
		for i, text := range names {
			if path == "/settings/audit" && i <= len(names)-auditPage {
				continue
			}
			if !strings.Contains(strings.Join(strings.Fields(a.Find("main").Text()), " "), nameOf(text)) {
				t.Errorf("%s does not show %q", path, text)
			}
		}
	}
}

func TestAwkwardTextsInTheSetUpComeBackAsText(t *testing.T) {
	s, address := empty(t, Config{})
	b := s.visitor()
	page := b.get(address).want(200)
	send := func(text string) *answer {
		return b.send(page, setUpForm, "organisation", text, "name", text, "email", text, "password", "", "currency", text).want(422)
	}
	plain := send("Gewone tekst").shape()
	for _, text := range awkward {
		a := send(text)
		a.inert(t, text, plain)
		if again := a.fill(setUpForm); again.Get("organisation") != text || again.Get("name") != text || again.Get("email") != text {
			t.Errorf("%q came back as %q, %q, %q", text, again.Get("organisation"), again.Get("name"), again.Get("email"))
		}
	}
	text := `</p><script>alert(1)</script> & "co"`
	b.send(page, setUpForm, "organisation", text, "name", text, "email", "a@b.nl", "password", newPassword).want(303)
	if got := s.setup().Organisation.Name; got != text {
		t.Errorf("kept as %q", got)
	}
	for _, path := range []string{"/login", "/setup/used", "/password/used"} {
		a := s.visitor().get(path)
		if !strings.Contains(strings.Join(strings.Fields(a.Find("body").Text()), " "), text) || a.Find("script:not([src])").Length() > 0 {
			t.Errorf("%s: %q", path, a.text("footer"))
		}
	}
}

func TestAwkwardTextsInLogInComeBackAsText(t *testing.T) {
	s := open(t)
	for i, text := range awkward {
		s.nobody()
		s.do("POST", "/login", saleFields("email", text, "password", text), token("")).want(403).inertLogIn(t, text)
		a := s.get("/login?back=" + url.QueryEscape(text)).want(200)
		if got := a.fill(logInSelector).Get("back"); got != text {
			t.Errorf("%q is kept as %q", text, got)
		}
		if i%20 == 0 { // and with what a hash costs
			s.attempt(text, text).want(401).inertLogIn(t, text)
		}
	}
	s.as(s.user("Pieter"))
	a := s.get("/settings/audit?from=" + url.QueryEscape(`"><script>alert(1)</script>`) + "&person=" + url.QueryEscape(`"><script>`)).want(422)
	if a.fill(auditForm).Get("from") != `"><script>alert(1)</script>` || a.Find("script:not([src])").Length() > 0 {
		t.Error("the filter of the audit log")
	}
	if a := s.get("/settings/audit").want(200); a.Find("script:not([src])").Length() > 0 {
		t.Error("the audit log")
	}
}

func (a *answer) inertLogIn(t *testing.T, text string) {
	t.Helper()
	if got := a.fill(logInSelector).Get("email"); got != text {
		t.Errorf("%q came back as %q", text, got)
	}
	if a.Find("script:not([src]), iframe, [onerror], [onload], [onfocus]").Length() > 0 {
		t.Errorf("%q became markup", text)
	}
}

// TestUnreadableNamesAreRefused: what no letter is, is no name.
func TestUnreadableNamesAreRefused(t *testing.T) {
	s := administrator(t)
	group := string(s.userCalled("Femke").Group)
	for _, name := range []string{"a\x00b", "a\x1bb", "a\x7fb", "\u200b", "\u202e \u200d", "a\u0085b"} {
		if nameOf(name) == "a b" {
			continue // white space to Unicode
		}
		s.do("POST", "/settings/users", saleFields("name", name, "email", "n@demo.test", "role", "seller", "group", group)).want(422)
		s.do("POST", "/settings/groups", saleFields("name", name)).want(422)
	}
	for _, email := range []string{"a\x00b@demo.test", "a\u200bb@demo.test", "a\nb@demo.test", "a b@demo.test"} {
		s.do("POST", "/settings/users", saleFields("name", "Naam", "email", email, "role", "seller", "group", group)).want(422)
	}
}
