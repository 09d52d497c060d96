package handlers

import (
	"errors"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"verkoop/auth"
	"verkoop/crm"
	"verkoop/store"
	"verkoop/views"
)

// logIn fills the log-in form in with what was typed.
func (s *server) logIn(c *fiber.Ctx, f form) (v views.LogIn, err error) {
	t := of(c).texts
	if v.Gate, err = s.gate(c, t.T("log_in.title")); err != nil {
		return v, err
	}
	v.Back = f.get("back")
	v.KeptAction, v.KeptForm = f.get("kept_action"), f.get("kept_form")
	email := f.get("email")
	v.Email = views.Input{ID: "log-in-email", Name: "email", Type: "email", Label: t.T("form.user.email.label"), Value: email,
		Autocomplete: "username", Autofocus: email == ""}
	v.Password = views.Input{ID: "log-in-password", Name: "password", Type: "password", Label: t.T("form.user.password.label"),
		Autocomplete: "current-password", Autofocus: email != ""}
	v.Forgotten = t.T("log_in.forgotten")
	if len(s.Demo) == 0 {
		return v, nil
	}
	err = s.view(c, func(tx store.ReadTx) error {
		for _, email := range s.Demo {
			u, err := tx.UserByEmail(email)
			if err != nil {
				return err
			}
			group, err := tx.Group(u.Group)
			if err != nil {
				return err
			}
			p := person(u.Name)
			v.Demo = append(v.Demo, views.SignIn{Name: p.Name, Initials: p.Initials, Email: u.Email, Password: s.DemoPassword,
				Role: t.T("role."+string(u.Role)) + ", " + group.Name})
		}
		return nil
	})
	return v, err
}

// logInForm is the log-in page; before there is an administrator it says how to
// make one.
func (s *server) logInForm(c *fiber.Ctx) error {
	r := of(c)
	if r.user.ID != "" {
		return c.Redirect(ownPath(c.Query("back")), fiber.StatusSeeOther)
	}
	var empty bool
	err := s.view(c, func(tx store.ReadTx) (err error) {
		empty, err = auth.NeedsSetUp(tx)
		return err
	})
	if err != nil {
		return err
	}
	if empty {
		return s.message(c, fiber.StatusOK, "set_up.waiting.title", "set_up.waiting.text")
	}
	v, err := s.logIn(c, form{map[string][]string{"back": {c.Query("back")}}})
	if err != nil {
		return err
	}
	return s.render(c, "access/log_in", "access/_log_in", v)
}

// message is a page for people who are not signed in that only tells something.
func (s *server) message(c *fiber.Ctx, status int, title, text string) error {
	t := of(c).texts
	g, err := s.gate(c, t.T(title))
	if err != nil {
		return err
	}
	v := views.GateMessage{Gate: g, Text: t.T(text)}
	if status == fiber.StatusGone {
		v.Href, v.Link = "/login", t.T("log_in.title")
	}
	c.Status(status)
	return s.render(c, "access/message", "access/message", v)
}

// errWait: too many wrong passwords; another may be tried after this time.
type errWait time.Duration

func (errWait) Error() string { return "handlers: too many wrong passwords" }

// check tells whether the password is the user's with the address. It counts the
// attempt first, refuses with errWait where there were too many, and makes exactly
// one hash otherwise, whether or not there is such a user.
func (s *server) check(c *fiber.Ctx, email, password string) (u crm.User, hash string, right bool, err error) {
	guess := s.guess(c, email)
	var wait time.Duration
	err = s.update(c, func(tx store.Tx) (err error) {
		if wait, err = auth.Wait(tx, guess); err != nil || wait > 0 {
			return stopAfter(err)
		}
		u, hash = crm.User{}, ""
		if u, err = tx.UserByEmail(crm.CleanEmail(email)); err != nil && !errors.Is(err, store.ErrNotFound) {
			return err
		}
		if err == nil && !u.Disabled {
			if hash, err = tx.Password(u.ID); err != nil && !errors.Is(err, store.ErrNotFound) {
				return err
			}
		}
		return auth.Try(tx, guess)
	})
	if err == nil && wait > 0 {
		err = errWait(wait)
	}
	if err != nil {
		return u, "", false, err
	}
	right, err = s.Hasher.Matches(c.UserContext(), password, hash)
	return u, hash, right, err
}

func (s *server) guess(c *fiber.Ctx, email string) auth.Guess {
	return auth.Guess{Email: email, From: s.from(c), Browser: c.Cookies(cookieName(c, browserCookie)), At: of(c).now}
}

// wrong counts and audits a password that was not right.
func (s *server) wrong(c *fiber.Ctx, u crm.User, email string) error {
	return s.update(c, func(tx store.Tx) error {
		e := s.entry(c, crm.AuditLogInFailed)
		if e.User, e.Subject = u.ID, u.Email; u.ID == "" {
			e.Subject = shortened(email)
		}
		return errors.Join(auth.Wrong(tx, s.guess(c, email)), tx.PutAudit(e))
	})
}

// logInCreate logs in. Whatever was wrong, the answer is the same.
func (s *server) logInCreate(c *fiber.Ctx) error {
	r, f := of(c), readForm(c)
	email := f.get("email")
	if strings.TrimSpace(email) == "" || f.get("password") == "" {
		return s.logInIncomplete(c, f)
	}
	u, hash, right, err := s.check(c, email, f.get("password"))
	var wait errWait
	switch {
	case errors.As(err, &wait):
		c.Set(fiber.HeaderRetryAfter, strconv.Itoa(int(math.Ceil(time.Duration(wait).Seconds()))))
		return s.logInRefused(c, f, fiber.StatusTooManyRequests, waitText(r.texts, time.Duration(wait)))
	case err != nil:
		return err
	case !right:
		if err := s.wrong(c, u, email); err != nil {
			return err
		}
		return s.logInRefused(c, f, fiber.StatusUnauthorized, r.texts.T("log_in.wrong"))
	}
	var given cookies
	err = s.update(c, func(tx store.Tx) (err error) {
		now, err := tx.Password(u.ID)
		if err != nil {
			return err
		}
		if u, err = tx.User(u.ID); err != nil {
			return err
		}
		if u.Disabled || now != hash {
			return store.ErrVersion // changed while the hash was made
		}
		e := s.entry(c, crm.AuditLoggedIn)
		e.Actor, e.ActorName = u.ID, u.Name
		if err := errors.Join(auth.Right(tx, s.guess(c, u.Email)), tx.PutAudit(e)); err != nil {
			return err
		}
		given, err = s.beginSession(c, tx, u)
		return err
	})
	if err != nil {
		return err
	}
	s.signIn(c, u, given)
	return s.goOn(c, f)
}
