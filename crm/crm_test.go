package crm

import (
	"testing"

	"github.com/bojanz/currency"
)

const today Date = "2026-11-23"

func eur(n string) currency.Amount { return amountOf(n, "EUR") }

func amountOf(n, code string) currency.Amount {
	a, err := currency.NewAmount(n, code)
	if err != nil {
		panic(err)
	}
	return a.Round()
}

func percent(n int) *int { return &n }

// testSetup: a delivery with a guide of four stages, a short type that shares
// two of them with other probabilities, and a renewal without stages.
func testSetup() *Setup {
	return &Setup{
		Organisation: Organisation{Name: "Van der Meer Techniek", Currency: "EUR"},
		Types: []SaleType{
			{ID: "delivery", Name: Words{"Levering", "Delivery"}, Days: 60, Guide: &Guide{}, Stages: []TypeStage{
				{Stage: "meeting"}, {Stage: "quote"}, {Stage: "negotiation"}, {Stage: "closing"}}},
			{ID: "existing", Name: Words{"Bestaande klant", "Existing customer"}, Days: 30, Stages: []TypeStage{
				{Stage: "quote", Probability: percent(50)}, {Stage: "closing"}}},
			{ID: "renewal", Name: Words{"Verlenging", "Renewal"}, Days: 14},
			{ID: "old", Name: Words{"Oud", "Old"}, Retired: true},
		},
		Stages: []Stage{
			{ID: "meeting", Name: Words{"Eerste gesprek", "First meeting"}, Probability: 20},
			{ID: "quote", Name: Words{"Offerte", "Quote"}, Probability: 40},
			{ID: "negotiation", Name: Words{"Onderhandeling", "Negotiation"}, Probability: 60},
			{ID: "closing", Name: Words{"Afronding", "Closing"}, Probability: 80},
			{ID: "demo", Name: Words{"Demonstratie", "Demonstration"}, Probability: 30},
		},
		Values: []ListValue{
			{ID: "price", List: SoldReasons, Name: Words{"Prijs", "Price"}},
			{ID: "quality", List: SoldReasons, Name: Words{"Kwaliteit", "Quality"}},
			{ID: "too_dear", List: LostReasons, Name: Words{"Te duur", "Too expensive"}},
			{ID: "budget", List: StalledReasons, Name: Words{"Budget", "Budget"}},
			{ID: "quote", List: DocumentKinds, Name: Words{"Offerte", "Quote"}},
			{ID: "fair", List: Sources, Name: Words{"Beurs", "Trade fair"}},
			{ID: "fax", List: Sources, Name: Words{"Fax", "Fax"}, Retired: true},
		},
		Currencies: []Currency{{Code: "EUR"}, {Code: "USD"}, {Code: "JPY"}, {Code: "KWD"}, {Code: "GBP", Retired: true}},
	}
}

var (
	femke  = User{ID: "femke", Name: "Femke de Boer", Role: Seller, Group: "north"}
	daan   = User{ID: "daan", Name: "Daan Visser", Role: Seller, Group: "north"}
	marit  = User{ID: "marit", Name: "Marit van Leeuwen", Role: Manager, Group: "north"}
	bilal  = User{ID: "bilal", Name: "Bilal Yılmaz", Role: Seller, Group: "south"}
	admin  = User{ID: "admin", Name: "Annelies Smit", Role: Administrator, Group: "office"}
	reader = User{ID: "reader", Name: "Roos Bakker", Role: Reader, Group: "north"}
)

func desk(u User) Desk { return Desk{Setup: testSetup(), Actor: u, Today: today} }

// scanners is Femke's sale in negotiation.
func scanners() Sale {
	s := NewSale(desk(femke))
	s.ID, s.Number, s.Version = "s42", 1042, 3
	s.Title = "Magazijnscanners locatie Venlo"
	s.Amount, s.Cost = eur("48500"), eur("31200")
	if err := s.MoveTo(desk(femke), "negotiation"); err != nil {
		panic(err)
	}
	return s
}

func problemKey(t *testing.T, err error) string {
	t.Helper()
	if err == nil {
		return ""
	}
	e, ok := err.(Error)
	if !ok {
		t.Fatalf("not a domain error: %v", err)
	}
	return e.Key
}
