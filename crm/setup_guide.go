package crm

import "slices"

// guide is the type's guide, or the one that was switched off; nil for neither.
func (t *SaleType) guide() **Guide {
	if t.Guide == nil && t.FormerGuide != nil {
		return &t.FormerGuide
	}
	return &t.Guide
}

// GuideItems are the items of the type's guide, or of the one that was switched
// off, retired ones included.
func (t SaleType) GuideItems() []GuideItem {
	if g := *t.guide(); g != nil {
		return g.Items
	}
	return nil
}

// Item returns the item of the type's guide, retired or not.
func (t SaleType) Item(id GuideItemID) (GuideItem, bool) {
	for _, item := range t.GuideItems() {
		if item.ID == id {
			return item, true
		}
	}
	return GuideItem{}, false
}

// WithGuide gives the type a guide, the one it had before where it had one, or
// switches the guide off, to be kept for that.
func (t SaleType) WithGuide(on bool) SaleType {
	switch {
	case on && t.Guide == nil:
		t.Guide, t.FormerGuide = t.FormerGuide, nil
		if t.Guide == nil {
			t.Guide = &Guide{}
		}
	case !on && t.Guide != nil:
		t.FormerGuide, t.Guide = t.Guide, nil
		if len(t.FormerGuide.Items) == 0 && !t.FormerGuide.SuggestMoveOn {
			t.FormerGuide = nil // nothing to keep
		}
	}
	return t
}

// Suggesting says whether the guide, if there is one, suggests to move on to the
// next stage once all of a stage is done.
func (t SaleType) Suggesting(moveOn bool) SaleType {
	if at := t.guide(); *at != nil {
		g := **at
		g.SuggestMoveOn = moveOn
		*at = &g
	}
	return t
}

// WithItem puts the item into the type's guide, in the place of the one with its
// id, or after all others.
func (t SaleType) WithItem(item GuideItem) SaleType {
	return t.withItems(func(items []GuideItem) []GuideItem {
		if i := slices.IndexFunc(items, func(o GuideItem) bool { return o.ID == item.ID }); i >= 0 {
			items[i] = item
			return items
		}
		return append(items, item)
	})
}

// ItemsIn are the stage's items that are not retired, in their order.
func (t SaleType) ItemsIn(stage StageID) (items []GuideItem) {
	for _, item := range t.GuideItems() {
		if item.Stage == stage && !item.Retired {
			items = append(items, item)
		}
	}
	return items
}

// OrderItems puts the items in the order given, on the places that they have
// among all items; what is not named stays where it is.
func (t SaleType) OrderItems(order []GuideItemID) SaleType {
	return t.withItems(func(items []GuideItem) []GuideItem {
		var places []int
		named := map[GuideItemID]GuideItem{}
		for i, item := range items {
			if slices.Contains(order, item.ID) {
				places = append(places, i)
				named[item.ID] = item
			}
		}
		for _, id := range order {
			if item, ok := named[id]; ok && len(places) > 0 {
				items[places[0]] = item
				places = places[1:]
				delete(named, id)
			}
		}
		return items
	})
}

// Dropped counts the items that were retired along with their stages.
func (t SaleType) Dropped() (n int) {
	for _, item := range t.GuideItems() {
		if item.Dropped {
			n++
		}
	}
	return n
}

// MoveItem is the item of the type's guide in another of its stages: it does not come
// back with its former one any more. A deleted item may stay in a stage that the type
// lacks; no item may be moved to one.
func (t SaleType) MoveItem(item GuideItem, to StageID) (GuideItem, error) {
	moved := to != item.Stage
	if item.Stage = to; moved {
		item.Dropped = false
	}
	if !t.Has(to) && (moved || !item.Retired) {
		return item, invalid(FieldStage, "error.stage.unknown")
	}
	return item, nil
}

// withItems changes a copy of the items.
func (t SaleType) withItems(change func([]GuideItem) []GuideItem) SaleType {
	at := t.guide()
	g := Guide{}
	if *at != nil {
		g = **at
	}
	g.Items = change(slices.Clone(g.Items))
	*at = &g
	return t
}

// clean is the type as it is kept: texts trimmed, what the guide suggests in a stage
// that the type lacks retired, and what was retired so back where it has the stage.
func (t SaleType) clean() SaleType {
	t.Name = t.Name.Clean()
	if len(t.Stages) == 0 {
		t.Stages = nil
	}
	for _, at := range []**Guide{&t.Guide, &t.FormerGuide} {
		if *at == nil {
			continue
		}
		g := **at
		g.Items = slices.Clone(g.Items)
		if len(g.Items) == 0 {
			g.Items = nil
		}
		for i := range g.Items {
			item := &g.Items[i]
			item.Name, item.Purpose, item.Text = item.Name.Clean(), item.Purpose.Clean(), item.Text.cleanText()
			switch {
			case !t.Has(item.Stage):
				item.Dropped = item.Dropped || !item.Retired
				item.Retired = true
			case item.Dropped:
				item.Retired, item.Dropped = false, false
			}
		}
		*at = &g
	}
	return t
}
