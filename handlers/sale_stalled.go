package handlers

import (
	"github.com/gofiber/fiber/v2"

	"verkoop/crm"
	"verkoop/store"
	"verkoop/views"
)

// saleStalledUpdate resumes a stalled sale with one press, from the list or the
// card, and comes back there; with scripts only the card is swapped. One that goes on already stays as it is.
func (s *server) saleStalledUpdate(c *fiber.Ctx) error {
	r, l := of(c), readListQuery(c)
	var sale crm.Sale
	var back store.Cursor
	err := s.update(c, func(tx store.Tx) error {
		stored, err := s.sale(c, tx)
		if err != nil {
			return err
		}
		if back, err = l.back(tx, r); err != nil {
			return err
		}
		setup, err := tx.Setup()
		if err != nil {
			return err
		}
		sale = stored
		if err := sale.Resume(r.desk(setup)); err != nil {
			return err
		}
		if len(crm.Differences(stored, sale)) == 0 {
			return errStop
		}
		sale = sale.Saved(r.user, r.now)
		name, err := s.namer(tx, stored, sale)
		if err != nil {
			return err
		}
		return tx.PutSale(sale, crm.NewChange(r.user, stored, sale, name))
	})
	if err != nil {
		return err
	}
	notice := r.texts.T("status.resumed", "number", numberText(sale))
	switch {
	case c.Query("to") != "card":
		return s.redirect(c, l.href(back), notice)
	case !r.fragment:
		return s.redirect(c, saleHref(sale, "", l, ""), notice)
	}
	var v views.SaleShow
	if err := s.view(c, func(tx store.ReadTx) error {
		sc, err := readScreen(tx, r, sale, l, false)
		v = s.show(c, sc, l, "")
		return err
	}); err != nil {
		return err
	}
	v.Status = notice
	return s.render(c, "sales/show", "sales/_card", v)
}
