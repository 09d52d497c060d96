package crm

import "github.com/bojanz/currency"

// Sum is what sales of one currency add up to.
type Sum struct {
	Total    currency.Amount
	Profit   currency.Amount
	Weighted currency.Amount // each amount by its probability, rounded to the minor unit at the end
}

// AddUp adds the sales' amounts, one sum for each currency in the order they come.
func AddUp(sales []Sale) []Sum {
	var sums []Sum
	for _, s := range sales {
		i := 0
		for i < len(sums) && sums[i].Total.CurrencyCode() != s.Amount.CurrencyCode() {
			i++
		}
		if i == len(sums) {
			zero := Zero(s.Amount.CurrencyCode())
			sums = append(sums, Sum{zero, zero, zero})
		}
		sums[i].Total, _ = sums[i].Total.Add(s.Amount)
		sums[i].Profit, _ = sums[i].Profit.Add(s.Profit())
		sums[i].Weighted, _ = sums[i].Weighted.Add(s.Weighted())
	}
	for i := range sums {
		sums[i].Weighted = sums[i].Weighted.Round()
	}
	return sums
}

// Weighted is the amount by the sale's probability, not rounded.
func (s Sale) Weighted() currency.Amount {
	share, _ := s.Amount.Mul(percentTexts[s.Probability])
	return share
}

// percentTexts are the factors 0.00 to 1.00.
var percentTexts = func() (out [101]string) {
	for i := range out {
		out[i] = string([]byte{'0' + byte(i/100), '.', '0' + byte(i/10%10), '0' + byte(i%10)})
	}
	return out
}()
