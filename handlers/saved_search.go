package handlers

import (
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"verkoop/crm"
	"verkoop/locales"
	"verkoop/store"
	"verkoop/views"
)

// countAll is the key of the count of all sales.
const countAll = "all"

// unlisted are the typical searches that are no pill above the list: they are more
// of an order than a choice.
var unlisted = []string{"largest_open", "sold_this_year"}

// typicalQuery is the list that a typical search asks for.
func typicalQuery(typical crm.Typical, find bool) listQuery {
	return listQuery{
		lines: typical.Search.Lines(), search: typical.Search, sort: store.Column(typical.Sort), descending: typical.Descending, find: find,
	}
}

// listPills are all sales and typical searches, above the list.
func listPills(t *locales.Texts, l listQuery) []views.SavedSearch {
	pills := []views.SavedSearch{{
		Key: countAll, Label: t.T("typical.all"), Href: listQuery{skip: l.skip, columns: l.columns}.href(""), Current: len(l.lines) == 0 && len(l.problems) == 0,
	}}
	for _, typical := range crm.Typicals() {
		if !slices.Contains(unlisted, typical.Key) {
			q := typicalQuery(typical, false)
			q.skip, q.columns = l.skip, l.columns
			pills = append(pills, typicalLink(t, typical, q, l))
		}
	}
	return pills
}

func typicalLink(t *locales.Texts, typical crm.Typical, q, current listQuery) views.SavedSearch {
	return views.SavedSearch{
		Key: typical.Key, Label: t.T("typical." + typical.Key), Href: q.href(""),
		Current: len(current.problems) == 0 && slices.Equal(q.lines, current.lines) &&
			(!slices.Contains(unlisted, typical.Key) || q.sort == current.sort && q.descending == current.descending),
	}
}

// savedCounts answers how much typical searches and selections find. It stops
// counting once it has read as much as one count may: what is not cheap is left out.
func (s *server) savedCounts(c *fiber.Ctx) error {
	r, t, on := of(c), of(c).texts, readListQuery(c)
	v := views.Counts{Page: s.page(c, "")}
	err := s.view(c, func(tx store.ReadTx) error {
		read := 0
		count := func(key string, search crm.Search) error {
			if read > store.CountBudget {
				return nil
			}
			if on.board { // counts there are of its type
				search = search.And(crm.OnBoard(on.kind)...)
			}
			n, err := tx.CountSales(store.SaleSearch{Search: search, Reader: r.user, Today: r.today}, "")
			if err != nil {
				return err
			}
			read += n.Read
			if n.Next == "" {
				text := t.Integer(n.Tally.Count)
				v.Counts = append(v.Counts, views.Count{Key: key, Text: text, Unit: strings.TrimPrefix(t.N("page.sales.count", n.Tally.Count), text)})
			}
			return nil
		}
		for _, typical := range crm.Typicals() {
			if err := count(typical.Key, typical.Search); err != nil {
				return err
			}
		}
		if !on.find {
			return count(countAll, crm.Search{})
		}
		selections, err := tx.Selections(r.user.ID)
		if err != nil {
			return err
		}
		for _, kept := range selections {
			search, problems := crm.ParseSearch(kept.Criteria)
			if len(problems) > 0 {
				continue // a field that there is no more
			}
			if err := count(string(kept.ID), search); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return s.render(c, "find/_counts", "find/_counts", v)
}
