package storetest

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"verkoop/crm"
	"verkoop/store"
)

// nameColumns are those that Relist is about.
var nameColumns = []store.Column{store.ByCompany, store.ByOwner, store.ByStage}

// movingColumns are all that Relist moves sales in.
var movingColumns = append([]store.Column{store.ByAmount}, nameColumns...)

func relist(t testing.TB, s store.Store, limit int) (more bool) {
	t.Helper()
	update(t, s, func(tx store.Tx) (err error) {
		more, err = tx.Relist(limit)
		return err
	})
	return more
}

// relistAll moves all that there is to move and returns how many steps it took.
func relistAll(t testing.TB, s store.Store, limit int) (steps int) {
	t.Helper()
	for steps = 1; relist(t, s, limit); steps++ {
		if steps > 1000 {
			t.Fatal("relisting does not end")
		}
	}
	return steps
}

// check has the engine look at itself, if it can.
func check(t testing.TB, s store.Store, when string) {
	t.Helper()
	if c, ok := s.(interface{ Check(context.Context) error }); ok {
		if err := c.Check(context.Background()); err != nil {
			t.Fatalf("%s: %v", when, err)
		}
	}
}

// three registers sales a, b, c, whose companies, owners and stages stand in that
// order.
func three(t testing.TB, s store.Store) {
	t.Helper()
	people(t, s)
	for _, x := range []struct {
		title   string
		company crm.CompanyID
		owner   crm.UserID
		stage   crm.StageID
		visible crm.Visibility
	}{{"a", "acme", "mia", "lead", crm.Everyone}, {"b", "eclair", "sam", "offer", crm.OwnGroup}, {"c", "zorg", "zoe", "deal", crm.OwnerOnly}} {
		sale := newSale(crm.SaleID(x.title))
		sale.Title, sale.Company, sale.Owner, sale.Stage, sale.Visible = x.title, x.company, x.owner, x.stage, x.visible
		registered(t, s, sale)
	}
}

// wantByNames compares the three lists that are sorted by names.
func wantByNames(t testing.TB, s store.Store, want string) {
	t.Helper()
	for _, c := range nameColumns {
		if got := titles(t, s, store.SaleList{Reader: ada, Sort: c}); got != want {
			t.Errorf("by %s: %s, want %s", c, got, want)
		}
	}
	check(t, s, want)
}

func user(u crm.User, version uint64, name string) crm.User {
	u.Version, u.Name = version, name
	return u
}

var relistTests = []test{
	{"names that change move the sales, not before", on(func(t *testing.T, s store.Store) {
		three(t, s)
		renames := []any{crm.Company{ID: "acme", Version: 2, Name: "Zzz"}, user(mia, 2, "Zzz"), crm.Stage{ID: "lead", Version: 2, Order: 99}}
		put(t, s, renames...)
		wantByNames(t, s, "a b c")
		if got := readSale(t, s, 1001); got.Version != 1 {
			t.Errorf("the sale has version %d", got.Version)
		}
		if relist(t, s, 9) {
			t.Error("there are more")
		}
		wantByNames(t, s, "b c a")
		unwritten(t, s, "relisting nothing", func(tx store.Tx) error {
			more, err := tx.Relist(9)
			if more {
				t.Error("there are more, after all")
			}
			return err
		})
	})},
	{"names that change move the sales in the same update", on(func(t *testing.T, s store.Store) {
		three(t, s)
		update(t, s, func(tx store.Tx) error {
			if err := putAll(tx, crm.Company{ID: "acme", Version: 2, Name: "Zzz"}, user(mia, 2, "Zzz"), crm.Stage{ID: "lead", Version: 2, Order: 99}); err != nil {
				return err
			}
			more, err := tx.Relist(9)
			if more {
				t.Error("there are more")
			}
			return err
		})
		wantByNames(t, s, "b c a")
	})},
	{"a change that sorts alike moves nothing", on(func(t *testing.T, s store.Store) {
		three(t, s)
		put(t, s, crm.Company{ID: "eclair", Version: 2, Name: "eclair"}, user(sam, 2, "SAM  smit"), crm.Stage{ID: "offer", Version: 2, Order: 2, Retired: true},
			crm.Company{ID: "new", Version: 1, Name: "A"}, crm.User{ID: "new", Version: 1, Name: "A"}, crm.Stage{ID: "new", Version: 1, Order: -9})
		unwritten(t, s, "relisting", func(tx store.Tx) error { _, err := tx.Relist(9); return err })
		wantByNames(t, s, "a b c")
	})},
	{"a step moves no more than it may, and tells whether there are further ones", func(t *testing.T, open Open) {
		s, reopen := open(t)
		people(t, s)
		for i := range 5 {
			sale := newSale(crm.SaleID(fmt.Sprint(i)))
			sale.Title, sale.Company, sale.Visible = fmt.Sprint(i), "acme", crm.Visibilities[i%3]
			registered(t, s, sale)
		}
		other := newSale("x")
		other.Title, other.Company, other.Owner = "x", "eclair", sofie.ID
		registered(t, s, other)
		put(t, s, crm.Company{ID: "acme", Version: 2, Name: "Zzz"}, user(sam, 2, "Zzz"))
		moved := func() (n int) {
			for _, c := range nameColumns[:2] {
				_, after, _ := strings.Cut(titles(t, s, store.SaleList{Reader: ada, Sort: c}), "x")
				n += len(strings.Fields(after))
			}
			return n
		}
		if !relist(t, s, 0) || moved() != 0 {
			t.Errorf("a step of none moved %d, or was the last", moved())
		}
		for _, c := range []struct {
			limit, moved int
			more         bool
		}{{2, 2, true}, {2, 4, true}, {1, 5, true}, {3, 8, true}, {2, 10, true}, // then where words of the company are found
			{3, 10, true}, {2, 10, false}} {
			more := relist(t, s, c.limit)
			check(t, s, fmt.Sprint(c))
			if got := moved(); got != c.moved || more != c.more {
				t.Errorf("moved %d, more %t, want %+v", got, more, c)
			}
			if reopen != nil {
				s = reopen()
			}
		}
		for _, c := range nameColumns[:2] {
			if got := titles(t, s, store.SaleList{Reader: ada, Sort: c}); got != "x 0 1 2 3 4" {
				t.Errorf("by %s: %s", c, got)
			}
		}
	}},
	{"a sale registered after the rename need not move", on(func(t *testing.T, s store.Store) {
		three(t, s)
		put(t, s, user(mia, 2, "Zzz"))
		for _, id := range []crm.SaleID{"d", "e"} {
			sale := newSale(id)
			sale.Title, sale.Owner = string(id), mia.ID
			registered(t, s, sale)
		}
		l := store.SaleList{Reader: ada, Sort: store.ByOwner}
		if got := titles(t, s, l); got != "a b c d e" {
			t.Errorf("before: %s", got)
		}
		if relist(t, s, 1) {
			t.Error("there are more")
		}
		if got := titles(t, s, l); got != "b c a d e" {
			t.Errorf("after: %s", got)
		}
	})},
	{"a rename that fails leaves nothing to move", on(func(t *testing.T, s store.Store) {
		three(t, s)
		wantErr(t, "failing", s.Update(context.Background(), func(tx store.Tx) error {
			if err := putAll(tx, user(mia, 2, "Zzz"), crm.Stage{ID: "lead", Version: 2, Order: 99}); err != nil {
				return err
			}
			if _, err := tx.Relist(1); err != nil {
				return err
			}
			return errNo
		}), errNo)
		unwritten(t, s, "relisting", func(tx store.Tx) error { _, err := tx.Relist(9); return err })
		wantByNames(t, s, "a b c")
	})},
	{"a rate that changes moves the sales of its currency", on(func(t *testing.T, s store.Store) {
		people(t, s)
		put(t, s, crm.Organisation{Version: 1, Name: "Verkoop", Currency: "EUR"},
			crm.Currency{Code: "EUR", Version: 1}, crm.Currency{Code: "USD", Version: 1}, crm.Currency{Code: "JPY", Version: 1, Rate: "0.01", RateOn: "2026-11-01"})
		for _, x := range []struct{ title, n, code string }{{"a", "90", "EUR"}, {"b", "100", "USD"}, {"c", "95", "EUR"}, {"d", "9100", "JPY"}, {"e", "1", "USD"}} {
			sale := newSale(crm.SaleID(x.title))
			sale.Title, sale.Amount, sale.Cost = x.title, amountIn(x.n, x.code), crm.Zero(x.code)
			registered(t, s, sale)
		}
		wants := func(what, want string) {
			t.Helper()
			check(t, s, what)
			if got := titles(t, s, store.SaleList{Reader: ada, Sort: store.ByAmount}); got != want {
				t.Errorf("%s: %s, want %s", what, got, want)
			}
			for _, lines := range [][]string{{}, {"amount.above:0"}, {"amount.below:1000000"}} {
				q := store.SaleSearch{Search: searchOf(t, lines...), Reader: ada, Today: today, Sort: store.ByAmount}
				var got []string
				for _, n := range searched(t, s, q, 2) {
					got = append(got, string(readSale(t, s, n).ID))
				}
				if strings.Join(got, " ") != want {
					t.Errorf("%s: %v finds %v, want %s", what, lines, got, want)
				}
			}
		}
		wants("dollars without a rate come first, by number", "e b a d c")
		put(t, s, crm.Currency{Code: "USD", Version: 2, Rate: "0.93", RateOn: "2026-11-20"})
		wants("before they move", "e b a d c")
		if !relist(t, s, 1) {
			t.Error("one step was enough")
		}
		wants("half moved", "e a d b c")
		relistAll(t, s, 1)
		wants("moved", "e a d b c")
		put(t, s, crm.Currency{Code: "USD", Version: 3, Rate: "0.93", RateOn: "2026-11-21"})
		unwritten(t, s, "another day", func(tx store.Tx) error { _, err := tx.Relist(9); return err })
		put(t, s, crm.Currency{Code: "JPY", Version: 2, Rate: "0.02", RateOn: "2026-11-21"})
		relistAll(t, s, 9)
		wants("yen doubled", "e a b c d")
		put(t, s, crm.Organisation{Version: 2, Name: "Verkoop", Currency: "USD"})
		relistAll(t, s, 2)
		wants("another own currency, euros without a rate", "a c e b d")
	})},
	{"criteria on amounts are about the sale's own currency, whatever the order", on(func(t *testing.T, s store.Store) {
		people(t, s)
		put(t, s, crm.Organisation{Version: 1, Name: "Verkoop", Currency: "EUR"}, crm.Currency{Code: "EUR", Version: 1},
			crm.Currency{Code: "JPY", Version: 1, Rate: "0.01", RateOn: "2026-11-01"}, crm.Currency{Code: "USD", Version: 1})
		for _, x := range []struct{ n, code string }{{"500", "EUR"}, {"5000", "JPY"}, {"5", "EUR"}, {"1000", "JPY"}, {"600", "USD"}} {
			sale := newSale(crm.SaleID(x.n + x.code))
			sale.Amount, sale.Cost = amountIn(x.n, x.code), crm.Zero(x.code)
			registered(t, s, sale)
		}
		for line, want := range map[string]string{
			"amount.between:500|1000": "[600USD 1000JPY 500EUR]", "amount.above:1000": "[5000JPY]", "amount.below:10": "[5EUR]", "amount.is:600": "[600USD]",
		} {
			q := store.SaleSearch{Search: searchOf(t, line), Reader: ada, Today: today, Sort: store.ByAmount}
			var got []crm.SaleID
			for _, n := range searched(t, s, q, 2) {
				got = append(got, readSale(t, s, n).ID)
			}
			if fmt.Sprint(got) != want {
				t.Errorf("%s finds %v, want %s", line, got, want)
			}
		}
	})},
	{"half moved, sales change, come and go, and names change again", on(halfMoved)},
	{"thousands of sales move in steps, and no list misses or repeats one", on(thousands)},
}
