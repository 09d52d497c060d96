package tables

import (
	"archive/zip"
	"encoding/xml"
	"errors"
	"io"
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"

	"verkoop/crm"
)

// maxRow bounds one row of a sheet, in bytes, unpacked: marks and all, more than
// maxRecord.
const maxRow = 2 * maxRecord

// sheet reads the rows of a sheet.
type sheet struct {
	*workbook
	in   *unpacked
	xml  *xml.Decoder
	line int
	rows int
}

func newSheet(w *workbook, f *zip.File) (Reader, error) {
	in, err := w.unpack(f, w.limits.Bytes)
	if err != nil {
		return nil, fault("error.table.broken", nil)
	}
	in.most = maxRow
	return &sheet{workbook: w, in: in, xml: xml.NewDecoder(in)}, nil
}

// Read implements Reader. Rows in which nothing stands are passed over.
func (s *sheet) Read() (Row, error) {
	for {
		s.in.row = 0
		token, err := s.xml.Token()
		if errors.Is(err, io.EOF) {
			return Row{}, io.EOF
		}
		if err != nil {
			return Row{}, broken(err)
		}
		start, ok := token.(xml.StartElement)
		if !ok || start.Name.Local != "row" {
			continue
		}
		s.line++
		if n, err := strconv.Atoi(attribute(start, "r")); err == nil && n >= s.line {
			s.line = n
		}
		row, err := s.row()
		if err != nil {
			return Row{}, broken(err)
		}
		if len(row.Cells) == 0 && row.Fault == nil {
			continue
		}
		if s.rows++; s.rows > s.limits.Rows+1 { // and the head
			return Row{}, fault("error.table.rows", crm.Args{"max": s.limits.Rows})
		}
		return row, nil
	}
}

// row reads up to the end of the row.
func (s *sheet) row() (Row, error) {
	row := Row{Line: s.line}
	at := -1
	for {
		token, err := s.xml.Token()
		if err != nil {
			return row, err
		}
		switch t := token.(type) {
		case xml.EndElement:
			if t.Name.Local == "row" {
				for len(row.Cells) > 0 && row.Cells[len(row.Cells)-1].Empty() {
					row.Cells = row.Cells[:len(row.Cells)-1]
				}
				return row, nil
			}
		case xml.StartElement:
			if t.Name.Local != "c" {
				continue
			}
			at++
			if n := columnOf(attribute(t, "r")); n >= at {
				at = n
			}
			cell, err := s.cell(t)
			if err != nil {
				return row, err
			}
			if cell.Empty() {
				continue
			}
			if at >= s.limits.Columns {
				return row, fault("error.table.columns", crm.Args{"count": at + 1, "max": s.limits.Columns, "line": s.line})
			}
			if len(cell.Text) > s.limits.Cell {
				e := fault("error.table.cell_long", crm.Args{"column": columnName(at), "line": s.line})
				row.Fault, cell = &e, Cell{}
			}
			for len(row.Cells) <= at {
				row.Cells = append(row.Cells, Of(""))
			}
			row.Cells[at] = cell
		}
	}
}

// cell reads up to the end of the cell.
func (s *sheet) cell(start xml.StartElement) (Cell, error) {
	var value, text strings.Builder
	formula := false
	for {
		token, err := s.xml.Token()
		if err != nil {
			return Cell{}, err
		}
		switch t := token.(type) {
		case xml.EndElement:
			if t.Name.Local == "c" {
				if formula {
					return Cell{Kind: Formula}, nil
				}
				return s.meaning(attribute(start, "t"), attribute(start, "s"), value.String(), text.String()), nil
			}
		case xml.StartElement:
			switch t.Name.Local {
			case "f":
				formula = true
				err = s.xml.Skip()
			case "v":
				err = readText(s.xml, &value, s.limits.Cell)
			case "t":
				err = readText(s.xml, &text, s.limits.Cell)
			case "rPh":
				err = s.xml.Skip()
			}
			if err != nil {
				return Cell{}, err
			}
		}
	}
}

// meaning is what a cell of the type and style holds.
func (s *sheet) meaning(kind, style, value, text string) Cell {
	switch kind {
	case "s":
		if i, err := strconv.Atoi(value); err == nil && i >= 0 && i < len(s.shared) {
			return Of(s.shared[i])
		}
		return Cell{Fault, value}
	case "inlineStr":
		return Of(unescape(text))
	case "str":
		return Of(unescape(value))
	case "b":
		if value == "1" {
			return Of("true")
		}
		return Of("false")
	case "e":
		return Cell{Fault, value}
	case "d":
		day, _, _ := strings.Cut(value, "T")
		return Cell{Date, day}
	}
	if value == "" {
		return Cell{}
	}
	number, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
	if err != nil || math.IsInf(number, 0) || math.IsNaN(number) {
		return Cell{Fault, value}
	}
	if i, err := strconv.Atoi(style); err == nil && i >= 0 && i < len(s.days) && s.days[i] {
		if day, ok := s.day(number); ok {
			return Cell{Date, day}
		}
	}
	return Cell{Number, plainDecimal(value, number)}
}

// plainDecimal writes the number as workbooks show it: rounded to so many digits
// as they hold exactly.
func plainDecimal(value string, number float64) string {
	if plain.MatchString(value) && digits(value) <= mostDigits {
		return value
	}
	rounded, err := strconv.ParseFloat(strconv.FormatFloat(number, 'g', mostDigits, 64), 64)
	if err != nil {
		return value
	}
	return strconv.FormatFloat(rounded, 'f', -1, 64)
}

var plain = regexp.MustCompile(`^-?[0-9]+(\.[0-9]+)?$`)

// day is the day that a number means.
func (s *sheet) day(number float64) (string, bool) {
	n := int(math.Floor(number))
	if s.late {
		n += 1462
	}
	switch {
	case n < 1 || n > 2_958_465: // 31 December 9999
		return "", false
	case n < firstSerial-1:
		n++ // before the day that 1900 did not have
	}
	return dayZero.AddDate(0, 0, n).Format(time.DateOnly), true
}

// attribute is the one of that name, whatever it belongs to.
func attribute(t xml.StartElement, name string) string {
	for _, a := range t.Attr {
		if a.Name.Local == name && a.Name.Space == "" {
			return a.Value
		}
	}
	return ""
}

// columnOf is the column of a cell's name, from 0; -1 for no name.
func columnOf(name string) int {
	n := 0
	for _, r := range name {
		if r < 'A' || r > 'Z' || n > 20_000 {
			break
		}
		n = 26*n + int(r-'A') + 1
	}
	return n - 1
}

// escapes are how workbooks write characters that XML has not.
var escapes = regexp.MustCompile(`_(x[0-9A-Fa-f]{4}_)`)

// unescape is the text that a workbook means.
func unescape(text string) string {
	text = strings.ReplaceAll(text, "\r\n", "\n")
	if !strings.Contains(text, "_x") {
		return text
	}
	// One after the other, since the end of one may look like the begin of the next.
	var out strings.Builder
	for {
		at := escapes.FindStringIndex(text)
		if at == nil {
			out.WriteString(text)
			return out.String()
		}
		n, _ := strconv.ParseUint(text[at[0]+2:at[1]-1], 16, 16)
		out.WriteString(text[:at[0]])
		out.WriteRune(rune(n))
		text = text[at[1]:]
	}
}
