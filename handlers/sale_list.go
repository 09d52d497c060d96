package handlers

import (
	"net/url"

	"github.com/gofiber/fiber/v2"

	"verkoop/crm"
	"verkoop/locales"
	"verkoop/store"
	"verkoop/views"
)

// listQuery is a list of sales as an address holds it. It travels with the sales
// opened from it, so that Previous, Next and going back know the list.
type listQuery struct {
	sort       store.Column
	descending bool
	skip       bool
}

func readListQuery(c *fiber.Ctx) listQuery {
	l := listQuery{descending: c.Query("order") == "desc", skip: c.Query("skip") == "1"}
	for _, column := range store.Columns {
		if string(column) == c.Query("sort") {
			l.sort = column
		}
	}
	return l
}

func (l listQuery) values() url.Values {
	q := url.Values{}
	if l.sort != "" && l.sort != store.ByDate {
		q.Set("sort", string(l.sort))
	}
	if l.descending {
		q.Set("order", "desc")
	}
	if l.skip {
		q.Set("skip", "1")
	}
	return q
}

// path is the address with the list in its query.
func (l listQuery) path(path string) string {
	if q := l.values(); len(q) > 0 {
		return path + "?" + q.Encode()
	}
	return path
}

// href is the list's own address, at a page of it.
func (l listQuery) href(at store.Cursor) string {
	q := l.values()
	if at != "" {
		q.Set("at", string(at))
	}
	if len(q) == 0 {
		return "/sales"
	}
	return "/sales?" + q.Encode()
}

func (l listQuery) list(reader crm.User) store.SaleList {
	return store.SaleList{Reader: reader, Sort: l.sort, Descending: l.descending, SkipCompleted: l.skip}
}

// pageSize is how many sales a page of the list has.
const pageSize = 50

// saleIndex is the list of sales.
func (s *server) saleIndex(c *fiber.Ctx) error {
	v, err := s.index(c, readListQuery(c), store.Cursor(c.Query("at")))
	if err != nil {
		return err
	}
	return s.render(c, "sales/index", "sales/_index", v)
}

func (s *server) index(c *fiber.Ctx, l listQuery, at store.Cursor) (v views.SaleIndex, err error) {
	r := of(c)
	var page store.SalePage
	var setup *crm.Setup
	companies, owners := map[crm.CompanyID]string{}, map[crm.UserID]string{}
	err = s.view(c, func(tx store.ReadTx) (err error) {
		if page, err = tx.Sales(l.list(r.user), at, pageSize); err != nil {
			return err
		}
		if setup, err = tx.Setup(); err != nil {
			return err
		}
		users, err := tx.Users()
		if err != nil {
			return err
		}
		for _, u := range users {
			owners[u.ID] = u.Name
		}
		for _, row := range page.Rows {
			if id := row.Sale.Company; id != "" && companies[id] == "" {
				if company, err := tx.Company(id); err == nil {
					companies[id] = company.Name
				}
			}
		}
		return nil
	})
	if err != nil {
		return v, err
	}
	t := r.texts
	v = views.SaleIndex{
		Page: s.page(c, t.T("page.sales.title")), Columns: columns(t, l), Skip: l.skip,
		NewHref: l.path("/sales/new"), Transfer: transferLinks(r, l),
	}
	toggled := l
	toggled.skip = !l.skip
	v.SkipHref = toggled.href("")
	for name, values := range l.values() {
		if name != "skip" {
			v.Hidden = append(v.Hidden, views.Hidden{Name: name, Value: values[0]})
		}
	}
	if page.Previous != "" {
		v.Previous = l.href(page.Previous)
	}
	if page.Next != "" {
		v.Next = l.href(page.Next)
	}
	for _, row := range page.Rows {
		v.Rows = append(v.Rows, saleLine(r, setup, row, l, companies[row.Sale.Company], owners[row.Sale.Owner]))
	}
	if page.Previous == "" && page.Next == "" && len(page.Rows) > 0 {
		v.Count = t.N("page.sales.count", len(page.Rows))
		v.Totals = totals(t, page.Rows)
	}
	return v, nil
}

func columns(t *locales.Texts, l listQuery) []views.Column {
	var out []views.Column
	for _, column := range []store.Column{store.ByNumber, store.ByTitle, store.ByCompany, store.ByStage,
		store.ByAmount, store.ByDate, store.ByNext, store.ByOwner} {
		to := listQuery{sort: column, skip: l.skip}
		v := views.Column{Key: string(column), Label: t.T("column." + string(column)), Numeric: column == store.ByAmount}
		if l.sort == column || l.sort == "" && column == store.ByDate {
			v.Sorted, to.descending = "ascending", true
			if l.descending {
				v.Sorted, to.descending = "descending", false
			}
		}
		v.Href = to.href("")
		out = append(out, v)
	}
	return out
}

func saleLine(r *request, setup *crm.Setup, row store.SaleRow, l listQuery, company, owner string) views.SaleLine {
	t, s := r.texts, row.Sale
	status := statusOf(t, s)
	v := views.SaleLine{
		Href: saleHref(s, "", l, ""), Status: status, Number: numberText(s), Title: s.Title, Company: company,
		Stage: stageWord(t, setup, s), Pips: pips(setup, s, status.Key), Amount: money(t, s.Amount),
		Date: t.Date(s.Date()), Owner: person(owner),
	}
	v.Owner.Me = s.Owner == r.user.ID
	switch day := row.Summary.Next; {
	case s.IsDue(r.today):
		v.Next, v.NextTone = t.T("activity.reopen_due", "date", t.DateWithin(s.Reopen, r.today)), "due"
		if r.user.May(crm.EditSale, s) {
			v.Resume = saleHref(s, "/stalled", l, "")
			v.Resume += queryMark(v.Resume) + "_method=PUT"
		}
	case s.Stalled:
		v.Next, v.NextTone = t.T("activity.reopen", "date", t.DateWithin(s.Reopen, r.today)), "stalled"
	case day.IsZero() && s.Outcome != crm.Open:
		v.Next, v.NextTone = "—", "closed"
	case day.IsZero():
		v.Next, v.NextTone = t.T("activity.none"), "none"
	case day < r.today:
		v.Next, v.NextTone = t.DateWithin(day, r.today)+" · "+t.T("activity.late"), "late"
	case day == r.today:
		v.Next, v.NextTone = t.T("activity.today_word"), "today"
	default:
		v.Next = t.DateWithin(day, r.today)
	}
	return v
}

// totals adds up the rows, one pair for each currency in the order they come.
func totals(t *locales.Texts, rows []store.SaleRow) []views.Total {
	var sales []crm.Sale
	for _, row := range rows {
		sales = append(sales, row.Sale)
	}
	var out []views.Total
	for _, sum := range crm.AddUp(sales) {
		out = append(out, views.Total{Total: money(t, sum.Total), Weighted: money(t, sum.Weighted)})
	}
	return out
}
