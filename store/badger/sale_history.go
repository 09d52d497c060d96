package badger

import (
	"fmt"

	"verkoop/crm"
	"verkoop/store"
)

// SaleChanges implements store.ReadTx.
func (t *readTx) SaleChanges(id crm.SaleID, below uint64, limit int) ([]crm.Change, error) {
	var out []crm.Change
	if limit <= 0 {
		return out, nil
	}
	err := t.changes(id, below, func(c crm.Change) bool {
		out = append(out, c)
		return len(out) < limit
	})
	return out, err
}

// changes gives the sale's changes below the version (0: all), newest first, until
// told to stop.
func (t *readTx) changes(id crm.SaleID, below uint64, more func(crm.Change) bool) error {
	prefix := idKey(kChange, id)
	var past []byte
	if below > 0 {
		past = changeKey(id, below)[len(prefix):]
	}
	w := t.walk(prefix, false)
	defer w.close()
	for w.seek(prefix, past); w.valid(); w.next() {
		c, err := load(t, t.store.kinds.change, w.key)
		if err != nil {
			return err
		}
		if !more(c) {
			return nil
		}
	}
	return nil
}

// SaleAt implements store.ReadTx.
func (t *readTx) SaleAt(n crm.SaleNumber, version uint64) (crm.Sale, error) {
	s, err := t.Sale(n)
	if err != nil {
		return crm.Sale{}, err
	}
	if version == s.Version {
		return s, nil
	}
	if version == 0 || version > s.Version {
		return crm.Sale{}, fmt.Errorf("%w: version %d of sale %d", store.ErrNotFound, version, n)
	}
	gap := false
	err = t.changes(s.ID, 0, func(c crm.Change) bool {
		if gap = c.Version != s.Version; gap {
			return false
		}
		if c.Version == version {
			s.Updated = c.By
			return false
		}
		s = s.Rewind(c)
		return true
	})
	if err == nil && (gap || s.Version != version) {
		err = fmt.Errorf("store: history of sale %d has a gap at version %d", n, s.Version)
	}
	return s, err
}
