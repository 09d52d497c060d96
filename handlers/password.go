package handlers

import (
	"errors"

	"github.com/gofiber/fiber/v2"

	"verkoop/auth"
	"verkoop/crm"
	"verkoop/store"
	"verkoop/views"
)

// passwordForm is where a one-time address leads that an administrator made: the
// user chooses a password there.
func (s *server) passwordForm(c *fiber.Ctx) error { return s.choosePassword(c, nil) }

func (s *server) choosePassword(c *fiber.Ctx, problems crm.Problems) error {
	t := of(c).texts
	user, err := s.ticketUser(c)
	if err != nil || user.ID == "" {
		return s.badTicket(c, err, "password.used.text")
	}
	g, err := s.gate(c, t.T("password.choose.title"))
	if err != nil {
		return err
	}
	in := inputs{t, form{}, problems}
	v := views.ChoosePassword{Gate: g, Action: c.Path(), Name: user.Name, Email: user.Email, Submit: t.T("password.choose.submit")}
	v.Password = in.password(crm.FieldPassword, "form.user.new_password.label", "new-password")
	v.Password.Hint, v.Password.Autofocus = t.T("form.user.password.hint"), len(problems) == 0
	v.Problems = in.summary()
	if len(problems) > 0 {
		v.Title = t.T("page.error.title", "title", v.Title)
		c.Status(fiber.StatusUnprocessableEntity)
	}
	return s.render(c, "access/choose_password", "access/choose_password", v)
}

// ticketUser is whose password the address is for; zero where it is no good.
func (s *server) ticketUser(c *fiber.Ctx) (u crm.User, err error) {
	err = s.view(c, func(tx store.ReadTx) error {
		ticket, err := auth.Redeem(tx, crm.PasswordTicket, c.Params("token"), of(c).now)
		if err != nil {
			return err
		}
		u, err = tx.User(ticket.User)
		return err
	})
	if errors.Is(err, store.ErrNotFound) || u.Disabled {
		return crm.User{}, nil
	}
	return u, err
}

// passwordCreate keeps the password that was chosen, and signs in.
func (s *server) passwordCreate(c *fiber.Ctx) error {
	r := of(c)
	password := readForm(c).get(string(crm.FieldPassword))
	user, err := s.ticketUser(c)
	if err != nil || user.ID == "" {
		return s.badTicket(c, err, "password.used.text")
	}
	if e, bad := crm.CheckPassword(password, user).(crm.Error); bad {
		return s.choosePassword(c, crm.Problems{e})
	}
	hash, err := s.Hasher.Hash(c.UserContext(), password)
	if err != nil {
		return err
	}
	var given cookies
	used, notice := false, ""
	err = s.update(c, func(tx store.Tx) error {
		_, err := auth.Redeem(tx, crm.PasswordTicket, c.Params("token"), r.now)
		if used = errors.Is(err, store.ErrNotFound); used {
			return errStop
		}
		if err != nil {
			return err
		}
		notice = "password.changed"
		if _, err := tx.Password(user.ID); errors.Is(err, store.ErrNotFound) {
			notice = "password.chosen"
		}
		e := s.by(c).About(crm.AuditPassword, user)
		e.Actor, e.ActorName = user.ID, user.Name
		if err := errors.Join(auth.SetPassword(tx, user, hash, ""), tx.PutAudit(e)); err != nil {
			return err
		}
		given, err = s.beginSession(c, tx, user)
		return err
	})
	if err != nil {
		return err
	}
	if used {
		return s.badTicket(c, nil, "password.used.text")
	}
	s.signIn(c, user, given)
	return s.redirect(c, "/sales", r.texts.T(notice))
}
