package storetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"verkoop/crm"
	"verkoop/store"
)

func notes(t *testing.T, s store.Store, i crm.Import, text string) (n, line int) {
	t.Helper()
	view(t, s, func(tx store.ReadTx) (err error) { n, line, err = tx.ImportNotes(i, text); return err })
	return n, line
}

var transferTests = []test{
	{"notes of a check are counted, of each check anew", on(func(t *testing.T, s store.Store) {
		i := crm.Import{ID: "i", Checks: 1}
		for n := range 3 {
			want := min(n, 2)
			if got, line := notes(t, s, i, "KvK 1"); got != want || line != min(n, 1)*7 {
				t.Errorf("noted %d times, first of line %d, want %d", got, line, want)
			}
			update(t, s, func(tx store.Tx) error { return tx.NoteImport(i, "kvk 1", 7+n) })
		}
		next, other := i, i
		next.Checks, other.ID = 2, "j"
		for _, o := range []crm.Import{next, other} {
			if got, _ := notes(t, s, o, "kvk 1"); got != 0 {
				t.Errorf("%+v: noted %d times", o, got)
			}
		}
	})},
	{"all companies and contacts come by name, in pages", on(func(t *testing.T, s store.Store) {
		update(t, s, func(tx store.Tx) error {
			for i, name := range []string{"Zon", "aap", "Aap", "!!!", "Éclair", "noot"} {
				err := errors.Join(tx.PutCompany(crm.Company{ID: crm.CompanyID(fmt.Sprint("c", i)), Version: 1, Name: name}),
					tx.PutContact(crm.Contact{ID: crm.ContactID(fmt.Sprint("k", i)), Version: 1, Name: name, Company: "c0"}))
				if err != nil {
					return err
				}
			}
			return nil
		})
		for size := 1; size < 8; size++ {
			var companies, contacts []string
			view(t, s, func(tx store.ReadTx) error {
				for at, more := store.Cursor(""), true; more; more = at != "" {
					page, next, err := tx.Companies(at, size)
					if err != nil || len(page) > size {
						return fmt.Errorf("%d companies: %w", len(page), err)
					}
					for _, c := range page {
						companies = append(companies, c.Name)
					}
					at = next
				}
				for at, more := store.Cursor(""), true; more; more = at != "" {
					page, next, err := tx.Contacts(at, size)
					if err != nil {
						return err
					}
					for _, c := range page {
						contacts = append(contacts, c.Name)
					}
					at = next
				}
				if _, _, err := tx.Contacts("elders", 1); !errors.Is(err, store.ErrCursor) {
					t.Errorf("another cursor: %v", err)
				}
				return nil
			})
			if want := []string{"!!!", "aap", "Aap", "Éclair", "noot", "Zon"}; !slices.Equal(companies, want) || !slices.Equal(contacts, want) {
				t.Errorf("in pages of %d: %q, %q", size, companies, contacts)
			}
		}
	})},
	{"records are found by their whole name, without regard to case and accents", on(func(t *testing.T, s store.Store) {
		long := "Een naam die veel langer is dan wat sleutels van namen onthouden, "
		update(t, s, func(tx store.Tx) error {
			for i, name := range []string{"Café Zuid", "cafe zuid", "Café", "!!!", long + "Noord", long + "Zuid"} {
				err := errors.Join(tx.PutCompany(crm.Company{ID: crm.CompanyID(fmt.Sprint("c", i)), Version: 1, Name: name}),
					tx.PutContact(crm.Contact{ID: crm.ContactID(fmt.Sprint("k", i)), Version: 1, Name: name, Company: crm.CompanyID(fmt.Sprint("c", i%2))}),
					tx.PutProject(crm.Project{ID: crm.ProjectID(fmt.Sprint("p", i)), Version: 1, Name: name}))
				if err != nil {
					return err
				}
			}
			return nil
		})
		for name, want := range map[string]int{"CAFE ZUID": 2, "café": 1, "Caf": 0, "!!!": 1, "???": 0, long + "Zuid": 1, long + "West": 0} {
			view(t, s, func(tx store.ReadTx) error {
				companies, err := tx.CompaniesNamed(name, 9)
				contacts, err2 := tx.ContactsNamed(name, "", 9)
				projects, err3 := tx.ProjectsNamed(name, 9)
				if len(companies) != want || len(contacts) != want || len(projects) != want {
					t.Errorf("%q: %d companies, %d contacts, %d projects, want %d", name, len(companies), len(contacts), len(projects), want)
				}
				return errors.Join(err, err2, err3)
			})
		}
		view(t, s, func(tx store.ReadTx) error {
			of, err := tx.ContactsNamed("café zuid", "c1", 9)
			if len(of) != 1 || of[0].ID != "k1" {
				t.Errorf("of one company: %v", of)
			}
			return err
		})
	})},
	{"a number is free until a sale has it, and never again", on(func(t *testing.T, s store.Store) {
		free := func(n crm.SaleNumber) (is bool) {
			view(t, s, func(tx store.ReadTx) (err error) { is, err = tx.IsNumberFree(n); return err })
			return is
		}
		if free(0) || !free(5000) {
			t.Error("before")
		}
		update(t, s, func(tx store.Tx) error {
			sale := newSale("imported")
			sale.Number = 5000
			_, err := putSale(tx, crm.Sale{ID: sale.ID, Number: sale.Number}, sale)
			return err
		})
		if free(5000) {
			t.Error("in use")
		}
		var next crm.SaleNumber
		update(t, s, func(tx store.Tx) (err error) { next, err = tx.NextSaleNumber(); return err })
		if next != 5001 {
			t.Errorf("the counter went on at %d", next)
		}
		update(t, s, func(tx store.Tx) error { return tx.DeleteSale(5000, 1) })
		if free(5000) {
			t.Error("after it was deleted")
		}
		if !free(4999) {
			t.Error("below, and never given")
		}
	})},
	{"imports and the rows that could not be taken are kept, and deleted", on(func(t *testing.T, s store.Store) {
		n := 3
		a := crm.Import{ID: "a", By: "ada", Table: crm.SalesTable, State: crm.ImportChecked, Begun: noon, Heads: []string{"x"}, Columns: []crm.Field{""}}
		b := crm.Import{ID: "b", By: "ada", State: crm.ImportDone, Begun: noon.Add(1)}
		row := crm.ImportRow{Subject: "Hek", Problems: []crm.ImportProblem{{Field: crm.FieldTitle, Key: "error.title.required", Args: map[string]crm.ImportArg{"n": {Count: &n}}}}}
		update(t, s, func(tx store.Tx) error {
			errs := []error{tx.PutImport(a), tx.PutImport(b)}
			for _, line := range []int{300, 2, 7} {
				row.Line = line
				errs = append(errs, tx.PutImportRow("a", row), tx.PutImportRow("b", row))
			}
			return errors.Join(errs...)
		})
		view(t, s, func(tx store.ReadTx) error {
			got, err := tx.Import("a")
			if got.State != a.State || !slices.Equal(got.Columns, a.Columns) {
				t.Errorf("%+v", got)
			}
			all, err2 := tx.Imports(5)
			if len(all) != 2 || all[0].ID != "b" {
				t.Errorf("newest first: %+v", all)
			}
			rows, err3 := tx.ImportRows("a", 2, 5)
			if len(rows) != 2 || rows[0].Line != 7 || rows[1].Line != 300 || rows[0].Problems[0].Error().Args["n"] != 3 {
				t.Errorf("%+v", rows)
			}
			if _, err := tx.Import("c"); !errors.Is(err, store.ErrNotFound) {
				t.Errorf("%v", err)
			}
			return errors.Join(err, err2, err3)
		})
		update(t, s, func(tx store.Tx) error {
			return errors.Join(tx.DeleteImport("a"), tx.DeleteImport("c"), tx.DeleteImportRows("b"))
		})
		view(t, s, func(tx store.ReadTx) error {
			a, err := tx.ImportRows("a", 0, 5)
			b, err2 := tx.ImportRows("b", 0, 5)
			all, err3 := tx.Imports(5)
			if len(a)+len(b) != 0 || len(all) != 1 {
				t.Errorf("left: %v %v %v", a, b, all)
			}
			return errors.Join(err, err2, err3)
		})
	})},
	{"rows that were taken in come by line, of one import only", on(func(t *testing.T, s store.Store) {
		a, b := crm.Import{ID: "a", Begun: noon}, crm.Import{ID: "b", Begun: noon}
		update(t, s, func(tx store.Tx) error {
			return errors.Join(
				tx.PutImportResults(a, []crm.ImportResult{{Line: 2, New: true, Number: 1061, Subject: "Hek"}, {Line: 7, Number: 1042}, {Line: 300, Party: "c"}}),
				tx.PutImportResults(a, nil), tx.PutImportResults(b, []crm.ImportResult{{Line: 3}}))
		})
		update(t, s, func(tx store.Tx) error {
			return tx.PutImportResults(a, []crm.ImportResult{{Line: 70_000, New: true, Number: 1062}})
		})
		lines := func(after, limit int) (lines []int) {
			view(t, s, func(tx store.ReadTx) error {
				rows, err := tx.ImportResults("a", after, limit)
				for _, r := range rows {
					lines = append(lines, r.Line)
				}
				return err
			})
			return lines
		}
		for _, c := range []struct {
			after, limit int
			want         []int
		}{{0, 9, []int{2, 7, 300, 70_000}}, {0, 2, []int{2, 7}}, {2, 9, []int{7, 300, 70_000}}, {7, 2, []int{300, 70_000}}, {300, 9, []int{70_000}}, {70_000, 9, nil}} {
			if got := lines(c.after, c.limit); !slices.Equal(got, c.want) {
				t.Errorf("%d after line %d: %v, want %v", c.limit, c.after, got, c.want)
			}
		}
		view(t, s, func(tx store.ReadTx) error {
			rows, err := tx.ImportResults("a", 0, 1)
			if len(rows) != 1 || rows[0] != (crm.ImportResult{Line: 2, New: true, Number: 1061, Subject: "Hek"}) {
				t.Errorf("%+v", rows)
			}
			return err
		})
	})},
	{"an owner's follow-ups come by day, those to do only", on(func(t *testing.T, s store.Store) {
		sale := registered(t, s, newSale("s"))
		of := func(id string, kind crm.ActivityKind, on crm.Date, owner crm.UserID) crm.Activity {
			return crm.Activity{ID: crm.ActivityID(id), Version: 1, Kind: kind, On: on, Owner: owner, Sale: sale.ID, Home: crm.Home{Sale: sale.ID}}
		}
		later, done := of("later", crm.TaskKind, "2027-01-05", "sam"), of("done", crm.TaskKind, "2026-01-01", "sam")
		done.Completed = noon
		update(t, s, func(tx store.Tx) error {
			return errors.Join(tx.PutActivity(later), tx.PutActivity(done), tx.PutActivity(of("first", crm.PhoneCall, "2026-12-01", "sam")),
				tx.PutActivity(of("paper", crm.Document, "2026-12-01", "sam")), tx.PutActivity(of("mine", crm.TaskKind, "2026-12-01", "ada")))
		})
		want := func(want ...string) {
			t.Helper()
			var got []string
			view(t, s, func(tx store.ReadTx) error {
				all, err := tx.FollowUps("sam", 9)
				for _, a := range all {
					got = append(got, string(a.ID))
				}
				return err
			})
			if !slices.Equal(got, want) {
				t.Errorf("%q, want %q", got, want)
			}
		}
		want("first", "later")
		later.Version, later.On = 2, "2026-11-01"
		update(t, s, func(tx store.Tx) error { return tx.PutActivity(later) })
		want("later", "first")
		later.Version, later.Owner = 3, "ada"
		update(t, s, func(tx store.Tx) error { return errors.Join(tx.PutActivity(later), tx.DeleteActivity("first", 1)) })
		want()
	})},
	{"whether somebody has a ticket", on(func(t *testing.T, s store.Store) {
		update(t, s, func(tx store.Tx) error { return tx.PutTicket(ticket("t", crm.PasswordTicket, "sam")) })
		for _, c := range []struct {
			kind crm.TicketKind
			user crm.UserID
			want bool
		}{{crm.PasswordTicket, "sam", true}, {crm.PasswordTicket, "sa", false}, {crm.SetUpTicket, "sam", false}} {
			var got bool
			if err := s.View(context.Background(), func(tx store.ReadTx) (err error) { got, err = tx.HasTicket(c.kind, c.user); return err }); err != nil || got != c.want {
				t.Errorf("%+v: %t, %v", c, got, err)
			}
		}
	})},
}
