package storetest

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"verkoop/crm"
	"verkoop/store"
)

var modelTests = []test{
	{"records and lists are as in a naive model", func(t *testing.T, open Open) {
		rapid.Check(t, func(rt *rapid.T) {
			s, _ := open(t)
			defer s.Close()
			people(t, s)
			m := newModel()
			for range rapid.IntRange(1, 6).Draw(rt, "updates") {
				m.update(rt, t, s)
				m.compareRecords(rt, t, s)
				m.compare(rt, t, s)
				check(t, s, "in between")
			}
			relistAll(t, s, rapid.IntRange(1, 9).Draw(rt, "relist at last"))
			m.moving = false
			for range 12 {
				m.compare(rt, t, s)
			}
		})
	}},
}

// model is what lists depend on, kept as simply as can be.
type model struct {
	sales      map[crm.SaleNumber]crm.Sale
	activities map[crm.ActivityID]crm.Activity
	companies  map[crm.CompanyID]crm.Company
	users      map[crm.UserID]crm.User
	stages     map[crm.StageID]crm.Stage
	own        crm.Organisation
	currencies map[string]crm.Currency
	number     crm.SaleNumber // of the next sale
	deleted    map[crm.SaleID]bool
	moving     bool // sales may stand where a former name of something puts them
}

func newModel() *model {
	m := &model{map[crm.SaleNumber]crm.Sale{}, map[crm.ActivityID]crm.Activity{},
		map[crm.CompanyID]crm.Company{}, map[crm.UserID]crm.User{}, map[crm.StageID]crm.Stage{}, crm.Organisation{}, map[string]crm.Currency{}, 1001, map[crm.SaleID]bool{}, false}
	for _, c := range companies {
		m.companies[c.ID] = c
	}
	for _, u := range cast {
		m.users[u.ID] = u
	}
	for _, st := range stages {
		m.stages[st.ID] = st
	}
	return m
}

// copy is the model as it is now, for when an update fails.
func (m *model) copy() model {
	return model{maps.Clone(m.sales), maps.Clone(m.activities), maps.Clone(m.companies), maps.Clone(m.users),
		maps.Clone(m.stages), m.own, maps.Clone(m.currencies), m.number, maps.Clone(m.deleted), m.moving}
}

// What the model draws from: few enough that equal values are common.
var (
	someActivities = []crm.ActivityID{"a", "b", "c", "d"}

	someTitles     = rapid.SampledFrom([]string{"", "Dak", "dák", "DAK 2", "Éénmalig", "eenmalig b", "Zon", "  zon", "a", "ab", "abc"})
	someNames      = rapid.SampledFrom([]string{"", "Jansen", "jánsen", "Jansens", "De Wit", "de wít b", "Zon"})
	someDays       = rapid.SampledFrom([]crm.Date{"", "2026-01-01", "2026-01-02", "2026-11-30", "2027-01-01"})
	someAmounts    = rapid.SampledFrom([]string{"0", "0.00", "1", "1.5", "1.50", "10", "-1", "-10.25", "999999999999999.9999", "2E+2"})
	someCurrencies = rapid.SampledFrom([]string{"EUR", "EUR", "USD", "JPY"})
	someRates      = rapid.SampledFrom([]string{"", "1", "0.5", "0.0055712345", "10", "1000"})
	someCompanies  = rapid.SampledFrom([]crm.CompanyID{"", "acme", "eclair", "zorg"})
	someStages     = rapid.SampledFrom([]crm.StageID{"", "lead", "offer", "deal"})
	someGroups     = rapid.SampledFrom([]crm.GroupID{"noord", "zuid"})
	someOutcomes   = rapid.SampledFrom([]crm.Outcome{crm.Open, crm.Open, crm.Sold, crm.Lost})
	someVisible    = rapid.SampledFrom(crm.Visibilities[:])
	someUsers      = rapid.SampledFrom(cast)
	someColumns    = rapid.SampledFrom(append(store.Columns[:], ""))
	someOrders     = rapid.SampledFrom(append(append(store.Columns[:], ""), store.LookedColumns[:]...))
	someKinds      = rapid.SampledFrom([]crm.ActivityKind{crm.PhoneCall, crm.TaskKind, crm.Document})
)

func (m *model) drawSale(t *rapid.T, s *crm.Sale) {
	s.Title = someTitles.Draw(t, "title")
	s.Amount = amountIn(someAmounts.Draw(t, "amount"), someCurrencies.Draw(t, "currency"))
	s.Cost = crm.Zero(s.Amount.CurrencyCode())
	s.Expected, s.Closed, s.Outcome = someDays.Draw(t, "expected"), someDays.Draw(t, "closed"), someOutcomes.Draw(t, "outcome")
	s.Company, s.Stage = someCompanies.Draw(t, "company"), someStages.Draw(t, "stage")
	s.Owner, s.Group = someUsers.Draw(t, "owner").ID, someGroups.Draw(t, "group")
	s.Visible, s.Completed = someVisible.Draw(t, "visible"), rapid.Bool().Draw(t, "completed")
	s.Stalled, s.Reopen = rapid.Bool().Draw(t, "stalled"), someDays.Draw(t, "reopen")
	s.Type, s.SoldReason, s.Source, s.Competitor = someTypes.Draw(t, "type"), someValues.Draw(t, "reason"), someValues.Draw(t, "source"), someValues.Draw(t, "competitor")
	// As the domain keeps it: only closed sales are completed, only open ones stalled.
	s.Completed, s.Stalled = s.Completed && s.Outcome != crm.Open, s.Stalled && s.Outcome == crm.Open
}

// update does some things in one update, in the store and in the model, or in
// neither where the update fails.
func (m *model) update(rt *rapid.T, t testing.TB, s store.Store) {
	before, steps := m.copy(), rapid.IntRange(1, 12).Draw(rt, "steps")
	var does []func(tx store.Tx) error
	for range steps {
		switch rapid.IntRange(0, 14).Draw(rt, "step") {
		case 0, 1, 2, 3:
			n := m.number
			m.number++
			sale := newSale(crm.SaleID(fmt.Sprint(n)))
			sale.Number, sale.Version = n, 1
			m.drawSale(rt, &sale)
			m.sales[n] = sale
			does = append(does, func(tx store.Tx) error { return tx.PutSale(sale, crm.Change{Sale: sale.ID, Version: 1}) })
		case 4, 5:
			if len(m.sales) == 0 {
				continue
			}
			n := m.drawNumber(rt)
			sale := m.sales[n]
			m.drawSale(rt, &sale)
			sale.Version++
			m.sales[n] = sale
			does = append(does, func(tx store.Tx) error { return tx.PutSale(sale, crm.Change{Sale: sale.ID, Version: sale.Version}) })
		case 6:
			c := m.companies[rapid.SampledFrom([]crm.CompanyID{"acme", "eclair", "zorg"}).Draw(rt, "company")]
			c.Version, c.Name = c.Version+1, someNames.Draw(rt, "name")
			m.companies[c.ID] = c
			does = append(does, func(tx store.Tx) error { m.moving = true; return tx.PutCompany(c) })
		case 7:
			does = append(does, m.changeUser(rt))
		case 8:
			st := m.stages[rapid.SampledFrom([]crm.StageID{"lead", "offer", "deal"}).Draw(rt, "stage")]
			st.Version, st.Order = st.Version+1, rapid.IntRange(-3, 3).Draw(rt, "order")
			m.stages[st.ID] = st
			does = append(does, func(tx store.Tx) error { m.moving = true; return tx.PutStage(st) })
		case 9:
			id := rapid.SampledFrom(someActivities).Draw(rt, "activity")
			a := m.activities[id]
			a.ID = id
			a.Version++
			a.Kind, a.On = someKinds.Draw(rt, "kind"), someDays.Draw(rt, "on")
			a.Completed = noon
			if rapid.Bool().Draw(rt, "to do") {
				a.Completed = crm.Activity{}.Completed
			}
			a.Sale, a.Home.Sale = m.drawID(rt, "sale"), m.drawID(rt, "home")
			if m.deleted[a.Sale] || m.deleted[a.Home.Sale] {
				does = append(does, func(tx store.Tx) error {
					if err := tx.PutActivity(a); !errors.Is(err, store.ErrNotFound) {
						return fmt.Errorf("activity of a deleted sale: error %w", err)
					}
					return nil
				})
				continue
			}
			m.activities[a.ID] = a
			does = append(does, func(tx store.Tx) error { return tx.PutActivity(a) })
		case 10:
			if len(m.sales) == 0 {
				continue
			}
			n := m.drawNumber(rt)
			version := m.sales[n].Version
			m.delete(n)
			does = append(does, func(tx store.Tx) error { return tx.DeleteSale(n, version) })
		case 11, 12:
			does = append(does, m.relist(rapid.IntRange(0, 4).Draw(rt, "relist")))
		case 13:
			does = append(does, m.handOver(rt))
		case 14:
			does = append(does, m.changeRate(rt))
		}
	}
	end := rapid.SampledFrom([]error{nil, nil, nil, nil, errNo}).Draw(rt, "end")
	err := s.Update(context.Background(), func(tx store.Tx) error {
		for _, do := range does {
			if err := do(tx); err != nil {
				return err
			}
		}
		return end
	})
	if err != end {
		rt.Fatalf("update: %v", err)
	}
	if end != nil {
		*m = before
	}
}

// drawID is a sale that is there, was deleted, is not there yet, or none.
func (m *model) drawID(t *rapid.T, what string) crm.SaleID {
	i := rapid.IntRange(0, 9).Draw(t, what)
	if i == 0 {
		return ""
	}
	return crm.SaleID(fmt.Sprint(1000 + i))
}

func (m *model) drawNumber(t *rapid.T) crm.SaleNumber {
	return rapid.SampledFrom(slices.Sorted(maps.Keys(m.sales))).Draw(t, "sale")
}

func (m *model) delete(n crm.SaleNumber) {
	id := m.sales[n].ID
	delete(m.sales, n)
	m.deleted[id] = true
	for _, a := range m.activities {
		switch id {
		case a.Home.Sale:
			delete(m.activities, a.ID)
		case a.Sale:
			a.Sale = ""
			a.Version++
			m.activities[a.ID] = a
		}
	}
}

// compareRecords reads each sale and activity, also those that are gone.
func (m *model) compareRecords(rt *rapid.T, t testing.TB, s store.Store) {
	view(t, s, func(tx store.ReadTx) error {
		for n := crm.SaleNumber(1001); n < m.number; n++ {
			want, there := m.sales[n]
			id := crm.SaleID(fmt.Sprint(n))
			got, err := tx.SaleByID(id)
			if there != (err == nil) || err != nil && !errors.Is(err, store.ErrNotFound) || got.Version != want.Version || got.Title != want.Title {
				rt.Fatalf("sale %d is %+v, want %+v, error %v", n, got, want, err)
			}
			changes, err := tx.SaleChanges(id, 0, 999)
			if err != nil || len(changes) != int(want.Version) {
				rt.Fatalf("sale %d has %d changes, want %d, error %v", n, len(changes), want.Version, err)
			}
		}
		m.comparePeople(rt, tx)
		m.compareUse(rt, tx)
		for _, id := range someActivities {
			want := m.activities[id]
			got, err := tx.Activity(id)
			if (want.ID == "") != errors.Is(err, store.ErrNotFound) || got != want {
				rt.Fatalf("activity %s is %+v, want %+v, error %v", id, got, want, err)
			}
		}
		for i := range 9 {
			id := crm.SaleID(fmt.Sprint(1001 + i))
			of := map[crm.ActivityID]bool{}
			followUps, documents := 0, 0
			for _, a := range m.activities {
				if a.Sale == id {
					of[a.ID] = true
				}
				if a.Home.Sale == id && a.IsFollowUp() {
					followUps++
				} else if a.Home.Sale == id {
					documents++
				}
			}
			got, err := tx.SaleActivities(id, 99)
			for _, a := range got {
				delete(of, a.ID)
			}
			if err != nil || len(got) != m.summary(id).ToDo+m.summary(id).Done || len(of) > 0 {
				rt.Fatalf("activities of sale %s are %+v, without %v, error %v", id, got, of, err)
			}
			if f, d, err := tx.SaleGoes(id); err != nil || f != followUps || d != documents {
				rt.Fatalf("with sale %s go %d and %d, want %d and %d, error %v", id, f, d, followUps, documents, err)
			}
		}
		return nil
	})
}
