package badger

import (
	"bytes"
	"errors"
	"fmt"
	"slices"

	"verkoop/crm"
	"verkoop/store"
)

// maxPage bounds a page.
const maxPage = 1000

// listParts are the prefixes under which the list's entries stand.
func listParts(l store.SaleList) ([]key, error) {
	if columnLetter(l.Sort) == 0 {
		return nil, fmt.Errorf("store: no column %q", l.Sort)
	}
	var parts []key
	for _, a := range readerAudiences(l.Reader) {
		for _, st := range allStates {
			if st != stateCompleted || !l.SkipCompleted {
				parts = append(parts, listPrefix(a, st, l.Sort))
			}
		}
	}
	return parts, nil
}

// listName is the list for cursors.
func listName(l store.SaleList) string {
	return fmt.Sprintf("%q %q %t %t ", l.Reader.ID, l.Sort, l.Descending, l.SkipCompleted)
}

// places are at most n places of the list past the given one (nil: from the end
// where the walk begins), in the direction of the walk. It takes n of each part
// and merges them: a part is rarely alone in having the next ones.
func (t *readTx) places(parts []key, past []byte, reverse bool, n int) [][]byte {
	if len(parts) == 0 {
		return nil
	}
	w := t.walk([]byte{kList}, reverse)
	defer w.close()
	var out [][]byte
	for _, p := range parts {
		w.seek(p, past)
		for i := 0; i < n && w.valid(); i++ {
			out = append(out, bytes.Clone(w.rest()))
			w.next()
		}
	}
	slices.SortFunc(out, func(a, b []byte) int {
		if reverse {
			a, b = b, a
		}
		return bytes.Compare(a, b)
	})
	// A sale may be in several parts: under its owner and its group.
	out = slices.CompactFunc(out, bytes.Equal)
	return out[:min(n, len(out))]
}

// Sales implements store.ReadTx.
func (t *readTx) Sales(l store.SaleList, at store.Cursor, limit int) (store.SalePage, error) {
	var page store.SalePage
	if l.Sort == "" {
		l.Sort = store.ByDate
	}
	parts, err := listParts(l)
	if err != nil {
		return page, err
	}
	name := listName(l)
	from, err := t.store.openCursor(name, at)
	if err != nil || limit <= 0 {
		return page, err
	}
	limit = min(limit, maxPage)
	forth := l.Descending // the direction in which the list goes on
	found := t.places(parts, from.past, forth != from.back, limit+1)
	more := len(found) > limit
	found = found[:min(limit, len(found))]
	if from.back {
		slices.Reverse(found)
	}
	for _, p := range found {
		row, err := t.saleRow(crm.SaleNumber(lastNumber(p)))
		if err != nil {
			return page, err
		}
		if l.Reader.CanSee(row.Sale) {
			page.Rows = append(page.Rows, row)
		}
	}
	// Whether there is something on the side that the page was not read towards
	// takes a look; at the very ends of a list there is nothing.
	before, after := from.back && more, !from.back && more
	var first, end []byte
	if len(found) > 0 {
		first, end = found[0], found[len(found)-1]
	}
	if at != "" {
		if from.back {
			after = len(t.places(parts, end, forth, 1)) > 0
		} else {
			before = len(t.places(parts, first, !forth, 1)) > 0
		}
	}
	if before {
		page.Previous = t.store.cursor(name, place{back: true, past: first})
	}
	if after {
		page.Next = t.store.cursor(name, place{past: end})
	}
	return page, nil
}

func (t *readTx) saleRow(n crm.SaleNumber) (row store.SaleRow, err error) {
	if row.Sale, err = t.Sale(n); err != nil {
		return row, err
	}
	row.Summary, err = t.SaleSummary(row.Sale.ID)
	return row, err
}

// Neighbours implements store.ReadTx.
func (t *readTx) Neighbours(l store.SaleList, of crm.SaleNumber) (n store.Neighbours, err error) {
	if l.Sort == "" {
		l.Sort = store.ByDate
	}
	parts, err := listParts(l)
	if err != nil {
		return n, err
	}
	s, err := t.indexed(of)
	if err != nil {
		return n, err
	}
	f, err := t.saleFacts(&s)
	if err != nil {
		return n, err
	}
	here := listPlace(sortKey(l.Sort, &s, f), of)
	if n.Previous, err = t.neighbour(parts, here, !l.Descending, l.Reader); err != nil {
		return n, err
	}
	n.Next, err = t.neighbour(parts, here, l.Descending, l.Reader)
	return n, err
}

// neighbour is the next sale past the place that the reader may see; 0 for none.
func (t *readTx) neighbour(parts []key, past []byte, reverse bool, reader crm.User) (crm.SaleNumber, error) {
	for {
		found := t.places(parts, past, reverse, 1)
		if len(found) == 0 {
			return 0, nil
		}
		past = found[0]
		n := crm.SaleNumber(lastNumber(past))
		s, err := t.visible(n)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return 0, err
		}
		if err == nil && reader.CanSee(s) {
			return n, nil
		}
	}
}

// visible is the sale as far as seeing it needs.
func (t *readTx) visible(n crm.SaleNumber) (s crm.Sale, err error) {
	if s, ok := t.sales[n]; ok {
		return s, nil
	}
	v, err := load(t, t.store.kinds.seen, saleKey(n))
	return crm.Sale{Owner: v.Owner, Group: v.Group, Visible: v.Visible}, err
}

// OwnerSales implements store.ReadTx.
func (t *readTx) OwnerSales(owner crm.UserID, above crm.SaleNumber, limit int) ([]crm.SaleNumber, error) {
	var out []crm.SaleNumber
	for _, st := range allStates {
		out = append(out, t.numbers(ownerPrefix(owner, st), above, limit)...)
	}
	slices.Sort(out)
	return out[:min(max(limit, 0), len(out))], nil
}

// CountOwnerSales implements store.ReadTx.
func (t *readTx) CountOwnerSales(owner crm.UserID, most int) (n int, err error) {
	for _, st := range allStates {
		n += len(t.numbers(ownerPrefix(owner, st), 0, most-n))
	}
	return n, nil
}

// numbers are at most limit sale numbers that end keys under the prefix, ascending,
// above the one given.
func (t *readTx) numbers(under key, above crm.SaleNumber, limit int) []crm.SaleNumber {
	var out []crm.SaleNumber
	w := t.walk(under, false)
	defer w.close()
	for w.seek(under, listPlace(nil, above)); w.valid() && len(out) < limit; w.next() {
		out = append(out, crm.SaleNumber(lastNumber(w.key)))
	}
	return out
}
