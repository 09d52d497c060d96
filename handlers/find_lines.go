package handlers

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/bojanz/currency"
	"github.com/gofiber/fiber/v2"

	"verkoop/crm"
	"verkoop/locales"
	"verkoop/store"
	"verkoop/views"
)

// storedFindLines are the criteria of the address as lines of the form, with what is
// wrong with each. A search without criteria begins with a line to fill in.
func (s *server) storedFindLines(c *fiber.Ctx, tx store.ReadTx, l listQuery) ([]findLine, error) {
	t := of(c).texts
	setup, err := tx.Setup()
	if err != nil {
		return nil, err
	}
	search := l.search
	if len(l.lines) > 0 && len(search.Groups) == 0 { // too many to be read: the first of them are shown
		search, _ = crm.ParseSearch(l.lines[:min(len(l.lines), crm.MaxCriteria)])
	}
	var lines []findLine
	for g, group := range search.Groups {
		for _, criterion := range group {
			line := findLine{n: len(lines) + 1, group: g, field: criterion.Field, operator: criterion.Operator}
			for _, value := range criterion.Values {
				if !line.chosen() {
					value = displayValue(t, setup, line.field, value)
				}
				line.values = append(line.values, value)
			}
			lines = append(lines, line)
		}
	}
	for _, e := range l.problems {
		if n, ok := e.Args["line"].(int); ok && n <= len(lines) {
			lines[n-1].err = t.Error(e)
			if value, ok := e.Args["value"].(string); ok {
				lines[n-1].wrong = max(0, slices.Index(lines[n-1].values, value))
			}
		}
	}
	if len(lines) == 0 {
		first := firstLine(1, 0)
		first.focus = false
		lines = append(lines, first)
	}
	return lines, nil
}

// displayValue is a search's value as the language writes it; as it is where it can't
// be read.
func displayValue(t *locales.Texts, setup *crm.Setup, f crm.Field, value string) string {
	if f == crm.FieldNumber { // a name rather than an amount
		return value
	}
	kind, _ := crm.KindOf(f)
	switch kind {
	case crm.NumberField, crm.DecimalField:
		return t.Number(value)
	case crm.MoneyField:
		if _, ok := crm.ParseDecimal(value); ok {
			if a, err := currency.NewAmount(value, setup.Organisation.Currency); err == nil {
				return t.Amount(a)
			}
		}
	case crm.DateField:
		if d, ok := crm.ParseDate(value); ok {
			return t.ShortDate(d)
		}
	}
	return value
}

// criteria are the lines as the form shows them.
func (s *server) criteria(c *fiber.Ctx, tx store.ReadTx, l listQuery, lines []findLine) (v views.Criteria, err error) {
	r, t := of(c), of(c).texts
	setup, err := tx.Setup()
	if err != nil {
		return v, err
	}
	v = views.Criteria{Page: s.page(c, ""), FormLang: string(t.Language()), Hidden: hidden(l.values(), "q")}
	w := lineView{r: r, tx: tx, setup: setup}
	for i, line := range lines {
		criterion, err := w.line(line, i+1)
		if err != nil {
			return v, err
		}
		criterion.First, criterion.Begins = i == 0, i == 0 || lines[i-1].group != line.group
		if i+1 < len(lines) && lines[i+1].group != line.group {
			criterion.AddLabel = t.T("search.add_to_group", "n", groupNumber(lines, i))
		}
		v.Lines = append(v.Lines, views.CriterionLine{Page: views.Page{Texts: t}, Criterion: criterion})
	}
	return v, nil
}

// groupNumber counts the groups up to the line's.
func groupNumber(lines []findLine, at int) int {
	n := 1
	for i := 1; i <= at; i++ {
		if lines[i].group != lines[i-1].group {
			n++
		}
	}
	return n
}

// lineView makes view data of lines.
type lineView struct {
	r     *request
	tx    store.ReadTx
	setup *crm.Setup
}

func (w lineView) line(l findLine, at int) (v views.Criterion, err error) {
	t := w.r.texts
	n := strconv.Itoa(l.n)
	v = views.Criterion{
		N: n, Group: strconv.Itoa(l.group), Error: l.err, FocusField: l.focus, Field: string(l.field),
		Label: t.T("search.line", "n", at), FieldLabel: t.T("search.field.label", "n", at), OpLabel: t.T("search.operator.label", "n", at),
		ValueLabel: t.T("search.value.label", "n", at), ToLabel: t.T("search.to.label", "n", at), DropLabel: t.T("search.drop", "n", at),
	}
	for _, f := range crm.SearchFields {
		v.Fields = append(v.Fields, views.Option{Value: string(f.Field), Label: fieldLabel(t, f.Field), Selected: f.Field == l.field})
	}
	kind := l.kind()
	if kind == "" { // a field that there is not: it stays until another is chosen
		v.Fields = append(v.Fields, views.Option{Value: string(l.field), Label: shorten(string(l.field)), Selected: true})
		v.Operators = []views.Option{{Value: string(l.operator), Label: operatorWords(t, l.operator), Selected: true}}
		v.Kind = "none"
		return v, nil
	}
	for _, o := range kind.Operators() {
		v.Operators = append(v.Operators, views.Option{Value: string(o), Label: operatorWords(t, o), Selected: o == l.operator})
	}
	if !slices.Contains(kind.Operators(), l.operator) {
		v.Operators = append(v.Operators, views.Option{Value: string(l.operator), Label: operatorWords(t, l.operator), Selected: true})
	}
	return v, w.values(&v, l, kind)
}

// values adds what the line's operator takes.
func (w lineView) values(v *views.Criterion, l findLine, kind crm.SearchKind) error {
	t := w.r.texts
	_, most := l.operator.Values()
	switch {
	case most == 0:
		v.Kind = "none"
		return nil
	case l.chosen() && (kind == crm.RecordField || kind == crm.PersonField):
		return w.records(v, l)
	case l.chosen():
		v.Kind = "choices"
		v.Choices = w.choices(l)
		return nil
	}
	field := views.Field{Name: "v" + v.N}
	switch kind {
	case crm.NumberField, crm.DecimalField:
		v.Kind, field.Numeric = "number", true
		if l.field == crm.FieldProbability || l.field == crm.FieldPercentage {
			field.Suffix = "%"
		}
	case crm.MoneyField:
		v.Kind, field.Numeric = "money", true
		if codes := w.setup.ActiveCurrencies(); len(codes) == 1 {
			field.Prefix = t.Symbol(codes[0])
		} else {
			field.Hint = t.T("search.own_currency")
		}
	case crm.DateField:
		v.Kind, field.Day = "date", true
	default:
		v.Kind = "text"
	}
	for i := range most {
		f := field
		f.ID, f.Label = "v"+v.N, v.ValueLabel
		if i > 0 {
			f.ID, f.Label, f.Hint = f.ID+"-to", v.ToLabel, ""
		}
		if i < len(l.values) {
			f.Value = l.values[i]
		}
		if i == l.wrong {
			f.Error = l.err
		}
		v.Values = append(v.Values, f)
	}
	return nil
}

// records are those chosen, and a field to find more.
func (w lineView) records(v *views.Criterion, l findLine) error {
	v.Kind = "record"
	for _, id := range l.values {
		name, err := recordName(w.tx, w.r.texts, l.field, id)
		if err != nil {
			return err
		}
		v.Choices = append(v.Choices, views.Option{Value: id, Label: name, Selected: true})
	}
	v.Combobox = &views.Field{
		ID: "t" + v.N, Name: "t" + v.N, Label: v.ValueLabel, Value: l.text, Error: l.err, Choices: l.offers,
		Search: "/find/options?of=" + string(l.field) + "&line=" + v.N,
	}
	return nil
}

// choices are the values of a list, retired ones last, and those chosen that it lacks.
func (w lineView) choices(l findLine) (out []views.Option) {
	t := w.r.texts
	add := func(value, label string, retired bool) {
		if retired {
			label = t.T("search.retired", "name", label)
		}
		out = append(out, views.Option{Value: value, Label: label, Retired: retired, Selected: slices.Contains(l.values, value)})
	}
	switch l.field {
	case crm.FieldOutcome:
		for _, o := range []crm.Outcome{crm.Open, crm.Sold, crm.Lost} {
			add(string(o), t.T("outcome."+string(o)), false)
		}
	case crm.FieldVisible:
		for _, o := range crm.Visibilities {
			add(string(o), t.T("visibility."+string(o)), false)
		}
	case crm.FieldType:
		for _, v := range w.setup.Types {
			add(string(v.ID), t.Words(v.Name), v.Retired)
		}
	case crm.FieldStage:
		for _, v := range w.setup.Stages {
			add(string(v.ID), t.Words(v.Name), v.Retired)
		}
		for _, c := range []crm.StageChoice{crm.ChooseSold, crm.ChooseLost} {
			add(string(c), choiceWord(t, w.setup, c), false)
		}
	case crm.FieldCurrency:
		for _, v := range w.setup.Currencies {
			add(v.Code, v.Code, v.Retired)
		}
	case crm.FieldGroup:
		groups, _ := w.tx.Groups() // a failure shows ids, and the next read tells
		for _, g := range groups {
			add(string(g.ID), g.Name, false)
		}
	default:
		if list, ok := crm.ListOf(l.field); ok {
			for _, v := range w.setup.Values {
				if v.List == list {
					add(string(v.ID), t.Words(v.Name), v.Retired)
				}
			}
		}
	}
	slices.SortStableFunc(out, func(a, b views.Option) int {
		switch {
		case a.Retired == b.Retired:
			return 0
		case b.Retired:
			return -1
		}
		return 1
	})
	for _, value := range l.values {
		if !slices.ContainsFunc(out, func(o views.Option) bool { return o.Value == value }) {
			out = append(out, views.Option{Value: value, Label: t.T("form.unknown_value"), Selected: true})
		}
	}
	return out
}

// valueName is what a value of a list is called.
func valueName(tx store.ReadTx, t *locales.Texts, setup *crm.Setup, f crm.Field, value string) string {
	for _, o := range (lineView{r: &request{texts: t}, tx: tx, setup: setup}).choices(findLine{field: f, values: []string{value}}) {
		if o.Value == value {
			return o.Label
		}
	}
	return value
}

// operatorWords is the operator in words; as it is where there is none such.
func operatorWords(t *locales.Texts, o crm.Operator) string {
	for _, f := range crm.SearchFields {
		if slices.Contains(f.Kind.Operators(), o) {
			return t.T("operator." + string(o))
		}
	}
	return shorten(string(o))
}

// recordByID reads the record that a field refers to.
func recordByID(f finder, field crm.Field, id string) (found, error) {
	switch field {
	case crm.FieldCompany:
		return f.companyByID(id)
	case crm.FieldContact:
		return f.contactByID(id)
	case crm.FieldProject:
		return f.projectByID(id)
	}
	return f.ownerByID(id)
}

// recordsByWords finds the records that a field can refer to.
func recordsByWords(f finder, field crm.Field, words string) ([]found, error) {
	switch field {
	case crm.FieldCompany:
		return f.companies(words)
	case crm.FieldContact:
		return f.contacts(words, "")
	case crm.FieldProject:
		return f.projects(words)
	}
	return f.people(words)
}

// people are all users by a piece of their name, those who left included: their
// sales may still be theirs.
func (l finder) people(words string) (out []found, err error) {
	all, err := l.tx.Users()
	for _, u := range all {
		if strings.Contains(strings.ToLower(u.Name), strings.ToLower(words)) && len(out) <= maxFound {
			out = append(out, found{string(u.ID), u.Name, ""})
		}
	}
	return out, err
}

var errNoRecords = crm.Error{Kind: crm.NotFound, Key: "error.not_found"}

// findOptions answers the records that a line's combobox finds.
func (s *server) findOptions(c *fiber.Ctx) error {
	field := crm.Field(c.Query("of"))
	if kind, _ := crm.KindOf(field); kind != crm.RecordField && kind != crm.PersonField {
		return errNoRecords
	}
	n, err := strconv.ParseUint(c.Query("line"), 10, 16)
	if err != nil {
		return errors.Join(errNoRecords, err)
	}
	return s.options(c, "t"+strconv.FormatUint(n, 10), func(l finder, words string) ([]found, error) {
		return recordsByWords(l, field, words)
	})
}
