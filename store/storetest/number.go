package storetest

import (
	"context"
	"sync"
	"testing"

	"verkoop/crm"
	"verkoop/store"
)

// nextNumber asks for a number in an update that ends with the error.
func nextNumber(s store.Store, end error) (n crm.SaleNumber, err error) {
	err = s.Update(context.Background(), func(tx store.Tx) (err error) {
		if n, err = tx.NextSaleNumber(); err != nil {
			return err
		}
		return end
	})
	return n, err
}

var numberTests = []test{
	{"count up from 1001", on(func(t *testing.T, s store.Store) {
		for want := crm.SaleNumber(1001); want < 1004; want++ {
			if n, err := nextNumber(s, nil); n != want || err != nil {
				t.Errorf("got %d, error %v, want %d", n, err, want)
			}
		}
		update(t, s, func(tx store.Tx) error {
			a, _ := tx.NextSaleNumber()
			b, err := tx.NextSaleNumber()
			if a != 1004 || b != 1005 {
				t.Errorf("in one update got %d and %d", a, b)
			}
			return err
		})
	})},
	{"are not given again after a failure or a panic", on(func(t *testing.T, s store.Store) {
		a, err := nextNumber(s, errNo)
		wantErr(t, "failing", err, errNo)
		var b crm.SaleNumber
		if s.Update(context.Background(), func(tx store.Tx) error {
			b, _ = tx.NextSaleNumber()
			panic("ouch")
		}) == nil {
			t.Error("the panic was lost")
		}
		c, err := nextNumber(s, nil)
		if err != nil || a >= b || b >= c {
			t.Errorf("got %d, %d, %d, error %v", a, b, c, err)
		}
	})},
	{"are not given again after reopening", func(t *testing.T, open Open) {
		s, reopen := open(t)
		if reopen == nil {
			t.Skip("the engine keeps nothing")
		}
		kept, _ := nextNumber(s, nil)
		s = reopen()
		failed, err := nextNumber(s, errNo)
		wantErr(t, "failing", err, errNo)
		s = reopen()
		if n, err := nextNumber(s, nil); err != nil || kept >= failed || failed >= n {
			t.Errorf("got %d, %d, %d, error %v", kept, failed, n, err)
		}
	}},
	{"stay above those put by hand", on(func(t *testing.T, s store.Store) {
		sale := newSale("a")
		sale.Number = 5000
		update(t, s, func(tx store.Tx) error {
			if _, err := putSale(tx, crm.Sale{ID: "a", Number: 5000}, sale); err != nil {
				return err
			}
			n, err := tx.NextSaleNumber()
			if n != 5001 {
				t.Errorf("in the same update got %d", n)
			}
			return err
		})
		if n, err := nextNumber(s, nil); n != 5002 || err != nil {
			t.Errorf("got %d, error %v", n, err)
		}
	})},
	{"are each given to one of many", on(func(t *testing.T, s store.Store) {
		var all sync.WaitGroup
		var mu sync.Mutex
		given := map[crm.SaleNumber]bool{}
		for i := range 100 {
			all.Go(func() {
				var end error
				if i%4 == 0 {
					end = errNo
				}
				n, _ := nextNumber(s, end)
				mu.Lock()
				defer mu.Unlock()
				if given[n] || n < 1001 {
					t.Errorf("%d was given before, or is too low", n)
				}
				given[n] = true
			})
		}
		all.Wait()
	})},
}
