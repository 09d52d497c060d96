package handlers

import (
	"errors"

	"github.com/gofiber/fiber/v2"

	"verkoop/auth"
	"verkoop/crm"
	"verkoop/locales"
	"verkoop/store"
	"verkoop/views"
)

// countMost is how far a user's sales are counted.
const countMost = 10_000

const fieldTo crm.Field = "to"

// salesText says how many sales the user has; empty for none.
func salesText(t *locales.Texts, count int) string {
	switch {
	case count == 0:
		return ""
	case count >= countMost:
		return t.N("settings.user.sales_more", count)
	}
	return t.N("settings.user.sales", count)
}

// userSales is the form that hands all of a user's sales over to another.
func (s *server) userSales(c *fiber.Ctx) error { return s.handOver(c, nil) }

func (s *server) handOver(c *fiber.Ctx, problems crm.Problems) error {
	t := of(c).texts
	u, err := s.user(c)
	if err != nil {
		return err
	}
	v := views.HandOver{
		Settings: s.settings(c, t.T("settings.hand_over.title", "name", u.Name), usersHref),
		Action:   userHref(u) + "/sales", Submit: t.T("settings.hand_over.submit"), Cancel: userHref(u),
	}
	options := []views.Option{{Label: t.T("settings.hand_over.choose")}}
	err = s.view(c, func(tx store.ReadTx) error {
		count, err := tx.CountOwnerSales(u.ID, countMost)
		if err != nil {
			return err
		}
		v.Text = t.N("settings.hand_over.text", count, "name", u.Name)
		users, err := tx.Users()
		if err != nil {
			return err
		}
		groups, err := groupNames(tx)
		for _, other := range users {
			if other.CanOwn() && other.ID != u.ID {
				options = append(options, views.Option{Value: string(other.ID), Label: other.Name + ", " + groups[other.Group]})
			}
		}
		return err
	})
	if err != nil {
		return err
	}
	in := inputs{t, form{}, problems}
	v.To = in.choice(fieldTo, "form.user.to.label", options)
	v.Problems = in.summary()
	if len(problems) > 0 {
		v.Title = t.T("page.error.title", "title", v.Title)
		c.Status(fiber.StatusUnprocessableEntity)
	}
	return s.render(c, "settings/hand_over", "settings/_hand_over", v)
}

// userSalesUpdate begins to hand a user's sales over.
func (s *server) userSalesUpdate(c *fiber.Ctx) error {
	var u, to crm.User
	err := s.update(c, func(tx store.Tx) (err error) {
		if u, err = tx.User(crm.UserID(c.Params("user"))); err != nil {
			return err
		}
		to, err = tx.User(crm.UserID(readForm(c).get(string(fieldTo))))
		if errors.Is(err, store.ErrNotFound) || err == nil && (!to.CanOwn() || to.ID == u.ID) {
			return crm.Error{Kind: crm.Invalid, Field: fieldTo, Key: "error.hand_over.required"}
		}
		if err != nil {
			return err
		}
		by := s.by(c)
		e := by.About(crm.AuditSalesHandedOver, u)
		e.Facts = []crm.FieldChange{{Field: crm.FieldOwner,
			Old: crm.Value{ID: string(u.ID), Name: crm.Same(u.Name)}, New: crm.Value{ID: string(to.ID), Name: crm.Same(to.Name)}}}
		return errors.Join(auth.PutSalesJob(tx, by, crm.Job{Kind: crm.HandOverJob, User: u.ID, To: to.ID}), tx.PutAudit(e))
	})
	var e crm.Error
	if errors.As(err, &e) && e.Field == fieldTo {
		return s.handOver(c, crm.Problems{e})
	}
	if err != nil {
		return err
	}
	s.wake()
	return s.redirect(c, userHref(u), of(c).texts.T("settings.hand_over.begun", "name", to.Name))
}

// progress tells how far the jobs on the user's sales have come.
func (s *server) progress(c *fiber.Ctx, tx store.ReadTx, u crm.User) (out []views.Progress, err error) {
	t := of(c).texts
	jobs, err := tx.Jobs()
	for _, job := range jobs {
		if job.User != u.ID {
			continue
		}
		out = append(out, views.Progress{
			Text: t.T("settings.job."+string(job.Kind), "done", job.Done, "total", job.Total),
			Done: job.Done, All: job.Total, Href: userHref(u) + "/jobs",
		})
	}
	return out, err
}

// userJobs is the region that tells how far they have come.
func (s *server) userJobs(c *fiber.Ctx) error {
	u, err := s.user(c)
	if err != nil {
		return err
	}
	v := views.Jobs{Page: s.page(c, u.Name), Href: userHref(u) + "/jobs"}
	if err := s.view(c, func(tx store.ReadTx) (err error) { v.Jobs, err = s.progress(c, tx, u); return err }); err != nil {
		return err
	}
	if len(v.Jobs) == 0 {
		v.Status = of(c).texts.T("settings.job.done")
	}
	return s.render(c, "settings/_jobs", "settings/_jobs", v)
}
