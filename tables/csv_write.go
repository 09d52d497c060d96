package tables

import (
	"bufio"
	"encoding/csv"
	"io"
	"strings"
)

// Style is how CSV of a language is written.
type Style struct {
	Separator rune
	Mark      string // before decimals
}

// Styles by language, as spreadsheets that are set to it expect.
var Styles = map[string]Style{"nl": {';', ","}, "en": {',', "."}}

// bom says to spreadsheets that the file is UTF-8.
const bom = "\uFEFF"

type csvWriter struct {
	columns []Column
	style   Style
	out     *csv.Writer
	record  []string
	begin   func() error
}

// NewCSV writes UTF-8 with a byte order mark and CRLF; days are ISO, which
// spreadsheets of every language read as such.
func NewCSV(w io.Writer, columns []Column, style Style) Writer {
	buffered := bufio.NewWriterSize(w, 32<<10)
	out := csv.NewWriter(buffered)
	out.Comma, out.UseCRLF = style.Separator, true
	c := &csvWriter{columns: columns, style: style, out: out, record: make([]string, len(columns))}
	c.begin = func() error {
		c.begin = nil
		if _, err := buffered.WriteString(bom); err != nil {
			return err
		}
		for i, column := range columns {
			c.record[i] = Guard(column.Head)
		}
		return out.Write(c.record)
	}
	return c
}

func (c *csvWriter) Write(row []Cell) error {
	if c.begin != nil {
		if err := c.begin(); err != nil {
			return err
		}
	}
	for i, cell := range row {
		switch cell.Kind {
		case Number:
			c.record[i] = strings.Replace(cell.Text, ".", c.style.Mark, 1)
		case Date:
			c.record[i] = cell.Text
		default:
			c.record[i] = Guard(cell.Text)
		}
	}
	return c.out.Write(c.record)
}

func (c *csvWriter) Close() error {
	if c.begin != nil {
		if err := c.begin(); err != nil {
			return err
		}
	}
	c.out.Flush()
	return c.out.Error()
}
