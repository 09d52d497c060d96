package storetest

import (
	"reflect"
	"strings"
	"testing"

	"verkoop/crm"
	"verkoop/store"
)

var setupTests = []test{
	{"the setup has everything in its order", on(func(t *testing.T, s store.Store) {
		half := 50
		put(t, s,
			crm.Organisation{Version: 1, Name: "Verkoop BV", Currency: "EUR"},
			crm.SaleType{ID: "b", Version: 1, Order: 1, Name: crm.Words{NL: "Nieuw", EN: "New"}, Days: 30,
				Stages: []crm.TypeStage{{Stage: "lead", Probability: &half}},
				Guide:  &crm.Guide{Items: []crm.GuideItem{{ID: "call", Stage: "lead", Kind: crm.PhoneCall}}}},
			crm.SaleType{ID: "a", Version: 1, Order: 2, Retired: true},
			crm.Stage{ID: "y", Version: 1, Order: 10}, crm.Stage{ID: "z", Version: 1, Order: 2}, crm.Stage{ID: "x", Version: 1, Order: -1},
			crm.ListValue{ID: "q", Version: 1, List: crm.Sources, Order: 2}, crm.ListValue{ID: "p", Version: 1, List: crm.Sources, Order: 3},
			crm.Currency{Code: "USD", Version: 1, Order: 1}, crm.Currency{Code: "EUR", Version: 1, Order: 0})
		want := &crm.Setup{
			Organisation: crm.Organisation{Version: 1, Name: "Verkoop BV", Currency: "EUR"},
			Types: []crm.SaleType{{ID: "b", Version: 1, Order: 1, Name: crm.Words{NL: "Nieuw", EN: "New"}, Days: 30,
				Stages: []crm.TypeStage{{Stage: "lead", Probability: &half}},
				Guide:  &crm.Guide{Items: []crm.GuideItem{{ID: "call", Stage: "lead", Kind: crm.PhoneCall}}}}, {ID: "a", Version: 1, Order: 2, Retired: true}},
			Stages:     []crm.Stage{{ID: "x", Version: 1, Order: -1}, {ID: "z", Version: 1, Order: 2}, {ID: "y", Version: 1, Order: 10}},
			Values:     []crm.ListValue{{ID: "q", Version: 1, List: crm.Sources, Order: 2}, {ID: "p", Version: 1, List: crm.Sources, Order: 3}},
			Currencies: []crm.Currency{{Code: "EUR", Version: 1, Order: 0}, {Code: "USD", Version: 1, Order: 1}},
		}
		if got := read(t, s, store.ReadTx.Setup); !reflect.DeepEqual(got, want) {
			t.Errorf("got\n%+v, want\n%+v", got, want)
		}
		put(t, s, crm.Stage{ID: "x", Version: 2, Order: 99})
		if got := read(t, s, store.ReadTx.Setup).Stages[2]; got.ID != "x" {
			t.Errorf("last stage is %+v", got)
		}
	})},
	{"an empty store has an empty setup and no users", on(func(t *testing.T, s store.Store) {
		if got := read(t, s, store.ReadTx.Setup); got == nil || len(got.Stages) > 0 {
			t.Errorf("setup %+v", got)
		}
		if got := read(t, s, store.ReadTx.Users); len(got) > 0 {
			t.Errorf("users %+v", got)
		}
	})},
	{"users are by name, disabled ones included", on(func(t *testing.T, s store.Store) {
		people(t, s)
		names := func() string {
			var out []string
			for _, u := range read(t, s, store.ReadTx.Users) {
				out = append(out, string(u.ID))
			}
			return strings.Join(out, " ")
		}
		if got := names(); got != "ada dirk mia mo rik sam sofie zoe" {
			t.Errorf("got %s", got)
		}
		put(t, s, crm.User{ID: "ada", Version: 2, Name: "zz"}, crm.User{ID: "eve", Version: 1, Name: "Ève"})
		if got := names(); got != "dirk eve mia mo rik sam sofie zoe ada" {
			t.Errorf("later got %s", got)
		}
		if got := read(t, s, func(tx store.ReadTx) (crm.User, error) { return tx.User("sofie") }); got != sofie {
			t.Errorf("got %+v", got)
		}
		if got := read(t, s, func(tx store.ReadTx) (crm.Group, error) { return tx.Group("zuid") }); got != groups[1] {
			t.Errorf("got %+v", got)
		}
	})},
	{"companies, contacts and projects come back as they went in", on(func(t *testing.T, s store.Store) {
		company := crm.Company{ID: "c", Version: 1, Name: "N", City: "C", KvK: "12345678", Email: "a@b.nl", Phone: "+31 6", Web: "https://b.nl"}
		contact := crm.Contact{ID: "k", Version: 1, Company: "c", Name: "N", Position: "P", Email: "k@b.nl", Phone: "1"}
		project := crm.Project{ID: "p", Version: 1, Name: "N", Company: "c"}
		put(t, s, company, contact, project)
		view(t, s, func(tx store.ReadTx) error {
			if got, err := tx.Company("c"); got != company || err != nil {
				t.Errorf("got %+v, error %v", got, err)
			}
			if got, err := tx.Contact("k"); got != contact || err != nil {
				t.Errorf("got %+v, error %v", got, err)
			}
			if got, err := tx.Project("p"); got != project || err != nil {
				t.Errorf("got %+v, error %v", got, err)
			}
			return nil
		})
	})},
}
