package handlers

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"verkoop/auth"
	"verkoop/crm"
	"verkoop/store"
)

// link makes a one-time address for the user, as an administrator does, and reads
// it from the page.
func (s *site) link(u crm.UserID) string {
	s.t.Helper()
	before := s.token
	defer func() { s.token = before }()
	s.as(s.user("Pieter"))
	a := s.do("POST", "/settings/users/"+string(u)+"/link", saleFields(), host("verkoop.example:8080")).want(200)
	address := a.Find("input[readonly][value*='/password/']").AttrOr("value", "")
	path, ok := strings.CutPrefix(address, "http://verkoop.example:8080")
	if !ok {
		s.t.Fatalf("the address is %q", address)
	}
	return path
}

const passwordForm = "form[action^='/password/']"

func TestAOneTimeAddressGivesANewPasswordOnce(t *testing.T) {
	s := open(t)
	daan := s.user("Daan")
	address := s.link(daan)
	if e := s.audit()[0]; e.Kind != crm.AuditLink || e.User != daan || e.Actor != s.user("Pieter") || strings.Contains(address, e.Subject) {
		t.Errorf("audit log %+v", e)
	}
	old := s.visitor().beginsAs(daan)
	old.get("/sales").want(200) // asking for a link ends nothing yet
	s.later(time.Second)
	b := s.visitor()
	page := b.get(address).want(200).has("main", "Daan Visser").has("main", "daan@demo.test")
	b.get(address).want(200) // looking does not use it up
	made := s.hasher.Made()
	for _, c := range []struct{ password, message string }{
		{"", ""}, {"elf tekens!", "12"}, {strings.Repeat("ab cd ", 22), "128"}, {"Daan@demo.test", "raden"}, {"wachtwoord2026", "raden"},
	} {
		a := b.send(page, passwordForm, "password", c.password).want(422)
		field := a.Find(passwordForm + " [name=password]")
		if field.AttrOr("aria-invalid", "") != "true" || field.AttrOr("value", "") != "" || !strings.Contains(a.text("#problem"), c.message) ||
			!strings.HasPrefix(a.text("title"), "Fout: ") {
			t.Errorf("%q: told %q", c.password, a.text("#problem"))
		}
	}
	if s.hasher.Made() != made {
		t.Error("a hash of a password that was refused")
	}
	a := b.send(page, passwordForm, "password", newPassword).want(303).leads(t, "/sales")
	if s.hasher.Made() != made+1 {
		t.Errorf("%d hashes", s.hasher.Made()-made)
	}
	b.follow(a).want(200).has("[role=status]", "gewijzigd")
	b.get("/account").want(200).has("main", "Daan Visser")
	old.signedOut()
	if e := s.auditSince(s.clock()); len(e) != 1 || e[0].Kind != crm.AuditPassword || e[0].Actor != daan || e[0].User != daan {
		t.Errorf("audit log %+v", e)
	}
	s.visitor().logIn("daan@demo.test", "demo-verkoop").want(401)
	s.visitor().logIn("daan@demo.test", newPassword).want(303)

	b.get(address).want(410)
	b.send(page, passwordForm, "password", newPassword+" 2").want(403) // the form is of the time before log-in
	c := s.visitor()
	v := c.get("/login").fill(logInSelector)
	c.do("POST", address, saleFields(csrfField, v.Get(csrfField), "password", newPassword+" 2")).want(410)
	s.visitor().logIn("daan@demo.test", newPassword).want(303)
}

func TestAOneTimeAddressIsVoid(t *testing.T) {
	for name, c := range map[string]struct {
		void func(s *site, u crm.User)
		as   string // who tries; empty: nobody
	}{
		"after three days": {void: func(s *site, _ crm.User) { s.later(crm.PasswordLasts) }},
		"after a newer one": {void: func(s *site, u crm.User) {
			newer := s.link(u.ID)
			s.visitor().get(newer).want(200)
		}},
		"after disabling": {void: func(s *site, u crm.User) {
			s.as(s.user("Pieter"))
			s.do("PUT", "/settings/users/"+string(u.ID)+"/disabled", saleFields("disabled", "true")).want(303)
		}},
		"after disabling and enabling": {void: func(s *site, u crm.User) {
			s.as(s.user("Pieter"))
			s.do("PUT", "/settings/users/"+string(u.ID)+"/disabled", saleFields("disabled", "true")).want(303)
			s.do("PUT", "/settings/users/"+string(u.ID)+"/disabled", saleFields("disabled", "")).want(303)
		}},
		"for a user who was disabled otherwise": {void: func(s *site, u crm.User) { s.change(u, func(u *crm.User) { u.Disabled = true }) }},
		"after the password was changed": {void: func(s *site, u crm.User) {
			s.update(func(tx store.Tx) error { return auth.SetPassword(tx, u, "hash", "") })
		}},
	} {
		s := open(t)
		u := s.userCalled("Daan")
		address := s.link(u.ID)
		b := s.visitor()
		page := b.get(address).want(200)
		hash := s.password(u.ID)
		c.void(s, u)
		if name == "after the password was changed" {
			hash = "hash"
		}
		made := s.hasher.Made()
		if a := b.get(address); a.status != 410 || !strings.Contains(a.text("main"), "beheerder") {
			t.Errorf("%s: status %d, %q", name, a.status, a.text("main"))
		}
		if a := b.send(page, passwordForm, "password", newPassword); a.status != 410 {
			t.Errorf("%s: sent, status %d", name, a.status)
		}
		if s.password(u.ID) != hash || s.hasher.Made() != made {
			t.Errorf("%s: the password was changed, or a hash made", name)
		}
	}
}

// password is the hash that is kept of the user's.
func (s *site) password(u crm.UserID) (hash string) {
	s.t.Helper()
	s.view(func(tx store.ReadTx) (err error) { hash, err = tx.Password(u); return err })
	return hash
}

func TestAOneTimeAddressIsOnlyForWhatItIsFor(t *testing.T) {
	s := open(t)
	token := strings.TrimPrefix(s.link(s.user("Daan")), "/password/")
	b := s.visitor()
	for _, path := range []string{"/setup/" + token, "/password/x", "/password/" + auth.ID(token), "/password/" + strings.ToLower(token), "/password/" + token + "x"} {
		b.get(path).want(410)
	}
}

// TestAOneTimeAddressLetsAUserInWhoWasShutOutByWrongPasswords is the way out.
func TestAOneTimeAddressLetsAUserInWhoWasShutOutByWrongPasswords(t *testing.T) {
	s := open(t)
	s.update(func(tx store.Tx) error {
		for range 20 {
			if err := auth.Try(tx, auth.Guess{Email: "daan@demo.test", At: s.clock()}); err != nil {
				return err
			}
		}
		return nil
	})
	s.visitor().logIn("daan@demo.test", "demo-verkoop").want(429)
	b := s.visitor()
	b.send(b.get(s.link(s.user("Daan"))), passwordForm, "password", newPassword).want(303)
	s.visitor().logIn("daan@demo.test", newPassword).want(303)
}

func TestWhatNobodyIsRefusedIsInTheAuditLogButDoesNotFillIt(t *testing.T) {
	s := open(t)
	s.token = ""
	for range 3 * crm.AddressTries {
		s.get("/password/guessed").want(410)
		s.do("POST", "/login", url.Values{}, with("Sec-Fetch-Site", "cross-site")).want(403)
	}
	count := map[crm.AuditKind]int{}
	s.view(func(tx store.ReadTx) error {
		entries, _, err := tx.Audit(store.AuditFilter{}, "", 1000)
		for _, e := range entries {
			count[e.Kind]++
		}
		return err
	})
	if n := count[crm.AuditLinkRefused] + count[crm.AuditForged]; count[crm.AuditLinkRefused] == 0 || count[crm.AuditForged] == 0 || n != crm.AddressTries {
		t.Errorf("%v", count)
	}
}
