package handlers

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"testing"
	"time"

	"verkoop/crm"
	"verkoop/jobs"
	"verkoop/store"
)

// administrator opens the company with its administrator signed in.
func administrator(t *testing.T) *site {
	t.Helper()
	s := open(t)
	s.as(s.user("Pieter"))
	return s
}

const userForm = "#user-form"

func userPath(u crm.UserID) string { return "/settings/users/" + string(u) }

// work does all jobs.
func (s *site) work() {
	s.t.Helper()
	w := jobs.NewWorker(s.store, s.clock, slog.New(slog.NewTextHandler(io.Discard, nil)))
	w.Imports = s.imports
	if err := w.Finish(context.Background()); err != nil {
		s.t.Fatal(err)
	}
}

// facts are the lines of an audit entry, as "field: old > new".
func facts(e crm.AuditEntry) string {
	var all []string
	value := func(v crm.Value) string {
		if v.ID != "" {
			return v.Name.NL
		}
		return v.Text
	}
	for _, f := range e.Facts {
		all = append(all, string(f.Field)+": "+value(f.Old)+" > "+value(f.New))
	}
	return strings.Join(all, "; ")
}

func TestAddingAUser(t *testing.T) {
	s := administrator(t)
	page := s.get("/settings/users/new").want(200)
	if got := page.fill(userForm).Get("role"); got != "seller" {
		t.Errorf("a new user is a %s", got)
	}
	s.later(time.Second)
	v := page.fill(userForm, "name", " Noor   Oude Wesselink ", "email", " Noor@Demo.TEST", "role", "manager", "group", string(s.userCalled("Youssef").Group), "language", "en")
	a := s.do("POST", page.Find(userForm).AttrOr("action", ""), v, host("verkoop.example:8080")).want(200)
	u := s.userCalled("Noor")
	if u.Name != "Noor Oude Wesselink" || u.Email != "noor@demo.test" || u.Role != crm.Manager || u.Group != s.userCalled("Youssef").Group || u.Language != "en" || u.Disabled {
		t.Errorf("made %+v", u)
	}
	entries := s.auditSince(s.clock())
	if len(entries) != 2 || entries[0].Kind == entries[1].Kind {
		t.Fatalf("audit log %+v", entries)
	}
	for _, e := range entries {
		if e.Actor != s.user("Pieter") || e.User != u.ID || e.Subject != u.Name {
			t.Errorf("audit log %+v", e)
		}
		if e.Kind == crm.AuditUserAdded && facts(e) != "name:  > Noor Oude Wesselink; email:  > noor@demo.test; role:  > manager; group:  > Zuid; language:  > en" {
			t.Errorf("audit log: %s", facts(e))
		}
	}
	// The link is shown, works, and is shown this once.
	address := a.Find("input[readonly][value*='/password/']").AttrOr("value", "")
	path, ok := strings.CutPrefix(address, "http://verkoop.example:8080")
	if !ok || strings.Contains(s.get(userPath(u.ID)).want(200).body, path) {
		t.Errorf("the address is %q, or shown again", address)
	}
	s.get("/settings/users").want(200).has("tr:has([href='"+userPath(u.ID)+"'])", "Nog geen wachtwoord")
	s.visitor().logIn("noor@demo.test", "demo-verkoop").want(401)
	b := s.visitor()
	b.follow(b.send(b.get(path), passwordForm, "password", newPassword)).want(200)
	if got := b.get("/account", with("Accept-Language", "nl")).want(200).Find("html").AttrOr("lang", ""); got != "en" {
		t.Errorf("in %s", got)
	}
	if strings.Contains(s.get("/settings/users").text("tr:has([href='"+userPath(u.ID)+"'])"), "Nog geen wachtwoord") {
		t.Error("still without a password")
	}
}

func TestBadUsersKeepWhatWasTyped(t *testing.T) {
	s := administrator(t)
	femke := s.userCalled("Femke")
	for _, c := range []struct{ field, value, message string }{
		{"name", "", ""},
		{"name", strings.Repeat("é", 101), "100"},
		{"email", "", ""},
		{"email", "geen adres", "naam@"},
		{"email", "MANAGER@demo.test ", "andere gebruiker"},
		{"role", "king", ""},
		{"role", "", ""},
		{"group", "nothing", ""},
		{"group", "", ""},
	} {
		for _, path := range []string{"/settings/users/new", userPath(femke.ID)} {
			page := s.get(path).want(200)
			v := page.fill(userForm, "name", "Getypt <b>", "email", "getypt@demo.test", "role", "reader", "language", "en")
			v.Set(c.field, c.value)
			before := s.people()
			a := s.do("POST", page.Find(userForm).AttrOr("action", ""), v).want(422)
			if a.Find("#problem a").Length() != 1 || !strings.Contains(a.text("#problem"), c.message) {
				t.Errorf("%s %s %.30q: told %q", path, c.field, c.value, a.text("#problem"))
			}
			if a.Find(strings.TrimSpace(a.Find("#problem a").AttrOr("href", "#none"))).Length() != 1 {
				t.Errorf("%s %s: the summary leads to %s, which is not there", path, c.field, a.Find("#problem a").AttrOr("href", ""))
			}
			if !strings.HasPrefix(a.text("title"), "Fout: ") {
				t.Errorf("title %q", a.text("title"))
			}
			again := a.fill(userForm)
			for _, field := range []string{"name", "email", "role", "language", "version"} {
				if again.Get(field) != v.Get(field) && !(field == c.field && field == "role") {
					t.Errorf("%s %s: %s came back as %q, want %q", path, c.field, field, again.Get(field), v.Get(field))
				}
			}
			if len(s.people().Users) != len(before.Users) || s.userCalled("Femke") != femke {
				t.Errorf("%s %s: saved all the same", path, c.field)
			}
		}
	}
	if len(s.audit()) != 0 {
		t.Errorf("audit log %+v", s.audit())
	}
}

func TestEditingAUser(t *testing.T) {
	s := administrator(t)
	femke := s.userCalled("Femke")
	page := s.get(userPath(femke.ID)).want(200)
	if v := page.fill(userForm); v.Get("name") != femke.Name || v.Get("email") != femke.Email || v.Get("role") != "seller" || v.Get("group") != string(femke.Group) {
		t.Errorf("shown %v", v)
	}
	s.later(time.Second)
	action := page.Find(userForm).AttrOr("action", "")
	v := page.fill(userForm, "name", "Femke Smit", "email", "femke@demo.test", "language", "nl")
	s.do("POST", action, v).want(303).leads(t, userPath(femke.ID))
	if e := s.auditSince(s.clock()); len(e) != 1 || e[0].Kind != crm.AuditUserChanged || e[0].User != femke.ID ||
		facts(e[0]) != "name: Femke de Boer > Femke Smit; email: seller@demo.test > femke@demo.test; language:  > nl" {
		t.Errorf("audit log %+v", e)
	}
	s.visitor().logIn("seller@demo.test", "demo-verkoop").want(401)
	s.visitor().logIn("femke@demo.test", "demo-verkoop").want(303)
	// Nothing changed: nothing is kept, and nothing logged.
	sequence := s.store.Sequence()
	again := s.get(userPath(femke.ID)).want(200)
	s.do("POST", action, again.fill(userForm)).want(303)
	if s.store.Sequence() != sequence {
		t.Error("something was written")
	}
	// Somebody else saved meanwhile.
	v.Set("name", "Femke Jansen")
	s.later(time.Second)
	a := s.do("POST", action, v).want(409)
	if s.userCalled("Femke").Name != "Femke Smit" || len(s.auditSince(s.clock())) != 0 {
		t.Error("saved over another's change")
	}
	if got := a.fill(userForm); got.Get("name") != "Femke Jansen" || a.text("#problem") == "" {
		t.Errorf("came back as %q, told %q", got.Get("name"), a.text("#problem"))
	}
	s.do("POST", action, a.fill(userForm)).want(303)
	if s.userCalled("Femke").Name != "Femke Jansen" {
		t.Error("not saved the second time")
	}
	for _, version := range []string{"", "x", "0", "-1", "99"} {
		v.Set("version", version)
		v.Set("name", "Zonder versie")
		if a := s.do("POST", action, v); a.status != 409 {
			t.Errorf("version %q: status %d", version, a.status)
		}
	}
	if s.userCalled("Femke").Name != "Femke Jansen" {
		t.Error("saved without a version")
	}
	s.get("/settings/users/nobody").want(404)
	s.do("PUT", "/settings/users/nobody", v).want(404)
	s.do("PUT", "/settings/users/nobody/disabled", saleFields("disabled", "true")).want(404)
	s.do("POST", "/settings/users/nobody/link", v).want(404)
	s.do("POST", "/settings/users/nobody/sales", v).want(404)
	s.do("DELETE", "/settings/users/nobody/sessions", nil).want(404)
	s.get("/settings/users/nobody/jobs").want(404)
	s.get("/settings/users/nobody/sales").want(404)
}

// TestTheLastAdministratorStays whichever way is tried.
func TestTheLastAdministratorStays(t *testing.T) {
	s := administrator(t)
	pieter := s.userCalled("Pieter")
	disabled := s.change(s.userCalled("Iris"), func(u *crm.User) { u.Role, u.Disabled = crm.Administrator, true }) // does not count
	before := s.people()
	page := s.get(userPath(pieter.ID)).want(200)
	if page.Find("form[action*='/disabled']").Length() > 0 {
		t.Error("disabling is offered")
	}
	action := page.Find(userForm).AttrOr("action", "")
	for _, role := range []string{"manager", "seller", "reader"} {
		a := s.do("POST", action, page.fill(userForm, "role", role)).want(422).has("#problem", "laatste beheerder")
		if got := a.fill(userForm).Get("role"); got != role {
			t.Errorf("the role came back as %q", got)
		}
	}
	if e := s.audit()[0]; e.Kind != crm.AuditRefused || e.Act != crm.ManageUsers {
		t.Errorf("audit log: %+v", e)
	}
	s.do("PUT", userPath(pieter.ID), page.fill(userForm, "role", "seller", "disabled", "true")).want(422)
	for _, o := range [][]option{nil, {htmx}} {
		s.do("PUT", userPath(pieter.ID)+"/disabled", saleFields("disabled", "true"), o...).want(422).has("#problem", "laatste beheerder")
	}
	s.do("POST", userPath(pieter.ID)+"/disabled?_method=PUT", saleFields("disabled", "true")).want(422)
	s.do("PUT", userPath(pieter.ID), page.fill(userForm, "disabled", "true", "name", "Pieter M.")).want(303) // not a field of this form
	if got := s.userCalled("Pieter"); got.Role != crm.Administrator || got.Disabled {
		t.Errorf("the last administrator is %+v", got)
	}
	if got := s.people(); len(got.Users) != len(before.Users) || s.userCalled("Iris") != disabled {
		t.Error("something else changed")
	}
	s.get("/settings/users").want(200)
	// Two at once can't take each other's place away either.
	hanneke := s.change(s.userCalled("Hanneke"), func(u *crm.User) { u.Role = crm.Administrator })
	s.do("PUT", userPath(pieter.ID), s.get(userPath(pieter.ID)).fill(userForm, "role", "seller")).want(303).leads(t, "/login")
	s.as(hanneke.ID)
	s.do("PUT", userPath(hanneke.ID), s.get(userPath(hanneke.ID)).fill(userForm, "role", "seller")).want(422)
}

func TestAnAdministratorWhoStepsDownIsLoggedOut(t *testing.T) {
	for _, how := range []string{"role", "disabled"} {
		s := administrator(t)
		pieter := s.userCalled("Pieter")
		s.change(s.userCalled("Hanneke"), func(u *crm.User) { u.Role = crm.Administrator })
		b := s.visitor().beginsAs(pieter.ID)
		page := b.get(userPath(pieter.ID)).want(200)
		var a *answer
		if how == "role" {
			a = b.send(page, userForm, "role", "seller")
		} else {
			a = b.send(page, "form[action*='/disabled']")
		}
		b.follow(a.want(303).leads(t, "/login")).want(200).has("h1", "Inloggen")
		b.signedOut()
		if s.token == "" || s.get("/settings/users").status != 303 {
			t.Error("another browser of the same person goes on")
		}
	}
}

func TestDisablingAndEnablingAUser(t *testing.T) {
	s := administrator(t)
	femke := s.userCalled("Femke")
	page := s.get(userPath(femke.ID)).want(200)
	s.later(time.Second)
	form := "form[action*='/disabled']"
	s.do("POST", page.Find(form).AttrOr("action", ""), page.fill(form)).want(303)
	if !s.userCalled("Femke").Disabled {
		t.Fatal("not disabled")
	}
	if e := s.auditSince(s.clock()); len(e) != 1 || e[0].Kind != crm.AuditUserChanged || facts(e[0]) != "disabled:  > true" {
		t.Errorf("audit log %+v", e)
	}
	s.get("/settings/users").want(200).has("tr:has([href='"+userPath(femke.ID)+"'])", "Uitgeschakeld")
	s.visitor().logIn("seller@demo.test", "demo-verkoop").want(401)
	if sale := s.sale(1042); sale.Owner != femke.ID {
		t.Error("the sales do not stay")
	}
	s.get("/sales/1042").want(200)
	if n := s.get("/owners?owner=Femke").want(200).Find("[role=option], option, li").Length(); n != 0 {
		t.Error("sales can be given to who is disabled")
	}
	page = s.get(userPath(femke.ID)).want(200)
	if page.Find("form[action$='/link']").Length() > 0 {
		t.Error("a link is offered for who is disabled")
	}
	s.do("POST", userPath(femke.ID)+"/link", saleFields()).want(422)
	s.do("POST", page.Find(form).AttrOr("action", ""), page.fill(form)).want(303)
	s.visitor().logIn("seller@demo.test", "demo-verkoop").want(303)
}

// owned are the numbers of the user's sales.
func (s *site) owned(u crm.UserID) (numbers []crm.SaleNumber) {
	s.t.Helper()
	s.view(func(tx store.ReadTx) (err error) { numbers, err = tx.OwnerSales(u, 0, 1000); return err })
	return numbers
}

func TestHandingOverAllSales(t *testing.T) {
	s := administrator(t)
	woken := 0
	s.serve(Config{Wake: func() { woken++ }})
	femke, youssef := s.userCalled("Femke"), s.userCalled("Youssef")
	hers, his := s.owned(femke.ID), s.owned(youssef.ID)
	path := userPath(femke.ID) + "/sales"
	for _, o := range []option{htmx, with("X-Nothing", "")} {
		a := s.get(path, o).want(200).has("body", "Femke de Boer")
		if a.Find("option[value='"+string(youssef.ID)+"']").Length() != 1 || a.Find("option[value='"+string(femke.ID)+"']").Length()+
			a.Find("option[value='"+string(s.user("Iris"))+"']").Length() != 0 {
			t.Error("offered to herself, to a reader, or not to Youssef")
		}
	}
	disabled := s.change(s.userCalled("Daan"), func(u *crm.User) { u.Disabled = true })
	for _, to := range []crm.UserID{"", "nobody", femke.ID, s.user("Iris"), disabled.ID} {
		a := s.do("POST", path, saleFields("to", string(to))).want(422)
		if a.text("#problem") == "" || a.Find("[aria-invalid=true]").AttrOr("name", "") != "to" {
			t.Errorf("to %q: told %q", to, a.text("#problem"))
		}
	}
	s.work()
	if len(s.owned(femke.ID)) != len(hers) || woken != 0 || len(s.audit()) != 0 {
		t.Error("handed over all the same")
	}
	s.later(time.Second)
	s.do("POST", path, saleFields("to", string(youssef.ID))).want(303).leads(t, userPath(femke.ID))
	if e := s.auditSince(s.clock()); len(e) != 1 || e[0].Kind != crm.AuditSalesHandedOver || e[0].User != femke.ID || facts(e[0]) != "owner: Femke de Boer > Youssef El Amrani" {
		t.Errorf("audit log %+v", e)
	}
	if woken != 1 {
		t.Errorf("the jobs were woken %d times", woken)
	}
	s.get(userPath(femke.ID)+"/jobs", htmx).want(200).has("body", fmt.Sprintf("0 van %d", len(hers)))
	s.work()
	if left, got := s.owned(femke.ID), s.owned(youssef.ID); len(left) != 0 || len(got) != len(hers)+len(his) {
		t.Errorf("%d are left, %d came to %d", len(left), len(got), len(his))
	}
	sale := s.sale(1042)
	if sale.Owner != youssef.ID || sale.Group != youssef.Group {
		t.Errorf("1042 is of %s in %s", sale.Owner, sale.Group)
	}
	if a := s.get(userPath(femke.ID)+"/jobs", htmx).want(200); strings.Contains(a.text("body"), " van ") {
		t.Errorf("still at work: %q", a.text("body"))
	}
	s.get(userPath(femke.ID)).want(200).has("main", "Is van geen enkele verkoop eigenaar")
	s.as(femke.ID) // what was private of hers is not hers any more
	s.get("/sales/1050").want(404)
	s.as(youssef.ID)
	s.get("/sales/1050").want(200)
	s.get("/sales/1042").want(200).has("main", "Youssef El Amrani")
}

func TestAChangeOfGroupRegroupsTheSales(t *testing.T) {
	s := administrator(t)
	femke, daan, youssef := s.userCalled("Femke"), s.user("Daan"), s.userCalled("Youssef")
	s.as(femke.ID)
	s.do("PUT", "/sales/1042", s.edited("/sales/1042/edit", nil, "visible", "group"), htmx).want(200)
	s.as(daan)
	s.get("/sales/1042").want(200)
	s.as(youssef.ID)
	s.get("/sales/1042").want(404)
	s.as(s.user("Pieter"))
	page := s.get(userPath(femke.ID)).want(200)
	s.do("PUT", userPath(femke.ID), page.fill(userForm, "group", string(youssef.Group))).want(303)
	s.get(userPath(femke.ID)+"/jobs", htmx).want(200).has("body", "0 van ")
	s.work()
	for _, n := range s.owned(femke.ID) {
		if sale := s.sale(n); sale.Group != youssef.Group || sale.Owner != femke.ID {
			t.Errorf("%d is of %s in %s", n, sale.Owner, sale.Group)
		}
	}
	s.as(daan)
	s.get("/sales/1042").want(404)
	s.as(youssef.ID)
	s.get("/sales/1042").want(200)
	s.as(femke.ID)
	s.get("/sales/1042").want(200)
}

func TestAnotherNameOfAUserIsTheNameOfTheOwner(t *testing.T) {
	s := administrator(t)
	femke := s.userCalled("Femke")
	s.do("PUT", userPath(femke.ID), s.get(userPath(femke.ID)).fill(userForm, "name", "Aagje Smit")).want(303)
	s.work()
	s.get("/sales?sort=owner").want(200).has("tbody tr", "Aagje Smit")
	s.get("/sales/1042").want(200).has("main", "Aagje Smit")
}

func TestGroupsAreAddedAndRenamed(t *testing.T) {
	s := administrator(t)
	groupOf := func(name string) (id crm.GroupID) {
		for _, g := range s.people().Groups {
			if g.Name == name {
				id = g.ID
			}
		}
		return id
	}
	page := s.get("/settings/groups").want(200).has("main", "Noord").has("main", "Hanneke Bosma")
	const add = "main form[action='/settings/groups']"
	s.later(time.Second)
	s.do("POST", "/settings/groups", page.fill(add, "name", "  Oost \t en West ")).want(303).leads(t, "/settings/groups")
	id := groupOf("Oost en West")
	if id == "" {
		t.Fatalf("groups %+v", s.people().Groups)
	}
	if e := s.auditSince(s.clock()); len(e) != 1 || e[0].Kind != crm.AuditGroupAdded || e[0].Subject != "Oost en West" || facts(e[0]) != "name:  > Oost en West" {
		t.Errorf("audit log %+v", e)
	}
	for _, name := range []string{"", " ", "noord", " NOORD ", strings.Repeat("x", 101)} {
		a := s.do("POST", "/settings/groups", page.fill(add, "name", name)).want(422)
		if got := a.fill(add).Get("name"); got != name || a.text("#problem") == "" || !strings.HasPrefix(a.text("title"), "Fout: ") {
			t.Errorf("%q came back as %q, told %q", name, got, a.text("#problem"))
		}
	}
	path := "/settings/groups/" + string(id)
	form := s.get(path).want(200)
	const edit = "#group-form"
	action := form.Find(edit).AttrOr("action", "")
	s.later(time.Second)
	s.do("POST", action, form.fill(edit, "name", "Oost")).want(303).leads(t, "/settings/groups")
	if e := s.auditSince(s.clock()); len(e) != 1 || e[0].Kind != crm.AuditGroupChanged || e[0].Subject != "Oost" || facts(e[0]) != "name: Oost en West > Oost" {
		t.Errorf("audit log %+v", e)
	}
	s.do("POST", action, s.get(path).fill(edit, "name", "Zuid")).want(422).has("#problem", "deze naam")
	s.do("POST", action, s.get(path).fill(edit, "name", "OOST")).want(303) // its own, otherwise written
	// Somebody else renamed it meanwhile.
	s.do("POST", action, form.fill(edit, "name", "West")).want(409)
	for _, version := range []string{"", "x", "99"} {
		s.do("POST", action, form.fill(edit, "name", "West", "version", version)).want(409)
	}
	if groupOf("OOST") != id || groupOf("West") != "" {
		t.Errorf("groups %+v", s.people().Groups)
	}
	s.get("/settings/groups/nothing").want(404)
	s.do("PUT", "/settings/groups/nothing", saleFields("name", "x", "version", "1")).want(404)
	s.get("/settings/groups/"+string(s.userCalled("Femke").Group)).want(200).has("main", "Femke de Boer")
	s.get("/sales/1042").want(200)
}

// TestASettingsPageIsOnlyOfferedToWhoMay: what may not be used is absent.
func TestASettingsPageIsOnlyOfferedToWhoMay(t *testing.T) {
	s := open(t)
	for name, want := range map[string]bool{"Pieter": true, "Hanneke": false, "Femke": false, "Iris": false} {
		s.as(s.user(name))
		a := s.get("/sales").want(200)
		if offered := a.Find("a[href^='/settings']").Length() > 0; offered != want {
			t.Errorf("%s is offered the settings: %v", name, offered)
		}
		if offered := a.Find("a[href='/sales/new']").Length() > 0; offered != (name != "Iris") {
			t.Errorf("%s is offered to register: %v", name, offered)
		}
	}
}
