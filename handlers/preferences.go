package handlers

import (
	"github.com/gofiber/fiber/v2"

	"verkoop/store"
)

// preferencesUpdate keeps the user's preferences.
func (s *server) preferencesUpdate(c *fiber.Ctx) error {
	r, f := of(c), readForm(c)
	err := s.update(c, func(tx store.Tx) error {
		return s.prefer(tx, r, f.get("always_follow_up") == "true")
	})
	if err != nil {
		return err
	}
	return s.redirect(c, "/account", r.texts.T("account.preferences_saved"))
}

// prefer keeps whether the user wants follow-ups that a guide suggests to be made
// without being asked.
func (s *server) prefer(tx store.Tx, r *request, always bool) error {
	p, err := tx.Preferences(r.user.ID)
	if err != nil || p.AlwaysFollowUp == always {
		return err
	}
	p.AlwaysFollowUp = always
	return tx.PutPreferences(p.Saved())
}
