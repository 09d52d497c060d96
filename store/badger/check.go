package badger

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"verkoop/crm"
	"verkoop/store"
)

// maxFindings bounds what Check reports.
const maxFindings = 20

// Check walks all records, works out every index entry and summary anew, and
// returns an error that names what is missing, left over or wrong; nil where all
// is well. It sees one moment of the data and lets other work go on.
func (s *Store) Check(ctx context.Context) error {
	return s.View(ctx, func(tx store.ReadTx) error {
		c := &check{readTx: tx.(*readTx), ctx: ctx}
		var err error
		if c.highest, err = c.counter(numberKey); err != nil {
			return err
		}
		if err := c.records(); err != nil {
			return err
		}
		if err := c.countEntries(); err != nil {
			return err
		}
		return errors.Join(c.findings...)
	})
}

type check struct {
	*readTx
	ctx      context.Context
	highest  uint64
	found    int // index entries that are there and should be
	wanted   map[string]bool
	findings []error
}

func (c *check) report(format string, args ...any) {
	if len(c.findings) < maxFindings {
		c.findings = append(c.findings, fmt.Errorf("store: check: "+format, args...))
	}
}

// expect looks for the entries, and for the value that they should have.
func (c *check) expect(value []byte, entries ...string) error {
	for _, e := range entries {
		if c.wanted != nil {
			c.wanted[e] = true
			continue
		}
		v, ok, err := c.get([]byte(e))
		switch {
		case err != nil:
			return err
		case !ok:
			c.report("index entry %q is missing", e)
		case !bytes.Equal(v, value):
			c.report("index entry %q has value %q, should have %q", e, v, value)
			c.found++
		default:
			c.found++
		}
	}
	return nil
}

// each reads all records of a kind.
func each[T any](c *check, first byte, k kind[T], do func(T) error) error {
	prefix := newKey(first)
	w := c.walk(prefix, false)
	defer w.close()
	for w.seek(prefix, nil); w.valid(); w.next() {
		if err := c.ctx.Err(); err != nil {
			return err
		}
		b, err := w.value()
		if err != nil {
			return err
		}
		v, err := k.decode(b)
		if err != nil {
			c.report("record %q: %w", w.key, err)
			continue
		}
		if err := do(v); err != nil {
			return err
		}
	}
	return nil
}

func (c *check) records() error {
	k := &c.store.kinds
	return firstError(
		func() error { return each(c, kSale, k.sale, func(r saleRecord) error { return c.sale(r.sale()) }) },
		func() error { return each(c, kChange, k.change, c.change) },
		func() error { return each(c, kEvent, k.event, c.event) },
		func() error { return each(c, kSummary, k.summary, c.summary) },
		func() error { return each(c, kActivity, k.activity, c.activity) },
		func() error {
			return each(c, kCompany, k.company, func(v crm.Company) error { return c.expect(nil, companyEntries(v)...) })
		},
		func() error {
			return each(c, kContact, k.contact, func(v crm.Contact) error {
				return errors.Join(c.notGone("contact "+string(v.ID), partyRef(crm.CompanyParty, v.Company)), c.expect(nil, contactEntries(v)...))
			})
		},
		func() error {
			return each(c, kProject, k.project, func(v crm.Project) error {
				return errors.Join(c.notGone("project "+string(v.ID), partyRef(crm.CompanyParty, v.Company)), c.expect(nil, projectEntries(v)...))
			})
		},
		func() error { return each(c, kUser, k.user, c.user) },
		func() error { return each(c, kGroup, k.group, readable) },
		func() error { return each(c, kSubmission, k.submission, readable) },
		func() error {
			return each(c, kSelection, k.selection, func(v crm.Selection) error { return c.expect(nil, selectionEntries(v)...) })
		},
		func() error { return each(c, kDeleted, k.deleted, c.deleted) },
		func() error {
			return each(c, kAudit, k.audit, func(e crm.AuditEntry) error { return c.expect(nil, auditEntries(e)...) })
		},
		func() error { return each(c, kPassword, k.password, readable) },
		func() error { return each(c, kPreferred, k.preferences, readable) },
		func() error { return each(c, kAttempts, k.attempts, readable) },
		func() error { return each(c, kJob, k.job, readable) },
		func() error { return each(c, kImport, k.imports, readable) },
		func() error { return each(c, kImportRow, k.importRow, readable) },
		func() error { return each(c, kImported, k.imported, readable) },
		c.sessions,
		c.tickets,
		c.moves,
	)
}

// notGone finds that what something refers to was not deleted.
func (c *check) notGone(who string, all ...crm.PartyRef) error {
	for _, of := range all {
		if gone, err := c.isGone(of); err != nil {
			return err
		} else if gone {
			c.report("%s refers to %s %s, which was deleted", who, of.Kind, of.ID)
		}
	}
	return nil
}

// readable asks no more of a record than that it can be read.
func readable[T any](T) error { return nil }

func firstError(steps ...func() error) error {
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

func (c *check) sale(s crm.Sale) error {
	if uint64(s.Number) > c.highest {
		c.report("sale %d is above the highest number given, %d", s.Number, c.highest)
	}
	if err := c.notGone(fmt.Sprint("sale ", s.Number), partiesOfSale(&s)...); err != nil {
		return err
	}
	x, err := c.saleIndex(&s)
	if err != nil {
		return err
	}
	plain, valued := x.entries()
	if err := c.expect(nil, plain...); err != nil {
		return err
	}
	if err := c.expect(x.facts, valued...); err != nil {
		return err
	}
	if err := c.expect(newKey(0).sale(s.Number)[1:], string(idKey(kSaleID, s.ID))); err != nil {
		return err
	}
	version := s.Version
	if err := c.changes(s.ID, 0, func(ch crm.Change) bool {
		if ch.Version != version {
			c.report("history of sale %d has version %d where %d should be", s.Number, ch.Version, version)
			return false
		}
		version--
		return true
	}); err != nil {
		return err
	}
	if version != 0 {
		c.report("history of sale %d ends at version %d", s.Number, version+1)
	}
	return nil
}

func (c *check) change(ch crm.Change) error {
	if n, err := c.saleNumber(ch.Sale); err != nil || n == 0 {
		c.report("change of sale %s that is not there", ch.Sale)
		return err
	}
	return nil
}

func (c *check) event(e crm.Event) error {
	if n, err := c.saleNumber(e.Sale); err != nil || n == 0 {
		c.report("event of sale %s that is not there", e.Sale)
		return err
	}
	return nil
}

func (c *check) activity(a crm.Activity) error {
	if err := c.notDeleted(a); errors.Is(err, store.ErrNotFound) {
		c.report("left over: %w", err)
	} else if err != nil {
		return err
	}
	if a.Sale != "" {
		s, err := c.SaleSummary(a.Sale)
		if err != nil {
			return err
		}
		if s.ToDo+s.Done == 0 {
			c.report("activity %s is not in the summary of sale %s", a.ID, a.Sale)
		}
	}
	if err := c.notGone("activity "+string(a.ID), partiesOf(a)...); err != nil {
		return err
	}
	return c.expect(nil, activityEntries(a)...)
}

// deleted finds what is left of a deleted sale and is not found elsewhere: changes
// and index entries belong to no record, activities are asked each.
func (c *check) deleted(d deletedSale) error {
	if uint64(d.Number) > c.highest {
		c.report("sale %d, which was deleted, is above the highest number given, %d", d.Number, c.highest)
	}
	if err := c.expect(nil, string(newKey(kDeletedNumber).sale(d.Number))); err != nil {
		return err
	}
	for _, k := range [...]key{idKey(kSaleID, d.Sale), idKey(kSummary, d.Sale)} {
		if _, ok, err := c.get(k); err != nil {
			return err
		} else if ok {
			c.report("%q is left over of sale %d, which was deleted", k, d.Number)
		}
	}
	return nil
}

func (c *check) summary(s crm.SaleSummary) error {
	want := crm.SaleSummary{Sale: s.Sale}
	prefix := idKey(kSaleActivity, s.Sale)
	w := c.walk(prefix, false)
	defer w.close()
	for w.seek(prefix, nil); w.valid(); w.next() {
		a, err := c.Activity(crm.ActivityID(lastID(w.key)))
		if err != nil {
			c.report("index entry %q: %w", w.key, err)
			continue
		}
		count(&want, a, +1)
		if !a.Done() && a.IsFollowUp() && a.On != "" && (want.Next == "" || a.On < want.Next) {
			want.Next = a.On
		}
	}
	if s != want {
		c.report("summary %+v should be %+v", s, want)
	}
	return nil
}

// moves checks what is to be moved; that sales stand where it says is checked with
// them.
func (c *check) moves() error {
	there := uint64(0)
	err := each(c, kRelisting, c.store.kinds.relisting, func(r relisting) error {
		there++
		_, sound, err := c.get(relistKey(r.Column, r.ID))
		upTo := r.Moved
		for _, f := range r.Former {
			sound = sound && f.UpTo > upTo
			upTo = f.UpTo
		}
		if !sound || len(r.Former) == 0 || uint64(upTo) > c.highest {
			c.report("relisting %+v is not in order, or another's; the highest number given is %d", r, c.highest)
		}
		return err
	})
	if err != nil {
		return err
	}
	n, err := c.countRelistings()
	if n != there {
		c.report("%d relistings are counted, %d there", n, there)
	}
	return err
}

// countEntries finds index entries that no record has: since all that should be
// there were looked for, there are such only if there are more.
func (c *check) countEntries() error {
	there := 0
	count := func([]byte) { there++ }
	if err := c.eachEntry(count); err != nil || there == c.found {
		return err
	}
	c.wanted = map[string]bool{}
	if err := c.records(); err != nil {
		return err
	}
	return c.eachEntry(func(k []byte) {
		if !c.wanted[string(k)] {
			c.report("index entry %q belongs to no record", k)
		}
	})
}

func (c *check) eachEntry(do func(key []byte)) error {
	for _, k := range indexKinds {
		prefix := newKey(k)
		w := c.walk(prefix, false)
		for w.seek(prefix, nil); w.valid(); w.next() {
			do(w.key)
		}
		w.close()
		if err := c.ctx.Err(); err != nil {
			return err
		}
	}
	return nil
}
