package badger

import (
	"encoding/binary"
	"errors"
	"fmt"
	"slices"

	db "github.com/dgraph-io/badger/v4"

	"verkoop/crm"
	"verkoop/store"
)

// readTx implements store.ReadTx.
type readTx struct {
	layers
	store      *Store
	sales      map[crm.SaleNumber]crm.Sale // as they are kept; for indexes, never handed out
	names      map[crm.CompanyID]string    // the same of companies
	stamps     map[string]uint64
	relistings *uint64 // how many there are, once that was read
}

var _ store.ReadTx = (*readTx)(nil)

// writeTx implements store.Tx.
type writeTx struct {
	readTx
	own     *overlay
	highest uint64 // number of a sale that was put
	failed  error  // makes the update fail, whatever its function returns
}

var _ store.Tx = (*writeTx)(nil)

func newWriteTx(s *Store, g *group) *writeTx {
	own := newOverlay()
	return &writeTx{
		readTx: readTx{store: s, layers: layers{snapshot: g.snapshot, overlays: []*overlay{g.writes, own}}},
		own:    own,
	}
}

func (t *writeTx) set(k []byte, p pending) error {
	if t.failed != nil {
		return t.failed
	}
	t.own.set(string(k), p)
	if len(p.value) >= maxValue || !t.store.fits(t.own.count, t.own.bytes) {
		t.failed = store.ErrTooLarge
	}
	return t.failed
}

func (t *writeTx) put(k, value []byte) error { return t.set(k, pending{value: value}) }
func (t *writeTx) delete(k []byte) error     { return t.set(k, pending{deleted: true}) }

// drop deletes the key where there is one.
func (t *writeTx) drop(k []byte) error {
	_, ok, err := t.get(k)
	if err != nil || !ok {
		return err
	}
	return t.delete(k)
}

// setStamp marks that what the counter stands for has changed. Stamps are never
// used twice, also not those of updates that fail.
func (t *writeTx) setStamp(counter []byte) error {
	t.store.stamp++
	delete(t.stamps, string(counter))
	return t.put(counter, binary.BigEndian.AppendUint64(nil, t.store.stamp))
}

// reindex brings index entries from those of the old record to those of the new.
func (t *writeTx) reindex(old, new []string) error {
	had := make(map[string]bool, len(old))
	for _, k := range old {
		had[k] = true
	}
	for _, k := range new {
		if had[k] {
			delete(had, k)
		} else if err := t.put([]byte(k), nil); err != nil {
			return err
		}
	}
	for k := range had {
		if err := t.delete([]byte(k)); err != nil {
			return err
		}
	}
	return nil
}

// load reads a record; store.ErrNotFound where there is none.
func load[T any](t *readTx, k kind[T], at []byte) (v T, err error) {
	if k.kept == nil {
		b, ok, err := t.get(at)
		if err != nil {
			return v, err
		}
		if !ok {
			return v, store.ErrNotFound
		}
		return k.decode(b)
	}
	for _, o := range slices.Backward(t.overlays) {
		if p, ok := o.get(at); ok {
			if p.deleted {
				return v, store.ErrNotFound
			}
			return k.decode(p.value)
		}
	}
	item, err := t.snapshot.Get(at)
	if errors.Is(err, db.ErrKeyNotFound) {
		return v, store.ErrNotFound
	}
	if err != nil {
		return v, fmt.Errorf("store: read %q: %w", at, err)
	}
	if v, ok := k.kept.get(at, item.Version()); ok {
		return v, nil
	}
	err = item.Value(func(b []byte) (err error) {
		v, err = k.decode(b)
		if err == nil && len(b) <= maxKept {
			k.kept.put(at, item.Version(), v)
			if k.kept.copy != nil {
				v = k.kept.copy(v)
			}
		}
		return err
	})
	return v, err
}

// loadAll reads at most limit records under the prefix, past the place (nil: from the
// first on), in the order of their keys.
func loadAll[T any](t *readTx, k kind[T], prefix key, past []byte, limit int) (out []T, err error) {
	w := t.walk(prefix, false)
	defer w.close()
	for w.seek(prefix, past); w.valid() && len(out) < limit; w.next() {
		b, err := w.value()
		if err != nil {
			return nil, err
		}
		if out, err = decodeOneMore(out, k, b); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func decodeOneMore[T any](to []T, k kind[T], b []byte) ([]T, error) {
	v, err := k.decode(b)
	return append(to, v), err
}

// save writes a record.
func save[T any](t *writeTx, k kind[T], at []byte, v T) error {
	b, err := k.encode(v)
	if err != nil {
		return err
	}
	return t.put(at, b)
}

// replace writes a record of the version where that is the one to come, and
// returns the record before it, zero where the record is new.
func replace[T any](t *writeTx, k kind[T], at []byte, id string, v T, version func(T) uint64) (old T, err error) {
	if id == "" || len(id) > maxID {
		return old, fmt.Errorf("store: %s has no fit id: %q", k.name, id)
	}
	old, err = load(&t.readTx, k, at)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return old, err
	}
	if err := nextVersion(err == nil, version(old), version(v)); err != nil {
		return old, fmt.Errorf("%w: %s %s", err, k.name, id)
	}
	return old, save(t, k, at, v)
}

func nextVersion(exists bool, old, new uint64) error {
	switch {
	case exists && new == 1:
		return store.ErrExists
	case new != old+1:
		return store.ErrVersion
	}
	return nil
}
