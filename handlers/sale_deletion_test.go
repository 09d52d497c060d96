package handlers

import (
	"errors"
	"testing"
	"time"

	"verkoop/crm"
	"verkoop/store"
)

func (s *site) audit() (entries []crm.AuditEntry) {
	s.t.Helper()
	s.view(func(tx store.ReadTx) (err error) {
		entries, _, err = tx.Audit(store.AuditFilter{}, "", 10)
		return err
	})
	return entries
}

// auditSince are the lines of the audit log from that moment, newest first.
func (s *site) auditSince(at time.Time) (entries []crm.AuditEntry) {
	s.t.Helper()
	s.view(func(tx store.ReadTx) (err error) {
		entries, _, err = tx.Audit(store.AuditFilter{From: at}, "", 100)
		return err
	})
	return entries
}

// later lets time go by.
func (s *site) later(by time.Duration) {
	now := s.clock().Add(by)
	s.clock = func() time.Time { return now }
}

func (s *site) gone(n crm.SaleNumber) bool {
	gone := false
	s.view(func(tx store.ReadTx) error {
		_, err := tx.Sale(n)
		gone = errors.Is(err, store.ErrNotFound)
		return nil
	})
	return gone
}

func TestDeleteAsksFirst(t *testing.T) {
	s := open(t)
	link := s.get("/sales/1042?sort=title").want(200).Find(".menu-list a").AttrOr("href", "")
	if link != "/sales/1042/deletion?sort=title" {
		t.Fatalf("the task menu leads to %q", link)
	}
	for _, o := range []option{htmx, with("X-Nothing", "")} {
		a := s.get(link, o).want(200)
		a.has("#dialog-title", "Verkoop verwijderen").has(".facts", "Magazijnscanners locatie Venlo").has(".facts", "48.500,00")
		a.has(".is-ruled", "Wordt mee verwijderd").has(".dialog-body", "Dit kan niet ongedaan worden gemaakt.")
	}
	if s.gone(1042) {
		t.Error("asking deleted it")
	}
	s.get(link, english).want(200).has("#dialog-title", "Delete sale").has(".dialog-body", "This cannot be undone.")
}

func TestDeleteByDialogAndByPage(t *testing.T) {
	s := open(t)
	button := s.get("/sales/1042/deletion?sort=title", htmx).want(200).Find("[hx-delete]").AttrOr("hx-delete", "")
	a := s.do("DELETE", button, nil, htmx).want(200)
	if a.header.Get("HX-Push-Url") != "/sales?sort=title" {
		t.Errorf("lands on %q", a.header.Get("HX-Push-Url"))
	}
	a.has("h1", "Verkopen").has(".slip", "Verkoop 1042 is verwijderd")
	if !s.gone(1042) {
		t.Error("still there")
	}
	e := s.audit()[0]
	if e.Kind != crm.AuditSaleDeleted || e.Sale != 1042 || e.Subject != "Magazijnscanners locatie Venlo" || e.ActorName != "Femke de Boer" || len(e.Facts) < 5 {
		t.Errorf("audit log: %+v", e)
	}
	s.get("/sales/1042").want(404)

	action := s.get("/sales/1038/deletion").want(200).Find("form.dialog-actions").AttrOr("action", "")
	if to := s.do("POST", action, map[string][]string{}).want(303).header.Get("Location"); to != "/sales" {
		t.Errorf("lands on %q", to)
	}
	if !s.gone(1038) {
		t.Error("still there")
	}
}

func TestDeletingIsForThoseWhoMay(t *testing.T) {
	s := open(t)
	for _, c := range []struct {
		who    string
		number string
		status int
	}{
		{"Femke", "1044", 403},  // Daan's, whom she is no manager of
		{"Femke", "1053", 404},  // private to somebody else
		{"Iris", "1042", 403},   // a reader
		{"Femke", "99999", 404}, // no sale
	} {
		s.as(s.user(c.who))
		before := len(s.audit())
		if c.status == 403 && s.get("/sales/"+c.number).want(200).Find(".menu-list a[href*=deletion]").Length() > 0 {
			t.Errorf("%s is offered to delete %s", c.who, c.number)
		}
		s.get("/sales/"+c.number+"/deletion", htmx).want(c.status)
		s.do("DELETE", "/sales/"+c.number+"?version=1", nil, htmx).want(c.status)
		s.do("POST", "/sales/"+c.number+"?_method=DELETE&version=1", map[string][]string{}).want(c.status)
		if logged := len(s.audit()) - before; c.number != "99999" && logged != 3 {
			t.Errorf("%s at %s: %d lines in the audit log, want 3", c.who, c.number, logged)
		}
	}
	s.as(s.user("Hanneke")) // the manager of the group
	s.get("/sales/1044/deletion", htmx).want(200)
}

func TestAChangedSaleIsNotDeleted(t *testing.T) {
	s := open(t)
	button := s.get("/sales/1042/deletion", htmx).want(200).Find("[hx-delete]").AttrOr("hx-delete", "")
	s.do("PUT", "/sales/1042", s.edited("/sales/1042/edit", nil, "amount", "51.000", "cost", "30.000", "driver", "cost"), htmx).want(200)
	a := s.do("DELETE", button, nil, htmx).want(409)
	a.has(".caution", "Femke de Boer").has(".caution", "51.000,00")
	if s.gone(1042) {
		t.Fatal("deleted all the same")
	}
	s.do("DELETE", a.Find("[hx-delete]").AttrOr("hx-delete", ""), nil, htmx).want(200)
	if !s.gone(1042) {
		t.Error("still there after asking again")
	}
	for _, version := range []string{"", "?version=x", "?version=99"} {
		s.do("DELETE", "/sales/1038"+version, nil, htmx).want(409)
	}
}
