package handlers

import (
	"errors"
	"regexp"
	"slices"
	"strconv"

	"verkoop/crm"
	"verkoop/locales"
	"verkoop/store"
	"verkoop/views"
)

// readActivity reads the posted form into f.after, with its problems.
func (s *server) readActivity(tx store.ReadTx, r *request, posted form, f *activityForm) error {
	f.posted, f.choices = &posted, map[crm.Field][]views.Option{}
	l, ok := locales.Parse(posted.get("form_lang"))
	if !ok {
		l = r.texts.Language()
	}
	f.texts = s.bundle.For(l)
	setup, err := tx.Setup()
	if err != nil {
		return err
	}
	base, meanwhile, err := f.base(tx, posted)
	if err != nil {
		return err
	}
	var e crm.ActivityEdit
	give := func(field crm.Field, into **string) {
		if posted.has(string(field)) {
			text := posted.text(field)
			*into = &text
		}
	}
	if !f.before.IsFollowUp() {
		if e.File = &f.file; f.file.IsZero() {
			e.File = &base.File
		}
		if posted.has(string(crm.FieldSort)) {
			sort := crm.ValueID(posted.line(crm.FieldSort))
			e.Sort = &sort
		}
	}
	give(crm.FieldText, &e.Text)
	give(crm.FieldWeb, &e.Web)
	if posted.has(string(crm.FieldKind)) {
		kind := crm.ActivityKind(posted.line(crm.FieldKind))
		e.Kind = &kind
	}
	for field, into := range map[crm.Field]**string{crm.FieldStart: &e.Start, crm.FieldEnd: &e.End} {
		if posted.has(string(field)) {
			at := clockText(posted.line(field))
			if posted.has("all_day") {
				at = ""
			}
			*into = &at
		}
	}
	var unread crm.Problems
	if posted.has(string(crm.FieldOn)) {
		if text := posted.line(crm.FieldOn); text == "" {
			e.On = new(crm.Date)
		} else if day, err := f.texts.ParseDate(text); err == nil {
			e.On = &day
		} else if problem, ok := err.(crm.Error); ok {
			problem.Field = crm.FieldOn
			unread = append(unread, problem)
		}
	}
	if err := f.readRecords(tx, posted, &e, &unread); err != nil {
		return err
	}
	if f.choose && posted.line(crm.FieldCompany) == "" && posted.line(crm.FieldContact) == "" {
		e.Company, e.Contact = nil, nil // the sale's
	}
	if f.unchosen.Key != "" { // the rules are those of any sale that the user may edit
		f.sale = anySale()
	}
	f.after, f.problems = base.Edit(r.desk(setup), f.sale, e)
	if f.unkept.Key != "" { // a document without its file would be refused as well
		f.problems = slices.DeleteFunc(f.problems, func(e crm.Error) bool { return e.Field == crm.FieldWeb && e.IsMissing() })
		unread = append(unread, f.unkept)
	}
	f.problems = append(unread, f.problems...)
	f.untick = posted.has(untickField) || f.before.IsClosed()
	if meanwhile {
		if f.after, f.clashes = crm.MergeActivities(base, f.before, f.after); len(f.clashes) > 0 {
			f.problems = append(crm.Problems{{Kind: crm.Conflict, Key: "error.activity.changed_meanwhile"}}, f.problems...)
		}
	}
	return nil
}

// base is what the form began with, by its was_ fields; meanwhile, that another version
// is stored now. What could not have been so does not count.
func (f *activityForm) base(tx store.ReadTx, posted form) (base crm.Activity, meanwhile bool, err error) {
	base = f.before
	version := posted.get("version")
	if version == "" || version == strconv.FormatUint(f.before.Version, 10) {
		return base, false, nil
	}
	for _, field := range crm.ActivityFields() {
		name := wasPrefix + string(field)
		text := posted.get(name)
		known := posted.has(name)
		switch field {
		case crm.FieldOn:
			known = known && crm.Date(text).Valid()
		case crm.FieldCompany, crm.FieldContact:
			if known && text != "" {
				was, err := nameOfThen(tx, field, text)
				if err != nil {
					return base, true, err
				}
				known = was != crm.Words{}
			}
		}
		if known {
			base = base.With(field, text)
		}
	}
	return base, true, nil
}

// readRecords reads the comboboxes.
func (f *activityForm) readRecords(tx store.ReadTx, posted form, e *crm.ActivityEdit, unread *crm.Problems) error {
	look := finder{tx}
	read := func(field crm.Field, byID func(string) (found, error), find func(string) ([]found, error), take func(id string) error) error {
		name := string(field)
		if !posted.has(name) {
			return nil
		}
		id, choices, err := meant(field, posted.line(field), posted.get(name+"_id"), byID, find)
		var unclear crm.Error
		if errors.As(err, &unclear) {
			f.choices[field] = choices
			*unread = append(*unread, unclear)
			return nil
		}
		if err != nil {
			return err
		}
		return take(id)
	}
	err := read(crm.FieldCompany, look.companyByID, look.companies, func(id string) (err error) {
		e.Company = &crm.Company{}
		if id != "" {
			*e.Company, err = tx.Company(crm.CompanyID(id))
		}
		return err
	})
	if err != nil {
		return err
	}
	at := crm.CompanyID("")
	if e.Company != nil {
		at = e.Company.ID
	}
	err = read(crm.FieldContact, look.contactByID, func(words string) ([]found, error) { return look.contacts(words, at) }, func(id string) (err error) {
		e.Contact = &crm.Contact{}
		if id != "" {
			*e.Contact, err = tx.Contact(crm.ContactID(id))
		}
		return err
	})
	if err != nil {
		return err
	}
	return read(crm.FieldOwner, look.ownerByID, look.owners, func(id string) (err error) {
		e.Owner = &crm.User{}
		if id != "" {
			*e.Owner, err = tx.User(crm.UserID(id))
		}
		return err
	})
}

var clockParts = regexp.MustCompile(`^(\d{1,2})(?:[:.]?(\d{2}))?$`)

// clockText writes a time of day as it is kept: "9.30" is "09:30". What is none
// comes back as it was.
func clockText(text string) string {
	m := clockParts.FindStringSubmatch(text)
	if m == nil {
		return text
	}
	hour, minute := "0"+m[1], m[2]
	if minute == "" {
		minute = "00"
	}
	return hour[len(hour)-2:] + ":" + minute
}
