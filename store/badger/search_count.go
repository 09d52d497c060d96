package badger

import (
	"bytes"
	"encoding/json"
	"errors"
	"slices"

	"verkoop/crm"
	"verkoop/store"
)

// recordUnits is what a sale's record counts for when counting: reading it takes
// about as long as so many entries.
const recordUnits = 10

// counted is what a cursor of counting holds.
type counted struct {
	Past  []byte    `json:"past"`
	Read  int       `json:"read"`
	Tally crm.Tally `json:"tally"`
}

func (s *searcher) openCount(what string, at store.Cursor) (c counted, err error) {
	from, err := s.store.openCursor(what+s.name, at)
	if err != nil || at == "" {
		return c, err
	}
	return c, json.Unmarshal(from.past, &c)
}

func (s *searcher) countCursor(what string, c *counted) (store.Cursor, error) {
	b, err := json.Marshal(c)
	return s.store.cursor(what+s.name, place{past: b}), err
}

// CountSales implements store.ReadTx.
func (t *readTx) CountSales(q store.SaleSearch, at store.Cursor) (store.SearchCount, error) {
	return t.count(q, at, "count ")
}

// CountStages implements store.ReadTx.
func (t *readTx) CountStages(q store.SaleSearch, at store.Cursor) (store.SearchCount, error) {
	return t.count(q, at, countStages)
}

const countStages = "stages "

func (t *readTx) count(q store.SaleSearch, at store.Cursor, what string) (out store.SearchCount, err error) {
	s, err := t.newSearch(q, store.CountBudget)
	if err != nil {
		return out, err
	}
	s.rows = nil
	c, err := s.openCount(what, at)
	if err != nil {
		return out, err
	}
	if what == countStages {
		c.Tally.Apart()
	}
	// Whatever the order, entries by date have all that counting most often needs.
	w := s.walk(store.ByDate, c.Past, false)
	defer w.close()
	before := c.Tally.Count
	tooMany := false
	count := func(limit int) error {
		err := w.each(limit, recordUnits, func(f *crm.SearchFacts, _ []byte) bool {
			c.Tally.Add(f)
			tooMany = c.Tally.Count-before >= store.CountMatches
			return !tooMany
		})
		return err
	}
	whole := false
	if at == "" {
		whole, err = s.countSet(likely, (s.budget-s.read)/2, &c.Tally) // a walk needs the rest
	}
	if !whole && err == nil {
		err = count(min(s.budget, s.read+store.CountBudget/4))
		whole = err == nil && !tooMany
	}
	if errors.Is(err, errBudget) {
		if err = nil; at == "" {
			whole, err = s.countSet(unlikely, s.budget-s.read, &c.Tally) // a walk has got somewhere
		}
		if !whole && err == nil {
			err = count(s.budget)
			whole = err == nil && !tooMany
		}
	}
	if err != nil && !errors.Is(err, errBudget) {
		return out, err
	}
	c.Read += s.read
	out = store.SearchCount{Tally: c.Tally, Read: c.Read}
	if !whole {
		c.Past = w.reached
		out.Next, err = s.countCursor(what, &c)
		return out, err
	}
	return out, nil
}

// countSet adds up a set in place of what was counted, where so much reading, an entry
// and the facts of each sale, will do.
func (s *searcher) countSet(how likelihood, reading int, into *crm.Tally) (whole bool, err error) {
	full := s.budget
	s.budget = s.read + reading
	defer func() { s.budget = full }()
	var tally crm.Tally
	if into.Stages != nil {
		tally.Apart()
	}
	_, whole, err = s.set(how, reading/2, recordUnits, func(f *crm.SearchFacts) error { tally.Add(f); return nil })
	if errors.Is(err, errBudget) {
		return false, nil
	}
	if whole && err == nil {
		*into = tally
	}
	return whole, err
}

// PlaceOf implements store.ReadTx.
func (t *readTx) PlaceOf(q store.SaleSearch, of crm.SaleNumber, at store.Cursor) (out store.SearchPlace, err error) {
	s, err := t.newSearch(q, store.CountBudget)
	if err != nil {
		return out, err
	}
	s.rows = nil
	c, err := s.openCount("place ", at)
	if err != nil {
		return out, err
	}
	r, err := s.record(of, 1)
	if err != nil {
		return out, err
	}
	f := r.facts()
	fits, err := s.fits(&f, 1)
	if err != nil || !fits {
		return out, err
	}
	here, err := s.place(&f, 1)
	if err != nil {
		return out, err
	}
	if s.search.Sort.Looked() {
		all, err := s.everything(recordUnits)
		out.Place = s.placeAmong(all, here)
		return out, err
	}
	if at == "" {
		full := s.budget
		s.budget /= 2
		all, ok, err := s.set(likely, s.budget/3, recordUnits, nil)
		if s.budget = full; err != nil && !errors.Is(err, errBudget) {
			return out, err
		}
		if ok {
			out.Place = s.placeAmong(all, here)
			return out, nil
		}
	}
	w := s.walk(s.search.Sort, c.Past, s.search.Descending)
	defer w.close()
	there := false
	err = w.each(s.budget, recordUnits, func(_ *crm.SearchFacts, p []byte) bool {
		c.Tally.Count++
		there = bytes.Equal(p, here)
		return !there
	})
	if errors.Is(err, errBudget) {
		c.Past = w.reached
		out.Place = c.Tally.Count
		out.Next, err = s.countCursor("place ", &c)
		return out, err
	}
	if err != nil || !there { // or it changed since
		return out, err
	}
	return store.SearchPlace{Place: c.Tally.Count}, nil
}

// placeAmong is which of all the places, which are in ascending order, it is; 0 for none.
func (s *searcher) placeAmong(all [][]byte, here []byte) int {
	i := slices.IndexFunc(all, func(p []byte) bool { return bytes.Equal(p, here) })
	if i >= 0 && s.search.Descending {
		return len(all) - i
	}
	return i + 1
}
