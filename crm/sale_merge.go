package crm

import "slices"

// Part is what merges as one thing when two people edit the same sale.
type Part string

const (
	MoneyPart Part = "money" // amount, currency, cost
	StagePart Part = "stage" // type, stage, outcome, probability, dates, reason, completed, stalled
	PartyPart Part = "party" // company, contact
)

// Side is whose value of a part is kept.
type Side string

const (
	Mine   Side = "mine"
	Theirs Side = "theirs"
)

// Merge is the result of a save that began from an older version.
type Merge struct {
	Sale    Sale   // what would be stored: theirs, with mine where only mine changed or was chosen
	Clashes []Part // both changed these, differently, and no choice was made
	Mine    []Part // kept from mine
	Theirs  []Part // kept from theirs
}

// MergeSales joins two edits of the base: theirs, which is stored now, and mine.
// chosen says whose value to keep where both changed a part; a choice counts
// only while theirs is still what it was when the choice was offered (seen).
func MergeSales(base, theirs, mine, seen Sale, chosen map[Part]Side) Merge {
	m := Merge{Sale: theirs.clone()}
	for _, p := range Parts() {
		iChanged, theyChanged := p.differs(base, mine), p.differs(base, theirs)
		switch {
		case iChanged && !theyChanged:
			p.copy(&m.Sale, mine)
			m.Mine = append(m.Mine, p)
		case theyChanged && !iChanged:
			m.Theirs = append(m.Theirs, p)
		case iChanged && p.differs(mine, theirs):
			switch side := chosen[p]; {
			case side == "" || p.differs(seen, theirs):
				m.Clashes = append(m.Clashes, p)
			case side == Mine:
				p.copy(&m.Sale, mine)
			}
		}
	}
	return m
}

// Unmergeable is what the actor changed and may not change any more: who owns the
// sale, and who sees it, where it was given to somebody else meanwhile. The right is
// asked of what is stored now, not of what the form began with. Who chose theirs
// changes nothing.
func Unmergeable(actor User, base, theirs, mine Sale, chosen map[Part]Side) (refused Problems) {
	for _, f := range []Field{FieldOwner, FieldVisible} {
		if p := PartOf(f); chosen[p] != Theirs && p.differs(base, mine) && p.differs(mine, theirs) && !actor.May(HandOverSale, theirs) {
			refused = append(refused, Error{Kind: Forbidden, Field: f, Key: "error.forbidden.hand_over_sale", Act: HandOverSale})
		}
	}
	return refused
}

// Parts are all there are, in the order of the form.
func Parts() []Part {
	var out []Part
	for _, f := range facts {
		if !slices.Contains(out, f.part) {
			out = append(out, f.part)
		}
	}
	return out
}

// Between lists the facts of the part in which the sales differ.
func (p Part) Between(before, after Sale) []FieldChange {
	var out []FieldChange
	for _, c := range Differences(before, after) {
		if p.has(c.Field) {
			out = append(out, c)
		}
	}
	return out
}

// PartOf tells with what the field merges.
func PartOf(f Field) Part {
	for _, fact := range facts {
		if fact.field == f {
			return fact.part
		}
	}
	return Part(f)
}

func (p Part) has(f Field) bool { return PartOf(f) == p }

func (p Part) differs(a, b Sale) bool {
	for _, f := range facts {
		if f.part == p && !f.get(&a).Equal(f.get(&b)) {
			return true
		}
	}
	return false
}

func (p Part) copy(to *Sale, from Sale) {
	for _, f := range facts {
		if f.part == p {
			f.set(to, f.get(&from))
		}
	}
}
