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

// deletion asks whether to delete it: the dialog, or a page of its own.
func (p parties) deletion(c *fiber.Ctx) error {
	var v views.PartyDeletion
	err := p.view(c, func(tx store.ReadTx) error {
		party, err := p.party(c, tx)
		if err != nil {
			return err
		}
		if err := of(c).user.AllowParty(crm.DeleteParty, party); err != nil {
			return err
		}
		v, err = p.deletionView(c, tx, party)
		return err
	})
	if err != nil {
		return err
	}
	return p.render(c, "parties/deletion", "parties/_deletion", v)
}

// use is how what there is of a party travels in the dialog's address.
func useText(u crm.PartyUse) string {
	var out []string
	for _, n := range []int{u.Contacts, u.Projects, u.FollowUps, u.Documents, u.Others} {
		out = append(out, strconv.Itoa(n))
	}
	return strings.Join(out, "-")
}

// delete deletes it in the version that the dialog showed, with what it showed. One
// that was changed since, or that has got sales, is not deleted: the dialog comes back.
func (p parties) delete(c *fiber.Ctx) error {
	r := of(c)
	version, _ := strconv.ParseUint(c.Query("version"), 10, 63) // none is no version there is
	var party crm.Party
	var use crm.PartyUse
	stale := false
	err := p.server.update(c, func(tx store.Tx) (err error) {
		stale = false
		if party, err = p.party(c, tx); err != nil {
			return err
		}
		if err := r.user.AllowParty(crm.DeleteParty, party); err != nil {
			return err
		}
		if use, err = tx.PartyUse(party.PartyRef); err != nil {
			return err
		}
		if stale = use.Sales || party.Version != version || c.Query("goes") != useText(use); stale {
			return errStop
		}
		name, err := partyNamer(tx)
		if err != nil {
			return err
		}
		e := p.entry(c, crm.AuditPartyDeleted)
		e.Party, e.Subject, e.Facts = party.PartyRef, party.Name(), party.Deleted(name)
		if err := tx.DeleteParty(party.PartyRef, version); err != nil {
			return err
		}
		return tx.PutAudit(e)
	})
	if err != nil {
		return err
	}
	if stale {
		return p.deletionAgain(c, party, use)
	}
	notice := r.texts.T("status.party.deleted", "name", party.Name())
	if !r.fragment {
		return p.redirect(c, p.listHref(c), notice)
	}
	v, err := p.list(c, strings.TrimSpace(c.Query(fieldWords)), "")
	if err != nil {
		return err
	}
	v.Status = notice
	c.Set("HX-Push-Url", p.listHref(c))
	return p.render(c, "parties/index", "parties/_index", v)
}

// deletionAgain answers with the dialog as it is now.
func (p parties) deletionAgain(c *fiber.Ctx, party crm.Party, use crm.PartyUse) error {
	t := of(c).texts
	var v views.PartyDeletion
	if err := p.view(c, func(tx store.ReadTx) (err error) {
		v, err = p.deletionView(c, tx, party)
		return err
	}); err != nil {
		return err
	}
	if !use.Sales {
		v.Changed = t.T("deletion.changed_meanwhile")
	}
	v.Title = t.T("page.error.title", "title", v.Title)
	c.Status(fiber.StatusConflict)
	return p.render(c, "parties/deletion", "parties/_deletion", v)
}

// inTheWay is how many of the sales that keep it from being deleted are named.
const inTheWay = 5

func (p parties) deletionView(c *fiber.Ctx, tx store.ReadTx, party crm.Party) (v views.PartyDeletion, err error) {
	r, t := of(c), of(c).texts
	name, err := partyNamer(tx)
	if err != nil {
		return v, err
	}
	use, err := tx.PartyUse(party.PartyRef)
	if err != nil {
		return v, err
	}
	title := p.key(t, "delete")
	v = views.PartyDeletion{Page: p.page(c, title), Heading: title, Check: p.key(t, "check"), Cancel: partyHref(party.PartyRef, "", c.Query(fieldWords)), CloseText: t.T("action.no")}
	for _, f := range p.kind.Fields() {
		if text := partyText(t, party, f, name); text != "" {
			v.Facts = append(v.Facts, views.Row{Label: partyLabel(t, f), Value: text})
		}
	}
	v.Goes, v.Stays = useWords(r, use)
	q := queryOf(c)
	q.Del("_method")
	q.Set("goes", useText(use))
	q.Set("version", strconv.FormatUint(party.Version, 10))
	v.Delete = address(partyHref(party.PartyRef, "", ""), q)
	v.Action = v.Delete + "&_method=DELETE"
	refused, isRefused := party.AllowDeleting(r.user, use).(crm.Error)
	if !isRefused {
		return v, nil
	}
	v.InTheWay, v.CloseText = t.Error(refused), t.T("action.close")
	l := partySearch(party.PartyRef)
	page, err := l.page(tx, r, "", inTheWay)
	for _, row := range page.Rows {
		v.Sales = append(v.Sales, views.LinkRow{Href: saleHref(row.Sale, "", l, ""), Label: numberText(row.Sale) + " " + row.Sale.Title})
	}
	if page.Next != "" {
		v.More = views.LinkRow{Href: l.href(""), Label: t.T("party.all_sales")}
	}
	if len(page.Rows) == 0 {
		v.InTheWay += " " + t.T("party.unseen_sales")
	}
	return v, err
}

// useWords tell what goes with a party and what stays without it.
func useWords(r *request, u crm.PartyUse) (goes, stays string) {
	t := r.texts
	list := func(counts ...string) string {
		counts = slices.DeleteFunc(counts, func(s string) bool { return s == "" })
		return strings.Join(counts, ", ")
	}
	count := func(key string, n int) string {
		if n == 0 {
			return ""
		}
		return t.N(key, n)
	}
	goes = list(count("sale.deletion.follow_ups", u.FollowUps), count("sale.deletion.documents", u.Documents))
	if goes == "" {
		goes = t.T("party.nothing_goes")
	}
	return goes, list(count("party.stay.contacts", u.Contacts), count("party.stay.projects", u.Projects), count("party.stay.activities", u.Others))
}
