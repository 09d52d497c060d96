package transfer

import (
	"cmp"
	"context"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"verkoop/crm"
	"verkoop/locales"
	"verkoop/store"
	"verkoop/tables"
)

// Report is what became of the rows of an import, as a table: those that were taken
// in, and those that could not be, as far as they are kept. Rows that changed nothing
// are not in it.
type Report struct {
	Store  store.Store
	Texts  *locales.Texts
	Import crm.Import
}

// Write writes the report as CSV, in the order of the file, in memory that does not
// grow with it.
func (r Report) Write(ctx context.Context, w io.Writer) error {
	out := tables.NewCSV(w, r.columns(), tables.Styles[string(r.Texts.Language())])
	for after := 0; after < math.MaxInt; {
		var lines []reported
		err := r.Store.View(ctx, func(tx store.ReadTx) (err error) {
			lines, after, err = r.page(tx, after)
			return err
		})
		if err != nil {
			return err
		}
		for _, l := range lines {
			if err := out.Write(l.cells); err != nil {
				return err
			}
		}
	}
	return out.Close()
}

// reported is a line of the report.
type reported struct {
	line  int
	cells []tables.Cell
}

func (r Report) columns() []tables.Column {
	t, name := r.Texts, crm.FieldName
	if r.Import.Table == crm.SalesTable {
		name = crm.FieldTitle
	}
	out := []tables.Column{{Head: t.T("import.column.line"), Kind: tables.Number}, {Head: t.T("import.column.did")}}
	if r.Import.Table == crm.SalesTable {
		out = append(out, tables.Column{Head: Head(t, crm.FieldNumber), Kind: tables.Number})
	}
	return append(out, tables.Column{Head: Head(t, name)}, tables.Column{Head: t.T("import.column.problem")})
}

// page is what comes after the line, and the line that it goes up to: both kinds of
// rows are known as far as that.
func (r Report) page(tx store.ReadTx, after int) (out []reported, until int, err error) {
	took, err := tx.ImportResults(r.Import.ID, after, exportPage)
	if err != nil {
		return nil, after, err
	}
	bad, err := tx.ImportRows(r.Import.ID, after, exportPage)
	if err != nil {
		return nil, after, err
	}
	until = math.MaxInt
	if len(took) == exportPage {
		until = took[exportPage-1].Line
	}
	if len(bad) == exportPage {
		until = min(until, bad[exportPage-1].Line)
	}
	for _, row := range took {
		if row.Line <= until {
			out = append(out, r.row(row.Line, did(row), row.Number, row.Subject, nil))
		}
	}
	for _, row := range bad {
		if row.Line <= until {
			out = append(out, r.row(row.Line, "bad", 0, row.Subject, row.Problems))
		}
	}
	slices.SortStableFunc(out, func(a, b reported) int { return cmp.Compare(a.line, b.line) })
	return out, until, nil
}

func (r Report) row(line int, what string, n crm.SaleNumber, subject string, problems []crm.ImportProblem) reported {
	cells := []tables.Cell{number(strconv.Itoa(line)), tables.Of(r.Texts.T("import.did." + what))}
	if r.Import.Table == crm.SalesTable {
		cell := tables.Cell{}
		if n != 0 {
			cell = number(strconv.FormatUint(uint64(n), 10))
		}
		cells = append(cells, cell)
	}
	var words []string
	for _, p := range problems {
		words = append(words, Problem(r.Texts, p.Error()))
	}
	return reported{line, append(cells, tables.Of(subject), tables.Of(strings.Join(words, "\n")))}
}

// did is what became of a row that was taken in, as keys of messages say it.
func did(row crm.ImportResult) string {
	if row.New {
		return "new"
	}
	return "changed"
}

// Problem is the sentence, after the name of the column that it is about.
func Problem(t *locales.Texts, e crm.Error) string {
	if e.Field == "" {
		return t.Error(e)
	}
	return t.T("import.problem", "field", Head(t, e.Field), "text", t.Error(e))
}
