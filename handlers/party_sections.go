package handlers

import (
	"cmp"
	"net/url"
	"slices"

	"github.com/gofiber/fiber/v2"

	"verkoop/crm"
	"verkoop/store"
	"verkoop/views"
)

const (
	sectionSales    = "sales"
	sectionContacts = "contacts"
	sectionProjects = "projects"

	partySales      = 20  // on its page; all are a list
	partyActivities = 100 // likewise
	partyList       = 100
)

// partySearch is the list of the party's sales.
func partySearch(of crm.PartyRef) listQuery {
	line := crm.Criterion{Field: of.Kind.Field(), Operator: crm.OneOf, Values: []string{of.ID}}
	return listQueryOf(url.Values{"q": {line.String()}, "order": {"desc"}})
}

// sections are what stands below the card of a party; path is what stands behind its
// address there.
func (p parties) sections(c *fiber.Ctx, tx store.ReadTx, party crm.Party, path string) (*views.PartySections, error) {
	r, t := of(c), of(c).texts
	v := &views.PartySections{ID: partyID(party.PartyRef)}
	l := partySearch(party.PartyRef)
	l.without = string(p.kind)
	page, err := l.page(tx, r, "", partySales)
	if err != nil {
		return nil, err
	}
	v.Sales = views.PartySales{Page: p.page(c, p.key(t, "sales", "name", party.Name())), All: l.href("")}
	if v.Sales.SaleTable, err = p.table(tx, r, l, page); err != nil {
		return nil, err
	}
	if r.user.May(crm.RegisterSale, crm.Sale{}) {
		v.Sales.New = "/sales/new?" + url.Values{string(p.kind): {party.ID}}.Encode()
	}
	if err := p.activities(tx, r, party.PartyRef, v); err != nil {
		return nil, err
	}
	tab := func(key string, count int) {
		q := url.Values{"section": {key}}
		if words := c.Query(fieldWords); words != "" {
			q.Set(fieldWords, words)
		}
		v.Tabs = append(v.Tabs, views.Tab{Key: key, Label: t.T("tab." + key), Href: address(partyHref(party.PartyRef, path, ""), q), Selected: c.Query("section") == key, Count: count})
	}
	tab(sectionSales, 0)
	tab(sectionActivities, len(v.ToDo))
	if p.kind == crm.CompanyParty {
		id := crm.CompanyID(party.ID)
		contacts, err := tx.FindContacts("", id, partyList+1)
		if err != nil {
			return nil, err
		}
		projects, err := tx.CompanyProjects(id, partyList+1)
		if err != nil {
			return nil, err
		}
		tab(sectionContacts, len(contacts))
		tab(sectionProjects, len(projects))
		if v.Contacts, err = p.below(tx, r, party, crm.ContactParty, asParties(nil, contacts, crm.Contact.Party)); err != nil {
			return nil, err
		}
		if v.Projects, err = p.below(tx, r, party, crm.ProjectParty, asParties(nil, projects, crm.Project.Party)); err != nil {
			return nil, err
		}
	}
	if !slices.ContainsFunc(v.Tabs, func(t views.Tab) bool { return t.Selected }) {
		v.Tabs[0].Selected = true
	}
	return v, nil
}

// below are the company's contacts, or its projects.
func (p parties) below(tx store.ReadTx, r *request, company crm.Party, k crm.PartyKind, all []crm.Party) (v views.PartyList, err error) {
	other := parties{p.server, k}
	v = views.PartyList{Heading: other.key(r.texts, "all"), None: other.key(r.texts, "none"), Add: other.key(r.texts, "new")}
	if r.user.AllowParty(crm.EditParty, crm.Party{}) == nil {
		v.New = partyPaths[k] + "/" + register + "?" + url.Values{string(crm.FieldCompany): {company.ID}}.Encode()
	}
	if len(all) > partyList {
		all, v.More = all[:partyList], r.texts.T("party.more", "max", partyList)
	}
	v.Heads, v.Rows, err = partyRows(tx, r.texts, k, all, "", crm.FieldCompany)
	return v, err
}

// activities reads those that stand at the party and, of a project, those of its sales:
// but for those of sales that the reader may not see.
func (p parties) activities(tx store.ReadTx, r *request, party crm.PartyRef, v *views.PartySections) error {
	all, next, err := tx.PartyActivities(party, "", partyActivities)
	if err != nil {
		return err
	}
	if p.kind == crm.ProjectParty {
		sales, err := partySearch(party).page(tx, r, "", partyActivities)
		if err != nil {
			return err
		}
		if sales.Next != "" {
			v.More = r.texts.T("party.more_sales", "max", partyActivities)
		}
		for _, row := range sales.Rows {
			more, err := tx.SaleActivities(row.Sale.ID, partyActivities)
			if err != nil {
				return err
			}
			for _, a := range more {
				if !slices.ContainsFunc(all, func(o crm.Activity) bool { return o.ID == a.ID }) {
					all = append(all, a)
				}
			}
		}
	}
	slices.SortStableFunc(all, func(a, b crm.Activity) int {
		switch {
		case a.Done() != b.Done():
			if b.Done() {
				return -1
			}
			return 1
		case a.Done():
			return b.Completed.Compare(a.Completed)
		}
		return cmp.Or(cmp.Compare(a.On, b.On), cmp.Compare(a.Start, b.Start))
	})
	if next != "" || len(all) > partyActivities {
		all, v.More = all[:min(len(all), partyActivities)], r.texts.T("party.more_activities", "max", partyActivities)
	}
	for _, a := range all {
		row, seen, err := partyActivity(tx, r, a)
		switch {
		case err != nil:
			return err
		case !seen:
		case a.Done():
			v.Done = append(v.Done, row)
		default:
			v.ToDo = append(v.ToDo, row)
		}
	}
	return nil
}

// partyActivity is a line; false where the reader may not see the activity's sale.
func partyActivity(tx store.ReadTx, r *request, a crm.Activity) (v views.PartyActivity, seen bool, err error) {
	t := r.texts
	v = views.PartyActivity{Icon: activityIcons[a.Kind], Kind: t.T("activity.kind." + string(a.Kind)), When: t.DateWithin(a.On, r.today), Text: shorten(a.Text), Done: a.Done()}
	if a.Sale != "" {
		sale, err := tx.SaleByID(a.Sale)
		if err != nil || !r.user.CanSee(sale) {
			return v, false, err
		}
		v.Sale, v.Href = numberText(sale)+" "+sale.Title, saleHref(sale, "", listQuery{}, "")+"?section="+sectionActivities
	}
	if a.Start != "" {
		v.When += ", " + a.Start
	}
	if v.Late = a.IsFollowUp() && !a.Done() && a.On < r.today; v.Late {
		v.When += " · " + t.T("activity.late")
	}
	names, err := namesOf(tx, crm.Sale{Contact: a.Contact, Owner: a.Owner})
	v.Contact, v.Owner = names.contact.Name, person(names.owner.Name)
	v.Owner.Me = a.Owner == r.user.ID
	return v, true, err
}
