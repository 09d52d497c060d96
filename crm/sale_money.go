package crm

import (
	"strconv"
	"strings"

	"github.com/bojanz/currency"
)

// maxWholeDigits bounds amounts: at most so many digits before the decimal mark.
const maxWholeDigits = 15

// Profit is amount − cost, so that amount = cost + profit holds exactly.
func (s Sale) Profit() currency.Amount {
	profit, _ := s.Amount.Sub(s.Cost)
	return profit
}

// Percentage is the margin, profit ÷ amount × 100, rounded half away from zero
// to at most two decimals without trailing zeros ("35.67", "-4"). Empty where the
// amount is 0.
func (s Sale) Percentage() string {
	if s.Amount.IsZero() {
		return ""
	}
	hundredfold, _ := s.Profit().Mul("100")
	ratio, err := hundredfold.Div(s.Amount.Number())
	if err != nil {
		return ""
	}
	p := ratio.RoundTo(2, currency.RoundHalfUp).Number()
	if strings.Contains(p, ".") {
		p = strings.TrimRight(strings.TrimRight(p, "0"), ".")
	}
	if p == "-0" {
		p = "0"
	}
	return p
}

// CostPercentage is the total cost as a part of the amount, written as Percentage is.
func (s Sale) CostPercentage() string {
	turned := Sale{Amount: s.Amount, Cost: s.Profit()}
	return turned.Percentage()
}

// CostThousandths is the same as a whole number of thousandths, 0 without an amount.
func (s Sale) CostThousandths() int {
	if s.Amount.IsZero() {
		return 0
	}
	share, _ := s.Cost.Mul("1000")
	share, _ = share.Div(s.Amount.Number())
	n, _ := strconv.Atoi(share.RoundTo(0, currency.RoundHalfUp).Number())
	return n
}

// setAmount changes the amount and holds the total cost; profit and percentage
// follow.
func (s *Sale) setAmount(a currency.Amount) error {
	a, err := s.money(FieldAmount, a)
	if err != nil {
		return err
	}
	s.Amount = a
	return nil
}

// setCost changes the total cost and holds the amount.
func (s *Sale) setCost(c currency.Amount) error {
	c, err := s.money(FieldCost, c)
	if err != nil {
		return err
	}
	s.Cost = c
	return nil
}

// setProfit changes the profit and holds the amount; the total cost follows. A
// profit above the amount is refused, since the cost would fall below 0.
func (s *Sale) setProfit(p currency.Amount) error {
	if err := s.fits(FieldProfit, p); err != nil {
		return err
	}
	cost, _ := s.Amount.Sub(p)
	return s.costFrom(FieldProfit, cost)
}

// setPercentage changes the percentage (a decimal such as "35.67") and holds the
// amount: the profit is rounded half away from zero to the minor unit, then the
// total cost follows. Refused while the amount is 0.
func (s *Sale) setPercentage(percent string) error {
	if s.Amount.IsZero() {
		return invalid(FieldPercentage, "error.percentage.no_amount")
	}
	share, err := s.Amount.Mul(percent)
	if err != nil {
		return invalid(FieldPercentage, "error.number.not_a_number")
	}
	share, _ = share.Div("100")
	digits, _ := currency.GetDigits(s.Amount.CurrencyCode())
	cost, _ := s.Amount.Sub(share.RoundTo(digits, currency.RoundHalfUp))
	return s.costFrom(FieldPercentage, cost)
}

// setCurrency keeps the numbers and changes what they are of. Refused where the
// new currency has fewer decimals than the numbers need.
func (s *Sale) setCurrency(setup *Setup, code string) error {
	if code == s.Amount.CurrencyCode() {
		return nil
	}
	known := false
	for _, c := range setup.ActiveCurrencies() {
		known = known || c == code
	}
	if !known {
		return invalid(FieldCurrency, "error.currency.unknown")
	}
	amount, cost := *s, *s
	if err := amount.recode(&amount.Amount, code); err != nil {
		return err
	}
	if err := cost.recode(&cost.Cost, code); err != nil {
		return err
	}
	s.Amount, s.Cost = amount.Amount, cost.Cost
	return nil
}

func (s *Sale) recode(at *currency.Amount, code string) error {
	digits, _ := currency.GetDigits(code)
	trimmed := at.RoundTo(digits, currency.RoundDown)
	if !trimmed.Equal(*at) {
		if cmp, _ := trimmed.Cmp(*at); cmp != 0 {
			return invalid(FieldCurrency, "error.currency.decimals").with("currency", code).with("max", int(digits))
		}
	}
	n, err := currency.NewAmount(trimmed.Number(), code)
	if err != nil {
		return invalid(FieldCurrency, "error.currency.unknown")
	}
	*at = n
	return nil
}

// costFrom sets the cost that followed from another field, and blames that
// field where the cost can't be.
func (s *Sale) costFrom(typed Field, cost currency.Amount) error {
	if cost.IsNegative() {
		return invalid(typed, "error.cost.below_zero_by_"+string(typed))
	}
	if err := s.fits(typed, cost); err != nil {
		return err
	}
	s.Cost = normal(cost)
	return nil
}

// money checks an amount that may not be negative.
func (s *Sale) money(f Field, a currency.Amount) (currency.Amount, error) {
	if a.IsNegative() {
		return a, invalid(f, "error."+string(f)+".negative")
	}
	return normal(a), s.fits(f, a)
}

// fits checks currency, decimals and size.
func (s *Sale) fits(f Field, a currency.Amount) error {
	if a.CurrencyCode() != s.Amount.CurrencyCode() {
		return invalid(f, "error.number.other_currency").with("currency", s.Amount.CurrencyCode())
	}
	digits, _ := currency.GetDigits(a.CurrencyCode())
	if cmp, _ := a.RoundTo(digits, currency.RoundDown).Cmp(a); cmp != 0 {
		return invalid(f, "error.number.decimals").with("max", int(digits)).with("currency", a.CurrencyCode())
	}
	whole, _, _ := strings.Cut(strings.TrimPrefix(a.Number(), "-"), ".")
	if len(strings.TrimLeft(whole, "0")) > maxWholeDigits {
		return invalid(f, "error.number.too_large")
	}
	return nil
}

// normal writes the amount with just its currency's decimals, so that equal
// amounts are stored alike.
func normal(a currency.Amount) currency.Amount { return a.Round() }

// Zero is no money in the currency, written with its decimals.
func Zero(code string) currency.Amount {
	a, _ := currency.NewAmount("0", code)
	return normal(a)
}
