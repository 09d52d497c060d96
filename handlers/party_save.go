package handlers

import (
	"slices"

	"github.com/gofiber/fiber/v2"

	"verkoop/crm"
	"verkoop/store"
	"verkoop/views"
)

// partySaved is what became of a form that was to be saved: exactly one of a stored
// party, problems or a conflict.
type partySaved struct {
	draft    *partyDraft
	party    crm.Party // stored, now or by the same form before
	rejected bool
	merge    *crm.PartyMerge
}

// relistNow is how many sales are brought to their new place in the lists at once,
// after a name has changed; a job does the others.
const relistNow = 100

// create registers one; update saves the form of one.
func (p parties) create(c *fiber.Ctx) error { return p.save(c) }
func (p parties) update(c *fiber.Ctx) error { return p.save(c) }

func (p parties) save(c *fiber.Ctx) error {
	r, f := of(c), readForm(c)
	var out partySaved
	relist := false
	err := p.server.update(c, func(tx store.Tx) (err error) {
		out, relist = partySaved{}, false
		if done, before, err := doneBefore(tx, r, f); err != nil || before {
			if err == nil {
				out.party, err = store.Party(tx, crm.PartyRef{Kind: p.kind, ID: done.Answer})
			}
			return stopAfter(err)
		}
		d, err := p.read(c, tx, f)
		if err != nil {
			return err
		}
		out.draft = d
		if d.stored.ID != "" && d.base.Version == 0 || f.get("version") == "" && d.stored.ID != "" {
			d.problems = append(d.problems, crm.Error{Kind: crm.Invalid, Key: "error.version"})
		}
		if len(d.problems) > 0 {
			out.rejected = true
			return errStop
		}
		merge := d.merge(partySides(f, p.kind))
		if len(merge.Clashes) > 0 {
			out.merge = &merge
			return errStop
		}
		out.party, relist, err = p.keep(c, tx, f, d, merge.Party)
		return err
	})
	if err != nil {
		return err
	}
	if relist {
		p.wake()
	}
	switch {
	case out.merge != nil:
		c.Status(fiber.StatusConflict)
		return p.conflict(c, out.draft, *out.merge)
	case out.rejected:
		return p.reject(c, out.draft)
	}
	t, href := r.texts, partyHref(out.party.PartyRef, "", c.Query(fieldWords))
	notice := t.T("status.party.saved", "name", out.party.Name())
	if !r.fragment {
		return p.redirect(c, href, notice)
	}
	var v views.PartyShow
	if err := p.view(c, func(tx store.ReadTx) error {
		v, err = p.showView(c, tx, out.party, true)
		return err
	}); err != nil {
		return err
	}
	v.Status = notice
	c.Set("HX-Push-Url", href)
	return p.render(c, "parties/show", "parties/_card", v)
}

// reject shows the form again with its problems; everything typed is kept.
func (p parties) reject(c *fiber.Ctx, d *partyDraft) error {
	for _, e := range d.problems {
		p.refused(c, e)
	}
	var v views.PartyForm
	if err := p.view(c, func(tx store.ReadTx) (err error) {
		v, err = p.formView(c, tx, d, true)
		return err
	}); err != nil {
		return err
	}
	c.Status(statusOfProblems(d.problems))
	return p.render(c, "parties/edit", "parties/_card_edit", v)
}

// merge joins what was typed with what others saved meanwhile.
func (d *partyDraft) merge(chosen map[crm.Field]crm.Side) crm.PartyMerge {
	if d.base.Version == d.stored.Version {
		return crm.PartyMerge{Party: d.after}
	}
	seen := d.base
	for _, f := range d.stored.Kind.Fields() {
		if name := seenPrefix + string(f); d.has(name) {
			seen = seen.With(f, d.get(name))
		}
	}
	return crm.MergeParties(d.base, d.stored, d.after, seen, chosen)
}

// keep stores the party with the form's one-time key, and what changed in the audit
// log: there is no other history. One in which nothing changed is left as it is.
func (p parties) keep(c *fiber.Ctx, tx store.Tx, f form, d *partyDraft, next crm.Party) (_ crm.Party, relist bool, err error) {
	r, before := of(c), d.stored
	next.PartyRef, next.Version, next.Registered, next.Updated = before.PartyRef, before.Version, before.Registered, before.Updated
	changes := before.Differences(next, d.name)
	if next.ID == "" {
		next.ID = p.NewID()
	} else if len(changes) == 0 {
		return before, false, errStop
	}
	next = next.Saved(r.user, r.now)
	if err := store.PutParty(tx, next); err != nil {
		return next, false, err
	}
	if before.ID != "" {
		e := p.entry(c, crm.AuditPartyChanged)
		e.Party, e.Subject, e.Facts = next.PartyRef, next.Name(), changes
		if err := tx.PutAudit(e); err != nil {
			return next, false, err
		}
		if slices.ContainsFunc(changes, func(f crm.FieldChange) bool { return f.Field == crm.FieldName }) {
			if relist, err = tx.Relist(relistNow); err == nil && relist {
				err = tx.PutJob(crm.Job{Kind: crm.RelistJob, By: r.user.ID, Begun: r.now.UTC()})
			}
			if err != nil {
				return next, false, err
			}
		}
	}
	return next, relist, keepDone(tx, r, f, store.Submission{Answer: next.ID})
}

// seenPrefix names the hidden fields with theirs as it was when a choice was offered.
const seenPrefix = "seen_"

func partySides(f form, k crm.PartyKind) map[crm.Field]crm.Side {
	chosen := map[crm.Field]crm.Side{}
	for _, field := range k.Fields() {
		switch side := crm.Side(f.get(keepPrefix + string(field))); side {
		case crm.Mine, crm.Theirs:
			chosen[field] = side
		}
	}
	return chosen
}
