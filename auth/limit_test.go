package auth

import (
	"testing"
	"time"

	"verkoop/crm"
	"verkoop/store"
)

func (d *desk) wait(email, from string, at time.Time) (wait time.Duration) {
	d.t.Helper()
	d.view(func(tx store.ReadTx) (err error) { wait, err = Wait(tx, email, from, at); return err })
	return wait
}

func (d *desk) try(times int, email string, at time.Time) {
	d.t.Helper()
	for range times {
		d.update(func(tx store.Tx) error { return Try(tx, email, at) })
	}
}

func (d *desk) wrong(times int, from string, at time.Time) {
	d.t.Helper()
	for range times {
		d.update(func(tx store.Tx) error { return Wrong(tx, from, at) })
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
	d.update(func(tx store.Tx) error { return Right(tx, "seller@DEMO.test") })
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
	d.update(func(tx store.Tx) error { return Right(tx, "seller@demo.test") })
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
