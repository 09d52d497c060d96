package transfer

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/bojanz/currency"

	"verkoop/crm"
	"verkoop/locales"
	"verkoop/store"
	"verkoop/tables"
)

// taker turns rows of an import into what the domain's verbs make of them, within
// one transaction.
type taker struct {
	*book
	bundle *locales.Bundle
	desk   crm.Desk
	i      crm.Import
	newID  func() string
	now    time.Time
	seen   map[string]int // identities of the rows before in this step, with the first line of each
}

// taken is what became of a row.
type taken struct {
	line       int
	subject    string // what it is about, as far as that can be read
	problems   crm.Problems
	isNew      bool
	number     crm.SaleNumber           // of the sale, or
	party      string                   // the id of the company or contact
	same       bool                     // nothing differs from what is there
	changes    func() []crm.FieldChange // what differs from the record that there is; nil where it is new
	put        func(tx store.Tx) error  // keeps it, where there are no problems
	notes      []string                 // what the row says who it is about, see twice
	identities []string                 // of the record that it is about, see once
}

func (t *taken) refuse(f crm.Field, err error) {
	e, ok := err.(crm.Error)
	if !ok {
		e = crm.Error{Kind: crm.Invalid, Key: err.Error()}
	}
	e.Field = f
	for _, told := range t.problems {
		if told.Field == f {
			return
		}
	}
	t.problems = append(t.problems, e)
}

func problem(key string, args crm.Args) crm.Error {
	return crm.Error{Kind: crm.Invalid, Key: key, Args: args}
}

// cells are what the row says of each field; a cell in which nothing stands says
// nothing.
type cells map[crm.Field]tables.Cell

// read sorts the row's cells by what the columns mean. Cells that cannot be read are
// problems.
func (t *taker) read(row tables.Row, out *taken) cells {
	out.line = row.Line
	if row.Fault != nil {
		out.problems = append(out.problems, *row.Fault)
		return nil
	}
	c := cells{}
	for n, cell := range row.Cells {
		if n >= len(t.i.Columns) {
			if !cell.Empty() {
				out.refuse("", problem("error.import.more_cells", crm.Args{"count": len(row.Cells), "max": len(t.i.Columns)}))
			}
			continue
		}
		f := t.i.Columns[n]
		if f == "" || cell.Empty() {
			continue
		}
		switch cell.Kind {
		case tables.Formula:
			out.refuse(f, problem("error.import.formula", nil))
			continue
		case tables.Fault:
			out.refuse(f, problem("error.import.cell", crm.Args{"text": cell.Text}))
			continue
		case tables.Text:
			cell.Text = strings.ReplaceAll(cell.Text, "\r\n", "\n")
			if t.i.Own && t.i.Encoding != "" { // of CSV
				cell.Text = tables.Unguard(cell.Text)
			}
			if strings.TrimSpace(cell.Text) == "" {
				continue
			}
		}
		c[f] = cell
	}
	return c
}

// holds tells whether the cell says what is there already.
func (t *taker) holds(f crm.Field, is, cell tables.Cell) bool {
	if is.Empty() {
		return false
	}
	switch is.Kind {
	case tables.Number:
		text, err := t.decimal(cell)
		if err != nil {
			return false
		}
		a, ok := crm.ParseDecimal(is.Text)
		b, also := crm.ParseDecimal(text)
		return text == is.Text || ok && also && a.Compare(b) == 0
	case tables.Date:
		d, err := t.day(cell)
		return err == nil && string(d) == is.Text
	}
	return strings.TrimSpace(cell.Text) == strings.TrimSpace(is.Text) || cell.Text == tables.Shorten(tables.Guard(is.Text)) ||
		cell.Text == tables.Shorten(is.Text)
}

// decimal is the plain decimal that the cell holds.
func (t *taker) decimal(cell tables.Cell) (string, error) {
	if cell.Kind == tables.Number {
		return cell.Text, nil
	}
	return t.texts.ParsePercent(cell.Text, 4)
}

func (t *taker) day(cell tables.Cell) (crm.Date, error) {
	switch cell.Kind {
	case tables.Date:
		if d, ok := crm.ParseDate(cell.Text); ok {
			return d, nil
		}
		return "", problem("error.date.not_a_date", nil)
	case tables.Number:
		return "", problem("error.import.number_for_date", nil)
	}
	text := cell.Text
	if t.i.MonthFirst {
		text = monthSecond.ReplaceAllString(text, "$3$2$1$2$4")
	}
	return t.texts.ParseDate(text)
}

// monthSecond finds the month and the day of 12/31/2026, to change places.
var monthSecond = regexp.MustCompile(`^\s*(\d{1,2})([/.-])(\d{1,2})[/.-](\d{4})\s*$`)

func (t *taker) whole(cell tables.Cell) (int, error) {
	if cell.Kind == tables.Number {
		d, ok := crm.ParseDecimal(cell.Text)
		if !ok || strings.Contains(d.String(), ".") {
			return 0, problem("error.number.not_a_number", nil)
		}
		return t.texts.ParseInteger(d.String())
	}
	return t.texts.ParseInteger(strings.TrimSuffix(cell.Text, "%"))
}

func (t *taker) amount(cell tables.Cell, code string) (currency.Amount, error) {
	if cell.Kind != tables.Number {
		return t.texts.ParseAmount(cell.Text, code)
	}
	a, err := currency.NewAmount(cell.Text, code)
	if err != nil {
		return a, problem("error.number.not_a_number", nil)
	}
	return a, nil
}

// yes and no in both languages, and as programs write them.
var (
	yes = []string{"true", "1", "x", "waar", "y", "j"}
	no  = []string{"false", "0", "onwaar", "n"}
)

func (t *taker) isTrue(cell tables.Cell) (bool, error) {
	says := func(key string, also []string) bool {
		return t.word(cell.Text, key) || slices.ContainsFunc(also, func(w string) bool { return strings.EqualFold(w, strings.TrimSpace(cell.Text)) })
	}
	switch {
	case says("form.yes", yes):
		return true, nil
	case says("form.no", no):
		return false, nil
	}
	return false, problem("error.import.yes_or_no", crm.Args{"text": clip(cell.Text), "yes": t.texts.T("form.yes"), "no": t.texts.T("form.no")})
}

// word tells whether the text is that of the key in one of the languages.
func (t *taker) word(text, key string) bool {
	for _, l := range locales.Languages {
		if strings.EqualFold(t.bundle.For(l).T(key), strings.TrimSpace(text)) {
			return true
		}
	}
	return false
}

// chosen is one of what the company has named, in either language: an active one
// before a retired one.
type chosen struct {
	id      string
	name    crm.Words
	retired bool
}

func (t *taker) choose(cell tables.Cell, all []chosen) (string, error) {
	text := strings.TrimSpace(cell.Text)
	best := -1
	for i, c := range all {
		if strings.EqualFold(c.name.NL, text) || strings.EqualFold(c.name.EN, text) || c.id == text {
			if best < 0 || all[best].retired && !c.retired {
				best = i
			}
		}
	}
	if best < 0 {
		return "", problem("error.import.unknown_value", crm.Args{"text": clip(text)})
	}
	return all[best].id, nil
}

func (t *taker) value(f crm.Field, cell tables.Cell) (*crm.ValueID, error) {
	list, _ := crm.ListOf(f)
	var all []chosen
	for _, v := range t.setup.Values {
		if v.List == list {
			all = append(all, chosen{string(v.ID), v.Name, v.Retired})
		}
	}
	id, err := t.choose(cell, all)
	v := crm.ValueID(id)
	return &v, err
}

// subject is what a row is about, as a report shows it.
func subject(text string) string {
	r := []rune(strings.TrimSpace(text))
	if len(r) > 120 {
		return string(r[:120]) + "…"
	}
	return string(r)
}

// clip shortens what stands in a cell, for a message.
func clip(text string) string {
	r := []rune(text)
	if len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return text
}
