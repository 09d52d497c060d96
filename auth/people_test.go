package auth

import (
	"context"
	"errors"
	"reflect"
	"strings"
	"testing"

	"github.com/bojanz/currency"

	"verkoop/crm"
	"verkoop/store"
)

// save saves a change of the user, which must be taken.
func (d *desk) save(id crm.UserID, change func(*crm.User)) (after crm.User) {
	d.t.Helper()
	u := d.user(id)
	change(&u)
	by := d.by()
	d.update(func(tx store.Tx) (err error) { after, err = SaveUser(tx, by, u); return err })
	return after
}

// sales gives the user so many.
func (d *desk) sales(owner crm.UserID, n int) {
	d.t.Helper()
	u := d.user(owner)
	zero, _ := currency.NewAmount("0", "EUR")
	d.update(func(tx store.Tx) error {
		for range n {
			number, err := tx.NextSaleNumber()
			if err != nil {
				return err
			}
			s := crm.Sale{ID: crm.SaleID("sale-" + string(owner) + "-" + strings.Repeat("x", int(number-1000))), Number: number, Title: "A sale", Outcome: crm.Open,
				Owner: owner, Group: u.Group, Visible: crm.Everyone, Amount: zero, Cost: zero}.Saved(u, noon)
			if err := tx.PutSale(s, crm.NewChange(u, crm.Sale{}, s, func(crm.Field, string) crm.Words { return crm.Words{} })); err != nil {
				return err
			}
		}
		return nil
	})
}

func (d *desk) jobs() (jobs []crm.Job) {
	d.t.Helper()
	d.view(func(tx store.ReadTx) (err error) { jobs, err = tx.Jobs(); return err })
	return jobs
}

func TestAUserIsAdded(t *testing.T) {
	d := open(t)
	by := d.by()
	var saved crm.User
	d.update(func(tx store.Tx) (err error) {
		saved, err = SaveUser(tx, by, crm.User{ID: "anna", Name: " Anna  Bos ", Email: "Anna@demo.test", Role: crm.Manager, Group: "south"})
		return err
	})
	want := crm.User{ID: "anna", Version: 1, Name: "Anna Bos", Email: "anna@demo.test", Role: crm.Manager, Group: "south"}
	if saved != want || d.user("anna") != want {
		t.Errorf("%+v, kept %+v", saved, d.user("anna"))
	}
	entries := d.entries()
	entry := crm.AuditEntry{ID: entries[0].ID, At: by.At, Kind: crm.AuditUserAdded, Actor: admin, ActorName: "Pieter", From: "192.0.2.1", User: "anna", Subject: "Anna Bos",
		Facts: []crm.FieldChange{
			{Field: crm.FieldName, New: crm.Value{Text: "Anna Bos"}}, {Field: crm.FieldEmail, New: crm.Value{Text: "anna@demo.test"}},
			{Field: crm.FieldRole, New: crm.Value{Text: "manager"}}, {Field: crm.FieldGroup, New: crm.Value{ID: "south", Name: crm.Same("Group south")}},
		}}
	if len(entries) != 1 || !reflect.DeepEqual(entries[0], entry) {
		t.Errorf("got  %+v\nwant %+v", entries, entry)
	}
	if jobs := d.jobs(); len(jobs) > 0 {
		t.Errorf("%+v", jobs)
	}
}

func TestAChangeIsAuditedWithBeforeAndAfter(t *testing.T) {
	d := open(t)
	after := d.save(seller, func(u *crm.User) { u.Role, u.Group = crm.Manager, "south" })
	if after.Version != 2 || d.user(seller) != after {
		t.Errorf("%+v", after)
	}
	entries := d.entries()
	want := []crm.FieldChange{
		{Field: crm.FieldRole, Old: crm.Value{Text: "seller"}, New: crm.Value{Text: "manager"}},
		{Field: crm.FieldGroup, Old: crm.Value{ID: "north", Name: crm.Same("Group north")}, New: crm.Value{ID: "south", Name: crm.Same("Group south")}},
	}
	if len(entries) != 1 || entries[0].Kind != crm.AuditUserChanged || entries[0].User != seller || !reflect.DeepEqual(entries[0].Facts, want) {
		t.Errorf("%+v", entries)
	}
}

func TestNothingChangedIsNothingKept(t *testing.T) {
	d := open(t)
	before := d.Sequence()
	if after := d.save(seller, func(u *crm.User) { u.Name = " Femke " }); after != d.user(seller) || after.Version != 1 {
		t.Errorf("%+v", after)
	}
	if d.Sequence() != before || len(d.entries()) > 0 {
		t.Error("something was written")
	}
}

func TestWhatIsRefusedLeavesNothingBehind(t *testing.T) {
	d := open(t)
	before := d.Sequence()
	for sentence, c := range map[string]struct {
		user crm.User
		says string
	}{
		"the last administrator stays enabled": {crm.User{ID: admin, Version: 1, Name: "P", Email: "admin@demo.test", Role: crm.Administrator, Group: "north", Disabled: true}, "error.administrator.last_disabled"},
		"the last administrator stays one":     {crm.User{ID: admin, Version: 1, Name: "P", Email: "admin@demo.test", Role: crm.Seller, Group: "north"}, "error.administrator.last_demoted"},
		"an address is taken":                  {crm.User{ID: "new", Name: "N", Email: "joop@demo.test", Role: crm.Seller, Group: "north"}, "error.email.taken"},
		"a group is not there":                 {crm.User{ID: "new", Name: "N", Email: "n@demo.test", Role: crm.Seller, Group: "west"}, "error.group.required"},
		"somebody else was earlier":            {crm.User{ID: seller, Version: 2, Name: "N", Email: "seller@demo.test", Role: crm.Seller, Group: "north"}, store.ErrVersion.Error()},
		"there is no such user":                {crm.User{ID: "new", Version: 1, Name: "N", Email: "n@demo.test", Role: crm.Seller, Group: "north"}, store.ErrNotFound.Error()},
		"there is one already":                 {crm.User{ID: seller, Name: "N", Email: "seller@demo.test", Role: crm.Seller, Group: "north"}, store.ErrExists.Error()},
	} {
		by := d.by()
		err := d.Update(context.Background(), func(tx store.Tx) error { _, err := SaveUser(tx, by, c.user); return err })
		if err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v", sentence, err)
		}
		if problems := (crm.Problems{}); strings.HasPrefix(c.says, "error.") && !errors.As(err, &problems) {
			t.Errorf("%s: no problems but %T", sentence, err)
		}
	}
	if d.Sequence() != before || len(d.entries()) > 0 || len(d.jobs()) > 0 {
		t.Error("something was written")
	}
}

func TestDisablingEndsSessionsAndAddresses(t *testing.T) {
	d := open(t)
	token, others := d.begin(seller, noon), d.begin(admin, noon)
	link := d.issue(crm.PasswordTicket, seller, noon.Add(crm.PasswordLasts))
	d.save(seller, func(u *crm.User) { u.Disabled = true })
	d.save(seller, func(u *crm.User) { u.Disabled = false })
	if d.signs(token, noon) != "" || d.signs(others, noon) != admin {
		t.Error("the wrong sessions ended")
	}
	if _, good := d.good(crm.PasswordTicket, link, noon); good {
		t.Error("the one-time address is good again")
	}
}

func TestAnotherRoleEndsSessions(t *testing.T) {
	d := open(t)
	for sentence, c := range map[string]struct {
		change func(*crm.User)
		ends   bool
	}{
		"another name":  {func(u *crm.User) { u.Name += "!" }, false},
		"another group": {func(u *crm.User) { u.Group = "south" }, false},
		"more rights":   {func(u *crm.User) { u.Role = crm.Manager }, true},
		"fewer rights":  {func(u *crm.User) { u.Role = crm.Reader }, true},
	} {
		d.save(seller, func(u *crm.User) { u.Role, u.Group = crm.Seller, "north" })
		token := d.begin(seller, noon)
		d.save(seller, c.change)
		if ended := d.signs(token, noon) == ""; ended != c.ends {
			t.Errorf("%s: ended %v", sentence, ended)
		}
	}
}

func TestAnotherGroupPutsAJobWhereThereAreSales(t *testing.T) {
	d := open(t)
	d.save(seller, func(u *crm.User) { u.Group = "south" })
	if jobs := d.jobs(); len(jobs) > 0 {
		t.Errorf("without sales: %+v", jobs)
	}
	d.sales(seller, 3)
	d.save(seller, func(u *crm.User) { u.Role = crm.Manager })
	if jobs := d.jobs(); len(jobs) > 0 {
		t.Errorf("without another group: %+v", jobs)
	}
	d.save(seller, func(u *crm.User) { u.Group = "north" })
	jobs := d.jobs()
	if len(jobs) != 1 || jobs[0].Kind != crm.RegroupJob || jobs[0].User != seller || jobs[0].By != admin || jobs[0].Total != 3 || jobs[0].Begun.IsZero() {
		t.Errorf("with sales: %+v", jobs)
	}
}

func TestAnotherNameBringsTheListsUpToDate(t *testing.T) {
	d := open(t)
	d.sales(seller, 3)
	d.save(seller, func(u *crm.User) { u.Name = "Anneke" })
	if jobs := d.jobs(); len(jobs) > 0 {
		t.Errorf("a few sales need no job: %+v", jobs)
	}
	d.view(func(tx store.ReadTx) error {
		page, err := tx.Sales(store.SaleList{Reader: d.user(admin), Sort: store.ByOwner}, "", 10)
		if len(page.Rows) != 3 {
			t.Errorf("%d rows", len(page.Rows))
		}
		return err
	})
	d.sales(seller, relistNow+1)
	d.save(seller, func(u *crm.User) { u.Name = "Zwaantje" })
	if jobs := d.jobs(); len(jobs) != 1 || jobs[0].Kind != crm.RelistJob {
		t.Errorf("many sales: %+v", jobs)
	}
}

func TestGroupsAreSaved(t *testing.T) {
	d := open(t)
	save := func(g crm.Group) (crm.Group, error) {
		by := d.by()
		var saved crm.Group
		err := d.Update(context.Background(), func(tx store.Tx) (err error) { saved, err = SaveGroup(tx, by, g); return err })
		return saved, err
	}
	if g, err := save(crm.Group{ID: "west", Name: " West "}); err != nil || g != (crm.Group{ID: "west", Version: 1, Name: "West"}) {
		t.Errorf("added: %+v %v", g, err)
	}
	if g, err := save(crm.Group{ID: "west", Version: 1, Name: "Far west"}); err != nil || g.Version != 2 {
		t.Errorf("renamed: %+v %v", g, err)
	}
	if g, err := save(crm.Group{ID: "west", Version: 2, Name: "Far west"}); err != nil || g.Version != 2 {
		t.Errorf("the same: %+v %v", g, err)
	}
	if _, err := save(crm.Group{ID: "west", Version: 1, Name: "Wild west"}); !errors.Is(err, store.ErrVersion) {
		t.Errorf("of an older version: %v", err)
	}
	if _, err := save(crm.Group{ID: "east", Name: "GROUP NORTH"}); err == nil || !strings.Contains(err.Error(), "error.name.taken") {
		t.Errorf("a taken name: %v", err)
	}
	if _, err := save(crm.Group{ID: "none", Version: 1, Name: "None"}); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("not there: %v", err)
	}
	var told []string
	for _, e := range d.entries() {
		told = append(told, string(e.Kind)+" "+e.Subject+": "+e.Facts[0].Old.Text+" → "+e.Facts[0].New.Text)
	}
	if got := strings.Join(told, "; "); got != "group_added West:  → West; group_changed Far west: West → Far west" {
		t.Errorf("audit: %s", got)
	}
}

func TestALinkIsForWhoMaySignIn(t *testing.T) {
	d := open(t)
	by := d.by()
	by.User, by.From = crm.User{}, crm.FromCommandLine
	var token string
	u := d.user(seller)
	d.update(func(tx store.Tx) (err error) { token, err = Link(tx, by, u); return err })
	if ticket, good := d.good(crm.PasswordTicket, token, by.At.Add(crm.PasswordLasts-1)); !good || ticket.User != seller {
		t.Errorf("%+v %v", ticket, good)
	}
	if entries := d.entries(); len(entries) != 1 || entries[0].Kind != crm.AuditLink || entries[0].User != seller || entries[0].From != crm.FromCommandLine ||
		entries[0].Actor != "" || len(entries[0].Facts) > 0 {
		t.Errorf("%+v", entries)
	}
	before := d.Sequence()
	disabled := d.user(gone)
	err := d.Update(context.Background(), func(tx store.Tx) error { _, err := Link(tx, by, disabled); return err })
	if e := (crm.Error{}); !errors.As(err, &e) || e.Key != "error.user.disabled" || d.Sequence() != before {
		t.Errorf("for a disabled user: %v", err)
	}
}

func TestEndingSessionsIsAuditedWhereThereWereAny(t *testing.T) {
	d := open(t)
	d.begin(seller, noon)
	d.begin(seller, noon)
	u := d.user(seller)
	for _, want := range []int{2, 0} {
		by := d.by()
		d.update(func(tx store.Tx) error {
			ended, err := EndSessions(tx, by, u)
			if ended != want {
				t.Errorf("%d ended, want %d", ended, want)
			}
			return err
		})
	}
	if entries := d.entries(); len(entries) != 1 || entries[0].Kind != crm.AuditSessionEnded || entries[0].User != seller {
		t.Errorf("%+v", entries)
	}
}
