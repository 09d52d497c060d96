package handlers

import (
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/PuerkitoBio/goquery"
)

// visitor is a browser without scripts: it keeps cookies, and sends the forms of a
// page as they stand on it, with their token.
type visitor struct {
	*site
	cookies map[string]string
	last    map[string]*http.Cookie // as they were last set
}

func (s *site) visitor() *visitor {
	return &visitor{s, map[string]string{}, map[string]*http.Cookie{}}
}

func (b *visitor) keep(a *answer) *answer {
	for _, c := range (&http.Response{Header: a.header}).Cookies() {
		b.last[c.Name] = c
		if b.cookies[c.Name] = c.Value; gone(c) {
			delete(b.cookies, c.Name)
		}
	}
	return a
}

func (b *visitor) get(path string, options ...option) *answer {
	b.t.Helper()
	return b.keep(b.ask("GET", path, nil, b.cookies, "", options))
}

func (b *visitor) do(method, path string, form url.Values, options ...option) *answer {
	b.t.Helper()
	return b.keep(b.ask(method, path, form, b.cookies, "", options))
}

// fill is the form on the page with some fields changed: name, value, …
func (a *answer) fill(selector string, changes ...string) url.Values {
	a.t.Helper()
	form := a.Find(selector)
	if form.Length() != 1 {
		a.t.Fatalf("%d of %s on the page (%d): %.1500s", form.Length(), selector, a.status, a.text("main, body"))
	}
	v := fieldsOf(form)
	for i := 0; i < len(changes); i += 2 {
		v.Set(changes[i], changes[i+1])
	}
	return v
}

// send sends the form on the page, with some fields changed.
func (b *visitor) send(a *answer, selector string, changes ...string) *answer {
	b.t.Helper()
	v, form := a.fill(selector, changes...), a.Find(selector)
	return b.do(strings.ToUpper(form.AttrOr("method", "GET")), form.AttrOr("action", ""), v)
}

// follow goes to where a 303 leads.
func (b *visitor) follow(a *answer) *answer {
	b.t.Helper()
	return b.get(a.want(303).header.Get("Location"))
}

// logIn signs in as people do, and returns the answer.
func (b *visitor) logIn(email, password string) *answer {
	b.t.Helper()
	return b.send(b.get("/login").want(200), logInSelector, "email", email, "password", password)
}

const logInSelector = "form[action='/login']:has([type=password])"

// fieldsOf are the fields of a form as a browser would post them.
func fieldsOf(form *goquery.Selection) url.Values {
	v := url.Values{}
	form.Find("input[name], select[name], textarea[name]").Each(func(_ int, f *goquery.Selection) {
		name := f.AttrOr("name", "")
		switch {
		case f.Is("[disabled]"):
		case f.Is("select"):
			v.Add(name, f.Find("option[selected]").AttrOr("value", f.Find("option").First().AttrOr("value", "")))
		case f.Is("textarea"):
			v.Add(name, strings.TrimPrefix(f.Text(), "\n"))
		case f.Is("[type=checkbox], [type=radio]"):
			if f.Is("[checked]") {
				v.Add(name, f.AttrOr("value", "on"))
			}
		default:
			v.Add(name, f.AttrOr("value", ""))
		}
	})
	return v
}

// gone tells that the browser is told to forget the cookie.
func gone(c *http.Cookie) bool {
	return c.MaxAge < 0 || !c.Expires.IsZero() && c.Expires.Before(time.Now())
}
