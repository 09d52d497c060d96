package handlers

import (
	"slices"
	"strconv"
	"strings"

	"verkoop/crm"
	"verkoop/views"
)

func (w formView) area(f crm.Field, rows int) views.Field {
	v := w.field(f)
	v.Rows = rows
	return v
}

func (w formView) money(f crm.Field) views.Field {
	v := w.field(f)
	w.eager(&v)
	code := w.d.after.Amount.CurrencyCode()
	v.Prefix = w.t.Symbol(code)
	w.recalculated(&v, f)
	return v
}

// eager makes a number that is recalculated while it is being typed.
func (w formView) eager(v *views.Field) {
	v.Numeric, v.Eager, v.Busy = true, true, w.t.T("form.recalculating")
}

func (w formView) percentage() views.Field {
	v := w.field(crm.FieldPercentage)
	w.eager(&v)
	v.Suffix, v.Aside = "%", w.t.T("form.sale.percentage.aside")
	if w.d.after.Amount.IsZero() {
		v.Locked, v.Value = w.t.T("form.sale.percentage.no_amount"), ""
	}
	w.recalculated(&v, crm.FieldPercentage)
	return v
}

// recalculated says so where the value follows from what was typed elsewhere.
func (w formView) recalculated(v *views.Field, f crm.Field) {
	switch w.d.typed {
	case crm.FieldAmount, crm.FieldCost, crm.FieldProfit, crm.FieldPercentage, crm.FieldCurrency:
	default:
		return
	}
	if f != w.d.typed && inputText(w.t, f, w.d.base, w.d.names) != v.Value {
		v.Recalculated = w.t.T("form.recalculated")
	}
}

func (w formView) currency() views.Field {
	v := w.field(crm.FieldCurrency)
	codes := w.setup.ActiveCurrencies()
	if base := w.d.base.Amount.CurrencyCode(); !slices.Contains(codes, base) {
		codes = append([]string{base}, codes...)
	}
	for _, code := range codes {
		v.Options = append(v.Options, views.Option{Value: code, Label: code, Selected: code == v.Value})
	}
	w.unknown(&v)
	return v
}

func (w formView) saleType() views.Field {
	v := w.field(crm.FieldType)
	for _, t := range w.setup.Types {
		if !t.Retired || t.ID == w.d.base.Type {
			v.Options = append(v.Options, views.Option{Value: string(t.ID), Label: w.t.Words(t.Name), Selected: string(t.ID) == v.Value, Retired: t.Retired})
		}
	}
	was, _ := w.setup.Type(w.d.base.Type)
	stays := w.t.T("form.sale.type.caution_more", "type", was.Name)
	if was.Retired {
		stays = w.t.T("form.sale.type.caution_retired", "type", was.Name)
	}
	if w.d.base.Number != 0 && w.d.base.LosesGuide(w.setup, w.d.after) {
		v.Caution = &views.Caution{Strong: w.t.T("form.sale.type.caution"), Text: stays}
	} else if w.d.base.Number != 0 && w.d.base.HasGuide(w.setup) {
		v.Caution = &views.Caution{Strong: w.t.T("form.sale.type.caution_before"), Text: stays, Unscripted: true}
	}
	w.unknown(&v)
	return v
}

// unknown keeps a posted value that no option has, so that it is seen.
func (w formView) unknown(v *views.Field) {
	if v.Value == "" || slices.ContainsFunc(v.Options, func(o views.Option) bool { return o.Selected }) {
		return
	}
	v.Options = append(v.Options, views.Option{Value: v.Value, Label: w.t.T("form.unknown_value"), Selected: true, Retired: true})
}

func (w formView) stage() views.Field {
	v := w.field(crm.FieldStage)
	for _, choice := range w.d.after.StageChoices(w.setup) {
		v.Options = append(v.Options, views.Option{Value: string(choice), Label: choiceWord(w.t, w.setup, choice), Selected: string(choice) == v.Value})
	}
	w.unknown(&v)
	return v
}

func (w formView) probability() views.Field {
	v := w.field(crm.FieldProbability)
	v.Numeric, v.Eager, v.Suffix = true, true, "%"
	s := w.d.after
	stage, follows := s.StageProbability(w.setup)
	_, refused := w.d.problems.For(crm.FieldProbability)
	switch {
	case refused:
	case s.Outcome != crm.Open:
		v.Locked = w.t.T("form.sale.probability.locked_" + string(s.Outcome))
		v.Value = strconv.Itoa(s.Probability)
	case s.ProbabilityByHand:
		v.ByHand = w.t.T("form.sale.probability.by_hand")
		v.Back = w.t.T("form.sale.probability.back", "percent", w.t.WholePercent(stage))
	case follows:
		v.Hint = w.t.T("form.sale.probability.follows")
	}
	return v
}

// when is the column of dates with the group that the state brings. What it does
// not show travels along, so that choosing back restores it.
func (w formView) when(sc saleScreen) views.When {
	s := w.d.after
	v := views.When{ID: w.id, State: stateOf(s), Next: sc.next(w.r)}
	shown := map[crm.Field]bool{}
	see := func(f crm.Field, make func(crm.Field) views.Field) views.Field {
		shown[f] = true
		field := make(f)
		if kept := w.written(f, w.d.get(keptPrefix+string(f))); kept != "" && field.Value == "" {
			field.Value = kept
		}
		return field
	}
	switch s.Outcome {
	case crm.Open:
		v.Expected = see(crm.FieldExpected, w.day)
		v.Stalled = see(crm.FieldStalled, w.checkbox)
		if s.Stalled {
			v.Reopen = see(crm.FieldReopen, w.day)
			v.StalledReason = see(crm.FieldStalledReason, w.list)
			w.choose(&v.StalledReason)
		}
	default:
		reason := crm.FieldSoldReason
		if s.Outcome == crm.Lost {
			reason = crm.FieldLostReason
			v.Competitor = see(crm.FieldCompetitor, w.list)
		}
		v.Closed = see(crm.FieldClosed, w.day)
		if _, refused := w.d.problems.For(crm.FieldClosed); s.Closed == w.r.today && w.d.base.Outcome == crm.Open && !refused {
			v.Closed.Hint = w.t.T("form.sale.closed.today")
		}
		v.Reason = see(reason, w.list)
		w.choose(&v.Reason)
		v.Completed = see(crm.FieldCompleted, w.checkbox)
	}
	if s.Outcome != crm.Open && w.d.base.Outcome == crm.Open { // typed before it was closed
		kept := w.d.get(keptPrefix + string(crm.FieldProbability))
		if w.d.given[crm.FieldProbability] {
			kept = w.d.get(string(crm.FieldProbability))
		}
		if kept != "" {
			v.Hidden = append(v.Hidden, views.Hidden{Name: keptPrefix + string(crm.FieldProbability), Value: kept})
		}
	}
	for _, outcome := range []crm.Outcome{crm.Sold, crm.Lost} {
		if kept := w.d.get(keptTick(outcome)); kept != "" && outcome != s.Outcome {
			v.Hidden = append(v.Hidden, views.Hidden{Name: keptTick(outcome), Value: kept})
		}
	}
	for _, f := range slices.Concat(crm.Open.Fields(), crm.Sold.Fields(), crm.Lost.Fields()) {
		if shown[f] {
			continue
		}
		shown[f] = true
		kept := w.d.get(keptPrefix + string(f))
		if w.d.given[f] {
			kept = w.d.get(string(f))
		} else if w.d.has(string(f)) { // it was not typed: it followed
			kept = ""
		}
		if kept = w.written(f, kept); kept != "" && kept != inputText(w.t, f, w.d.base, w.d.names) {
			v.Hidden = append(v.Hidden, views.Hidden{Name: keptPrefix + string(f), Value: kept})
		}
	}
	return v
}

// written is what was typed in the form as this language writes it.
func (w formView) written(f crm.Field, typed string) string {
	if f == crm.FieldExpected || f == crm.FieldReopen || f == crm.FieldClosed {
		if day, err := w.d.texts.ParseDate(typed); err == nil {
			return w.t.ShortDate(day)
		}
	}
	return typed
}

func (w formView) day(f crm.Field) views.Field {
	v := w.field(f)
	v.Day = true
	if v.Value == "" {
		v.Hint = w.t.T("form.date.hint")
	}
	return v
}

func (w formView) checkbox(f crm.Field) views.Field {
	v := w.field(f)
	v.Checked, v.Value = inputText(w.t, f, w.d.after, w.names) != "", "true"
	if kept := w.d.get(keptPrefix + string(f)); kept != "" && !w.d.shown(f) {
		v.Checked = true
	}
	return v
}

// list is a select over one of the company's lists.
func (w formView) list(f crm.Field) views.Field {
	v := w.field(f)
	if kept := w.d.get(keptPrefix + string(f)); kept != "" && v.Value == "" {
		v.Value = kept
	}
	v.Options = append(v.Options, views.Option{Label: w.t.T("form.sale.none"), Selected: v.Value == ""})
	list, _ := crm.ListOf(f)
	for _, value := range w.setup.Values {
		if value.List == list && (!value.Retired || string(value.ID) == inputText(w.t, f, w.d.base, w.d.names)) {
			v.Options = append(v.Options, views.Option{Value: string(value.ID), Label: w.t.Words(value.Name), Selected: string(value.ID) == v.Value, Retired: value.Retired})
		}
	}
	w.unknown(&v)
	return v
}

// choose makes the empty entry of a mandatory list ask its question.
func (w formView) choose(v *views.Field) {
	v.Options[0].Label = w.t.T("form.sale." + v.Name + ".ask")
}

func (w formView) visible() views.Field {
	v := w.field(crm.FieldVisible)
	for _, o := range crm.Visibilities {
		v.Options = append(v.Options, views.Option{Value: string(o), Label: w.t.T("visibility." + string(o)), Selected: string(o) == v.Value})
	}
	if !w.r.user.May(crm.HandOverSale, w.d.base) {
		v.Locked = w.t.T("error.forbidden.hand_over_sale")
		v.Value = w.t.T("visibility." + string(w.d.base.Visible))
	}
	return v
}

func (w formView) combobox(f crm.Field, search string) views.Field {
	v := w.field(f)
	v.Search = search
	v.RecordID = recordID(f, w.d.after)
	if _, refused := w.d.problems.For(f); refused {
		v.RecordID = w.d.get(string(f) + "_id")
		v.Choices = w.d.choices[f]
	}
	if f == crm.FieldOwner && !w.r.user.May(crm.HandOverSale, w.d.base) {
		v.Locked = w.t.T("error.forbidden.hand_over_sale")
	}
	return v
}

// links are the lines of tab Links: those there are, as typed, and an empty one.
func (w formView) links(l listQuery) views.LinksField {
	v := views.LinksField{ID: w.id, AddHref: saleHref(w.d.base, "/links", l, ""), Help: w.t.T("form.sale.links.help")}
	e, bad := w.d.problems.For(crm.FieldLinks)
	bad = bad && w.saved
	if bad && lineOf(e) == 0 {
		v.Error = w.t.Error(e)
	}
	line := func(address, text string) {
		n := strconv.Itoa(len(v.Rows) + 1)
		id := w.linkID(len(v.Rows) + 1)
		v.Rows = append(v.Rows, views.LinkFields{
			Address: views.Field{ID: id, Name: "link_address", Label: w.t.T("form.sale.links.address", "n", n), Value: address, Live: w.live},
			Text:    views.Field{ID: id + "-text", Name: "link_text", Label: w.t.T("form.sale.links.text", "n", n), Value: text, Live: w.live},
		})
		if bad && lineOf(e) == len(v.Rows) {
			v.Rows[len(v.Rows)-1].Address.Error = w.t.Error(e)
		}
	}
	if w.d.has("link_address") {
		texts := w.d.values["link_text"]
		for i, address := range w.d.values["link_address"] {
			text := ""
			if i < len(texts) {
				text = texts[i]
			}
			if strings.TrimSpace(address+text) != "" {
				line(address, text)
			}
		}
	} else {
		for _, link := range w.d.base.Links {
			address := link.URL
			if link.Sale != 0 {
				address = numberText(crm.Sale{Number: link.Sale})
			}
			line(address, link.Text)
		}
	}
	if len(v.Rows) < crm.MaxLinks {
		line("", "")
		v.Rows[len(v.Rows)-1].Address.Autofocus = w.d.typed == crm.FieldLinks
	}
	return v
}
