package handlers

import (
	"cmp"
	"net/url"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/klauspost/compress/gzip"
	"github.com/valyala/bytebufferpool"
	"github.com/valyala/fasthttp"

	"verkoop/auth"
	"verkoop/crm"
	"verkoop/static"
	"verkoop/views"
)

// page is what every page has. title is without the product's name.
func (s *server) page(c *fiber.Ctx, title string) views.Page {
	r := of(c)
	p := views.Page{
		Texts: r.texts, Lang: string(r.texts.Language()), Title: title, Fragment: r.fragment,
		Section: "sales", Here: c.OriginalURL(), CSRF: auth.CSRF(s.secret(c)),
	}
	if c.Query("in") == inFind { // a sale that was opened from there
		p.Section = "find"
	}
	if r.user.ID != "" {
		p.User, p.Me = string(r.user.ID), person(r.user.Name)
		p.Me.Me = true
		p.Find.Shortcut = true
		p.May = views.May{
			Register: r.user.May(crm.RegisterSale, crm.Sale{}), Party: r.user.AllowParty(crm.EditParty, crm.Party{}) == nil, Settings: r.user.May(crm.ManageUsers, crm.Sale{}),
		}
	}
	if n := c.Cookies(noticeCookie); n != "" && !r.fragment {
		if text, err := url.QueryUnescape(n); err == nil {
			p.Status = text
		}
		c.Cookie(&fiber.Cookie{Name: noticeCookie, Path: "/", HTTPOnly: true, Secure: c.Secure(), Expires: fasthttp.CookieExpireDelete})
	}
	return p
}

// secret is what tokens against forgery are made for. A browser that nobody is
// signed in with gets one of its own.
func (s *server) secret(c *fiber.Ctx) string {
	r := of(c)
	if r.secret == "" { // also where identify was not asked: a file that is not there, a body too large
		r.secret = cmp.Or(c.Cookies(cookieName(c, sessionCookie)), c.Cookies(cookieName(c, visitCookie)))
	}
	if r.secret == "" {
		r.secret = auth.NewToken()
		setCookie(c, visitCookie, r.secret, 24*time.Hour)
	}
	return r.secret
}

const noticeCookie = "notice"

// redirect answers a change made without htmx: the page that follows shows the
// notice, where there is one.
func (s *server) redirect(c *fiber.Ctx, to, notice string) error {
	if notice == "" {
		return c.Redirect(to, fiber.StatusSeeOther)
	}
	c.Cookie(&fiber.Cookie{
		Name: noticeCookie, Value: url.QueryEscape(notice), Path: "/",
		MaxAge: 60, HTTPOnly: true, SameSite: fiber.CookieSameSiteLaxMode, Secure: c.Secure(),
	})
	return c.Redirect(to, fiber.StatusSeeOther)
}

// render answers with the whole page, or with its part for htmx. This is the one
// place that decides which.
func (s *server) render(c *fiber.Ctx, whole, part string, data any) error {
	name := whole
	if of(c).fragment {
		name = part
	}
	buf := bytebufferpool.Get()
	defer bytebufferpool.Put(buf)
	if err := s.engine.Render(buf, of(c).texts.Language(), name, data); err != nil {
		return err
	}
	c.Set(fiber.HeaderVary, "HX-Request, HX-Request-Type, HX-History-Restore-Request, Accept-Language, Cookie")
	c.Set(fiber.HeaderContentType, fiber.MIMETextHTMLCharsetUTF8)
	return s.send(c, buf.Bytes())
}

// small answers are sent as they are: compressing them costs more than it saves.
const compressFrom = 700

// answers while typing are pressed harder: they are short, and come often.
const compressHard = 12_000

// send compresses the answer where the browser can read that.
func (s *server) send(c *fiber.Ctx, body []byte) error {
	if len(body) < compressFrom || !strings.Contains(c.Get(fiber.HeaderAcceptEncoding), "gzip") {
		c.Response().SetBody(body) // a copy: Send would keep the buffer, which others write to
		return nil
	}
	c.Append(fiber.HeaderVary, fiber.HeaderAcceptEncoding)
	c.Set(fiber.HeaderContentEncoding, "gzip")
	zippers := &s.zippers
	if len(body) < compressHard {
		zippers = &s.hardZippers
	}
	z := zippers.Get().(*gzip.Writer)
	defer zippers.Put(z)
	z.Reset(c.Response().BodyWriter())
	if _, err := z.Write(body); err != nil {
		return err
	}
	return z.Close()
}

// staticFile answers with a file that is part of the program.
func (s *server) staticFile(c *fiber.Ctx) error {
	body, kind, encoding, ok := s.files.Open(c.Path(), c.Get(fiber.HeaderAcceptEncoding))
	if !ok {
		return fiber.ErrNotFound
	}
	c.Set(fiber.HeaderCacheControl, static.CacheControl)
	c.Set(fiber.HeaderVary, fiber.HeaderAcceptEncoding)
	c.Set(fiber.HeaderContentType, kind)
	if encoding != "" {
		c.Set(fiber.HeaderContentEncoding, encoding)
	}
	return c.Send(body)
}

func (s *server) favicon(c *fiber.Ctx) error {
	return c.Redirect(s.files.Path("mark.svg"), fiber.StatusFound)
}

// health tells a supervisor that the program answers.
func (s *server) health(c *fiber.Ctx) error { return c.SendString("ok") }

// person is a name with its two letters: of the first and the last word.
func person(name string) views.Person {
	words := strings.Fields(name)
	p := views.Person{Name: name}
	for i, w := range words {
		if i == 0 || i == len(words)-1 {
			p.Initials += strings.ToUpper(string([]rune(w)[:1]))
		}
	}
	return p
}
