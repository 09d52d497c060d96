package storetest

import (
	"context"
	"reflect"
	"testing"

	"verkoop/crm"
	"verkoop/store"
)

var selectionTests = []test{
	{"a selection is its owner's, and everybody's where it is shared", func(t *testing.T, open Open) {
		s, reopen := open(t)
		people(t, s)
		wantSelections(t, s, sam.ID)
		mine := crm.Selection{ID: "a", Version: 1, Name: "Éind van de maand", Owner: sam.ID,
			Criteria: []string{"outcome.one_of:open", "or", "title.words:a|b"}, Sort: "amount", Descending: true, Columns: []string{"number", "title"}}
		shared := crm.Selection{ID: "b", Version: 1, Name: "Alles", Owner: sam.ID, Shared: true}
		theirs := crm.Selection{ID: "c", Version: 1, Name: "eind", Owner: zoe.ID}
		open2 := crm.Selection{ID: "d", Version: 1, Name: "Eind van het jaar", Owner: zoe.ID, Shared: true}
		put(t, s, mine, shared, theirs, open2)
		if reopen != nil {
			s = reopen()
		}
		wantSelections(t, s, sam.ID, shared, mine, open2) // by name, without regard to accents
		wantSelections(t, s, zoe.ID, shared, theirs, open2)
		wantSelections(t, s, ada.ID, shared, open2)
		wantSelections(t, s, "", shared, open2)
		for _, want := range []crm.Selection{mine, theirs} {
			got := read(t, s, func(tx store.ReadTx) (crm.Selection, error) { return tx.Selection(want.ID) })
			if !reflect.DeepEqual(got, want) {
				t.Errorf("got %+v, want %+v", got, want)
			}
		}
	}},
	{"a selection is renamed, shared no more and deleted, each in its version", on(func(t *testing.T, s store.Store) {
		people(t, s)
		was := crm.Selection{ID: "a", Version: 1, Name: "Oost", Owner: sam.ID, Shared: true}
		other := crm.Selection{ID: "b", Version: 1, Name: "Noord", Owner: mia.ID, Shared: true}
		put(t, s, was, other)
		update(t, s, func(tx store.Tx) error {
			wantErr(t, "the same version", tx.PutSelection(was), store.ErrExists)
			ahead := was
			ahead.Version = 3
			wantErr(t, "a version ahead", tx.PutSelection(ahead), store.ErrVersion)
			return nil
		})
		now := was
		now.Version, now.Name, now.Shared = 2, "Aan zee", false
		put(t, s, now)
		wantSelections(t, s, sam.ID, now, other)
		wantSelections(t, s, mia.ID, other)
		update(t, s, func(tx store.Tx) error {
			wantErr(t, "an old version", tx.DeleteSelection("a", 1), store.ErrVersion)
			wantErr(t, "none such", tx.DeleteSelection("x", 1), store.ErrNotFound)
			_, err := tx.Selection("x")
			wantErr(t, "none such", err, store.ErrNotFound)
			return nil
		})
		wantErr(t, "failing", s.Update(context.Background(), func(tx store.Tx) error {
			if err := tx.DeleteSelection("a", 2); err != nil {
				return err
			}
			if got, err := tx.Selections(sam.ID); err != nil || len(got) != 1 {
				t.Errorf("in the same update: %+v, error %v", got, err)
			}
			return errNo
		}), errNo)
		wantSelections(t, s, sam.ID, now, other)
		update(t, s, func(tx store.Tx) error { return tx.DeleteSelection("a", 2) })
		wantSelections(t, s, sam.ID, other)
		put(t, s, was) // the id is free again
		wantSelections(t, s, zoe.ID, other, was)
	})},
}

func wantSelections(t *testing.T, s store.Store, user crm.UserID, want ...crm.Selection) {
	t.Helper()
	got := read(t, s, func(tx store.ReadTx) ([]crm.Selection, error) { return tx.Selections(user) })
	if len(got)+len(want) > 0 && !reflect.DeepEqual(got, want) {
		t.Errorf("selections of %q: %+v, want %+v", user, got, want)
	}
}
