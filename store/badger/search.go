package badger

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"

	"verkoop/crm"
	"verkoop/store"
)

// A search is answered in one of two ways. Where some index tells of a few hundred
// sales that all others are ruled out by, those are looked at, and sorted: a set.
// Otherwise the list in the wanted order is walked, within the states and the range
// that the search leaves, and the rest is decided on each sale's facts: a walk. Both
// have places of the list as cursors, so that each page may take its own way.

// searcher answers one call.
type searcher struct {
	*readTx
	search store.SaleSearch
	query  crm.Query
	groups []groupPlan
	name   string // for cursors
	budget int
	read   int
	rows   map[crm.SaleNumber]*found // sales read that fit, for the page; nil when counting
}

// found is a sale with what belongs to it.
type found struct {
	row   store.SaleRow
	names crm.SearchNames
}

var errBudget = errors.New("store: search has read all that it may")

func (t *readTx) newSearch(q store.SaleSearch, budget int) (*searcher, error) {
	if q.Sort == "" {
		q.Sort = store.ByDate
	}
	if !slices.Contains(store.Columns[:], q.Sort) && !q.Sort.Looked() {
		return nil, fmt.Errorf("store: no column %q", q.Sort)
	}
	if err := q.Search.Check().Err(); err != nil {
		return nil, err
	}
	users, err := t.users()
	if err != nil {
		return nil, err
	}
	asker := crm.Asker{User: q.Reader, Today: q.Today, Fold: fold, Words: func(s string) []string { return words(s) }, Spellings: spellings}
	for _, u := range users.byName {
		if u.Group == q.Reader.Group {
			asker.Members = append(asker.Members, u.ID)
		}
	}
	s := &searcher{readTx: t, search: q, query: q.Search.On(asker), budget: budget,
		name: fmt.Sprintf("search %q %q %t %q ", q.Reader.ID, q.Sort, q.Descending, strings.Join(q.Search.Lines(), "\n")),
		rows: map[crm.SaleNumber]*found{}}
	for _, g := range s.query.Groups {
		p := planGroup(g)
		if p.amounts, err = t.amountSpan(g); err != nil {
			return nil, err
		}
		s.groups = append(s.groups, p)
	}
	if len(s.query.Groups) == 0 {
		s.groups = []groupPlan{{states: everyState}}
	}
	return s, nil
}

// spend counts what is read; errBudget where it is more than may be.
func (s *searcher) spend(n int) error {
	if s.read+n > s.budget {
		return errBudget
	}
	s.read += n
	return nil
}

// record reads the sale with what belongs to it, which counts as one.
func (s *searcher) record(n crm.SaleNumber, cost int) (*found, error) {
	if r, ok := s.rows[n]; ok {
		return r, nil
	}
	if err := s.spend(cost); err != nil {
		return nil, err
	}
	row, err := s.saleRow(n)
	if err != nil {
		return nil, err
	}
	r := &found{row: row}
	if r.names.Company, err = s.companyName(row.Sale.Company); err != nil {
		return nil, err
	}
	if id := row.Sale.Contact; id != "" {
		c, err := s.Contact(id)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return nil, err
		}
		r.names.Contact = c.Name
	}
	if id := row.Sale.Project; id != "" {
		p, err := s.Project(id)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return nil, err
		}
		r.names.Project = p.Name
	}
	if s.rows != nil {
		s.rows[n] = r
	}
	return r, nil
}

func (r *found) facts() crm.SearchFacts {
	f, _ := crm.FactsOf(&r.row.Sale, r.row.Summary, &r.names)
	return f
}

// factsOf are the sale's facts: out of the value of its entry, or looked up.
func (s *searcher) factsOf(n crm.SaleNumber, value []byte, recordCost int) (f crm.SearchFacts, err error) {
	if value == nil {
		if err := s.spend(1); err != nil {
			return f, err
		}
		b, ok, err := s.get(factsKey(n))
		if err != nil {
			return f, err
		}
		if !ok {
			return f, fmt.Errorf("%w: facts of sale %d", store.ErrNotFound, n)
		}
		value = b
	}
	f, whole, err := decodeFacts(n, value)
	if err != nil || whole {
		return f, err
	}
	r, err := s.record(n, recordCost)
	if err != nil {
		return f, err
	}
	return r.facts(), nil
}

// fits decides on the sale; where the facts do not tell, by its record, which then
// takes their place.
func (s *searcher) fits(f *crm.SearchFacts, recordCost int) (bool, error) {
	if !s.search.Reader.CanSee(crm.Sale{Owner: f.Owner, Group: f.Group, Visible: f.Visible}) {
		return false, nil
	}
	verdict := s.query.Match(f)
	if verdict == crm.Unsure {
		r, err := s.record(f.Number, recordCost)
		if err != nil {
			return false, err
		}
		*f = r.facts()
		if verdict = s.query.Match(f); verdict == crm.Misfit {
			delete(s.rows, f.Number)
		}
	}
	return verdict == crm.Fit, nil
}

// place is where the sale stands in the wanted order.
func (s *searcher) place(f *crm.SearchFacts, recordCost int) ([]byte, error) {
	var sort []byte
	var err error
	switch s.search.Sort {
	case store.ByDate:
		sort = dayKey(f.Date())
	case store.ByNext:
		if sort = dayKey(f.Next); f.Stalled {
			sort = dayKey(f.Reopen)
		}
	case store.ByNumber:
	case store.ByAmount:
		var rate []byte
		if rate, err = s.listedKey(store.ByAmount, f.Currency, f.Number); err == nil {
			if sort = worthKey(f.Amount, f.Currency, rate); f.Sale != nil {
				sort = amountKey(f.Sale.Amount, rate)
			}
		}
	case store.ByCompany:
		sort, err = s.listedKey(store.ByCompany, string(f.Company), f.Number)
	case store.ByOwner:
		sort, err = s.listedKey(store.ByOwner, string(f.Owner), f.Number)
	case store.ByStage:
		sort, err = s.stageKey(f.Outcome, f.Stage, f.Number)
	case store.ByTitle:
		var r *found
		if r, err = s.record(f.Number, recordCost); err == nil {
			sort = textKey(r.row.Sale.Title)
		}
	default:
		sort, err = s.lookedKey(f, recordCost)
	}
	return listPlace(sort, f.Number), err
}

// SearchSales implements store.ReadTx.
func (t *readTx) SearchSales(q store.SaleSearch, at store.Cursor, limit int) (page store.SearchPage, err error) {
	s, err := t.newSearch(q, store.SearchBudget)
	if err != nil {
		return page, err
	}
	from, err := t.store.openCursor(s.name, at)
	if err != nil || limit <= 0 {
		return page, err
	}
	limit = min(limit, maxPage)
	s.budget -= limit // the page's own sales
	page, err = s.page(from, limit)
	if err == nil && from.back && !page.Stopped && len(page.Rows) < limit {
		// The beginning came before the page was full: then it is the first.
		page, err = s.page(place{}, limit)
	}
	page.Read = s.read
	return page, err
}

// page reads what follows the place, or comes before it.
func (s *searcher) page(from place, limit int) (page store.SearchPage, err error) {
	hits, reached, err := s.hits(from.past, s.search.Descending != from.back, limit+1)
	page.Stopped = errors.Is(err, errBudget)
	if err != nil && !page.Stopped {
		return page, err
	}
	more := len(hits) > limit || page.Stopped
	end := reached // where reading goes on from
	if len(hits) > limit {
		hits = hits[:limit]
		page.Stopped, reached = false, nil
		end = hits[limit-1]
	} else if !more && len(hits) > 0 {
		end = hits[len(hits)-1]
	}
	if page.Stopped && reached == nil { // nothing was looked at
		end = from.past
	}
	begin := beside(from.past, s.search.Descending == from.back)
	if len(hits) > 0 {
		begin = hits[0]
	}
	if page.Stopped && len(end) >= 8 {
		page.Reached = crm.SaleNumber(lastNumber(end))
	}
	if more {
		if from.back {
			page.Previous = s.store.cursor(s.name, place{back: true, past: end})
		} else {
			page.Next = s.store.cursor(s.name, place{past: end})
		}
	}
	if from.back {
		page.Next = s.store.cursor(s.name, place{past: begin})
		slices.Reverse(hits)
	} else if from.past != nil {
		page.Previous = s.store.cursor(s.name, place{back: true, past: begin})
	}
	for _, p := range hits {
		row, err := s.pageRow(p)
		if err != nil {
			return page, err
		}
		page.Rows = append(page.Rows, row)
	}
	return page, nil
}

// pageRow is the sale at the place, for the page: reading it was set aside for before.
func (s *searcher) pageRow(place []byte) (store.SaleRow, error) {
	n := crm.SaleNumber(lastNumber(place))
	if r, ok := s.rows[n]; ok {
		return r.row, nil
	}
	s.read++
	return s.saleRow(n)
}

// beside is just before the place, or just after it: going on from there comes to
// the place itself.
func beside(p []byte, after bool) []byte {
	if p == nil {
		return nil
	}
	n := lastNumber(p)
	if after {
		n++
	} else {
		n--
	}
	return listPlace(p[:len(p)-8], crm.SaleNumber(n))
}

// How many sales a set may have, from how many sources, and what a walk may read
// before sets are tried that are less likely to be small. Together they leave a walk
// something of the budget.
const (
	maxSet     = 800
	maxSources = 2
	firstWalk  = 2000
)

// hits are the places of at most n sales that fit, past the given one. With
// errBudget they are those found so far, up to the place that was reached.
func (s *searcher) hits(past []byte, reverse bool, n int) (hits [][]byte, reached []byte, err error) {
	if s.search.Sort.Looked() {
		all, err := s.everything(1)
		return pick(all, past, reverse, n), nil, err
	}
	if all, ok, err := s.set(likely, maxSet, 1, nil); err != nil && !errors.Is(err, errBudget) {
		return nil, nil, err
	} else if ok {
		return pick(all, past, reverse, n), nil, nil
	}
	w := s.walk(s.search.Sort, past, reverse)
	defer w.close()
	hits, err = w.collect(n, min(s.budget, s.read+firstWalk))
	if !errors.Is(err, errBudget) {
		return hits, w.reached, err
	}
	if all, ok, err := s.set(unlikely, min(maxSet, (s.budget-s.read)/4), 1, nil); err != nil && !errors.Is(err, errBudget) {
		return nil, nil, err
	} else if ok {
		return pick(all, past, reverse, n), nil, nil
	}
	more, err := w.collect(n-len(hits), s.budget)
	return append(hits, more...), w.reached, err
}

// pick takes at most n of the places, which are in ascending order.
func pick(all [][]byte, past []byte, reverse bool, n int) [][]byte {
	all = slices.Clone(all)
	if reverse {
		slices.Reverse(all)
	}
	if past != nil {
		at := slices.IndexFunc(all, func(p []byte) bool {
			c := bytes.Compare(p, past)
			return c != 0 && (c < 0) == reverse
		})
		if at < 0 {
			return nil
		}
		all = all[at:]
	}
	return all[:min(n, len(all))]
}

// SearchNeighbours implements store.ReadTx.
func (t *readTx) SearchNeighbours(q store.SaleSearch, of crm.SaleNumber) (n store.Neighbours, stopped bool, err error) {
	s, err := t.newSearch(q, store.SearchBudget/2)
	if err != nil {
		return n, false, err
	}
	r, err := s.record(of, 1)
	if err != nil {
		return n, false, err
	}
	f := r.facts()
	here, err := s.place(&f, 1)
	if err != nil {
		return n, false, err
	}
	if q.Sort.Looked() {
		s.budget = store.SearchBudget
		all, err := s.everything(1)
		if errors.Is(err, store.ErrTooMany) {
			return n, true, nil
		}
		for i, to := range [...]*crm.SaleNumber{&n.Previous, &n.Next} {
			for _, p := range pick(all, here, s.search.Descending != (i == 0), 1) {
				*to = crm.SaleNumber(lastNumber(p))
			}
		}
		return n, false, err
	}
	for i, to := range [...]*crm.SaleNumber{&n.Previous, &n.Next} {
		s.read, s.budget = 0, store.SearchBudget/2
		hits, _, err := s.hits(here, s.search.Descending != (i == 0), 1)
		if errors.Is(err, errBudget) {
			stopped = stopped || len(hits) == 0
		} else if err != nil {
			return n, false, err
		}
		if len(hits) > 0 {
			*to = crm.SaleNumber(lastNumber(hits[0]))
		}
	}
	return n, stopped, nil
}
