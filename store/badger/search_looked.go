package badger

import (
	"bytes"
	"encoding/binary"
	"errors"
	"slices"

	"verkoop/crm"
	"verkoop/store"
)

// everything is the places of all that the search finds, in ascending order;
// store.ErrTooMany where that takes more reading than is allowed.
func (s *searcher) everything(recordCost int) ([][]byte, error) {
	for _, how := range [...]likelihood{likely, unlikely} {
		all, ok, err := s.set(how, min(maxSet, (s.budget-s.read)/4), recordCost, nil)
		if ok || err != nil && !errors.Is(err, errBudget) {
			return all, err
		}
	}
	w := s.walk(store.ByDate, nil, false)
	defer w.close()
	var all [][]byte
	var failed error
	err := w.each(s.budget, recordCost, func(f *crm.SearchFacts, _ []byte) bool {
		p, err := s.place(f, recordCost)
		all, failed = append(all, p), err
		return err == nil
	})
	if err = errors.Join(err, failed); errors.Is(err, errBudget) {
		return nil, store.ErrTooMany
	}
	slices.SortFunc(all, bytes.Compare)
	return all, err
}

// lookedKey is the sort key of a looked column.
func (s *searcher) lookedKey(f *crm.SearchFacts, recordCost int) ([]byte, error) {
	setup, err := s.Setup()
	if err != nil {
		return nil, err
	}
	switch s.search.Sort {
	case store.ByType:
		return rankKey(slices.IndexFunc(setup.Types, func(t crm.SaleType) bool { return t.ID == f.Type })), nil
	case store.ByProbability:
		return []byte{byte(f.Probability)}, nil
	case store.ByCost:
		return worthKey(f.Cost, f.Currency, []byte(setup.RateOf(f.Currency))), nil
	case store.ByProfit:
		return worthKey(f.Profit(), f.Currency, []byte(setup.RateOf(f.Currency))), nil
	case store.ByPercentage:
		if d, has := f.Percentage(); has {
			return worthKey(d, "", []byte("1")), nil
		}
		return []byte{last}, nil
	case store.ByClosed:
		return dayKey(f.Closed), nil
	}
	r, err := s.record(f.Number, recordCost)
	if err != nil {
		return nil, err
	}
	sale := &r.row.Sale
	switch s.search.Sort {
	case store.ByContact:
		return textKey(r.names.Contact), nil
	case store.ByProject:
		return textKey(r.names.Project), nil
	case store.ByRegistered:
		return momentKey(sale.Registered), nil
	case store.ByUpdated:
		return momentKey(sale.Updated), nil
	}
	id := crm.ValueID(sale.Fact(crm.Field(s.search.Sort)).ID)
	return rankKey(slices.IndexFunc(setup.Values, func(v crm.ListValue) bool { return id != "" && v.ID == id })), nil
}

// rankKey is the key of what stands so far down a list; below 0 for nothing of it.
func rankKey(i int) []byte {
	if i < 0 {
		return []byte{last}
	}
	return key{0}.number(uint64(i))
}

func momentKey(s crm.Stamp) []byte {
	return binary.BigEndian.AppendUint64(nil, uint64(s.At.UnixNano())^(1<<63))
}
