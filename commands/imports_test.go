package commands

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"strings"
	"testing"
	"time"

	"verkoop/crm"
	"verkoop/handlers"
	"verkoop/store"
	"verkoop/store/badger"
)

// What is done needs its rows no more; what may still be carried out does, for a month.
func TestFilesOfFinishedImportsAreRemoved(t *testing.T) {
	data, err := badger.Open(badger.Options{InMemory: true})
	if err != nil {
		t.Fatal(err)
	}
	defer data.Close()
	begun := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	now := begun
	in, err := importsIn(t.TempDir(), data, func() time.Time { return now }, func() string { return "" })
	if err != nil {
		t.Fatal(err)
	}
	c := handlers.Config{Store: data, Clock: func() time.Time { return now }, Imports: in, Logger: slog.New(slog.NewTextHandler(io.Discard, nil))}
	hashes := map[crm.ImportState]string{}
	for _, state := range []crm.ImportState{crm.ImportMapping, crm.ImportChecked, crm.ImportRunning, crm.ImportDone, crm.ImportStopped} {
		hash, _, err := in.Files.Put(context.Background(), strings.NewReader(string(state)), 100)
		if err != nil {
			t.Fatal(err)
		}
		hashes[state] = hash
		i := crm.Import{ID: crm.ImportID(state), By: "ada", File: hash, State: state, Begun: begun}
		if err := data.Update(context.Background(), func(tx store.Tx) error { return tx.PutImport(i) }); err != nil {
			t.Fatal(err)
		}
	}
	left := func(at time.Time, before time.Time) (left []string) {
		now = at
		if err := tidyImportsOnce(context.Background(), c, before); err != nil {
			t.Fatal(err)
		}
		for _, state := range []crm.ImportState{crm.ImportMapping, crm.ImportChecked, crm.ImportRunning, crm.ImportDone, crm.ImportStopped} {
			if f, _, err := in.Files.Open(hashes[state]); err == nil {
				f.Close()
				left = append(left, string(state))
			} else if !errors.Is(err, store.ErrNotFound) {
				t.Fatal(err)
			}
		}
		return left
	}
	young, old := time.Now().Add(-importFile), time.Now().Add(time.Hour)
	for _, step := range []struct {
		at, before time.Time
		want       string
	}{
		{begun, young, "mapping checked running done stopped"},
		{begun, old, "mapping checked running"},
		{begun.Add(importsLast + time.Hour), old, "running"},
	} {
		if got := strings.Join(left(step.at, step.before), " "); got != step.want {
			t.Errorf("at %s: %s, want %s", step.at, got, step.want)
		}
	}
}
