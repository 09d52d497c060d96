package badger

import (
	"bytes"
	"encoding/binary"
	"fmt"

	"verkoop/crm"
	"verkoop/store"
)

// Activity implements store.ReadTx.
func (t *readTx) Activity(id crm.ActivityID) (crm.Activity, error) {
	a, err := load(t, t.store.kinds.activity, idKey(kActivity, id))
	if err != nil {
		return a, fmt.Errorf("%w: activity %s", err, id)
	}
	return a, nil
}

// SaleActivities implements store.ReadTx.
func (t *readTx) SaleActivities(id crm.SaleID, limit int) ([]crm.Activity, error) {
	var out []crm.Activity
	prefix := idKey(kSaleActivity, id)
	w := t.walk(prefix, false)
	defer w.close()
	for w.seek(prefix, nil); w.valid() && len(out) < limit; w.next() {
		a, err := t.Activity(crm.ActivityID(lastID(w.key)))
		if err != nil {
			return nil, err
		}
		out = append(out, a)
	}
	return out, nil
}

// FileUsed implements store.ReadTx.
func (t *readTx) FileUsed(hash string) (bool, error) {
	prefix := idKey(kFile, hash)
	w := t.walk(prefix, false)
	defer w.close()
	w.seek(prefix, nil)
	return w.valid(), nil
}

// FilesUsed implements store.ReadTx.
func (t *readTx) FilesUsed(above string, limit int) (out []string, err error) {
	prefix := newKey(kFile)
	w := t.walk(prefix, false)
	defer w.close()
	from := []byte(nil)
	if above != "" {
		from = append(text(nil, above), 0xFF)
	}
	for w.seek(prefix, from); w.valid() && len(out) < limit; w.next() {
		rest := w.rest()
		length, n := binary.Uvarint(rest)
		if n <= 0 || int(length) > len(rest)-n {
			return nil, fmt.Errorf("store: file entry %q is broken", w.key)
		}
		if hash := string(rest[n : n+int(length)]); len(out) == 0 || out[len(out)-1] != hash {
			out = append(out, hash)
		}
	}
	return out, nil
}

// PutActivity implements store.Tx.
func (t *writeTx) PutActivity(a crm.Activity) error {
	if err := t.notDeleted(a); err != nil {
		return err
	}
	old, err := replace(t, t.store.kinds.activity, idKey(kActivity, a.ID), string(a.ID), a,
		func(a crm.Activity) uint64 { return a.Version })
	if err != nil {
		return err
	}
	if err := t.refuseGone(partiesOf(old), partiesOf(a)); err != nil {
		return err
	}
	if err := t.reindex(activityEntries(old), activityEntries(a)); err != nil {
		return err
	}
	if old.Sale != a.Sale {
		if old.Sale != "" {
			if err := t.summarise(old.Sale, old, crm.Activity{}); err != nil {
				return err
			}
		}
		old = crm.Activity{}
	}
	if a.Sale == "" {
		return nil
	}
	return t.summarise(a.Sale, old, a)
}

// DeleteActivity implements store.Tx.
func (t *writeTx) DeleteActivity(id crm.ActivityID, version uint64) error {
	old, err := t.Activity(id)
	if err != nil {
		return err
	}
	if old.Version != version {
		return fmt.Errorf("%w: activity %s", store.ErrVersion, id)
	}
	if err := t.reindex(activityEntries(old), nil); err != nil {
		return err
	}
	if err := t.delete(idKey(kActivity, id)); err != nil || old.Sale == "" {
		return err
	}
	return t.summarise(old.Sale, old, crm.Activity{})
}

// notDeleted refuses an activity of a deleted sale, or whose home is one: nothing
// would ever take it away.
func (t *readTx) notDeleted(a crm.Activity) error {
	for _, id := range [...]crm.SaleID{a.Sale, a.Home.Sale} {
		gone, err := t.isDeleted(id)
		if err != nil {
			return err
		}
		if gone {
			return fmt.Errorf("%w: sale %s of activity %s was deleted", store.ErrNotFound, id, a.ID)
		}
	}
	return nil
}

// activityEntries are the activity's index entries.
func activityEntries(a crm.Activity) (out []string) {
	out = append(activityUses(a), partyActivityEntries(a)...)
	if !a.File.IsZero() {
		out = append(out, endID(idKey(kFile, a.File.Hash), a.ID))
	}
	if a.Home.Sale != "" && a.Home.Sale != a.Sale {
		out = append(out, endID(idKey(kHome, a.Home.Sale), a.ID))
	}
	if a.IsFollowUp() && !a.Done() {
		out = append(out, ownerEntry(a))
	}
	if a.Sale == "" {
		return out
	}
	out = append(out, activityPlace(idKey(kSaleActivity, a.Sale), a))
	if a.IsFollowUp() && !a.Done() {
		out = append(out, endID(idKey(kFollowUp, a.Sale).raw(dayKey(a.On)), a.ID))
	}
	return out
}

// activityPlace is the activity's entry in a list of such: to do by day, then
// completed, newest first.
func activityPlace(k key, a crm.Activity) string {
	if a.Done() {
		return endID(k.byte('1').number(^uint64(a.Completed.UnixNano())), a.ID)
	}
	return endID(k.byte('0').raw(dayKey(a.On)).raw([]byte(a.Start)).byte(0), a.ID)
}

// summarise brings the sale's summary up to date after one of its activities has
// changed; the zero activity is none.
func (t *writeTx) summarise(id crm.SaleID, old, new crm.Activity) error {
	before, err := t.SaleSummary(id)
	if err != nil {
		return err
	}
	after := before
	count(&after, old, -1)
	count(&after, new, +1)
	if after.Next, err = t.nextFollowUp(id); err != nil {
		return err
	}
	if after == before {
		return nil
	}
	if err := save(t, t.store.kinds.summary, idKey(kSummary, id), after); err != nil {
		return err
	}
	n, err := t.saleNumber(id)
	if err != nil || n == 0 {
		return err
	}
	s, err := t.indexed(n)
	if err != nil {
		return err
	}
	return t.summarised(&s, before, after)
}

func count(s *crm.SaleSummary, a crm.Activity, by int) {
	switch {
	case a.ID == "":
	case a.Done():
		s.Done += by
	default:
		s.ToDo += by
	}
}

// nextFollowUp is the day of the oldest follow-up to do; empty for none.
func (t *readTx) nextFollowUp(id crm.SaleID) (crm.Date, error) {
	prefix := idKey(kFollowUp, id)
	w := t.walk(prefix, false)
	defer w.close()
	w.seek(prefix, nil)
	if !w.valid() || w.rest()[0] == last {
		return "", nil
	}
	day, _, ok := bytes.Cut(w.rest(), []byte{0})
	if !ok {
		return "", fmt.Errorf("store: follow-up entry %q is broken", w.key)
	}
	return crm.Date(day), nil
}
