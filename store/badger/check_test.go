package badger

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	db "github.com/dgraph-io/badger/v4"

	"verkoop/crm"
	"verkoop/store"
)

// one puts one record of each noun that has an index.
func one(t *testing.T, s *Store) crm.Sale {
	sale := crm.Sale{ID: "a", Number: firstNumber, Version: 1, Owner: "sam", Group: "noord", Visible: crm.OwnGroup, Company: "acme", Contact: "piet", Project: "hall", Type: "new"}
	update(t, s, func(tx store.Tx) error {
		if err := tx.PutCompany(crm.Company{ID: "acme", Version: 1, Name: "Acme", City: "Breda"}); err != nil {
			return err
		}
		if err := tx.PutContact(crm.Contact{ID: "piet", Version: 1, Name: "Piet", Company: "acme", Email: "piet@acme.example"}); err != nil {
			return err
		}
		if err := tx.PutProject(crm.Project{ID: "hall", Version: 1, Name: "Hal C", Company: "acme", Sort: "delivery"}); err != nil {
			return err
		}
		if err := tx.PutActivity(crm.Activity{ID: "call", Version: 1, Kind: crm.PhoneCall, Sale: "a", Company: "acme", On: "2026-12-01"}); err != nil {
			return err
		}
		if err := tx.PutActivity(crm.Activity{ID: "moved", Version: 1, Kind: crm.Document, Home: crm.Home{Sale: "a"}, File: crm.File{Hash: "ab"}}); err != nil {
			return err
		}
		if err := tx.PutSelection(crm.Selection{ID: "q", Version: 1, Name: "Mine", Owner: "sam"}); err != nil {
			return err
		}
		if err := tx.PutAudit(crm.AuditEntry{ID: "e", Actor: "sam", Kind: crm.AuditRefused}); err != nil {
			return err
		}
		if err := tx.PutUser(crm.User{ID: "sam", Version: 1, Name: "Sam", Email: "sam@example.nl"}); err != nil {
			return err
		}
		if err := tx.PutSession(crm.Session{ID: "s", User: "sam", Begun: time.Now()}); err != nil {
			return err
		}
		if err := tx.PutTicket(crm.Ticket{ID: "t", Kind: crm.PasswordTicket, User: "sam"}); err != nil {
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
	sale := one(t, s)
	sale.ID, sale.Number, sale.Contact = "gone", sale.Number+1, ""
	if err := s.Update(context.Background(), func(tx store.Tx) error {
		if err := tx.PutSale(sale, crm.Change{Sale: "gone", Version: 1}); err != nil {
			return err
		}
		return tx.DeleteSale(sale.Number, 1)
	}); err != nil {
		t.Fatal(err)
	}
	if err := s.Check(context.Background()); err != nil {
		t.Fatalf("a sound store: %v", err)
	}
	kinds := append(indexKinds[:], fadingKinds[:]...)
	seen := map[byte]bool{}
	for k, v := range allKeys(t, s) {
		if !slices.Contains(kinds, k[0]) {
			continue
		}
		seen[k[0]] = true
		raw(t, s, func(txn *db.Txn) error { return txn.Delete([]byte(k)) })
		if s.Check(context.Background()) == nil {
			t.Errorf("entry %q is missing, and nothing was found", k)
		}
		raw(t, s, func(txn *db.Txn) error { return txn.Set([]byte(k), []byte(v)) })
	}
	if len(seen) != len(kinds) {
		t.Errorf("only kinds %v were tried", seen)
	}
	if err := s.Check(context.Background()); err != nil {
		t.Errorf("put back: %v", err)
	}
}

func TestCheckFindsWhatIsLeftOverOrWrong(t *testing.T) {
	for what, spoil := range map[string]func(s *Store, txn *db.Txn) error{
		"list entry": func(s *Store, txn *db.Txn) error {
			return txn.Set(listKey(listPrefix(everyone, stateOpen, store.ByTitle), listPlace([]byte("old\x00"), firstNumber)), nil)
		},
		"follow-up entry": func(s *Store, txn *db.Txn) error {
			return txn.Set([]byte(endID(idKey(kFollowUp, "a").raw(dayKey("2020-01-01")), "call")), nil)
		},
		"entry of a type that the sale does not have": func(s *Store, txn *db.Txn) error {
			return txn.Set(text(newKey(kUse).byte(useType), "old").sale(firstNumber), nil)
		},
		"word of a sale": func(s *Store, txn *db.Txn) error {
			return txn.Set(saleWordPrefix(everyone, "old").byte(0).sale(firstNumber), nil)
		},
		"other facts": func(s *Store, txn *db.Txn) error {
			return txn.Set(factsKey(firstNumber), oddFacts)
		},
		"facts of no sale": func(s *Store, txn *db.Txn) error {
			return txn.Set(factsKey(firstNumber+5), oddFacts)
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
		"summary that is gone": func(s *Store, txn *db.Txn) error { return txn.Delete(idKey(kSummary, "a")) },
		"home": func(s *Store, txn *db.Txn) error {
			return txn.Set([]byte(endID(idKey(kHome, "a"), "call")), nil)
		},
		"audit entry that is gone": func(s *Store, txn *db.Txn) error {
			return txn.Delete(listKey(newKey(kAudit), auditPlace(time.Time{}, "e")))
		},
		"audit entry of another": func(s *Store, txn *db.Txn) error {
			b, err := s.kinds.audit.encode(crm.AuditEntry{ID: "e", Actor: "mia", Kind: crm.AuditRefused})
			if err != nil {
				return err
			}
			return txn.Set(listKey(newKey(kAudit), auditPlace(time.Time{}, "e")), b)
		},
		"entry of the log's index": func(s *Store, txn *db.Txn) error {
			return txn.Set(listKey(auditPrefix("mia", ""), auditPlace(time.Time{}, "e")), nil)
		},
		"session's entry of another user": func(s *Store, txn *db.Txn) error {
			return txn.Set([]byte(sessionEntry(crm.Session{ID: "s", User: "mia"})), nil)
		},
		"session that is gone": func(s *Store, txn *db.Txn) error { return txn.Delete(idKey(kSession, "s")) },
		"ticket's entry of another kind": func(s *Store, txn *db.Txn) error {
			return txn.Set([]byte(ticketEntry(crm.Ticket{ID: "t", Kind: crm.SetUpTicket, User: "sam"})), nil)
		},
		"ticket that is gone": func(s *Store, txn *db.Txn) error { return txn.Delete(idKey(kTicket, "t")) },
		"broken password":     func(s *Store, txn *db.Txn) error { return txn.Set(idKey(kPassword, "sam"), []byte("\x01{")) },
		"broken attempts":     func(s *Store, txn *db.Txn) error { return txn.Set(idKey(kAttempts, "k"), []byte("\x01{")) },
		"broken job":          func(s *Store, txn *db.Txn) error { return txn.Set(jobKey(crm.RelistJob, ""), []byte("\x01{")) },
		"address of two users": func(s *Store, txn *db.Txn) error {
			b, err := s.kinds.user.encode(crm.User{ID: "mia", Version: 1, Email: "Sam@example.nl"})
			if err != nil {
				return err
			}
			return txn.Set(idKey(kUser, "mia"), b)
		},
		"relisting that is not counted": func(s *Store, txn *db.Txn) error {
			b, err := s.kinds.relisting.encode(relisting{Column: store.ByOwner, ID: "mia", Former: []formerKey{{firstNumber, []byte("x\x00")}}})
			if err != nil {
				return err
			}
			return txn.Set(relistKey(store.ByOwner, "mia"), b)
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

// TestCheckFindsWhatADeletionLeaves deletes a sale and puts each thing that went
// with it back, by itself.
func TestCheckFindsWhatADeletionLeaves(t *testing.T) {
	s := openTest(t, Options{InMemory: true})
	defer closeTest(t, s)
	sale := one(t, s)
	update(t, s, func(tx store.Tx) error {
		return tx.PutActivity(crm.Activity{ID: "own", Version: 1, Kind: crm.TaskKind, Sale: "a", Home: crm.Home{Sale: "a"}, On: "2026-12-01"})
	})
	before := allKeys(t, s)
	update(t, s, func(tx store.Tx) error { return tx.DeleteSale(sale.Number, sale.Version) })
	if err := s.Check(context.Background()); err != nil {
		t.Fatalf("a sound store: %v", err)
	}
	after := allKeys(t, s)
	kinds := map[byte]bool{}
	for k, v := range before {
		if _, stays := after[k]; stays || k[0] == kCounter {
			continue
		}
		kinds[k[0]] = true
		raw(t, s, func(txn *db.Txn) error { return txn.Set([]byte(k), []byte(v)) })
		if err := s.Check(context.Background()); err == nil {
			t.Errorf("%q was left over, and nothing was found", k)
		}
		raw(t, s, func(txn *db.Txn) error { return txn.Delete([]byte(k)) })
	}
	for _, k := range []byte{kSale, kChange, kSummary, kActivity, kSaleID, kCompanySale, kOwnerSale, kList, kSaleActivity, kFollowUp, kHome} {
		if !kinds[k] {
			t.Errorf("nothing of kind %q went", k)
		}
	}
	// An activity that stayed, but with the sale.
	b, err := s.kinds.activity.encode(crm.Activity{ID: "call", Version: 1, Kind: crm.PhoneCall, Sale: "a", Company: "acme", On: "2026-12-01"})
	if err != nil {
		t.Fatal(err)
	}
	raw(t, s, func(txn *db.Txn) error { return txn.Set(idKey(kActivity, "call"), b) })
	if err := s.Check(context.Background()); err == nil || !strings.Contains(err.Error(), "was deleted") {
		t.Errorf("an activity of the sale: %v", err)
	}
}

// TestCheckFindsWhatIsWrongWithRelisting spoils what is to be moved, half way.
func TestCheckFindsWhatIsWrongWithRelisting(t *testing.T) {
	at := relistKey(store.ByOwner, "sam")
	half := func(s *Store, spoil func(*relisting)) ([]byte, error) {
		r := relisting{Column: store.ByOwner, ID: "sam", Moved: firstNumber, Former: []formerKey{{firstNumber + 2, textKey("Sam")}}}
		spoil(&r)
		return s.kinds.relisting.encode(r)
	}
	for what, spoil := range map[string]func(*relisting){
		"sound":                           func(*relisting) {},
		"moved less":                      func(r *relisting) { r.Moved-- },
		"moved more":                      func(r *relisting) { r.Moved++ },
		"another key":                     func(r *relisting) { r.Former[0].Sort = textKey("Other") },
		"reaches less":                    func(r *relisting) { r.Former[0].UpTo-- },
		"reaches above the highest":       func(r *relisting) { r.Former[0].UpTo++ },
		"nothing to move":                 func(r *relisting) { r.Former = nil },
		"does not rise":                   func(r *relisting) { r.Former = append(r.Former, r.Former[0]) },
		"of a company, and not the owner": func(r *relisting) { r.Column = store.ByCompany },
	} {
		t.Run(what, func(t *testing.T) {
			s := openTest(t, Options{InMemory: true})
			defer closeTest(t, s)
			one(t, s)
			update(t, s, func(tx store.Tx) error {
				for i := range crm.SaleNumber(2) {
					sale := crm.Sale{ID: crm.SaleID([]string{"b", "c"}[i]), Number: firstNumber + 1 + i, Version: 1, Owner: "sam", Visible: crm.Everyone}
					if err := tx.PutSale(sale, crm.Change{Sale: sale.ID, Version: 1}); err != nil {
						return err
					}
				}
				if err := tx.PutUser(crm.User{ID: "sam", Version: 2, Name: "Zoe"}); err != nil {
					return err
				}
				_, err := tx.Relist(1)
				return err
			})
			raw(t, s, func(txn *db.Txn) error {
				b, err := half(s, spoil)
				if err != nil {
					return err
				}
				return txn.Set(at, b)
			})
			if err := s.Check(context.Background()); (err == nil) != (what == "sound") {
				t.Errorf("found %v", err)
			}
			// Whatever is wrong, moving comes to an end.
			err := s.Update(context.Background(), func(tx store.Tx) error {
				_, err := tx.Relist(9)
				return err
			})
			t.Log(err)
		})
	}
}

// TestNothingOfADeletedSaleIsLeft looks for its id in every key and value.
func TestNothingOfADeletedSaleIsLeft(t *testing.T) {
	s := openTest(t, Options{InMemory: true})
	defer closeTest(t, s)
	const id = "f3a9c1"
	update(t, s, func(tx store.Tx) error {
		return tx.PutCompany(crm.Company{ID: "acme", Version: 1, Name: "Acme"})
	})
	before := allKeys(t, s)
	update(t, s, func(tx store.Tx) error {
		for v := uint64(1); v < 4; v++ {
			sale := crm.Sale{ID: id, Number: firstNumber, Version: v, Owner: "sam", Company: "acme", Visible: crm.Visibilities[v%3], Completed: v == 2}
			if err := tx.PutSale(sale, crm.Change{Sale: id, Version: v}); err != nil {
				return err
			}
			a := crm.Activity{ID: crm.ActivityID(id + string(rune('a'+v))), Version: 1, Kind: crm.TaskKind, Sale: id, Home: crm.Home{Sale: id}, On: "2026-12-01"}
			if err := tx.PutActivity(a); err != nil {
				return err
			}
		}
		return nil
	})
	update(t, s, func(tx store.Tx) error { return tx.DeleteSale(firstNumber, 3) })
	after := allKeys(t, s)
	var more []string
	for k, v := range after {
		if _, ok := before[k]; !ok || strings.Contains(v, id) {
			more = append(more, k)
		}
	}
	slices.Sort(more)
	if want := []string{string(idKey(kDeleted, crm.SaleID(id))), string(newKey(kDeletedNumber).sale(firstNumber))}; !slices.Equal(more, want) {
		t.Errorf("left are %q, want %q", more, want)
	}
}

// allKeys is everything in the store.
func allKeys(t *testing.T, s *Store) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := s.db.View(func(txn *db.Txn) error {
		it := txn.NewIterator(db.DefaultIteratorOptions)
		defer it.Close()
		for it.Rewind(); it.Valid(); it.Next() {
			v, err := it.Item().ValueCopy(nil)
			if err != nil {
				return err
			}
			out[string(it.Item().KeyCopy(nil))] = string(v)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}
