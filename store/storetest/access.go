package storetest

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"verkoop/crm"
	"verkoop/store"
)

// session began so many minutes before now.
func session(id string, u crm.UserID, minutes int) crm.Session {
	begun := time.Now().UTC().Add(-time.Duration(minutes) * time.Minute)
	return crm.Session{ID: id, User: u, Begun: begun, Seen: begun.Add(time.Second), From: "2001:db8::1", Agent: "Mozilla/5.0 <b>"}
}

func ticket(id string, kind crm.TicketKind, u crm.UserID) crm.Ticket {
	return crm.Ticket{ID: id, Kind: kind, User: u, Until: time.Now().UTC().Add(crm.PasswordLasts)}
}

func sessionIDs(t testing.TB, s store.Store, u crm.UserID) string {
	t.Helper()
	var out []string
	for _, v := range read(t, s, func(tx store.ReadTx) ([]crm.Session, error) { return tx.UserSessions(u) }) {
		if v.User != u {
			t.Errorf("among the sessions of %s: %+v", u, v)
		}
		out = append(out, v.ID)
	}
	return strings.Join(out, " ")
}

// wantTickets tells which of the tickets are there.
func wantTickets(t testing.TB, s store.Store, want string, of ...crm.Ticket) {
	t.Helper()
	view(t, s, func(tx store.ReadTx) error {
		for _, v := range of {
			got, err := tx.Ticket(v.ID)
			if !slices.Contains(strings.Fields(want), v.ID) {
				wantErr(t, v.ID, err, store.ErrNotFound)
			} else if got != v || err != nil {
				t.Errorf("got %+v, want %+v, error %v", got, v, err)
			}
		}
		return nil
	})
}

// unwritten carries it out and finds that nothing was written.
func unwritten(t testing.TB, s store.Store, what string, fn func(store.Tx) error) {
	t.Helper()
	before := s.Sequence()
	update(t, s, fn)
	if s.Sequence() != before {
		t.Errorf("%s wrote something", what)
	}
}

var accessTests = []test{
	{"a session is there until it is deleted", func(t *testing.T, open Open) {
		s, reopen := open(t)
		want := session(strings.Repeat("f", 64), sam.ID, 3)
		get := func() (crm.Session, error) {
			var got crm.Session
			err := s.View(context.Background(), func(tx store.ReadTx) (err error) { got, err = tx.Session(want.ID); return err })
			return got, err
		}
		is := func(what string) {
			t.Helper()
			if got, err := get(); got != want || err != nil {
				t.Errorf("%s: got %+v, want %+v, error %v", what, got, want, err)
			}
		}
		_, err := get()
		wantErr(t, "before", err, store.ErrNotFound)
		put(t, s, want)
		is("put")
		is("read again")
		want.Seen, want.From = want.Seen.Add(crm.SessionIdle/2), "192.0.2.7"
		put(t, s, want)
		is("replaced")
		if reopen != nil {
			s = reopen()
			is("reopened")
		}
		wantErr(t, "failing", s.Update(context.Background(), func(tx store.Tx) error {
			if err := tx.DeleteSession(want.ID); err != nil {
				return err
			}
			_, err := tx.Session(want.ID)
			wantErr(t, "in the same update", err, store.ErrNotFound)
			return errNo
		}), errNo)
		is("not deleted after all")
		update(t, s, func(tx store.Tx) error { return tx.DeleteSession(want.ID) })
		_, err = get()
		wantErr(t, "deleted", err, store.ErrNotFound)
		if got := sessionIDs(t, s, sam.ID); got != "" {
			t.Errorf("left over are %s", got)
		}
		unwritten(t, s, "deleting it again", func(tx store.Tx) error { return tx.DeleteSession(want.ID) })
		put(t, s, want)
		is("put once more")
	}},
	{"a user's sessions are those begun last first", func(t *testing.T, open Open) {
		s, reopen := open(t)
		put(t, s, session("b", sam.ID, 20), session("a", sam.ID, 10), session("d", sam.ID, 40), session("c", sam.ID, 30),
			session("x", "sa", 5), session("y", "samm", 15))
		for u, want := range map[crm.UserID]string{sam.ID: "a b c d", "sa": "x", "samm": "y", "s": "", mia.ID: "", "": ""} {
			if got := sessionIDs(t, s, u); got != want {
				t.Errorf("of %s got %q, want %q", u, got, want)
			}
		}
		update(t, s, func(tx store.Tx) error {
			if err := putAll(tx, session("e", sam.ID, 25), session("d", sam.ID, 0), session("a", mia.ID, 1)); err != nil {
				return err
			}
			if err := tx.DeleteSession("c"); err != nil {
				return err
			}
			got, err := tx.UserSessions(sam.ID)
			if len(got) != 3 || got[0].ID != "d" {
				t.Errorf("in the same update got %+v", got)
			}
			return err
		})
		if reopen != nil {
			s = reopen()
		}
		for u, want := range map[crm.UserID]string{sam.ID: "d b e", mia.ID: "a"} {
			if got := sessionIDs(t, s, u); got != want {
				t.Errorf("later, of %s got %q, want %q", u, got, want)
			}
		}
	}},
	{"what is over stays for a while", on(func(t *testing.T, s store.Store) {
		long := session("a", sam.ID, 60*24*365)
		over := crm.Ticket{ID: "t", Kind: crm.PasswordTicket, Until: long.Begun}
		tried := crm.Attempts{Key: "k", Wrong: 3, Last: long.Begun}
		put(t, s, long, over, tried)
		view(t, s, func(tx store.ReadTx) error {
			if got, err := tx.Session("a"); got != long || err != nil {
				t.Errorf("got %+v, error %v", got, err)
			}
			if got, err := tx.Attempts("k"); got != tried || err != nil {
				t.Errorf("got %+v, error %v", got, err)
			}
			return nil
		})
		wantTickets(t, s, "t", over)
	})},
	{"a ticket is there until it is deleted, alone or with its like", func(t *testing.T, open Open) {
		s, reopen := open(t)
		all := []crm.Ticket{ticket("a", crm.PasswordTicket, sam.ID), ticket("b", crm.PasswordTicket, sam.ID), ticket("c", crm.PasswordTicket, mia.ID),
			ticket("d", crm.SetUpTicket, ""), ticket("e", crm.SetUpTicket, sam.ID), ticket("f", crm.PasswordTicket, "sa")}
		wantTickets(t, s, "", all...)
		for _, v := range all {
			put(t, s, v)
		}
		wantTickets(t, s, "a b c d e f", all...)
		unwritten(t, s, "deleting none", func(tx store.Tx) error {
			for kind, u := range map[crm.TicketKind]crm.UserID{crm.PasswordTicket: zoe.ID, crm.SetUpTicket: mia.ID, "": "", "pass": sam.ID} {
				if err := tx.DeleteTickets(kind, u); err != nil {
					return err
				}
			}
			return tx.DeleteTicket("nothing")
		})
		wantTickets(t, s, "a b c d e f", all...)
		// One that is put again for somebody else is not of the first any more.
		all[1].User, all[1].Until = mia.ID, all[1].Until.Add(time.Minute)
		put(t, s, all[1])
		if reopen != nil {
			s = reopen()
		}
		update(t, s, func(tx store.Tx) error { return tx.DeleteTickets(crm.PasswordTicket, sam.ID) })
		wantTickets(t, s, "b c d e f", all...)
		update(t, s, func(tx store.Tx) error { return tx.DeleteTicket("c") })
		wantTickets(t, s, "b d e f", all...)
		update(t, s, func(tx store.Tx) error {
			all[2] = ticket("g", crm.SetUpTicket, "")
			if err := tx.PutTicket(all[2]); err != nil {
				return err
			}
			return tx.DeleteTickets(crm.SetUpTicket, "") // its own as well
		})
		wantTickets(t, s, "b e f", all...)
		update(t, s, func(tx store.Tx) error { return tx.DeleteTickets(crm.PasswordTicket, mia.ID) })
		wantTickets(t, s, "e f", all...)
	}},
	{"attempts are counted from none", func(t *testing.T, open Open) {
		s, reopen := open(t)
		is := func(want crm.Attempts) {
			t.Helper()
			if got := read(t, s, func(tx store.ReadTx) (crm.Attempts, error) { return tx.Attempts(want.Key) }); got != want {
				t.Errorf("got %+v, want %+v", got, want)
			}
		}
		account, address := crm.Attempts{Key: "account sam@example.nl"}, crm.Attempts{Key: "address " + strings.Repeat("é", 120)}
		is(account)
		is(crm.Attempts{})
		now := time.Now().UTC()
		account, address = account.Failed(now).Failed(now), address.Failed(now)
		put(t, s, account, address)
		is(account)
		account = account.Failed(now.Add(time.Second))
		put(t, s, account)
		if reopen != nil {
			s = reopen()
		}
		is(account)
		is(address)
		update(t, s, func(tx store.Tx) error { return tx.DeleteAttempts(account.Key) })
		is(crm.Attempts{Key: account.Key})
		is(address)
		unwritten(t, s, "deleting them again", func(tx store.Tx) error { return tx.DeleteAttempts(account.Key) })
	}},
	{"attempts by many at once are all counted, and a ticket serves one", on(func(t *testing.T, s store.Store) {
		put(t, s, ticket("once", crm.SetUpTicket, ""))
		var all sync.WaitGroup
		var mu sync.Mutex
		used, now := 0, time.Now().UTC()
		for range 40 {
			all.Go(func() {
				had := false
				err := s.Update(context.Background(), func(tx store.Tx) error {
					a, err := tx.Attempts("k")
					if err != nil {
						return err
					}
					_, none := tx.Ticket("once")
					had = none == nil
					if err := tx.PutAttempts(a.Failed(now)); err != nil {
						return err
					}
					return tx.DeleteTicket("once")
				})
				mu.Lock()
				defer mu.Unlock()
				if err != nil {
					t.Error(err)
				} else if had {
					used++
				}
			})
		}
		all.Wait()
		got := read(t, s, func(tx store.ReadTx) (crm.Attempts, error) { return tx.Attempts("k") })
		if got.Wrong != 40 || used != 1 {
			t.Errorf("counted %d of 40; the ticket served %d times", got.Wrong, used)
		}
	})},
}

var jobTests = []test{
	{"are in the order in which they began, one of a kind and a user", func(t *testing.T, open Open) {
		s, reopen := open(t)
		is := func(want ...crm.Job) {
			t.Helper()
			if got := read(t, s, store.ReadTx.Jobs); !slices.Equal(got, want) {
				t.Errorf("got %+v, want %+v", got, want)
			}
		}
		is()
		at := func(minutes int) time.Time { return noon.Add(time.Duration(minutes) * time.Minute) }
		relist := crm.Job{Kind: crm.RelistJob, Total: 7, Begun: at(2)}
		over := crm.Job{Kind: crm.HandOverJob, User: sam.ID, To: mia.ID, By: ada.ID, After: 1100, Done: 100, Total: 300, Begun: at(1)}
		group := crm.Job{Kind: crm.RegroupJob, User: sam.ID, Begun: at(3)}
		other := crm.Job{Kind: crm.RegroupJob, User: zoe.ID, Begun: at(0)}
		put(t, s, relist, over, group, other)
		is(other, over, relist, group)
		over.After, over.Done = 1200, 200
		other.Begun = at(9) // begun anew
		put(t, s, over, other)
		if reopen != nil {
			s = reopen()
		}
		is(over, relist, group, other)
		update(t, s, func(tx store.Tx) error {
			if err := tx.DeleteJob(crm.RegroupJob, sam.ID); err != nil {
				return err
			}
			return tx.DeleteJob(crm.RelistJob, "")
		})
		is(over, other)
		unwritten(t, s, "deleting none", func(tx store.Tx) error {
			if err := tx.DeleteJob(crm.HandOverJob, zoe.ID); err != nil {
				return err
			}
			return tx.DeleteJob(crm.RelistJob, "")
		})
		is(over, other)
	}},
}
