package storetest

import (
	"context"
	"encoding/base64"
	"fmt"
	"slices"
	"testing"

	"verkoop/crm"
	"verkoop/store"
)

// visibility puts a sale for every visibility, owner and group, also of an owner
// who has changed groups, and compares each reader's lists with crm.User.CanSee.
func visibility(t *testing.T, s store.Store) {
	people(t, s)
	var all []crm.Sale
	update(t, s, func(tx store.Tx) error {
		all = nil
		for _, v := range crm.Visibilities {
			for _, owner := range cast {
				for _, group := range []crm.GroupID{"noord", "zuid", ""} {
					sale := newSale(crm.SaleID(fmt.Sprint(v, owner.ID, group)))
					sale.Owner, sale.Group, sale.Visible = owner.ID, group, v
					sale, err := register(tx, sale)
					if err != nil {
						return err
					}
					all = append(all, sale)
				}
			}
		}
		return nil
	})
	stranger := crm.User{ID: "who", Role: crm.Seller}
	for _, reader := range append(cast, stranger) {
		var want []crm.SaleNumber
		for _, sale := range all {
			if reader.CanSee(sale) {
				want = append(want, sale.Number)
			}
		}
		for _, c := range store.Columns {
			for _, descending := range directions {
				got := numbers(allRows(t, s, store.SaleList{Reader: reader, Sort: c, Descending: descending}, 25))
				slices.Sort(got)
				if !slices.Equal(got, want) {
					t.Errorf("%s by %s descending %t sees %v, want %v", reader.Name, c, descending, got, want)
				}
			}
		}
	}
	// Handing over and hiding take sales out of sight at once.
	n := all[0].Number
	edited(t, s, n, func(s *crm.Sale) { s.Owner, s.Group, s.Visible = zoe.ID, zoe.Group, crm.OwnerOnly })
	for _, reader := range cast {
		got := numbers(allRows(t, s, store.SaleList{Reader: reader}, 100))
		want := reader.ID == ada.ID || reader.ID == zoe.ID || reader.ID == mo.ID
		if slices.Contains(got, n) != want {
			t.Errorf("%s sees the hidden sale: %t, want %t", reader.Name, !want, want)
		}
	}
}

func cursors(t *testing.T, s store.Store) {
	people(t, s)
	for i := range 6 {
		registered(t, s, newSale(crm.SaleID(fmt.Sprint(i))))
	}
	own := store.SaleList{Reader: sam, Sort: store.ByTitle}
	next := readPage(t, s, own, "", 2).Next
	previous := readPage(t, s, own, next, 2).Previous
	if next == "" || previous == "" {
		t.Fatalf("next %q, previous %q", next, previous)
	}
	try := func(l store.SaleList, at store.Cursor) error {
		return s.View(context.Background(), func(tx store.ReadTx) error {
			_, err := tx.Sales(l, at, 2)
			return err
		})
	}
	for _, c := range []store.Cursor{next, previous} {
		if err := try(own, c); err != nil {
			t.Errorf("in its own list: %v", err)
		}
		for what, l := range map[string]store.SaleList{
			"reader":    {Reader: sofie, Sort: store.ByTitle},
			"sort":      {Reader: sam, Sort: store.ByOwner},
			"direction": {Reader: sam, Sort: store.ByTitle, Descending: true},
			"filter":    {Reader: sam, Sort: store.ByTitle, SkipCompleted: true},
		} {
			wantErr(t, "another "+what, try(l, c), store.ErrCursor)
		}
		raw, err := base64.RawURLEncoding.DecodeString(string(c))
		if err != nil {
			t.Fatalf("a cursor is not safe in an address: %q", c)
		}
		for i := range raw {
			forged := slices.Clone(raw)
			forged[i] ^= 1
			wantErr(t, fmt.Sprint("byte ", i), try(own, store.Cursor(base64.RawURLEncoding.EncodeToString(forged))), store.ErrCursor)
		}
		wantErr(t, "shortened", try(own, c[:len(c)/2]), store.ErrCursor)
	}
	for _, bad := range []store.Cursor{"x", "!", "AAAA", "é", "AAAAAAAAAAA", "AAAAAAAAAAAA"} {
		wantErr(t, string(bad), try(own, bad), store.ErrCursor)
	}
}

// edges: the sales that cursors were made from leave the list.
func edges(t *testing.T, s store.Store) {
	people(t, s)
	var all []crm.SaleNumber
	for i := range 6 {
		all = append(all, registered(t, s, newSale(crm.SaleID(fmt.Sprint(i)))).Number)
	}
	hide := func(n crm.SaleNumber) {
		edited(t, s, n, func(s *crm.Sale) { s.Owner, s.Group, s.Visible = zoe.ID, zoe.Group, crm.OwnerOnly })
	}
	l := store.SaleList{Reader: sam, Sort: store.ByNumber}
	first := readPage(t, s, l, "", 3)
	if p := readPage(t, s, l, first.Next, 3); p.Previous == "" || p.Next != "" {
		t.Errorf("the second page: previous %q, next %q", p.Previous, p.Next)
	}
	hide(all[2])
	second := readPage(t, s, l, first.Next, 3)
	if !slices.Equal(numbers(second.Rows), all[3:]) {
		t.Errorf("after the edge went: %v", numbers(second.Rows))
	}
	for _, n := range all[3:] {
		hide(n)
	}
	empty := readPage(t, s, l, first.Next, 3)
	if len(empty.Rows) > 0 || empty.Next != "" || empty.Previous == "" {
		t.Errorf("past the end: %+v", empty)
	}
	back := readPage(t, s, l, empty.Previous, 3)
	if !slices.Equal(numbers(back.Rows), all[:2]) || back.Next != "" || back.Previous != "" {
		t.Errorf("back from past the end: %v, next %q, previous %q", numbers(back.Rows), back.Next, back.Previous)
	}
	for _, n := range all[:2] {
		hide(n)
	}
	for _, c := range []store.Cursor{"", first.Next, second.Previous, empty.Previous} {
		none := readPage(t, s, l, c, 3)
		if len(none.Rows) > 0 || none.Previous != "" || none.Next != "" {
			t.Errorf("an empty list: %+v", none)
		}
	}
	if p := readPage(t, s, l, "", 0); len(p.Rows) > 0 {
		t.Errorf("limit 0 gave %d rows", len(p.Rows))
	}
}

func neighbours(t *testing.T, s store.Store) {
	people(t, s)
	var all []crm.SaleNumber
	for i := range 5 {
		sale := newSale(crm.SaleID(fmt.Sprint(i)))
		sale.Title = string(rune('e' - i))
		if i == 2 {
			sale.Owner, sale.Group, sale.Visible = zoe.ID, zoe.Group, crm.OwnerOnly
		}
		all = append(all, registered(t, s, sale).Number)
	}
	for _, c := range []struct {
		list           store.SaleList
		of             int
		previous, next crm.SaleNumber
	}{
		{store.SaleList{Reader: sam, Sort: store.ByNumber}, 0, 0, all[1]},
		{store.SaleList{Reader: sam, Sort: store.ByNumber}, 1, all[0], all[3]},
		{store.SaleList{Reader: zoe, Sort: store.ByNumber}, 1, all[0], all[2]},
		{store.SaleList{Reader: sam, Sort: store.ByNumber}, 2, all[1], all[3]},
		{store.SaleList{Reader: sam, Sort: store.ByNumber, Descending: true}, 1, all[3], all[0]},
		{store.SaleList{Reader: sam, Sort: store.ByTitle}, 1, all[3], all[0]},
		{store.SaleList{Reader: sam, Sort: store.ByNumber}, 4, all[3], 0},
		{store.SaleList{Reader: dirk, Sort: store.ByNumber}, 1, 0, 0},
		{store.SaleList{Reader: sam}, 1, all[0], all[3]},
	} {
		got := read(t, s, func(tx store.ReadTx) (store.Neighbours, error) { return tx.Neighbours(c.list, all[c.of]) })
		if got != (store.Neighbours{Previous: c.previous, Next: c.next}) {
			t.Errorf("%s by %s descending %t, sale %d: got %+v, want %d and %d",
				c.list.Reader.Name, c.list.Sort, c.list.Descending, c.of, got, c.previous, c.next)
		}
	}
	edited(t, s, all[1], func(s *crm.Sale) { s.Completed = true })
	got := read(t, s, func(tx store.ReadTx) (store.Neighbours, error) {
		return tx.Neighbours(store.SaleList{Reader: sam, Sort: store.ByNumber, SkipCompleted: true}, all[3])
	})
	if got.Previous != all[0] {
		t.Errorf("skipping completed: previous is %d", got.Previous)
	}
}
