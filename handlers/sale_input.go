package handlers

import (
	"cmp"
	"errors"
	"slices"
	"strings"

	"github.com/bojanz/currency"

	"verkoop/crm"
	"verkoop/locales"
	"verkoop/store"
	"verkoop/views"
)

// draft is a sale's form as read: what it wants changed, and what that makes of
// the sale. Only what the user changed from what was rendered counts, so a value
// that was retired meanwhile, or an amount that the form shows rounded, stays.
type draft struct {
	form
	texts    *locales.Texts // of the language the form is written in
	base     crm.Sale       // the version that the form was rendered from
	names    names          // of base
	typed    crm.Field      // the field touched just now; empty when saving
	edit     crm.SaleEdit
	after    crm.Sale
	problems crm.Problems
	given    map[crm.Field]bool // changed by the user
	choices  map[crm.Field][]views.Option
}

// readDraft reads the form against the sale it was rendered from. What a rule
// forbids is among the problems, in the order of the form; an error is a failure
// of the store.
func (s *server) readDraft(tx store.ReadTx, desk crm.Desk, f form, base crm.Sale, typed crm.Field) (*draft, error) {
	l, ok := locales.Parse(f.get("form_lang"))
	if !ok {
		l = locales.NL
	}
	d := &draft{
		form: f, texts: s.bundle.For(l), base: base, typed: typed,
		given: map[crm.Field]bool{}, choices: map[crm.Field][]views.Option{},
	}
	f.restore()
	var err error
	if d.names, err = namesOf(tx, base); err != nil {
		return nil, err
	}
	d.readTexts()
	d.readStage(desk)
	d.readMoney(desk)
	if err := d.readRecords(tx, desk); err != nil {
		return nil, err
	}
	if err := d.readLinks(tx, desk); err != nil {
		return nil, err
	}
	var more crm.Problems
	d.after, more = base.Edit(desk, d.edit)
	for _, e := range more {
		if _, told := d.problems.For(e.Field); !told {
			d.problems = append(d.problems, e)
		}
	}
	slices.SortStableFunc(d.problems, func(a, b crm.Error) int {
		return cmp.Compare(slices.Index(formOrder, a.Field), slices.Index(formOrder, b.Field))
	})
	return d, nil
}

// changes tells whether the user changed the field, and remembers it.
func (d *draft) changes(f crm.Field) bool {
	if d.changed(f, inputText(d.texts, f, d.base, d.names)) {
		d.given[f] = true
	}
	return d.given[f]
}

// refuse notes a problem of the field.
func (d *draft) refuse(f crm.Field, err error) {
	var e crm.Error
	if !errors.As(err, &e) {
		e = crm.Error{Kind: crm.Invalid, Key: err.Error()}
	}
	e.Field = f
	d.problems = append(d.problems, e)
	d.given[f] = true
}

func (d *draft) refuseKey(f crm.Field, key string) {
	d.refuse(f, crm.Error{Kind: crm.Invalid, Key: key})
}

// id reads a select whose values are ids.
func id[T ~string](d *draft, f crm.Field) *T {
	if !d.changes(f) {
		return nil
	}
	v := T(d.get(string(f)))
	return &v
}

func (d *draft) readTexts() {
	if d.changes(crm.FieldTitle) {
		v := d.get("title")
		d.edit.Title = &v
	}
	for f, at := range map[crm.Field]**string{crm.FieldDescription: &d.edit.Description, crm.FieldNote: &d.edit.Note} {
		if d.has(string(f)) && d.text(f) != inputText(d.texts, f, d.base, d.names) {
			d.given[f] = true
			v := d.text(f)
			*at = &v
		}
	}
	d.edit.Visible = id[crm.Visibility](d, crm.FieldVisible)
	d.edit.Source = id[crm.ValueID](d, crm.FieldSource)
	d.edit.Competitor = id[crm.ValueID](d, crm.FieldCompetitor)
	d.edit.Credited = id[crm.ValueID](d, crm.FieldCredited)
}

// readStage reads what hangs together with stage and outcome.
func (d *draft) readStage(desk crm.Desk) {
	d.edit.Type = id[crm.TypeID](d, crm.FieldType)
	d.edit.Stage = id[crm.StageChoice](d, crm.FieldStage)
	if d.typed == crm.FieldType && d.edit.Stage != nil {
		// The menu still shows the former type's stages: what the new type lacks was not chosen.
		next := d.base
		if d.edit.Type != nil {
			_ = next.ChangeType(desk, *d.edit.Type) // a type that is refused has its own problem
		}
		if !slices.Contains(next.StageChoices(desk.Setup), *d.edit.Stage) {
			d.edit.Stage = nil
			delete(d.given, crm.FieldStage)
		}
	}
	if d.typed != fieldProbabilityBack && d.changes(crm.FieldProbability) {
		if p, err := d.texts.ParseInteger(strings.TrimSuffix(d.line(crm.FieldProbability), "%")); err != nil {
			d.refuseKey(crm.FieldProbability, "error.probability.range")
		} else {
			d.edit.Probability = &p
		}
	}
	if d.typed == fieldProbabilityBack {
		p, _ := d.base.StageProbability(desk.Setup)
		if d.edit.Stage == nil && d.edit.Type == nil {
			d.edit.Probability = &p
			d.given[crm.FieldProbability] = true
		}
	}
	d.edit.Expected = d.date(crm.FieldExpected)
	d.edit.Closed = d.date(crm.FieldClosed)
	d.edit.Reopen = d.date(crm.FieldReopen)
	d.edit.SoldReason = id[crm.ValueID](d, crm.FieldSoldReason)
	d.edit.LostReason = id[crm.ValueID](d, crm.FieldLostReason)
	d.edit.StalledReason = id[crm.ValueID](d, crm.FieldStalledReason)
	d.edit.Completed = d.tick(crm.FieldCompleted)
	d.edit.Stalled = d.tick(crm.FieldStalled)
}

// fieldProbabilityBack is the button that lets the probability follow its stage again.
const fieldProbabilityBack crm.Field = "probability_back"

func (d *draft) date(f crm.Field) *crm.Date {
	if !d.changes(f) {
		return nil
	}
	var day crm.Date
	if d.line(f) != "" {
		var err error
		if day, err = d.texts.ParseDate(d.get(string(f))); err != nil {
			d.refuse(f, err)
			return nil
		}
	}
	return &day
}

func (d *draft) tick(f crm.Field) *bool {
	if !d.shown(f) && !d.has(string(f)) {
		return nil
	}
	v := d.get(string(f)) != ""
	if v == (inputText(d.texts, f, d.base, d.names) != "") {
		return nil
	}
	d.given[f] = true
	return &v
}

// readMoney reads the amount and the three that hang together. With scripts the
// form says which field was typed last (driver), and the others followed it.
// Without, the one that differs from what was rendered drives; where several do,
// they must agree.
func (d *draft) readMoney(desk crm.Desk) {
	code := d.base.Amount.CurrencyCode()
	if d.changes(crm.FieldCurrency) {
		chosen := d.get("currency")
		d.edit.Currency = &chosen
		if _, known := currency.GetDigits(chosen); known { // else the domain refuses it
			code = chosen
		}
	}
	if d.changes(crm.FieldAmount) {
		d.edit.Amount = d.amount(crm.FieldAmount, code)
	}
	driver := crm.Field(d.get("driver"))
	switch d.typed {
	case crm.FieldAmount, crm.FieldCost, crm.FieldProfit, crm.FieldPercentage:
		driver = d.typed
	}
	switch {
	case driver == crm.FieldProfit && d.line(driver) != "":
		d.given[driver] = true
		d.edit.Profit = d.amount(driver, code)
	case driver == crm.FieldPercentage && d.line(driver) != "":
		d.given[driver] = true
		d.edit.Percentage = d.percentage()
	case driver != "":
		if d.changes(crm.FieldCost) {
			d.edit.Cost = d.amount(crm.FieldCost, code)
		}
	default:
		d.readTrio(desk, code)
	}
}

func (d *draft) amount(f crm.Field, code string) *currency.Amount {
	a := crm.Zero(code)
	if d.line(f) != "" {
		var err error
		if a, err = d.texts.ParseAmount(d.get(string(f)), code); err != nil {
			d.refuse(f, err)
			return nil
		}
	}
	return &a
}

func (d *draft) percentage() *string {
	p, err := d.texts.ParsePercent(d.get("percentage"), 2)
	if err != nil {
		d.refuse(crm.FieldPercentage, err)
		return nil
	}
	return &p
}

// readTrio finds the one of cost, profit and percentage that the user changed:
// one that explains all that differ, as displayed.
func (d *draft) readTrio(desk crm.Desk, code string) {
	var edits []crm.SaleEdit
	var changed []crm.Field
	problemsBefore := len(d.problems)
	for _, f := range []crm.Field{crm.FieldCost, crm.FieldProfit, crm.FieldPercentage} {
		if f != crm.FieldCost && d.line(f) == "" || !d.changes(f) {
			continue
		}
		e := crm.SaleEdit{Currency: d.edit.Currency, Amount: d.edit.Amount}
		switch f {
		case crm.FieldCost:
			e.Cost = d.amount(f, code)
		case crm.FieldProfit:
			e.Profit = d.amount(f, code)
		case crm.FieldPercentage:
			e.Percentage = d.percentage()
		}
		changed, edits = append(changed, f), append(edits, e)
	}
	if len(d.problems) > problemsBefore || len(changed) == 0 {
		return
	}
	for i, e := range edits {
		after, _ := d.base.Edit(desk, e)
		agrees := !slices.ContainsFunc(changed, func(f crm.Field) bool {
			return f != changed[i] && inputText(d.texts, f, after, d.names) != d.line(f)
		})
		if agrees {
			d.edit.Cost, d.edit.Profit, d.edit.Percentage = e.Cost, e.Profit, e.Percentage
			return
		}
	}
	for _, f := range changed {
		d.refuseKey(f, "error.money.disagree")
	}
}
