package commands

import (
	"context"
	"path/filepath"
	"time"

	"verkoop/crm"
	"verkoop/handlers"
	"verkoop/locales"
	"verkoop/store"
	"verkoop/store/folder"
	"verkoop/transfer"
)

// importsIn brings tables in; their rows are kept in the data folder until then.
func importsIn(dir string, data store.Store, now func() time.Time, newID func() string) (*transfer.Importer, error) {
	bundle, err := locales.Load()
	if err != nil {
		return nil, err
	}
	return &transfer.Importer{Store: data, Files: folder.New(filepath.Join(dir, "imports")), Bundle: bundle, Clock: now, NewID: newID}, nil
}

const (
	importsTidied = 24 * time.Hour
	// importsLast is for how long an import stays on the list, and a file that nobody
	// has brought in.
	importsLast = 30 * 24 * time.Hour
	// importFile is for how long a file may wait for its import to be kept.
	importFile = 24 * time.Hour
)

// tidyImports forgets old imports, and removes the files that none needs any more,
// now and daily, until ctx ends.
func tidyImports(ctx context.Context, c handlers.Config) {
	for {
		if err := tidyImportsOnce(ctx, c, time.Now().Add(-importFile)); err != nil && ctx.Err() == nil {
			c.Logger.Error("imports are not tidied up", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(importsTidied):
		}
	}
}

// tidyImportsOnce removes files that were put before then, by the machine's clock.
func tidyImportsOnce(ctx context.Context, c handlers.Config, before time.Time) error {
	const all = 100_000
	used := map[string]bool{}
	err := c.Store.View(ctx, func(tx store.ReadTx) error {
		imports, err := tx.Imports(all)
		for _, i := range imports {
			used[i.File] = used[i.File] || !i.State.Over()
		}
		return err
	})
	if err != nil {
		return err
	}
	for {
		var old []crm.Import
		err := c.Store.View(ctx, func(tx store.ReadTx) error {
			imports, err := tx.Imports(all)
			for _, i := range imports {
				if !i.State.Working() && c.Clock().Sub(i.Begun) > importsLast {
					old = append(old, i)
				}
			}
			return err
		})
		if err != nil || len(old) == 0 {
			break
		}
		delete(used, old[0].File)
		if err := c.Store.Update(ctx, func(tx store.Tx) error { return tx.DeleteImport(old[0].ID) }); err != nil {
			return err
		}
	}
	n, err := c.Imports.Files.Sweep(ctx, before, func(hash string) (bool, error) { return used[hash], nil })
	if n > 0 {
		c.Logger.Info("files that were imported are gone", "files", n)
	}
	return err
}
