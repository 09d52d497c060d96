package badger

import (
	"bytes"

	"verkoop/crm"
	"verkoop/store"
)

// saleWalk goes through the lists of a column that the reader may see and the search
// leaves, merged, in either direction.
type saleWalk struct {
	s       *searcher
	w       *walker
	column  store.Column
	reverse bool
	parts   []*walkPart
	reached []byte // the place of the last sale that was decided on
	limit   int    // what may have been read in all
}

// walkPart is one list: some of its entries read ahead.
type walkPart struct {
	prefix key
	span   span
	past   []byte // where reading ahead goes on
	ahead  []walkEntry
	done   bool
	size   int
}

type walkEntry struct{ place, facts []byte }

// Reading ahead begins small, since most lists have nothing to say for long.
const (
	firstAhead = 4
	mostAhead  = 256
)

func (s *searcher) walk(c store.Column, past []byte, reverse bool) *saleWalk {
	w := &saleWalk{s: s, w: s.layers.walk([]byte{kList}, reverse), column: c, reverse: reverse, reached: past}
	for _, st := range allStates {
		var sp span
		wanted := false
		for i := range s.groups {
			if g := &s.groups[i]; g.states.has(st) {
				if one := g.span(c, st); !wanted {
					sp, wanted = one, true
				} else {
					sp = sp.join(one)
				}
			}
		}
		if !wanted {
			continue
		}
		for _, a := range readerAudiences(s.search.Reader) {
			p := &walkPart{prefix: listPrefix(a, st, c), span: sp, past: sp.low, size: firstAhead}
			if reverse {
				p.past = sp.high
			}
			if past != nil && (p.past == nil || (bytes.Compare(past, p.past) > 0) != reverse) {
				p.past = past
			}
			w.parts = append(w.parts, p)
		}
	}
	return w
}

func (w *saleWalk) close() { w.w.close() }

// fill reads some of the part's entries ahead.
func (w *saleWalk) fill(p *walkPart) error {
	p.ahead = p.ahead[:0]
	w.w.seek(p.prefix, p.past)
	for len(p.ahead) < p.size {
		if !w.w.valid() || w.beyond(p, w.w.rest()) {
			p.done = true
			break
		}
		if w.s.read >= w.limit {
			if len(p.ahead) == 0 {
				return errBudget
			}
			break
		}
		w.s.read++
		e := walkEntry{place: bytes.Clone(w.w.rest())}
		if w.column == store.ByDate {
			var err error
			if e.facts, err = w.w.value(); err != nil {
				return err
			}
		}
		p.ahead = append(p.ahead, e)
		w.w.next()
	}
	if len(p.ahead) > 0 {
		p.past = p.ahead[len(p.ahead)-1].place
	}
	p.size = min(2*p.size, mostAhead)
	return nil
}

// beyond tells that the place is past the end of the part's span.
func (w *saleWalk) beyond(p *walkPart, place []byte) bool {
	if w.reverse {
		return p.span.low != nil && bytes.Compare(place, p.span.low) <= 0
	}
	return p.span.high != nil && bytes.Compare(place, p.span.high) >= 0
}

// next is the next entry of all parts; false at the end.
func (w *saleWalk) next() (e walkEntry, ok bool, err error) {
	var best *walkPart
	for _, p := range w.parts {
		if len(p.ahead) == 0 && !p.done {
			if err := w.fill(p); err != nil {
				return e, false, err
			}
		}
		if len(p.ahead) == 0 {
			continue
		}
		if best == nil || (bytes.Compare(p.ahead[0].place, best.ahead[0].place) < 0) != w.reverse {
			best = p
		}
	}
	if best == nil {
		return e, false, nil
	}
	e = best.ahead[0]
	for _, p := range w.parts { // a sale may be under its owner and its group
		if len(p.ahead) > 0 && bytes.Equal(p.ahead[0].place, e.place) {
			p.ahead = p.ahead[1:]
		}
	}
	return e, true, nil
}

// each decides on one sale after the other, until do returns false, the end, or
// errBudget once the limit was read. What was not decided on comes again.
func (w *saleWalk) each(limit, recordCost int, do func(f *crm.SearchFacts, place []byte) bool) error {
	w.limit = limit
	full := w.s.budget
	w.s.budget = limit
	defer func() { w.s.budget = full }()
	for {
		e, ok, err := w.next()
		if err != nil || !ok {
			return err
		}
		fits := false
		f, err := w.s.factsOf(crm.SaleNumber(lastNumber(e.place)), e.facts, recordCost)
		if err == nil {
			fits, err = w.s.fits(&f, recordCost)
		}
		if err != nil { // the lowest of all may stand at the head of any part
			w.parts[0].ahead = append([]walkEntry{e}, w.parts[0].ahead...)
			return err
		}
		w.reached = e.place
		if fits && !do(&f, e.place) {
			return nil
		}
	}
}

// collect takes the places of the next n sales that fit.
func (w *saleWalk) collect(n, limit int) (out [][]byte, err error) {
	if n <= 0 {
		return nil, nil
	}
	err = w.each(limit, 1, func(_ *crm.SearchFacts, place []byte) bool {
		out = append(out, place)
		return len(out) < n
	})
	return out, err
}
