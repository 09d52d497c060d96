package handlers

import (
	"errors"
	"slices"
	"strconv"
	"strings"

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
	if errors.Is(err, store.ErrNotFound) {
		return crm.Sale{}, notFound
	}
	if err == nil {
		err = of(c).user.Allow(crm.SeeSale, sale)
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
		sc, err = readScreen(tx, r, sale, l, !r.fragment)
		return err
	})
	if err != nil {
		return err
	}
	opened(c, sc.sale.Number)
	return s.render(c, "sales/show", "sales/_card", s.show(c, sc, l, validTab(c.Query("tab"))))
}

// formState is a sale's form as read, against the sale as it is stored.
type formState struct {
	setup  *crm.Setup
	stored crm.Sale // without a number when registering
	draft  *draft
}

// readSaleForm reads the posted form of the sale that the address names, or an
// empty form, against the version that it was rendered from.
func (s *server) readSaleForm(c *fiber.Ctx, tx store.ReadTx, f form, typed crm.Field) (st formState, err error) {
	r := of(c)
	if st.setup, err = tx.Setup(); err != nil {
		return st, err
	}
	desk := r.desk(st.setup)
	var base crm.Sale
	if number := c.Params("number"); number == register || number == "" {
		if err := r.user.Allow(crm.RegisterSale, crm.Sale{}); err != nil {
			return st, err
		}
		base = crm.NewSale(desk)
		if err := registeredFor(c, tx, &base); err != nil {
			return st, err
		}
		st.stored = base
	} else {
		if st.stored, err = s.sale(c, tx); err != nil {
			return st, err
		}
		if err := r.user.Allow(crm.EditSale, st.stored); err != nil {
			return st, err
		}
		if base, err = renderedFrom(tx, st.stored, f); err != nil {
			return st, err
		}
	}
	st.draft, err = s.readDraft(tx, desk, f, base, typed)
	return st, err
}

// registeredFor gives a new sale the company, contact or project from whose page it is
// registered; what is not there any more is like none.
func registeredFor(c *fiber.Ctx, tx store.ReadTx, sale *crm.Sale) error {
	for _, kind := range crm.PartyKinds {
		id := c.Query(string(kind))
		if id == "" {
			continue
		}
		party, err := store.Party(tx, crm.PartyRef{Kind: kind, ID: id})
		switch {
		case errors.Is(err, store.ErrNotFound):
			continue
		case err != nil:
			return err
		}
		switch kind {
		case crm.CompanyParty:
			sale.Company = crm.CompanyID(party.ID)
		case crm.ContactParty:
			sale.Contact, sale.Company = crm.ContactID(party.ID), party.Company()
		case crm.ProjectParty:
			sale.Project, sale.Company = crm.ProjectID(party.ID), party.Company()
		}
	}
	return nil
}

// renderedFrom is the sale as it was when the form was rendered; as it is now
// where the form says no version there is.
func renderedFrom(tx store.ReadTx, stored crm.Sale, f form) (crm.Sale, error) {
	version, err := strconv.ParseUint(f.get("version"), 10, 63)
	if err != nil || version == stored.Version {
		return stored, nil
	}
	base, err := tx.SaleAt(stored.Number, version)
	if errors.Is(err, store.ErrNotFound) {
		return stored, nil
	}
	return base, err
}

// formScreen reads what the form is shown with.
func formScreen(c *fiber.Ctx, tx store.ReadTx, st formState) (sc saleScreen, after names, err error) {
	r := of(c)
	if r.fragment || st.stored.Number == 0 {
		sc, err = readHead(tx, st.stored)
	} else {
		sc, err = readScreen(tx, r, st.stored, readListQuery(c), true)
	}
	if err == nil {
		after, err = namesOf(tx, st.draft.after)
	}
	return sc, after, err
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
	if f.has("conflict") {
		return s.conflictAgain(c, f)
	}
	return s.form(c, f, "", validTab(f.get("tab")))
}

// form answers with the form: the whole page, or the card.
func (s *server) form(c *fiber.Ctx, f form, typed crm.Field, tab string) error {
	v, _, err := s.preview(c, f, typed, tab)
	if err != nil {
		return err
	}
	return s.render(c, "sales/edit", "sales/_card_edit", v)
}

// preview reads a form that is not to be saved.
func (s *server) preview(c *fiber.Ctx, f form, typed crm.Field, tab string) (v views.SaleForm, problems crm.Problems, err error) {
	err = s.view(c, func(tx store.ReadTx) error {
		st, err := s.readSaleForm(c, tx, f, typed)
		if err != nil {
			return err
		}
		sc, after, err := formScreen(c, tx, st)
		if err != nil {
			return err
		}
		v, problems = s.editForm(c, sc, st.draft, after, readListQuery(c), tab, f.has("rejected") && typed == ""), st.draft.problems
		return nil
	})
	return v, problems, err
}

// saleLinkAdd adds an empty line to tab Links.
func (s *server) saleLinkAdd(c *fiber.Ctx) error {
	f := readForm(c)
	if !of(c).fragment {
		return s.form(c, f, "", tabLinks)
	}
	return s.recalculated(c, f, crm.FieldLinks, tabLinks, []string{"links"})
}

// saleRecalculation answers a change in the form with the parts that follow from
// it: nothing is stored. Without htmx it answers with the whole form.
func (s *server) saleRecalculation(c *fiber.Ctx) error {
	f := readForm(c)
	typed := crm.Field(f.get("typed"))
	if f.has(string(fieldProbabilityBack)) {
		typed = fieldProbabilityBack
	}
	tab := validTab(f.get("tab"))
	switch {
	case !of(c).fragment:
		return s.form(c, f, typed, tab)
	case f.has("conflict"):
		return s.conflictChoice(c, f, "/sales/"+c.Params("number"), false)
	}
	swap := swapped(typed)
	for _, pending := range strings.Fields(f.get("pending")) { // typed before, and not answered yet
		swap = append(swap, swapped(crm.Field(pending))...)
	}
	return s.recalculated(c, f, typed, tab, swap)
}

// recalculated answers with parts of the form. A number that can't be read is
// answered with nothing while it is being typed, and told when the field is left.
func (s *server) recalculated(c *fiber.Ctx, f form, typed crm.Field, tab string, swap []string) error {
	shown := f.state() // by the page; what the preview restores is not there yet
	v, problems, err := s.preview(c, f, typed, tab)
	if err != nil {
		return err
	}
	e, refused := problems.For(typed)
	left := f.get("left") == string(typed)
	if refused && eager(typed) && !left {
		return c.SendStatus(fiber.StatusNoContent)
	}
	own := v.TextField(string(typed))
	if own != nil && refused && left {
		own.Error = of(c).texts.Error(e)
	}
	same := v.When.State == shown && !slices.Contains(swap, "stage") // the column of dates shows the same fields
	swap = slices.DeleteFunc(swap, func(part string) bool {
		return part == string(typed) && typed != crm.FieldLinks || same && (part == "when" || part == "competitor")
	})
	return s.render(c, "sales/_recalculation", "sales/_recalculation", views.Recalculation{
		SaleForm: v, Typed: own, Swap: swap, Morph: typed == crm.FieldStalled,
	})
}

// eager tells that the field is recalculated while it is being typed in.
func eager(f crm.Field) bool {
	switch f {
	case crm.FieldAmount, crm.FieldCost, crm.FieldProfit, crm.FieldPercentage, crm.FieldProbability:
		return true
	}
	return false
}

// picked tells that the field is a choice or a tick, which no next key follows.
func picked(f crm.Field) bool {
	switch f {
	case crm.FieldStage, crm.FieldStalled, crm.FieldType, crm.FieldCurrency, crm.FieldVisible,
		crm.FieldSoldReason, crm.FieldLostReason, crm.FieldStalledReason, crm.FieldCompetitor, crm.FieldCompleted:
		return true
	}
	return false
}

// swapped are the parts that may follow from the field, never the field itself.
func swapped(typed crm.Field) []string {
	trio := []string{"cost", "profit", "percentage"}
	switch typed {
	case crm.FieldAmount:
		return append(trio, "amount_copy", "bar")
	case crm.FieldCost, crm.FieldProfit, crm.FieldPercentage:
		trio = slices.DeleteFunc(trio, func(p string) bool { return p == string(typed) })
		return append(trio, "bar")
	case crm.FieldCurrency:
		return append(trio, "amount", "amount_copy", "bar")
	case crm.FieldType:
		return []string{"caution", "stage", "probability", "when", "competitor"}
	case crm.FieldStage:
		return []string{"probability", "when", "competitor"}
	case crm.FieldStalled:
		return []string{"when"}
	case fieldProbabilityBack:
		return []string{"probability"}
	case crm.FieldCompany:
		return []string{"contact"}
	case crm.FieldContact:
		return []string{"company"}
	}
	return nil
}
