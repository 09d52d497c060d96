package badger

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"

	"verkoop/crm"
	"verkoop/store"
)

const (
	maxSought   = 8  // words of a query; further ones are not looked at
	maxSpelled  = 24 // different words that one sought word begins, for one audience
	maxMatches  = 40 // the newest of these are put in order
	maxNumerals = 15
	// A word with more lists than that is looked for in each sale that the others
	// find: leaping down so many costs more.
	maxLeaps = 12
)

// findBudget is far below what a search may read: somebody is typing.
const findBudget = 1500

// FindSales implements store.ReadTx. Each word sought stands for the lists of all
// words that it begins; the numbers that are in a list of each are found by going
// down all of them in leaps, so that a rare word skips through a common one's.
func (t *readTx) FindSales(reader crm.User, query string, limit int) (out store.Found, err error) {
	sought := words(query)
	if len(sought) == 0 || limit <= 0 {
		return out, nil
	}
	f := &finding{readTx: t, reader: reader, w: t.walk([]byte{kSaleWord}, true), numbers: t.walk([]byte{kFacts}, true), facts: map[crm.SaleNumber]crm.SearchFacts{}}
	defer f.w.close()
	defer f.numbers.close()
	// A number comes before all that begin with it.
	exact := map[crm.SaleNumber]bool{}
	for i, w := range sought {
		if n, ok := numeral(w); ok && i < maxSought {
			exact[crm.SaleNumber(n)] = true
			if err := f.take(crm.SaleNumber(n), slices.Delete(slices.Clone(sought), i, i+1)); err != nil {
				return out, err
			}
		}
	}
	for _, spelling := range spellings(sought[:min(len(sought), maxSought)]) {
		if err := f.find(spelling); err != nil {
			return out, err
		}
		if len(f.facts) >= limit {
			break
		}
	}
	all := make([]crm.SearchFacts, 0, len(f.facts))
	for _, v := range f.facts {
		all = append(all, v)
	}
	rank := func(v crm.SearchFacts) int {
		switch {
		case exact[v.Number]:
			return 0
		case v.Outcome == crm.Open:
			return 1
		}
		return 2
	}
	slices.SortFunc(all, func(a, b crm.SearchFacts) int {
		return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(b.Number, a.Number))
	})
	out.More = f.stopped || len(all) > limit
	for _, v := range all[:min(limit, len(all))] {
		f.read++
		row, err := t.saleRow(v.Number)
		if err != nil {
			return out, err
		}
		out.Rows = append(out.Rows, row)
	}
	out.Read = f.read
	return out, nil
}

// prefixes of Dutch surnames that people write in one word, or in short.
var joined = []string{"vander", "vanden", "vande", "vd"}

// initials are legal forms that names mostly have with points between: "B.V.".
var initials = []string{"bv", "nv", "cv", "vof"}

// spellings are ways to read the words, the one as they stand first.
func spellings(sought []string) [][]string {
	out := [][]string{sought}
	var apart []string
	changed := false
	for _, w := range sought {
		if slices.Contains(initials, w) {
			changed = true
			apart = append(apart, strings.Split(w, "")...)
			continue
		}
		i := slices.IndexFunc(joined, func(j string) bool { return strings.HasPrefix(w, j) })
		if i < 0 {
			apart = append(apart, w)
			continue
		}
		changed = true
		rest := w[len(joined[i]):]
		if joined[i] == "vd" {
			apart = append(apart, "v", "d")
		} else {
			apart = append(apart, "van", joined[i][3:])
		}
		if rest != "" {
			apart = append(apart, rest)
		}
	}
	if changed {
		out = append(out, apart)
	}
	return out
}

// numeral is the number that the word is.
func numeral(w string) (n uint64, ok bool) {
	if len(w) > maxNumerals {
		return 0, false
	}
	for _, c := range []byte(w) {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + uint64(c-'0')
	}
	return n, n > 0 && w[0] != '0'
}

type finding struct {
	*readTx
	reader     crm.User
	w, numbers *walker
	read       int
	stopped    bool // there may be more than was found
	facts      map[crm.SaleNumber]crm.SearchFacts
}

// numberList is sale numbers in an index, read from the highest down.
type numberList struct {
	prefix    key
	low, high uint64
	head      uint64 // the highest not above what was last asked for; 0: none
	asked     bool
}

// atMost is the highest number of any of the lists that is not above x; 0 for none.
func (f *finding) atMost(lists []numberList, x uint64) (best uint64) {
	for i := range lists {
		l := &lists[i]
		if !l.asked || l.head > x {
			f.seek(l, min(x, l.high))
		}
		best = max(best, l.head)
	}
	return best
}

func (f *finding) seek(l *numberList, x uint64) {
	l.asked, l.head = true, 0
	if x < l.low {
		return
	}
	if f.read++; f.read > findBudget {
		f.stopped = true
		return
	}
	w := f.w
	if l.prefix[0] == kFacts {
		w = f.numbers
	}
	var past []byte
	if x < math.MaxUint64 {
		past = listPlace(nil, crm.SaleNumber(x+1))
	}
	if w.seek(l.prefix, past); w.valid() {
		if n := lastNumber(w.key); n >= l.low {
			l.head = n
		}
	}
}

// find adds what the words find.
func (f *finding) find(sought []string) error {
	var leaps [][]numberList
	var rest []string // words that begin too many others
	var fewest []numberList
	for _, w := range sought {
		lists := f.lists(w)
		if len(lists) == 0 {
			return nil
		}
		if len(lists) <= maxLeaps {
			leaps = append(leaps, lists)
			continue
		}
		rest = append(rest, w)
		if fewest == nil || len(lists) < len(fewest) {
			fewest = lists
		}
	}
	if len(leaps) == 0 {
		leaps = append(leaps, fewest)
	}
	if len(sought) == 1 {
		rest = nil
	}
	for x := uint64(math.MaxUint64); x > 0 && len(f.facts) < maxMatches; x-- {
		at := x
		for i := 0; i < len(leaps); i++ {
			n := f.atMost(leaps[i], at)
			if n == 0 {
				return nil
			}
			if n < at {
				at, i = n, -1 // all others must come down to it
			}
		}
		x = at
		if err := f.take(crm.SaleNumber(x), rest); err != nil {
			return err
		}
	}
	f.stopped = f.stopped || len(f.facts) >= maxMatches
	return nil
}

// take adds the sale where the reader may see it and it has the rest of the words.
func (f *finding) take(n crm.SaleNumber, rest []string) error {
	if _, there := f.facts[n]; there {
		return nil
	}
	f.read++
	b, ok, err := f.get(factsKey(n))
	if err != nil || !ok {
		return err
	}
	v, whole, err := decodeFacts(n, b)
	if err != nil {
		return err
	}
	if !whole || len(rest) > 0 {
		if f.read++; f.read > findBudget {
			f.stopped = true
			return nil
		}
		row, err := f.saleRow(n)
		if err != nil {
			return err
		}
		if !whole {
			v, _ = crm.FactsOf(&row.Sale, row.Summary, nil)
		}
		has, err := f.saleWords(&row.Sale)
		if err != nil {
			return err
		}
		if !matches(append(has, strconv.FormatUint(uint64(n), 10)), rest) {
			return nil
		}
	}
	if f.reader.CanSee(crm.Sale{Owner: v.Owner, Group: v.Group, Visible: v.Visible}) {
		f.facts[n] = v
	}
	return nil
}

// lists are those of the words that the sought one begins, and of the numbers.
func (f *finding) lists(sought string) (out []numberList) {
	forth := f.walk([]byte{kSaleWord}, false)
	defer forth.close()
	for _, a := range readerAudiences(f.reader) {
		prefix := saleWordPrefix(a, sought)
		var past []byte
		for spelled := 0; ; spelled++ {
			if f.read++; f.read > findBudget || spelled == maxSpelled {
				f.stopped = true
				break
			}
			if forth.seek(prefix, past); !forth.valid() {
				break
			}
			rest := forth.rest()
			end := len(rest) - 9 // a 0 and the number
			out = append(out, numberList{prefix: append(slices.Clone(prefix), rest[:end+1]...), low: 1, high: math.MaxUint64})
			past = append(slices.Clone(rest[:end]), 1)
		}
	}
	n, ok := numeral(sought)
	if !ok {
		return out
	}
	highest, err := f.counter(numberKey)
	if err != nil {
		return out
	}
	for low, width := n, uint64(1); low <= highest; low, width = low*10, width*10 {
		out = append(out, numberList{prefix: newKey(kFacts), low: low, high: low + width - 1})
	}
	return out
}
