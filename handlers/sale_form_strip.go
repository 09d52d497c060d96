package handlers

import (
	"cmp"

	"verkoop/crm"
	"verkoop/locales"
	"verkoop/views"
)

// strip is the consequence preview; toDo is how many follow-ups are not done, and
// next the next activity in words.
func (w formView) strip(toDo int, next string) views.Strip {
	v := views.Strip{ID: w.id, Heading: w.t.T("form.consequences")}
	if w.d.base.Number == 0 && len(w.d.given) == 0 {
		return v
	}
	for _, q := range crm.Consequences(w.d.base, w.d.after, w.d.edit) {
		line := views.Consequence{Label: w.t.T("form.sale." + string(q.Field) + ".label")}
		switch q.Field {
		case crm.FieldAmount, crm.FieldCost, crm.FieldProfit:
			line.OldMoney, line.NewMoney = ptr(money(w.t, q.Old.Money())), ptr(money(w.t, q.New.Money()))
		default:
			line.Old, line.New = w.value(q.Field, q.Old), w.value(q.Field, q.New)
		}
		if q.Field == crm.FieldClosed && w.d.base.Outcome == crm.Open {
			line.Label = w.t.T("form.consequence.date_becomes")
		}
		v.Consequences = append(v.Consequences, line)
	}
	if w.d.after.HasGuide(w.setup) {
		if n := w.d.after.Ticks(w.setup); n > 0 && (n != w.d.base.Ticks(w.setup) || w.d.base.Type != w.d.after.Type) {
			v.Consequences = append(v.Consequences, views.Consequence{Label: w.t.T("tab.guide"), Sentence: w.t.N("form.consequence.ticks", n)})
		}
	}
	if w.d.after.Stalled && !w.d.base.Stalled && !w.d.after.Reopen.IsZero() {
		v.Consequences = append(v.Consequences,
			views.Consequence{Label: w.t.T("form.sale.next.label"), Old: next, New: w.t.T("activity.reopen", "date", w.d.after.Reopen)},
			views.Consequence{Label: w.t.T("form.consequence.afterwards"), Sentence: w.t.T("form.consequence.follow_up")})
	}
	if w.d.base.Stalled && !w.d.after.Stalled && w.d.after.Outcome == crm.Open {
		v.Consequences = append(v.Consequences,
			views.Consequence{Label: w.t.T("form.sale.next.label"), Old: w.t.T("activity.reopen", "date", w.d.base.Reopen), New: next})
	}
	if toDo > 0 && w.d.base.Outcome == crm.Open && w.d.after.Outcome != crm.Open {
		v.Consequences = append(v.Consequences, views.Consequence{Label: w.t.T("tab.activities"), Sentence: w.t.N("form.consequence.follow_ups", toDo)})
	}
	if w.d.after.GoesOutOfSight(w.r.user) {
		v.Consequences = append(v.Consequences, views.Consequence{Label: w.t.T("form.sale.visible.label"), Sentence: w.t.T("form.consequence.unseen")})
	}
	if n := len(v.Consequences); n > 0 {
		v.Folded = w.t.N("form.consequences.folded", n)
	}
	return v
}

// value is a fact in words.
func (w formView) value(f crm.Field, v crm.Value) string {
	if v.IsZero() && f == crm.FieldStage { // a type without stages
		return w.t.T("outcome.open")
	}
	if v.IsZero() {
		return nothing(w.t, f)
	}
	return factText(w.t, w.setup, f, v, w.recordName)
}

// nothing is the word for a fact without a value.
func nothing(t *locales.Texts, f crm.Field) string {
	switch f {
	case crm.FieldCompleted, crm.FieldStalled, crm.FieldByHand:
		return t.T("form.no")
	}
	return t.T("form.sale.none")
}

func (w formView) recordName(f crm.Field, id string) string {
	return cmp.Or(w.names.of(f, id), w.d.names.of(f, id))
}

// save is the bar with Save: dimmed while a mandatory field is empty.
func (w formView) save(cancel string) views.SaveBar {
	v := views.SaveBar{
		ID: w.id, Label: w.t.T("action.save"), CancelLabel: w.t.T("action.cancel"), Cancel: cancel, Busy: w.t.T("form.saving"), Leaves: w.d.base.Number == 0,
	}
	for _, e := range w.d.problems {
		// Sent all the same (without scripts): the summary says what is missing, and
		// nothing could undim the button.
		if e.IsMissing() && !w.saved {
			v.Dimmed, v.Goto = true, w.problemID(e)
			v.Missing = w.t.T("form.missing." + string(e.Field))
			break
		}
	}
	if n := len(w.d.given); n > 0 {
		v.Changed = w.t.N("form.changed", n)
	}
	return v
}
