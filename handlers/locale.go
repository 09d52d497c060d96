package handlers

import (
	"net/url"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"verkoop/locales"
	"verkoop/store"
)

const languageCookie = "language"

// language is the user's choice, else the browser's, else Dutch.
func language(c *fiber.Ctx) locales.Language {
	if l, ok := locales.Parse(c.Cookies(languageCookie)); ok {
		return l
	}
	return locales.Match(c.Get(fiber.HeaderAcceptLanguage))
}

// chooseLanguage remembers the language that a form asks for, and uses it for
// the rest of this request.
func (s *server) chooseLanguage(c *fiber.Ctx) {
	l, ok := locales.Parse(c.FormValue("lang"))
	if !ok {
		return
	}
	c.Cookie(&fiber.Cookie{
		Name: languageCookie, Value: string(l), Path: "/", SameSite: fiber.CookieSameSiteLaxMode,
		HTTPOnly: true, Secure: c.Secure(), MaxAge: int((365 * 24 * time.Hour).Seconds()),
	})
	of(c).texts = s.bundle.For(l)
	if of(c).user.ID == "" || of(c).user.Language == string(l) {
		return
	}
	err := s.update(c, func(tx store.Tx) error { // so that it is the same on all of the user's machines
		u, err := tx.User(of(c).user.ID)
		if err != nil {
			return err
		}
		u.Language = string(l)
		u.Version++
		return tx.PutUser(u)
	})
	if err != nil { // this browser has it all the same
		s.Logger.Error("language not kept", "request", of(c).id, "error", err)
	}
}

// languageUpdate is the plain switch: it comes back to the page it stood on.
func (s *server) languageUpdate(c *fiber.Ctx) error {
	s.chooseLanguage(c)
	return c.Redirect(ownPath(c.FormValue("back")), fiber.StatusSeeOther)
}

// ownPath keeps to addresses of this site: what is none becomes the front page.
func ownPath(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.IsAbs() || u.Host != "" || !strings.HasPrefix(address, "/") ||
		strings.HasPrefix(address, "//") || strings.ContainsAny(address, "\\\r\n\t") {
		return "/"
	}
	return address
}
