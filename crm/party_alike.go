package crm

import (
	"slices"
	"strings"
	"unicode"
)

// Duplicate is a party that may be the same as another, and the facts that say so.
type Duplicate struct {
	Party Party
	By    []Field
}

// MaxDuplicates bounds how many are pointed out.
const MaxDuplicates = 5

// Duplicates are those of the parties found that may be the same as this one: found
// by each fact that it has in common with them. Two people of one name are the same
// only where no two companies keep them apart.
func (p Party) Duplicates(found map[Field][]Party) (out []Duplicate) {
	for _, f := range [...]Field{FieldKvK, FieldEmail, FieldName} {
		for _, other := range found[f] {
			if other.PartyRef == p.PartyRef || f == FieldName && !p.mayBeNamesake(other) {
				continue
			}
			i := slices.IndexFunc(out, func(d Duplicate) bool { return d.Party.PartyRef == other.PartyRef })
			switch {
			case i >= 0:
				out[i].By = append(out[i].By, f)
			case len(out) < MaxDuplicates:
				out = append(out, Duplicate{other, []Field{f}})
			}
		}
	}
	return out
}

func (p Party) mayBeNamesake(other Party) bool {
	return p.Kind != ContactParty || p.Company() == other.Company() || p.Company() == "" || other.Company() == ""
}

// legalForms say what sort of body a company is, not which.
var legalForms = []string{"bv", "nv", "vof", "cv", "ua", "ba", "bvba", "stichting", "vereniging", "maatschap", "cooperatie", "coöperatie",
	"eenmanszaak", "gmbh", "ag", "kg", "ug", "ltd", "limited", "plc", "llp", "llc", "inc", "corp", "sa", "sarl", "sas", "srl", "spa", "io"}

// BareName is the company's name without legal forms such as B.V. at its begin and
// end, without dots and other marks; the whole name where nothing else is left.
func BareName(name string) string {
	words := strings.FieldsFunc(strings.NewReplacer(".", " ", "’", "", "'", "").Replace(name), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.Is(unicode.Mn, r)
	})
	// Letters that stand alone are one word: B. V. is BV.
	var joined []string
	alone := false
	for _, w := range words {
		single := len([]rune(w)) == 1
		if single && alone {
			joined[len(joined)-1] += w
		} else {
			joined = append(joined, w)
		}
		alone = single
	}
	isForm := func(w string) bool { return slices.Contains(legalForms, strings.ToLower(w)) }
	for len(joined) > 1 && isForm(joined[len(joined)-1]) {
		joined = joined[:len(joined)-1]
	}
	for len(joined) > 1 && isForm(joined[0]) {
		joined = joined[1:]
	}
	return strings.Join(joined, " ")
}
