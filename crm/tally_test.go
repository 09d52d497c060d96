package crm

import (
	"math/big"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestTotalsAreByCurrency(t *testing.T) {
	tally := TallyOf([]Sale{
		{Amount: eur("100.05"), Probability: 50}, {Amount: amountOf("7", "USD"), Probability: 100},
		{Amount: eur("0.10"), Probability: 5}, {Amount: eur("1"), Probability: 0},
	})
	sums := tally.Total("EUR")
	if len(sums) != 2 || sums[0].Total.String() != "101.15 EUR" || sums[0].Weighted.String() != "50.03 EUR" || sums[1].Weighted.String() != "7.00 USD" {
		t.Errorf("got %v", sums)
	}
}

// Engines come upon sales in any order.
func TestTotalsStandInOneOrder(t *testing.T) {
	sales := []Sale{{Amount: eur("1")}, {Amount: amountOf("2", "USD")}, {Amount: amountOf("3", "CHF")}, {Amount: amountOf("4", "JPY")}}
	for range sales {
		sales = append(sales[1:], sales[0])
		tally := TallyOf(sales)
		got := ""
		for _, sum := range tally.Total("JPY") {
			got += sum.Total.CurrencyCode() + " "
		}
		if got != "JPY CHF EUR USD " {
			t.Errorf("they stand %s", got)
		}
	}
}

// abroad is a setup of a company with euros that sells in four other currencies.
func abroad() *Setup {
	return &Setup{Organisation: Organisation{Currency: "EUR"}, Currencies: []Currency{
		{Code: "EUR"}, {Code: "USD", Rate: "0.8642", RateOn: "2026-11-20"}, {Code: "JPY", Rate: "0.0055712345", RateOn: "2026-11-03"},
		{Code: "KWD", Rate: "2.81", RateOn: "2026-11-23"}, {Code: "GBP"},
	}}
}

func TestSeveralCurrenciesAreAddedUpAtTheirRates(t *testing.T) {
	sold := func(amount, code string, probability int) Sale {
		return Sale{Amount: amountOf(amount, code), Cost: Zero(code), Probability: probability}
	}
	one := TallyOf([]Sale{sold("5", "USD", 10), sold("6", "USD", 20)})
	if _, several := one.Together(abroad()); several {
		t.Error("one currency needs no adding up")
	}
	unknown := TallyOf([]Sale{sold("5", "EUR", 10), sold("6", "GBP", 20), sold("7", "CHF", 20), sold("7", "USD", 20)})
	if got, several := unknown.Together(abroad()); !several || !slices.Equal(got.Missing, []string{"CHF", "GBP"}) || got.From != "" {
		t.Errorf("without rates: %+v", got)
	}
	// 0.05 × 0.8642 = 0.04321, a hundred times: rounding each would give 4.00.
	many := []Sale{sold("0.01", "EUR", 100)}
	for range 100 {
		many = append(many, sold("0.05", "USD", 50))
	}
	tally := TallyOf(append(many, sold("1000", "JPY", 25)))
	got, _ := tally.Together(abroad())
	if s := got.Sum; s.Total.String() != "9.90 EUR" || s.Weighted.String() != "3.56 EUR" || s.Profit.String() != "9.90 EUR" {
		t.Errorf("got %+v", s)
	}
	if got.From != "2026-11-03" || got.To != "2026-11-20" {
		t.Errorf("rates of %s to %s", got.From, got.To)
	}
}

func TestTogetherIsTheSumOfAllByTheirRates(t *testing.T) {
	setup := abroad()
	rapid.Check(t, func(t *rapid.T) {
		var tally Tally
		want := new(big.Rat)
		for range rapid.IntRange(2, 20).Draw(t, "sales") {
			code := rapid.SampledFrom([]string{"EUR", "USD", "JPY", "KWD"}).Draw(t, "currency")
			amount := Decimal{Units: rapid.Uint64Max(9_999_999_999_999_999_999).Draw(t, "amount")}
			tally.Add(&SearchFacts{Currency: code, Amount: amount})
			worth, _ := new(big.Rat).SetString(amount.String())
			rate, _ := new(big.Rat).SetString(setup.RateOf(code))
			want.Add(want, worth.Mul(worth, rate))
		}
		got, several := tally.Together(setup)
		if !several {
			return
		}
		is, _ := new(big.Rat).SetString(got.Sum.Total.Number())
		if off := is.Sub(is, want).Abs(is); off.Cmp(big.NewRat(5, 1000)) > 0 {
			t.Fatalf("off by %s", off.FloatString(6))
		}
	})
}
