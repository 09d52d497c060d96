package crm

import (
	"math/bits"
	"strconv"
	"strings"

	"github.com/bojanz/currency"
)

// Decimal is a number with at most four decimals, exact, as searches compare and
// add up many of them quickly. It holds every amount, cost and profit that a sale
// can have.
type Decimal struct {
	Negative bool
	Units    uint64 // ten-thousandths
}

const decimalUnit = 10_000

// ParseDecimal reads a plain decimal ("-12.5"); false for anything else, more than
// four decimals, or more than 15 digits before the point.
func ParseDecimal(s string) (Decimal, bool) {
	s, negative := strings.CutPrefix(s, "-")
	whole, decimals, point := strings.Cut(s, ".")
	if !digitsOnly(whole) || whole == "" || point && (decimals == "" || !digitsOnly(decimals)) {
		return Decimal{}, false
	}
	decimals = strings.TrimRight(decimals, "0")
	whole = strings.TrimLeft(whole, "0")
	if len(decimals) > 4 || len(whole) > maxWholeDigits {
		return Decimal{}, false
	}
	units, err := strconv.ParseUint(whole+(decimals + "0000")[:4], 10, 64)
	return Decimal{negative && units > 0, units}, err == nil
}

func digitsOnly(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r < '0' || r > '9' }) < 0
}

// DecimalOf is the amount's number; false where it is none that a sale may have.
func DecimalOf(a currency.Amount) (Decimal, bool) {
	n := a.Number()
	if strings.Contains(n, "E") { // large round numbers print as 1E+6
		n = a.RoundTo(4, currency.RoundDown).Number()
		if cmp, err := a.Cmp(a.RoundTo(4, currency.RoundDown)); err != nil || cmp != 0 {
			return Decimal{}, false
		}
	}
	return ParseDecimal(n)
}

// whole tells that there are no decimals.
func (d Decimal) whole() bool { return d.Units%decimalUnit == 0 }

// WholeDecimal is a number without decimals, of at most 15 digits.
func WholeDecimal(n int) Decimal {
	if n < 0 {
		return Decimal{true, uint64(-n) * decimalUnit}
	}
	return Decimal{false, uint64(n) * decimalUnit}
}

// Compare is -1, 0 or 1.
func (d Decimal) Compare(o Decimal) int {
	switch {
	case d.Negative != o.Negative:
		if d.Negative {
			return -1
		}
		return 1
	case d.Units == o.Units:
		return 0
	case (d.Units < o.Units) != d.Negative:
		return -1
	}
	return 1
}

// Minus is the difference, which is held where both are amounts of 15 digits that
// are not negative.
func (d Decimal) Minus(o Decimal) Decimal {
	if d.Negative == o.Negative {
		if d.Units >= o.Units {
			return Decimal{d.Negative && d.Units > o.Units, d.Units - o.Units}
		}
		return Decimal{!d.Negative, o.Units - d.Units}
	}
	return Decimal{d.Negative, d.Units + o.Units}
}

// String is the plain decimal, without needless zeros.
func (d Decimal) String() string {
	s := strconv.FormatUint(d.Units/decimalUnit, 10)
	if rest := d.Units % decimalUnit; rest > 0 {
		s += "." + strings.TrimRight(strconv.FormatUint(decimalUnit+rest, 10)[1:], "0")
	}
	if d.Negative {
		s = "-" + s
	}
	return s
}

// percentageOf is profit ÷ amount × 100 rounded half away from zero to two
// decimals, as Sale.Percentage writes it; false without an amount, or where it is
// beyond what a Decimal holds.
func percentageOf(profit, amount Decimal) (Decimal, bool) {
	if amount.Units == 0 {
		return Decimal{}, false
	}
	high, low := bits.Mul64(profit.Units, 10_000) // hundredths of a percent
	if high >= amount.Units {
		return Decimal{}, false
	}
	q, rest := bits.Div64(high, low, amount.Units)
	if rest >= amount.Units-rest {
		q++
	}
	if q > (1<<63)/100 {
		return Decimal{}, false
	}
	return Decimal{profit.Negative != amount.Negative && q > 0, q * 100}, true
}
