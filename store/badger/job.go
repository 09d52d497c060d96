package badger

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"verkoop/crm"
)

func jobKey(kind crm.JobKind, user crm.UserID) key { return text(idKey(kJob, kind), user) }

// Jobs implements store.ReadTx.
func (t *readTx) Jobs() ([]crm.Job, error) {
	out, err := loadAll(t, t.store.kinds.job, newKey(kJob), nil, math.MaxInt)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(out, func(a, b crm.Job) int {
		return cmp.Or(a.Begun.Compare(b.Begun), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.User, b.User))
	})
	return out, nil
}

// PutJob implements store.Tx.
func (t *writeTx) PutJob(j crm.Job) error {
	if j.Kind == "" || len(j.Kind) > maxID || len(j.User) > maxID {
		return fmt.Errorf("store: job has no fit kind or user: %q, %q", j.Kind, j.User)
	}
	return save(t, t.store.kinds.job, jobKey(j.Kind, j.User), j)
}

// DeleteJob implements store.Tx.
func (t *writeTx) DeleteJob(kind crm.JobKind, user crm.UserID) error {
	return t.drop(jobKey(kind, user))
}
