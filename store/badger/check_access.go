package badger

import (
	"bytes"

	"verkoop/crm"
)

func (c *check) user(u crm.User) error {
	all, err := c.users()
	if err != nil {
		return err
	}
	if i, ok := all.byEmail[crm.CleanEmail(u.Email)]; ok && all.byName[i].ID != u.ID {
		c.report("users %s and %s have the same address %q", u.ID, all.byName[i].ID, u.Email)
	}
	return nil
}

func (c *check) sessions() error {
	return fading(c, c.store.kinds.session, kSession, kUserSession, func(s crm.Session) (string, string) {
		return s.ID, sessionEntry(s)
	})
}

func (c *check) tickets() error {
	return fading(c, c.store.kinds.ticket, kTicket, kUserTicket, func(v crm.Ticket) (string, string) {
		return v.ID, ticketEntry(v)
	})
}

// fading compares records that go by themselves with their index entries, one for
// each. Either may go while this looks, both at the same moment: what one of the
// two is missed by must still be there afterwards.
func fading[T any](c *check, k kind[T], records, entries byte, of func(T) (id, entry string)) error {
	err := each(c, records, k, func(v T) error {
		id, entry := of(v)
		return c.together(idKey(records, id), []byte(entry), "index entry %q is missing")
	})
	if err != nil {
		return err
	}
	prefix := newKey(entries)
	w := c.walk(prefix, false)
	defer w.close()
	for w.seek(prefix, nil); w.valid(); w.next() {
		at := idKey(records, lastID(w.key))
		if err := c.together(bytes.Clone(w.key), at, "record %q of an index entry is missing"); err != nil {
			return err
		}
		v, err := load(c.readTx, k, at)
		if err != nil {
			continue // reported, or gone by now
		}
		if _, entry := of(v); entry != string(w.key) {
			c.report("index entry %q belongs to no record", w.key)
		}
	}
	return nil
}

// together reports that the second key is not there while the first is.
func (c *check) together(there, other []byte, report string) error {
	_, ok, err := c.get(other)
	if err != nil || ok {
		return err
	}
	if _, ok, err = c.get(there); err == nil && ok {
		c.report(report, other)
	}
	return err
}
