package commands

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"syscall"
	"testing"
	"time"

	"verkoop/auth"
	"verkoop/crm"
	"verkoop/handlers"
	"verkoop/store"
	"verkoop/store/badger"
)

func TestTheFirstStartPrintsAnAddressThatIsGoodOnce(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	serve := func() *server {
		return start(t, verkoop(t, nil, "serve", "--listen", "127.0.0.1:0", "--data", dir))
	}
	s := serve()
	line := s.line()
	before, path, _ := strings.Cut(strings.TrimSpace(line), s.url)
	if before != "Verkoop has no administrator who can log in yet. Open this address within 60 minutes to make one: " || len(path) != len("/setup/")+43 {
		t.Errorf("it says %q", line)
	}
	s.stop(syscall.SIGTERM)

	s = serve() // not used, so there is another
	if got := s.status(path); got != http.StatusGone {
		t.Errorf("the address of the start before: %d", got)
	}
	s.setUp()
	s.has("/sales", "Verkopen")
	s.stop(syscall.SIGTERM)

	s = serve()
	s.signIn(adminEmail, goodPhrase)
	s.stop(syscall.SIGTERM)
	if rest, _ := io.ReadAll(s.stdout); len(rest) > 0 {
		t.Errorf("with an administrator it still says %q", rest)
	}
}

func TestTheSetUpAddressCantBeUsedTwice(t *testing.T) {
	t.Parallel()
	s := start(t, verkoop(t, nil, "serve", "--listen", "127.0.0.1:0", "--data", t.TempDir()))
	line := s.line()
	s.stdout.Reset(strings.NewReader(line))
	s.setUp("samples", "on")
	s.has("/sales/1013", "Koelcel en vriesruimte")
	if got := s.status("/sales/1014"); got != http.StatusNotFound {
		t.Errorf("a fourteenth sale: %d", got)
	}
	if got := s.status(strings.TrimPrefix(firstAddress(line), s.url)); got != http.StatusGone {
		t.Errorf("the address once more: %d", got)
	}
	s.stop(syscall.SIGTERM)
}

func TestPrintedAddressesBeginWithTheOneGiven(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := start(t, verkoop(t, []string{"VERKOOP_ADDRESS=https://sales.company.test/"}, "serve", "--listen", "127.0.0.1:0", "--data", dir))
	if line := s.line(); !strings.HasPrefix(firstAddress(line), "https://sales.company.test/setup/") {
		t.Errorf("it says %q", line)
	}
	if !strings.HasPrefix(s.url, "http://127.0.0.1:") {
		t.Errorf("it says %q", s.hello)
	}
	for _, address := range []string{"", "https://other.test"} {
		args := []string{"user", "add", fmt.Sprintf("a%d@b.test", len(address)), "--name", "A", "--data", dir}
		want := "https://sales.company.test/password/"
		if address != "" {
			args = append(args, "--address", address)
			want = address + "/password/"
		}
		if _, stdout, stderr := outcome(t, verkoop(t, nil, args...)); !strings.Contains(stdout, " "+want) {
			t.Errorf("%s%s", stdout, stderr)
		}
	}
	s.stop(syscall.SIGTERM)
}

func TestSetUp(t *testing.T) {
	t.Parallel()
	data := memory(t)
	ctx := context.Background()
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	first, err := setUp(ctx, data, now)
	if err != nil {
		t.Fatal(err)
	}
	var sequence uint64
	read := func(fn func(tx store.ReadTx) error) {
		t.Helper()
		sequence = data.Sequence()
		if err := data.View(ctx, fn); err != nil {
			t.Fatal(err)
		}
	}
	read(func(tx store.ReadTx) error {
		setup, err := tx.Setup()
		users, _ := tx.Users()
		groups, _ := tx.Groups()
		if err != nil || len(setup.Types) == 0 || len(users)+len(groups) > 0 {
			t.Errorf("%d types, %d users, %d groups, %v", len(setup.Types), len(users), len(groups), err)
		}
		return nil
	})

	at := now
	app, err := handlers.New(handlers.Config{Store: data, Clock: func() time.Time { return at }, NewID: clockFlags{}.ids(),
		Logger: slog.New(slog.DiscardHandler), Hasher: auth.NewHasher()})
	if err != nil {
		t.Fatal(err)
	}
	for minutes, want := range map[int]int{0: 200, 59: 200, 60: 410, 600: 410} {
		at = now.Add(time.Duration(minutes) * time.Minute)
		res, err := app.Test(httptest.NewRequest("GET", "/setup/"+first, nil), -1)
		if err != nil {
			t.Fatal(err)
		}
		if res.StatusCode != want {
			t.Errorf("after %d minutes: %d, want %d", minutes, res.StatusCode, want)
		}
	}

	// With an administrator who has no password yet, it is still needed; then not.
	admin := crm.User{ID: "admin", Name: "Anna", Email: adminEmail, Role: crm.Administrator, Group: "group"}
	by := auth.By{At: now, NewID: clockFlags{}.ids()}
	change := func(fn func(tx store.Tx) error) {
		t.Helper()
		if err := data.Update(ctx, fn); err != nil {
			t.Fatal(err)
		}
	}
	change(func(tx store.Tx) error {
		if _, err := auth.SaveGroup(tx, by, crm.Group{ID: "group", Name: "Sales"}); err != nil {
			return err
		}
		_, err := auth.SaveUser(tx, by, admin)
		return err
	})
	second, err := setUp(ctx, data, now)
	if err != nil || second == "" || second == first {
		t.Errorf("without a password: %q %v", second, err)
	}
	change(func(tx store.Tx) error { return tx.PutPassword("admin", "hash") })
	third, err := setUp(ctx, data, now)
	if err != nil || third != "" {
		t.Errorf("with an administrator: %q %v", third, err)
	}
	read(func(tx store.ReadTx) error {
		for _, token := range []string{first, second} {
			if _, err := auth.Redeem(tx, crm.SetUpTicket, token, now); err == nil {
				t.Error("an address was left over")
			}
		}
		return nil
	})
	if _, err := setUp(ctx, data, now); err != nil || data.Sequence() != sequence {
		t.Errorf("a start with nothing to do wrote something: %v", err)
	}
}

// memory is a store that keeps nothing.
func memory(t *testing.T) store.Store {
	t.Helper()
	data, err := badger.Open(badger.Options{InMemory: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { data.Close() })
	return data
}
