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

// itemShelf is what a type's guide suggests: a shelf below the type.
type itemShelf struct{ shelf }

// at is where the request is: the shelf is the type's page.
func (sh itemShelf) at(c *fiber.Ctx) (spot, crm.SaleType, error) {
	id := crm.TypeID(c.Params("type"))
	setup, err := sh.setup(c)
	if err != nil {
		return spot{}, crm.SaleType{}, err
	}
	typ, ok := setup.Type(id)
	if !ok {
		return spot{}, typ, errGone
	}
	at := spot{part: crm.PartItem, href: typesHref + "/" + string(id), nav: typesHref}
	if item := c.Params("item"); item != "" {
		at.id = crm.ItemID(id, crm.GuideItemID(item))
	}
	return at, typ, nil
}

// guideForm is what the type's guide suggests, stage by stage; nil for a type that
// never had a guide.
func guideForm(t *locales.Texts, setup *crm.Setup, typ crm.SaleType) *views.GuideForm {
	if typ.Guide == nil && typ.FormerGuide == nil {
		return nil
	}
	href := typesHref + "/" + string(typ.ID) + "/items"
	v := &views.GuideForm{Version: strconv.FormatUint(typ.Version, 10), Order: href + "/order", RestoreLabel: t.T("action.restore")}
	if typ.Guide == nil {
		v.Off = t.T("settings.guide.off")
	}
	for _, st := range setup.StagesOf(typ) {
		stage, _ := setup.Stage(st.Stage)
		g := views.StageItems{ID: string(st.Stage), Name: t.Words(stage.Name),
			NewFollowUp: href + "/new?stage=" + string(st.Stage) + "&kind=" + string(crm.Appointment),
			NewDocument: href + "/new?stage=" + string(st.Stage) + "&kind=" + string(crm.Document)}
		items := typ.ItemsIn(st.Stage)
		for i, item := range items {
			row := views.GuideRow{
				ID: string(item.ID), Href: href + "/" + string(item.ID), Icon: activityIcons[item.Kind], Name: t.Words(item.Name),
				Facts: itemFacts(t, item), First: i == 0, Last: i == len(items)-1, Delete: href + "/" + string(item.ID) + "/deletion",
			}
			if item.Automatic {
				row.Automatic = t.T("settings.guide.automatic")
			}
			g.Items = append(g.Items, row)
		}
		v.Stages = append(v.Stages, g)
	}
	for _, item := range typ.GuideItems() {
		if item.Retired {
			stage, _ := setup.Stage(item.Stage)
			row := views.ShelfRow{ID: string(item.ID), Href: href + "/" + string(item.ID), Name: t.Words(item.Name), Use: t.Words(stage.Name)}
			if typ.Has(item.Stage) && !stage.Retired {
				row.Restore = row.Href + "/restoration"
			}
			v.Retired = append(v.Retired, row)
		}
	}
	return v
}

// itemFacts say in a few words what the item is.
func itemFacts(t *locales.Texts, item crm.GuideItem) string {
	facts := []string{t.T("activity.kind." + string(item.Kind))}
	if item.After > 0 {
		facts = append(facts, t.N("settings.guide.after", item.After))
	}
	if item.Minutes > 0 && item.Kind.Lasts() {
		facts = append(facts, t.N("settings.guide.minutes", item.Minutes))
	}
	return strings.Join(facts, " · ")
}

// order moves an item within its stage.
func (sh itemShelf) order(c *fiber.Ctx) error {
	at, typ, err := sh.at(c)
	if err != nil {
		return err
	}
	f := readForm(c)
	err = sh.changeSetup(c, func(now *crm.Setup) (*crm.Setup, error) {
		if _, err := ofVersion(now, crm.PartType, string(typ.ID), f.get("version")); err != nil {
			return nil, err
		}
		var order []crm.GuideItemID
		for _, id := range move(f, f.values["order"]) {
			order = append(order, crm.GuideItemID(id))
		}
		typ, _ = now.Type(typ.ID)
		return now.WithType(typ.OrderItems(order)), nil
	})
	if err != nil {
		return err
	}
	notice := of(c).texts.T("settings.status.moved")
	if !of(c).fragment {
		return sh.redirect(c, at.href+"#items", notice)
	}
	setup, err := sh.shelf.setup(c)
	if err != nil {
		return err
	}
	typ, _ = setup.Type(typ.ID)
	v := guideForm(of(c).texts, setup, typ)
	v.Page = sh.page(c, at.title)
	v.Status = notice
	return sh.render(c, "settings/_guide", "settings/_guide", v)
}

// new is the form that adds an item.
func (sh itemShelf) new(c *fiber.Ctx) error {
	at, typ, err := sh.at(c)
	if err != nil {
		return err
	}
	item := crm.GuideItem{Kind: crm.ActivityKind(c.Query("kind")), Stage: crm.StageID(c.Query("stage"))}
	if !slices.Contains(crm.ItemKinds[:], item.Kind) {
		item.Kind = crm.Appointment
	}
	return sh.form(c, at, typ, sh.values(of(c).texts, item), nil)
}

// edit is the form of an item.
func (sh itemShelf) edit(c *fiber.Ctx) error {
	at, typ, err := sh.at(c)
	if err != nil {
		return err
	}
	item, ok := typ.Item(crm.GuideItemID(c.Params("item")))
	if !ok {
		return errGone
	}
	return sh.form(c, at, typ, sh.values(of(c).texts, item), nil)
}

// values are what the fields hold as long as nothing was typed.
func (sh itemShelf) values(t *locales.Texts, item crm.GuideItem) form {
	v := map[string][]string{
		string(crm.FieldNameNL): {item.Name.NL}, string(crm.FieldNameEN): {item.Name.EN},
		string(crm.FieldPurposeNL): {item.Purpose.NL}, string(crm.FieldPurposeEN): {item.Purpose.EN},
		string(crm.FieldTextNL): {item.Text.NL}, string(crm.FieldTextEN): {item.Text.EN},
		string(crm.FieldKind): {string(item.Kind)}, string(crm.FieldSort): {string(item.Sort)}, string(crm.FieldStage): {string(item.Stage)},
	}
	if item.After > 0 {
		v[string(crm.FieldAfter)] = []string{t.Integer(item.After)}
	}
	if item.Minutes > 0 {
		v[string(crm.FieldMinutes)] = []string{t.Integer(item.Minutes)}
	}
	if item.Automatic {
		v[string(crm.FieldAutomatic)] = []string{"true"}
	}
	return form{v}
}

func (sh itemShelf) form(c *fiber.Ctx, at spot, typ crm.SaleType, f form, problems crm.Problems) error {
	t := of(c).texts
	setup, err := sh.setup(c)
	if err != nil {
		return err
	}
	href := at.href + "/items"
	v := views.SetupForm{ID: "setup-form", Action: href, Cancel: at.href + "#items", Submit: t.T("action.add")}
	title := t.T("settings.guide.add", "type", typ.Name)
	if at.id != "" {
		item, ok := typ.Item(crm.GuideItemID(c.Params("item")))
		if !ok {
			return errGone
		}
		title = t.Words(item.Name)
		err := sh.view(c, func(tx store.ReadTx) error {
			n, err := tx.CountUses(useOf(at.part, at.id), crm.MostUsed+1)
			v.Use = usedBy(t, at.part, n, true)
			return err
		})
		if err != nil {
			return err
		}
		v.Was = began(itemParts(t, setup), sh.values(t, item), f)
		v.Action, v.Submit = href+"/"+string(item.ID)+"?_method=PUT", t.T("action.save")
		v.Delete, v.DeleteLabel, v.RestoreLabel = href+"/"+string(item.ID)+"/deletion", t.T("action.delete"), t.T("action.restore")
		if item.Retired {
			v.State, v.Delete = t.T("settings.deleted"), ""
			if typ.Has(item.Stage) {
				v.Restore = href + "/" + string(item.ID) + "/restoration"
			}
		}
	}
	if at.id == "" {
		v.Key = cmp.Or(f.get("key"), sh.NewID())
	}
	v.Groups = itemInputs(t, setup, typ, inputs{t, f, problems}, at.id == "")
	v.Settings = sh.settings(c, title, at.nav)
	v.Problems = inputs{t, f, problems}.summary()
	if len(problems) > 0 {
		v.Title = t.T("page.error.title", "title", v.Title)
		c.Status(refusal(problems))
	}
	return sh.render(c, "settings/setup", "settings/setup", v)
}

// itemParts are what the form merges by. A document's kind goes with what it is.
func itemParts(t *locales.Texts, setup *crm.Setup) []formPart {
	kind := plainPart("", crm.FieldKind, crm.FieldSort)
	kind.show = func(text string) string {
		kind, sort, _ := strings.Cut(text, " ")
		text = t.T("activity.kind." + kind)
		if v, ok := setup.Value(crm.DocumentKinds, crm.ValueID(sort)); ok {
			text += " · " + t.Words(v.Name)
		}
		return text
	}
	stage := plainPart("", crm.FieldStage)
	stage.show = func(text string) string {
		st, _ := setup.Stage(crm.StageID(text))
		return t.Words(st.Name)
	}
	return []formPart{plainPart("", crm.FieldNameNL), plainPart("", crm.FieldNameEN), plainPart("", crm.FieldPurposeNL), plainPart("", crm.FieldPurposeEN),
		kind, stage, plainPart(" "+t.T("settings.days_suffix"), crm.FieldAfter), plainPart(" "+t.T("settings.minutes_suffix"), crm.FieldMinutes),
		boxPart(t, crm.FieldAutomatic), plainPart("", crm.FieldTextNL), plainPart("", crm.FieldTextEN)}
}

// itemInputs are the fields of an item, what people read in both languages.
func itemInputs(t *locales.Texts, setup *crm.Setup, typ crm.SaleType, in inputs, isNew bool) []views.InputGroup {
	var kinds, stages []views.Option
	for _, kind := range crm.ItemKinds {
		kinds = append(kinds, views.Option{Value: string(kind), Label: t.T("activity.kind." + string(kind)), Selected: in.typed.get(string(crm.FieldKind)) == string(kind)})
	}
	own, _ := setup.Stage(crm.StageID(in.typed.get(string(crm.FieldStage))))
	if own.ID != "" && !typ.Has(own.ID) { // of an item that went with its stage
		stages = append(stages, views.Option{Value: string(own.ID), Label: t.Words(own.Name), Selected: true, Retired: true})
	}
	for _, st := range setup.StagesOf(typ) {
		stage, _ := setup.Stage(st.Stage)
		stages = append(stages, views.Option{Value: string(st.Stage), Label: t.Words(stage.Name), Selected: in.typed.get(string(crm.FieldStage)) == string(st.Stage)})
	}
	sorts := []views.Option{{Label: t.T("form.sale.none")}}
	for _, v := range setup.Values {
		chosen := in.typed.get(string(crm.FieldSort)) == string(v.ID)
		if v.List == crm.DocumentKinds && (!v.Retired || chosen) {
			sorts = append(sorts, views.Option{Value: string(v.ID), Label: t.Words(v.Name), Selected: chosen})
		}
	}
	sort := in.choice(crm.FieldSort, "form.setup.document_kind.label", sorts)
	kind, stage := in.choice(crm.FieldKind, "form.setup.kind.label", kinds), in.choice(crm.FieldStage, "form.setup.stage.label", stages)
	after, minutes := in.setup(crm.FieldAfter), in.setup(crm.FieldMinutes)
	after.Short, after.Suffix, after.Mandatory, after.Max, after.Hint = true, t.T("settings.days_suffix"), "", 5, t.T("settings.guide.after_hint")
	minutes.Short, minutes.Suffix, minutes.Mandatory, minutes.Max = true, t.T("settings.minutes_suffix"), "", 5
	automatic := in.setup(crm.FieldAutomatic)
	automatic.Type, automatic.Mandatory, automatic.Checked = "checkbox", "", in.typed.get(string(crm.FieldAutomatic)) == "true"
	automatic.Hint = t.T("settings.guide.automatic_hint")
	both := func(nl, en crm.Field, max, rows int) []views.Input {
		fields := []views.Input{in.setup(nl), in.setup(en)}
		for i := range fields {
			fields[i].Mandatory, fields[i].Max, fields[i].Rows = "", max, rows
		}
		if t.Language() == locales.EN {
			slices.Reverse(fields)
		}
		return fields
	}
	fields := in.names(isNew && len(in.problems) == 0)
	fields = append(fields, both(crm.FieldPurposeNL, crm.FieldPurposeEN, crm.MaxPurpose, 0)...)
	return []views.InputGroup{
		{Inputs: append(fields, kind, sort, stage, after, minutes, automatic)},
		{Heading: t.T("settings.guide.text"), Inputs: both(crm.FieldTextNL, crm.FieldTextEN, crm.MaxActivityText, 4)},
	}
}

func (sh itemShelf) create(c *fiber.Ctx) error { return sh.save(c) }
func (sh itemShelf) update(c *fiber.Ctx) error { return sh.save(c) }

// save adds the item, or changes the one that the address names.
func (sh itemShelf) save(c *fiber.Ctx) error {
	at, typ, err := sh.at(c)
	if err != nil {
		return err
	}
	t, f := of(c).texts, readForm(c)
	id := at.id
	saved, merged := crm.GuideItem{Name: wordsOf(f, crm.FieldNameNL, crm.FieldNameEN)}, f
	err = sh.changeSetup(c, func(now *crm.Setup) (*crm.Setup, error) {
		typ, _ := now.Type(typ.ID)
		saved = crm.GuideItem{ID: typ.NewItemID(f.get(string(crm.FieldNameEN)))}
		if at.id != "" {
			var ok bool
			if saved, ok = typ.Item(crm.GuideItemID(c.Params("item"))); !ok {
				return nil, errGone
			}
			th, _ := thingOf(now, at.part, at.id)
			var err error
			if merged, err = mergeTyped(itemParts(t, now), f, sh.values(t, saved), th); err != nil {
				return nil, err
			}
		}
		id = crm.ItemID(typ.ID, saved.ID)
		var problems crm.Problems
		saved, problems = typedItem(t, merged, typ, saved)
		after := now.WithType(typ.WithItem(saved))
		if len(problems) == 0 {
			return after, nil
		}
		for _, p := range after.Check() {
			if _, told := problems.For(p.Err.Field); p.Part == at.part && p.ID == id && !told {
				problems = append(problems, p.Err)
			}
		}
		return nil, problems
	})
	if clash := (*setupClash)(nil); errors.As(err, &clash) {
		return sh.clashed(c, at, clash)
	}
	if problems := setupProblems(err, at.part, id); problems != nil {
		// What somebody else saved meanwhile is what saving again begins with.
		at, typ, err := sh.at(c)
		if err != nil {
			return err
		}
		return sh.form(c, at, typ, merged, problems)
	}
	if err != nil {
		return err
	}
	if at.id == "" {
		return sh.redirect(c, at.href+"#items", t.T("settings.status.added", "name", saved.Name))
	}
	return sh.redirect(c, at.href+"#items", t.T("settings.status.saved", "name", saved.Name))
}

// typedItem is the item with what the form says.
func typedItem(t *locales.Texts, f form, typ crm.SaleType, item crm.GuideItem) (crm.GuideItem, crm.Problems) {
	var problems crm.Problems
	item.Name = wordsOf(f, crm.FieldNameNL, crm.FieldNameEN)
	item.Purpose = wordsOf(f, crm.FieldPurposeNL, crm.FieldPurposeEN)
	item.Text = wordsOf(f, crm.FieldTextNL, crm.FieldTextEN)
	item.Kind = crm.ActivityKind(f.get(string(crm.FieldKind)))
	item.Sort = ""
	if item.Kind == crm.Document { // of others there is no such kind
		item.Sort = crm.ValueID(f.get(string(crm.FieldSort)))
	}
	item.After = number(t, f, crm.FieldAfter, 0, &problems)
	item.Minutes = 0
	if item.Kind.Lasts() {
		item.Minutes = number(t, f, crm.FieldMinutes, 0, &problems)
	}
	item.Automatic = f.get(string(crm.FieldAutomatic)) == "true"
	item, err := typ.MoveItem(item, crm.StageID(f.get(string(crm.FieldStage))))
	if refused, ok := err.(crm.Error); ok {
		problems = append(problems, refused)
	}
	return item, problems
}

func (sh itemShelf) deletion(c *fiber.Ctx) error {
	at, _, err := sh.at(c)
	if err != nil {
		return err
	}
	return sh.ask(c, at, nil)
}

func (sh itemShelf) delete(c *fiber.Ctx) error {
	at, _, err := sh.at(c)
	if err != nil {
		return err
	}
	return sh.retire(c, at)
}

func (sh itemShelf) restore(c *fiber.Ctx) error {
	at, _, err := sh.at(c)
	if err != nil {
		return err
	}
	return sh.bringBack(c, at)
}
