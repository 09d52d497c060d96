package badger

import (
	"fmt"
	"slices"

	db "github.com/dgraph-io/badger/v4"

	"verkoop/crm"
)

// usePrefix begins the entries of the sales that have the part of the setup.
func usePrefix(u crm.Use) (key, error) {
	k := newKey(kUse)
	switch u {
	case crm.Use{}, crm.Use{Open: true}:
	case crm.Use{Type: u.Type}:
		return text(k.byte(useType), u.Type), nil
	case crm.Use{Value: u.Value}:
		return text(k.byte(useValue), u.Value), nil
	case crm.Use{Currency: u.Currency}:
		return text(k.byte(useCurrency), u.Currency), nil
	case crm.Use{Stage: u.Stage}:
		return text(k.byte(useStage), u.Stage), nil
	case crm.Use{Stage: u.Stage, Open: true}:
		return text(k.byte(useStage), u.Stage).byte(useOpen), nil
	case crm.Use{Stage: u.Stage, Open: true, Type: u.Type}:
		if u.Stage != "" {
			return text(text(k.byte(useStage), u.Stage).byte(useOpen), u.Type), nil
		}
	}
	return nil, fmt.Errorf("store: sales can't be counted by %+v", u)
}

// useEntries are the sale's entries of what of the setup it has.
func useEntries(s *crm.Sale) []string {
	out := make([]string, 0, 6)
	if s.Type != "" {
		out = append(out, string(text(newKey(kUse).byte(useType), s.Type).sale(s.Number)))
	}
	if s.Stage != "" {
		state := byte(useOpen)
		if s.Outcome == crm.Sold || s.Outcome == crm.Lost {
			state = useClosed
		}
		out = append(out, string(text(text(newKey(kUse).byte(useStage), s.Stage).byte(state), s.Type).sale(s.Number)))
	}
	if code := s.Amount.CurrencyCode(); code != "" {
		out = append(out, string(text(newKey(kUse).byte(useCurrency), code).sale(s.Number)))
	}
	values := [...]crm.ValueID{s.SoldReason, s.LostReason, s.StalledReason, s.Source, s.Competitor, s.Credited}
	for i, v := range values {
		if v == "" || slices.Contains(values[:i], v) {
			continue
		}
		out = append(out, string(text(newKey(kUse).byte(useValue), v).sale(s.Number)))
	}
	return out
}

// CountSales implements store.ReadTx.
func (t *readTx) CountSales(u crm.Use, most int) (n int, err error) {
	prefix, err := usePrefix(u)
	if err != nil {
		return 0, err
	}
	w := t.walk(prefix, false)
	defer w.close()
	for w.seek(prefix, nil); w.valid() && n < most; w.next() {
		n++
	}
	return n, nil
}

// addUses makes the entries of what sales have of the setup, which data of the
// first format lacks. It goes in steps, none of which holds more than a
// transaction may; what an earlier attempt left goes first, since sales may have
// been changed since by a program that knows nothing of it.
func (s *Store) addUses() error {
	if err := s.eachKey([]byte{kUse}, func(batch *db.WriteBatch, item *db.Item) error {
		return batch.Delete(item.KeyCopy(nil))
	}); err != nil {
		return err
	}
	return s.eachKey([]byte{kSale}, func(batch *db.WriteBatch, item *db.Item) error {
		var r saleRecord
		if err := item.Value(func(b []byte) (err error) { r, err = s.kinds.sale.decode(b); return err }); err != nil {
			return err
		}
		sale := r.sale()
		for _, k := range useEntries(&sale) {
			if err := batch.Set([]byte(k), nil); err != nil {
				return err
			}
		}
		return nil
	})
}

// eachKey calls do with every key of the prefix as it is now; what that writes to
// the batch is on disk when eachKey returns.
func (s *Store) eachKey(prefix []byte, do func(*db.WriteBatch, *db.Item) error) (err error) {
	txn := s.db.NewTransaction(false)
	defer txn.Discard()
	it := txn.NewIterator(db.IteratorOptions{Prefix: prefix, PrefetchValues: true, PrefetchSize: 100})
	defer it.Close()
	batch := s.db.NewWriteBatch()
	defer batch.Cancel()
	for it.Seek(prefix); it.ValidForPrefix(prefix); it.Next() {
		if err := do(batch, it.Item()); err != nil {
			return fmt.Errorf("record %q: %w", it.Item().Key(), err)
		}
	}
	return batch.Flush()
}
