package badger

import (
	"fmt"

	"verkoop/crm"
	"verkoop/store"
)

// Selection implements store.ReadTx.
func (t *readTx) Selection(id crm.SelectionID) (crm.Selection, error) {
	s, err := load(t, t.store.kinds.selection, idKey(kSelection, id))
	if err != nil {
		return s, fmt.Errorf("%w: selection %s", err, id)
	}
	return s, nil
}

// Selections implements store.ReadTx. The user's own and those of others are each
// by name already; a shared one of the user's own stands in both.
func (t *readTx) Selections(user crm.UserID) ([]crm.Selection, error) {
	type entry struct {
		place string // the name and the id, as keys order them
		id    crm.SelectionID
	}
	entries := func(of crm.UserID) (out []entry) {
		prefix := idKey(kUserSelection, of)
		w := t.walk(prefix, false)
		defer w.close()
		for w.seek(prefix, nil); w.valid(); w.next() {
			out = append(out, entry{string(w.rest()), crm.SelectionID(lastID(w.key))})
		}
		return out
	}
	var own []entry
	if user != "" {
		own = entries(user)
	}
	shared := entries("")
	var out []crm.Selection
	for len(own)+len(shared) > 0 {
		var next entry
		switch {
		case len(shared) == 0 || len(own) > 0 && own[0].place < shared[0].place:
			next, own = own[0], own[1:]
		default:
			if len(own) > 0 && own[0].place == shared[0].place {
				own = own[1:]
			}
			next, shared = shared[0], shared[1:]
		}
		s, err := t.Selection(next.id)
		if err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, nil
}

// PutSelection implements store.Tx.
func (t *writeTx) PutSelection(s crm.Selection) error {
	if len(s.Owner) > maxID {
		return fmt.Errorf("store: selection's owner has no fit id: %q", s.Owner)
	}
	old, err := replace(t, t.store.kinds.selection, idKey(kSelection, s.ID), string(s.ID), s,
		func(s crm.Selection) uint64 { return s.Version })
	if err != nil {
		return err
	}
	return t.reindex(selectionEntries(old), selectionEntries(s))
}

// DeleteSelection implements store.Tx.
func (t *writeTx) DeleteSelection(id crm.SelectionID, version uint64) error {
	s, err := t.Selection(id)
	if err != nil {
		return err
	}
	if s.Version != version {
		return fmt.Errorf("%w: selection %s", store.ErrVersion, id)
	}
	if err := t.reindex(selectionEntries(s), nil); err != nil {
		return err
	}
	return t.delete(idKey(kSelection, id))
}

// selectionEntries are none for the zero record.
func selectionEntries(s crm.Selection) (out []string) {
	if s.ID == "" {
		return nil
	}
	of := []crm.UserID{s.Owner}
	if s.Owner == "" {
		of = nil
	}
	if s.Shared {
		of = append(of, "")
	}
	for _, u := range of {
		out = append(out, endID(idKey(kUserSelection, u).raw(textKey(s.Name)), s.ID))
	}
	return out
}
