package handlers

import (
	"errors"
	"slices"
	"strings"

	"verkoop/crm"
	"verkoop/locales"
	"verkoop/store"
	"verkoop/views"
)

// pageSize is how many sales a page of a list has.
const pageSize = 50

// tableColumns are the columns that there are, in the order in which they stand. Lists
// are sorted by each.
var tableColumns = []string{
	string(store.ByNumber), string(store.ByTitle), string(store.ByCompany), string(store.ByContact), string(store.ByProject),
	string(store.ByType), string(store.ByStage), string(store.ByProbability), string(store.ByAmount), string(store.ByCost),
	string(store.ByProfit), string(store.ByPercentage), string(store.ByDate), string(store.ByClosed), string(store.ByNext),
	string(store.ByOwner), string(store.BySource), string(store.ByCompetitor), string(store.ByCredited), string(store.ByRegistered), string(store.ByUpdated),
}

// The columns where none were chosen.
var (
	listColumns = []string{"number", "title", "company", "stage", "amount", "date", "next", "owner"}
	findColumns = []string{"number", "title", "company", "stage", "amount", "date"}
)

// shown are the columns that the list has. The title is always one: it is the link.
func (l listQuery) shown() []string {
	switch {
	case len(l.columns) > 0 && !slices.Contains(l.columns, "title"):
		return slices.Insert(slices.Clone(l.columns), 0, "title")
	case len(l.columns) > 0:
		return l.columns
	case l.find:
		return findColumns
	}
	return listColumns
}

func columnLabel(t *locales.Texts, column string) string {
	if slices.Contains(store.Columns[:], store.Column(column)) {
		return t.T("column." + column)
	}
	return fieldLabel(t, crm.Field(column))
}

// tableNames are what the records that a page's sales refer to are called.
type tableNames struct {
	companies map[crm.CompanyID]string
	contacts  map[crm.ContactID]string
	projects  map[crm.ProjectID]string
	users     map[crm.UserID]string
}

func readTableNames(tx store.ReadTx, rows []store.SaleRow) (n tableNames, err error) {
	n = tableNames{map[crm.CompanyID]string{}, map[crm.ContactID]string{}, map[crm.ProjectID]string{}, map[crm.UserID]string{}}
	users, err := tx.Users()
	if err != nil {
		return n, err
	}
	for _, u := range users {
		n.users[u.ID] = u.Name
	}
	for _, row := range rows {
		s := row.Sale
		if err := errors.Join(
			nameOnce(n.companies, s.Company, func() (string, error) { r, err := tx.Company(s.Company); return r.Name, err }),
			nameOnce(n.contacts, s.Contact, func() (string, error) { r, err := tx.Contact(s.Contact); return r.Name, err }),
			nameOnce(n.projects, s.Project, func() (string, error) { r, err := tx.Project(s.Project); return r.Name, err }),
		); err != nil {
			return n, err
		}
	}
	return n, nil
}

// nameOnce reads a name that is not known yet; a record that is gone has none.
func nameOnce[ID ~string](names map[ID]string, id ID, read func() (string, error)) error {
	if _, known := names[id]; known || id == "" {
		return nil
	}
	name, err := read()
	if errors.Is(err, store.ErrNotFound) {
		err = nil
	}
	names[id] = name
	return err
}

// table is a page of the list, that at l.at, as it is shown.
func (s *server) table(tx store.ReadTx, r *request, l listQuery, page store.SearchPage) (v views.SaleTable, err error) {
	t := r.texts
	setup, err := tx.Setup()
	if err != nil {
		return v, err
	}
	names, err := readTableNames(tx, page.Rows)
	if err != nil {
		return v, err
	}
	shown := slices.DeleteFunc(slices.Clone(l.shown()), func(column string) bool { return column == l.without })
	v.Columns, v.Chosen = columns(t, l, shown), len(l.columns) > 0
	for _, row := range page.Rows {
		v.Rows = append(v.Rows, saleLine(r, setup, row, l, names, v.Columns))
	}
	if page.Previous != "" {
		v.Previous = l.href(page.Previous)
	}
	switch {
	case page.Next == "":
	case page.Stopped:
		v.SearchOn, v.Reached = l.href(page.Next), t.T("search.reached", "number", numberText(crm.Sale{Number: page.Reached}))
	default:
		v.Next = l.href(page.Next)
	}
	switch {
	case l.at == "" && page.Next == "" && len(page.Rows) > 0:
		var sales []crm.Sale
		for _, row := range page.Rows {
			sales = append(sales, row.Sale)
		}
		v.Tally = views.Tally{Count: t.N("page.sales.count", len(sales))}
		addUp(t, setup, crm.TallyOf(sales), l.find, &v.Tally)
	case len(page.Rows) > 0 || page.Next != "":
		v.Tally = views.Tally{Href: address("/sales/count", l.within()), Auto: true, Label: t.T("search.count"), Busy: true}
	}
	return v, nil
}

func columns(t *locales.Texts, l listQuery, shown []string) []views.Column {
	var out []views.Column
	for _, name := range shown {
		v := views.Column{Key: name, Label: columnLabel(t, name), Numeric: numericColumn(name)}
		column, to := store.Column(name), l
		to.sort, to.descending = column, false
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

func numericColumn(name string) bool {
	switch name {
	case "amount", "cost", "profit", "percentage", "probability":
		return true
	}
	return false
}

func saleLine(r *request, setup *crm.Setup, row store.SaleRow, l listQuery, names tableNames, columns []views.Column) views.SaleLine {
	t, s := r.texts, row.Sale
	status := statusOf(t, s)
	v := views.SaleLine{
		Href: saleHref(s, "", l, ""), Status: status, Title: s.Title, Company: names.companies[s.Company],
		Pips: pips(setup, s, status.Key), Mine: s.Owner == r.user.ID,
	}
	v.Cells = make([]views.Cell, 0, len(columns))
	for _, column := range columns {
		cell := views.Cell{Key: column.Key, Label: column.Label}
		switch column.Key {
		case "title":
			cell.Text = s.Title
		case "number":
			cell.Text = numberText(s)
		case "company":
			cell.Text = v.Company
		case "contact":
			cell.Text = names.contacts[s.Contact]
		case "project":
			cell.Text = names.projects[s.Project]
		case "owner":
			cell.Text = names.users[s.Owner]
		case "stage":
			cell.Text = stageWord(t, setup, s)
		case "amount":
			cell.Money = ptr(money(t, s.Amount))
		case "cost":
			cell.Money = ptr(money(t, s.Cost))
		case "profit":
			cell.Money = ptr(money(t, s.Profit()))
		case "percentage":
			cell.Text = t.Percent(s.Percentage())
		case "probability":
			cell.Text = t.WholePercent(s.Probability)
		case "date":
			cell.Text = t.Date(s.Date())
		case "closed":
			cell.Text = t.Date(s.Closed)
		case "registered":
			cell.Text = t.Date(crm.DateOf(s.Registered.At.In(r.now.Location())))
		case "updated":
			cell.Text = t.Date(crm.DateOf(s.Updated.At.In(r.now.Location())))
		case "next":
			cell.Text, v.NextTone = nextOf(r, row)
			if v.NextTone == "due" && r.user.May(crm.EditSale, s) {
				v.Resume = saleHref(s, "/stalled", l, "")
				v.Resume += queryMark(v.Resume) + "_method=PUT"
			}
		default: // of a list
			f := crm.Field(column.Key)
			name, _ := setup.Name(f, inputText(t, f, s, namesNone))
			cell.Text = t.Words(name)
		}
		v.Cells = append(v.Cells, cell)
	}
	return v
}

var namesNone names

// nextOf is what stands in the column of the next activity, and its tone.
func nextOf(r *request, row store.SaleRow) (text, tone string) {
	t, s := r.texts, row.Sale
	switch day := row.Summary.Next; {
	case s.IsDue(r.today):
		return t.T("activity.reopen_now", "date", t.DateWithin(s.Reopen, r.today)), "due"
	case s.Stalled:
		return t.T("activity.reopen", "date", t.DateWithin(s.Reopen, r.today)), "stalled"
	case day.IsZero() && s.Outcome != crm.Open:
		return "—", "closed"
	case day.IsZero():
		return t.T("activity.none"), "none"
	case day < r.today:
		return t.DateWithin(day, r.today) + " · " + t.T("activity.late"), "late"
	case day == r.today:
		return t.T("activity.today_word"), "today"
	default:
		return t.DateWithin(day, r.today), ""
	}
}

// addUp shows what the sales come to: each currency by itself, and where there are
// several also what they are worth together.
func addUp(t *locales.Texts, setup *crm.Setup, tally crm.Tally, profit bool, v *views.Tally) {
	v.Totals = totals(t, tally.Total(setup.Organisation.Currency), profit)
	all, several := tally.Together(setup)
	if !several {
		return
	}
	label := t.T("list.together_days", "from", all.From, "to", all.To)
	switch {
	case len(all.Missing) > 0:
		v.Apart = t.N("list.no_rates", len(all.Missing), "currencies", strings.Join(all.Missing, ", "))
		return
	case all.From == all.To:
		label = t.T("list.together", "date", all.From)
	}
	v.Totals = append(v.Totals, total(t, label, all.Sum, profit))
}

// totals are what sales come to, one for each currency in the order they come.
func totals(t *locales.Texts, sums []crm.Sum, profit bool) (out []views.Total) {
	for _, sum := range sums {
		out = append(out, total(t, t.T("list.total"), sum, profit))
	}
	return out
}

func total(t *locales.Texts, label string, sum crm.Sum, profit bool) views.Total {
	v := views.Total{Label: label, Total: money(t, sum.Total), Weighted: money(t, sum.Weighted)}
	if profit {
		v.Profit = ptr(money(t, sum.Profit))
	}
	return v
}
