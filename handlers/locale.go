package handlers

import (
	"net/url"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"verkoop/locales"
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
