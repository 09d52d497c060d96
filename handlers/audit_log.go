package handlers

import (
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"verkoop/crm"
	"verkoop/locales"
	"verkoop/store"
	"verkoop/views"
)

const (
	auditHref = "/settings/audit"
	auditPage = 50
)

const (
	fieldPerson crm.Field = "person"
	fieldKind   crm.Field = "kind"
	fieldFrom   crm.Field = "from"
	fieldUntil  crm.Field = "until"
)

// auditIndex is the audit log, newest first, narrowed to a person, a kind and a
// period.
func (s *server) auditIndex(c *fiber.Ctx) error {
	r, t := of(c), of(c).texts
	v := views.Audit{Settings: s.settings(c, t.T("settings.audit.title"), auditHref)}
	f := form{map[string][]string{}}
	query := url.Values{}
	for _, field := range []crm.Field{fieldPerson, fieldKind, fieldFrom, fieldUntil} {
		if value := strings.TrimSpace(c.Query(string(field))); value != "" {
			f.values[string(field)] = []string{value}
			query.Set(string(field), value)
		}
	}
	v.Filtered = len(query) > 0
	filter, problems := s.auditFilter(r, f)
	in := inputs{t, f, problems}
	at := store.Cursor(c.Query("at"))
	err := s.view(c, func(tx store.ReadTx) error {
		setup, err := tx.Setup()
		if err != nil {
			return err
		}
		users, err := tx.Users()
		if err != nil {
			return err
		}
		people := []views.Option{{Label: t.T("settings.audit.everybody")}}
		for _, u := range users {
			people = append(people, views.Option{Value: string(u.ID), Label: u.Name, Selected: u.ID == filter.Person})
		}
		v.Person = in.choice(fieldPerson, "form.audit.person.label", people)
		if len(problems) > 0 {
			return nil
		}
		entries, next, err := tx.Audit(filter, at, auditPage)
		if err != nil {
			return err
		}
		for _, e := range entries {
			v.Rows = append(v.Rows, auditRow(r, tx, setup, e))
		}
		if next != "" {
			query.Set("at", string(next))
			v.Next = auditHref + "?" + query.Encode()
			query.Del("at")
		}
		return nil
	})
	if err != nil {
		return err
	}
	if at != "" {
		v.Newest = auditHref + "?" + query.Encode()
	}
	kinds := []views.Option{{Label: t.T("settings.audit.everything")}}
	for _, kind := range crm.AuditKinds {
		kinds = append(kinds, views.Option{Value: string(kind), Label: t.T("audit." + string(kind)), Selected: kind == filter.Kind})
	}
	v.Kind = in.choice(fieldKind, "form.audit.kind.label", kinds)
	v.From, v.To = in.text(fieldFrom, "form.audit.from.label", "off"), in.text(fieldUntil, "form.audit.until.label", "off")
	for _, day := range []*views.Input{&v.From, &v.To} {
		day.Type, day.Mandatory = "date", ""
	}
	v.Problems = in.summary()
	if len(problems) > 0 {
		v.Title = t.T("page.error.title", "title", v.Title)
		c.Status(fiber.StatusUnprocessableEntity)
	}
	return s.render(c, "settings/audit", "settings/audit", v)
}

// auditFilter reads the filter; days are those of the company's zone, and the last
// one counts whole.
func (s *server) auditFilter(r *request, f form) (filter store.AuditFilter, problems crm.Problems) {
	filter.Person, filter.Kind = crm.UserID(f.get(string(fieldPerson))), crm.AuditKind(f.get(string(fieldKind)))
	if filter.Kind != "" && !slices.Contains(crm.AuditKinds[:], filter.Kind) {
		problems = append(problems, crm.Error{Kind: crm.Invalid, Field: fieldKind, Key: "error.value.unknown"})
	}
	day := func(field crm.Field) crm.Date {
		if !f.has(string(field)) {
			return ""
		}
		d, err := r.texts.ParseDate(f.get(string(field)))
		if e, bad := err.(crm.Error); bad {
			e.Field = field
			problems = append(problems, e)
		}
		return d
	}
	if d := day(fieldFrom); !d.IsZero() {
		filter.From = midnight(r, d)
	}
	if d := day(fieldUntil); !d.IsZero() {
		filter.To = midnight(r, d.AddDays(1))
	}
	return filter, problems
}

// midnight begins the day in the company's zone.
func midnight(r *request, d crm.Date) time.Time {
	year, month, day := d.Time().Date()
	return time.Date(year, month, day, 0, 0, 0, 0, r.now.Location())
}

// auditRow is an entry in words.
func auditRow(r *request, tx store.ReadTx, setup *crm.Setup, e crm.AuditEntry) views.AuditRow {
	t := r.texts
	at := e.At.In(r.now.Location())
	row := views.AuditRow{
		At: t.DateTime(at) + at.Format(":05"), Who: e.ActorName, From: e.From,
		Kind: t.T("audit." + string(e.Kind)), What: e.Subject,
	}
	if row.Who == "" {
		row.Who = t.T("settings.audit.nobody")
	}
	if e.From == crm.FromCommandLine {
		row.From = t.T("settings.audit.command_line")
	}
	switch e.Kind {
	case crm.AuditRefused, crm.AuditForged, crm.AuditLogInFailed, crm.AuditLinkRefused:
		row.Tone = "alarm"
	}
	if e.Act != "" {
		row.Kind += ": " + t.T("act."+string(e.Act))
	}
	switch {
	case e.Part != "":
		row.What = t.T("settings.part." + string(e.Part))
		if name := t.Words(e.Name); name != "" {
			row.What += ": " + name
		}
	case e.Sale != 0:
		number := numberText(crm.Sale{Number: e.Sale})
		row.What = strings.TrimSpace(number + " " + e.Subject)
		if sale, err := tx.Sale(e.Sale); err == nil && r.user.CanSee(sale) {
			row.Href = "/sales/" + number
		}
	case e.Party.ID != "":
		row.What = t.T("party."+string(e.Party.Kind)+".one") + ": " + e.Subject
		if _, err := store.Party(tx, e.Party); err == nil {
			row.Href = partyHref(e.Party, "", "")
		}
	case e.User != "":
		if u, err := tx.User(e.User); err == nil {
			row.Href = userHref(u)
		}
	}
	for _, fact := range e.Facts {
		if e.Part != "" {
			row.Facts = append(row.Facts, views.Consequence{Label: factLabel(t, e, fact.Field), Old: setupFact(t, fact.Field, fact.Old), New: setupFact(t, fact.Field, fact.New)})
			continue
		}
		if hiddenFact(fact.Field) && e.Kind == crm.AuditSaleDeleted {
			continue
		}
		if e.Kind == crm.AuditSaleDeleted || e.Kind == crm.AuditPartyDeleted { // what it was, not what was struck out
			fact.Old, fact.New = crm.Value{}, fact.Old
		}
		row.Facts = append(row.Facts, views.Consequence{Label: factLabel(t, e, fact.Field), Old: auditFact(t, setup, fact.Field, fact.Old), New: auditFact(t, setup, fact.Field, fact.New)})
	}
	return row
}

// factLabel is what the field is called where it stands.
func factLabel(t *locales.Texts, e crm.AuditEntry, f crm.Field) string {
	if e.Part != "" {
		return t.T("form.setup." + string(f) + ".label")
	}
	if e.Party.ID != "" {
		return partyLabel(t, f)
	}
	switch f {
	case crm.FieldName, crm.FieldEmail, crm.FieldRole, crm.FieldLanguage, crm.FieldDisabled, crm.FieldGroup:
		return t.T("form.user." + string(f) + ".label")
	case crm.FactTable, crm.FactQuery, crm.FactFormat, crm.FactRows, crm.FactAdded, crm.FactChanged, crm.FactSame, crm.FactLeftOut, crm.FactState:
		return t.T("audit.fact." + string(f))
	}
	return t.T("form.sale." + string(f) + ".label")
}
