package badger

import (
	"bytes"
	"slices"

	"verkoop/crm"
	"verkoop/store"
)

// groupPlan is where the sales of a group of criteria are to be looked for.
type groupPlan struct {
	terms   []crm.Term
	states  states
	amounts span // of the list by amount
}

func planGroup(terms []crm.Term) groupPlan {
	p := groupPlan{terms: terms, states: everyState}
	for i := range terms {
		p.states &= statesOf(&terms[i])
	}
	return p
}

// statesOf are those in which the term may fit.
func statesOf(t *crm.Term) (out states) {
	open, closed := stateOpen.bit()|stateStalled.bit(), stateClosed.bit()|stateCompleted.bit()
	yes := t.Operator == crm.Yes
	switch t.Field {
	case crm.FieldOutcome, crm.StageShown: // which call Sold and Lost the same
		switch t.Operator {
		case crm.IsEmpty:
			return open
		case crm.IsFilled:
			return everyState
		}
		for _, id := range t.IDs {
			switch crm.Outcome(id) {
			case crm.Sold, crm.Lost:
				out |= closed
			default:
				out |= open
			}
		}
		return out
	case crm.FieldStalled:
		if yes {
			return stateStalled.bit()
		}
		return everyState &^ stateStalled.bit()
	case crm.FieldCompleted:
		if yes {
			return stateCompleted.bit()
		}
		return everyState &^ stateCompleted.bit()
	}
	return everyState
}

// span is a range of sort keys: past low, before high; nil where it is open.
type span struct{ low, high []byte }

// meet is what two spans have in common.
func (s span) meet(o span) span {
	if s.low == nil || o.low != nil && bytes.Compare(o.low, s.low) > 0 {
		s.low = o.low
	}
	if s.high == nil || o.high != nil && bytes.Compare(o.high, s.high) < 0 {
		s.high = o.high
	}
	return s
}

// join is the span over both.
func (s span) join(o span) span {
	if o.low == nil || s.low != nil && bytes.Compare(o.low, s.low) < 0 {
		s.low = o.low
	}
	if o.high == nil || s.high != nil && bytes.Compare(o.high, s.high) > 0 {
		s.high = o.high
	}
	return s
}

// narrows tells that the span leaves something out.
func (s span) narrows() bool { return s.low != nil || s.high != nil }

// span is the range of the column that the group leaves, in the state.
func (p *groupPlan) span(c store.Column, st state) (out span) {
	if c == store.ByAmount {
		return p.amounts
	}
	for i := range p.terms {
		out = out.meet(termSpan(&p.terms[i], c, st))
	}
	return out
}

func termSpan(t *crm.Term, c store.Column, st state) span {
	open := st == stateOpen || st == stateStalled
	switch c {
	case store.ByDate:
		if t.Field == crm.FieldDate || t.Field == crm.FieldExpected && open || t.Field == crm.FieldClosed && !open {
			return daySpan(t)
		}
	case store.ByNext:
		if t.Field == crm.FieldReopen && st == stateStalled || t.Field == crm.FieldNext && st != stateStalled {
			return daySpan(t)
		}
	case store.ByNumber:
		if t.Field == crm.FieldNumber {
			return numberSpan(t)
		}
	}
	return span{}
}

func daySpan(t *crm.Term) (s span) {
	switch t.Operator {
	case crm.IsEmpty:
		return span{low: []byte{last - 1}}
	case crm.IsFilled:
		return span{high: []byte{last}}
	}
	s.high = []byte{last}
	if t.From != "" {
		s.low = []byte(t.From)
	}
	if t.To != "" {
		s.high = append([]byte(t.To), 1) // a day ends with 0
	}
	return s
}

// numberSpan holds the numbers that the term may fit.
func numberSpan(t *crm.Term) (s span) {
	const unit = 10_000
	if t.Low != nil && !t.Low.Negative && t.Low.Units >= unit {
		s.low = listPlace(nil, crm.SaleNumber(t.Low.Units/unit-1))
	}
	if t.High != nil {
		if t.High.Negative {
			s.high = listPlace(nil, 0)
		} else {
			s.high = listPlace(nil, crm.SaleNumber(t.High.Units/unit+1))
		}
	}
	return s
}

// likelihood is whether a source of sales is worth trying before a walk.
type likelihood int

const (
	likely likelihood = iota
	unlikely
)

// source is index entries that tell of every sale a group may fit, and others.
type source struct {
	prefixes []key
	span     span
}

// sources of the group, those that will be small first.
func (s *searcher) sources(p *groupPlan, how likelihood) (out []source) {
	audiences := readerAudiences(s.search.Reader)
	if how == unlikely {
		out = stageSources(p, audiences)
		for _, c := range [...]store.Column{store.ByNext, store.ByDate, store.ByAmount} {
			if c == s.search.Sort {
				continue // that is what the walk does
			}
			one := source{}
			for _, st := range allStates {
				if !p.states.has(st) {
					continue
				}
				sp := p.span(c, st)
				if one.prefixes == nil {
					one.span = sp
				} else {
					one.span = one.span.join(sp)
				}
				for _, a := range audiences {
					one.prefixes = append(one.prefixes, listPrefix(a, st, c))
				}
			}
			if one.span.narrows() {
				out = append(out, one)
			}
		}
	}
	for i := range p.terms {
		t := &p.terms[i]
		switch {
		case how == unlikely && t.Field == crm.FieldOwner && t.Operator == crm.OneOf:
			var one source
			for _, id := range t.IDs {
				for _, st := range allStates {
					if p.states.has(st) {
						one.prefixes = append(one.prefixes, ownerPrefix(crm.UserID(id), st))
					}
				}
			}
			out = append(out, one)
		case how == unlikely:
		case t.Field == crm.FieldNumber && t.Low != nil && t.High != nil:
			out = append(out, source{prefixes: []key{newKey(kFacts)}, span: numberSpan(t)})
		case t.Field == crm.FieldCompany && t.Operator == crm.OneOf:
			out = append(out, references(kCompanySale, t.IDs))
		case t.Field == crm.FieldContact && t.Operator == crm.OneOf:
			out = append(out, references(kContactSale, t.IDs))
		case t.Field == crm.FieldProject && t.Operator == crm.OneOf:
			out = append(out, references(kProjectSale, t.IDs))
		case t.Field == crm.FieldAnyName:
			out = append(out, s.anyNameSources(t, audiences)...)
		case t.Field == crm.FieldTitle, t.Field == crm.FieldCompany, t.Field == crm.FieldContact:
			out = append(out, s.wordSources(t, audiences)...)
		}
	}
	return out
}

// stageSources are the sales in the stages that the group asks for: of its types
// where it names them.
func stageSources(p *groupPlan, audiences []string) (out []source) {
	var types []string
	var stage *crm.Term
	for i := range p.terms {
		switch t := &p.terms[i]; {
		case t.Field == crm.FieldType && t.Operator == crm.OneOf:
			types = t.IDs
		case t.Field == crm.StageShown, t.Field == crm.FieldStage:
			stage = t
		}
	}
	open := p.states.has(stateOpen) || p.states.has(stateStalled)
	closed := p.states.has(stateClosed) || p.states.has(stateCompleted)
	var one source
	switch {
	case stage == nil:
		return nil
	case stage.Operator == crm.IsEmpty && !closed: // of those that are closed, lists do not tell
		for _, a := range audiences {
			one.prefixes = append(one.prefixes, listPrefix(a, stateOpen, store.ByStage).byte(stageNone), listPrefix(a, stateStalled, store.ByStage).byte(stageNone))
		}
	case stage.Field == crm.StageShown && closed: // Sold and Lost are no stages
		return nil
	case stage.Operator == crm.OneOf:
		for _, id := range stage.IDs {
			for _, st := range []struct {
				use    byte
				wanted bool
			}{{useOpen, open}, {useClosed, closed}} {
				in := text(newKey(kUse).byte(useStage), id).byte(st.use)
				switch {
				case !st.wanted:
				case types == nil:
					one.prefixes = append(one.prefixes, in)
				default:
					for _, typ := range types {
						one.prefixes = append(one.prefixes, text(slices.Clone(in), typ))
					}
				}
			}
		}
	default:
		return nil
	}
	return []source{one}
}

func references(kind byte, ids []string) (out source) {
	for _, id := range ids {
		out.prefixes = append(out.prefixes, idKey(kind, id))
	}
	return out
}

// wordSources are one for each word that the term asks for.
func (s *searcher) wordSources(t *crm.Term, audiences []string) (out []source) {
	if t.Operator != crm.HasWords && t.Operator != crm.HasBeginnings {
		return nil
	}
	// A name that was just changed is not yet found by its new words.
	if n, err := s.countRelistings(); err != nil || n > 0 && t.Field != crm.FieldTitle {
		return nil
	}
	sought := slices.Clone(t.Words)
	slices.SortFunc(sought, func(a, b string) int { return len(b) - len(a) })
	for _, w := range sought {
		var one source
		for _, a := range audiences {
			k := saleWordPrefix(a, w)
			if t.Operator == crm.HasWords {
				k = k.byte(0)
			}
			one.prefixes = append(one.prefixes, k)
		}
		out = append(out, one)
	}
	return out
}

// maxNumbers is how many numbers may begin with a sought one for them to be a source.
const maxNumbers = 120

// anyNameSources are one for each sought word: what it begins, also as people spell it
// otherwise, and the sales whose number it begins.
func (s *searcher) anyNameSources(t *crm.Term, audiences []string) (out []source) {
	if n, err := s.countRelistings(); err != nil || n > 0 {
		return nil
	}
	highest, err := s.counter(numberKey)
	if err != nil {
		return nil
	}
	sought := slices.Clone(t.Words)
	slices.SortFunc(sought, func(a, b string) int { return len(b) - len(a) })
	for _, w := range sought {
		one, ok := source{}, true
		for _, spelling := range spellings([]string{w}) {
			longest := slices.MaxFunc(spelling, func(a, b string) int { return len(a) - len(b) })
			for _, a := range audiences {
				one.prefixes = append(one.prefixes, saleWordPrefix(a, longest))
			}
		}
		if n, is := numeral(w); is {
			for low, width := n, uint64(1); low <= highest; low, width = low*10, width*10 {
				if ok = len(one.prefixes)+int(min(width, maxNumbers)) <= maxNumbers; !ok {
					break
				}
				for i := range width {
					one.prefixes = append(one.prefixes, factsKey(crm.SaleNumber(low+i)))
				}
			}
		}
		if ok {
			out = append(out, one)
		}
	}
	return out
}

// set is all sales that the search fits, as places in ascending order, where indexes
// tell of so few that each can be looked at; false where not. What it reads counts.
// Where each is given, it gets the facts of each of them instead.
func (s *searcher) set(how likelihood, most, recordCost int, each func(*crm.SearchFacts) error) (places [][]byte, ok bool, err error) {
	all := map[crm.SaleNumber]bool{}
	for i := range s.groups {
		if s.groups[i].states == 0 {
			continue
		}
		numbers, ok, err := s.candidates(&s.groups[i], how, most)
		if err != nil || !ok {
			return nil, false, err
		}
		for n := range numbers {
			all[n] = true
		}
	}
	if len(all) > most {
		return nil, false, nil
	}
	for n := range all {
		f, err := s.factsOf(n, nil, recordCost)
		if err != nil {
			return nil, false, err
		}
		fits, err := s.fits(&f, recordCost)
		if err != nil {
			return nil, false, err
		}
		if !fits {
			continue
		}
		if each != nil {
			if err := each(&f); err != nil {
				return nil, false, err
			}
			continue
		}
		p, err := s.place(&f, recordCost)
		if err != nil {
			return nil, false, err
		}
		places = append(places, p)
	}
	slices.SortFunc(places, bytes.Compare)
	return places, true, nil
}

// candidates are the sales that a source of the group tells of, none left out; where
// several are small those that all tell of.
func (s *searcher) candidates(p *groupPlan, how likelihood, most int) (out map[crm.SaleNumber]bool, ok bool, err error) {
	tries := 0
	for _, src := range s.sources(p, how) {
		if tries++; tries > maxSources || ok && len(out) <= 50 {
			break
		}
		numbers, whole, err := s.gather(src, most)
		if err != nil {
			return nil, false, err
		}
		if !whole {
			continue
		}
		if !ok {
			out, ok = numbers, true
			continue
		}
		for n := range out {
			if !numbers[n] {
				delete(out, n)
			}
		}
	}
	return out, ok, nil
}

// gather reads a source's sales; whole is false where there are more than that.
func (s *searcher) gather(src source, most int) (out map[crm.SaleNumber]bool, whole bool, err error) {
	out = map[crm.SaleNumber]bool{}
	if len(src.prefixes) == 0 {
		return out, true, nil
	}
	var w *walker
	defer func() { w.close() }()
	read := 0
	for i, p := range src.prefixes {
		if i == 0 || p[0] != src.prefixes[i-1][0] { // another kind of entries
			if w != nil {
				w.close()
			}
			w = s.layers.walk(p[:1], false)
		}
		for w.seek(p, src.span.low); w.valid(); w.next() {
			if src.span.high != nil && bytes.Compare(w.rest(), src.span.high) >= 0 {
				break
			}
			if read++; read > most {
				return nil, false, nil
			}
			if err := s.spend(1); err != nil {
				return nil, false, err
			}
			out[crm.SaleNumber(lastNumber(w.key))] = true
		}
	}
	return out, true, nil
}
