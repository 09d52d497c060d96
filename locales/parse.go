package locales

import (
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/bojanz/currency"

	"verkoop/crm"
)

const (
	longestNumber = 64 // bytes of text
	mostDigits    = 15 // before the mark
	// A percentage of two amounts can be longer than either: 10^15 on 0.0001.
	mostPercentDigits = 24
)

// ParseAmount reads an amount as this language writes it: digits, all thousands
// grouped or none, at most 15 before the mark and at most the currency's own
// decimals after it; before that a minus (whether that may be is the caller's to
// say); before or after it the currency's symbol or code. Nothing is guessed:
// what could be read in two ways or is written in the other language's way is a
// crm.Error of kind Invalid without a field, and so is empty text. The amount has
// all the decimals of its currency ("12.00").
func (t *Texts) ParseAmount(text, currencyCode string) (currency.Amount, error) {
	coin, ok := t.style.currencies[currencyCode]
	if !ok {
		return currency.Amount{}, currency.InvalidCurrencyCodeError{CurrencyCode: currencyCode}
	}
	in, token, ok := t.style.cutNumber(text)
	if !ok {
		return currency.Amount{}, invalid("error.number.not_a_number", nil)
	}
	if token != "" {
		meant := t.style.meaning(token)
		if meant == nil {
			return currency.Amount{}, invalid("error.number.not_a_number", nil)
		}
		if !slices.Contains(meant, currencyCode) {
			return currency.Amount{}, invalid("error.number.other_currency", crm.Args{"currency": currencyCode, "other": token})
		}
	}
	limit := limits{digits: mostDigits, decimals: coin.decimals}
	n, key := t.style.read(in, limit)
	if key != "" {
		if theirs, wrong := t.other.read(in, limit); wrong == "" && !n.understood {
			example, err := currency.NewAmount(theirs.decimal(), currencyCode)
			if err == nil {
				return currency.Amount{}, invalid("error.number.wrong_language", crm.Args{"example": t.Amount(example)})
			}
		}
		return currency.Amount{}, invalid(key, limit.args(key, currencyCode))
	}
	n.fraction += strings.Repeat("0", coin.decimals-len(n.fraction))
	return currency.NewAmount(n.decimal(), currencyCode)
}

// ParsePercent reads a percentage, with or without its sign, under the rules of
// ParseAmount, and returns it as a plain decimal without needless zeros ("35.5").
func (t *Texts) ParsePercent(text string, maxDecimals int) (string, error) {
	text, _ = strings.CutSuffix(strings.TrimSpace(text), "%")
	n, err := t.parseBare(text, limits{digits: mostPercentDigits, decimals: maxDecimals})
	if err != nil {
		return "", err
	}
	n.fraction = strings.TrimRight(n.fraction, "0")
	return n.decimal(), nil
}

// ParseDecimal reads a number under the rules of ParseAmount, and returns it as a
// plain decimal without needless zeros ("0.92").
func (t *Texts) ParseDecimal(text string, maxDecimals int) (string, error) {
	n, err := t.parseBare(text, limits{digits: mostDigits, decimals: maxDecimals})
	if err != nil {
		return "", err
	}
	n.fraction = strings.TrimRight(n.fraction, "0")
	return n.decimal(), nil
}

// ParseInteger reads a whole number under the rules of ParseAmount.
func (t *Texts) ParseInteger(text string) (int, error) {
	n, err := t.parseBare(text, limits{digits: mostDigits})
	if err != nil {
		return 0, err
	}
	return strconv.Atoi(n.decimal())
}

// parseBare reads a number beside which nothing stands.
func (t *Texts) parseBare(text string, limit limits) (number, error) {
	in, token, ok := t.style.cutNumber(text)
	if !ok || token != "" {
		return number{}, invalid("error.number.not_a_number", nil)
	}
	n, key := t.style.read(in, limit)
	if key == "" {
		return n, nil
	}
	if theirs, wrong := t.other.read(in, limit); wrong == "" && !n.understood {
		return number{}, invalid("error.number.write_as", crm.Args{"example": t.Number(theirs.decimal())})
	}
	return number{}, invalid(key, limit.args(key, ""))
}

func invalid(key string, args crm.Args) crm.Error {
	return crm.Error{Kind: crm.Invalid, Key: key, Args: args}
}

// written is a number as it was typed, without what stood beside it.
type written struct {
	negative bool
	digits   string // from the first digit or mark to the last digit
}

// cutNumber takes apart a number and what stands before or after it, if anything.
// The minus may stand before either, against what follows it.
func (s *style) cutNumber(text string) (in written, token string, ok bool) {
	text = strings.TrimSpace(text)
	if len(text) > longestNumber {
		return written{}, "", false
	}
	text, in.negative = cutMinus(text)
	first := strings.IndexAny(text, "0123456789-"+minus)
	last := strings.LastIndexAny(text, "0123456789")
	if first < 0 || last < first || strings.TrimSpace(text) != text {
		return written{}, "", false
	}
	// A mark belongs to the number (.5) unless to a currency (Cg.).
	if s.meaning(oneSpace(text[:first])) == nil && first > 0 && strings.ContainsAny(text[first-1:first], ".,") {
		first--
	}
	before, after := oneSpace(text[:first]), oneSpace(text[last+1:])
	if before != "" && after != "" {
		return written{}, "", false
	}
	in.digits = text[first : last+1]
	if !in.negative {
		in.digits, in.negative = cutMinus(in.digits)
	}
	if strings.TrimSpace(in.digits) != in.digits {
		return written{}, "", false
	}
	return in, before + after, true
}

func cutMinus(text string) (rest string, negative bool) {
	if rest, ok := strings.CutPrefix(text, "-"); ok {
		return rest, true
	}
	return strings.CutPrefix(text, minus)
}

// meaning is the currencies that the symbol or code may stand for, nil for none.
func (s *style) meaning(token string) []string {
	if codes := s.currencyTokens[token]; codes != nil {
		return codes
	}
	return s.currencyTokens[strings.ToUpper(token)] // codes in small letters
}

// number is one that was read. understood tells that the text is one in this
// language, even where it goes beyond a limit.
type number struct {
	negative, understood bool
	whole, fraction      string
}

// decimal is the plain decimal.
func (n number) decimal() string {
	text := n.whole
	if n.fraction != "" {
		text += "." + n.fraction
	}
	if n.negative && strings.Trim(text, "0.") != "" {
		text = "-" + text
	}
	return text
}

// limits are how many digits may stand before and after the mark.
type limits struct{ digits, decimals int }

// args are what the sentence about a broken limit needs.
func (l limits) args(key, currencyCode string) crm.Args {
	switch key {
	case "error.number.too_large":
		return crm.Args{"max": l.digits}
	case "error.number.decimals", "error.number.no_decimals":
		return crm.Args{"max": l.decimals, "currency": currencyCode}
	}
	return nil
}

// read reads digits and marks by this language's marks, or returns the key of
// what is wrong with them.
func (s *style) read(in written, limit limits) (n number, key string) {
	for _, r := range in.digits {
		switch {
		case unicode.IsSpace(r):
			return n, "error.number.grouping"
		case r != '.' && r != ',' && (r < '0' || r > '9'):
			return n, "error.number.not_a_number"
		}
	}
	whole, fraction, marked := strings.Cut(in.digits, s.mark)
	switch {
	case marked && !isDigits(fraction):
		return n, "error.number.not_a_number"
	case whole == "" && marked:
		whole = "0"
	case strings.Contains(whole, s.group):
		groups := strings.Split(whole, s.group)
		for i, g := range groups {
			// 0.123 would be a strange way to write 123.
			if !isDigits(g) || len(g) > 3 || i > 0 && len(g) != 3 || i == 0 && g[0] == '0' {
				return n, "error.number.grouping"
			}
		}
		whole = strings.Join(groups, "")
	case !isDigits(whole):
		return n, "error.number.not_a_number"
	}
	whole = strings.TrimLeft(whole[:len(whole)-1], "0") + whole[len(whole)-1:]
	n = number{negative: in.negative, understood: true, whole: whole, fraction: fraction}
	switch {
	case len(whole) > limit.digits:
		return n, "error.number.too_large"
	case len(fraction) > limit.decimals && limit.decimals == 0:
		return n, "error.number.no_decimals"
	case len(fraction) > limit.decimals:
		return n, "error.number.decimals"
	}
	return n, ""
}
