package handlers

import (
	"slices"

	"github.com/gofiber/fiber/v2"

	"verkoop/crm"
	"verkoop/locales"
	"verkoop/store"
	"verkoop/views"
)

// saleIndex is the list of sales.
func (s *server) saleIndex(c *fiber.Ctx) error {
	l := readListQuery(c)
	l.find = false
	v, err := s.index(c, l, store.Cursor(c.Query("at")))
	if err != nil {
		return err
	}
	if len(v.Problems) > 0 {
		c.Status(fiber.StatusUnprocessableEntity)
	}
	return s.render(c, "sales/index", "sales/_index", v)
}

func (s *server) index(c *fiber.Ctx, l listQuery, at store.Cursor) (v views.SaleIndex, err error) {
	r, t := of(c), of(c).texts
	v = views.SaleIndex{
		Page: s.page(c, t.T("page.sales.title")), Skip: l.skip, Searched: len(l.lines) > 0, SkipHidden: hidden(l.values(), "skip"), ViewSwitch: viewSwitch(t, nil, l),
		NewHref: l.path("/sales/new"), CountsHref: "/sales/counts", Pills: listPills(t, l), Transfer: transferLinks(r, l),
	}
	toggled := l
	toggled.skip = !l.skip
	v.SkipHref = toggled.href("")
	on := l
	on.find, on.columns = true, nil
	v.FindHref = on.href("")
	for _, e := range l.problems {
		v.Problems = append(v.Problems, views.ProblemLink{Href: v.FindHref, Text: lineProblem(t, e)})
	}
	if len(v.Problems) > 0 {
		v.Title = t.T("page.error.title", "title", v.Title)
		return v, nil
	}
	err = s.view(c, func(tx store.ReadTx) error {
		page, err := l.page(tx, r, at, pageSize)
		if p, tooMany := l.tooMany(t, err); tooMany {
			v.Problems = []views.ProblemLink{p}
			return nil
		}
		if err != nil {
			return err
		}
		l.at = at
		if v.SaleTable, err = s.table(tx, r, l, page); err != nil {
			return err
		}
		if v.Searched && !slices.ContainsFunc(v.Pills, func(p views.SavedSearch) bool { return p.Current }) {
			v.Criteria, err = searchWords(tx, r, l.search)
		}
		return err
	})
	if err == nil && len(v.Problems) > 0 {
		v.Title = t.T("page.error.title", "title", v.Title)
	}
	return v, err
}

// listed answers with the list, or the Find screen, that the query is of: what a
// sale that is gone gives way to; l.at is a page of it.
func (s *server) listed(c *fiber.Ctx, l listQuery, notice string) error {
	c.Set("HX-Push-Url", l.href(l.at))
	if l.board {
		v, err := s.board(c, l, crm.Sale{})
		if err != nil {
			return err
		}
		v.Status = notice
		return s.render(c, "sales/board", "sales/_board", v)
	}
	if l.find {
		v, err := s.findScreen(c, l, l.at)
		if err != nil {
			return err
		}
		v.Status = notice
		return s.render(c, "find/index", "find/_index", v)
	}
	v, err := s.index(c, l, l.at)
	if err != nil {
		return err
	}
	v.Status = notice
	return s.render(c, "sales/index", "sales/_index", v)
}

// hidden are the values of an address as fields of a form, but for some.
func hidden(values map[string][]string, but ...string) (out []views.Hidden) {
	for name, all := range values {
		if slices.Contains(but, name) {
			continue
		}
		for _, value := range all {
			out = append(out, views.Hidden{Name: name, Value: value})
		}
	}
	slices.SortStableFunc(out, func(a, b views.Hidden) int {
		switch {
		case a.Name < b.Name:
			return -1
		case a.Name > b.Name:
			return 1
		}
		return 0
	})
	return out
}

// lineProblem is what is wrong with a criterion, with the number of its line where
// it has one.
func lineProblem(t *locales.Texts, e crm.Error) string {
	if n, ok := e.Args["line"].(int); ok {
		return t.T("search.line", "n", n) + ": " + t.Error(e)
	}
	return t.Error(e)
}
