package handlers

import (
	"errors"
	"net/url"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"verkoop/crm"
	"verkoop/locales"
	"verkoop/store"
	"verkoop/tables"
	"verkoop/transfer"
	"verkoop/views"
)

const (
	// examples is how many values of a column the form shows.
	examples = 3
	// importPage is how many rows a page of a report has.
	importPage = 50
	// changesShown is how many of the facts that a row would change are told.
	changesShown = 5
)

// importShow is an import as it stands: what its columns mean, how far it has come,
// or what became of it.
func (s *server) importShow(c *fiber.Ctx) error {
	var i crm.Import
	if err := s.view(c, func(tx store.ReadTx) (err error) { i, err = s.import1(c, tx); return err }); err != nil {
		return err
	}
	if i.State == crm.ImportMapping || i.State == crm.ImportChecked && c.Query("step") == "columns" {
		return s.importForm(c, i, nil)
	}
	return s.importReport(c, i)
}

// importBase is what every page of an import has.
func (s *server) importBase(c *fiber.Ctx, i crm.Import) views.Import {
	t := of(c).texts
	v := views.Import{
		Settings: s.settings(c, t.T("import.title", "name", i.Name), importHref), Action: importAt(i), About: s.about(t, i),
		Own: mayRun(of(c).user, i),
	}
	v.Section = "settings"
	return v
}

// mayRun tells whether the import is the user's own: it is carried out in the name
// of who has brought it.
func mayRun(u crm.User, i crm.Import) bool { return i.By == u.ID }

// about says what was found out about the file.
func (s *server) about(t *locales.Texts, i crm.Import) (rows []views.Row) {
	row := func(label, value string) { rows = append(rows, views.Row{Label: t.T(label), Value: value}) }
	row("import.about.table", t.T("table."+string(i.Table)))
	row("import.about.rows", t.Integer(i.Rows))
	if i.Encoding != "" {
		row("import.about.encoding", t.T("import.encoding."+i.Encoding))
	}
	if i.Separator != "" {
		names := map[string]string{";": "semicolon", ",": "comma", "\t": "tab", "|": "bar"}
		row("import.about.separator", t.T("import.separator."+names[i.Separator]))
	}
	if i.Sheet != "" {
		sheet := i.Sheet
		if i.Others > 0 {
			sheet = t.N("import.about.others", i.Others, "name", i.Sheet)
		}
		row("import.about.sheet", sheet)
	}
	return rows
}

// importForm asks what the columns mean.
func (s *server) importForm(c *fiber.Ctx, i crm.Import, problems crm.Problems) error {
	r, t := of(c), of(c).texts
	v := s.importBase(c, i)
	rows, err := transfer.Peek(s.Imports.Files, i, examples)
	if errors.Is(err, store.ErrNotFound) {
		err = crm.Error{Kind: crm.NotFound, Key: "error.import.file_gone"}
	}
	if err != nil {
		return err
	}
	in := inputs{t, form{}, problems}
	for n, head := range i.Heads {
		column := views.ImportColumn{Head: head}
		if column.Head == "" {
			column.Head = t.T("import.no_head", "n", n+1)
		}
		for _, row := range rows {
			if n < len(row.Cells) && !row.Cells[n].Empty() {
				column.Examples = append(column.Examples, example(t, row.Cells[n]))
			}
		}
		options := []views.Option{{Label: t.T("import.leave_out"), Selected: i.Columns[n] == ""}}
		for _, f := range transfer.Fields(i.Table) {
			options = append(options, views.Option{Value: string(f), Label: transfer.Head(t, f), Selected: f == i.Columns[n]})
		}
		column.Field = in.choice(crm.Field(fieldColumn+strconv.Itoa(n)), "import.field", options)
		column.Field.Label = t.T("import.field_of", "head", column.Head)
		v.Columns = append(v.Columns, column)
	}
	var languages []views.Option
	chosen := i.Language
	if i.MonthFirst {
		chosen += monthFirst
	}
	for _, l := range []string{string(locales.NL), string(locales.EN), string(locales.EN) + monthFirst} {
		languages = append(languages, views.Option{Value: l, Label: t.T("import.language." + l), Selected: l == chosen})
	}
	v.Language = in.choice("language", "import.language.label", languages)
	v.All = in.choice(fieldAll, "import.all.label", []views.Option{
		{Value: "good", Label: t.T("import.all.good"), Detail: t.T("import.all.good.detail"), Selected: i.GoodOnly},
		{Value: "all", Label: t.T("import.all.none"), Detail: t.T("import.all.none.detail"), Selected: !i.GoodOnly}})
	v.All.Choice = true
	if i.Table != crm.CompaniesTable {
		v.Make = &views.Tick{Name: string(fieldMake), Label: t.T("import.make." + string(i.Table)), Checked: i.Make}
	}
	if i.Table == crm.SalesTable && r.user.May(crm.KeepNumbers, crm.Sale{}) {
		v.Keep = &views.Tick{Name: string(fieldKeep), Label: t.T("import.keep"), Hint: t.T("import.keep.detail"), Checked: i.Keep}
	}
	v.Problems = in.summary()
	if len(problems) > 0 {
		v.Title = t.T("page.error.title", "title", v.Title)
		c.Status(fiber.StatusUnprocessableEntity)
	}
	return s.render(c, "imports/columns", "imports/columns", v)
}

// example is a cell as people know it.
func example(t *locales.Texts, cell tables.Cell) string {
	switch cell.Kind {
	case tables.Formula:
		return t.T("import.formula")
	case tables.Number:
		return t.Number(cell.Text)
	case tables.Date:
		return t.Date(crm.Date(cell.Text))
	}
	runes := []rune(tables.Unguard(cell.Text))
	if len(runes) > 60 {
		return string(runes[:60]) + "…"
	}
	return string(runes)
}

// importReport tells how far the import has come, or what became of it.
func (s *server) importReport(c *fiber.Ctx, i crm.Import) error {
	t := of(c).texts
	v := s.importBase(c, i)
	v.State, v.StateKey = t.T("import.state."+string(i.State)), string(i.State)
	s.counts(t, i, &v)
	after, _ := strconv.Atoi(c.Query("after")) // what is no number begins at the first
	err := s.view(c, func(tx store.ReadTx) error {
		rows, err := tx.ImportRows(i.ID, max(after, 0), importPage+1)
		if err != nil {
			return err
		}
		if len(rows) > importPage {
			rows = rows[:importPage]
			v.MoreBad = importAt(i) + "?after=" + strconv.Itoa(rows[importPage-1].Line)
		}
		for _, row := range rows {
			line := views.ImportRow{Line: t.Integer(row.Line), Subject: row.Subject}
			for _, p := range row.Problems {
				line.Problems = append(line.Problems, transfer.Problem(t, p.Error()))
			}
			v.Bad = append(v.Bad, line)
		}
		switch {
		case i.State == crm.ImportChecked:
			return s.trial(c, tx, i, &v)
		case i.State.Over():
			return importResults(c, tx, i, &v)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return s.render(c, "imports/show", "imports/show", v)
}

// counts says how many rows did what, or would.
func (s *server) counts(t *locales.Texts, i crm.Import, v *views.Import) {
	for _, count := range []struct {
		key string
		n   int
	}{{"new", i.New}, {"changed", i.Changed}, {"same", i.Same}, {"bad", i.Bad}} {
		v.Counts = append(v.Counts, views.ImportCount{Key: count.key, Label: t.T("import.count." + count.key), Count: t.Integer(count.n), Some: count.n > 0})
	}
	v.Progress = views.Progress{Text: t.T("import.progress", "done", i.Done, "total", i.Rows), Done: i.Done, All: i.Rows, Href: importAt(i) + "/progress"}
	if v.Working = i.State.Working(); v.Working {
		switch {
		case !i.Stoppable():
			v.Refused = t.T("error.import.all_runs")
		case i.State == crm.ImportRunning:
			v.CancelNote = t.T("import.stop.note")
			fallthrough
		default:
			v.Cancel = importAt(i) + "/cancelled?_method=PUT"
		}
		return
	}
	v.Delete = importAt(i) + "?_method=DELETE"
	if i.Bad > crm.MaxImportProblems {
		v.Beyond = t.T("import.beyond", "max", crm.MaxImportProblems)
	}
	if i.State != crm.ImportChecked {
		if n := i.Left(); n > 0 && v.Own {
			v.Run, v.Submit = importAt(i)+"/running?_method=PUT", t.N("import.go_on", n)
		}
		if i.Table == crm.SalesTable && i.New+i.Changed > 0 {
			v.Result = "/sales?sort=number&order=desc"
		}
		return
	}
	v.Change = importAt(i) + "?step=columns"
	switch {
	case !v.Own:
	case i.Bad > 0 && !i.GoodOnly:
		v.Refused = t.T("error.import.all_or_none")
	case i.New+i.Changed == 0:
		v.Refused = t.T("import.nothing")
	default:
		v.Run, v.Submit = importAt(i)+"/running?_method=PUT", t.N("import.run", i.New+i.Changed)
	}
}

// trial shows what rows of the file would do, a page of them.
func (s *server) trial(c *fiber.Ctx, tx store.ReadTx, i crm.Import, v *views.Import) error {
	t := of(c).texts
	at, _ := strconv.ParseInt(c.Query("at"), 10, 64) // what is no number begins at the first
	rows, next, err := transfer.PageOf(s.Imports.Files, i, max(at, 0), importPage)
	if errors.Is(err, store.ErrNotFound) {
		return nil // the file is gone by now
	}
	if err != nil {
		return err
	}
	trials, err := s.Imports.Try(tx, i, rows)
	if err != nil {
		return err
	}
	setup, err := tx.Setup()
	if err != nil {
		return err
	}
	for _, trial := range trials {
		row := views.ImportRow{Line: t.Integer(trial.Line), Subject: trial.Subject, Key: "changed"}
		switch {
		case len(trial.Problems) > 0:
			row.Key = "bad"
		case trial.Same:
			row.Key = "same"
		case trial.New:
			row.Key = "new"
		}
		row.What = t.T("import.row." + row.Key)
		for _, e := range trial.Problems {
			row.Problems = append(row.Problems, transfer.Problem(t, e))
		}
		row.Changes, row.More = importChanges(t, setup, i.Table, trial.Changes)
		v.Trial = append(v.Trial, row)
	}
	if next > 0 {
		v.Next = importAt(i) + "?" + url.Values{"at": {strconv.FormatInt(next, 10)}}.Encode() + "#rows"
	}
	if at > 0 {
		v.First = importAt(i) + "#rows"
	}
	return nil
}

// importChanges are the facts that a row would change, the first of them in words, and
// how many there are beside.
func importChanges(t *locales.Texts, setup *crm.Setup, table crm.Table, changes []crm.FieldChange) (told []views.Consequence, more string) {
	left := 0
	for _, fact := range changes {
		if table == crm.SalesTable && hiddenFact(fact.Field) {
			continue
		}
		if len(told) == changesShown {
			left++
			continue
		}
		label := partyLabel(t, fact.Field)
		if table == crm.SalesTable {
			label = t.T("form.sale." + string(fact.Field) + ".label")
		}
		told = append(told, changed(t, setup, label, fact))
	}
	if left > 0 {
		more = t.N("import.changes_more", left)
	}
	return told, more
}

// importProgress is the region that tells how far it has come; when there is no more
// to tell, the page is loaded anew.
func (s *server) importProgress(c *fiber.Ctx) error {
	var i crm.Import
	if err := s.view(c, func(tx store.ReadTx) (err error) { i, err = s.import1(c, tx); return err }); err != nil {
		return err
	}
	v := s.importBase(c, i)
	s.counts(of(c).texts, i, &v)
	if !v.Working && of(c).fragment {
		c.Set("HX-Redirect", importAt(i))
	}
	return s.render(c, "imports/_progress", "imports/_progress", v)
}
