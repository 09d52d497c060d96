package config

import (
	"errors"
	"reflect"

	"verkoop/crm"
	"verkoop/store"
)

const (
	// relistNow is how many sales are brought to their new place among the stages or
	// amounts in the same transaction; a job does the rest.
	relistNow = 100
)

// Save makes the setup become the other, with the audit entries of all that
// changes, which entry begins. What crm.Setup.Becomes finds is returned as
// crm.SetupProblems, and nothing is kept. It returns what changed; whoever calls
// it wakes the jobs.
func Save(tx store.Tx, entry func(crm.AuditKind) crm.AuditEntry, after *crm.Setup) ([]crm.SetupChange, error) {
	before, err := tx.Setup()
	if err != nil {
		return nil, err
	}
	problems, err := before.Becomes(after, Counter(tx))
	if err != nil {
		return nil, err
	}
	if len(problems) > 0 {
		return nil, problems
	}
	moved := ranks(before).moved(ranks(after))
	changes := before.Changes(after)
	if err := write(tx, before, after); err != nil {
		return nil, err
	}
	var first crm.AuditEntry
	for i, change := range changes {
		e := entry(change.Kind)
		e.Part, e.Name, e.Facts = change.Part, change.Name, change.Facts
		if i == 0 {
			first = e
		}
		if err := tx.PutAudit(e); err != nil {
			return nil, err
		}
	}
	if !moved {
		return changes, nil
	}
	more, err := tx.Relist(relistNow)
	if err == nil && more {
		err = tx.PutJob(crm.Job{Kind: crm.RelistJob, By: first.Actor, Begun: first.At})
	}
	return changes, err
}

// Counter counts in the store.
func Counter(tx store.ReadTx) crm.Counter {
	return func(u crm.Use) (int, error) { return tx.CountUses(u, crm.MostUsed+1) }
}

// write puts what differs, each a version on.
func write(tx store.Tx, before, after *crm.Setup) error {
	var errs []error
	if was, is := before.Organisation, after.Organisation; was.Name != is.Name || was.Currency != is.Currency {
		is.Version = was.Version + 1
		errs = append(errs, tx.PutOrganisation(is))
	}
	for _, is := range after.Currencies {
		was, _ := before.Currency(is.Code)
		is.Version = was.Version
		if is != was {
			is.Version++
			errs = append(errs, tx.PutCurrency(is))
		}
	}
	for _, is := range after.Stages {
		was, _ := before.Stage(is.ID)
		is.Version = was.Version
		if is != was {
			is.Version++
			errs = append(errs, tx.PutStage(is))
		}
	}
	for _, is := range after.Types {
		was, _ := before.Type(is.ID)
		is.Version = was.Version
		if was.Version == 0 || !is.Same(was) {
			is.Version++
			errs = append(errs, tx.PutSaleType(is))
		}
	}
	for _, is := range after.Values {
		was, _ := before.Value(is.List, is.ID)
		is.Version = was.Version
		if is != was {
			is.Version++
			errs = append(errs, tx.PutListValue(is))
		}
	}
	return errors.Join(errs...)
}

// rank is what the lists by stage and by amount sort by.
type rank struct {
	stages map[crm.StageID]int
	rates  map[string]string
}

func ranks(s *crm.Setup) rank {
	r := rank{map[crm.StageID]int{}, map[string]string{}}
	for _, st := range s.Stages {
		r.stages[st.ID] = st.Order
	}
	for _, c := range s.Currencies {
		r.rates[c.Code] = s.RateOf(c.Code)
	}
	return r
}

// moved tells that one of the lists has another order.
func (r rank) moved(after rank) bool { return !reflect.DeepEqual(r, after) }
