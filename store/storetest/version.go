package storetest

import (
	"context"
	"testing"

	"verkoop/crm"
	"verkoop/store"
)

// versioned puts the version of one record of each noun.
var versioned = []struct {
	noun string
	put  func(tx store.Tx, version uint64) error
}{
	{"sale", func(tx store.Tx, v uint64) error {
		s := newSale("a")
		s.Number, s.Version = 1001, v
		return tx.PutSale(s, crm.Change{Sale: "a", Version: v})
	}},
	{"activity", func(tx store.Tx, v uint64) error { return tx.PutActivity(crm.Activity{ID: "a", Version: v}) }},
	{"company", func(tx store.Tx, v uint64) error { return tx.PutCompany(crm.Company{ID: "a", Version: v}) }},
	{"contact", func(tx store.Tx, v uint64) error { return tx.PutContact(crm.Contact{ID: "a", Version: v}) }},
	{"project", func(tx store.Tx, v uint64) error { return tx.PutProject(crm.Project{ID: "a", Version: v}) }},
	{"user", func(tx store.Tx, v uint64) error { return tx.PutUser(crm.User{ID: "a", Version: v}) }},
	{"group", func(tx store.Tx, v uint64) error { return tx.PutGroup(crm.Group{ID: "a", Version: v}) }},
	{"preferences", func(tx store.Tx, v uint64) error { return tx.PutPreferences(crm.Preferences{User: "a", Version: v}) }},
	{"organisation", func(tx store.Tx, v uint64) error { return tx.PutOrganisation(crm.Organisation{Version: v}) }},
	{"sale type", func(tx store.Tx, v uint64) error { return tx.PutSaleType(crm.SaleType{ID: "a", Version: v}) }},
	{"stage", func(tx store.Tx, v uint64) error { return tx.PutStage(crm.Stage{ID: "a", Version: v}) }},
	{"list value", func(tx store.Tx, v uint64) error { return tx.PutListValue(crm.ListValue{ID: "a", Version: v}) }},
	{"currency", func(tx store.Tx, v uint64) error { return tx.PutCurrency(crm.Currency{Code: "EUR", Version: v}) }},
}

var versionTests = []test{
	{"go up one at a time, for every noun", on(func(t *testing.T, s store.Store) {
		for _, n := range versioned {
			put := func(v uint64) error {
				return s.Update(context.Background(), func(tx store.Tx) error { return n.put(tx, v) })
			}
			for _, step := range []struct {
				version uint64
				want    error
			}{
				{0, store.ErrVersion}, {2, store.ErrVersion}, {1, nil}, {1, store.ErrExists},
				{0, store.ErrVersion}, {3, store.ErrVersion}, {2, nil}, {2, store.ErrVersion}, {3, nil}, {1, store.ErrExists},
			} {
				if err := put(step.version); step.want == nil && err != nil {
					t.Errorf("%s version %d: %v", n.noun, step.version, err)
				} else if step.want != nil {
					wantErr(t, n.noun, err, step.want)
				}
			}
		}
	})},
	{"two sales have neither the same id nor the same number", on(func(t *testing.T, s store.Store) {
		put := func(id crm.SaleID, n crm.SaleNumber, version uint64) error {
			return s.Update(context.Background(), func(tx store.Tx) error {
				sale := newSale(id)
				sale.Number = n
				_, err := putSale(tx, crm.Sale{ID: id, Number: n, Version: version - 1}, sale)
				return err
			})
		}
		if err := put("a", 1001, 1); err != nil {
			t.Fatal(err)
		}
		wantErr(t, "same number", put("b", 1001, 1), store.ErrExists)
		wantErr(t, "same id", put("a", 1002, 1), store.ErrExists)
		if put("b", 1001, 2) == nil {
			t.Error("a sale was replaced by one with another id")
		}
		if put("a", 1002, 2) == nil {
			t.Error("a sale was given another number")
		}
		if got := readSale(t, s, 1001); got.ID != "a" || got.Version != 1 {
			t.Errorf("got %+v", got)
		}
	})},
	{"a sale's change is of the same sale and version", on(func(t *testing.T, s store.Store) {
		sale := newSale("a")
		sale.Number, sale.Version = 1001, 1
		for _, c := range []crm.Change{{Sale: "a", Version: 2}, {Sale: "b", Version: 1}, {}} {
			if s.Update(context.Background(), func(tx store.Tx) error { return tx.PutSale(sale, c) }) == nil {
				t.Errorf("change %+v was taken", c)
			}
		}
	})},
	{"no record is without an id", on(func(t *testing.T, s store.Store) {
		for i, r := range []any{
			crm.Company{Version: 1}, crm.Contact{Version: 1}, crm.Project{Version: 1}, crm.User{Version: 1}, crm.Group{Version: 1},
			crm.Activity{Version: 1}, crm.SaleType{Version: 1}, crm.Stage{Version: 1}, crm.ListValue{Version: 1}, crm.Currency{Version: 1}, crm.Preferences{Version: 1},
		} {
			if s.Update(context.Background(), func(tx store.Tx) error { return putAll(tx, r) }) == nil {
				t.Errorf("%d: %T was taken", i, r)
			}
		}
	})},
	{"what is not there is not found", on(func(t *testing.T, s store.Store) {
		view(t, s, func(tx store.ReadTx) error {
			_, sale := tx.Sale(1)
			_, byID := tx.SaleByID("no")
			_, at := tx.SaleAt(1, 1)
			_, activity := tx.Activity("no")
			_, company := tx.Company("no")
			_, contact := tx.Contact("no")
			_, project := tx.Project("no")
			_, user := tx.User("no")
			_, group := tx.Group("no")
			_, submission := tx.Submission("no")
			_, neighbours := tx.Neighbours(store.SaleList{Reader: ada}, 1)
			for i, err := range []error{sale, byID, at, activity, company, contact, project, user, group, submission, neighbours} {
				if err == nil {
					t.Errorf("%d: no error", i)
				}
				wantErr(t, "read", err, store.ErrNotFound)
			}
			return nil
		})
	})},
}
