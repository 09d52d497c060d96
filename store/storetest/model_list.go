package storetest

import (
	"cmp"
	"math/big"
	"slices"
	"strings"
	"testing"

	"github.com/bojanz/currency"
	"pgregory.net/rapid"

	"verkoop/crm"
	"verkoop/store"
)

// compare reads a list in the store, forth and back, and the neighbours of a sale.
func (m *model) compare(rt *rapid.T, t testing.TB, s store.Store) {
	l := store.SaleList{
		Reader: m.users[someUsers.Draw(rt, "reader").ID], Sort: someColumns.Draw(rt, "column"),
		Descending: rapid.Bool().Draw(rt, "descending"), SkipCompleted: rapid.Bool().Draw(rt, "skip completed"),
	}
	rows := allRows(t, s, l, rapid.IntRange(1, 9).Draw(rt, "limit"))
	got, want := numbers(rows), m.list(l, 0)
	unordered := m.moving && slices.Contains(movingColumns, l.Sort)
	if unordered {
		slices.Sort(got)
		slices.Sort(want)
	}
	if !slices.Equal(got, want) {
		rt.Fatalf("%s by %q descending %t skipping completed %t: got %v, want %v",
			l.Reader.ID, l.Sort, l.Descending, l.SkipCompleted, got, want)
	}
	for _, row := range rows {
		if row.Summary != m.summary(row.Sale.ID) {
			rt.Fatalf("summary %+v, want %+v", row.Summary, m.summary(row.Sale.ID))
		}
	}
	if len(m.sales) == 0 {
		return
	}
	of := m.drawNumber(rt)
	list := m.list(l, of)
	if unordered {
		if list = numbers(rows); !slices.Contains(list, of) {
			return // nothing tells where it would stand
		}
	}
	with := append([]crm.SaleNumber{0}, append(list, 0)...)
	i := slices.Index(with, of)
	n := read(t, s, func(tx store.ReadTx) (store.Neighbours, error) { return tx.Neighbours(l, of) })
	if n.Previous != with[i-1] || n.Next != with[i+1] {
		rt.Fatalf("%s by %q descending %t skipping completed %t: neighbours of %d are %+v, in %v",
			l.Reader.ID, l.Sort, l.Descending, l.SkipCompleted, of, n, with)
	}
}

// list is the list, with the one sale in any case.
func (m *model) list(l store.SaleList, with crm.SaleNumber) []crm.SaleNumber {
	out := []crm.SaleNumber{}
	for n, s := range m.sales {
		if n == with || l.Reader.CanSee(s) && !(l.SkipCompleted && s.Completed) {
			out = append(out, n)
		}
	}
	slices.SortFunc(out, func(a, b crm.SaleNumber) int {
		return cmp.Or(m.order(l.Sort, m.sales[a], m.sales[b]), cmp.Compare(a, b))
	})
	if l.Descending {
		slices.Reverse(out)
	}
	return out
}

func (m *model) order(c store.Column, a, b crm.Sale) int {
	switch c {
	case store.ByTitle:
		return emptyLast(plain(a.Title), plain(b.Title))
	case store.ByCompany:
		return emptyLast(plain(m.companies[a.Company].Name), plain(m.companies[b.Company].Name))
	case store.ByOwner:
		return emptyLast(plain(m.users[a.Owner].Name), plain(m.users[b.Owner].Name))
	case store.ByDate, "":
		return emptyLast(string(a.Date()), string(b.Date()))
	case store.ByNext:
		return emptyLast(string(m.next(a)), string(m.next(b)))
	case store.ByStage:
		return cmp.Or(cmp.Compare(m.rank(a), m.rank(b)), cmp.Compare(m.stageTie(a), m.stageTie(b)))
	case store.ByAmount:
		groupA, x := m.worth(a)
		groupB, y := m.worth(b)
		return cmp.Or(strings.Compare(groupA, groupB), x.Cmp(y))
	}
	return m.lookedOrder(c, a, b)
}

// lookedOrder is the order of what no index keeps.
func (m *model) lookedOrder(c store.Column, a, b crm.Sale) int {
	other := func(s crm.Sale, amount currency.Amount) crm.Sale {
		s.Amount = amount
		return s
	}
	switch c {
	case store.ByProbability:
		return cmp.Compare(a.Probability, b.Probability)
	case store.ByCost:
		return m.order(store.ByAmount, other(a, a.Cost), other(b, b.Cost))
	case store.ByProfit:
		return m.order(store.ByAmount, other(a, a.Profit()), other(b, b.Profit()))
	case store.ByPercentage:
		x, hasX := new(big.Rat).SetString(a.Percentage())
		y, hasY := new(big.Rat).SetString(b.Percentage())
		if hasX && hasY {
			return x.Cmp(y)
		}
		return cmp.Compare(btoi(!hasX), btoi(!hasY))
	case store.ByClosed:
		return emptyLast(string(a.Closed), string(b.Closed))
	case store.ByRegistered:
		return a.Registered.At.Compare(b.Registered.At)
	case store.ByUpdated:
		return a.Updated.At.Compare(b.Updated.At)
	}
	return 0 // the model's sales have no contact, project, nor values of lists, and one type
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// worth is what the sale is worth; without a rate in a group of its currency, which
// comes before the others.
func (m *model) worth(s crm.Sale) (group string, n *big.Rat) {
	n, _ = new(big.Rat).SetString(s.Amount.Number())
	code := s.Amount.CurrencyCode()
	if code == m.own.Currency {
		return "known", n
	}
	if rate, ok := new(big.Rat).SetString(m.currencies[code].Rate); ok {
		return "known", n.Mul(n, rate)
	}
	return "in " + code, n
}

func emptyLast(a, b string) int {
	if a == "" || b == "" {
		return cmp.Compare(len(b), len(a)) // the longer one, which is not empty, first
	}
	return strings.Compare(a, b)
}

var accents = strings.NewReplacer("á", "a", "é", "e", "í", "i", "ë", "e")

func plain(s string) string { return accents.Replace(strings.ToLower(strings.TrimSpace(s))) }

func (m *model) rank(s crm.Sale) int {
	switch {
	case s.Outcome == crm.Sold:
		return 100
	case s.Outcome == crm.Lost:
		return 101
	case s.Stage == "":
		return -100
	}
	return m.stages[s.Stage].Order
}

// stageTie keeps stages of the same order apart, as the setup does.
func (m *model) stageTie(s crm.Sale) string {
	if s.Outcome != crm.Open {
		return ""
	}
	return string(s.Stage)
}

func (m *model) next(s crm.Sale) crm.Date {
	if s.Stalled {
		return s.Reopen
	}
	return m.summary(s.ID).Next
}

func (m *model) summary(id crm.SaleID) crm.SaleSummary {
	out := crm.SaleSummary{Sale: id}
	for _, a := range m.activities {
		switch {
		case a.Sale != id:
		case a.Done():
			out.Done++
		default:
			out.ToDo++
			if a.IsFollowUp() && a.On != "" && (out.Next == "" || a.On < out.Next) {
				out.Next = a.On
			}
		}
	}
	return out
}
