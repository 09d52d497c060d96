package locales

import (
	"math/big"
	"strconv"
	"strings"
	"time"

	"github.com/bojanz/currency"

	"verkoop/crm"
)

// Date is the day in words: 23 nov 2026, 23 Nov 2026. No day is empty text.
func (t *Texts) Date(d crm.Date) string {
	y, m, day, ok := parts(d)
	if !ok {
		return string(d)
	}
	return strconv.Itoa(day) + " " + t.style.shortMonths[m-1] + " " + y
}

// ShortDate is the day in figures, as fields hold it: 23-11-2026, 23/11/2026.
func (t *Texts) ShortDate(d crm.Date) string {
	if _, _, _, ok := parts(d); !ok {
		return string(d)
	}
	return string(d[8:10]) + t.style.dateMark + string(d[5:7]) + t.style.dateMark + string(d[:4])
}

// DayMonth is the day without its year: 23 nov, 23 Nov.
func (t *Texts) DayMonth(d crm.Date) string {
	_, m, day, ok := parts(d)
	if !ok {
		return string(d)
	}
	return strconv.Itoa(day) + " " + t.style.shortMonths[m-1]
}

// DateWithin is DayMonth for a day within eleven months of today, else Date.
func (t *Texts) DateWithin(d, today crm.Date) string {
	now := today.Time()
	if d >= crm.DateOf(now.AddDate(0, -11, 0)) && d <= crm.DateOf(now.AddDate(0, 11, 0)) {
		return t.DayMonth(d)
	}
	return t.Date(d)
}

// DateTime is the instant in its own zone: 18 nov 2026 10:41. The zero time is
// empty text.
func (t *Texts) DateTime(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return t.Date(crm.DateOf(at)) + " " + t.Time(at)
}

// Time is the time of day in the instant's own zone: 10:41.
func (t *Texts) Time(at time.Time) string { return at.Format("15:04") }

// parts cuts ISO text; false where it is not of that form.
func parts(d crm.Date) (year string, month, day int, ok bool) {
	if len(d) != 10 {
		return "", 0, 0, false
	}
	month, err1 := strconv.Atoi(string(d[5:7]))
	day, err2 := strconv.Atoi(string(d[8:]))
	return string(d[:4]), month, day, err1 == nil && err2 == nil && month >= 1 && month <= 12
}

// Integer is the number with its thousands grouped.
func (t *Texts) Integer(n int) string { return t.Number(strconv.Itoa(n)) }

// Number is a plain decimal ("-1234.5") with its thousands grouped and the
// decimals it has. Other text comes back as it is.
func (t *Texts) Number(decimal string) string {
	negative, whole, fraction, ok := cutDecimal(decimal)
	if !ok {
		return decimal
	}
	return string(t.style.appendNumber(nil, negative, whole, fraction))
}

// PercentNumber is a plain decimal, rounded half away from zero to two decimals,
// without trailing zeros: 35,67. Other text comes back as it is.
func (t *Texts) PercentNumber(decimal string) string {
	negative, whole, fraction, ok := cutDecimal(decimal)
	if !ok {
		return decimal
	}
	if len(fraction) > 2 {
		exact, _ := new(big.Rat).SetString(decimal)
		negative, whole, fraction, _ = cutDecimal(exact.FloatString(2))
	}
	return string(t.style.appendNumber(nil, negative, whole, strings.TrimRight(fraction, "0")))
}

// Bytes is a size as people read it: 12 kB, 1,4 MB.
func (t *Texts) Bytes(n int64) string {
	const kB, MB = 1_000, 1_000_000
	switch {
	case n < kB:
		return "1 kB"
	case n < MB:
		return t.Integer(int((n+kB/2)/kB)) + " kB"
	}
	tenths := (n + MB/20) / (MB / 10)
	return t.Number(strconv.FormatInt(tenths/10, 10)+"."+strconv.FormatInt(tenths%10, 10)) + " MB"
}

// Percent is PercentNumber with its sign: 35,67%.
func (t *Texts) Percent(decimal string) string {
	if _, _, _, ok := cutDecimal(decimal); !ok {
		return decimal
	}
	return t.PercentNumber(decimal) + "%"
}

// WholePercent is Percent of a whole number: 60%.
func (t *Texts) WholePercent(n int) string { return t.Integer(n) + "%" }

// Money is the amount with its currency, in as many decimals as the currency
// has: € 1.234,56, €1,234.56. More decimals are rounded half away from zero.
func (t *Texts) Money(a currency.Amount) string {
	coin := t.style.coin(a)
	negative, whole, fraction := coin.cut(a)
	b := make([]byte, 0, 32)
	if negative && t.style.signFirst {
		b = append(b, minus...)
		negative = false
	}
	b = append(b, coin.symbol...)
	return string(t.style.appendNumber(b, negative, whole, fraction))
}

// MoneyParts are Money cut in three, so that each can be styled; one after
// the other they are Money.
type MoneyParts struct {
	Symbol string // the currency, with its space and, where the language puts it first, the minus
	Whole  string // with the minus otherwise
	Minor  string // the decimals with their mark; empty for a currency without
}

// MoneyParts cuts Money.
func (t *Texts) MoneyParts(a currency.Amount) MoneyParts {
	coin := t.style.coin(a)
	negative, whole, fraction := coin.cut(a)
	p := MoneyParts{Symbol: coin.symbol}
	if negative && t.style.signFirst {
		p.Symbol = minus + p.Symbol
		negative = false
	}
	p.Whole = string(t.style.appendNumber(nil, negative, whole, ""))
	if fraction != "" {
		p.Minor = t.style.mark + fraction
	}
	return p
}

// Amount is Money without its currency, as fields hold it: 48.500,00.
func (t *Texts) Amount(a currency.Amount) string {
	negative, whole, fraction := t.style.coin(a).cut(a)
	return string(t.style.appendNumber(nil, negative, whole, fraction))
}

// CurrencyName is what the currency is called, as CLDR has it; empty for units of account.
func (t *Texts) CurrencyName(code string) string { return t.plain["currency."+strings.ToLower(code)] }

// Symbol is how the currency is written beside a field: €, US$, CHF.
func (t *Texts) Symbol(currencyCode string) string {
	if coin, ok := t.style.currencies[currencyCode]; ok {
		return strings.TrimSuffix(coin.symbol, noBreak)
	}
	return currencyCode
}

func (s *style) coin(a currency.Amount) coin {
	code := a.CurrencyCode()
	c, ok := s.currencies[code]
	if !ok && code != "" {
		c.symbol = code + noBreak
	}
	return c
}

// cut takes the amount apart, with as many decimals as the coin has.
func (c coin) cut(a currency.Amount) (negative bool, whole, fraction string) {
	negative, whole, fraction, ok := cutDecimal(a.Number())
	if !ok || len(fraction) > c.decimals {
		// Powers of ten print as 1E+3 unless they are rounded.
		negative, whole, fraction, _ = cutDecimal(a.RoundTo(uint8(c.decimals), currency.RoundHalfUp).Number())
	}
	if missing := c.decimals - len(fraction); missing > 0 {
		fraction += strings.Repeat("0", missing)
	}
	return negative, whole, fraction
}

// appendNumber writes digits as the language does.
func (s *style) appendNumber(b []byte, negative bool, whole, fraction string) []byte {
	if negative {
		b = append(b, minus...)
	}
	for i := range len(whole) {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b = append(b, s.group...)
		}
		b = append(b, whole[i])
	}
	if fraction != "" {
		b = append(b, s.mark...)
		b = append(b, fraction...)
	}
	return b
}

// cutDecimal takes a plain decimal apart; false where the text is none. Zero is
// never negative.
func cutDecimal(decimal string) (negative bool, whole, fraction string, ok bool) {
	decimal, negative = strings.CutPrefix(decimal, "-")
	whole, fraction, marked := strings.Cut(decimal, ".")
	ok = isDigits(whole) && (!marked || isDigits(fraction))
	return negative && strings.Trim(decimal, "0.") != "", whole, fraction, ok
}

// isDigits tells whether the text is digits 0 to 9 and at least one.
func isDigits(text string) bool {
	for i := range len(text) {
		if text[i] < '0' || text[i] > '9' {
			return false
		}
	}
	return text != ""
}
