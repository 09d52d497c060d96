package handlers

import (
	"errors"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"verkoop/auth"
	"verkoop/crm"
	"verkoop/store"
)

// by is who asks, when and from where.
func (s *server) by(c *fiber.Ctx) auth.By {
	r := of(c)
	return auth.By{User: r.user, From: s.from(c), At: r.now, NewID: s.NewID}
}

// entry begins a line of the audit log.
func (s *server) entry(c *fiber.Ctx, kind crm.AuditKind) crm.AuditEntry { return s.by(c).Entry(kind) }

// refused writes to the audit log what the rights table refused, if that is why
// the request failed.
func (s *server) refused(c *fiber.Ctx, err error) {
	var e crm.Error
	if !errors.As(err, &e) || e.Act == "" || of(c).user.ID == "" {
		return
	}
	entry := s.entry(c, crm.AuditRefused)
	entry.Act, entry.Subject = e.Act, c.Method()+" "+c.Path()
	if number, bad := strconv.ParseUint(c.Params("number"), 10, 63); bad == nil {
		entry.Sale = crm.SaleNumber(number)
		_ = s.view(c, func(tx store.ReadTx) error { // the title is a help, no more
			sale, err := tx.Sale(entry.Sale)
			if err == nil {
				entry.Subject = sale.Title
			}
			return err
		})
	}
	s.audit(c, entry)
}
