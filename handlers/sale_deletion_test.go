package handlers

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

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
	link := s.get("/sales/1042?sort=title").want(200).Find(".card-tools .menu-list a").AttrOr("href", "")
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

// TestAFieldThatTheRoleMayNotChangeIsRefused: a seller edits what she sees, but
// gives no sale of somebody else away, to nobody and in no way.
func TestAFieldThatTheRoleMayNotChangeIsRefused(t *testing.T) {
	s := open(t)
	daan, youssef := s.userCalled("Daan"), s.userCalled("Youssef")
	before := s.sale(1044)
	if before.Owner != daan.ID {
		t.Fatalf("1044 is of %s", before.Owner)
	}
	for _, c := range [][]string{
		{"owner", "Femke de Boer", "owner_id", string(s.actor)},
		{"owner", youssef.Name, "owner_id", string(youssef.ID)},
		{"owner", "Femke de Boer", "title", "Gekaapt"},
		{"visible", "owner"},
		{"visible", "group", "title", "Gekaapt"},
		{"owner", youssef.Name, "owner_id", string(youssef.ID), "visible", "owner"},
	} {
		for _, o := range [][]option{nil, {htmx}} {
			v := s.edited("/sales/1044/edit", nil, append(c, "note", "Blijft staan")...)
			s.later(time.Second)
			a := s.do("PUT", "/sales/1044", v, o...).want(403)
			if again := a.fields(); again.Get("note") != "Blijft staan" || a.text("#problem") == "" {
				t.Errorf("%v: note %q came back, told %q", c, again.Get("note"), a.text("#problem"))
			}
			if got := s.sale(1044); got.Version != before.Version || len(crm.Differences(before, got)) > 0 {
				t.Fatalf("%v: saved %+v", c, got)
			}
			entries := s.auditSince(s.clock())
			if len(entries) == 0 {
				t.Errorf("%v: not in the audit log", c)
			}
			for _, e := range entries {
				if e.Kind != crm.AuditRefused || e.Act != crm.HandOverSale || e.Sale != 1044 || e.Actor != s.actor || e.Subject != before.Title {
					t.Errorf("%v: audit log %+v", c, e)
				}
			}
		}
	}
}

// TestTheNumberOfAPrivateSaleTellsNothing: it is answered as one that is not there,
// and the audit log has who asked.
// TestASaleThatWasGivenAwayMeanwhileIsNotMovedAnyMore: the right is asked of the sale
// as it is stored, not of the version that the form began with.
func TestASaleThatWasGivenAwayMeanwhileIsNotMovedAnyMore(t *testing.T) {
	for name, fields := range map[string][]string{
		"both": {"owner", "Daan Visser", "owner_id", "", "visible", "owner"}, "visible": {"visible", "owner"}, "owner": {"owner", "Daan Visser", "owner_id", ""},
	} {
		s := open(t)
		form := s.edited("/sales/1042/edit", nil, append(fields, "title", "Getypt")...)
		marit := s.userCalled("Marit")
		s.update(func(tx store.Tx) error {
			before, err := tx.Sale(1042)
			if err != nil {
				return err
			}
			after := before
			after.Owner, after.Group, after.Version = marit.ID, marit.Group, before.Version+1
			return tx.PutSale(after, crm.NewChange(marit, before, after, func(crm.Field, string) crm.Words { return crm.Words{} }))
		})
		given := s.sale(1042)
		for _, o := range [][]option{nil, {htmx}} {
			s.later(time.Second)
			a := s.do("POST", "/sales/1042?_method=PUT", form, o...).want(403).has("#problem", "eigenaar")
			if a.Find("[name=title]").AttrOr("value", "") != "Getypt" {
				t.Errorf("%s: what was typed is gone", name)
			}
			if now := s.sale(1042); now.Version != given.Version {
				t.Errorf("%s: saved as %+v", name, now)
			}
			if e := s.auditSince(s.clock()); len(e) == 0 || e[0].Kind != crm.AuditRefused {
				t.Errorf("%s: audit log %+v", name, e)
			}
		}
	}
}

func TestTheNumberOfAPrivateSaleTellsNothing(t *testing.T) {
	s := open(t)
	before := s.sale(1053) // Youssef's, private
	form := saleFields("version", "1", "title", "Gekaapt")
	for _, c := range []struct{ method, path string }{
		{"GET", ""}, {"GET", "/edit"}, {"GET", "/deletion"}, {"PUT", ""}, {"DELETE", ""}, {"POST", "/recalculation"}, {"POST", "/edit"}, {"POST", "/links"},
	} {
		for _, o := range [][]option{nil, {htmx}} {
			s.later(time.Second)
			private := s.do(c.method, "/sales/1053"+c.path, form, o...).want(404)
			entries := s.auditSince(s.clock())
			if len(entries) != 1 || entries[0].Kind != crm.AuditRefused || entries[0].Act != crm.SeeSale || entries[0].Sale != 1053 || entries[0].Actor != s.actor {
				t.Errorf("%s %s: audit log %+v", c.method, c.path, entries)
			}
			nothing := s.do(c.method, "/sales/9053"+c.path, form, o...).want(404)
			if clean := func(a *answer) string { return tokens.ReplaceAllString(strings.ReplaceAll(a.body, "9053", "1053"), "") }; clean(private) != clean(nothing) {
				t.Errorf("%s %s: a private sale is answered differently from none", c.method, c.path)
			}
			if len(s.auditSince(s.clock())) != 1 {
				t.Errorf("%s %s: a number that is not there is in the audit log", c.method, c.path)
			}
		}
	}
	if got := s.sale(1053); len(crm.Differences(before, got)) > 0 || got.Version != before.Version {
		t.Errorf("changed: %+v", got)
	}
	// Nor is it found, counted or linked to.
	for _, path := range []string{"/sales", "/sales?sort=number", "/sales/1042"} {
		if strings.Contains(s.get(path).want(200).body, before.Title) {
			t.Errorf("%s shows it", path)
		}
	}
	link := func(number string) string {
		a := s.do("PUT", "/sales/1042", s.edited("/sales/1042/edit", nil, "link_address", number), htmx).want(422)
		return strings.ReplaceAll(a.text("#problem"), number, "")
	}
	if link("1053") != link("9053") {
		t.Error("a link to a private sale is answered differently from one to none")
	}
}

// TestAFormSentAgainShowsNoSaleThatIsNotSeenAnyMore: a form that was saved before
// is answered with its sale, if that may still be seen.
func TestAFormSentAgainShowsNoSaleThatIsNotSeenAnyMore(t *testing.T) {
	s := open(t)
	v := s.edited("/sales/1042/edit", nil, "title", "Anders")
	s.do("PUT", "/sales/1042", v, htmx).want(200)
	s.do("PUT", "/sales/1042", v, htmx).want(200)
	s.as(s.user("Pieter"))
	youssef := s.userCalled("Youssef")
	s.do("PUT", "/sales/1042", s.edited("/sales/1042/edit", nil, "title", "Geheim", "owner", youssef.Name, "owner_id", string(youssef.ID), "visible", "owner"), htmx).want(200)
	s.as(s.actor)
	for _, path := range []string{"/sales/1042", "/sales/1038"} {
		for _, o := range [][]option{nil, {htmx}} {
			if a := s.do("PUT", path, v, o...).want(404); strings.Contains(a.body, "Geheim") {
				t.Errorf("%s shows it", path)
			}
		}
	}
}

// TestWhoGivesAPrivateSaleAwayIsNotRefused: the list is where one is then.
func TestWhoGivesAPrivateSaleAwayIsNotRefused(t *testing.T) {
	s := open(t)
	youssef := s.userCalled("Youssef")
	v := s.edited("/sales/1050/edit?sort=title", nil, "owner", youssef.Name, "owner_id", string(youssef.ID))
	s.do("POST", "/sales/1050?_method=PUT&sort=title", v).want(303).leads(t, "/sales?sort=title")
	s.get("/sales/1050").want(404)
}

func TestASaleIsNotDeletedWithActivitiesThatTheDialogDidNotShow(t *testing.T) {
	for name, options := range map[string][]option{"htmx": {htmx}, "without scripts": nil} {
		t.Run(name, func(t *testing.T) {
			s := open(t)
			action := s.get("/sales/1042/deletion").want(200).Find("form.dialog-actions").AttrOr("action", "")
			form := s.get("/sales/1042/activities/new", htmx).want(200).activityFields("text", "Intussen gepland", "on", "24-11-2026")
			s.do("POST", "/sales/1042/activities?kind=task", form, htmx).want(200)
			a := s.do("POST", action, map[string][]string{}, options...).want(409)
			a.has(".caution", "Er is niets verwijderd").has(".caution", "5 vervolgactiviteiten en 1 document").has(".caution", "6 vervolgactiviteiten en 1 document")
			if title := a.text("title"); options == nil && !strings.HasPrefix(title, "Fout: ") {
				t.Errorf("title %q", a.text("title"))
			}
			if s.gone(1042) {
				t.Fatal("deleted all the same")
			}
			s.do("POST", a.Find("form.dialog-actions").AttrOr("action", ""), map[string][]string{}).want(303)
			if !s.gone(1042) {
				t.Error("still there after asking again")
			}
		})
	}
}

func TestTheAuditLogSaysWhatADeletedSaleWas(t *testing.T) {
	s := open(t)
	s.do("DELETE", s.get("/sales/1042/deletion", htmx).want(200).Find("[hx-delete]").AttrOr("hx-delete", ""), nil, htmx).want(200)
	s.as(s.user("Pieter"))
	facts := s.get("/settings/audit").want(200).Find(".changes").First()
	if facts.Find("del").Length() > 0 || !strings.Contains(facts.Text(), "Van Dongen Logistiek B.V.") {
		t.Errorf("%s", facts.Text())
	}
	facts.Find("dd").Each(func(_ int, dd *goquery.Selection) {
		if strings.TrimSpace(dd.Text()) == "" {
			t.Errorf("nothing stands beside %s", dd.Prev().Text())
		}
	})
}

func TestASaleThatIsGivenAwayAndHiddenIsNotShownAnyMore(t *testing.T) {
	s := open(t)
	form := s.edited("/sales/1042/edit", nil, "visible", "owner", "owner", "Youssef El Amrani", "owner_id", string(s.user("Youssef")), "typed", "visible")
	s.do("POST", "/sales/1042/recalculation", form, htmx).want(200).has(".strip, body", "ziet u deze verkoop niet meer")
	a := s.do("PUT", "/sales/1042", form, htmx).want(200)
	if a.header.Get("HX-Push-Url") != "/sales" || a.header.Get("HX-Retarget") != "#main" || strings.Contains(a.body, "48.500") && a.Find("#sale-1042-card").Length() > 0 {
		t.Errorf("%s: %.400s", a.header.Get("HX-Push-Url"), a.body)
	}
	a.has(".slip", "U ziet die verkoop niet meer")
	s.get("/sales/1042").want(404)
}

// TestOneComesBackToThePageThatOneCameFrom: by its link, and after deleting; who has
// the address from somebody else comes to the first.
func TestOneComesBackToThePageThatOneCameFrom(t *testing.T) {
	for _, list := range []string{"/sales?sort=title", "/find?sort=title", "/find?q=number.above:1000"} {
		s := open(t)
		page := s.get(list).want(200).Find("a[rel=next]").AttrOr("href", "")
		sale := s.get(page).want(200).Find("tbody a[href^='/sales/1']").First().AttrOr("href", "")
		card := s.get(sale).want(200)
		if back := card.Find(".walk a[href='" + page + "']"); back.Length() != 1 {
			t.Errorf("%s: no way back to %s from %s: %s", list, page, sale, card.text(".walk"))
		}
		s.as(s.user("Hanneke"))
		if other := s.get(sale).want(200); other.Find(".walk a[href='"+page+"']").Length() != 0 || other.Find(".walk a[href='"+list+"']").Length() != 1 {
			t.Errorf("%s: another reader goes back to somewhere else", list)
		}
		s.as(s.user("Pieter"))
		a := s.get(strings.NewReplacer("?", "/deletion?", "page=", "page=x").Replace(sale)).want(200)
		s.do("POST", a.Find("form.dialog-actions").AttrOr("action", ""), map[string][]string{}).want(303).leads(t, list)
	}
	s := open(t)
	s.as(s.user("Pieter"))
	page := s.get("/sales?sort=title").want(200).Find("a[rel=next]").AttrOr("href", "")
	for range s.get(page).want(200).Find("tbody tr").Length() - 1 {
		sale := s.get(page).Find("tbody a[href^='/sales/1']").First().AttrOr("href", "")
		a := s.get(strings.Replace(sale, "?", "/deletion?", 1)).want(200)
		s.do("POST", a.Find("form.dialog-actions").AttrOr("action", ""), map[string][]string{}).want(303).leads(t, page)
	}
	sale := s.get(page).Find("tbody a[href^='/sales/1']").First().AttrOr("href", "")
	a := s.get(strings.Replace(sale, "?", "/deletion?", 1)).want(200)
	s.do("POST", a.Find("form.dialog-actions").AttrOr("action", ""), map[string][]string{}).want(303).leads(t, "/sales?sort=title")
}
