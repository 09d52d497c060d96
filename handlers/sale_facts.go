package handlers

import (
	"cmp"

	"verkoop/crm"
	"verkoop/locales"
	"verkoop/views"
)

// named is a row whose value may be missing.
func (sc saleScreen) named(t *locales.Texts, f crm.Field, value, note string) views.Row {
	row := views.Row{Label: t.T("form.sale." + string(f) + ".label"), Value: value, Note: note}
	if value == "" {
		row.Value, row.Empty = t.T("form.sale.none"), true
	}
	return row
}

// recordLink is the company, contact or project, which leads to its page; empty where
// there is none.
func (sc saleScreen) recordLink(f crm.Field) (row views.Row) {
	id := sc.sale.Fact(f).ID
	if row.Value = sc.names.of(f, id); row.Value != "" {
		row.Href = partyHref(crm.PartyRef{Kind: crm.PartyKind(f), ID: id}, "", "")
	} else {
		row.Value = sc.gone[f]
	}
	return row
}

// record is a row with it.
func (sc saleScreen) record(t *locales.Texts, f crm.Field, note string) views.Row {
	link := sc.recordLink(f)
	row := sc.named(t, f, link.Value, note)
	row.Href = link.Href
	return row
}

// listValue is a row whose value is of one of the company's lists.
func (sc saleScreen) listValue(t *locales.Texts, f crm.Field) views.Row {
	name, _ := sc.setup.Name(f, inputText(t, f, sc.sale, sc.names))
	return sc.named(t, f, t.Words(name), "")
}

func probabilityNote(t *locales.Texts, setup *crm.Setup, s crm.Sale) string {
	switch _, follows := s.StageProbability(setup); {
	case s.Outcome != crm.Open || !follows:
		return ""
	case s.ProbabilityByHand:
		return t.T("form.sale.probability.by_hand_note")
	}
	return t.T("form.sale.probability.follows_note")
}

// when is the second column: the dates, and what stalled or closed brings.
func (sc saleScreen) when(r *request) []views.Row {
	t, s := r.texts, sc.sale
	var rows []views.Row
	if s.Outcome == crm.Open {
		rows = append(rows, views.Row{Label: t.T("form.sale.expected.label"), Value: t.Date(s.Expected), Pair: true})
		if s.Stalled {
			reason, _ := sc.setup.Name(crm.FieldStalledReason, string(s.StalledReason))
			reopen := views.Row{Label: t.T("form.sale.reopen.label"), Value: t.Date(s.Reopen), First: true}
			if s.IsDue(cmp.Or(sc.day, r.today)) {
				reopen.Value, reopen.Tone = reopen.Value+" · "+t.T("activity.reopen_now_note"), "due"
			}
			return append(rows,
				views.Row{Label: t.T("form.sale.stalled.label"), Value: t.T("form.yes"), Tone: "stalled"}, reopen,
				views.Row{Label: t.T("form.sale.stalled_reason.label"), Value: t.Words(reason)})
		}
		return append(rows, sc.next(r), views.Row{Label: t.T("form.sale.stalled.label"), Value: t.T("form.no")})
	}
	rows = append(rows, views.Row{Label: t.T("form.sale.closed.label"), Value: t.Date(s.Closed), Pair: true})
	if s.Outcome == crm.Lost {
		rows = append(rows, sc.listValue(t, crm.FieldLostReason), sc.listValue(t, crm.FieldCompetitor))
	} else {
		rows = append(rows, sc.listValue(t, crm.FieldSoldReason))
	}
	completed := t.T("form.no")
	if s.Completed {
		completed = t.T("form.yes")
	}
	return append(rows, views.Row{Label: t.T("form.sale.completed.label"), Value: completed}, sc.next(r))
}

// next is the next activity, in words when late.
func (sc saleScreen) next(r *request) views.Row {
	t, day, today := r.texts, sc.summary.Next, cmp.Or(sc.day, r.today)
	row := views.Row{ID: cardID(sc.sale) + "-next", Label: t.T("form.sale.next.label"), First: true}
	switch {
	case day.IsZero():
		row.Value, row.Empty = t.T("activity.none"), true
	case day < today:
		row.Value, row.Tone = t.Date(day)+" · "+t.N("activity.days_late", day.DaysUntil(today)), "late"
	case day == today && sc.day.IsZero():
		row.Value = t.Date(day) + " · " + t.T("activity.today")
	default:
		row.Value = t.Date(day)
	}
	return row
}

// trio is the money on tab Details.
func (sc saleScreen) trio(t *locales.Texts) views.Trio {
	s := sc.sale
	percentage := views.Row{Label: t.T("form.sale.percentage.label"), Value: t.Percent(s.Percentage())}
	if s.Percentage() == "" {
		percentage.Value, percentage.Empty = t.T("form.sale.none"), true
	}
	return views.Trio{
		Amount:     views.Row{Label: t.T("form.sale.amount.label"), Money: ptr(money(t, s.Amount))},
		Cost:       views.Row{Label: t.T("form.sale.cost.label"), Money: ptr(money(t, s.Cost))},
		Profit:     views.Row{Label: t.T("form.sale.profit.label"), Money: ptr(money(t, s.Profit()))},
		Percentage: percentage, Bar: bar(t, s),
	}
}

// bar shows which part of the amount is cost and which is profit.
func bar(t *locales.Texts, s crm.Sale) views.Bar {
	if s.Profit().IsNegative() {
		return views.Bar{Loss: t.T("form.sale.loss")}
	}
	if s.Amount.IsZero() {
		return views.Bar{}
	}
	return views.Bar{
		Show: true, Cost: s.CostThousandths(), Profit: 1000 - s.CostThousandths(),
		CostText:   t.T("form.sale.cost.label") + " " + t.Percent(s.CostPercentage()),
		ProfitText: t.T("form.sale.profit.label") + " " + t.Percent(s.Percentage()),
	}
}

func (sc saleScreen) links(t *locales.Texts, l listQuery) []views.LinkRow {
	var rows []views.LinkRow
	for _, link := range sc.sale.Links {
		row := views.LinkRow{Href: link.URL, Label: link.Text, Detail: link.URL, External: true}
		if link.Sale != 0 {
			other := crm.Sale{Number: link.Sale}
			row = views.LinkRow{Href: saleHref(other, "", listQuery{}, ""), Label: link.Text, Detail: t.T("sale.numbered", "number", numberText(other))}
			if title, visible := sc.linked[link.Sale]; visible {
				row.Detail += " · " + title
			} else {
				row.Href = ""
			}
		}
		if row.Label == "" {
			row.Label, row.Detail = row.Detail, ""
		}
		rows = append(rows, row)
	}
	return rows
}

// walk is Previous and Next.
func (sc saleScreen) walk(t *locales.Texts, l listQuery) views.Walk {
	w := views.Walk{Show: true, List: l.href(sc.back)}
	switch {
	case l.find:
		w.Back = t.T("action.back_to_results")
	case l.board:
		w.Back = t.T("action.back_to_board")
	}
	if l.searches() && len(l.problems) == 0 {
		w.Place = saleHref(sc.sale, "/place", l, "")
	}
	if sc.stopped {
		w.Stopped = t.T("search.walk_stopped")
	}
	if n := sc.neighbours.Previous; n != 0 {
		w.Previous = saleHref(crm.Sale{Number: n}, "", l, "")
	}
	if n := sc.neighbours.Next; n != 0 {
		w.Next = saleHref(crm.Sale{Number: n}, "", l, "")
	}
	return w
}
