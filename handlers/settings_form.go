package handlers

import (
	"cmp"
	"errors"
	"slices"
	"strconv"

	"github.com/bojanz/currency"
	"github.com/gofiber/fiber/v2"

	"verkoop/crm"
	"verkoop/locales"
	"verkoop/store"
	"verkoop/views"
)

// new is the form that adds a thing to the shelf.
func (sh shelf) new(c *fiber.Ctx) error {
	at, err := sh.at(c)
	if err != nil {
		return err
	}
	at.id = ""
	return sh.form(c, at, form{}, nil)
}

// edit is the form of a thing.
func (sh shelf) edit(c *fiber.Ctx) error {
	at, err := sh.at(c)
	if err != nil {
		return err
	}
	return sh.form(c, at, form{}, nil)
}

// form shows the form of the thing, with what was typed where there are problems.
func (sh shelf) form(c *fiber.Ctx, at spot, f form, problems crm.Problems) error {
	t, key := of(c).texts, f.get("key")
	v := views.SetupForm{ID: "setup-form", Action: at.href, Cancel: at.href, Submit: t.T("action.add")}
	title := t.T("settings." + sh.key + ".add")
	err := sh.view(c, func(tx store.ReadTx) error {
		setup, err := tx.Setup()
		if err != nil {
			return err
		}
		if at.id != "" {
			th, ok := thingOf(setup, at.part, at.id)
			if !ok {
				return errGone
			}
			if title = t.Words(th.name); at.part == crm.PartCurrency {
				title = currencyLabel(t, th.id)
			}
			if err := sh.below(c, tx, setup, at, th, &v); err != nil {
				return err
			}
		}
		stored := sh.values(t, setup, at)
		if at.id != "" {
			v.Was = began(sh.parts(at.part), stored, f)
		}
		if len(problems) == 0 {
			f = stored
		}
		v.Groups = []views.InputGroup{{Inputs: sh.inputs(t, setup, at, inputs{t, f, problems})}}
		return nil
	})
	if err != nil {
		return err
	}
	if at.id == "" {
		v.Key = cmp.Or(key, sh.NewID())
	}
	v.Settings = sh.settings(c, title, at.nav)
	v.Problems = inputs{t, f, problems}.summary()
	if len(problems) > 0 {
		v.Title = t.T("page.error.title", "title", v.Title)
		c.Status(refusal(problems))
	}
	return sh.render(c, "settings/setup", "settings/setup", v)
}

// below adds what the form of a thing that exists has.
func (sh shelf) below(c *fiber.Ctx, tx store.ReadTx, setup *crm.Setup, at spot, th thing, v *views.SetupForm) error {
	t := of(c).texts
	v.Action, v.Submit = at.thingHref()+"?_method=PUT", t.T("action.save")
	v.Delete, v.DeleteLabel = at.thingHref()+"/deletion", t.T("action.delete")
	v.Restore, v.RestoreLabel = "", t.T("action.restore")
	state := t.T("settings.deleted")
	if at.part == crm.PartCurrency {
		v.DeleteLabel, v.RestoreLabel, state = t.T("action.deactivate"), t.T("action.activate"), t.T("settings.currencies.inactive")
		if th.id == setup.Organisation.Currency {
			v.Delete = ""
		}
	}
	if th.retired {
		v.State, v.Delete, v.Restore = state, "", at.thingHref()+"/restoration"
	}
	n, err := tx.CountUses(useOf(at.part, at.id), crm.MostUsed+1)
	v.Use = usedBy(t, at.part, n, true)
	return err
}

// values are what the fields hold as long as nothing was typed.
func (sh shelf) values(t *locales.Texts, setup *crm.Setup, at spot) form {
	v := map[string][]string{}
	set := func(f crm.Field, text string) { v[string(f)] = []string{text} }
	if th, ok := thingOf(setup, at.part, at.id); ok && at.part != crm.PartCurrency {
		set(crm.FieldNameNL, th.name.NL)
		set(crm.FieldNameEN, th.name.EN)
	}
	switch at.part {
	case crm.PartStage:
		if st, ok := setup.Stage(crm.StageID(at.id)); ok {
			set(crm.FieldProbability, strconv.Itoa(st.Probability))
		}
	case crm.PartCurrency:
		if cur, ok := setup.Currency(at.id); ok {
			set(crm.FieldRate, t.Number(cur.Rate))
			set(crm.FieldRateOn, t.ShortDate(cur.RateOn))
		}
	}
	return form{v}
}

// parts are what the form merges by.
func (sh shelf) parts(part crm.SetupPart) []formPart {
	switch part {
	case crm.PartCurrency:
		return []formPart{plainPart("", crm.FieldRate, crm.FieldRateOn)}
	case crm.PartStage:
		return []formPart{plainPart("", crm.FieldNameNL), plainPart("", crm.FieldNameEN), plainPart("%", crm.FieldProbability)}
	}
	return []formPart{plainPart("", crm.FieldNameNL), plainPart("", crm.FieldNameEN)}
}

// inputs are the form's fields.
func (sh shelf) inputs(t *locales.Texts, setup *crm.Setup, at spot, in inputs) (fields []views.Input) {
	if at.part == crm.PartCurrency {
		if at.id == "" {
			fields = append(fields, in.choice(crm.FieldCurrency, "form.sale.currency.label", newCurrencies(t, setup, in.typed.get(string(crm.FieldCurrency)))))
		}
		rate := in.setup(crm.FieldRate)
		rate.Short, rate.Suffix, rate.Mandatory = true, setup.Organisation.Currency, ""
		rate.Hint = t.T("settings.currencies.rate_hint", "own", setup.Organisation.Currency)
		on := in.setup(crm.FieldRateOn)
		on.Type, on.Mandatory, on.Hint = "date", "", t.T("settings.currencies.rate_on_hint")
		if at.id == setup.Organisation.Currency && at.id != "" {
			rate.Value, rate.Hint, rate.Locked = t.Number("1"), "", t.T("settings.currencies.own_rate")
			return append(fields, rate)
		}
		return append(fields, rate, on)
	}
	fields = in.names(at.id == "" && len(in.problems) == 0)
	if at.part == crm.PartStage {
		p := in.setup(crm.FieldProbability)
		p.Short, p.Suffix, p.Max, p.Hint = true, "%", 3, t.T("settings.stages.probability_hint")
		fields = append(fields, p)
	}
	return fields
}

// newCurrencies are those that the company does not have yet.
func newCurrencies(t *locales.Texts, setup *crm.Setup, chosen string) []views.Option {
	options := []views.Option{{Label: t.T("settings.currencies.choose")}}
	for _, code := range currency.GetCurrencyCodes() {
		if _, ok := setup.Currency(code); !ok {
			options = append(options, views.Option{Value: code, Label: currencyLabel(t, code), Selected: code == chosen})
		}
	}
	return options
}

// currencyLabel is the code with what it is called.
func currencyLabel(t *locales.Texts, code string) string {
	if name := t.CurrencyName(code); name != "" {
		return code + " · " + name
	}
	return code
}

// setup is a field of the setup's forms.
func (in inputs) setup(f crm.Field) views.Input {
	v := in.text(f, "form.setup."+string(f)+".label", "off")
	v.Max = crm.MaxName
	return v
}

// names are the fields of a name in both languages, that of the reader first.
func (in inputs) names(focus bool) []views.Input {
	nl, en := in.setup(crm.FieldNameNL), in.setup(crm.FieldNameEN)
	fields := []views.Input{nl, en}
	if in.t.Language() == locales.EN {
		slices.Reverse(fields)
	}
	fields[0].Autofocus = focus
	return fields
}

// create adds a thing to the shelf.
func (sh shelf) create(c *fiber.Ctx) error {
	at, err := sh.at(c)
	if err != nil {
		return err
	}
	return sh.save(c, at, "")
}

// update saves the form of a thing.
func (sh shelf) update(c *fiber.Ctx) error {
	at, err := sh.at(c)
	if err != nil {
		return err
	}
	return sh.save(c, at, at.id)
}

// save saves the form of the thing with the id, or adds one.
func (sh shelf) save(c *fiber.Ctx, at spot, id string) error {
	t, f := of(c).texts, readForm(c)
	at.id = id
	name, added, merged := t.Words(wordsOf(f, crm.FieldNameNL, crm.FieldNameEN)), "", f
	err := sh.changeSetup(c, func(now *crm.Setup) (*crm.Setup, error) {
		if id != "" {
			th, ok := thingOf(now, at.part, id)
			if !ok {
				return nil, errGone
			}
			var err error
			if merged, err = mergeTyped(sh.parts(at.part), f, sh.values(t, now, at), th); err != nil {
				return nil, err
			}
		}
		after, is, err := sh.typed(c, now, at, merged)
		if err == nil {
			th, _ := thingOf(after, at.part, is)
			name, added = t.Words(th.name), is
		}
		return after, err
	})
	if clash := (*setupClash)(nil); errors.As(err, &clash) {
		return sh.clashed(c, at, clash)
	}
	if problems := setupProblems(err, at.part, added); problems != nil {
		return sh.form(c, at, merged, problems)
	}
	if err != nil {
		return err
	}
	key := "settings.status.saved"
	if id == "" {
		key = "settings.status.added"
	}
	return sh.redirect(c, at.href, t.T(key, crm.Args{"name": name}))
}

// typed is the setup with what the form says, and the id of the thing.
func (sh shelf) typed(c *fiber.Ctx, now *crm.Setup, at spot, f form) (after *crm.Setup, id string, err error) {
	t := of(c).texts
	var problems crm.Problems
	name := wordsOf(f, crm.FieldNameNL, crm.FieldNameEN)
	switch at.part {
	case crm.PartStage:
		st, _ := now.Stage(crm.StageID(at.id))
		if at.id == "" {
			st.ID = crm.StageID(now.NewID(at.part, name.EN))
		}
		st.Name, st.Probability = name, number(t, f, crm.FieldProbability, -1, &problems)
		after, id = now.WithStage(st), string(st.ID)
	case crm.PartCurrency:
		cur, _ := now.Currency(at.id)
		if at.id == "" {
			cur.Code = f.line(crm.FieldCurrency)
			if _, there := now.Currency(cur.Code); there || cur.Code == "" {
				return nil, "", crm.Problems{{Kind: crm.Invalid, Field: crm.FieldCurrency, Key: "error.currency.unknown"}}
			}
		}
		if cur.Code != now.Organisation.Currency {
			cur, problems = sh.rated(c, cur, f)
		}
		after, id = now.WithCurrency(cur), cur.Code
	default:
		v, _ := now.Value(crm.List(at.part), crm.ValueID(at.id))
		if at.id == "" {
			v.ID, v.List = crm.ValueID(now.NewID(at.part, name.EN)), crm.List(at.part)
		}
		v.Name = name
		after, id = now.WithValue(v), string(v.ID)
	}
	if len(problems) > 0 {
		// What else is wrong with it is told in the same breath.
		for _, p := range after.Check() {
			_, told := problems.For(p.Err.Field)
			if p.Part == at.part && p.ID == id && !told {
				problems = append(problems, p.Err)
			}
		}
		return nil, id, problems
	}
	return after, id, nil
}

// rated is the currency with the rate that the form says.
func (sh shelf) rated(c *fiber.Ctx, cur crm.Currency, f form) (crm.Currency, crm.Problems) {
	t := of(c).texts
	var problems crm.Problems
	wrong := func(field crm.Field, err error) {
		if e, ok := err.(crm.Error); ok {
			e.Field = field
			problems = append(problems, e)
		}
	}
	var rate string
	var on crm.Date
	var err error
	if text := f.line(crm.FieldRate); text != "" {
		if rate, err = t.ParseDecimal(text, crm.MaxRateDecimals); err != nil {
			wrong(crm.FieldRate, err)
		}
	}
	if text := f.line(crm.FieldRateOn); text != "" {
		if on, err = t.ParseDate(text); err != nil {
			wrong(crm.FieldRateOn, err)
		}
	}
	if len(problems) > 0 {
		return cur, problems
	}
	return cur.Rated(rate, on, of(c).today)
}
