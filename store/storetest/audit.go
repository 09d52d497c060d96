package storetest

import (
	"cmp"
	"context"
	"encoding/base64"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"verkoop/crm"
	"verkoop/store"
)

// entry is an audit entry so many minutes after noon.
func entry(id string, minutes int, actor crm.UserID, kind crm.AuditKind) crm.AuditEntry {
	return crm.AuditEntry{ID: id, At: noon.Add(time.Duration(minutes) * time.Minute), Kind: kind, Actor: actor}
}

// auditIDs are the entries that the filter lets through, read page by page.
func auditIDs(t testing.TB, s store.Store, f store.AuditFilter, limit int) []string {
	t.Helper()
	out := []string{}
	at := store.Cursor("")
	for range 10_000 {
		entries, next := auditPage(t, s, f, at, limit)
		for _, e := range entries {
			out = append(out, e.ID)
		}
		if len(entries) > limit || next != "" && len(entries) < limit {
			t.Fatalf("%d entries, limit %d, next %q", len(entries), limit, next)
		}
		if at = next; at == "" {
			return out
		}
	}
	t.Fatal("the log does not end")
	return nil
}

func auditPage(t testing.TB, s store.Store, f store.AuditFilter, at store.Cursor, limit int) (out []crm.AuditEntry, next store.Cursor) {
	t.Helper()
	view(t, s, func(tx store.ReadTx) (err error) {
		out, next, err = tx.Audit(f, at, limit)
		return err
	})
	return out, next
}

func wantAudit(t testing.TB, s store.Store, f store.AuditFilter, want string) {
	t.Helper()
	for limit := 1; limit < 5; limit++ {
		if got := strings.Join(auditIDs(t, s, f, limit), " "); got != want {
			t.Errorf("%+v by %d: %q, want %q", f, limit, got, want)
		}
	}
}

// log is a few entries of two actors and two kinds, not put in order.
func log(t testing.TB, s store.Store) {
	t.Helper()
	put(t, s, entry("c", 3, sam.ID, crm.AuditRefused), entry("a", 1, sam.ID, crm.AuditSaleDeleted))
	put(t, s, entry("f", 6, "", crm.AuditRefused), entry("b", 2, mia.ID, crm.AuditRefused))
	put(t, s, entry("e", 5, sam.ID, crm.AuditRefused), entry("d", 4, mia.ID, crm.AuditSaleDeleted))
}

var auditTests = []test{
	{"entries come back as they went in", func(t *testing.T, open Open) {
		s, reopen := open(t)
		want := []crm.AuditEntry{
			{ID: strings.Repeat("x", 128), At: noon.Add(time.Nanosecond), Kind: crm.AuditSaleDeleted, Actor: "sam", ActorName: "Sam Smit",
				From: "2001:db8::1", Act: crm.DeleteSale, Sale: 1001, User: "zoe", Subject: "Café <b> & \"x\" \u2028\x01",
				Facts: full().Deleted(func(_ crm.Field, id string) crm.Words { return crm.Same("Naam " + id) })},
			{ID: "bare", At: noon},
		}
		if len(want[0].Facts) < 20 {
			t.Fatalf("only %d facts", len(want[0].Facts))
		}
		put(t, s, want[0], want[1])
		check := func() {
			t.Helper()
			if got, next := auditPage(t, s, store.AuditFilter{}, "", 9); !reflect.DeepEqual(got, want) || next != "" {
				t.Errorf("got\n%+v, want\n%+v, next %q", got, want, next)
			}
		}
		check()
		if reopen != nil {
			s = reopen()
			check()
		}
	}},
	{"the log reads newest first, narrowed by actor and kind", on(func(t *testing.T, s store.Store) {
		wantAudit(t, s, store.AuditFilter{}, "")
		log(t, s)
		for want, f := range map[string]store.AuditFilter{
			"f e d c b a": {},
			"e c a":       {Person: sam.ID},
			"d b":         {Person: mia.ID},
			"f e c b":     {Kind: crm.AuditRefused},
			"d a":         {Kind: crm.AuditSaleDeleted},
			"e c":         {Person: sam.ID, Kind: crm.AuditRefused},
			"d":           {Person: mia.ID, Kind: crm.AuditSaleDeleted},
		} {
			wantAudit(t, s, f, want)
		}
		for _, f := range []store.AuditFilter{{Person: "sa"}, {Person: "samm"}, {Kind: "refuse"}, {Kind: crm.AuditKind(sam.ID)},
			{Person: crm.UserID(crm.AuditRefused)}, {Person: zoe.ID, Kind: crm.AuditRefused}} {
			wantAudit(t, s, f, "")
		}
		if got, next := auditPage(t, s, store.AuditFilter{}, "", 0); len(got) > 0 || next != "" {
			t.Errorf("at most 0: %+v, next %q", got, next)
		}
	})},
	{"a person's entries are those by and about them, each once", on(func(t *testing.T, s store.Store) {
		by, about, both := entry("a", 1, sam.ID, crm.AuditLoggedIn), entry("b", 2, "", crm.AuditLogInFailed), entry("c", 3, sam.ID, crm.AuditPassword)
		about.User, both.User = sam.ID, sam.ID
		put(t, s, by, about, both, entry("d", 4, mia.ID, crm.AuditLoggedIn))
		wantAudit(t, s, store.AuditFilter{Person: sam.ID}, "c b a")
		wantAudit(t, s, store.AuditFilter{Person: sam.ID, Kind: crm.AuditLogInFailed}, "b")
	})},
	{"the period holds its beginning and not its end", on(func(t *testing.T, s store.Store) {
		log(t, s)
		at := func(minutes int) time.Time { return noon.Add(time.Duration(minutes) * time.Minute) }
		amsterdam := time.FixedZone("CET", 3600)
		for _, c := range []struct {
			f    store.AuditFilter
			want string
		}{
			{store.AuditFilter{From: at(4)}, "f e d"},
			{store.AuditFilter{From: at(4).Add(1)}, "f e"},
			{store.AuditFilter{To: at(3)}, "b a"},
			{store.AuditFilter{To: at(3).Add(1)}, "c b a"},
			{store.AuditFilter{From: at(2), To: at(5)}, "d c b"},
			{store.AuditFilter{From: at(2).In(amsterdam), To: at(5).In(amsterdam)}, "d c b"},
			{store.AuditFilter{From: at(4), To: at(4)}, ""},
			{store.AuditFilter{From: at(5), To: at(2)}, ""},
			{store.AuditFilter{From: at(7)}, ""},
			{store.AuditFilter{To: at(1)}, ""},
			{store.AuditFilter{Person: sam.ID, From: at(2)}, "e c"},
			{store.AuditFilter{Kind: crm.AuditRefused, To: at(6)}, "e c b"},
			{store.AuditFilter{Person: sam.ID, Kind: crm.AuditRefused, From: at(3), To: at(5)}, "c"},
			{store.AuditFilter{From: time.Time{}.Add(1), To: time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC)}, "f e d c b a"},
			{store.AuditFilter{From: time.Date(2600, 1, 1, 0, 0, 0, 0, time.UTC)}, ""},
			{store.AuditFilter{To: time.Date(1500, 1, 1, 0, 0, 0, 0, time.UTC)}, ""},
		} {
			wantAudit(t, s, c.f, c.want)
		}
	})},
	{"entries of one moment are each there", on(func(t *testing.T, s store.Store) {
		ids := []string{"a", "aa", "b", "ÿ", strings.Repeat("z", 128)}
		slices.Sort(ids)
		for _, id := range ids {
			put(t, s, entry(id, 0, sam.ID, crm.AuditRefused))
		}
		for _, f := range []store.AuditFilter{{}, {Person: sam.ID}, {From: noon, To: noon.Add(1)}} {
			for limit := 1; limit < 9; limit++ {
				got := auditIDs(t, s, f, limit)
				slices.Sort(got)
				if !slices.Equal(got, ids) {
					t.Errorf("by %d: %q", limit, got)
				}
			}
		}
		wantAudit(t, s, store.AuditFilter{To: noon}, "")
		wantAudit(t, s, store.AuditFilter{From: noon.Add(1)}, "")
	})},
	{"an id is taken once, and the entry stays as it was", on(func(t *testing.T, s store.Store) {
		first := entry("a", 1, sam.ID, crm.AuditRefused)
		put(t, s, first)
		other := entry("a", 2, mia.ID, crm.AuditSaleDeleted)
		for _, e := range []crm.AuditEntry{first, other} {
			wantErr(t, "again", s.Update(context.Background(), func(tx store.Tx) error { return tx.PutAudit(e) }), store.ErrExists)
		}
		// An update that goes on after the refusal has put nothing of it.
		update(t, s, func(tx store.Tx) error {
			wantErr(t, "again", tx.PutAudit(other), store.ErrExists)
			if err := tx.PutAudit(entry("b", 3, mia.ID, crm.AuditRefused)); err != nil {
				return err
			}
			wantErr(t, "in the same update", tx.PutAudit(entry("b", 4, mia.ID, crm.AuditRefused)), store.ErrExists)
			return nil
		})
		if got, _ := auditPage(t, s, store.AuditFilter{Person: sam.ID}, "", 9); len(got) != 1 || !reflect.DeepEqual(got[0], first) {
			t.Errorf("got %+v", got)
		}
		wantAudit(t, s, store.AuditFilter{}, "b a")
		wantAudit(t, s, store.AuditFilter{Kind: crm.AuditSaleDeleted}, "")
	})},
	{"an entry has an id, and nothing too long for a key", on(func(t *testing.T, s store.Store) {
		long := strings.Repeat("x", 100_000)
		for i, e := range []crm.AuditEntry{{At: noon}, {ID: long}, {ID: "a", Actor: crm.UserID(long)}, {ID: "a", Kind: crm.AuditKind(long)}} {
			if s.Update(context.Background(), func(tx store.Tx) error { return tx.PutAudit(e) }) == nil {
				t.Errorf("entry %d was taken", i)
			}
		}
		wantAudit(t, s, store.AuditFilter{}, "")
	})},
	{"an update sees its own entries, and one that fails keeps none", on(func(t *testing.T, s store.Store) {
		log(t, s)
		err := s.Update(context.Background(), func(tx store.Tx) error {
			if err := putAll(tx, entry("x", 3, sam.ID, crm.AuditRefused), entry("y", 9, sam.ID, crm.AuditRefused)); err != nil {
				return err
			}
			got, next, err := tx.Audit(store.AuditFilter{Person: sam.ID}, "", 2)
			if err != nil {
				return err
			}
			rest, end, err := tx.Audit(store.AuditFilter{Person: sam.ID}, next, 9)
			if len(got) != 2 || got[0].ID != "y" || len(rest) != 3 || end != "" {
				t.Errorf("the update sees %+v, then %+v, next %q", got, rest, end)
			}
			return cmp.Or(err, errNo)
		})
		wantErr(t, "update", err, errNo)
		wantAudit(t, s, store.AuditFilter{}, "f e d c b a")
		wantAudit(t, s, store.AuditFilter{Person: sam.ID}, "e c a")
		put(t, s, entry("x", 3, sam.ID, crm.AuditRefused))
	})},
	{"pages hold still while the log grows", on(func(t *testing.T, s store.Store) {
		log(t, s)
		_, next := auditPage(t, s, store.AuditFilter{}, "", 2)
		put(t, s, entry("new", 60, sam.ID, crm.AuditRefused))
		if got, _ := auditPage(t, s, store.AuditFilter{}, next, 2); len(got) != 2 || got[0].ID != "d" || got[1].ID != "c" {
			t.Errorf("the second page is %+v", got)
		}
	})},
	{"a cursor fits only its filter", func(t *testing.T, open Open) {
		s, reopen := open(t)
		people(t, s)
		log(t, s)
		for i := range 3 {
			registered(t, s, newSale(crm.SaleID(fmt.Sprint(i))))
		}
		filters := []store.AuditFilter{
			{}, {Person: sam.ID}, {Kind: crm.AuditRefused}, {Person: sam.ID, Kind: crm.AuditRefused},
			{From: noon}, {To: noon.Add(time.Hour)}, {From: noon, To: noon.Add(time.Hour)}, {From: noon.Add(1)},
			{Person: "", Kind: crm.AuditKind(sam.ID)}, {Person: zoe.ID},
		}
		list := store.SaleList{Reader: sam, Sort: store.ByTitle}
		try := func(f store.AuditFilter, at store.Cursor) error {
			return s.View(context.Background(), func(tx store.ReadTx) error {
				_, _, err := tx.Audit(f, at, 2)
				return err
			})
		}
		for i, own := range filters {
			_, c := auditPage(t, s, own, "", 1)
			if c == "" {
				continue
			}
			for j, f := range filters {
				if i != j {
					wantErr(t, fmt.Sprintf("of %+v in %+v", own, f), try(f, c), store.ErrCursor)
				}
			}
			wantErr(t, "in a list of sales", s.View(context.Background(), func(tx store.ReadTx) error {
				_, err := tx.Sales(list, c, 2)
				return err
			}), store.ErrCursor)
			raw, err := base64.RawURLEncoding.DecodeString(string(c))
			if err != nil {
				t.Fatalf("a cursor is not safe in an address: %q", c)
			}
			for b := range raw {
				forged := slices.Clone(raw)
				forged[b] ^= 1
				wantErr(t, fmt.Sprint("byte ", b), try(own, store.Cursor(base64.RawURLEncoding.EncodeToString(forged))), store.ErrCursor)
			}
			if reopen != nil && i == 0 {
				s = reopen()
			}
			if err := try(own, c); err != nil {
				t.Errorf("in its own list: %v", err)
			}
		}
		for _, bad := range []store.Cursor{"x", "!", "AAAA", "AAAAAAAAAAAA", readPage(t, s, list, "", 1).Next} {
			wantErr(t, string(bad), try(store.AuditFilter{}, bad), store.ErrCursor)
		}
	}},
	{"there is no way to change or remove an entry", func(t *testing.T, _ Open) {
		var got []string
		for m := range reflect.TypeFor[store.Tx]().Methods() {
			if strings.Contains(m.Name, "Audit") {
				got = append(got, m.Name)
			}
		}
		if want := []string{"Audit", "PutAudit"}; !slices.Equal(got, want) {
			t.Errorf("methods about the log are %v, want %v", got, want)
		}
	}},
	{"the log is as a naive model filters it", func(t *testing.T, open Open) {
		rapid.Check(t, func(rt *rapid.T) {
			s, _ := open(t)
			defer s.Close()
			var all []crm.AuditEntry
			for range rapid.IntRange(1, 4).Draw(rt, "updates") {
				var more []any
				for range rapid.IntRange(0, 9).Draw(rt, "entries") {
					e := entry(fmt.Sprint(len(all)), someMinutes.Draw(rt, "at"), someActors.Draw(rt, "actor"), someAuditKinds.Draw(rt, "kind"))
					e.User = someActors.Draw(rt, "about")
					all, more = append(all, e), append(more, e)
				}
				put(t, s, more...)
			}
			for range 10 {
				compareAudit(rt, t, s, all)
			}
		})
	}},
}

var (
	someMinutes    = rapid.IntRange(-5, 5)
	someActors     = rapid.SampledFrom([]crm.UserID{"", "sam", "sa", "mia", crm.UserID(crm.AuditRefused)})
	someAuditKinds = rapid.SampledFrom([]crm.AuditKind{"", crm.AuditRefused, crm.AuditSaleDeleted, "sam"})
)

func compareAudit(rt *rapid.T, t testing.TB, s store.Store, all []crm.AuditEntry) {
	f := store.AuditFilter{Person: someActors.Draw(rt, "of actor"), Kind: someAuditKinds.Draw(rt, "of kind")}
	if rapid.Bool().Draw(rt, "has from") {
		f.From = noon.Add(time.Duration(someMinutes.Draw(rt, "from")) * time.Minute)
	}
	if rapid.Bool().Draw(rt, "has to") {
		f.To = noon.Add(time.Duration(someMinutes.Draw(rt, "to")) * time.Minute)
	}
	at := map[string]time.Time{}
	var want []string
	for _, e := range all {
		at[e.ID] = e.At
		if (f.Person == "" || e.Actor == f.Person || e.User == f.Person) && (f.Kind == "" || e.Kind == f.Kind) &&
			(f.From.IsZero() || !e.At.Before(f.From)) && (f.To.IsZero() || e.At.Before(f.To)) {
			want = append(want, e.ID)
		}
	}
	got := auditIDs(t, s, f, rapid.IntRange(1, 9).Draw(rt, "limit"))
	if !slices.IsSortedFunc(got, func(a, b string) int { return at[b].Compare(at[a]) }) {
		rt.Fatalf("%+v: %v is not newest first", f, got)
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		rt.Fatalf("%+v: got %v, want %v", f, got, want)
	}
}
