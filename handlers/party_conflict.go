package handlers

import (
	"errors"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"verkoop/crm"
	"verkoop/store"
	"verkoop/views"
)

// conflict shows both values of what two people changed differently, and lets the user
// choose. All that was typed travels along.
func (p parties) conflict(c *fiber.Ctx, d *partyDraft, merge crm.PartyMerge) error {
	var v views.PartyConflict
	if err := p.view(c, func(tx store.ReadTx) error {
		editor, err := tx.User(d.stored.Updated.User)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return err
		}
		if d.name, err = partyNamer(tx); err == nil {
			v = p.conflictView(c, d, merge, editor.Name)
		}
		return err
	}); err != nil {
		return err
	}
	return p.render(c, "parties/conflict", "parties/_card_conflict", v)
}

// conflictAgain shows the conflict in another language; the choices made stay.
func (p parties) conflictAgain(c *fiber.Ctx, f form) error {
	var d *partyDraft
	if err := p.view(c, func(tx store.ReadTx) (err error) {
		d, err = p.read(c, tx, f)
		return err
	}); err != nil {
		return err
	}
	merge := d.merge(nil)
	if len(merge.Clashes) == 0 { // what clashed was changed to the same meanwhile
		return p.form(c, f)
	}
	return p.conflict(c, d, merge)
}

func (p parties) conflictView(c *fiber.Ctx, d *partyDraft, merge crm.PartyMerge, who string) views.PartyConflict {
	r, t, words, ref := of(c), of(c).texts, c.Query(fieldWords), d.stored.PartyRef
	at := t.Time(d.stored.Updated.At.In(r.now.Location()))
	v := views.PartyConflict{
		Page: p.page(c, t.T("page.error.title", "title", p.key(t, "update", "name", d.stored.Name()))), Head: p.head(c, d.stored, d.name), ID: partyID(ref),
		Put: partyHref(ref, "", words), Recalculation: partyHref(ref, "/recalculation", words), Intro: p.key(t, "conflict", "who", who, "time", at),
	}
	v.Section = "parties"
	v.Action = v.Put + queryMark(v.Put) + "_method=PUT"
	v.Head.Editing = p.key(t, "editing")
	v.EditForm, v.EditLanguage = v.ID+"-form", partyHref(ref, "/edit", words)
	value := func(party crm.Party, f crm.Field) string {
		if text := partyText(t, party, f, d.name); text != "" {
			return text
		}
		return t.T("form.sale.none")
	}
	chosen := partySides(d.form, p.kind)
	for _, f := range merge.Clashes {
		mine, theirs := differ(value(d.after, f), value(d.stored, f))
		v.Groups = append(v.Groups, views.ConflictGroup{
			Key: string(f), ID: v.ID + "-keep-" + string(f), Label: partyLabel(t, f), Was: t.T("conflict.was", "value", value(d.base, f)),
			Mine: []views.ConflictValue{{Pieces: mine}}, Theirs: []views.ConflictValue{{Pieces: theirs}},
			MineLabel: t.T("conflict.mine"), TheirsLabel: who + ", " + at, Chosen: string(chosen[f]),
		})
	}
	for _, f := range merge.Mine {
		v.Merged = append(v.Merged, views.MergedRow{Label: partyLabel(t, f), Value: value(d.after, f), From: t.T("conflict.from_you")})
	}
	for _, f := range merge.Theirs {
		v.Merged = append(v.Merged, views.MergedRow{Label: partyLabel(t, f), Value: value(d.stored, f), From: t.T("conflict.from", "who", who)})
	}
	for _, h := range carried(d.form, d.stored.Version) {
		if !strings.HasPrefix(h.Name, seenPrefix) {
			v.Hidden = append(v.Hidden, h)
		}
	}
	for _, f := range p.kind.Fields() {
		v.Hidden = append(v.Hidden, views.Hidden{Name: seenPrefix + string(f), Value: d.stored.Get(f)})
	}
	for _, f := range merge.Clashes {
		v.Hidden = append(v.Hidden, views.Hidden{Name: "clash", Value: string(f)})
	}
	v.Save = p.conflictSave(c, merge.Clashes, chosen, v.Put)
	return v
}

// conflictSave is the bar with Save: dimmed until all choices are made.
func (p parties) conflictSave(c *fiber.Ctx, clashes []crm.Field, chosen map[crm.Field]crm.Side, cancel string) views.SaveBar {
	t, id := of(c).texts, partyID(crm.PartyRef{Kind: p.kind, ID: c.Params("party")})
	v := views.SaveBar{ID: id, Label: t.T("action.save"), CancelLabel: t.T("action.cancel"), Cancel: cancel, Busy: t.T("form.saving")}
	for _, f := range clashes {
		if slices.Contains(p.kind.Fields(), f) && chosen[f] == "" {
			v.Dimmed, v.Goto, v.Missing = true, id+"-keep-"+string(f), t.T("conflict.missing", "part", partyLabel(t, f))
			break
		}
	}
	return v
}

// conflictChoice answers a choice with the bar.
func (p parties) conflictChoice(c *fiber.Ctx, f form) error {
	var clashes []crm.Field
	for _, name := range f.values["clash"] {
		clashes = append(clashes, crm.Field(name))
	}
	ref := crm.PartyRef{Kind: p.kind, ID: c.Params("party")}
	v := views.PartyConflict{Page: p.page(c, ""), ID: partyID(ref), Save: p.conflictSave(c, clashes, partySides(f, p.kind), partyHref(ref, "", c.Query(fieldWords)))}
	return p.render(c, "sales/_conflict_save", "sales/_conflict_save", v)
}
