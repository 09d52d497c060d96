package badger

import (
	"bytes"
	"encoding/hex"
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

// SaleHistory implements store.ReadTx. Changes and events are two lists in one order.
func (t *readTx) SaleHistory(id crm.SaleID, past string, limit int) (moments []crm.Moment, more string, err error) {
	from, err := hex.DecodeString(past)
	if err != nil || len(from) == 0 {
		from = nil
	}
	changes, events := t.walk(idKey(kChange, id), false), t.walk(idKey(kEvent, id), false)
	defer changes.close()
	defer events.close()
	changes.seek(idKey(kChange, id), from)
	events.seek(idKey(kEvent, id), from)
	for changes.valid() || events.valid() {
		if len(moments) >= limit {
			return moments, hex.EncodeToString(from), nil
		}
		var m crm.Moment
		next := events
		if !events.valid() || changes.valid() && bytes.Compare(changes.rest(), events.rest()) < 0 {
			next = changes
			m.Change, err = load(t, t.store.kinds.change, changes.key)
		} else {
			m.Event, err = load(t, t.store.kinds.event, events.key)
		}
		if err != nil {
			return nil, "", err
		}
		moments, from = append(moments, m), bytes.Clone(next.rest())
		next.next()
	}
	return moments, "", nil
}

// PutEvent implements store.Tx.
func (t *writeTx) PutEvent(e crm.Event) error {
	if e.Sale == "" || len(e.Sale) > maxID || e.Activity == "" || len(e.Activity) > maxID || e.What == "" || len(e.What) > maxID {
		return fmt.Errorf("store: event has no fit sale, activity or kind: %q, %q, %q", e.Sale, e.Activity, e.What)
	}
	return save(t, t.store.kinds.event, eventKey(e), e)
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
