package storetest

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"verkoop/crm"
	"verkoop/store"
)

func ref(k crm.PartyKind, id string) crm.PartyRef { return crm.PartyRef{Kind: k, ID: id} }

var partyTests = []test{
	{"are found by what they have in common", on(func(t *testing.T, s store.Store) {
		put(t, s,
			crm.Company{ID: "a", Version: 1, Name: "Albérs Precisie B.V.", KvK: "12345678", Email: "Info@Albers.example"},
			crm.Company{ID: "b", Version: 1, Name: "albers-precisie", KvK: "87654321"},
			crm.Company{ID: "c", Version: 1, Name: "Albers"},
			crm.Contact{ID: "x", Version: 1, Name: "Jan", Email: "jan@albers.example", Company: "a"},
			crm.Contact{ID: "y", Version: 1, Name: "Piet", Email: "JAN@albers.example"})
		find := func(f crm.Field, value string) (ids string) {
			view(t, s, func(tx store.ReadTx) error {
				all, err := tx.CompaniesWith(f, value, 9)
				for _, c := range all {
					ids += string(c.ID)
				}
				return err
			})
			return ids
		}
		for _, c := range []struct {
			f           crm.Field
			value, want string
		}{
			{crm.FieldName, "Albers Precisie NV", "ab"}, {crm.FieldName, "Albers", "c"}, {crm.FieldName, "", ""}, {crm.FieldName, "!!!", ""},
			{crm.FieldKvK, "12345678", "a"}, {crm.FieldKvK, "1234", ""}, {crm.FieldKvK, "", ""}, {crm.FieldEmail, "info@albers.EXAMPLE", "a"},
		} {
			if got := find(c.f, c.value); got != c.want {
				t.Errorf("%s %q: %q, want %q", c.f, c.value, got, c.want)
			}
		}
		put(t, s, crm.Company{ID: "a", Version: 2, Name: "Bakker", KvK: "12345678"})
		if got := find(crm.FieldName, "Albers Precisie") + find(crm.FieldEmail, "info@albers.example"); got != "b" {
			t.Errorf("after a change: %q", got)
		}
		people := read(t, s, func(tx store.ReadTx) ([]crm.Contact, error) {
			return tx.ContactsWith(crm.FieldEmail, "Jan@Albers.example", 9)
		})
		if len(people) != 2 {
			t.Errorf("contacts %+v", people)
		}
		alike := read(t, s, func(tx store.ReadTx) ([]crm.Duplicate, error) {
			return store.Duplicates(tx, crm.Contact{ID: "z", Name: "JAN", Email: "jan@albers.example", Company: "a"}.Party())
		})
		if len(alike) != 2 || alike[0].Party.ID != "x" || len(alike[0].By) != 2 {
			t.Errorf("duplicates %+v", alike)
		}
	})},
	{"projects come by name, in pages, and of a company", on(func(t *testing.T, s store.Store) {
		put(t, s, crm.Company{ID: "a", Version: 1, Name: "A"})
		for i, name := range []string{"noot", "Aap", "mies"} {
			put(t, s, crm.Project{ID: crm.ProjectID(fmt.Sprint(i)), Version: 1, Name: name, Company: crm.CompanyID([]string{"a", "", "a"}[i])})
		}
		var all []string
		view(t, s, func(tx store.ReadTx) error {
			for at, more := store.Cursor(""), true; more; more = at != "" {
				page, next, err := tx.Projects(at, 2)
				if err != nil {
					return err
				}
				for _, p := range page {
					all = append(all, p.Name)
				}
				at = next
			}
			return nil
		})
		if !slices.Equal(all, []string{"Aap", "mies", "noot"}) {
			t.Errorf("all %q", all)
		}
		of := read(t, s, func(tx store.ReadTx) ([]crm.Project, error) { return tx.CompanyProjects("a", 9) })
		if len(of) != 2 || of[0].Name != "mies" {
			t.Errorf("of the company %+v", of)
		}
	})},
	{"have the activities that name them or were made from them", on(func(t *testing.T, s store.Store) {
		done := time.Date(2026, 11, 1, 9, 0, 0, 0, time.UTC)
		put(t, s,
			crm.Activity{ID: "late", Version: 1, Kind: crm.TaskKind, On: "2026-12-02", Company: "a", Home: crm.Home{Company: "a"}},
			crm.Activity{ID: "soon", Version: 1, Kind: crm.TaskKind, On: "2026-12-01", Home: crm.Home{Company: "a"}},
			crm.Activity{ID: "done", Version: 1, Kind: crm.PhoneCall, On: "2026-01-01", Company: "a", Contact: "k", Completed: done},
			crm.Activity{ID: "hall", Version: 1, Kind: crm.TaskKind, On: "2026-12-01", Home: crm.Home{Project: "p"}})
		activities := func(of crm.PartyRef, size int) (ids []string) {
			view(t, s, func(tx store.ReadTx) error {
				for at, more := store.Cursor(""), true; more; more = at != "" {
					page, next, err := tx.PartyActivities(of, at, size)
					if err != nil {
						return err
					}
					for _, a := range page {
						ids = append(ids, string(a.ID))
					}
					at = next
				}
				return nil
			})
			return ids
		}
		for size := 1; size < 4; size++ {
			if got := activities(ref(crm.CompanyParty, "a"), size); !slices.Equal(got, []string{"soon", "late", "done"}) {
				t.Errorf("of the company, in pages of %d: %q", size, got)
			}
		}
		if got := activities(ref(crm.ContactParty, "k"), 9); !slices.Equal(got, []string{"done"}) {
			t.Errorf("of the contact: %q", got)
		}
		if got := activities(ref(crm.ProjectParty, "p"), 9); !slices.Equal(got, []string{"hall"}) {
			t.Errorf("of the project: %q", got)
		}
	})},
	{"go with what was made from them, and nothing else", on(func(t *testing.T, s store.Store) {
		put(t, s, crm.Company{ID: "a", Version: 1, Name: "A"}, crm.Company{ID: "b", Version: 1, Name: "B"},
			crm.Contact{ID: "k", Version: 1, Name: "Jan", Company: "a"}, crm.Project{ID: "p", Version: 1, Name: "Hal", Company: "a"})
		sale := newSale("s")
		sale.Company = "b"
		sale = registered(t, s, sale)
		put(t, s,
			crm.Activity{ID: "own", Version: 1, Kind: crm.TaskKind, On: "2026-12-02", Company: "a", Home: crm.Home{Company: "a"}},
			crm.Activity{ID: "paper", Version: 1, Kind: crm.Document, Home: crm.Home{Company: "a"}},
			crm.Activity{ID: "shared", Version: 1, Kind: crm.TaskKind, On: "2026-12-02", Sale: sale.ID, Home: crm.Home{Company: "a"}},
			crm.Activity{ID: "named", Version: 1, Kind: crm.TaskKind, On: "2026-12-02", Company: "a", Sale: sale.ID, Home: crm.Home{Sale: sale.ID}})
		a := ref(crm.CompanyParty, "a")
		use := read(t, s, func(tx store.ReadTx) (crm.PartyUse, error) { return tx.PartyUse(a) })
		if want := (crm.PartyUse{Contacts: 1, Projects: 1, FollowUps: 1, Documents: 1, Others: 2}); use != want {
			t.Errorf("use %+v, want %+v", use, want)
		}
		del := func(of crm.PartyRef, version uint64) error {
			return s.Update(t.Context(), func(tx store.Tx) error { return tx.DeleteParty(of, version) })
		}
		wantErr(t, "a company with a sale", del(ref(crm.CompanyParty, "b"), 1), store.ErrInUse)
		wantErr(t, "another version", del(a, 2), store.ErrVersion)
		wantErr(t, "none such", del(ref(crm.ContactParty, "nobody"), 1), store.ErrNotFound)
		if err := del(a, 1); err != nil {
			t.Fatal(err)
		}
		view(t, s, func(tx store.ReadTx) error {
			_, err := tx.Company("a")
			wantErr(t, "the company", err, store.ErrNotFound)
			for id, there := range map[crm.ActivityID]bool{"own": false, "paper": false, "shared": true, "named": true} {
				v, err := tx.Activity(id)
				if (err == nil) != there || there && (v.Company != "" || v.Home != (crm.Home{Sale: sale.ID})) {
					t.Errorf("activity %s: %+v, %v", id, v, err)
				}
			}
			k, err := tx.Contact("k")
			p, err2 := tx.Project("p")
			if k.Company != "" || k.Version != 2 || p.Company != "" || p.Version != 2 {
				t.Errorf("%+v, %+v", k, p)
			}
			sum, err3 := tx.SaleSummary(sale.ID)
			if sum.ToDo != 2 {
				t.Errorf("the sale has %+v", sum)
			}
			found, err4 := tx.FindCompanies("a", 9)
			if len(found) != 0 {
				t.Errorf("found %+v", found)
			}
			return errors.Join(err, err2, err3, err4)
		})
		for what, record := range map[string]any{
			"a contact": crm.Contact{ID: "l", Version: 1, Name: "Piet", Company: "a"}, "a project": crm.Project{ID: "q", Version: 1, Name: "Hal", Company: "a"},
			"an activity": crm.Activity{ID: "new", Version: 1, Kind: crm.TaskKind, Company: "a"},
		} {
			wantErr(t, what+" of a deleted company", s.Update(t.Context(), func(tx store.Tx) error { return putAll(tx, record) }), store.ErrNotFound)
		}
		wantErr(t, "the company anew", s.Update(t.Context(), func(tx store.Tx) error { return tx.PutCompany(crm.Company{ID: "a", Version: 1, Name: "A"}) }), store.ErrExists)
		wantErr(t, "a sale of it", s.Update(t.Context(), func(tx store.Tx) error {
			_, err := edit(tx, sale.Number, func(v *crm.Sale) { v.Company = "a" })
			return err
		}), store.ErrNotFound)
		put(t, s, crm.Activity{ID: "met", Version: 1, Kind: crm.TaskKind, Contact: "k"})
		if err := errors.Join(del(ref(crm.ContactParty, "k"), 2), del(ref(crm.ProjectParty, "p"), 2)); err != nil {
			t.Error(err)
		}
		if met := read(t, s, func(tx store.ReadTx) (crm.Activity, error) { return tx.Activity("met") }); met.Contact != "" {
			t.Errorf("%+v", met)
		}
	})},
	{"kinds of projects are counted", on(func(t *testing.T, s store.Store) {
		put(t, s, crm.Project{ID: "p", Version: 1, Name: "Hal", Sort: "delivery"}, crm.Project{ID: "q", Version: 1, Name: "Dak", Sort: "delivery"})
		put(t, s, crm.Project{ID: "q", Version: 2, Name: "Dak"})
		if n := read(t, s, func(tx store.ReadTx) (int, error) { return tx.CountUses(crm.Use{Value: "delivery"}, 9) }); n != 1 {
			t.Errorf("%d projects of the kind", n)
		}
	})},
}
