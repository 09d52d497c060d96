package locales

import (
	"strings"
	"testing"
	"time"

	"github.com/bojanz/currency"

	"verkoop/crm"
)

// speak returns both languages' texts.
func speak(t testing.TB) (nl, en *Texts) {
	t.Helper()
	b, err := LoadReporting(func(p Problem) { t.Errorf("%s: %s: %s", p.Language, p.Key, p.What) })
	if err != nil {
		t.Fatal(err)
	}
	return b.For(NL), b.For(EN)
}

func amount(t testing.TB, number, code string) currency.Amount {
	t.Helper()
	a, err := currency.NewAmount(number, code)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestMoneyIsWrittenAsEachLanguageDoes(t *testing.T) {
	nl, en := speak(t)
	for _, c := range []struct{ sentence, number, code, nl, en string }{
		{"thousands are grouped", "1234.56", "EUR", "€ 1.234,56", "€1,234.56"},
		{"missing decimals are added", "48500", "EUR", "€ 48.500,00", "€48,500.00"},
		{"below a thousand nothing is grouped", "999.5", "EUR", "€ 999,50", "€999.50"},
		{"the minus stands where CLDR puts it", "-1200", "EUR", "€ −1.200,00", "−€1,200.00"},
		{"a currency without decimals has none", "1234567", "JPY", "JP¥ 1.234.567", "JP¥1,234,567"},
		{"a currency with three decimals has three", "1234.5", "KWD", "KWD 1.234,500", "KWD 1,234.500"},
		{"a currency without a symbol shows its code", "-12", "CHF", "CHF −12,00", "−CHF 12.00"},
		{"dollars are told apart", "12", "USD", "US$ 12,00", "US$12.00"},
		{"too many decimals are rounded half away from zero", "-0.125", "EUR", "€ −0,13", "−€0.13"},
		{"what rounds to zero has no minus", "-0.004", "EUR", "€ 0,00", "€0.00"},
		{"powers of ten are written out", "1E+6", "EUR", "€ 1.000.000,00", "€1,000,000.00"},
		{"tiny amounts are rounded", "1E-9", "EUR", "€ 0,00", "€0.00"},
		{"fifteen digits are exact", "999999999999999.99", "EUR", "€ 999.999.999.999.999,99", "€999,999,999,999,999.99"},
	} {
		t.Run(c.sentence, func(t *testing.T) {
			a := amount(t, c.number, c.code)
			for texts, want := range map[*Texts]string{nl: c.nl, en: c.en} {
				want = strings.ReplaceAll(want, " ", noBreak)
				if got := texts.Money(a); got != want {
					t.Errorf("%s: got %q, want %q", texts.Language(), got, want)
				}
				p := texts.MoneyParts(a)
				if got := p.Symbol + p.Whole + p.Minor; got != want {
					t.Errorf("%s: parts %q make %q, want %q", texts.Language(), p, got, want)
				}
			}
		})
	}
	if got := nl.Money(currency.Amount{}); got != "0" {
		t.Errorf("no currency: %q", got)
	}
}

// The currency module has CLDR's patterns; ours are tables for speed, and must agree.
func TestMoneyAgreesWithCLDRForEveryCurrency(t *testing.T) {
	nl, en := speak(t)
	for _, texts := range []*Texts{nl, en} {
		f := currency.NewFormatter(locales[texts.Language()])
		for _, code := range currency.GetCurrencyCodes() {
			for _, number := range []string{"0", "7", "1234.5678", "-1234567.8", "-0.5", "999999999999999"} {
				a := amount(t, number, code).Round()
				want := strings.Replace(f.Format(a), "-", minus, 1)
				if got := texts.Money(a); got != want {
					t.Errorf("%s %s: got %q, CLDR has %q", texts.Language(), code, got, want)
				}
			}
		}
	}
}

func TestMoneyPartsCanBeStyledApart(t *testing.T) {
	nl, en := speak(t)
	for _, c := range []struct {
		got, want MoneyParts
	}{
		{nl.MoneyParts(amount(t, "48500", "EUR")), MoneyParts{"€" + noBreak, "48.500", ",00"}},
		{en.MoneyParts(amount(t, "48500", "EUR")), MoneyParts{"€", "48,500", ".00"}},
		{nl.MoneyParts(amount(t, "-48500", "EUR")), MoneyParts{"€" + noBreak, "−48.500", ",00"}},
		{en.MoneyParts(amount(t, "-48500", "EUR")), MoneyParts{"−€", "48,500", ".00"}},
		{nl.MoneyParts(amount(t, "48500", "JPY")), MoneyParts{"JP¥" + noBreak, "48.500", ""}},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}

func TestNumbersAndPercentages(t *testing.T) {
	nl, en := speak(t)
	for _, c := range []struct{ sentence, got, want string }{
		{"integers are grouped", nl.Integer(1234567), "1.234.567"},
		{"integers are grouped (en)", en.Integer(-1234), "−1,234"},
		{"decimals stay as they are", nl.Number("1234.50"), "1.234,50"},
		{"what is no number stays as it is", nl.Number("1e5"), "1e5"},
		{"an amount stands bare in a field", nl.Amount(amount(t, "-1200", "EUR")), "−1.200,00"},
		{"an amount stands bare in a field (en)", en.Amount(amount(t, "48500", "EUR")), "48,500.00"},
		{"a percentage has at most two decimals", nl.Percent("35.6745"), "35,67%"},
		{"halves round away from zero", en.Percent("-0.125"), "−0.13%"},
		{"rounding carries", en.Percent("99.995"), "100%"},
		{"trailing zeros go", nl.Percent("35.50"), "35,5%"},
		{"a whole percentage has no mark", nl.Percent("35.00"), "35%"},
		{"tens keep their zero", nl.Percent("60"), "60%"},
		{"what rounds to zero has no minus (percent)", nl.Percent("-0.001"), "0%"},
		{"no percentage is empty", nl.Percent(""), ""},
		{"large percentages are grouped", en.Percent("-12345"), "−12,345%"},
		{"fields hold the bare number", nl.PercentNumber("35.67"), "35,67"},
		{"a probability is whole", nl.WholePercent(60), "60%"},
		{"a symbol stands beside a field", nl.Symbol("EUR"), "€"},
		{"a code stands beside a field", en.Symbol("CHF"), "CHF"},
	} {
		if c.got != c.want {
			t.Errorf("%s: got %q, want %q", c.sentence, c.got, c.want)
		}
	}
}

func TestDaysAreWrittenAsEachLanguageDoes(t *testing.T) {
	nl, en := speak(t)
	var nlYear, enYear []string
	for m := time.January; m <= time.December; m++ {
		d, _ := crm.NewDate(2026, m, 3)
		nlYear, enYear = append(nlYear, nl.DayMonth(d)), append(enYear, en.DayMonth(d))
	}
	at := time.Date(2026, 11, 18, 9, 41, 0, 0, time.UTC).In(time.FixedZone("CET", 3600))
	for _, c := range []struct{ sentence, got, want string }{
		{"months after CLDR", strings.Join(nlYear, " "), "3 jan 3 feb 3 mrt 3 apr 3 mei 3 jun 3 jul 3 aug 3 sep 3 okt 3 nov 3 dec"},
		{"months after CLDR (en)", strings.Join(enYear, " "), "3 Jan 3 Feb 3 Mar 3 Apr 3 May 3 Jun 3 Jul 3 Aug 3 Sept 3 Oct 3 Nov 3 Dec"},
		{"medium", nl.Date("2026-11-23"), "23 nov 2026"},
		{"medium (en)", en.Date("2026-11-23"), "23 Nov 2026"},
		{"short has two digits", nl.ShortDate("2027-03-01"), "01-03-2027"},
		{"short has two digits (en)", en.ShortDate("2027-03-01"), "01/03/2027"},
		{"no day is empty", nl.Date("") + nl.ShortDate("") + nl.DayMonth("") + nl.DateWithin("", "2026-11-23"), ""},
		{"near, the year is left out", nl.DateWithin("2027-03-01", "2026-11-23"), "1 mrt"},
		{"eleven months ahead is near", nl.DateWithin("2027-10-23", "2026-11-23"), "23 okt"},
		{"a day more is not", nl.DateWithin("2027-10-24", "2026-11-23"), "24 okt 2027"},
		{"eleven months ago is near", nl.DateWithin("2025-12-23", "2026-11-23"), "23 dec"},
		{"a day less is not", nl.DateWithin("2025-12-22", "2026-11-23"), "22 dec 2025"},
		{"an instant in its own zone", nl.DateTime(at), "18 nov 2026 10:41"},
		{"its time alone", en.Time(at), "10:41"},
		{"no instant is empty", nl.DateTime(time.Time{}), ""},
	} {
		if c.got != c.want {
			t.Errorf("%s: got %q, want %q", c.sentence, c.got, c.want)
		}
	}
}

func BenchmarkFormats(b *testing.B) {
	nl, _ := speak(b)
	a := amount(b, "-1234567.50", "EUR")
	for name, f := range map[string]func() string{
		"Money":      func() string { return nl.Money(a) },
		"MoneyParts": func() string { return nl.MoneyParts(a).Whole },
		"Amount":     func() string { return nl.Amount(a) },
		"Percent":    func() string { return nl.Percent("35.67") },
		"Date":       func() string { return nl.Date("2026-11-23") },
		"DateWithin": func() string { return nl.DateWithin("2026-11-23", "2026-11-20") },
		"Integer":    func() string { return nl.Integer(1234567) },
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				f()
			}
		})
	}
}
