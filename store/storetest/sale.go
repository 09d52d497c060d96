package storetest

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"verkoop/crm"
	"verkoop/store"
)

// full is a sale with every field filled.
func full() crm.Sale {
	s := newSale("full")
	s.Title, s.Description, s.Note = "Café <b> & \"x\" \u2028", "Regel 1\nregel 2\x01", "😀"
	s.Amount, s.Cost = euro("-1234567890123.4567"), euro("0.00")
	s.Stage, s.LastStages = "lead", map[crm.TypeID]crm.StageID{"new": "lead", "old": "deal"}
	s.ProbabilityByHand, s.Stalled, s.Completed = true, true, true
	s.Closed, s.Reopen = "2026-12-02", "2026-12-03"
	s.SoldReason, s.LostReason, s.StalledReason = "sold", "lost", "stalled"
	s.Company, s.Contact, s.Project = "acme", "piet", "plan"
	s.Source, s.Competitor, s.Credited = "web", "bee", "tip"
	s.Links = []crm.Link{{URL: "https://example.nl", Text: "Site"}, {Sale: 1001}}
	s.Visible = crm.OwnerOnly
	return s
}

var saleTests = []test{
	{"come back as they went in", on(func(t *testing.T, s store.Store) {
		want := registered(t, s, full())
		if got := readSale(t, s, want.Number); !reflect.DeepEqual(got, want) {
			t.Errorf("by number got\n%+v, want\n%+v", got, want)
		}
		got := read(t, s, func(tx store.ReadTx) (crm.Sale, error) { return tx.SaleByID("full") })
		if !reflect.DeepEqual(got, want) {
			t.Errorf("by id got\n%+v, want\n%+v", got, want)
		}
	})},
	{"without any money come back too", on(func(t *testing.T, s store.Store) {
		want := registered(t, s, crm.Sale{ID: "bare", Owner: "sam"})
		if got := readSale(t, s, want.Number); !reflect.DeepEqual(got, want) {
			t.Errorf("got %+v, want %+v", got, want)
		}
	})},
	{"are the caller's own", on(func(t *testing.T, s store.Store) {
		sale := registered(t, s, full())
		update(t, s, func(tx store.Tx) error {
			a, err := tx.Sale(sale.Number)
			if err != nil {
				return err
			}
			a.LastStages["new"], a.Links[0].Text = "spoilt", "spoilt"
			b, err := tx.Sale(sale.Number)
			if err == nil && (b.LastStages["new"] != "lead" || b.Links[0].Text != "Site") {
				t.Errorf("writing to what was read changed it: %+v", b)
			}
			return err
		})
		put(t, s, sam)
		read(t, s, store.ReadTx.Users)[0].Name = "spoilt"
		if got := read(t, s, store.ReadTx.Users)[0].Name; got != sam.Name {
			t.Errorf("writing to the users changed them: %s", got)
		}
	})},
	{"have a history, newest first, in parts", on(func(t *testing.T, s store.Store) {
		sale := registered(t, s, newSale("a"))
		registered(t, s, newSale("b"))
		for i := range 9 {
			edited(t, s, sale.Number, func(s *crm.Sale) { s.Title = fmt.Sprint("Title ", i) })
		}
		for _, c := range []struct {
			below       uint64
			limit       int
			first, last uint64
		}{{0, 100, 10, 1}, {0, 3, 10, 8}, {8, 3, 7, 5}, {3, 5, 2, 1}, {99, 1, 10, 10}} {
			changes := read(t, s, func(tx store.ReadTx) ([]crm.Change, error) { return tx.SaleChanges("a", c.below, c.limit) })
			if want := int(c.first - c.last + 1); len(changes) != want {
				t.Fatalf("below %d at most %d: got %d changes, want %d", c.below, c.limit, len(changes), want)
			}
			for i, ch := range changes {
				if ch.Version != c.first-uint64(i) || ch.Sale != "a" {
					t.Errorf("below %d at most %d: change %d is of %s version %d", c.below, c.limit, i, ch.Sale, ch.Version)
				}
			}
		}
		for _, c := range []struct {
			below uint64
			limit int
		}{{1, 5}, {0, 0}, {5, -1}} {
			if got := read(t, s, func(tx store.ReadTx) ([]crm.Change, error) { return tx.SaleChanges("a", c.below, c.limit) }); len(got) > 0 {
				t.Errorf("below %d at most %d: got %d changes", c.below, c.limit, len(got))
			}
		}
		last := read(t, s, func(tx store.ReadTx) ([]crm.Change, error) { return tx.SaleChanges("a", 3, 1) })[0]
		want := []crm.FieldChange{{Field: crm.FieldTitle, Old: crm.Value{Text: "Sale a"}, New: crm.Value{Text: "Title 0"}}}
		if !reflect.DeepEqual(last.Fields, want) || last.ByName != sam.Name {
			t.Errorf("got %+v, want fields %+v", last, want)
		}
	})},
	{"have a history of changes and events, newest first", on(func(t *testing.T, s store.Store) {
		sale := registered(t, s, full())
		happened := func(version uint64, minute int, what crm.What) {
			update(t, s, func(tx store.Tx) error {
				return tx.PutEvent(crm.Event{Sale: sale.ID, Version: version, Activity: "call", What: what, By: crm.Stamp{User: sam.ID, At: noon.Add(time.Duration(minute) * time.Minute)}})
			})
		}
		happened(1, 1, crm.Added)
		happened(1, 2, crm.Edited)
		edited(t, s, sale.Number, func(s *crm.Sale) { s.Title = "Second" })
		edited(t, s, sale.Number, func(s *crm.Sale) { s.Title = "Third" })
		happened(3, 4, crm.Ticked)
		for limit := 1; limit < 8; limit++ {
			var got []string
			for past, more := "", true; more; more = past != "" {
				var page []crm.Moment
				view(t, s, func(tx store.ReadTx) (err error) { page, past, err = tx.SaleHistory(sale.ID, past, limit); return err })
				if len(page) > limit {
					t.Fatalf("a page of %d has %d", limit, len(page))
				}
				for _, m := range page {
					got = append(got, fmt.Sprint(m.Change.Version, m.Event.What))
				}
			}
			if want := []string{"0ticked", "3", "2", "0edited", "0added", "1"}; !slices.Equal(got, want) {
				t.Errorf("by %d: %q, want %q", limit, got, want)
			}
		}
		if bad := read(t, s, func(tx store.ReadTx) (m []crm.Moment, err error) {
			m, _, err = tx.SaleHistory(sale.ID, "none such", 9)
			return m, err
		}); len(bad) != 6 {
			t.Errorf("a place that is none: %d moments", len(bad))
		}
		update(t, s, func(tx store.Tx) error { return tx.DeleteSale(sale.Number, 3) })
		if left := read(t, s, func(tx store.ReadTx) (m []crm.Moment, err error) {
			m, _, err = tx.SaleHistory(sale.ID, "", 9)
			return m, err
		}); len(left) > 0 {
			t.Errorf("%d moments of a deleted sale", len(left))
		}
	})},
	{"are known as they were at each version", on(func(t *testing.T, s store.Store) {
		var versions []crm.Sale
		versions = append(versions, registered(t, s, full()))
		n := versions[0].Number
		for _, change := range []func(*crm.Sale){
			func(s *crm.Sale) { s.Title, s.Amount, s.Stage = "Other", euro("5.00"), "deal" },
			func(s *crm.Sale) { s.Links, s.LastStages, s.Stalled = nil, nil, false },
			func(s *crm.Sale) { s.Outcome, s.Closed, s.Visible = crm.Sold, "2026-12-24", crm.Everyone },
			func(s *crm.Sale) { s.Owner, s.Group, s.Company = zoe.ID, zoe.Group, "" },
		} {
			versions = append(versions, edited(t, s, n, change))
		}
		for i, want := range versions {
			got := read(t, s, func(tx store.ReadTx) (crm.Sale, error) { return tx.SaleAt(n, uint64(i+1)) })
			if !reflect.DeepEqual(got, want) {
				t.Errorf("version %d: got\n%+v, want\n%+v", i+1, got, want)
			}
		}
		for _, v := range []uint64{0, 6, 99} {
			err := s.View(context.Background(), func(tx store.ReadTx) error {
				_, err := tx.SaleAt(n, v)
				return err
			})
			wantErr(t, fmt.Sprint("version ", v), err, store.ErrNotFound)
		}
	})},
	{"may hold the longest texts", on(func(t *testing.T, s store.Store) {
		for _, letter := range []string{"x", "é", "😀", "\"", "\n", "\u2028", "\x01"} {
			sale := newSale(crm.SaleID(fmt.Sprintf("long%x", letter)))
			sale.Description, sale.Note = strings.Repeat(letter, 10_000), strings.Repeat(letter, 100_000)
			sale = registered(t, s, sale)
			again := edited(t, s, sale.Number, func(s *crm.Sale) {
				s.Description, s.Note = s.Description[len(letter):]+"!", s.Note[len(letter):]+"!"
			})
			if got := readSale(t, s, sale.Number); got.Note != again.Note || got.Description != again.Description {
				t.Errorf("texts of %q changed", letter)
			}
			was := read(t, s, func(tx store.ReadTx) (crm.Sale, error) { return tx.SaleAt(sale.Number, 1) })
			if was.Note != sale.Note || was.Description != sale.Description {
				t.Errorf("texts of %q have another history", letter)
			}
		}
	})},
}
