package handlers

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// awkward texts that must come back as they were typed, as text.
var awkward = append([]string{
	`'; DROP TABLE sales; --`, `{{.T "x"}}`, `${7*7}`, `&lt;b&gt; &amp; &#39;`, `]]>`,
	`Ünïcödé ñ ø å ß ĳ`, `日本語 한국어 العربية עברית`, `👩‍👩‍👧‍👦 🇳🇱`, "e\u0301 tegen é", "\u202eomgekeerd", "zero\u200bwidth",
	`%00 %2e%2e%2f`, `../../etc/passwd`, `=SUM(A1:A2)`, `+31 6 12345678`, `-1`, `@naam`, "tab\ttussen", `null`, `undefined`, `NaN`, `0`,
	`a  b   c`, `'enkel' "dubbel" ` + "`schuin`", `C:\pad\naar`,
}, payloads...)

// payloads are texts that would run a script, or change the page, where a text is
// not written as one.
var payloads = []string{
	`<script>alert(1)</script>`, `<SCRIPT SRC=//x.example></SCRIPT>`, `<scr<script>ipt>alert(1)</script>`, `<script/x>alert(1)</script>`,
	`"><script>alert(1)</script>`, `'><script>alert(1)</script>`, `</script><script>alert(1)</script>`, `</title><script>alert(1)</script>`,
	`</textarea><script>alert(1)</script>`, `</style><script>alert(1)</script>`, `</option></select><script>alert(1)</script>`,
	`--><script>alert(1)</script>`, `--!><script>alert(1)</script>`, `--><!--`, `]]><script>alert(1)</script>`, `<![CDATA[<script>alert(1)</script>]]>`,
	`<img src=x onerror=alert(1)>`, `"><img src=x onerror=alert(1)>`, `<img src="x:x" onerror="alert(1)">`, `<img/src=x/onerror=alert(1)>`,
	`<IMG """><SCRIPT>alert(1)</SCRIPT>">`, `<svg/onload=alert(1)>`, `<svg><script>alert(1)</script></svg>`, `<svg><animate onbegin=alert(1)>`,
	`<math><mtext><img src onerror=alert(1)>`, `<body onload=alert(1)>`, `<details open ontoggle=alert(1)>`, `<video><source onerror=alert(1)>`,
	`<iframe src="javascript:alert(1)"></iframe>`, `<iframe srcdoc="<script>alert(1)</script>">`, `<object data="data:text/html,x">`,
	`<embed src="javascript:alert(1)">`, `<a href="javascript:alert(1)">x</a>`, `<a href="jav&#x09;ascript:alert(1)">x</a>`, `javascript:alert(1)`,
	`data:text/html,<script>alert(1)</script>`, `<form action="https://x.example"><button>x</button></form>`, `<button formaction=javascript:alert(1)>`,
	`<base href="https://x.example/">`, `<meta http-equiv=refresh content="0;url=//x.example">`, `<link rel=stylesheet href=//x.example>`,
	`<style>@import "//x.example"</style>`, `" style="background:url(//x.example)`, `" onfocus=alert(1) autofocus x="`, `' onmouseover='alert(1)`,
	"`onmouseover=alert(1)`", `" hx-get="/sales" hx-trigger="load`, `<div hx-on:click="alert(1)" data-x>`, `<hx-partial hx-target="body">x</hx-partial>`,
	`<template><script>alert(1)</script></template>`, `<noscript><p title="</noscript><script>alert(1)</script>">`, `<input onfocus=alert(1) autofocus>`,
	`<marquee onstart=alert(1)>`, `&lt;script&gt;alert(1)&lt;/script&gt;`, `&#60;script&#62;`, `%3Cscript%3Ealert(1)%3C/script%3E`,
	`\u003cscript\u003e`, `\x3cscript\x3e`, `{{constructor.constructor('alert(1)')()}}`, `<%= 7*7 %>`, `\"});alert(1);//`, `';alert(1)//`,
	`＜script＞alert(1)＜/script＞`, `<scrıpt>`, `<x onclick=alert(1)>x`, `<!doctype html><plaintext>`,
}

func TestAwkwardTextsComeBackByteForByte(t *testing.T) {
	s := open(t)
	shape := ""
	// What was changed last stands on the page: it has its full length after some.
	plain := []string{"Gewone tekst 1", "Gewone tekst 2", "Gewone tekst 3", "Gewone tekst 4", "Gewone tekst 5", "Gewone tekst 6", "Gewone tekst 7"}
	for i, text := range append(plain, awkward...) {
		v := s.edited("/sales/1042/edit", nil, "title", text, "description", text+"\r\n"+text, "note", text,
			"link_address", "https://voorbeeld.nl/?q=1", "link_text", text)
		s.do("PUT", "/sales/1042", v, htmx).want(200)
		sale := s.sale(1042)
		if sale.Title != text || sale.Description != text+"\n"+text || sale.Note != text || sale.Links[0].Text != text {
			t.Errorf("%q was stored as %q, %q, %q", text, sale.Title, sale.Description, sale.Note)
		}
		a := s.get("/sales/1042").want(200)
		if got := a.Find("h1").Text(); strings.TrimSpace(got) != text {
			t.Errorf("%q shows as %q", text, got)
		}
		if i < len(plain) {
			shape = a.shape()
		}
		a.inert(t, text, shape)
		again := s.get("/sales/1042/edit").want(200).fields()
		if again.Get("title") != text || again.Get("note") != text || again.Get("description") != text+"\n"+text {
			t.Errorf("%q is edited as %q, %q, %q", text, again.Get("title"), again.Get("note"), again.Get("description"))
		}
	}
}

func TestUnreadableTextIsRefused(t *testing.T) {
	s := open(t)
	for _, text := range []string{"a\x00b", "a\xffb", "a\x1bb"} {
		v := s.edited("/sales/1042/edit", nil, "note", text)
		s.do("PUT", "/sales/1042", v, htmx).want(422)
	}
}

func TestALargeNoteIsKept(t *testing.T) {
	s := open(t)
	note := strings.Repeat("é€😀x", 25_000) // 100,000 characters
	v := s.edited("/sales/1042/edit", nil, "note", note)
	s.do("PUT", "/sales/1042", v, htmx).want(200)
	if s.sale(1042).Note != note {
		t.Error("not the same")
	}
	v = s.edited("/sales/1042/edit", nil, "note", strings.ReplaceAll(note, "x", "y"))
	s.do("PUT", "/sales/1042", v, htmx).want(200)
	v = s.edited("/sales/1042/edit", nil, "note", note+"z")
	s.do("PUT", "/sales/1042", v, htmx).want(422)
}

func TestABodyTooLargeIsRefusedInWords(t *testing.T) {
	s := open(t)
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go s.app.Listener(ln)
	t.Cleanup(func() { s.app.Shutdown() })
	conn, err := net.Dial("tcp", ln.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	// Refused by what it announces: the body is not waited for.
	fmt.Fprintf(conn, "POST /sales/1042?_method=PUT HTTP/1.1\r\nHost: %s\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\nnote=", ln.Addr(), 3<<20)
	res, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, _ := io.ReadAll(res.Body)
	if res.StatusCode != 413 || !strings.Contains(string(body), "te groot") || res.Header.Get("Content-Security-Policy") == "" {
		t.Errorf("status %d: %.600s", res.StatusCode, body)
	}
}

func TestEveryAnswerHasItsHeaders(t *testing.T) {
	s := open(t)
	for _, path := range []string{"/", "/sales", "/sales/1042", "/sales/1042/edit", "/sales/new", "/company-options?company=a",
		"/contact-options?contact=a", "/project-options?project=a", "/owners?owner=a", "/healthz", "/favicon.ico", "/nothing", "/sales/0", "/static/nothing"} {
		for _, o := range [][]option{nil, {htmx}} {
			a := s.get(path, o...)
			if a.status >= 500 {
				t.Errorf("%s: status %d", path, a.status)
			}
			for name, want := range map[string]string{
				"Content-Security-Policy": contentSecurityPolicy, "X-Content-Type-Options": "nosniff",
				"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin",
				"Referrer-Policy": "same-origin", "Cache-Control": "no-store",
			} {
				if got := a.header.Get(name); got != want {
					t.Errorf("%s: %s is %q", path, name, got)
				}
			}
		}
	}
}

func TestLanguageIsTheChoiceThenTheBrowsersThenDutch(t *testing.T) {
	s := open(t)
	for _, c := range []struct {
		options []option
		want    string
	}{
		{nil, "nl"},
		{[]option{with("Accept-Language", "en-US,en;q=0.9")}, "en"},
		{[]option{with("Accept-Language", "fr")}, "nl"},
		{[]option{english, with("Accept-Language", "nl")}, "en"},
	} {
		if got := s.get("/sales", c.options...).Find("html").AttrOr("lang", ""); got != c.want {
			t.Errorf("%s, want %s", got, c.want)
		}
	}
	a := s.do("POST", "/language", map[string][]string{"lang": {"en"}, "back": {"/sales?sort=title"}}).want(303)
	if a.header.Get("Location") != "/sales?sort=title" || !strings.HasPrefix(a.header.Get("Set-Cookie"), "language=en") {
		t.Errorf("to %s with %s", a.header.Get("Location"), a.header.Get("Set-Cookie"))
	}
	for _, elsewhere := range []string{"https://elders.example/", "//elders.example", `/\elders.example`, "javascript:alert(1)"} {
		a := s.do("POST", "/language", map[string][]string{"lang": {"nl"}, "back": {elsewhere}}).want(303)
		if a.header.Get("Location") != "/" {
			t.Errorf("%q leads to %q", elsewhere, a.header.Get("Location"))
		}
	}
}

func TestOthersSalesKeepTheirOwner(t *testing.T) {
	s := open(t)
	if got := s.get("/sales/1044/edit").want(200).Find("#sale-1044-owner[readonly]").Length(); got != 1 {
		t.Error("the owner of somebody else's sale is not locked")
	}
	v := s.edited("/sales/1044/edit", nil, "owner", "Femke de Boer", "owner_id", string(s.actor), "visible", "owner")
	s.do("PUT", "/sales/1044", v, htmx).want(403)
	if s.sale(1044).Owner == s.actor {
		t.Error("taken over")
	}
}

func TestWhatMayNotBeSeenIsNotThere(t *testing.T) {
	s := open(t)
	for _, path := range []string{"/sales/1053", "/sales/1053/edit", "/sales/1055"} {
		s.get(path).want(404)
	}
	s.as(s.user("Hanneke")) // the manager of the owner's group
	s.get("/sales/1050").want(200)
	s.get("/sales/1053").want(404)
	s.as(s.user("Daan")) // of the same group
	s.get("/sales/1050").want(404)
	s.as(s.user("Pieter")) // an administrator
	s.get("/sales/1055/edit").want(200)

	s.as(s.user("Iris")) // a reader
	if s.get("/sales/1042").want(200).Find("a[href$='/edit']").Length() > 0 {
		t.Error("a reader is offered to edit")
	}
	s.get("/sales/1042/edit").want(403)
	s.get("/sales/new").want(403)
	s.do("PUT", "/sales/1042", url.Values{"version": {"6"}, "title": {"Anders"}}, htmx).want(403)
	s.do("POST", "/sales", url.Values{"title": {"Nieuw"}}, htmx).want(403)
}

func TestThereAreEnoughPayloads(t *testing.T) {
	if len(payloads) < 50 {
		t.Errorf("%d", len(payloads))
	}
}
