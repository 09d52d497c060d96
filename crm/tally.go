package crm

import (
	"encoding/json"
	"math/big"
	"slices"
	"strings"

	"github.com/bojanz/currency"
)

// Tally counts sales and adds up what they are worth, a currency at a time and
// exactly. It can be put aside as JSON and gone on with.
type Tally struct {
	Count int         `json:"n"`
	Sums  []*TallySum `json:"sums,omitempty"` // in the order in which currencies came
	// Stages are those of each stage; nil where stages are not kept apart.
	Stages map[StageID]*Tally `json:"stages,omitempty"`
}

// TallySum is what has come together in one currency: ten-thousandths, of the
// weighted ones each times its percentage.
type TallySum struct {
	Code     string  `json:"c"`
	Amount   big.Int `json:"a"`
	Profit   big.Int `json:"p"`
	Weighted big.Int `json:"w"`
}

// TallyOf counts the sales and adds them up.
func TallyOf(sales []Sale) (t Tally) {
	for i := range sales {
		f, _ := FactsOf(&sales[i], SaleSummary{}, nil)
		t.Add(&f)
	}
	return t
}

// Sum is what sales of one currency add up to.
type Sum struct {
	Total    currency.Amount
	Profit   currency.Amount
	Weighted currency.Amount // each amount by its probability, rounded to the minor unit at the end
}

// Apart keeps stages apart from now on.
func (t *Tally) Apart() {
	if t.Stages == nil {
		t.Stages = map[StageID]*Tally{}
	}
}

// Of is the tally of a stage that was kept apart; of one that nothing came in, empty.
func (t *Tally) Of(stage StageID) *Tally {
	if of, ok := t.Stages[stage]; ok {
		return of
	}
	return &Tally{}
}

// Add counts one more.
func (t *Tally) Add(f *SearchFacts) {
	if t.Stages != nil {
		of := t.Of(f.Stage)
		of.Add(f)
		t.Stages[f.Stage] = of
	}
	t.Count++
	i := slices.IndexFunc(t.Sums, func(s *TallySum) bool { return s.Code == f.Currency })
	if i < 0 {
		i = len(t.Sums)
		t.Sums = append(t.Sums, &TallySum{Code: f.Currency})
	}
	s := t.Sums[i]
	var n, percent big.Int
	s.Amount.Add(&s.Amount, f.Amount.bigInt(&n))
	s.Weighted.Add(&s.Weighted, n.Mul(&n, percent.SetInt64(int64(f.Probability))))
	profit := f.Profit()
	s.Profit.Add(&s.Profit, profit.bigInt(&n))
}

func (d Decimal) bigInt(into *big.Int) *big.Int {
	into.SetUint64(d.Units)
	if d.Negative {
		into.Neg(into)
	}
	return into
}

// Total is what it comes to, one sum for each currency: the organisation's own first,
// then by code, whatever order the sales came in.
func (t *Tally) Total(own string) []Sum {
	var out []Sum
	for _, s := range slices.SortedFunc(slices.Values(t.Sums), func(a, b *TallySum) int {
		switch own {
		case a.Code:
			return -1
		case b.Code:
			return 1
		}
		return strings.Compare(a.Code, b.Code)
	}) {
		out = append(out, Sum{
			Total:    amountOfUnits(&s.Amount, 4, s.Code).Round(),
			Profit:   amountOfUnits(&s.Profit, 4, s.Code).Round(),
			Weighted: amountOfUnits(&s.Weighted, 6, s.Code).Round(),
		})
	}
	return out
}

// Together is what sums of several currencies come to in the organisation's own.
type Together struct {
	Sum      Sum
	From, To Date     // the days that the rates are of; both empty where none needed one
	Missing  []string // currencies without a rate: then there is no Sum
}

// Together adds up all sums at the setup's rates, exactly, and rounds at the end;
// false where there is but one currency.
func (t *Tally) Together(s *Setup) (out Together, several bool) {
	if len(t.Sums) < 2 {
		return out, false
	}
	var amount, profit, weighted, n big.Int
	for _, sum := range t.Sums {
		rate, known := RateUnits(s.RateOf(sum.Code))
		if !known {
			out.Missing = append(out.Missing, sum.Code)
			continue
		}
		amount.Add(&amount, n.Mul(&sum.Amount, rate))
		profit.Add(&profit, n.Mul(&sum.Profit, rate))
		weighted.Add(&weighted, n.Mul(&sum.Weighted, rate))
		if c, _ := s.Currency(sum.Code); sum.Code != s.Organisation.Currency {
			out.To = max(out.To, c.RateOn)
			if out.From == "" || c.RateOn < out.From {
				out.From = c.RateOn
			}
		}
	}
	if len(out.Missing) > 0 {
		slices.Sort(out.Missing)
		return Together{Missing: out.Missing}, true
	}
	own := s.Organisation.Currency
	out.Sum = Sum{
		Total:    amountOfUnits(&amount, 4+MaxRateDecimals, own).Round(),
		Profit:   amountOfUnits(&profit, 4+MaxRateDecimals, own).Round(),
		Weighted: amountOfUnits(&weighted, 6+MaxRateDecimals, own).Round(),
	}
	return out, true
}

// RateUnits is a rate in units of its last decimal, MaxRateDecimals; false for none.
func RateUnits(rate string) (*big.Int, bool) {
	if !isRate(rate) {
		return nil, false
	}
	whole, decimals, _ := strings.Cut(rate, ".")
	return new(big.Int).SetString(whole+decimals+strings.Repeat("0", MaxRateDecimals-len(decimals)), 10)
}

// amountOfUnits is n with so many of its digits behind the point; zero in a
// currency that there is not.
func amountOfUnits(n *big.Int, decimals int, code string) currency.Amount {
	digits := new(big.Int).Abs(n).String()
	if len(digits) <= decimals {
		digits = strings.Repeat("0", decimals+1-len(digits)) + digits
	}
	mark := len(digits) - decimals
	text := digits[:mark] + "." + digits[mark:]
	if n.Sign() < 0 {
		text = "-" + text
	}
	a, _ := currency.NewAmount(text, code)
	return a
}

// Text is the tally as JSON.
func (t *Tally) Text() []byte {
	b, _ := json.Marshal(t) // nothing in it can fail
	return b
}
