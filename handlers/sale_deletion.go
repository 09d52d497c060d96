package handlers

import (
	"errors"
	"fmt"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"verkoop/crm"
	"verkoop/locales"
	"verkoop/store"
	"verkoop/views"
)

// saleDeletion asks whether to delete the sale: the dialog, or a page of its own.
func (s *server) saleDeletion(c *fiber.Ctx) error {
	var v views.SaleDeletion
	err := s.view(c, func(tx store.ReadTx) error {
		sale, err := s.sale(c, tx)
		if err != nil {
			return err
		}
		if err := of(c).user.Allow(crm.DeleteSale, sale); err != nil {
			return err
		}
		v, err = s.deletionView(c, tx, sale)
		return err
	})
	if err != nil {
		return err
	}
	return s.render(c, "sales/deletion", "sales/_deletion", v)
}

// saleDelete deletes the sale in the version that the dialog showed, with the
// activities that it showed. A sale that was changed since, or of which more or less
// would go along, is not deleted: the dialog comes back with what changed.
func (s *server) saleDelete(c *fiber.Ctx) error {
	r, l := of(c), readListQuery(c)
	version, _ := strconv.ParseUint(c.Query("version"), 10, 63) // none is no version there is
	var sale crm.Sale
	changed := false
	err := s.update(c, func(tx store.Tx) (err error) {
		changed = false
		if sale, err = s.sale(c, tx); err != nil {
			return err
		}
		if err := r.user.Allow(crm.DeleteSale, sale); err != nil {
			return err
		}
		goes, err := whatGoes(tx, sale)
		if err != nil {
			return err
		}
		if sale.Version != version || c.Query("goes") != goes.String() {
			changed = true
			return errStop
		}
		name, err := s.namer(tx, sale)
		if err != nil {
			return err
		}
		if err := tx.DeleteSale(sale.Number, version); err != nil {
			return err
		}
		e := s.entry(c, crm.AuditSaleDeleted)
		e.Sale, e.Subject, e.Facts = sale.Number, sale.Title, sale.Deleted(name)
		return tx.PutAudit(e)
	})
	if err != nil {
		return err
	}
	if changed {
		return s.deletionAgain(c, sale, version)
	}
	return s.toList(c, l, r.texts.T("status.deleted", "number", numberText(sale)))
}

// toList answers a change after which there is no sale to show: the list that it was
// opened from, in place of the page, with the notice.
func (s *server) toList(c *fiber.Ctx, l listQuery, notice string) error {
	err := s.view(c, func(tx store.ReadTx) (err error) {
		l.at, err = l.back(tx, of(c))
		return err
	})
	if err != nil {
		return err
	}
	if !of(c).fragment {
		return s.redirect(c, l.href(l.at), notice)
	}
	c.Set("HX-Retarget", "#main")
	c.Set("HX-Reswap", "innerHTML")
	return s.listed(c, l, notice)
}

// goes counts what deleting a sale takes along.
type goes struct{ followUps, documents int }

func whatGoes(tx store.ReadTx, sale crm.Sale) (g goes, err error) {
	g.followUps, g.documents, err = tx.SaleGoes(sale.ID)
	return g, err
}

// String is how it travels in the dialog's address.
func (g goes) String() string { return fmt.Sprintf("%d-%d", g.followUps, g.documents) }

// goesFrom reads what the dialog's address says; false where that is nothing.
func goesFrom(text string) (g goes, ok bool) {
	n, err := fmt.Sscanf(text, "%d-%d", &g.followUps, &g.documents)
	return g, err == nil && n == 2
}

func (g goes) words(t *locales.Texts) string {
	followUps, documents := t.N("sale.deletion.follow_ups", g.followUps), t.N("sale.deletion.documents", g.documents)
	switch {
	case g == goes{}:
		return t.T("sale.deletion.nothing")
	case g.documents == 0:
		return followUps
	case g.followUps == 0:
		return documents
	}
	return t.T("sale.deletion.counts", "follow_ups", followUps, "documents", documents)
}

// deletionAgain answers with the dialog of the sale as it is now, and what
// changed since the version that was asked about.
func (s *server) deletionAgain(c *fiber.Ctx, sale crm.Sale, version uint64) error {
	t := of(c).texts
	var v views.SaleDeletion
	err := s.view(c, func(tx store.ReadTx) error {
		var err error
		if v, err = s.deletionView(c, tx, sale); err != nil {
			return err
		}
		changes, err := tx.SaleChanges(sale.ID, 0, 1)
		if err != nil || len(changes) == 0 {
			return err
		}
		v.ChangedBy = t.T("sale.deletion.activities_changed")
		if sale.Version != version {
			v.ChangedBy = t.T("sale.deletion.changed", "who", changes[0].ByName)
		}
		if before, ok := goesFrom(c.Query("goes")); ok {
			if now, err := whatGoes(tx, sale); err != nil {
				return err
			} else if before != now {
				v.Changed = append(v.Changed, views.Consequence{Label: t.T("sale.deletion.goes"), Old: before.words(t), New: now.words(t)})
			}
		}
		setup, err := tx.Setup()
		if err != nil {
			return err
		}
		before, err := tx.SaleAt(sale.Number, version)
		if errors.Is(err, store.ErrNotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		name, err := s.namer(tx, before, sale)
		if err != nil {
			return err
		}
		w := formView{t: t, setup: setup, d: &draft{}}
		for _, change := range crm.Differences(before, sale) {
			if hiddenFact(change.Field) {
				continue
			}
			value := func(fact crm.Value) string {
				if fact.ID != "" && fact.Text == "" {
					return t.Words(name(change.Field, fact.ID))
				}
				return w.value(change.Field, fact)
			}
			v.Changed = append(v.Changed, views.Consequence{
				Label: t.T("form.sale." + string(change.Field) + ".label"), Old: value(change.Old), New: value(change.New),
			})
		}
		return nil
	})
	if err != nil {
		return err
	}
	v.Title = t.T("page.error.title", "title", v.Title)
	c.Status(fiber.StatusConflict)
	return s.render(c, "sales/deletion", "sales/_deletion", v)
}

func (s *server) deletionView(c *fiber.Ctx, tx store.ReadTx, sale crm.Sale) (v views.SaleDeletion, err error) {
	t, l := of(c).texts, readListQuery(c)
	sc, err := readHead(tx, sale)
	if err != nil {
		return v, err
	}
	goes, err := whatGoes(tx, sale)
	if err != nil {
		return v, err
	}
	v = views.SaleDeletion{
		Page: s.page(c, t.T("sale.deletion.title")), Heading: t.T("sale.deletion.title"),
		Facts: []views.Row{
			{Label: t.T("form.sale.number.label"), Value: numberText(sale)},
			{Label: t.T("form.sale.title.label"), Value: sale.Title},
			sc.named(t, crm.FieldCompany, sc.names.company.Name, ""),
			{Label: t.T("form.sale.amount.label"), Money: ptr(money(t, sale.Amount))},
			{Label: t.T("form.sale.stage.label"), Value: stageWord(t, sc.setup, sale)},
			{Label: t.T("form.sale.owner.label"), Value: sc.names.owner.Name},
		},
		Goes:   goes.words(t),
		Cancel: saleHref(sale, "", l, ""),
	}
	if stays := sc.summary.ToDo + sc.summary.Done - goes.followUps - goes.documents; stays > 0 {
		v.Stays = t.N("sale.deletion.kept", stays)
	}
	q := l.within()
	q.Set("goes", goes.String())
	q.Set("version", strconv.FormatUint(sale.Version, 10))
	v.Delete = address("/sales/"+numberText(sale), q)
	v.Action = v.Delete + "&_method=DELETE"
	return v, nil
}
