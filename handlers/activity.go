package handlers

import (
	"cmp"
	"errors"
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
	if err := r.user.Allow(crm.RegisterSale, crm.Sale{}); err != nil || safe(c) {
		return err
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

// activityEdit is the form of one that exists.
func (s *server) activityEdit(c *fiber.Ctx) error {
	var v views.ActivityForm
	var closed *views.ActivityCompleted
	err := s.view(c, func(tx store.ReadTx) error {
		f, err := s.storedActivity(c, tx)
		if err != nil {
			return err
		}
		if err := of(c).user.Allow(crm.EditSale, f.sale); err != nil {
			return err
		}
		if f.before.IsClosed() {
			closed, err = s.activityClosed(c, tx, f)
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

// activityClosed shows a follow-up that is not edited as it is.
func (s *server) activityClosed(c *fiber.Ctx, tx store.ReadTx, f activityForm) (*views.ActivityCompleted, error) {
	r, t := of(c), of(c).texts
	title := t.T("activity." + kindOf(f.before))
	v := &views.ActivityCompleted{
		Page: s.page(c, title), Heading: title, Facts: activityFacts(t, f.before),
		Action: extended(s.activityHref(c, f, "/completed")+"?_method=PUT", openedFrom(c)), Cancel: saleHref(f.sale, "", readListQuery(c), ""),
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
	v.Facts = append(v.Facts, views.Row{Label: t.T("activity.completed"), Value: t.DateTime(f.before.Completed.In(r.now.Location()))})
	setup, err := tx.Setup()
	if err == nil && f.before.AllowDeleting(r.desk(setup), f.sale) == nil {
		v.Delete = extended(s.activityHref(c, f, "/deletion"), openedFrom(c))
	}
	return v, err
}

// activityFacts tell an activity in short.
func activityFacts(t *locales.Texts, a crm.Activity) []views.Row {
	return []views.Row{
		{Label: t.T("form.activity.kind.label"), Value: t.T("activity.kind." + string(a.Kind))},
		{Label: t.T("form.activity.text.label"), Value: shorten(a.Text)},
		{Label: t.T("form.activity.on.label"), Value: t.Date(a.On)},
	}
}

// activityCreate adds an activity to the sale.
func (s *server) activityCreate(c *fiber.Ctx) error {
	return s.saveActivity(c, s.newActivity)
}

// activityUpdate saves the form of one.
func (s *server) activityUpdate(c *fiber.Ctx) error {
	return s.saveActivity(c, s.storedActivity)
}

func (s *server) saveActivity(c *fiber.Ctx, begin func(*fiber.Ctx, store.ReadTx) (activityForm, error)) error {
	r, posted := of(c), readForm(c)
	var f activityForm
	var v views.ActivityForm
	if err := s.view(c, func(tx store.ReadTx) (err error) { // who may not is refused before a file is kept
		f, err = begin(c, tx)
		return err
	}); err != nil {
		return err
	}
	file, err := s.uploaded(c, posted)
	var unkept crm.Error
	if err != nil && !errors.As(err, &unkept) {
		return err
	}
	var next follows
	err = s.update(c, func(tx store.Tx) (err error) {
		next = follows{}
		if f, err = begin(c, tx); err != nil {
			return err
		}
		f.file, f.unkept = file, unkept
		if done, err := s.doneBefore(tx, r, posted); err != nil || done != 0 {
			return stopAfter(err)
		}
		if err := s.readActivity(tx, r, posted, &f); err != nil {
			return err
		}
		if f.unchosen.Key != "" {
			f.problems = append(crm.Problems{f.unchosen}, f.problems...)
		}
		if len(f.problems) > 0 {
			v, err = s.activityForm(c, tx, f)
			return stopAfter(err)
		}
		if f.after == f.before && f.after.Version > 0 {
			return errStop
		}
		completed := f.before.Done()
		if f.after.Version == 0 {
			f.after.ID = crm.ActivityID(s.NewID())
		}
		f.after = f.after.Saved(r.user, r.now)
		if err := keepActivity(tx, r, f.sale, f.before, f.after); err != nil {
			return err
		}
		if !completed {
			if next, err = s.followGuide(tx, r, f.sale, f.after); err != nil {
				return err
			}
		}
		if key := posted.get("key"); key != "" && len(key) <= 64 {
			return tx.PutSubmission(store.Submission{Key: key, User: r.user.ID, Sale: f.sale.Number, At: r.now.UTC()})
		}
		return nil
	})
	if err != nil {
		return err
	}
	if len(f.problems) > 0 {
		for _, e := range f.problems {
			s.refused(c, e)
		}
		c.Status(f.status())
		return s.render(c, "activities/form", "activities/_form", v)
	}
	return s.activitySaved(c, f.sale, r.texts.T("status.activity."+string(f.after.Kind)), next)
}

// keepActivity keeps the activity, and in the sale's history what happened to it.
func keepActivity(tx store.Tx, r *request, sale crm.Sale, before, after crm.Activity) error {
	if err := tx.PutActivity(after); err != nil {
		return err
	}
	return tell(tx, r, sale, before, after)
}

func tell(tx store.Tx, r *request, sale crm.Sale, before, after crm.Activity) error {
	e, happened := crm.NewEvent(r.user, r.now, sale, before, after)
	if !happened {
		return nil
	}
	for i := range e.Fields {
		f := &e.Fields[i]
		for _, v := range []*crm.Value{&f.Old, &f.New} {
			name, err := nameOfThen(tx, f.Field, v.ID)
			if err != nil {
				return err
			}
			v.Name = name
		}
	}
	return tx.PutEvent(e)
}

// nameOfThen is what the thing with the id is called now, for the time that it may be
// gone; nothing where the field is not of a thing.
func nameOfThen(tx store.ReadTx, f crm.Field, id string) (crm.Words, error) {
	var of crm.Sale
	switch f {
	case crm.FieldCompany:
		of.Company = crm.CompanyID(id)
	case crm.FieldContact:
		of.Contact = crm.ContactID(id)
	case crm.FieldOwner:
		of.Owner = crm.UserID(id)
	case crm.FieldSort:
		setup, err := tx.Setup()
		if err != nil {
			return crm.Words{}, err
		}
		kind, _ := setup.Value(crm.DocumentKinds, crm.ValueID(id))
		return kind.Name, nil
	}
	n, err := namesOf(tx, of)
	return crm.Same(n.of(f, id)), err
}

// activitySaved answers a change of an activity: what shows it, or the sale; and
// what the guide says next.
func (s *server) activitySaved(c *fiber.Ctx, sale crm.Sale, notice string, next follows) error {
	r, l := of(c), readListQuery(c)
	notice = next.notice(r, notice)
	if !r.fragment {
		to := cmp.Or(next.href(c, sale), extended(saleHref(sale, "", l, ""), belowOf(c).query()))
		return s.redirect(c, to, notice)
	}
	var dialog views.SaleShow
	var sc saleScreen
	if err := s.view(c, func(tx store.ReadTx) (err error) {
		if sc, err = readScreen(tx, r, sale, l, true); err == nil {
			err = s.follow(c, tx, sale, next, &dialog)
		}
		return err
	}); err != nil {
		return err
	}
	v := s.show(c, sc, l, "")
	v.Status, v.Suggestion, v.MoveOn = notice, dialog.Suggestion, dialog.MoveOn
	return s.render(c, "activities/_saved", "activities/_saved", v)
}

// activityCompletedUpdate ticks an activity off, or un-ticks it.
func (s *server) activityCompletedUpdate(c *fiber.Ctx) error {
	r := of(c)
	done := readForm(c).get(string(crm.FieldCompleted)) == "true"
	var f activityForm
	var next follows
	err := s.update(c, func(tx store.Tx) (err error) {
		next = follows{}
		if f, err = s.storedActivity(c, tx); err != nil {
			return err
		}
		setup, err := tx.Setup()
		if err != nil {
			return err
		}
		if f.after, err = f.before.Complete(r.desk(setup), f.sale, done, r.now); err != nil {
			return err
		}
		if f.after == f.before {
			return errStop
		}
		f.after = f.after.Saved(r.user, r.now)
		if err := keepActivity(tx, r, f.sale, f.before, f.after); err != nil {
			return err
		}
		next, err = s.followGuide(tx, r, f.sale, f.after)
		return err
	})
	if err != nil {
		return err
	}
	notice := r.texts.T("status.activity.completed")
	if !done {
		notice = r.texts.T("status.activity.to_do")
	}
	return s.activitySaved(c, f.sale, notice, next)
}

// activityDeletion asks whether to delete an activity.
func (s *server) activityDeletion(c *fiber.Ctx) error { return s.askActivityDeletion(c, "") }

// askActivityDeletion asks so, and says what has changed since it was asked before.
func (s *server) askActivityDeletion(c *fiber.Ctx, changed string) error {
	t := of(c).texts
	var v views.ActivityDeletion
	err := s.view(c, func(tx store.ReadTx) error {
		f, err := s.deletableActivity(c, tx)
		if err != nil {
			return err
		}
		title := t.T("activity.deletion.title." + kindOf(f.before))
		v = views.ActivityDeletion{
			Page: s.page(c, title), Heading: title, Changed: changed,
			Facts:  activityFacts(t, f.before),
			Action: extended(s.activityHref(c, f, "")+"?_method=DELETE&version="+strconv.FormatUint(f.before.Version, 10), openedFrom(c)),
			Cancel: extended(saleHref(f.sale, "", readListQuery(c), ""), belowOf(c).query()),
		}
		return nil
	})
	if err != nil {
		return err
	}
	if changed != "" {
		v.Title = t.T("page.error.title", "title", v.Title)
		c.Status(fiber.StatusConflict)
	}
	return s.render(c, "activities/deletion", "activities/_deletion", v)
}

func (s *server) deletableActivity(c *fiber.Ctx, tx store.ReadTx) (f activityForm, err error) {
	if f, err = s.storedActivity(c, tx); err != nil {
		return f, err
	}
	setup, err := tx.Setup()
	if err != nil {
		return f, err
	}
	return f, f.before.AllowDeleting(of(c).desk(setup), f.sale)
}

// activityDelete deletes an activity in the version that was asked about; one that was
// changed since is asked about again.
func (s *server) activityDelete(c *fiber.Ctx) error {
	version, _ := strconv.ParseUint(c.Query("version"), 10, 63) // none is no version there is
	var f activityForm
	err := s.update(c, func(tx store.Tx) (err error) {
		if f, err = s.deletableActivity(c, tx); err != nil {
			return err
		}
		if err := tx.DeleteActivity(f.before.ID, version); err != nil {
			return err
		}
		if err := tell(tx, of(c), f.sale, f.before, crm.Activity{}); err != nil {
			return err
		}
		e := s.entry(c, crm.AuditActivityDeleted)
		e.Sale, e.Subject = f.sale.Number, shorten(f.before.Text)
		return tx.PutAudit(e)
	})
	if errors.Is(err, store.ErrVersion) {
		return s.askActivityDeletion(c, of(c).texts.T("deletion.changed_meanwhile"))
	}
	if err != nil {
		return err
	}
	return s.activitySaved(c, f.sale, of(c).texts.T("status.activity.deleted"), follows{})
}
