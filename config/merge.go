package config

import (
	"slices"

	"verkoop/crm"
)

// Merge is the setup that the company gets by importing the file: what the file
// names is as the file says, and among each other in its order. What it does not
// name, or not say of something that there is, stays as and where it is, or with
// retire is retired, items of a named type's guide included. The company's own name
// and currency stay, where it has them. What can't be told from the setup that comes
// of it is refused here, as crm.SetupProblems with all that is wrong with that one: a
// rate of a day after today, and what a guide has in a stage that the file does not
// give its type.
func Merge(now *crm.Setup, part Part, today crm.Date, retire bool) (*crm.Setup, error) {
	file, after := part.file, now
	if now.Organisation.Version == 0 {
		own := *now
		own.Organisation.Name, own.Organisation.Currency = file.Organisation.Name, file.Organisation.Currency
		after = &own
	} else if other := file.Organisation.Currency; other != "" && other != now.Organisation.Currency &&
		slices.ContainsFunc(file.Currencies, func(c currencyEntry) bool { return c.Rate != nil }) {
		return nil, crm.Error{Kind: crm.Invalid, Key: "error.setup.other_currency",
			Args: crm.Args{"currency": now.Organisation.Currency, "other": other}}
	}
	var problems crm.SetupProblems
	order := map[crm.SetupPart][]string{}
	named := func(part crm.SetupPart, id string) { order[part] = append(order[part], id) }
	for _, e := range file.Currencies {
		was, _ := now.Currency(e.Code)
		c := e.over(was)
		// What new sales begin with here can't be taken away by a file from elsewhere.
		c.Retired = c.Retired && c.Code != after.Organisation.Currency
		if _, wrong := c.Rated(c.Rate, c.RateOn, today); c.RateOn != was.RateOn {
			if e, future := wrong.For(crm.FieldRateOn); future {
				problems = append(problems, crm.SetupProblem{Part: crm.PartCurrency, ID: c.Code, Err: e})
			}
		}
		after = after.WithCurrency(c)
		named(crm.PartCurrency, c.Code)
	}
	for _, e := range file.Stages {
		was, _ := now.Stage(e.ID)
		after = after.WithStage(e.over(was))
		named(crm.PartStage, string(e.ID))
	}
	for _, e := range file.Types {
		was, known := now.Type(e.ID)
		t, foreign := mergeType(now, was, e, retire)
		problems = append(problems, foreign...)
		if !known && e.Days == nil {
			t.Days = -1 // nobody can guess it: it is refused
		}
		after = after.WithType(t)
		named(crm.PartType, string(t.ID))
	}
	for _, list := range crm.Lists {
		for _, e := range file.Lists[list] {
			was, _ := now.Value(list, e.ID)
			v := e.over(was)
			v.List = list
			after = after.WithValue(v)
			named(crm.SetupPart(list), string(v.ID))
		}
	}
	parts := []crm.SetupPart{crm.PartCurrency, crm.PartStage, crm.PartType}
	for _, list := range crm.Lists {
		parts = append(parts, crm.SetupPart(list))
	}
	for _, part := range parts {
		after = after.Ordered(part, woven(now.All(part), order[part]))
		for _, id := range after.Choosable(part) {
			if !retire || slices.Contains(order[part], id) || part == crm.PartCurrency && id == after.Organisation.Currency {
				continue
			}
			var err error
			if after, err = after.Retire(part, id); err != nil {
				return nil, err
			}
		}
	}
	for _, e := range file.Stages {
		if _, known := now.Stage(e.ID); !known && e.Probability == nil {
			st, _ := after.Stage(e.ID)
			st.Probability = between(after, e.ID)
			after = after.WithStage(st)
		}
	}
	if len(problems) == 0 {
		return after, nil
	}
	others, err := now.Becomes(after, func(crm.Use) (int, error) { return 0, nil })
	if err != nil {
		return nil, err
	}
	return nil, append(others, problems...)
}

// mergeType is the type with what the file says of it. What only the guide here has
// stays; what the file has in a stage that it does not give the type is refused.
func mergeType(now *crm.Setup, was crm.SaleType, e typeEntry, retire bool) (_ crm.SaleType, foreign crm.SetupProblems) {
	t := e.over(was)
	if e.Guide == nil && e.FormerGuide == nil {
		return t, nil
	}
	var here, there []string
	for _, item := range t.GuideItems() {
		if !item.Retired && !t.Has(item.Stage) {
			name := crm.Same(string(item.Stage))
			if st, ok := now.Stage(item.Stage); ok {
				name = st.Name
			}
			foreign = append(foreign, crm.SetupProblem{Part: crm.PartItem, ID: crm.ItemID(t.ID, item.ID), Err: crm.Error{Kind: crm.Invalid, Field: crm.FieldStage,
				Key: "error.setup.item_stage", Args: crm.Args{"item": item.Name, "stage": name}}})
		}
		there = append(there, string(item.ID))
	}
	for _, item := range was.GuideItems() {
		here = append(here, string(item.ID))
		if _, ok := t.Item(item.ID); ok {
			continue
		}
		item.Retired = item.Retired || retire
		t = t.WithItem(item)
	}
	var order []crm.GuideItemID
	for _, id := range woven(here, there) {
		order = append(order, crm.GuideItemID(id))
	}
	return t.OrderItems(order), foreign
}

// woven is the order of what there is with what is named in the order that it is
// named in, on the places that it has; what is new follows what is named before it.
func woven(here, named []string) []string {
	out := slices.Clone(here)
	var known []string
	for _, id := range named {
		if slices.Contains(here, id) {
			known = append(known, id)
		}
	}
	next := 0
	for i, id := range out {
		if slices.Contains(known, id) {
			out[i] = known[next]
			next++
		}
	}
	for i, id := range named {
		switch {
		case slices.Contains(here, id):
		case i > 0:
			out = slices.Insert(out, slices.Index(out, named[i-1])+1, id)
		case len(known) > 0:
			out = slices.Insert(out, slices.Index(out, known[0]), id)
		default:
			out = append(out, id)
		}
	}
	return out
}

// between is a probability for the stage halfway between those beside it.
func between(s *crm.Setup, id crm.StageID) int {
	before, after := 0, 100
	i := slices.IndexFunc(s.Stages, func(st crm.Stage) bool { return st.ID == id })
	if i > 0 {
		before = s.Stages[i-1].Probability
	}
	if i+1 < len(s.Stages) {
		after = s.Stages[i+1].Probability
	}
	return (before + after) / 2
}
