package handlers

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"math"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"verkoop/auth"
	"verkoop/crm"
	"verkoop/locales"
	"verkoop/store"
	"verkoop/views"
)

// Cookies that say who asks. On TLS their names begin with __Host-, which keeps
// other hosts of the domain from setting them.
const (
	sessionCookie = "session" // the session's token
	visitCookie   = "visit"   // of a browser that nobody is signed in with, for its tokens against forgery
	browserCookie = "browser" // of one that somebody has logged in with before: auth.Recognise
)

func cookieName(c *fiber.Ctx, name string) string {
	if c.Secure() {
		return "__Host-" + name
	}
	return name
}

func setCookie(c *fiber.Ctx, name, value string, lasts time.Duration) {
	cookie := &fiber.Cookie{
		Name: cookieName(c, name), Value: value, Path: "/",
		HTTPOnly: true, SameSite: fiber.CookieSameSiteLaxMode, Secure: c.Secure(), MaxAge: int(lasts.Seconds()),
	}
	if value == "" {
		cookie.Expires = fasthttp.CookieExpireDelete // a MaxAge below 0 would not be sent
	}
	c.Cookie(cookie)
}

// identify finds out who asks. A session that is over signs nobody in.
func (s *server) identify(c *fiber.Ctx) error {
	r := of(c)
	token := c.Cookies(cookieName(c, sessionCookie))
	if r.secret = token; token == "" {
		r.secret = c.Cookies(cookieName(c, visitCookie))
		return c.Next()
	}
	err := s.view(c, func(tx store.ReadTx) (err error) {
		r.session, r.user, err = auth.Resume(tx, token, r.now)
		return err
	})
	if errors.Is(err, store.ErrNotFound) {
		r.session, r.user = crm.Session{}, crm.User{}
		s.reused(c, token)
		return c.Next()
	}
	if err != nil {
		return err
	}
	if l, ok := locales.Parse(r.user.Language); ok {
		r.texts = s.bundle.For(l)
	}
	if r.session.Stale(r.now) {
		s.touch(c)
	}
	return c.Next()
}

// reused writes to the audit log that a session's token was used after its user had
// logged out, the first time. The request goes on as that of nobody.
func (s *server) reused(c *fiber.Ctx, token string) {
	r := of(c)
	known := func(tx store.ReadTx) error {
		_, err := auth.LoggedOut(tx, token, r.now)
		return err
	}
	err := s.view(c, known)
	if err == nil {
		err = s.update(c, func(tx store.Tx) error {
			ticket, err := auth.LoggedOut(tx, token, r.now)
			if err != nil {
				return err
			}
			e := s.entry(c, crm.AuditSessionReused)
			e.User = ticket.User
			if u, err := tx.User(ticket.User); err == nil {
				e.Subject = u.Email
			}
			return errors.Join(tx.DeleteTicket(ticket.ID), tx.PutAudit(e))
		})
	}
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		s.Logger.Error("a reused session is not in the audit log", "request", r.id, "error", err)
	}
}

// touch keeps that the session is in use.
func (s *server) touch(c *fiber.Ctx) {
	r := of(c)
	err := s.update(c, func(tx store.Tx) error {
		session, err := tx.Session(r.session.ID)
		if errors.Is(err, store.ErrNotFound) {
			return errStop // logged out meanwhile
		}
		if err != nil {
			return err
		}
		session.Seen = r.now.UTC()
		return tx.PutSession(session)
	})
	if err != nil { // the user can go on all the same
		s.Logger.Error("session not kept", "request", r.id, "error", err)
	}
}

// signedIn lets nobody pass who is not. A page leads to the log-in form; a part
// of a page, or a form that was sent, gets that form in its place, and what was
// typed is kept.
func (s *server) signedIn(c *fiber.Ctx) error {
	r := of(c)
	if r.user.ID != "" {
		return c.Next()
	}
	if safe(c) && !r.fragment {
		to := "/login"
		if here := c.OriginalURL(); here != "/" {
			to += "?back=" + url.QueryEscape(here)
		}
		return c.Redirect(to, fiber.StatusSeeOther)
	}
	if r.fragment && whileTyping(c) { // the next press asks to log in
		return c.SendStatus(fiber.StatusNoContent)
	}
	v, err := s.logIn(c, form{})
	if err != nil {
		return err
	}
	v.Ended = r.texts.T("log_in.ended")
	if !safe(c) {
		v.Ended = r.texts.T("log_in.ended_typed")
		if !r.fragment {
			v.KeptAction, v.KeptForm = c.OriginalURL(), base64.RawURLEncoding.EncodeToString([]byte(url.Values(readForm(c).values).Encode()))
		}
	}
	c.Status(fiber.StatusUnauthorized)
	return s.render(c, "access/log_in", "access/_log_in", v)
}

// whileTyping tells requests that a page makes by itself while somebody types: a
// dialog would take the next key.
func whileTyping(c *fiber.Ctx) bool {
	switch {
	case strings.HasSuffix(c.Path(), "/recalculation"):
		return !picked(crm.Field(readForm(c).get("typed")))
	case c.Method() == fiber.MethodGet:
		return slices.Contains([]string{"/company-options", "/contact-options", "/project-options", "/owners", "/sale-options", "/find/options"}, c.Path())
	}
	return false
}

// gate is what the pages have that are there for people who are not signed in.
func (s *server) gate(c *fiber.Ctx, title string) (g views.Gate, err error) {
	g = views.Gate{Page: s.page(c, title), Heading: title}
	err = s.view(c, func(tx store.ReadTx) error {
		setup, err := tx.Setup()
		if err == nil {
			g.Organisation = setup.Organisation.Name
		}
		return err
	})
	return g, err
}

// cookies are what a browser gets in its cookies when somebody is signed in with it.
type cookies struct{ session, browser string }

// beginSession begins a session in place of the one that the browser has.
func (s *server) beginSession(c *fiber.Ctx, tx store.Tx, u crm.User) (t cookies, err error) {
	if old := c.Cookies(cookieName(c, sessionCookie)); old != "" {
		if err := tx.DeleteSession(auth.ID(old)); err != nil {
			return t, err
		}
	}
	if t.browser, err = auth.Recognise(tx, u, c.Cookies(cookieName(c, browserCookie)), of(c).now); err != nil {
		return t, err
	}
	t.session, err = auth.Begin(tx, u, of(c).now, s.from(c), c.Get(fiber.HeaderUserAgent))
	return t, err
}

// signIn gives the browser the tokens; the rest of this request is the user's.
func (s *server) signIn(c *fiber.Ctx, u crm.User, t cookies) {
	r := of(c)
	r.user, r.secret = u, t.session
	r.session.ID = auth.ID(t.session)
	setCookie(c, sessionCookie, t.session, crm.SessionMax)
	setCookie(c, browserCookie, t.browser, crm.BrowserLasts)
	setCookie(c, visitCookie, "", 0)
	if l, ok := locales.Parse(u.Language); ok {
		r.texts = s.bundle.For(l)
	}
}

// goOn leads to where the user was before log-in.
func (s *server) goOn(c *fiber.Ctx, f form) error {
	r := of(c)
	if r.fragment { // the dialog on a page: it goes on with a new token
		s.renewToken(c)
		return s.render(c, "access/_logged_in", "access/_logged_in", s.page(c, ""))
	}
	kept, err := base64.RawURLEncoding.DecodeString(f.get("kept_form"))
	if action := f.get("kept_action"); action != "" && err == nil && ownPath(action) == action {
		g, err := s.gate(c, r.texts.T("log_in.go_on.title"))
		if err != nil {
			return err
		}
		g.Intro = r.texts.T("log_in.go_on.text")
		v := views.GoOn{Gate: g, Action: action}
		var args fasthttp.Args
		args.ParseBytes(kept)
		args.VisitAll(func(key, value []byte) {
			if string(key) != csrfField {
				v.Fields = append(v.Fields, views.Hidden{Name: string(key), Value: string(value)})
			}
		})
		return s.render(c, "access/go_on", "access/go_on", v)
	}
	return c.Redirect(ownPath(f.get("back")), fiber.StatusSeeOther)
}

func (s *server) logInRefused(c *fiber.Ctx, f form, status int, refused string) error {
	v, err := s.logIn(c, f)
	if err != nil {
		return err
	}
	v.Refused, v.Title = refused, of(c).texts.T("page.error.title", "title", v.Title)
	c.Status(status)
	return s.render(c, "access/log_in", "access/_log_in", v)
}

// logInIncomplete says which field is empty; that is no wrong password.
func (s *server) logInIncomplete(c *fiber.Ctx, f form) error {
	v, err := s.logIn(c, f)
	if err != nil {
		return err
	}
	t := of(c).texts
	v.Title = t.T("page.error.title", "title", v.Title)
	v.Email.Autofocus, v.Password.Autofocus = false, false
	for _, field := range []struct {
		input *views.Input
		empty bool
		key   string
	}{{&v.Email, strings.TrimSpace(v.Email.Value) == "", "error.email.required"}, {&v.Password, f.get("password") == "", "error.password.required"}} {
		if field.empty {
			field.input.Error = t.T(field.key)
			v.Problems = append(v.Problems, views.ProblemLink{Href: "#" + field.input.ID, Text: field.input.Error})
		}
	}
	c.Status(fiber.StatusUnprocessableEntity)
	return s.render(c, "access/log_in", "access/_log_in", v)
}

// logOut ends the session that asks.
func (s *server) logOut(c *fiber.Ctx) error {
	r := of(c)
	err := s.update(c, func(tx store.Tx) error {
		return errors.Join(auth.LogOut(tx, r.session, r.now), tx.PutAudit(s.entry(c, crm.AuditLoggedOut)))
	})
	if err != nil {
		return err
	}
	setCookie(c, sessionCookie, "", 0)
	return s.redirect(c, "/login", r.texts.T("log_in.logged_out"))
}

// renewToken gives the page that asks a token against forgery for the cookie that
// the browser has now.
func (s *server) renewToken(c *fiber.Ctx) {
	r := of(c)
	if r.secret == "" {
		return
	}
	event, _ := json.Marshal(map[string]any{"app:csrf": map[string]string{"token": auth.CSRF(r.secret), "user": string(r.user.ID)}}) // strings only
	c.Set("HX-Trigger", string(event))
}

// waitText says how long to wait, in seconds or, from two minutes, in minutes.
func waitText(t *locales.Texts, wait time.Duration) string {
	if wait < 2*time.Minute {
		return t.N("log_in.wait_seconds", int(math.Ceil(wait.Seconds())))
	}
	return t.N("log_in.wait_minutes", int(math.Ceil(wait.Minutes())))
}

// shortened keeps the audit log from holding whatever is typed into a log-in form.
func shortened(email string) string {
	const most = 254
	if e := []rune(crm.CleanEmail(email)); len(e) > most {
		return string(e[:most])
	}
	return crm.CleanEmail(email)
}
