package storetest

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"verkoop/crm"
	"verkoop/store"
)

// deleteSale deletes the sale in an update of its own.
func deleteSale(s store.Store, n crm.SaleNumber, version uint64) error {
	return s.Update(context.Background(), func(tx store.Tx) error { return tx.DeleteSale(n, version) })
}

func deleted(t testing.TB, s store.Store, sale crm.Sale) {
	t.Helper()
	if err := deleteSale(s, sale.Number, sale.Version); err != nil {
		t.Fatalf("delete sale %d: %v", sale.Number, err)
	}
}

// of makes an activity one of the sale, made from the home.
func of(a crm.Activity, sale crm.SaleID, home crm.Home) crm.Activity {
	a.Sale, a.Home = sale, home
	return a
}

// rich puts a sale with all that there can be of one, and one beside it.
func rich(t testing.TB, s store.Store) (goes, stays crm.Sale) {
	t.Helper()
	people(t, s)
	sale := full()
	sale.Owner, sale.Group, sale.Visible, sale.Completed, sale.Stalled = sam.ID, "zuid", crm.OwnGroup, false, false
	goes = registered(t, s, sale)
	sale = newSale("stays")
	sale.Company, sale.Stage, sale.Links = "acme", "lead", []crm.Link{{Sale: goes.Number}}
	stays = registered(t, s, sale)
	for i := range 3 {
		goes = edited(t, s, goes.Number, func(s *crm.Sale) { s.Title = fmt.Sprint("Title ", i) })
	}
	stays = edited(t, s, stays.Number, func(s *crm.Sale) { s.Title = "Stays" })
	home := crm.Home{Sale: goes.ID}
	call := of(plan("call", crm.PhoneCall, "2026-12-02"), goes.ID, home)
	put(t, s, call, done(call, 1), of(plan("task", crm.TaskKind, "2026-12-01"), goes.ID, home),
		of(plan("offer", crm.Document, ""), goes.ID, home), of(plan("other", crm.TaskKind, "2026-12-03"), "stays", crm.Home{Sale: "stays"}))
	return goes, stays
}

// wantGone finds no trace of rich's first sale, and the second as it was.
func wantGone(t testing.TB, tx store.ReadTx, goes, stays crm.Sale) {
	t.Helper()
	_, sale := tx.Sale(goes.Number)
	_, byID := tx.SaleByID(goes.ID)
	_, at := tx.SaleAt(goes.Number, 1)
	_, call := tx.Activity("call")
	_, task := tx.Activity("task")
	_, offer := tx.Activity("offer")
	_, neighbours := tx.Neighbours(store.SaleList{Reader: ada}, goes.Number)
	for i, err := range []error{sale, byID, at, call, task, offer, neighbours} {
		wantErr(t, fmt.Sprint("trace ", i), err, store.ErrNotFound)
	}
	if c, err := tx.SaleChanges(goes.ID, 0, 9); err != nil || len(c) > 0 {
		t.Errorf("%d changes are left, error %v", len(c), err)
	}
	if sum, err := tx.SaleSummary(goes.ID); err != nil || sum != (crm.SaleSummary{Sale: goes.ID}) {
		t.Errorf("the summary is %+v, error %v", sum, err)
	}
	if a, err := tx.SaleActivities(goes.ID, 9); err != nil || len(a) > 0 {
		t.Errorf("%d activities are left, error %v", len(a), err)
	}
	if f, d, err := tx.SaleGoes(goes.ID); f != 0 || d != 0 || err != nil {
		t.Errorf("%d and %d activities would go, error %v", f, d, err)
	}
	for _, reader := range cast {
		for _, c := range store.Columns {
			for i := range 4 {
				l := store.SaleList{Reader: reader, Sort: c, Descending: i%2 > 0, SkipCompleted: i/2 > 0}
				want := []crm.SaleNumber{stays.Number}
				if reader.Disabled {
					want = []crm.SaleNumber{}
				}
				if page, err := tx.Sales(l, "", 9); err != nil || !slices.Equal(numbers(page.Rows), want) {
					t.Errorf("%s by %s sees %v, want %v, error %v", reader.ID, c, numbers(page.Rows), want, err)
				}
				if n, err := tx.Neighbours(l, stays.Number); err != nil || n != (store.Neighbours{}) {
					t.Errorf("%s by %s: neighbours of the other are %+v, error %v", reader.ID, c, n, err)
				}
			}
		}
	}
	if got, err := tx.Sale(stays.Number); err != nil || !reflect.DeepEqual(got, stays) {
		t.Errorf("the other sale is\n%+v, want\n%+v, error %v", got, stays, err)
	}
	if c, err := tx.SaleChanges(stays.ID, 0, 9); err != nil || len(c) != 2 {
		t.Errorf("the other sale has %d changes, error %v", len(c), err)
	}
	if sum, err := tx.SaleSummary(stays.ID); err != nil || sum != (crm.SaleSummary{Sale: stays.ID, Next: "2026-12-03", ToDo: 1}) {
		t.Errorf("the summary of the other sale is %+v, error %v", sum, err)
	}
}

// wantGoes checks what deleting the sale would take along.
func wantGoes(t testing.TB, tx store.ReadTx, id crm.SaleID, followUps, documents int) {
	t.Helper()
	if f, d, err := tx.SaleGoes(id); f != followUps || d != documents || err != nil {
		t.Errorf("with sale %s go %d and %d, want %d and %d, error %v", id, f, d, followUps, documents, err)
	}
}

var deleteTests = []test{
	{"take everything of the sale, and nothing of others", func(t *testing.T, open Open) {
		s, reopen := open(t)
		goes, stays := rich(t, s)
		var before crm.Sale
		view(t, s, func(tx store.ReadTx) (err error) {
			wantGoes(t, tx, goes.ID, 2, 1)
			before, err = tx.Sale(goes.Number)
			if err != nil {
				return err
			}
			sequence := s.Sequence()
			deleted(t, s, goes)
			if s.Sequence() <= sequence {
				t.Errorf("the sequence did not rise from %d", sequence)
			}
			if got, err := tx.SaleByID(goes.ID); err != nil || !reflect.DeepEqual(got, before) {
				t.Errorf("a view that began before sees %+v, error %v", got, err)
			}
			wantGoes(t, tx, goes.ID, 2, 1)
			return nil
		})
		check := func() {
			t.Helper()
			view(t, s, func(tx store.ReadTx) error { wantGone(t, tx, goes, stays); return nil })
		}
		check()
		// Names that change pass all sales of a company, an owner, a stage.
		put(t, s, crm.Company{ID: "acme", Version: 2, Name: "Zzz"}, crm.User{ID: "sam", Version: 2, Name: "Zzz"},
			crm.Stage{ID: "lead", Version: 2, Order: 99})
		check()
		if reopen != nil {
			s = reopen()
			check()
		}
	}},
	{"are seen by the update itself", on(func(t *testing.T, s store.Store) {
		goes, stays := rich(t, s)
		update(t, s, func(tx store.Tx) error {
			if err := tx.DeleteSale(goes.Number, goes.Version); err != nil {
				return err
			}
			wantGone(t, tx, goes, stays)
			wantErr(t, "once more", tx.DeleteSale(goes.Number, goes.Version), store.ErrNotFound)
			return nil
		})
	})},
	{"are of the version that is there, and of a sale that is", on(func(t *testing.T, s store.Store) {
		goes, stays := rich(t, s)
		for _, v := range []uint64{0, 1, goes.Version - 1, goes.Version + 1} {
			wantErr(t, fmt.Sprint("version ", v), deleteSale(s, goes.Number, v), store.ErrVersion)
		}
		for _, n := range []crm.SaleNumber{0, 1, stays.Number + 1} {
			wantErr(t, fmt.Sprint("sale ", n), deleteSale(s, n, 1), store.ErrNotFound)
		}
		if got := readSale(t, s, goes.Number); got.Version != goes.Version {
			t.Errorf("the sale has version %d", got.Version)
		}
		view(t, s, func(tx store.ReadTx) error { wantGoes(t, tx, goes.ID, 2, 1); return nil })
		deleted(t, s, goes)
		wantErr(t, "again", deleteSale(s, goes.Number, goes.Version), store.ErrNotFound)
	})},
	{"of a sale with longest texts, a long history and its audit entry go in one update", on(func(t *testing.T, s store.Store) {
		sale := full()
		sale.Description, sale.Note = strings.Repeat("\x01", 10_000), strings.Repeat("\x01", 100_000)
		sale = registered(t, s, sale)
		for range 20 {
			sale = edited(t, s, sale.Number, func(s *crm.Sale) { s.Note = s.Note[1:] + string(rune('a'+s.Version)) })
		}
		var activities []any
		for i := range 500 {
			activities = append(activities, of(plan(crm.ActivityID(fmt.Sprint(i)), crm.TaskKind, "2026-12-01"), sale.ID, crm.Home{Sale: sale.ID}))
		}
		put(t, s, activities...)
		facts := sale.Deleted(func(crm.Field, string) crm.Words { return crm.Same("x") })
		update(t, s, func(tx store.Tx) error {
			if err := tx.DeleteSale(sale.Number, sale.Version); err != nil {
				return err
			}
			return tx.PutAudit(crm.AuditEntry{ID: "e", At: noon, Kind: crm.AuditSaleDeleted, Sale: sale.Number, Facts: facts})
		})
		view(t, s, func(tx store.ReadTx) error {
			_, err := tx.Sale(sale.Number)
			wantErr(t, "the sale", err, store.ErrNotFound)
			_, err = tx.Activity("499")
			wantErr(t, "an activity", err, store.ErrNotFound)
			log, _, err := tx.Audit(store.AuditFilter{}, "", 9)
			if len(log) != 1 || !reflect.DeepEqual(log[0].Facts, facts) {
				t.Errorf("the log has %d entries", len(log))
			}
			return err
		})
	})},
	{"free no number", func(t *testing.T, open Open) {
		s, reopen := open(t)
		a := registered(t, s, newSale("a"))
		b := registered(t, s, newSale("b"))
		deleted(t, s, a)
		update(t, s, func(tx store.Tx) error {
			if err := tx.DeleteSale(b.Number, b.Version); err != nil {
				return err
			}
			c, err := register(tx, newSale("c"))
			if err != nil {
				return err
			}
			if c.Number <= b.Number {
				t.Errorf("in the same update got %d", c.Number)
			}
			return tx.DeleteSale(c.Number, c.Version)
		})
		if reopen != nil {
			s = reopen()
		}
		d := registered(t, s, newSale("d"))
		if d.Number != b.Number+2 {
			t.Errorf("got %d after %d and one more", d.Number, b.Number)
		}
		byHand := newSale("e")
		byHand.Number = 5000
		update(t, s, func(tx store.Tx) error {
			if _, err := putSale(tx, crm.Sale{ID: "e", Number: 5000}, byHand); err != nil {
				return err
			}
			return tx.DeleteSale(5000, 1)
		})
		if reopen != nil {
			s = reopen()
		}
		if n, err := nextNumber(s, nil); n != 5001 || err != nil {
			t.Errorf("after one put by hand got %d, error %v", n, err)
		}
	}},
	{"take activities at home there, and leave the others without the sale", on(homes)},
	{"keep nothing where the update fails", func(t *testing.T, open Open) {
		s, reopen := open(t)
		goes, stays := rich(t, s)
		company := of(plan("visit", crm.Appointment, "2026-11-30"), goes.ID, crm.Home{Company: "acme"})
		put(t, s, company)
		sequence := s.Sequence()
		for _, end := range []func() error{
			func() error { return errNo },
			func() error { panic("ouch") },
		} {
			if s.Update(context.Background(), func(tx store.Tx) error {
				if err := tx.DeleteSale(goes.Number, goes.Version); err != nil {
					return err
				}
				if err := tx.PutAudit(crm.AuditEntry{ID: "e", At: noon, Kind: crm.AuditSaleDeleted}); err != nil {
					return err
				}
				return end()
			}) == nil {
				t.Error("the failure was lost")
			}
		}
		check := func() {
			t.Helper()
			view(t, s, func(tx store.ReadTx) error {
				if got, err := tx.SaleByID(goes.ID); err != nil || !reflect.DeepEqual(got, goes) {
					t.Errorf("the sale is %+v, error %v", got, err)
				}
				if c, err := tx.SaleChanges(goes.ID, 0, 9); err != nil || len(c) != 4 {
					t.Errorf("%d changes, error %v", len(c), err)
				}
				if a, err := tx.Activity("visit"); err != nil || a != company {
					t.Errorf("the visit is %+v, error %v", a, err)
				}
				wantGoes(t, tx, goes.ID, 2, 1)
				log, _, err := tx.Audit(store.AuditFilter{}, "", 9)
				if len(log) > 0 {
					t.Errorf("the log has %+v", log)
				}
				return err
			})
			wantSummary(t, s, "summary", crm.SaleSummary{Sale: goes.ID, Next: "2026-11-30", ToDo: 3, Done: 1})
			for _, c := range store.Columns {
				if got := numbers(allRows(t, s, store.SaleList{Reader: sam, Sort: c}, 1)); len(got) != 2 {
					t.Errorf("by %s: %v", c, got)
				}
			}
		}
		check()
		if s.Sequence() != sequence {
			t.Errorf("sequence went from %d to %d", sequence, s.Sequence())
		}
		if reopen != nil {
			s = reopen()
			check()
		}
		deleted(t, s, goes)
		if got := numbers(allRows(t, s, store.SaleList{Reader: sam}, 1)); !slices.Equal(got, []crm.SaleNumber{stays.Number}) {
			t.Errorf("at last: %v", got)
		}
	}},
	{"close the gap in lists", on(gaps)},
	{"last: nothing is put under the sale any more", on(func(t *testing.T, s store.Store) {
		goes, _ := rich(t, s)
		deleted(t, s, goes)
		save := func(version uint64, number crm.SaleNumber) error {
			return s.Update(context.Background(), func(tx store.Tx) error {
				after := goes
				after.Number = number
				_, err := putSale(tx, crm.Sale{ID: goes.ID, Number: number, Version: version - 1}, after)
				return err
			})
		}
		if save(goes.Version+1, goes.Number) == nil {
			t.Error("a save by somebody who had it open was taken")
		}
		wantErr(t, "anew", save(1, goes.Number), store.ErrExists)
		wantErr(t, "anew under another number", save(1, goes.Number+50), store.ErrExists)
		for what, a := range map[string]crm.Activity{
			"new":             of(plan("x", crm.TaskKind, ""), goes.ID, crm.Home{Sale: goes.ID}),
			"of a company":    of(plan("x", crm.TaskKind, ""), goes.ID, crm.Home{Company: "acme"}),
			"of another sale": of(plan("x", crm.TaskKind, ""), "stays", crm.Home{Sale: goes.ID}),
			"that went":       done(done(of(plan("call", crm.PhoneCall, ""), goes.ID, crm.Home{Sale: goes.ID}), 0), 0),
		} {
			wantErr(t, "activity "+what, s.Update(context.Background(), func(tx store.Tx) error { return tx.PutActivity(a) }), store.ErrNotFound)
		}
		put(t, s, of(plan("call", crm.PhoneCall, ""), "stays", crm.Home{Sale: "stays"}))
	})},
	{"by many at once: one does it, and no save gets lost", on(func(t *testing.T, s store.Store) {
		people(t, s)
		sale := registered(t, s, newSale("a"))
		var all sync.WaitGroup
		var mu sync.Mutex
		did, saved := 0, uint64(0)
		for i := range 40 {
			all.Go(func() {
				var version uint64
				err := s.Update(context.Background(), func(tx store.Tx) error {
					now, err := tx.Sale(sale.Number)
					if err != nil {
						return err
					}
					version = now.Version
					if i >= 20 {
						return tx.DeleteSale(sale.Number, version)
					}
					_, err = edit(tx, sale.Number, func(s *crm.Sale) { s.Probability++ })
					return err
				})
				mu.Lock()
				defer mu.Unlock()
				switch {
				case err != nil && !errors.Is(err, store.ErrNotFound):
					t.Error(err)
				case err == nil && i >= 20:
					did++
					if version < saved {
						t.Errorf("version %d was deleted, %d saved", version, saved)
					}
				case err == nil:
					saved = max(saved, version+1)
				}
			})
		}
		all.Wait()
		if did != 1 {
			t.Errorf("deleted %d times", did)
		}
	})},
}

func homes(t *testing.T, s store.Store) {
	people(t, s)
	put(t, s, crm.Project{ID: "plan", Version: 1, Name: "Plan"})
	var sales []crm.Sale
	for _, id := range []crm.SaleID{"a", "b", "c"} {
		sale := newSale(id)
		sale.Title = string(id)
		sales = append(sales, registered(t, s, sale))
	}
	here, there := crm.Home{Sale: "a"}, crm.Home{Sale: "b"}
	goes := []crm.Activity{
		of(plan("own", crm.TaskKind, "2026-12-01"), "a", here),
		of(plan("own document", crm.Document, "2026-12-01"), "a", here),
		of(plan("own with company", crm.PhoneCall, "2026-12-02"), "a", here),
		of(plan("moved to b", crm.TaskKind, "2026-01-01"), "b", here),
		of(plan("document moved to b", crm.Document, ""), "b", here),
		of(plan("of no sale", crm.TaskKind, ""), "", here),
	}
	goes[2].Company = "acme"
	stays := []crm.Activity{
		of(plan("of company", crm.Appointment, "2026-12-01"), "a", crm.Home{Company: "acme"}),
		of(plan("of project", crm.TaskKind, "2026-12-02"), "a", crm.Home{Project: "plan"}),
		of(plan("document of company", crm.Document, ""), "a", crm.Home{Company: "acme"}),
		of(plan("of b", crm.TaskKind, "2026-12-02"), "a", there),
	}
	others := []crm.Activity{
		of(plan("b's own", crm.TaskKind, "2026-12-09"), "b", there),
		of(plan("b's of company", crm.TaskKind, "2026-12-08"), "b", crm.Home{Company: "acme"}),
		of(plan("c's own", crm.TaskKind, "2026-12-01"), "c", crm.Home{Sale: "c"}),
	}
	for _, all := range [][]crm.Activity{goes, stays, others} {
		for _, a := range all {
			put(t, s, a)
		}
	}
	goes[0], stays[1] = done(goes[0], 1), done(stays[1], 2)
	put(t, s, goes[0], stays[1])
	wantSummary(t, s, "b before", crm.SaleSummary{Sale: "b", Next: "2026-01-01", ToDo: 4})
	view(t, s, func(tx store.ReadTx) error {
		wantGoes(t, tx, "a", 4, 2)
		wantGoes(t, tx, "b", 2, 0)
		wantGoes(t, tx, "c", 1, 0)
		wantGoes(t, tx, "none", 0, 0)
		return nil
	})
	deleted(t, s, sales[0])
	view(t, s, func(tx store.ReadTx) error {
		for _, a := range goes {
			_, err := tx.Activity(a.ID)
			wantErr(t, string(a.ID), err, store.ErrNotFound)
		}
		for _, want := range stays {
			want.Sale = ""
			want.Version++
			if got, err := tx.Activity(want.ID); err != nil || got != want {
				t.Errorf("got %+v, want %+v, error %v", got, want, err)
			}
		}
		for _, want := range others {
			if got, err := tx.Activity(want.ID); err != nil || got != want {
				t.Errorf("got %+v, want %+v, error %v", got, want, err)
			}
		}
		for _, want := range sales[1:] {
			if got, err := tx.Sale(want.Number); err != nil || !reflect.DeepEqual(got, want) {
				t.Errorf("got %+v, want %+v, error %v", got, want, err)
			}
		}
		wantGoes(t, tx, "b", 2, 0)
		return nil
	})
	wantSummary(t, s, "b after", crm.SaleSummary{Sale: "b", Next: "2026-12-08", ToDo: 2})
	if got := activities(t, s, "b", 9); got != "b's of company b's own" {
		t.Errorf("activities of b: %s", got)
	}
	if got := titles(t, s, store.SaleList{Reader: ada, Sort: store.ByNext}); got != "c b" {
		t.Errorf("by next: %s", got)
	}
	// One that stayed goes with its own home, and may get another sale before.
	moved := stays[3]
	moved.Version, moved.Sale = moved.Version+2, "c"
	put(t, s, moved)
	wantSummary(t, s, "c with one more", crm.SaleSummary{Sale: "c", Next: "2026-12-01", ToDo: 2})
	deleted(t, s, sales[1])
	wantSummary(t, s, "c without", crm.SaleSummary{Sale: "c", Next: "2026-12-01", ToDo: 1})
	if got := activities(t, s, "c", 9); got != "c's own" {
		t.Errorf("activities of c: %s", got)
	}
}

// gaps deletes sales at the edges of pages and between neighbours.
func gaps(t *testing.T, s store.Store) {
	people(t, s)
	var all []crm.Sale
	var want []crm.SaleNumber
	for i := range 9 {
		sale := newSale(crm.SaleID(fmt.Sprint(i)))
		sale.Visible = crm.Visibilities[i%3]
		all = append(all, registered(t, s, sale))
		want = append(want, all[i].Number)
	}
	l := store.SaleList{Reader: sam, Sort: store.ByTitle}
	first := readPage(t, s, l, "", 3)
	second := readPage(t, s, l, first.Next, 3)
	deleted(t, s, all[2])
	deleted(t, s, all[3])
	if got := numbers(readPage(t, s, l, first.Next, 3).Rows); !slices.Equal(got, want[4:7]) {
		t.Errorf("on from an edge that went: %v", got)
	}
	if got := numbers(readPage(t, s, l, second.Previous, 3).Rows); !slices.Equal(got, want[:2]) {
		t.Errorf("back from an edge that went: %v", got)
	}
	want = slices.Delete(want, 2, 4)
	for _, c := range store.Columns {
		for _, descending := range directions {
			l := store.SaleList{Reader: ada, Sort: c, Descending: descending}
			for limit := 1; limit < 5; limit++ {
				if got := numbers(allRows(t, s, l, limit)); !slices.Equal(got, want) {
					t.Errorf("by %s descending %t: %v, want %v", c, descending, got, want)
				}
			}
			for i, n := range want {
				with := append(append([]crm.SaleNumber{0}, want...), 0)
				got := read(t, s, func(tx store.ReadTx) (store.Neighbours, error) { return tx.Neighbours(l, n) })
				if got != (store.Neighbours{Previous: with[i], Next: with[i+2]}) {
					t.Errorf("by %s descending %t: neighbours of %d are %+v", c, descending, n, got)
				}
			}
			slices.Reverse(want)
		}
	}
}
