package main

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"time"

	"verkoop/crm"
	"verkoop/store"
)

// boxWords are what people type into the find box: a letter, words that thousands of
// sales have, rare ones, several, a number, and nothing of all that.
var boxWords = []string{"m", "mag", "jansen", "van den b", "warmtepomp hal", "anna kok utr", "celik zorg", "1042", "99", "vries logistiek kant", "zzz"}

// searches is finding, with many sales and with few: what the box answers over http,
// and the first page of each typical search in the store, since that is where the
// number of sales can tell.
func (b *bench) searches(many, few *company) error {
	var took [2][]float64
	for n := range b.stories {
		request := get("/find/box?"+url.Values{"words": {boxWords[n%len(boxWords)]}}.Encode(), fragment)
		for i, c := range [...]*company{many, few} {
			conn, err := dial(c.address, c.token)
			if err != nil {
				return err
			}
			begun := time.Now()
			err = conn.ok(request)
			took[i] = append(took[i], time.Since(begun).Seconds())
			if err = errors.Join(err, conn.Close(), b.Err()); err != nil {
				return err
			}
		}
	}
	b.compared("find box", took)
	for _, typical := range crm.Typicals() {
		// Of pages with unequally many sales, the ratio would tell those apart.
		one, err := few.search(b, typical, fullPage)
		if err != nil {
			return err
		}
		rows := one.rows
		var pages, counts [2][]float64
		for range max(b.stories/8, 20) {
			for i, c := range [...]*company{many, few} {
				one, err := c.search(b, typical, rows)
				if err = errors.Join(err, b.Err()); err != nil {
					return err
				}
				pages[i], counts[i] = append(pages[i], one.page), append(counts[i], one.count)
			}
		}
		name := "search " + typical.Key
		if rows < fullPage {
			name += fmt.Sprintf(", first %d", rows)
		}
		b.compared(name, pages)
		b.table.only("  count of "+typical.Key, inMillis(median(counts[0])), inMillis(median(counts[1])), median(counts[0])/median(counts[1]))
	}
	return nil
}

// compared adds the medians, and the slowest in a hundred beside what we want of it.
func (b *bench) compared(what string, took [2][]float64) {
	many, few := median(took[0]), median(took[1])
	b.table.ratio(fmt.Sprintf("%s, %d against %d sales", what, b.many, b.few), inMillis(many), inMillis(few), many/few, "≤", 3)
	sorted := slices.Sorted(slices.Values(took[0]))
	slowest := sorted[len(sorted)*99/100]
	b.table.beside("  the slowest in a hundred", inMillis(slowest), slowest, 0.05, "50 ms")
}

// fullPage is how many sales a page of a list has.
const fullPage = 50

// searched is how long the first page of a typical search took, and the count of it,
// in seconds, and how many sales the page had.
type searched struct {
	page, count float64
	rows        int
}

// search is a first page of at most so many sales.
func (c *company) search(b *bench, typical crm.Typical, rows int) (out searched, err error) {
	err = c.store.View(b, func(tx store.ReadTx) error {
		user, err := tx.User(c.actor)
		if err != nil {
			return err
		}
		q := store.SaleSearch{Search: typical.Search, Reader: user, Today: crm.DateOf(time.Now()), Sort: store.Column(typical.Sort), Descending: typical.Descending}
		begun := time.Now()
		page, err := tx.SearchSales(q, "", rows)
		if err != nil {
			return err
		}
		out.page, out.rows = time.Since(begun).Seconds(), len(page.Rows)
		begun = time.Now()
		_, err = tx.CountSales(q, "")
		out.count = time.Since(begun).Seconds()
		return err
	})
	return out, err
}
