package storetest

import (
	"context"
	"slices"
	"strings"
	"testing"

	"verkoop/crm"
	"verkoop/store"
)

var peopleTests = []test{
	{"a user is found by the address of now", func(t *testing.T, open Open) {
		s, reopen := open(t)
		people(t, s)
		eve := crm.User{ID: "eve", Version: 1, Name: "Eve"}
		put(t, s, eve)
		wantEmail(t, s, sam.Email, sam.ID)
		wantEmail(t, s, dirk.Email, dirk.ID) // disabled
		for _, none := range []string{"", "sam", "sam@example.n", "sam@example.nll", "nobody@example.nl"} {
			wantEmail(t, s, none, "")
		}
		after := sam
		after.Version, after.Email = 2, "smit@example.nl"
		wantErr(t, "failing", s.Update(context.Background(), func(tx store.Tx) error {
			if err := tx.PutUser(after); err != nil {
				return err
			}
			if got, err := tx.UserByEmail(after.Email); got != after || err != nil {
				t.Errorf("in the same update: %+v, error %v", got, err)
			}
			return errNo
		}), errNo)
		wantEmail(t, s, sam.Email, sam.ID)
		wantEmail(t, s, after.Email, "")
		put(t, s, after)
		if reopen != nil {
			s = reopen()
		}
		wantEmail(t, s, sam.Email, "")
		wantEmail(t, s, after.Email, sam.ID)
	}},
	{"no two users have the same address", on(func(t *testing.T, s store.Store) {
		people(t, s)
		was := read(t, s, store.ReadTx.Users)
		taken := mo
		taken.Version, taken.Email, taken.Name = 2, sam.Email, "Mo Other"
		left := mo
		left.Version, left.Email = 2, dirk.Email // also of one who has left
		for what, u := range map[string]crm.User{
			"changed":                 taken,
			"of one who has left":     left,
			"new":                     {ID: "eve", Version: 1, Email: ada.Email},
			"new, with another's too": {ID: "eve", Version: 1, Name: ada.Name, Email: zoe.Email, Group: ada.Group},
		} {
			update(t, s, func(tx store.Tx) error {
				wantErr(t, what, tx.PutUser(u), store.ErrExists)
				return nil // and yet nothing of it is kept
			})
		}
		if got := read(t, s, store.ReadTx.Users); !slices.Equal(got, was) {
			t.Errorf("got %+v, want %+v", got, was)
		}
		own := sam
		own.Version, own.Name = 2, "Sam Smits"
		gone := mia
		gone.Version, gone.Email = 2, ""
		put(t, s, own, gone, crm.User{ID: "none", Version: 1}, crm.User{ID: "neither", Version: 1},
			crm.User{ID: "eve", Version: 1, Email: mia.Email}) // free in the same update
		wantEmail(t, s, mia.Email, "eve")
		wantEmail(t, s, sam.Email, sam.ID)
	})},
	{"groups are by name", func(t *testing.T, open Open) {
		s, reopen := open(t)
		if got := read(t, s, store.ReadTx.Groups); len(got) > 0 {
			t.Errorf("an empty store has %+v", got)
		}
		want := []crm.Group{{ID: "z", Version: 1, Name: "Één"}, {ID: "b", Version: 1, Name: "noord"}, {ID: "c", Version: 1, Name: "Noord"}, {ID: "a", Version: 1, Name: "Zuid"}}
		for _, i := range []int{2, 3, 0, 1} {
			put(t, s, want[i])
		}
		if got := read(t, s, store.ReadTx.Groups); !slices.Equal(got, want) {
			t.Errorf("got %+v", got)
		}
		want = append(want[1:], crm.Group{ID: "z", Version: 2, Name: "Zzz"})
		put(t, s, want[3])
		if reopen != nil {
			s = reopen()
		}
		if got := read(t, s, store.ReadTx.Groups); !slices.Equal(got, want) {
			t.Errorf("renamed, got %+v", got)
		}
	}},
	{"an owner's sales are by number, page by page", on(ownerSales)},
	{"a password is there once it was chosen", func(t *testing.T, open Open) {
		s, reopen := open(t)
		people(t, s)
		password := func(u crm.UserID, want string, wanted error) {
			t.Helper()
			view(t, s, func(tx store.ReadTx) error {
				got, err := tx.Password(u)
				wantErr(t, string(u), err, wanted)
				if got != want {
					t.Errorf("of %s got %q, want %q", u, got, want)
				}
				return nil
			})
		}
		password(sam.ID, "", store.ErrNotFound)
		choose := func(u crm.UserID, hash string) {
			t.Helper()
			update(t, s, func(tx store.Tx) error { return tx.PutPassword(u, hash) })
		}
		choose(sam.ID, "$argon2id$v=19$m=65536,t=1,p=2$c2FsdA$aGFzaA<>&")
		choose(mia.ID, "other")
		password(sam.ID, "$argon2id$v=19$m=65536,t=1,p=2$c2FsdA$aGFzaA<>&", nil)
		choose(sam.ID, "again")
		if reopen != nil {
			s = reopen()
		}
		password(sam.ID, "again", nil)
		password(mia.ID, "other", nil)
		password(zoe.ID, "", store.ErrNotFound)
	}},
	{"preferences are each user's own", func(t *testing.T, open Open) {
		s, reopen := open(t)
		people(t, s)
		wantPreferences(t, s, crm.Preferences{User: sam.ID}) // none were kept
		first := crm.Preferences{User: sam.ID, Version: 1, AlwaysFollowUp: true}
		put(t, s, first)
		wantPreferences(t, s, first, crm.Preferences{User: mia.ID})
		wantErr(t, "from an older version", s.Update(context.Background(), func(tx store.Tx) error { return tx.PutPreferences(first) }), store.ErrExists)
		second := crm.Preferences{User: sam.ID, Version: 2}
		put(t, s, second)
		wantErr(t, "failing", s.Update(context.Background(), func(tx store.Tx) error {
			if err := tx.PutPreferences(crm.Preferences{User: sam.ID, Version: 3, AlwaysFollowUp: true}); err != nil {
				return err
			}
			return errNo
		}), errNo)
		if reopen != nil {
			s = reopen()
		}
		wantPreferences(t, s, second, crm.Preferences{User: mia.ID})
	}},
}

func wantPreferences(t testing.TB, s store.Store, want ...crm.Preferences) {
	t.Helper()
	for _, w := range want {
		if got := read(t, s, func(tx store.ReadTx) (crm.Preferences, error) { return tx.Preferences(w.User) }); got != w {
			t.Errorf("of %s got %+v, want %+v", w.User, got, w)
		}
	}
}

// wantEmail looks for the user by the address; no id is nobody.
func wantEmail(t testing.TB, s store.Store, address string, want crm.UserID) {
	t.Helper()
	view(t, s, func(tx store.ReadTx) error {
		got, err := tx.UserByEmail(address)
		if want == "" {
			wantErr(t, address, err, store.ErrNotFound)
		} else if err != nil || got.ID != want || got.Email != address {
			t.Errorf("by %q got %+v, error %v", address, got, err)
		}
		return nil
	})
}

func ownerSales(t *testing.T, s store.Store) {
	people(t, s)
	put(t, s, crm.User{ID: "sa", Version: 1}) // an id that begins another
	want := map[crm.UserID][]crm.SaleNumber{}
	var all []crm.Sale
	for i := range 12 {
		sale := newSale(crm.SaleID(strings.Repeat("x", i+1)))
		sale.Owner = []crm.UserID{sam.ID, "sa", sam.ID, zoe.ID}[i%4]
		sale.Visible = crm.Visibilities[i%3]
		sale = registered(t, s, sale)
		all = append(all, sale)
		want[sale.Owner] = append(want[sale.Owner], sale.Number)
	}
	compare := func(tx store.ReadTx) {
		t.Helper()
		for _, owner := range []crm.UserID{sam.ID, "sa", zoe.ID, mia.ID, "s", ""} {
			wantOwnerSales(t, tx, owner, want[owner])
		}
	}
	view(t, s, func(tx store.ReadTx) error { compare(tx); return nil })
	update(t, s, func(tx store.Tx) error { // sees its own writes
		for i, to := range map[int]crm.UserID{0: zoe.ID, 3: sam.ID, 4: mia.ID} {
			if _, err := edit(tx, all[i].Number, func(s *crm.Sale) { s.Owner = to }); err != nil {
				return err
			}
		}
		if err := tx.DeleteSale(all[1].Number, 1); err != nil {
			return err
		}
		n := func(indexes ...int) (out []crm.SaleNumber) {
			for _, i := range indexes {
				out = append(out, all[i].Number)
			}
			return out
		}
		want = map[crm.UserID][]crm.SaleNumber{sam.ID: n(2, 3, 6, 8, 10), "sa": n(5, 9), zoe.ID: n(0, 7, 11), mia.ID: n(4)}
		compare(tx)
		return nil
	})
	view(t, s, func(tx store.ReadTx) error { compare(tx); return nil })
}

// wantOwnerSales reads the owner's sales by each limit and counts them up to each
// figure.
func wantOwnerSales(t testing.TB, tx store.ReadTx, owner crm.UserID, want []crm.SaleNumber) {
	t.Helper()
	for limit := 1; limit < 8; limit++ {
		var got []crm.SaleNumber
		above := crm.SaleNumber(0)
		for range 100 {
			page, err := tx.OwnerSales(owner, above, limit)
			if err != nil || len(page) > limit {
				t.Fatalf("sales of %s: %v, limit %d, error %v", owner, page, limit, err)
			}
			if len(page) == 0 {
				break
			}
			got, above = append(got, page...), page[len(page)-1]
		}
		if !slices.Equal(got, want) {
			t.Errorf("sales of %s by %d: %v, want %v", owner, limit, got, want)
		}
		if n, err := tx.CountOwnerSales(owner, limit); n != min(limit, len(want)) || err != nil {
			t.Errorf("sales of %s up to %d: counted %d, error %v", owner, limit, n, err)
		}
	}
	if got, err := tx.OwnerSales(owner, 0, 0); len(got) > 0 || err != nil {
		t.Errorf("sales of %s, at most 0: %v, error %v", owner, got, err)
	}
	if n, err := tx.CountOwnerSales(owner, 0); n != 0 || err != nil {
		t.Errorf("sales of %s, at most 0: %d, error %v", owner, n, err)
	}
}
