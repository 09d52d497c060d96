package handlers

import (
	"errors"
	"slices"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"verkoop/config"
	"verkoop/crm"
	"verkoop/locales"
	"verkoop/store"
)

// thing is what everything that a setup consists of has.
type thing struct {
	id      string
	version uint64
	name    crm.Words
	retired bool
}

// thingOf finds what the setup has of the part under the id; of an item the id is
// that of crm.ItemID, and the version its type's.
func thingOf(setup *crm.Setup, part crm.SetupPart, id string) (thing, bool) {
	switch part {
	case crm.PartType:
		t, ok := setup.Type(crm.TypeID(id))
		return thing{id, t.Version, t.Name, t.Retired}, ok
	case crm.PartStage:
		st, ok := setup.Stage(crm.StageID(id))
		return thing{id, st.Version, st.Name, st.Retired}, ok
	case crm.PartCurrency:
		cur, ok := setup.Currency(id)
		return thing{id, cur.Version, crm.Same(cur.Code), cur.Retired}, ok
	case crm.PartItem:
		for _, t := range setup.Types {
			for _, item := range t.GuideItems() {
				if crm.ItemID(t.ID, item.ID) == id {
					return thing{id, t.Version, item.Name, item.Retired}, true
				}
			}
		}
		return thing{}, false
	}
	v, ok := setup.Value(crm.List(part), crm.ValueID(id))
	return thing{id, v.Version, v.Name, v.Retired}, ok
}

// useOf is how sales or activities have the thing.
func useOf(part crm.SetupPart, id string) crm.Use {
	switch part {
	case crm.PartType:
		return crm.Use{Type: crm.TypeID(id)}
	case crm.PartStage:
		return crm.Use{Stage: crm.StageID(id)}
	case crm.PartCurrency:
		return crm.Use{Currency: id}
	case crm.PartItem:
		return crm.Use{Item: id}
	case crm.SetupPart(crm.DocumentKinds):
		return crm.Use{Sort: crm.ValueID(id)}
	}
	return crm.Use{Value: crm.ValueID(id)}
}

// usedBy says how many sales have it, or activities or projects where those have such
// things: in a few words for a table, or a sentence.
func usedBy(t *locales.Texts, part crm.SetupPart, n int, sentence bool) string {
	of := ""
	switch part {
	case crm.SetupPart(crm.DocumentKinds):
		of = "_documents"
	case crm.SetupPart(crm.ProjectKinds):
		of = "_projects"
	}
	key := "settings.uses" + of
	switch {
	case sentence && part == crm.PartItem:
		key = "settings.made"
	case sentence:
		key = "settings.used" + of
	}
	switch {
	case n == 0:
		return t.T(key + "_none")
	case n > crm.MostUsed:
		return t.T(key+"_more", crm.Args{"most": crm.MostUsed})
	}
	return t.T(key, crm.Args{"count": n})
}

var errGone = crm.Error{Kind: crm.NotFound, Key: "error.not_found"}

// setup reads the company's setup.
func (s *server) setup(c *fiber.Ctx) (setup *crm.Setup, err error) {
	err = s.view(c, func(tx store.ReadTx) (err error) { setup, err = tx.Setup(); return err })
	return setup, err
}

// changeSetup lets the setup become what change makes of it, by the rules of
// config.Save. A form with a key, which adds, is carried out once: sent again, it
// changes nothing, and change is not asked.
func (s *server) changeSetup(c *fiber.Ctx, change func(now *crm.Setup) (*crm.Setup, error)) error {
	r, f := of(c), readForm(c)
	err := s.update(c, func(tx store.Tx) error {
		if _, before, err := doneBefore(tx, r, f); err != nil || before {
			return stopAfter(err)
		}
		if err := keepDone(tx, r, f, store.Submission{}); err != nil {
			return err
		}
		now, err := tx.Setup()
		if err != nil {
			return err
		}
		after, err := change(now)
		if err != nil {
			return err
		}
		_, err = config.Save(tx, s.by(c).Entry, after)
		return err
	})
	if errors.Is(err, errStop) {
		return nil
	}
	if err == nil {
		s.wake()
	}
	return err
}

// ofVersion finds the thing, if it is still of the version that was seen.
func ofVersion(setup *crm.Setup, part crm.SetupPart, id, version string) (thing, error) {
	th, ok := thingOf(setup, part, id)
	if !ok {
		return th, errGone
	}
	if version != strconv.FormatUint(th.version, 10) {
		return th, store.ErrVersion
	}
	return th, nil
}

// setupProblems are those of an error that a form can show, which edits the thing.
func setupProblems(err error, part crm.SetupPart, id string) crm.Problems {
	var broken crm.SetupProblems
	var problems crm.Problems
	switch {
	case errors.As(err, &broken):
		return broken.Of(part, id)
	case errors.As(err, &problems):
		return problems
	case errors.Is(err, store.ErrVersion):
		return crm.Problems{{Kind: crm.Conflict, Key: "error.setup.changed_meanwhile"}}
	}
	return nil
}

// plainly is the error as a page of its own can tell it.
func plainly(err error) error {
	var broken crm.SetupProblems
	if errors.As(err, &broken) {
		return broken[0].Err
	}
	return err
}

// refusal is the status of a form with these problems.
func refusal(problems crm.Problems) int {
	return kinds[problems[0].Kind]
}

// number reads a whole number; where there is none it is as the field begins.
func number(t *locales.Texts, f form, field crm.Field, empty int, problems *crm.Problems) int {
	text := f.line(field)
	if text == "" {
		return empty
	}
	n, err := t.ParseInteger(text)
	var e crm.Error
	if errors.As(err, &e) {
		if field.Plain() == crm.FieldProbability { // the same words as for one that is out of range
			e = crm.Error{Kind: crm.Invalid, Key: "error.probability.range"}
		}
		e.Field = field
		*problems = append(*problems, e)
	}
	return n
}

func wordsOf(f form, nl, en crm.Field) crm.Words { return crm.Words{NL: f.text(nl), EN: f.text(en)} }

// move puts the one id a place up or down in the order, as the form's button says.
func move(f form, order []string) []string {
	order = slices.Clone(order)
	for by, name := range map[int]string{-1: "up", 1: "down"} {
		if !f.has(name) {
			continue
		}
		i := slices.Index(order, f.get(name))
		if j := i + by; i >= 0 && j >= 0 && j < len(order) {
			order[i], order[j] = order[j], order[i]
		}
	}
	return order
}
