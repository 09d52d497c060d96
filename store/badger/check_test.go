package badger

import (
	"context"
	"strings"
	"testing"

	db "github.com/dgraph-io/badger/v4"

	"verkoop/crm"
	"verkoop/store"
)

// one puts one record of each noun that has an index.
func one(t *testing.T, s *Store) crm.Sale {
	sale := crm.Sale{ID: "a", Number: firstNumber, Version: 1, Owner: "sam", Group: "noord", Visible: crm.OwnGroup, Company: "acme"}
	update(t, s, func(tx store.Tx) error {
		if err := tx.PutCompany(crm.Company{ID: "acme", Version: 1, Name: "Acme", City: "Breda"}); err != nil {
			return err
		}
		if err := tx.PutContact(crm.Contact{ID: "piet", Version: 1, Name: "Piet", Company: "acme"}); err != nil {
			return err
		}
		if err := tx.PutActivity(crm.Activity{ID: "call", Version: 1, Kind: crm.PhoneCall, Sale: "a", On: "2026-12-01"}); err != nil {
			return err
		}
		return tx.PutSale(sale, crm.Change{Sale: "a", Version: 1})
	})
	return sale
}

// TestCheckFindsEachMissingEntry takes every index entry away in turn.
func TestCheckFindsEachMissingEntry(t *testing.T) {
	s := openTest(t, Options{InMemory: true})
	defer closeTest(t, s)
	one(t, s)
	if err := s.Check(context.Background()); err != nil {
		t.Fatalf("a sound store: %v", err)
	}
	type entry struct{ key, value []byte }
	var entries []entry
	err := s.db.View(func(txn *db.Txn) error {
		it := txn.NewIterator(db.DefaultIteratorOptions)
		defer it.Close()
		for it.Rewind(); it.Valid(); it.Next() {
			if strings.IndexByte(string(indexKinds[:]), it.Item().Key()[0]) >= 0 {
				v, err := it.Item().ValueCopy(nil)
				if err != nil {
					return err
				}
				entries = append(entries, entry{it.Item().KeyCopy(nil), v})
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	seen := map[byte]bool{}
	for _, e := range entries {
		seen[e.key[0]] = true
		raw(t, s, func(txn *db.Txn) error { return txn.Delete(e.key) })
		if s.Check(context.Background()) == nil {
			t.Errorf("entry %q is missing, and nothing was found", e.key)
		}
		raw(t, s, func(txn *db.Txn) error { return txn.Set(e.key, e.value) })
	}
	if len(seen) != len(indexKinds) {
		t.Errorf("only kinds %v were tried", seen)
	}
	if err := s.Check(context.Background()); err != nil {
		t.Errorf("put back: %v", err)
	}
}

func TestCheckFindsWhatIsLeftOverOrWrong(t *testing.T) {
	for what, spoil := range map[string]func(s *Store, txn *db.Txn) error{
		"list entry": func(s *Store, txn *db.Txn) error {
			return txn.Set(listKey(listPrefix(everyone, false, store.ByTitle), listPlace([]byte("old\x00"), firstNumber)), nil)
		},
		"follow-up entry": func(s *Store, txn *db.Txn) error {
			return txn.Set([]byte(endID(idKey(kFollowUp, "a").raw(dayKey("2020-01-01")), "call")), nil)
		},
		"word": func(s *Store, txn *db.Txn) error {
			return txn.Set([]byte(endID(wordPrefix(kCompany, "old").byte(0), "acme")), nil)
		},
		"number of another sale": func(s *Store, txn *db.Txn) error {
			return txn.Set(idKey(kSaleID, "a"), newKey(0).sale(7)[1:])
		},
		"summary": func(s *Store, txn *db.Txn) error {
			b, err := s.kinds.summary.encode(crm.SaleSummary{Sale: "a", ToDo: 5})
			if err != nil {
				return err
			}
			return txn.Set(idKey(kSummary, "a"), b)
		},
		"missing change": func(s *Store, txn *db.Txn) error { return txn.Delete(changeKey("a", 1)) },
		"change of no sale": func(s *Store, txn *db.Txn) error {
			b, err := s.kinds.change.encode(crm.Change{Sale: "b", Version: 1})
			if err != nil {
				return err
			}
			return txn.Set(changeKey("b", 1), b)
		},
		"highest number": func(s *Store, txn *db.Txn) error { return txn.Set(numberKey, make([]byte, 8)) },
		"broken record":  func(s *Store, txn *db.Txn) error { return txn.Set(idKey(kGroup, "g"), []byte("\x01{")) },
		"name behind the store's back": func(s *Store, txn *db.Txn) error {
			b, err := s.kinds.company.encode(crm.Company{ID: "acme", Version: 1, Name: "Other", City: "Breda"})
			if err != nil {
				return err
			}
			return txn.Set(idKey(kCompany, "acme"), b)
		},
	} {
		t.Run(what, func(t *testing.T) {
			s := openTest(t, Options{InMemory: true})
			defer closeTest(t, s)
			one(t, s)
			raw(t, s, func(txn *db.Txn) error { return spoil(s, txn) })
			if err := s.Check(context.Background()); err == nil {
				t.Error("nothing was found")
			} else {
				t.Log(err)
			}
		})
	}
}
