package handlers

import (
	"errors"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"verkoop/auth"
	"verkoop/crm"
	"verkoop/store"
	"verkoop/views"
)

const groupsHref = "/settings/groups"

// groupIndex lists the groups, with a form to add one.
func (s *server) groupIndex(c *fiber.Ctx) error { return s.groups(c, form{}, nil) }

func (s *server) groups(c *fiber.Ctx, f form, problems crm.Problems) error {
	t := of(c).texts
	v := views.Groups{Settings: s.settings(c, t.T("settings.groups.title"), groupsHref), Action: groupsHref, Submit: t.T("settings.group.add")}
	in := inputs{t, f, problems}
	v.Name = in.text(crm.FieldName, "form.group.name.label", "off")
	v.Problems = in.summary()
	err := s.view(c, func(tx store.ReadTx) error {
		staff, err := auth.Staff(tx)
		for _, g := range staff.Groups {
			members, managers := staff.Members(g.ID), []string(nil)
			for _, u := range members {
				if u.Role == crm.Manager && !u.Disabled {
					managers = append(managers, u.Name)
				}
			}
			v.Rows = append(v.Rows, views.GroupRow{Href: groupsHref + "/" + string(g.ID), Name: g.Name,
				Members: t.N("settings.group.members", len(members)), Managers: strings.Join(managers, ", ")})
		}
		return err
	})
	if err != nil {
		return err
	}
	if len(problems) > 0 {
		v.Title = t.T("page.error.title", "title", v.Title)
		c.Status(fiber.StatusUnprocessableEntity)
	}
	return s.render(c, "settings/groups", "settings/groups", v)
}

// groupEdit is the form of a group.
func (s *server) groupEdit(c *fiber.Ctx) error {
	g, err := s.group(c)
	if err != nil {
		return err
	}
	return s.groupForm(c, g, nil)
}

func (s *server) group(c *fiber.Ctx) (g crm.Group, err error) {
	err = s.view(c, func(tx store.ReadTx) error {
		g, err = tx.Group(crm.GroupID(c.Params("group")))
		return err
	})
	return g, err
}

func (s *server) groupForm(c *fiber.Ctx, g crm.Group, problems crm.Problems) error {
	t := of(c).texts
	href := groupsHref + "/" + string(g.ID)
	v := views.GroupForm{
		Settings: s.settings(c, t.T("settings.group.title", "name", g.Name), groupsHref), ID: "group-form",
		Action: href + "?_method=PUT", Version: strconv.FormatUint(g.Version, 10), Submit: t.T("action.save"), Cancel: groupsHref,
	}
	in := inputs{t, form{map[string][]string{string(crm.FieldName): {g.Name}}}, problems}
	v.Name = in.text(crm.FieldName, "form.group.name.label", "off")
	v.Problems = in.summary()
	err := s.view(c, func(tx store.ReadTx) error {
		staff, err := auth.Staff(tx)
		if err == nil {
			v.Members, err = s.userRows(c, tx, staff.Members(g.ID))
		}
		return err
	})
	if err != nil {
		return err
	}
	if len(problems) > 0 {
		v.Title = t.T("page.error.title", "title", v.Title)
		c.Status(fiber.StatusUnprocessableEntity)
	}
	return s.render(c, "settings/group", "settings/group", v)
}

// groupCreate adds a group.
func (s *server) groupCreate(c *fiber.Ctx) error {
	f := readForm(c)
	return s.saveGroup(c, crm.Group{ID: crm.GroupID(s.NewID()), Name: f.get(string(crm.FieldName))},
		func(_ crm.Group, problems crm.Problems) error { return s.groups(c, f, problems) })
}

// groupUpdate renames a group.
func (s *server) groupUpdate(c *fiber.Ctx) error {
	g, err := s.group(c)
	if err != nil {
		return err
	}
	f := readForm(c)
	g.Name = f.get(string(crm.FieldName))
	if version, err := strconv.ParseUint(f.get("version"), 10, 63); err != nil || version != g.Version {
		return store.ErrVersion
	}
	return s.saveGroup(c, g, func(g crm.Group, problems crm.Problems) error { return s.groupForm(c, g, problems) })
}

func (s *server) saveGroup(c *fiber.Ctx, g crm.Group, again func(crm.Group, crm.Problems) error) error {
	var saved crm.Group
	err := s.update(c, func(tx store.Tx) (err error) {
		saved, err = auth.SaveGroup(tx, s.by(c), g)
		return err
	})
	var problems crm.Problems
	if errors.As(err, &problems) {
		return again(g, problems)
	}
	if err != nil {
		return err
	}
	return s.redirect(c, groupsHref, of(c).texts.T("settings.group.saved", "name", saved.Name))
}
