package badger

import (
	"encoding/binary"
	"math"
	"math/big"
	"strconv"
	"strings"

	"github.com/bojanz/currency"

	"verkoop/crm"
	"verkoop/store"
)

// last stands after every other sort key of its column: for what has no value.
const last = 0xFF

// saleFacts are what a sale's sort keys need besides the sale.
type saleFacts struct {
	summary crm.SaleSummary
	company []byte // sort keys
	owner   []byte
	stage   []byte
	rate    []byte // that its amount is sorted at
}

// sortKey is where the sale stands in the column. Compared as bytes, the keys of
// one column have the column's order, and none begins another.
func sortKey(c store.Column, s *crm.Sale, f *saleFacts) []byte {
	switch c {
	case store.ByDate:
		return dayKey(s.Date())
	case store.ByTitle:
		return textKey(s.Title)
	case store.ByCompany:
		return f.company
	case store.ByStage:
		return f.stage
	case store.ByAmount:
		return amountKey(s.Amount, f.rate)
	case store.ByNext:
		if s.Stalled {
			return dayKey(s.Reopen)
		}
		return dayKey(f.summary.Next)
	case store.ByOwner:
		return f.owner
	default: // by number, which follows every sort key
		return nil
	}
}

func textKey(s string) []byte {
	s = cut(fold(s))
	if s == "" {
		return []byte{last}
	}
	return append([]byte(s), 0)
}

func dayKey(d crm.Date) []byte {
	if d.IsZero() {
		return []byte{last}
	}
	return append([]byte(d), 0)
}

const (
	stageNone = iota
	stageKnown
	stageUnknown
	stageSold
	stageLost
)

// openStageKey is the key of open sales in the stage.
func openStageKey(id crm.StageID, stages []crm.Stage) []byte {
	if id == "" {
		return []byte{stageNone}
	}
	for _, st := range stages {
		if st.ID == id {
			return append(append(key{stageKnown}.number(uint64(int64(st.Order))^(1<<63)), id...), 0)
		}
	}
	return append(append(key{stageUnknown}, id...), 0)
}

// amountKey orders by what the amount is worth at the rate, to four decimals of its
// own; beyond 15 digits before the mark all are alike. Without a rate nobody knows
// what it is worth: those come first, a currency after the other.
func amountKey(a currency.Amount, rate []byte) []byte {
	return worthKey(amountDecimal(a), a.CurrencyCode(), rate)
}

func amountDecimal(a currency.Amount) crm.Decimal {
	n, negative := strings.CutPrefix(a.Number(), "-")
	n, exponent, _ := strings.Cut(n, "E")
	whole, decimals, _ := strings.Cut(n, ".")
	whole, decimals = shift(whole, decimals, exponent)
	whole = strings.TrimLeft(whole, "0")
	var v uint64
	if len(whole) > 15 {
		v = math.MaxUint64
	} else {
		for _, d := range whole + (decimals + "0000")[:4] {
			v = v*10 + uint64(d-'0')
		}
	}
	return crm.Decimal{Negative: negative && v > 0, Units: v}
}

const (
	worthUnknown = iota
	worthKnown
)

// worthKey is the key of so much in the currency.
func worthKey(d crm.Decimal, code string, rate []byte) []byte {
	factor, known := crm.RateUnits(string(rate))
	if !known {
		k := append(append(key{worthUnknown}, code...), 0)
		return k.byte(wholeSign(d.Negative, 0)).raw(complement(binary.BigEndian.AppendUint64(nil, d.Units), d.Negative))
	}
	worth := new(big.Int).SetUint64(d.Units)
	b := worth.Mul(worth, factor).Bytes()
	return key{worthKnown, wholeSign(d.Negative, len(b))}.raw(complement(b, d.Negative))
}

// wholeSign orders whole numbers by their sign and how many bytes they have.
func wholeSign(negative bool, bytes int) byte {
	if negative {
		return byte(0x7F - bytes)
	}
	return byte(0x80 + bytes)
}

func complement(b []byte, negative bool) []byte {
	if negative {
		for i := range b {
			b[i] = ^b[i]
		}
	}
	return b
}

// shift moves the decimal mark by the exponent: decimals print large round numbers
// as 1E+6.
func shift(whole, decimals, exponent string) (string, string) {
	e, err := strconv.Atoi(exponent)
	if err != nil {
		return whole, decimals // there is none
	}
	e = max(-40, min(e, 40)) // far past what keys tell apart
	if e >= 0 {
		decimals += strings.Repeat("0", e)
		return whole + decimals[:e], decimals[e:]
	}
	whole = strings.Repeat("0", -e) + whole
	mark := len(whole) + e
	return whole[:mark], whole[mark:] + decimals
}
