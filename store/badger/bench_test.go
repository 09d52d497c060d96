package badger

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	db "github.com/dgraph-io/badger/v4"

	"verkoop/crm"
	"verkoop/store"
)

// realFolder is a folder that is not memory, where syncing would cost nothing.
func realFolder(b *testing.B) string {
	const tmpfs = 0x01021994
	dir := b.TempDir()
	var fs syscall.Statfs_t
	if err := syscall.Statfs(dir, &fs); err != nil {
		b.Fatal(err)
	}
	if fs.Type != tmpfs {
		return dir
	}
	dir, err := os.MkdirTemp(".", "bench-*")
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}

// clients has so many at work until all b.N are done.
func clients(b *testing.B, n int, do func(client, i int) error) {
	var done atomic.Int64
	var all sync.WaitGroup
	b.ResetTimer()
	for client := range n {
		all.Go(func() {
			for i := done.Add(1); i <= int64(b.N); i = done.Add(1) {
				if err := do(client, int(i)); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	all.Wait()
	b.StopTimer()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "saves/s")
}

// benchSale is what a full sale might be.
func benchSale(client int) crm.Sale {
	s := crm.Sale{
		ID: crm.SaleID(fmt.Sprint("0193a5e2-7b1c-7def-8000-", client)), Number: crm.SaleNumber(firstNumber + client),
		Title: "Kantoorinrichting tweede verdieping", Description: "Levering en montage van 24 werkplekken, inclusief verlichting en akoestiek.",
		Type: "new", Stage: "offer", Outcome: crm.Open, Expected: "2026-12-01", Probability: 60,
		LastStages: map[crm.TypeID]crm.StageID{"new": "offer"}, Company: "acme", Contact: "piet",
		Owner: crm.UserID(fmt.Sprint("user-", client%8)), Group: "noord", Visible: crm.OwnGroup, Source: "web",
		Registered: crm.Stamp{User: "user-1", At: time.Now().UTC()},
	}
	return s
}

// benchSave is one save of a form: read, put with history, submission.
func benchSave(tx store.Tx, n crm.SaleNumber, key string, i int) error {
	before, err := tx.Sale(n)
	if err != nil {
		return err
	}
	if _, err := tx.Submission(key); err == nil {
		return nil
	}
	after := before
	after.Version++
	after.Title = fmt.Sprint("Kantoorinrichting verdieping ", i)
	after.Updated = crm.Stamp{User: "user-1", At: time.Now().UTC()}
	c := crm.Change{Sale: after.ID, Version: after.Version, By: after.Updated, ByName: "Sam Smit", Fields: crm.Differences(before, after)}
	if err := tx.PutSale(after, c); err != nil {
		return err
	}
	return tx.PutSubmission(store.Submission{Key: key, User: "user-1", Sale: n, At: after.Updated.At})
}

func benchStore(b *testing.B, dir string, sales int) *Store {
	s := openTest(b, Options{Dir: dir, InMemory: dir == ""})
	b.Cleanup(func() { closeTest(b, s) })
	err := s.Update(context.Background(), func(tx store.Tx) error {
		for i := range 8 {
			if err := tx.PutUser(crm.User{ID: crm.UserID(fmt.Sprint("user-", i)), Version: 1, Name: fmt.Sprint("Sam ", i), Group: "noord", Role: crm.Seller}); err != nil {
				return err
			}
		}
		if err := tx.PutStage(crm.Stage{ID: "offer", Version: 1, Order: 2}); err != nil {
			return err
		}
		return tx.PutCompany(crm.Company{ID: "acme", Version: 1, Name: "Acme Installaties", City: "Breda"})
	})
	for from := 0; from < sales && err == nil; from += 500 {
		err = s.Update(context.Background(), func(tx store.Tx) error {
			for i := from; i < min(sales, from+500); i++ {
				sale := benchSale(i)
				sale.Version, sale.Title, sale.Expected = 1, fmt.Sprint(sale.Title, i*7919%sales), sale.Expected.AddDays(i%700)
				if err := tx.PutSale(sale, crm.Change{Sale: sale.ID, Version: 1}); err != nil {
					return err
				}
			}
			return nil
		})
	}
	if err != nil {
		b.Fatal(err)
	}
	return s
}

// written is what one save writes.
func written(b *testing.B) (out []write) {
	s := benchStore(b, "", 1)
	err := s.Update(context.Background(), func(tx store.Tx) error {
		if err := benchSave(tx, firstNumber, "9f8d7c6b5a49382716051423", 1); err != nil {
			return err
		}
		for _, m := range tx.(*writeTx).own.kinds {
			for k, p := range m {
				out = append(out, write{k, p})
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	return out
}

// BenchmarkSave compares saves at 1 and 64 clients in the same folder: raw Badger,
// one synced transaction each; the grouped writer with the same bytes; and the
// whole save of a sale, which makes those bytes.
func BenchmarkSave(b *testing.B) {
	writes := written(b)
	for _, n := range []int{1, 64} {
		own := make([][][]byte, n) // keys of each client
		for c := range own {
			for _, w := range writes {
				own[c] = append(own[c], append([]byte(w.key), fmt.Sprintf("%04d", c)...))
			}
		}
		b.Run(fmt.Sprintf("raw/clients=%d", n), func(b *testing.B) {
			d, err := db.Open(badgerOptions(Options{Dir: realFolder(b), Logger: slog.New(slog.DiscardHandler)}))
			if err != nil {
				b.Fatal(err)
			}
			defer d.Close()
			clients(b, n, func(client, i int) error {
				return d.Update(func(txn *db.Txn) error {
					for at, w := range writes {
						if err := txn.Set(append([]byte(nil), own[client][at]...), w.value); err != nil {
							return err
						}
					}
					return nil
				})
			})
		})
		b.Run(fmt.Sprintf("writer/clients=%d", n), func(b *testing.B) {
			s := benchStore(b, realFolder(b), 0)
			clients(b, n, func(client, i int) error {
				return s.Update(context.Background(), func(tx store.Tx) error {
					for at, w := range writes {
						if err := tx.(*writeTx).put(own[client][at], w.value); err != nil {
							return err
						}
					}
					return nil
				})
			})
		})
		b.Run(fmt.Sprintf("sale/clients=%d", n), func(b *testing.B) {
			s := benchStore(b, realFolder(b), n)
			clients(b, n, func(client, i int) error {
				return s.Update(context.Background(), func(tx store.Tx) error {
					return benchSave(tx, crm.SaleNumber(firstNumber+client), fmt.Sprintf("9f8d7c6b5a49382716%06d", i), i)
				})
			})
		})
	}
}

// BenchmarkUpdate is what a save costs the writer's goroutine, but for the commit.
func BenchmarkUpdate(b *testing.B) {
	s := benchStore(b, "", 1000)
	b.ReportAllocs()
	err := s.Update(context.Background(), func(store.Tx) error {
		b.ResetTimer()
		for i := range b.N {
			g := &group{snapshot: s.db.NewTransaction(false), writes: newOverlay()}
			t := newWriteTx(s, g)
			if err := benchSave(t, crm.SaleNumber(firstNumber+i%1000), fmt.Sprint(i), i); err != nil {
				return err
			}
			g.writes.add(t.own)
			g.snapshot.Discard()
		}
		b.StopTimer()
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
}

// BenchmarkRead is the reading behind the two main pages.
func BenchmarkRead(b *testing.B) {
	for _, sales := range []int{1000, 100_000} {
		s := benchStore(b, realFolder(b), sales)
		reader := crm.User{ID: "user-1", Role: crm.Seller, Group: "noord"}
		for _, sort := range []store.Column{store.ByDate, store.ByTitle} {
			l := store.SaleList{Reader: reader, Sort: sort}
			b.Run(fmt.Sprintf("sale page/sales=%d/by=%s", sales, sort), func(b *testing.B) {
				b.ReportAllocs()
				for i := range b.N {
					n := crm.SaleNumber(firstNumber + i*31%sales)
					if err := s.View(context.Background(), func(tx store.ReadTx) error { return readPage(tx, l, n) }); err != nil {
						b.Fatal(err)
					}
				}
			})
			b.Run(fmt.Sprintf("list page/sales=%d/by=%s", sales, sort), func(b *testing.B) {
				b.ReportAllocs()
				var at store.Cursor
				for range b.N {
					err := s.View(context.Background(), func(tx store.ReadTx) error {
						page, err := tx.Sales(l, at, 25)
						at = page.Next
						return err
					})
					if err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

// readPage reads what the page of a sale shows.
func readPage(tx store.ReadTx, l store.SaleList, n crm.SaleNumber) error {
	sale, err := tx.Sale(n)
	if err != nil {
		return err
	}
	if _, err := tx.Setup(); err != nil {
		return err
	}
	if _, err := tx.SaleSummary(sale.ID); err != nil {
		return err
	}
	if _, err := tx.Company(sale.Company); err != nil {
		return err
	}
	if _, err := tx.Users(); err != nil {
		return err
	}
	_, err = tx.Neighbours(l, n)
	return err
}

// BenchmarkSession is what every request begins with: whose session it is.
func BenchmarkSession(b *testing.B) {
	s := benchStore(b, realFolder(b), 100_000)
	const sessions = 500
	id := func(i int) string { return fmt.Sprintf("%064d", i%sessions) }
	err := s.Update(context.Background(), func(tx store.Tx) error {
		for i := range sessions {
			session := crm.Session{ID: id(i), User: crm.UserID(fmt.Sprint("user-", i%8)), Begun: time.Now().UTC(), Seen: time.Now().UTC(),
				From: "2001:db8::1", Agent: "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"}
			if err := tx.PutSession(session); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		i++
		err := s.View(context.Background(), func(tx store.ReadTx) error {
			session, err := tx.Session(id(i))
			if err != nil {
				return err
			}
			_, err = tx.User(session.User)
			return err
		})
		if err != nil {
			b.Fatal(err)
		}
	}
}
