package e2e

import (
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// The demo's characters, and the password of all of them.
const (
	admin    = "admin@demo.test"
	manager  = "manager@demo.test"
	seller   = "seller@demo.test" // Femke: who stories act as unless they say another
	seller2  = "seller2@demo.test"
	reader   = "reader@demo.test"
	password = "demo-verkoop"
	nobody   = "-"
)

// as lets somebody else look, or nobody.
func as(email string) option { return func(v *visitor) { v.email = email } }

var hiddenToken = regexp.MustCompile(`name="_csrf" value="([^"]+)"`)

// signIn logs in as the log-in page does and returns the session's cookie.
func signIn(t *testing.T, address, email string) *http.Cookie {
	t.Helper()
	jar, _ := cookiejar.New(nil) // fails for no options
	client := &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.Get(address + "/login")
	if err != nil {
		t.Fatal(err)
	}
	page, err := io.ReadAll(res.Body)
	res.Body.Close()
	found := hiddenToken.FindSubmatch(page)
	if err != nil || found == nil {
		t.Fatalf("no log-in form: %v\n%.600s", err, page)
	}
	form := url.Values{"email": {email}, "password": {password}, "_csrf": {string(found[1])}}
	req, err := http.NewRequest("POST", address+"/login", strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Origin", address)
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if res, err = client.Do(req); err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	for _, c := range res.Cookies() {
		if c.Name == "session" && c.Value != "" {
			return c
		}
	}
	t.Fatalf("%s could not log in: status %d", email, res.StatusCode)
	return nil
}

// signedIn gives the window the session of its visitor.
func (v *visitor) signedIn() {
	v.t.Helper()
	if v.email == nobody {
		return
	}
	c := signIn(v.t, v.address, v.email)
	v.call(chromedp.Call(v.ctx, network.SetCookie, network.SetCookieParams{
		Name: c.Name, Value: c.Value, URL: v.address, HTTPOnly: ptr(true), SameSite: network.CookieSameSiteLax,
	}))
}

// sessionEnds is what an administrator, or time, does to the window's session.
func (v *visitor) sessionEnds() {
	v.t.Helper()
	v.call(chromedp.Call(v.ctx, network.DeleteCookies, network.DeleteCookiesParams{Name: "session", URL: v.address}))
}
