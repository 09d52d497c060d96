package tables

import (
	"archive/zip"
	"bufio"
	"encoding/xml"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// maxSheetRows is how many rows a sheet holds, its head included.
const maxSheetRows = 1_048_576

// maxSheetText is how many characters a cell of a workbook holds (UTF-16 units).
const maxSheetText = 32_767

// mostDigits is how many digits a number of a workbook holds exactly.
const mostDigits = 15

type xlsxWriter struct {
	zip     *zip.Writer
	out     *bufio.Writer // of the sheet that is being written
	columns []Column
	letters []string
	styles  map[int]int // decimals, and the style of numbers with so many
	name    string
	sheets  int
	rows    int // of the sheet
}

// NewXLSX writes a workbook straight into w: numbers and days are real ones, the
// head stays in sight, and a table of more rows than a sheet holds goes on in the
// next. A number of more digits than workbooks hold is written as text, and a text
// that is longer than a cell is cut, with an ellipsis.
func NewXLSX(w io.Writer, name string, columns []Column) Writer {
	x := &xlsxWriter{zip: zip.NewWriter(w), columns: columns, name: sheetName(name), styles: map[int]int{}}
	for i, c := range columns {
		x.letters = append(x.letters, columnName(i))
		if _, known := x.styles[c.Decimals]; c.Kind == Number && !known {
			x.styles[c.Decimals] = firstNumberStyle + len(x.styles)
		}
	}
	return x
}

// Styles of cells: plain, the head, days, then numbers by their decimals.
const (
	headStyle        = 1
	dayStyle         = 2
	firstNumberStyle = 3
)

func (x *xlsxWriter) Write(row []Cell) error {
	if x.out == nil || x.rows == maxSheetRows {
		if err := x.begin(); err != nil {
			return err
		}
	}
	return x.row(row, 0)
}

func (x *xlsxWriter) row(row []Cell, style int) error {
	x.rows++
	number := strconv.Itoa(x.rows)
	x.out.WriteString(`<row r="` + number + `">`)
	for i, cell := range row {
		if cell.Empty() {
			continue
		}
		x.out.WriteString(`<c r="` + x.letters[i] + number + `"`)
		switch {
		case cell.Kind == Number && digits(cell.Text) <= mostDigits:
			x.styled(x.styles[x.columns[i].Decimals])
			x.out.WriteString(`><v>` + cell.Text + `</v></c>`)
		case cell.Kind == Date && serial(cell.Text) > 0:
			x.styled(dayStyle)
			x.out.WriteString(`><v>` + strconv.Itoa(serial(cell.Text)) + `</v></c>`)
		default:
			x.styled(style)
			x.out.WriteString(` t="inlineStr"><is><t xml:space="preserve">`)
			x.text(cell.Text)
			x.out.WriteString(`</t></is></c>`)
		}
	}
	_, err := x.out.WriteString("</row>")
	return err
}

func (x *xlsxWriter) styled(style int) {
	if style != 0 {
		x.out.WriteString(` s="` + strconv.Itoa(style) + `"`)
	}
}

// text writes a text. What XML cannot hold is written as workbooks do; what looks
// like that is escaped itself, or readers would take it for such a character.
func (x *xlsxWriter) text(text string) {
	text = Shorten(text)
	var b strings.Builder
	for i, r := range text {
		switch {
		case r == '_' && escapes.MatchString(text[i:min(len(text), i+7)]):
			b.WriteString("_x005F_")
		case r != '\t' && r != '\n' && r < ' ' || r == 0xFFFE || r == 0xFFFF:
			fmt.Fprintf(&b, "_x%04X_", r)
		default:
			b.WriteRune(r)
		}
	}
	_ = xml.EscapeText(x.out, []byte(b.String())) // errors stick to out
}

// Shorten is the text as a cell of a workbook holds it: with an ellipsis at the end
// where it is too long.
func Shorten(text string) string {
	if len(text) <= maxSheetText {
		return text
	}
	units := 0
	for i, r := range text {
		if units += 1; r > 0xFFFF {
			units++
		}
		if units == maxSheetText && i+utf8.RuneLen(r) < len(text) || units > maxSheetText {
			return text[:i] + "…"
		}
	}
	return text
}

// begin ends the sheet that is being written, and begins the next with the head.
func (x *xlsxWriter) begin() error {
	if err := x.end(); err != nil {
		return err
	}
	x.sheets++
	w, err := x.zip.Create(fmt.Sprintf("xl/worksheets/sheet%d.xml", x.sheets))
	if err != nil {
		return err
	}
	x.out, x.rows = bufio.NewWriterSize(w, 32<<10), 0
	x.out.WriteString(xml.Header + `<worksheet xmlns="` + mainSpace + `"><sheetViews><sheetView workbookViewId="0">` +
		`<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>`)
	for i, c := range x.columns {
		width := c.Width
		if width == 0 {
			width = 12
		}
		fmt.Fprintf(x.out, `<col min="%d" max="%d" width="%d" customWidth="1"/>`, i+1, i+1, width)
	}
	x.out.WriteString("</cols><sheetData>")
	head := make([]Cell, len(x.columns))
	for i, c := range x.columns {
		head[i] = Of(c.Head)
	}
	return x.row(head, headStyle)
}

func (x *xlsxWriter) end() error {
	if x.out == nil {
		return nil
	}
	x.out.WriteString("</sheetData></worksheet>")
	return x.out.Flush()
}

const (
	mainSpace     = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
	relationSpace = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	packageSpace  = "http://schemas.openxmlformats.org/package/2006/"
	typePrefix    = "application/vnd.openxmlformats-officedocument.spreadsheetml."
)

// Close writes what says how the sheets hang together.
func (x *xlsxWriter) Close() error {
	if x.out == nil {
		if err := x.begin(); err != nil {
			return err
		}
	}
	if err := x.end(); err != nil {
		return err
	}
	var types, sheets, relations strings.Builder
	for n := 1; n <= x.sheets; n++ {
		name := x.name
		if n > 1 {
			name = fmt.Sprintf("%s %d", name, n)
		}
		var escaped strings.Builder
		_ = xml.EscapeText(&escaped, []byte(name)) // a builder takes all
		fmt.Fprintf(&types, `<Override PartName="/xl/worksheets/sheet%d.xml" ContentType="%sworksheet+xml"/>`, n, typePrefix)
		fmt.Fprintf(&sheets, `<sheet name="%s" sheetId="%d" r:id="rId%d"/>`, escaped.String(), n, n)
		fmt.Fprintf(&relations, `<Relationship Id="rId%d" Type="%s/worksheet" Target="worksheets/sheet%d.xml"/>`, n, relationSpace, n)
	}
	for _, part := range []struct{ name, body string }{
		{"[Content_Types].xml", `<Types xmlns="` + packageSpace + `content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
			`<Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="` + typePrefix + `sheet.main+xml"/>` +
			`<Override PartName="/xl/styles.xml" ContentType="` + typePrefix + `styles+xml"/>` + types.String() + `</Types>`},
		{"_rels/.rels", `<Relationships xmlns="` + packageSpace + `relationships"><Relationship Id="rId1" Type="` + relationSpace + `/officeDocument" Target="xl/workbook.xml"/></Relationships>`},
		{"xl/workbook.xml", `<workbook xmlns="` + mainSpace + `" xmlns:r="` + relationSpace + `"><sheets>` + sheets.String() + `</sheets></workbook>`},
		{"xl/_rels/workbook.xml.rels", `<Relationships xmlns="` + packageSpace + `relationships">` + relations.String() +
			fmt.Sprintf(`<Relationship Id="rId%d" Type="%s/styles" Target="styles.xml"/></Relationships>`, x.sheets+1, relationSpace)},
		{"xl/styles.xml", x.stylesheet()},
	} {
		w, err := x.zip.Create(part.name)
		if err != nil {
			return err
		}
		if _, err := io.WriteString(w, xml.Header+part.body); err != nil {
			return err
		}
	}
	return x.zip.Close()
}

// stylesheet has the styles of cells that are named above.
func (x *xlsxWriter) stylesheet() string {
	formats, cells := `<numFmt numFmtId="164" formatCode="yyyy\-mm\-dd"/>`, ""
	byStyle := make([]int, len(x.styles))
	for decimals, style := range x.styles {
		byStyle[style-firstNumberStyle] = decimals
	}
	for i, decimals := range byStyle {
		format := "0"
		if decimals > 0 {
			format = "#,##0." + strings.Repeat("0", decimals)
		}
		formats += fmt.Sprintf(`<numFmt numFmtId="%d" formatCode="%s"/>`, 165+i, format)
		cells += fmt.Sprintf(`<xf numFmtId="%d" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>`, 165+i)
	}
	return fmt.Sprintf(`<styleSheet xmlns="%s"><numFmts count="%d">%s</numFmts>`, mainSpace, 1+len(byStyle), formats) +
		`<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>` +
		`<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>` +
		`<borders count="1"><border/></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>` +
		fmt.Sprintf(`<cellXfs count="%d"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>`, firstNumberStyle+len(byStyle)) +
		`<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>` +
		`<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>` + cells + `</cellXfs></styleSheet>`
}

// digits counts what a number of a workbook must hold.
func digits(decimal string) int {
	whole, fraction, _ := strings.Cut(strings.TrimPrefix(decimal, "-"), ".")
	whole, fraction = strings.TrimLeft(whole, "0"), strings.TrimRight(fraction, "0")
	return len(whole) + len(fraction)
}

// dayZero is when a workbook's days begin to count, from 1 March 1900 on: it takes
// 1900 for a leap year.
var dayZero = time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)

// firstSerial is 1 March 1900.
const firstSerial = 61

// serial is the day as a workbook counts it; 0 for one that it cannot.
func serial(day string) int {
	at, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return 0
	}
	n := int((at.Unix() - dayZero.Unix()) / 86_400)
	if n < firstSerial {
		return 0
	}
	return n
}

// columnName is the letters of a column: A, Z, AA.
func columnName(i int) string {
	name := ""
	for i++; i > 0; i = (i - 1) / 26 {
		name = string(rune('A'+(i-1)%26)) + name
	}
	return name
}

// sheetName is a name that workbooks allow.
func sheetName(name string) string {
	name = strings.Map(func(r rune) rune {
		if strings.ContainsRune(`[]:*?/\'`, r) || r < ' ' {
			return ' '
		}
		return r
	}, name)
	runes := []rune(name)
	return string(runes[:min(len(runes), 25)])
}
