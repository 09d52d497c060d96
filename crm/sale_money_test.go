package crm

import (
	"strconv"
	"testing"

	"github.com/bojanz/currency"
	"pgregory.net/rapid"
)

func TestMoneyFieldsFollowEachOther(t *testing.T) {
	for _, c := range []struct {
		name                             string
		amount, cost                     string
		change                           func(*Sale) error
		wantCost, wantProfit, wantMargin string
		wantKey                          string
	}{
		{"a new cost holds the amount", "100", "60", func(s *Sale) error { return s.setCost(eur("25")) }, "25.00", "75.00", "75", ""},
		{"a new profit holds the amount", "100", "60", func(s *Sale) error { return s.setProfit(eur("10.10")) }, "89.90", "10.10", "10.1", ""},
		{"a new percentage holds the amount", "100", "60", func(s *Sale) error { return s.setPercentage("33.33") }, "66.67", "33.33", "33.33", ""},
		{"a new amount holds the cost", "100", "60", func(s *Sale) error { return s.setAmount(eur("48500.50")) }, "60.00", "48440.50", "99.88", ""},
		{"a half cent rounds away from zero", "0.50", "0", func(s *Sale) error { return s.setPercentage("1") }, "0.49", "0.01", "2", ""},
		{"a negative half cent too", "0.50", "0", func(s *Sale) error { return s.setPercentage("-1") }, "0.51", "-0.01", "-2", ""},
		{"cost above the amount is a loss", "100", "60", func(s *Sale) error { return s.setCost(eur("150")) }, "150.00", "-50.00", "-50", ""},
		{"cost below zero is refused", "100", "60", func(s *Sale) error { return s.setCost(eur("-1")) }, "60.00", "40.00", "40", "error.cost.negative"},
		{"an amount below zero is refused", "100", "60", func(s *Sale) error { return s.setAmount(eur("-1")) }, "60.00", "40.00", "40", "error.amount.negative"},
		{"profit above the amount is refused", "100", "60", func(s *Sale) error { return s.setProfit(eur("100.01")) }, "60.00", "40.00", "40", "error.cost.below_zero_by_profit"},
		{"more than all is refused", "100", "60", func(s *Sale) error { return s.setPercentage("100.01") }, "60.00", "40.00", "40", "error.cost.below_zero_by_percentage"},
		{"a percentage of nothing is refused", "0", "60", func(s *Sale) error { return s.setPercentage("10") }, "60.00", "-60.00", "", "error.percentage.no_amount"},
		{"half cents are refused", "100", "60", func(s *Sale) error { return s.setCost(amountRaw("1.005")) }, "60.00", "40.00", "40", "error.number.decimals"},
		{"sixteen digits are refused", "100", "60", func(s *Sale) error { return s.setAmount(eur("1000000000000000")) }, "60.00", "40.00", "40", "error.number.too_large"},
		{"another currency is refused", "100", "60", func(s *Sale) error { return s.setCost(amountOf("1", "USD")) }, "60.00", "40.00", "40", "error.number.other_currency"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := Sale{Amount: eur(c.amount), Cost: eur(c.cost)}
			if got := problemKey(t, c.change(&s)); got != c.wantKey {
				t.Fatalf("problem %q, want %q", got, c.wantKey)
			}
			if s.Cost.Number() != c.wantCost || s.Profit().Number() != c.wantProfit || s.Percentage() != c.wantMargin {
				t.Errorf("cost %s, profit %s, percentage %q; want %s, %s, %q",
					s.Cost.Number(), s.Profit().Number(), s.Percentage(), c.wantCost, c.wantProfit, c.wantMargin)
			}
		})
	}
}

func amountRaw(n string) currency.Amount { a, _ := currency.NewAmount(n, "EUR"); return a }

func TestCurrencyKeepsTheNumber(t *testing.T) {
	s := Sale{Amount: eur("48500"), Cost: eur("31200")}
	if err := s.setCurrency(testSetup(), "JPY"); err != nil {
		t.Fatal(err)
	}
	if s.Amount.String() != "48500 JPY" || s.Cost.String() != "31200 JPY" {
		t.Errorf("got %s and %s", s.Amount, s.Cost)
	}
	s = Sale{Amount: eur("48500"), Cost: eur("31200.50")}
	if got := problemKey(t, s.setCurrency(testSetup(), "JPY")); got != "error.currency.decimals" {
		t.Errorf("decimals that do not fit: %q", got)
	}
	if s.Amount.CurrencyCode() != "EUR" || s.Cost.String() != "31200.50 EUR" {
		t.Errorf("a refused currency changed the sale: %s, %s", s.Amount, s.Cost)
	}
	for _, code := range []string{"GBP", "XXX", ""} {
		if got := problemKey(t, s.setCurrency(testSetup(), code)); got != "error.currency.unknown" {
			t.Errorf("currency %q: %q", code, got)
		}
	}
}

// After any sequence of edits amount = cost + profit to the minor unit, and
// nothing falls below zero that may not.
func TestMoneyAlwaysAddsUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		code := rapid.SampledFrom([]string{"EUR", "JPY", "KWD"}).Draw(t, "currency")
		digits, _ := currency.GetDigits(code)
		money := rapid.Custom(func(t *rapid.T) currency.Amount {
			whole := rapid.Int64Range(-1_000_000_000_000_000, 1_000_000_000_000_000).Draw(t, "minor units")
			n, _ := currency.NewAmountFromInt64(whole, code)
			return n
		})
		s := Sale{Amount: Zero(code), Cost: Zero(code)}
		for range rapid.IntRange(1, 20).Draw(t, "edits") {
			before := s
			var err error
			switch rapid.IntRange(0, 3).Draw(t, "which") {
			case 0:
				err = s.setAmount(money.Draw(t, "amount"))
			case 1:
				err = s.setCost(money.Draw(t, "cost"))
			case 2:
				err = s.setProfit(money.Draw(t, "profit"))
			case 3:
				p := rapid.IntRange(-100_000, 10_100).Draw(t, "hundredths of a percent")
				err = s.setPercentage(strconv.Itoa(p/100) + "." + twoDigits(p))
			}
			if err != nil && len(Differences(before, s)) > 0 {
				t.Fatalf("a refused edit changed the sale: %v", err)
			}
			sum, _ := s.Cost.Add(s.Profit())
			if cmp, _ := sum.Cmp(s.Amount); cmp != 0 {
				t.Fatalf("%s + %s is not %s", s.Cost, s.Profit(), s.Amount)
			}
			if s.Cost.IsNegative() || s.Amount.IsNegative() {
				t.Fatalf("below zero: amount %s, cost %s", s.Amount, s.Cost)
			}
			for _, a := range []currency.Amount{s.Amount, s.Cost, s.Profit()} {
				if !a.RoundTo(digits, currency.RoundDown).Equal(a) {
					t.Fatalf("%s has more decimals than %s", a, code)
				}
			}
		}
	})
}

func twoDigits(n int) string {
	if n < 0 {
		n = -n
	}
	return strconv.Itoa(n/10%10) + strconv.Itoa(n%10)
}
