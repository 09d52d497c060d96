package handlers

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"verkoop/crm"
	"verkoop/locales"
	"verkoop/store"
	"verkoop/views"
)

// seenField names the version that the choices of a conflict are about.
const seenField = "seen"

// formPart is what merges as one thing of a form of the setup. Its text is that of
// its fields, as they are compared; show writes such a text for people.
type formPart struct {
	field crm.Field
	names func(f form) []string
	text  func(f form) string
	show  func(text string) string
}

// plainPart is of fields that say themselves what they hold.
func plainPart(suffix string, fields ...crm.Field) formPart {
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = string(f)
	}
	return formPart{
		field: fields[0],
		names: func(form) []string { return names },
		text: func(f form) string {
			var texts []string
			for _, field := range fields {
				texts = append(texts, strings.TrimSpace(f.text(field)))
			}
			return strings.TrimSpace(strings.Join(texts, " "))
		},
		show: func(text string) string {
			if text != "" {
				text += suffix
			}
			return text
		},
	}
}

// boxPart is of a checkbox.
func boxPart(t *locales.Texts, f crm.Field) formPart {
	p := plainPart("", f)
	p.show = func(text string) string {
		if text == "true" {
			return t.T("form.yes")
		}
		return t.T("form.no")
	}
	return p
}

// setupClash is the error of a save that others came before, who changed the same.
type setupClash struct {
	parts  []formPart
	merge  crm.FieldMerge
	mine   form
	theirs form
	stored thing
}

func (*setupClash) Error() string { return store.ErrVersion.Error() }
func (*setupClash) Unwrap() error { return store.ErrVersion }

// mergeTyped joins what was typed with what others saved since the form was made,
// part by part. Where both changed the same the error is a setupClash, unless the form
// says whose to keep; store.ErrVersion where it does not say what it began with.
func mergeTyped(parts []formPart, typed, stored form, th thing) (form, error) {
	base, mine, theirs := map[crm.Field]string{}, map[crm.Field]string{}, map[crm.Field]string{}
	chosen := map[crm.Field]crm.Side{}
	var fields []crm.Field
	for _, p := range parts {
		name := wasPrefix + string(p.field)
		if !typed.has(name) {
			return typed, store.ErrVersion
		}
		fields = append(fields, p.field)
		base[p.field], mine[p.field], theirs[p.field] = typed.text(crm.Field(name)), p.text(typed), p.text(stored)
		if typed.get(seenField) == strconv.FormatUint(th.version, 10) { // else they chose from something else
			chosen[p.field] = crm.Side(typed.get(keepPrefix + string(p.field)))
		}
	}
	merge := crm.MergeFields(fields, base, theirs, mine, chosen)
	if len(merge.Clashes) > 0 {
		return typed, &setupClash{parts, merge, typed, stored, th}
	}
	out := form{maps.Clone(typed.values)}
	for _, p := range parts {
		if slices.Contains(merge.Taken, p.field) {
			for _, name := range p.names(typed) {
				delete(out.values, name)
			}
			for _, name := range p.names(stored) {
				out.values[name] = stored.values[name]
			}
		}
		out.values[wasPrefix+string(p.field)] = []string{p.text(stored)} // what it is joined with now
	}
	return out, nil
}

// began are the hidden fields that say what a form begins with: what is stored, or
// for one that comes back what it began with before.
func began(parts []formPart, stored, typed form) (out []views.Hidden) {
	for _, p := range parts {
		h := views.Hidden{Name: wasPrefix + string(p.field), Value: p.text(stored)}
		if typed.has(h.Name) {
			h.Value = typed.text(crm.Field(h.Name))
		}
		out = append(out, h)
	}
	return out
}

// clashed shows both values of what two administrators changed differently, as
// conflict does of a sale, and lets the user choose.
func (s *server) clashed(c *fiber.Ctx, at spot, clash *setupClash) error {
	t := of(c).texts
	title := t.Words(clash.stored.name)
	v := views.SetupConflict{
		Settings: s.settings(c, title, at.nav), ID: "conflict-form", Action: at.thingHref() + "?_method=PUT", Cancel: at.thingHref(),
	}
	v.Title = t.T("page.error.title", "title", v.Title)
	who, when, err := s.editedBy(c, at)
	if err != nil {
		return err
	}
	v.Intro = t.T("conflict.setup_nobody")
	from := t.T("conflict.other")
	if who != "" {
		v.Intro, from = t.T("conflict.setup", "who", who, "time", when), who+", "+when
	}
	show := func(p formPart, text string) string {
		if text = p.show(text); text == "" {
			return t.T("form.sale.none")
		}
		return text
	}
	label := func(p formPart) string { return t.T("form.setup." + string(p.field) + ".label") }
	for _, p := range clash.parts {
		mine, theirs := show(p, p.text(clash.mine)), show(p, p.text(clash.theirs))
		switch {
		case slices.Contains(clash.merge.Clashes, p.field):
			a, b := differ(mine, theirs)
			v.Groups = append(v.Groups, views.ConflictGroup{
				Key: string(p.field), ID: "keep-" + string(p.field), Label: label(p),
				Was:  t.T("conflict.was", "value", show(p, clash.mine.text(crm.Field(wasPrefix+string(p.field))))),
				Mine: []views.ConflictValue{{Pieces: a}}, Theirs: []views.ConflictValue{{Pieces: b}},
				MineLabel: t.T("conflict.mine"), TheirsLabel: from, Chosen: clash.mine.get(keepPrefix + string(p.field)),
			})
		case slices.Contains(clash.merge.Mine, p.field):
			v.Merged = append(v.Merged, views.MergedRow{Label: label(p), Value: mine, From: t.T("conflict.from_you")})
		case slices.Contains(clash.merge.Theirs, p.field):
			v.Merged = append(v.Merged, views.MergedRow{Label: label(p), Value: theirs, From: t.T("conflict.from", "who", from)})
		}
	}
	v.Hidden = carried(clash.mine, clash.stored.version)
	c.Status(fiber.StatusConflict)
	return s.render(c, "settings/conflict", "settings/conflict", v)
}

// recentAudit is how far back editedBy looks.
const recentAudit = 100

// editedBy is who saved the thing last, and when, as far as the audit log's last
// lines tell; empty where they do not.
func (s *server) editedBy(c *fiber.Ctx, at spot) (who, when string, err error) {
	r := of(c)
	err = s.view(c, func(tx store.ReadTx) error {
		setup, err := tx.Setup()
		if err != nil {
			return err
		}
		name := auditName(setup, at)
		entries, _, err := tx.Audit(store.AuditFilter{}, "", recentAudit)
		if err != nil {
			return err
		}
		for _, e := range entries {
			if e.Part != at.part || e.Name != name || e.Actor == "" {
				continue
			}
			u, err := tx.User(e.Actor)
			who, when = u.Name, r.texts.Time(e.At.In(r.now.Location()))
			return err
		}
		return nil
	})
	return who, when, err
}

// auditName is how the audit log calls the thing.
func auditName(setup *crm.Setup, at spot) crm.Words {
	th, _ := thingOf(setup, at.part, at.id)
	if at.part != crm.PartItem {
		return th.name
	}
	of, _, _ := strings.Cut(at.id, "/")
	typ, _ := setup.Type(crm.TypeID(of))
	return th.name.Within(typ.Name)
}
