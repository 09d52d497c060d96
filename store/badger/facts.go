package badger

import (
	"encoding/binary"
	"encoding/hex"
	"errors"

	"verkoop/crm"
)

// Facts are what most searches, and all counting, need of a sale: some sixty bytes
// beside its number and its entries by date, so that thousands are looked through
// in the time that a few records take. What changes with every save is not in them.
//
//	flags more probability [currency] amount cost
//	days: expected closed reopen registered next
//	ids: type stage company owner group
//
// An id is a length and the text, or 128 and the 16 bytes of a UUID; days count
// from 1900, 0 for none.
const (
	factOutcome   = 0b11 // none, open, sold, lost
	factVisible   = 0b11 << 2
	factStalled   = 1 << 4
	factCompleted = 1 << 5
	factByHand    = 1 << 6
	factOdd       = 1 << 7 // nothing follows: only the record has it all

	factNegativeAmount = 1
	factNegativeCost   = 2
)

var (
	factOutcomes = [...]crm.Outcome{"", crm.Open, crm.Sold, crm.Lost}
	factVisibles = [...]crm.Visibility{crm.Everyone, crm.OwnGroup, crm.OwnerOnly}
	oddFacts     = []byte{factOdd}
	errFacts     = errors.New("store: facts of a sale are broken")
)

// encodeFacts is what is kept; of a sale that has something no domain verb makes it
// only says so.
func encodeFacts(f *crm.SearchFacts, whole bool) []byte {
	if !whole || f.Probability < 0 || f.Probability > 100 {
		return oddFacts
	}
	flags, more := byte(factOdd), byte(0)
	for i, o := range factOutcomes {
		if f.Outcome == o {
			flags = byte(i)
		}
	}
	visible := -1
	for i, v := range factVisibles {
		if f.Visible == v {
			visible = i
		}
	}
	if flags == factOdd || visible < 0 {
		return oddFacts
	}
	flags |= byte(visible) << 2
	if f.Stalled {
		flags |= factStalled
	}
	if f.Completed {
		flags |= factCompleted
	}
	if f.ByHand {
		flags |= factByHand
	}
	if f.Amount.Negative {
		more |= factNegativeAmount
	}
	if f.Cost.Negative {
		more |= factNegativeCost
	}
	b := append(make([]byte, 0, 128), flags, more, byte(f.Probability))
	b = text(b, f.Currency)
	b = binary.AppendUvarint(b, f.Amount.Units)
	b = binary.AppendUvarint(b, f.Cost.Units)
	for _, d := range [...]crm.Date{f.Expected, f.Closed, f.Reopen, f.Registered, f.Next} {
		n, ok := dayNumber(d)
		if !ok {
			return oddFacts
		}
		b = binary.AppendUvarint(b, n)
	}
	b = appendID(b, string(f.Type))
	b = appendID(b, string(f.Stage))
	b = appendID(b, string(f.Company))
	b = appendID(b, string(f.Owner))
	return appendID(b, string(f.Group))
}

const (
	secondsADay    = 24 * 60 * 60
	daysBefore1970 = 25568 // from the last day of 1899, which would be day 0
)

func dayNumber(d crm.Date) (uint64, bool) {
	if d == "" {
		return 0, true
	}
	if _, ok := crm.ParseDate(string(d)); !ok {
		return 0, false
	}
	return uint64(d.Time().Unix()/secondsADay + daysBefore1970), true
}

const uuidMark = 0x80 // above any id's length

func appendID(b []byte, id string) []byte {
	if len(id) == 36 && id[8] == '-' && id[13] == '-' && id[18] == '-' && id[23] == '-' {
		var raw [16]byte
		plain := id[:8] + id[9:13] + id[14:18] + id[19:23] + id[24:]
		if _, err := hex.Decode(raw[:], []byte(plain)); err == nil && hex.EncodeToString(raw[:]) == plain {
			return append(append(b, uuidMark), raw[:]...)
		}
	}
	if len(id) >= uuidMark {
		return append(append(b, 0xFF, byte(len(id)), byte(len(id)>>8)), id...)
	}
	return append(append(b, byte(len(id))), id...)
}

// factsReader takes facts apart from left to right.
type factsReader struct {
	b      []byte
	broken bool
}

func (r *factsReader) take(n int) []byte {
	if n < 0 || n > len(r.b) {
		r.broken = true
		return nil
	}
	out := r.b[:n]
	r.b = r.b[n:]
	return out
}

func (r *factsReader) byte() byte {
	if b := r.take(1); b != nil {
		return b[0]
	}
	return 0
}

func (r *factsReader) uvarint() uint64 {
	v, n := binary.Uvarint(r.b)
	if n <= 0 {
		r.broken = true
		return 0
	}
	r.b = r.b[n:]
	return v
}

func (r *factsReader) day() crm.Date {
	n := r.uvarint()
	if n == 0 {
		return ""
	}
	return dayText(min(n, 1<<20))
}

// dayText writes the day out: crm.DateOf would take longer than all else in facts.
func dayText(n uint64) crm.Date {
	// Years that begin in March have their odd day last; eras are of 400 years.
	const daysToMarch1600, era, century, fourYears = 109513, 146097, 36524, 1461
	n += daysToMarch1600 - 1
	eras, n := n/era, n%era
	year := (n - n/(fourYears-1) + n/century - n/(era-1)) / 365
	n -= 365*year + year/4 - year/100
	month := (5*n + 2) / 153
	day := n - (153*month+2)/5 + 1
	year += 1600 + 400*eras
	if month += 3; month > 12 {
		month, year = month-12, year+1
	}
	d := [10]byte{4: '-', 7: '-'}
	write := func(at int, n uint64) { d[at], d[at+1] = '0'+byte(n/10), '0'+byte(n%10) }
	write(0, year/100)
	write(2, year%100)
	write(5, month)
	write(8, day)
	return crm.Date(d[:])
}

func (r *factsReader) id() string {
	switch n := r.byte(); n {
	case uuidMark:
		raw := r.take(16)
		if raw == nil {
			return ""
		}
		var out [36]byte
		hex.Encode(out[:8], raw[:4])
		hex.Encode(out[9:13], raw[4:6])
		hex.Encode(out[14:18], raw[6:8])
		hex.Encode(out[19:23], raw[8:10])
		hex.Encode(out[24:], raw[10:])
		out[8], out[13], out[18], out[23] = '-', '-', '-', '-'
		return string(out[:])
	case 0xFF:
		low, high := r.byte(), r.byte()
		return string(r.take(int(low) | int(high)<<8))
	default:
		return string(r.take(int(n)))
	}
}

// decodeFacts reads facts; whole is false where only the record has it all.
func decodeFacts(n crm.SaleNumber, b []byte) (f crm.SearchFacts, whole bool, err error) {
	f.Number = n
	if len(b) == 1 && b[0] == factOdd {
		return f, false, nil
	}
	r := factsReader{b: b}
	flags, more := r.byte(), r.byte()
	f.Outcome = factOutcomes[flags&factOutcome]
	visible := int(flags & factVisible >> 2)
	if visible >= len(factVisibles) || flags&factOdd != 0 {
		return f, false, errFacts
	}
	f.Visible = factVisibles[visible]
	f.Stalled, f.Completed, f.ByHand = flags&factStalled != 0, flags&factCompleted != 0, flags&factByHand != 0
	f.Probability = int(r.byte())
	f.Currency = string(r.take(int(r.uvarint())))
	f.Amount = crm.Decimal{Negative: more&factNegativeAmount != 0, Units: r.uvarint()}
	f.Cost = crm.Decimal{Negative: more&factNegativeCost != 0, Units: r.uvarint()}
	f.Expected, f.Closed, f.Reopen, f.Registered, f.Next = r.day(), r.day(), r.day(), r.day(), r.day()
	f.Type, f.Stage = crm.TypeID(r.id()), crm.StageID(r.id())
	f.Company, f.Owner, f.Group = crm.CompanyID(r.id()), crm.UserID(r.id()), crm.GroupID(r.id())
	if r.broken || len(r.b) > 0 {
		return f, false, errFacts
	}
	return f, true, nil
}
