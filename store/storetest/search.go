package storetest

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"verkoop/crm"
	"verkoop/store"
)

const today crm.Date = "2026-11-23"

// found is the titles of what the box finds.
func found(t testing.TB, s store.Store, reader crm.User, words string) string {
	t.Helper()
	f := read(t, s, func(tx store.ReadTx) (store.Found, error) { return tx.FindSales(reader, words, 10) })
	if f.Read > store.SearchBudget {
		t.Errorf("%q read %d", words, f.Read)
	}
	return titlesOf(f.Rows)
}

func titlesOf(rows []store.SaleRow) string {
	out := []string{}
	for _, r := range rows {
		out = append(out, r.Sale.Title)
	}
	return strings.Join(out, " | ")
}

// searchOf reads a search of lines that make sense.
func searchOf(t testing.TB, lines ...string) crm.Search {
	t.Helper()
	s, p := crm.ParseSearch(lines)
	if len(p) > 0 {
		t.Fatalf("%q: %v", lines, p)
	}
	return s
}

// searched reads all that the search finds, page by page, and back again.
func searched(t testing.TB, s store.Store, q store.SaleSearch, limit int) (out []crm.SaleNumber) {
	t.Helper()
	var pages [][]crm.SaleNumber
	var previous []store.Cursor
	at := store.Cursor("")
	for range 10_000 {
		page := readSearch(t, s, q, at, limit)
		pages, previous = append(pages, numbers(page.Rows)), append(previous, page.Previous)
		out = append(out, numbers(page.Rows)...)
		if at = page.Next; at == "" {
			break
		}
	}
	for i := len(pages) - 1; i > 0; i-- {
		page := readSearch(t, s, q, previous[i], limit)
		if got := numbers(page.Rows); !slices.Equal(got, pages[i-1]) && len(pages[i-1]) == limit {
			t.Fatalf("back from page %d: %v, want %v", i, got, pages[i-1])
		}
	}
	return out
}

func readSearch(t testing.TB, s store.Store, q store.SaleSearch, at store.Cursor, limit int) store.SearchPage {
	t.Helper()
	page := read(t, s, func(tx store.ReadTx) (store.SearchPage, error) { return tx.SearchSales(q, at, limit) })
	switch {
	case page.Read > store.SearchBudget:
		t.Fatalf("a page read %d", page.Read)
	case len(page.Rows) > limit:
		t.Fatalf("%d rows, limit %d", len(page.Rows), limit)
	case page.Stopped && page.Next == "" && page.Previous == "":
		t.Fatal("a page that stopped has no way on")
	}
	return page
}

// counted counts to the end.
func counted(t testing.TB, s store.Store, q store.SaleSearch) crm.Tally {
	t.Helper()
	at, readBefore := store.Cursor(""), 0
	for {
		c := read(t, s, func(tx store.ReadTx) (store.SearchCount, error) { return tx.CountSales(q, at) })
		if c.Read-readBefore > store.CountBudget {
			t.Fatalf("counting read %d", c.Read-readBefore)
		}
		if at, readBefore = c.Next, c.Read; at == "" {
			return c.Tally
		}
	}
}

var searchTests = []test{
	{"the box finds legal forms with and without points", on(func(t *testing.T, s store.Store) {
		people(t, s)
		for i, title := range []string{"Dak Jansen B.V.", "Dak Pietersen BV"} {
			sale := newSale(crm.SaleID(fmt.Sprint(i)))
			sale.Title = title
			registered(t, s, sale)
		}
		for words, want := range map[string]string{"jansen bv": "Dak Jansen B.V.", "jansen b.v.": "Dak Jansen B.V.", "pietersen bv": "Dak Pietersen BV", "BV": "Dak Pietersen BV | Dak Jansen B.V."} {
			if got := found(t, s, sam, words); got != want {
				t.Errorf("%q finds %q, want %q", words, got, want)
			}
			q := store.SaleSearch{Search: crm.Search{Groups: [][]crm.Criterion{{{Field: crm.FieldAnyName, Operator: crm.HasBeginnings, Values: []string{words}}}}}, Reader: sam, Today: today, Sort: store.ByNumber, Descending: true}
			if got := titlesOf(readSearch(t, s, q, "", 9).Rows); got != want {
				t.Errorf("a search for %q finds %q, want %q", words, got, want)
			}
		}
	})},
	{"the box finds by title, number, company and contact, whatever case and accents", on(func(t *testing.T, s store.Store) {
		people(t, s)
		put(t, s, crm.Contact{ID: "jan", Version: 1, Name: "Jan van den Berg"}, crm.Contact{ID: "eva", Version: 1, Name: "Eva D'Ancona-Visser"})
		for i, row := range []struct {
			title   string
			company crm.CompanyID
			contact crm.ContactID
		}{
			{"Dakrenovatie Énschede", "acme", "jan"},
			{"Zonnepanelen dak", "eclair", ""},
			{"Koffie 12", "zorg", "eva"},
			{"日本 <b>\"x\"</b>", "", ""},
		} {
			sale := newSale(crm.SaleID(fmt.Sprint(i)))
			sale.Title, sale.Company, sale.Contact = row.title, row.company, row.contact
			registered(t, s, sale)
		}
		for words, want := range map[string]string{
			"DAK":                       "Zonnepanelen dak | Dakrenovatie Énschede",
			"dak zon":                   "Zonnepanelen dak",
			"zon DAK ecl":               "Zonnepanelen dak",
			"enschede":                  "Dakrenovatie Énschede",
			"éclair":                    "Zonnepanelen dak",
			"acme":                      "Dakrenovatie Énschede",
			"berg":                      "Dakrenovatie Énschede",
			"berg jan":                  "Dakrenovatie Énschede",
			"jan van den berg":          "Dakrenovatie Énschede",
			"j. v.d. Berg":              "Dakrenovatie Énschede",
			"vd berg":                   "Dakrenovatie Énschede",
			"vandenberg":                "Dakrenovatie Énschede",
			"d'ancona":                  "Koffie 12",
			"visser zorg":               "Koffie 12",
			"zorg & zo":                 "Koffie 12",
			"1003":                      "Koffie 12",
			"100":                       "日本 <b>\"x\"</b> | Koffie 12 | Zonnepanelen dak | Dakrenovatie Énschede",
			"1002 dak":                  "Zonnepanelen dak",
			"1001 zon":                  "",
			"12":                        "Koffie 12",
			"日":                         "日本 <b>\"x\"</b>",
			"<b> x":                     "日本 <b>\"x\"</b>",
			"":                          "",
			" \t%_*\x00":                "",
			"renovatie":                 "",
			"dak dak dak":               "Zonnepanelen dak | Dakrenovatie Énschede",
			"99999999999999999999":      "",
			strings.Repeat("dak ", 500): "Zonnepanelen dak | Dakrenovatie Énschede",
			strings.Repeat("é", 5000):   "",
		} {
			if got := found(t, s, ada, words); got != want {
				t.Errorf("%.40q finds %q, want %q", words, got, want)
			}
		}
	})},
	{"the best come first: that very number, open before closed, the newest", on(func(t *testing.T, s store.Store) {
		people(t, s)
		for i := range 6 {
			sale := newSale(crm.SaleID(fmt.Sprint(i)))
			sale.Title = fmt.Sprintf("Dak %d", 1006-i)
			if i == 5 || i == 0 {
				sale.Outcome, sale.Closed = crm.Sold, today
			}
			registered(t, s, sale)
		}
		if got := found(t, s, ada, "dak"); got != "Dak 1002 | Dak 1003 | Dak 1004 | Dak 1005 | Dak 1001 | Dak 1006" {
			t.Errorf("dak finds %q", got)
		}
		if got := found(t, s, ada, "1006"); got != "Dak 1001 | Dak 1006" { // its number, its title
			t.Errorf("1006 finds %q", got)
		}
		f := read(t, s, func(tx store.ReadTx) (store.Found, error) { return tx.FindSales(ada, "dak", 2) })
		if !f.More || len(f.Rows) != 2 {
			t.Errorf("two of six: %q, more %t", titlesOf(f.Rows), f.More)
		}
	})},
	{"a sale is found by what it and its company and contact are called now", on(func(t *testing.T, s store.Store) {
		people(t, s)
		put(t, s, crm.Contact{ID: "jan", Version: 1, Name: "Jan Acme"})
		for i := range 5 {
			sale := newSale(crm.SaleID(fmt.Sprint(i)))
			sale.Title, sale.Company, sale.Contact, sale.Visible = "Dak", "acme", "jan", crm.Visibilities[i%3]
			registered(t, s, sale)
		}
		put(t, s, crm.Company{ID: "acme", Version: 2, Name: "Nieuw Dak"}, crm.Contact{ID: "jan", Version: 2, Name: "Piet Jansen"})
		edited(t, s, 1002, func(sale *crm.Sale) { sale.Title = "Goot" })
		for step, more := 0, true; more; step++ {
			check(t, s, fmt.Sprint("step ", step))
			more = relist(t, s, 3)
			if n := len(read(t, s, func(tx store.ReadTx) (store.Found, error) { return tx.FindSales(ada, "dak", 10) }).Rows); n != 5 && step > 3 {
				t.Errorf("step %d: %d found", step, n)
			}
		}
		for words, want := range map[string]int{"acme": 0, "nieuw": 5, "nieuw dak": 5, "goot": 1, "piet jan": 5, "jan acme": 0, "goot jansen nieuw": 1} {
			if got := len(read(t, s, func(tx store.ReadTx) (store.Found, error) { return tx.FindSales(ada, words, 10) }).Rows); got != want {
				t.Errorf("%s finds %d, want %d", words, got, want)
			}
		}
		update(t, s, func(tx store.Tx) error { return tx.DeleteSale(1002, 2) })
		if got := found(t, s, ada, "goot"); got != "" {
			t.Errorf("deleted, and found: %q", got)
		}
		check(t, s, "at last")
	})},
	{"nobody finds, counts or comes across what they may not see", on(searchRights)},
	{"recent sales are those that the user saved last and may see", on(func(t *testing.T, s store.Store) {
		people(t, s)
		for i := range 14 {
			sale := newSale(crm.SaleID(fmt.Sprint(i)))
			sale.Title = fmt.Sprint(i)
			registered(t, s, sale) // by sam
		}
		recent := func(u crm.User, limit int) string {
			return titlesOf(read(t, s, func(tx store.ReadTx) ([]store.SaleRow, error) { return tx.RecentSales(u, limit) }))
		}
		if got := recent(sam, 10); got != "13 | 12 | 11 | 10 | 9 | 8 | 7 | 6 | 5 | 4" {
			t.Errorf("got %s", got)
		}
		edited(t, s, 1007, func(s *crm.Sale) { s.Title = "again" })
		edited(t, s, 1014, func(s *crm.Sale) { s.Visible, s.Owner, s.Group = crm.OwnerOnly, zoe.ID, zoe.Group })
		update(t, s, func(tx store.Tx) error { return tx.DeleteSale(1013, 1) })
		if got := recent(sam, 3); got != "again | 11 | 10" {
			t.Errorf("got %s", got)
		}
		if got := recent(zoe, 3); got != "" {
			t.Errorf("zoe saved none, got %s", got)
		}
	})},
	{"a cursor fits only its search", on(func(t *testing.T, s store.Store) {
		people(t, s)
		for i := range 9 {
			registered(t, s, newSale(crm.SaleID(fmt.Sprint(i))))
		}
		q := store.SaleSearch{Search: searchOf(t, "outcome.one_of:open"), Reader: sam, Today: today}
		at := readSearch(t, s, q, "", 2).Next
		list := readPage(t, s, store.SaleList{Reader: sam}, "", 2).Next
		others := map[string]store.SaleSearch{}
		for what, change := range map[string]func(*store.SaleSearch){
			"another search": func(q *store.SaleSearch) { q.Search = searchOf(t, "owner.me") },
			"another reader": func(q *store.SaleSearch) { q.Reader = sofie },
			"another order":  func(q *store.SaleSearch) { q.Descending = true },
			"another column": func(q *store.SaleSearch) { q.Sort = store.ByTitle },
		} {
			o := q
			change(&o)
			others[what] = o
		}
		refused := func(what string, q store.SaleSearch, at store.Cursor) {
			t.Helper()
			for name, do := range map[string]func(tx store.ReadTx) error{
				"page":  func(tx store.ReadTx) error { _, err := tx.SearchSales(q, at, 2); return err },
				"count": func(tx store.ReadTx) error { _, err := tx.CountSales(q, at); return err },
				"place": func(tx store.ReadTx) error { _, err := tx.PlaceOf(q, 1001, at); return err },
			} {
				if name == "page" && what == "its own" {
					continue
				}
				wantErr(t, what+", "+name, s.View(context.Background(), do), store.ErrCursor)
			}
		}
		for what, o := range others {
			refused(what, o, at)
		}
		refused("its own", q, at) // of pages, not of counting
		refused("a list's", q, list)
		refused("nonsense", q, "nonsense")
	})},
	{"a search with faults is refused with its problems", on(func(t *testing.T, s store.Store) {
		people(t, s)
		bad := crm.Search{Groups: [][]crm.Criterion{{{Field: "colour", Operator: crm.OneOf, Values: []string{"red"}}}}}
		var p crm.Problems
		err := s.View(context.Background(), func(tx store.ReadTx) error {
			_, err := tx.SearchSales(store.SaleSearch{Search: bad, Reader: ada, Today: today}, "", 1)
			return err
		})
		if !errors.As(err, &p) || len(p) != 1 {
			t.Errorf("got %v", err)
		}
	})},
	{"thousands are searched within the budget, and to the end", on(searchThousands)},
	{"searches are as in a naive model", func(t *testing.T, open Open) {
		rapid.Check(t, func(rt *rapid.T) {
			s, _ := open(t)
			defer s.Close()
			people(t, s)
			m := newModel()
			for range rapid.IntRange(1, 4).Draw(rt, "updates") {
				m.update(rt, t, s)
				for range 6 {
					m.compareSearch(rt, t, s)
				}
			}
			relistAll(t, s, 50)
			m.moving = false
			for range 20 {
				m.compareSearch(rt, t, s)
			}
		})
	}},
}

// searchRights has a sale of each owner, group and visibility, and every reader.
func searchRights(t *testing.T, s store.Store) {
	people(t, s)
	var all []crm.Sale
	for _, owner := range []crm.User{ada, sam, sofie, zoe, mo} {
		for _, g := range groups {
			for _, v := range crm.Visibilities {
				sale := newSale(crm.SaleID(fmt.Sprint(owner.ID, g.ID, v)))
				sale.Title, sale.Owner, sale.Group, sale.Visible, sale.Company = "Dak", owner.ID, g.ID, v, "acme"
				all = append(all, registered(t, s, sale))
			}
		}
	}
	for _, reader := range cast {
		var want []crm.SaleNumber
		for _, sale := range all {
			if reader.CanSee(sale) {
				want = append(want, sale.Number)
			}
		}
		for _, lines := range [][]string{nil, {"title.words:dak"}, {"company.one_of:acme"}, {"owner.one_of:ada|sam|sofie|zoe|mo"}, {"description.empty"}, {"number.above:0"}} {
			q := store.SaleSearch{Search: searchOf(t, lines...), Reader: reader, Today: today, Sort: store.ByNumber}
			if got := searched(t, s, q, 7); !slices.Equal(got, want) {
				t.Errorf("%s by %q: %v, want %v", reader.ID, lines, got, want)
			}
			if got := counted(t, s, q).Count; got != len(want) {
				t.Errorf("%s by %q counts %d, want %d", reader.ID, lines, got, len(want))
			}
			for _, sale := range all {
				place := read(t, s, func(tx store.ReadTx) (store.SearchPlace, error) { return tx.PlaceOf(q, sale.Number, "") })
				if want := slices.Index(want, sale.Number) + 1; place.Place != want {
					t.Errorf("%s by %q: place of %d is %d, want %d", reader.ID, lines, sale.Number, place.Place, want)
				}
			}
		}
		for _, words := range []string{"dak", "acme dak", "10"} {
			f := read(t, s, func(tx store.ReadTx) (store.Found, error) { return tx.FindSales(reader, words, 100) })
			got := numbers(f.Rows)
			slices.Sort(got)
			if !slices.Equal(got, append([]crm.SaleNumber{}, want...)) {
				t.Errorf("%s finds %v by %q, want %v", reader.ID, got, words, want)
			}
		}
	}
}

// searchThousands searches more than the budget lets one call read.
func searchThousands(t *testing.T, s store.Store) {
	people(t, s)
	count := 12_500
	if testing.Short() {
		count = 6_000
	}
	for from := 0; from < count; from += 250 {
		update(t, s, func(tx store.Tx) error {
			for i := from; i < from+250; i++ {
				sale := newSale(crm.SaleID(fmt.Sprint(i)))
				sale.Title, sale.Expected, sale.Amount = fmt.Sprintf("Dak %d", i), crm.Date("2026-01-01").AddDays(i%700), euro(fmt.Sprint(i))
				if i%2000 == 1234 {
					sale.Description, sale.Title = "een naald", "Naald"
				}
				if _, err := register(tx, sale); err != nil {
					return err
				}
			}
			return nil
		})
	}
	needles := store.SaleSearch{Search: searchOf(t, "description.contains:naald"), Reader: sam, Today: today, Sort: store.ByNumber}
	first := readSearch(t, s, needles, "", 50)
	if !first.Stopped || first.Next == "" || first.Reached == 0 || first.Read < store.SearchBudget/2 {
		t.Errorf("a needle in a haystack: stopped %t after %d, at %d", first.Stopped, first.Read, first.Reached)
	}
	want := []crm.SaleNumber{}
	for i := 1234; i < count; i += 2000 {
		want = append(want, crm.SaleNumber(1001+i))
	}
	for _, c := range []store.Column{store.ByNumber, store.ByDate, store.ByTitle} {
		q := needles
		q.Sort = c
		got := searched(t, s, q, 50)
		if slices.Sort(got); !slices.Equal(got, want) {
			t.Errorf("needles by %s: %v, want %v", c, got, want)
		}
	}
	// An order that no index has is that of all, or of none.
	few := store.SaleSearch{Search: searchOf(t, "expected.on:2026-02-01"), Reader: sam, Today: today, Sort: store.ByProfit, Descending: true}
	got := searched(t, s, few, 5)
	if len(got) != len(searched(t, s, store.SaleSearch{Search: few.Search, Reader: sam, Today: today}, 50)) || !slices.IsSortedFunc(got, func(a, b crm.SaleNumber) int { return cmp.Compare(b, a) }) {
		t.Errorf("a day's sales by profit: %v", got)
	}
	wantErr(t, "thousands by profit", s.View(context.Background(), func(tx store.ReadTx) error {
		_, err := tx.SearchSales(store.SaleSearch{Reader: sam, Today: today, Sort: store.ByProfit}, "", 50)
		return err
	}), store.ErrTooMany)
	// The words of the find box, by an index as well.
	words := store.SaleSearch{Search: searchOf(t, "any.begins:naa"), Reader: sam, Today: today}
	if page := readSearch(t, s, words, "", 50); page.Stopped || len(page.Rows) != len(want) || page.Read > 100 {
		t.Errorf("by words of anything: %d rows, stopped %t, read %d", len(page.Rows), page.Stopped, page.Read)
	}
	words.Search = searchOf(t, "any.begins:1042")
	if page := readSearch(t, s, words, "", 50); page.Stopped || len(page.Rows) == 0 || page.Read > 300 {
		t.Errorf("by a number: %d rows, stopped %t, read %d", len(page.Rows), page.Stopped, page.Read)
	}
	// The same by an index: no searching on.
	q := store.SaleSearch{Search: searchOf(t, "title.words:naald"), Reader: sam, Today: today}
	if page := readSearch(t, s, q, "", 50); page.Stopped || page.Next != "" || len(page.Rows) != len(want) || page.Read > 100 {
		t.Errorf("by a word: %d rows, stopped %t, read %d", len(page.Rows), page.Stopped, page.Read)
	}
	day := store.SaleSearch{Search: searchOf(t, "expected.on:2026-02-01", "outcome.one_of:open"), Reader: sam, Today: today}
	if page := readSearch(t, s, day, "", 5); page.Stopped || len(page.Rows) != 5 || page.Read > 100 {
		t.Errorf("by a day: %d rows, stopped %t, read %d", len(page.Rows), page.Stopped, page.Read)
	}
	// Of a stage with few sales, and one with many, together.
	rare := crm.SaleNumber(1001 + count - 1)
	edited(t, s, rare, func(sale *crm.Sale) { sale.Stage = "quote" })
	often := newSale("x").Stage
	pages, n := stagePages(t, s, store.SaleSearch{Search: searchOf(t, "outcome.one_of:open"), Reader: sam, Today: today}, []crm.StageID{"quote", often, "nowhere"}, 20)
	if n > 1000 || len(numbers(pages[0].Rows)) != 1 || pages[0].Rows[0].Sale.Number != rare || pages[0].More || len(pages[1].Rows) != 20 || !pages[1].More || pages[1].Stopped || len(pages[2].Rows) > 0 || pages[2].More {
		t.Errorf("stages of thousands: read %d, %v, %v, %v", n, numbers(pages[0].Rows), numbers(pages[1].Rows), pages[2])
	}
	pages, n = stagePages(t, s, needles, []crm.StageID{often}, 20)
	if n > store.SearchBudget || !pages[0].Stopped || !pages[0].More {
		t.Errorf("needles in a stage: read %d, stopped %t", n, pages[0].Stopped)
	}
	if c := read(t, s, func(tx store.ReadTx) (store.SearchCount, error) { return tx.CountStages(needles, "") }); c.Read > store.CountBudget {
		t.Errorf("counting stages read %d", c.Read)
	}
	all := store.SaleSearch{Reader: sam, Today: today}
	c := read(t, s, func(tx store.ReadTx) (store.SearchCount, error) { return tx.CountSales(all, "") })
	if most := min(count, store.CountMatches); c.Tally.Count != most || (c.Next == "") != (count <= store.CountMatches) {
		t.Errorf("all count %d, next %q", c.Tally.Count, c.Next)
	}
	if c.Next != "" {
		wantErr(t, "keeping stages apart half-way", s.View(context.Background(), func(tx store.ReadTx) error { _, err := tx.CountStages(all, c.Next); return err }), store.ErrCursor)
	}
	tally := counted(t, s, all)
	if sum := tally.Total("EUR"); tally.Count != count || len(sum) != 1 || sum[0].Total.Number() != fmt.Sprintf("%d.00", count*(count-1)/2) {
		t.Errorf("all count %d, %+v", tally.Count, sum)
	}
	if got := counted(t, s, needles).Count; got != len(want) {
		t.Errorf("needles count %d, want %d", got, len(want))
	}
	if got := found(t, s, sam, "1042"); !strings.HasPrefix(got, "Dak 41") {
		t.Errorf("a number that others begin with: %s", got)
	}
	for _, text := range []string{"dak", "d", "1", "dak 12", "naald dak", "acme"} {
		found(t, s, sam, text)
	}
	beside := read(t, s, func(tx store.ReadTx) (n store.Neighbours, err error) {
		n, _, err = tx.SearchNeighbours(q, want[1])
		return n, err
	})
	if beside.Previous == 0 || beside.Next == 0 {
		t.Errorf("neighbours of a needle by a word: %+v", beside)
	}
}

// foldSome does for the model's texts what engines do for all.
func foldSome(s string) string {
	s = strings.NewReplacer("á", "a", "Á", "a", "É", "e", "é", "e", "í", "i").Replace(s)
	return strings.Join(strings.Fields(strings.ToLower(s)), " ")
}

var someLines = rapid.SampledFrom([]string{
	"outcome.one_of:open", "outcome.one_of:sold", "outcome.one_of:sold|lost", "stalled.yes", "stalled.no", "completed.yes", "completed.no",
	"owner.me", "owner.my_group", "owner.one_of:sam|zoe", "company.one_of:acme", "company.one_of:acme|zorg", "company.empty", "company.filled",
	"stage.one_of:lead", "stage.empty", "stage.filled", "stage.one_of:sold", "stage.one_of:lead|lost", "amount.above:1", "amount.between:-5|1.5", "amount.is:1.50", "amount.below:0", "profit.below:0", "percentage.empty",
	"expected.on:2026-01-01", "expected.between:2026-01-02|2026-12-31", "expected.empty", "expected.this_year", "expected.this_month",
	"closed.before:2026-11-30", "closed.filled", "date.after:2026-01-01", "date.empty", "date.filled", "reopen.due", "reopen.filled", "next.empty", "next.passed", "next.filled",
	"to_do.above:0", "title.words:dak", "title.begins:da", "title.contains:n b", "title.begins:een b", "title.empty", "title.filled",
	"company.words:jansen", "company.begins:jan", "number.between:1002|1004", "number.is:1003", "number.above:1003", "number.below:1003",
	"visible.one_of:everyone|group", "group.one_of:zuid", "registered.this_year", "updated.this_month", "probability.is:50", "currency.one_of:EUR", "or",
	"any.begins:da", "any.begins:jan d", "any.begins:100", "any.begins:1003",
})

// compareSearch draws a search and compares all that there is to be known of it.
func (m *model) compareSearch(rt *rapid.T, t testing.TB, s store.Store) {
	lines := rapid.SliceOfN(someLines, 0, 5).Draw(rt, "search")
	q := store.SaleSearch{Search: searchOf(t, lines...), Reader: m.users[someUsers.Draw(rt, "reader").ID], Today: today,
		Sort: someOrders.Draw(rt, "sort"), Descending: rapid.Bool().Draw(rt, "descending")}
	asker := crm.Asker{User: q.Reader, Today: today, Fold: foldSome, Words: func(s string) []string { return strings.Fields(foldSome(s)) },
		Spellings: func(words []string) [][]string { return [][]string{words} }}
	for _, u := range m.users {
		if u.Group == q.Reader.Group {
			asker.Members = append(asker.Members, u.ID)
		}
	}
	query := q.Search.On(asker)
	var want []crm.SaleNumber
	var tally crm.Tally
	for _, n := range m.list(store.SaleList{Reader: q.Reader, Sort: q.Sort, Descending: q.Descending}, 0) {
		sale := m.sales[n]
		f, ok := crm.FactsOf(&sale, m.summary(sale.ID), &crm.SearchNames{Company: m.companies[sale.Company].Name})
		if !ok {
			rt.Fatalf("money of %+v", sale)
		}
		if query.Match(&f) == crm.Fit {
			want = append(want, n)
			tally.Add(&f)
		}
	}
	limit := rapid.IntRange(1, 7).Draw(rt, "limit")
	got := searched(t, s, q, limit)
	if m.moving {
		slices.Sort(got)
		slices.Sort(want)
	}
	if !slices.Equal(got, want) {
		rt.Fatalf("%s searches %q by %s descending %t: %v, want %v", q.Reader.ID, lines, q.Sort, q.Descending, got, want)
	}
	c := counted(t, s, q)
	less := func(a, b *crm.TallySum) int { return cmp.Compare(a.Code, b.Code) }
	slices.SortFunc(c.Sums, less)
	slices.SortFunc(tally.Sums, less)
	if c.Count != tally.Count || !reflect.DeepEqual(c.Total("EUR"), tally.Total("EUR")) {
		rt.Fatalf("%s counts %q: %+v, want %+v", q.Reader.ID, lines, c, tally)
	}
	if !q.Sort.Looked() {
		m.compareStages(rt, t, s, q, want, limit)
	}
	if m.moving {
		return
	}
	with := append(append([]crm.SaleNumber{0}, want...), 0)
	for i, n := range want {
		view(t, s, func(tx store.ReadTx) error {
			beside, stopped, err := tx.SearchNeighbours(q, n)
			if err == nil && (stopped || beside != store.Neighbours{Previous: with[i], Next: with[i+2]}) {
				rt.Fatalf("%s searches %q by %s: neighbours of %d are %+v in %v", q.Reader.ID, lines, q.Sort, n, beside, want)
			}
			if err != nil {
				return err
			}
			place, err := tx.PlaceOf(q, n, "")
			if place.Place != i+1 {
				rt.Fatalf("%s searches %q by %s: place of %d is %d in %v", q.Reader.ID, lines, q.Sort, n, place.Place, want)
			}
			return err
		})
	}
}

// compareStages compares what there is in each stage of what the search finds.
func (m *model) compareStages(rt *rapid.T, t testing.TB, s store.Store, q store.SaleSearch, all []crm.SaleNumber, limit int) {
	stages := []crm.StageID{"", "lead", "offer", "nowhere"}
	pages, n := stagePages(t, s, q, stages, limit)
	if n > store.SearchBudget {
		rt.Fatalf("%d read", n)
	}
	tally := read(t, s, func(tx store.ReadTx) (store.SearchCount, error) { return tx.CountStages(q, "") }).Tally
	for i, page := range pages {
		var want []crm.SaleNumber
		for _, n := range all {
			if m.sales[n].Stage == stages[i] {
				want = append(want, n)
			}
		}
		got := numbers(page.Rows)
		if page.Stage != stages[i] || page.Stopped || page.More != (len(want) > limit) || tally.Of(stages[i]).Count != len(want) {
			rt.Fatalf("stage %q: %+v, counts %d of %v", stages[i], page, tally.Of(stages[i]).Count, want)
		}
		if !m.moving && !slices.Equal(got, append([]crm.SaleNumber{}, want[:min(limit, len(want))]...)) {
			rt.Fatalf("%s searches %q by %s descending %t in stage %q: %v, want %v", q.Reader.ID, q.Search.Lines(), q.Sort, q.Descending, stages[i], got, want)
		}
	}
}

func stagePages(t testing.TB, s store.Store, q store.SaleSearch, stages []crm.StageID, limit int) (pages []store.StagePage, n int) {
	t.Helper()
	view(t, s, func(tx store.ReadTx) (err error) {
		pages, n, err = tx.SearchStages(q, stages, limit)
		return err
	})
	return pages, n
}
