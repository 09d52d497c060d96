package handlers

import (
	"slices"
	"strconv"

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
		Tab: tab, Driver: d.get("driver"), Unsaved: len(d.given) > 0 || rejected, Rejected: rejected,
		Number: numberText(sale),
	}
	if q := l.within().Encode(); q != "" {
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
	v.Title.Eager = true
	v.Description = w.area(crm.FieldDescription, 3)
	v.Note = w.area(crm.FieldNote, 14)
	v.Amount = w.money(crm.FieldAmount)
	v.HasCurrency = len(sc.setup.ActiveCurrencies()) > 1 || !slices.Contains(sc.setup.ActiveCurrencies(), sale.Amount.CurrencyCode())
	v.Currency = w.currency()
	v.Type = w.saleType()
	v.Stage = w.stage()
	v.Probability = w.probability()
	v.When = w.when(sc)
	v.Company = w.combobox(crm.FieldCompany, "/company-options")
	v.Contact = w.combobox(crm.FieldContact, "/contact-options")
	v.Contact.Include = "#" + w.controlID(crm.FieldCompany) + "-row [name=company_id]"
	v.Project = w.combobox(crm.FieldProject, "/project-options")
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
	v.Bar.Loss = "" // said at the profit
	v.Source = w.list(crm.FieldSource)
	v.Credited = w.list(crm.FieldCredited)
	v.Competitor = w.list(crm.FieldCompetitor)
	v.Links = w.links(l)
	v.Strip = w.strip(sc.summary.ToDo, sc.next(r).Value)
	v.Save = w.save(v.Cancel)
	if sc.below {
		sc.shown = belowOf(c)
		v.Sections = sc.sections(r, "/edit", l, sc.shown.section)
	}
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
			href = "#" + w.problemID(e)
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

func (w formView) controlID(f crm.Field) string { return w.id + "-" + string(f) }

// problemID is the control that the problem is about; of the links, the line.
func (w formView) problemID(e crm.Error) string {
	if e.Field == crm.FieldLinks {
		return w.linkID(max(lineOf(e), 1))
	}
	return w.controlID(e.Field)
}

func (w formView) linkID(line int) string { return w.id + "-links-" + strconv.Itoa(line) }

// lineOf is the line of the links that the problem is about; 0 for all of them.
func lineOf(e crm.Error) int {
	line, _ := e.Args["line"].(int)
	return line
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
		Live: w.live,
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
