// Package jobs does what takes longer than an answer may: work on many sales, in
// steps that each are a transaction with the place it has come to, so that it goes
// on after a stop where it was. It may import crm and store, no engine.
package jobs

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"verkoop/crm"
	"verkoop/store"
)

const (
	// step is how many sales one transaction takes: savers wait no longer than that.
	step = 50
	// again is how long to wait after a step that failed.
	again = 10 * time.Second
)

// Worker does the jobs of a store, one after the other.
type Worker struct {
	store store.Store
	clock func() time.Time
	log   *slog.Logger
	wake  chan struct{}
	// Imports does the steps of imports; nil where there are none.
	Imports Importer
}

// Importer does the next step of the import that a job is for, and tells whether
// there are further ones.
type Importer interface {
	Step(ctx context.Context, job crm.Job) (more bool, err error)
}

// NewWorker returns a worker that has not begun; clock tells now, in the company's
// zone.
func NewWorker(s store.Store, clock func() time.Time, log *slog.Logger) *Worker {
	return &Worker{store: s, clock: clock, log: log, wake: make(chan struct{}, 1)}
}

// Wake tells that there may be work.
func (w *Worker) Wake() {
	select {
	case w.wake <- struct{}{}:
	default:
	}
}

// Run does what there is, and then what it is woken for, until ctx ends.
func (w *Worker) Run(ctx context.Context) {
	for {
		err := w.Finish(ctx)
		pause := (<-chan time.Time)(nil)
		if err != nil && ctx.Err() == nil {
			w.log.Error("job failed, and is tried again", "error", err)
			pause = time.After(again)
		}
		select {
		case <-ctx.Done():
			return
		case <-w.wake:
		case <-pause:
		}
	}
}

// Finish does all the work there is.
func (w *Worker) Finish(ctx context.Context) error {
	for {
		more, err := w.Step(ctx)
		if err != nil || !more {
			return err
		}
	}
}

// Step does one step of the oldest job; more tells that there may be further ones.
func (w *Worker) Step(ctx context.Context) (more bool, err error) {
	var next crm.Job
	err = w.store.View(ctx, func(tx store.ReadTx) error {
		jobs, err := tx.Jobs()
		if more = len(jobs) > 0; more {
			next = first(jobs)
		}
		return err
	})
	if err != nil || !more {
		return false, err
	}
	if next.Kind == crm.ImportJob && w.Imports != nil {
		_, err := w.Imports.Step(ctx, next)
		return true, err
	}
	err = w.store.Update(ctx, func(tx store.Tx) error {
		jobs, err := tx.Jobs()
		if err != nil || len(jobs) == 0 || first(jobs).Kind == crm.ImportJob && w.Imports != nil {
			return err
		}
		return w.do(tx, first(jobs))
	})
	return true, err
}

// first is the oldest; an import, which may take long, lets the others go before.
func first(jobs []crm.Job) crm.Job {
	for _, j := range jobs {
		if j.Kind != crm.ImportJob {
			return j
		}
	}
	return jobs[0]
}

// do does the next step of the job and keeps how far it came.
func (w *Worker) do(tx store.Tx, job crm.Job) error {
	var more bool
	var err error
	switch job.Kind {
	case crm.RelistJob:
		more, err = tx.Relist(step)
	case crm.RegroupJob, crm.HandOverJob:
		more, err = w.sales(tx, &job)
	default:
		err = fmt.Errorf("jobs: no kind %q", job.Kind)
	}
	var refused crm.Error
	switch {
	case errors.As(err, &refused): // who was to get the sales may not own any more, or who asked may not ask
		w.log.Warn("job ended before its end", "kind", job.Kind, "user", job.User, "sales", job.Done, "reason", refused.Key)
	case err != nil:
		return err
	case more:
		return tx.PutJob(job)
	}
	return tx.DeleteJob(job.Kind, job.User)
}

// sales changes the next of the user's sales.
func (w *Worker) sales(tx store.Tx, job *crm.Job) (more bool, err error) {
	numbers, err := tx.OwnerSales(job.User, job.After, step)
	if err != nil || len(numbers) == 0 {
		return false, err
	}
	setup, err := tx.Setup()
	if err != nil {
		return false, err
	}
	users := map[crm.UserID]crm.User{}
	for _, id := range []crm.UserID{job.User, job.To, job.By} {
		if id == "" {
			continue
		}
		if users[id], err = tx.User(id); err != nil {
			return false, err
		}
	}
	now := w.clock()
	desk := crm.Desk{Setup: setup, Actor: users[job.By], Today: crm.DateOf(now)}
	name := func(f crm.Field, id string) crm.Words {
		switch f {
		case crm.FieldOwner:
			return crm.Same(users[crm.UserID(id)].Name)
		case crm.FieldGroup:
			if g, err := tx.Group(crm.GroupID(id)); err == nil {
				return crm.Same(g.Name)
			}
		}
		return crm.Words{}
	}
	for _, n := range numbers {
		before, err := tx.Sale(n)
		if err != nil {
			return false, err
		}
		after := before
		switch job.Kind {
		case crm.RegroupJob:
			after.Regroup(users[job.User])
		case crm.HandOverJob:
			if err := after.HandOver(desk, users[job.To]); err != nil {
				return false, err
			}
		}
		job.After, job.Done = n, job.Done+1
		if len(crm.Differences(before, after)) == 0 {
			continue
		}
		after = after.Saved(desk.Actor, now)
		if err := tx.PutSale(after, crm.NewChange(desk.Actor, before, after, name)); err != nil {
			return false, fmt.Errorf("sale %d: %w", n, err)
		}
	}
	return true, nil
}
