package transfer

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"verkoop/crm"
	"verkoop/locales"
	"verkoop/store"
	"verkoop/tables"
)

// One step of an import is one transaction of at most so many rows and bytes: those
// who save beside it wait no longer than that.
const (
	stepRows  = 100
	stepBytes = 256 << 10
)

// Importer tries and carries out imports, step by step.
type Importer struct {
	Store  store.Store
	Files  store.Files
	Bundle *locales.Bundle
	Clock  func() time.Time // in the company's zone
	NewID  func() string
}

// Step does the next step of the import that the job is for; more tells that there
// are further ones. Each step keeps the place that it came to, so that an import goes
// on after a stop where it was.
func (m *Importer) Step(ctx context.Context, job crm.Job) (more bool, err error) {
	var i crm.Import
	err = m.Store.View(ctx, func(tx store.ReadTx) error {
		i, err = tx.Import(job.Import)
		return err
	})
	if errors.Is(err, store.ErrNotFound) || err == nil && !i.State.Working() {
		return false, m.Store.Update(ctx, func(tx store.Tx) error { return tx.DeleteJob(job.Kind, job.User) })
	}
	if err != nil {
		return true, err
	}
	for most := stepRows; ; most /= 2 {
		// Fewer rows where so many, with all that hangs on them, are too much for the store.
		if more, err = m.step(ctx, job, i, most); !errors.Is(err, store.ErrTooLarge) || most == 1 {
			return more, err
		}
	}
}

// step does at most so many rows.
func (m *Importer) step(ctx context.Context, job crm.Job, i crm.Import, most int) (more bool, err error) {
	in, err := openRows(m.Files, i.File, i.Place)
	if errors.Is(err, store.ErrNotFound) {
		return false, m.end(ctx, job, i, crm.ImportStopped, nil)
	}
	if err != nil {
		return true, err
	}
	defer in.Close()
	var chunk []tables.Row
	for begun := in.place; len(chunk) < most && in.place-begun < stepBytes; {
		row, err := in.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return true, fmt.Errorf("import %s: %w", i.ID, err)
		}
		chunk = append(chunk, row)
	}
	if len(chunk) == 0 {
		return m.ended(ctx, job, i)
	}
	if i.State == crm.ImportChecking {
		return true, m.check(ctx, i, chunk, in.place)
	}
	var stops *taken
	err = m.Store.Update(ctx, func(tx store.Tx) error {
		stops = nil
		now, err := tx.Import(i.ID)
		if err != nil || now.Place != i.Place || now.State != i.State {
			return err // it was cancelled meanwhile
		}
		results, err := m.take(tx, i, chunk, func(r *taken) error {
			if len(r.problems) > 0 && !i.GoodOnly {
				stops = r
				return errStops
			}
			if r.put == nil || len(r.problems) > 0 {
				return nil
			}
			return r.put(tx)
		})
		if err != nil {
			return err
		}
		return note(tx, i, results, in.place)
	})
	if errors.Is(err, errStops) {
		return false, m.end(ctx, job, i, crm.ImportStopped, stops)
	}
	return true, err
}

// errStops ends an import at a row that can't be taken, and undoes its step.
var errStops = errors.New("transfer: a row stops the import")

// check tries the rows and keeps nothing of what they would do.
func (m *Importer) check(ctx context.Context, i crm.Import, chunk []tables.Row, place int64) error {
	var results []taken
	err := m.Store.View(ctx, func(tx store.ReadTx) (err error) {
		results, err = m.take(tx, i, chunk, func(*taken) error { return nil })
		return err
	})
	if err != nil {
		return err
	}
	return m.Store.Update(ctx, func(tx store.Tx) error {
		now, err := tx.Import(i.ID)
		if err != nil || now.Place != i.Place || now.State != i.State {
			return err
		}
		for _, r := range results {
			if len(r.problems) == 0 {
				r.notes = append(r.notes, r.identities...)
			}
			for _, text := range r.notes {
				if err := tx.NoteImport(i, text, r.line); err != nil {
					return err
				}
			}
		}
		return note(tx, i, results, place)
	})
}

// Try is what the rows would do, for a page that shows some of them.
func (m *Importer) Try(tx store.ReadTx, i crm.Import, chunk []tables.Row) (out []Trial, err error) {
	_, err = m.take(tx, i, chunk, func(r *taken) error {
		trial := Trial{Line: r.line, Subject: r.subject, Problems: r.problems, New: r.isNew, Same: r.same}
		if r.changes != nil && len(r.problems) == 0 {
			trial.Changes = r.changes()
		}
		out = append(out, trial)
		return nil
	})
	return out, err
}

// Trial is what a row would do.
type Trial struct {
	Line     int
	Subject  string
	Problems crm.Problems
	New      bool
	Same     bool
	Changes  []crm.FieldChange // of a record that is there, with the names of now
}

// take turns rows into what they make, in the name of who asked for the import, and
// does do with each before the next is read.
func (m *Importer) take(tx store.ReadTx, i crm.Import, chunk []tables.Row, do func(*taken) error) ([]taken, error) {
	language, _ := locales.Parse(i.Language)
	now := m.Clock()
	b, err := newBook(tx, m.Bundle.For(language), now.Location())
	if err != nil {
		return nil, err
	}
	by, known := b.users[i.By]
	if !known {
		return nil, fmt.Errorf("import %s: %w: user %s", i.ID, store.ErrNotFound, i.By)
	}
	t := &taker{book: b, bundle: m.Bundle, i: i, newID: m.NewID, now: now, seen: map[string]int{},
		desk: crm.Desk{Setup: b.setup, Actor: by, Today: crm.DateOf(now), MovingIn: true}}
	// Rights are asked anew for each step: they may have gone meanwhile.
	refused := by.Allow(crm.ImportData, crm.Sale{})
	results := make([]taken, len(chunk))
	for n, row := range chunk {
		r := &results[n]
		c := t.read(row, r)
		if refused != nil {
			r.refuse("", refused)
		}
		switch {
		case len(r.problems) > 0 && row.Fault != nil:
		case i.Table == crm.CompaniesTable:
			err = t.company(c, r)
		case i.Table == crm.ContactsTable:
			err = t.person(c, r)
		default:
			r.subject = subject(c[crm.FieldTitle].Text)
			if len(r.problems) == 0 {
				err = t.sale(c, r)
			}
		}
		for _, id := range r.identities {
			if len(r.problems) == 0 && !r.same && t.seen[id] == 0 {
				t.seen[id] = r.line
			}
		}
		if err == nil {
			err = do(r)
		}
		if err != nil {
			return results, err
		}
	}
	return results, nil
}

// note counts what became of the rows, and keeps those that could not be taken, and
// those that were taken in.
func note(tx store.Tx, i crm.Import, results []taken, place int64) error {
	var took []crm.ImportResult
	for _, r := range results {
		i.Done++
		switch {
		case len(r.problems) > 0:
			if i.Bad++; i.Bad > crm.MaxImportProblems {
				continue
			}
			if err := tx.PutImportRow(i.ID, r.kept()); err != nil {
				return err
			}
			continue
		case r.same:
			i.Same++
			continue
		case r.isNew:
			i.New++
		default:
			i.Changed++
		}
		if i.State == crm.ImportRunning {
			took = append(took, crm.ImportResult{Line: r.line, New: r.isNew, Number: r.number, Party: r.party, Subject: r.subject})
		}
	}
	i.Place = place
	return errors.Join(tx.PutImport(i), tx.PutImportResults(i, took))
}

func (t taken) kept() crm.ImportRow {
	row := crm.ImportRow{Line: t.line, Subject: t.subject}
	for _, e := range t.problems {
		row.Problems = append(row.Problems, e.Keep())
	}
	return row
}

// ended goes on after the last row: to carrying out what was checked, or to the end.
func (m *Importer) ended(ctx context.Context, job crm.Job, i crm.Import) (more bool, err error) {
	switch {
	case i.State == crm.ImportRunning:
		return false, m.end(ctx, job, i, crm.ImportDone, nil)
	case !i.GoOn || i.Bad > 0 && !i.GoodOnly:
		return false, m.end(ctx, job, i, crm.ImportChecked, nil)
	}
	return true, m.Store.Update(ctx, func(tx store.Tx) error {
		now, err := tx.Import(i.ID)
		if err != nil || now.State != i.State {
			return err
		}
		if err := tx.DeleteImportRows(i.ID); err != nil {
			return err
		}
		return tx.PutImport(i.Restart(crm.ImportRunning))
	})
}

// end ends the job in the state, with the row that stopped it, and writes to the
// audit log what was brought in.
func (m *Importer) end(ctx context.Context, job crm.Job, i crm.Import, state crm.ImportState, stops *taken) error {
	return m.Store.Update(ctx, func(tx store.Tx) error {
		now, err := tx.Import(i.ID)
		if err != nil {
			return err
		}
		if now.State != i.State {
			return tx.DeleteJob(job.Kind, job.User)
		}
		now.State, now.GoOn = state, false
		if stops != nil {
			now.Bad++
			if err := tx.PutImportRow(i.ID, stops.kept()); err != nil {
				return err
			}
		}
		if state.Over() {
			now.Ended = m.Clock().UTC()
			if err := tx.PutAudit(m.Entry(tx, now, crm.AuditImported)); err != nil {
				return err
			}
		}
		return errors.Join(tx.PutImport(now), tx.DeleteJob(job.Kind, job.User))
	})
}

// Entry is a line of the audit log about the import, as far as it has come.
func (m *Importer) Entry(tx store.ReadTx, i crm.Import, kind crm.AuditKind) crm.AuditEntry {
	e := crm.AuditEntry{ID: m.NewID(), At: m.Clock().UTC(), Kind: kind, Actor: i.By, From: i.From, Subject: i.Name}
	if u, err := tx.User(i.By); err == nil {
		e.ActorName = u.Name
	}
	e.Facts = []crm.FieldChange{{Field: crm.FactTable, New: crm.Value{Text: string(i.Table)}}}
	for _, f := range []struct {
		field crm.Field
		count int
	}{{crm.FactAdded, i.New}, {crm.FactChanged, i.Changed}, {crm.FactSame, i.Same}, {crm.FactLeftOut, i.Bad}} {
		if f.count > 0 {
			e.Facts = append(e.Facts, crm.FieldChange{Field: f.field, New: crm.Value{Text: fmt.Sprint(f.count)}})
		}
	}
	return e
}
