package handlers

import (
	"github.com/gofiber/fiber/v2"

	"verkoop/crm"
	"verkoop/store"
)

// preferencesUpdate keeps the user's preferences.
func (s *server) preferencesUpdate(c *fiber.Ctx) error {
	r, f := of(c), readForm(c)
	err := s.update(c, func(tx store.Tx) error {
		return s.prefer(tx, r, func(p *crm.Preferences) { p.AlwaysFollowUp = f.get("always_follow_up") == "true" })
	})
	if err != nil {
		return err
	}
	return s.redirect(c, "/account", r.texts.T("account.preferences_saved"))
}

// prefer keeps what the user wants, where that is something else than before.
func (s *server) prefer(tx store.Tx, r *request, change func(*crm.Preferences)) error {
	before, err := tx.Preferences(r.user.ID)
	if err != nil {
		return err
	}
	p := before
	if change(&p); p == before {
		return nil
	}
	return tx.PutPreferences(p.Saved())
}
