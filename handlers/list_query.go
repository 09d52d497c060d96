package handlers

import (
	"cmp"
	"errors"
	"net/url"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"verkoop/crm"
	"verkoop/locales"
	"verkoop/store"
	"verkoop/views"
)

// listQuery is a list of sales, or what a search finds, as an address holds it. It
// travels with the sales opened from it, so that Previous, Next, deleting and going
// back know it.
type listQuery struct {
	lines      []string     // the criteria as they stand in the address
	search     crm.Search   // what could be read of them
	problems   crm.Problems // what is wrong with the address; then nothing is sought
	sort       store.Column
	descending bool
	skip       bool
	columns    []string        // those chosen; nil: the usual ones
	selection  crm.SelectionID // that the criteria came from
	find       bool            // it stands on the Find screen
	without    string          // a column that would say the same in each row; not in the address
	at         store.Cursor    // the page that a sale was opened from

	board  bool            // it stands on the board
	kind   crm.TypeID      // whose
	column crm.StageChoice // only this one of it; empty: all
}

// In a sale's address: the list is one of the Find screen, or the board.
const (
	inFind  = "find"
	inBoard = "board"
)

func readListQuery(c *fiber.Ctx) listQuery { return listQueryOf(queryOf(c)) }

// queryOf are the values in the address.
func queryOf(c *fiber.Ctx) url.Values {
	q := url.Values{}
	c.Context().QueryArgs().VisitAll(func(name, value []byte) { q.Add(string(name), string(value)) })
	return q
}

func listQueryOf(q url.Values) listQuery {
	l := listQuery{
		descending: q.Get("order") == "desc", skip: q.Get("skip") == "1",
		selection: crm.SelectionID(q.Get("selection")), find: q.Get("in") == inFind,
		at: store.Cursor(q.Get("page")),
	}
	if q.Get("in") == inBoard {
		l.board, l.kind, l.column = true, crm.TypeID(q.Get("type")), crm.StageChoice(q.Get("column"))
	}
	for _, line := range q["q"] {
		if line != "" {
			l.lines = append(l.lines, line)
		}
	}
	l.search, l.problems = crm.ParseSearch(l.lines)
	if by := q.Get("sort"); by != "" {
		if column := store.Column(by); slices.Contains(tableColumns, by) {
			if !l.board || !column.Looked() { // stages are in an order that is kept
				l.sort = column
			}
		} else {
			l.problems = append(l.problems, crm.Error{Kind: crm.Invalid, Key: "error.search.column", Args: crm.Args{"name": shorten(by)}})
		}
	}
	for _, part := range q["cols"] {
		for name := range strings.SplitSeq(part, ",") {
			switch {
			case name == "" || slices.Contains(l.columns, name):
			case slices.Contains(tableColumns, name):
				l.columns = append(l.columns, name)
			default:
				l.problems = append(l.problems, crm.Error{Kind: crm.Invalid, Key: "error.search.column", Args: crm.Args{"name": shorten(name)}})
			}
		}
	}
	slices.SortFunc(l.columns, func(a, b string) int {
		return cmp.Compare(slices.Index(tableColumns, a), slices.Index(tableColumns, b))
	})
	return l
}

// values are the list in an address, without the page that it stands on.
func (l listQuery) values() url.Values {
	q := url.Values{}
	if len(l.lines) > 0 {
		q["q"] = slices.Clone(l.lines)
	}
	if l.sort != "" && l.sort != store.ByDate {
		q.Set("sort", string(l.sort))
	}
	if l.descending {
		q.Set("order", "desc")
	}
	if l.skip {
		q.Set("skip", "1")
	}
	if len(l.columns) > 0 {
		q.Set("cols", strings.Join(l.columns, ","))
	}
	if l.selection != "" {
		q.Set("selection", string(l.selection))
	}
	return q
}

// within are the values as the addresses of its sales have them.
func (l listQuery) within() url.Values {
	q := l.values()
	switch {
	case l.find:
		q.Set("in", inFind)
	case l.board:
		q.Set("in", inBoard)
		q.Set("type", string(l.kind))
		if l.column != "" {
			q.Set("column", string(l.column))
		}
	}
	if l.at != "" {
		q.Set("page", string(l.at))
	}
	return q
}

// path is another address with the list in its query.
func (l listQuery) path(path string) string { return address(path, l.within()) }

// href is the list's own address, at a page of it.
func (l listQuery) href(at store.Cursor) string {
	q := l.values()
	if at != "" {
		q.Set("at", string(at))
	}
	switch {
	case l.find:
		return address("/find", q)
	case l.board:
		if l.kind != "" {
			q.Set("type", string(l.kind))
		}
		return address("/sales/board", q)
	}
	return address("/sales", q)
}

// address joins a path and a query; the same values always make the same text, as
// readable as an address may be.
func address(path string, q url.Values) string {
	if len(q) == 0 {
		return path
	}
	return path + "?" + strings.NewReplacer("%3A", ":", "%2C", ",").Replace(q.Encode())
}

// searches tells that it is more than the plain list.
func (l listQuery) searches() bool { return l.find || l.sought() }

// sought tells that it is read as a search: it has criteria, or an order that lists
// are not kept in.
func (l listQuery) sought() bool { return l.board || len(l.lines) > 0 || l.sort.Looked() }

// asked is the search as the reader asks it. Skipping completed sales is one more
// criterion, and what the board shows some more.
func (l listQuery) asked(r *request) store.SaleSearch {
	s := store.SaleSearch{Search: l.search, Reader: r.user, Today: r.today, Sort: l.sort, Descending: l.descending}
	switch {
	case l.board && l.column != "":
		s.Search = s.Search.And(crm.InColumn(l.kind, l.column)...)
	case l.board:
		s.Search = s.Search.And(crm.OnBoard(l.kind)...)
	case l.skip:
		s.Search = s.Search.And(crm.Criterion{Field: crm.FieldCompleted, Operator: crm.No})
	}
	return s
}

// asList is a column of the board as a list, with the same criteria.
func (l listQuery) asList(c crm.StageChoice) listQuery {
	l.search = l.search.And(crm.InColumn(l.kind, c)...)
	l.lines, l.selection = l.search.Lines(), ""
	l.board, l.kind, l.column = false, "", ""
	return l
}

// page is at most limit rows of it. The list without criteria is read from its index;
// a search may stop with fewer rows, or none, and go on at Next.
func (l listQuery) page(tx store.ReadTx, r *request, at store.Cursor, limit int) (store.SearchPage, error) {
	if l.sought() {
		page, err := tx.SearchSales(l.asked(r), at, limit)
		if errors.Is(err, store.ErrTooMany) {
			err = errors.Join(err, crm.Error{Kind: crm.Invalid, Key: "error.search.order", Args: crm.Args{"name": columnLabel(r.texts, string(l.sort))}})
		}
		return page, err
	}
	p, err := tx.Sales(l.list(r.user), at, limit)
	return store.SearchPage{Rows: p.Rows, Previous: p.Previous, Next: p.Next}, err
}

// tooMany says what is wrong with the order that so many sales can't be put in, and
// leads to the same sales in the usual order; false for another error, or none.
func (l listQuery) tooMany(t *locales.Texts, err error) (views.ProblemLink, bool) {
	if !errors.Is(err, store.ErrTooMany) {
		return views.ProblemLink{}, false
	}
	e, _ := problem(err)
	l.sort, l.descending = "", false
	return views.ProblemLink{Href: l.href(""), Text: t.Error(e)}, true
}

// back is the page to go back to: the one that the sale was opened from, else the
// first. A page belongs to its reader, and an address may come from somebody else.
func (l listQuery) back(tx store.ReadTx, r *request) (store.Cursor, error) {
	if l.at == "" || len(l.problems) > 0 {
		return "", nil
	}
	page, err := l.page(tx, r, l.at, 1)
	if errors.Is(err, store.ErrCursor) || errors.Is(err, store.ErrTooMany) || err == nil && len(page.Rows) == 0 {
		return "", nil
	}
	return l.at, err
}

func (l listQuery) list(reader crm.User) store.SaleList {
	return store.SaleList{Reader: reader, Sort: l.sort, Descending: l.descending, SkipCompleted: l.skip}
}

// neighbours are the sales before and after one; stopped tells that there may be
// others further on. Of a list that can't be read there are none.
func (l listQuery) neighbours(tx store.ReadTx, r *request, of crm.SaleNumber) (n store.Neighbours, stopped bool, err error) {
	switch {
	case len(l.problems) > 0:
		return n, false, nil
	case l.sought():
		return tx.SearchNeighbours(l.asked(r), of)
	}
	n, err = tx.Neighbours(l.list(r.user), of)
	return n, false, err
}
