package badger

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	db "github.com/dgraph-io/badger/v4"

	"verkoop/crm"
	"verkoop/store"
)

// TestWhatIsOverGoesByItself: a day after it is over by the store's clock, and
// with its index entry.
func TestWhatIsOverGoesByItself(t *testing.T) {
	now := time.Date(2020, 2, 3, 12, 0, 0, 0, time.UTC)
	s := openTest(t, Options{InMemory: true, Now: func() time.Time { return now }})
	defer closeTest(t, s)
	fresh := crm.Session{ID: "s", User: "sam", Begun: now}
	halfway := crm.Session{ID: "h", User: "sam", Begun: now.Add(-crm.SessionMax / 2), Seen: now}
	over := crm.Session{ID: "o", User: "sam", Begun: now.Add(-1000 * time.Hour)}
	ticket := crm.Ticket{ID: "t", Kind: crm.SetUpTicket, Until: now.Add(crm.SetUpLasts)}
	update(t, s, func(tx store.Tx) error {
		return errors.Join(tx.PutSession(fresh), tx.PutSession(halfway), tx.PutSession(over), tx.PutTicket(ticket),
			tx.PutAttempts(crm.Attempts{Key: "k", Wrong: 1, Last: now}))
	})
	const day = 24 * time.Hour
	for k, want := range map[string]time.Duration{
		string(idKey(kSession, "s")):  crm.SessionMax + day,
		sessionEntry(fresh):           crm.SessionMax + day,
		string(idKey(kSession, "h")):  crm.SessionMax/2 + day,
		sessionEntry(halfway):         crm.SessionMax/2 + day,
		string(idKey(kSession, "o")):  day,
		sessionEntry(over):            day,
		string(idKey(kTicket, "t")):   crm.SetUpLasts + day,
		ticketEntry(ticket):           crm.SetUpLasts + day,
		string(idKey(kAttempts, "k")): crm.AttemptsLast + day,
	} {
		err := s.db.View(func(txn *db.Txn) error {
			item, err := txn.Get([]byte(k))
			if err != nil {
				return err
			}
			left := time.Until(time.Unix(int64(item.ExpiresAt()), 0))
			if left > want || left < want-time.Minute {
				t.Errorf("%q goes after %s, want %s", k, left, want)
			}
			return nil
		})
		if err != nil {
			t.Errorf("%q: %v", k, err)
		}
	}
}

// fade has everything of the session and the ticket go at the moment.
func fade(t *testing.T, s *Store, at time.Time, session crm.Session, ticket crm.Ticket) {
	t.Helper()
	raw(t, s, func(txn *db.Txn) error {
		for k, v := range allKeys(t, s) {
			switch k {
			case string(idKey(kSession, session.ID)), sessionEntry(session), string(idKey(kTicket, ticket.ID)), ticketEntry(ticket):
				if err := txn.SetEntry(&db.Entry{Key: []byte(k), Value: []byte(v), ExpiresAt: uint64(at.Unix())}); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

func TestWhatHasGoneByItselfIsNotFound(t *testing.T) {
	s := openTest(t, Options{InMemory: true})
	defer closeTest(t, s)
	session := crm.Session{ID: "s", User: "sam", Begun: time.Now()}
	other := crm.Session{ID: "other", User: "sam", Begun: time.Now()}
	ticket := crm.Ticket{ID: "t", Kind: crm.SetUpTicket}
	update(t, s, func(tx store.Tx) error {
		return errors.Join(tx.PutSession(session), tx.PutSession(other), tx.PutTicket(ticket))
	})
	look := func(want error, sessions int) {
		t.Helper()
		err := s.View(context.Background(), func(tx store.ReadTx) error {
			if _, err := tx.Session("s"); !errors.Is(err, want) {
				t.Errorf("session: error %v, want %v", err, want)
			}
			if _, err := tx.Ticket("t"); !errors.Is(err, want) {
				t.Errorf("ticket: error %v, want %v", err, want)
			}
			all, err := tx.UserSessions("sam")
			if len(all) != sessions {
				t.Errorf("sessions %+v", all)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
		if err := s.Check(context.Background()); err != nil {
			t.Error(err)
		}
	}
	look(nil, 2) // and keeps the session decoded
	fade(t, s, time.Now().Add(-time.Second), session, ticket)
	look(store.ErrNotFound, 1)
	update(t, s, func(tx store.Tx) error {
		return errors.Join(tx.DeleteSession("s"), tx.DeleteTicket("t"), tx.DeleteTickets(crm.SetUpTicket, ""), tx.PutSession(session), tx.PutTicket(ticket))
	})
	look(nil, 2)
	// A session whose entry is still there a moment longer.
	raw(t, s, func(txn *db.Txn) error { return txn.Delete(idKey(kSession, "other")) })
	err := s.View(context.Background(), func(tx store.ReadTx) error {
		all, err := tx.UserSessions("sam")
		if len(all) != 1 {
			t.Errorf("sessions %+v", all)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

// TestCheckWhileThingsGo checks without a pause while sessions and tickets go.
func TestCheckWhileThingsGo(t *testing.T) {
	s := openTest(t, Options{InMemory: true})
	defer closeTest(t, s)
	const many = 2000
	expires := uint64(time.Now().Add(1200 * time.Millisecond).Unix())
	raw(t, s, func(txn *db.Txn) error {
		for i := range many {
			session := crm.Session{ID: fmt.Sprint(i), User: "sam"}
			b, err := s.kinds.session.encode(session)
			if err != nil {
				return err
			}
			err = errors.Join(txn.SetEntry(&db.Entry{Key: idKey(kSession, session.ID), Value: b, ExpiresAt: expires}),
				txn.SetEntry(&db.Entry{Key: []byte(sessionEntry(session)), ExpiresAt: expires}))
			if err != nil {
				return err
			}
		}
		return nil
	})
	checks := 0
	for ; uint64(time.Now().Unix()) <= expires; checks++ {
		if err := s.Check(context.Background()); err != nil {
			t.Fatalf("check %d: %v", checks, err)
		}
	}
	t.Logf("%d checks", checks)
}

// TestAddressesOfEarlierData: users kept before addresses were in lower case, or
// had to differ, are found all the same.
func TestAddressesOfEarlierData(t *testing.T) {
	o := Options{Dir: t.TempDir()}
	s := openTest(t, o)
	raw(t, s, func(txn *db.Txn) error {
		return txn.Set(idKey(kUser, "sam"), []byte("\x01"+`{"id":"sam","version":3,"name":"Sam","email":" Sam@Example.nl"}`))
	})
	closeTest(t, s)
	s = openTest(t, o)
	defer closeTest(t, s)
	err := s.Update(context.Background(), func(tx store.Tx) error {
		if u, err := tx.UserByEmail("sam@example.nl"); err != nil || u.ID != "sam" {
			t.Errorf("got %+v, error %v", u, err)
		}
		if err := tx.PutUser(crm.User{ID: "zoe", Version: 1, Email: "sam@example.nl"}); !errors.Is(err, store.ErrExists) {
			t.Errorf("his address for another: error %v", err)
		}
		return tx.PutUser(crm.User{ID: "sam", Version: 4, Name: "Sam", Email: "sam@example.nl"})
	})
	if err != nil {
		t.Error(err)
	}
}
