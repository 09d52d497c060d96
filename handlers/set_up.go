package handlers

import (
	"cmp"
	"errors"
	"slices"
	"time"

	"github.com/gofiber/fiber/v2"

	"verkoop/auth"
	"verkoop/crm"
	"verkoop/store"
	"verkoop/views"
)

// setUpForm is where the one-time address of the first start leads: the company
// and its first administrator.
func (s *server) setUpForm(c *fiber.Ctx) error {
	if good, err := s.isGood(c); err != nil || !good {
		return s.badTicket(c, err, "set_up.used.text")
	}
	v, err := s.setUp(c, form{}, nil)
	if err != nil {
		return err
	}
	return s.render(c, "access/set_up", "access/set_up", v)
}

// isGood tells whether the one-time address may still be used: the first
// administrator may have been made on the command line meanwhile.
func (s *server) isGood(c *fiber.Ctx) (good bool, err error) {
	err = s.view(c, func(tx store.ReadTx) error {
		_, err := redeemSetUp(tx, c.Params("token"), of(c).now)
		return err
	})
	if errors.Is(err, store.ErrNotFound) {
		return false, nil
	}
	return err == nil, err
}

// redeemSetUp is the ticket, while there is no administrator.
func redeemSetUp(tx store.ReadTx, token string, now time.Time) (crm.Ticket, error) {
	if needed, err := auth.NeedsSetUp(tx); err != nil || !needed {
		return crm.Ticket{}, cmp.Or(err, store.ErrNotFound)
	}
	return auth.Redeem(tx, crm.SetUpTicket, token, now)
}

func (s *server) badTicket(c *fiber.Ctx, err error, text string) error {
	if err != nil {
		return err
	}
	s.audit(c, s.entry(c, crm.AuditLinkRefused))
	return s.message(c, fiber.StatusGone, "log_in.used.title", text)
}

// setUp fills the form in with what was typed.
func (s *server) setUp(c *fiber.Ctx, f form, problems crm.Problems) (v views.SetUp, err error) {
	t := of(c).texts
	if v.Gate, err = s.gate(c, t.T("set_up.title")); err != nil {
		return v, err
	}
	var setup *crm.Setup
	if err := s.view(c, func(tx store.ReadTx) (err error) { setup, err = tx.Setup(); return err }); err != nil {
		return v, err
	}
	v.FormID, v.EditForm = "set-up-form", "set-up-form"
	v.Action = c.Path()
	v.EditLanguage = v.Action
	v.Organisation, v.Intro = "", t.T("set_up.intro")
	in := inputs{t, f, problems}
	v.OrganisationName = in.text(crm.FieldOrganisation, "form.set_up.organisation.label", "organization")
	v.Name = in.text(crm.FieldName, "form.set_up.name.label", "name")
	v.Email = in.text(crm.FieldEmail, "form.user.email.label", "username")
	v.Email.Type = "email"
	v.Password = in.password(crm.FieldPassword, "form.user.password.label", "new-password")
	v.Password.Hint = t.T("form.user.password.hint")
	v.Currency = in.text(crm.FieldCurrency, "form.sale.currency.label", "off")
	v.Currency.Mandatory = ""
	chosen := f.get(string(crm.FieldCurrency))
	if !f.has(string(crm.FieldCurrency)) {
		chosen = setup.Organisation.Currency
	}
	for _, known := range setup.Currencies {
		v.Currency.Options = append(v.Currency.Options, views.Option{
			Value: known.Code, Label: known.Code + " (" + t.Symbol(known.Code) + ")", Selected: known.Code == chosen,
		})
	}
	v.OrganisationName.Autofocus = len(problems) == 0
	v.Samples = f.has("samples") || len(f.values) == 0
	v.SamplesLabel, v.SamplesHint = t.T("form.set_up.samples.label"), t.T("form.set_up.samples.hint")
	v.Submit = t.T("set_up.submit")
	for _, field := range []*views.Input{&v.OrganisationName, &v.Name, &v.Email, &v.Password} {
		field.Mandatory = "" // all of them are
	}
	v.Problems = in.summary()
	return v, nil
}

// setUpCreate makes the first administrator and signs in.
func (s *server) setUpCreate(c *fiber.Ctx) error {
	r, f := of(c), readForm(c)
	if good, err := s.isGood(c); err != nil || !good {
		return s.badTicket(c, err, "set_up.used.text")
	}
	if f.has("lang") { // only another language was asked for
		s.chooseLanguage(c)
		v, err := s.setUp(c, f, nil)
		if err != nil {
			return err
		}
		return s.render(c, "access/set_up", "access/set_up", v)
	}
	admin := crm.User{ID: crm.UserID(s.NewID()), Name: f.get(string(crm.FieldName)), Email: f.get(string(crm.FieldEmail)),
		Role: crm.Administrator, Group: crm.GroupID(s.NewID()), Language: string(r.texts.Language())}
	group := crm.Group{ID: admin.Group, Name: r.texts.T("set_up.group")}
	password := f.get(string(crm.FieldPassword))
	var problems crm.Problems
	check := func(tx store.ReadTx) (organisation crm.Organisation, err error) {
		problems = nil
		setup, err := tx.Setup()
		if err != nil {
			return organisation, err
		}
		organisation, wrong := setup.Organisation.Named(f.get(string(crm.FieldOrganisation)), f.get(string(crm.FieldCurrency)), setup)
		staff, err := auth.Staff(tx)
		if err != nil {
			return organisation, err
		}
		if len(staff.Groups) > 0 { // made on the command line
			group, admin.Group = staff.Groups[0], staff.Groups[0].ID
		} else {
			staff.Groups = append(staff.Groups, group)
		}
		clean, more := staff.Admit(admin)
		problems = slices.Concat(wrong, more)
		if e, bad := crm.CheckPassword(password, clean).(crm.Error); bad {
			problems = append(problems, e)
		}
		return organisation, nil
	}
	err := s.view(c, func(tx store.ReadTx) error { _, err := check(tx); return err })
	if err != nil {
		return err
	}
	if len(problems) > 0 {
		v, err := s.setUp(c, f, problems)
		if err != nil {
			return err
		}
		v.Title = r.texts.T("page.error.title", "title", v.Title)
		c.Status(fiber.StatusUnprocessableEntity)
		return s.render(c, "access/set_up", "access/set_up", v)
	}
	hash, err := s.Hasher.Hash(c.UserContext(), password)
	if err != nil {
		return err
	}
	var given cookies
	used := false
	err = s.update(c, func(tx store.Tx) error {
		ticket, err := redeemSetUp(tx, c.Params("token"), r.now)
		if used = errors.Is(err, store.ErrNotFound); used {
			return errStop
		}
		if err != nil {
			return err
		}
		organisation, err := check(tx)
		if err != nil {
			return err
		}
		if len(problems) > 0 {
			return problems
		}
		by := s.by(c)
		if group.Version == 0 {
			if _, err := auth.SaveGroup(tx, by, group); err != nil {
				return err
			}
		}
		saved, err := auth.SaveUser(tx, by, admin)
		if err != nil {
			return err
		}
		if err := errors.Join(tx.DeleteTicket(ticket.ID), s.found(tx, organisation), auth.SetPassword(tx, saved, hash, ""),
			tx.PutAudit(by.About(crm.AuditSetUp, saved))); err != nil {
			return err
		}
		if given, err = s.beginSession(c, tx, saved); err != nil {
			return err
		}
		admin = saved
		return nil
	})
	if err != nil {
		return err
	}
	if used {
		return s.badTicket(c, nil, "set_up.used.text")
	}
	s.signIn(c, admin, given)
	notice := r.texts.T("set_up.done")
	if f.has("samples") && s.Samples != nil {
		if err := s.Samples(c.UserContext(), admin); err != nil { // everything else is there
			s.Logger.Error("sample data not made", "request", r.id, "error", err)
			notice = r.texts.T("set_up.done_without_samples")
		}
	}
	return s.redirect(c, "/sales", notice)
}

// found keeps what the company is called and the currency that its sales begin with.
func (s *server) found(tx store.Tx, o crm.Organisation) error {
	setup, err := tx.Setup()
	if err != nil {
		return err
	}
	for _, known := range setup.Currencies {
		if known.Code == o.Currency && known.Retired {
			known.Retired = false
			known.Version++
			if err := tx.PutCurrency(known); err != nil {
				return err
			}
		}
	}
	o.Version++
	return tx.PutOrganisation(o)
}
