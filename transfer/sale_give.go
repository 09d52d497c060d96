package transfer

import (
	"errors"
	"strconv"
	"strings"

	"github.com/bojanz/currency"

	"verkoop/crm"
	"verkoop/store"
	"verkoop/tables"
)

func isCurrency(code string) bool {
	_, known := currency.GetDigits(code)
	return known
}

// give puts what the cell says of the field into the edit that changes it.
func (w *wanted) give(first, second *crm.SaleEdit, f crm.Field, cell tables.Cell, code string) (err error) {
	text := cell.Text
	switch f {
	case crm.FieldTitle:
		first.Title = &text
	case crm.FieldDescription:
		first.Description = &text
	case crm.FieldNote:
		first.Note = &text
	case crm.FieldCurrency:
		first.Currency = &code
	case crm.FieldAmount:
		first.Amount, err = pointer(w.amount(cell, code))
	case crm.FieldCost:
		first.Cost, err = pointer(w.amount(cell, code))
	case crm.FieldProfit:
		first.Profit, err = pointer(w.amount(cell, code))
	case crm.FieldPercentage:
		first.Percentage, err = pointer(w.decimal(cell))
	case crm.FieldType:
		var all []chosen
		for _, v := range w.setup.Types {
			all = append(all, chosen{string(v.ID), v.Name, v.Retired})
		}
		var id string
		id, err = w.choose(cell, all)
		first.Type, err = pointer(crm.TypeID(id), err)
	case crm.FieldStage:
		first.Stage, err = w.stage(cell)
	case crm.FieldOutcome:
		_, err = w.readOutcome(cell)
	case crm.FieldProbability:
		if first.Probability, err = pointer(w.whole(cell)); err != nil {
			err = problem("error.probability.range", nil)
		}
	case crm.FieldExpected:
		first.Expected, err = pointer(w.day(cell))
	case crm.FieldClosed:
		second.Closed, err = pointer(w.day(cell))
	case crm.FieldReopen:
		first.Reopen, err = pointer(w.day(cell))
	case crm.FieldSoldReason:
		second.SoldReason, err = w.value(f, cell)
	case crm.FieldLostReason:
		second.LostReason, err = w.value(f, cell)
	case crm.FieldStalledReason:
		first.StalledReason, err = w.value(f, cell)
	case crm.FieldCompleted:
		second.Completed, err = pointer(w.isTrue(cell))
	case crm.FieldStalled:
		first.Stalled, err = pointer(w.isTrue(cell))
	case crm.FieldSource:
		first.Source, err = w.value(f, cell)
	case crm.FieldCompetitor:
		first.Competitor, err = w.value(f, cell)
	case crm.FieldCredited:
		first.Credited, err = w.value(f, cell)
	case crm.FieldVisible:
		first.Visible, err = w.visible(cell)
	case crm.FieldOwner:
		first.Owner, err = pointer(w.findUser(text))
	case crm.FieldCompany:
		first.Company, err = pointer(w.findCompany(text, &w.made))
	case crm.FieldContact:
		first.Contact, err = pointer(w.findContact(text, w.companyOf(first), &w.made))
	case crm.FieldProject:
		first.Project, err = pointer(w.findProject(text, w.companyOf(first), &w.made))
	case crm.FieldLinks:
		first.Links, err = w.links(text)
	}
	return err
}

// pointer is a value that was read without an error.
func pointer[T any](v T, err error) (*T, error) {
	if err != nil {
		return nil, err
	}
	return &v, nil
}

// companyOf is the company that the sale will have; the columns' order sees to it
// that it is known before the contact.
func (w *wanted) companyOf(e *crm.SaleEdit) crm.CompanyID {
	if e.Company != nil {
		return e.Company.ID
	}
	if _, says := w.cells[crm.FieldCompany]; says {
		return w.base.Company
	}
	return ""
}

// stage is the stage of that name; nil where the cell names an outcome instead.
func (w *wanted) stage(cell tables.Cell) (*crm.StageChoice, error) {
	for _, o := range []crm.Outcome{crm.Sold, crm.Lost} {
		if w.word(cell.Text, "outcome."+string(o)) {
			return nil, nil
		}
	}
	var all []chosen
	for _, v := range w.setup.Stages {
		all = append(all, chosen{string(v.ID), v.Name, v.Retired})
	}
	id, err := w.choose(cell, all)
	if isProblem(err) && w.word(cell.Text, "outcome.open") {
		open := crm.ChooseOpen
		return &open, nil
	}
	return pointer(crm.StageChoice(id), err)
}

func (w *wanted) visible(cell tables.Cell) (*crm.Visibility, error) {
	for _, v := range crm.Visibilities {
		if w.word(cell.Text, "table.visible."+string(v)) || w.word(cell.Text, "visibility."+string(v)) || cell.Text == string(v) {
			return &v, nil
		}
	}
	return nil, problem("error.import.unknown_value", crm.Args{"text": clip(cell.Text)})
}

// links reads lines: each an address or the number of another sale, and a text.
func (w *wanted) links(text string) (*[]crm.Link, error) {
	out := []crm.Link{}
	for line := range strings.SplitSeq(text, "\n") {
		if strings.TrimSpace(line) == "" {
			continue
		}
		address, says, _ := strings.Cut(line, linkMark)
		l := crm.Link{URL: strings.TrimSpace(address), Text: strings.TrimSpace(says)}
		if n, err := strconv.ParseUint(strings.TrimPrefix(l.URL, "#"), 10, 63); err == nil {
			l.URL, l.Sale = "", crm.SaleNumber(n)
			other, err := w.tx.Sale(l.Sale)
			if err != nil && !errors.Is(err, store.ErrNotFound) {
				return nil, err
			}
			if err != nil || !w.desk.Actor.CanSee(other) {
				return nil, problem("error.import.link", crm.Args{"number": strconv.FormatUint(n, 10)})
			}
		}
		out = append(out, l)
	}
	return &out, nil
}
