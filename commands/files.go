package commands

import (
	"context"
	"errors"
	"path/filepath"
	"time"

	"verkoop/handlers"
	"verkoop/store"
	"verkoop/store/folder"
)

// filesIn are the uploaded files of a data folder.
func filesIn(dir string) *folder.Files { return folder.New(filepath.Join(dir, "files")) }

const (
	sweepEvery = 24 * time.Hour
	// sweepAfter is how long a file may wait for the document that it was sent for.
	sweepAfter = 24 * time.Hour
)

// sweepFiles removes files that no document names, now and daily, until ctx ends. Its
// clock is the machine's, which the files' times are of.
func sweepFiles(ctx context.Context, c handlers.Config) {
	for {
		n, err := c.Files.Sweep(ctx, time.Now().Add(-sweepAfter), func(hash string) (used bool, err error) {
			err = c.Store.View(ctx, func(tx store.ReadTx) error {
				used, err = tx.FileUsed(hash)
				return err
			})
			return used, err
		})
		switch {
		case ctx.Err() != nil:
			return
		case err != nil:
			c.Logger.Error("uploaded files are not tidied up", "error", err)
		case n > 0:
			c.Logger.Info("files that nothing names are gone", "files", n)
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(sweepEvery):
		}
	}
}

// checkFiles proves that each file that a document names is there and holds what it
// held; it tells of the first that does not.
func checkFiles(ctx context.Context, data store.Store, files store.Files) error {
	const most = 20 // are told of
	var wrong []error
	for above := ""; ; {
		var hashes []string
		err := data.View(ctx, func(tx store.ReadTx) (err error) {
			hashes, err = tx.FilesUsed(above, 1000)
			return err
		})
		if err != nil || len(hashes) == 0 || len(wrong) >= most {
			return errors.Join(append(wrong, err)...)
		}
		for _, hash := range hashes {
			if err := files.Check(hash); err != nil && len(wrong) < most {
				wrong = append(wrong, err)
			}
			above = hash
		}
	}
}
