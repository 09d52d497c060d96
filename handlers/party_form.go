package handlers

import (
	"cmp"
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"verkoop/crm"
	"verkoop/store"
	"verkoop/views"
)

// wasPrefix names the hidden fields with what the form was rendered with: there is no
// history to look it up in.
const wasPrefix = "was_"

// partyDraft is a party's form as read, against the party as it is stored.
type partyDraft struct {
	form
	setup    *crm.Setup
	name     func(crm.Field, string) crm.Words
	stored   crm.Party // without an id when registering
	base     crm.Party // what the form was rendered with
	after    crm.Party
	given    map[crm.Field]bool // changed by the user
	problems crm.Problems
	choices  []views.Option // of the company
}

// read reads the posted form of the one that the address names, or an empty form.
func (p parties) read(c *fiber.Ctx, tx store.ReadTx, f form) (d *partyDraft, err error) {
	r := of(c)
	d = &partyDraft{form: f, given: map[crm.Field]bool{}}
	if d.name, err = partyNamer(tx); err != nil {
		return nil, err
	}
	if d.setup, err = tx.Setup(); err != nil {
		return nil, err
	}
	d.stored = crm.NewParty(p.kind)
	if id := c.Params("party"); id != register && id != "" {
		if d.stored, err = p.party(c, tx); err != nil {
			return nil, err
		}
	} else if id := c.Query(string(crm.FieldCompany)); id != "" && p.kind != crm.CompanyParty {
		if company, err := tx.Company(crm.CompanyID(id)); err == nil {
			d.stored = d.stored.With(crm.FieldCompany, string(company.ID))
		}
	}
	if err := r.user.AllowParty(crm.EditParty, d.stored); err != nil {
		return nil, err
	}
	d.base = d.stored
	for _, field := range p.kind.Fields() {
		if name := wasPrefix + string(field); f.has(name) && d.known(field, f.get(name)) {
			d.base = d.base.With(field, f.get(name))
		}
	}
	d.base.Version, _ = strconv.ParseUint(cmp.Or(f.get("version"), strconv.FormatUint(d.stored.Version, 10)), 10, 63) // 0 is no version there is
	facts := map[crm.Field]string{}
	for _, field := range p.kind.Fields() {
		if !f.has(string(field)) {
			continue
		}
		if field == crm.FieldCompany {
			if err := d.readCompany(tx, facts); err != nil {
				return nil, err
			}
		} else if text := f.line(field); text != strings.TrimSpace(d.base.Get(field)) {
			facts[field], d.given[field] = text, true
		}
	}
	unread := d.problems
	d.after, d.problems = d.base.Edit(r.desk(d.setup), facts)
	d.problems = append(d.problems, unread...)
	order := p.kind.Fields()
	slices.SortStableFunc(d.problems, func(a, b crm.Error) int {
		return cmp.Compare(slices.Index(order, a.Field), slices.Index(order, b.Field))
	})
	return d, nil
}

// known tells whether what a form says that it was rendered with can have been so.
func (d *partyDraft) known(f crm.Field, text string) bool {
	return text == "" || f != crm.FieldCompany && f != crm.FieldProjectKind || d.name(f, text) != crm.Words{}
}

// readCompany reads the combobox.
func (d *partyDraft) readCompany(tx store.ReadTx, facts map[crm.Field]string) error {
	was, text, chosen := d.base.Get(crm.FieldCompany), d.line(crm.FieldCompany), d.get("company_id")
	if text == d.name(crm.FieldCompany, was).NL && (chosen == "" || chosen == was) {
		return nil
	}
	d.given[crm.FieldCompany] = true
	look := finder{tx}
	id, choices, err := meant(crm.FieldCompany, text, chosen, look.companyByID, look.companies)
	var unclear crm.Error
	if errors.As(err, &unclear) {
		d.problems, d.choices = append(d.problems, unclear), choices
		return nil
	}
	facts[crm.FieldCompany] = id
	return err
}

// edit is the form of one, or of a new one.
func (p parties) edit(c *fiber.Ctx) error { return p.form(c, form{}) }

// again shows the form with what was typed: in another language, or, without scripts,
// with what follows from a change.
func (p parties) again(c *fiber.Ctx) error {
	p.chooseLanguage(c)
	f := readForm(c)
	if f.has("conflict") {
		return p.conflictAgain(c, f)
	}
	return p.form(c, f)
}

func (p parties) form(c *fiber.Ctx, f form) error {
	var v views.PartyForm
	err := p.view(c, func(tx store.ReadTx) error {
		d, err := p.read(c, tx, f)
		if err != nil {
			return err
		}
		v, err = p.formView(c, tx, d, f.has("rejected"))
		return err
	})
	if err != nil {
		return err
	}
	return p.render(c, "parties/edit", "parties/_card_edit", v)
}

// recalculation answers a change in the form with what follows from it; without htmx
// with the whole form.
func (p parties) recalculation(c *fiber.Ctx) error {
	f := readForm(c)
	switch {
	case f.has("conflict") && of(c).fragment:
		return p.conflictChoice(c, f)
	case !of(c).fragment:
		return p.form(c, f)
	}
	var v views.PartyRecalculation
	err := p.view(c, func(tx store.ReadTx) error {
		d, err := p.read(c, tx, f)
		if err != nil {
			return err
		}
		if v.PartyForm, err = p.formView(c, tx, d, false); err != nil {
			return err
		}
		typed := crm.Field(f.get("typed"))
		v.Typed = v.Field(string(typed))
		if e, refused := d.problems.For(typed); v.Typed != nil && refused && f.get("left") == string(typed) {
			v.Typed.Error = of(c).texts.Error(e)
		}
		if v.Typed != nil && len(v.Typed.Options) > 0 { // a select says nothing
			v.Typed = nil
		}
		return nil
	})
	if err != nil {
		return err
	}
	return p.render(c, "parties/_recalculation", "parties/_recalculation", v)
}

// formView is the card in edit mode.
func (p parties) formView(c *fiber.Ctx, tx store.ReadTx, d *partyDraft, rejected bool) (v views.PartyForm, err error) {
	t, words, ref := of(c).texts, c.Query(fieldWords), d.stored.PartyRef
	title := p.key(t, "register")
	if ref.ID != "" {
		title = p.key(t, "update", "name", d.stored.Name())
	}
	if rejected {
		title = t.T("page.error.title", "title", title)
	}
	v = views.PartyForm{
		Page: p.page(c, title), Head: p.head(c, d.stored, d.name), ID: partyID(ref), Put: partyHref(ref, "", words),
		Recalculation: partyHref(ref, "/recalculation", words), Cancel: partyHref(ref, "", words),
		Version: strconv.FormatUint(d.base.Version, 10), Key: cmp.Or(d.get("key"), p.NewID()), FormLang: string(t.Language()),
		Rejected: rejected, Unsaved: len(d.given) > 0 || rejected,
	}
	v.Section = "parties"
	v.Action = v.Put + queryMark(v.Put) + "_method=PUT"
	v.EditForm, v.EditLanguage = v.ID+"-form", partyHref(ref, "/edit", words)
	if ref.ID == "" {
		v.Put, v.Post, v.Action, v.Cancel = "", partyPaths[p.kind], partyPaths[p.kind], p.listHref(c)
	} else {
		v.Head.Editing = p.key(t, "editing")
	}
	for _, f := range p.kind.Fields() {
		v.Hidden = append(v.Hidden, views.Hidden{Name: wasPrefix + string(f), Value: d.base.Get(f)})
	}
	for i, column := range partyGrid[p.kind] {
		var fields []views.Field
		if i == 0 {
			fields = append(fields, p.field(c, d, v, crm.FieldName))
		}
		for _, f := range column {
			fields = append(fields, p.field(c, d, v, f))
		}
		v.Columns = append(v.Columns, fields)
	}
	if rejected {
		for _, e := range d.problems {
			link := views.ProblemLink{Text: t.Error(e)}
			if e.Field != "" {
				link.Href, link.Text = "#"+v.ID+"-"+string(e.Field), partyLabel(t, e.Field)+": "+link.Text
			}
			v.Problems = append(v.Problems, link)
		}
	}
	if v.Alike, err = p.alike(tx, t, v.ID, d.after); err != nil {
		return v, err
	}
	v.Save = views.SaveBar{ID: v.ID, Label: t.T("action.save"), CancelLabel: t.T("action.cancel"), Cancel: v.Cancel, Busy: t.T("form.saving"), Leaves: ref.ID == ""}
	if e, missing := d.problems.For(crm.FieldName); missing && e.IsMissing() && !rejected {
		v.Save.Dimmed, v.Save.Goto, v.Save.Missing = true, v.ID+"-"+string(crm.FieldName), t.T("form.missing.name")
	}
	if n := len(d.given); n > 0 {
		v.Save.Changed = t.N("form.changed", n)
	}
	if ref.ID != "" && !of(c).fragment {
		v.Sections, err = p.sections(c, tx, d.stored, "/edit")
	}
	return v, err
}

// field is a control of the form.
func (p parties) field(c *fiber.Ctx, d *partyDraft, form views.PartyForm, f crm.Field) views.Field {
	t := of(c).texts
	v := views.Field{ID: form.ID + "-" + string(f), Name: string(f), Label: partyLabel(t, f), Value: d.after.Get(f), Live: form.Recalculation}
	e, refused := d.problems.For(f)
	if d.given[f] && refused {
		v.Value = d.line(f)
	}
	if refused && form.Rejected {
		v.Error = t.Error(e)
	}
	switch f {
	case crm.FieldName:
		v.Mandatory, v.Eager = t.T("form.mandatory"), true
	case crm.FieldKvK, crm.FieldEmail:
		v.Eager = true
	case crm.FieldCompany:
		v.Search, v.RecordID = "/company-options", d.after.Get(f)
		v.Value = d.name(f, d.after.Get(f)).NL
		if refused {
			v.Value, v.RecordID, v.Choices = d.line(f), d.get("company_id"), d.choices
		}
	case crm.FieldProjectKind:
		v.Options = []views.Option{{Label: t.T("form.sale.none")}}
		for _, kind := range d.setup.Values {
			if chosen := string(kind.ID) == d.after.Get(f); kind.List == crm.ProjectKinds && (!kind.Retired || chosen) {
				v.Options = append(v.Options, views.Option{Value: string(kind.ID), Label: t.Words(kind.Name), Selected: chosen})
			}
		}
	}
	return v
}
