package badger

import "sync"

const (
	maxKept     = 2048 // bytes of a record that is kept decoded
	keptRecords = 2048
)

// kept are records decoded before, good for the version of the key that they were
// decoded from.
type kept[T any] struct {
	copy   func(T) T // nil for types that share nothing when copied
	mu     sync.RWMutex
	recent map[string]keptRecord[T]
}

type keptRecord[T any] struct {
	version uint64
	value   T
}

func newKept[T any]() *kept[T] { return &kept[T]{recent: map[string]keptRecord[T]{}} }

func (c *kept[T]) get(k []byte, version uint64) (v T, ok bool) {
	c.mu.RLock()
	r, ok := c.recent[string(k)]
	c.mu.RUnlock()
	if !ok || r.version != version {
		return v, false
	}
	if c.copy != nil {
		return c.copy(r.value), true
	}
	return r.value, true
}

func (c *kept[T]) put(k []byte, version uint64, v T) {
	c.mu.Lock()
	if len(c.recent) >= keptRecords {
		clear(c.recent)
	}
	c.recent[string(k)] = keptRecord[T]{version, v}
	c.mu.Unlock()
}
