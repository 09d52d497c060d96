package badger

import (
	"bytes"
	"slices"

	"verkoop/crm"
)

// amountSpan is what the terms leave of the list by amount: that is by worth, and
// they are about the number in the sale's own currency, so it is joined from those of
// all currencies that there are sales in.
func (t *readTx) amountSpan(terms []crm.Term) (out span, err error) {
	if !slices.ContainsFunc(terms, func(term crm.Term) bool { return term.Field == crm.FieldAmount }) {
		return span{}, nil
	}
	// Sales that have yet to move stand under other rates.
	if n, err := t.countRelistings(); err != nil || n > 0 {
		return span{}, err
	}
	setup, err := t.Setup()
	if err != nil {
		return span{}, err
	}
	for i, code := range t.currencies() {
		rate, one := []byte(setup.RateOf(code)), span{}
		for _, term := range terms {
			if term.Field != crm.FieldAmount {
				continue
			}
			if term.Low != nil {
				one = one.meet(span{low: worthKey(*term.Low, code, rate)})
			}
			if term.High != nil {
				past := append(worthKey(*term.High, code, rate), bytes.Repeat([]byte{0xFF}, 9)...) // every number
				one = one.meet(span{high: past})
			}
		}
		if i == 0 {
			out = one
		} else {
			out = out.join(one)
		}
	}
	return out, nil
}

// currencies are the codes of all that there are sales in.
func (t *readTx) currencies() (codes []string) {
	prefix := newKey(kUse).byte(useCurrency)
	w := t.walk(prefix, false)
	defer w.close()
	for w.seek(prefix, nil); w.valid(); {
		rest := w.rest()
		code := rest[:len(rest)-8] // as its length says, then the number
		codes = append(codes, string(code[1:]))
		w.seek(prefix, bytes.Clone(append(bytes.Clone(code), bytes.Repeat([]byte{0xFF}, 9)...)))
	}
	return codes
}
