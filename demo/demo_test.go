package demo

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"testing"
	"time"

	"verkoop/crm"
	"verkoop/store"
	"verkoop/store/badger"
)

const today = crm.Date("2026-11-23")

func now(t *testing.T) time.Time {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Amsterdam")
	if err != nil {
		t.Fatal(err)
	}
	return time.Date(2026, 11, 23, 9, 0, 0, 0, zone)
}

// counterFrom is a source of ids that are the same each time.
func counterFrom(n int) func() string {
	return func() string {
		n++
		return fmt.Sprintf("00000000-0000-7000-8000-%012d", n)
	}
}

func empty(t *testing.T) store.Store {
	t.Helper()
	s, err := badger.Open(badger.Options{InMemory: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func filled(t *testing.T) (store.Store, crm.User) {
	t.Helper()
	s := empty(t)
	id, err := Fill(context.Background(), s, today, now(t), counterFrom(0))
	if err != nil {
		t.Fatal(err)
	}
	var user crm.User
	view(t, s, func(tx store.ReadTx) (err error) { user, err = tx.User(id); return })
	return s, user
}

func view(t *testing.T, s store.Store, fn func(store.ReadTx) error) {
	t.Helper()
	if err := s.View(context.Background(), fn); err != nil {
		t.Fatal(err)
	}
}

// all reads every sale with its summary, history and activities.
func all(t *testing.T, s store.Store) (sales []crm.Sale, everything []byte) {
	t.Helper()
	var parts []any
	view(t, s, func(tx store.ReadTx) error {
		for n := crm.SaleNumber(firstNumber); n < firstNumber+60; n++ {
			sale, err := tx.Sale(n)
			if err != nil {
				return fmt.Errorf("%d: %w", n, err)
			}
			summary, err := tx.SaleSummary(sale.ID)
			if err != nil {
				return err
			}
			changes, err := tx.SaleChanges(sale.ID, 0, 100)
			if err != nil {
				return err
			}
			activities, err := tx.SaleActivities(sale.ID, 100)
			if err != nil {
				return err
			}
			sales = append(sales, sale)
			parts = append(parts, sale, summary, changes, activities)
		}
		_, err := tx.Sale(firstNumber + 60)
		if !errors.Is(err, store.ErrNotFound) {
			return fmt.Errorf("a sale after the last: %w", err)
		}
		setup, err := tx.Setup()
		parts = append(parts, setup)
		return err
	})
	everything, err := json.Marshal(parts)
	if err != nil {
		t.Fatal(err)
	}
	return sales, everything
}

func TestTheDemoIsTheSameTwice(t *testing.T) {
	one, _ := filled(t)
	two, _ := filled(t)
	_, first := all(t, one)
	_, second := all(t, two)
	if string(first) != string(second) {
		t.Error("two demos with the same arguments differ")
	}
}

func TestEverySaleFollowsTheRules(t *testing.T) {
	s, _ := filled(t)
	sales, _ := all(t, s)
	has := map[string]int{}
	count := func(name string, is bool) {
		if is {
			has[name]++
		}
	}
	for _, sale := range sales {
		if p := sale.Missing(); p != nil {
			t.Errorf("%d: %v", sale.Number, p)
		}
		if !sale.Updated.At.Before(now(t)) || sale.Updated.At.Before(sale.Registered.At) {
			t.Errorf("%d was registered %v, updated %v", sale.Number, sale.Registered.At, sale.Updated.At)
		}
		count("open", sale.Outcome == crm.Open)
		count("sold", sale.Outcome == crm.Sold)
		count("lost", sale.Outcome == crm.Lost)
		count("stalled", sale.Stalled)
		count("completed", sale.Completed)
		count("group only", sale.Visible == crm.OwnGroup)
		count("owner only", sale.Visible == crm.OwnerOnly)
		count("dollars", sale.Amount.CurrencyCode() == "USD")
		count("loss", sale.Profit().IsNegative())
		count("no company", sale.Company == "")
		count("by hand", sale.ProbabilityByHand)
		count("note", sale.Note != "")
		count("links", len(sale.Links) > 0)
		count("long title", len([]rune(sale.Title)) > 180)
		count("without stages", sale.Stage == "")
		count("retired value", sale.Source == "source-magazine" || sale.Credited == "credited-north")
	}
	want := map[string]int{"open": 33, "sold": 19, "lost": 8, "stalled": 3, "completed": 19, "group only": 2,
		"owner only": 3, "dollars": 1, "loss": 1, "no company": 1, "by hand": 2, "note": 1, "links": 1,
		"long title": 1, "without stages": 4, "retired value": 4}
	if !reflect.DeepEqual(has, want) {
		t.Errorf("got  %v\nwant %v", has, want)
	}
}

// The thirteen sales of the design's pictures, as shown there.
func TestTheNamedSales(t *testing.T) {
	type row struct {
		title, company, stage, amount string
		date, next                    crm.Date
		owner                         string
		probability                   int
	}
	want := map[crm.SaleNumber]row{
		1033: {"Noodverlichting parkeergarage", "Hotel De Gouden Leeuw", "lost", "9875.00", "2026-11-12", "", "Marit van Leeuwen", 0},
		1029: {"Onderhoudscontract 2027–2029", "Drukkerij Vermeulen", "sold", "27360.00", "2026-11-19", "", "Youssef El Amrani", 100},
		1038: {"Toegangspoortjes hoofdingang", "Gemeente Zuiderwolde", "closing", "36900.00", "2026-11-27", "2026-11-23", "Femke de Boer", 80},
		1017: {"Klimaatregeling kantoorpand", "Albers Precisie B.V.", "negotiation", "112750.00", "2026-11-30", "2026-11-13", "Marit van Leeuwen", 60},
		1044: {"Vervanging kassasystemen", "Tuincentrum De Linde", "quote", "18240.50", "2026-12-04", "2026-11-25", "Daan Visser", 40},
		1040: {"Uitbreiding serverruimte", "Ziekenhuis Oosterveld", "closing", "164000.00", "2026-12-11", "2026-11-26", "Youssef El Amrani", 80},
		1042: {"Magazijnscanners locatie Venlo", "Van Dongen Logistiek B.V.", "negotiation", "48500.00", "2026-12-18", "2026-11-20", "Femke de Boer", 60},
		1046: {"Brandmeldinstallatie hal C", "Brouwerij De Zilvermeeuw", "first-meeting", "23600.00", "2027-01-08", "", "Femke de Boer", 20},
		1036: {"Weegbruggen terrein Noord", "Kaashandel Van der Ploeg", "quote", "41180.00", "2027-01-15", "2026-11-27", "Marit van Leeuwen", 40},
		1024: {"Cameratoezicht kade 4", "Havenbedrijf Lauwerzijl", "negotiation", "76300.00", "2027-01-29", "2027-03-01", "Daan Visser", 60},
		1047: {"Zonwering schoolgebouwen", "Scholengroep Twentse Es", "first-meeting", "14950.00", "2027-02-12", "2026-11-30", "Youssef El Amrani", 20},
		1045: {"Laadplein personeel", "Waterschap Grote Beek", "quote", "88420.00", "2027-02-26", "2026-12-01", "Femke de Boer", 40},
		1048: {"Koelcel en vriesruimte", "Bakkerij Het Spelt", "first-meeting", "7435.25", "2027-03-05", "2026-12-02", "Marit van Leeuwen", 20},
	}
	s, user := filled(t)
	if user.Name != "Femke de Boer" || user.Email != "seller@demo.test" || user.Role != crm.Seller {
		t.Errorf("acting: %+v", user)
	}
	view(t, s, func(tx store.ReadTx) error {
		for number, w := range want {
			sale, err := tx.Sale(number)
			if err != nil {
				return err
			}
			firm, err := tx.Company(sale.Company)
			if err != nil {
				return err
			}
			owner, err := tx.User(sale.Owner)
			if err != nil {
				return err
			}
			summary, err := tx.SaleSummary(sale.ID)
			if err != nil {
				return err
			}
			got := row{sale.Title, firm.Name, string(sale.StageChoice()), sale.Amount.Number(), sale.Date(), summary.Next, owner.Name, sale.Probability}
			if got != w {
				t.Errorf("%d:\ngot  %v\nwant %v", number, got, w)
			}
			if sale.Visible != crm.Everyone {
				t.Errorf("%d is not for everyone", number)
			}
		}
		sale, err := tx.Sale(1024)
		if !sale.Stalled || sale.Reopen != "2027-03-01" {
			t.Errorf("1024: %+v", sale)
		}
		return err
	})
}

func TestSale1042(t *testing.T) {
	s, _ := filled(t)
	view(t, s, func(tx store.ReadTx) error {
		sale, err := tx.Sale(1042)
		if err != nil {
			return err
		}
		if sale.Version != 6 || sale.Profit().Number() != "15200.00" || sale.Percentage() != "31.34" {
			t.Errorf("%+v", sale)
		}
		zone := now(t).Location()
		if got := sale.Registered.At.In(zone).Format("2006-01-02 15:04"); got != "2026-09-02 11:32" {
			t.Errorf("registered %s", got)
		}
		if got := sale.Updated.At.In(zone).Format("2006-01-02 15:04"); got != "2026-11-18 10:41" {
			t.Errorf("updated %s", got)
		}
		by, err := tx.User(sale.Updated.User)
		if err != nil || by.Name != "Daan Visser" {
			t.Errorf("updated by %s", by.Name)
		}
		contact, err := tx.Contact(sale.Contact)
		if err != nil || contact.Name != "Sanne Kuipers" || contact.Position != "hoofd logistiek" {
			t.Errorf("%+v", contact)
		}
		changes, err := tx.SaleChanges(sale.ID, 0, 2)
		if err != nil {
			return err
		}
		var fields []string
		for _, fc := range append(changes[0].Fields, changes[1].Fields...) {
			fields = append(fields, string(fc.Field)+" "+fc.Old.Text+fc.Old.Name.NL+" → "+fc.New.Text+fc.New.Name.NL)
		}
		want := []string{"stage Offerte → Onderhandeling", "last_stages  → ", "probability 40 → 60", "amount 52000.00 → 48500.00"}
		if !reflect.DeepEqual(fields, want) {
			t.Errorf("got %q\nwant %q", fields, want)
		}
		activities, err := tx.SaleActivities(sale.ID, 100)
		if err != nil {
			return err
		}
		var texts []string
		for _, a := range activities {
			texts = append(texts, fmt.Sprint(a.On, " ", a.Start, " ", a.Text, " ", a.Done()))
		}
		want = []string{
			"2026-11-20  Korting op vaste poorten false",
			"2026-11-27 10:00 Rondgang hal A en B met installateur false",
			"2026-12-04  Planning levering in twee delen false",
			"2026-11-17  Offerte 1042-2, herzien true",
			"2026-11-06 14:00 Presentatie proefopstelling true",
			"2026-10-21  Offerte 1042-1 true",
			"2026-09-09  Eerste kennismaking true",
		}
		if !reflect.DeepEqual(texts, want) {
			t.Errorf("got %q\nwant %q", texts, want)
		}
		return nil
	})
}

func TestManyMakesTheSameBelievableSales(t *testing.T) {
	var prints [2]string
	for i := range prints {
		s, user := filled(t)
		if err := Many(context.Background(), s, 250, 7, today, now(t), counterFrom(1_000_000), nil); err != nil {
			t.Fatal(err)
		}
		view(t, s, func(tx store.ReadTx) error {
			for n := crm.SaleNumber(1061); n < 1061+250; n++ {
				sale, err := tx.Sale(n)
				if err != nil {
					return err
				}
				if p := sale.Missing(); p != nil {
					t.Errorf("%d: %v", n, p)
				}
				text, _ := json.Marshal(sale)
				prints[i] += string(text)
			}
			page, err := tx.Sales(store.SaleList{Reader: user}, "", 300)
			if len(page.Rows) < 270 {
				t.Errorf("the seller sees %d of 310", len(page.Rows))
			}
			return err
		})
	}
	if prints[0] != prints[1] {
		t.Error("the same seed made other sales")
	}
}

func TestTheDemoCanBeMadeOnAnyDay(t *testing.T) {
	for _, day := range []crm.Date{"2027-03-28", "2028-02-29", "2026-12-31", "2027-01-01"} {
		if _, err := Fill(context.Background(), empty(t), day, now(t), counterFrom(0)); err != nil {
			t.Errorf("%s: %v", day, err)
		}
	}
}
