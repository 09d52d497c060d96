package badger

import (
	"fmt"

	db "github.com/dgraph-io/badger/v4"
)

// migrateOthers makes the index entries that are not of sales and that format 1 did
// not have: follow-ups by their owner, activities by what of the setup they have, and numbers of deleted sales.
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
		for _, k := range activityUses(a) {
			if err := put([]byte(k)); err != nil {
				return err
			}
		}
		if a.IsFollowUp() && !a.Done() {
			if err := put([]byte(ownerEntry(a))); err != nil {
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
	return nil
}
