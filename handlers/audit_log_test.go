package handlers

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"verkoop/crm"
	"verkoop/store"
)

// lines are those of the audit log on the page: the cells of each, by column.
func (a *answer) lines() (lines [][]string) {
	a.Find("table tbody tr").Each(func(_ int, row *goquery.Selection) {
		var cells []string
		row.Find("td").Each(func(_ int, cell *goquery.Selection) {
			cells = append(cells, strings.Join(strings.Fields(cell.Text()), " "))
		})
		lines = append(lines, cells)
	})
	return lines
}

const auditForm = "main form[method=get]"

func TestTheAuditLogShowsWhoDidWhatWhenAndFromWhere(t *testing.T) {
	s := open(t)
	at := s.clock()
	s.later(time.Second)
	s.do("DELETE", "/sales/1044?version=1", nil).want(403)
	s.later(time.Minute)
	s.do("PUT", "/sales/1042", saleFields("version", "6", "title", "x"), token("")).want(403)
	s.later(time.Minute)
	s.do("DELETE", s.get("/sales/1038/deletion", htmx).Find("[hx-delete]").AttrOr("hx-delete", ""), nil).want(303)
	s.later(time.Minute)
	s.nobody().attempt("niemand@demo.test", "x").want(401)
	s.later(time.Minute)
	s.as(s.user("Pieter"))
	femke := s.userCalled("Femke")
	s.do("PUT", userPath(femke.ID), s.get(userPath(femke.ID)).fill(userForm, "role", "manager", "language", "en")).want(303)
	s.later(time.Minute)
	s.update(func(tx store.Tx) error {
		return tx.PutAudit(crm.AuditEntry{ID: "cl", At: s.clock(), Kind: crm.AuditLink, User: femke.ID, Subject: femke.Name, From: crm.FromCommandLine})
	})
	page := s.get("/settings/audit").want(200)
	want := [][]string{ // when, who, what, from
		{at.Add(5*time.Minute + time.Second).Format("15:04"), "Niemand", "Femke de Boer", "Opdrachtregel"},
		{"14:49", "Pieter van der Meer", "Femke de Boer", "0.0.0.0"},
		{"14:48", "Niemand", "niemand@demo.test", "0.0.0.0"},
		{"14:47", "Femke de Boer", "1038", "0.0.0.0"},
		{"14:46", "Femke de Boer", "PUT /sales/1042", "0.0.0.0"},
		{"14:45", "Femke de Boer", "1044 " + s.sale(1044).Title, "0.0.0.0"},
	}
	lines := page.lines()
	if len(lines) != len(want) {
		t.Fatalf("%d lines: %v", len(lines), lines)
	}
	for i, line := range lines {
		for j, cell := range line {
			if !strings.Contains(cell, want[i][j]) || j == 0 && !strings.Contains(cell, "23 nov 2026") {
				t.Errorf("line %d, column %d: %q, want %q", i, j, cell, want[i][j])
			}
		}
	}
	for i, part := range map[int]string{0: "Inloglink gemaakt", 1: "manager", 2: "Inloggen mislukt", 3: "Verkoop verwijderd", 4: "Geweigerd", 5: "verwijderen"} {
		if !strings.Contains(strings.ToLower(lines[i][2]), strings.ToLower(part)) {
			t.Errorf("line %d tells %q, want %q", i, lines[i][2], part)
		}
	}
	for _, part := range []string{"Verkoper", "Manager", "English"} { // before and after
		if !strings.Contains(lines[1][2], part) {
			t.Errorf("the facts are %q, want %q", lines[1][2], part)
		}
	}
	href := func(line int) string { return page.Find("table tbody tr").Eq(line).Find("td a").AttrOr("href", "") }
	if href(1) != userPath(femke.ID) || href(3) != "" || href(5) != "/sales/1044" {
		t.Errorf("the lines lead to %q, %q, %q", href(1), href(3), href(5))
	}
	if facts := page.Find("table tbody tr").Eq(3).Find("dt").Length(); facts < 5 {
		t.Errorf("%d facts of the sale that was deleted", facts)
	}
	s.get("/settings/audit", english).want(200).has("table tbody", "Log-in link made")
}

// TestReadingTheAuditLogIsForAdministrators; the matrix says so as well.
func TestReadingTheAuditLogIsForAdministrators(t *testing.T) {
	s := open(t)
	for _, name := range []string{"Hanneke", "Femke", "Iris"} {
		s.later(time.Second)
		s.as(s.user(name))
		s.get("/settings/audit?kind=refused").want(403)
		if e := s.auditSince(s.clock()); len(e) != 1 || e[0].Kind != crm.AuditRefused || e[0].Act != crm.ReadAudit {
			t.Errorf("audit log %+v", e)
		}
	}
}

// written puts n lines into the audit log, one a minute, the last one now; by
// turns of two people and two kinds.
func (s *site) written(n int) {
	s.t.Helper()
	femke, daan := s.userCalled("Femke"), s.userCalled("Daan")
	s.update(func(tx store.Tx) error {
		for i := range n {
			e := crm.AuditEntry{ID: fmt.Sprintf("line-%04d", i), At: s.clock().Add(-time.Duration(i) * time.Minute).UTC(), Kind: crm.AuditLoggedIn,
				Actor: femke.ID, ActorName: femke.Name, From: "192.0.2.1", Subject: fmt.Sprintf("regel %d.", i)}
			if i%2 == 1 {
				e.Actor, e.ActorName = daan.ID, daan.Name
			}
			if i%3 == 0 {
				e.Kind = crm.AuditLoggedOut
			}
			if err := tx.PutAudit(e); err != nil {
				return err
			}
		}
		return nil
	})
}

func TestTheAuditLogIsPaged(t *testing.T) {
	s := administrator(t)
	s.written(120)
	walk := func(path string) (lines, pages int) {
		seen := map[string]bool{}
		for path != "" {
			a := s.get(path).want(200)
			pages++
			for _, line := range a.lines() {
				if seen[line[2]+line[0]] {
					t.Errorf("%v twice", line)
				}
				seen[line[2]+line[0]] = true
			}
			first := a.Find("nav a[rel=first]").AttrOr("href", "")
			if (pages > 1) != (first != "") || first != "" && strings.Contains(first, "at=") {
				t.Errorf("page %d: newest leads to %q", pages, first)
			}
			if first != "" && len(s.get(first).want(200).lines()) != auditPage {
				t.Error("the newest are not there")
			}
			path = a.Find("nav a[rel=next]").AttrOr("href", "")
		}
		return len(seen), pages
	}
	if lines, pages := walk("/settings/audit"); lines != 120 || pages != 3 {
		t.Errorf("%d lines on %d pages", lines, pages)
	}
	if lines, pages := walk("/settings/audit?person=" + string(s.user("Femke"))); lines != 60 || pages != 2 {
		t.Errorf("%d lines of hers on %d pages", lines, pages)
	}
	next := s.get("/settings/audit").want(200).Find("nav a[rel=next]").AttrOr("href", "")
	u, _ := url.Parse(next)
	at := url.QueryEscape(u.Query().Get("at"))
	for _, foreign := range []string{"?at=x", "?kind=logged_in&at=" + at, "?person=" + string(s.user("Daan")) + "&at=" + at} {
		a := s.get("/settings/audit" + foreign).want(404)
		if !strings.Contains(a.text("main"), "begin van de lijst") {
			t.Errorf("%s: told %q", foreign, a.text("main"))
		}
	}
	s.get(next).want(200)
}

func TestTheAuditLogIsNarrowed(t *testing.T) {
	s := administrator(t)
	s.written(30)
	s.update(func(tx store.Tx) error {
		for id, at := range map[string]time.Time{
			"early":    time.Date(2026, 11, 19, 23, 0, 0, 0, time.UTC),                  // the 20th begins in Amsterdam
			"before":   time.Date(2026, 11, 19, 22, 59, 59, 999_999_999, time.UTC),      // still the 19th
			"late":     time.Date(2026, 11, 20, 22, 59, 59, 999_999_999, time.UTC),      // the 20th ends
			"after":    time.Date(2026, 11, 20, 23, 0, 0, 0, time.UTC),                  // the 21st
			"summer":   time.Date(2026, 10, 24, 22, 0, 0, 0, time.UTC),                  // 25 October has 25 hours
			"winter":   time.Date(2026, 10, 25, 22, 59, 59, 0, time.UTC),                // and this is its end
			"tomorrow": time.Date(2026, 10, 25, 23, 0, 0, 0, time.UTC).Add(time.Second), // the 26th
		} {
			if err := tx.PutAudit(crm.AuditEntry{ID: id, At: at, Kind: crm.AuditPassword, Actor: s.user("Iris"), ActorName: "Iris", Subject: id}); err != nil {
				return err
			}
		}
		return nil
	})
	subjects := func(query string) string {
		t.Helper()
		a := s.get("/settings/audit?" + query).want(200)
		var all []string
		for _, line := range a.lines() {
			words := strings.Fields(line[2])
			all = append(all, words[len(words)-1])
		}
		v := a.fill(auditForm) // the filter stands as it was asked
		asked, _ := url.ParseQuery(query)
		for name := range asked {
			if v.Get(name) != strings.TrimSpace(asked.Get(name)) {
				t.Errorf("%s: %s is shown as %q", query, name, v.Get(name))
			}
		}
		if cleared := a.Find(auditForm+" a").Length() == 1; cleared != (len(asked) > 0) {
			t.Errorf("%s: it can be cleared: %v", query, cleared)
		}
		return strings.Join(all, " ")
	}
	femke, iris := string(s.user("Femke")), string(s.user("Iris"))
	for query, want := range map[string]string{
		"person=" + iris + "&from=20-11-2026&until=20-11-2026": "late early",
		"person=" + iris + "&from=20-11-2026":                  "after late early",
		"kind=password_changed&until=19-11-2026":               "before tomorrow winter summer",
		"from=25-10-2026&until=25-10-2026":                     "winter summer",
		"from=21-11-2026&until=20-11-2026":                     "",
		"person=nobody":                                        "",
		"kind=sale_deleted":                                    "",
		"person=" + femke + "&kind=password_changed":           "",
		"person=" + femke + "&kind=logged_out":                 "0. 6. 12. 18. 24.",
		"kind=logged_out":                                      "0. 3. 6. 9. 12. 15. 18. 21. 24. 27.",
	} {
		if query == "person=nobody" { // is not among those that are offered
			if n := len(s.get("/settings/audit?" + query).want(200).lines()); n != 0 {
				t.Errorf("%d lines of nobody", n)
			}
			continue
		}
		if got := subjects(query); got != want {
			t.Errorf("%s: %q, want %q", query, got, want)
		}
	}
	if n := len(strings.Fields(subjects(""))); n != 37 {
		t.Errorf("%d lines without a filter", n)
	}
	if got := len(s.get("/settings/audit?person="+femke+"&from=23/11/2026", english).want(200).lines()); got != 15 {
		t.Errorf("in English %d lines", got)
	}
}

func TestABadFilterOfTheAuditLogIsTold(t *testing.T) {
	s := administrator(t)
	s.written(3)
	for _, c := range []struct{ field, value string }{
		{"from", "31-2-2026"}, {"until", "gisteren"}, {"from", "23-11-26x"}, {"until", "1-1-1"}, {"kind", "nothing"},
	} {
		query := url.Values{c.field: {c.value}, "person": {string(s.user("Daan"))}}
		a := s.get("/settings/audit?" + query.Encode()).want(422)
		marked := a.Find(auditForm + " [aria-invalid=true]")
		if marked.AttrOr("name", "") != c.field || a.Find("#problem a[href='#"+marked.AttrOr("id", "?")+"']").Length() != 1 {
			t.Errorf("%s %q: %q is marked, told %q", c.field, c.value, marked.AttrOr("name", ""), a.text("#problem"))
		}
		v := a.fill(auditForm)
		if c.field != "kind" && v.Get(c.field) != c.value || v.Get("person") != string(s.user("Daan")) {
			t.Errorf("%s %q came back as %v", c.field, c.value, v)
		}
		if len(a.lines()) != 0 {
			t.Errorf("%s %q: %d lines all the same", c.field, c.value, len(a.lines()))
		}
		if !strings.HasPrefix(a.text("title"), "Fout: ") {
			t.Errorf("title %q", a.text("title"))
		}
	}
}
