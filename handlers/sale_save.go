package handlers

import (
	"errors"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"verkoop/crm"
	"verkoop/store"
	"verkoop/views"
)

// saved is what became of a form that was to be saved: exactly one of a stored
// sale, problems or a conflict; or it was held.
type saved struct {
	formState
	sale     crm.Sale // stored, now or by the same form before
	rejected bool
	merge    *crm.Merge
	status   int
	held     bool // shown before it is saved
}

// saleUpdate saves the form of a sale.
func (s *server) saleUpdate(c *fiber.Ctx) error { return s.save(c) }

// saleCreate registers a sale.
func (s *server) saleCreate(c *fiber.Ctx) error { return s.save(c) }

func (s *server) save(c *fiber.Ctx) error {
	r, l, f := of(c), readListQuery(c), readForm(c)
	out, err := s.submit(c, f, nil)
	if err != nil {
		return err
	}
	tab := validTab(f.get("tab"))
	switch {
	case out.merge != nil:
		c.Status(fiber.StatusConflict)
		return s.conflict(c, out.formState, *out.merge, f)
	case out.rejected:
		return s.reject(c, out, l, tab)
	}
	href, notice := saleHref(out.sale, "", l, tab), r.texts.T("status.saved", "number", numberText(out.sale))
	if c.Method() == fiber.MethodPost {
		notice = r.texts.T("status.registered", "number", numberText(out.sale))
	}
	// Where it has just stalled, a follow-up is offered; what is stored stays so.
	stalled := out.draft != nil && out.sale.Stalled && !out.stored.Stalled
	if out.sale.GoesOutOfSight(r.user) {
		return s.toList(c, l, r.texts.T("status.saved_unseen", "number", numberText(out.sale)))
	}
	if !r.fragment {
		if stalled {
			href = saleHref(out.sale, "/activities/new", l, "")
			href += queryMark(href) + "after=" + afterStall
		}
		return s.redirect(c, href, notice)
	}
	var rendered crm.Sale // what stands below the card follows from type and stage
	if out.draft != nil {
		rendered = out.draft.base
	}
	changed := rendered.Type != out.sale.Type || rendered.StageChoice() != out.sale.StageChoice() || rendered.Number == 0
	var sc saleScreen
	var followUp *views.ActivityForm
	if err := s.view(c, func(tx store.ReadTx) (err error) {
		if sc, err = readScreen(tx, r, out.sale, l, changed); err != nil || !stalled {
			return err
		}
		f := activityForm{sale: out.sale}
		f.stalled(r)
		v, err := s.activityForm(c, tx, f)
		followUp = &v
		return err
	}); err != nil {
		return err
	}
	sc.shown = belowOf(c)
	sc.shown.stage = "" // the one that it is in now
	v := s.show(c, sc, l, tab)
	v.Status, v.FollowUp = notice, followUp
	c.Set("HX-Push-Url", extended(href, below{section: sc.shown.section}.query()))
	return s.render(c, "sales/show", "sales/_card", v)
}

// submit saves what the form says, as far as rules and others allow. What hold says of
// a form that can be read is not saved.
func (s *server) submit(c *fiber.Ctx, f form, hold func(*saved) bool) (out saved, err error) {
	r := of(c)
	err = s.update(c, func(tx store.Tx) (err error) {
		out = saved{}
		if done, before, err := doneBefore(tx, r, f); err != nil || before {
			if err == nil {
				out.sale, err = tx.Sale(done.Sale)
			}
			if err == nil {
				err = r.user.Allow(crm.SeeSale, out.sale) // it may have become somebody else's
			}
			return stopAfter(err)
		}
		if out.formState, err = s.readSaleForm(c, tx, f, ""); err != nil {
			return err
		}
		base, stored := out.draft.base, out.stored
		if stored.Number != 0 && f.get("version") != strconv.FormatUint(base.Version, 10) {
			out.draft.refuse("", crm.Error{Kind: crm.Invalid, Key: "error.version"})
		}
		merge, err := s.merge(tx, out.formState, f, chosenSides(f))
		if err != nil {
			return err
		}
		if stored.Number != 0 {
			for _, e := range crm.Unmergeable(r.user, base, stored, out.draft.after, chosenSides(f)) {
				out.draft.refuse(e.Field, e)
			}
		}
		clash := len(merge.Clashes) > 0
		switch {
		case hold != nil && !clash && hold(&out):
			out.held = true
			return errStop
		case len(out.draft.problems) > 0 && (hold == nil || !clash):
			out.rejected, out.status = true, statusOfProblems(out.draft.problems)
			return errStop
		case clash:
			out.merge = &merge
			return errStop
		}
		return s.keep(tx, r, f, &out, merge.Sale)
	})
	return out, err
}

// reject shows the form again with its problems; everything typed is kept.
func (s *server) reject(c *fiber.Ctx, out saved, l listQuery, tab string) error {
	for _, e := range out.draft.problems {
		s.refused(c, e)
	}
	var sc saleScreen
	var after names
	if err := s.view(c, func(tx store.ReadTx) (err error) {
		sc, after, err = formScreen(c, tx, out.formState)
		return err
	}); err != nil {
		return err
	}
	c.Status(out.status)
	part := "sales/_card_edit"
	if out.status == fiber.StatusForbidden {
		part = "sales/_card_forbidden"
	}
	return s.render(c, "sales/edit", part, s.editForm(c, sc, out.draft, after, l, tab, true))
}

func stopAfter(err error) error {
	if err != nil {
		return err
	}
	return errStop
}

// merge joins what was typed with what others saved meanwhile. Merged, the sale
// passes the rules again.
func (s *server) merge(tx store.ReadTx, st formState, f form, chosen map[crm.Part]crm.Side) (crm.Merge, error) {
	base, stored, mine := st.draft.base, st.stored, st.draft.after
	if base.Version == stored.Version {
		return crm.Merge{Sale: mine}, nil
	}
	seen := base
	if v, err := strconv.ParseUint(f.get("seen"), 10, 63); err == nil {
		if at, err := tx.SaleAt(stored.Number, v); err == nil {
			seen = at
		} else if !errors.Is(err, store.ErrNotFound) {
			return crm.Merge{}, err
		}
	}
	return crm.MergeSales(base, stored, mine, seen, chosen), nil
}

// keep stores the sale with its history and the form's one-time key, all in the
// same transaction. A sale in which nothing changed is left as it is.
func (s *server) keep(tx store.Tx, r *request, f form, out *saved, next crm.Sale) (err error) {
	before := out.stored
	if next.Number == 0 {
		before = crm.Sale{}
		if next.Number, err = tx.NextSaleNumber(); err != nil {
			return err
		}
		next.ID = crm.SaleID(s.NewID())
	} else if len(crm.Differences(before, next)) == 0 {
		out.sale = before
		return errStop
	}
	next = next.Saved(r.user, r.now)
	name, err := s.namer(tx, before, next)
	if err != nil {
		return err
	}
	change := crm.NewChange(r.user, before, next, name)
	if err := tx.PutSale(next, change); err != nil {
		return err
	}
	out.sale = next
	return keepDone(tx, r, f, store.Submission{Sale: next.Number})
}

// namer gives the names that what the sales refer to has now, for history.
func (s *server) namer(tx store.ReadTx, sales ...crm.Sale) (func(crm.Field, string) crm.Words, error) {
	setup, err := tx.Setup()
	if err != nil {
		return nil, err
	}
	var known []names
	for _, sale := range sales {
		n, err := namesOf(tx, sale)
		if err != nil {
			return nil, err
		}
		known = append(known, n)
	}
	return func(f crm.Field, id string) crm.Words {
		if words, ok := setup.Name(f, id); ok {
			return words
		}
		for _, n := range known {
			if name := n.of(f, id); name != "" {
				return crm.Same(name)
			}
		}
		return crm.Words{}
	}, nil
}

// statusOfProblems is 403 where one of them is about rights, else 422.
func statusOfProblems(problems crm.Problems) int {
	for _, e := range problems {
		if e.Kind == crm.Forbidden {
			return fiber.StatusForbidden
		}
	}
	return fiber.StatusUnprocessableEntity
}
