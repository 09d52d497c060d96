package handlers

import (
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"verkoop/crm"
	"verkoop/store"
	"verkoop/views"
)

// keepPrefix names the radios of a conflict: keep_money = mine or theirs.
const keepPrefix = "keep_"

func chosenSides(f form) map[crm.Part]crm.Side {
	chosen := map[crm.Part]crm.Side{}
	for _, p := range crm.Parts() {
		switch side := crm.Side(f.get(keepPrefix + string(p))); side {
		case crm.Mine, crm.Theirs:
			chosen[p] = side
		}
	}
	return chosen
}

// conflict shows both values of what two people changed differently, and lets
// the user choose. All that was typed travels along.
func (s *server) conflict(c *fiber.Ctx, st formState, merge crm.Merge, f form) error {
	v, err := s.readConflict(c, st, merge, f)
	if err != nil {
		return err
	}
	return s.render(c, "sales/conflict", "sales/_card_conflict", v)
}

func (s *server) readConflict(c *fiber.Ctx, st formState, merge crm.Merge, f form) (v views.SaleConflict, err error) {
	var sc saleScreen
	var after names
	var editor crm.User
	err = s.view(c, func(tx store.ReadTx) (err error) {
		if sc, err = readHead(tx, st.stored); err != nil {
			return err
		}
		if editor, err = tx.User(st.stored.Updated.User); err != nil {
			return err
		}
		after, err = namesOf(tx, st.draft.after)
		return err
	})
	if err != nil {
		return v, err
	}
	return s.conflictView(c, st, merge, sc, after, editor.Name, f), nil
}

// conflictAgain shows the conflict in another language; the choices made stay.
func (s *server) conflictAgain(c *fiber.Ctx, f form) error {
	var st formState
	var merge crm.Merge
	err := s.view(c, func(tx store.ReadTx) (err error) {
		if st, err = s.readSaleForm(c, tx, f, ""); err != nil {
			return err
		}
		merge, err = s.merge(tx, st, f, nil)
		return err
	})
	switch {
	case err != nil:
		return err
	case len(merge.Clashes) == 0: // what clashed was changed to the same meanwhile
		return s.form(c, f, "", validTab(f.get("tab")))
	}
	return s.conflict(c, st, merge, f)
}

func (s *server) conflictView(c *fiber.Ctx, st formState, merge crm.Merge, sc saleScreen, after names, who string, f form) views.SaleConflict {
	r, d, l := of(c), st.draft, readListQuery(c)
	t, stored := r.texts, sc.sale
	w := formView{t: t, r: r, d: d, setup: sc.setup, names: after, id: cardID(stored)}
	at := t.Time(stored.Updated.At.In(r.now.Location()))
	title := t.T("page.sale_edit.title", "number", numberText(stored), "title", stored.Title)
	v := views.SaleConflict{
		Page: s.page(c, t.T("page.error.title", "title", title)), Head: sc.head(r, l), ID: w.id,
		Action: saleHref(stored, "?_method=PUT", listQuery{}, ""), Put: saleHref(stored, "", l, ""),
		Recalculation: saleHref(stored, "/recalculation", l, ""),
		Who:           who, At: at, Intro: t.T("conflict.intro", "who", who, "time", at),
	}
	if q := l.within().Encode(); q != "" {
		v.Action += "&" + q
	}
	v.Head.Editing = true
	v.Page.EditForm, v.Page.EditLanguage = w.id+"-form", saleHref(stored, "/edit", l, "")
	name := func(field crm.Field, id string) string { // theirs may be a record that neither form knows
		if n := w.recordName(field, id); n != "" {
			return n
		}
		theirs := formView{names: sc.names, d: &draft{}}
		return theirs.recordName(field, id)
	}
	value := func(field crm.Field, fact crm.Value) string {
		if fact.IsZero() {
			return nothing(t, field)
		}
		return factText(t, sc.setup, field, fact, name)
	}
	chosen := chosenSides(f)
	for _, part := range merge.Clashes {
		g := views.ConflictGroup{
			Key: string(part), ID: w.id + "-keep-" + string(part), Label: t.T("conflict.part." + string(part)),
			MineLabel: t.T("conflict.mine"), TheirsLabel: who + ", " + at, Chosen: string(chosen[part]),
		}
		var base []string
		only := ""
		for _, field := range clashing(part, d.base, d.after, stored) {
			label := t.T("form.sale." + string(field) + ".label")
			was, mine, theirs := value(field, d.base.Fact(field)), value(field, d.after.Fact(field)), value(field, stored.Fact(field))
			p, q := differ(mine, theirs)
			// Each outcome has a reason of its own: who has another says nothing of it.
			reason := field == crm.FieldSoldReason || field == crm.FieldLostReason
			if !reason || !d.base.Fact(field).IsZero() {
				base = append(base, label+" "+was)
			}
			only = was
			if !reason || !d.after.Fact(field).IsZero() {
				g.Mine = append(g.Mine, views.ConflictValue{Label: label, Pieces: p})
			}
			if !reason || !stored.Fact(field).IsZero() {
				g.Theirs = append(g.Theirs, views.ConflictValue{Label: label, Pieces: q})
			}
		}
		g.Was = t.T("conflict.was", "value", strings.Join(base, " · "))
		if len(base) == 1 && len(g.Mine) == 1 && len(g.Theirs) == 1 {
			g.Mine[0].Label, g.Theirs[0].Label = "", ""
			g.Was = t.T("conflict.was", "value", only)
		}
		v.Groups = append(v.Groups, g)
	}
	for _, side := range []struct {
		parts []crm.Part
		sale  crm.Sale
		from  string
	}{{merge.Mine, d.after, t.T("conflict.from_you")}, {merge.Theirs, stored, t.T("conflict.from", "who", who)}} {
		for _, part := range side.parts {
			for _, change := range part.Between(d.base, side.sale) {
				if hiddenFact(change.Field) {
					continue
				}
				v.Merged = append(v.Merged, views.MergedRow{Label: t.T("form.sale." + string(change.Field) + ".label"), Value: value(change.Field, change.New), From: side.from})
			}
		}
	}
	v.Hidden = carried(f, stored.Version)
	for _, part := range merge.Clashes {
		v.Hidden = append(v.Hidden, views.Hidden{Name: "clash", Value: string(part)})
	}
	v.Save = w.save(saleHref(stored, "", l, ""))
	v.Save.Changed = ""
	for _, g := range v.Groups {
		if g.Chosen == "" {
			v.Save.Dimmed, v.Save.Goto = true, g.ID
			v.Save.Missing = t.T("conflict.missing", "part", g.Label)
			break
		}
	}
	return v
}

// carried is all that was typed, with the version that the choices are about.
// The radios speak for themselves.
func carried(f form, seen uint64) []views.Hidden {
	var out []views.Hidden
	names := make([]string, 0, len(f.values))
	for name := range f.values {
		if name != "seen" && name != "conflict" && name != "clash" && name != "typed" && !strings.HasPrefix(name, keepPrefix) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for _, name := range names {
		for _, value := range f.values[name] {
			out = append(out, views.Hidden{Name: name, Value: value})
		}
	}
	return append(out, views.Hidden{Name: "seen", Value: strconv.FormatUint(seen, 10)}, views.Hidden{Name: "conflict", Value: "1"})
}

// clashing are the facts of the part that a reader can tell the sides apart by.
func clashing(part crm.Part, base, mine, theirs crm.Sale) []crm.Field {
	var out []crm.Field
	for _, pair := range [][2]crm.Sale{{mine, theirs}, {base, mine}, {base, theirs}} {
		for _, change := range part.Between(pair[0], pair[1]) {
			if !hiddenFact(change.Field) && !slices.Contains(out, change.Field) {
				out = append(out, change.Field)
			}
		}
	}
	return out
}

// hiddenFact tells bookkeeping from what a user knows by a label.
func hiddenFact(f crm.Field) bool {
	return f == crm.FieldLastStages || f == crm.FieldByHand || f == crm.FieldGroup || f == crm.FieldOpenProbability
}

// differ cuts two texts into words and marks those between the common beginning
// and the common end.
func differ(a, b string) (p, q []views.Piece) {
	x, y := strings.SplitAfter(a, " "), strings.SplitAfter(b, " ")
	start := 0
	for start < len(x) && start < len(y) && strings.TrimSpace(x[start]) == strings.TrimSpace(y[start]) {
		start++
	}
	end := 0
	for end < len(x)-start && end < len(y)-start && strings.TrimSpace(x[len(x)-1-end]) == strings.TrimSpace(y[len(y)-1-end]) {
		end++
	}
	cut := func(words []string) (pieces []views.Piece) {
		for _, piece := range []views.Piece{
			{Text: strings.Join(words[:start], "")},
			{Text: strings.Join(words[start:len(words)-end], ""), Differs: true},
			{Text: strings.Join(words[len(words)-end:], "")},
		} {
			if piece.Text != "" {
				pieces = append(pieces, piece)
			}
		}
		return pieces
	}
	if start == 0 && end == 0 && (len(x) == 1 || len(y) == 1) { // nothing in common: no marks
		return []views.Piece{{Text: a}}, []views.Piece{{Text: b}}
	}
	return cut(x), cut(y)
}

// conflictChoice answers a choice with the bar: Save is dimmed until all are made.
func (s *server) conflictChoice(c *fiber.Ctx, f form, cancel string, dialog bool) error {
	r := of(c)
	v := views.SaleConflict{Page: s.page(c, ""), ID: "sale-" + c.Params("number")}
	v.Save = views.SaveBar{ID: v.ID, Label: r.texts.T("action.save"), CancelLabel: r.texts.T("action.cancel"),
		Cancel: cancel, Dialog: dialog, Busy: r.texts.T("form.saving")}
	chosen := chosenSides(f)
	for _, part := range f.values["clash"] {
		if slices.Contains(crm.Parts(), crm.Part(part)) && chosen[crm.Part(part)] == "" {
			v.Save.Dimmed, v.Save.Goto = true, v.ID+"-keep-"+part
			v.Save.Missing = r.texts.T("conflict.missing", "part", r.texts.T("conflict.part."+part))
			break
		}
	}
	return s.render(c, "sales/_conflict_save", "sales/_conflict_save", v)
}
