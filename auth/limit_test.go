package auth

import (
	"testing"
	"time"

	"verkoop/crm"
	"verkoop/store"
)

func (d *desk) wait(email, from string, at time.Time) (wait time.Duration) {
	d.t.Helper()
	d.view(func(tx store.ReadTx) (err error) {
		wait, err = Wait(tx, Guess{Email: email, From: from, At: at})
		return err
	})
	return wait
}

func (d *desk) try(times int, email string, at time.Time) {
	d.t.Helper()
	for range times {
		d.update(func(tx store.Tx) error { return Try(tx, Guess{Email: email, At: at}) })
	}
}

func (d *desk) wrong(times int, from string, at time.Time) {
	d.t.Helper()
	for range times {
		d.update(func(tx store.Tx) error { return Wrong(tx, Guess{From: from, At: at}) })
	}
}

func TestTooManyTriesAtAnAccount(t *testing.T) {
	d := open(t)
	d.try(crm.AccountTries-1, "seller@demo.test", noon)
	if got := d.wait("seller@demo.test", "192.0.2.1", noon); got != 0 {
		t.Errorf("before the last free one: %v", got)
	}
	d.try(1, " SELLER@demo.test ", noon) // the same account
	if got := d.wait("seller@demo.test", "192.0.2.1", noon); got != time.Second {
		t.Errorf("after the last free one: %v", got)
	}
	if got := d.wait("Seller@Demo.test", "198.51.100.1", noon); got != time.Second {
		t.Errorf("from anywhere else: %v", got)
	}
	if got := d.wait("admin@demo.test", "192.0.2.1", noon); got != 0 {
		t.Errorf("another account: %v", got)
	}
	if got := d.wait("seller@demo.test", "192.0.2.1", noon.Add(time.Second)); got != 0 {
		t.Errorf("a second later: %v", got)
	}
	d.try(100, "seller@demo.test", noon)
	if got := d.wait("seller@demo.test", "192.0.2.1", noon); got != crm.LongestWait {
		t.Errorf("after a hundred more: %v", got)
	}
	d.update(func(tx store.Tx) error { return Right(tx, Guess{Email: "seller@DEMO.test", At: noon}) })
	if got := d.wait("seller@demo.test", "192.0.2.1", noon); got != 0 {
		t.Errorf("after a right one: %v", got)
	}
}

// Accounts that are not there are counted as well: else the limit would tell which are.
func TestTooManyTriesAtAnAccountThatIsNotThere(t *testing.T) {
	d := open(t)
	d.try(crm.AccountTries, "nobody@demo.test", noon)
	if got := d.wait("nobody@demo.test", "192.0.2.1", noon); got != time.Second {
		t.Errorf("%v", got)
	}
}

func TestTooManyWrongOnesFromAnAddress(t *testing.T) {
	d := open(t)
	d.wrong(crm.AddressTries-1, "192.0.2.1", noon)
	if got := d.wait("seller@demo.test", "192.0.2.1", noon); got != 0 {
		t.Errorf("before the last free one: %v", got)
	}
	d.wrong(1, "::ffff:192.0.2.1", noon) // the same machine
	if got := d.wait("seller@demo.test", "192.0.2.1", noon); got != time.Second {
		t.Errorf("after the last free one: %v", got)
	}
	if got := d.wait("seller@demo.test", "192.0.2.2", noon); got != 0 {
		t.Errorf("from next door: %v", got)
	}
	d.update(func(tx store.Tx) error { return Right(tx, Guess{Email: "seller@demo.test", At: noon}) })
	if got := d.wait("seller@demo.test", "192.0.2.1", noon); got != time.Second {
		t.Errorf("a right one of one's own forgives the others: %v", got)
	}
}

func TestANetworkOfVersion6IsOneAddress(t *testing.T) {
	d := open(t)
	d.wrong(crm.AddressTries, "2001:db8:1:2::1", noon)
	for from, want := range map[string]time.Duration{
		"2001:db8:1:2::1": time.Second, "2001:db8:1:2:ffff:ffff:ffff:ffff": time.Second, "2001:db8:1:2::1%eth0": time.Second,
		"2001:db8:1:3::1": 0, "::": 0, "": 0, "nonsense": 0,
	} {
		if got := d.wait("seller@demo.test", from, noon); got != want {
			t.Errorf("from %q: %v, want %v", from, got, want)
		}
	}
}

func TestTheLongerWaitCounts(t *testing.T) {
	d := open(t)
	d.try(crm.AccountTries+3, "seller@demo.test", noon)
	d.wrong(crm.AddressTries+5, "192.0.2.1", noon)
	for _, c := range []struct {
		email, from string
		want        time.Duration
	}{{"seller@demo.test", "192.0.2.2", 8 * time.Second}, {"admin@demo.test", "192.0.2.1", 32 * time.Second}, {"seller@demo.test", "192.0.2.1", 32 * time.Second}} {
		if got := d.wait(c.email, c.from, noon); got != c.want {
			t.Errorf("%s from %s: %v, want %v", c.email, c.from, got, c.want)
		}
	}
}

// TestAKnownBrowserWaitsForItsOwnGuesses: whoever guesses at somebody's password
// does not keep out the one whose it is, and a known browser is no way around.
func TestAKnownBrowserWaitsForItsOwnGuesses(t *testing.T) {
	d := open(t)
	var femke crm.User
	d.view(func(tx store.ReadTx) (err error) { femke, err = tx.User(seller); return err })
	var token string
	d.update(func(tx store.Tx) (err error) { token, err = Recognise(tx, femke, "", noon); return err })
	d.try(crm.AccountTries+5, femke.Email, noon)
	d.wrong(crm.AddressTries+5, "192.0.2.1", noon)
	wait := func(email, browser string, at time.Time) (wait time.Duration) {
		t.Helper()
		d.view(func(tx store.ReadTx) (err error) {
			wait, err = Wait(tx, Guess{Email: email, From: "192.0.2.1", Browser: browser, At: at})
			return err
		})
		return wait
	}
	for name, c := range map[string]struct {
		email, browser string
		at             time.Time
		waits          bool
	}{
		"her browser":            {" Seller@demo.test ", token, noon, false},
		"any browser":            {femke.Email, "", noon, true},
		"an invented one":        {femke.Email, NewToken(), noon, true},
		"hers at another's":      {"admin@demo.test", token, noon, true}, // the address waits
		"hers at nobody's":       {"nobody@demo.test", token, noon, true},
		"another kind of secret": {femke.Email, issue(d, crm.CalendarTicket, seller), noon, true},
	} {
		if got := wait(c.email, c.browser, c.at); got > 0 != c.waits {
			t.Errorf("%s: %v", name, got)
		}
	}
	guess := Guess{Email: femke.Email, From: "192.0.2.1", Browser: token, At: noon}
	for range crm.AccountTries {
		d.update(func(tx store.Tx) error { return Try(tx, guess) })
	}
	if got := wait(femke.Email, token, noon); got != time.Second {
		t.Errorf("after its own guesses: %v", got)
	}
	d.update(func(tx store.Tx) error { return Right(tx, guess) })
	if got := wait(femke.Email, token, noon); got != 0 {
		t.Errorf("after a right one: %v", got)
	}
	if got := wait(femke.Email, "", noon); got == 0 {
		t.Error("a right one from a known browser forgave the strangers")
	}
	later := noon.Add(crm.BrowserLasts)
	d.try(crm.AccountTries, femke.Email, later)
	if got := wait(femke.Email, token, later); got == 0 {
		t.Error("known for ever")
	}
	d.update(func(tx store.Tx) error { return SetPassword(tx, femke, "hash", "") })
	d.try(crm.AccountTries, femke.Email, noon)
	if got := wait(femke.Email, token, noon); got == 0 {
		t.Error("known after another password was chosen")
	}
}

func issue(d *desk, kind crm.TicketKind, user crm.UserID) (token string) {
	d.t.Helper()
	d.update(func(tx store.Tx) (err error) { token, err = Issue(tx, kind, user, noon.Add(time.Hour)); return err })
	return token
}

func TestABrowserKeepsItsTokenForItsUser(t *testing.T) {
	d := open(t)
	recognise := func(u crm.UserID, token string, at time.Time) (next string) {
		t.Helper()
		d.update(func(tx store.Tx) error {
			user, err := tx.User(u)
			if err == nil {
				next, err = Recognise(tx, user, token, at)
			}
			return err
		})
		return next
	}
	first := recognise(seller, "", noon)
	if again := recognise(seller, first, noon.Add(crm.BrowserLasts-time.Hour)); again != first {
		t.Error("another token for the same browser")
	}
	d.view(func(tx store.ReadTx) error {
		_, err := Redeem(tx, crm.BrowserTicket, first, noon.Add(crm.BrowserLasts+time.Hour))
		return err // it lasts since the last time
	})
	if other := recognise(admin, first, noon); other == first {
		t.Error("somebody else got the same token")
	}
	if own := recognise(seller, "chosen by somebody", noon); own == "chosen by somebody" {
		t.Error("a token from outside was taken")
	}
}
