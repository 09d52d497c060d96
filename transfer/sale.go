package transfer

import (
	"cmp"
	"errors"
	"strconv"
	"strings"

	"verkoop/crm"
	"verkoop/store"
	"verkoop/tables"
)

// sale takes a row of the table of sales: the one of that number is changed, as far
// as the row says something else; else it is new.
func (t *taker) sale(c cells, out *taken) error {
	out.subject = subject(c[crm.FieldTitle].Text)
	base, exists, asked, err := t.which(c, out)
	if err != nil || len(out.problems) > 0 {
		return err
	}
	if out.isNew = !exists; exists && out.subject == "" {
		out.subject = subject(base.Title)
	}
	w := wanted{taker: t, base: base, cells: c, given: map[crm.Field]bool{}}
	if err := w.settle(out); err != nil || len(out.problems) > 0 {
		return err
	}
	after := w.after
	if out.same = exists && len(crm.Differences(base, after)) == 0; out.same {
		return nil
	}
	if exists {
		out.changes = func() []crm.FieldChange { return crm.NewChange(t.desk.Actor, base, after, t.names).Fields }
	}
	m := w.made
	out.put = func(tx store.Tx) (err error) {
		if err := m.put(tx); err != nil {
			return err
		}
		before := base
		if !exists {
			before = crm.Sale{}
			after.ID = crm.SaleID(t.newID())
			if after.Number = asked; asked == 0 {
				if after.Number, err = tx.NextSaleNumber(); err != nil {
					return err
				}
			}
		}
		out.number = after.Number
		return tx.PutSale(after, crm.NewChange(t.desk.Actor, before, after, t.names))
	}
	return nil
}

// which is the sale that the row is about. asked is the number that a new one is to
// get; 0 for the next.
func (t *taker) which(c cells, out *taken) (base crm.Sale, exists bool, asked crm.SaleNumber, err error) {
	cell, given := c[crm.FieldNumber]
	if !given {
		return crm.NewSale(t.desk), false, 0, nil
	}
	cell.Text = strings.TrimPrefix(strings.TrimSpace(cell.Text), "#")
	number, err := t.whole(cell)
	unfit := func() {
		out.refuse(crm.FieldNumber, problem("error.import.number", crm.Args{"text": clip(cell.Text), "max": int(crm.MaxSaleNumber)}))
	}
	if err != nil || number <= 0 {
		unfit()
		return base, false, 0, nil
	}
	base, err = t.tx.Sale(crm.SaleNumber(number))
	switch {
	case err == nil && t.desk.Actor.CanSee(base):
		return base, true, 0, t.once(out, crm.FieldNumber, strconv.Itoa(number))
	case err != nil && !errors.Is(err, store.ErrNotFound):
		return base, false, 0, err
	}
	// One that may not be seen is as if it were not there.
	base = crm.NewSale(t.desk)
	if !t.i.Keep {
		return base, false, 0, nil
	}
	if crm.SaleNumber(number) > crm.MaxSaleNumber { // the counter may have come further by itself
		unfit()
		return base, false, 0, nil
	}
	if err := t.once(out, crm.FieldNumber, strconv.Itoa(number)); err != nil || len(out.problems) > 0 {
		return base, false, 0, err
	}
	free, err := t.tx.IsNumberFree(crm.SaleNumber(number))
	if err == nil && !free {
		out.refuse(crm.FieldNumber, problem("error.import.number_used", crm.Args{"text": strconv.Itoa(number)}))
	}
	return base, false, crm.SaleNumber(number), err
}

// names gives the names that what sales refer to has now, for history.
func (t *taker) names(f crm.Field, id string) crm.Words {
	if words, ok := t.setup.Name(f, id); ok {
		return words
	}
	name := ""
	switch f { // what can't be read has no name
	case crm.FieldCompany:
		name, _ = t.book.company(crm.CompanyID(id))
	case crm.FieldContact:
		name, _ = t.book.contact(crm.ContactID(id))
	case crm.FieldProject:
		name, _ = t.book.project(crm.ProjectID(id))
	case crm.FieldOwner:
		name = t.users[crm.UserID(id)].Name
	case crm.FieldGroup:
		name = t.groups[crm.GroupID(id)]
	}
	if name == "" {
		return crm.Words{}
	}
	return crm.Same(name)
}

// wanted is what a row wants of a sale. What the sale says already is not given;
// what follows from something else and should not have is given then.
type wanted struct {
	*taker
	base  crm.Sale
	cells cells
	given map[crm.Field]bool
	made  made
	after crm.Sale
}

// rounds is how often what followed is given: stage follows from type, date and
// probability from stage.
const rounds = 4

func (w *wanted) settle(out *taken) error {
	w.after = w.base
	for round := range rounds {
		more := false
		for f, cell := range w.cells {
			if w.given[f] || !w.counts(f) {
				continue
			}
			is, err := w.saleCell(w.after, f)
			if err != nil {
				return err
			}
			if !w.holds(f, is, cell) {
				w.given[f], more = true, true
			}
		}
		if !more && round > 0 {
			break
		}
		if !more && w.base.Number != 0 {
			return nil // nothing differs
		}
		w.made = made{}
		out.problems = nil
		if err := w.edit(out); err != nil || len(out.problems) > 0 {
			return err
		}
	}
	return w.agree(out)
}

// counts tells whether the cell can be given: what follows from others, and what is
// fixed while a sale is closed, is not.
func (w *wanted) counts(f crm.Field) bool {
	_, cost := w.cells[crm.FieldCost]
	switch f {
	case crm.FieldNumber:
		return false
	case crm.FieldProfit:
		return !cost
	case crm.FieldPercentage:
		_, profit := w.cells[crm.FieldProfit]
		return !cost && !profit
	case crm.FieldProbability:
		return w.outcome() == crm.Open
	}
	return true
}

// outcome is the one that the row wants; as it is where it says none that there is.
func (w *wanted) outcome() crm.Outcome {
	if cell, given := w.cells[crm.FieldOutcome]; given {
		if o, err := w.readOutcome(cell); err == nil {
			return o
		}
	}
	if cell, given := w.cells[crm.FieldStage]; given { // a program without outcomes
		for _, o := range []crm.Outcome{crm.Sold, crm.Lost} {
			if w.word(cell.Text, "outcome."+string(o)) {
				return o
			}
		}
	}
	return w.base.Outcome
}

func (w *wanted) readOutcome(cell tables.Cell) (crm.Outcome, error) {
	for _, o := range []crm.Outcome{crm.Open, crm.Sold, crm.Lost} {
		if w.word(cell.Text, "outcome."+string(o)) || string(o) == cell.Text {
			return o, nil
		}
	}
	return "", problem("error.import.unknown_value", crm.Args{"text": clip(cell.Text)})
}

// edit makes what is given two edits: the second closes the sale, which before it
// may have got another stage.
func (w *wanted) edit(out *taken) error {
	first, second := crm.SaleEdit{}, crm.SaleEdit{}
	code := w.base.Amount.CurrencyCode()
	if cell, given := w.cells[crm.FieldCurrency]; given {
		code = strings.ToUpper(strings.TrimSpace(cell.Text))
		if !isCurrency(code) {
			out.refuse(crm.FieldCurrency, problem("error.import.unknown_value", crm.Args{"text": clip(cell.Text)}))
			return nil
		}
	}
	for _, c := range columns[crm.SalesTable] {
		if !w.given[c.field] {
			continue
		}
		err := w.give(&first, &second, c.field, w.cells[c.field], code)
		if isProblem(err) {
			out.refuse(c.field, err)
		} else if err != nil {
			return err
		}
	}
	if len(out.problems) > 0 {
		return nil
	}
	closes := w.close(&first, &second)
	after, problems := w.base.Edit(w.desk, first)
	if closes {
		var more crm.Problems
		problems = withoutMissing(problems)
		after, more = after.Edit(w.desk, second)
		problems = append(problems, more...)
	}
	_, noCurrency := problems.For(crm.FieldCurrency)
	for _, e := range problems {
		if noCurrency && e.Key == "error.number.other_currency" {
			continue // that follows
		}
		out.refuse(e.Field, e)
	}
	w.after = after
	if len(problems) == 0 && len(crm.Differences(w.base, after)) > 0 {
		w.after = after.Saved(w.desk.Actor, w.now)
	}
	return nil
}

// close moves to the second edit what closing the sale takes, and tells whether
// there is one.
func (w *wanted) close(first, second *crm.SaleEdit) bool {
	outcome := w.outcome()
	if outcome == crm.Open {
		if w.base.Outcome != crm.Open && first.Stage == nil {
			again := crm.StageChoice(cmp.Or(string(w.base.Stage), string(crm.ChooseOpen)))
			first.Stage = &again
		}
		first.Closed, first.SoldReason, first.LostReason, first.Completed = second.Closed, second.SoldReason, second.LostReason, second.Completed
		return false
	}
	if outcome != w.base.Outcome || first.Stage != nil {
		ends := crm.StageChoice(outcome)
		second.Stage = &ends
	}
	if first.Stage != nil && outcome == w.base.Outcome { // it is opened to get there
		second.Closed, second.Completed = cmp.Or(second.Closed, &w.base.Closed), cmp.Or(second.Completed, &w.base.Completed)
		second.SoldReason, second.LostReason = reason(outcome, second, w.base)
	}
	return second.Stage != nil || second.Closed != nil || second.SoldReason != nil || second.LostReason != nil || second.Completed != nil
}

// reason is the one that the edit gives, else the one that the sale has.
func reason(o crm.Outcome, e *crm.SaleEdit, s crm.Sale) (sold, lost *crm.ValueID) {
	if o == crm.Sold {
		return cmp.Or(e.SoldReason, &s.SoldReason), e.LostReason
	}
	return e.SoldReason, cmp.Or(e.LostReason, &s.LostReason)
}

// withoutMissing leaves out what the second edit may fill in.
func withoutMissing(problems crm.Problems) (rest crm.Problems) {
	for _, e := range problems {
		if !e.IsMissing() || e.Field == crm.FieldTitle {
			rest = append(rest, e)
		}
	}
	return rest
}

// agree finds what the row says of figures that follow from others, and is not so.
func (w *wanted) agree(out *taken) error {
	for _, f := range []crm.Field{crm.FieldProfit, crm.FieldPercentage} {
		cell, says := w.cells[f]
		if !says || w.given[f] {
			continue
		}
		is, err := w.saleCell(w.after, f)
		if err != nil {
			return err
		}
		if !w.holds(f, is, cell) {
			out.refuse(f, problem("error.import.disagrees", crm.Args{"text": clip(cell.Text)}))
		}
	}
	return nil
}
