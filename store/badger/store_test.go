package badger

import (
	"context"
	"errors"
	"testing"

	"verkoop/store"
	"verkoop/store/storetest"
)

func openTest(t testing.TB, o Options) *Store {
	t.Helper()
	s, err := Open(o)
	if err != nil {
		t.Fatalf("open: %v", err)
	}
	return s
}

// checked is a store that is checked before it closes.
type checked struct {
	*Store
	t testing.TB
}

func (c checked) Close() error {
	if err := c.Check(context.Background()); err != nil && !errors.Is(err, store.ErrClosed) {
		c.t.Errorf("at close: %v", err)
	}
	return c.Store.Close()
}

func TestContractInMemory(t *testing.T) {
	storetest.Run(t, func(t testing.TB) (store.Store, func() store.Store) {
		s := checked{openTest(t, Options{InMemory: true}), t}
		t.Cleanup(func() { closeTest(t, s) })
		return s, nil
	})
}

func TestContractOnDisk(t *testing.T) {
	storetest.Run(t, func(t testing.TB) (store.Store, func() store.Store) {
		o := Options{Dir: t.TempDir()}
		s := checked{openTest(t, o), t}
		t.Cleanup(func() { closeTest(t, s) })
		return s, func() store.Store {
			closeTest(t, s)
			s = checked{openTest(t, o), t}
			return s
		}
	})
}

func closeTest(t testing.TB, s store.Store) {
	t.Helper()
	if err := s.Close(); err != nil {
		t.Errorf("close: %v", err)
	}
}
