package config

import (
	"fmt"
	"regexp"
	"slices"

	"github.com/bojanz/currency"

	"verkoop/crm"
)

// ids are what may stand in addresses, forms and keys without escaping.
var ids = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,63}$`)

// Check tells everything that is wrong with the setup, as Problems; nil where it
// can be used. Everything has an id of its own and a name in both languages,
// what is referred to is there, percentages are 0 to 100, a guide has two stages
// or more, and something is left to choose.
func Check(setup crm.Setup) error {
	c := checker{setup: setup}
	c.currencies()
	c.stages()
	c.types()
	c.values()
	if len(c.problems) > 0 {
		return c.problems
	}
	return nil
}

type checker struct {
	setup    crm.Setup
	problems Problems
}

func (c *checker) need(ok bool, format string, args ...any) {
	if !ok {
		c.problems = append(c.problems, fmt.Sprintf(format, args...))
	}
}

// id checks an id and that it is new among those seen; kind says of what it is.
func (c *checker) id(seen map[string]bool, kind, id string) {
	c.need(ids.MatchString(id), "%s has an id that is not of small letters, digits and hyphens: %q", kind, id)
	c.need(!seen[id], "two of the kind %s have the id %q", kind, id)
	// The Stage menu offers these words beside the stages.
	c.need(!slices.Contains([]string{"open", "sold", "lost"}, id), "%s can't have the id %q", kind, id)
	seen[id] = true
}

func (c *checker) name(kind, id string, w crm.Words) {
	c.need(w.NL != "", "%s %q has no Dutch name", kind, id)
	c.need(w.EN != "", "%s %q has no English name", kind, id)
}

func (c *checker) currencies() {
	seen := map[string]bool{}
	for _, cur := range c.setup.Currencies {
		c.need(currency.IsValid(cur.Code), "there is no currency %q", cur.Code)
		c.need(!seen[cur.Code], "the currency %q is there twice", cur.Code)
		seen[cur.Code] = true
	}
	c.need(c.setup.Organisation.Name != "", "the organisation has no name")
	c.need(slices.Contains(c.setup.ActiveCurrencies(), c.setup.Organisation.Currency),
		"the organisation's currency %q is not one that can be chosen", c.setup.Organisation.Currency)
}

func (c *checker) stages() {
	seen := map[string]bool{}
	for _, s := range c.setup.Stages {
		c.id(seen, "stage", string(s.ID))
		c.name("stage", string(s.ID), s.Name)
		c.percent("stage", string(s.ID), s.Probability)
	}
}

func (c *checker) percent(kind, id string, p int) {
	c.need(p >= 0 && p <= 100, "%s %q has the probability %d, which is not one of 0 to 100", kind, id, p)
}

func (c *checker) types() {
	seen := map[string]bool{}
	usable := false
	for _, t := range c.setup.Types {
		id := string(t.ID)
		c.id(seen, "type", id)
		c.name("type", id, t.Name)
		c.need(t.Days >= 0 && t.Days <= 3650, "type %q takes %d days, which is not one of 0 to 3650", id, t.Days)
		for i, s := range t.Stages {
			_, ok := c.setup.Stage(s.Stage)
			c.need(ok, "type %q has the stage %q, which is not there", id, s.Stage)
			c.need(t.Position(s.Stage) == i, "type %q has the stage %q twice", id, s.Stage)
			if s.Probability != nil {
				c.percent("type", id, *s.Probability)
			}
		}
		if t.Guide != nil {
			c.guide(t)
		}
		usable = usable || !t.Retired
	}
	c.need(usable, "there is no type that can be chosen")
}

func (c *checker) guide(t crm.SaleType) {
	c.need(len(t.Stages) >= 2, "type %q has a guide and fewer than two stages", t.ID)
	seen := map[string]bool{}
	for _, item := range t.Guide.Items {
		kind := fmt.Sprintf("guide item of type %q", t.ID)
		c.id(seen, kind, string(item.ID))
		c.name(kind, string(item.ID), item.Name)
		for _, w := range []crm.Words{item.Purpose, item.Text} {
			c.need((w.NL == "") == (w.EN == ""), "%s %q has a purpose or text in one language only", kind, item.ID)
		}
		c.need(t.Has(item.Stage), "%s %q is for the stage %q, which the type lacks", kind, item.ID, item.Stage)
		if item.Sort != "" {
			_, ok := c.setup.Value(crm.DocumentKinds, item.Sort)
			c.need(ok && item.Kind == crm.Document, "%s %q has the document kind %q, which is not there or not for it", kind, item.ID, item.Sort)
		}
		c.need(item.After >= 0 && item.Minutes >= 0, "%s %q has days or minutes below 0", kind, item.ID)
		switch item.Kind {
		case crm.Appointment, crm.PhoneCall, crm.TaskKind, crm.Document:
		default:
			c.need(false, "%s %q is of the unknown kind %q", kind, item.ID, item.Kind)
		}
	}
}

func (c *checker) values() {
	seen := map[string]bool{}
	for _, v := range c.setup.Values {
		kind := "value of " + string(v.List)
		c.need(known(v.List), "there is no list %q", v.List)
		c.id(seen, kind, string(v.ID))
		c.name(kind, string(v.ID), v.Name)
	}
}
