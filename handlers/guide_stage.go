package handlers

import (
	"strconv"

	"github.com/gofiber/fiber/v2"

	"verkoop/crm"
	"verkoop/store"
	"verkoop/views"
)

// saleStageUpdate moves a sale to a stage of its type, with the rules of the card:
// what others changed meanwhile stays, and where that was the stage too, nothing is
// moved.
func (s *server) saleStageUpdate(c *fiber.Ctx) error {
	r, l, f := of(c), readListQuery(c), readForm(c)
	stage := crm.StageID(f.get(string(crm.FieldStage)))
	var out saved
	clash := false
	err := s.update(c, func(tx store.Tx) (err error) {
		out, clash = saved{}, false
		if out.stored, err = s.sale(c, tx); err != nil {
			return err
		}
		if err := r.user.Allow(crm.EditSale, out.stored); err != nil {
			return err
		}
		if out.setup, err = tx.Setup(); err != nil {
			return err
		}
		base, err := renderedFrom(tx, out.stored, f)
		if err != nil {
			return err
		}
		if f.get("version") != strconv.FormatUint(base.Version, 10) {
			return crm.Error{Kind: crm.Invalid, Key: "error.version"}
		}
		mine := base
		if err := mine.MoveTo(r.desk(out.setup), stage); err != nil {
			return err
		}
		merge := crm.MergeSales(base, out.stored, mine, base, nil)
		if clash = len(merge.Clashes) > 0; clash {
			out.sale = out.stored
			return errStop
		}
		return s.keep(tx, r, form{}, &out, merge.Sale)
	})
	if err != nil {
		return err
	}
	var sc saleScreen
	err = s.view(c, func(tx store.ReadTx) (err error) {
		sc, err = readScreen(tx, r, out.sale, l, true)
		return err
	})
	if err != nil {
		return err
	}
	at := belowOf(c)
	if clash {
		return s.movedMeanwhile(c, sc, l, at)
	}
	if at.stage != allStages {
		at.stage = "" // the one that it is in now
	}
	notice := movedNotice(r, sc)
	if !r.fragment {
		return s.redirect(c, extended(saleHref(out.sale, "", l, ""), at.query()), notice)
	}
	sc.moved = true
	v := s.showBelow(c, sc, l, at)
	v.Fragment, v.Status = false, notice // its card is a part of the answer
	if at.section == sectionGuide {
		setAddress(c, at.stage)
	}
	return s.render(c, "sales/_moved", "sales/_moved", v)
}

// movedNotice says in which stage the sale is now.
func movedNotice(r *request, sc saleScreen) string {
	stage, ticks := stageWord(r.texts, sc.setup, sc.sale), sc.sale.Ticks(sc.setup)
	if ticks == 0 {
		return r.texts.T("status.stage", "stage", stage)
	}
	return r.texts.N("status.stage_ticks", ticks, "stage", stage)
}

// movedMeanwhile says who was before, and shows what is stored.
func (s *server) movedMeanwhile(c *fiber.Ctx, sc saleScreen, l listQuery, at below) error {
	t := of(c).texts
	p := views.Failure{
		Page: s.page(c, t.T("form.problem")), Heading: t.T("form.problem"),
		Text: t.T("error.stage.moved_meanwhile", "name", sc.users[sc.sale.Updated.User], "stage", stageWord(t, sc.setup, sc.sale)),
		Back: extended(saleHref(sc.sale, "", l, ""), at.query()), BackText: t.T("action.back_to_sale"),
	}
	c.Status(fiber.StatusConflict)
	if !of(c).fragment {
		return s.render(c, "shared/failure", "shared/failure", p)
	}
	v := s.showBelow(c, sc, l, at)
	v.Fragment, v.Problem = false, &p
	return s.render(c, "sales/_moved", "sales/_moved", v)
}

// showBelow is the sale screen in view mode with that below the card.
func (s *server) showBelow(c *fiber.Ctx, sc saleScreen, l listQuery, at below) views.SaleShow {
	sc.shown = at
	return s.show(c, sc, l, at.tab)
}
