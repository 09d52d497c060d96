package handlers

import (
	"cmp"
	"errors"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"verkoop/crm"
	"verkoop/locales"
	"verkoop/store"
	"verkoop/views"
)

// What the form of criteria asks for.
const (
	actSearch = "search"
	actApply  = "apply" // without scripts: show what follows from another field or operator
	actAdd    = "add"   // one more line in the group that its value names
	actOr     = "or"    // one more group
	actDrop   = "drop"  // the line that its value names
)

// findForm is the form of criteria as sent. Its line n has the fields fn (field), wn
// (the field before it was changed), on (operator), vn (values), tn and tn_id (a
// record being looked for) and gn (group).
type findForm struct {
	form
	act, on string
	lines   []int
}

// maxFindLines bounds the lines that are shown of a form or an address: more are no
// search, which is said.
const maxFindLines = 2 * crm.MaxCriteria

func readFindForm(c *fiber.Ctx) findForm {
	f := findForm{form: form{queryOf(c)}, act: actSearch}
	for _, act := range []string{actApply, actAdd, actOr, actDrop} {
		if f.has(act) {
			f.act, f.on = act, f.get(act)
		}
	}
	for name := range maps.Keys(f.values) {
		if rest, ok := strings.CutPrefix(name, "f"); ok {
			if n, err := strconv.Atoi(rest); err == nil && n > 0 && n < 1000 && rest == strconv.Itoa(n) {
				f.lines = append(f.lines, n)
			}
		}
	}
	slices.Sort(f.lines)
	f.lines = f.lines[:min(len(f.lines), maxFindLines)]
	return f
}

// sent tells that the address is one that the form makes.
func (f findForm) sent() bool { return len(f.lines) > 0 || f.act != actSearch || f.has("form_lang") }

// findLine is a criterion as the form shows it.
type findLine struct {
	n, group int
	field    crm.Field
	operator crm.Operator
	values   []string       // ids where they are chosen, else text as the language writes it
	text     string         // of a record being looked for
	offers   []views.Option // records that it may mean
	err      string
	wrong    int  // which of the values err is about
	focus    bool // the focus goes here
}

// kind of the line's field; empty for one that sales cannot be sought by.
func (l findLine) kind() crm.SearchKind {
	k, _ := crm.KindOf(l.field)
	return k
}

// chosen tells that the line's values are chosen, not written.
func (l findLine) chosen() bool { return l.operator == crm.OneOf }

// firstLine is what a new line begins as.
func firstLine(n, group int) findLine {
	return findLine{n: n, group: group, field: crm.FieldTitle, operator: crm.HasWords, focus: true}
}

// readFindLines reads the lines, does what is asked with them, and, where that is
// searching, returns the search that they make, or says at each what is wrong.
func (s *server) readFindLines(c *fiber.Ctx, tx store.ReadTx, f findForm) (lines []findLine, search crm.Search, err error) {
	l, ok := locales.Parse(f.get("form_lang"))
	if !ok {
		l = of(c).texts.Language()
	}
	reader := findReader{tx: tx, shown: of(c).texts, typed: s.bundle.For(l)}
	if reader.setup, err = tx.Setup(); err != nil {
		return nil, search, err
	}
	highest := 0
	for _, n := range f.lines {
		highest = n
		name := strconv.Itoa(n)
		group, _ := strconv.Atoi(f.get("g" + name))
		line := findLine{n: n, group: group, field: crm.Field(f.get("f" + name)), operator: crm.Operator(f.get("o" + name)),
			values: f.values["v"+name], text: strings.TrimSpace(f.get("t" + name))}
		if was := crm.Field(f.get("w" + name)); was != "" && was != line.field {
			reader.becomes(&line, was, f.act == actSearch)
		}
		if f.act == actDrop && f.on == name {
			continue
		}
		if err := reader.lookUp(&line, f.get("t"+name+"_id")); err != nil {
			return nil, search, err
		}
		lines = append(lines, line)
	}
	slices.SortStableFunc(lines, func(a, b findLine) int { return cmp.Compare(a.group, b.group) })
	if f.act == actSearch {
		search = reader.search(lines)
		return lines, search, nil
	}
	for i := range lines {
		reader.fit(&lines[i])
	}
	return afterAct(f, lines, highest+1), search, nil
}

// afterAct adds the line that is asked for, and says where the focus goes.
func afterAct(f findForm, lines []findLine, n int) []findLine {
	last := 0
	if len(lines) > 0 {
		last = lines[len(lines)-1].group
	}
	switch f.act {
	case actAdd:
		group, err := strconv.Atoi(f.on)
		if err != nil || group > last || group < 0 {
			group = last
		}
		at := slices.IndexFunc(lines, func(l findLine) bool { return l.group > group })
		if at < 0 {
			at = len(lines)
		}
		return slices.Insert(lines, at, firstLine(n, group))
	case actOr:
		return append(lines, firstLine(n, last+1))
	case actDrop:
		if len(lines) > 0 {
			dropped, _ := strconv.Atoi(f.on)
			at := slices.IndexFunc(lines, func(l findLine) bool { return l.n > dropped })
			if at < 0 {
				at = len(lines) - 1
			}
			lines[at].focus = true
		}
	}
	return lines
}

// findReader reads lines in the language that they are written in.
type findReader struct {
	tx           store.ReadTx
	setup        *crm.Setup
	shown, typed *locales.Texts
}

// becomes keeps of the line what still fits another field. When it is sought at once,
// without scripts, what was written was written for that field.
func (r findReader) becomes(line *findLine, was crm.Field, searching bool) {
	if searching {
		if line.chosen() {
			line.values = nil
		}
		return
	}
	before := findLine{field: was}.kind()
	kind := line.kind()
	if !slices.Contains(kind.Operators(), line.operator) {
		if ops := kind.Operators(); len(ops) > 0 {
			line.operator = ops[0]
		}
	}
	written := func(k crm.SearchKind) bool { return k == crm.TextField || k == crm.RecordField || k == crm.NamesField }
	numeric := func(k crm.SearchKind) bool {
		return k == crm.NumberField || k == crm.DecimalField || k == crm.MoneyField
	}
	if line.chosen() || !(kind == before || written(kind) && written(before) || numeric(kind) && numeric(before)) {
		line.values = nil
	}
	line.text = ""
}

// lookUp adds the record that was looked for to those chosen.
func (r findReader) lookUp(line *findLine, id string) error {
	if !line.chosen() || line.text == "" {
		return nil
	}
	kind := line.kind()
	if kind != crm.RecordField && kind != crm.PersonField {
		return nil
	}
	found, offers, err := meant(lookUpField(line.field), line.text, id,
		func(id string) (found, error) { return recordByID(finder{r.tx}, line.field, id) },
		func(words string) ([]found, error) { return recordsByWords(finder{r.tx}, line.field, words) })
	var unclear crm.Error
	if errors.As(err, &unclear) {
		line.err, line.offers = r.shown.Error(unclear), offers
		return nil
	}
	if err != nil {
		return err
	}
	if !slices.Contains(line.values, found) {
		line.values = append(line.values, found)
	}
	line.text = ""
	return nil
}

// fit makes the operator one of the field's, with as many values as it takes.
func (r findReader) fit(line *findLine) {
	ops := line.kind().Operators()
	if len(ops) > 0 && !slices.Contains(ops, line.operator) {
		line.operator, line.values = ops[0], nil
	}
	if line.chosen() {
		line.values = slices.DeleteFunc(line.values, func(v string) bool { return v == "" })
	}
	_, most := line.operator.Values()
	line.values = line.values[:min(len(line.values), most)]
	if line.chosen() || r.typed == r.shown {
		return
	}
	for i, text := range line.values { // written in the one language, shown in the other
		if value, err := r.value(line, strings.TrimSpace(text)); err == nil {
			line.values[i] = displayValue(r.shown, r.setup, line.field, value)
		}
	}
}

// search is what the lines seek. Values that can't be read, and what breaks a rule,
// is said at the line.
func (r findReader) search(lines []findLine) crm.Search {
	var s crm.Search
	group := -1
	for i := range lines {
		line := &lines[i]
		if i == 0 || line.group != group {
			s.Groups, group = append(s.Groups, nil), line.group
		}
		c := crm.Criterion{Field: line.field, Operator: line.operator}
		if _, most := line.operator.Values(); most > 0 {
			for j, text := range line.values {
				if text = strings.TrimSpace(text); text == "" {
					continue
				}
				value, err := r.value(line, text)
				var e crm.Error
				if errors.As(err, &e) && line.err == "" {
					line.err, line.wrong = r.shown.Error(e), j
				}
				c.Values = append(c.Values, value)
			}
		}
		s.Groups[len(s.Groups)-1] = append(s.Groups[len(s.Groups)-1], c)
	}
	for _, e := range s.Check() {
		if n, ok := e.Args["line"].(int); ok && lines[n-1].err == "" {
			lines[n-1].err = r.shown.Error(e)
		} else if !ok && len(lines) > 0 {
			lines[len(lines)-1].err = r.shown.Error(e)
		}
	}
	for i := range lines {
		if ops := lines[i].kind().Operators(); lines[i].err != "" && len(ops) > 0 && !slices.Contains(ops, lines[i].operator) {
			lines[i].err = r.shown.T("error.search.operator", "name", operatorWords(r.shown, lines[i].operator))
		}
	}
	return s
}

// value is the text as searches hold it.
func (r findReader) value(line *findLine, text string) (string, error) {
	if line.chosen() {
		return text, nil
	}
	switch line.kind() {
	case crm.NumberField:
		n, err := r.typed.ParseInteger(strings.TrimSuffix(text, "%"))
		return strconv.Itoa(n), err
	case crm.DecimalField:
		return r.typed.ParsePercent(text, 4)
	case crm.MoneyField:
		a, err := r.typed.ParseAmount(text, r.setup.Organisation.Currency)
		if err != nil {
			return text, err
		}
		if d, ok := crm.DecimalOf(a); ok {
			return d.String(), nil
		}
		return a.Number(), nil
	case crm.DateField:
		d, err := r.typed.ParseDate(text)
		return string(d), err
	}
	return text, nil
}

// lookUpField is the field whose messages tell that no record is called so.
func lookUpField(f crm.Field) crm.Field {
	switch f {
	case crm.FieldRegisteredBy, crm.FieldUpdatedBy:
		return crm.FieldOwner
	}
	return f
}
