package handlers

import (
	"context"
	"errors"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"verkoop/auth"
	"verkoop/config"
	"verkoop/crm"
	"verkoop/store"
	"verkoop/store/badger"
)

// empty is a company that was not set up, as serve leaves it on an empty folder,
// and its one-time address.
func empty(t *testing.T, cfg Config) (s *site, address string) {
	t.Helper()
	beside(t)
	engine, err := badger.Open(badger.Options{InMemory: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { engine.Close() })
	s = &site{t: t, store: engine, hasher: auth.NewHasher(), clock: now}
	s.serve(cfg)
	s.update(func(tx store.Tx) error {
		defaults, err := config.Defaults()
		if err != nil {
			return err
		}
		return config.Apply(tx, defaults)
	})
	return s, "/setup/" + s.setUpToken()
}

func (s *site) setUpToken() (token string) {
	s.t.Helper()
	s.update(func(tx store.Tx) (err error) {
		token, err = auth.Issue(tx, crm.SetUpTicket, "", s.clock().Add(crm.SetUpLasts))
		return err
	})
	return token
}

// people are all users and groups.
func (s *site) people() (staff crm.Staff) {
	s.t.Helper()
	s.view(func(tx store.ReadTx) (err error) { staff, err = auth.Staff(tx); return err })
	return staff
}

func (s *site) setup() (setup *crm.Setup) {
	s.t.Helper()
	s.view(func(tx store.ReadTx) (err error) { setup, err = tx.Setup(); return err })
	return setup
}

const setUpForm = "#set-up-form"

// asked are good answers to the set-up form.
var asked = []string{"organisation", "  Kaashandel \t Van der Ploeg ", "name", " Tjitske van  der Ploeg", "email", " Tjitske@Ploeg.Example ",
	"password", newPassword, "currency", "USD"}

func TestSettingUpMakesTheFirstAdministrator(t *testing.T) {
	var sampled []crm.User
	s, address := empty(t, Config{Samples: func(_ context.Context, admin crm.User) error { sampled = append(sampled, admin); return nil }})
	b := s.visitor()
	b.get("/").want(303)
	if waiting := b.get("/login").want(200); waiting.Find("form[action='/login']").Length() > 0 || !strings.Contains(waiting.text("main"), "gestart") {
		t.Errorf("before set-up the log-in page says %q", waiting.text("main"))
	}
	page := b.get(address).want(200)
	s.later(time.Minute)
	made := s.hasher.Made()
	a := b.send(page, setUpForm, append([]string{"samples", "true"}, asked...)...).want(303).leads(t, "/sales")
	if s.hasher.Made() != made+1 {
		t.Errorf("%d hashes", s.hasher.Made()-made)
	}
	b.follow(a).want(200).has("[role=status]", "Verkoop")
	b.get("/settings/users").want(200).has("main", "Tjitske van der Ploeg")

	staff := s.people()
	if len(staff.Users) != 1 || len(staff.Groups) != 1 {
		t.Fatalf("made %+v", staff)
	}
	u := staff.Users[0]
	if u.Name != "Tjitske van der Ploeg" || u.Email != "tjitske@ploeg.example" || u.Role != crm.Administrator || u.Disabled ||
		u.Group != staff.Groups[0].ID || u.Language != "nl" || u.Version != 1 {
		t.Errorf("administrator %+v", u)
	}
	setup := s.setup()
	if setup.Organisation.Name != "Kaashandel Van der Ploeg" || setup.Organisation.Currency != "USD" {
		t.Errorf("organisation %+v", setup.Organisation)
	}
	for _, c := range setup.Currencies {
		if c.Code == "USD" && c.Retired {
			t.Error("the currency can't be chosen")
		}
	}
	if got := b.get("/sales/new").want(200).fields().Get("currency"); got != "USD" {
		t.Errorf("new sales begin with %q", got)
	}
	if len(sampled) != 1 || sampled[0].ID != u.ID {
		t.Errorf("samples for %+v", sampled)
	}
	kinds := ""
	for _, e := range s.auditSince(s.clock()) {
		kinds += string(e.Kind) + " "
		if e.From != "0.0.0.0" || e.Actor != "" {
			t.Errorf("audit log %+v", e)
		}
	}
	for _, kind := range []crm.AuditKind{crm.AuditSetUp, crm.AuditUserAdded, crm.AuditGroupAdded} {
		if strings.Count(kinds, string(kind)) != 1 {
			t.Errorf("audit log: %s", kinds)
		}
	}
	s.visitor().logIn("tjitske@ploeg.example", newPassword).want(303)

	// The address is used up, also for who has a new one: there is an administrator.
	for _, used := range []string{address, "/setup/" + s.setUpToken()} {
		other := s.visitor()
		other.get(used).want(410)
		csrf := other.get("/login").fill(logInSelector).Get(csrfField)
		other.do("POST", used, saleFields(append([]string{csrfField, csrf}, asked...)...)).want(410)
	}
	if len(s.people().Users) != 1 || s.setup().Organisation.Version != setup.Organisation.Version {
		t.Error("set up twice")
	}
}

func TestSettingUpWithoutSamples(t *testing.T) {
	s, address := empty(t, Config{Samples: func(context.Context, crm.User) error { t.Error("samples"); return nil }})
	b := s.visitor()
	v := b.get(address).want(200).fill(setUpForm, asked...)
	v.Del("samples")
	b.do("POST", address, v).want(303)

	s, address = empty(t, Config{Samples: func(context.Context, crm.User) error { return errors.New("no room") }})
	b = s.visitor()
	a := b.send(b.get(address), setUpForm, append([]string{"samples", "true"}, asked...)...)
	b.follow(a).want(200).has("[role=status]", "voorbeeldgegevens") // everything else is there
	if len(s.people().Users) != 1 {
		t.Error("no administrator")
	}
}

func TestASetUpAddressExpires(t *testing.T) {
	s, address := empty(t, Config{})
	b := s.visitor()
	page := b.get(address).want(200)
	s.later(crm.SetUpLasts - time.Second)
	b.get(address).want(200)
	s.later(time.Second)
	b.get(address).want(410).has("h1", "werkt niet meer")
	made := s.hasher.Made()
	b.send(page, setUpForm, asked...).want(410)
	v := page.fill(setUpForm, append([]string{"lang", "en"}, asked...)...)
	b.do("POST", address, v).want(410)
	for _, wrong := range []string{"/setup/x", "/setup/" + auth.NewToken(), "/password/" + strings.TrimPrefix(address, "/setup/")} {
		b.get(wrong).want(410)
	}
	s.update(func(tx store.Tx) error { // an address for a password is none to set up with
		ticket, err := auth.Issue(tx, crm.PasswordTicket, "seller", s.clock().Add(crm.PasswordLasts))
		address = "/setup/" + ticket
		return err
	})
	b.get(address).want(410)
	if len(s.people().Users) != 0 || s.hasher.Made() != made {
		t.Error("set up all the same")
	}
}

func TestSettingUpTwiceAtOnceMakesOneAdministrator(t *testing.T) {
	s, address := empty(t, Config{})
	statuses := map[int]int{}
	var mu sync.Mutex
	var all sync.WaitGroup
	for i := range 4 {
		b := s.visitor()
		v := b.get(address).want(200).fill(setUpForm, asked...)
		v.Set("email", string(rune('a'+i))+"@ploeg.example")
		all.Go(func() {
			a := b.do("POST", address, v)
			mu.Lock()
			defer mu.Unlock()
			statuses[a.status]++
		})
	}
	all.Wait()
	if statuses[303] != 1 || statuses[410] != 3 || len(s.people().Users) != 1 || len(s.people().Groups) != 1 {
		t.Errorf("answers %v, %d users, %d groups", statuses, len(s.people().Users), len(s.people().Groups))
	}
}

// kept finds that the form holds what was typed, but for the password.
func kept(t *testing.T, a *answer, v url.Values) {
	t.Helper()
	again := a.fill(setUpForm)
	for _, field := range []string{"organisation", "name", "email", "currency", "samples"} {
		if field == "currency" && a.Find(setUpForm+" option[value='"+v.Get(field)+"']").Length() == 0 {
			continue // not one that can be chosen
		}
		if again.Get(field) != v.Get(field) {
			t.Errorf("%s came back as %q, want %q", field, again.Get(field), v.Get(field))
		}
	}
	if again.Get("password") != "" || v.Get("password") != "" && strings.Contains(a.body, v.Get("password")) {
		t.Error("the password came back")
	}
}

func TestBadSetUpsKeepWhatWasTyped(t *testing.T) {
	s, address := empty(t, Config{})
	b := s.visitor()
	page := b.get(address).want(200)
	made := s.hasher.Made()
	for _, c := range []struct{ field, value, message string }{
		{"organisation", "", ""},
		{"organisation", " \t ", ""},
		{"organisation", strings.Repeat("é", 101), "100"},
		{"name", "", ""},
		{"name", strings.Repeat("x", 101), "100"},
		{"email", "", ""},
		{"email", "geen adres", "naam@"},
		{"email", "a@b@c.nl", "naam@"},
		{"email", `"a b"@c.nl`, "naam@"},
		{"email", "Tjitske <a@b.nl>", "naam@"},
		{"email", strings.Repeat("x", 250) + "@b.nl", "naam@"},
		{"password", "", ""},
		{"password", "elf tekens!", "12"},
		{"password", strings.Repeat("ab cd ", 22), "128"},
		{"password", "wachtwoord12", "raden"},
		{"password", "aaaaaaaaaaaaaa", "raden"},
		{"password", "123456789012", "raden"},
		{"password", "tjitske@ploeg.example", "raden"},
		{"password", "Tjitske van der Ploeg", "raden"},
		{"currency", "XXX", "lijst"},
		{"currency", "", "lijst"},
	} {
		v := page.fill(setUpForm, append(asked, "samples", "true")...)
		v.Set(c.field, c.value)
		a := b.do("POST", address, v).want(422)
		marked := a.Find(setUpForm + " [aria-invalid=true]")
		if marked.Length() != 1 || marked.AttrOr("name", "") != c.field {
			t.Errorf("%s %.30q: %s is marked", c.field, c.value, marked.AttrOr("name", "nothing"))
		}
		if a.Find("#problem a[href='#"+marked.AttrOr("id", "?")+"']").Length() != 1 || !strings.Contains(a.text("#problem"), c.message) {
			t.Errorf("%s %.30q: told %q", c.field, c.value, a.text("#problem"))
		}
		if !strings.HasPrefix(a.text("title"), "Fout: ") {
			t.Errorf("title %q", a.text("title"))
		}
		kept(t, a, v)
	}
	all := b.do("POST", address, page.fill(setUpForm, "organisation", "", "name", "", "email", "", "password", "")).want(422)
	if n := all.Find("#problem li").Length(); n != 4 {
		t.Errorf("%d problems are told", n)
	}
	if len(s.people().Users) != 0 || s.hasher.Made() != made {
		t.Error("set up all the same")
	}
}

func TestSwitchingTheLanguageOfTheSetUpKeepsWhatWasTyped(t *testing.T) {
	s, address := empty(t, Config{})
	b := s.visitor()
	page := b.get(address).want(200)
	button := page.Find("button[name=lang][value=en]")
	if button.AttrOr("form", "") != page.Find(setUpForm).AttrOr("id", "?") || button.AttrOr("formaction", "") != address {
		t.Errorf("the switch posts to %q", button.AttrOr("formaction", ""))
	}
	v := page.fill(setUpForm, asked...)
	v.Set("lang", "en")
	v.Set("samples", "true")
	a := b.do("POST", address, v).want(200)
	if a.Find("html").AttrOr("lang", "") != "en" || a.Find("[aria-invalid=true]").Length() > 0 {
		t.Error("not in English, or with problems that were not asked about")
	}
	kept(t, a, v)
	if len(s.people().Users) != 0 {
		t.Error("set up by the switch")
	}
	v.Del("samples")
	kept(t, b.do("POST", address, v).want(200), v)
	b.send(a, setUpForm, "password", newPassword).want(303)
	if u := s.people().Users[0]; u.Language != "en" {
		t.Errorf("the administrator's language is %q", u.Language)
	}
	if g := s.people().Groups[0]; g.Name != "Sales" {
		t.Errorf("the group is called %q", g.Name)
	}
}

// TestAUserWhoIsMadeOnTheCommandLineEndsSetUp: an address that was printed before
// makes no second first administrator.
func TestAUserWhoIsMadeOnTheCommandLineEndsSetUp(t *testing.T) {
	s, address := empty(t, Config{})
	b := s.visitor()
	page := b.get(address).want(200)
	s.update(func(tx store.Tx) error {
		g, u := crm.Group{ID: "g", Version: 1, Name: "Noord"}, crm.User{ID: "u", Version: 1, Name: "A", Email: "a@b.nl", Role: crm.Administrator, Group: "g"}
		return errors.Join(tx.PutGroup(g), tx.PutUser(u), tx.PutPassword("u", "hash"))
	})
	b.send(page, setUpForm, asked...).want(410)
	if len(s.people().Users) != 1 {
		t.Error("a second administrator")
	}
	if b.get("/login").want(200).Find(logInSelector).Length() != 1 {
		t.Error("the log-in form is not there")
	}
}

func TestSetUpJoinsTheGroupThatTheCommandLineMade(t *testing.T) {
	s, address := empty(t, Config{})
	s.update(func(tx store.Tx) error {
		_, err := auth.SaveGroup(tx, auth.By{From: crm.FromCommandLine, At: s.clock(), NewID: counter()}, crm.Group{ID: "sales", Name: "Sales"})
		return err
	})
	b := s.visitor()
	b.send(b.get(address, english).want(200), setUpForm, asked...).want(303)
	staff := s.people()
	if len(staff.Groups) != 1 || len(staff.Users) != 1 || staff.Users[0].Group != "sales" {
		t.Errorf("%+v", staff)
	}
}
