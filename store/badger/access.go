package badger

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"time"

	"verkoop/crm"
	"verkoop/store"
)

const (
	// lingers is how long what goes by itself stays after it is over, so that
	// nobody misses it whose clock is a little late.
	lingers = 24 * time.Hour

	maxAttemptsKey = 512 // an e-mail address and more
)

// expires is when Badger takes away, by its own clock, what is over then by ours.
// Even what is over already stays a day.
func (s *Store) expires(over time.Time) uint64 {
	left := max(0, over.Sub(s.now())) + lingers
	return uint64(time.Now().Add(left).Unix())
}

// saveUntil writes a record that goes by itself some time after it is over, with
// its index entry where it has one.
func saveUntil[T any](t *writeTx, k kind[T], at []byte, v T, over time.Time, entry string) error {
	b, err := k.encode(v)
	if err != nil {
		return err
	}
	expires := t.store.expires(over)
	if err := t.set(at, pending{value: b, expires: expires}); err != nil || entry == "" {
		return err
	}
	return t.set([]byte(entry), pending{expires: expires})
}

// Password implements store.ReadTx.
func (t *readTx) Password(u crm.UserID) (string, error) {
	hash, err := load(t, t.store.kinds.password, idKey(kPassword, u))
	if err != nil {
		return "", fmt.Errorf("%w: password of user %s", err, u)
	}
	return hash, nil
}

// PutPassword implements store.Tx.
func (t *writeTx) PutPassword(u crm.UserID, hash string) error {
	if u == "" || len(u) > maxID {
		return fmt.Errorf("store: password's user has no fit id: %q", u)
	}
	return save(t, t.store.kinds.password, idKey(kPassword, u), hash)
}

// Session implements store.ReadTx.
func (t *readTx) Session(id string) (crm.Session, error) {
	s, err := load(t, t.store.kinds.session, idKey(kSession, id))
	if err != nil {
		return s, fmt.Errorf("%w: session", err)
	}
	return s, nil
}

// UserSessions implements store.ReadTx.
func (t *readTx) UserSessions(u crm.UserID) ([]crm.Session, error) {
	var out []crm.Session
	prefix := idKey(kUserSession, u)
	w := t.walk(prefix, false)
	defer w.close()
	for w.seek(prefix, nil); w.valid(); w.next() {
		s, err := t.Session(lastID(w.key))
		if errors.Is(err, store.ErrNotFound) {
			continue // it went by itself just now
		}
		if err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	slices.SortFunc(out, func(a, b crm.Session) int {
		return cmp.Or(b.Begun.Compare(a.Begun), cmp.Compare(a.ID, b.ID))
	})
	return out, nil
}

// PutSession implements store.Tx.
func (t *writeTx) PutSession(s crm.Session) error {
	if s.ID == "" || len(s.ID) > maxID || len(s.User) > maxID {
		return fmt.Errorf("store: session has no fit id or user: %d bytes, %q", len(s.ID), s.User)
	}
	if err := t.DeleteSession(s.ID); err != nil {
		return err
	}
	return saveUntil(t, t.store.kinds.session, idKey(kSession, s.ID), s, s.Begun.Add(crm.SessionMax), sessionEntry(s))
}

// DeleteSession implements store.Tx.
func (t *writeTx) DeleteSession(id string) error {
	s, err := t.Session(id)
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	return t.reindex([]string{string(idKey(kSession, id)), sessionEntry(s)}, nil)
}

func sessionEntry(s crm.Session) string { return endID(idKey(kUserSession, s.User), s.ID) }

// Ticket implements store.ReadTx.
func (t *readTx) Ticket(id string) (crm.Ticket, error) {
	v, err := load(t, t.store.kinds.ticket, idKey(kTicket, id))
	if err != nil {
		return v, fmt.Errorf("%w: ticket", err)
	}
	return v, nil
}

// PutTicket implements store.Tx.
func (t *writeTx) PutTicket(v crm.Ticket) error {
	if v.ID == "" || len(v.ID) > maxID || len(v.Kind) > maxID || len(v.User) > maxID {
		return fmt.Errorf("store: ticket has no fit id, kind or user: %d bytes, %q, %q", len(v.ID), v.Kind, v.User)
	}
	if err := t.DeleteTicket(v.ID); err != nil {
		return err
	}
	return saveUntil(t, t.store.kinds.ticket, idKey(kTicket, v.ID), v, v.Until, ticketEntry(v))
}

// DeleteTicket implements store.Tx.
func (t *writeTx) DeleteTicket(id string) error {
	v, err := t.Ticket(id)
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	return t.reindex([]string{string(idKey(kTicket, id)), ticketEntry(v)}, nil)
}

// DeleteTickets implements store.Tx.
func (t *writeTx) DeleteTickets(kind crm.TicketKind, user crm.UserID) error {
	var gone []string
	prefix := ticketPrefix(kind, user)
	w := t.walk(prefix, false)
	for w.seek(prefix, nil); w.valid(); w.next() {
		gone = append(gone, string(w.key), string(idKey(kTicket, lastID(w.key))))
	}
	w.close()
	return t.reindex(gone, nil)
}

func ticketPrefix(kind crm.TicketKind, user crm.UserID) key {
	return text(idKey(kUserTicket, kind), user)
}

func ticketEntry(v crm.Ticket) string { return endID(ticketPrefix(v.Kind, v.User), v.ID) }

// Attempts implements store.ReadTx.
func (t *readTx) Attempts(k string) (crm.Attempts, error) {
	a, err := load(t, t.store.kinds.attempts, idKey(kAttempts, k))
	if errors.Is(err, store.ErrNotFound) {
		return crm.Attempts{Key: k}, nil
	}
	return a, err
}

// PutAttempts implements store.Tx.
func (t *writeTx) PutAttempts(a crm.Attempts) error {
	if a.Key == "" || len(a.Key) > maxAttemptsKey {
		return fmt.Errorf("store: key of attempts is not of 1 to %d bytes: %d", maxAttemptsKey, len(a.Key))
	}
	return saveUntil(t, t.store.kinds.attempts, idKey(kAttempts, a.Key), a, a.Last.Add(crm.AttemptsLast), "")
}

// DeleteAttempts implements store.Tx.
func (t *writeTx) DeleteAttempts(k string) error { return t.drop(idKey(kAttempts, k)) }
