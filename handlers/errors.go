package handlers

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"

	"github.com/gofiber/fiber/v2"

	"verkoop/auth"
	"verkoop/crm"
	"verkoop/store"
	"verkoop/transfer"
	"verkoop/views"
)

// kinds maps each kind of error to its status, once.
var kinds = map[crm.Kind]int{
	crm.Invalid:     fiber.StatusUnprocessableEntity,
	crm.NotFound:    fiber.StatusNotFound,
	crm.Conflict:    fiber.StatusConflict,
	crm.Forbidden:   fiber.StatusForbidden,
	crm.Unavailable: fiber.StatusServiceUnavailable,
}

// problem says what an error is to a user: a domain error with its status.
// Anything unknown is internal.
func problem(err error) (crm.Error, int) {
	var domain crm.Error
	var http *fiber.Error
	var several crm.Problems
	switch {
	case errors.As(err, &domain):
	case errors.As(err, &several) && len(several) > 0:
		domain = several[0]
	case errors.Is(err, store.ErrNotFound):
		domain = crm.Error{Kind: crm.NotFound, Key: "error.not_found"}
	case errors.Is(err, store.ErrVersion), errors.Is(err, store.ErrExists):
		domain = crm.Error{Kind: crm.Conflict, Key: "error.changed_meanwhile"}
	case errors.Is(err, store.ErrCursor):
		domain = crm.Error{Kind: crm.NotFound, Key: "error.cursor"}
	case errors.Is(err, auth.ErrBusy):
		domain = crm.Error{Kind: crm.Unavailable, Key: "error.busy"}
	case errors.Is(err, store.ErrClosed), errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		domain = crm.Error{Kind: crm.Unavailable, Key: "error.unavailable"}
	case errors.As(err, &http):
		switch http.Code {
		case fiber.StatusRequestEntityTooLarge:
			return crm.Error{Key: "error.too_large"}, http.Code
		case fiber.StatusNotFound, fiber.StatusMethodNotAllowed:
			return crm.Error{Key: "error.not_found"}, http.Code
		case fiber.StatusForbidden:
			return crm.Error{Key: "error.foreign"}, http.Code
		case fiber.StatusRequestHeaderFieldsTooLarge:
			return crm.Error{Key: "error.address_long", Args: crm.Args{"max": crm.MaxCriteria}}, http.Code
		}
		if http.Code < 500 {
			return crm.Error{Key: "error.request"}, http.Code
		}
		return crm.Error{Key: "error.internal"}, http.Code
	default:
		return crm.Error{Key: "error.internal"}, fiber.StatusInternalServerError
	}
	status, ok := kinds[domain.Kind]
	if !ok {
		return crm.Error{Key: "error.internal"}, fiber.StatusInternalServerError
	}
	return domain, status
}

// fail answers an error: a fragment for htmx, else a page; internal ones are
// logged and shown with the request's id.
func (s *server) fail(c *fiber.Ctx, err error) error {
	if _, ok := c.Locals(requestKey).(*request); !ok { // refused before begin: a body too large, a bad header
		s.start(c)
	}
	r := of(c)
	s.refused(c, err)
	e, status := problem(err)
	if status == fiber.StatusRequestEntityTooLarge && uploads.MatchString(c.Path()) {
		e = crm.Error{Key: "error.file.too_large", Args: crm.Args{"max": crm.MaxFileSize >> 20}}
	}
	if status == fiber.StatusRequestEntityTooLarge && c.Path() == importHref {
		e = crm.Error{Key: "error.import.file_too_large", Args: crm.Args{"max": transfer.MaxFile >> 20}}
	}
	p := views.Failure{Text: r.texts.Error(e), Back: "/sales"}
	switch {
	case errors.Is(err, store.ErrCursor) && c.Query("at") != "":
		p.Heading = r.texts.T("page.failure.not_found")
		q := queryOf(c)
		q.Del("at")
		p.Back, p.BackText = address(c.Path(), q), r.texts.T("action.from_the_start")
	case status == fiber.StatusNotFound:
		p.Heading = r.texts.T("page.failure.not_found")
	case status == fiber.StatusForbidden:
		p.Heading = r.texts.T("page.failure.forbidden")
	case status >= 500:
		p.Heading = r.texts.T("page.failure.internal")
	default:
		p.Heading = r.texts.T("form.problem")
	}
	if status >= 500 && e.Kind != crm.Unavailable {
		p.Request = r.id
		s.Logger.Error("request failed", "request", r.id, "method", c.Method(), "path", c.Path(), "error", err)
	}
	p.Page = s.page(c, p.Heading)
	c.Status(status)
	return s.render(c, "shared/failure", "shared/_failure", p)
}

func (s *server) notFound(*fiber.Ctx) error { return fiber.ErrNotFound }

// recoverPanic turns a panic into an internal error: no panic reaches a user.
func recoverPanic(c *fiber.Ctx) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	return c.Next()
}
