// Package storetest is the store's contract as a test suite: every engine must
// pass Run. It imports store and crm, no engine.
package storetest

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/bojanz/currency"

	"verkoop/crm"
	"verkoop/store"
)

// Open gives a new, empty store that is closed at the end of the test, and for an
// engine that keeps its data a function that closes it and opens the data anew;
// nil otherwise.
type Open func(t testing.TB) (s store.Store, reopen func() store.Store)

// Run proves that the engine keeps the promises of package store.
func Run(t *testing.T, open Open) {
	for _, suite := range []struct {
		name  string
		tests []test
	}{
		{"updates", updateTests},
		{"numbers", numberTests},
		{"versions", versionTests},
		{"sales", saleTests},
		{"lists", listTests},
		{"activities", activityTests},
		{"deletions", deleteTests},
		{"audit", auditTests},
		{"finders", findTests},
		{"companies, contacts and projects", partyTests},
		{"search", searchTests},
		{"transfers", transferTests},
		{"setup and users", setupTests},
		{"people", peopleTests},
		{"access", accessTests},
		{"selections", selectionTests},
		{"jobs", jobTests},
		{"use of the setup", useTests},
		{"relisting", relistTests},
		{"together", concurrentTests},
		{"model", modelTests},
	} {
		t.Run(suite.name, func(t *testing.T) {
			for _, test := range suite.tests {
				t.Run(test.name, func(t *testing.T) { test.run(t, open) })
			}
		})
	}
}

type test struct {
	name string
	run  func(*testing.T, Open)
}

// on makes a test that needs no reopening.
func on(run func(*testing.T, store.Store)) func(*testing.T, Open) {
	return func(t *testing.T, open Open) {
		s, _ := open(t)
		run(t, s)
	}
}

// The cast: two groups, each role, and one who has left.
var (
	ada    = crm.User{ID: "ada", Version: 1, Name: "Ada Admin", Email: "ada@example.nl", Role: crm.Administrator, Group: "noord"}
	mia    = crm.User{ID: "mia", Version: 1, Name: "Mia Meijer", Email: "mia@example.nl", Role: crm.Manager, Group: "noord"}
	sam    = crm.User{ID: "sam", Version: 1, Name: "Sam Smit", Email: "sam@example.nl", Role: crm.Seller, Group: "noord"}
	sofie  = crm.User{ID: "sofie", Version: 1, Name: "Sofie de Vries", Email: "sofie@example.nl", Role: crm.Seller, Group: "noord"}
	zoe    = crm.User{ID: "zoe", Version: 1, Name: "Zoë Zwart", Email: "zoe@example.nl", Role: crm.Seller, Group: "zuid"}
	mo     = crm.User{ID: "mo", Version: 1, Name: "Mo Mulder", Email: "mo@example.nl", Role: crm.Manager, Group: "zuid"}
	rik    = crm.User{ID: "rik", Version: 1, Name: "Rik de Raad", Email: "rik@example.nl", Role: crm.Reader, Group: "zuid"}
	dirk   = crm.User{ID: "dirk", Version: 1, Name: "Dirk Dood", Email: "dirk@example.nl", Role: crm.Administrator, Group: "zuid", Disabled: true}
	cast   = []crm.User{ada, mia, sam, sofie, zoe, mo, rik, dirk}
	groups = []crm.Group{{ID: "noord", Version: 1, Name: "Noord"}, {ID: "zuid", Version: 1, Name: "Zuid"}}
	stages = []crm.Stage{
		{ID: "lead", Version: 1, Name: crm.Same("Lead"), Probability: 10, Order: 1},
		{ID: "offer", Version: 1, Name: crm.Same("Offer"), Probability: 50, Order: 2},
		{ID: "deal", Version: 1, Name: crm.Same("Handshake"), Probability: 90, Order: 3},
	}
	companies = []crm.Company{
		{ID: "acme", Version: 1, Name: "Acme", City: "Breda"},
		{ID: "eclair", Version: 1, Name: "Éclair", City: "'s-Hertogenbosch"},
		{ID: "zorg", Version: 1, Name: "zorg & Zo", City: "IJmuiden"},
	}
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// newSale is a plain open sale, seen by everyone, that is not registered yet.
func newSale(id crm.SaleID) crm.Sale {
	return crm.Sale{
		ID: id, Title: "Sale " + string(id), Type: "new", Outcome: crm.Open,
		Amount: euro("100.00"), Cost: euro("60.00"), Probability: 50,
		Expected: "2026-12-01", Owner: sam.ID, Group: sam.Group, Visible: crm.Everyone,
		Registered: crm.Stamp{User: sam.ID, At: noon},
	}
}

func euro(n string) currency.Amount { return amountIn(n, "EUR") }

func amountIn(n, code string) currency.Amount {
	a, err := currency.NewAmount(n, code)
	if err != nil {
		panic(err)
	}
	return a
}

// register gives the sale the next number and puts it.
func register(tx store.Tx, s crm.Sale) (crm.Sale, error) {
	var err error
	if s.Number, err = tx.NextSaleNumber(); err != nil {
		return s, err
	}
	return putSale(tx, crm.Sale{ID: s.ID, Number: s.Number}, s)
}

// putSale puts the next version of a sale with its history.
func putSale(tx store.Tx, before, after crm.Sale) (crm.Sale, error) {
	after.Version = before.Version + 1
	after.Updated = crm.Stamp{User: sam.ID, At: noon.Add(time.Duration(after.Version) * time.Minute)}
	return after, tx.PutSale(after, crm.Change{
		Sale: after.ID, Version: after.Version, By: after.Updated, ByName: sam.Name,
		Fields: crm.Differences(before, after),
	})
}

// edit reads the sale, changes it and puts it.
func edit(tx store.Tx, n crm.SaleNumber, change func(*crm.Sale)) (crm.Sale, error) {
	before, err := tx.Sale(n)
	if err != nil {
		return before, err
	}
	after := before
	change(&after)
	return putSale(tx, before, after)
}

// registered is a sale that is in the store.
func registered(t testing.TB, s store.Store, sale crm.Sale) (out crm.Sale) {
	t.Helper()
	update(t, s, func(tx store.Tx) (err error) {
		out, err = register(tx, sale)
		return err
	})
	return out
}

func edited(t testing.TB, s store.Store, n crm.SaleNumber, change func(*crm.Sale)) (out crm.Sale) {
	t.Helper()
	update(t, s, func(tx store.Tx) (err error) {
		out, err = edit(tx, n, change)
		return err
	})
	return out
}

// put puts any records in one update.
func put(t testing.TB, s store.Store, records ...any) {
	t.Helper()
	update(t, s, func(tx store.Tx) error { return putAll(tx, records...) })
}

func putAll(tx store.Tx, records ...any) error {
	for _, r := range records {
		var err error
		switch r := r.(type) {
		case crm.Company:
			err = tx.PutCompany(r)
		case crm.Contact:
			err = tx.PutContact(r)
		case crm.Project:
			err = tx.PutProject(r)
		case crm.User:
			err = tx.PutUser(r)
		case crm.Group:
			err = tx.PutGroup(r)
		case crm.Activity:
			err = tx.PutActivity(r)
		case crm.Organisation:
			err = tx.PutOrganisation(r)
		case crm.SaleType:
			err = tx.PutSaleType(r)
		case crm.Stage:
			err = tx.PutStage(r)
		case crm.ListValue:
			err = tx.PutListValue(r)
		case crm.Currency:
			err = tx.PutCurrency(r)
		case store.Submission:
			err = tx.PutSubmission(r)
		case crm.AuditEntry:
			err = tx.PutAudit(r)
		case crm.Selection:
			err = tx.PutSelection(r)
		case crm.Session:
			err = tx.PutSession(r)
		case crm.Ticket:
			err = tx.PutTicket(r)
		case crm.Attempts:
			err = tx.PutAttempts(r)
		case crm.Job:
			err = tx.PutJob(r)
		case crm.Preferences:
			err = tx.PutPreferences(r)
		default:
			err = fmt.Errorf("storetest: cannot put a %T", r)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// people puts the cast, the stages and the companies.
func people(t testing.TB, s store.Store) {
	t.Helper()
	var all []any
	for _, g := range groups {
		all = append(all, g)
	}
	for _, u := range cast {
		all = append(all, u)
	}
	for _, st := range stages {
		all = append(all, st)
	}
	for _, c := range companies {
		all = append(all, c)
	}
	put(t, s, all...)
}

func update(t testing.TB, s store.Store, fn func(store.Tx) error) {
	t.Helper()
	if err := s.Update(context.Background(), fn); err != nil {
		t.Fatalf("update: %v", err)
	}
}

func view(t testing.TB, s store.Store, fn func(store.ReadTx) error) {
	t.Helper()
	if err := s.View(context.Background(), fn); err != nil {
		t.Fatalf("view: %v", err)
	}
}

// read is what a function reads.
func read[T any](t testing.TB, s store.Store, fn func(store.ReadTx) (T, error)) (out T) {
	t.Helper()
	view(t, s, func(tx store.ReadTx) (err error) {
		out, err = fn(tx)
		return err
	})
	return out
}

func readSale(t testing.TB, s store.Store, n crm.SaleNumber) crm.Sale {
	t.Helper()
	return read(t, s, func(tx store.ReadTx) (crm.Sale, error) { return tx.Sale(n) })
}

func wantErr(t testing.TB, what string, got, want error) {
	t.Helper()
	if !errors.Is(got, want) {
		t.Errorf("%s: got error %v, want %v", what, got, want)
	}
}
