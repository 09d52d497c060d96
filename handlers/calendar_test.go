package handlers

import (
	"strings"
	"testing"
	"time"

	"verkoop/crm"
	"verkoop/store"
)

// calendarOf makes the user's private address, and returns its path.
func (s *site) calendarOf(user crm.UserID) string {
	s.t.Helper()
	s.as(user)
	address := s.do("POST", "/account/calendar", nil).want(200).Find("#one-time-address").AttrOr("value", "")
	i := strings.Index(address, "/calendar/")
	if i < 0 || !strings.HasSuffix(address, ".ics") {
		s.t.Fatalf("address %q", address)
	}
	return address[i:]
}

func (s *site) put(records ...crm.Activity) {
	s.t.Helper()
	s.update(func(tx store.Tx) error {
		for _, a := range records {
			if err := tx.PutActivity(a); err != nil {
				return err
			}
		}
		return nil
	})
}

func TestACalendarHasFollowUpsAndDatesToReopen(t *testing.T) {
	s := open(t)
	sale := s.sale(1042)
	of := func(id string, kind crm.ActivityKind) crm.Activity {
		return crm.Activity{ID: crm.ActivityID(id), Version: 1, Kind: kind, Text: "Plan; a, b\nRegel twee", On: "2026-12-01", Owner: s.actor, Sale: sale.ID, Home: crm.Home{Sale: sale.ID}}
	}
	timed, day, done := of("timed", crm.Appointment), of("day", crm.TaskKind), of("done", crm.TaskKind)
	timed.Start, timed.End = "14:30", "15:15"
	done.Completed = now()
	summer := of("summer", crm.PhoneCall)
	summer.On, summer.Start = "2027-07-01", "09:00"
	s.put(timed, day, done, summer, of("paper", crm.Document))
	path := s.calendarOf(s.actor)
	v := s.visitor()
	a := v.get(path).want(200)
	text := strings.ReplaceAll(a.body, "\r\n ", "")
	for _, want := range []string{"BEGIN:VCALENDAR\r\n", "UID:activity-timed@verkoop", "DTSTART:20261201T133000Z", "DTEND:20261201T141500Z", "DTSTART:20270701T070000Z",
		"DTSTART;VALUE=DATE:20261201", "DTEND;VALUE=DATE:20261202", "SUMMARY:Afspraak: Plan\\; a\\, b", "/sales/1042"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	zone := s.clock
	s.clock = func() time.Time { return zone().In(time.Local) }
	if text := v.get(path).want(200).body; strings.Contains(text, "TIMEZONE") {
		t.Errorf("a zone that has no name is told: %s", text)
	}
	s.clock = zone
	if strings.Contains(text, "activity-done") || strings.Contains(text, "activity-paper") || !strings.HasPrefix(a.header.Get("Content-Type"), "text/calendar") {
		t.Errorf("%s", text)
	}
	tag := a.header.Get("ETag")
	if again := v.get(path, with("If-None-Match", tag)); again.status != 304 || again.body != "" || tag == "" {
		t.Errorf("asked again: %d %q", again.status, tag)
	}
	daan := s.userCalled("Daan")
	s.as(daan.ID)
	path = s.calendarOf(daan.ID)
	if text := s.visitor().get(path).want(200).body; !strings.Contains(text, "SUMMARY:Heropenen: ") || strings.Contains(text, "activity-timed") {
		t.Errorf("%s", text)
	}
}

func TestACalendarsAddressIsPrivateAndRevocable(t *testing.T) {
	s := open(t)
	first := s.calendarOf(s.actor)
	second := s.calendarOf(s.actor)
	v := s.visitor()
	v.get(first).want(404)
	v.get(second).want(200)
	v.get("/calendar/niets.ics").want(404)
	token := strings.TrimSuffix(strings.TrimPrefix(second, "/calendar/"), ".ics")
	v.get("/password/" + token).want(410) // and only that
	if a := v.do("GET", "/sales", nil); a.status != 303 {
		t.Errorf("somebody is signed in: %d", a.status)
	}
	s.later(366 * 24 * time.Hour)
	v.get(second).want(200)
	s.as(s.actor)
	if a := s.get("/account").want(200); strings.Contains(a.body, token) || a.Find("form[action='/account/calendar?_method=DELETE']").Length() != 1 {
		t.Error("shown again, or not to be revoked")
	}
	s.do("DELETE", "/account/calendar", nil).want(303)
	v.get(second).want(404)
}

func TestACalendarEndsWithItsUser(t *testing.T) {
	s := open(t)
	path := s.calendarOf(s.actor)
	s.as(s.user("Pieter"))
	s.do("PUT", "/settings/users/"+string(s.actor)+"/disabled", map[string][]string{"disabled": {"true"}}).want(303)
	s.visitor().get(path).want(404)
}

func TestACalendarTellsNothingOfSalesThatAreNotSeen(t *testing.T) {
	s := open(t)
	hidden := crm.SaleNumber(1055) // of somebody else, for the owner only
	sale := s.sale(hidden)
	s.put(crm.Activity{ID: "secret", Version: 1, Kind: crm.TaskKind, Text: "Geheim", On: "2026-12-01", Owner: s.actor, Sale: sale.ID, Home: crm.Home{Sale: sale.ID}})
	path := s.calendarOf(s.actor)
	if body := s.visitor().get(path).want(200).body; strings.Contains(body, "Geheim") || strings.Contains(body, sale.Title) {
		t.Errorf("%s", body)
	}
}
