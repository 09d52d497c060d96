package badger

import (
	"errors"
	"fmt"
	"slices"

	"verkoop/crm"
	"verkoop/store"
)

// fewInStage is how many sales of a stage are looked at before a walk is tried: most
// stages of most companies have no more.
const fewInStage = 100

// stageHits are the places found in one stage.
type stageHits struct {
	places [][]byte
	whole  bool // there are no others, or enough
}

// SearchStages implements store.ReadTx. Stages with few sales are sets, the others
// come out of one walk through all.
func (t *readTx) SearchStages(q store.SaleSearch, stages []crm.StageID, limit int) (pages []store.StagePage, read int, err error) {
	if q.Sort.Looked() {
		return nil, 0, fmt.Errorf("store: stages have no order by %q", q.Sort)
	}
	s, err := t.newSearch(q, store.SearchBudget)
	if err != nil || limit <= 0 || len(stages) == 0 {
		return nil, 0, err
	}
	limit = min(limit, s.budget/2/len(stages))
	s.budget -= limit * len(stages) // the pages' own sales
	found := map[crm.StageID]*stageHits{}
	for _, stage := range stages {
		found[stage] = &stageHits{}
	}
	if err := s.stages(stages, found, limit+1); err != nil && !errors.Is(err, errBudget) {
		return nil, 0, err
	}
	for _, stage := range stages {
		h := found[stage]
		p := store.StagePage{Stage: stage, Stopped: !h.whole, More: !h.whole || len(h.places) > limit}
		for _, place := range h.places[:min(limit, len(h.places))] {
			r, err := s.pageRow(place)
			if err != nil {
				return nil, 0, err
			}
			p.Rows = append(p.Rows, r)
		}
		pages = append(pages, p)
	}
	return pages, s.read, nil
}

// stages finds the first n places of each stage; with errBudget those found so far.
func (s *searcher) stages(stages []crm.StageID, found map[crm.StageID]*stageHits, n int) error {
	left := func() (out []crm.StageID) {
		for _, stage := range stages {
			if !found[stage].whole {
				out = append(out, stage)
			}
		}
		return out
	}
	few := func(most int) error {
		for _, stage := range left() {
			all, whole, err := s.within(stage, func(in *searcher) ([][]byte, bool, error) { return in.set(unlikely, most, 1, nil) })
			if err != nil && !errors.Is(err, errBudget) {
				return err
			}
			if whole && err == nil {
				*found[stage] = stageHits{pick(all, nil, s.search.Descending, n), true}
			}
		}
		return nil
	}
	if err := few(min(fewInStage, s.budget/8/len(stages))); err != nil {
		return err
	}
	w := s.walk(s.search.Sort, nil, s.search.Descending)
	defer w.close()
	walk := func(limit int) error {
		if len(left()) == 0 {
			return nil
		}
		open := len(left())
		return w.each(limit, 1, func(f *crm.SearchFacts, place []byte) bool {
			if h := found[f.Stage]; h != nil && !h.whole {
				if h.places = append(h.places, place); len(h.places) == n {
					h.whole = true
					open--
				}
			}
			return open > 0
		})
	}
	err := walk(min(s.budget, s.read+firstWalk))
	if errors.Is(err, errBudget) {
		if err := few(min(maxSet, (s.budget-s.read)/4/max(1, len(left())))); err != nil {
			return err
		}
		err = walk(s.budget)
	}
	if err == nil {
		for _, h := range found {
			h.whole = true
		}
	}
	return err
}

// within asks the same search in one stage only; what it reads counts here.
func (s *searcher) within(stage crm.StageID, do func(in *searcher) ([][]byte, bool, error)) ([][]byte, bool, error) {
	in := *s
	term := crm.Term{Field: crm.FieldStage, Kind: crm.ListField, Operator: crm.OneOf, IDs: []string{string(stage)}}
	if stage == "" {
		term = crm.Term{Field: crm.FieldStage, Kind: crm.ListField, Operator: crm.IsEmpty}
	}
	groups := s.query.Groups
	if len(groups) == 0 {
		groups = [][]crm.Term{nil}
	}
	in.query.Groups, in.groups = nil, nil
	for i, g := range groups {
		g = append(slices.Clip(g), term)
		p := planGroup(g)
		p.amounts = s.groups[i].amounts
		in.query.Groups, in.groups = append(in.query.Groups, g), append(in.groups, p)
	}
	places, whole, err := do(&in)
	s.read = in.read
	return places, whole, err
}
