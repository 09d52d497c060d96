package crm

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// The verbs below return a changed copy of the setup and check nothing but that
// what they are about is there: Becomes says whether the change may be made.

// Clean is the name without white space at its ends or doubled in it.
func (w Words) Clean() Words {
	return Words{NL: strings.Join(strings.Fields(w.NL), " "), EN: strings.Join(strings.Fields(w.EN), " ")}
}

func (w Words) cleanText() Words {
	clean := func(text string) string { return strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n")) }
	return Words{NL: clean(w.NL), EN: clean(w.EN)}
}

// WithStage puts the stage in the place of the one with its id, or at the end.
func (s *Setup) WithStage(st Stage) *Setup {
	out := *s
	st.Name = st.Name.Clean()
	out.Stages = put(s.Stages, st, func(o Stage) bool { return o.ID == st.ID }, func(o *Stage) *int { return &o.Order })
	return &out
}

// WithType puts the type in the place of the one with its id, or at the end. What
// the guide suggested in a stage that the type has no more is retired along with it,
// and comes back with it.
func (s *Setup) WithType(t SaleType) *Setup {
	out := *s
	t = t.clean()
	out.Types = put(s.Types, t, func(o SaleType) bool { return o.ID == t.ID }, func(o *SaleType) *int { return &o.Order })
	return &out
}

// WithValue puts the value in the place of the one of its list with its id, or at
// the end.
func (s *Setup) WithValue(v ListValue) *Setup {
	out := *s
	v.Name = v.Name.Clean()
	same := func(o ListValue) bool { return o.ID == v.ID && o.List == v.List }
	if !slices.ContainsFunc(s.Values, same) {
		v.Order = 0
		for _, o := range s.Values {
			if o.List == v.List {
				v.Order = max(v.Order, o.Order)
			}
		}
		v.Order++
		out.Values = append(slices.Clone(s.Values), v)
		return &out
	}
	out.Values = put(s.Values, v, same, func(o *ListValue) *int { return &o.Order })
	return &out
}

// WithCurrency puts the currency in the place of the one with its code, or at the
// end.
func (s *Setup) WithCurrency(c Currency) *Setup {
	out := *s
	out.Currencies = put(s.Currencies, c, func(o Currency) bool { return o.Code == c.Code }, func(o *Currency) *int { return &o.Order })
	return &out
}

// Rated is the currency with a rate of a day, which is today where none was said,
// and not after today; without a rate where that is empty.
func (c Currency) Rated(rate string, on, today Date) (Currency, Problems) {
	var p Problems
	switch {
	case rate == "" && on != "":
		p = append(p, invalid(FieldRate, "error.rate.required"))
	case rate != "" && !isRate(rate):
		p = append(p, invalid(FieldRate, "error.setup.rate"))
	}
	if on > today {
		p = append(p, invalid(FieldRateOn, "error.setup.rate_future"))
	}
	if rate != "" && on == "" {
		on = today
	}
	c.Rate, c.RateOn = rate, on
	return c, p
}

// put is a copy with the thing in its place; at the end it is ordered after all others.
func put[T any](all []T, v T, same func(T) bool, order func(*T) *int) []T {
	all = slices.Clone(all)
	if i := slices.IndexFunc(all, same); i >= 0 {
		*order(&v) = *order(&all[i])
		all[i] = v
		return all
	}
	last := 0
	for i := range all {
		last = max(last, *order(&all[i]))
	}
	*order(&v) = last + 1
	return append(all, v)
}

// Retire takes the thing out of what can be chosen; it stays readable where it is
// used. NotFound where there is no such thing.
func (s *Setup) Retire(part SetupPart, id string) (*Setup, error) { return s.retired(part, id, true) }

// Restore takes retiring back.
func (s *Setup) Restore(part SetupPart, id string) (*Setup, error) {
	return s.retired(part, id, false)
}

func (s *Setup) retired(part SetupPart, id string, retired bool) (*Setup, error) {
	switch part {
	case PartType:
		if t, ok := s.Type(TypeID(id)); ok {
			t.Retired = retired
			return s.WithType(t), nil
		}
	case PartStage:
		if st, ok := s.Stage(StageID(id)); ok {
			st.Retired = retired
			return s.WithStage(st), nil
		}
	case PartCurrency:
		if c, ok := s.Currency(id); ok {
			c.Retired = retired
			return s.WithCurrency(c), nil
		}
	case PartItem:
		of, item, _ := strings.Cut(id, "/")
		t, _ := s.Type(TypeID(of))
		if it, ok := t.Item(GuideItemID(item)); ok {
			if stage, _ := s.Stage(it.Stage); !retired && !t.Has(it.Stage) {
				return nil, invalid("", "error.setup.item_stage").with("item", it.Name).with("stage", stage.Name)
			}
			it.Retired = retired
			return s.WithType(t.WithItem(it)), nil
		}
	default:
		if v, ok := s.Value(List(part), ValueID(id)); ok {
			v.Retired = retired
			return s.WithValue(v), nil
		}
	}
	return nil, Error{Kind: NotFound, Key: "error.not_found"}
}

// Choosable are the ids of what of the part can be chosen, in its order.
func (s *Setup) Choosable(part SetupPart) []string { return s.ids(part, false) }

// All are the ids of all there is of the part, retired ones included, in its order.
func (s *Setup) All(part SetupPart) []string { return s.ids(part, true) }

func (s *Setup) ids(part SetupPart, retiredToo bool) (ids []string) {
	add := func(id string, retired bool) {
		if retiredToo || !retired {
			ids = append(ids, id)
		}
	}
	switch part {
	case PartType:
		for _, t := range s.Types {
			add(string(t.ID), t.Retired)
		}
	case PartStage:
		for _, st := range s.Stages {
			add(string(st.ID), st.Retired)
		}
	case PartCurrency:
		for _, c := range s.Currencies {
			add(c.Code, c.Retired)
		}
	default:
		for _, v := range s.Values {
			if SetupPart(v.List) == part {
				add(string(v.ID), v.Retired)
			}
		}
	}
	return ids
}

// Ordered puts what can be chosen of the part in the order given; what the order
// does not name comes after it, as it stood. Nothing changes where the order is
// the one there is.
func (s *Setup) Ordered(part SetupPart, order []string) *Setup {
	out := *s
	switch part {
	case PartType:
		out.Types = ordered(s.Types, order, func(t *SaleType) (string, *int) { return string(t.ID), &t.Order })
	case PartStage:
		out.Stages = ordered(s.Stages, order, func(st *Stage) (string, *int) { return string(st.ID), &st.Order })
	case PartCurrency:
		out.Currencies = ordered(s.Currencies, order, func(c *Currency) (string, *int) { return c.Code, &c.Order })
	default:
		var of, others []ListValue
		for _, v := range s.Values {
			if SetupPart(v.List) == part {
				of = append(of, v)
			} else {
				others = append(others, v)
			}
		}
		of = ordered(of, order, func(v *ListValue) (string, *int) { return string(v.ID), &v.Order })
		out.Values = append(others, of...)
		slices.SortStableFunc(out.Values, func(a, b ListValue) int { return cmp.Compare(a.Order, b.Order) })
	}
	return &out
}

func ordered[T any](all []T, order []string, of func(*T) (id string, at *int)) []T {
	rank := func(v *T) int {
		id, _ := of(v)
		if i := slices.Index(order, id); i >= 0 {
			return i
		}
		return len(order)
	}
	out := slices.Clone(all)
	slices.SortStableFunc(out, func(a, b T) int { return cmp.Compare(rank(&a), rank(&b)) })
	moved := false
	for i := range out {
		was, _ := of(&all[i])
		is, _ := of(&out[i])
		moved = moved || was != is
	}
	if !moved {
		return out
	}
	for i := range out {
		_, at := of(&out[i])
		*at = i + 1
	}
	return out
}

// NewID makes an id that nothing of the part has, for what is called so in
// English. Values are apart across all lists.
func (s *Setup) NewID(part SetupPart, name string) string {
	return newID(name, func(id string) bool {
		switch part {
		case PartType:
			_, ok := s.Type(TypeID(id))
			return ok
		case PartStage:
			_, ok := s.Stage(StageID(id))
			return ok
		}
		return slices.ContainsFunc(s.Values, func(v ListValue) bool { return string(v.ID) == id })
	})
}

// NewItemID makes an id that no item of the type has.
func (t SaleType) NewItemID(name string) GuideItemID {
	return GuideItemID(newID(name, func(id string) bool {
		_, ok := t.Item(GuideItemID(id))
		return ok
	}))
}

func newID(name string, taken func(string) bool) string {
	base := slug(name)
	id := base
	for n := 2; taken(id) || slices.Contains(reservedIDs, id); n++ {
		id = base + "-" + strconv.Itoa(n)
	}
	return id
}

// slug keeps of a text the letters and digits that an id may have.
func slug(text string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(text) {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			b.WriteRune(r)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
		if b.Len() >= 48 {
			break
		}
	}
	return cmp.Or(strings.Trim(b.String(), "-"), "x")
}
