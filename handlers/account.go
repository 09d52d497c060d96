package handlers

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"verkoop/auth"
	"verkoop/crm"
	"verkoop/locales"
	"verkoop/store"
	"verkoop/views"
)

const sessionsHref = "/account/sessions"

const (
	fieldCurrentPassword crm.Field = "current_password"
	fieldNewPassword     crm.Field = "new_password"
)

// accountShow is the user's own page: password and sessions.
func (s *server) accountShow(c *fiber.Ctx) error { return s.account(c, nil, nil) }

func (s *server) account(c *fiber.Ctx, problems crm.Problems, calendar *views.OneTime) error {
	r, t := of(c), of(c).texts
	v := views.Account{Page: s.page(c, t.T("account.title")), Heading: t.T("account.title")}
	v.Section, v.Action = "account", "/account/password?_method=PUT"
	v.Calendar, v.CalendarAction = calendar, calendarHref
	in := inputs{t, form{}, problems}
	v.Current = in.password(fieldCurrentPassword, "form.user.current_password.label", "current-password")
	v.New = in.password(fieldNewPassword, "form.user.new_password.label", "new-password")
	v.New.Hint = t.T("form.user.password.hint")
	v.Problems = in.summary()
	err := s.view(c, func(tx store.ReadTx) error {
		group, err := tx.Group(r.user.Group)
		if err != nil {
			return err
		}
		v.Rows = []views.Row{
			{Label: t.T("form.user.name.label"), Value: r.user.Name},
			{Label: t.T("form.user.email.label"), Value: r.user.Email},
			{Label: t.T("form.user.role.label"), Value: t.T("role." + string(r.user.Role))},
			{Label: t.T("form.user.group.label"), Value: group.Name},
		}
		wants, err := tx.Preferences(r.user.ID)
		if err != nil {
			return err
		}
		v.AlwaysFollowUp = wants.AlwaysFollowUp
		if v.HasCalendar, err = tx.HasTicket(crm.CalendarTicket, r.user.ID); err != nil {
			return err
		}
		v.Sessions, err = s.sessions(c, tx, r.user.ID)
		return err
	})
	if err != nil {
		return err
	}
	v.Preferences = "/account/preferences?_method=PUT"
	v.Others, v.EndOthers = len(v.Sessions) > 1, sessionsHref
	if len(problems) > 0 {
		v.Title = t.T("page.error.title", "title", v.Title)
		c.Status(fiber.StatusUnprocessableEntity)
	}
	return s.render(c, "account/show", "account/show", v)
}

// sessions are the browsers that the user is signed in with.
func (s *server) sessions(c *fiber.Ctx, tx store.ReadTx, user crm.UserID) (rows []views.SessionRow, err error) {
	r := of(c)
	all, err := tx.UserSessions(user)
	for _, session := range all {
		if session.Over(r.now) {
			continue
		}
		rows = append(rows, views.SessionRow{
			Browser: browser(r.texts, session.Agent), From: session.From,
			Begun: r.texts.DateTime(session.Begun.In(r.now.Location())), Seen: r.texts.DateTime(session.Seen.In(r.now.Location())),
			This: session.ID == r.session.ID,
		})
		if user == r.user.ID {
			rows[len(rows)-1].Delete = sessionsHref + "/" + session.ID
		}
	}
	return rows, err
}

// passwordUpdate changes the user's own password: all other sessions end, and
// this one gets a new token.
func (s *server) passwordUpdate(c *fiber.Ctx) error {
	r, f := of(c), readForm(c)
	password := f.get(string(fieldNewPassword))
	var problems crm.Problems
	if f.get(string(fieldCurrentPassword)) == "" {
		problems = append(problems, crm.Error{Kind: crm.Invalid, Field: fieldCurrentPassword, Key: "error.password.current_required"})
	}
	if e, bad := crm.CheckPassword(password, r.user).(crm.Error); bad {
		e.Field = fieldNewPassword
		problems = append(problems, e)
	}
	if len(problems) > 0 {
		return s.account(c, problems, nil)
	}
	user, _, right, err := s.check(c, r.user.Email, f.get(string(fieldCurrentPassword)))
	var wait errWait
	switch {
	case errors.As(err, &wait):
		return s.account(c, crm.Problems{{Kind: crm.Invalid, Field: fieldCurrentPassword, Key: "error.password.wait",
			Args: crm.Args{"wait": waitText(r.texts, time.Duration(wait))}}}, nil)
	case err != nil:
		return err
	case !right:
		if err := s.wrong(c, user, r.user.Email); err != nil {
			return err
		}
		return s.account(c, crm.Problems{{Kind: crm.Invalid, Field: fieldCurrentPassword, Key: "error.password.wrong"}}, nil)
	}
	hash, err := s.Hasher.Hash(c.UserContext(), password)
	if err != nil {
		return err
	}
	var given cookies
	err = s.update(c, func(tx store.Tx) (err error) {
		if err := errors.Join(auth.SetPassword(tx, user, hash, ""), tx.PutAudit(s.by(c).About(crm.AuditPassword, user))); err != nil {
			return err
		}
		given, err = s.beginSession(c, tx, user)
		return err
	})
	if err != nil {
		return err
	}
	s.signIn(c, user, given)
	return s.redirect(c, "/account", r.texts.T("password.changed"))
}

// sessionDelete ends one of the user's own sessions.
func (s *server) sessionDelete(c *fiber.Ctx) error {
	r, id := of(c), c.Params("session")
	if id == r.session.ID {
		return s.logOut(c)
	}
	err := s.update(c, func(tx store.Tx) error {
		session, err := tx.Session(id)
		if err != nil {
			return err
		}
		if session.User != r.user.ID {
			return store.ErrNotFound
		}
		return errors.Join(tx.DeleteSession(id), tx.PutAudit(s.by(c).About(crm.AuditSessionEnded, r.user)))
	})
	if err != nil {
		return err
	}
	return s.redirect(c, "/account", r.texts.T("account.session_ended"))
}

// sessionsDelete ends all of the user's sessions but the one that asks.
func (s *server) sessionsDelete(c *fiber.Ctx) error {
	r := of(c)
	err := s.update(c, func(tx store.Tx) error {
		if _, err := auth.EndAll(tx, r.user.ID, r.session.ID); err != nil {
			return err
		}
		return tx.PutAudit(s.by(c).About(crm.AuditSessionEnded, r.user))
	})
	if err != nil {
		return err
	}
	return s.redirect(c, "/account", r.texts.T("account.sessions_ended"))
}

// browser is what a browser and its system are called, as far as they tell.
func browser(t *locales.Texts, agent string) string {
	find := func(names ...string) string {
		for i := 0; i < len(names); i += 2 {
			if strings.Contains(agent, names[i]) {
				return names[i+1]
			}
		}
		return ""
	}
	// The order counts: most browsers also call themselves the ones below them.
	program := find("Edg/", "Edge", "OPR/", "Opera", "Firefox/", "Firefox", "Chrome/", "Chrome", "Safari/", "Safari")
	system := find("Android", "Android", "iPhone", "iPhone", "iPad", "iPad", "Windows", "Windows", "Mac OS X", "macOS", "Linux", "Linux")
	switch {
	case program != "" && system != "":
		return fmt.Sprintf("%s, %s", program, system)
	case program+system != "":
		return program + system
	}
	return t.T("account.unknown_browser")
}
