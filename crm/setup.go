package crm

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// Words is a name in both languages.
type Words struct {
	NL string `json:"nl" toml:"nl"`
	EN string `json:"en,omitempty" toml:"en"`
}

// Same is a name that is the same in both languages, such as a person's.
func Same(name string) Words { return Words{NL: name} }

// In returns the name in the language ("nl" or "en"); where that is empty, the other.
func (w Words) In(language string) string {
	if language == "en" && w.EN != "" || w.NL == "" {
		return w.EN
	}
	return w.NL
}

type (
	TypeID      string
	StageID     string
	ValueID     string
	GuideItemID string
)

// List names one of the company's lists of values.
type List string

const (
	SoldReasons    List = "sold_reasons"
	LostReasons    List = "lost_reasons"
	StalledReasons List = "stalled_reasons"
	Sources        List = "sources"
	Competitors    List = "competitors"
	CreditedTo     List = "credited"
	DocumentKinds  List = "document_kinds"
	ProjectKinds   List = "project_kinds"
)

// Lists are all lists, in the order in which they are shown.
var Lists = [...]List{SoldReasons, LostReasons, StalledReasons, Sources, Competitors, CreditedTo, DocumentKinds, ProjectKinds}

// ListValue is a value that users choose. A retired value stays readable on the
// records that have it, and cannot be chosen anew.
type ListValue struct {
	ID      ValueID `json:"id" toml:"id"`
	Version uint64  `json:"version" toml:"-"`
	List    List    `json:"list" toml:"-"`
	Name    Words   `json:"name" toml:"name"`
	Order   int     `json:"order" toml:"-"`
	Retired bool    `json:"retired,omitempty" toml:"retired,omitempty"`
}

// Stage is a step of selling. Stages are one company list; a type picks and
// orders them.
type Stage struct {
	ID          StageID `json:"id" toml:"id"`
	Version     uint64  `json:"version" toml:"-"`
	Name        Words   `json:"name" toml:"name"`
	Probability int     `json:"probability" toml:"probability"` // percent
	Order       int     `json:"order" toml:"-"`
	Retired     bool    `json:"retired,omitempty" toml:"retired,omitempty"`
}

// TypeStage is a stage as a type uses it.
type TypeStage struct {
	Stage       StageID `json:"stage" toml:"stage"`
	Probability *int    `json:"probability,omitempty" toml:"probability,omitempty"` // instead of the stage's own
}

// GuideItem is a follow-up or document that a guide suggests in a stage.
type GuideItem struct {
	ID        GuideItemID  `json:"id" toml:"id"`
	Stage     StageID      `json:"stage" toml:"stage"`
	Kind      ActivityKind `json:"kind" toml:"kind"`
	Sort      ValueID      `json:"sort,omitempty" toml:"document_kind,omitempty"` // of a document: one of DocumentKinds
	Name      Words        `json:"name" toml:"name"`
	Purpose   Words        `json:"purpose,omitzero" toml:"purpose,omitempty"`
	Text      Words        `json:"text,omitzero" toml:"text,omitempty"`            // default text or subject
	After     int          `json:"after,omitempty" toml:"after,omitempty"`         // days after the one before it
	Minutes   int          `json:"minutes,omitempty" toml:"minutes,omitempty"`     // duration
	Automatic bool         `json:"automatic,omitempty" toml:"automatic,omitempty"` // suggested by itself
	Retired   bool         `json:"retired,omitempty" toml:"retired,omitempty"`
	Dropped   bool         `json:"dropped,omitempty" toml:"dropped,omitempty"` // retired along with its stage, with which it comes back
}

// Guide is a sales guide: what to do in each stage of a type.
type Guide struct {
	Items         []GuideItem `json:"items" toml:"items"`
	SuggestMoveOn bool        `json:"suggestMoveOn,omitempty" toml:"suggest_move_on,omitempty"`
}

// SaleType decides a sale's stages, its guide and its default sale date.
type SaleType struct {
	ID      TypeID      `json:"id" toml:"id"`
	Version uint64      `json:"version" toml:"-"`
	Name    Words       `json:"name" toml:"name"`
	Days    int         `json:"days" toml:"days"` // usual duration; the default sale date is today plus this
	Stages  []TypeStage `json:"stages,omitempty" toml:"stages,omitempty"`
	Guide   *Guide      `json:"guide,omitempty" toml:"guide,omitempty"`
	// FormerGuide is the one that the type had when it was switched off, to be
	// switched on again; nil while there is a guide.
	FormerGuide *Guide `json:"formerGuide,omitempty" toml:"former_guide,omitempty"`
	Order       int    `json:"order" toml:"-"`
	Retired     bool   `json:"retired,omitempty" toml:"retired,omitempty"`
}

// Has tells whether the stage is one of the type's.
func (t SaleType) Has(stage StageID) bool { return t.Position(stage) >= 0 }

// Position is the stage's place in the type, from 0; -1 where the type lacks it.
func (t SaleType) Position(stage StageID) int {
	for i, s := range t.Stages {
		if s.Stage == stage {
			return i
		}
	}
	return -1
}

// Currency is one that amounts may be in. The rate sorts and adds up across
// currencies, no more: amounts stay what they are.
type Currency struct {
	Code    string `json:"code" toml:"code"` // ISO 4217
	Version uint64 `json:"version" toml:"-"`
	Rate    string `json:"rate,omitempty" toml:"rate,omitempty"`      // what one is worth in the organisation's currency, a plain decimal; empty where nobody said
	RateOn  Date   `json:"rateOn,omitempty" toml:"rate_on,omitempty"` // the day that the rate is of
	Order   int    `json:"order" toml:"-"`
	Retired bool   `json:"retired,omitempty" toml:"retired,omitempty"`
}

// Organisation is the company that uses Verkoop.
type Organisation struct {
	Version  uint64 `json:"version" toml:"-"`
	Name     string `json:"name" toml:"name"`
	Currency string `json:"currency" toml:"currency"` // the one that new sales begin with
}

// Setup is all that a company shapes itself: types, stages, lists, currencies.
// It is read often and changed seldom; who reads it does not write in it.
type Setup struct {
	Organisation Organisation `json:"organisation"`
	Types        []SaleType   `json:"types"` // each slice in its Order, retired ones included
	Stages       []Stage      `json:"stages"`
	Values       []ListValue  `json:"values"`
	Currencies   []Currency   `json:"currencies"`
}

// Type returns the type, retired or not.
func (s *Setup) Type(id TypeID) (SaleType, bool) {
	for _, t := range s.Types {
		if t.ID == id {
			return t, true
		}
	}
	return SaleType{}, false
}

// Stage returns the stage, retired or not.
func (s *Setup) Stage(id StageID) (Stage, bool) {
	for _, t := range s.Stages {
		if t.ID == id {
			return t, true
		}
	}
	return Stage{}, false
}

// Value returns the value of the list, retired or not; false also where the
// value belongs to another list.
func (s *Setup) Value(list List, id ValueID) (ListValue, bool) {
	for _, v := range s.Values {
		if v.ID == id && v.List == list {
			return v, true
		}
	}
	return ListValue{}, false
}

// Currency returns the currency, retired or not.
func (s *Setup) Currency(code string) (Currency, bool) {
	for _, c := range s.Currencies {
		if c.Code == code {
			return c, true
		}
	}
	return Currency{}, false
}

// StagesOf are the type's stages without those that are retired.
func (s *Setup) StagesOf(t SaleType) []TypeStage {
	var out []TypeStage
	for _, st := range t.Stages {
		if stage, ok := s.Stage(st.Stage); ok && !stage.Retired {
			out = append(out, st)
		}
	}
	return out
}

// StageProbability is the percentage of the stage within the type.
func (s *Setup) StageProbability(t SaleType, stage StageID) int {
	if i := t.Position(stage); i >= 0 && t.Stages[i].Probability != nil {
		return *t.Stages[i].Probability
	}
	st, _ := s.Stage(stage)
	return st.Probability
}

// RateOf is what one of the currency is worth in the organisation's own, a plain
// decimal; empty where nobody said.
func (s *Setup) RateOf(code string) string {
	if code != "" && code == s.Organisation.Currency {
		return "1"
	}
	c, _ := s.Currency(code)
	return c.Rate
}

// ActiveCurrencies are the codes that may be chosen.
func (s *Setup) ActiveCurrencies() []string {
	var codes []string
	for _, c := range s.Currencies {
		if !c.Retired {
			codes = append(codes, c.Code)
		}
	}
	return codes
}

// FieldOrganisation is the company's name in the form that sets it up.
const FieldOrganisation Field = "organisation"

// Named returns the organisation with that name, of 1 to 100 characters, and that
// currency, which must be one that the setup knows; and every rule that is broken.
func (o Organisation) Named(name, code string, s *Setup) (Organisation, Problems) {
	var p Problems
	o.Name, o.Currency = strings.Join(strings.Fields(name), " "), code
	switch {
	case o.Name == "":
		p = append(p, invalid(FieldOrganisation, "error.organisation.required"))
	case utf8.RuneCountInString(o.Name) > maxName:
		p = append(p, invalid(FieldOrganisation, "error.name.long").with("max", maxName))
	}
	if !slices.ContainsFunc(s.Currencies, func(c Currency) bool { return c.Code == code }) {
		p = append(p, invalid(FieldCurrency, "error.value.unknown"))
	}
	return o, p
}
