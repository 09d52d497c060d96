package badger

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"runtime/debug"
	"sync/atomic"
	"time"

	db "github.com/dgraph-io/badger/v4"

	"verkoop/store"
)

// Bounds of a group: the updates that share one commit.
const (
	maxGroup      = 256
	maxGroupBytes = 1 << 20
	maxGroupTime  = 20 * time.Millisecond
)

// firstNumber is the number of the first sale.
const firstNumber = 1001

// request is an update on its way to the writer.
type request struct {
	fn    func(store.Tx) error
	taken atomic.Bool // by the writer, or by its caller who gave up
	done  chan error
}

// Update implements store.Store. Updates that wait at the same time are run one
// after the other and then committed together, with one write to disk.
func (s *Store) Update(ctx context.Context, fn func(store.Tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := s.enter(); err != nil {
		return err
	}
	defer s.inside.Done()
	r := &request{fn: fn, done: make(chan error, 1)}
	select {
	case s.queue <- r:
	case <-ctx.Done():
		return ctx.Err()
	}
	select {
	case err := <-r.done:
		return err
	case <-ctx.Done():
		if r.taken.CompareAndSwap(false, true) {
			return ctx.Err()
		}
		return <-r.done
	}
}

// write is the one goroutine that writes.
func (s *Store) write() {
	drained := false
	defer func() {
		if drained {
			close(s.written)
		} else {
			go s.write() // an update function ended this goroutine
		}
	}()
	for r := range s.queue {
		s.writeGroup(r)
	}
	drained = true
}

// group is a run of updates on one snapshot, each seeing what those before it
// wrote, that will be committed together.
type group struct {
	snapshot *db.Txn
	writes   *overlay
	writers  uint64 // updates that wrote something
	answers  []answer
	since    time.Time
}

type answer struct {
	to  *request
	err error
}

func (s *Store) newGroup() *group {
	return &group{snapshot: s.db.NewTransaction(false), writes: newOverlay(), since: time.Now()}
}

// writeGroup runs the request and those that wait behind it, within the bounds.
func (s *Store) writeGroup(r *request) {
	g := s.newGroup()
	returned := false
	defer func() {
		if !returned { // r's function ended the goroutine, as t.FailNow does
			g.answers = append(g.answers, answer{r, errors.New("store: the update ended its goroutine")})
			s.commit(g)
		}
	}()
	for more := true; more; {
		if r.taken.CompareAndSwap(false, true) {
			g = s.run(g, r)
		}
		r, more = s.another(g)
	}
	returned = true
	s.commit(g)
}

// another is the next request of the group, if there is to be one.
func (s *Store) another(g *group) (*request, bool) {
	if len(g.answers) >= maxGroup || g.writes.bytes >= maxGroupBytes || time.Since(g.since) >= maxGroupTime {
		return nil, false
	}
	select {
	case r, ok := <-s.queue:
		return r, ok
	default:
		return nil, false
	}
}

// run calls the update's function on an overlay of its own, which joins the
// group's where the function succeeds and is dropped where it does not. It
// returns the group that the update is in: a new one where the two would not fit
// into one transaction.
func (s *Store) run(g *group, r *request) *group {
	t := newWriteTx(s, g)
	err := call(r.fn, t)
	if err == nil {
		err = t.failed
	}
	if err != nil {
		g.answers = append(g.answers, answer{r, err})
		return g
	}
	if !s.fits(g.writes.count+t.own.count, g.writes.bytes+t.own.bytes) {
		s.commit(g)
		g = s.newGroup()
	}
	if t.own.count > 0 {
		g.writes.add(t.own)
		g.writers++
	}
	s.highest = max(s.highest, t.highest)
	g.answers = append(g.answers, answer{r, nil})
	return g
}

// call turns a panic into an error.
func call(fn func(store.Tx) error, t *writeTx) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("store: panic in update: %v\n%s", p, debug.Stack())
		}
	}()
	return fn(t)
}

// fits tells whether so much goes into one Badger transaction, with the counters.
func (s *Store) fits(count, bytes int) bool {
	return int64(count)+8 < s.db.MaxBatchCount() && int64(bytes)+1024 < s.db.MaxBatchSize()
}

// commit makes the group's writes durable and answers everybody in it.
func (s *Store) commit(g *group) {
	g.snapshot.Discard()
	err := s.save(g)
	for _, a := range g.answers {
		if err != nil {
			a.err = err // what it saw may not be there
		}
		a.to.done <- a.err
	}
}

func (s *Store) save(g *group) error {
	if b := s.broken.Load(); b != nil {
		return *b
	}
	// A number that was given stays given, so it is saved even if whoever asked
	// for it has failed.
	if g.writers == 0 && s.highest == s.saved {
		return nil
	}
	sequence := s.sequence.Load() + g.writers
	g.writes.set(string(numberKey), pending{value: binary.BigEndian.AppendUint64(nil, s.highest)})
	g.writes.set(string(sequenceKey), pending{value: binary.BigEndian.AppendUint64(nil, sequence)})
	txn := s.db.NewTransaction(true)
	defer txn.Discard()
	for _, m := range g.writes.kinds {
		for k, p := range m {
			var err error
			if p.deleted {
				err = txn.Delete([]byte(k))
			} else {
				err = txn.SetEntry(&db.Entry{Key: []byte(k), Value: p.value, ExpiresAt: p.expires})
			}
			if err != nil {
				return fmt.Errorf("store: write: %w", err)
			}
		}
	}
	if err := s.commitTxn(txn); err != nil {
		// What of it is on disk is not known: nothing may be built on it.
		err = fmt.Errorf("store: commit: %w", err)
		s.broken.Store(&err)
		return err
	}
	s.saved = s.highest
	s.sequence.Store(sequence)
	return nil
}
