package locales

import (
	"errors"
	"strings"
	"testing"

	"github.com/bojanz/currency"
	"pgregory.net/rapid"

	"verkoop/crm"
)

func TestAmountsAreReadStrictly(t *testing.T) {
	nl, en := speak(t)
	const (
		notANumber  = "error.number.not_a_number"
		grouping    = "error.number.grouping"
		decimals    = "error.number.decimals"
		noDecimals  = "error.number.no_decimals"
		tooLarge    = "error.number.too_large"
		otherMoney  = "error.number.other_currency"
		writeItAs   = "error.number.wrong_language "
		fifteen     = "999999999999999"
		fifteenDots = "999.999.999.999.999"
	)
	for _, c := range []struct {
		sentence string
		in       *Texts
		text     string
		code     string
		want     string // the number, or the error's key with its example
	}{
		{"groups and decimals", nl, "1.234,56", "EUR", "1234.56"},
		{"groups and decimals (en)", en, "1,234.56", "EUR", "1234.56"},
		{"no groups", nl, "1234,56", "EUR", "1234.56"},
		{"fewer decimals are completed", nl, "1234,5", "EUR", "1234.50"},
		{"no decimals", en, "1234", "EUR", "1234.00"},
		{"a group makes thousands", nl, "12.345", "EUR", "12345.00"},
		{"a group makes thousands (en)", en, "12,345", "EUR", "12345.00"},
		{"only decimals", nl, ",5", "EUR", "0.50"},
		{"leading zeros", nl, "007,50", "EUR", "7.50"},
		{"the symbol before", nl, "€ 12", "EUR", "12.00"},
		{"the symbol against it", en, "€12", "EUR", "12.00"},
		{"the symbol after", nl, "12 €", "EUR", "12.00"},
		{"the code before", nl, "EUR 12", "EUR", "12.00"},
		{"the code after, in small letters", nl, "12 eur", "EUR", "12.00"},
		{"the old symbol", nl, "$ 12", "USD", "12.00"},
		{"the symbol that we print", nl, "US$" + noBreak + "12,00", "USD", "12.00"},
		{"white space around it", nl, "\u202f\t 12" + noBreak, "EUR", "12.00"},
		{"hyphen for minus", nl, "-12", "EUR", "-12.00"},
		{"minus", nl, "−12", "EUR", "-12.00"},
		{"minus before the currency", en, "−€12", "EUR", "-12.00"},
		{"minus after the currency", nl, "€ -12", "EUR", "-12.00"},
		{"zero has no minus", nl, "-0,00", "EUR", "0.00"},
		{"no decimals where the currency has none", nl, "1.234", "JPY", "1234"},
		{"three decimals", nl, "1.234,567", "KWD", "1234.567"},
		{"fifteen digits", nl, fifteenDots + ",99", "EUR", fifteen + ".99"},
		{"zeros before fifteen digits", nl, "000" + fifteen, "EUR", fifteen + ".00"},

		{"empty", nl, "", "EUR", notANumber},
		{"only white space", nl, " \u00a0", "EUR", notANumber},
		{"only a currency", nl, "€", "EUR", notANumber},
		{"only a minus", nl, "-", "EUR", notANumber},
		{"only a mark", nl, ",", "EUR", notANumber},
		{"half typed", nl, "12,", "EUR", notANumber},
		{"words", nl, "twaalf", "EUR", notANumber},
		{"a number and words", nl, "12 stuks", "EUR", notANumber},
		{"a power", nl, "1e5", "EUR", notANumber},
		{"a sum", nl, "12+3", "EUR", notANumber},
		{"a plus", nl, "+12", "EUR", notANumber},
		{"two minuses", nl, "--12", "EUR", notANumber},
		{"two minuses around the currency", nl, "-€-12", "EUR", notANumber},
		{"the minus after it", nl, "12-", "EUR", notANumber},
		{"the minus away from it", nl, "- 12", "EUR", notANumber},
		{"the minus away from it, after the currency", nl, "€ - 12", "EUR", notANumber},
		{"two currencies", nl, "€ 12 €", "EUR", notANumber},
		{"other digits", nl, "١٢", "EUR", notANumber},
		{"wide digits", nl, "１２", "EUR", notANumber},
		{"a percentage", nl, "12%", "EUR", notANumber},
		{"longer than anybody types", nl, strings.Repeat("0", 65), "EUR", notANumber},
		{"a zero byte", nl, "12\x00", "EUR", notANumber},
		{"broken text", nl, "12\xff", "EUR", notANumber},

		{"another currency's symbol", nl, "$ 12", "EUR", otherMoney},
		{"another currency's code", nl, "12 USD", "EUR", otherMoney},
		{"dollars are not just any dollars", nl, "$ 12", "CAD", otherMoney},

		{"the other language's decimals", nl, "1.23", "EUR", writeItAs + "1,23"},
		{"the other language's decimals, ungrouped", nl, "1234.56", "EUR", writeItAs + "1.234,56"},
		{"the other language's marks", nl, "1,234.56", "EUR", writeItAs + "1.234,56"},
		{"the other language's groups", nl, "1,234,567", "EUR", writeItAs + "1.234.567,00"},
		{"the other language's decimals, below one", nl, "0.50", "EUR", writeItAs + "0,50"},
		{"the other language's, with minus and currency", nl, "-€48,500.00", "EUR", writeItAs + "−48.500,00"},
		{"the other language's marks (en)", en, "1.234,56", "EUR", writeItAs + "1,234.56"},
		{"the other language's decimals (en)", en, "1,23", "EUR", writeItAs + "1.23"},
		{"the other language's decimal (en)", en, "1234,5", "EUR", writeItAs + "1,234.50"},

		{"three decimals or thousands: not guessed", nl, "12,345", "EUR", decimals},
		{"three decimals or thousands: not guessed (en)", en, "1.234", "EUR", decimals},
		{"decimals where there are none", nl, "1,5", "JPY", noDecimals},
		{"groups of two", nl, "1.23.456", "EUR", grouping},
		{"groups of four", nl, "1.2345", "EUR", grouping},
		{"some groups missing", nl, "1234.567", "EUR", grouping},
		{"a first group without digits", nl, ".234", "EUR", grouping},
		{"a group of zero", nl, "0.123", "EUR", grouping},
		{"spaces as groups", nl, "1 234,56", "EUR", grouping},
		{"sixteen digits", nl, "1" + fifteen, "EUR", tooLarge},
	} {
		t.Run(c.sentence, func(t *testing.T) {
			got, err := c.in.ParseAmount(c.text, c.code)
			var e crm.Error
			switch {
			case err == nil && (got.Number() != c.want || got.CurrencyCode() != c.code):
				t.Errorf("%q is %s, want %s", c.text, got, c.want)
			case err != nil && !errors.As(err, &e):
				t.Errorf("%q: %v", c.text, err)
			case err != nil:
				key := e.Key
				if example, ok := e.Args["example"].(string); ok {
					key += " " + example
				}
				if key != c.want || e.Kind != crm.Invalid || e.Field != "" {
					t.Errorf("%q: %+v, want %s", c.text, e, c.want)
				}
				nl.Error(e) // speak fails the test where the sentence lacks a value
				en.Error(e)
			}
		})
	}
	if _, err := nl.ParseAmount("12", "ABC"); err == nil {
		t.Error("an unknown currency is accepted")
	}
}

func TestPercentagesAndIntegersAreReadStrictly(t *testing.T) {
	nl, en := speak(t)
	percent := func(in *Texts, text string, decimals int) string {
		got, err := in.ParsePercent(text, decimals)
		if err != nil {
			return in.Error(err.(crm.Error))
		}
		return got
	}
	for _, c := range []struct{ sentence, got, want string }{
		{"bare", percent(nl, "35,67", 2), "35.67"},
		{"with its sign", percent(nl, "35,5%", 2), "35.5"},
		{"with a space", percent(en, "-35.50 %", 2), "-35.5"},
		{"whole", percent(nl, "60", 0), "60"},
		{"longer than an amount", percent(nl, "1.000.000.000.000.000.000", 2), "1000000000000000000"},
		{"only the sign", percent(nl, "%", 2), "Schrijf een getal in cijfers, zoals 1250 of 48,50."},
		{"the sign twice", percent(nl, "5%%", 2), "Schrijf een getal in cijfers, zoals 1250 of 48,50."},
		{"the other language's", percent(nl, "35.67", 2), "Schrijf het getal als 35,67."},
		{"the other language's (en)", percent(en, "35,67", 2), "Write the number as 35.67."},
		{"too many decimals", percent(en, "35.678", 2), "Write at most 2 digits after the decimal point."},
		{"decimals where there are none", percent(nl, "60,5", 0), "Schrijf een heel getal, zonder cijfers achter de komma."},
		{"an amount", percent(nl, "€ 5", 2), "Schrijf een getal in cijfers, zoals 1250 of 48,50."},
	} {
		if c.got != c.want {
			t.Errorf("%s: got %q, want %q", c.sentence, c.got, c.want)
		}
	}
	if n, err := nl.ParseInteger(" −1.234 "); n != -1234 || err != nil {
		t.Error(n, err)
	}
	for _, text := range []string{"", "1,5", "12.34", "1e3", "1234567890123456"} {
		if n, err := nl.ParseInteger(text); err == nil {
			t.Errorf("%q is %d", text, n)
		}
	}
}

// amounts draws amounts of 1 to 15 digits before the mark in currencies with 0, 2
// and 3 decimals.
func amounts(rt *rapid.T) currency.Amount {
	code := rapid.SampledFrom([]string{"JPY", "EUR", "USD", "KWD", "CHF"}).Draw(rt, "currency")
	decimals, _ := currency.GetDigits(code)
	number := rapid.StringMatching(`-?[0-9]{1,15}`).Draw(rt, "whole")
	if decimals > 0 {
		number += "." + rapid.StringOfN(rapid.RuneFrom([]rune("0123456789")), int(decimals), int(decimals), -1).Draw(rt, "fraction")
	}
	a, err := currency.NewAmount(number, code)
	if err != nil {
		rt.Fatal(err)
	}
	return a
}

func TestWhatIsWrittenIsReadBackAsTheSame(t *testing.T) {
	nl, en := speak(t)
	rapid.Check(t, func(rt *rapid.T) {
		a := amounts(rt)
		for _, texts := range []*Texts{nl, en} {
			for _, text := range []string{texts.Money(a), texts.Amount(a), a.CurrencyCode() + " " + texts.Amount(a), texts.Amount(a) + " " + a.CurrencyCode()} {
				got, err := texts.ParseAmount(text, a.CurrencyCode())
				if err != nil || !got.Equal(a) {
					rt.Fatalf("%s: %s is written %q and read as %v, %v", texts.Language(), a, text, got, err)
				}
			}
			percent, err := texts.ParsePercent(texts.Percent(a.Number()), 2)
			if decimals, _ := currency.GetDigits(a.CurrencyCode()); decimals <= 2 {
				if p, _ := currency.NewAmount(percent, a.CurrencyCode()); err != nil || !p.Equal(a) {
					rt.Fatalf("%s: %s%% is read as %q, %v", texts.Language(), a.Number(), percent, err)
				}
			}
		}
	})
}

func TestEveryCurrencyIsReadBack(t *testing.T) {
	nl, en := speak(t)
	for _, texts := range []*Texts{nl, en} {
		for _, code := range currency.GetCurrencyCodes() {
			a := amount(t, "-1234567", code)
			if got, err := texts.ParseAmount(texts.Money(a), code); err != nil || !got.Equal(a) {
				t.Errorf("%s: %q is read as %v, %v", texts.Language(), texts.Money(a), got, err)
			}
		}
	}
}

// numberLike draws what people could type for a number, right or wrong.
func numberLike() *rapid.Generator[string] {
	return rapid.OneOf(
		rapid.StringMatching(`-?[0-9]{1,4}([.,][0-9]{1,4}){0,4}`),
		rapid.StringMatching(`-?[0-9]{1,3}([.,][0-9]{3}){0,3}([.,][0-9]{1,3})?`),
		rapid.StringOf(rapid.RuneFrom([]rune("0123456789.,-− €"))),
	)
}

func TestATextHasOneReading(t *testing.T) {
	nl, en := speak(t)
	group := map[*Texts]string{nl: ".", en: ","}
	rapid.Check(t, func(rt *rapid.T) {
		text := numberLike().Draw(rt, "text")
		code := rapid.SampledFrom([]string{"JPY", "EUR", "KWD"}).Draw(rt, "currency")
		read := map[*Texts]currency.Amount{}
		for texts, group := range group {
			got, err := texts.ParseAmount(text, code)
			if err != nil {
				continue
			}
			read[texts] = got
			plain := strings.NewReplacer(group, "", ",", ".", minus, "-", "€", "", " ", "").Replace(text)
			if want := amount(t, plain, code); !got.Equal(want) {
				rt.Fatalf("%s: %q is read as %s, not %s", texts.Language(), text, got, want)
			}
		}
		if len(read) == 2 && code != "KWD" && !read[nl].Equal(read[en]) {
			rt.Fatalf("%q is %s in Dutch and %s in English", text, read[nl], read[en])
		}
	})
}

func TestACorrectionOfferedIsAccepted(t *testing.T) {
	nl, en := speak(t)
	rapid.Check(t, func(rt *rapid.T) {
		text := numberLike().Draw(rt, "text")
		for texts, other := range map[*Texts]*Texts{nl: en, en: nl} {
			_, err := texts.ParseAmount(text, "EUR")
			var e crm.Error
			if !errors.As(err, &e) || e.Key != "error.number.wrong_language" {
				continue
			}
			got, err := texts.ParseAmount(e.Args["example"].(string), "EUR")
			want, err2 := other.ParseAmount(text, "EUR")
			if err != nil || err2 != nil || !got.Equal(want) {
				rt.Fatalf("%q is corrected to %v: %v %v, %v %v", text, e.Args, got, err, want, err2)
			}
		}
	})
}

func FuzzParseAmount(f *testing.F) {
	for _, text := range []string{
		"", "1.234,56", "1,234.56", "1234,5", "€ 12", "12 €", "EUR 12", "-€12", "€" + noBreak + "−1.200,00", "−€1,200.00",
		"12,", ",5", ".5", "1.23", "1e5", "0x10", "NaN", "Infinity", "- 12", "--1", "999.999.999.999.999,99", "1 234", "$1", "JP¥5", "F CFA 12", "\xff", "１２",
	} {
		for _, code := range []string{"EUR", "JPY", "KWD", "XOF", ""} {
			f.Add(text, code)
		}
	}
	nl, en := speak(f)
	f.Fuzz(func(t *testing.T, text, code string) {
		for _, texts := range []*Texts{nl, en} {
			a, err := texts.ParseAmount(text, code)
			var e crm.Error
			switch {
			case errors.As(err, &e):
				if texts.Error(e) == "" || e.Kind != crm.Invalid {
					t.Errorf("%q: %+v", text, e)
				}
				continue
			case err != nil:
				if currency.IsValid(code) && code != "" {
					t.Errorf("%q in %q: %v", text, code, err)
				}
				continue
			}
			for _, again := range []string{texts.Money(a), texts.Amount(a)} {
				b, err := texts.ParseAmount(again, code)
				if err != nil || b.Number() != a.Number() {
					t.Errorf("%q is %s, written %q, read as %v, %v", text, a, again, b, err)
				}
			}
		}
	})
}
