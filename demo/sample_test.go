package demo

import (
	"context"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/alexedwards/argon2id"

	"verkoop/config"
	"verkoop/crm"
	"verkoop/store"
	"verkoop/store/badger"
)

func TestTheCharacters(t *testing.T) {
	s, acting := filled(t)
	want := []string{"Femke de Boer seller Noord", "Sjoerd Dijkstra seller Zuid", "Hanneke Bosma manager Noord", "Pieter van der Meer administrator Noord", "Iris ten Hoeve reader Noord"}
	var got []string
	view(t, s, func(tx store.ReadTx) error {
		for _, email := range Characters {
			u, err := tx.UserByEmail(email)
			if err != nil {
				return err
			}
			g, err := tx.Group(u.Group)
			if err != nil {
				return err
			}
			got = append(got, u.Name+" "+string(u.Role)+" "+g.Name)
		}
		users, err := tx.Users()
		for _, u := range users {
			hash, err := tx.Password(u.ID)
			if err != nil {
				return err
			}
			if hash != passwordHash {
				t.Errorf("%s has another password", u.Name)
			}
		}
		return err
	})
	if !slices.Equal(got, want) || acting.Email != Characters[0] {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	if same, err := argon2id.ComparePasswordAndHash(Password, passwordHash); !same || err != nil {
		t.Errorf("the password is not %s: %v", Password, err)
	}
	if crm.CheckPassword(Password, crm.User{}) == nil {
		t.Error("others can choose the demo's password")
	}
}

// founded is a store as set-up leaves it: the setup, a group and its administrator.
func founded(t *testing.T, change func(*crm.Setup)) (store.Store, crm.User) {
	t.Helper()
	s := empty(t)
	setup, err := config.Defaults()
	if err != nil {
		t.Fatal(err)
	}
	change(&setup)
	group := crm.Group{ID: "group", Version: 1, Name: "Verkoop"}
	admin := crm.User{ID: "anna", Version: 1, Name: "Anna Bakker", Email: "anna@company.test", Role: crm.Administrator, Group: group.ID}
	err = s.Update(context.Background(), func(tx store.Tx) error {
		return errors.Join(config.Apply(tx, setup), tx.PutGroup(group), tx.PutUser(admin))
	})
	if err != nil {
		t.Fatal(err)
	}
	return s, admin
}

// sampled are the sample sales in that store.
func sampled(t *testing.T, change func(*crm.Setup)) (store.Store, []crm.Sale) {
	t.Helper()
	s, admin := founded(t, change)
	before := setupOf(t, s)
	if err := Sample(context.Background(), s, admin, today, now(t), counterFrom(0)); err != nil {
		t.Fatal(err)
	}
	if after := setupOf(t, s); !reflect.DeepEqual(before, after) {
		t.Error("the setup changed")
	}
	var sales []crm.Sale
	view(t, s, func(tx store.ReadTx) error {
		for n := crm.SaleNumber(firstNumber); ; n++ {
			sale, err := tx.Sale(n)
			if errors.Is(err, store.ErrNotFound) {
				return nil
			}
			if err != nil {
				return err
			}
			if sale.Owner != admin.ID || sale.Group != admin.Group || sale.Registered.User != admin.ID || sale.Updated.User != admin.ID {
				t.Errorf("%d is not the administrator's: %+v", n, sale)
			}
			if p := sale.Missing(); p != nil {
				t.Errorf("%d: %v", n, p)
			}
			sales = append(sales, sale)
		}
	})
	if len(sales) != 13 {
		t.Fatalf("%d sales", len(sales))
	}
	if err := s.(*badger.Store).Check(context.Background()); err != nil {
		t.Error(err)
	}
	return s, sales
}

func setupOf(t *testing.T, s store.Store) (setup *crm.Setup) {
	t.Helper()
	view(t, s, func(tx store.ReadTx) (err error) { setup, err = tx.Setup(); return err })
	return setup
}

func TestTheSampleSales(t *testing.T) {
	s, sales := sampled(t, func(*crm.Setup) {})
	outcomes := map[string]int{}
	for _, sale := range sales {
		outcomes[string(sale.Outcome)]++
		if sale.Competitor != "" || sale.Amount.CurrencyCode() != "EUR" || sale.Company == "" || sale.Contact == "" {
			t.Errorf("%d: %+v", sale.Number, sale)
		}
		if sale.Stalled {
			outcomes["stalled"]++
		}
		for _, l := range sale.Links {
			if l.Sale != 0 {
				t.Errorf("%d is linked to sale %d", sale.Number, l.Sale)
			}
		}
		view(t, s, func(tx store.ReadTx) error {
			changes, err := tx.SaleChanges(sale.ID, 0, 100)
			if err != nil {
				return err
			}
			for _, c := range changes {
				if c.By.User != "anna" || c.By.At.After(now(t)) {
					t.Errorf("%d has a change %+v", sale.Number, c)
				}
				for _, f := range c.Fields {
					if f.New.ID != "" && f.New.Text == "" && f.New.Name == (crm.Words{}) {
						t.Errorf("%d has a change to a nameless %s %s", sale.Number, f.Field, f.New.ID)
					}
				}
			}
			activities, err := tx.SaleActivities(sale.ID, 100)
			if len(activities) == 0 {
				t.Errorf("%d has no activities", sale.Number)
			}
			for _, a := range activities {
				if a.Owner != "anna" || strings.Contains(a.Text, "Offerte 1042") || strings.Contains(a.Text, "Overeenkomst 1038") {
					t.Errorf("%d has %+v", sale.Number, a)
				}
			}
			return err
		})
	}
	if want := map[string]int{"open": 11, "sold": 1, "lost": 1, "stalled": 1}; !reflect.DeepEqual(outcomes, want) {
		t.Errorf("%v, want %v", outcomes, want)
	}
	view(t, s, func(tx store.ReadTx) error {
		sale, err := tx.Sale(1008)
		if err != nil {
			return err
		}
		firm, err := tx.Company(sale.Company)
		if err != nil {
			return err
		}
		if sale.Title != "Magazijnscanners locatie Venlo" || firm.Name != "Van Dongen Logistiek B.V." || sale.Amount.Number() != "48500.00" ||
			sale.Source != "source-fair" || sale.Credited != "credited-field" || sale.Stage != "negotiation" || len(sale.Links) != 1 || sale.Version != 6 {
			t.Errorf("%+v", sale)
		}
		activities, err := tx.SaleActivities(sale.ID, 100)
		if err != nil {
			return err
		}
		if a := activities[3]; a.Text != "Offerte 1008-2, herzien" || a.GuideItem != "quote-revised" || len(activities) != 7 {
			t.Errorf("%d activities: %+v", len(activities), a)
		}
		firms, err := tx.FindCompanies("", 100)
		if err != nil {
			return err
		}
		projects, err := tx.FindProjects("", 100)
		if len(firms) != 13 || len(projects) != 3 {
			t.Errorf("%d companies, %d projects", len(firms), len(projects))
		}
		users, _ := tx.Users()
		groups, _ := tx.Groups()
		if len(users) != 1 || len(groups) != 1 {
			t.Errorf("%d users, %d groups", len(users), len(groups))
		}
		return err
	})
}

func TestTheSampleSalesAreInTheAdministratorsLanguage(t *testing.T) {
	s, admin := founded(t, func(*crm.Setup) {})
	admin.Language = "en"
	if err := Sample(context.Background(), s, admin, today, now(t), counterFrom(0)); err != nil {
		t.Fatal(err)
	}
	view(t, s, func(tx store.ReadTx) error {
		sale, err := tx.Sale(1008)
		if err != nil {
			return err
		}
		contact, err := tx.Contact(sale.Contact)
		if err != nil {
			return err
		}
		activities, err := tx.SaleActivities(sale.ID, 100)
		if err != nil {
			return err
		}
		if sale.Title != "Warehouse scanners Venlo site" || contact.Position != "head of logistics" || activities[3].Text != "Quote 1008-2, revised" ||
			!strings.HasPrefix(sale.Note, "Purchasing decides") || sale.Links[0].Text != "Floor plan Venlo site" {
			t.Errorf("%+v %+v %+v", sale, contact, activities)
		}
		return nil
	})
}

// A company may have shaped its setup before.
func TestSampleSalesFitAnySetup(t *testing.T) {
	for sentence, change := range map[string]func(*crm.Setup){
		"a currency without decimals": func(s *crm.Setup) {
			s.Organisation.Currency = "JPY"
			for i := range s.Currencies {
				s.Currencies[i].Retired = false
			}
		},
		"no lists at all": func(s *crm.Setup) { s.Values = nil },
		"every value retired": func(s *crm.Setup) {
			for i := range s.Values {
				s.Values[i].Retired = true
			}
		},
		"other reasons": func(s *crm.Setup) {
			var values []crm.ListValue
			for i, list := range crm.Lists {
				values = append(values, crm.ListValue{ID: crm.ValueID(list) + "-mine", List: list, Name: crm.Same("Mine"), Order: i + 1})
			}
			s.Values = values
		},
		"one type without stages": func(s *crm.Setup) {
			s.Types = []crm.SaleType{{ID: "only", Name: crm.Same("Only"), Days: 30, Order: 1}}
			s.Stages = nil
		},
		"types without a guide": func(s *crm.Setup) {
			for i := range s.Types {
				s.Types[i].Guide = nil
			}
		},
		"types that are retired":  func(s *crm.Setup) { s.Types[0].Retired, s.Types[1].Retired = true, true },
		"a stage that is retired": func(s *crm.Setup) { s.Stages[2].Retired = true },
	} {
		t.Run(sentence, func(t *testing.T) {
			_, sales := sampled(t, change)
			for _, sale := range sales {
				if sale.Number == 1003 && sentence == "other reasons" && (sale.Outcome != crm.Sold || sale.SoldReason != "sold_reasons-mine") {
					t.Errorf("%+v", sale)
				}
				if sale.Number == 1009 && sentence == "a currency without decimals" && sale.Amount.String() != "18241 JPY" && sale.Amount.String() != "18240 JPY" {
					t.Errorf("%s", sale.Amount)
				}
			}
		})
	}
}

func TestSampleIsAllOrNothing(t *testing.T) {
	s, admin := founded(t, func(*crm.Setup) {})
	before := s.Sequence()
	ctx, stop := context.WithCancel(context.Background())
	stop()
	if err := Sample(ctx, s, admin, today, now(t), counterFrom(0)); err == nil || s.Sequence() != before {
		t.Errorf("%v", err)
	}
	reader := admin
	reader.Role = crm.Reader
	if err := Sample(context.Background(), s, reader, today, now(t), counterFrom(0)); err == nil || s.Sequence() != before {
		t.Errorf("for who may not register sales: %v", err)
	}
}

func TestSampleComesBesideWhatIsThere(t *testing.T) {
	s, admin := founded(t, func(*crm.Setup) {})
	for i := range 2 {
		if err := Sample(context.Background(), s, admin, today, now(t), counterFrom(i*1000)); err != nil {
			t.Fatal(err)
		}
	}
	view(t, s, func(tx store.ReadTx) error {
		sale, err := tx.Sale(1026)
		if sale.Title != "Koelcel en vriesruimte" {
			t.Errorf("%+v", sale)
		}
		return err
	})
}
