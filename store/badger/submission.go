package badger

import (
	"fmt"
	"time"

	"verkoop/store"
)

// keepSubmissions is for how long submissions are remembered.
const keepSubmissions = 7 * 24 * time.Hour

const maxSubmissionKey = 64

// Submission implements store.ReadTx.
func (t *readTx) Submission(k string) (store.Submission, error) {
	r, err := load(t, t.store.kinds.submission, idKey(kSubmission, k))
	if err == nil && !t.store.now().Before(r.Until) {
		err = store.ErrNotFound
	}
	if err != nil {
		return store.Submission{}, fmt.Errorf("%w: submission %q", err, k)
	}
	return r.Submission, nil
}

// PutSubmission implements store.Tx.
func (t *writeTx) PutSubmission(s store.Submission) error {
	if s.Key == "" || len(s.Key) > maxSubmissionKey {
		return fmt.Errorf("store: submission's key %q is not of 1 to %d bytes", s.Key, maxSubmissionKey)
	}
	b, err := t.store.kinds.submission.encode(submissionRecord{s, t.store.now().Add(keepSubmissions)})
	if err != nil {
		return err
	}
	// Badger takes it away by its own clock, whatever ours says.
	return t.set(idKey(kSubmission, s.Key), pending{
		value:   b,
		expires: uint64(time.Now().Add(keepSubmissions).Unix()),
	})
}
