package main

import (
	"cmp"
	"errors"
	"path/filepath"
	"slices"

	db "github.com/dgraph-io/badger/v4"
)

// written is one write of a save, as Badger got it.
type written struct {
	key, value []byte
	deleted    bool
	expires    uint64
	version    uint64 // the same for all that was committed at once
}

// seen tells what was written to the database after the version. The counters
// that a group of saves shares are left out: raw Badger has no need of them.
func seen(d *db.DB, after uint64) (writes []written, bytes int, err error) {
	err = d.View(func(txn *db.Txn) error {
		it := txn.NewIterator(db.IteratorOptions{AllVersions: true, SinceTs: after})
		defer it.Close()
		for it.Rewind(); it.Valid(); it.Next() {
			item := it.Item()
			w := written{key: item.KeyCopy(nil), expires: item.ExpiresAt(), version: item.Version()}
			if w.key[0] == '#' {
				continue
			}
			if w.deleted = item.IsDeletedOrExpired(); !w.deleted {
				var err error
				if w.value, err = item.ValueCopy(nil); err != nil {
					return err
				}
			}
			bytes += len(w.key) + len(w.value)
			writes = append(writes, w)
		}
		return nil
	})
	if err == nil && len(writes) == 0 {
		err = errors.New("a save wrote nothing")
	}
	return writes, bytes, err
}

// together is the writes in the order that they were committed in, by commit.
func together(writes []written) (commits [][]written) {
	slices.SortStableFunc(writes, func(a, b written) int { return cmp.Compare(a.version, b.version) })
	for i, w := range writes {
		if i == 0 || w.version != writes[i-1].version {
			commits = append(commits, nil)
		}
		commits[len(commits)-1] = append(commits[len(commits)-1], w)
	}
	return commits
}

// openRaw opens an empty Badger with the options of the engine.
func (b *bench) openRaw(c *company) (d *db.DB, err error) {
	dir := filepath.Join(b.dir, "raw")
	part("store", func() { d, err = db.Open(c.engine().Opts().WithDir(dir).WithValueDir(dir)) })
	return d, err
}

// commit writes in one transaction, which is on disk when commit returns.
func commit(d *db.DB, writes []written) error {
	txn := d.NewTransaction(true)
	defer txn.Discard()
	for _, w := range writes {
		var err error
		if w.deleted {
			err = txn.Delete(w.key)
		} else {
			err = txn.SetEntry(&db.Entry{Key: w.key, Value: w.value, ExpiresAt: w.expires})
		}
		if err != nil {
			return err
		}
	}
	return txn.Commit()
}
