package handlers

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strconv"
	"strings"
	"time"

	ical "github.com/arran4/golang-ical"
	"github.com/gofiber/fiber/v2"

	"verkoop/auth"
	"verkoop/crm"
	"verkoop/locales"
	"verkoop/store"
	"verkoop/views"
)

const calendarHref = "/account/calendar"

// calendarMost bounds the follow-ups in a calendar, and the days on which sales are
// to be re-opened.
const calendarMost = 1_000

// calendarCreate makes the private address of the user's calendar, in place of the
// one there was, and shows it once.
func (s *server) calendarCreate(c *fiber.Ctx) error {
	r := of(c)
	var token string
	err := s.update(c, func(tx store.Tx) (err error) {
		if token, err = auth.Issue(tx, crm.CalendarTicket, r.user.ID, r.now.Add(crm.CalendarLasts)); err != nil {
			return err
		}
		return tx.PutAudit(s.by(c).About(crm.AuditCalendar, r.user))
	})
	if err != nil {
		return err
	}
	return s.account(c, nil, &views.OneTime{Heading: r.texts.T("calendar.address"), Text: r.texts.T("calendar.address.text"),
		Address: c.BaseURL() + "/calendar/" + token + ".ics"})
}

// calendarDelete revokes it.
func (s *server) calendarDelete(c *fiber.Ctx) error {
	r := of(c)
	err := s.update(c, func(tx store.Tx) error {
		return errors.Join(tx.DeleteTickets(crm.CalendarTicket, r.user.ID), tx.PutAudit(s.by(c).About(crm.AuditCalendar, r.user)))
	})
	if err != nil {
		return err
	}
	return s.redirect(c, "/account", r.texts.T("calendar.revoked"))
}

// calendarShow answers a calendar program that has the private address: the user's
// follow-ups to do, and the days on which stalled sales are to be re-opened.
func (s *server) calendarShow(c *fiber.Ctx) error {
	r := of(c)
	var body string
	err := s.view(c, func(tx store.ReadTx) error {
		ticket, err := auth.Redeem(tx, crm.CalendarTicket, c.Params("token"), r.now)
		if err != nil {
			return err
		}
		u, err := tx.User(ticket.User)
		if err != nil {
			return err
		}
		if u.Disabled {
			return store.ErrNotFound
		}
		l, ok := locales.Parse(u.Language)
		if !ok {
			l = locales.NL
		}
		f := feed{tx: tx, user: u, texts: s.bundle.For(l), r: r, base: c.BaseURL()}
		body, err = f.body()
		return err
	})
	if errors.Is(err, store.ErrNotFound) {
		s.audit(c, s.entry(c, crm.AuditLinkRefused))
		return fiber.ErrNotFound
	}
	if err != nil {
		return err
	}
	sum := sha256.Sum256([]byte(body))
	tag := `"` + hex.EncodeToString(sum[:16]) + `"`
	c.Set(fiber.HeaderETag, tag)
	if strings.Contains(c.Get(fiber.HeaderIfNoneMatch), tag) {
		return c.SendStatus(fiber.StatusNotModified)
	}
	c.Set(fiber.HeaderContentType, "text/calendar; charset=utf-8")
	return s.send(c, []byte(body))
}

// feed makes a user's calendar.
type feed struct {
	tx       store.ReadTx
	user     crm.User
	texts    *locales.Texts
	r        *request
	base     string // of addresses
	calendar *ical.Calendar
}

func (f feed) body() (string, error) {
	f.calendar = ical.NewCalendarFor("Verkoop")
	f.calendar.SetMethod(ical.MethodPublish)
	f.calendar.SetXWRCalName("Verkoop")
	if zone := f.r.now.Location(); zone != time.Local { // whose name is not known
		f.calendar.SetXWRTimezone(zone.String())
	}
	f.calendar.SetRefreshInterval("PT1H")
	activities, err := f.tx.FollowUps(f.user.ID, calendarMost)
	if err != nil {
		return "", err
	}
	for _, a := range activities {
		if err := f.followUp(a); err != nil {
			return "", err
		}
	}
	if err := f.reopenings(); err != nil {
		return "", err
	}
	return f.calendar.Serialize(ical.WithNewLineWindows), nil
}

// followUp adds one, with its sale and contact where the user may see them.
func (f feed) followUp(a crm.Activity) error {
	if a.On.IsZero() {
		return nil
	}
	var sale crm.Sale
	if a.Sale != "" {
		var err error
		if sale, err = f.tx.SaleByID(a.Sale); err != nil && !errors.Is(err, store.ErrNotFound) {
			return err
		}
		if err != nil || !f.user.CanSee(sale) {
			return nil
		}
	}
	e := f.event("activity-"+string(a.ID), a.Updated)
	kind := f.texts.T("activity.kind." + string(a.Kind))
	first, _, _ := strings.Cut(a.Text, "\n")
	e.SetSummary(strings.Join(strings.Fields(kind+": "+cmp.Or(first, sale.Title)), " "))
	if from, to, timed := a.Span(f.r.now.Location()); timed {
		e.SetStartAt(from)
		e.SetEndAt(to)
	} else {
		f.allDay(e, a.On)
	}
	lines := []string{a.Text}
	if sale.Number != 0 {
		lines = append(lines, f.about(sale)...)
	}
	if a.Contact != "" {
		if contact, err := f.tx.Contact(a.Contact); err == nil { // a help, no more
			lines = append(lines, f.texts.T("table.head.contact")+": "+contact.Name)
		}
	}
	e.SetDescription(strings.Join(lines, "\n"))
	return nil
}

// reopenings adds the days on which the user's stalled sales are looked at again.
func (f feed) reopenings() error {
	search := store.SaleSearch{Reader: f.user, Today: f.r.today, Search: crm.Search{Groups: [][]crm.Criterion{{
		{Field: crm.FieldStalled, Operator: crm.Yes}, {Field: crm.FieldOwner, Operator: crm.IsMe}}}}}
	at, found := store.Cursor(""), 0
	for more := true; more && found < calendarMost; more = at != "" {
		page, err := f.tx.SearchSales(search, at, 100)
		if err != nil {
			return err
		}
		for _, row := range page.Rows {
			s := row.Sale
			e := f.event("reopen-"+strconv.FormatUint(uint64(s.Number), 10), s.Updated)
			e.SetSummary(f.texts.T("calendar.reopen", "title", s.Title))
			e.SetDescription(strings.Join(f.about(s), "\n"))
			f.allDay(e, s.Reopen)
			found++
		}
		at = page.Next
	}
	return nil
}

func (f feed) event(id string, at crm.Stamp) *ical.VEvent {
	e := f.calendar.AddEvent(id + "@verkoop")
	e.SetDtStampTime(at.At) // not now: the same calendar is the same text
	e.SetModifiedAt(at.At)
	return e
}

func (f feed) allDay(e *ical.VEvent, d crm.Date) {
	e.SetAllDayStartAt(d.Time())
	e.SetAllDayEndAt(d.AddDays(1).Time())
}

// about says which sale it is, and where.
func (f feed) about(s crm.Sale) []string {
	number := numberText(s)
	return []string{f.texts.T("sale.number", "number", number) + ": " + s.Title, f.base + "/sales/" + number}
}
