package handlers

import (
	"net/url"

	"github.com/gofiber/fiber/v2"
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
	}
	return c.Next()
}

// sameOrigin refuses to change anything for a page of another site. Browsers
// leave Sec-Fetch-Site out on plain http hosts other than localhost; then Origin
// must be ours. A request with neither is no browser's.
func sameOrigin(c *fiber.Ctx) error {
	switch c.Method() {
	case fiber.MethodGet, fiber.MethodHead, fiber.MethodOptions:
		return c.Next()
	}
	if site := c.Get("Sec-Fetch-Site"); site != "" {
		if site == "same-origin" {
			return c.Next()
		}
		return fiber.ErrForbidden
	}
	if origin := c.Get(fiber.HeaderOrigin); origin != "" {
		if u, err := url.Parse(origin); err != nil || u.Host != c.Hostname() {
			return fiber.ErrForbidden
		}
	}
	return c.Next()
}
