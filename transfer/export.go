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
	// Parties is that of companies, contacts or projects; nil for all there are.
	Parties func(tx store.ReadTx, at store.Cursor, limit int) ([]crm.Party, store.Cursor, error)
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
	if e.Table != crm.SalesTable {
		parties, next, err := e.parties(b.tx, at)
		for _, p := range parties {
			var row []tables.Cell
			for _, column := range columns[e.Table] {
				cell, err := b.partyCell(p, column.field)
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

func (e Export) parties(tx store.ReadTx, at store.Cursor) (page []crm.Party, next store.Cursor, err error) {
	if e.Parties != nil {
		return e.Parties(tx, at, exportPage)
	}
	switch e.Table {
	case crm.CompaniesTable:
		all, next, err := tx.Companies(at, exportPage)
		return asParties(all, crm.Company.Party), next, err
	case crm.ContactsTable:
		all, next, err := tx.Contacts(at, exportPage)
		return asParties(all, crm.Contact.Party), next, err
	}
	all, next, err := tx.Projects(at, exportPage)
	return asParties(all, crm.Project.Party), next, err
}

func asParties[T any](all []T, as func(T) crm.Party) (out []crm.Party) {
	for _, v := range all {
		out = append(out, as(v))
	}
	return out
}
