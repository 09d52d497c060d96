package commands

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"
	"text/tabwriter"
	"unicode"

	"verkoop/auth"
	"verkoop/crm"
	"verkoop/locales"
	"verkoop/store"
)

type userCommands struct {
	Add      userAdd      `cmd:"" help:"Add a user; prints a log-in link, with which that user chooses a password."`
	List     userList     `cmd:"" help:"List all users."`
	Password userPassword `cmd:"" help:"Print a log-in link, with which a user chooses a new password."`
	Disable  userDisable  `cmd:"" help:"Let a user log in no more, and end all sessions of that user."`
	Enable   userEnable   `cmd:"" help:"Let a disabled user log in again."`
}

type sessionCommands struct {
	End sessionEnd `cmd:"" help:"End all sessions of a user, or of everybody: who was logged in has to log in again."`
}

// tasks are what a running Verkoop can be asked to do, by the names of their commands.
var tasks = map[string]func() task{
	"user add":      func() task { return &userAdd{} },
	"user list":     func() task { return &userList{} },
	"user password": func() task { return &userPassword{} },
	"user disable":  func() task { return &userDisable{} },
	"user enable":   func() task { return &userEnable{} },
	"session end":   func() task { return &sessionEnd{} },
	"config export": func() task { return &configExport{} },
	"config import": func() task { return &configImport{} },
}

type userAdd struct {
	folderFlags `json:"-"`
	addressFlag
	Email    string `arg:"" help:"E-mail address to log in with."`
	Name     string `required:"" placeholder:"NAME" help:"What the user is called."`
	Role     string `default:"seller" placeholder:"ROLE" help:"What the user may do: administrator, manager, seller or reader. Without it: seller."`
	Group    string `placeholder:"GROUP" help:"The name of the user's group. Needed where there are several."`
	Language string `placeholder:"LANGUAGE" help:"nl or en. Without it: as the user's browser asks."`
}

func (c *userAdd) Run(s *surroundings) error { return s.carryOut(c.folderFlags, "user add", c) }

func (c *userAdd) do(ctx context.Context, p *place) error {
	base, err := c.base(p.base)
	if err != nil {
		return err
	}
	if _, ok := locales.Parse(c.Language); !ok && c.Language != "" {
		return usageError(fmt.Sprintf("there is no language %q; choose nl or en", c.Language))
	}
	u := crm.User{ID: crm.UserID(p.newID()), Name: c.Name, Email: c.Email, Role: crm.Role(strings.ToLower(c.Role)), Language: c.Language}
	if !known(u.Role) {
		return usageError(fmt.Sprintf("there is no role %q; choose one of %s", c.Role, roles()))
	}
	var saved crm.User
	var group crm.Group
	var token string
	err = p.update(ctx, func(tx store.Tx, by auth.By) (err error) {
		if group, err = c.group(tx, by); err != nil {
			return err
		}
		u.Group = group.ID
		if saved, err = auth.SaveUser(tx, by, u); err != nil {
			return err
		}
		token, err = auth.Link(tx, by, saved)
		return err
	})
	if err != nil {
		return err
	}
	p.sayf("%s was added as %s of the group %s, with the address %s.", saved.Name, saved.Role, group.Name, saved.Email)
	p.sayLink(base, token, saved)
	return nil
}

// group is the one with the name given, or the only one there is. The first group
// comes with the first user.
func (c *userAdd) group(tx store.Tx, by auth.By) (crm.Group, error) {
	groups, err := tx.Groups()
	if err != nil {
		return crm.Group{}, err
	}
	wanted := strings.Join(strings.Fields(c.Group), " ")
	if len(groups) == 0 {
		return auth.SaveGroup(tx, by, crm.Group{ID: crm.GroupID(by.NewID()), Name: cmp.Or(wanted, "Sales")})
	}
	if len(groups) == 1 && wanted == "" {
		return groups[0], nil
	}
	var names []string
	for _, g := range groups {
		if strings.EqualFold(g.Name, wanted) {
			return g, nil
		}
		names = append(names, g.Name)
	}
	if wanted == "" {
		return crm.Group{}, usageError("choose the user's group with --group: " + strings.Join(names, ", "))
	}
	return crm.Group{}, fmt.Errorf("there is no group %q; choose one of these with --group: %s", wanted, strings.Join(names, ", "))
}

type userList struct {
	folderFlags `json:"-"`
}

func (c *userList) Run(s *surroundings) error { return s.carryOut(c.folderFlags, "user list", c) }

func (c *userList) do(ctx context.Context, p *place) error {
	type row struct{ state, seen, group string }
	var users []crm.User
	var rows []row
	err := p.store.View(ctx, func(tx store.ReadTx) (err error) {
		if users, err = tx.Users(); err != nil {
			return err
		}
		rows = make([]row, len(users))
		for i, u := range users {
			group, err := tx.Group(u.Group)
			if err != nil {
				return err
			}
			seen, err := auth.LastSeen(tx, u)
			if err != nil {
				return err
			}
			rows[i].group = group.Name
			if rows[i].seen = "never"; !seen.IsZero() {
				rows[i].seen = seen.In(p.now().Location()).Format("2006-01-02 15:04")
			}
			_, err = tx.Password(u.ID)
			switch {
			case u.Disabled:
				rows[i].state = "disabled"
			case errors.Is(err, store.ErrNotFound):
				rows[i].state = "no password yet"
			case err != nil:
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	if len(users) == 0 {
		p.sayf("There are no users yet.")
		return nil
	}
	table := tabwriter.NewWriter(p.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "NAME\tADDRESS\tROLE\tGROUP\tLAST SEEN\tSTATE")
	for i, u := range users {
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\t%s\n",
			printable(u.Name), printable(u.Email), u.Role, printable(rows[i].group), rows[i].seen, rows[i].state)
	}
	return table.Flush()
}

type userPassword struct {
	folderFlags `json:"-"`
	addressFlag
	Email string `arg:"" help:"E-mail address of the user."`
}

func (c *userPassword) Run(s *surroundings) error {
	return s.carryOut(c.folderFlags, "user password", c)
}

func (c *userPassword) do(ctx context.Context, p *place) error {
	base, err := c.base(p.base)
	if err != nil {
		return err
	}
	var u crm.User
	var token string
	err = p.update(ctx, func(tx store.Tx, by auth.By) (err error) {
		if u, err = find(tx, c.Email); err != nil {
			return err
		}
		token, err = auth.Link(tx, by, u)
		return err
	})
	if err != nil {
		return err
	}
	p.sayLink(base, token, u)
	return nil
}

type userDisable struct {
	folderFlags `json:"-"`
	Email       string `arg:"" help:"E-mail address of the user."`
}

func (c *userDisable) Run(s *surroundings) error { return s.carryOut(c.folderFlags, "user disable", c) }

func (c *userDisable) do(ctx context.Context, p *place) error {
	var before crm.User
	var ended int
	err := p.update(ctx, func(tx store.Tx, by auth.By) (err error) {
		if before, err = find(tx, c.Email); err != nil {
			return err
		}
		sessions, err := tx.UserSessions(before.ID)
		if err != nil {
			return err
		}
		ended = len(sessions)
		after := before
		after.Disabled = true
		_, err = auth.SaveUser(tx, by, after)
		return err
	})
	switch {
	case err != nil:
		return err
	case before.Disabled:
		p.sayf("%s was disabled already.", before.Name)
	default:
		p.sayf("%s can't log in any more; %s ended.", before.Name, counted(ended, "session was", "sessions were"))
	}
	return nil
}

type userEnable struct {
	folderFlags `json:"-"`
	Email       string `arg:"" help:"E-mail address of the user."`
}

func (c *userEnable) Run(s *surroundings) error { return s.carryOut(c.folderFlags, "user enable", c) }

func (c *userEnable) do(ctx context.Context, p *place) error {
	var before crm.User
	var password error
	err := p.update(ctx, func(tx store.Tx, by auth.By) (err error) {
		if before, err = find(tx, c.Email); err != nil {
			return err
		}
		_, password = tx.Password(before.ID)
		after := before
		after.Disabled = false
		_, err = auth.SaveUser(tx, by, after)
		return err
	})
	switch {
	case err != nil:
		return err
	case !before.Disabled:
		p.sayf("%s was not disabled.", before.Name)
	case errors.Is(password, store.ErrNotFound):
		p.sayf("%s can log in once a password is chosen: verkoop user password %s makes a link for that.", before.Name, before.Email)
	default:
		p.sayf("%s can log in again, with the same password as before.", before.Name)
	}
	return nil
}

type sessionEnd struct {
	folderFlags `json:"-"`
	Email       string `arg:"" optional:"" help:"E-mail address of the user."`
	All         bool   `help:"Of everybody."`
}

func (c *sessionEnd) Run(s *surroundings) error { return s.carryOut(c.folderFlags, "session end", c) }

func (c *sessionEnd) do(ctx context.Context, p *place) error {
	if c.All == (c.Email != "") {
		return usageError("say whose sessions to end: an e-mail address, or --all for those of everybody")
	}
	var users []crm.User
	var ended int
	err := p.update(ctx, func(tx store.Tx, by auth.By) (err error) {
		ended = 0
		if users, err = tx.Users(); err != nil {
			return err
		}
		if !c.All {
			u, err := find(tx, c.Email)
			if err != nil {
				return err
			}
			users = []crm.User{u}
		}
		for _, u := range users {
			n, err := auth.EndSessions(tx, by, u)
			if err != nil {
				return err
			}
			ended += n
		}
		return nil
	})
	if err != nil {
		return err
	}
	whose := "everybody"
	if !c.All {
		whose = users[0].Name
	}
	p.sayf("%s of %s ended.", counted(ended, "session", "sessions"), whose)
	return nil
}

// find is the user with the address.
func find(tx store.ReadTx, email string) (crm.User, error) {
	u, err := tx.UserByEmail(crm.CleanEmail(email))
	if errors.Is(err, store.ErrNotFound) {
		return u, fmt.Errorf("there is no user with the e-mail address %q; verkoop user list shows those that there are", crm.CleanEmail(email))
	}
	return u, err
}

func (p *place) sayLink(base, token string, u crm.User) {
	p.sayf("%s can choose a password with this log-in link, once, within %d hours: %s/password/%s",
		u.Name, int(crm.PasswordLasts.Hours()), base, token)
}

func counted(n int, one, more string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprint(n, " ", more)
}

func known(role crm.Role) bool {
	for _, r := range crm.Roles {
		if r == role {
			return true
		}
	}
	return false
}

func roles() string {
	var names []string
	for _, r := range crm.Roles {
		names = append(names, string(r))
	}
	return strings.Join(names, ", ")
}

// printable keeps what somebody typed from steering the terminal.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return '\uFFFD'
	}, text)
}
