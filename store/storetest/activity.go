package storetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"verkoop/crm"
	"verkoop/store"
)

// plan is an activity to do.
func plan(id crm.ActivityID, kind crm.ActivityKind, on crm.Date) crm.Activity {
	return crm.Activity{ID: id, Version: 1, Kind: kind, Text: string(id), On: on, Owner: sam.ID,
		Sale: "a", Home: crm.Home{Sale: "a"}, By: crm.Stamp{User: sam.ID, At: noon}}
}

// done is the activity's next version, completed so many hours after noon.
func done(a crm.Activity, hours int) crm.Activity {
	a.Version++
	a.Completed = noon.Add(time.Duration(hours) * time.Hour)
	return a
}

func summary(t testing.TB, s store.Store, id crm.SaleID) crm.SaleSummary {
	t.Helper()
	return read(t, s, func(tx store.ReadTx) (crm.SaleSummary, error) { return tx.SaleSummary(id) })
}

func wantSummary(t testing.TB, s store.Store, what string, want crm.SaleSummary) {
	t.Helper()
	if got := summary(t, s, want.Sale); got != want {
		t.Errorf("%s: got %+v, want %+v", what, got, want)
	}
}

func activities(t testing.TB, s store.Store, id crm.SaleID, limit int) string {
	t.Helper()
	var out []string
	for _, a := range read(t, s, func(tx store.ReadTx) ([]crm.Activity, error) { return tx.SaleActivities(id, limit) }) {
		out = append(out, string(a.ID))
	}
	return strings.Join(out, " ")
}

var activityTests = []test{
	{"that are deleted leave the sale's list and summary", on(func(t *testing.T, s store.Store) {
		a, b := plan("a", crm.TaskKind, "2026-12-03"), plan("b", crm.PhoneCall, "2026-12-01")
		sale := newSale("a")
		update(t, s, func(tx store.Tx) error { _, err := register(tx, sale); return err })
		put(t, s, a)
		put(t, s, b)
		remove := func(id crm.ActivityID, version uint64) error {
			return s.Update(context.Background(), func(tx store.Tx) error { return tx.DeleteActivity(id, version) })
		}
		if err := remove("b", 2); !errors.Is(err, store.ErrVersion) {
			t.Errorf("of another version: %v", err)
		}
		if err := remove("b", 1); err != nil {
			t.Fatal(err)
		}
		if got := activities(t, s, "a", 9); got != "a" {
			t.Errorf("left %q", got)
		}
		wantSummary(t, s, "after deleting", crm.SaleSummary{Sale: "a", Next: "2026-12-03", ToDo: 1})
		if err := remove("b", 1); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("again: %v", err)
		}
	})},
	{"tell which files are in use", on(func(t *testing.T, s store.Store) {
		first, second := strings.Repeat("ab", 32), strings.Repeat("cd", 32)
		with := func(id crm.ActivityID, version uint64, hash string) crm.Activity {
			return crm.Activity{ID: id, Version: version, Kind: crm.Document, Text: "Quote", On: "2026-12-01", Owner: sam.ID, Sale: "a",
				Home: crm.Home{Sale: "a"}, File: crm.File{Hash: hash, Name: "quote.pdf", Size: 12}, Completed: noon}
		}
		sale := registered(t, s, newSale("a"))
		want := func(what string, hashes ...string) {
			t.Helper()
			got := read(t, s, func(tx store.ReadTx) ([]string, error) { return tx.FilesUsed("", 9) })
			if !slices.Equal(got, hashes) {
				t.Errorf("%s: %v", what, got)
			}
			for _, hash := range []string{first, second} {
				used := read(t, s, func(tx store.ReadTx) (bool, error) { return tx.FileUsed(hash) })
				if used != slices.Contains(hashes, hash) {
					t.Errorf("%s: %s used %t", what, hash, used)
				}
			}
		}
		want("none yet")
		put(t, s, with("x", 1, first))
		put(t, s, with("y", 1, first))
		put(t, s, with("z", 1, second))
		want("two files of three documents", first, second)
		if got := read(t, s, func(tx store.ReadTx) ([]string, error) { return tx.FilesUsed(first, 9) }); !slices.Equal(got, []string{second}) {
			t.Errorf("above the first: %v", got)
		}
		if got := read(t, s, func(tx store.ReadTx) ([]string, error) { return tx.FilesUsed("", 1) }); !slices.Equal(got, []string{first}) {
			t.Errorf("at most one: %v", got)
		}
		put(t, s, with("z", 2, first))
		want("another file in its place", first)
		update(t, s, func(tx store.Tx) error { return tx.DeleteActivity("x", 1) })
		want("one of its documents deleted", first)
		update(t, s, func(tx store.Tx) error { return tx.DeleteSale(sale.Number, sale.Version) })
		want("the sale deleted")
	})},
	{"come back as they went in", on(func(t *testing.T, s store.Store) {
		want := crm.Activity{ID: "x", Version: 1, Kind: crm.Appointment, Text: "Koffie ☕", On: "2026-12-01", Start: "09:30", End: "10:00",
			Owner: "sam", Company: "acme", Contact: "piet", Sale: "a", Home: crm.Home{Company: "acme"}, GuideType: "new", GuideItem: "call",
			Sort: "quote", Web: "https://example.com", File: crm.File{Hash: strings.Repeat("0f", 32), Name: "kopje ☕.pdf", Size: 1 << 40},
			Completed: noon, By: crm.Stamp{User: "sam", At: noon}, Updated: crm.Stamp{User: "mia", At: noon}}
		put(t, s, want)
		if got := read(t, s, func(tx store.ReadTx) (crm.Activity, error) { return tx.Activity("x") }); got != want {
			t.Errorf("got %+v, want %+v", got, want)
		}
	})},
	{"of a sale: to do by day, then completed, newest first", on(func(t *testing.T, s store.Store) {
		a, b, c := plan("a", crm.TaskKind, "2026-12-03"), plan("b", crm.Document, "2026-12-01"), plan("c", crm.PhoneCall, "2026-12-02")
		d, e, never := plan("d", crm.TaskKind, "2026-01-01"), plan("e", crm.TaskKind, "2026-01-02"), plan("never", crm.TaskKind, "")
		other := plan("other", crm.TaskKind, "2026-12-01")
		other.Sale = "ab"
		put(t, s, a, b, c, d, e, never, other)
		put(t, s, done(d, 1), done(e, 2))
		for limit, want := range map[int]string{0: "", 2: "b c", 5: "b c a never e", 99: "b c a never e d"} {
			if got := activities(t, s, "a", limit); got != want {
				t.Errorf("at most %d: %q, want %q", limit, got, want)
			}
		}
		if got := activities(t, s, "ab", 9); got != "other" {
			t.Errorf("of the other sale: %q", got)
		}
	})},
	{"make the sale's summary", on(func(t *testing.T, s store.Store) {
		wantSummary(t, s, "none", crm.SaleSummary{Sale: "a"})
		late, soon, paper := plan("late", crm.TaskKind, "2026-12-09"), plan("soon", crm.Appointment, "2026-12-02"), plan("paper", crm.Document, "2026-11-01")
		put(t, s, late)
		wantSummary(t, s, "one", crm.SaleSummary{Sale: "a", Next: "2026-12-09", ToDo: 1})
		put(t, s, soon, paper)
		wantSummary(t, s, "documents are not next", crm.SaleSummary{Sale: "a", Next: "2026-12-02", ToDo: 3})
		soon.Version, soon.On = 2, "2026-12-20"
		put(t, s, soon)
		wantSummary(t, s, "put off", crm.SaleSummary{Sale: "a", Next: "2026-12-09", ToDo: 3})
		late = done(late, 0)
		put(t, s, late, done(paper, 0))
		wantSummary(t, s, "completed", crm.SaleSummary{Sale: "a", Next: "2026-12-20", ToDo: 1, Done: 2})
		late.Version, late.Completed = 3, time.Time{}
		put(t, s, late)
		wantSummary(t, s, "opened again", crm.SaleSummary{Sale: "a", Next: "2026-12-09", ToDo: 2, Done: 1})
		late.Version, late.Kind = 4, crm.Document
		put(t, s, late)
		wantSummary(t, s, "become a document", crm.SaleSummary{Sale: "a", Next: "2026-12-20", ToDo: 2, Done: 1})
		soon.Version, soon.Sale = 3, "b"
		put(t, s, soon)
		wantSummary(t, s, "moved away", crm.SaleSummary{Sale: "a", ToDo: 1, Done: 1})
		wantSummary(t, s, "moved to", crm.SaleSummary{Sale: "b", Next: "2026-12-20", ToDo: 1})
		soon.Version, soon.Sale = 4, ""
		put(t, s, soon)
		wantSummary(t, s, "of no sale", crm.SaleSummary{Sale: "b"})
		if got := activities(t, s, "b", 9); got != "" {
			t.Errorf("of the sale it left: %q", got)
		}
		soon.Version, soon.Sale = 5, "b"
		put(t, s, soon)
		wantSummary(t, s, "of a sale again", crm.SaleSummary{Sale: "b", Next: "2026-12-20", ToDo: 1})
	})},
	{"without a day are never next", on(func(t *testing.T, s store.Store) {
		put(t, s, plan("x", crm.TaskKind, ""))
		wantSummary(t, s, "no day", crm.SaleSummary{Sale: "a", ToDo: 1})
	})},
	{"move the sale in lists by next, and leave its version", on(func(t *testing.T, s store.Store) {
		people(t, s)
		for i, id := range []crm.SaleID{"a", "b", "c", "stalled"} {
			sale := newSale(id)
			sale.Title, sale.Visible = string(id), crm.Visibilities[i%3]
			if id == "stalled" {
				sale.Stalled, sale.Reopen = true, "2026-12-05"
			}
			registered(t, s, sale)
		}
		list := store.SaleList{Reader: ada, Sort: store.ByNext}
		wantOrder := func(want string) {
			t.Helper()
			if got := titles(t, s, list); got != want {
				t.Errorf("got %s, want %s", got, want)
			}
		}
		wantOrder("stalled a b c")
		x := plan("x", crm.TaskKind, "2026-12-06")
		x.Sale = "c"
		put(t, s, x)
		wantOrder("stalled c a b")
		y := plan("y", crm.TaskKind, "2026-12-04")
		y.Sale = "b"
		z := plan("z", crm.TaskKind, "2026-01-01")
		z.Sale = "stalled"
		put(t, s, y, z)
		wantOrder("b stalled c a")
		put(t, s, done(y, 0))
		wantOrder("stalled c a b")
		for n := crm.SaleNumber(1001); n < 1005; n++ {
			if got := readSale(t, s, n); got.Version != 1 {
				t.Errorf("sale %s has version %d", got.Title, got.Version)
			}
		}
		edited(t, s, 1004, func(s *crm.Sale) { s.Stalled, s.Reopen = false, "" })
		wantOrder("stalled c a b")
		edited(t, s, 1003, func(s *crm.Sale) { s.Stalled, s.Reopen = true, "2025-01-01" })
		wantOrder("c stalled a b")
		if rows := allRows(t, s, list, 9); rows[1].Summary.Next != "2026-01-01" || rows[0].Summary.ToDo != 1 {
			t.Errorf("summaries in the list: %+v, %+v", rows[0].Summary, rows[1].Summary)
		}
	})},
	{"may be there before their sale", on(func(t *testing.T, s store.Store) {
		people(t, s)
		put(t, s, plan("x", crm.TaskKind, "2026-12-06"))
		b := newSale("b")
		b.Title = "b"
		registered(t, s, b)
		a := newSale("a")
		a.Title = "a"
		registered(t, s, a)
		if got := titles(t, s, store.SaleList{Reader: ada, Sort: store.ByNext}); got != "a b" {
			t.Errorf("got %s", got)
		}
	})},
	{"of many are counted right", on(func(t *testing.T, s store.Store) {
		update(t, s, func(tx store.Tx) error {
			for i := range 50 {
				a := plan(crm.ActivityID(fmt.Sprint("x", i)), crm.TaskKind, crm.Date("2026-12-01").AddDays(i))
				if err := tx.PutActivity(a); err != nil {
					return err
				}
				if i%2 == 0 {
					if err := tx.PutActivity(done(a, i)); err != nil {
						return err
					}
				}
			}
			return nil
		})
		wantSummary(t, s, "fifty", crm.SaleSummary{Sale: "a", Next: "2026-12-02", ToDo: 25, Done: 25})
	})},
}
