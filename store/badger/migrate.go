package badger

import (
	"encoding/json"
	"fmt"

	db "github.com/dgraph-io/badger/v4"

	"verkoop/crm"
)

// migrate brings data of an older format to that of now: the index entries of sales and
// of the audit log are made anew from their records. Format 1 had fewer of them; before
// format 4 amounts stood in their lists by number, whatever their currency was worth. The format is written last, so that this begins
// again where it was stopped. A million sales take some minutes.
func (s *Store) migrate(f format) error {
	s.log.Info("the data is of an older version: its indexes are made anew", "format", f.Version)
	if err := s.db.DropPrefix([]byte{kList}, []byte{kOwnerSale}, []byte{kContactSale}, []byte{kProjectSale}, []byte{kUse}, []byte{kFacts}, []byte{kSaleWord}, []byte{kAuditOf}); err != nil {
		return fmt.Errorf("store: take away old indexes: %w", err)
	}
	txn := s.db.NewTransaction(false)
	defer txn.Discard()
	batch := s.db.NewWriteBatch()
	defer batch.Cancel()
	prefix := newKey(kSale)
	w := (&layers{snapshot: txn}).walk(prefix, false)
	defer w.close()
	done := 0
	for w.seek(prefix, nil); w.valid(); w.next() {
		t := &readTx{store: s, layers: layers{snapshot: txn}} // remembers what it has read: one for each sale
		n := crm.SaleNumber(lastNumber(w.key))
		sale, err := t.Sale(n)
		if err != nil {
			return err
		}
		x, err := t.saleIndex(&sale)
		if err != nil {
			return err
		}
		plain, valued := x.entries()
		for _, k := range plain {
			if err := batch.SetEntry(&db.Entry{Key: []byte(k)}); err != nil {
				return fmt.Errorf("store: write indexes: %w", err)
			}
		}
		for _, k := range valued {
			if err := batch.SetEntry(&db.Entry{Key: []byte(k), Value: x.facts}); err != nil {
				return fmt.Errorf("store: write indexes: %w", err)
			}
		}
		if done++; done%50_000 == 0 {
			s.log.Info("indexes are made anew", "sales", done)
		}
	}
	// Entries of the audit log are found by whom they are about, too.
	log := newKey(kAudit)
	lines := (&layers{snapshot: txn}).walk(log, false)
	defer lines.close()
	for lines.seek(log, nil); lines.valid(); lines.next() {
		b, err := lines.value()
		if err != nil {
			return err
		}
		e, err := s.kinds.audit.decode(b)
		if err != nil {
			return err
		}
		for _, k := range auditEntries(e) {
			if err := batch.SetEntry(&db.Entry{Key: []byte(k)}); err != nil {
				return fmt.Errorf("store: write indexes: %w", err)
			}
		}
	}
	if err := s.migrateOthers(txn, batch); err != nil {
		return err
	}
	if err := batch.Flush(); err != nil {
		return fmt.Errorf("store: write indexes: %w", err)
	}
	f.Version = formatVersion
	return s.writeFormat(f)
}

func (s *Store) writeFormat(f format) error {
	b, err := json.Marshal(f)
	if err != nil {
		return fmt.Errorf("store: write the data's format: %w", err)
	}
	if err := s.db.Update(func(txn *db.Txn) error { return txn.Set(formatKey, b) }); err != nil {
		return fmt.Errorf("store: write the data's format: %w", err)
	}
	return nil
}
