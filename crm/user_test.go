package crm

import (
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// office is a small staff: one administrator, one seller, one who left.
func office() Staff {
	return Staff{
		Groups: []Group{{ID: "north", Version: 1, Name: "Noord"}, {ID: "south", Version: 1, Name: "Zuid"}},
		Users: []User{
			{ID: "pieter", Version: 1, Name: "Pieter", Email: "admin@demo.test", Role: Administrator, Group: "north"},
			{ID: "femke", Version: 1, Name: "Femke de Boer", Email: "seller@demo.test", Role: Seller, Group: "north"},
			{ID: "gone", Version: 1, Name: "Joop", Email: "joop@demo.test", Role: Administrator, Group: "south", Disabled: true},
		},
	}
}

func TestAdmitNamesEveryRuleThatIsBroken(t *testing.T) {
	good := User{ID: "new", Name: "Anna Bos", Email: "anna@demo.test", Role: Reader, Group: "south"}
	for sentence, c := range map[string]struct {
		change func(*User)
		keys   string
	}{
		"a user may be added":                       {func(u *User) {}, ""},
		"a name is needed":                          {func(u *User) { u.Name = "" }, "name: error.name.required"},
		"white space is no name":                    {func(u *User) { u.Name = " \t\u00a0" }, "name: error.name.required"},
		"what can't be seen is no name":             {func(u *User) { u.Name = "\u200b\u202e" }, "name: error.name.required"},
		"a name of 100 characters fits":             {func(u *User) { u.Name = strings.Repeat("é", 100) }, ""},
		"a longer one does not":                     {func(u *User) { u.Name = strings.Repeat("é", 101) }, "name: error.name.long"},
		"a name has no control characters":          {func(u *User) { u.Name = "A\x1b[2J" }, "name: error.text.one_line"},
		"an address is needed":                      {func(u *User) { u.Email = " " }, "email: error.email.required"},
		"an address has an at":                      {func(u *User) { u.Email = "anna" }, "email: error.email.wrong"},
		"an address has one at":                     {func(u *User) { u.Email = "a@b@c.test" }, "email: error.email.wrong"},
		"an address has no name beside it":          {func(u *User) { u.Email = "Anna <a@b.test>" }, "email: error.email.wrong"},
		"an address has no spaces":                  {func(u *User) { u.Email = "a b@c.test" }, "email: error.email.wrong"},
		"an address has no quotes":                  {func(u *User) { u.Email = `"a b"@c.test` }, "email: error.email.wrong"},
		"an address is on one line":                 {func(u *User) { u.Email = "a@b.test\nBcc: c@d.test" }, "email: error.email.wrong"},
		"an address can be seen":                    {func(u *User) { u.Email = "a\u202eb@c.test" }, "email: error.email.wrong"},
		"an address fits in 254":                    {func(u *User) { u.Email = strings.Repeat("a", 250) + "@b.test" }, "email: error.email.wrong"},
		"an address may have signs":                 {func(u *User) { u.Email = "anna+crm.o'neil-1@xn--bcher-kva.test" }, ""},
		"an address of one's own network will do":   {func(u *User) { u.Email = "anna@office" }, ""},
		"two users never have the same address":     {func(u *User) { u.Email = " Seller@DEMO.test" }, "email: error.email.taken"},
		"nor with a disabled one":                   {func(u *User) { u.Email = "joop@demo.test" }, "email: error.email.taken"},
		"a role is needed":                          {func(u *User) { u.Role = "" }, "role: error.role.required"},
		"there are four roles":                      {func(u *User) { u.Role = "owner" }, "role: error.role.required"},
		"a group is needed":                         {func(u *User) { u.Group = "" }, "group: error.group.required"},
		"the group must be there":                   {func(u *User) { u.Group = "west" }, "group: error.group.required"},
		"all at once":                               {func(u *User) { *u = User{ID: "new"} }, "name: error.name.required; email: error.email.required; role: error.role.required; group: error.group.required"},
		"a user keeps the own address":              {func(u *User) { *u = office().Users[1]; u.Name = "Femke" }, ""},
		"the last administrator stays one":          {func(u *User) { *u = office().Users[0]; u.Role = Manager }, "role: error.administrator.last_demoted"},
		"the last administrator stays enabled":      {func(u *User) { *u = office().Users[0]; u.Disabled = true }, "disabled: error.administrator.last_disabled"},
		"the last administrator may be renamed":     {func(u *User) { *u = office().Users[0]; u.Name, u.Group = "Piet", "south" }, ""},
		"a disabled one does not count":             {func(u *User) { *u = office().Users[2]; u.Role = Seller }, ""},
		"an administrator may be added as disabled": {func(u *User) { u.Role, u.Disabled = Administrator, true }, ""},
	} {
		u := good
		c.change(&u)
		if _, p := office().Admit(u); p.Error() != c.keys {
			t.Errorf("%s: %q, want %q", sentence, p.Error(), c.keys)
		}
	}
}

func TestAdmitTidiesUp(t *testing.T) {
	u, p := office().Admit(User{ID: "new", Name: "  Anna\t van  Bos ", Email: " Anna@Demo.TEST\n", Role: Reader, Group: "south"})
	if p != nil || u.Name != "Anna van Bos" || u.Email != "anna@demo.test" {
		t.Errorf("%+v %v", u, p)
	}
	if again, p := office().Admit(u); p != nil || again != u {
		t.Errorf("once more: %+v %v", again, p)
	}
}

func TestOfTwoAdministratorsOneMayGo(t *testing.T) {
	s := office()
	s.Users[1].Role = Administrator
	for _, change := range []func(*User){func(u *User) { u.Role = Reader }, func(u *User) { u.Disabled = true }} {
		u := s.Users[0]
		change(&u)
		if _, p := s.Admit(u); p != nil {
			t.Error(p)
		}
	}
}

// Whatever is asked for, in whatever order: somebody can still manage the others,
// and no two have the same address.
func TestNoEditsEndWithoutAnAdministrator(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := office()
		for range rapid.IntRange(1, 30).Draw(t, "edits") {
			u := User{ID: UserID(rapid.SampledFrom([]string{"pieter", "femke", "gone", "anna", "bob"}).Draw(t, "who"))}
			at := -1
			for i, known := range s.Users {
				if known.ID == u.ID {
					u, at = known, i
				}
			}
			u.Name = rapid.SampledFrom([]string{"A", "B", ""}).Draw(t, "name")
			u.Email = rapid.SampledFrom([]string{"a@b.test", "A@B.test ", "c@d.test", "e@f.test", ""}).Draw(t, "address")
			u.Role = rapid.SampledFrom(append(Roles[:], "")).Draw(t, "role")
			u.Group = rapid.SampledFrom([]GroupID{"north", "west"}).Draw(t, "group")
			u.Disabled = rapid.Bool().Draw(t, "disabled")
			admitted, p := s.Admit(u)
			switch {
			case p != nil:
			case at < 0:
				s.Users = append(s.Users, admitted)
			default:
				s.Users[at] = admitted
			}
			able, addresses := 0, map[string]bool{}
			for _, u := range s.Users {
				if u.May(ManageUsers, Sale{}) {
					able++
				}
				if addresses[u.Email] {
					t.Fatalf("two users have %s", u.Email)
				}
				addresses[u.Email] = true
			}
			if able == 0 {
				t.Fatalf("nobody can manage users: %+v", s.Users)
			}
		}
	})
}

func TestAdmitGroup(t *testing.T) {
	for sentence, c := range map[string]struct {
		group Group
		key   string
	}{
		"a group may be added":              {Group{ID: "west", Name: " West  en  meer "}, ""},
		"a group may be renamed":            {Group{ID: "north", Name: "Het noorden"}, ""},
		"a group may keep its name":         {Group{ID: "north", Name: "NOORD"}, ""},
		"no two groups have the same name":  {Group{ID: "west", Name: "zuid"}, "name: error.name.taken"},
		"a group has a name":                {Group{ID: "west", Name: " "}, "name: error.name.required"},
		"a group's name is not endless":     {Group{ID: "west", Name: strings.Repeat("a", 101)}, "name: error.name.long"},
		"a group's name is for people only": {Group{ID: "west", Name: "a\x00b"}, "name: error.text.one_line"},
	} {
		g, p := office().AdmitGroup(c.group)
		if p.Error() != c.key || c.key == "" && g.Name != strings.Join(strings.Fields(c.group.Name), " ") {
			t.Errorf("%s: %q %v, want %q", sentence, g.Name, p, c.key)
		}
	}
}

func TestStaffFindsPeople(t *testing.T) {
	s := office()
	if u, ok := s.ByEmail(" SELLER@demo.test "); !ok || u.ID != "femke" {
		t.Errorf("%+v %v", u, ok)
	}
	s.Users = append(s.Users, User{ID: "nobody"})
	for _, address := range []string{"x@demo.test", "", " "} {
		if u, ok := s.ByEmail(address); ok {
			t.Errorf("%q is the address of %+v", address, u)
		}
	}
	if got := s.Members("north"); len(got) != 2 || got[0].ID != "pieter" || got[1].ID != "femke" {
		t.Errorf("%+v", got)
	}
}

func TestWhatEndsSessions(t *testing.T) {
	before := office().Users[1]
	for sentence, c := range map[string]struct {
		change func(*User)
		want   bool
	}{
		"nothing":          {func(u *User) {}, false},
		"another name":     {func(u *User) { u.Name = "x" }, false},
		"another address":  {func(u *User) { u.Email = "x" }, false},
		"another group":    {func(u *User) { u.Group = "south" }, false},
		"another language": {func(u *User) { u.Language = "en" }, false},
		"more rights":      {func(u *User) { u.Role = Administrator }, true},
		"fewer rights":     {func(u *User) { u.Role = Reader }, true},
		"disabling":        {func(u *User) { u.Disabled = true }, true},
	} {
		after := before
		c.change(&after)
		if got := after.EndsSessions(before); got != c.want {
			t.Errorf("%s: %v", sentence, got)
		}
	}
	gone := office().Users[2]
	back := gone
	back.Disabled = false
	if back.EndsSessions(gone) || gone.EndsSessions(gone) {
		t.Error("enabling ends sessions")
	}
}

func TestUserChangesAreAFactEach(t *testing.T) {
	name := func(id GroupID) string { return "Group " + string(id) }
	before := office().Users[1]
	after := before
	after.Name, after.Group, after.Disabled, after.Version = "Femke Bos", "south", true, 2
	want := []FieldChange{
		{Field: FieldName, Old: Value{Text: "Femke de Boer"}, New: Value{Text: "Femke Bos"}},
		{Field: FieldGroup, Old: Value{ID: "north", Name: Same("Group north")}, New: Value{ID: "south", Name: Same("Group south")}},
		{Field: FieldDisabled, New: Value{Text: "true"}},
	}
	if got := UserChanges(before, after, name); !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	if got := UserChanges(before, before, name); got != nil {
		t.Errorf("nothing changed: %+v", got)
	}
	var fields []string
	for _, f := range UserChanges(User{}, before, func(id GroupID) string { return string(id) }) {
		fields = append(fields, string(f.Field))
	}
	if got := strings.Join(fields, " "); got != "name email role group" {
		t.Errorf("a new user: %s", got)
	}
}
