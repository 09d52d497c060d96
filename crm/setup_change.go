package crm

import (
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// SetupChange is what became different of one thing of a setup, as the audit log
// keeps it.
type SetupChange struct {
	Kind  AuditKind
	Part  SetupPart
	Name  Words // of the thing; of an item with its type's before it; empty where the order of all changed
	Facts []FieldChange
}

// Changes lists what is different in the other setup; what only it has was added.
func (s *Setup) Changes(after *Setup) (all []SetupChange) {
	add := func(part SetupPart, name Words, isNew, wasRetired, isRetired bool, was, is []FieldChange) {
		for i := range was {
			if isNew { // before it was nothing at all
				was[i].New = Value{}
			}
		}
		change := SetupChange{Part: part, Name: name, Facts: differing(was, is), Kind: AuditSettingChanged}
		switch {
		case isNew:
			change.Kind = AuditSettingAdded
		case isRetired && !wasRetired:
			change.Kind = AuditSettingDeleted
		case wasRetired && !isRetired:
			change.Kind = AuditSettingRestored
		case len(change.Facts) == 0:
			return
		}
		all = append(all, change)
	}
	if was, is := s.Organisation, after.Organisation; was.Name != is.Name || was.Currency != is.Currency {
		add(PartOrganisation, Same(is.Name), was.Version == 0, false, false, organisationFacts(was), organisationFacts(is))
	}
	for _, is := range after.Currencies {
		was, ok := s.Currency(is.Code)
		add(PartCurrency, Same(is.Code), !ok, was.Retired, is.Retired, was.facts(), is.facts())
	}
	for _, is := range after.Stages {
		was, ok := s.Stage(is.ID)
		add(PartStage, is.Name, !ok, was.Retired, is.Retired, was.facts(), is.facts())
	}
	for _, is := range after.Types {
		was, ok := s.Type(is.ID)
		add(PartType, is.Name, !ok, was.Retired, is.Retired, was.facts(s), is.facts(after))
		for _, item := range is.GuideItems() {
			before, ok := was.Item(item.ID)
			add(PartItem, item.Name.Within(is.Name), !ok, before.Retired, item.Retired, before.facts(s), item.facts(after))
		}
		for _, st := range is.Stages {
			if f, moved := orderFact(itemNames(was, st.Stage), itemNames(is, st.Stage)); moved {
				all = append(all, SetupChange{Kind: AuditSettingChanged, Part: PartItem, Name: is.Name, Facts: []FieldChange{f}})
			}
		}
	}
	for _, is := range after.Values {
		was, ok := s.Value(is.List, is.ID)
		add(SetupPart(is.List), is.Name, !ok, was.Retired, is.Retired, was.facts(), is.facts())
	}
	parts := []SetupPart{PartType, PartStage, PartCurrency}
	for _, list := range Lists {
		parts = append(parts, SetupPart(list))
	}
	for _, part := range parts {
		if f, moved := orderFact(s.named(part), after.named(part)); moved {
			all = append(all, SetupChange{Kind: AuditSettingChanged, Part: part, Facts: []FieldChange{f}})
		}
	}
	return all
}

// Same tells whether two versions of a thing of the setup say the same.
func (s SaleType) Same(o SaleType) bool {
	s, o = s.clean(), o.clean()
	s.Version = o.Version
	return reflect.DeepEqual(s, o)
}

// Within is the name with that of what it belongs to before it.
func (w Words) Within(of Words) Words {
	return Words{NL: of.In("nl") + ": " + w.In("nl"), EN: of.In("en") + ": " + w.In("en")}
}

// differing are the facts that differ; both have the same fields.
func differing(was, is []FieldChange) (out []FieldChange) {
	for i, f := range is {
		if f.Old = was[i].New; !f.Old.Equal(f.New) {
			out = append(out, f)
		}
	}
	return out
}

func textOf(f Field, text string) FieldChange { return FieldChange{Field: f, New: Value{Text: text}} }

func truthOf(f Field, is bool) FieldChange {
	if is {
		return textOf(f, "true")
	}
	return textOf(f, "")
}

func numberOf(f Field, n int) FieldChange {
	if n == 0 {
		return textOf(f, "")
	}
	return textOf(f, strconv.Itoa(n))
}

func organisationFacts(o Organisation) []FieldChange {
	return []FieldChange{textOf(FieldOrganisation, o.Name), textOf(FieldCurrency, o.Currency)}
}

func (c Currency) facts() []FieldChange {
	return []FieldChange{textOf(FieldRate, c.Rate), textOf(FieldRateOn, string(c.RateOn))}
}

func (s Stage) facts() []FieldChange {
	return []FieldChange{textOf(FieldNameNL, s.Name.NL), textOf(FieldNameEN, s.Name.EN), textOf(FieldProbability, strconv.Itoa(s.Probability))}
}

func (v ListValue) facts() []FieldChange {
	return []FieldChange{textOf(FieldNameNL, v.Name.NL), textOf(FieldNameEN, v.Name.EN)}
}

func (t SaleType) facts(s *Setup) []FieldChange {
	var keys []string
	var names []Words
	for _, st := range t.Stages {
		stage, _ := s.Stage(st.Stage)
		key, name := string(st.Stage), stage.Name
		if st.Probability != nil {
			own := " " + strconv.Itoa(*st.Probability) + "%"
			key, name = key+own, Words{NL: name.In("nl") + own, EN: name.In("en") + own}
		}
		keys, names = append(keys, key), append(names, name)
	}
	return []FieldChange{
		textOf(FieldNameNL, t.Name.NL), textOf(FieldNameEN, t.Name.EN), numberOf(FieldDays, t.Days),
		{Field: FieldStages, New: Value{Text: strings.Join(keys, ", "), Name: joined(names)}},
		truthOf(FieldGuide, t.Guide != nil), truthOf(FieldSuggest, t.Guide != nil && t.Guide.SuggestMoveOn),
	}
}

func (i GuideItem) facts(s *Setup) []FieldChange {
	stage, _ := s.Stage(i.Stage)
	sort, _ := s.Value(DocumentKinds, i.Sort)
	return []FieldChange{
		textOf(FieldNameNL, i.Name.NL), textOf(FieldNameEN, i.Name.EN), textOf(FieldKind, string(i.Kind)),
		{Field: FieldSort, New: Value{ID: string(i.Sort), Name: sort.Name}},
		{Field: FieldStage, New: Value{ID: string(i.Stage), Name: stage.Name}},
		textOf(FieldPurposeNL, i.Purpose.NL), textOf(FieldPurposeEN, i.Purpose.EN),
		numberOf(FieldAfter, i.After), numberOf(FieldMinutes, i.Minutes),
		textOf(FieldTextNL, i.Text.NL), textOf(FieldTextEN, i.Text.EN), truthOf(FieldAutomatic, i.Automatic),
	}
}

// namedPart is one of the things that have an order among each other.
type namedPart struct {
	id   string
	name Words
}

// named are the things of the part that can be chosen, in their order.
func (s *Setup) named(part SetupPart) (out []namedPart) {
	for _, id := range s.Choosable(part) {
		var name Words
		switch part {
		case PartType:
			t, _ := s.Type(TypeID(id))
			name = t.Name
		case PartStage:
			st, _ := s.Stage(StageID(id))
			name = st.Name
		case PartCurrency:
			name = Same(id)
		default:
			v, _ := s.Value(List(part), ValueID(id))
			name = v.Name
		}
		out = append(out, namedPart{id, name})
	}
	return out
}

func itemNames(t SaleType, stage StageID) (out []namedPart) {
	for _, item := range t.ItemsIn(stage) {
		out = append(out, namedPart{string(item.ID), item.Name})
	}
	return out
}

// orderFact tells the order before and after, where what is in both stands
// otherwise.
func orderFact(was, is []namedPart) (f FieldChange, moved bool) {
	both := func(all, other []namedPart) (ids []string) {
		for _, p := range all {
			if slices.ContainsFunc(other, func(o namedPart) bool { return o.id == p.id }) {
				ids = append(ids, p.id)
			}
		}
		return ids
	}
	list := func(all []namedPart) Value {
		var ids []string
		var names []Words
		for _, p := range all {
			ids, names = append(ids, p.id), append(names, p.name)
		}
		return Value{Text: strings.Join(ids, ", "), Name: joined(names)}
	}
	if slices.Equal(both(was, is), both(is, was)) {
		return f, false
	}
	return FieldChange{Field: FieldOrder, Old: list(was), New: list(is)}, true
}

// joined are names in a row.
func joined(names []Words) Words {
	var nl, en []string
	for _, w := range names {
		nl, en = append(nl, w.In("nl")), append(en, w.In("en"))
	}
	return Words{NL: strings.Join(nl, ", "), EN: strings.Join(en, ", ")}
}
