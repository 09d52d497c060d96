package handlers

import (
	"cmp"
	"errors"

	"github.com/gofiber/fiber/v2"

	"verkoop/crm"
	"verkoop/store"
	"verkoop/views"
)

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
		if posted.has(untickField) {
			if err := untick(tx, r, &f); err != nil {
				return err
			}
		}
		if _, before, err := doneBefore(tx, r, posted); err != nil || before {
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
		return keepDone(tx, r, posted, store.Submission{Sale: f.sale.Number})
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
	notice := r.texts.T("status.activity." + string(f.after.Kind))
	if f.choose { // the page need not be that of the sale
		notice += ": " + r.texts.T("sale.number", "number", numberText(f.sale)) + ", " + shorten(f.sale.Title)
	}
	return s.activitySaved(c, f.sale, notice, next)
}

// untick makes a completed follow-up one to do.
func untick(tx store.Tx, r *request, f *activityForm) error {
	setup, err := tx.Setup()
	if err != nil || !f.before.IsClosed() {
		return err
	}
	after, err := f.before.Complete(r.desk(setup), f.sale, false, r.now)
	if err != nil {
		return err
	}
	after = after.Saved(r.user, r.now)
	if err := keepActivity(tx, r, f.sale, f.before, after); err != nil {
		return err
	}
	f.before, f.after = after, after
	return nil
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
