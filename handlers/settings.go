package handlers

import (
	"github.com/gofiber/fiber/v2"

	"verkoop/crm"
	"verkoop/views"
)

// settings is what all pages of "Settings and maintenance" have; current is the
// address of the one that is shown.
func (s *server) settings(c *fiber.Ctx, title, current string) views.Settings {
	r := of(c)
	v := views.Settings{Page: s.page(c, title), Heading: title}
	v.Section = "settings"
	for _, entry := range []struct {
		act       crm.Act
		key, href string
	}{
		{crm.Configure, "types", typesHref},
		{crm.Configure, "stages", stagesHref},
		{crm.Configure, "lists", listsHref},
		{crm.Configure, "currencies", currenciesHref},
		{crm.ManageUsers, "users", "/settings/users"},
		{crm.ManageUsers, "groups", "/settings/groups"},
		{crm.ImportData, "imports", "/imports"},
		{crm.ReadAudit, "audit", "/settings/audit"},
	} {
		if r.user.May(entry.act, crm.Sale{}) {
			v.Entries = append(v.Entries, views.NavEntry{
				Label: r.texts.T("settings." + entry.key + ".title"), Detail: r.texts.T("settings." + entry.key + ".detail"),
				Href: entry.href, Current: entry.href == current,
			})
		}
	}
	return v
}

// settingsIndex lists what there is to set.
func (s *server) settingsIndex(c *fiber.Ctx) error {
	return s.render(c, "settings/index", "settings/index", s.settings(c, of(c).texts.T("settings.title"), ""))
}

// must lets only those pass who may do the act.
func (s *server) must(act crm.Act) fiber.Handler {
	return func(c *fiber.Ctx) error {
		if err := of(c).user.Allow(act, crm.Sale{}); err != nil {
			return err
		}
		return c.Next()
	}
}
