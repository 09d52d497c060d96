package transfer

import (
	"slices"
	"strings"
	"unicode"

	"verkoop/crm"
	"verkoop/locales"
)

// Guess finds out what the heads mean, in either language: those of our own tables,
// those of our forms, and other words for the same. A field is given once. language
// is that in which most heads are written, empty where neither is, and own tells that all of them are those
// of our own table in it.
func Guess(bundle *locales.Bundle, table crm.Table, heads []string) (fields []crm.Field, language locales.Language, own bool) {
	fields = make([]crm.Field, len(heads))
	taken := map[crm.Field]bool{}
	best := 0
	for _, l := range locales.Languages {
		ours := 0
		for _, head := range heads {
			for _, c := range columns[table] {
				if head == Head(bundle.For(l), c.field) {
					ours++
					break
				}
			}
		}
		switch {
		case ours > best:
			best, language, own = ours, l, ours == len(heads)
		case ours == best:
			language = ""
		}
	}
	var order []locales.Language
	for _, l := range locales.Languages {
		if l == language {
			order = append([]locales.Language{l}, order...)
		} else {
			order = append(order, l)
		}
	}
	// What a head says itself goes before what it may mean besides.
	for _, other := range []bool{false, true} {
		for _, l := range order {
			t := bundle.For(l)
			for i, head := range heads {
				for _, c := range inOrder(table, other) {
					if fields[i] != "" || taken[c.field] || !calls(t, c.field, plainHead(head), other) {
						continue
					}
					fields[i], taken[c.field] = c.field, true
				}
			}
		}
	}
	for i, f := range fields {
		if c, _ := columnOf(table, f); c.told {
			fields[i] = "" // known, and not to be brought in
		}
	}
	return fields, language, own
}

// inOrder are the columns as they are tried: a name last, since what it is also called
// may be meant for the company beside it.
func inOrder(table crm.Table, other bool) []column {
	all := columns[table]
	if other && len(all) > 0 && all[0].field == crm.FieldName {
		return append(slices.Clone(all[1:]), all[0])
	}
	return all
}

// calls tells whether the field is called that, or also by other words.
func calls(t *locales.Texts, f crm.Field, head string, other bool) bool {
	if head == "" {
		return false
	}
	if !other {
		return plainHead(Head(t, f)) == head
	}
	for word := range strings.SplitSeq(also[f], ",") {
		if plainHead(word) == head {
			return true
		}
	}
	return false
}

// plainHead is a head without what people write differently: capitals, spaces,
// marks.
func plainHead(head string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, head)
}
