// Package transfer brings data out of Verkoop and into it, as tables: it says what
// the columns of sales, companies and contacts are, writes them, and turns rows
// back into the domain's verbs. It may import tables, locales, store and crm.
package transfer

import (
	"verkoop/crm"
	"verkoop/locales"
	"verkoop/tables"
)

// column is a column of a table.
type column struct {
	field    crm.Field
	kind     tables.Kind
	decimals int
	width    int
	told     bool // follows from others, or is bookkeeping: it is not brought in
}

// columns are those of each table, in their order. What tells a record from others
// comes first.
var columns = map[crm.Table][]column{
	crm.SalesTable: {
		{crm.FieldNumber, tables.Number, 0, 9, false},
		{crm.FieldTitle, tables.Text, 0, 40, false},
		{crm.FieldCompany, tables.Text, 0, 30, false},
		{crm.FieldContact, tables.Text, 0, 24, false},
		{crm.FieldProject, tables.Text, 0, 20, false},
		{crm.FieldType, tables.Text, 0, 20, false},
		{crm.FieldStage, tables.Text, 0, 18, false},
		{crm.FieldOutcome, tables.Text, 0, 10, false},
		{crm.FieldProbability, tables.Number, 0, 9, false},
		{crm.FieldAmount, tables.Number, 2, 14, false},
		{crm.FieldCurrency, tables.Text, 0, 8, false},
		{crm.FieldCost, tables.Number, 2, 14, false},
		{crm.FieldProfit, tables.Number, 2, 14, false},
		{crm.FieldPercentage, tables.Number, 2, 10, false},
		{crm.FieldExpected, tables.Date, 0, 12, false},
		{crm.FieldClosed, tables.Date, 0, 12, false},
		{crm.FieldSoldReason, tables.Text, 0, 20, false},
		{crm.FieldLostReason, tables.Text, 0, 20, false},
		{crm.FieldCompleted, tables.Text, 0, 9, false},
		{crm.FieldStalled, tables.Text, 0, 9, false},
		{crm.FieldReopen, tables.Date, 0, 12, false},
		{crm.FieldStalledReason, tables.Text, 0, 20, false},
		{crm.FieldNext, tables.Date, 0, 12, true},
		{crm.FieldOwner, tables.Text, 0, 22, false},
		{crm.FieldGroup, tables.Text, 0, 14, true},
		{crm.FieldVisible, tables.Text, 0, 18, false},
		{crm.FieldSource, tables.Text, 0, 18, false},
		{crm.FieldCompetitor, tables.Text, 0, 18, false},
		{crm.FieldCredited, tables.Text, 0, 18, false},
		{crm.FieldDescription, tables.Text, 0, 40, false},
		{crm.FieldNote, tables.Text, 0, 40, false},
		{crm.FieldLinks, tables.Text, 0, 40, false},
		{crm.FieldRegistered, tables.Date, 0, 12, true},
		{crm.FieldRegisteredBy, tables.Text, 0, 22, true},
		{crm.FieldUpdated, tables.Date, 0, 12, true},
		{crm.FieldUpdatedBy, tables.Text, 0, 22, true},
	},
	crm.CompaniesTable: {
		{crm.FieldName, tables.Text, 0, 40, false},
		{crm.FieldCity, tables.Text, 0, 20, false},
		{crm.FieldKvK, tables.Text, 0, 12, false},
		{crm.FieldEmail, tables.Text, 0, 30, false},
		{crm.FieldPhone, tables.Text, 0, 18, false},
		{crm.FieldWebsite, tables.Text, 0, 30, false},
	},
	crm.ContactsTable: {
		{crm.FieldName, tables.Text, 0, 30, false},
		{crm.FieldCompany, tables.Text, 0, 40, false},
		{crm.FieldPosition, tables.Text, 0, 24, false},
		{crm.FieldEmail, tables.Text, 0, 30, false},
		{crm.FieldPhone, tables.Text, 0, 18, false},
	},
	crm.ProjectsTable: {
		{crm.FieldName, tables.Text, 0, 30, false},
		{crm.FieldCompany, tables.Text, 0, 40, false},
		{crm.FieldProjectKind, tables.Text, 0, 20, false},
	},
}

// Head is what the column is called.
func Head(t *locales.Texts, f crm.Field) string { return t.T("table.head." + string(f)) }

// Fields are the columns of a table that can be brought in.
func Fields(table crm.Table) (out []crm.Field) {
	for _, c := range columns[table] {
		if !c.told {
			out = append(out, c.field)
		}
	}
	return out
}

// columnOf is the column of the table; false where it has none such.
func columnOf(table crm.Table, f crm.Field) (column, bool) {
	for _, c := range columns[table] {
		if c.field == f {
			return c, true
		}
	}
	return column{}, false
}

// tableColumns are the table's as they are written.
func tableColumns(t *locales.Texts, table crm.Table) (out []tables.Column) {
	for _, c := range columns[table] {
		out = append(out, tables.Column{Key: string(c.field), Head: Head(t, c.field), Kind: c.kind, Decimals: c.decimals, Width: c.width})
	}
	return out
}

// Formats are the kinds of files that are written, by their endings, with their
// media types.
var Formats = map[string]string{
	"csv":  "text/csv; charset=utf-8; header=present",
	"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
	"json": "application/json; charset=utf-8",
}
