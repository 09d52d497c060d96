package storetest

import (
	"errors"
	"fmt"
	"slices"

	"pgregory.net/rapid"

	"verkoop/crm"
	"verkoop/store"
)

var someEmails = rapid.SampledFrom([]string{"", "", "sam@example.nl", "zoe@example.nl", "x@example.nl", "y@example.nl"})

// changeUser gives somebody another name, group or address, or is refused for an
// address that another has.
func (m *model) changeUser(t *rapid.T) func(store.Tx) error {
	u := m.users[someUsers.Draw(t, "user").ID]
	u.Version++
	switch rapid.IntRange(0, 3).Draw(t, "what of the user") {
	case 0, 1:
		u.Name = someNames.Draw(t, "name")
	case 2:
		u.Group = someGroups.Draw(t, "group")
	case 3:
		u.Email = someEmails.Draw(t, "email")
	}
	if m.byEmail(u.Email, u.ID) != "" {
		return func(tx store.Tx) error {
			if err := tx.PutUser(u); !errors.Is(err, store.ErrExists) {
				return fmt.Errorf("another's address %s: error %w", u.Email, err)
			}
			return nil
		}
	}
	m.users[u.ID] = u
	return func(tx store.Tx) error { m.moving = true; return tx.PutUser(u) }
}

// byEmail is who has the address, but for the one user.
func (m *model) byEmail(address string, but crm.UserID) crm.UserID {
	for _, u := range m.users {
		if u.Email == address && address != "" && u.ID != but {
			return u.ID
		}
	}
	return ""
}

func (m *model) relist(limit int) func(store.Tx) error {
	return func(tx store.Tx) error {
		more, err := tx.Relist(limit)
		if !more {
			m.moving = false
		}
		return err
	}
}

func (m *model) ownerSales(owner crm.UserID) (out []crm.SaleNumber) {
	for n, s := range m.sales {
		if s.Owner == owner {
			out = append(out, n)
		}
	}
	slices.Sort(out)
	return out
}

// handOver gives some of somebody's sales to another, as a job does.
func (m *model) handOver(t *rapid.T) func(store.Tx) error {
	from, to := someUsers.Draw(t, "from").ID, m.users[someUsers.Draw(t, "to").ID]
	numbers := m.ownerSales(from)
	skip := rapid.IntRange(0, len(numbers)).Draw(t, "skip")
	above := crm.SaleNumber(0)
	if skip > 0 {
		above = numbers[skip-1]
	}
	limit := rapid.IntRange(1, 3).Draw(t, "limit")
	numbers = numbers[skip:min(skip+limit, len(numbers))]
	var sales []crm.Sale
	for _, n := range numbers {
		s := m.sales[n]
		s.Version, s.Owner, s.Group = s.Version+1, to.ID, to.Group
		m.sales[n] = s
		sales = append(sales, s)
	}
	return func(tx store.Tx) error {
		if got, err := tx.OwnerSales(from, above, limit); err != nil || !slices.Equal(got, numbers) {
			return fmt.Errorf("sales of %s above %d: %v, want %v, error %w", from, above, got, numbers, err)
		}
		for _, s := range sales {
			if err := tx.PutSale(s, crm.Change{Sale: s.ID, Version: s.Version}); err != nil {
				return err
			}
		}
		return nil
	}
}

// comparePeople reads each user by id and address, and whose sales are whose.
func (m *model) comparePeople(t *rapid.T, tx store.ReadTx) {
	for id, want := range m.users {
		if got, err := tx.User(id); got != want || err != nil {
			t.Fatalf("user %+v, want %+v, error %v", got, want, err)
		}
		if got, err := tx.UserByEmail(want.Email); want.Email != "" && (got != want || err != nil) {
			t.Fatalf("by address %+v, want %+v, error %v", got, want, err)
		}
		all := m.ownerSales(id)
		if got, err := tx.OwnerSales(id, 0, 999); !slices.Equal(got, all) || err != nil {
			t.Fatalf("sales of %s are %v, want %v, error %v", id, got, all, err)
		}
		if n, err := tx.CountOwnerSales(id, 999); n != len(all) || err != nil {
			t.Fatalf("sales of %s: counted %d, want %v, error %v", id, n, all, err)
		}
	}
	for _, free := range []string{"x@example.nl", "y@example.nl"} {
		if got, err := tx.UserByEmail(free); (err == nil) != (m.byEmail(free, "") != "") {
			t.Fatalf("by address %s: %+v, error %v", free, got, err)
		}
	}
}

// changeRate gives a currency another rate, or the company another currency.
func (m *model) changeRate(rt *rapid.T) func(store.Tx) error {
	code := someCurrencies.Draw(rt, "currency")
	if rapid.IntRange(0, 3).Draw(rt, "own") == 0 {
		m.own.Version, m.own.Currency = m.own.Version+1, code
		own := m.own
		return func(tx store.Tx) error { m.moving = true; return tx.PutOrganisation(own) }
	}
	c := m.currencies[code]
	c.Code, c.Version, c.Rate = code, c.Version+1, someRates.Draw(rt, "rate")
	m.currencies[code] = c
	return func(tx store.Tx) error { m.moving = true; return tx.PutCurrency(c) }
}
