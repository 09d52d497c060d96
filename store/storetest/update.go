package storetest

import (
	"context"
	"errors"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"verkoop/crm"
	"verkoop/store"
)

var errNo = errors.New("no")

var updateTests = []test{
	{"what an update wrote is there", on(func(t *testing.T, s store.Store) {
		put(t, s, companies[0])
		if c := read(t, s, func(tx store.ReadTx) (crm.Company, error) { return tx.Company("acme") }); c != companies[0] {
			t.Errorf("got %+v", c)
		}
	})},
	{"an update sees its own writes", on(func(t *testing.T, s store.Store) {
		people(t, s)
		update(t, s, func(tx store.Tx) error {
			sale, err := register(tx, newSale("a"))
			if err != nil {
				return err
			}
			if sale, err = edit(tx, sale.Number, func(s *crm.Sale) { s.Title = "Second" }); err != nil {
				return err
			}
			page, err := tx.Sales(store.SaleList{Reader: ada}, "", 10)
			if err != nil {
				return err
			}
			if len(page.Rows) != 1 || page.Rows[0].Sale.Title != "Second" {
				t.Errorf("the list in the update has %+v", page.Rows)
			}
			if changes, err := tx.SaleChanges("a", 0, 10); err != nil || len(changes) != 2 {
				t.Errorf("history in the update has %d changes, error %v", len(changes), err)
			}
			if err := tx.PutStage(crm.Stage{ID: "lead", Version: 2, Order: 9}); err != nil {
				return err
			}
			setup, err := tx.Setup()
			if err == nil && setup.Stages[2].ID != "lead" {
				t.Errorf("stages in the update: %+v", setup.Stages)
			}
			return err
		})
	})},
	{"an update that fails keeps nothing and returns its error", on(func(t *testing.T, s store.Store) {
		people(t, s)
		sequence := s.Sequence()
		err := s.Update(context.Background(), func(tx store.Tx) error {
			if _, err := register(tx, newSale("a")); err != nil {
				return err
			}
			if err := tx.PutStage(crm.Stage{ID: "lead", Version: 2, Order: 9}); err != nil {
				return err
			}
			if err := tx.PutActivity(crm.Activity{ID: "x", Version: 1, Sale: "a", Kind: crm.PhoneCall, On: "2026-12-01"}); err != nil {
				return err
			}
			_, err := tx.Setup()
			return errors.Join(err, errNo)
		})
		wantErr(t, "update", err, errNo)
		nothingOf(t, s)
		if s.Sequence() != sequence {
			t.Errorf("sequence went from %d to %d", sequence, s.Sequence())
		}
		put(t, s, crm.Stage{ID: "offer", Version: 2, Order: 8})
		if got := read(t, s, store.ReadTx.Setup).Stages; got[0].ID != "lead" || got[2].ID != "offer" {
			t.Errorf("the setup after the next update is %+v", got)
		}
	})},
	{"an update that panics keeps nothing and returns an error", on(func(t *testing.T, s store.Store) {
		people(t, s)
		err := s.Update(context.Background(), func(tx store.Tx) error {
			if _, err := register(tx, newSale("a")); err != nil {
				return err
			}
			panic("ouch")
		})
		if err == nil || !strings.Contains(err.Error(), "ouch") {
			t.Errorf("got error %v", err)
		}
		nothingOf(t, s)
	})},
	{"an update that ends its goroutine keeps nothing and harms nobody", on(func(t *testing.T, s store.Store) {
		people(t, s)
		ended := make(chan error, 1)
		go func() {
			err := errors.New("goroutine ended")
			defer func() { ended <- err }()
			err = s.Update(context.Background(), func(tx store.Tx) error {
				if _, err := register(tx, newSale("a")); err != nil {
					return err
				}
				runtime.Goexit()
				return nil
			})
		}()
		if err := <-ended; err == nil {
			t.Error("no error")
		}
		nothingOf(t, s)
	})},
	{"failures leave those beside them alone", on(failuresBeside)},
	{"a view sees one moment", on(func(t *testing.T, s store.Store) {
		people(t, s)
		view(t, s, func(tx store.ReadTx) error {
			before, err := tx.Setup()
			if err != nil {
				return err
			}
			update(t, s, func(up store.Tx) error {
				if _, err := register(up, newSale("a")); err != nil {
					return err
				}
				return putAll(up, crm.Stage{ID: "lead", Version: 2, Order: 9}, crm.User{ID: "new", Version: 1, Name: "New"})
			})
			after, err := tx.Setup()
			if err != nil {
				return err
			}
			if before.Stages[0].ID != "lead" || after.Stages[0].ID != "lead" {
				t.Errorf("stages moved under the view: %v, %v", before.Stages, after.Stages)
			}
			if users, err := tx.Users(); err != nil || len(users) != len(cast) {
				t.Errorf("%d users, error %v", len(users), err)
			}
			_, err = tx.SaleByID("a")
			wantErr(t, "the sale of later", err, store.ErrNotFound)
			return nil
		})
		if got := read(t, s, store.ReadTx.Setup).Stages[2].ID; got != "lead" {
			t.Errorf("a later view has %s as last stage", got)
		}
	})},
	{"what a view returns, View returns", on(func(t *testing.T, s store.Store) {
		wantErr(t, "view", s.View(context.Background(), func(store.ReadTx) error { return errNo }), errNo)
	})},
	{"the sequence rises with each write, and only then", on(func(t *testing.T, s store.Store) {
		before := s.Sequence()
		update(t, s, func(store.Tx) error { return nil })
		view(t, s, func(store.ReadTx) error { return nil })
		if s.Sequence() != before {
			t.Errorf("rose from %d to %d without a write", before, s.Sequence())
		}
		for range 3 {
			before = s.Sequence()
			put(t, s, store.Submission{Key: "k"})
			if s.Sequence() <= before {
				t.Errorf("did not rise from %d", before)
			}
		}
	})},
	{"data and sequence are there after reopening", func(t *testing.T, open Open) {
		s, reopen := open(t)
		if reopen == nil {
			t.Skip("the engine keeps nothing")
		}
		people(t, s)
		sale := registered(t, s, newSale("a"))
		sequence := s.Sequence()
		s = reopen()
		if got := readSale(t, s, sale.Number); got.Title != sale.Title || got.Version != 1 {
			t.Errorf("got %+v", got)
		}
		if s.Sequence() != sequence {
			t.Errorf("sequence was %d, is %d", sequence, s.Sequence())
		}
		if got := len(read(t, s, store.ReadTx.Setup).Stages); got != len(stages) {
			t.Errorf("%d stages", got)
		}
	}},
	{"a context that is done runs nothing", on(func(t *testing.T, s store.Store) {
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		ran := false
		wantErr(t, "update", s.Update(ctx, func(store.Tx) error { ran = true; return nil }), context.Canceled)
		wantErr(t, "view", s.View(ctx, func(store.ReadTx) error { ran = true; return nil }), context.Canceled)
		if ran {
			t.Error("the function ran")
		}
	})},
	{"a context done while waiting runs nothing", on(func(t *testing.T, s store.Store) {
		busy, free := make(chan bool), make(chan bool)
		var all sync.WaitGroup
		all.Go(func() {
			if err := s.Update(context.Background(), func(store.Tx) error { close(busy); <-free; return nil }); err != nil {
				t.Error(err)
			}
		})
		<-busy
		ctx, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
		defer cancel()
		ran := false
		wantErr(t, "update", s.Update(ctx, func(store.Tx) error { ran = true; return nil }), context.DeadlineExceeded)
		close(free)
		all.Wait()
		update(t, s, func(store.Tx) error { return nil })
		if ran {
			t.Error("the function ran")
		}
	})},
	{"closing waits for what has begun and refuses what comes", on(func(t *testing.T, s store.Store) {
		busy, free := make(chan bool), make(chan bool)
		var all sync.WaitGroup
		all.Go(func() {
			err := s.Update(context.Background(), func(tx store.Tx) error {
				close(busy)
				<-free
				return tx.PutCompany(companies[0])
			})
			if err != nil {
				t.Errorf("the update that had begun: %v", err)
			}
		})
		<-busy
		closed := make(chan error, 1)
		go func() { closed <- s.Close() }()
		for s.View(context.Background(), func(store.ReadTx) error { return nil }) == nil {
			time.Sleep(time.Millisecond)
		}
		wantErr(t, "update", s.Update(context.Background(), func(store.Tx) error { return nil }), store.ErrClosed)
		wantErr(t, "view", s.View(context.Background(), func(store.ReadTx) error { return nil }), store.ErrClosed)
		select {
		case <-closed:
			t.Error("closed while an update was running")
		default:
		}
		close(free)
		all.Wait()
		if err := <-closed; err != nil {
			t.Errorf("close: %v", err)
		}
		if err := s.Close(); err != nil {
			t.Errorf("closing again: %v", err)
		}
	})},
	{"closing waits for views", on(func(t *testing.T, s store.Store) {
		people(t, s)
		closed := make(chan error, 1)
		view(t, s, func(tx store.ReadTx) error {
			go func() { closed <- s.Close() }()
			for s.View(context.Background(), func(store.ReadTx) error { return nil }) == nil {
				time.Sleep(time.Millisecond)
			}
			select {
			case <-closed:
				t.Error("closed while a view was reading")
			case <-time.After(50 * time.Millisecond):
			}
			_, err := tx.Company("acme")
			return err
		})
		if err := <-closed; err != nil {
			t.Errorf("close: %v", err)
		}
	})},
	{"too much for one update is refused, and nothing of it kept", on(func(t *testing.T, s store.Store) {
		text := strings.Repeat("x", 4000)
		err := s.Update(context.Background(), func(tx store.Tx) error {
			for i := range 5000 { // 20 MB
				if err := tx.PutActivity(crm.Activity{ID: crm.ActivityID(rune('a' + i)), Version: 1, Text: text}); err != nil {
					return err
				}
			}
			return nil
		})
		if err == nil {
			t.Skip("the engine takes 20 MB at once")
		}
		wantErr(t, "update", err, store.ErrTooLarge)
		wantErr(t, "read", s.View(context.Background(), func(tx store.ReadTx) error {
			_, err := tx.Activity("a")
			return err
		}), store.ErrNotFound)
		put(t, s, companies[0])
	})},
	{"submissions are kept", on(func(t *testing.T, s store.Store) {
		sub := store.Submission{Key: strings.Repeat("k", 64), User: "sam", Sale: 1001, Answer: "/sales/1001", At: noon}
		put(t, s, sub)
		if got := read(t, s, func(tx store.ReadTx) (store.Submission, error) { return tx.Submission(sub.Key) }); got != sub {
			t.Errorf("got %+v", got)
		}
		wantErr(t, "another key", s.View(context.Background(), func(tx store.ReadTx) error {
			_, err := tx.Submission("other")
			return err
		}), store.ErrNotFound)
		for _, bad := range []string{"", sub.Key + "k"} {
			if s.Update(context.Background(), func(tx store.Tx) error { return tx.PutSubmission(store.Submission{Key: bad}) }) == nil {
				t.Errorf("a key of %d bytes was taken", len(bad))
			}
		}
	})},
}

// nothingOf finds no trace of what the failing updates wrote.
func nothingOf(t *testing.T, s store.Store) {
	t.Helper()
	view(t, s, func(tx store.ReadTx) error {
		_, err := tx.SaleByID("a")
		wantErr(t, "sale", err, store.ErrNotFound)
		_, err = tx.Activity("x")
		wantErr(t, "activity", err, store.ErrNotFound)
		if c, err := tx.SaleChanges("a", 0, 9); err != nil || len(c) > 0 {
			t.Errorf("changes %v, error %v", c, err)
		}
		if sum, err := tx.SaleSummary("a"); err != nil || sum != (crm.SaleSummary{Sale: "a"}) {
			t.Errorf("summary %+v, error %v", sum, err)
		}
		page, err := tx.Sales(store.SaleList{Reader: ada}, "", 10)
		if err != nil || len(page.Rows) > 0 {
			t.Errorf("list has %+v, error %v", page.Rows, err)
		}
		setup, err := tx.Setup()
		if err != nil || setup.Stages[0].ID != "lead" {
			t.Errorf("setup %+v, error %v", setup, err)
		}
		return nil
	})
}

// failuresBeside sends good, failing and panicking updates at once: the good ones
// all count, the others never.
func failuresBeside(t *testing.T, s store.Store) {
	people(t, s)
	sale := registered(t, s, newSale("a"))
	var all sync.WaitGroup
	var good sync.Map
	for i := range 60 {
		all.Go(func() {
			err := s.Update(context.Background(), func(tx store.Tx) error {
				if _, err := edit(tx, sale.Number, func(s *crm.Sale) { s.Probability++ }); err != nil {
					return err
				}
				switch i % 3 {
				case 1:
					return errNo
				case 2:
					panic("ouch")
				}
				return nil
			})
			if (err == nil) != (i%3 == 0) {
				t.Errorf("update %d: error %v", i, err)
			}
			if err == nil {
				good.Store(i, true)
			}
		})
	}
	all.Wait()
	n := 0
	good.Range(func(any, any) bool { n++; return true })
	got := readSale(t, s, sale.Number)
	if got.Probability != sale.Probability+n || got.Version != uint64(1+n) {
		t.Errorf("%d updates succeeded, but probability went from %d to %d, version to %d", n, sale.Probability, got.Probability, got.Version)
	}
}
