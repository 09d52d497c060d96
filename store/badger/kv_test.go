package badger

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	db "github.com/dgraph-io/badger/v4"
	"pgregory.net/rapid"
)

// TestLayersAreAsOneMap compares reading through overlays with a plain map.
func TestLayersAreAsOneMap(t *testing.T) {
	s := openTest(t, Options{InMemory: true})
	defer closeTest(t, s)
	keys := rapid.Custom(func(t *rapid.T) string {
		return rapid.SampledFrom([]string{"x", "xa", "xb", "y"}).Draw(t, "start") + rapid.StringMatching(`[ab\xff]{0,2}`).Draw(t, "end")
	})
	var left []string // by the case before
	rapid.Check(t, func(t *rapid.T) {
		want := map[string]string{}
		base := rapid.SliceOfN(keys, 0, 8).Draw(t, "base")
		err := s.db.Update(func(txn *db.Txn) error {
			for _, k := range left {
				if err := txn.Delete([]byte(k)); err != nil {
					return err
				}
			}
			for _, k := range base {
				want[k] = "base"
				if err := txn.Set([]byte(k), []byte("base")); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		left = base
		txn := s.db.NewTransaction(false)
		defer txn.Discard()
		l := &layers{snapshot: txn, overlays: []*overlay{newOverlay(), newOverlay()}}
		for i, o := range l.overlays {
			for _, k := range rapid.SliceOfN(keys, 0, 8).Draw(t, "writes") {
				if rapid.Bool().Draw(t, "delete") {
					o.set(k, pending{deleted: true})
					delete(want, k)
				} else {
					want[k] = string(rune('0' + i))
					o.set(k, pending{value: []byte(want[k])})
				}
			}
		}
		for k := range want {
			if v, ok, err := l.get([]byte(k)); err != nil || !ok || string(v) != want[k] {
				t.Fatalf("get %q: %q, %t, error %v, want %q", k, v, ok, err, want[k])
			}
		}
		if k := keys.Draw(t, "any key"); want[k] == "" {
			if _, ok, err := l.get([]byte(k)); ok || err != nil {
				t.Fatalf("get %q: found %t, error %v", k, ok, err)
			}
		}
		compareWalks(t, l, want, keys)
	})
}

func compareWalks(t *rapid.T, l *layers, want map[string]string, keys *rapid.Generator[string]) {
	prefix := rapid.SampledFrom([]string{"x", "xa", "y", "z"}).Draw(t, "prefix")
	reverse := rapid.Bool().Draw(t, "reverse")
	var past []byte
	if k := keys.Draw(t, "past"); strings.HasPrefix(k, prefix) && len(k) > len(prefix) {
		past = []byte(k[len(prefix):])
	}
	var expect, got []string
	for k, v := range want {
		rest, under := strings.CutPrefix(k, prefix)
		ahead := past == nil || rest > string(past) && !reverse || rest < string(past) && reverse
		if under && ahead {
			expect = append(expect, rest+"="+v)
		}
	}
	slices.Sort(expect)
	if reverse {
		slices.Reverse(expect)
	}
	w := l.walk([]byte(prefix[:1]), reverse)
	defer w.close()
	for w.seek([]byte(prefix), past); w.valid(); w.next() {
		v, err := w.value()
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, string(w.rest())+"="+string(v))
	}
	if !slices.Equal(got, expect) {
		t.Fatalf("under %q past %q, reverse %t: got %q, want %q", prefix, past, reverse, got, expect)
	}
}

// TestNothingComesBetweenAKeyAndTheOneBefore: else a list read backwards would skip it.
func TestNothingComesBetweenAKeyAndTheOneBefore(t *testing.T) {
	keys := rapid.SliceOfN(rapid.SampledFrom([]byte{0, 1, 'a', 'b', 0xFE, 0xFF}), 1, 12)
	rapid.Check(t, func(t *rapid.T) {
		k, other := keys.Draw(t, "key"), keys.Draw(t, "other")
		b := before(bytes.Clone(k))
		if bytes.Compare(b, k) >= 0 {
			t.Fatalf("%x is not before %x", b, k)
		}
		if bytes.Compare(other, b) > 0 && bytes.Compare(other, k) < 0 {
			t.Fatalf("%x comes between %x and %x", other, b, k)
		}
	})
}
