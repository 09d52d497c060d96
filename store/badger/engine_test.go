package badger

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	db "github.com/dgraph-io/badger/v4"

	"verkoop/crm"
	"verkoop/store"
)

func update(t testing.TB, s *Store, fn func(store.Tx) error) {
	t.Helper()
	if err := s.Update(context.Background(), fn); err != nil {
		t.Fatalf("update: %v", err)
	}
}

// raw writes to Badger past the store.
func raw(t testing.TB, s *Store, fn func(*db.Txn) error) {
	t.Helper()
	if err := s.db.Update(fn); err != nil {
		t.Fatalf("raw write: %v", err)
	}
}

func TestOpenMakesTheFolder(t *testing.T) {
	o := Options{Dir: filepath.Join(t.TempDir(), "a", "b")}
	closeTest(t, openTest(t, o))
	left, err := filepath.Glob(filepath.Join(o.Dir, ".write-*"))
	if err != nil || len(left) > 0 {
		t.Errorf("left behind %v, error %v", left, err)
	}
	closeTest(t, openTest(t, o))
}

func TestOpenRefusesAFolderInUse(t *testing.T) {
	o := Options{Dir: t.TempDir()}
	s := openTest(t, o)
	if _, err := Open(o); !errors.Is(err, store.ErrLocked) {
		t.Errorf("got error %v", err)
	}
	closeTest(t, s)
	closeTest(t, openTest(t, o))
}

func TestOpenRefusesNewerData(t *testing.T) {
	o := Options{Dir: t.TempDir()}
	s := openTest(t, o)
	b, err := json.Marshal(format{Version: formatVersion + 1})
	if err != nil {
		t.Fatal(err)
	}
	raw(t, s, func(txn *db.Txn) error { return txn.Set(formatKey, b) })
	closeTest(t, s)
	for range 2 { // the folder is let go of
		if _, err := Open(o); !errors.Is(err, store.ErrNewer) {
			t.Errorf("got error %v", err)
		}
	}
}

func TestOpenSaysWhyItCannotWrite(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, dir := range []string{"", file, filepath.Join(file, "below"), "/proc/verkoop"} {
		_, err := Open(Options{Dir: dir})
		if err == nil || strings.Contains(err.Error(), "\n") {
			t.Errorf("%q: got error %v", dir, err)
		}
		var path *os.PathError
		if dir != "" && !errors.As(err, &path) {
			t.Errorf("%q: %v tells no cause", dir, err)
		}
	}
}

func TestCursorsOutliveTheProcess(t *testing.T) {
	o := Options{Dir: t.TempDir()}
	s := openTest(t, o)
	l := store.SaleList{Reader: crm.User{ID: "sam"}, Sort: store.ByTitle}
	c := s.cursor(listName(l), place{past: []byte("x")})
	closeTest(t, s)
	s = openTest(t, o)
	defer closeTest(t, s)
	if p, err := s.openCursor(listName(l), c); err != nil || string(p.past) != "x" {
		t.Errorf("got %+v, error %v", p, err)
	}
	other := openTest(t, Options{InMemory: true})
	defer closeTest(t, other)
	if _, err := other.openCursor(listName(l), c); err != store.ErrCursor {
		t.Errorf("another store's cursor: error %v", err)
	}
}

func TestUpdatesThatWaitShareACommit(t *testing.T) {
	s := openTest(t, Options{InMemory: true})
	defer closeTest(t, s)
	commits := queued(t, s, 100, func(i int, tx store.Tx) error {
		return tx.PutCompany(crm.Company{ID: crm.CompanyID(fmt.Sprint(i)), Version: 1, Name: "C"})
	})
	if commits > 3 {
		t.Errorf("100 updates took %d commits", commits)
	}
	if s.Sequence() != 100 {
		t.Errorf("sequence is %d after 100 updates", s.Sequence())
	}
}

func TestUpdatesTooLargeForOneCommitAreEachKept(t *testing.T) {
	s := openTest(t, Options{InMemory: true})
	defer closeTest(t, s)
	text := strings.Repeat("x", 700_000)
	size := func(i int) int { return 1 + i%2*2 } // 0.7 MB, 2.1 MB, and so on, of 2.4
	queued(t, s, 8, func(i int, tx store.Tx) error {
		for j := range size(i) {
			if err := tx.PutActivity(crm.Activity{ID: activityID(i, j), Version: 1, Text: text}); err != nil {
				return err
			}
		}
		if i == 0 {
			return nil
		}
		_, err := tx.Activity(activityID(0, 0)) // the first update is seen by those behind it
		return err
	})
	err := s.View(context.Background(), func(tx store.ReadTx) error {
		for i := range 8 {
			for j := range size(i) {
				if _, err := tx.Activity(activityID(i, j)); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

func activityID(i, j int) crm.ActivityID { return crm.ActivityID(fmt.Sprintf("%d-%d", i, j)) }

// queued has n updates wait, in order, behind one that is busy, and returns how
// many commits they took. All must succeed.
func queued(t *testing.T, s *Store, n int, fn func(i int, tx store.Tx) error) uint64 {
	t.Helper()
	busy, free := make(chan bool), make(chan bool)
	var all sync.WaitGroup
	all.Go(func() {
		if err := s.Update(context.Background(), func(store.Tx) error { close(busy); <-free; return nil }); err != nil {
			t.Error(err)
		}
	})
	<-busy
	before := s.db.MaxVersion()
	for i := range n {
		all.Go(func() {
			if err := s.Update(context.Background(), func(tx store.Tx) error { return fn(i, tx) }); err != nil {
				t.Errorf("update %d: %v", i, err)
			}
		})
		for len(s.queue) <= i {
			time.Sleep(50 * time.Microsecond)
		}
	}
	close(free)
	all.Wait()
	return s.db.MaxVersion() - before
}

func TestAfterACommitThatFailedNothingIsSaved(t *testing.T) {
	s := openTest(t, Options{InMemory: true})
	defer closeTest(t, s)
	put := func(id crm.CompanyID) error {
		return s.Update(context.Background(), func(tx store.Tx) error {
			return tx.PutCompany(crm.Company{ID: id, Version: 1})
		})
	}
	if err := put("a"); err != nil {
		t.Fatal(err)
	}
	sequence, gone, commit := s.Sequence(), errors.New("the disk has gone"), s.commitTxn
	s.commitTxn = func(*db.Txn) error { return gone }
	if err := put("b"); !errors.Is(err, gone) {
		t.Errorf("got error %v", err)
	}
	s.commitTxn = commit
	if err := put("c"); !errors.Is(err, gone) {
		t.Errorf("after a commit had failed, got error %v", err)
	}
	if s.Sequence() != sequence {
		t.Errorf("the sequence rose from %d to %d", sequence, s.Sequence())
	}
	err := s.View(context.Background(), func(tx store.ReadTx) error { _, err := tx.Company("a"); return err })
	if err != nil {
		t.Errorf("reading: %v", err)
	}
}

// TestACommitThatFailsFailsTheWholeGroup: also those that only read, or failed
// because of what the others wrote.
func TestACommitThatFailsFailsTheWholeGroup(t *testing.T) {
	s := openTest(t, Options{InMemory: true})
	defer closeTest(t, s)
	gone := errors.New("the disk has gone")
	busy, free := make(chan bool), make(chan bool)
	var all sync.WaitGroup
	send := func(waiting int, fn func(store.Tx) error) {
		all.Go(func() {
			if err := s.Update(context.Background(), fn); !errors.Is(err, gone) {
				t.Errorf("got error %v", err)
			}
		})
		for len(s.queue) < waiting {
			time.Sleep(50 * time.Microsecond)
		}
	}
	put := func(tx store.Tx) error { return tx.PutCompany(crm.Company{ID: "a", Version: 1}) }
	send(0, func(tx store.Tx) error {
		s.commitTxn = func(*db.Txn) error { return gone }
		close(busy)
		<-free
		return put(tx)
	})
	<-busy
	send(1, put) // exists already
	send(2, func(tx store.Tx) error { _, err := tx.Company("a"); return err })
	close(free)
	all.Wait()
}

func TestRecordsOfAnOlderFormatAreBroughtUpToDate(t *testing.T) {
	o := Options{Dir: t.TempDir()}
	s := openTest(t, o)
	raw(t, s, func(txn *db.Txn) error {
		return txn.Set(idKey(kCompany, "acme"), []byte("\x01"+`{"id":"acme","version":4,"called":"Acme","place":"breda"}`))
	})
	migrations := []migration{
		func(old json.RawMessage) (json.RawMessage, error) {
			return json.RawMessage(strings.Replace(string(old), `"called"`, `"name"`, 1)), nil
		},
		func(old json.RawMessage) (json.RawMessage, error) {
			return json.RawMessage(strings.Replace(string(old), `"place":"breda"`, `"city":"Breda"`, 1)), nil
		},
	}
	s.kinds.company.migrations = migrations
	want := crm.Company{ID: "acme", Version: 4, Name: "Acme", City: "Breda"}
	read := func() (c crm.Company, err error) {
		err = s.View(context.Background(), func(tx store.ReadTx) error { c, err = tx.Company("acme"); return err })
		return c, err
	}
	if got, err := read(); err != nil || got != want {
		t.Errorf("got %+v, error %v", got, err)
	}
	want.Version++
	update(t, s, func(tx store.Tx) error { return tx.PutCompany(want) })
	s.kinds.company.migrations = nil
	if _, err := read(); !errors.Is(err, store.ErrNewer) {
		t.Errorf("an older program reads the newer record: error %v", err)
	}
	s.kinds.company.migrations = migrations
	if got, err := read(); err != nil || got != want {
		t.Errorf("saved anew: got %+v, error %v", got, err)
	}
	s.kinds.company.migrations = []migration{func(json.RawMessage) (json.RawMessage, error) { return nil, errors.New("cannot") }}
	raw(t, s, func(txn *db.Txn) error { return txn.Set(idKey(kCompany, "acme"), []byte("\x01{}")) })
	if _, err := read(); err == nil || !strings.Contains(err.Error(), "cannot") {
		t.Errorf("a migration that fails: error %v", err)
	}
	closeTest(t, s)
}

func TestBrokenRecordsAreErrors(t *testing.T) {
	s := openTest(t, Options{InMemory: true})
	defer closeTest(t, s)
	for _, b := range []string{"", "\x00{}", "\x01", "\x01{", "\x01[]", "\x81nonsense"} {
		raw(t, s, func(txn *db.Txn) error { return txn.Set(idKey(kCompany, "acme"), []byte(b)) })
		err := s.View(context.Background(), func(tx store.ReadTx) error { _, err := tx.Company("acme"); return err })
		if err == nil || errors.Is(err, store.ErrNotFound) {
			t.Errorf("%q: error %v", b, err)
		}
	}
}

func TestSubmissionsExpire(t *testing.T) {
	now := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	s := openTest(t, Options{InMemory: true, Now: func() time.Time { return now }})
	defer closeTest(t, s)
	update(t, s, func(tx store.Tx) error { return tx.PutSubmission(store.Submission{Key: "k"}) })
	for _, c := range []struct {
		after time.Duration
		want  error
	}{{0, nil}, {48 * time.Hour, nil}, {keepSubmissions - time.Second, nil}, {keepSubmissions, store.ErrNotFound}} {
		s.now = func() time.Time { return now.Add(c.after) }
		err := s.View(context.Background(), func(tx store.ReadTx) error { _, err := tx.Submission("k"); return err })
		if !errors.Is(err, c.want) {
			t.Errorf("after %s: error %v, want %v", c.after, err, c.want)
		}
	}
	err := s.db.View(func(txn *db.Txn) error {
		item, err := txn.Get(idKey(kSubmission, "k"))
		if err == nil && item.ExpiresAt() < uint64(time.Now().Add(2*24*time.Hour).Unix()) {
			t.Errorf("Badger drops it at %d", item.ExpiresAt())
		}
		if err == nil && item.ExpiresAt() > uint64(time.Now().Add(30*24*time.Hour).Unix()) {
			t.Errorf("Badger keeps it until %d", item.ExpiresAt())
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

// TestRightsAreAskedAgain: an entry that should not be there shows nothing.
func TestRightsAreAskedAgain(t *testing.T) {
	s := openTest(t, Options{InMemory: true})
	defer closeTest(t, s)
	reader := crm.User{ID: "zoe", Role: crm.Seller, Group: "zuid"}
	update(t, s, func(tx store.Tx) error {
		for n := crm.SaleNumber(1); n <= 3; n++ {
			sale := crm.Sale{ID: crm.SaleID(fmt.Sprint(n)), Number: n, Version: 1, Owner: "sam", Group: "noord", Visible: crm.Everyone}
			if n == 2 {
				sale.Visible = crm.OwnerOnly
			}
			if err := tx.PutSale(sale, crm.Change{Sale: sale.ID, Version: 1}); err != nil {
				return err
			}
		}
		return nil
	})
	raw(t, s, func(txn *db.Txn) error {
		return txn.Set(listKey(listPrefix(everyone, stateOpen, store.ByNumber), listPlace(nil, 2)), nil)
	})
	l := store.SaleList{Reader: reader, Sort: store.ByNumber}
	err := s.View(context.Background(), func(tx store.ReadTx) error {
		page, err := tx.Sales(l, "", 10)
		if err != nil {
			return err
		}
		if len(page.Rows) != 2 || page.Rows[0].Sale.Number != 1 || page.Rows[1].Sale.Number != 3 {
			t.Errorf("the list has %+v", page.Rows)
		}
		n, err := tx.Neighbours(l, 1)
		if n.Next != 3 {
			t.Errorf("the neighbour of 1 is %d", n.Next)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

func TestCommitsAreSynced(t *testing.T) {
	s := openTest(t, Options{Dir: t.TempDir()})
	defer closeTest(t, s)
	if o := s.db.Opts(); !o.SyncWrites || o.ValueThreshold != maxValue {
		t.Errorf("synced %t, values beside keys up to %d", o.SyncWrites, o.ValueThreshold)
	}
}
