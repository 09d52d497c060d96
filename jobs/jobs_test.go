package jobs

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync/atomic"
	"testing"
	"time"

	"github.com/bojanz/currency"

	"verkoop/crm"
	"verkoop/store"
	"verkoop/store/badger"
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

var (
	pieter = crm.User{ID: "pieter", Version: 1, Name: "Pieter", Email: "admin@demo.test", Role: crm.Administrator, Group: "north"}
	femke  = crm.User{ID: "femke", Version: 1, Name: "Femke", Email: "seller@demo.test", Role: crm.Seller, Group: "north"}
	daan   = crm.User{ID: "daan", Version: 1, Name: "Daan", Email: "daan@demo.test", Role: crm.Seller, Group: "north"}
	sjoerd = crm.User{ID: "sjoerd", Version: 1, Name: "Sjoerd", Email: "seller2@demo.test", Role: crm.Seller, Group: "south"}
)

// works is a store with people and sales, and a worker that has not begun.
type works struct {
	store.Store
	t      *testing.T
	worker *Worker
	log    *bytes.Buffer
}

// open gives Femke so many sales: 1001 and on; of each two one is another's.
func open(t *testing.T, sales int) *works {
	t.Helper()
	s, err := badger.Open(badger.Options{InMemory: true, Now: func() time.Time { return noon }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	w := &works{Store: s, t: t, log: &bytes.Buffer{}}
	w.another()
	w.update(func(tx store.Tx) error {
		for _, g := range []crm.Group{{ID: "north", Version: 1, Name: "Noord"}, {ID: "south", Version: 1, Name: "Zuid"}} {
			if err := tx.PutGroup(g); err != nil {
				return err
			}
		}
		for _, u := range []crm.User{pieter, femke, daan, sjoerd} {
			if err := tx.PutUser(u); err != nil {
				return err
			}
		}
		return nil
	})
	w.add(sales, femke, daan)
	return w
}

// another takes a new worker, as after a start.
func (w *works) another() {
	w.worker = NewWorker(w.Store, func() time.Time { return noon }, slog.New(slog.NewTextHandler(w.log, nil)))
}

func (w *works) add(sales int, owners ...crm.User) {
	w.t.Helper()
	zero, _ := currency.NewAmount("0", "EUR")
	w.update(func(tx store.Tx) error {
		for range sales {
			for _, owner := range owners {
				number, err := tx.NextSaleNumber()
				if err != nil {
					return err
				}
				s := crm.Sale{ID: crm.SaleID(fmt.Sprintf("sale-%d", number)), Number: number, Title: fmt.Sprintf("Sale %d", number), Outcome: crm.Open,
					Owner: owner.ID, Group: owner.Group, Visible: crm.OwnGroup, Amount: zero, Cost: zero}.Saved(owner, noon.Add(-time.Hour))
				if err := tx.PutSale(s, crm.NewChange(owner, crm.Sale{}, s, func(crm.Field, string) crm.Words { return crm.Words{} })); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

func (w *works) update(fn func(tx store.Tx) error) {
	w.t.Helper()
	if err := w.Update(context.Background(), fn); err != nil {
		w.t.Fatal(err)
	}
}

func (w *works) view(fn func(tx store.ReadTx) error) {
	w.t.Helper()
	if err := w.View(context.Background(), fn); err != nil {
		w.t.Fatal(err)
	}
}

func (w *works) put(job crm.Job) {
	w.t.Helper()
	job.Begun = noon
	w.update(func(tx store.Tx) error { return tx.PutJob(job) })
}

func (w *works) jobs() (jobs []crm.Job) {
	w.t.Helper()
	w.view(func(tx store.ReadTx) (err error) { jobs, err = tx.Jobs(); return err })
	return jobs
}

// step does one step, which must succeed.
func (w *works) step(more bool) {
	w.t.Helper()
	got, err := w.worker.Step(context.Background())
	if err != nil || got != more {
		w.t.Fatalf("more %v, want %v; %v", got, more, err)
	}
}

// count is how many sales there are of the owner in the group, out of all.
func (w *works) count(owner crm.UserID, group crm.GroupID) (n int) {
	w.t.Helper()
	w.each(func(s crm.Sale) {
		if s.Owner == owner && s.Group == group {
			n++
		}
	})
	return n
}

func (w *works) each(do func(crm.Sale)) {
	w.t.Helper()
	w.view(func(tx store.ReadTx) error {
		for n := crm.SaleNumber(1001); ; n++ {
			s, err := tx.Sale(n)
			if errors.Is(err, store.ErrNotFound) {
				return nil
			}
			if err != nil {
				return err
			}
			do(s)
		}
	})
}

// toSouth moves Femke to the other group, and asks for what follows.
func (w *works) toSouth() {
	w.t.Helper()
	moved := femke
	moved.Version, moved.Group = 2, "south"
	w.update(func(tx store.Tx) error { return tx.PutUser(moved) })
	w.put(crm.Job{Kind: crm.RegroupJob, User: femke.ID, By: pieter.ID, Total: 120})
}

func TestSalesFollowTheirOwnerIntoAnotherGroupInSteps(t *testing.T) {
	w := open(t, 120)
	w.toSouth()
	for i, done := range []int{50, 100, 120} {
		w.step(true)
		if got := w.count(femke.ID, "south"); got != done {
			t.Fatalf("after step %d: %d sales, want %d", i+1, got, done)
		}
		if jobs := w.jobs(); len(jobs) != 1 || jobs[0].Done != done || jobs[0].Total != 120 {
			t.Errorf("after step %d: %+v", i+1, jobs)
		}
	}
	w.step(true) // finds nothing more
	if jobs := w.jobs(); len(jobs) > 0 {
		t.Errorf("not finished: %+v", jobs)
	}
	w.step(false)
	if w.count(femke.ID, "north") != 0 || w.count(daan.ID, "north") != 120 {
		t.Error("sales of others came along, or some stayed")
	}
	w.each(func(s crm.Sale) {
		if s.Owner != femke.ID {
			if s.Version != 1 {
				t.Errorf("sale %d of somebody else was saved", s.Number)
			}
			return
		}
		w.view(func(tx store.ReadTx) error {
			changes, err := tx.SaleChanges(s.ID, 0, 1)
			if err != nil {
				return err
			}
			c := changes[0]
			if s.Version != 2 || s.Updated.User != pieter.ID || !s.Updated.At.Equal(noon) || len(c.Fields) != 1 ||
				c.Fields[0].Field != crm.FieldGroup || c.Fields[0].Old.Name.NL != "Noord" || c.Fields[0].New.Name.NL != "Zuid" {
				t.Errorf("sale %d: %+v, %+v", s.Number, s, c)
			}
			return nil
		})
	})
	w.view(func(tx store.ReadTx) error {
		page, err := tx.Sales(store.SaleList{Reader: sjoerd}, "", 500)
		if len(page.Rows) != 120 {
			t.Errorf("the new group sees %d sales", len(page.Rows))
		}
		return err
	})
}

// What was stopped between two steps goes on where it was, in another process.
func TestAnotherWorkerGoesOn(t *testing.T) {
	w := open(t, 120)
	w.toSouth()
	w.step(true)
	for range 3 {
		w.another()
		w.step(true)
	}
	if got := w.count(femke.ID, "south"); got != 120 || len(w.jobs()) > 0 {
		t.Errorf("%d sales, %+v", got, w.jobs())
	}
	w.each(func(s crm.Sale) {
		if s.Owner == femke.ID && s.Version != 2 {
			t.Errorf("sale %d was saved %d times", s.Number, s.Version-1)
		}
	})
}

// failing is a store in which an update fails after its work, as when the process
// is killed before it is kept.
type failing struct {
	store.Store
	left atomic.Int32 // updates that succeed
}

var errKilled = errors.New("killed")

func (f *failing) Update(ctx context.Context, fn func(store.Tx) error) error {
	if f.left.Add(-1) >= 0 {
		return f.Store.Update(ctx, fn)
	}
	return f.Store.Update(ctx, func(tx store.Tx) error {
		if err := fn(tx); err != nil {
			return err
		}
		return errKilled
	})
}

func TestAStepThatIsKilledLeavesNothingBehind(t *testing.T) {
	w := open(t, 70)
	w.toSouth()
	f := &failing{Store: w.Store}
	f.left.Store(1)
	w.worker = NewWorker(f, func() time.Time { return noon }, slog.New(slog.DiscardHandler))
	if err := w.worker.Finish(context.Background()); !errors.Is(err, errKilled) {
		t.Fatal(err)
	}
	if jobs := w.jobs(); w.count(femke.ID, "south") != 50 || len(jobs) != 1 || jobs[0].Done != 50 {
		t.Errorf("%d sales, %+v", w.count(femke.ID, "south"), jobs)
	}
	w.another()
	if err := w.worker.Finish(context.Background()); err != nil {
		t.Fatal(err)
	}
	if w.count(femke.ID, "south") != 70 || len(w.jobs()) > 0 {
		t.Errorf("%d sales, %+v", w.count(femke.ID, "south"), w.jobs())
	}
}

func TestSalesAreHandedOver(t *testing.T) {
	w := open(t, 60)
	w.put(crm.Job{Kind: crm.HandOverJob, User: femke.ID, To: sjoerd.ID, By: pieter.ID, Total: 60})
	w.step(true)
	if w.count(sjoerd.ID, "south") != 50 || w.count(femke.ID, "north") != 10 {
		t.Errorf("after a step: %d and %d", w.count(sjoerd.ID, "south"), w.count(femke.ID, "north"))
	}
	// What she gets meanwhile goes too; what somebody changed is kept.
	w.add(1, femke)
	w.update(func(tx store.Tx) error {
		before, err := tx.Sale(1119)
		if err != nil {
			return err
		}
		after := before
		after.Title = "Renamed"
		after = after.Saved(femke, noon)
		return tx.PutSale(after, crm.NewChange(femke, before, after, func(crm.Field, string) crm.Words { return crm.Words{} }))
	})
	if err := w.worker.Finish(context.Background()); err != nil {
		t.Fatal(err)
	}
	if w.count(sjoerd.ID, "south") != 61 || w.count(femke.ID, "north") != 0 || w.count(daan.ID, "north") != 60 || len(w.jobs()) > 0 {
		t.Errorf("in the end: %d, %d and %d, %+v", w.count(sjoerd.ID, "south"), w.count(femke.ID, "north"), w.count(daan.ID, "north"), w.jobs())
	}
	w.view(func(tx store.ReadTx) error {
		s, err := tx.Sale(1119)
		if err != nil {
			return err
		}
		if s.Title != "Renamed" || s.Version != 3 {
			t.Errorf("%+v", s)
		}
		changes, err := tx.SaleChanges(s.ID, 0, 1)
		if err != nil {
			return err
		}
		var fields []string
		for _, f := range changes[0].Fields {
			fields = append(fields, string(f.Field)+" "+f.Old.Name.NL+" → "+f.New.Name.NL)
		}
		if got := fmt.Sprint(fields); changes[0].By.User != pieter.ID || got != "[owner Femke → Sjoerd group Noord → Zuid]" && got != "[group Noord → Zuid owner Femke → Sjoerd]" {
			t.Errorf("history: %s by %s", got, changes[0].By.User)
		}
		return nil
	})
}

// A job that the rules refuse ends, instead of being tried for ever; so do those
// after it get their turn.
func TestAJobThatIsRefusedEnds(t *testing.T) {
	for sentence, job := range map[string]crm.Job{
		"who was to get them is a reader now":      {To: "iris", By: pieter.ID},
		"who was to get them is disabled":          {To: "joop", By: pieter.ID},
		"who asked may not hand them over":         {To: sjoerd.ID, By: daan.ID},
		"who asked for it is disabled":             {To: sjoerd.ID, By: "joop"},
		"nobody asked for it, who may do anything": {To: sjoerd.ID},
	} {
		w := open(t, 3)
		w.update(func(tx store.Tx) error {
			return errors.Join(
				tx.PutUser(crm.User{ID: "iris", Version: 1, Name: "Iris", Email: "reader@demo.test", Role: crm.Reader, Group: "north"}),
				tx.PutUser(crm.User{ID: "joop", Version: 1, Name: "Joop", Email: "joop@demo.test", Role: crm.Administrator, Group: "north", Disabled: true}))
		})
		job.Kind, job.User = crm.HandOverJob, femke.ID
		w.put(job)
		moved := daan
		moved.Version, moved.Group = 2, "south"
		w.update(func(tx store.Tx) error {
			return errors.Join(tx.PutUser(moved), tx.PutJob(crm.Job{Kind: crm.RegroupJob, User: daan.ID, By: pieter.ID, Begun: noon.Add(time.Second)}))
		})
		if err := w.worker.Finish(context.Background()); err != nil {
			t.Errorf("%s: %v", sentence, err)
		}
		if w.count(femke.ID, "north") != 3 || len(w.jobs()) > 0 {
			t.Errorf("%s: %d sales stayed, %+v", sentence, w.count(femke.ID, "north"), w.jobs())
		}
		if w.count(daan.ID, "south") != 3 {
			t.Errorf("%s: the next job was not done", sentence)
		}
		if !bytes.Contains(w.log.Bytes(), []byte("job ended before its end")) {
			t.Errorf("%s: the log says\n%s", sentence, w.log)
		}
	}
}

func TestListsComeUpToDate(t *testing.T) {
	w := open(t, 120)
	renamed := daan
	renamed.Version, renamed.Name = 2, "Zeger"
	w.update(func(tx store.Tx) error { return tx.PutUser(renamed) })
	w.put(crm.Job{Kind: crm.RelistJob, By: pieter.ID})
	last := func() (owners []crm.UserID) {
		w.view(func(tx store.ReadTx) error {
			page, err := tx.Sales(store.SaleList{Reader: pieter, Sort: store.ByOwner, Descending: true}, "", 500)
			for _, r := range page.Rows {
				owners = append(owners, r.Sale.Owner)
			}
			return err
		})
		return owners
	}
	if got := last(); len(got) != 240 || got[0] != femke.ID {
		t.Fatalf("%d sales, begins with %s", len(got), got[0])
	}
	steps := 0
	for len(w.jobs()) > 0 {
		w.step(true)
		if got := last(); len(got) != 240 {
			t.Fatalf("after step %d the list has %d sales", steps, len(got))
		}
		if steps++; steps > 20 {
			t.Fatal("it does not end")
		}
	}
	if steps < 3 {
		t.Errorf("%d steps", steps)
	}
	got := last()
	for i, owner := range got {
		if want := map[bool]crm.UserID{true: daan.ID, false: femke.ID}[i < 120]; owner != want {
			t.Fatalf("place %d is %s's", i, owner)
		}
	}
}

func TestAWorkerWakesAndStops(t *testing.T) {
	w := open(t, 60)
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan bool)
	go func() { w.worker.Run(ctx); close(ended) }()
	until := func(what string, done func() bool) {
		t.Helper()
		for late := time.Now().Add(10 * time.Second); !done(); time.Sleep(5 * time.Millisecond) {
			if time.Now().After(late) {
				t.Fatal(what)
			}
		}
	}
	for round := range 3 {
		owner, to := femke.ID, daan.ID
		if round%2 == 1 {
			owner, to = to, owner
		}
		w.put(crm.Job{Kind: crm.HandOverJob, User: owner, To: to, By: pieter.ID})
		w.worker.Wake()
		w.worker.Wake() // once too often does no harm
		until("the job is not done", func() bool { return len(w.jobs()) == 0 })
	}
	stop()
	select {
	case <-ended:
	case <-time.After(10 * time.Second):
		t.Fatal("it does not stop")
	}
	if w.log.Len() > 0 {
		t.Errorf("it says\n%s", w.log)
	}
}

// What is left from before is done at the start, without being woken.
func TestAWorkerBeginsWithWhatIsLeft(t *testing.T) {
	w := open(t, 10)
	w.toSouth()
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan bool)
	go func() { w.worker.Run(ctx); close(ended) }()
	for late := time.Now().Add(10 * time.Second); len(w.jobs()) > 0; time.Sleep(5 * time.Millisecond) {
		if time.Now().After(late) {
			t.Fatal("nothing is done")
		}
	}
	stop()
	<-ended
}

func TestAnUnknownJobIsTold(t *testing.T) {
	w := open(t, 0)
	w.put(crm.Job{Kind: "newer", User: femke.ID})
	if _, err := w.worker.Step(context.Background()); err == nil || len(w.jobs()) != 1 {
		t.Errorf("%v, %+v", err, w.jobs())
	}
}
