package storetest

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"verkoop/crm"
	"verkoop/store"
)

var (
	someTypes  = rapid.SampledFrom([]crm.TypeID{"", "new", "renewal"})
	someValues = rapid.SampledFrom([]crm.ValueID{"", "", "fair", "price"})
)

// uses are all that the model's sales may have of the setup, and some that none has.
func uses() (out []crm.Use) {
	types, stages := []crm.TypeID{"new", "renewal", "ne", "other"}, []crm.StageID{"lead", "offer", "deal", "le", "other"}
	for _, t := range types {
		out = append(out, crm.Use{Type: t})
	}
	for _, s := range stages {
		out = append(out, crm.Use{Stage: s}, crm.Use{Stage: s, Open: true})
		for _, t := range types {
			out = append(out, crm.Use{Stage: s, Open: true, Type: t})
		}
	}
	return append(out, crm.Use{Value: "fair"}, crm.Use{Value: "price"}, crm.Use{Value: "other"}, crm.Use{Currency: "EUR"}, crm.Use{Currency: "USD"})
}

// has tells whether the sale has the part of the setup.
func has(s crm.Sale, u crm.Use) bool {
	switch {
	case u.Value != "":
		return s.SoldReason == u.Value || s.LostReason == u.Value || s.StalledReason == u.Value ||
			s.Source == u.Value || s.Competitor == u.Value || s.Credited == u.Value
	case u.Currency != "":
		return s.Amount.CurrencyCode() == u.Currency
	case u.Stage == "":
		return s.Type == u.Type
	}
	return s.Stage == u.Stage && (!u.Open || s.Outcome == crm.Open) && (u.Type == "" || s.Type == u.Type)
}

var someUses = rapid.SampledFrom(uses())

// compareUse counts the sales that have some parts of the setup.
func (m *model) compareUse(t *rapid.T, tx store.ReadTx) {
	for range 5 {
		u := someUses.Draw(t, "use")
		want := 0
		for _, s := range m.sales {
			if has(s, u) {
				want++
			}
		}
		if n, err := tx.CountUses(u, 999); n != want || err != nil {
			t.Fatalf("%+v: counted %d, want %d, error %v", u, n, want, err)
		}
	}
}

var useTests = []test{
	{"sales are counted by what of the setup they have, up to the most", func(t *testing.T, open Open) {
		s, reopen := open(t)
		count := func(u crm.Use, most int) int {
			t.Helper()
			return read(t, s, func(tx store.ReadTx) (int, error) { return tx.CountUses(u, most) })
		}
		var last crm.Sale
		for i := range 5 {
			sale := newSale(crm.SaleID(fmt.Sprint("s", i)))
			sale.Stage, sale.Source, sale.Competitor, sale.Credited = "offer", "fair", "fair", "desk"
			if i == 0 {
				sale.Outcome, sale.SoldReason = crm.Sold, "price"
			}
			if i == 1 {
				sale.Type = "renewal"
			}
			last = registered(t, s, sale)
		}
		wants := func(what string, want map[crm.Use]int) {
			t.Helper()
			for u, n := range want {
				if got := count(u, 100); got != n {
					t.Errorf("%s: %+v counts %d, want %d", what, u, got, n)
				}
			}
		}
		first := map[crm.Use]int{
			{Type: "new"}: 4, {Type: "renewal"}: 1, {Type: "other"}: 0,
			{Stage: "offer"}: 5, {Stage: "offer", Open: true}: 4, {Stage: "offer", Open: true, Type: "new"}: 3,
			{Stage: "offer", Open: true, Type: "renewal"}: 1, {Stage: "lead"}: 0,
			{Value: "fair"}: 5, {Value: "price"}: 1, {Value: "desk"}: 5, {Currency: "EUR"}: 5, {Currency: "USD"}: 0,
		}
		wants("registered", first)
		if got := count(crm.Use{Value: "fair"}, 3); got != 3 {
			t.Errorf("counted %d, at most 3", got)
		}
		if reopen != nil {
			s = reopen()
			wants("reopened", first)
		}
		edited(t, s, last.Number, func(s *crm.Sale) { s.Stage, s.Type, s.Source, s.Credited = "lead", "other", "", "" })
		wants("edited", map[crm.Use]int{
			{Type: "new"}: 3, {Type: "other"}: 1, {Stage: "offer"}: 4, {Stage: "lead", Open: true, Type: "other"}: 1,
			{Value: "fair"}: 5, {Value: "desk"}: 4, // it still has the one as its competitor
		})
		update(t, s, func(tx store.Tx) error { return tx.DeleteSale(last.Number, 2) })
		wants("deleted", map[crm.Use]int{{Type: "other"}: 0, {Stage: "lead"}: 0, {Value: "fair"}: 4, {Currency: "EUR"}: 4})
	}},
	{"activities are counted by what they were made for and what they are", on(func(t *testing.T, s store.Store) {
		people(t, s)
		sale := registered(t, s, newSale("s"))
		a := func(id crm.ActivityID, version uint64, item crm.GuideItemID, sort crm.ValueID) crm.Activity {
			return crm.Activity{ID: id, Version: version, Kind: crm.Document, Sale: sale.ID, Home: crm.Home{Sale: sale.ID}, On: "2026-11-23", Owner: sam.ID, GuideType: "new", GuideItem: item, Sort: sort}
		}
		wants := func(visit, vis, quote int) {
			t.Helper()
			check(t, s, "counting")
			for u, want := range map[crm.Use]int{{Item: "new/visit"}: visit, {Item: "new/vis"}: vis, {Item: "old/visit"}: 0, {Sort: "quote"}: quote} {
				if n := read(t, s, func(tx store.ReadTx) (int, error) { return tx.CountUses(u, 9) }); n != want {
					t.Errorf("%+v counts %d, want %d", u, n, want)
				}
			}
		}
		put(t, s, a("a", 1, "visit", "quote"), a("b", 1, "visit", ""), a("c", 1, "vis", "quote"), crm.Activity{ID: "d", Version: 1, Kind: crm.PhoneCall, On: "2026-11-23", Owner: sam.ID})
		wants(2, 1, 2)
		put(t, s, a("b", 2, "vis", "quote"))
		wants(1, 2, 3)
		update(t, s, func(tx store.Tx) error { return tx.DeleteSale(sale.Number, 1) })
		wants(0, 0, 0)
	})},
	{"what can't be counted is an error", on(func(t *testing.T, s store.Store) {
		view(t, s, func(tx store.ReadTx) error {
			for _, u := range []crm.Use{{}, {Open: true}, {Type: "new", Open: true}, {Type: "new", Stage: "lead"}, {Type: "new", Value: "fair"}, {Stage: "lead", Currency: "EUR"}, {Item: "new/visit", Sort: "quote"}} {
				if n, err := tx.CountUses(u, 9); err == nil {
					t.Errorf("%+v: counted %d", u, n)
				}
			}
			return nil
		})
	})},
}
