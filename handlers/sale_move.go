package handlers

import (
	"net/url"
	"slices"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"verkoop/crm"
	"verkoop/store"
	"verkoop/views"
)

// Moving a sale on the board is saving its form with another stage, and nothing else:
// the same draft, rules, merge and conflicts. What that needs or changes besides is
// shown first, in a dialog or on a page.

// confirmed says in the form that what the move changes was shown.
const confirmed = "confirmed"

// saleMove is what a move would do, as a page or dialog.
func (s *server) saleMove(c *fiber.Ctx) error {
	f := form{map[string][]string{string(crm.FieldStage): {c.Query("to")}}}
	if version := c.Query("version"); version != "" {
		f.values["version"] = []string{version}
	}
	v, _, err := s.movePreview(c, f, "", false)
	if err != nil {
		return err
	}
	return s.render(c, "sales/move", "sales/_move", v)
}

// saleMoveAgain answers a change in the dialog with what follows from it.
func (s *server) saleMoveAgain(c *fiber.Ctx) error {
	f := readForm(c)
	if f.has("conflict") && of(c).fragment {
		return s.conflictChoice(c, f, readListQuery(c).href(""), true)
	}
	typed := crm.Field(f.get("typed"))
	v, problems, err := s.movePreview(c, f, typed, false)
	if err != nil {
		return err
	}
	if e, refused := problems.For(typed); typed == crm.FieldClosed {
		v.Typed = &v.When.Closed
		if refused && f.get("left") == string(typed) {
			v.Typed.Error = of(c).texts.Error(e)
		}
	}
	return s.render(c, "sales/move", "sales/_move_follows", v)
}

func (s *server) movePreview(c *fiber.Ctx, f form, typed crm.Field, rejected bool) (v views.SaleMove, problems crm.Problems, err error) {
	err = s.view(c, func(tx store.ReadTx) error {
		st, err := s.readSaleForm(c, tx, f, typed)
		if err != nil {
			return err
		}
		if e, refused := st.draft.problems.For(crm.FieldStage); refused {
			return e
		}
		v, err = s.moveView(c, tx, st, rejected)
		problems = st.draft.problems
		return err
	})
	return v, problems, err
}

func (s *server) moveView(c *fiber.Ctx, tx store.ReadTx, st formState, rejected bool) (v views.SaleMove, err error) {
	r, t, l, d := of(c), of(c).texts, readListQuery(c), st.draft
	sc, err := readHead(tx, st.stored)
	if err != nil {
		return v, err
	}
	after, err := namesOf(tx, d.after)
	if err != nil {
		return v, err
	}
	w := formView{t: t, r: r, d: d, setup: sc.setup, names: after, id: cardID(st.stored), live: saleHref(st.stored, "/move", l, ""), saved: rejected}
	heading := t.T("board.move_to", "stage", stageWord(t, sc.setup, d.after))
	v = views.SaleMove{
		Page: s.page(c, heading), ID: w.id, Heading: heading, Sale: numberText(st.stored) + " · " + st.stored.Title,
		Put: w.live, Action: w.live + queryMark(w.live) + "_method=PUT", Live: w.live,
		Stage: string(d.after.StageChoice()), Version: strconv.FormatUint(d.base.Version, 10), Key: d.get("key"), FormLang: string(t.Language()),
		When: w.when(sc), Strip: w.strip(sc.summary.ToDo, sc.next(r).Value), Save: w.save(movedTo(l, st.stored).href("")),
	}
	if sc.names.company.Name != "" {
		v.Sale += " · " + sc.names.company.Name
	}
	if v.Key == "" {
		v.Key = s.NewID()
	}
	v.Save.Changed, v.Save.Dialog, v.Save.Autofocus = "", true, !v.Closes() && !rejected
	if rejected {
		v.Title = t.T("page.error.title", "title", v.Title)
		form := views.SaleForm{Tab: tabSale}
		w.problems(&form)
		v.Problems = form.Problems
	}
	return v, nil
}

// movedTo is the board that a move was made on: where the address names none, that of
// the sale's type.
func movedTo(l listQuery, sale crm.Sale) listQuery {
	if !l.board {
		l = listQuery{board: true, kind: sale.Type}
	}
	l.column = ""
	return l
}

// saleMoveUpdate moves the sale. What has something to be shown first, or lacks
// something, is shown; that it was says the form.
func (s *server) saleMoveUpdate(c *fiber.Ctx) error {
	r, f := of(c), readForm(c)
	var hold func(*saved) bool
	if !f.has(confirmed) {
		hold = func(out *saved) bool {
			d := out.draft
			lacks := !slices.ContainsFunc(d.problems, func(e crm.Error) bool { return !e.IsMissing() })
			return lacks && (len(d.problems) > 0 || d.base.MoveChanges(out.setup, d.after))
		}
	}
	out, err := s.submit(c, f, hold)
	if err != nil {
		return err
	}
	l := movedTo(readListQuery(c), out.sale)
	switch {
	case out.merge != nil:
		return s.moveConflict(c, out, f)
	case out.held && !r.fragment:
		asks := url.Values{"to": {f.get(string(crm.FieldStage))}, "version": {f.get("version")}}
		return c.Redirect(extended(saleHref(out.stored, "/move", readListQuery(c), ""), asks), fiber.StatusSeeOther)
	case out.rejected && !f.has(confirmed):
		return out.draft.problems
	case out.held || out.rejected:
		return s.moveShown(c, out)
	}
	var sc saleScreen
	var v views.SaleMoved
	err = s.view(c, func(tx store.ReadTx) (err error) {
		if sc, err = readHead(tx, out.sale); err == nil && r.fragment {
			v.SaleBoard, err = s.readBoard(c, tx, l, out.sale)
		}
		return err
	})
	if err != nil {
		return err
	}
	notice := r.texts.T("status.moved", "number", numberText(out.sale), "stage", stageWord(r.texts, sc.setup, out.sale))
	if !r.fragment {
		return s.redirect(c, l.href(""), notice)
	}
	v.Status = notice
	c.Set("HX-Trigger", "app:moved")
	return s.render(c, "sales/_board_moved", "sales/_board_moved", v)
}

// moveShown answers with the dialog over the board.
func (s *server) moveShown(c *fiber.Ctx, out saved) error {
	for _, e := range out.draft.problems {
		if out.rejected {
			s.refused(c, e)
		}
	}
	var v views.SaleMove
	err := s.view(c, func(tx store.ReadTx) (err error) {
		v, err = s.moveView(c, tx, out.formState, out.rejected)
		return err
	})
	if err != nil {
		return err
	}
	if out.rejected {
		c.Status(out.status)
	}
	if !of(c).fragment {
		return s.render(c, "sales/move", "sales/move", v)
	}
	return s.render(c, "sales/_board_moved", "sales/_board_moved", views.SaleMoved{SaleBoard: views.SaleBoard{Page: v.Page}, Move: &v})
}

// moveConflict lets the user choose, where somebody else moved the sale meanwhile.
func (s *server) moveConflict(c *fiber.Ctx, out saved, f form) error {
	v, err := s.readConflict(c, out.formState, *out.merge, f)
	if err != nil {
		return err
	}
	l := readListQuery(c)
	v.Put = saleHref(out.stored, "/move", l, "")
	v.Action, v.Recalculation = v.Put+queryMark(v.Put)+"_method=PUT", v.Put
	v.Save.Cancel = movedTo(l, out.stored).href("")
	v.Hidden = append(v.Hidden, views.Hidden{Name: confirmed, Value: "1"})
	c.Status(fiber.StatusConflict)
	if !of(c).fragment {
		return s.render(c, "sales/conflict", "sales/conflict", v)
	}
	v.Save.Dialog = true
	moved := views.SaleMoved{Conflict: &v}
	err = s.view(c, func(tx store.ReadTx) (err error) { // behind the dialog, as it stands now
		moved.SaleBoard, err = s.readBoard(c, tx, movedTo(l, out.stored), crm.Sale{})
		return err
	})
	if err != nil {
		return err
	}
	return s.render(c, "sales/_board_moved", "sales/_board_moved", moved)
}
