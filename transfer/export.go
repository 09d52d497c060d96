package transfer

import (
	"context"
	"io"
	"time"

	"verkoop/crm"
	"verkoop/locales"
	"verkoop/store"
	"verkoop/tables"
)

// exportPage is how many records one transaction reads: an export is never one
// long picture of the data, which would keep old data from being tidied up.
const exportPage = 200

// Export is a table that is taken out.
type Export struct {
	Store  store.Store
	Texts  *locales.Texts
	Zone   *time.Location
	Table  crm.Table
	Format string // one of Formats
	// Sales is the page of the list or search that begins at the cursor.
	Sales func(tx store.ReadTx, at store.Cursor, limit int) ([]store.SaleRow, store.Cursor, error)
}

// Write writes the table and tells how many rows it has, in memory that does not
// grow with it. What changes meanwhile may be missing, or be there twice.
func (e Export) Write(ctx context.Context, w io.Writer) (rows int, err error) {
	out := e.writer(w)
	at := store.Cursor("")
	for more := true; more; more = at != "" {
		var page [][]tables.Cell
		err := e.Store.View(ctx, func(tx store.ReadTx) error {
			b, err := newBook(tx, e.Texts, e.Zone)
			if err != nil {
				return err
			}
			page, at, err = e.page(b, at)
			return err
		})
		if err != nil {
			return rows, err
		}
		for _, row := range page {
			if err := out.Write(row); err != nil {
				return rows, err
			}
			rows++
		}
	}
	return rows, out.Close()
}

func (e Export) writer(w io.Writer) tables.Writer {
	columns := tableColumns(e.Texts, e.Table)
	switch e.Format {
	case "xlsx":
		return tables.NewXLSX(w, e.Texts.T("table."+string(e.Table)), columns)
	case "json":
		return tables.NewJSON(w, columns)
	}
	return tables.NewCSV(w, columns, tables.Styles[string(e.Texts.Language())])
}

// page is the next rows, and where the ones after begin; empty for none.
func (e Export) page(b *book, at store.Cursor) (page [][]tables.Cell, next store.Cursor, err error) {
	switch e.Table {
	case crm.CompaniesTable:
		companies, next, err := b.tx.Companies(at, exportPage)
		for _, c := range companies {
			var row []tables.Cell
			for _, column := range columns[e.Table] {
				row = append(row, b.companyCell(c, column.field))
			}
			page = append(page, row)
		}
		return page, next, err
	case crm.ContactsTable:
		contacts, next, err := b.tx.Contacts(at, exportPage)
		for _, c := range contacts {
			var row []tables.Cell
			for _, column := range columns[e.Table] {
				cell, err := b.contactCell(c, column.field)
				if err != nil {
					return nil, "", err
				}
				row = append(row, cell)
			}
			page = append(page, row)
		}
		return page, next, err
	}
	rows, next, err := e.Sales(b.tx, at, exportPage)
	for _, r := range rows {
		row, err := b.saleRow(r.Sale, r.Summary.Next)
		if err != nil {
			return nil, "", err
		}
		page = append(page, row)
	}
	return page, next, err
}
