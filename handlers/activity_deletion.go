package handlers

import (
	"errors"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"verkoop/crm"
	"verkoop/store"
	"verkoop/views"
)

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
