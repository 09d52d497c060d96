package handlers

import (
	"cmp"
	"errors"
	"net/url"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"verkoop/crm"
	"verkoop/locales"
	"verkoop/store"
	"verkoop/views"
)

// activityNew is the form of a follow-up or document of the sale, prefilled; after
// the sale was saved as stalled, with what was agreed there.
func (s *server) activityNew(c *fiber.Ctx) error {
	var v views.ActivityForm
	err := s.view(c, func(tx store.ReadTx) error {
		f, err := s.newActivity(c, tx)
		if err != nil {
			return err
		}
		v, err = s.activityForm(c, tx, f)
		return err
	})
	if err != nil {
		return err
	}
	return s.render(c, "activities/form", "activities/_form", v)
}

// newActivity begins an activity of the sale that the address names.
func (s *server) newActivity(c *fiber.Ctx, tx store.ReadTx) (f activityForm, err error) {
	if f.choose = c.Params("number") == ""; f.choose {
		err = s.chosenSale(c, tx, &f)
	} else if f.sale, err = s.sale(c, tx); err == nil {
		err = of(c).user.Allow(crm.EditSale, f.sale)
	}
	if err != nil {
		return f, err
	}
	setup, err := tx.Setup()
	if err != nil {
		return f, err
	}
	desk := of(c).desk(setup)
	if f.before = crm.NewFollowUp(desk, f.sale); c.Query("kind") == string(crm.Document) {
		f.before = crm.NewDocument(desk, f.sale)
	}
	if item := c.Query("item"); item != "" && !f.choose {
		if f.before, err = s.suggested(c, tx, f.sale, crm.GuideItemID(item)); err != nil {
			return f, err
		}
	}
	f.after = f.before
	if c.Query("after") == afterStall && f.sale.Stalled {
		f.stalled(of(c))
	}
	return f, nil
}

// chosenSale reads the sale that the form chooses, where its address names none.
func (s *server) chosenSale(c *fiber.Ctx, tx store.ReadTx, f *activityForm) error {
	r, text := of(c), strings.TrimSpace(readForm(c).get("sale"))
	if err := r.user.Allow(crm.EditSale, anySale()); err != nil {
		return err
	}
	if safe(c) {
		return s.beginWith(c, tx, f)
	}
	number, _, _ := strings.Cut(text, " ")
	n, _ := strconv.ParseUint(number, 10, 63) // none is a number there is not
	sale, err := tx.Sale(crm.SaleNumber(n))
	if errors.Is(err, store.ErrNotFound) || err == nil && !r.user.CanSee(sale) {
		f.unchosen = crm.Error{Kind: crm.Invalid, Field: fieldSale, Key: "error.activity.sale.required"}
		return nil
	}
	f.sale = sale
	return err
}

// anySale is one that whoever may edit sales may edit.
func anySale() crm.Sale { return crm.Sale{Visible: crm.Everyone} }

// beginWith lets the form begin with the sale that the page was of: it is most likely
// what the follow-up is about.
func (s *server) beginWith(c *fiber.Ctx, tx store.ReadTx, f *activityForm) error {
	page, err := url.Parse(cmp.Or(c.Get("HX-Current-URL"), c.Get(fiber.HeaderReferer)))
	if err != nil {
		return nil
	}
	number, isSale := strings.CutPrefix(page.Path, "/sales/")
	number, _, _ = strings.Cut(number, "/")
	n, err := strconv.ParseUint(number, 10, 63)
	if !isSale || err != nil {
		return nil
	}
	sale, err := tx.Sale(crm.SaleNumber(n))
	switch {
	case errors.Is(err, store.ErrNotFound) || err == nil && !of(c).user.May(crm.EditSale, sale):
		return nil
	case err != nil:
		return err
	}
	f.suggested = sale
	return nil
}

// storedActivity reads the activity that the address names, of its sale.
func (s *server) storedActivity(c *fiber.Ctx, tx store.ReadTx) (f activityForm, err error) {
	if f.sale, err = s.sale(c, tx); err != nil {
		return f, err
	}
	f.before, err = tx.Activity(crm.ActivityID(c.Params("activity")))
	if errors.Is(err, store.ErrNotFound) || err == nil && f.before.Sale != f.sale.ID {
		err = crm.Error{Kind: crm.NotFound, Key: "error.activity.not_found"}
	}
	f.after = f.before
	return f, err
}

// activityEdit is the form of one that exists; who may not edit it reads it.
func (s *server) activityEdit(c *fiber.Ctx) error {
	var v views.ActivityForm
	var closed *views.ActivityCompleted
	err := s.view(c, func(tx store.ReadTx) error {
		f, err := s.storedActivity(c, tx)
		if err != nil {
			return err
		}
		if f.before.IsClosed() || !of(c).user.May(crm.EditSale, f.sale) {
			closed, err = s.activityRead(c, tx, f)
			return err
		}
		v, err = s.activityForm(c, tx, f)
		return err
	})
	if err != nil {
		return err
	}
	if closed != nil {
		return s.render(c, "activities/completed", "activities/_completed", closed)
	}
	return s.render(c, "activities/form", "activities/_form", v)
}

// activityRead shows an activity that is not edited as it is: a completed follow-up, or
// one of a sale that the user may only read.
func (s *server) activityRead(c *fiber.Ctx, tx store.ReadTx, f activityForm) (*views.ActivityCompleted, error) {
	r, t := of(c), of(c).texts
	title := t.T("activity." + kindOf(f.before))
	v := &views.ActivityCompleted{Page: s.page(c, title), Heading: title, Icon: activityIcons[f.before.Kind], Facts: activityFacts(t, f.before), Cancel: saleHref(f.sale, "", readListQuery(c), "")}
	v.Facts[1].Value = f.before.Text // all of it
	if r.user.May(crm.EditSale, f.sale) {
		v.Action = extended(s.activityHref(c, f, "/completed")+"?_method=PUT", openedFrom(c))
	}
	names, err := f.names(tx)
	if err != nil {
		return nil, err
	}
	for _, fact := range [...]struct {
		field crm.Field
		name  string
	}{{crm.FieldCompany, names.company.Name}, {crm.FieldContact, names.contact.Name}, {crm.FieldOwner, names.owner.Name}} {
		if fact.name != "" {
			v.Facts = append(v.Facts, views.Row{Label: f.label(t, fact.field), Value: fact.name})
		}
	}
	if a := f.before; !a.IsFollowUp() {
		v.Facts = append(v.Facts, documentFacts(t, f)...)
	} else if a.Done() {
		v.Facts = append(v.Facts, views.Row{Label: t.T("activity.completed"), Value: t.DateTime(a.Completed.In(r.now.Location()))})
	}
	setup, err := tx.Setup()
	if err == nil && f.before.AllowDeleting(r.desk(setup), f.sale) == nil {
		v.Delete = extended(s.activityHref(c, f, "/deletion"), openedFrom(c))
	}
	return v, err
}

// activityFacts tell an activity in short.
func activityFacts(t *locales.Texts, a crm.Activity) []views.Row {
	on := t.Date(a.On)
	if a.Start != "" {
		on += ", " + a.Start
	}
	if a.End != "" {
		on += "–" + a.End
	}
	return []views.Row{
		{Label: t.T("form.activity.kind.label"), Value: t.T("activity.kind." + string(a.Kind))},
		{Label: t.T("form.activity.text.label"), Value: shorten(a.Text)},
		{Label: t.T("form.activity.on.label"), Value: on},
	}
}

// documentFacts are where a document is.
func documentFacts(t *locales.Texts, f activityForm) (rows []views.Row) {
	if web := f.before.Web; web != "" {
		rows = append(rows, views.Row{Label: t.T("form.activity.web.label"), Value: web, Href: web})
	}
	if file := f.before.File; !file.IsZero() {
		rows = append(rows, views.Row{Label: t.T("form.activity.file.label"), Value: file.Name, Href: saleHref(f.sale, "/activities/"+string(f.before.ID)+"/file", listQuery{}, "")})
	}
	return rows
}
