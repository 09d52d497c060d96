package crm

import (
	"net/mail"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Ids are opaque text: version 7 UUIDs for what is made at run time, short
// words for what the embedded defaults bring.
type (
	UserID  string
	GroupID string
)

// Role says what a user may do; see rights.go.
type Role string

const (
	Administrator Role = "administrator"
	Manager       Role = "manager"
	Seller        Role = "seller"
	Reader        Role = "reader"
)

// Roles are all, the most powerful first.
var Roles = [...]Role{Administrator, Manager, Seller, Reader}

// User is somebody who works with Verkoop. Everybody is in one group.
type User struct {
	ID       UserID  `json:"id"`
	Version  uint64  `json:"version"`
	Name     string  `json:"name"`
	Email    string  `json:"email"` // lower case; no two users have the same
	Role     Role    `json:"role"`
	Group    GroupID `json:"group"`
	Language string  `json:"language,omitempty"` // "nl", "en", or empty: as the browser asks
	Disabled bool    `json:"disabled,omitempty"`
}

// Group is a team of users with its manager.
type Group struct {
	ID      GroupID `json:"id"`
	Version uint64  `json:"version"`
	Name    string  `json:"name"`
}

// Facts of a user and of a group, as forms and the audit log name them.
const (
	FieldName     Field = "name"
	FieldEmail    Field = "email"
	FieldRole     Field = "role"
	FieldLanguage Field = "language"
	FieldDisabled Field = "disabled"
)

const (
	maxName  = 100
	maxEmail = 254
)

// CleanEmail is the address as it is kept and compared.
func CleanEmail(address string) string { return strings.ToLower(strings.TrimSpace(address)) }

// Staff are all users and groups: what a rule about one of them needs of the
// others.
type Staff struct {
	Users  []User
	Groups []Group
}

// Admit returns the user as to be kept, and every rule that is broken: a name of
// 1 to 100 characters, an e-mail address that nobody else has, a role and a group
// that there are. The last administrator stays one, and stays enabled.
func (s Staff) Admit(u User) (User, Problems) {
	var p Problems
	u.Name, u.Email = strings.Join(strings.Fields(u.Name), " "), CleanEmail(u.Email)
	if e, bad := badName(u.Name); bad {
		p = append(p, e)
	}
	switch {
	case u.Email == "":
		p = append(p, invalid(FieldEmail, "error.email.required"))
	case !isEmail(u.Email):
		p = append(p, invalid(FieldEmail, "error.email.wrong"))
	case slices.ContainsFunc(s.Users, func(o User) bool { return o.ID != u.ID && o.Email == u.Email }):
		p = append(p, invalid(FieldEmail, "error.email.taken"))
	}
	if !slices.Contains(Roles[:], u.Role) {
		p = append(p, invalid(FieldRole, "error.role.required"))
	}
	if !slices.ContainsFunc(s.Groups, func(g Group) bool { return g.ID == u.Group }) {
		p = append(p, invalid(FieldGroup, "error.group.required"))
	}
	if was := s.user(u.ID); was.administers() && !u.administers() && s.administrators() == 1 {
		if u.Disabled {
			p = append(p, Error{Kind: Invalid, Field: FieldDisabled, Key: "error.administrator.last_disabled", Act: ManageUsers})
		} else {
			p = append(p, Error{Kind: Invalid, Field: FieldRole, Key: "error.administrator.last_demoted", Act: ManageUsers})
		}
	}
	return u, p
}

// AdmitGroup returns the group as to be kept, and every rule that is broken: a
// name of 1 to 100 characters that no other group has.
func (s Staff) AdmitGroup(g Group) (Group, Problems) {
	g.Name = strings.Join(strings.Fields(g.Name), " ")
	if e, bad := badName(g.Name); bad {
		return g, Problems{e}
	}
	for _, o := range s.Groups {
		if o.ID != g.ID && strings.EqualFold(o.Name, g.Name) {
			return g, Problems{invalid(FieldName, "error.name.taken")}
		}
	}
	return g, nil
}

// Members are the users of the group, disabled ones included.
func (s Staff) Members(g GroupID) (members []User) {
	for _, u := range s.Users {
		if u.Group == g {
			members = append(members, u)
		}
	}
	return members
}

// ByEmail is the user with the address; false where there is none.
func (s Staff) ByEmail(address string) (User, bool) {
	address = CleanEmail(address)
	for _, u := range s.Users {
		if u.Email == address && address != "" {
			return u, true
		}
	}
	return User{}, false
}

func (s Staff) user(id UserID) User {
	for _, u := range s.Users {
		if u.ID == id {
			return u
		}
	}
	return User{}
}

func (u User) administers() bool { return u.Role == Administrator && !u.Disabled }

func (s Staff) administrators() (n int) {
	for _, u := range s.Users {
		if u.administers() {
			n++
		}
	}
	return n
}

// EndsSessions tells that what changed from the user before must be known to
// every request at once: who was signed in has to do so again.
func (u User) EndsSessions(before User) bool {
	return u.Disabled && !before.Disabled || u.Role != before.Role
}

// userFacts are what the audit log keeps of a user.
func (u User) facts(group func(GroupID) string) []FieldChange {
	disabled := ""
	if u.Disabled {
		disabled = "true"
	}
	return []FieldChange{
		{Field: FieldName, New: Value{Text: u.Name}},
		{Field: FieldEmail, New: Value{Text: u.Email}},
		{Field: FieldRole, New: Value{Text: string(u.Role)}},
		{Field: FieldGroup, New: Value{ID: string(u.Group), Name: Same(group(u.Group))}},
		{Field: FieldLanguage, New: Value{Text: u.Language}},
		{Field: FieldDisabled, New: Value{Text: disabled}},
	}
}

// UserChanges are the facts that differ between two versions of a user; group
// names groups. The zero user is the one before the first version.
func UserChanges(before, after User, group func(GroupID) string) (changes []FieldChange) {
	old := before.facts(group)
	for i, f := range after.facts(group) {
		if f.Old = old[i].New; !f.Old.Equal(f.New) {
			changes = append(changes, f)
		}
	}
	return changes
}

func badName(name string) (Error, bool) {
	switch {
	case !strings.ContainsFunc(name, visibleRune):
		return invalid(FieldName, "error.name.required"), true
	case utf8.RuneCountInString(name) > maxName:
		return invalid(FieldName, "error.name.long").with("max", maxName), true
	}
	if strings.ContainsFunc(name, unicode.IsControl) {
		return invalid(FieldName, "error.text.one_line"), true
	}
	return Error{}, false
}

// isEmail keeps to addresses that mail can be sent to without quoting: one @, no
// white space, a domain.
func isEmail(address string) bool {
	parsed, err := mail.ParseAddress(address)
	return err == nil && parsed.Address == address && parsed.Name == "" && len(address) <= maxEmail &&
		!strings.ContainsAny(address, `"<>`) && !strings.ContainsFunc(address, func(r rune) bool { return !visibleRune(r) || unicode.IsControl(r) })
}
