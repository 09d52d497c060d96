package handlers

import (
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"verkoop/auth"
	"verkoop/crm"
	"verkoop/demo"
	"verkoop/store"
)

// nobody is a browser that nobody is signed in with.
func (s *site) nobody() *site {
	s.token, s.visit = "", auth.NewToken()
	return s
}

// attempt tries to log in, as part of a form of ours.
func (s *site) attempt(email, password string, options ...option) *answer {
	s.t.Helper()
	return s.do("POST", "/login", saleFields("email", email, "password", password), options...)
}

// change keeps another version of the user.
func (s *site) change(u crm.User, how func(*crm.User)) crm.User {
	s.t.Helper()
	how(&u)
	u.Version++
	s.update(func(tx store.Tx) error { return tx.PutUser(u) })
	return u
}

var tokens = regexp.MustCompile(`[A-Za-z0-9_-]{86}`) // against forgery

func TestAWrongLogInTellsNothing(t *testing.T) {
	s := open(t).nobody()
	disabled := s.change(s.userCalled("Daan"), func(u *crm.User) { u.Disabled = true })
	fresh := crm.User{ID: "fresh", Name: "Zonder Wachtwoord", Email: "zonder@demo.test", Role: crm.Seller, Group: disabled.Group}
	fresh = s.change(fresh, func(*crm.User) {})
	femke := s.userCalled("Femke")
	for _, o := range [][]option{nil, {htmx}, {english}} {
		var first string
		for _, c := range []struct {
			email, password string
			who             crm.UserID
		}{
			{"seller@demo.test", "verkeerd wachtwoord", femke.ID},
			{"niemand@demo.test", "demo-verkoop", ""},
			{disabled.Email, "demo-verkoop", disabled.ID},
			{fresh.Email, "demo-verkoop", fresh.ID},
		} {
			s.later(time.Hour)
			made := s.hasher.Made()
			a := s.attempt(c.email, c.password, o...).want(401)
			if n := s.hasher.Made() - made; n != 1 {
				t.Errorf("%q: %d hashes", c.email, n)
			}
			if title := a.text("title"); title != "" && !strings.HasPrefix(title, "Fout: ") && !strings.HasPrefix(title, "Error: ") {
				t.Errorf("title %q", title)
			}
			body := tokens.ReplaceAllString(strings.ReplaceAll(a.body, `value="`+c.email+`"`, `value=""`), "")
			body = strings.ReplaceAll(body, " autofocus", "") // in the first field that is empty
			if first == "" {
				first = body
			}
			if body != first {
				t.Errorf("%q is answered differently:\n%s\n%s", c.email, body, first)
			}
			if a.Find("form [name=email]").AttrOr("value", "?") != c.email || strings.Contains(a.body, "verkeerd wachtwoord") {
				t.Errorf("%q: what was typed came back as %q", c.email, a.Find("form [name=email]").AttrOr("value", "?"))
			}
			if cookies := strings.Join(a.header["Set-Cookie"], " "); strings.Contains(cookies, sessionCookie) {
				t.Errorf("%q: cookies %s", c.email, cookies)
			}
			entries := s.auditSince(s.clock())
			if len(entries) != 1 || entries[0].Kind != crm.AuditLogInFailed || entries[0].Subject != c.email || entries[0].User != c.who ||
				entries[0].Actor != "" || entries[0].From != "0.0.0.0" {
				t.Errorf("%q: audit log %+v", c.email, entries)
			}
		}
	}
}

func TestTheRightPasswordLogsIn(t *testing.T) {
	s := open(t).nobody()
	for _, email := range []string{"seller@demo.test", " Seller@Demo.TEST "} {
		s.later(time.Second)
		made := s.hasher.Made()
		a := s.attempt(email, "demo-verkoop").want(303)
		if a.header.Get("Location") != "/" || s.hasher.Made() != made+1 {
			t.Errorf("%q leads to %q after %d hashes", email, a.header.Get("Location"), s.hasher.Made()-made)
		}
		entries := s.auditSince(s.clock())
		if len(entries) != 1 || entries[0].Kind != crm.AuditLoggedIn || entries[0].Actor != s.actor || entries[0].ActorName != "Femke de Boer" || entries[0].From != "0.0.0.0" {
			t.Errorf("audit log %+v", entries)
		}
	}
}

func TestTheAuditLogKeepsOnlyTheBeginningOfWhatWasTried(t *testing.T) {
	s := open(t).nobody()
	s.attempt(strings.Repeat("é", 10_000), "x").want(401)
	if got := s.audit()[0].Subject; got != strings.Repeat("é", 254) {
		t.Errorf("%d bytes: %.20q", len(got), got)
	}
}

// waits is how long an answer says to wait, in seconds.
func (a *answer) waits() int {
	n, _ := strconv.Atoi(a.header.Get("Retry-After"))
	return n
}

// TestTriesAtAnAccountAreLimited: five are free, then each further one makes the
// wait twice as long, up to a quarter of an hour; also at accounts that are not there.
func TestTriesAtAnAccountAreLimited(t *testing.T) {
	for _, email := range []string{"seller@demo.test", "niemand@demo.test"} {
		s := open(t).nobody()
		for range crm.AccountTries {
			s.attempt(email, "verkeerd").want(401)
		}
		for over, wait := range []int{1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900} {
			made, logged := s.hasher.Made(), len(s.auditSince(s.clock()))
			a := s.attempt(email, "demo-verkoop").want(429)
			if a.waits() != wait {
				t.Errorf("%s, %d too many: wait %d s, want %d", email, over, a.waits(), wait)
			}
			if over == 0 {
				a.has("main [role=alert]", "1 seconde")
				s.attempt(email, "demo-verkoop", htmx).want(429).has("[role=alert]", "1 seconde")
			}
			if s.hasher.Made() != made || len(s.auditSince(s.clock())) != logged {
				t.Errorf("%s: a hash or a line in the audit log while waiting", email)
			}
			s.later(time.Duration(wait)*time.Second - time.Millisecond)
			if a := s.attempt(email, "demo-verkoop").want(429); a.waits() != 1 {
				t.Errorf("%s: wait %d s at the end of the wait", email, a.waits())
			}
			s.later(time.Millisecond)
			if over < 2 {
				s.attempt(email, "verkeerd").want(401)
			} else { // the same without its hash
				s.update(func(tx store.Tx) error { return auth.Try(tx, auth.Guess{Email: email, At: s.clock()}) })
			}
		}
		s.later(crm.LongestWait) // nobody is shut out for good
		if email == "seller@demo.test" {
			s.attempt(email, "demo-verkoop").want(303)
			for range crm.AccountTries { // the right one begins anew
				s.attempt(email, "verkeerd").want(401)
			}
			s.attempt(email, "verkeerd").want(429)
		} else {
			s.attempt(email, "demo-verkoop").want(401)
		}
		s.later(crm.AttemptsLast) // after a quiet hour all is forgotten
		for range 2 {
			s.attempt(email, "verkeerd").want(401)
		}
	}
}

// TestTriesFromAnAddressAreLimited: 30 are free, at whichever account.
func TestTriesFromAnAddressAreLimited(t *testing.T) {
	s := open(t)
	s.serve(Config{Proxies: proxies("0.0.0.0/32")})
	s.nobody()
	from := func(address string) option { return with("X-Forwarded-For", address) }
	wrong := func(address string, times int) {
		s.update(func(tx store.Tx) error {
			for range times {
				if err := auth.Wrong(tx, auth.Guess{From: address, At: s.clock()}); err != nil {
					return err
				}
			}
			return nil
		})
	}
	wrong("203.0.113.7", crm.AddressTries-1)
	s.attempt("niemand@demo.test", "x", from("203.0.113.7")).want(401) // counts as well
	made := s.hasher.Made()
	if a := s.attempt("seller@demo.test", "demo-verkoop", from("203.0.113.7")).want(429); a.waits() != 1 {
		t.Errorf("wait %d s", a.waits())
	}
	if s.hasher.Made() != made {
		t.Error("a hash was made all the same")
	}
	s.attempt("seller@demo.test", "demo-verkoop", from("203.0.113.8")).want(303) // a neighbour
	s.nobody().later(time.Second)
	s.attempt("seller@demo.test", "demo-verkoop", from("203.0.113.7")).want(303)
	s.nobody().attempt("niemand@demo.test", "x", from("203.0.113.7")).want(401)
	if a := s.attempt("seller@demo.test", "demo-verkoop", from("203.0.113.7")).want(429); a.waits() != 2 {
		t.Errorf("a right password of one account forgot the wrong ones at others: wait %d s", a.waits())
	}
	wrong("203.0.113.7", 100)
	if a := s.attempt("seller@demo.test", "demo-verkoop", from("203.0.113.7")).want(429); a.waits() != 900 {
		t.Errorf("wait %d s", a.waits())
	}
	s.later(crm.LongestWait)
	s.attempt("seller@demo.test", "demo-verkoop", from("203.0.113.7")).want(303)

	s.nobody() // of version 6 a network has more addresses than can be counted
	wrong("2001:db8::1", crm.AddressTries)
	s.attempt("seller@demo.test", "demo-verkoop", from("2001:db8::ffff:1")).want(429)
	s.attempt("seller@demo.test", "demo-verkoop", from("2001:db8:0:1::1")).want(303)
}

func TestManyTriesAtOnceAreNoMoreThanAllowed(t *testing.T) {
	s := open(t).nobody()
	made := s.hasher.Made()
	var tried, waited int
	var mu sync.Mutex
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			a := s.attempt("seller@demo.test", "verkeerd")
			mu.Lock()
			defer mu.Unlock()
			switch a.status {
			case 401:
				tried++
			case 429:
				waited++
			default:
				t.Errorf("status %d", a.status)
			}
		})
	}
	all.Wait()
	if tried != crm.AccountTries || waited != 20-tried || s.hasher.Made()-made != int64(tried) {
		t.Errorf("%d tried, %d told to wait, %d hashes", tried, waited, s.hasher.Made()-made)
	}
}

func TestAPageThatStoodOpenForADayAsksToTryAgain(t *testing.T) {
	s := open(t).nobody()
	a := s.do("POST", "/login", saleFields("email", "seller@demo.test", "password", "demo-verkoop", "back", "/sales/1042"), token(auth.CSRF("old"))).want(403)
	again := a.fill(logInSelector)
	if again.Get("email") != "seller@demo.test" || again.Get("back") != "/sales/1042" || a.text("[role=alert]") == "" || strings.Contains(a.body, "demo-verkoop") {
		t.Errorf("came back as %v", again)
	}
	again.Set("password", "demo-verkoop")
	if to := s.do("POST", "/login", again, token("")).want(303).header.Get("Location"); to != "/sales/1042" {
		t.Errorf("leads to %q", to)
	}
}

// TestAFileThatIsNotThereLeavesTheLogInPageGood: a page that stood open while the
// program was renewed asks for files of before.
func TestAFileThatIsNotThereLeavesTheLogInPageGood(t *testing.T) {
	s := open(t)
	b := s.visitor()
	page := b.get("/login").want(200)
	b.get("/static/old.js").want(404)
	b.send(page, logInSelector, "email", "seller@demo.test", "password", "demo-verkoop").want(303)
	b.get("/static/old.js").want(404)
	if _, there := b.cookies[visitCookie]; there {
		t.Error("who is signed in got a cookie for those who are not")
	}
}

func TestAfterLogInOneIsWhereOneWantedToBe(t *testing.T) {
	s := open(t)
	b := s.visitor()
	to := b.get("/sales/1042?tab=details").want(303).header.Get("Location")
	if to != "/login?back=%2Fsales%2F1042%3Ftab%3Ddetails" {
		t.Errorf("leads to %q", to)
	}
	a := b.send(b.get(to).want(200), logInSelector, "email", "seller@demo.test", "password", "verkeerd").want(401)
	if to := b.send(a, logInSelector, "password", "demo-verkoop").want(303).header.Get("Location"); to != "/sales/1042?tab=details" {
		t.Errorf("leads to %q", to)
	}
	if to := b.get("/login?back=/sales/1044").want(303).header.Get("Location"); to != "/sales/1044" {
		t.Errorf("who is signed in is led to %q", to)
	}
	for _, elsewhere := range []string{"https://elders.example/", "//elders.example", `/\elders.example`, `\\elders.example`, "javascript:alert(1)",
		"elders.example", "/\t/elders.example", "/sales\r\nX-Header: 1", " //elders.example", "http:/sales", "///elders.example"} {
		if to := b.get("/login?back=" + url.QueryEscape(elsewhere)).want(303).header.Get("Location"); to != "/" {
			t.Errorf("who is signed in is led from %q to %q", elsewhere, to)
		}
		s.as(s.actor) // logging in again needs no hash to be told
		if to := s.do("POST", "/language", saleFields("lang", "nl", "back", elsewhere)).want(303).header.Get("Location"); to != "/" {
			t.Errorf("the switch leads from %q to %q", elsewhere, to)
		}
	}
	b = s.visitor()
	if to := b.send(b.get("/login?back=https://elders.example/").want(200), logInSelector, "email", "seller@demo.test", "password", "demo-verkoop").
		want(303).header.Get("Location"); to != "/" {
		t.Errorf("log-in leads to %q", to)
	}
}

func TestTheDemoOffersItsCharactersWithOnePress(t *testing.T) {
	s := open(t)
	if n := s.visitor().get("/login").want(200).Find("form[action='/login']").Length(); n != 1 {
		t.Errorf("%d log-in forms without a demo", n)
	}
	s.serve(Config{Demo: demo.Characters, DemoPassword: demo.Password})
	for _, email := range demo.Characters {
		b := s.visitor()
		a := b.send(b.get("/login?back=/account").want(200), "form[action='/login']:has([value='"+email+"'])").want(303)
		if a.header.Get("Location") != "/account" {
			t.Errorf("%s is led to %q", email, a.header.Get("Location"))
		}
		if got := b.follow(a).want(200).text("main"); !strings.Contains(got, email) {
			t.Errorf("%s is signed in as %.200s", email, got)
		}
	}
}

func TestTheUsersLanguageWinsAndIsKept(t *testing.T) {
	s := open(t)
	lang := func(a *answer) string { return a.want(200).Find("html").AttrOr("lang", "") }
	dutch := with("Accept-Language", "nl")
	b := s.visitor()
	b.logIn("seller@demo.test", "demo-verkoop").want(303)
	if got := lang(b.get("/sales", with("Accept-Language", "en"))); got != "en" {
		t.Errorf("without a language of her own: %s", got)
	}
	b.send(b.get("/account", dutch), "form[action='/language']", "lang", "en").want(303)
	if u := s.userCalled("Femke"); u.Language != "en" {
		t.Errorf("kept %q", u.Language)
	}
	other := s.visitor() // on another machine
	if got := lang(other.get("/login", dutch)); got != "nl" {
		t.Errorf("before log-in: %s", got)
	}
	other.logIn("seller@demo.test", "demo-verkoop").want(303)
	if got := lang(other.get("/sales", dutch)); got != "en" {
		t.Errorf("after log-in: %s", got)
	}
	// The switch of a form keeps it as well.
	v := other.get("/sales/1042/edit").want(200).fields()
	v.Set("lang", "nl")
	if got := lang(other.do("POST", "/sales/1042/edit", v)); got != "nl" || s.userCalled("Femke").Language != "nl" {
		t.Errorf("the form's switch answers in %s and keeps %q", got, s.userCalled("Femke").Language)
	}
	if got := lang(b.get("/sales", english)); got != "nl" {
		t.Errorf("the first machine: %s", got)
	}
	s.nobody().do("POST", "/language", saleFields("lang", "en", "back", "/login")).want(303)
	if s.userCalled("Femke").Language != "nl" {
		t.Error("nobody changed the user's language")
	}
	s.do("POST", "/language", saleFields("lang", "xx", "back", "/login")).want(303)
}

func TestAnEmptyLogInFormSaysWhatToFillIn(t *testing.T) {
	s := open(t)
	b := s.visitor()
	for range 10 { // it is no wrong password, and counts as none
		a := b.logIn("", "").want(422)
		a.has("#problem", "Vul een e-mailadres in.").has("#problem", "Vul een wachtwoord in.").has("#log-in-email-below", "Vul een e-mailadres in.")
		if !strings.HasPrefix(a.text("title"), "Fout: ") {
			t.Errorf("title %q", a.text("title"))
		}
	}
	a := b.logIn("seller@demo.test", "").want(422)
	if a.Find("#problem a").Length() != 1 || a.Find("#log-in-email").AttrOr("value", "") != "seller@demo.test" {
		t.Errorf("%s", a.text("#problem"))
	}
	b.logIn("seller@demo.test", "demo-verkoop").want(303)
}
