package config

import (
	"slices"

	"verkoop/crm"
)

// Merge is the setup that the company gets by importing the file: what the file
// names is as the file says, in its order. What it does not name is left as it is,
// after that, or with retire is retired, items of a named type's guide included.
// The company's own name and currency stay, where it has them.
func Merge(now *crm.Setup, file crm.Setup, retire bool) (*crm.Setup, error) {
	after := now
	if now.Organisation.Version == 0 {
		own := *now
		own.Organisation.Name, own.Organisation.Currency = file.Organisation.Name, file.Organisation.Currency
		after = &own
	} else if other := file.Organisation.Currency; other != "" && other != now.Organisation.Currency &&
		slices.ContainsFunc(file.Currencies, func(c crm.Currency) bool { return c.Rate != "" }) {
		return nil, crm.Error{Kind: crm.Invalid, Key: "error.setup.other_currency",
			Args: crm.Args{"currency": now.Organisation.Currency, "other": other}}
	}
	order := map[crm.SetupPart][]string{}
	named := func(part crm.SetupPart, id string) { order[part] = append(order[part], id) }
	for _, c := range file.Currencies {
		// What new sales begin with here can't be taken away by a file from elsewhere.
		c.Retired = c.Retired && c.Code != after.Organisation.Currency
		after = after.WithCurrency(c)
		named(crm.PartCurrency, c.Code)
	}
	for _, st := range file.Stages {
		after = after.WithStage(st)
		named(crm.PartStage, string(st.ID))
	}
	for _, t := range file.Types {
		was, _ := now.Type(t.ID)
		after = after.WithType(mergeItems(was, t, retire))
		named(crm.PartType, string(t.ID))
	}
	for _, v := range file.Values {
		after = after.WithValue(v)
		named(crm.SetupPart(v.List), string(v.ID))
	}
	parts := []crm.SetupPart{crm.PartCurrency, crm.PartStage, crm.PartType}
	for _, list := range crm.Lists {
		parts = append(parts, crm.SetupPart(list))
	}
	for _, part := range parts {
		after = after.Ordered(part, order[part])
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
	return after, nil
}

// mergeItems adds to the file's type what only the guide here has.
func mergeItems(was, t crm.SaleType, retire bool) crm.SaleType {
	if t.Guide == nil && t.FormerGuide == nil {
		t.FormerGuide = was.FormerGuide // a file that people wrote says nothing of it
		if was.Guide != nil {
			t.FormerGuide = was.WithGuide(false).FormerGuide
		}
		return t
	}
	for _, item := range was.GuideItems() {
		if _, ok := t.Item(item.ID); ok {
			continue
		}
		item.Retired = item.Retired || retire
		t = t.WithItem(item)
	}
	return t
}
