// Package badger is the embedded engine: a store on a folder, or in memory, for
// one process. It imports store and crm; only commands and tests import it.
package badger

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	db "github.com/dgraph-io/badger/v4"
	"github.com/dgraph-io/badger/v4/options"

	"verkoop/crm"
	"verkoop/store"
)

// Options say where the data is.
type Options struct {
	Dir      string           // the data folder, made where there is none
	InMemory bool             // keep nothing: no folder, all gone at Close
	Logger   *slog.Logger     // for what the engine has to say; nil: nobody
	Now      func() time.Time // decides when what goes by itself is over; nil: time.Now
}

// formatVersion is that of the data as a whole: the key scheme. Records have
// formats of their own. Data of an older format is brought up to date as it is
// opened (migrate.go).
const formatVersion = 4

// format is written when the folder is set up.
type format struct {
	Version int    `json:"version"`
	Secret  []byte `json:"secret"` // proves that a cursor was made here
}

// Store is a store.Store on Badger.
type Store struct {
	db     *db.DB
	log    *slog.Logger
	now    func() time.Time
	kinds  kinds
	secret []byte

	mu     sync.Mutex // guards closed, and that nobody enters after it
	closed bool
	inside sync.WaitGroup // Views and Updates that have begun

	queue    chan *request
	written  chan struct{} // closed when the writer has stopped
	sequence atomic.Uint64
	broken   atomic.Pointer[error] // why no commit can be trusted any more

	setup atomic.Pointer[stamped[*crm.Setup]]
	users atomic.Pointer[stamped[*userSet]]

	// Only the writer's goroutine uses these.
	commitTxn func(*db.Txn) error // a test makes it fail
	highest   uint64              // sale number given
	saved     uint64              // the part of it that is on disk
	stamp     uint64              // last one given to a setup or the users
}

var _ store.Store = (*Store)(nil)

// Open opens the data folder, or sets it up where it is empty. It fails with
// store.ErrLocked where another process has the folder and store.ErrNewer where a
// newer version of the program has written it.
func Open(o Options) (*Store, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	if !o.InMemory {
		if err := prepareFolder(o.Dir); err != nil {
			return nil, err
		}
	}
	d, err := db.Open(badgerOptions(o))
	if err != nil {
		if strings.Contains(err.Error(), "Cannot acquire directory lock") {
			return nil, fmt.Errorf("%w: %s", store.ErrLocked, o.Dir)
		}
		return nil, fmt.Errorf("store: open %s: %w", o.Dir, err)
	}
	s := &Store{
		db:        d,
		log:       o.Logger,
		now:       o.Now,
		kinds:     newKinds(),
		queue:     make(chan *request, maxGroup),
		written:   make(chan struct{}),
		commitTxn: (*db.Txn).Commit,
	}
	if err := s.begin(); err != nil {
		return nil, errors.Join(err, d.Close())
	}
	go s.write()
	return s, nil
}

// badgerOptions is a profile that serves a million sales within 200 MB.
func badgerOptions(o Options) db.Options {
	dir := o.Dir
	if o.InMemory {
		dir = ""
	}
	out := db.DefaultOptions(dir).
		WithInMemory(o.InMemory).
		WithLogger(logger{o.Logger}).
		WithMetricsEnabled(false).
		WithSyncWrites(true).
		WithDetectConflicts(false). // one writer
		WithMemTableSize(16 << 20).
		WithNumMemtables(2).
		WithBlockCacheSize(16 << 20).
		WithIndexCacheSize(16 << 20).
		WithValueLogFileSize(64 << 20).
		WithValueThreshold(maxValue).
		WithNumLevelZeroTables(2).
		WithNumCompactors(2).
		WithCompression(options.Snappy)
	// A table is built in memory of twice its size, many at once after a bulk load.
	out.TableSizeMultiplier = 1
	return out
}

// maxValue is the most that Badger keeps beside its key; the value log stays
// unused.
const maxValue = 1 << 20

// prepareFolder makes the folder, durably, and tries whether it can be written to.
func prepareFolder(dir string) error {
	if dir == "" {
		return errors.New("store: no data folder given")
	}
	dir, err := filepath.Abs(dir)
	if err != nil {
		return fmt.Errorf("store: data folder: %w", err)
	}
	above := dir
	for {
		if _, err := os.Stat(above); !errors.Is(err, os.ErrNotExist) || above == filepath.Dir(above) {
			break
		}
		above = filepath.Dir(above)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("store: make the data folder: %w", err)
	}
	probe, err := os.CreateTemp(dir, ".write-*")
	if err != nil {
		return fmt.Errorf("store: write to the data folder: %w", err)
	}
	if err := errors.Join(probe.Close(), os.Remove(probe.Name())); err != nil {
		return fmt.Errorf("store: write to the data folder: %w", err)
	}
	for made := dir; made != above; made = filepath.Dir(made) {
		if err := syncFolder(filepath.Dir(made)); err != nil {
			return fmt.Errorf("store: make the data folder: %w", err)
		}
	}
	return nil
}

func syncFolder(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// begin reads what the store keeps of itself, or writes it into an empty folder.
func (s *Store) begin() error {
	txn := s.db.NewTransaction(false)
	defer txn.Discard()
	l := &layers{snapshot: txn}
	b, ok, err := l.get(formatKey)
	if err != nil {
		return err
	}
	f := format{Version: formatVersion, Secret: make([]byte, 16)}
	if ok {
		if err := json.Unmarshal(b, &f); err != nil {
			return fmt.Errorf("store: read the data's format: %w", err)
		}
		if f.Version > formatVersion {
			return fmt.Errorf("%w: format %d, this program knows %d", store.ErrNewer, f.Version, formatVersion)
		}
		if f.Version < formatVersion {
			if err := s.migrate(f); err != nil {
				return fmt.Errorf("store: bring the data up to date: %w", err)
			}
		}
	} else {
		rand.Read(f.Secret)
		if err := s.writeFormat(f); err != nil {
			return err
		}
	}
	s.secret = f.Secret
	var n [4]uint64
	for i, k := range [...][]byte{numberKey, sequenceKey, setupStampKey, userStampKey} {
		if n[i], err = l.counter(k); err != nil {
			return err
		}
	}
	s.saved = max(n[0], firstNumber-1)
	s.highest = s.saved
	s.sequence.Store(n[1])
	s.stamp = max(n[2], n[3])
	return nil
}

// enter counts the caller in, so that Close waits for it.
func (s *Store) enter() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return store.ErrClosed
	}
	s.inside.Add(1)
	return nil
}

// View implements store.Store. It runs beside updates and other views.
func (s *Store) View(ctx context.Context, fn func(store.ReadTx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := s.enter(); err != nil {
		return err
	}
	defer s.inside.Done()
	txn := s.db.NewTransaction(false)
	defer txn.Discard()
	return fn(&readTx{store: s, layers: layers{snapshot: txn}})
}

// Sequence implements store.Store. A view that begins after reading it sees at
// least what was written up to it.
func (s *Store) Sequence() uint64 { return s.sequence.Load() }

// Close implements store.Store. Closing again does nothing.
func (s *Store) Close() error {
	s.mu.Lock()
	first := !s.closed
	s.closed = true
	s.mu.Unlock()
	if !first {
		return nil
	}
	s.inside.Wait()
	close(s.queue)
	<-s.written
	if err := s.db.Close(); err != nil {
		return fmt.Errorf("store: close: %w", err)
	}
	return nil
}
