package handlers

import (
	"net/netip"
	"net/url"
	"strings"

	"github.com/gofiber/fiber/v2"

	"verkoop/auth"
	"verkoop/crm"
	"verkoop/store"
)

const contentSecurityPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; " +
	"font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// setHeaders sets what every answer says; static files change Cache-Control.
func setHeaders(c *fiber.Ctx) {
	c.Set("Content-Security-Policy", contentSecurityPolicy)
	c.Set("X-Content-Type-Options", "nosniff")
	c.Set("Cross-Origin-Opener-Policy", "same-origin")
	c.Set("Cross-Origin-Resource-Policy", "same-origin")
	c.Set("Referrer-Policy", "same-origin")
	c.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
	c.Set("Cache-Control", "no-store")
	if c.Secure() {
		c.Set("Strict-Transport-Security", "max-age=31536000")
	}
}

// methodOverride lets a form PUT and DELETE without scripts: the method travels
// in the query of the form's action.
func methodOverride(c *fiber.Ctx) error {
	if m := c.Query("_method"); c.Method() == fiber.MethodPost && (m == fiber.MethodPut || m == fiber.MethodDelete) {
		c.Method(m)
		return c.RestartRouting() // each method has a list of routes of its own
	}
	return c.Next()
}

// safe tells that the method changes nothing.
func safe(c *fiber.Ctx) bool {
	switch c.Method() {
	case fiber.MethodGet, fiber.MethodHead, fiber.MethodOptions:
		return true
	}
	return false
}

var (
	errForeign = crm.Error{Kind: crm.Forbidden, Key: "error.foreign"}
	errForged  = crm.Error{Kind: crm.Forbidden, Key: "error.forged"}
)

// sameOrigin refuses to change anything for a page of another site. Browsers
// leave Sec-Fetch-Site out on plain http hosts other than localhost; then Origin
// must be ours.
func (s *server) sameOrigin(c *fiber.Ctx) error {
	if safe(c) {
		return c.Next()
	}
	if site := c.Get("Sec-Fetch-Site"); site != "" {
		if site != "same-origin" {
			return s.forged(c, errForeign)
		}
		return c.Next()
	}
	if u, err := url.Parse(c.Get(fiber.HeaderOrigin)); err != nil || u.Host == "" || u.Host != c.Hostname() {
		return s.forged(c, errForeign)
	}
	return c.Next()
}

const csrfHeader, csrfField = "X-Csrf-Token", "_csrf"

// ownForm refuses to change anything unless the request carries a token that was
// made for this browser. htmx gets a new one with the refusal, for the case that
// its user logged in anew in another window: another site can't read the answer.
func (s *server) ownForm(c *fiber.Ctx) error {
	if safe(c) {
		return c.Next()
	}
	r, token := of(c), c.Get(csrfHeader)
	if token == "" {
		token = readForm(c).get(csrfField)
	}
	if auth.IsCSRF(token, r.secret) {
		return c.Next()
	}
	if r.fragment {
		s.renewToken(c)
	}
	err := s.forged(c, errForged)
	if r.user.ID == "" && c.Path() == "/login" { // its page stood open for a day
		return s.logInRefused(c, readForm(c), fiber.StatusForbidden, r.texts.T(errForged.Key))
	}
	return err
}

// forged writes to the audit log what seems to be done in somebody's name by
// another site's page.
func (s *server) forged(c *fiber.Ctx, err crm.Error) error {
	e := s.entry(c, crm.AuditForged)
	e.Subject = c.Method() + " " + c.Path()
	s.audit(c, e)
	return err
}

// audit writes an entry by itself, where there is nothing else to keep. What
// nobody signed in does is written so often an hour for each network address:
// anybody could fill the log otherwise.
func (s *server) audit(c *fiber.Ctx, e crm.AuditEntry) {
	err := s.update(c, func(tx store.Tx) error {
		if e.Actor == "" {
			if loud, err := auth.Noise(tx, s.from(c), of(c).now); err != nil || loud {
				return stopAfter(err)
			}
		}
		return tx.PutAudit(e)
	})
	if err != nil {
		s.Logger.Error("audit log not written", "request", of(c).id, "error", err)
	}
}

// from is the network address that asks. What proxies say is believed of those we
// trust only, and of the others that they name, the last one counts: those before
// it anybody can write.
func (s *server) from(c *fiber.Ctx) string {
	remote, ok := netip.AddrFromSlice(c.Context().RemoteIP())
	if !ok {
		return ""
	}
	remote = remote.Unmap()
	if !s.trusts(remote) {
		return remote.String()
	}
	var named []string
	for _, line := range c.Request().Header.PeekAll(fiber.HeaderXForwardedFor) {
		named = append(named, strings.Split(string(line), ",")...)
	}
	for i := len(named) - 1; i >= 0; i-- {
		a, err := netip.ParseAddr(strings.TrimSpace(named[i]))
		if err != nil {
			break
		}
		if remote = a.Unmap(); !s.trusts(remote) {
			break
		}
	}
	return remote.String()
}

func (s *server) trusts(a netip.Addr) bool {
	for _, p := range s.Proxies {
		if p.Contains(a) {
			return true
		}
	}
	return false
}
