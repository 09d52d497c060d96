package crm

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/bojanz/currency"
)

// Facts of a setup, as forms and the audit log name them, beside those of sales
// and activities.
const (
	FieldID        Field = "id"
	FieldNameNL    Field = "name_nl"
	FieldNameEN    Field = "name_en"
	FieldPurposeNL Field = "purpose_nl"
	FieldPurposeEN Field = "purpose_en"
	FieldTextNL    Field = "text_nl"
	FieldTextEN    Field = "text_en"
	FieldDays      Field = "days"
	FieldStages    Field = "stages"
	FieldGuide     Field = "guide"
	FieldSuggest   Field = "suggest_move_on"
	FieldAfter     Field = "after"
	FieldMinutes   Field = "minutes"
	FieldAutomatic Field = "automatic"
	FieldOrder     Field = "order"
	FieldRate      Field = "rate"
	FieldRateOn    Field = "rate_on"
)

const (
	// MaxName bounds a name in either language, in characters.
	MaxName = maxName
	// MaxPurpose bounds a guide item's purpose, in characters.
	MaxPurpose = 200
	// MaxDays bounds a type's usual duration, and the days between two items.
	MaxDays = 3650
	// MaxMinutes bounds how long an item takes: a day.
	MaxMinutes = 24 * 60
	// maxParts bounds how many there are of each part of a setup.
	maxParts = 500
	// leastStages are those that a guide needs.
	leastStages = 2
)

// SetupPart is a sort of thing that a setup consists of; for values of a list it
// is the list's name.
type SetupPart string

const (
	PartOrganisation SetupPart = "organisation"
	PartType         SetupPart = "type"
	PartStage        SetupPart = "stage"
	PartItem         SetupPart = "item" // of a type's guide
	PartCurrency     SetupPart = "currency"
)

// SetupProblem is a rule that a setup breaks.
type SetupProblem struct {
	Part SetupPart
	ID   string // of the type, stage, value or currency; of an item "type/item"
	Err  Error
}

func (p SetupProblem) Error() string { return fmt.Sprintf("%s %q: %v", p.Part, p.ID, p.Err) }

// SetupProblems are all the rules that a setup breaks.
type SetupProblems []SetupProblem

func (p SetupProblems) Error() string {
	lines := make([]string, len(p))
	for i, e := range p {
		lines[i] = e.Error()
	}
	return strings.Join(lines, "; ")
}

// Err returns the problems as an error, or nil when there are none.
func (p SetupProblems) Err() error {
	if len(p) == 0 {
		return nil
	}
	return p
}

// Of are the problems as a form shows them that edits the one thing: those of
// other things have no field, and are left out where the thing has the same.
func (p SetupProblems) Of(part SetupPart, id string) (out Problems) {
	mine := func(e SetupProblem) bool { return e.Part == part && e.ID == id }
	for _, e := range p {
		if !mine(e) {
			if slices.ContainsFunc(p, func(o SetupProblem) bool { return mine(o) && o.Err.Field == e.Err.Field && o.Err.Key == e.Err.Key }) {
				continue
			}
			e.Err.Field = ""
		}
		out = append(out, e.Err)
	}
	return out
}

// Check tells everything that is wrong with the setup by itself. Everything has
// an id of its own and a name in both languages, what is referred to is there,
// percentages are 0 to 100, a guide has two stages or more that can be chosen, and
// a type and the organisation's currency are left to choose.
func (s *Setup) Check() SetupProblems {
	c := setupCheck{setup: s}
	c.organisation()
	c.count(PartCurrency, len(s.Currencies))
	for _, cur := range s.Currencies {
		c.about(PartCurrency, cur.Code)
		c.currency(cur)
	}
	c.count(PartStage, len(s.Stages))
	for _, st := range s.Stages {
		c.about(PartStage, string(st.ID))
		c.id(string(st.ID))
		c.name(st.Name)
		c.percent(FieldProbability, st.Probability)
	}
	c.types()
	c.values()
	return c.problems
}

// setupCheck gathers problems; part and at say what it looks at.
type setupCheck struct {
	setup    *Setup
	problems SetupProblems
	part     SetupPart
	at       string
	seen     map[SetupPart]map[string]bool
}

func (c *setupCheck) about(part SetupPart, id string) { c.part, c.at = part, id }

func (c *setupCheck) need(ok bool, e Error) bool {
	if !ok {
		c.problems = append(c.problems, SetupProblem{c.part, c.at, e})
	}
	return ok
}

func (c *setupCheck) count(part SetupPart, n int) {
	c.about(part, "")
	c.need(n <= maxParts, invalid("", "error.setup.too_many").with("max", maxParts))
}

// ids are what may stand in addresses, forms and keys without escaping.
var ids = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,63}$`)

// The Stage menu offers these words beside the stages, and some stand in addresses
// where ids do.
var reservedIDs = []string{string(ChooseOpen), string(ChooseSold), string(ChooseLost), "new", "order"}

// id checks that the id is fit, and the only one of its part.
func (c *setupCheck) id(id string) {
	c.need(ids.MatchString(id), invalid(FieldID, "error.setup.id").with("id", id))
	c.need(!slices.Contains(reservedIDs, id), invalid(FieldID, "error.setup.id_reserved").with("id", id))
	c.first(c.part, c.at)
}

func (c *setupCheck) first(part SetupPart, id string) {
	if c.seen == nil {
		c.seen = map[SetupPart]map[string]bool{}
	}
	if c.seen[part] == nil {
		c.seen[part] = map[string]bool{}
	}
	c.need(!c.seen[part][id], invalid(FieldID, "error.setup.id_taken").with("id", id))
	c.seen[part][id] = true
}

func (c *setupCheck) name(w Words) {
	c.nameIn(FieldNameNL, w.NL, "error.name_nl.required")
	c.nameIn(FieldNameEN, w.EN, "error.name_en.required")
}

func (c *setupCheck) nameIn(f Field, name, missing string) {
	switch {
	case !strings.ContainsFunc(name, visibleRune):
		c.need(false, invalid(f, missing))
	case utf8.RuneCountInString(name) > MaxName:
		c.need(false, invalid(f, "error.name.long").with("max", MaxName))
	default:
		c.need(!strings.ContainsFunc(name, unicode.IsControl) && utf8.ValidString(name), invalid(f, "error.text.one_line"))
	}
}

// optional checks a text that is there in both languages, or in none.
func (c *setupCheck) optional(nl, en Field, w Words, max int, oneLine bool) {
	for _, in := range []struct {
		field       Field
		text, other string
	}{{nl, w.NL, w.EN}, {en, w.EN, w.NL}} {
		var text string
		if err := setText(in.field, &text, in.text, max); err != nil {
			c.need(false, err.(Error))
		}
		c.need(!oneLine || !strings.ContainsAny(in.text, "\n\r\t"), invalid(in.field, "error.text.one_line"))
		c.need(in.text != "" || in.other == "", invalid(in.field, "error.setup.both_languages"))
	}
}

func (c *setupCheck) percent(f Field, p int) {
	c.need(p >= 0 && p <= 100, invalid(f, "error.probability.range"))
}

func (c *setupCheck) within(f Field, n, max int, key string) {
	c.need(n >= 0 && n <= max, invalid(f, key).with("max", max))
}

func (c *setupCheck) organisation() {
	c.about(PartOrganisation, "")
	_, problems := c.setup.Organisation.Named(c.setup.Organisation.Name, c.setup.Organisation.Currency, c.setup)
	for _, e := range problems {
		c.need(false, e)
	}
	if own, ok := c.setup.Currency(c.setup.Organisation.Currency); ok {
		c.about(PartCurrency, own.Code)
		c.need(!own.Retired, invalid("", "error.setup.own_currency").with("currency", own.Code))
		c.need(own.Rate == "", invalid(FieldRate, "error.setup.own_rate").with("currency", own.Code))
	}
}

func (c *setupCheck) currency(cur Currency) {
	c.need(currency.IsValid(cur.Code), invalid(FieldCurrency, "error.setup.currency").with("code", cur.Code))
	c.first(PartCurrency, cur.Code)
	c.need(cur.Rate == "" || isRate(cur.Rate), invalid(FieldRate, "error.setup.rate"))
	c.need(cur.Rate == "" || cur.RateOn.Valid(), invalid(FieldRateOn, "error.rate_on.required"))
	c.need(cur.RateOn == "" || cur.Rate != "", invalid(FieldRate, "error.rate.required"))
}

// MaxRateDecimals is how many a currency's rate may have.
const MaxRateDecimals = 10

// rates are plain decimals of at most twelve digits before the mark.
var rates = regexp.MustCompile(fmt.Sprintf(`^(0|[1-9][0-9]{0,11})(\.[0-9]{1,%d})?$`, MaxRateDecimals))

func isRate(text string) bool {
	return rates.MatchString(text) && strings.ContainsAny(text, "123456789")
}

func (c *setupCheck) types() {
	c.count(PartType, len(c.setup.Types))
	usable := false
	for _, t := range c.setup.Types {
		c.about(PartType, string(t.ID))
		c.id(string(t.ID))
		c.name(t.Name)
		c.within(FieldDays, t.Days, MaxDays, "error.setup.days")
		for i, s := range t.Stages {
			_, ok := c.setup.Stage(s.Stage)
			c.need(ok, invalid(FieldStages, "error.setup.stage_unknown").with("stage", string(s.Stage)))
			c.need(t.Position(s.Stage) == i, invalid(FieldStages, "error.setup.stage_twice").with("stage", string(s.Stage)))
			if s.Probability != nil {
				c.percent(OwnProbability(s.Stage), *s.Probability)
			}
		}
		if t.Guide != nil {
			c.need(len(c.setup.StagesOf(t)) >= leastStages, invalid(FieldGuide, "error.setup.guide_stages").with("type", t.Name))
			c.items(t, t.Guide)
			c.need(t.FormerGuide == nil, invalid(FieldGuide, "error.setup.two_guides").with("type", t.Name))
		} else if t.FormerGuide != nil {
			c.items(t, t.FormerGuide)
		}
		usable = usable || !t.Retired
	}
	c.about(PartType, "")
	c.need(usable, invalid("", "error.setup.last_type"))
	c.apart(len(c.setup.Types), func(i int) (SetupPart, string, Words, bool) {
		t := c.setup.Types[i]
		return PartType, string(t.ID), t.Name, t.Retired
	})
	c.apart(len(c.setup.Stages), func(i int) (SetupPart, string, Words, bool) {
		st := c.setup.Stages[i]
		return PartStage, string(st.ID), st.Name, st.Retired
	})
	for _, t := range c.setup.Types { // the follow-ups of a stage, and its documents
		for _, st := range t.Stages {
			for _, document := range []bool{false, true} {
				items := slices.DeleteFunc(t.ItemsIn(st.Stage), func(i GuideItem) bool { return (i.Kind == Document) != document })
				c.apart(len(items), func(i int) (SetupPart, string, Words, bool) {
					return PartItem, ItemID(t.ID, items[i].ID), items[i].Name, false
				})
			}
		}
	}
}

// apart checks that what is chosen from has no name twice in one language, whatever
// the case.
func (c *setupCheck) apart(n int, of func(i int) (part SetupPart, id string, name Words, retired bool)) {
	for _, in := range []struct {
		field    Field
		language string
	}{{FieldNameNL, "nl"}, {FieldNameEN, "en"}} {
		called := map[string][]string{}
		for i := range n {
			_, id, name, retired := of(i)
			text := strings.ToLower(strings.TrimSpace(name.only(in.language)))
			if !retired && text != "" && !slices.Contains(called[text], id) {
				called[text] = append(called[text], id)
			}
		}
		for i := range n {
			part, id, name, retired := of(i)
			text := strings.TrimSpace(name.only(in.language))
			c.about(part, id)
			c.need(retired || len(called[strings.ToLower(text)]) < 2, invalid(in.field, "error.setup.name_taken").with("name", text))
		}
	}
}

// only is the name in the language, empty where it has none in it.
func (w Words) only(language string) string {
	if language == "en" {
		return w.EN
	}
	return w.NL
}

// OwnProbability names the field with the probability that a type sets for the stage.
func OwnProbability(s StageID) Field { return FieldProbability + "-" + Field(s) }

// Plain is the field without the stage that OwnProbability names.
func (f Field) Plain() Field {
	if strings.HasPrefix(string(f), string(FieldProbability)+"-") {
		return FieldProbability
	}
	return f
}

func (c *setupCheck) items(t SaleType, g *Guide) {
	c.need(len(g.Items) <= maxParts, invalid(FieldGuide, "error.setup.too_many").with("max", maxParts))
	for _, item := range g.Items {
		c.about(PartItem, ItemID(t.ID, item.ID))
		c.id(string(item.ID))
		c.name(item.Name)
		c.optional(FieldPurposeNL, FieldPurposeEN, item.Purpose, MaxPurpose, true)
		c.optional(FieldTextNL, FieldTextEN, item.Text, MaxActivityText, item.Kind == Document) // of a document, its title
		_, known := c.setup.Stage(item.Stage)
		c.need(known && (item.Retired || t.Has(item.Stage)),
			invalid(FieldStage, "error.setup.item_stage").with("item", item.Name).with("stage", string(item.Stage)))
		if item.Sort != "" {
			_, known := c.setup.Value(DocumentKinds, item.Sort)
			c.need(known && item.Kind == Document, invalid(FieldSort, "error.value.unknown"))
		}
		c.within(FieldAfter, item.After, MaxDays, "error.setup.days")
		c.within(FieldMinutes, item.Minutes, MaxMinutes, "error.setup.minutes")
		c.need(slices.Contains(ItemKinds[:], item.Kind), invalid(FieldKind, "error.value.unknown"))
	}
}

// ItemKinds are what a guide may suggest, in the order in which they are offered.
var ItemKinds = [...]ActivityKind{Appointment, PhoneCall, TaskKind, Document}

// ItemID is how a guide's item is called among those of all types.
func ItemID(t TypeID, item GuideItemID) string { return string(t) + "/" + string(item) }

func (c *setupCheck) values() {
	count := map[List]int{}
	for _, v := range c.setup.Values {
		c.about(SetupPart(v.List), string(v.ID))
		c.need(slices.Contains(Lists[:], v.List), invalid("", "error.setup.list").with("list", string(v.List)))
		c.id(string(v.ID))
		c.name(v.Name)
		count[v.List]++
	}
	// One id is one value, whichever its list.
	lists := map[ValueID]List{}
	for _, v := range c.setup.Values {
		c.about(SetupPart(v.List), string(v.ID))
		other, twice := lists[v.ID]
		c.need(!twice || other == v.List, invalid(FieldID, "error.setup.id_taken").with("id", string(v.ID)))
		lists[v.ID] = v.List
	}
	for _, list := range Lists {
		c.count(SetupPart(list), count[list])
		c.apart(len(c.setup.Values), func(i int) (SetupPart, string, Words, bool) {
			v := c.setup.Values[i]
			return SetupPart(list), string(v.ID), v.Name, v.Retired || v.List != list
		})
	}
}
