package badger

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strings"

	db "github.com/dgraph-io/badger/v4"
)

// pending is one write that is not committed yet.
type pending struct {
	value   []byte
	deleted bool
	expires uint64 // seconds since 1970; 0 for never
}

// overlay is writes on top of a snapshot, by the first byte of the key, so that
// looking through one kind's does not pass all others.
type overlay struct {
	kinds map[byte]map[string]pending
	count int
	bytes int
}

func newOverlay() *overlay { return &overlay{kinds: map[byte]map[string]pending{}} }

// overhead is what a write costs besides its key and value, generously.
const overhead = 24

func (o *overlay) set(k string, p pending) {
	m := o.kinds[k[0]]
	if m == nil {
		m = map[string]pending{}
		o.kinds[k[0]] = m
	}
	if old, ok := m[k]; ok {
		o.bytes -= len(old.value)
	} else {
		o.count++
		o.bytes += len(k) + overhead
	}
	o.bytes += len(p.value)
	m[k] = p
}

func (o *overlay) get(k []byte) (pending, bool) {
	p, ok := o.kinds[k[0]][string(k)]
	return p, ok
}

// add puts the other's writes on top.
func (o *overlay) add(other *overlay) {
	for _, m := range other.kinds {
		for k, p := range m {
			o.set(k, p)
		}
	}
}

// layers is a snapshot with overlays on it, the topmost last. One goroutine at a
// time uses it.
type layers struct {
	snapshot *db.Txn
	overlays []*overlay
}

// get returns the value, which is the caller's own unless it was written in the
// same group, or false where there is none.
func (l *layers) get(k []byte) ([]byte, bool, error) {
	for _, o := range slices.Backward(l.overlays) {
		if p, ok := o.get(k); ok {
			return p.value, !p.deleted, nil
		}
	}
	item, err := l.snapshot.Get(k)
	if errors.Is(err, db.ErrKeyNotFound) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, fmt.Errorf("store: read %q: %w", k, err)
	}
	v, err := item.ValueCopy(nil)
	if err != nil {
		return nil, false, fmt.Errorf("store: read %q: %w", k, err)
	}
	return v, true, nil
}

// counter is a number kept under a fixed key; 0 where there is none.
func (l *layers) counter(k []byte) (uint64, error) {
	v, ok, err := l.get(k)
	if err != nil || !ok {
		return 0, err
	}
	if len(v) != 8 {
		return 0, fmt.Errorf("store: counter %q is broken", k)
	}
	return binary.BigEndian.Uint64(v), nil
}

// walker goes through the keys that begin with a prefix, in order or against it.
// Use: seek, then while valid: key, value, next. Writes made after the seek are
// not seen.
type walker struct {
	layers  *layers
	it      *db.Iterator
	reverse bool
	prefix  []byte
	writes  []write // those under the prefix that are still ahead
	key     []byte  // where it stands; nil at the end
	written *write  // the write it stands on, if it does
}

type write struct {
	key string
	pending
}

// walk makes a walker for keys that begin with any prefix that begins with this one.
func (l *layers) walk(prefix []byte, reverse bool) *walker {
	opt := db.IteratorOptions{Prefix: prefix, Reverse: reverse}
	return &walker{layers: l, it: l.snapshot.NewIterator(opt), reverse: reverse}
}

func (w *walker) close() { w.it.Close() }

// seek goes to the first key under the prefix, or the first one past the place,
// which follows the prefix in the key.
func (w *walker) seek(prefix, past []byte) {
	w.prefix = prefix
	w.collect(past)
	from := append(append(make([]byte, 0, len(prefix)+len(past)+len(beyond)), prefix...), past...)
	switch {
	case past == nil && w.reverse:
		from = append(from, beyond...)
	case past != nil && w.reverse:
		from = before(from)
	case past != nil:
		from = append(from, 0)
	}
	w.it.Seek(from)
	w.settle()
}

// beyond follows every key that begins as what it is put after: none goes on with
// so many of these.
var beyond = bytes.Repeat([]byte{0xFF}, 16)

// before is a key that comes right before this one. Looking for the key itself and
// going on from it would pass all its former versions, of which there may be many.
func before(k []byte) []byte {
	last := len(k) - 1
	if k[last] == 0 {
		return k[:last]
	}
	k[last]--
	return append(k, beyond...)
}

// collect takes the pending writes under the prefix, in walking order.
func (w *walker) collect(past []byte) {
	w.writes = w.writes[:0]
	prefix := string(w.prefix)
	for i, o := range w.layers.overlays {
		for k, p := range o.kinds[prefix[0]] {
			if !strings.HasPrefix(k, prefix) || w.layers.overwritten(i, k) {
				continue
			}
			if past != nil {
				c := strings.Compare(k[len(prefix):], string(past))
				if c == 0 || (c < 0) != w.reverse {
					continue
				}
			}
			w.writes = append(w.writes, write{k, p})
		}
	}
	slices.SortFunc(w.writes, func(a, b write) int {
		if w.reverse {
			a, b = b, a
		}
		return strings.Compare(a.key, b.key)
	})
}

// overwritten tells whether a higher overlay has the key.
func (l *layers) overwritten(i int, k string) bool {
	for _, o := range l.overlays[i+1:] {
		if _, ok := o.kinds[k[0]][k]; ok {
			return true
		}
	}
	return false
}

// settle stands on the nearer of the next write and the next key of the snapshot,
// leaving out what a write hides or deletes.
func (w *walker) settle() {
	for {
		var below []byte
		if w.it.ValidForPrefix(w.prefix) {
			below = w.it.Item().Key()
		}
		if len(w.writes) == 0 {
			w.key, w.written = below, nil
			return
		}
		next := &w.writes[0]
		if below != nil {
			c := strings.Compare(next.key, string(below))
			if w.reverse {
				c = -c
			}
			if c > 0 {
				w.key, w.written = below, nil
				return
			}
			if c == 0 {
				w.it.Next()
			}
		}
		if !next.deleted {
			w.key, w.written = []byte(next.key), next
			return
		}
		w.writes = w.writes[1:]
	}
}

func (w *walker) valid() bool { return w.key != nil }

func (w *walker) next() {
	if w.written != nil {
		w.writes = w.writes[1:]
	} else {
		w.it.Next()
	}
	w.settle()
}

// rest is what follows the prefix in the key; good until next.
func (w *walker) rest() []byte { return w.key[len(w.prefix):] }

// value is the value, the caller's own unless it was just written.
func (w *walker) value() ([]byte, error) {
	if w.written != nil {
		return w.written.value, nil
	}
	v, err := w.it.Item().ValueCopy(nil)
	if err != nil {
		return nil, fmt.Errorf("store: read %q: %w", w.key, err)
	}
	return v, nil
}
