package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os/exec"
	"path/filepath"
	"slices"
	"time"

	"verkoop/crm"
	"verkoop/locales"
	"verkoop/store"
	files "verkoop/store/folder"
	"verkoop/transfer"
)

// transfers is an import against raw Badger writing the same keys, as many at once, and
// what memory an export takes.
func (b *bench) transfers() error { return errors.Join(b.bringIn(), b.takeOut()) }

// bringIn imports a table of new sales, with the companies they are of.
func (b *bench) bringIn() (err error) {
	bundle, err := locales.Load()
	if err != nil {
		return err
	}
	from, err := b.company("import-from", b.imported)
	if err != nil {
		return err
	}
	var table bytes.Buffer
	export := transfer.Export{Store: from.store, Texts: bundle.For(locales.NL), Zone: time.UTC, Table: crm.SalesTable, Format: "csv",
		Sales: func(tx store.ReadTx, at store.Cursor, limit int) ([]store.SaleRow, store.Cursor, error) {
			page, err := tx.Sales(store.SaleList{Reader: crm.User{ID: "bench", Role: crm.Administrator}, Sort: store.ByNumber}, at, limit)
			return page.Rows, page.Next, err
		}}
	_, err = export.Write(b, &table)
	if err := errors.Join(err, from.close()); err != nil {
		return err
	}
	into, err := b.company("import", b.few)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, into.close()) }()
	m := &transfer.Importer{Store: into.store, Files: files.New(filepath.Join(b.dir, "imports")), Bundle: bundle, Clock: time.Now, NewID: newID}
	var admin crm.User
	err = into.store.View(b, func(tx store.ReadTx) error {
		users, err := tx.Users()
		i := slices.IndexFunc(users, func(u crm.User) bool { return u.May(crm.ImportData, crm.Sale{}) && u.May(crm.KeepNumbers, crm.Sale{}) })
		if i >= 0 {
			admin = users[i]
		}
		return err
	})
	if err != nil {
		return err
	}
	i, err := transfer.Receive(b, m.Files, bytes.NewReader(table.Bytes()), int64(table.Len()),
		crm.Import{ID: "bench", By: admin.ID, Table: crm.SalesTable, State: crm.ImportRunning, Make: true, GoodOnly: true, Begun: time.Now()})
	if err != nil {
		return err
	}
	columns, language, own := transfer.Guess(bundle, i.Table, i.Heads)
	columns[slices.Index(columns, crm.FieldNumber)] = "" // all are new
	i.Columns, i.Language, i.Own = columns, string(language), own
	job := crm.Job{Kind: crm.ImportJob, User: i.By, By: i.By, Import: i.ID}
	if err := into.store.Update(b, func(tx store.Tx) error { return errors.Join(tx.PutImport(i), tx.PutJob(job)) }); err != nil {
		return err
	}
	before := into.engine().MaxVersion()
	begun := time.Now()
	for more := true; more; {
		if more, err = m.Step(b, job); err != nil {
			return err
		}
	}
	took := time.Since(begun)
	if err := into.store.View(b, func(tx store.ReadTx) (err error) { i, err = tx.Import(i.ID); return err }); err != nil {
		return err
	}
	// A few refer to what is retired here, and are left out.
	if i.State != crm.ImportDone || i.New < i.Rows*9/10 {
		return fmt.Errorf("the import came out as %s, with %d new and %d bad of %d rows", i.State, i.New, i.Bad, i.Rows)
	}
	writes, size, err := seen(into.engine(), before)
	if err != nil {
		return err
	}
	raw, err := b.openRaw(into)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, raw.Close()) }()
	steps := together(writes)
	begun = time.Now()
	for _, step := range steps {
		if err := commit(raw, step); err != nil {
			return err
		}
	}
	rawTook := time.Since(begun)
	rate := func(d time.Duration) string { return fmt.Sprintf("%.0f/s", float64(i.New)/d.Seconds()) }
	b.table.ratio(fmt.Sprintf("import of %d sales", i.New), rate(took), rate(rawTook)+" raw Badger", rawTook.Seconds()/took.Seconds(), "≥", 0.30)
	b.table.note("Import: %d keys, %s a sale.", len(writes)/i.New, kilobytes(size/i.New))
	return nil
}

// takeOut exports all sales of the real program, and looks at its memory meanwhile.
func (b *bench) takeOut() error {
	binary, data := filepath.Join(b.dir, "verkoop"), filepath.Join(b.dir, "export")
	build := exec.CommandContext(b, "go", "build", "-o", binary, "verkoop")
	if out, err := build.CombinedOutput(); err != nil {
		return fmt.Errorf("go build: %w\n%s", err, out)
	}
	_, token, err := b.fill("export", b.many)
	if err != nil {
		return err
	}
	p, _, err := b.start(binary, data, token)
	if err != nil {
		return err
	}
	for _, format := range []string{"csv", "xlsx", "json"} {
		if err := b.export(p, token, format); err != nil {
			return errors.Join(err, p.stop())
		}
	}
	return p.stop()
}

func (b *bench) export(p *process, token, format string) error {
	time.Sleep(2 * time.Second) // idle
	idle, err := p.rss()
	if err != nil {
		return err
	}
	request, err := http.NewRequestWithContext(b, http.MethodGet, "http://"+p.address+"/sales/export."+format, nil)
	if err != nil {
		return err
	}
	request.AddCookie(&http.Cookie{Name: "session", Value: token})
	begun := time.Now()
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	read := make(chan error, 1)
	var size int64
	go func() {
		n, err := io.Copy(io.Discard, answer.Body)
		size = n
		read <- err
	}()
	most := idle
	for {
		now, err := p.rss()
		if err != nil {
			return err
		}
		most = max(most, now)
		select {
		case err := <-read:
			if err == nil && (answer.StatusCode != http.StatusOK || size < int64(b.many)*50) {
				err = fmt.Errorf("export: status %d, %d bytes", answer.StatusCode, size)
			}
			if err != nil {
				return err
			}
			above := most - idle
			b.table.beside(fmt.Sprintf("memory (RssAnon) above idle while %d sales go out as %s", b.many, format), megabytes(above), float64(above), 60e6, "60 MB")
			b.table.note("The %s has %.0f MB and takes %.0f s.", format, float64(size)/1e6, time.Since(begun).Seconds())
			return nil
		case <-time.After(20 * time.Millisecond):
		}
	}
}
