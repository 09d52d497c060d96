package storetest

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"verkoop/crm"
	"verkoop/store"
)

// directions of every list.
var directions = []bool{false, true}

// allRows reads the list forth, page by page, and checks that reading it back
// gives the same.
func allRows(t testing.TB, s store.Store, l store.SaleList, limit int) []store.SaleRow {
	t.Helper()
	var forth []store.SaleRow
	var pages [][]store.SaleRow
	var previous []store.Cursor
	at := store.Cursor("")
	for range 10_000 {
		page := readPage(t, s, l, at, limit)
		if len(page.Rows) > limit {
			t.Fatalf("%d rows, limit %d", len(page.Rows), limit)
		}
		forth = append(forth, page.Rows...)
		pages, previous = append(pages, page.Rows), append(previous, page.Previous)
		if at = page.Next; at == "" {
			break
		}
	}
	if at != "" {
		t.Fatal("the list does not end")
	}
	for i := len(pages) - 1; i >= 0; i-- {
		if (previous[i] == "") != (i == 0) {
			t.Fatalf("page %d of %d: previous is %q", i, len(pages), previous[i])
		}
		if i == 0 {
			break
		}
		page := readPage(t, s, l, previous[i], limit)
		if !slices.Equal(numbers(page.Rows), numbers(pages[i-1])) {
			t.Fatalf("back from page %d: %v, want %v", i, numbers(page.Rows), numbers(pages[i-1]))
		}
		if page.Next == "" || (page.Previous == "") != (i == 1) {
			t.Fatalf("back from page %d of %d: previous %q, next %q", i, len(pages), page.Previous, page.Next)
		}
		next := readPage(t, s, l, page.Next, limit)
		if !slices.Equal(numbers(next.Rows), numbers(pages[i])) {
			t.Fatalf("back and forth from page %d: %v, want %v", i, numbers(next.Rows), numbers(pages[i]))
		}
	}
	return forth
}

func readPage(t testing.TB, s store.Store, l store.SaleList, at store.Cursor, limit int) store.SalePage {
	t.Helper()
	return read(t, s, func(tx store.ReadTx) (store.SalePage, error) { return tx.Sales(l, at, limit) })
}

func numbers(rows []store.SaleRow) []crm.SaleNumber {
	out := []crm.SaleNumber{}
	for _, r := range rows {
		out = append(out, r.Sale.Number)
	}
	return out
}

// titles are the titles of the list, in order.
func titles(t testing.TB, s store.Store, l store.SaleList) string {
	t.Helper()
	var out []string
	for _, r := range allRows(t, s, l, 3) {
		out = append(out, r.Sale.Title)
	}
	return strings.Join(out, " ")
}

// wantOrder registers the sales under their titles, in another order than wanted,
// and checks the list both ways.
func wantOrder(c store.Column, want string, sales map[string]func(*crm.Sale)) func(*testing.T, Open) {
	return on(func(t *testing.T, s store.Store) {
		people(t, s)
		order := strings.Fields(want)
		for i := range order {
			title := order[(i*7+3)%len(order)] // lengths below are no multiples of 7
			sale := newSale(crm.SaleID(title))
			sale.Title = title
			if f := sales[title]; f != nil {
				f(&sale)
			}
			registered(t, s, sale)
		}
		if got := titles(t, s, store.SaleList{Reader: ada, Sort: c}); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
		slices.Reverse(order)
		if got := titles(t, s, store.SaleList{Reader: ada, Sort: c, Descending: true}); got != strings.Join(order, " ") {
			t.Errorf("descending got %s", got)
		}
	})
}

func amount(n string) func(*crm.Sale) { return func(s *crm.Sale) { s.Amount = euro(n) } }

var listTests = []test{
	{"by title, without case and accents", wantOrder(store.ByTitle, "abc Äbd abe Ábf ĳsje ijzer Œuf ß ZET", nil)},
	{"by date: closing where closed, else expected", wantOrder(store.ByDate, "a b c d never", map[string]func(*crm.Sale){
		"a":     func(s *crm.Sale) { s.Expected = "2025-01-31" },
		"b":     func(s *crm.Sale) { s.Expected, s.Closed, s.Outcome = "2029-01-01", "2025-02-01", crm.Sold },
		"c":     func(s *crm.Sale) { s.Expected, s.Closed = "2025-02-02", "2020-01-01" },
		"d":     func(s *crm.Sale) { s.Expected, s.Closed, s.Outcome = "2020-01-01", "2026-01-01", crm.Lost },
		"never": func(s *crm.Sale) { s.Expected = "" },
	})},
	{"by amount, as numbers", wantOrder(store.ByAmount, "a b c d e f g h i", map[string]func(*crm.Sale){
		"a": amount("-1000"), "b": amount("-999.9999"), "c": amount("-0.01"), "d": amount("0.00"), "e": amount("0.0001"),
		"f": amount("9"), "g": amount("10.00"), "h": amount("1E+3"), "i": amount("999999999999999.9999"),
	})},
	{"by stage: none, the list's order, sold, lost", wantOrder(store.ByStage, "a b c d e f", map[string]func(*crm.Sale){
		"a": func(s *crm.Sale) { s.Stage = "" },
		"b": func(s *crm.Sale) { s.Stage = "lead" },
		"c": func(s *crm.Sale) { s.Stage = "offer" },
		"d": func(s *crm.Sale) { s.Stage = "deal" },
		"e": func(s *crm.Sale) { s.Stage, s.Outcome = "lead", crm.Sold },
		"f": func(s *crm.Sale) { s.Stage, s.Outcome = "lead", crm.Lost },
	})},
	{"by company, those without last", wantOrder(store.ByCompany, "a b c none", map[string]func(*crm.Sale){
		"a": func(s *crm.Sale) { s.Company = "acme" },
		"b": func(s *crm.Sale) { s.Company = "eclair" },
		"c": func(s *crm.Sale) { s.Company = "zorg" },
	})},
	{"by owner's name", wantOrder(store.ByOwner, "a b c", map[string]func(*crm.Sale){
		"a": func(s *crm.Sale) { s.Owner = "mia" },
		"b": func(s *crm.Sale) { s.Owner = "sofie" },
		"c": func(s *crm.Sale) { s.Owner = "zoe" },
	})},
	{"equal ones follow the number, which is itself a column", on(func(t *testing.T, s store.Store) {
		people(t, s)
		var want []crm.SaleNumber
		for i := range 11 {
			sale := newSale(crm.SaleID(fmt.Sprint("s", i)))
			sale.Title = "The same"
			want = append(want, registered(t, s, sale).Number)
		}
		for _, descending := range directions {
			for _, c := range append(store.Columns[:], "") {
				got := numbers(allRows(t, s, store.SaleList{Reader: ada, Sort: c, Descending: descending}, 4))
				if !slices.Equal(got, want) {
					t.Errorf("by %s descending %t: %v, want %v", c, descending, got, want)
				}
			}
			slices.Reverse(want)
		}
	})},
	{"each reader sees in every column what CanSee allows", on(visibility)},
	{"completed sales can be skipped", on(func(t *testing.T, s store.Store) {
		people(t, s)
		for i := range 9 {
			sale := newSale(crm.SaleID(fmt.Sprint(i)))
			sale.Title, sale.Completed, sale.Visible = fmt.Sprint(i), i%3 == 0, crm.Visibilities[i%2]
			registered(t, s, sale)
		}
		for _, c := range store.Columns {
			if got := titles(t, s, store.SaleList{Reader: sam, Sort: c}); got != "0 1 2 3 4 5 6 7 8" {
				t.Errorf("by %s all: %s", c, got)
			}
			if got := titles(t, s, store.SaleList{Reader: sam, Sort: c, SkipCompleted: true}); got != "1 2 4 5 7 8" {
				t.Errorf("by %s without completed: %s", c, got)
			}
		}
	})},
	{"a cursor fits only its list", on(cursors)},
	{"a page stays sound when its edges go", on(edges)},
	{"an unknown column is refused", on(func(t *testing.T, s store.Store) {
		if s.View(context.Background(), func(tx store.ReadTx) error {
			_, err := tx.Sales(store.SaleList{Reader: ada, Sort: "nonsense"}, "", 1)
			return err
		}) == nil {
			t.Error("no error")
		}
	})},
	{"neighbours are those beside a sale in the list", on(neighbours)},
}
