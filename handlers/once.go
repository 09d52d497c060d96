package handlers

import (
	"errors"

	"verkoop/store"
)

// onceKey is the one-time key that the form carries, so that sent twice it is carried
// out once; empty without a fit one.
func onceKey(f form) string {
	if key := f.get("key"); len(key) <= 64 {
		return key
	}
	return ""
}

// doneBefore tells whether the user sent the same form already, and what it led to.
func doneBefore(tx store.ReadTx, r *request, f form) (done store.Submission, before bool, err error) {
	key := onceKey(f)
	if key == "" {
		return done, false, nil
	}
	done, err = tx.Submission(key)
	if errors.Is(err, store.ErrNotFound) || err == nil && done.User != r.user.ID {
		return store.Submission{}, false, nil
	}
	return done, err == nil, err
}

// keepDone keeps what the form led to, for when it is sent again.
func keepDone(tx store.Tx, r *request, f form, to store.Submission) error {
	if to.Key = onceKey(f); to.Key == "" {
		return nil
	}
	to.User, to.At = r.user.ID, r.now.UTC()
	return tx.PutSubmission(to)
}
