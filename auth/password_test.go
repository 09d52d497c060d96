package auth

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/alexedwards/argon2id"
)

func TestAHashIsOfOnePassword(t *testing.T) {
	h, ctx := NewHasher(), context.Background()
	hash, err := h.Hash(ctx, "drie paarden voor de molen")
	if err != nil {
		t.Fatal(err)
	}
	other, err := h.Hash(ctx, "drie paarden voor de molen")
	if err != nil || hash == other {
		t.Errorf("two hashes are the same: %v", err)
	}
	if !strings.HasPrefix(hash, "$argon2id$v=19$m=47104,t=1,p=1$") || strings.Contains(hash, "paarden") {
		t.Errorf("the hash is %s", hash)
	}
	for password, want := range map[string]bool{"drie paarden voor de molen": true, "Drie paarden voor de molen": false, "drie paarden voor de molen ": false, "": false} {
		if got, err := h.Matches(ctx, password, hash); got != want || err != nil {
			t.Errorf("%q: %v %v", password, got, err)
		}
	}
	if got, err := h.Matches(ctx, "x", "no hash"); got || err == nil {
		t.Errorf("what is no hash: %v %v", got, err)
	}
}

// Whether or not there is such a user, a password costs one hash.
func TestAnUnknownUserTakesOneHashAsWell(t *testing.T) {
	h, ctx := NewHasher(), context.Background()
	hash, err := h.Hash(ctx, "drie paarden voor de molen")
	if err != nil || h.Made() != 1 {
		t.Fatalf("%d hashes, %v", h.Made(), err)
	}
	for i, kept := range []string{hash, "", hash} {
		if got, err := h.Matches(ctx, "something else", kept); got || err != nil || h.Made() != int64(i+2) {
			t.Errorf("%q: %v %v, %d hashes", kept, got, err, h.Made())
		}
	}
	known, _, _, err := argon2id.DecodeHash(hash)
	if err != nil {
		t.Fatal(err)
	}
	unknown, _, _, err := argon2id.DecodeHash(nobody)
	if err != nil || *unknown != *known {
		t.Errorf("nobody's hash costs %+v, others %+v, %v", unknown, known, err)
	}
}

// Nobody has the empty hash's password, not even who knows what it was made of.
func TestAnEmptyHashMatchesNothing(t *testing.T) {
	h := NewHasher()
	for _, password := range []string{"", "salt of nobody!!", nobody} {
		if got, err := h.Matches(context.Background(), password, ""); got || err != nil {
			t.Errorf("%q: %v %v", password, got, err)
		}
	}
}

func TestNeverMoreHashesAtOnceThanTurns(t *testing.T) {
	h := &Hasher{turns: make(chan struct{}, 2)}
	var mu sync.Mutex
	now, most := 0, 0
	var all sync.WaitGroup
	for range 50 {
		all.Go(func() {
			err := h.turn(context.Background(), func() error {
				mu.Lock()
				now++
				most = max(most, now)
				mu.Unlock()
				time.Sleep(time.Millisecond)
				mu.Lock()
				now--
				mu.Unlock()
				return nil
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if most != 2 || h.Made() != 50 || h.waiting.Load() != 0 {
		t.Errorf("%d at once, %d made, %d waiting", most, h.Made(), h.waiting.Load())
	}
	if turns := cap(NewHasher().turns); turns < 1 {
		t.Errorf("%d turns", turns)
	}
}

func TestWhenTooManyWaitOneMoreIsRefused(t *testing.T) {
	h := &Hasher{turns: make(chan struct{}, 1)}
	h.turns <- struct{}{} // somebody's hash takes for ever
	ctx, give := context.WithCancel(context.Background())
	var all sync.WaitGroup
	for range maxWaiting {
		all.Go(func() {
			if _, err := h.Hash(ctx, "x"); !errors.Is(err, context.Canceled) {
				t.Error(err)
			}
		})
	}
	for h.waiting.Load() < maxWaiting {
		time.Sleep(time.Millisecond)
	}
	if _, err := h.Matches(context.Background(), "x", ""); !errors.Is(err, ErrBusy) {
		t.Errorf("one more: %v", err)
	}
	give()
	all.Wait()
	if h.Made() != 0 || h.waiting.Load() != 0 {
		t.Errorf("%d made, %d waiting", h.Made(), h.waiting.Load())
	}
	<-h.turns
	if _, err := h.Matches(context.Background(), "x", ""); err != nil {
		t.Errorf("afterwards: %v", err)
	}
}

func TestAPasswordThatFailsGivesItsTurnBack(t *testing.T) {
	h := &Hasher{turns: make(chan struct{}, 1)}
	for range 3 {
		if _, err := h.Matches(context.Background(), "x", "no hash"); err == nil {
			t.Error("what is no hash was taken")
		}
	}
	if got, err := h.Matches(context.Background(), "x", ""); got || err != nil {
		t.Errorf("%v %v", got, err)
	}
}
