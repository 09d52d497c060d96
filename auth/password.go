// Package auth is what signing in is made of: password hashes, tokens, sessions
// and the limits on wrong passwords. What may be done and for how long, crm
// says. It may import crm and store, no Fiber and no engine.
package auth

import (
	"context"
	"errors"
	"runtime"
	"sync/atomic"

	"github.com/alexedwards/argon2id"
)

// ErrBusy: so many passwords wait to be checked that one more would wait too long.
var ErrBusy = errors.New("auth: too many passwords wait to be checked")

// strength is what a hash costs: 46 MiB, one pass, one thread (OWASP).
var strength = &argon2id.Params{Memory: 46 << 10, Iterations: 1, Parallelism: 1, SaltLength: 16, KeyLength: 32}

// nobody is the hash of a password that nobody has: what is compared with for an
// account that is not there, so that its answer takes as long.
const nobody = "$argon2id$v=19$m=47104,t=1,p=1$c2FsdCBvZiBub2JvZHkhIQ$NGtvGlDJeQaUDW5Np51DA+2Q0fRQrVLKHVFSA3FLhys"

// maxWaiting is how many may wait for their turn.
const maxWaiting = 256

// Hasher makes and compares password hashes, few at a time: each takes a core and
// 46 MiB for some 50 ms, and pages must be answered meanwhile.
type Hasher struct {
	turns   chan struct{}
	waiting atomic.Int64
	made    atomic.Int64
}

// NewHasher returns a hasher that keeps half of the cores free, but uses one.
func NewHasher() *Hasher {
	return &Hasher{turns: make(chan struct{}, max(1, runtime.NumCPU()/2))}
}

// Hash returns the hash of the password, in PHC form with its own salt.
func (h *Hasher) Hash(ctx context.Context, password string) (hash string, err error) {
	err = h.turn(ctx, func() error {
		hash, err = argon2id.CreateHash(password, strength)
		return err
	})
	return hash, err
}

// Matches tells whether the hash is of the password. An empty hash matches
// nothing, and takes as long as one that does.
func (h *Hasher) Matches(ctx context.Context, password, hash string) (same bool, err error) {
	known := hash != ""
	if !known {
		hash = nobody
	}
	err = h.turn(ctx, func() error {
		same, err = argon2id.ComparePasswordAndHash(password, hash)
		return err
	})
	return same && known, err
}

// Made is how many hashes were made so far.
func (h *Hasher) Made() int64 { return h.made.Load() }

// turn waits for one and does it.
func (h *Hasher) turn(ctx context.Context, do func() error) error {
	if h.waiting.Add(1) > maxWaiting {
		h.waiting.Add(-1)
		return ErrBusy
	}
	defer h.waiting.Add(-1)
	select {
	case h.turns <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-h.turns }()
	h.made.Add(1)
	return do()
}
