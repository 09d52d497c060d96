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
	profit := f.Amount.Minus(f.Cost)
	s.Profit.Add(&s.Profit, profit.bigInt(&n))
}

func (d Decimal) bigInt(into *big.Int) *big.Int {
	into.SetUint64(d.Units)
	if d.Negative {
		into.Neg(into)
	}
	return into
}

// Total is what it comes to, one sum for each currency.
func (t *Tally) Total() []Sum {
	var out []Sum
	for _, s := range t.Sums {
		out = append(out, Sum{
			Total:    amountOfUnits(&s.Amount, 4, s.Code).Round(),
			Profit:   amountOfUnits(&s.Profit, 4, s.Code).Round(),
			Weighted: amountOfUnits(&s.Weighted, 6, s.Code).Round(),
		})
	}
	return out
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
