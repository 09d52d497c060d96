package handlers

import (
	"strings"

	"verkoop/crm"
	"verkoop/locales"
	"verkoop/views"
)

// factText writes a fact as history keeps it in the reader's language. name
// gives that of a record.
func factText(t *locales.Texts, setup *crm.Setup, f crm.Field, v crm.Value, name func(crm.Field, string) string) string {
	switch f {
	case crm.FieldAmount, crm.FieldCost, crm.FieldProfit:
		return t.Money(v.Money())
	case crm.FieldProbability, crm.FieldPercentage:
		return t.Percent(v.Text)
	case crm.FieldExpected, crm.FieldClosed, crm.FieldReopen:
		return t.Date(crm.Date(v.Text))
	case crm.FieldOutcome:
		return t.T("outcome." + v.Text)
	case crm.FieldVisible:
		return t.T("visibility." + v.Text)
	case crm.FieldCompleted, crm.FieldStalled, crm.FieldByHand:
		if v.Text == "" {
			return t.T("form.no")
		}
		return t.T("form.yes")
	case crm.FieldLinks:
		return t.N("form.sale.links.count", len(v.Links))
	}
	if words, ok := setup.Name(f, v.ID); ok {
		return t.Words(words)
	}
	if v.ID != "" {
		return name(f, v.ID)
	}
	return v.Text
}

// auditFact is a fact as the audit log keeps it, in the reader's language.
func auditFact(t *locales.Texts, setup *crm.Setup, f crm.Field, v crm.Value) string {
	switch {
	case v.IsZero():
		return ""
	case f == crm.FieldRole:
		return t.T("role." + v.Text)
	case f == crm.FieldLanguage:
		return locales.Language(v.Text).Name()
	case f == crm.FactTable:
		return t.T("table." + v.Text)
	case f == crm.FactState:
		return t.T("import.state." + v.Text)
	case f == crm.FactQuery, f == crm.FactFormat, f == crm.FactRows, f == crm.FactAdded, f == crm.FactChanged, f == crm.FactSame, f == crm.FactLeftOut:
		return v.Text
	case f == crm.FieldDisabled:
		return t.T("form.yes")
	case f == crm.FieldProjectKind:
		return t.Words(v.Name)
	case f == crm.FieldLinks:
		return linksText(v.Links)
	}
	return factText(t, setup, f, v, func(crm.Field, string) string { return t.Words(v.Name) })
}

// linksText tells where each of a sale's links leads, behind its text.
func linksText(links []crm.Link) string {
	var all []string
	for _, l := range links {
		to := l.URL
		if l.Sale != 0 {
			to = numberText(crm.Sale{Number: l.Sale})
		}
		if l.Text != "" {
			to = l.Text + " (" + to + ")"
		}
		all = append(all, to)
	}
	return strings.Join(all, ", ")
}

// setupFact is a fact of the setup in the reader's language.
func setupFact(t *locales.Texts, f crm.Field, v crm.Value) string {
	switch name := t.Words(v.Name); {
	case v.IsZero():
		return ""
	case name != "":
		return name
	case f == crm.FieldKind:
		return t.T("activity.kind." + v.Text)
	case f == crm.FieldGuide, f == crm.FieldSuggest, f == crm.FieldAutomatic:
		return t.T("form.yes")
	case f == crm.FieldProbability:
		return v.Text + "%"
	case f == crm.FieldRate, f == crm.FieldDays, f == crm.FieldAfter, f == crm.FieldMinutes:
		return t.Number(v.Text)
	case f == crm.FieldRateOn:
		return t.Date(crm.Date(v.Text))
	}
	return v.Text
}

// eventFact is a fact of an activity of then.
func eventFact(t *locales.Texts, f crm.Field, v crm.Value) string {
	switch {
	case v.IsZero():
		return ""
	case f == crm.FieldKind:
		return t.T("activity.kind." + v.Text)
	case f == crm.FieldOn:
		return t.Date(crm.Date(v.Text))
	case v.Name != crm.Words{}:
		return t.Words(v.Name)
	}
	return v.Text
}

// changed is a fact before and after, both no longer than shows how they differ.
func changed(t *locales.Texts, setup *crm.Setup, label string, fact crm.FieldChange) views.Consequence {
	old, new := apart(auditFact(t, setup, fact.Field, fact.Old), auditFact(t, setup, fact.Field, fact.New))
	return views.Consequence{Label: label, Old: old, New: new}
}

// apart shortens two texts so that it can be seen where they begin to differ.
func apart(old, new string) (string, string) {
	const before = 20 // characters of what they have in common
	a, b := []rune(old), []rune(new)
	same := 0
	for same < len(a) && same < len(b) && a[same] == b[same] {
		same++
	}
	if same > shortText/2 && max(len(a), len(b)) > shortText {
		old, new = "…"+string(a[same-before:]), "…"+string(b[same-before:])
	}
	return shorten(old), shorten(new)
}

// shortest texts in lists of facts.
const shortText = 120

// shorten is the beginning of a long text.
func shorten(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	if r := []rune(text); len(r) > shortText {
		return string(r[:shortText-1]) + "…"
	}
	return text
}
