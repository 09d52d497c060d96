package badger

import (
	"fmt"

	db "github.com/dgraph-io/badger/v4"
)

// migrateOthers makes the index entries that are not of sales and that older formats
// did not have: follow-ups by their owner, and numbers of deleted sales (1); activities
// by company, contact and project, projects by company, and what duplicates have in
// common (2); activities by what of the setup they have (3).
func (s *Store) migrateOthers(txn *db.Txn, batch *db.WriteBatch) error {
	t := &readTx{store: s, layers: layers{snapshot: txn}}
	put := func(k []byte) error {
		if err := batch.SetEntry(&db.Entry{Key: k}); err != nil {
			return fmt.Errorf("store: write indexes: %w", err)
		}
		return nil
	}
	activities := t.walk(newKey(kActivity), false)
	defer activities.close()
	for activities.seek(newKey(kActivity), nil); activities.valid(); activities.next() {
		b, err := activities.value()
		if err != nil {
			return err
		}
		a, err := s.kinds.activity.decode(b)
		if err != nil {
			return err
		}
		entries := append(activityUses(a), partyActivityEntries(a)...)
		if a.IsFollowUp() && !a.Done() {
			entries = append(entries, ownerEntry(a))
		}
		for _, k := range entries {
			if err := put([]byte(k)); err != nil {
				return err
			}
		}
	}
	deleted := t.walk(newKey(kDeleted), false)
	defer deleted.close()
	for deleted.seek(newKey(kDeleted), nil); deleted.valid(); deleted.next() {
		b, err := deleted.value()
		if err != nil {
			return err
		}
		d, err := s.kinds.deleted.decode(b)
		if err != nil {
			return err
		}
		if err := put(newKey(kDeletedNumber).sale(d.Number)); err != nil {
			return err
		}
	}
	k := &s.kinds
	return firstError(
		func() error { return migrateEntries(t, kCompany, k.company, companyEntries, put) },
		func() error { return migrateEntries(t, kContact, k.contact, contactEntries, put) },
		func() error { return migrateEntries(t, kProject, k.project, projectEntries, put) },
	)
}

// migrateEntries puts all entries of all records of the kind.
func migrateEntries[T any](t *readTx, first byte, k kind[T], entries func(T) []string, put func([]byte) error) error {
	w := t.walk(newKey(first), false)
	defer w.close()
	for w.seek(newKey(first), nil); w.valid(); w.next() {
		b, err := w.value()
		if err != nil {
			return err
		}
		v, err := k.decode(b)
		if err != nil {
			return err
		}
		for _, e := range entries(v) {
			if err := put([]byte(e)); err != nil {
				return err
			}
		}
	}
	return nil
}
