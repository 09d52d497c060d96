// Package tables reads and writes tables as other programs do: CSV, workbooks
// (XLSX) and JSON. It knows cells, and nothing of sales. It reads and writes row by
// row, in memory that does not grow with the table. It may import crm, for its
// errors.
package tables

import (
	"strings"

	"verkoop/crm"
)

// Kind is what a cell holds.
type Kind byte

const (
	Text    Kind = 't' // or nothing, where Text is empty
	Number  Kind = 'n' // a plain decimal: "-12.5"
	Date    Kind = 'd' // a day, ISO: "2026-11-23"
	True    Kind = 'y' // Text is the word for it; likewise False
	False   Kind = 'z'
	Formula Kind = 'f' // of a workbook; what it would come to is not known
	Fault   Kind = 'e' // an error that a workbook shows, such as #N/A
)

// Cell is one cell of a table.
type Cell struct {
	Kind Kind
	Text string
}

// Empty tells that nothing stands in the cell.
func (c Cell) Empty() bool { return c.Text == "" && c.Kind != Formula }

// Of is a text as a cell.
func Of(text string) Cell { return Cell{Text, text} }

// Column is one column of a table that is written.
type Column struct {
	Key      string // in JSON
	Head     string // elsewhere
	Kind     Kind
	Decimals int // that numbers are shown with in a workbook
	Width    int // in a workbook, in characters; 0: as the program likes
}

// Writer writes a table. Its head is written before the first row.
type Writer interface {
	// Write writes a row with a cell for each column.
	Write(row []Cell) error
	// Close ends the table, and must be called: a table without its end may look whole.
	Close() error
}

// Guard gives a text that a spreadsheet might take for a formula a leading
// apostrophe: one that begins with = + - @ ', a tab or a return.
func Guard(text string) string {
	if guarded(text) {
		return "'" + text
	}
	return text
}

// Unguard takes the apostrophe off that Guard has given.
func Unguard(text string) string {
	if rest, ok := strings.CutPrefix(text, "'"); ok && guarded(rest) {
		return rest
	}
	return text
}

func guarded(text string) bool {
	return text != "" && strings.ContainsRune("=+-@'\t\r", rune(text[0]))
}

func fault(key string, args crm.Args) crm.Error {
	return crm.Error{Kind: crm.Invalid, Key: key, Args: args}
}

// Row is a row as it was read.
type Row struct {
	Line  int // in the file, from 1: of a workbook its row, of CSV the line that it begins on
	Cells []Cell
	Fault *crm.Error // the row can't be read, and Cells are what there is of it
}

// Reader reads a table row by row, its head too.
type Reader interface {
	// Read returns io.EOF after the last row. A crm.Error is about the file as a whole,
	// and nothing can be read after it.
	Read() (Row, error)
}

// Limits are how much of a file is read.
type Limits struct {
	Rows    int
	Columns int
	Cell    int   // bytes of one cell
	Bytes   int64 // of a workbook's sheet, unpacked
}

// About is what was found out about a file.
type About struct {
	Format    string // "csv" or "xlsx"
	Encoding  string // of CSV: "utf8", "windows1252", "utf16"
	Separator rune   // of CSV
	Sheet     string // of a workbook: the sheet that is read
	Others    int    // sheets that are not
}
