package badger

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"

	"verkoop/crm"
	"verkoop/store"
)

// Three more things are moved in the same way: the words that a sale is found by of
// its company and of its contact, whose keys are the names' words; and by amount the
// sales of a currency, whose key is its rate, which their own keys follow from.
const (
	byCompanyWords store.Column = "company words"
	byContactWords store.Column = "contact words"
)

// maxRelist bounds a step, so that it fits into one transaction beside others.
const maxRelist = 1000

// relisting is how far the sales of a company, an owner, a stage or a currency have moved since
// that got another sort key: at once might be too much for one transaction. A sale
// up to Moved stands under the key of now; one above stands under the first former
// key that reaches so far, or where none does under the key of now.
type relisting struct {
	Column store.Column   `json:"column"`
	ID     string         `json:"id"`
	Moved  crm.SaleNumber `json:"moved"`
	Former []formerKey    `json:"former"` // at least one; UpTo rises
}

type formerKey struct {
	UpTo crm.SaleNumber `json:"upTo"`
	Sort []byte         `json:"sort"`
}

// at is the sort key that the sale stands under.
func (r *relisting) at(n crm.SaleNumber, now []byte) []byte {
	if n > r.Moved {
		for _, f := range r.Former {
			if n <= f.UpTo {
				return f.Sort
			}
		}
	}
	return now
}

// reach is the highest number that any former key is for; 0 without one.
func (r *relisting) reach() crm.SaleNumber {
	if len(r.Former) == 0 {
		return 0
	}
	return r.Former[len(r.Former)-1].UpTo
}

// sources are prefixes of keys that end with sale numbers, those of all sales that
// stand under a former key among them.
func (r *relisting) sources() []key {
	switch r.Column {
	case store.ByCompany, byCompanyWords:
		return []key{idKey(kCompanySale, r.ID)}
	case byContactWords:
		return []key{idKey(kContactSale, r.ID)}
	case store.ByAmount:
		return []key{text(newKey(kUse).byte(useCurrency), r.ID)}
	}
	var out []key
	if r.Column == store.ByOwner {
		for _, st := range allStates {
			out = append(out, ownerPrefix(crm.UserID(r.ID), st))
		}
		return out
	}
	for _, f := range r.Former {
		// Every sale is in the lists of one of these two audiences.
		for _, a := range [...]string{everyone, restricted} {
			for _, st := range allStates {
				out = append(out, listPrefix(a, st, store.ByStage).raw(f.Sort))
			}
		}
	}
	return out
}

func relistKey(c store.Column, id string) key {
	return text(newKey(kRelisting).byte(columnLetter(c)), id)
}

// relisting is the one of the column and the id; without former keys where there
// is none. As good as always there is none at all, which takes one look.
func (t *readTx) relisting(c store.Column, id string) (relisting, error) {
	none := relisting{Column: c, ID: id}
	if n, err := t.countRelistings(); err != nil || n == 0 {
		return none, err
	}
	r, err := load(t, t.store.kinds.relisting, relistKey(c, id))
	if errors.Is(err, store.ErrNotFound) {
		return none, nil
	}
	return r, err
}

func (t *readTx) countRelistings() (uint64, error) {
	if t.relistings == nil {
		n, err := t.counter(relistingsKey)
		if err != nil {
			return 0, err
		}
		t.relistings = &n
	}
	return *t.relistings, nil
}

// putRelisting keeps it as long as there is something to move.
func (t *writeTx) putRelisting(r relisting) error {
	old, err := t.relisting(r.Column, r.ID)
	if err != nil {
		return err
	}
	n, err := t.countRelistings()
	if err != nil {
		return err
	}
	if len(old.Former) > 0 {
		n--
	}
	at := relistKey(r.Column, r.ID)
	switch {
	case len(r.Former) > 0:
		n++
		err = save(t, t.store.kinds.relisting, at, r)
	case len(old.Former) > 0:
		err = t.delete(at)
	}
	if err != nil || n == *t.relistings {
		return err
	}
	t.relistings = &n
	return t.put(relistingsKey, binary.BigEndian.AppendUint64(nil, n))
}

// nameKey is the sort key of the company, the owner or the open stage by its name
// of now; of a currency its rate.
func (t *readTx) nameKey(c store.Column, id string) ([]byte, error) {
	switch c {
	case store.ByCompany:
		name, err := t.companyName(crm.CompanyID(id))
		return textKey(name), err
	case byCompanyWords:
		name, err := t.companyName(crm.CompanyID(id))
		return wordsKey(name), err
	case byContactWords:
		contact, err := t.Contact(crm.ContactID(id))
		if errors.Is(err, store.ErrNotFound) {
			err = nil
		}
		return wordsKey(contact.Name), err
	case store.ByOwner:
		users, err := t.users()
		if err != nil {
			return nil, err
		}
		return textKey(users.get(crm.UserID(id)).Name), nil
	case store.ByAmount:
		setup, err := t.Setup()
		if err != nil {
			return nil, err
		}
		return []byte(setup.RateOf(id)), nil
	default:
		setup, err := t.Setup()
		if err != nil {
			return nil, err
		}
		return openStageKey(crm.StageID(id), setup.Stages), nil
	}
}

// listedKey is the sort key that a sale of the company, the owner or the open
// stage stands under; of a currency the rate.
func (t *readTx) listedKey(c store.Column, id string, n crm.SaleNumber) ([]byte, error) {
	if id == "" && (c == byCompanyWords || c == byContactWords) {
		return nil, nil
	}
	now, err := t.nameKey(c, id)
	if err != nil || id == "" {
		return now, err
	}
	r, err := t.relisting(c, id)
	return r.at(n, now), err
}

// renamed leaves the sales of the company, the owner, the stage or the currency where they are,
// for Relist to move them.
func (t *writeTx) renamed(c store.Column, id string, from, to []byte) error {
	if bytes.Equal(from, to) {
		return nil
	}
	old, err := t.relisting(c, id)
	if err != nil {
		return err
	}
	r := relisting{Column: c, ID: id}
	if old.Moved > 0 {
		r.Former = append(r.Former, formerKey{old.Moved, from})
	}
	r.Former = append(r.Former, old.Former...)
	if highest := t.highestListed(c, id, append(r.Former, formerKey{Sort: from})); highest > r.reach() {
		r.Former = append(r.Former, formerKey{highest, from})
	}
	return t.putRelisting(r)
}

// highestListed is the highest number of a sale that stands under one of the keys;
// 0 without one.
func (t *readTx) highestListed(c store.Column, id string, keys []formerKey) (highest crm.SaleNumber) {
	for _, prefix := range (&relisting{Column: c, ID: id, Former: keys}).sources() {
		w := t.walk(prefix, true)
		if w.seek(prefix, nil); w.valid() {
			highest = max(highest, crm.SaleNumber(lastNumber(w.key)))
		}
		w.close()
	}
	return highest
}

// Relist implements store.Tx.
func (t *writeTx) Relist(limit int) (more bool, err error) {
	limit = min(max(limit, 0), maxRelist)
	for {
		r, err := t.firstRelisting()
		if err != nil || len(r.Former) == 0 {
			return false, err
		}
		numbers := t.unmoved(&r, limit+1)
		more := len(numbers) > limit
		if more {
			numbers = numbers[:limit]
		}
		if err := t.moveTo(&r, numbers); err != nil {
			return false, err
		}
		if !more {
			r.Former = nil // none is left to move
		}
		if err := t.putRelisting(r); err != nil || more {
			return more, err
		}
		limit -= len(numbers)
	}
}

// firstRelisting is any; without former keys where there is none.
func (t *readTx) firstRelisting() (r relisting, err error) {
	if n, err := t.countRelistings(); err != nil || n == 0 {
		return r, err
	}
	prefix := newKey(kRelisting)
	w := t.walk(prefix, false)
	defer w.close()
	if w.seek(prefix, nil); !w.valid() {
		return r, nil
	}
	b, err := w.value()
	if err != nil {
		return r, err
	}
	r, err = t.store.kinds.relisting.decode(b)
	if err == nil && !bytes.Equal(w.key, relistKey(r.Column, r.ID)) {
		err = fmt.Errorf("store: relisting %q is another's", w.key)
	}
	return r, err
}

// unmoved are the lowest numbers of sales that may stand under a former key, at
// most limit.
func (t *readTx) unmoved(r *relisting, limit int) []crm.SaleNumber {
	var out []crm.SaleNumber
	for _, prefix := range r.sources() {
		out = append(out, t.numbers(prefix, r.Moved, limit)...)
	}
	out = slices.DeleteFunc(out, func(n crm.SaleNumber) bool { return n > r.reach() })
	slices.Sort(out)
	out = slices.Compact(out)
	return out[:min(limit, len(out))]
}

// moveSale brings the sale under the key of now.
func (t *writeTx) moveSale(s *crm.Sale, r *relisting, now []byte) error {
	if r.Column == store.ByAmount {
		return t.move(s, r.Column, amountKey(s.Amount, r.at(s.Number, now)), amountKey(s.Amount, now))
	}
	if r.Column != byCompanyWords && r.Column != byContactWords {
		return t.move(s, r.Column, r.at(s.Number, now), now)
	}
	other, id := byContactWords, string(s.Contact)
	if r.Column == byContactWords {
		other, id = byCompanyWords, string(s.Company)
	}
	kept, err := t.listedKey(other, id, s.Number)
	if err != nil {
		return err
	}
	x := saleIndex{number: s.Number, audiences: saleAudiences(s), words: words(s.Title, string(kept), string(now))}
	return t.rewordSale(&x, words(s.Title, string(kept), string(r.at(s.Number, now))))
}

// moveTo brings the sales, the lowest that are unmoved, under the key of now.
func (t *writeTx) moveTo(r *relisting, numbers []crm.SaleNumber) error {
	now, err := t.nameKey(r.Column, r.ID)
	if err != nil {
		return err
	}
	for _, n := range numbers {
		s, err := t.indexed(n)
		if err != nil {
			return err
		}
		if err := t.moveSale(&s, r, now); err != nil {
			return err
		}
		r.Moved = n
	}
	r.Former = slices.DeleteFunc(r.Former, func(f formerKey) bool { return f.UpTo <= r.Moved })
	return nil
}
