package storetest

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"verkoop/crm"
	"verkoop/store"
)

// halfMoved renames again and again, a few steps of moving in between, while sales
// change all that a list depends on.
func halfMoved(t *testing.T, s store.Store) {
	people(t, s)
	random := rand.New(rand.NewPCG(7, 7))
	sales := map[crm.SaleNumber]crm.Sale{}
	vary := func(sale *crm.Sale) {
		sale.Owner = []crm.UserID{sam.ID, sam.ID, zoe.ID}[random.IntN(3)]
		sale.Company = []crm.CompanyID{"acme", "acme", "zorg", ""}[random.IntN(4)]
		sale.Stage = []crm.StageID{"lead", "lead", "offer", ""}[random.IntN(4)]
		sale.Outcome = []crm.Outcome{crm.Open, crm.Open, crm.Open, crm.Sold}[random.IntN(4)]
		sale.Visible, sale.Completed = crm.Visibilities[random.IntN(3)], random.IntN(4) == 0
	}
	names, version := []string{"Aaa", "Zzz", "Mmm", "Sam Smit", "Acme", "Lll"}, uint64(1)
	for round := range 40 {
		update(t, s, func(tx store.Tx) error {
			for i := range 4 {
				sale := newSale(crm.SaleID(fmt.Sprint(round, "-", i)))
				vary(&sale)
				sale, err := register(tx, sale)
				if err != nil {
					return err
				}
				sales[sale.Number] = sale
			}
			for n := range sales {
				if random.IntN(len(sales)) > 3 {
					continue
				}
				if random.IntN(3) == 0 {
					if err := tx.DeleteSale(n, sales[n].Version); err != nil {
						return err
					}
					delete(sales, n)
					continue
				}
				sale, err := edit(tx, n, vary)
				if err != nil {
					return err
				}
				sales[n] = sale
			}
			return nil
		})
		if round%3 == 0 {
			version++
			name := func() string { return names[random.IntN(len(names))] }
			put(t, s, user(sam, version, name()), crm.Company{ID: "acme", Version: version, Name: name()},
				crm.Stage{ID: "lead", Version: version, Order: random.IntN(5)})
		}
		relist(t, s, random.IntN(12))
		check(t, s, fmt.Sprint("round ", round))
		for i, c := range nameColumns {
			l := store.SaleList{Reader: []crm.User{ada, sam, zoe}[round%3], Sort: c, Descending: (round+i)%2 == 0}
			whole(t, s, l, sales, 7)
		}
	}
	relistAll(t, s, 25)
	inOrder(t, s, sales)
}

// whole finds in the list each sale that the reader may see, once, forth and back,
// and each beside its neighbours.
func whole(t testing.TB, s store.Store, l store.SaleList, sales map[crm.SaleNumber]crm.Sale, limit int) {
	t.Helper()
	got := numbers(allRows(t, s, l, limit))
	var want []crm.SaleNumber
	for n, sale := range sales {
		if l.Reader.CanSee(sale) {
			want = append(want, n)
		}
	}
	slices.Sort(want)
	if sorted := slices.Sorted(slices.Values(got)); !slices.Equal(sorted, want) {
		t.Fatalf("%s by %s descending %t sees %v, want %v", l.Reader.ID, l.Sort, l.Descending, sorted, want)
	}
	with := append(append([]crm.SaleNumber{0}, got...), 0)
	for i := 0; i < len(got); i += 1 + len(got)/20 {
		n := read(t, s, func(tx store.ReadTx) (store.Neighbours, error) { return tx.Neighbours(l, got[i]) })
		if n != (store.Neighbours{Previous: with[i], Next: with[i+2]}) {
			t.Fatalf("%s by %s descending %t: neighbours of %d are %+v, want %d and %d",
				l.Reader.ID, l.Sort, l.Descending, got[i], n, with[i], with[i+2])
		}
	}
}

// inOrder compares the three lists with the names as they are now.
func inOrder(t testing.TB, s store.Store, sales map[crm.SaleNumber]crm.Sale) {
	t.Helper()
	m := newModel()
	m.sales = sales
	view(t, s, func(tx store.ReadTx) (err error) {
		for id := range m.users {
			if m.users[id], err = tx.User(id); err != nil {
				return err
			}
		}
		for id := range m.companies {
			if m.companies[id], err = tx.Company(id); err != nil {
				return err
			}
		}
		setup, err := tx.Setup()
		for _, st := range setup.Stages {
			m.stages[st.ID] = st
		}
		return err
	})
	for _, c := range nameColumns {
		for _, descending := range directions {
			l := store.SaleList{Reader: ada, Sort: c, Descending: descending}
			if got, want := numbers(allRows(t, s, l, 300)), m.list(l, 0); !slices.Equal(got, want) {
				t.Errorf("by %s descending %t: got %v, want %v", c, descending, got, want)
			}
		}
	}
	check(t, s, "at last")
}

func thousands(t *testing.T, s store.Store) {
	people(t, s)
	sales := map[crm.SaleNumber]crm.Sale{}
	const first = 1001
	count := 2100
	if testing.Short() {
		count = 900
	}
	for from := 0; from < count; from += 300 {
		update(t, s, func(tx store.Tx) error {
			for i := from; i < from+300; i++ {
				sale := newSale(crm.SaleID(fmt.Sprint(i)))
				sale.Visible, sale.Completed = crm.Visibilities[i%3], i%10 == 0
				if i%20 == 7 {
					sale.Owner = []crm.UserID{ada.ID, zoe.ID}[i/20%2]
				}
				sale, err := register(tx, sale)
				if err != nil {
					return err
				}
				sales[sale.Number] = sale
			}
			return nil
		})
	}
	lists := func() {
		t.Helper()
		check(t, s, "in between")
		whole(t, s, store.SaleList{Reader: ada, Sort: store.ByOwner}, sales, 400)
		whole(t, s, store.SaleList{Reader: sam, Sort: store.ByOwner, Descending: true}, sales, 400)
	}
	change := func(step int) {
		update(t, s, func(tx store.Tx) error {
			// One that has moved and one that has not: saved, handed over, deleted.
			for i, n := range []crm.SaleNumber{crm.SaleNumber(first + step*7), crm.SaleNumber(first + count - 1 - step*11)} {
				for j, how := range []func(*crm.Sale){
					func(s *crm.Sale) { s.Visible, s.Completed = crm.Visibilities[(step+i)%3], !s.Completed },
					func(s *crm.Sale) { s.Owner = zoe.ID },
					func(s *crm.Sale) { s.Owner = sam.ID },
				} {
					n := n + crm.SaleNumber(j)
					if _, ok := sales[n]; !ok {
						continue
					}
					sale, err := edit(tx, n, how)
					if err != nil {
						return err
					}
					sales[n] = sale
				}
				if err := tx.DeleteSale(n, sales[n].Version); err != nil {
					return err
				}
				delete(sales, n)
			}
			sale, err := register(tx, newSale(crm.SaleID(fmt.Sprint("new", step))))
			sales[sale.Number] = sale
			return err
		})
	}
	put(t, s, user(sam, 2, "Zzz"))
	lists()
	step := 0
	for more := true; more; step++ {
		more = relist(t, s, 100)
		change(step)
		switch {
		case step == 5:
			put(t, s, user(sam, 3, "Aaa"))
			lists()
		case step%10 == 8:
			lists()
		}
	}
	if least := 5 + count*9/10/100; step < least {
		t.Errorf("it took %d steps, at least %d wanted", step, least)
	}
	lists()
	inOrder(t, s, sales)
}
