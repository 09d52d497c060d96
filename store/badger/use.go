package badger

import (
	"fmt"
	"slices"

	"verkoop/crm"
)

// usePrefix begins the entries of the sales or activities that have the part of the setup.
func usePrefix(u crm.Use) (key, error) {
	k := newKey(kUse)
	switch u {
	case crm.Use{}, crm.Use{Open: true}:
	case crm.Use{Type: u.Type}:
		return text(k.byte(useType), u.Type), nil
	case crm.Use{Value: u.Value}:
		return text(k.byte(useValue), u.Value), nil
	case crm.Use{Currency: u.Currency}:
		return text(k.byte(useCurrency), u.Currency), nil
	case crm.Use{Item: u.Item}:
		return text(k.byte(useItem), u.Item), nil
	case crm.Use{Sort: u.Sort}:
		return text(k.byte(useSort), u.Sort), nil
	case crm.Use{Stage: u.Stage}:
		return text(k.byte(useStage), u.Stage), nil
	case crm.Use{Stage: u.Stage, Open: true}:
		return text(k.byte(useStage), u.Stage).byte(useOpen), nil
	case crm.Use{Stage: u.Stage, Open: true, Type: u.Type}:
		if u.Stage != "" {
			return text(text(k.byte(useStage), u.Stage).byte(useOpen), u.Type), nil
		}
	}
	return nil, fmt.Errorf("store: sales can't be counted by %+v", u)
}

// useEntries are the sale's entries of what of the setup it has.
func useEntries(s *crm.Sale) []string {
	out := make([]string, 0, 6)
	if s.Type != "" {
		out = append(out, string(text(newKey(kUse).byte(useType), s.Type).sale(s.Number)))
	}
	if s.Stage != "" {
		state := byte(useOpen)
		if s.Outcome == crm.Sold || s.Outcome == crm.Lost {
			state = useClosed
		}
		out = append(out, string(text(text(newKey(kUse).byte(useStage), s.Stage).byte(state), s.Type).sale(s.Number)))
	}
	if code := s.Amount.CurrencyCode(); code != "" {
		out = append(out, string(text(newKey(kUse).byte(useCurrency), code).sale(s.Number)))
	}
	values := [...]crm.ValueID{s.SoldReason, s.LostReason, s.StalledReason, s.Source, s.Competitor, s.Credited}
	for i, v := range values {
		if v == "" || slices.Contains(values[:i], v) {
			continue
		}
		out = append(out, string(text(newKey(kUse).byte(useValue), v).sale(s.Number)))
	}
	return out
}

// activityUses are the activity's entries of what of the setup it has.
func activityUses(a crm.Activity) (out []string) {
	if a.GuideItem != "" {
		out = append(out, endID(text(newKey(kUse).byte(useItem), crm.ItemID(a.GuideType, a.GuideItem)), a.ID))
	}
	if a.Sort != "" {
		out = append(out, endID(text(newKey(kUse).byte(useSort), a.Sort), a.ID))
	}
	return out
}

// CountUses implements store.ReadTx.
func (t *readTx) CountUses(u crm.Use, most int) (n int, err error) {
	prefix, err := usePrefix(u)
	if err != nil {
		return 0, err
	}
	w := t.walk(prefix, false)
	defer w.close()
	for w.seek(prefix, nil); w.valid() && n < most; w.next() {
		n++
	}
	return n, nil
}
