package locales

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/bojanz/currency"

	"verkoop/crm"
)

const (
	minus   = "\u2212"
	noBreak = "\u00a0"
)

// style is how a language writes: after CLDR, as tables of our own.
type style struct {
	group, mark    string // between thousands, before decimals
	signFirst      bool   // the minus stands before the currency instead of before the number
	spaced         bool   // a no-break space follows the currency
	dateMark       string
	dateMarks      string // those understood
	shortMonths    [12]string
	months         map[string]int      // all ways to write a month, lower case, from 1
	currencies     map[string]coin     // by ISO code
	currencyTokens map[string][]string // symbols and codes, with the codes of the currencies they stand for
}

// coin is how a currency is written.
type coin struct {
	symbol   string // with its space
	decimals int
}

var monthNames = [12]crm.Words{
	{NL: "januari", EN: "January"}, {NL: "februari", EN: "February"}, {NL: "maart", EN: "March"},
	{NL: "april", EN: "April"}, {NL: "mei", EN: "May"}, {NL: "juni", EN: "June"},
	{NL: "juli", EN: "July"}, {NL: "augustus", EN: "August"}, {NL: "september", EN: "September"},
	{NL: "oktober", EN: "October"}, {NL: "november", EN: "November"}, {NL: "december", EN: "December"},
}

func newStyles() map[Language]*style {
	styles := map[Language]*style{
		NL: {
			group: ".", mark: ",", spaced: true, dateMark: "-", dateMarks: "-/.",
			shortMonths: [12]string{"jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"},
			months:      map[string]int{"sept": 9},
		},
		EN: {
			group: ",", mark: ".", signFirst: true, dateMark: "/", dateMarks: "/-",
			shortMonths: [12]string{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sept", "Oct", "Nov", "Dec"},
			months:      map[string]int{"sep": 9},
		},
	}
	tokens := currencyTokens()
	for l, s := range styles {
		for i, name := range monthNames {
			s.months[strings.ToLower(name.In(string(l)))] = i + 1
			s.months[strings.ToLower(s.shortMonths[i])] = i + 1
		}
		s.currencyTokens = tokens
		s.currencies = map[string]coin{}
		for _, code := range currency.GetCurrencyCodes() {
			decimals, _ := currency.GetDigits(code)
			symbol := symbolOf(code, locales[l])
			last, _ := utf8.DecodeLastRuneInString(symbol)
			if s.spaced || unicode.IsLetter(last) {
				symbol += noBreak
			}
			s.currencies[code] = coin{symbol, int(decimals)}
		}
	}
	return styles
}

// locales are CLDR's names for our languages.
var locales = map[Language]currency.Locale{
	NL: {Language: "nl"},
	EN: {Language: "en", Territory: "GB"},
}

func symbolOf(code string, locale currency.Locale) string {
	if symbol, _ := currency.GetSymbol(code, locale); symbol != "" {
		return symbol
	}
	return code
}

// currencyTokens are all ways to name a currency that we understand: its code,
// its symbols in our languages, and its symbol of old ($ for USD).
func currencyTokens() map[string][]string {
	tokens := map[string][]string{}
	for _, code := range currency.GetCurrencyCodes() {
		names := map[string]bool{code: true, symbolOf(code, currency.Locale{Language: "en"}): true}
		for _, locale := range locales {
			names[symbolOf(code, locale)] = true
		}
		for name := range names {
			name = oneSpace(name)
			tokens[name] = append(tokens[name], code)
		}
	}
	return tokens
}

// oneSpace trims the text and makes each run of white space in it one space.
func oneSpace(text string) string { return strings.Join(strings.Fields(text), " ") }
