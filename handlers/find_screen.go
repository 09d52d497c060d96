package handlers

import (
	"errors"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"verkoop/crm"
	"verkoop/locales"
	"verkoop/store"
	"verkoop/views"
)

// findShow is the Find screen. What its form sends, or the box in the header, becomes a
// search in the address, or comes back with what is wrong with it; a selection becomes
// its criteria.
func (s *server) findShow(c *fiber.Ctx) error {
	l := readListQuery(c)
	l.find = true
	f := readFindForm(c)
	switch {
	case c.Context().QueryArgs().Has("words"):
		return s.findWords(c)
	case f.sent():
		return s.findForm(c, l, f)
	case c.Query("columns") == "1": // as the form of columns sends it
		return c.Redirect(l.href(""), fiber.StatusSeeOther)
	case l.selection != "" && len(queryOf(c)) == 1:
		return s.findSelection(c, l)
	}
	v, err := s.findScreen(c, l, store.Cursor(c.Query("at")))
	if err != nil {
		return err
	}
	if len(v.Problems) > 0 {
		c.Status(fiber.StatusUnprocessableEntity)
	}
	return s.render(c, "find/index", "find/_index", v)
}

// findSelection goes on to the address of what the selection seeks; one that seeks
// everything, in the usual order, is there already.
func (s *server) findSelection(c *fiber.Ctx, l listQuery) error {
	var kept crm.Selection
	err := s.view(c, func(tx store.ReadTx) (err error) {
		kept, err = s.readSelection(c, tx, l.selection)
		return err
	})
	if err != nil {
		return err
	}
	l = selectionQuery(kept)
	if len(l.values()) > 1 {
		return c.Redirect(l.href(""), fiber.StatusSeeOther)
	}
	v, err := s.findScreen(c, l, "")
	if err != nil {
		return err
	}
	return s.render(c, "find/index", "find/_index", v)
}

// findForm reads the criteria that the form sends. Searching goes on to the address
// of the search; all else shows the form with one line more or less.
func (s *server) findForm(c *fiber.Ctx, l listQuery, f findForm) error {
	var lines []findLine
	var search crm.Search
	err := s.view(c, func(tx store.ReadTx) (err error) {
		lines, search, err = s.readFindLines(c, tx, f)
		return err
	})
	if err != nil {
		return err
	}
	wrong := slices.ContainsFunc(lines, func(line findLine) bool { return line.err != "" })
	if f.act == actSearch && !wrong {
		l.lines, l.search, l.problems = search.Lines(), search, nil
		return c.Redirect(l.href(""), fiber.StatusSeeOther)
	}
	var v views.Find
	err = s.view(c, func(tx store.ReadTx) (err error) {
		v, err = s.findPage(c, tx, l, lines)
		return err
	})
	if err != nil {
		return err
	}
	if wrong {
		v.Title = of(c).texts.T("page.error.title", "title", v.Title)
		c.Status(fiber.StatusUnprocessableEntity)
	}
	return s.render(c, "find/index", "find/_index", v)
}

// findCriteria answers the lines of the form anew while it is being filled in: all
// of them, or what follows from a change in one. Without htmx it is the whole page.
func (s *server) findCriteria(c *fiber.Ctx) error {
	l := readListQuery(c)
	l.find = true
	f := readFindForm(c)
	if f.act == actSearch {
		f.act = actApply
	}
	if !of(c).fragment {
		return s.findForm(c, l, f)
	}
	var v views.Criteria
	err := s.view(c, func(tx store.ReadTx) error {
		lines, _, err := s.readFindLines(c, tx, f)
		if err != nil {
			return err
		}
		v, err = s.criteria(c, tx, l, lines)
		return err
	})
	if err != nil {
		return err
	}
	if n := c.Query("line"); n != "" {
		i := slices.IndexFunc(v.Lines, func(line views.CriterionLine) bool { return line.N == n })
		if i < 0 {
			return fiber.ErrNotFound
		}
		part := "find/_line_rest"
		if c.Query("part") == "values" {
			part = "find/_line_values"
		}
		return s.render(c, part, part, v.Lines[i])
	}
	return s.render(c, "find/_criteria", "find/_criteria", v)
}

// findScreen is the Find screen with the results of the search.
func (s *server) findScreen(c *fiber.Ctx, l listQuery, at store.Cursor) (v views.Find, err error) {
	r := of(c)
	err = s.view(c, func(tx store.ReadTx) error {
		lines, err := s.storedFindLines(c, tx, l)
		if err != nil {
			return err
		}
		if v, err = s.findPage(c, tx, l, lines); err != nil || len(v.Problems) > 0 {
			return err
		}
		page, err := l.page(tx, r, at, pageSize)
		if p, tooMany := l.tooMany(r.texts, err); tooMany {
			v.Problems = []views.ProblemLink{p}
			return nil
		}
		if err != nil {
			return err
		}
		v.Results = true
		l.at = at
		if v.SaleTable, err = s.table(tx, r, l, page); err != nil {
			return err
		}
		if !v.Tally.Busy && page.Next == "" { // else it is told once it is counted
			v.Badge, v.Said = r.texts.Integer(len(page.Rows)), r.texts.N("search.found", len(page.Rows))
		}
		return nil
	})
	if err == nil && len(v.Problems) > 0 {
		v.Title = r.texts.T("page.error.title", "title", v.Title)
	}
	return v, err
}

// findPage is the screen but for its results.
func (s *server) findPage(c *fiber.Ctx, tx store.ReadTx, l listQuery, lines []findLine) (v views.Find, err error) {
	r, t := of(c), of(c).texts
	v = views.Find{
		Page: s.page(c, t.T("page.find.title")), CountsHref: "/sales/counts?in=" + inFind,
	}
	v.Section = "find"
	if v.Find.Words = l.words(); v.Find.Words != "" {
		v.Title = t.T("page.find.title_words", "words", v.Find.Words)
	}
	for _, typical := range crm.Typicals() {
		v.Typicals = append(v.Typicals, typicalLink(t, typical, typicalQuery(typical, true), l))
	}
	selections, err := tx.Selections(r.user.ID)
	if err != nil {
		return v, err
	}
	names := map[crm.UserID]string{}
	users, err := tx.Users()
	if err != nil {
		return v, err
	}
	for _, u := range users {
		names[u.ID] = u.Name
	}
	for _, kept := range selections {
		v.Selections = append(v.Selections, selectionLink(r, kept, l, names[kept.Owner]))
		if kept.ID == l.selection {
			v.Kept = keptSelection(r, kept, l)
		}
	}
	if v.Criteria, err = s.criteria(c, tx, l, lines); err != nil {
		return v, err
	}
	for _, e := range l.problems {
		if _, inLine := e.Args["line"]; !inLine {
			v.Problems = append(v.Problems, views.ProblemLink{Text: t.Error(e)})
		}
	}
	for i, line := range lines {
		if line.err != "" {
			v.Problems = append(v.Problems, views.ProblemLink{
				Href: "#" + v.Criteria.Lines[i].ErrorTarget(), Text: t.T("search.line", "n", i+1) + ": " + line.err,
			})
		}
	}
	if len(v.Problems) == 0 {
		for _, format := range []string{"csv", "xlsx", "json"} {
			v.Exports = append(v.Exports, views.Link{Href: address("/sales/export."+format, l.values()), Label: t.T("search.export." + format)})
		}
	}
	v.Chooser = columnChooser(t, l)
	board := l
	board.find, board.board = false, true
	v.BoardHref = board.href("")
	return v, nil
}

func columnChooser(t *locales.Texts, l listQuery) views.ColumnChooser {
	v := views.ColumnChooser{Hidden: hidden(l.values(), "cols"), Chosen: len(l.columns) > 0}
	shown := l.shown()
	for _, name := range tableColumns {
		v.Columns = append(v.Columns, views.Option{Value: name, Label: columnLabel(t, name), Selected: slices.Contains(shown, name)})
	}
	return v
}

// fieldLabel is what a field of a sale is called where several stand side by side:
// the reasons and dates say of what.
func fieldLabel(t *locales.Texts, f crm.Field) string {
	switch f {
	case crm.FieldSoldReason:
		return t.T("search.field.sold_reason")
	case crm.FieldLostReason:
		return t.T("search.field.lost_reason")
	case crm.FieldExpected: // lists show the closing date of closed ones under the other name
		return t.T("search.field.expected")
	}
	return t.T("form.sale." + string(f) + ".label")
}

// searchWords is the search in words: "Fase is een van Offerte, Afronding; of …".
func searchWords(tx store.ReadTx, r *request, search crm.Search) (string, error) {
	t := r.texts
	setup, err := tx.Setup()
	if err != nil {
		return "", err
	}
	var groups []string
	for _, group := range search.Groups {
		var words []string
		for _, criterion := range group {
			text, err := criterionWords(tx, t, setup, criterion)
			if err != nil {
				return "", err
			}
			words = append(words, text)
		}
		groups = append(groups, strings.Join(words, " "+t.T("search.and")+" "))
	}
	return strings.Join(groups, "; "+t.T("search.or_word")+" "), nil
}

func criterionWords(tx store.ReadTx, t *locales.Texts, setup *crm.Setup, c crm.Criterion) (string, error) {
	kind, known := crm.KindOf(c.Field)
	if !known || !slices.Contains(kind.Operators(), c.Operator) {
		return shorten(c.String()), nil
	}
	words := fieldLabel(t, c.Field) + " " + t.T("operator."+string(c.Operator))
	var values []string
	for _, value := range c.Values {
		text := value
		switch {
		case c.Operator != crm.OneOf:
			text = displayValue(t, setup, c.Field, value)
			if kind == crm.TextField || kind == crm.RecordField || kind == crm.NamesField {
				text = "“" + text + "”"
			}
		case kind == crm.RecordField || kind == crm.PersonField:
			var err error
			if text, err = recordName(tx, t, c.Field, value); err != nil {
				return "", err
			}
		default:
			text = valueName(tx, t, setup, c.Field, value)
		}
		values = append(values, text)
	}
	if len(values) == 0 {
		return words, nil
	}
	between := ", "
	if c.Operator == crm.Between {
		between = " " + t.T("search.and") + " "
	}
	return words + " " + strings.Join(values, between), nil
}

// recordName is what the record is called; a word for one that is gone.
func recordName(tx store.ReadTx, t *locales.Texts, f crm.Field, id string) (string, error) {
	r, err := recordByID(finder{tx}, f, id)
	if errors.Is(err, store.ErrNotFound) || err == nil && r.name == "" {
		return t.T("form.unknown_value"), nil
	}
	return r.name, err
}
