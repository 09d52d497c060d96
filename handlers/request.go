package handlers

import (
	"context"
	"errors"
	"time"

	"github.com/gofiber/fiber/v2"

	"verkoop/crm"
	"verkoop/locales"
	"verkoop/store"
)

// request is what a handler begins with: who asks, in which language, and what
// time it is. It is made once a request, by begin and identify.
type request struct {
	id       string
	texts    *locales.Texts
	now      time.Time // in the company's zone
	today    crm.Date
	user     crm.User    // zero where nobody is signed in
	session  crm.Session // of the user
	secret   string      // the cookie that tokens against forgery are made for
	fragment bool        // htmx asks for a part; else a whole page
}

const requestKey = "request"

// of returns the request that begin made.
func of(c *fiber.Ctx) *request { return c.Locals(requestKey).(*request) }

// begin makes the request, with the headers that every answer has.
func (s *server) begin(c *fiber.Ctx) error {
	s.start(c)
	return c.Next()
}

func (s *server) start(c *fiber.Ctx) {
	now := s.Clock()
	r := &request{
		id:    s.NewID(),
		texts: s.bundle.For(language(c)),
		now:   now,
		today: crm.DateOf(now),
		fragment: c.Get("HX-Request") == "true" && c.Get("HX-Request-Type") != "full" &&
			c.Get("HX-History-Restore-Request") != "true",
	}
	c.Locals(requestKey, r)
	c.Set("X-Request-Id", r.id)
	setHeaders(c)
}

// desk is what verbs are given.
func (r *request) desk(setup *crm.Setup) crm.Desk {
	return crm.Desk{Setup: setup, Actor: r.user, Today: r.today}
}

// view runs fn on a consistent picture of the data.
func (s *server) view(c *fiber.Ctx, fn func(tx store.ReadTx) error) error {
	return s.Store.View(c.UserContext(), fn)
}

// errStop ends an update that is not to be kept, without being a failure.
var errStop = errors.New("handlers: nothing to keep")

// update runs fn and keeps what it wrote. fn may run again: it sets all of its
// results each time.
func (s *server) update(c *fiber.Ctx, fn func(tx store.Tx) error) error {
	ctx, cancel := context.WithTimeout(c.UserContext(), 20*time.Second)
	defer cancel()
	err := s.Store.Update(ctx, fn)
	if errors.Is(err, errStop) {
		return nil
	}
	return err
}
