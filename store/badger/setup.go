package badger

import (
	"cmp"
	"fmt"
	"slices"
	"sync/atomic"

	"verkoop/crm"
	"verkoop/store"
)

// stamped is something decoded, good wherever the counter has the same stamp.
type stamped[T any] struct {
	stamp uint64
	value T
}

// shared returns what the counter's stamp stands for: kept from an earlier
// transaction where that saw the same, else made anew. No two states have the same
// stamp, also not one that was never committed.
func shared[T any](t *readTx, counter []byte, kept *atomic.Pointer[stamped[T]], make func() (T, error)) (T, error) {
	stamp, known := t.stamps[string(counter)]
	if !known {
		var err error
		if stamp, err = t.counter(counter); err != nil {
			var none T
			return none, err
		}
		if t.stamps == nil {
			t.stamps = map[string]uint64{}
		}
		t.stamps[string(counter)] = stamp
	}
	k := kept.Load()
	if k != nil && k.stamp == stamp {
		return k.value, nil
	}
	v, err := make()
	if err == nil && (k == nil || k.stamp < stamp) {
		kept.Store(&stamped[T]{stamp, v})
	}
	return v, err
}

// Setup implements store.ReadTx.
func (t *readTx) Setup() (*crm.Setup, error) {
	return shared(t, setupStampKey, &t.store.setup, t.readSetup)
}

func (t *readTx) readSetup() (*crm.Setup, error) {
	var s crm.Setup
	prefix := newKey(kSetup)
	w := t.walk(prefix, false)
	defer w.close()
	for w.seek(prefix, nil); w.valid(); w.next() {
		b, err := w.value()
		if err != nil {
			return nil, err
		}
		k := &t.store.kinds
		switch what := w.rest()[0]; what {
		case setupOrganisation:
			s.Organisation, err = k.organisation.decode(b)
		case setupType:
			s.Types, err = decodeOneMore(s.Types, k.saleType, b)
		case setupStage:
			s.Stages, err = decodeOneMore(s.Stages, k.stage, b)
		case setupValue:
			s.Values, err = decodeOneMore(s.Values, k.value, b)
		case setupCurrency:
			s.Currencies, err = decodeOneMore(s.Currencies, k.currency, b)
		default:
			err = fmt.Errorf("store: setup record of an unknown sort %q", what)
		}
		if err != nil {
			return nil, err
		}
	}
	slices.SortFunc(s.Types, func(a, b crm.SaleType) int {
		return cmp.Or(cmp.Compare(a.Order, b.Order), cmp.Compare(a.ID, b.ID))
	})
	slices.SortFunc(s.Stages, func(a, b crm.Stage) int {
		return cmp.Or(cmp.Compare(a.Order, b.Order), cmp.Compare(a.ID, b.ID))
	})
	slices.SortFunc(s.Values, func(a, b crm.ListValue) int {
		return cmp.Or(cmp.Compare(a.Order, b.Order), cmp.Compare(a.ID, b.ID))
	})
	slices.SortFunc(s.Currencies, func(a, b crm.Currency) int {
		return cmp.Or(cmp.Compare(a.Order, b.Order), cmp.Compare(a.Code, b.Code))
	})
	return &s, nil
}

// putSetup writes a record that is part of the setup.
func putSetup[T any](t *writeTx, k kind[T], what byte, id string, v T, version func(T) uint64) error {
	if _, err := replace(t, k, setupKey(what, id), id, v, version); err != nil {
		return err
	}
	return t.setStamp(setupStampKey)
}

// PutOrganisation implements store.Tx.
func (t *writeTx) PutOrganisation(o crm.Organisation) error {
	before, err := t.Setup()
	if err != nil {
		return err
	}
	err = putSetup(t, t.store.kinds.organisation, setupOrganisation, "own", o,
		func(o crm.Organisation) uint64 { return o.Version })
	if err != nil {
		return err
	}
	return t.rated(before, before.Organisation.Currency, o.Currency)
}

// PutSaleType implements store.Tx.
func (t *writeTx) PutSaleType(s crm.SaleType) error {
	return putSetup(t, t.store.kinds.saleType, setupType, string(s.ID), s,
		func(s crm.SaleType) uint64 { return s.Version })
}

// PutStage implements store.Tx.
func (t *writeTx) PutStage(s crm.Stage) error {
	before, err := t.Setup()
	if err != nil {
		return err
	}
	err = putSetup(t, t.store.kinds.stage, setupStage, string(s.ID), s,
		func(s crm.Stage) uint64 { return s.Version })
	if err != nil {
		return err
	}
	return t.renamed(store.ByStage, string(s.ID), openStageKey(s.ID, before.Stages), openStageKey(s.ID, []crm.Stage{s}))
}

// PutListValue implements store.Tx.
func (t *writeTx) PutListValue(v crm.ListValue) error {
	return putSetup(t, t.store.kinds.value, setupValue, string(v.ID), v,
		func(v crm.ListValue) uint64 { return v.Version })
}

// PutCurrency implements store.Tx.
func (t *writeTx) PutCurrency(c crm.Currency) error {
	before, err := t.Setup()
	if err != nil {
		return err
	}
	err = putSetup(t, t.store.kinds.currency, setupCurrency, c.Code, c,
		func(c crm.Currency) uint64 { return c.Version })
	if err != nil {
		return err
	}
	return t.rated(before, c.Code)
}

// rated leaves the sales of the currencies where they are, for Relist to move those
// whose rate was another before.
func (t *writeTx) rated(before *crm.Setup, codes ...string) error {
	after, err := t.Setup()
	if err != nil {
		return err
	}
	for _, code := range codes {
		from, to := before.RateOf(code), after.RateOf(code)
		if err := t.renamed(store.ByAmount, code, []byte(from), []byte(to)); err != nil {
			return err
		}
	}
	return nil
}
