package badger

import (
	"bytes"

	"verkoop/crm"
	"verkoop/store"
)

// Companies implements store.ReadTx.
func (t *readTx) Companies(at store.Cursor, limit int) ([]crm.Company, store.Cursor, error) {
	return byName(t, kCompany, "companies", at, limit, func(id string) (crm.Company, error) { return t.Company(crm.CompanyID(id)) })
}

// Contacts implements store.ReadTx.
func (t *readTx) Contacts(at store.Cursor, limit int) ([]crm.Contact, store.Cursor, error) {
	return byName(t, kContact, "contacts", at, limit, func(id string) (crm.Contact, error) { return t.Contact(crm.ContactID(id)) })
}

// byName is a page of all records of the noun.
func byName[T any](t *readTx, noun byte, list string, at store.Cursor, limit int, load func(id string) (T, error)) (out []T, next store.Cursor, err error) {
	from, err := t.store.openCursor(list, at)
	if err != nil || limit <= 0 {
		return nil, "", err
	}
	prefix := newKey(kName).byte(noun)
	w := t.walk(prefix, false)
	defer w.close()
	var past []byte
	for w.seek(prefix, from.past); w.valid(); w.next() {
		if len(out) == limit {
			return out, t.store.cursor(list, place{past: past}), nil
		}
		v, err := load(lastID(w.key))
		if err != nil {
			return nil, "", err
		}
		out, past = append(out, v), bytes.Clone(w.rest())
	}
	return out, "", nil
}

// CompaniesNamed implements store.ReadTx.
func (t *readTx) CompaniesNamed(name string, limit int) ([]crm.Company, error) {
	return called(t, newKey(kName).byte(kCompany), name, limit, func(id string) (crm.Company, string, error) {
		c, err := t.Company(crm.CompanyID(id))
		return c, c.Name, err
	})
}

// ContactsNamed implements store.ReadTx.
func (t *readTx) ContactsNamed(name string, of crm.CompanyID, limit int) ([]crm.Contact, error) {
	prefix := newKey(kName).byte(kContact)
	if of != "" {
		prefix = idKey(kCompanyContact, of)
	}
	return called(t, prefix, name, limit, func(id string) (crm.Contact, string, error) {
		c, err := t.Contact(crm.ContactID(id))
		return c, c.Name, err
	})
}

// ProjectsNamed implements store.ReadTx.
func (t *readTx) ProjectsNamed(name string, limit int) ([]crm.Project, error) {
	return called(t, newKey(kName).byte(kProject), name, limit, func(id string) (crm.Project, string, error) {
		p, err := t.Project(crm.ProjectID(id))
		return p, p.Name, err
	})
}

// called are the records under the prefix, which are by name, that are called that.
func called[T any](t *readTx, prefix key, name string, limit int, load func(id string) (T, string, error)) (out []T, err error) {
	sought := fold(name)
	prefix = prefix.raw(textKey(name))
	w := t.walk(prefix, false)
	defer w.close()
	for w.seek(prefix, nil); w.valid() && len(out) < limit; w.next() {
		v, is, err := load(lastID(w.key))
		if err != nil {
			return nil, err
		}
		if fold(is) == sought { // keys hold the begin of a long name
			out = append(out, v)
		}
	}
	return out, nil
}

// IsNumberFree implements store.ReadTx.
func (t *readTx) IsNumberFree(n crm.SaleNumber) (bool, error) {
	for _, k := range [...]key{saleKey(n), newKey(kDeletedNumber).sale(n)} {
		if _, ok, err := t.get(k); err != nil || ok {
			return false, err
		}
	}
	return n > 0, nil
}

// HasTicket implements store.ReadTx.
func (t *readTx) HasTicket(kind crm.TicketKind, user crm.UserID) (bool, error) {
	prefix := ticketPrefix(kind, user)
	w := t.walk(prefix, false)
	defer w.close()
	w.seek(prefix, nil)
	return w.valid(), nil
}

// FollowUps implements store.ReadTx.
func (t *readTx) FollowUps(owner crm.UserID, limit int) (out []crm.Activity, err error) {
	prefix := idKey(kOwnerFollowUp, owner)
	w := t.walk(prefix, false)
	defer w.close()
	for w.seek(prefix, nil); w.valid() && len(out) < limit; w.next() {
		a, err := t.Activity(crm.ActivityID(lastID(w.key)))
		if err != nil {
			return nil, err
		}
		out = append(out, a)
	}
	return out, nil
}

// ownerEntry is the index entry of a follow-up that its owner has still to do.
func ownerEntry(a crm.Activity) string {
	return endID(idKey(kOwnerFollowUp, a.Owner).raw(dayKey(a.On)).raw([]byte(a.Start)).byte(0), a.ID)
}
