package demo

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/bojanz/currency"

	"verkoop/crm"
	"verkoop/store"
)

// manyPerUpdate keeps an update well below what an engine takes in one transaction.
const manyPerUpdate = 100

// words is what further sales are made of.
type words struct {
	Surnames, Firsts, Trades, Cities, Goods, Places []string
}

// crowd is what Many chooses from.
type crowd struct {
	words
	random   *rand.Rand
	setup    *crm.Setup
	sellers  []crm.User
	firms    []crm.Company
	contacts []crm.Contact // contacts[i] is at firms[i]
	today    crm.Date
	now      time.Time
	newID    func() string
}

// Many adds n believable sales to a store that has users and a setup, with a
// company to each twenty of them: nine in ten for everyone; half still open, most of
// those with a follow-up and a few stalled; the others sold or lost, most of them
// completed. The same arguments make the same sales. Memory is taken for the
// companies only. progress, which may be nil, is told how many sales there are so far.
func Many(ctx context.Context, s store.Store, n int, seed uint64, today crm.Date, now time.Time, newID func() string, progress func(done int)) error {
	p, _, err := read()
	if err != nil {
		return err
	}
	c := crowd{words: p.Many, random: rand.New(rand.NewPCG(seed, 0)), today: today, now: now, newID: newID}
	err = s.View(ctx, func(tx store.ReadTx) error {
		users, err := tx.Users()
		if err != nil {
			return err
		}
		for _, u := range users {
			if u.May(crm.RegisterSale, crm.Sale{}) {
				c.sellers = append(c.sellers, u)
			}
		}
		c.setup, err = tx.Setup()
		return err
	})
	if err != nil {
		return err
	}
	if len(c.sellers) == 0 {
		return fmt.Errorf("nobody may register sales")
	}
	err = chunks(ctx, s, n/20+1, func() (func(store.Tx) error, error) {
		firm, contact := c.firm()
		return func(tx store.Tx) error {
			if err := tx.PutCompany(firm); err != nil {
				return err
			}
			return tx.PutContact(contact)
		}, nil
	}, nil)
	if err != nil {
		return err
	}
	return chunks(ctx, s, n, c.sale, progress)
}

// chunks carries out what make returns n times, some in each update.
func chunks(ctx context.Context, s store.Store, n int, make func() (func(store.Tx) error, error), progress func(done int)) error {
	all := n
	for n > 0 {
		var puts []func(store.Tx) error
		for range min(n, manyPerUpdate) {
			put, err := make()
			if err != nil {
				return err
			}
			puts = append(puts, put)
		}
		err := s.Update(ctx, func(tx store.Tx) error {
			for _, put := range puts {
				if err := put(tx); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		if n -= len(puts); progress != nil {
			progress(all - n)
		}
	}
	return nil
}

func (c *crowd) pick(words []string) string { return words[c.random.IntN(len(words))] }

// chance is true in so many of a hundred cases.
func (c *crowd) chance(percent int) bool { return c.random.IntN(100) < percent }

func (c *crowd) firm() (crm.Company, crm.Contact) {
	firm := crm.Company{ID: crm.CompanyID(c.newID()), Version: 1, City: c.pick(c.Cities),
		Name: c.pick(c.Surnames) + " " + c.pick(c.Trades)}
	contact := crm.Contact{ID: crm.ContactID(c.newID()), Version: 1, Company: firm.ID,
		Name: c.pick(c.Firsts) + " " + c.pick(c.Surnames)}
	c.firms, c.contacts = append(c.firms, firm), append(c.contacts, contact)
	return firm, contact
}

// sale makes a sale, and returns what puts it into the store.
func (c *crowd) sale() (func(store.Tx) error, error) {
	seller := c.sellers[c.random.IntN(len(c.sellers))]
	at := c.random.IntN(len(c.firms))
	firm, contact := c.firms[at], c.contacts[at]
	age := 1 + c.random.IntN(700)
	registered := c.now.AddDate(0, 0, -age)
	desk := crm.Desk{Setup: c.setup, Actor: seller, Today: c.today.AddDays(-age)}

	sale := crm.NewSale(desk)
	sale.ID = crm.SaleID(c.newID())
	edit, err := c.edit(sale, firm, contact)
	if err != nil {
		return nil, err
	}
	sale, problems := sale.Edit(desk, edit)
	if err := problems.Err(); err != nil {
		return nil, err
	}
	if c.chance(50) {
		if err := c.end(&sale, desk, age); err != nil {
			return nil, err
		}
	} else if c.chance(6) {
		desk.Today = c.today.AddDays(-c.random.IntN(age))
		if err := sale.Stall(desk, desk.Today.AddDays(c.random.IntN(150)), c.value(crm.StalledReasons)); err != nil {
			return nil, err
		}
	}
	sale = sale.Saved(seller, registered)
	var follow *crm.Activity
	if sale.Outcome == crm.Open && !sale.Stalled && c.chance(80) {
		follow = &crm.Activity{
			ID: crm.ActivityID(c.newID()), Version: 1, Kind: crm.PhoneCall, Text: "Offerte nabellen",
			On: c.today.AddDays(c.random.IntN(60) - 10), Owner: seller.ID, Company: firm.ID, Contact: contact.ID,
			Sale: sale.ID, Home: crm.Home{Sale: sale.ID}, By: sale.Registered, Updated: sale.Registered,
		}
	}
	names := map[string]string{string(firm.ID): firm.Name, string(contact.ID): contact.Name, string(seller.ID): seller.Name}
	return func(tx store.Tx) error {
		numbered := sale
		var err error
		if numbered.Number, err = tx.NextSaleNumber(); err != nil {
			return err
		}
		change := crm.NewChange(seller, crm.Sale{}, numbered, func(f crm.Field, id string) crm.Words {
			if w, ok := c.setup.Name(f, id); ok {
				return w
			}
			return crm.Same(names[id])
		})
		if err := tx.PutSale(numbered, change); err != nil || follow == nil {
			return err
		}
		return tx.PutActivity(*follow)
	}, nil
}

// edit is what the seller types when registering the sale.
func (c *crowd) edit(sale crm.Sale, firm crm.Company, contact crm.Contact) (crm.SaleEdit, error) {
	title := c.pick(c.Goods) + " " + c.pick(c.Places)
	cents := (100 + c.random.IntN(25_000_00)) * (1 + c.random.IntN(5))
	cost := cents * (55 + c.random.IntN(40)) / 100
	expected := c.today.AddDays(c.random.IntN(240) - 30)
	visible := crm.Everyone
	if c.chance(10) {
		visible = crm.Visibilities[1+c.random.IntN(2)]
	}
	e := crm.SaleEdit{Title: &title, Company: &firm, Contact: &contact, Expected: &expected, Visible: &visible}
	var types []crm.SaleType
	for _, t := range c.setup.Types {
		if !t.Retired {
			types = append(types, t)
		}
	}
	t := types[c.random.IntN(len(types))]
	e.Type = &t.ID
	if len(t.Stages) > 0 {
		stage := crm.StageChoice(t.Stages[c.random.IntN(len(t.Stages))].Stage)
		if st, _ := c.setup.Stage(crm.StageID(stage)); !st.Retired {
			e.Stage = &stage
		}
	}
	code := sale.Amount.CurrencyCode()
	a, err := currency.NewAmount(fmt.Sprintf("%d.%02d", cents/100, cents%100), code)
	if err != nil {
		return e, err
	}
	k, err := currency.NewAmount(fmt.Sprintf("%d.%02d", cost/100, cost%100), code)
	a, k = a.Round(), k.Round() // a currency may have no decimals
	e.Amount, e.Cost = &a, &k
	return e, err
}

// value is any of the list; none where it is empty.
func (c *crowd) value(list crm.List) crm.ValueID {
	var ids []crm.ValueID
	for _, v := range c.setup.Values {
		if v.List == list && !v.Retired {
			ids = append(ids, v.ID)
		}
	}
	if len(ids) == 0 {
		return ""
	}
	return ids[c.random.IntN(len(ids))]
}

// end closes the sale, sold or lost, some time after it was registered.
func (c *crowd) end(sale *crm.Sale, desk crm.Desk, age int) error {
	desk.Today = c.today.AddDays(-c.random.IntN(age))
	var err error
	if c.chance(60) {
		err = sale.Win(desk, desk.Today, c.value(crm.SoldReasons))
	} else {
		err = sale.Lose(desk, desk.Today, c.value(crm.LostReasons))
	}
	if err == nil && c.chance(70) {
		err = sale.SetCompleted(desk, true)
	}
	return err
}
