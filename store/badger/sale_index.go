package badger

import (
	"bytes"
	"errors"
	"fmt"
	"slices"

	"verkoop/crm"
	"verkoop/store"
)

// saleFacts gathers what the sale's sort keys and words need.
func (t *readTx) saleFacts(s *crm.Sale) (f *saleFacts, err error) {
	f = &saleFacts{}
	if f.summary, err = t.SaleSummary(s.ID); err != nil {
		return nil, err
	}
	if f.company, err = t.listedKey(store.ByCompany, string(s.Company), s.Number); err != nil {
		return nil, err
	}
	if f.owner, err = t.listedKey(store.ByOwner, string(s.Owner), s.Number); err != nil {
		return nil, err
	}
	if f.stage, err = t.stageKey(s.Outcome, s.Stage, s.Number); err != nil {
		return nil, err
	}
	f.rate, err = t.listedKey(store.ByAmount, s.Amount.CurrencyCode(), s.Number)
	return f, err
}

// stageKey is the sort key of a sale's stage.
func (t *readTx) stageKey(o crm.Outcome, id crm.StageID, n crm.SaleNumber) ([]byte, error) {
	switch o {
	case crm.Sold:
		return []byte{stageSold}, nil
	case crm.Lost:
		return []byte{stageLost}, nil
	}
	return t.listedKey(store.ByStage, string(id), n)
}

// saleIndex is all that the sale's index entries are made of, but for that of its
// id. The zero one is of no sale.
type saleIndex struct {
	number    crm.SaleNumber
	audiences []string
	state     state
	sorts     [len(store.Columns)][]byte
	words     []string
	facts     []byte
	company   crm.CompanyID
	contact   crm.ContactID
	project   crm.ProjectID
	owner     crm.UserID
	uses      []string // entries of what of the setup it has
}

func (t *readTx) saleIndex(s *crm.Sale) (x saleIndex, err error) {
	f, err := t.saleFacts(s)
	if err != nil {
		return x, err
	}
	x = saleIndex{number: s.Number, audiences: saleAudiences(s), state: stateOf(s), facts: encodeFactsOf(s, f.summary),
		company: s.Company, contact: s.Contact, project: s.Project, owner: s.Owner, uses: useEntries(s)}
	for i, c := range store.Columns {
		x.sorts[i] = sortKey(c, s, f)
	}
	x.words, err = t.saleWords(s)
	return x, err
}

// listEntry is the entry of one column for one audience.
func (x *saleIndex) listEntry(audience string, column int) []byte {
	k := listPrefix(audience, x.state, store.Columns[column])
	return k.raw(x.sorts[column]).sale(x.number)
}

func (x *saleIndex) wordEntry(audience, word string) []byte {
	return saleWordPrefix(audience, word).byte(0).sale(x.number)
}

// references are the entries by what the sale refers to.
func (x *saleIndex) references() []string {
	out := slices.Grow(slices.Clone(x.uses), 4)
	if x.company != "" {
		out = append(out, string(idKey(kCompanySale, x.company).sale(x.number)))
	}
	if x.contact != "" {
		out = append(out, string(idKey(kContactSale, x.contact).sale(x.number)))
	}
	if x.project != "" {
		out = append(out, string(idKey(kProjectSale, x.project).sale(x.number)))
	}
	return append(out, string(ownerPrefix(x.owner, x.state).sale(x.number)))
}

// entries are all: plain ones, and those whose value is the facts. None for no sale.
func (x *saleIndex) entries() (plain, valued []string) {
	if x.number == 0 {
		return nil, nil
	}
	plain = x.references()
	valued = []string{string(factsKey(x.number))}
	for _, a := range x.audiences {
		for i, c := range store.Columns {
			if k := string(x.listEntry(a, i)); c == store.ByDate {
				valued = append(valued, k)
			} else {
				plain = append(plain, k)
			}
		}
		for _, w := range x.words {
			plain = append(plain, string(x.wordEntry(a, w)))
		}
	}
	return plain, valued
}

func encodeFactsOf(s *crm.Sale, sum crm.SaleSummary) []byte {
	f, whole := crm.FactsOf(s, sum, nil)
	return encodeFacts(&f, whole)
}

// saleWords are the words that the sale is found by: of its title and of what its
// company and contact are listed as.
func (t *readTx) saleWords(s *crm.Sale) ([]string, error) {
	company, err := t.listedKey(byCompanyWords, string(s.Company), s.Number)
	if err != nil {
		return nil, err
	}
	contact, err := t.listedKey(byContactWords, string(s.Contact), s.Number)
	if err != nil {
		return nil, err
	}
	return words(s.Title, string(company), string(contact)), nil
}

// reindexSale brings the index entries from those of the old sale to those of the
// new. Most saves change little, and cost little: entries that stay are not made.
func (t *writeTx) reindexSale(old, new *saleIndex) error {
	if old.number != new.number || old.state != new.state || !slices.Equal(old.audiences, new.audiences) {
		had, hadFacts := old.entries()
		has, hasFacts := new.entries()
		if err := t.reindex(append(had, hadFacts...), has); err != nil {
			return err
		}
		for _, k := range hasFacts {
			if err := t.put([]byte(k), new.facts); err != nil {
				return err
			}
		}
		return nil
	}
	if err := t.reindex(old.references(), new.references()); err != nil {
		return err
	}
	sameFacts := bytes.Equal(old.facts, new.facts)
	if !sameFacts {
		if err := t.put(factsKey(new.number), new.facts); err != nil {
			return err
		}
	}
	for i, c := range store.Columns {
		moved, value := !bytes.Equal(old.sorts[i], new.sorts[i]), []byte(nil)
		if c == store.ByDate {
			value = new.facts
		}
		if !moved && (value == nil || sameFacts) {
			continue
		}
		for _, a := range new.audiences {
			if moved {
				if err := t.delete(old.listEntry(a, i)); err != nil {
					return err
				}
			}
			if err := t.put(new.listEntry(a, i), value); err != nil {
				return err
			}
		}
	}
	return t.rewordSale(new, old.words)
}

// rewordSale brings the sale's words from those before to its own.
func (t *writeTx) rewordSale(x *saleIndex, before []string) error {
	for _, a := range x.audiences {
		for _, w := range before {
			if !slices.Contains(x.words, w) {
				if err := t.delete(x.wordEntry(a, w)); err != nil {
					return err
				}
			}
		}
		for _, w := range x.words {
			if !slices.Contains(before, w) {
				if err := t.put(x.wordEntry(a, w), nil); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// summarised brings the sale's entries up to date with what its activities say.
func (t *writeTx) summarised(s *crm.Sale, before, after crm.SaleSummary) error {
	err := t.move(s, store.ByNext,
		sortKey(store.ByNext, s, &saleFacts{summary: before}),
		sortKey(store.ByNext, s, &saleFacts{summary: after}))
	if err != nil || before.Next == after.Next {
		return err
	}
	facts := encodeFactsOf(s, after)
	place := listPlace(sortKey(store.ByDate, s, nil), s.Number)
	for _, a := range saleAudiences(s) {
		if err := t.put(listKey(listPrefix(a, stateOf(s), store.ByDate), place), facts); err != nil {
			return err
		}
	}
	return t.put(factsKey(s.Number), facts)
}

// move changes the sale's sort key in one column, which is not the date.
func (t *writeTx) move(s *crm.Sale, c store.Column, from, to []byte) error {
	from, to = listPlace(from, s.Number), listPlace(to, s.Number)
	if string(from) == string(to) {
		return nil
	}
	for _, a := range saleAudiences(s) {
		prefix := listPrefix(a, stateOf(s), c)
		if err := t.delete(listKey(prefix, from)); err != nil {
			return err
		}
		if err := t.put(listKey(prefix, to), nil); err != nil {
			return err
		}
	}
	return nil
}

// recentSales are how many sales are remembered of a user.
const recentSales = 10

// saved remembers that the user saved the sale last.
func (t *writeTx) saved(by crm.UserID, n crm.SaleNumber) error {
	if by == "" || len(by) > maxID {
		return nil
	}
	old, err := t.recent(by)
	if err != nil || len(old) > 0 && old[0] == n {
		return err
	}
	b := newKey(1).sale(n) // the format, then numbers
	for _, o := range old {
		if o != n && len(b) < 1+8*recentSales {
			b = b.sale(o)
		}
	}
	return t.put(idKey(kRecent, by), b)
}

// recent are the sales that the user saved, the last first; some may be gone.
func (t *readTx) recent(u crm.UserID) ([]crm.SaleNumber, error) {
	b, ok, err := t.get(idKey(kRecent, u))
	if err != nil || !ok {
		return nil, err
	}
	if len(b)%8 != 1 || b[0] != 1 {
		return nil, fmt.Errorf("store: recent sales of %s are broken", u)
	}
	var out []crm.SaleNumber
	for b = b[1:]; len(b) > 0; b = b[8:] {
		out = append(out, crm.SaleNumber(lastNumber(b[:8])))
	}
	return out, nil
}

// RecentSales implements store.ReadTx.
func (t *readTx) RecentSales(reader crm.User, limit int) ([]store.SaleRow, error) {
	numbers, err := t.recent(reader.ID)
	if err != nil {
		return nil, err
	}
	var out []store.SaleRow
	for _, n := range numbers {
		if len(out) >= limit {
			break
		}
		row, err := t.saleRow(n)
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if reader.CanSee(row.Sale) {
			out = append(out, row)
		}
	}
	return out, nil
}
