package badger

import (
	"encoding/binary"
	"errors"
	"fmt"

	"verkoop/crm"
	"verkoop/store"
)

// Sale implements store.ReadTx.
func (t *readTx) Sale(n crm.SaleNumber) (crm.Sale, error) {
	r, err := load(t, t.store.kinds.sale, saleKey(n))
	if err != nil {
		return crm.Sale{}, fmt.Errorf("%w: sale %d", err, n)
	}
	s := r.sale()
	t.remember(s)
	return s, nil
}

// remember keeps what indexes need of a sale as it is kept.
func (t *readTx) remember(s crm.Sale) {
	if t.sales == nil {
		t.sales = map[crm.SaleNumber]crm.Sale{}
	}
	s.LastStages, s.Links, s.Description, s.Note = nil, nil, "", ""
	t.sales[s.Number] = s
}

// indexed is the sale as far as indexes need it.
func (t *readTx) indexed(n crm.SaleNumber) (crm.Sale, error) {
	if s, ok := t.sales[n]; ok {
		return s, nil
	}
	return t.Sale(n)
}

// saleNumber is the number of the sale with the id; 0 where there is none.
func (t *readTx) saleNumber(id crm.SaleID) (crm.SaleNumber, error) {
	n, err := t.counter(idKey(kSaleID, id))
	return crm.SaleNumber(n), err
}

// SaleByID implements store.ReadTx.
func (t *readTx) SaleByID(id crm.SaleID) (crm.Sale, error) {
	n, err := t.saleNumber(id)
	if err != nil {
		return crm.Sale{}, err
	}
	if n == 0 {
		return crm.Sale{}, fmt.Errorf("%w: sale %s", store.ErrNotFound, id)
	}
	return t.Sale(n)
}

// SaleSummary implements store.ReadTx.
func (t *readTx) SaleSummary(id crm.SaleID) (crm.SaleSummary, error) {
	s, err := load(t, t.store.kinds.summary, idKey(kSummary, id))
	if errors.Is(err, store.ErrNotFound) {
		return crm.SaleSummary{Sale: id}, nil
	}
	return s, err
}

// NextSaleNumber implements store.Tx.
func (t *writeTx) NextSaleNumber() (crm.SaleNumber, error) {
	n := max(t.store.highest, t.highest) + 1
	t.store.highest = n
	return crm.SaleNumber(n), nil
}

// PutSale implements store.Tx.
func (t *writeTx) PutSale(s crm.Sale, c crm.Change) error {
	if s.ID == "" || len(s.ID) > maxID || s.Number == 0 {
		return fmt.Errorf("store: sale has no fit id or number: %q, %d", s.ID, s.Number)
	}
	if c.Sale != s.ID || c.Version != s.Version {
		return fmt.Errorf("store: change of sale %s version %d does not make sale %s version %d", c.Sale, c.Version, s.ID, s.Version)
	}
	old, err := t.saleBefore(s)
	if err != nil {
		return err
	}
	if err := t.refuseGone(partiesOfSale(&old), partiesOfSale(&s)); err != nil {
		return err
	}
	// Entries of the old sale come first: they need what was kept of it.
	var before saleIndex
	if old.Version > 0 {
		if before, err = t.saleIndex(&old); err != nil {
			return err
		}
	}
	if err := save(t, t.store.kinds.sale, saleKey(s.Number), newSaleRecord(s)); err != nil {
		return err
	}
	if err := save(t, t.store.kinds.change, changeKey(s.ID, s.Version), c); err != nil {
		return err
	}
	if old.Version == 0 {
		t.highest = max(t.highest, uint64(s.Number))
		n := binary.BigEndian.AppendUint64(nil, uint64(s.Number))
		if err := t.put(idKey(kSaleID, s.ID), n); err != nil {
			return err
		}
	}
	t.remember(s)
	after, err := t.saleIndex(&s)
	if err != nil {
		return err
	}
	if err := t.reindexSale(&before, &after); err != nil {
		return err
	}
	return t.saved(s.Updated.User, s.Number)
}

// saleBefore is the sale that the new one replaces, zero where it is new.
func (t *writeTx) saleBefore(s crm.Sale) (crm.Sale, error) {
	n, err := t.saleNumber(s.ID)
	if err != nil {
		return crm.Sale{}, err
	}
	old, err := t.indexed(s.Number)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return crm.Sale{}, err
	}
	gone := false
	if n == 0 {
		if gone, err = t.isDeleted(s.ID); err != nil {
			return crm.Sale{}, err
		}
	}
	if gone || n != 0 && n != s.Number || old.Number != 0 && old.ID != s.ID {
		return crm.Sale{}, fmt.Errorf("%w: sale %d or %s", store.ErrExists, s.Number, s.ID)
	}
	if err := nextVersion(n != 0, old.Version, s.Version); err != nil {
		return crm.Sale{}, fmt.Errorf("%w: sale %d", err, s.Number)
	}
	return old, nil
}
