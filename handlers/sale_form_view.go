package handlers

import (
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"verkoop/crm"
	"verkoop/locales"
	"verkoop/views"
)

// formOrder is the order of the fields in the form: of its problems too.
var formOrder = []crm.Field{
	crm.FieldTitle, crm.FieldAmount, crm.FieldCurrency, crm.FieldType, crm.FieldStage, crm.FieldProbability,
	crm.FieldExpected, crm.FieldClosed, crm.FieldSoldReason, crm.FieldLostReason, crm.FieldCompleted,
	crm.FieldStalled, crm.FieldReopen, crm.FieldStalledReason,
	crm.FieldCompany, crm.FieldContact, crm.FieldProject, crm.FieldOwner, crm.FieldVisible, crm.FieldDescription,
	crm.FieldCost, crm.FieldProfit, crm.FieldPercentage, crm.FieldSource, crm.FieldCompetitor, crm.FieldCredited,
	crm.FieldNote, crm.FieldLinks,
}

// tabOf tells on which tab a field stands.
func tabOf(f crm.Field, s crm.Sale) string {
	switch f {
	case crm.FieldCost, crm.FieldProfit, crm.FieldPercentage, crm.FieldSource, crm.FieldCredited:
		return tabDetails
	case crm.FieldCompetitor:
		if s.Outcome != crm.Lost {
			return tabDetails
		}
	case crm.FieldNote:
		return tabNote
	case crm.FieldLinks:
		return tabLinks
	}
	return tabSale
}

// formView makes a form's view data from a draft.
type formView struct {
	t     *locales.Texts // the reader's language
	r     *request
	d     *draft
	setup *crm.Setup
	names names // of d.after
	id    string
	live  string // the recalculation's address
	saved bool   // rejected on saving: problems are shown at their fields
}

// editForm is the card in edit mode. status is 200, or 422 where saving was refused.
func (s *server) editForm(c *fiber.Ctx, sc saleScreen, d *draft, after names, l listQuery, tab string, rejected bool) views.SaleForm {
	r := of(c)
	sale := d.base
	w := formView{t: r.texts, r: r, d: d, setup: sc.setup, names: after, id: cardID(sale),
		live: saleHref(sale, "/recalculation", l, ""), saved: rejected}
	t := w.t

	title := t.T("page.sale_new.title")
	if sale.Number != 0 {
		title = t.T("page.sale_edit.title", "number", numberText(sale), "title", sale.Title)
	}
	if rejected {
		title = t.T("page.error.title", "title", title)
	}
	v := views.SaleForm{
		Page: s.page(c, title), Head: sc.head(r, l), ID: w.id,
		Action: saleHref(sale, "?_method=PUT", listQuery{}, ""), Put: saleHref(sale, "", l, ""),
		Recalculation: w.live, Cancel: saleHref(sale, "", l, tab),
		Version: strconv.FormatUint(sale.Version, 10), Key: d.get("key"), FormLang: string(t.Language()),
		Tab: tab, Driver: d.get("driver"), Unsaved: len(d.given) > 0 || rejected,
		Number: numberText(sale),
	}
	if q := l.values().Encode(); q != "" {
		v.Action += "&" + q
	}
	v.Head.Editing = true
	v.Page.EditForm, v.Page.EditLanguage = w.id+"-form", saleHref(sale, "/edit", l, "")
	if sale.Number == 0 {
		v.Head.New, v.Number = true, ""
		v.Action, v.Put, v.Post, v.Cancel = l.path("/sales"), "", l.path("/sales"), l.href("")
	}
	if v.Key == "" {
		v.Key = s.NewID()
	}
	v.Tabs = tabs(t, sale, editPath(sale), l, tab)
	w.problems(&v)

	v.Title = w.field(crm.FieldTitle)
	v.Title.Max = crm.MaxTitle
	v.Description = w.area(crm.FieldDescription, 3, crm.MaxDescription)
	v.Note = w.area(crm.FieldNote, 14, crm.MaxNote)
	v.Amount = w.money(crm.FieldAmount)
	v.HasCurrency = len(sc.setup.ActiveCurrencies()) > 1 || !slices.Contains(sc.setup.ActiveCurrencies(), sale.Amount.CurrencyCode())
	v.Currency = w.currency()
	v.Type = w.saleType()
	v.Stage = w.stage()
	v.Probability = w.probability()
	v.When = w.when(sc)
	v.Company = w.combobox(crm.FieldCompany, "/companies")
	v.Contact = w.combobox(crm.FieldContact, "/contacts")
	if d.after.Company != "" {
		v.Contact.Search += "?of=" + string(d.after.Company)
	}
	v.Project = w.combobox(crm.FieldProject, "/projects")
	v.Owner = w.combobox(crm.FieldOwner, "/owners")
	v.Owner.Mandatory = t.T("form.mandatory")
	v.Owner.Face = person(w.names.owner.Name).Initials
	v.Visible = w.visible()
	v.AmountCopy = w.money(crm.FieldAmount)
	v.AmountCopy.ID, v.AmountCopy.Name, v.AmountCopy.Live = w.id+"-amount-copy", "", ""
	v.AmountCopy.Locked, v.AmountCopy.Error, v.AmountCopy.Recalculated = t.T("form.sale.amount.elsewhere"), "", ""
	v.Cost, v.Profit, v.Percentage = w.money(crm.FieldCost), w.money(crm.FieldProfit), w.percentage()
	if d.after.Profit().IsNegative() {
		v.Profit.Loss = t.T("form.sale.loss")
	}
	v.Bar = bar(t, d.after)
	v.Source = w.list(crm.FieldSource)
	v.Credited = w.list(crm.FieldCredited)
	v.Competitor = w.list(crm.FieldCompetitor)
	v.Links = w.links(l)
	v.Strip = w.strip()
	v.Save = w.save(v.Cancel)
	return v
}

func editPath(s crm.Sale) string {
	if s.Number == 0 {
		return ""
	}
	return "/edit"
}

// problems fills the summary and the tabs' counts.
func (w formView) problems(v *views.SaleForm) {
	if !w.saved {
		return
	}
	count := map[string]int{}
	for _, e := range w.d.problems {
		href := ""
		text := w.t.Error(e)
		if e.Field != "" {
			href = "#" + w.controlID(e.Field)
			text = w.t.T("form.sale."+string(e.Field)+".label") + ": " + text
			count[tabOf(e.Field, w.d.after)]++
		}
		v.Problems = append(v.Problems, views.ProblemLink{Href: href, Text: text})
	}
	if len(v.Problems) > 0 && count[v.Tab] == 0 { // open the tab of the first problem
		v.Tab = tabOf(w.d.problems[0].Field, w.d.after)
	}
	for i := range v.Tabs {
		v.Tabs[i].Errors = count[v.Tabs[i].Key]
		v.Tabs[i].Selected = v.Tabs[i].Key == v.Tab
	}
}

// controlID is where a link to the field leads; of the links, the first line.
func (w formView) controlID(f crm.Field) string {
	if f == crm.FieldLinks {
		return w.id + "-links-1"
	}
	return w.id + "-" + string(f)
}

// text is what the control shows: what was typed where it can't be taken as it
// is, else the sale as it would be, in the reader's language.
func (w formView) text(f crm.Field) string {
	_, refused := w.d.problems.For(f)
	sameLanguage := w.d.texts.Language() == w.t.Language()
	if w.d.given[f] && (refused || sameLanguage && w.d.typed != fieldProbabilityBack) {
		return w.d.text(f)
	}
	return inputText(w.t, f, w.d.after, w.names)
}

// field is a text field with all that fields have in common.
func (w formView) field(f crm.Field) views.Field {
	v := views.Field{
		ID: w.controlID(f), Name: string(f), Label: w.t.T("form.sale." + string(f) + ".label"), Value: w.text(f),
		Live: w.live, Busy: w.t.T("form.recalculating"),
	}
	if w.saved {
		if e, bad := w.d.problems.For(f); bad {
			v.Error = w.t.Error(e)
		}
	}
	switch f {
	case crm.FieldTitle, crm.FieldExpected, crm.FieldClosed, crm.FieldReopen, crm.FieldSoldReason,
		crm.FieldLostReason, crm.FieldStalledReason, crm.FieldType:
		v.Mandatory = w.t.T("form.mandatory")
	}
	v.Auto, v.HasAuto = w.auto(f)
	return v
}

// auto is what the field follows when the user has not typed in it, for those
// that follow others.
func (w formView) auto(f crm.Field) (string, bool) {
	without := w.d.edit
	switch f {
	case crm.FieldStage:
		without.Stage = nil
	case crm.FieldProbability:
		without.Probability = nil
	case crm.FieldExpected:
		without.Expected = nil
	case crm.FieldClosed:
		without.Closed = nil
	case crm.FieldCompany:
		if w.d.edit.Company != nil || w.d.after.Company == w.d.base.Company {
			return "", false
		}
		return w.names.company.Name, true
	default:
		return "", false
	}
	follows := w.d.after
	if w.d.given[f] {
		follows, _ = w.d.base.Edit(w.desk(), without)
	}
	text := inputText(w.t, f, follows, w.names)
	return text, text != inputText(w.t, f, w.d.base, w.d.names)
}

func (w formView) desk() crm.Desk { return w.r.desk(w.setup) }

func (w formView) area(f crm.Field, rows, max int) views.Field {
	v := w.field(f)
	v.Rows, v.Max = rows, max
	return v
}

func (w formView) money(f crm.Field) views.Field {
	v := w.field(f)
	v.Numeric, v.Eager = true, true
	code := w.d.after.Amount.CurrencyCode()
	v.Prefix = w.t.Symbol(code)
	w.recalculated(&v, f)
	return v
}

func (w formView) percentage() views.Field {
	v := w.field(crm.FieldPercentage)
	v.Numeric, v.Eager, v.Suffix, v.Aside = true, true, "%", w.t.T("form.sale.percentage.aside")
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
	return v
}

func (w formView) saleType() views.Field {
	v := w.field(crm.FieldType)
	for _, t := range w.setup.Types {
		if !t.Retired || t.ID == w.d.base.Type {
			v.Options = append(v.Options, views.Option{Value: string(t.ID), Label: w.t.Words(t.Name), Selected: string(t.ID) == v.Value, Retired: t.Retired})
		}
	}
	if w.d.base.LosesGuide(w.setup, w.d.after) {
		v.Caution = &views.Caution{Strong: w.t.T("form.sale.type.caution"), Text: w.t.T("form.sale.type.caution_more")}
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
	v.Numeric, v.Suffix = true, "%"
	s := w.d.after
	stage, follows := s.StageProbability(w.setup)
	switch {
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
	v := views.When{ID: w.id, State: string(s.Outcome), Next: sc.next(w.r)}
	if s.Stalled {
		v.State = "stalled"
	}
	shown := map[crm.Field]bool{}
	see := func(f crm.Field, make func(crm.Field) views.Field) views.Field {
		shown[f] = true
		field := make(f)
		if kept := w.d.get(keptPrefix + string(f)); kept != "" && field.Value == "" {
			field.Value = kept
		}
		return field
	}
	switch s.Outcome {
	case crm.Open:
		v.Expected = see(crm.FieldExpected, w.day)
		v.Stalled = see(crm.FieldStalled, w.checkbox)
		v.Hidden = append(v.Hidden, views.Hidden{Name: "shown", Value: "stalled"})
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
		if s.Closed == w.r.today && w.d.base.Outcome == crm.Open {
			v.Closed.Hint = w.t.T("form.sale.closed.today")
		}
		v.Reason = see(reason, w.list)
		w.choose(&v.Reason)
		v.Completed = see(crm.FieldCompleted, w.checkbox)
		v.Hidden = append(v.Hidden, views.Hidden{Name: "shown", Value: "completed"})
	}
	for _, f := range []crm.Field{crm.FieldExpected, crm.FieldStalled, crm.FieldReopen, crm.FieldStalledReason,
		crm.FieldClosed, crm.FieldSoldReason, crm.FieldLostReason, crm.FieldCompleted} {
		if shown[f] {
			continue
		}
		kept := w.d.get(string(f))
		if kept == "" {
			kept = w.d.get(keptPrefix + string(f))
		}
		if kept != "" && kept != inputText(w.t, f, w.d.base, w.d.names) {
			v.Hidden = append(v.Hidden, views.Hidden{Name: keptPrefix + string(f), Value: kept})
		}
	}
	return v
}

func (w formView) day(f crm.Field) views.Field {
	v := w.field(f)
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
	if w.saved {
		if e, bad := w.d.problems.For(crm.FieldLinks); bad {
			v.Error = w.t.Error(e)
		}
	}
	line := func(address, text string) {
		n := strconv.Itoa(len(v.Rows) + 1)
		id := w.id + "-links-" + n
		v.Rows = append(v.Rows, views.LinkFields{
			Address: views.Field{ID: id, Name: "link_address", Label: w.t.T("form.sale.links.address", "n", n), Value: address, Live: w.live},
			Text:    views.Field{ID: id + "-text", Name: "link_text", Label: w.t.T("form.sale.links.text", "n", n), Value: text, Live: w.live},
		})
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

// strip is the consequence preview.
func (w formView) strip() views.Strip {
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
		if n := w.d.after.Ticks(w.setup); n != w.d.base.Ticks(w.setup) || w.d.base.Type != w.d.after.Type {
			v.Consequences = append(v.Consequences, views.Consequence{Label: w.t.T("tab.guide"), Sentence: w.t.N("form.consequence.ticks", n)})
		}
	}
	if n := len(v.Consequences); n > 0 {
		v.Folded = w.t.N("form.consequences.folded", n)
	}
	return v
}

// value is a fact in words.
func (w formView) value(f crm.Field, v crm.Value) string {
	if v.IsZero() {
		return w.t.T("form.sale.none")
	}
	return factText(w.t, w.setup, f, v, w.recordName)
}

func (w formView) recordName(f crm.Field, id string) string {
	for _, n := range []names{w.names, w.d.names} {
		switch {
		case f == crm.FieldCompany && string(n.company.ID) == id:
			return n.company.Name
		case f == crm.FieldContact && string(n.contact.ID) == id:
			return n.contact.Name
		case f == crm.FieldProject && string(n.project.ID) == id:
			return n.project.Name
		case f == crm.FieldOwner && string(n.owner.ID) == id:
			return n.owner.Name
		}
	}
	return ""
}

// factText writes a fact as history keeps it in the reader's language. name
// gives that of a record.
func factText(t *locales.Texts, setup *crm.Setup, f crm.Field, v crm.Value, name func(crm.Field, string) string) string {
	switch f {
	case crm.FieldAmount, crm.FieldCost, crm.FieldProfit:
		return t.Money(v.Money())
	case crm.FieldProbability, crm.FieldPercentage:
		return t.Percent(v.Text)
	case crm.FieldExpected, crm.FieldClosed, crm.FieldReopen:
		return t.Date(crm.Date(v.Text))
	case crm.FieldOutcome:
		return t.T("outcome." + v.Text)
	case crm.FieldVisible:
		return t.T("visibility." + v.Text)
	case crm.FieldCompleted, crm.FieldStalled, crm.FieldByHand:
		if v.Text == "" {
			return t.T("form.no")
		}
		return t.T("form.yes")
	case crm.FieldLinks:
		return t.N("form.sale.links.count", len(v.Links))
	}
	if words, ok := setup.Name(f, v.ID); ok {
		return t.Words(words)
	}
	if v.ID != "" {
		return name(f, v.ID)
	}
	return v.Text
}

// save is the bar with Save: dimmed while a mandatory field is empty.
func (w formView) save(cancel string) views.SaveBar {
	v := views.SaveBar{
		ID: w.id, Label: w.t.T("action.save"), CancelLabel: w.t.T("action.cancel"), Cancel: cancel, Busy: w.t.T("form.saving"),
	}
	for _, e := range w.d.problems {
		if e.IsMissing() {
			v.Dimmed, v.Goto = true, w.controlID(e.Field)
			v.Missing = w.t.T("form.missing." + string(e.Field))
			break
		}
	}
	if n := len(w.d.given); n > 0 {
		v.Changed = w.t.N("form.changed", n)
	}
	return v
}
