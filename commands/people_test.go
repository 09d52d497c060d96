package commands

import (
	"context"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"verkoop/crm"
	"verkoop/locales"
	"verkoop/store"
)

const (
	besides = "Done by the running Verkoop.\n"
	offline = "Done in the folder; no Verkoop was running.\n"
)

// did runs a command that must succeed, and returns what it printed.
func did(t *testing.T, args ...string) string {
	t.Helper()
	code, stdout, stderr := outcome(t, verkoop(t, nil, args...))
	if code != 0 || stderr != "" {
		t.Fatalf("%v: exit code %d\n%s%s", args, code, stdout, stderr)
	}
	return stdout
}

// refused runs a command that must fail with one sentence.
func refused(t *testing.T, code int, says string, args ...string) {
	t.Helper()
	got, stdout, stderr := outcome(t, verkoop(t, nil, args...))
	if got != code || stdout != "" {
		t.Errorf("%v: exit code %d, want %d; stdout %q", args, got, code, stdout)
	}
	oneSentence(t, stderr, says)
}

// TestPeopleOnTheCommandLine tells one story twice: beside a server, and in the folder.
func TestPeopleOnTheCommandLine(t *testing.T) {
	for name, who := range map[string]string{"beside a server": besides, "in the folder": offline} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			serve := func() *server {
				return start(t, verkoop(t, nil, "serve", "--listen", "127.0.0.1:0", "--data", dir, "--zone", "UTC"))
			}
			running := who == besides
			s := serve()
			s.setUp()
			// between lets commands work: beside the server, or while it is stopped.
			between := func(do func()) {
				t.Helper()
				if running {
					do()
					return
				}
				s.stop(syscall.SIGTERM)
				do()
				client := s.client
				s = serve()
				s.client = client // whose cookies are good for any port
			}
			run := func(args ...string) string {
				t.Helper()
				said := did(t, append(args, "--data", dir)...)
				if !strings.HasSuffix(said, who) || strings.Count(said, "Done ") != 1 {
					t.Errorf("%v does not say %q:\n%s", args, who, said)
				}
				return strings.TrimSuffix(said, who)
			}

			var said string
			between(func() {
				said = run("user", "add", " Bram@Company.test ", "--name", "Bram  de Wit", "--language", "en")
			})
			if !strings.HasPrefix(said, "Bram de Wit was added as seller of the group Verkoop, with the address bram@company.test.\n") &&
				!strings.HasPrefix(said, "Bram de Wit was added as seller of the group Sales, with the address bram@company.test.\n") {
				t.Errorf("it says %q", said)
			}
			if !running && !strings.HasPrefix(firstAddress(said), "http://127.0.0.1:8080/password/") {
				t.Errorf("it says %q", said)
			}
			path := regexp.MustCompile(`/password/[A-Za-z0-9_-]{43}\b`).FindString(said)
			bram := &server{t: t, url: s.url, client: browser()}
			fields := bram.fields(path, "form[action='"+path+"']")
			fields.Set("password", "vier koeien in de wei")
			bram.submit(path, fields)
			bram.has("/sales", "Sales")
			if got := bram.status(path); got != http.StatusGone {
				t.Errorf("the address once more: %d", got)
			}

			between(func() {
				refused(t, 1, "Another user already has this e-mail address.", "user", "add", "bram@company.test", "--name", "B", "--data", dir)
				refused(t, 1, "This is the last administrator and cannot be disabled.", "user", "disable", adminEmail, "--data", dir)
				run("user", "add", "carla@company.test", "--name", "Carla Çelik", "--role", "Manager")
				run("user", "disable", "carla@company.test")
				list := strings.Split(strings.TrimRight(run("user", "list"), "\n"), "\n")
				day := `\d{4}-\d{2}-\d{2} \d{2}:\d{2}`
				for i, want := range []string{
					`^NAME +ADDRESS +ROLE +GROUP +LAST SEEN +STATE$`,
					`^Anna Bakker +anna@company.test +administrator +\w+ +` + day + ` *$`,
					`^Bram de Wit +bram@company.test +seller +\w+ +` + day + ` *$`,
					"^Carla Çelik +carla@company.test +manager +\\w+ +never +disabled$",
				} {
					if i >= len(list) || !regexp.MustCompile(want).MatchString(list[i]) {
						t.Errorf("line %d should fit %s:\n%s", i, want, strings.Join(list, "\n"))
					}
				}
			})

			bram.url = s.url
			bram.has("/sales", "Sales")
			between(func() {
				if said := run("session", "end", "bram@company.test"); said != "1 session of Bram de Wit ended.\n" {
					t.Errorf("it says %q", said)
				}
			})
			bram.url = s.url
			if got := bram.status("/sales"); got != http.StatusSeeOther {
				t.Errorf("after his session was ended: %d", got)
			}
			bram.signIn("bram@company.test", "vier koeien in de wei")

			between(func() {
				if said := run("user", "disable", "BRAM@company.test"); said != "Bram de Wit can't log in any more; 1 session was ended.\n" {
					t.Errorf("it says %q", said)
				}
			})
			bram.url = s.url
			if got := bram.status("/sales"); got != http.StatusSeeOther {
				t.Errorf("disabled, and still there: %d", got)
			}
			if res := bram.trySignIn("bram@company.test", "vier koeien in de wei"); res.StatusCode != http.StatusUnauthorized {
				t.Errorf("disabled, and signed in: %s", res.Status)
			}
			between(func() {
				if said := run("user", "enable", "bram@company.test"); said != "Bram de Wit can log in again, with the same password as before.\n" {
					t.Errorf("it says %q", said)
				}
			})
			bram.url = s.url
			bram.signIn("bram@company.test", "vier koeien in de wei")
			s.has("/sales", "Verkopen")
			between(func() {
				if said := run("session", "end", "--all"); said != "2 sessions of everybody ended.\n" {
					t.Errorf("it says %q", said)
				}
			})
			bram.url = s.url
			if bram.status("/sales") != http.StatusSeeOther || s.status("/sales") != http.StatusSeeOther {
				t.Error("somebody is still signed in")
			}
			s.signIn(adminEmail, goodPhrase)
			s.has("/settings/audit", "Bram de Wit")
			s.stop(os.Interrupt)
			if said := did(t, "check", "--data", dir); !strings.Contains(said, "is whole") {
				t.Error(said)
			}
		})
	}
}

func TestAnAddressForAPasswordExpires(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	serve := func(now string) *server {
		return start(t, verkoop(t, nil, "serve", "--listen", "127.0.0.1:0", "--data", dir, "--fixed-now", now))
	}
	s := serve("2026-11-20T09:00:00Z")
	path := strings.TrimPrefix(firstAddress(did(t, "user", "add", "a@b.test", "--name", "A", "--role", "administrator", "--data", dir)), s.url)
	s.stop(syscall.SIGTERM)
	for now, want := range map[string]int{"2026-11-23T08:59:59Z": http.StatusOK, "2026-11-23T09:00:00Z": http.StatusGone} {
		s = serve(now)
		if got := s.status(path); got != want {
			t.Errorf("%s: %d, want %d", now, got, want)
		}
		s.stop(syscall.SIGTERM)
	}
}

// here is a place over a store in memory.
func here(t *testing.T, data store.Store) *place {
	t.Helper()
	bundle, err := locales.Load()
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	return &place{store: data, now: func() time.Time { return now }, newID: clockFlags{}.ids(), base: "http://here", texts: bundle.For(locales.EN)}
}

func TestTheFirstUserBringsTheGroup(t *testing.T) {
	for given, want := range map[string]string{"": "Sales", " De  winkel ": "De winkel"} {
		data := memory(t)
		r := here(t, data).carry(context.Background(), &userAdd{Email: "a@b.test", Name: "A", Role: "reader", Group: given})
		if !strings.Contains(r.Out, "as reader of the group "+want+",") {
			t.Errorf("%+v", r)
		}
	}
}

func TestWhatTheCommandLineSays(t *testing.T) {
	p, ctx := here(t, memory(t)), context.Background()
	for _, c := range []struct {
		task task
		code int
		says string
	}{
		{&userList{}, 0, "There are no users yet.\n"},
		{&sessionEnd{All: true}, 0, "0 sessions of everybody ended.\n"},
		{&userAdd{Email: "a@b.test", Name: "A", Role: "Administrator"}, 0, "A was added as administrator of the group Sales, with the address a@b.test.\nA can choose a password with this log-in link, once, within 72 hours: http://here/password/"},
		{&userAdd{Email: "bram", Name: " ", Role: "seller"}, 1, "Enter a name. This is not an e-mail address. Write it as name@company.com."},
		{&userAdd{Email: "c@b.test", Name: "C", Role: "boss"}, 2, `there is no role "boss"; choose one of administrator, manager, seller, reader`},
		{&userAdd{Email: "c@b.test", Name: "C", Role: "seller", Language: "fr"}, 2, `there is no language "fr"; choose nl or en`},
		{&userAdd{Email: "c@b.test", Name: "C", Role: "seller", Group: "North"}, 1, `there is no group "North"; choose one of these with --group: Sales`},
		{&userAdd{Email: "c@b.test", Name: "C", Role: "seller", addressFlag: addressFlag{"nowhere"}}, 2, `"nowhere" is not an address of browsers`},
		{&userPassword{Email: "X@b.test"}, 1, `there is no user with the e-mail address "x@b.test"; verkoop user list shows`},
		{&userPassword{Email: "a@b.test", addressFlag: addressFlag{"https://there.test/"}}, 0, "A can choose a password with this log-in link, once, within 72 hours: https://there.test/password/"},
		{&userDisable{Email: "a@b.test"}, 1, "This is the last administrator and cannot be disabled."},
		{&userAdd{Email: "c@b.test", Name: "C", Role: "seller"}, 0, "C was added as seller of the group Sales"},
		{&userEnable{Email: "c@b.test"}, 0, "C was not disabled.\n"},
		{&userDisable{Email: " C@b.test"}, 0, "C can't log in any more; 0 sessions were ended.\n"},
		{&userDisable{Email: "c@b.test"}, 0, "C was disabled already.\n"},
		{&userPassword{Email: "c@b.test"}, 1, "This user is disabled. Enable the user first."},
		{&userEnable{Email: "c@b.test"}, 0, "C can log in once a password is chosen: verkoop user password c@b.test makes a link for that.\n"},
		{&sessionEnd{Email: "c@b.test"}, 0, "0 sessions of C ended.\n"},
		{&sessionEnd{}, 2, "--all"},
		{&sessionEnd{All: true, Email: "c@b.test"}, 2, "--all"},
		{&userList{}, 0, "NAME  ADDRESS   ROLE           GROUP  LAST SEEN  STATE\nA     a@b.test  administrator  Sales  never      no password yet\nC     c@b.test  seller         Sales  never      no password yet\n"},
	} {
		r := p.carry(ctx, c.task)
		if said := r.Out + r.Error; r.Code != c.code || !strings.Contains(said, c.says) || (r.Out == "") == (r.Error == "") {
			t.Errorf("%T: %+v, want %d %q", c.task, r, c.code, c.says)
		}
	}
}

func TestOfSeveralGroupsOneMustBeChosen(t *testing.T) {
	data := memory(t)
	err := data.Update(context.Background(), func(tx store.Tx) error {
		for _, name := range []string{"Noord", "Zuid"} {
			if err := tx.PutGroup(crm.Group{ID: crm.GroupID(name), Version: 1, Name: name}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	p := here(t, data)
	if r := p.carry(context.Background(), &userAdd{Email: "a@b.test", Name: "A", Role: "seller"}); r.Code != 2 || r.Error != "choose the user's group with --group: Noord, Zuid" || r.Out != "" {
		t.Errorf("%+v", r)
	}
	if r := p.carry(context.Background(), &userAdd{Email: "a@b.test", Name: "A", Role: "seller", Group: "zuid"}); r.Code != 0 || !strings.Contains(r.Out, "group Zuid") {
		t.Errorf("%+v", r)
	}
}

func TestWhatTheCommandLineDoesIsAudited(t *testing.T) {
	data := memory(t)
	p := here(t, data)
	at := p.now()
	p.now = func() time.Time { at = at.Add(time.Second); return at }
	ctx := context.Background()
	for _, c := range []task{
		&userAdd{Email: "a@b.test", Name: "A", Role: "seller"}, &userPassword{Email: "a@b.test"},
		&userDisable{Email: "a@b.test"}, &userEnable{Email: "a@b.test"}, &userList{}, &sessionEnd{All: true},
	} {
		if r := p.carry(ctx, c); r.Code != 0 {
			t.Fatalf("%T: %+v", c, r)
		}
	}
	var kinds []string
	err := data.View(ctx, func(tx store.ReadTx) error {
		entries, _, err := tx.Audit(store.AuditFilter{}, "", 100)
		for _, e := range entries {
			kinds = append(kinds, string(e.Kind))
			if e.From != crm.FromCommandLine || e.Actor != "" || e.At.IsZero() {
				t.Errorf("%+v", e)
			}
		}
		return err
	})
	// Those of one moment come in any order.
	slices.Sort(kinds[3:])
	want := "user_changed user_changed password_link group_added password_link user_added"
	if got := strings.Join(kinds, " "); err != nil || got != want {
		t.Errorf("%s, want %s (%v)", got, want, err)
	}
}

func TestNamesDoNotSteerTheTerminal(t *testing.T) {
	for text, want := range map[string]string{"Zoë Çelik-d'Hondt": "Zoë Çelik-d'Hondt", "a\x1b[2J\tb\u202e\u00a0c\n": "a\uFFFD[2J\uFFFDb\uFFFD\uFFFDc\uFFFD"} {
		if got := printable(text); got != want {
			t.Errorf("%q became %q", text, got)
		}
	}
}
