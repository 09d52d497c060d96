package handlers

import (
	"errors"
	"slices"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"verkoop/crm"
	"verkoop/store"
	"verkoop/views"
)

// register is what stands in an address where a sale has no number yet.
const register = "new"

// sale reads the sale that the address names; NotFound where the user may not see it.
func (s *server) sale(c *fiber.Ctx, tx store.ReadTx) (crm.Sale, error) {
	notFound := crm.Error{Kind: crm.NotFound, Key: "error.sale.not_found"}
	n, err := strconv.ParseUint(c.Params("number"), 10, 63)
	if err != nil {
		return crm.Sale{}, notFound
	}
	sale, err := tx.Sale(crm.SaleNumber(n))
	if errors.Is(err, store.ErrNotFound) || err == nil && !of(c).user.CanSee(sale) {
		return crm.Sale{}, notFound
	}
	return sale, err
}

// saleShow is the sale screen in view mode.
func (s *server) saleShow(c *fiber.Ctx) error {
	if c.Params("number") == register {
		return s.saleEdit(c)
	}
	r, l := of(c), readListQuery(c)
	var sc saleScreen
	err := s.view(c, func(tx store.ReadTx) error {
		sale, err := s.sale(c, tx)
		if err != nil {
			return err
		}
		sc, err = readScreen(tx, r, sale, l.list(r.user))
		return err
	})
	if err != nil {
		return err
	}
	return s.render(c, "sales/show", "sales/_card", s.show(c, sc, l, validTab(c.Query("tab"))))
}

// formState is a sale's form and all that is needed to show it.
type formState struct {
	screen saleScreen
	draft  *draft
	after  names
}

// readForm reads the posted form of the sale that the address names, or an empty
// form, against the version that it was rendered from.
func (s *server) readSaleForm(c *fiber.Ctx, tx store.ReadTx, f form, typed crm.Field) (st formState, err error) {
	r, l := of(c), readListQuery(c)
	setup, err := tx.Setup()
	if err != nil {
		return st, err
	}
	desk := r.desk(setup)
	var stored, base crm.Sale
	if c.Params("number") == register || c.Params("number") == "" {
		if err := r.user.Allow(crm.RegisterSale, crm.Sale{}); err != nil {
			return st, err
		}
		base = crm.NewSale(desk)
		stored = base
	} else {
		if stored, err = s.sale(c, tx); err != nil {
			return st, err
		}
		if err := r.user.Allow(crm.EditSale, stored); err != nil {
			return st, err
		}
		base = stored
		if v, err := strconv.ParseUint(f.get("version"), 10, 63); err == nil && v != stored.Version {
			if base, err = tx.SaleAt(stored.Number, v); err != nil && !errors.Is(err, store.ErrNotFound) {
				return st, err
			}
			if err != nil {
				base = stored
			}
		}
	}
	if st.draft, err = s.readDraft(tx, desk, f, base, typed); err != nil {
		return st, err
	}
	if stored.Number == 0 {
		st.screen = saleScreen{sale: stored, setup: setup}
	} else if st.screen, err = readScreen(tx, r, stored, l.list(r.user)); err != nil {
		return st, err
	}
	st.after, err = namesOf(tx, st.draft.after)
	return st, err
}

// saleEdit is the sale screen in edit mode, or the form to register one.
func (s *server) saleEdit(c *fiber.Ctx) error {
	return s.form(c, form{}, "", validTab(c.Query("tab")))
}

// saleEditAgain shows the form with what was typed: in another language, or,
// without scripts, with what follows from a change.
func (s *server) saleEditAgain(c *fiber.Ctx) error {
	s.chooseLanguage(c)
	f := readForm(c)
	return s.form(c, f, "", validTab(f.get("tab")))
}

func (s *server) form(c *fiber.Ctx, f form, typed crm.Field, tab string) error {
	var st formState
	err := s.view(c, func(tx store.ReadTx) (err error) {
		st, err = s.readSaleForm(c, tx, f, typed)
		return err
	})
	if err != nil {
		return err
	}
	return s.render(c, "sales/edit", "sales/_card_edit", s.editForm(c, st.screen, st.draft, st.after, readListQuery(c), tab, false))
}

// saleLinkAdd adds an empty line to tab Links.
func (s *server) saleLinkAdd(c *fiber.Ctx) error {
	f := readForm(c)
	if !of(c).fragment {
		return s.form(c, f, "", tabLinks)
	}
	var st formState
	err := s.view(c, func(tx store.ReadTx) (err error) {
		st, err = s.readSaleForm(c, tx, f, crm.FieldLinks)
		return err
	})
	if err != nil {
		return err
	}
	v := views.Recalculation{SaleForm: s.editForm(c, st.screen, st.draft, st.after, readListQuery(c), tabLinks, false), Swap: []string{"links"}}
	return s.render(c, "sales/_recalculation", "sales/_recalculation", v)
}

// saleRecalculation answers a change in the form with the parts that follow from
// it: nothing is stored. Without htmx it answers with the whole form.
func (s *server) saleRecalculation(c *fiber.Ctx) error {
	f := readForm(c)
	typed := crm.Field(f.get("typed"))
	if f.has(string(fieldProbabilityBack)) {
		typed = fieldProbabilityBack
	}
	if !of(c).fragment {
		return s.form(c, f, typed, validTab(f.get("tab")))
	}
	if f.has("conflict") {
		return s.conflictChoice(c, f)
	}
	var st formState
	err := s.view(c, func(tx store.ReadTx) (err error) {
		st, err = s.readSaleForm(c, tx, f, typed)
		return err
	})
	if err != nil {
		return err
	}
	swap, halfTyped := swapped(typed)
	if _, refused := st.draft.problems.For(typed); refused && halfTyped {
		return c.SendStatus(fiber.StatusNoContent)
	}
	v := views.Recalculation{SaleForm: s.editForm(c, st.screen, st.draft, st.after, readListQuery(c), validTab(f.get("tab")), false), Swap: swap}
	return s.render(c, "sales/_recalculation", "sales/_recalculation", v)
}

// swapped are the parts that may follow from the field, never the field itself;
// halfTyped says that it is recalculated while being typed.
func swapped(typed crm.Field) (parts []string, halfTyped bool) {
	trio := []string{"cost", "profit", "percentage"}
	switch typed {
	case crm.FieldAmount:
		return append(trio, "amount_copy", "bar"), true
	case crm.FieldCost, crm.FieldProfit, crm.FieldPercentage:
		trio = slices.DeleteFunc(trio, func(p string) bool { return p == string(typed) })
		return append(trio, "bar"), true
	case crm.FieldCurrency:
		return append(trio, "amount", "amount_copy", "bar"), false
	case crm.FieldType:
		return []string{"caution", "stage", "probability", "when", "competitor"}, false
	case crm.FieldStage:
		return []string{"probability", "when", "competitor"}, false
	case crm.FieldStalled:
		return []string{"when"}, false
	case crm.FieldProbability:
		return []string{"probability_hint"}, false
	case fieldProbabilityBack:
		return []string{"probability"}, false
	case crm.FieldCompany:
		return []string{"contact"}, false
	case crm.FieldContact:
		return []string{"company"}, false
	}
	return nil, false
}
