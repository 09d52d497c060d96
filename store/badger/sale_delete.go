package badger

import (
	"fmt"

	"verkoop/crm"
	"verkoop/store"
)

// deletedSale stays of a sale that was deleted, so that nothing is put under its id
// again and Check knows what must not be there.
type deletedSale struct {
	Sale   crm.SaleID     `json:"sale"`
	Number crm.SaleNumber `json:"number"`
}

// isDeleted tells whether there was a sale with the id.
func (t *readTx) isDeleted(id crm.SaleID) (bool, error) {
	if id == "" {
		return false, nil
	}
	_, ok, err := t.get(idKey(kDeleted, id))
	return ok, err
}

// bound are the activities that deleting the sale changes: the sale's, and those
// whose home it is.
func (t *readTx) bound(id crm.SaleID) ([]crm.Activity, error) {
	var out []crm.Activity
	for _, prefix := range [...]key{idKey(kSaleActivity, id), idKey(kHome, id)} {
		w := t.walk(prefix, false)
		for w.seek(prefix, nil); w.valid(); w.next() {
			a, err := t.Activity(crm.ActivityID(lastID(w.key)))
			if err != nil {
				w.close()
				return nil, err
			}
			out = append(out, a)
		}
		w.close()
	}
	return out, nil
}

// SaleGoes implements store.ReadTx.
func (t *readTx) SaleGoes(id crm.SaleID) (followUps, documents int, err error) {
	all, err := t.bound(id)
	for _, a := range all {
		switch {
		case a.Home.Sale != id:
		case a.IsFollowUp():
			followUps++
		default:
			documents++
		}
	}
	return followUps, documents, err
}

// DeleteSale implements store.Tx. store.ErrTooLarge where so much was saved of the
// sale that it does not go in one transaction: some 20,000 changes and activities.
func (t *writeTx) DeleteSale(n crm.SaleNumber, version uint64) error {
	s, err := t.indexed(n)
	if err != nil {
		return err
	}
	if s.Version != version {
		return fmt.Errorf("%w: sale %d", store.ErrVersion, n)
	}
	x, err := t.saleIndex(&s) // needs the summary and the sale
	if err != nil {
		return err
	}
	plain, valued := x.entries()
	gone := append(append(plain, valued...), string(saleKey(n)), string(idKey(kSaleID, s.ID)), string(idKey(kSummary, s.ID)))
	for _, history := range []key{idKey(kChange, s.ID), idKey(kEvent, s.ID)} {
		w := t.walk(history, false)
		for w.seek(history, nil); w.valid(); w.next() {
			gone = append(gone, string(w.key))
		}
		w.close()
	}
	activities, err := t.bound(s.ID)
	if err != nil {
		return err
	}
	if err := t.reindex(gone, nil); err != nil {
		return err
	}
	delete(t.sales, n)
	for _, a := range activities {
		if err := t.leave(s.ID, a); err != nil {
			return err
		}
	}
	if err := t.put(newKey(kDeletedNumber).sale(n), nil); err != nil {
		return err
	}
	return save(t, t.store.kinds.deleted, idKey(kDeleted, s.ID), deletedSale{s.ID, n})
}

// leave removes the activity where the sale, which is deleted, was its home, and
// takes it from the sale where it has another.
func (t *writeTx) leave(id crm.SaleID, a crm.Activity) error {
	if a.Home.Sale != id {
		b := a
		b.Sale = ""
		b.Version++
		if err := save(t, t.store.kinds.activity, idKey(kActivity, a.ID), b); err != nil {
			return err
		}
		return t.reindex(activityEntries(a), activityEntries(b))
	}
	if err := t.delete(idKey(kActivity, a.ID)); err != nil {
		return err
	}
	if err := t.reindex(activityEntries(a), nil); err != nil {
		return err
	}
	if a.Sale == id || a.Sale == "" {
		return nil
	}
	return t.summarise(a.Sale, a, crm.Activity{})
}
