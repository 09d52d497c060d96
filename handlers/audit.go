package handlers

import (
	"errors"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"verkoop/crm"
	"verkoop/store"
)

// entry begins a line of the audit log: who asks, when and from where.
func (s *server) entry(c *fiber.Ctx, kind crm.AuditKind) crm.AuditEntry {
	r := of(c)
	return crm.AuditEntry{ID: s.NewID(), At: r.now.UTC(), Kind: kind, Actor: r.user.ID, ActorName: r.user.Name, From: c.IP()}
}

// refused writes to the audit log that an act on the sale of this address was
// refused, and passes the error on. What failed for another reason is only passed on.
func (s *server) refused(c *fiber.Ctx, act crm.Act, err error) error {
	var e crm.Error
	if !errors.As(err, &e) || e.Kind != crm.Forbidden && e.Kind != crm.NotFound {
		return err
	}
	number, bad := strconv.ParseUint(c.Params("number"), 10, 63)
	if bad != nil {
		return err
	}
	failed := s.update(c, func(tx store.Tx) error {
		sale, missing := tx.Sale(crm.SaleNumber(number))
		if errors.Is(missing, store.ErrNotFound) {
			return errStop // nothing was refused: there is no such sale
		}
		if missing != nil {
			return missing
		}
		entry := s.entry(c, crm.AuditRefused)
		entry.Act, entry.Sale, entry.Subject = act, sale.Number, sale.Title
		return tx.PutAudit(entry)
	})
	if failed != nil {
		s.Logger.Error("audit log not written", "request", of(c).id, "error", failed)
	}
	return err
}
