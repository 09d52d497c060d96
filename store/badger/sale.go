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
	// Entries of the old sale come first: they need what was kept of it.
	var before []string
	if old.Version > 0 {
		if before, err = t.saleEntries(&old); err != nil {
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
	after, err := t.saleEntries(&s)
	if err != nil {
		return err
	}
	return t.reindex(before, after)
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

// saleFacts gathers what the sale's sort keys need.
func (t *readTx) saleFacts(s *crm.Sale) (f *saleFacts, err error) {
	f = &saleFacts{}
	if f.summary, err = t.SaleSummary(s.ID); err != nil {
		return nil, err
	}
	if f.company, err = t.listedKey(store.ByCompany, string(s.Company), s.Number); err != nil {
		return nil, err
	}
	if f.owner, err = t.listedKey(store.ByOwner, string(s.Owner), s.Number); err != nil {
		return nil, err
	}
	switch s.Outcome {
	case crm.Sold:
		f.stage = []byte{stageSold}
	case crm.Lost:
		f.stage = []byte{stageLost}
	default:
		f.stage, err = t.listedKey(store.ByStage, string(s.Stage), s.Number)
	}
	return f, err
}

// saleEntries are the sale's index entries, but for that of its id.
func (t *readTx) saleEntries(s *crm.Sale) ([]string, error) {
	f, err := t.saleFacts(s)
	if err != nil {
		return nil, err
	}
	audiences := saleAudiences(s)
	out := make([]string, 0, 8+len(audiences)*len(store.Columns))
	for _, c := range store.Columns {
		place := listPlace(sortKey(c, s, f), s.Number)
		for _, a := range audiences {
			out = append(out, string(listKey(listPrefix(a, s.Completed, c), place)))
		}
	}
	if s.Company != "" {
		out = append(out, string(idKey(kCompanySale, s.Company).sale(s.Number)))
	}
	out = append(out, string(idKey(kOwnerSale, s.Owner).sale(s.Number)))
	return append(out, useEntries(s)...), nil
}

// move changes the sale's sort key in one column.
func (t *writeTx) move(s *crm.Sale, c store.Column, from, to []byte) error {
	from, to = listPlace(from, s.Number), listPlace(to, s.Number)
	if string(from) == string(to) {
		return nil
	}
	for _, a := range saleAudiences(s) {
		prefix := listPrefix(a, s.Completed, c)
		if err := t.delete(listKey(prefix, from)); err != nil {
			return err
		}
		if err := t.put(listKey(prefix, to), nil); err != nil {
			return err
		}
	}
	return nil
}
