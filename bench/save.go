package main

import (
	"bytes"
	"errors"
	"fmt"
	"time"

	"github.com/bojanz/currency"
	db "github.com/dgraph-io/badger/v4"

	"verkoop/crm"
	"verkoop/store"
)

// writers is how many sellers save at the same time.
const writers = 64

// desk is what the sides of the save figures work on.
type desk struct {
	*bench
	company *company
	user    crm.User
	raw     *db.DB
	writes  [][]written // what a save of each client writes
	numbers []crm.SaleNumber
	conns   []*conn
}

// save is a durable save over HTTP, and the grouped writer alone, each against
// raw Badger committing the same bytes in one synced transaction each.
func (b *bench) save() (err error) {
	c, err := b.company("save", b.few)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, c.close()) }()
	d := &desk{bench: b, company: c}
	if d.raw, err = b.openRaw(c); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.raw.Close()) }()
	if err := d.connected(1, d.prepare); err != nil {
		return err
	}
	for _, clients := range []int{1, writers} {
		if err := d.connected(clients, func() error { return d.compare(clients) }); err != nil {
			return err
		}
	}
	return nil
}

// connected gives do fresh connections: the server hangs up on those that are
// silent for long.
func (d *desk) connected(clients int, do func() error) (err error) {
	var hangUp func()
	if d.conns, hangUp, err = dialAll(d.company.address, d.company.token, clients); err != nil {
		return err
	}
	defer hangUp()
	return do()
}

// prepare finds a sale for each client and what a save of it writes.
func (d *desk) prepare() error {
	keys, size, form, answer := 0, 0, 0, 0
	for n := 1001; len(d.numbers) < writers; n++ {
		f, err := editForm(d.conns[0], n)
		if errors.Is(err, errNoForm) && n < 1001+d.few {
			continue
		}
		if err != nil {
			return err
		}
		before := d.company.engine().MaxVersion()
		if err := f.save(d.conns[0], fragment); err != nil {
			return err
		}
		writes, bytes, err := seen(d.company.engine(), before)
		if err != nil {
			return err
		}
		keys, size, form, answer = keys+len(writes), size+bytes, form+len(f.form), answer+len(d.conns[0].body)
		d.writes = append(d.writes, writes)
		d.numbers = append(d.numbers, crm.SaleNumber(n))
	}
	d.table.note("Save: a form of %s and an answer of %s; it writes %d keys, %s.",
		kilobytes(form/writers), kilobytes(answer/writers), keys/writers, kilobytes(size/writers))
	return d.company.store.View(d, func(tx store.ReadTx) (err error) {
		d.user, err = tx.User(d.company.actor)
		return err
	})
}

// compare measures at so many clients.
func (d *desk) compare(clients int) error {
	http := func() (measured, error) { return d.overHTTP(clients, fragment) }
	raw := func() (measured, error) {
		return d.load(clients, func(i int) error { return commit(d.raw, d.writes[i]) })
	}
	grouped := func() (measured, error) { return d.grouped(clients) }
	rates, cpus, err := d.turns(http, raw, grouped)
	if err != nil {
		return err
	}
	saves, alone := medianRatio(rates[0], rates[1]), medianRatio(rates[2], rates[1])
	name, rawRate := fmt.Sprintf("%d clients", clients), perSecond(rates[1])+" raw Badger"
	if clients == 1 {
		d.table.only("durable save over HTTP, 1 client", perSecond(rates[0]), rawRate, saves)
		d.table.only("grouped writer alone, 1 client", perSecond(rates[2]), rawRate, alone)
	} else {
		d.table.ratio("durable save over HTTP, "+name, perSecond(rates[0]), rawRate, saves, "≥", 0.60)
		d.table.ratio("grouped writer alone, "+name, perSecond(rates[2]), rawRate, alone, "≥", 3)
		if err := d.explain(clients, cpus); err != nil {
			return err
		}
	}
	err = d.profiled(fmt.Sprintf("save-%d", clients), http)
	return errors.Join(err, d.profiled(fmt.Sprintf("writer-%d", clients), grouped))
}

// overHTTP is sellers who save, each a sale of their own.
func (d *desk) overHTTP(clients int, headers string) (measured, error) {
	forms := make([]*saleForm, clients)
	for i := range forms {
		var err error
		if forms[i], err = editForm(d.conns[i], int(d.numbers[i])); err != nil {
			return measured{}, err
		}
	}
	m, err := d.load(clients, func(i int) error { return forms[i].save(d.conns[i], headers) })
	if err != nil {
		return m, err
	}
	// Each save that was answered is there.
	return m, d.company.store.View(d, func(tx store.ReadTx) error {
		for i, f := range forms {
			s, err := tx.Sale(d.numbers[i])
			if err != nil {
				return err
			}
			if s.Version != f.version {
				return fmt.Errorf("sale %d has version %d after saves up to %d", s.Number, s.Version, f.version)
			}
		}
		return nil
	})
}

// grouped is the same records through the store's writer, without HTTP, forms,
// verbs and pages.
func (d *desk) grouped(clients int) (measured, error) {
	sales := make([]crm.Sale, clients)
	err := d.company.store.View(d, func(tx store.ReadTx) (err error) {
		for i := range sales {
			if sales[i], err = tx.Sale(d.numbers[i]); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return measured{}, err
	}
	name := func(crm.Field, string) crm.Words { return crm.Words{} }
	return d.load(clients, func(i int) error {
		n, now, before := serial.Add(1), time.Now(), sales[i]
		next := before
		next.Title = fmt.Sprintf("Magazijnscanners locatie Venlo %d", n)
		var err error
		if next.Amount, err = currency.NewAmountFromInt64(int64(20_000+n%70_000)*100, before.Amount.CurrencyCode()); err != nil {
			return err
		}
		next = next.Saved(d.user, now)
		change := crm.NewChange(d.user, before, next, name)
		submission := store.Submission{Key: fmt.Sprintf("bench-%030d", n), User: d.user.ID, Sale: next.Number, At: now.UTC()}
		err = d.company.store.Update(d, func(tx store.Tx) error {
			if err := tx.PutSale(next, change); err != nil {
				return err
			}
			return tx.PutSubmission(submission)
		})
		sales[i] = next
		return err
	})
}

// explain says where the time of a save over HTTP goes: that of the client and
// of HTTP is measured with a bare handler that takes the same form and sends the
// same answer, that of the store is the grouped writer's.
func (d *desk) explain(clients int, cpus []time.Duration) error {
	d.conns[0].keep = true
	f, err := editForm(d.conns[0], int(d.numbers[0]))
	if err != nil {
		return err
	}
	if err := f.save(d.conns[0], fragment); err != nil {
		return err
	}
	app, address, err := bare(d.conns[0].head, bytes.Clone(d.conns[0].body))
	if err != nil {
		return err
	}
	defer app.Shutdown()
	conns, hangUp, err := dialAll(address, "", clients)
	if err != nil {
		return err
	}
	defer hangUp()
	forms := make([]saleForm, clients)
	transport, err := d.load(clients, func(i int) error {
		forms[i].path, forms[i].rest = f.path, f.rest
		return forms[i].save(conns[i], fragment)
	})
	if err != nil {
		return err
	}
	gzipped, err := d.overHTTP(clients, fragment+zipped)
	if err != nil {
		return err
	}
	d.table.note("A save at %d clients takes %s of CPU: %s client and HTTP, %s store, %s the rest (form, verbs, reading, rendering). Raw Badger takes %s. "+
		"With the answer compressed: %.0f/s, %s.",
		clients, micros(cpus[0]), micros(transport.cpu), micros(cpus[2]), micros(cpus[0]-transport.cpu-cpus[2]), micros(cpus[1]),
		gzipped.rate, micros(gzipped.cpu))
	return nil
}
