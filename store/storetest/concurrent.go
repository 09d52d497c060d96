package storetest

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"

	"verkoop/crm"
	"verkoop/store"
)

var concurrentTests = []test{
	{"no update is lost", on(func(t *testing.T, s store.Store) {
		people(t, s)
		sale := registered(t, s, newSale("a"))
		const workers, times = 8, 25
		var all sync.WaitGroup
		for range workers {
			all.Go(func() {
				for range times {
					err := s.Update(context.Background(), func(tx store.Tx) error {
						_, err := edit(tx, sale.Number, func(s *crm.Sale) { s.Probability++ })
						return err
					})
					if err != nil {
						t.Error(err)
					}
				}
			})
		}
		all.Wait()
		if got := readSale(t, s, sale.Number).Probability - sale.Probability; got != workers*times {
			t.Errorf("counted to %d, want %d", got, workers*times)
		}
	})},
	{"views see whole updates only", on(func(t *testing.T, s store.Store) {
		people(t, s)
		a, b := registered(t, s, newSale("a")), registered(t, s, newSale("b"))
		stop := make(chan bool)
		var all sync.WaitGroup
		all.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				err := s.View(context.Background(), func(tx store.ReadTx) error {
					x, err := tx.Sale(a.Number)
					if err != nil {
						return err
					}
					y, err := tx.Sale(b.Number)
					if err == nil && x.Title[6:] != y.Title[6:] {
						t.Errorf("saw %q beside %q", x.Title, y.Title)
					}
					return err
				})
				if err != nil {
					t.Error(err)
					return
				}
			}
		})
		for i := range 50 {
			update(t, s, func(tx store.Tx) error {
				for _, n := range []crm.SaleNumber{a.Number, b.Number} {
					if _, err := edit(tx, n, func(s *crm.Sale) { s.Title = fmt.Sprintf("Sale %s %d", s.ID, i) }); err != nil {
						return err
					}
				}
				return nil
			})
		}
		close(stop)
		all.Wait()
	})},
	{"version-checked saves are linearizable", on(linearizable)},
}

// saleInput and saleOutput are one call on one sale, as porcupine sees it: a read,
// or a save of the version that follows the one the client believes in.
type saleInput struct {
	sale    crm.SaleNumber
	save    bool
	version uint64
	title   string
}

type saleOutput struct {
	version uint64
	title   string
	refused bool
}

var saleModel = porcupine.Model{
	Partition: func(history []porcupine.Operation) [][]porcupine.Operation {
		bySale := map[crm.SaleNumber][]porcupine.Operation{}
		for _, op := range history {
			n := op.Input.(saleInput).sale
			bySale[n] = append(bySale[n], op)
		}
		var out [][]porcupine.Operation
		for _, ops := range bySale {
			out = append(out, ops)
		}
		return out
	},
	Init: func() any { return saleOutput{version: 1} },
	Step: func(state, input, output any) (bool, any) {
		s, in, out := state.(saleOutput), input.(saleInput), output.(saleOutput)
		if !in.save {
			return out == s, s
		}
		if in.version != s.version+1 {
			return out.refused, s
		}
		return !out.refused, saleOutput{version: in.version, title: in.title}
	},
}

func linearizable(t *testing.T, s store.Store) {
	people(t, s)
	var sales []crm.SaleNumber
	for i := range 3 {
		sale := newSale(crm.SaleID(fmt.Sprint(i)))
		sale.Title = ""
		sales = append(sales, registered(t, s, sale).Number)
	}
	calls := 60
	if testing.Short() {
		calls = 20
	}
	var mu sync.Mutex
	var history []porcupine.Operation
	var all sync.WaitGroup
	start := time.Now()
	for client := range 8 {
		all.Go(func() {
			random := rand.New(rand.NewPCG(uint64(client), 7))
			believed := map[crm.SaleNumber]uint64{}
			for call := range calls {
				in := saleInput{sale: sales[random.IntN(len(sales))], save: random.IntN(3) > 0, title: fmt.Sprint(client, "-", call)}
				in.version = believed[in.sale] + 1
				op := porcupine.Operation{ClientId: client, Input: in, Call: time.Since(start).Nanoseconds()}
				out, err := carryOut(s, in)
				op.Return, op.Output = time.Since(start).Nanoseconds(), out
				if err != nil {
					t.Error(err)
					return
				}
				if out.version > 0 {
					believed[in.sale] = out.version
				} else {
					delete(believed, in.sale)
				}
				mu.Lock()
				history = append(history, op)
				mu.Unlock()
			}
		})
	}
	all.Wait()
	if result := porcupine.CheckOperationsTimeout(saleModel, history, 20*time.Second); result != porcupine.Ok {
		t.Errorf("the history of %d calls is %s", len(history), result)
	}
}

func carryOut(s store.Store, in saleInput) (out saleOutput, err error) {
	if !in.save {
		err = s.View(context.Background(), func(tx store.ReadTx) error {
			sale, err := tx.Sale(in.sale)
			out = saleOutput{version: sale.Version, title: sale.Title}
			return err
		})
		return out, err
	}
	err = s.Update(context.Background(), func(tx store.Tx) error {
		sale, err := tx.Sale(in.sale)
		if err != nil {
			return err
		}
		sale.Version, sale.Title = in.version, in.title
		return tx.PutSale(sale, crm.Change{Sale: sale.ID, Version: sale.Version})
	})
	if errors.Is(err, store.ErrVersion) || errors.Is(err, store.ErrExists) {
		return saleOutput{refused: true}, nil
	}
	return saleOutput{version: in.version}, err
}
