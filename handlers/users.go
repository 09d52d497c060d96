package handlers

import (
	"errors"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"verkoop/auth"
	"verkoop/crm"
	"verkoop/store"
	"verkoop/views"
)

const usersHref = "/settings/users"

// userIndex lists everybody who works with Verkoop.
func (s *server) userIndex(c *fiber.Ctx) error {
	t := of(c).texts
	v := views.Users{Settings: s.settings(c, t.T("settings.users.title"), usersHref), New: usersHref + "/new"}
	err := s.view(c, func(tx store.ReadTx) (err error) {
		users, err := tx.Users()
		if err == nil {
			v.Rows, err = s.userRows(c, tx, users)
		}
		return err
	})
	if err != nil {
		return err
	}
	return s.render(c, "settings/users", "settings/users", v)
}

func (s *server) userRows(c *fiber.Ctx, tx store.ReadTx, users []crm.User) (rows []views.UserRow, err error) {
	r := of(c)
	groups, err := groupNames(tx)
	if err != nil {
		return nil, err
	}
	for _, u := range users {
		row := views.UserRow{
			Href: userHref(u), Person: person(u.Name), Email: u.Email, Role: r.texts.T("role." + string(u.Role)),
			Group: groups[u.Group], Off: u.Disabled,
		}
		row.Person.Me = u.ID == r.user.ID
		if row.State, err = s.userState(c, tx, u); err != nil {
			return nil, err
		}
		seen, err := auth.LastSeen(tx, u)
		if err != nil {
			return nil, err
		}
		if !seen.IsZero() {
			row.Seen = r.texts.DateTime(seen.In(r.now.Location()))
		}
		rows = append(rows, row)
	}
	return rows, nil
}

func userHref(u crm.User) string { return usersHref + "/" + string(u.ID) }

// userState is what there is to say about whether the user can log in.
func (s *server) userState(c *fiber.Ctx, tx store.ReadTx, u crm.User) (string, error) {
	if u.Disabled {
		return of(c).texts.T("settings.user.disabled"), nil
	}
	_, err := tx.Password(u.ID)
	if errors.Is(err, store.ErrNotFound) {
		return of(c).texts.T("settings.user.no_password"), nil
	}
	return "", err
}

func groupNames(tx store.ReadTx) (map[crm.GroupID]string, error) {
	groups, err := tx.Groups()
	names := map[crm.GroupID]string{}
	for _, g := range groups {
		names[g.ID] = g.Name
	}
	return names, err
}

// userNew is the form that adds a user.
func (s *server) userNew(c *fiber.Ctx) error {
	return s.userForm(c, crm.User{Role: crm.Seller}, nil, nil)
}

// userEdit is the form of a user, with all that can be done about one.
func (s *server) userEdit(c *fiber.Ctx) error {
	u, err := s.user(c)
	if err != nil {
		return err
	}
	return s.userForm(c, u, nil, nil)
}

// user reads the user that the address names.
func (s *server) user(c *fiber.Ctx) (u crm.User, err error) {
	err = s.view(c, func(tx store.ReadTx) error {
		u, err = tx.User(crm.UserID(c.Params("user")))
		return err
	})
	return u, err
}

// typedUser is the user with what the form says.
func typedUser(f form, u crm.User) crm.User {
	u.Name, u.Email = f.get(string(crm.FieldName)), f.get(string(crm.FieldEmail))
	u.Role, u.Group = crm.Role(f.get(string(crm.FieldRole))), crm.GroupID(f.get(string(crm.FieldGroup)))
	u.Language = f.get(string(crm.FieldLanguage))
	return u
}

// userForm shows the user's form, with problems, and with a one-time address that
// was just made.
func (s *server) userForm(c *fiber.Ctx, u crm.User, problems crm.Problems, link *views.OneTime) error {
	r, t := of(c), of(c).texts
	title := t.T("settings.user.new")
	if u.Version > 0 {
		title = u.Name
	}
	v := views.UserForm{
		Settings: s.settings(c, title, usersHref), ID: "user-form", Action: usersHref, Submit: t.T("settings.user.add"),
		Cancel: usersHref, Link: link, Exists: u.Version > 0,
	}
	if link != nil {
		v.Status = link.Heading
	}
	in := inputs{t, form{map[string][]string{string(crm.FieldName): {u.Name}, string(crm.FieldEmail): {u.Email}}}, problems}
	v.Name = in.text(crm.FieldName, "form.user.name.label", "off")
	v.Name.Autofocus = u.Version == 0 && len(problems) == 0
	v.Email = in.text(crm.FieldEmail, "form.user.email.label", "off")
	v.Email.Type = "email"
	var roles, groups []views.Option
	for _, role := range crm.Roles {
		roles = append(roles, views.Option{Value: string(role), Label: t.T("role." + string(role)),
			Detail: t.T("role." + string(role) + ".may"), Selected: role == u.Role})
	}
	v.Role = in.choice(crm.FieldRole, "form.user.role.label", roles)
	v.Role.Choice = true
	languages := []views.Option{{Label: t.T("settings.user.language_of_browser"), Selected: u.Language == ""}}
	for _, l := range v.Languages() {
		languages = append(languages, views.Option{Value: string(l), Label: l.Name(), Selected: string(l) == u.Language})
	}
	v.Language = in.choice(crm.FieldLanguage, "form.user.language.label", languages)
	v.Problems = in.summary()
	err := s.view(c, func(tx store.ReadTx) error {
		staff, err := auth.Staff(tx)
		if err != nil {
			return err
		}
		for _, g := range staff.Groups {
			groups = append(groups, views.Option{Value: string(g.ID), Label: g.Name, Selected: g.ID == u.Group || u.Group == "" && g.ID == r.user.Group})
		}
		v.Group = in.choice(crm.FieldGroup, "form.user.group.label", groups)
		if !v.Exists {
			return nil
		}
		return s.userBelow(c, tx, staff, u, &v)
	})
	if err != nil {
		return err
	}
	if len(problems) > 0 {
		v.Title = t.T("page.error.title", "title", v.Title)
		c.Status(kinds[problems[0].Kind])
	}
	return s.render(c, "settings/user", "settings/user", v)
}

// userBelow adds what stands below the form of a user that exists.
func (s *server) userBelow(c *fiber.Ctx, tx store.ReadTx, staff crm.Staff, u crm.User, v *views.UserForm) (err error) {
	t, href := of(c).texts, userHref(u)
	v.Action, v.Version, v.Submit = href+"?_method=PUT", strconv.FormatUint(u.Version, 10), t.T("action.save")
	if v.State, err = s.userState(c, tx, u); err != nil {
		return err
	}
	if !u.Disabled {
		v.LinkAction = href + "/link"
	}
	v.Disable = &views.Toggle{Action: href + "/disabled", Label: t.T("settings.user.disable"), Text: t.T("settings.user.disable.text"), Value: "true"}
	off := u
	off.Disabled = true
	if u.Disabled {
		v.Disable.Label, v.Disable.Text, v.Disable.Value = t.T("settings.user.enable"), t.T("settings.user.enable.text"), ""
	} else if _, problems := staff.Admit(off); len(problems) > 0 {
		v.Disable.Refused = t.Error(problems[0])
	}
	if v.Sessions, err = s.sessions(c, tx, u.ID); err != nil {
		return err
	}
	if len(v.Sessions) > 0 {
		v.EndSessions = href + "/sessions"
	}
	count, err := tx.CountOwnerSales(u.ID, countMost)
	if err != nil {
		return err
	}
	v.Sales = salesText(t, count)
	if count > 0 {
		v.HandOver = href + "/sales"
	}
	v.Jobs, err = s.progress(c, tx, u)
	return err
}

// userCreate adds a user and shows the one-time address where the password is
// chosen.
func (s *server) userCreate(c *fiber.Ctx) error {
	u := typedUser(readForm(c), crm.User{})
	u.ID = crm.UserID(s.NewID())
	return s.saveUser(c, u, func(tx store.Tx, saved crm.User) (string, error) { return auth.Link(tx, s.by(c), saved) })
}

// userUpdate saves the form of a user.
func (s *server) userUpdate(c *fiber.Ctx) error {
	u, err := s.user(c)
	if err != nil {
		return err
	}
	f := readForm(c)
	u = typedUser(f, u)
	u.Version, _ = strconv.ParseUint(f.get("version"), 10, 63) // none is a version there is not
	if u.Version == 0 {
		return store.ErrVersion
	}
	return s.saveUser(c, u, nil)
}

// saveUser saves the user, with what is done beside it, and answers.
func (s *server) saveUser(c *fiber.Ctx, u crm.User, also func(tx store.Tx, saved crm.User) (token string, err error)) error {
	r := of(c)
	var was, saved crm.User
	var token string
	err := s.update(c, func(tx store.Tx) (err error) {
		if was, err = tx.User(u.ID); err != nil && !errors.Is(err, store.ErrNotFound) {
			return err
		}
		if saved, err = auth.SaveUser(tx, s.by(c), u); err == nil && also != nil {
			token, err = also(tx, saved)
		}
		return err
	})
	var problems crm.Problems
	switch {
	case errors.As(err, &problems):
		for _, e := range problems {
			s.refused(c, e)
		}
		if _, refused := problems.For(crm.FieldDisabled); refused { // the form shows what is typed in it, and this is not
			if u, err = s.user(c); err != nil {
				return err
			}
		}
		return s.userForm(c, u, problems, nil)
	case errors.Is(err, store.ErrVersion) && u.Version > 0:
		return s.userChanged(c, u)
	case err != nil:
		return err
	}
	s.wake()
	if token != "" {
		return s.userForm(c, saved, nil, s.oneTime(c, saved, token))
	}
	if saved.ID == r.user.ID && saved.EndsSessions(r.user) {
		return s.redirect(c, "/login", r.texts.T("log_in.access_changed"))
	}
	notice := "settings.user.saved"
	switch {
	case saved.Disabled && !was.Disabled:
		notice = "settings.user.is_disabled"
	case was.Disabled && !saved.Disabled:
		notice = "settings.user.is_enabled"
	}
	return s.redirect(c, userHref(saved), r.texts.T(notice, "name", saved.Name))
}

// userChanged shows what was typed again, over the version that somebody else
// saved meanwhile: saving again keeps what was typed.
func (s *server) userChanged(c *fiber.Ctx, typed crm.User) error {
	now, err := s.user(c)
	if err != nil {
		return err
	}
	typed.Version, typed.Disabled = now.Version, now.Disabled
	return s.userForm(c, typed, crm.Problems{{Kind: crm.Conflict, Key: "error.user.changed_meanwhile"}}, nil)
}

// oneTime shows the address where the user chooses a password.
func (s *server) oneTime(c *fiber.Ctx, u crm.User, token string) *views.OneTime {
	t := of(c).texts
	return &views.OneTime{
		Heading: t.T("settings.user.one_time.heading", "name", u.Name),
		Text:    t.T("settings.user.one_time.text", "name", u.Name, "until", of(c).now.Add(crm.PasswordLasts)),
		Address: c.BaseURL() + "/password/" + token,
	}
}

// userLink makes a one-time address for a user who forgot the password.
func (s *server) userLink(c *fiber.Ctx) error {
	var u crm.User
	var token string
	err := s.update(c, func(tx store.Tx) (err error) {
		if u, err = tx.User(crm.UserID(c.Params("user"))); err == nil {
			token, err = auth.Link(tx, s.by(c), u)
		}
		return err
	})
	if err != nil {
		return err
	}
	return s.userForm(c, u, nil, s.oneTime(c, u, token))
}

// userDisabledUpdate disables the user, or enables again.
func (s *server) userDisabledUpdate(c *fiber.Ctx) error {
	u, err := s.user(c)
	if err != nil {
		return err
	}
	u.Disabled = readForm(c).get(string(crm.FieldDisabled)) == "true"
	return s.saveUser(c, u, nil)
}

// userSessionsDelete ends all of the user's sessions.
func (s *server) userSessionsDelete(c *fiber.Ctx) error {
	var u crm.User
	err := s.update(c, func(tx store.Tx) (err error) {
		if u, err = tx.User(crm.UserID(c.Params("user"))); err == nil {
			_, err = auth.EndSessions(tx, s.by(c), u)
		}
		return err
	})
	if err != nil {
		return err
	}
	return s.redirect(c, userHref(u), of(c).texts.T("settings.user.sessions_ended", "name", u.Name))
}

func (s *server) wake() {
	if s.Wake != nil {
		s.Wake()
	}
}
