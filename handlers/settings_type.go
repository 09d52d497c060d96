package handlers

import (
	"cmp"
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"verkoop/crm"
	"verkoop/locales"
	"verkoop/store"
	"verkoop/views"
)

const (
	fieldPick crm.Field = "stage" // the company's stages, in the order in which the form has them
	fieldHas  crm.Field = "has"   // those of them that are chosen
)

// typeShelf is the shelf of sale types, whose forms shape more than a few fields.
type typeShelf struct{ shelf }

func (sh typeShelf) new(c *fiber.Ctx) error {
	at, err := sh.at(c)
	if err != nil {
		return err
	}
	at.id = ""
	return sh.form(c, at, nil, nil)
}

func (sh typeShelf) edit(c *fiber.Ctx) error {
	at, err := sh.at(c)
	if err != nil {
		return err
	}
	return sh.form(c, at, nil, nil)
}

// again is the form with what was typed: with a stage moved, or in another language.
func (sh typeShelf) again(c *fiber.Ctx) error {
	at, err := sh.at(c)
	if err != nil {
		return err
	}
	if at.id == "new" {
		at.id = ""
	}
	sh.chooseLanguage(c)
	f := readForm(c)
	f.values[string(fieldPick)] = move(f, f.values[string(fieldPick)])
	return sh.form(c, at, &f, nil)
}

// form shows the form of the type, with what was typed where something was.
func (sh typeShelf) form(c *fiber.Ctx, at spot, typed *form, problems crm.Problems) error {
	t := of(c).texts
	v := views.TypeForm{Again: typesHref + "/" + cmp.Or(at.id, "new") + "/edit", Unsaved: typed != nil}
	v.SetupForm = views.SetupForm{ID: "type-form", Action: at.href, Cancel: at.href, Submit: t.T("action.add")}
	title := t.T("settings.types.add")
	err := sh.view(c, func(tx store.ReadTx) error {
		setup, err := tx.Setup()
		if err != nil {
			return err
		}
		typ, exists := setup.Type(crm.TypeID(at.id))
		if at.id != "" {
			if !exists {
				return errGone
			}
			title = t.Words(typ.Name)
			th, _ := thingOf(setup, at.part, at.id)
			if err := sh.below(c, tx, setup, at, th, &v.SetupForm); err != nil {
				return err
			}
			v.Items = guideForm(t, setup, typ)
		}
		f, was := typeValues(setup, typ), form{}
		if typed != nil {
			was = *typed
		}
		if exists {
			v.Was = began(typeParts(t, setup), f, was)
		}
		if typed != nil {
			f = *typed
		}
		sh.fill(&v, t, setup, typ, inputs{t, f, problems})
		if at.id == "" {
			v.Key = cmp.Or(f.get("key"), sh.NewID())
		} else if len(typ.GuideItems()) > 0 {
			v.Along = t.T("settings.type.stages.along")
		}
		return nil
	})
	if err != nil {
		return err
	}
	v.Settings = sh.settings(c, title, at.nav)
	v.EditForm, v.EditLanguage = v.ID, v.Again
	if v.Items != nil {
		v.Items.Page = v.Page
	}
	v.Problems = inputs{t, form{}, problems}.summary()
	if len(problems) > 0 {
		v.Title = t.T("page.error.title", "title", v.Title)
		c.Status(refusal(problems))
	}
	return sh.render(c, "settings/type", "settings/type", v)
}

// typeValues are what the form's fields hold as long as nothing was typed.
func typeValues(setup *crm.Setup, typ crm.SaleType) form {
	v := map[string][]string{
		string(crm.FieldNameNL): {typ.Name.NL}, string(crm.FieldNameEN): {typ.Name.EN},
	}
	if typ.Version > 0 {
		v[string(crm.FieldDays)] = []string{strconv.Itoa(typ.Days)}
	}
	for _, st := range typ.Stages {
		v[string(fieldPick)] = append(v[string(fieldPick)], string(st.Stage))
		v[string(fieldHas)] = append(v[string(fieldHas)], string(st.Stage))
		if st.Probability != nil {
			v[string(crm.OwnProbability(st.Stage))] = []string{strconv.Itoa(*st.Probability)}
		}
	}
	if typ.Guide != nil {
		v[string(crm.FieldGuide)] = []string{"true"}
	}
	if g := cmp.Or(typ.Guide, typ.FormerGuide); g != nil && g.SuggestMoveOn {
		v[string(crm.FieldSuggest)] = []string{"true"}
	}
	return form{v}
}

// typeParts are what the form merges by. The stages, their order and what they have
// of their own are one thing.
func typeParts(t *locales.Texts, setup *crm.Setup) []formPart {
	stages := formPart{
		field: crm.FieldStages,
		names: func(f form) []string {
			names := []string{string(fieldPick), string(fieldHas)}
			for name := range f.values {
				if crm.Field(name).Plain() != crm.Field(name) {
					names = append(names, name)
				}
			}
			return names
		},
		text: func(f form) string {
			var texts []string
			for _, id := range f.values[string(fieldPick)] {
				if slices.Contains(f.values[string(fieldHas)], id) {
					texts = append(texts, strings.TrimSuffix(id+"="+f.line(crm.OwnProbability(crm.StageID(id))), "="))
				}
			}
			return strings.Join(texts, " ")
		},
		show: func(text string) string {
			var names []string
			for _, one := range strings.Fields(text) {
				id, own, has := strings.Cut(one, "=")
				stage, _ := setup.Stage(crm.StageID(id))
				name := t.Words(stage.Name)
				if has {
					name += " " + own + "%"
				}
				names = append(names, name)
			}
			return strings.Join(names, ", ")
		},
	}
	return []formPart{plainPart("", crm.FieldNameNL), plainPart("", crm.FieldNameEN), plainPart(" "+t.T("settings.days_suffix"), crm.FieldDays),
		stages, boxPart(t, crm.FieldGuide), boxPart(t, crm.FieldSuggest)}
}

// fill fills in the fields.
func (sh typeShelf) fill(v *views.TypeForm, t *locales.Texts, setup *crm.Setup, typ crm.SaleType, in inputs) {
	days := in.setup(crm.FieldDays)
	days.Short, days.Suffix, days.Max, days.Hint = true, t.T("settings.days_suffix"), 5, t.T("settings.type.days.hint")
	v.Groups = []views.InputGroup{{Inputs: append(in.names(typ.Version == 0 && len(in.problems) == 0), days)}}
	box := func(f crm.Field) views.Input {
		b := in.setup(f)
		b.Type, b.Mandatory, b.Checked = "checkbox", "", in.typed.get(string(f)) == "true"
		b.Hint = t.T("settings.type." + string(f) + ".hint")
		return b
	}
	v.Guide, v.Suggest = box(crm.FieldGuide), box(crm.FieldSuggest)
	if e, wrong := in.problems.For(crm.FieldStages); wrong {
		v.Error = t.Error(e)
	}
	// Those of the form first, in its order, then all others.
	ids := slices.Clone(in.typed.values[string(fieldPick)])
	for _, st := range setup.Stages {
		if !slices.Contains(ids, string(st.ID)) && (!st.Retired || typ.Has(st.ID)) {
			ids = append(ids, string(st.ID))
		}
	}
	for _, id := range ids {
		st, ok := setup.Stage(crm.StageID(id))
		if !ok {
			continue
		}
		field := crm.OwnProbability(st.ID)
		pick := views.StagePick{
			ID: id, Label: t.Words(st.Name), Retired: st.Retired,
			Chosen: slices.Contains(in.typed.values[string(fieldHas)], id),
			Probability: views.Input{
				ID: string(field), Name: string(field), Value: in.typed.get(string(field)),
				Label: t.T("settings.type.own_probability", "stage", st.Name),
				Hint:  t.T("settings.type.probability", "percent", st.Probability),
			},
		}
		if e, wrong := in.problems.For(field); wrong {
			pick.Probability.Error = t.Error(e)
		}
		v.Stages = append(v.Stages, pick)
	}
	if n := len(v.Stages); n > 0 {
		v.Stages[0].First, v.Stages[n-1].Last = true, true
	} else {
		v.NoStage = t.T("settings.type.no_stages")
	}
}

func (sh typeShelf) create(c *fiber.Ctx) error {
	at, err := sh.at(c)
	if err != nil {
		return err
	}
	return sh.save(c, at, "")
}

func (sh typeShelf) update(c *fiber.Ctx) error {
	at, err := sh.at(c)
	if err != nil {
		return err
	}
	return sh.save(c, at, at.id)
}

func (sh typeShelf) save(c *fiber.Ctx, at spot, id string) error {
	t, f := of(c).texts, readForm(c)
	at.id = id
	var saved crm.SaleType
	merged, dropped := f, 0
	err := sh.changeSetup(c, func(now *crm.Setup) (*crm.Setup, error) {
		saved = crm.SaleType{ID: crm.TypeID(now.NewID(crm.PartType, f.get(string(crm.FieldNameEN))))}
		if id != "" {
			th, ok := thingOf(now, at.part, id)
			if !ok {
				return nil, errGone
			}
			saved, _ = now.Type(crm.TypeID(id))
			var err error
			if merged, err = mergeTyped(typeParts(t, now), f, typeValues(now, saved), th); err != nil {
				return nil, err
			}
		}
		var problems crm.Problems
		saved, problems = typedType(t, merged, saved)
		after := now.WithType(saved)
		is, _ := after.Type(saved.ID)
		dropped = max(0, is.Dropped()-saved.Dropped())
		if len(problems) == 0 {
			return after, nil
		}
		for _, p := range after.Check() {
			if _, told := problems.For(p.Err.Field); p.Part == at.part && p.ID == string(saved.ID) && !told {
				problems = append(problems, p.Err)
			}
		}
		return nil, problems
	})
	if clash := (*setupClash)(nil); errors.As(err, &clash) {
		return sh.clashed(c, at, clash)
	}
	if problems := setupProblems(err, at.part, string(saved.ID)); problems != nil {
		return sh.form(c, at, &merged, problems)
	}
	if err != nil {
		return err
	}
	if saved.ID == "" { // sent before: the name tells which it is
		setup, err := sh.setup(c)
		if err != nil {
			return err
		}
		name := wordsOf(f, crm.FieldNameNL, crm.FieldNameEN).Clean()
		if i := slices.IndexFunc(setup.Types, func(o crm.SaleType) bool { return !o.Retired && o.Name == name }); i >= 0 {
			saved = setup.Types[i]
		}
	}
	if id == "" { // what the guide suggests comes next
		return sh.redirect(c, typesHref+"/"+string(saved.ID), t.T("settings.status.added", "name", saved.Name))
	}
	notice := t.T("settings.status.saved", "name", saved.Name)
	if dropped > 0 {
		notice += " " + t.N("settings.type.dropped", dropped)
	}
	return sh.redirect(c, at.href, notice)
}

// typedType is the type with what the form says.
func typedType(t *locales.Texts, f form, typ crm.SaleType) (crm.SaleType, crm.Problems) {
	var problems crm.Problems
	typ.Name = wordsOf(f, crm.FieldNameNL, crm.FieldNameEN)
	typ.Days = number(t, f, crm.FieldDays, -1, &problems)
	typ.Stages = nil
	for _, id := range f.values[string(fieldPick)] {
		if !slices.Contains(f.values[string(fieldHas)], id) {
			continue
		}
		st := crm.TypeStage{Stage: crm.StageID(id)}
		field := crm.OwnProbability(st.Stage)
		if strings.TrimSpace(f.get(string(field))) != "" {
			own := number(t, f, field, 0, &problems)
			st.Probability = &own
		}
		typ.Stages = append(typ.Stages, st)
	}
	typ = typ.WithGuide(f.get(string(crm.FieldGuide)) == "true")
	return typ.Suggesting(f.get(string(crm.FieldSuggest)) == "true"), problems
}
