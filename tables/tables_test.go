package tables

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"verkoop/crm"
)

var limits = Limits{Rows: 1000, Columns: 50, Cell: 400_000, Bytes: 4 << 20}

var columns = []Column{{Key: "title", Head: "Titel", Kind: Text}, {Key: "amount", Head: "Bedrag", Kind: Number, Decimals: 2},
	{Key: "on", Head: "Datum", Kind: Date}, {Key: "number", Head: "Nummer", Kind: Number}}

// write is the table in the format.
func write(t interface{ Fatal(...any) }, format string, rows [][]Cell) []byte {
	var b bytes.Buffer
	w := map[string]Writer{"nl": NewCSV(&b, columns, Styles["nl"]), "en": NewCSV(&b, columns, Styles["en"]),
		"xlsx": NewXLSX(&b, "Verkopen", columns), "json": NewJSON(&b, columns)}[format]
	for _, row := range rows {
		if err := w.Write(row); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// read is all rows of a file, its head too, and the error that it ends with.
func read(file []byte) (rows []Row, about About, err error) {
	r, about, err := Open(bytes.NewReader(file), int64(len(file)), limits)
	if err != nil {
		return nil, about, err
	}
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			return rows, about, nil
		}
		if err != nil {
			return rows, about, err
		}
		rows = append(rows, row)
	}
}

func key(err error) string {
	var e crm.Error
	errors.As(err, &e)
	return e.Key
}

// cells are rows such as any text, number and day make.
func cells(t *rapid.T) [][]Cell {
	text := rapid.OneOf(rapid.StringN(0, 40, -1), rapid.SampledFrom([]string{"=1+1", "'=1", "''", "@x", "-1", "+31 6", "\ttab", "regel\nregel", "a;b,c\td|e", `"`, `a"b`,
		"_x0041_x0042_", "_x005F_", "\uFEFFbom", "\uFFFE", " spatie ", `\.`, "=", "0", "1e5"})).Filter(func(s string) bool {
		return !strings.ContainsFunc(s, func(r rune) bool { return r == '\r' || r < ' ' && r != '\n' && r != '\t' || r == 0xFFFD })
	})
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) []Cell {
		row := []Cell{Of(text.Draw(t, "title")), {Number, fmt.Sprintf("%d.%02d", rapid.Int64Range(-1e12, 1e12).Draw(t, "whole"), rapid.IntRange(0, 99).Draw(t, "minor"))},
			{Date, fmt.Sprintf("%d-%02d-%02d", rapid.IntRange(1901, 2999).Draw(t, "year"), rapid.IntRange(1, 12).Draw(t, "month"), rapid.IntRange(1, 28).Draw(t, "day"))},
			{Number, fmt.Sprint(rapid.IntRange(1, 1_000_000).Draw(t, "number"))}}
		if rapid.Bool().Draw(t, "empty") {
			row[rapid.IntRange(1, 2).Draw(t, "which")] = Cell{}
		}
		return row
	}), 1, 8).Draw(t, "rows")
}

func TestWhatIsWrittenIsReadBack(t *testing.T) {
	for _, format := range []string{"nl", "en", "xlsx"} {
		t.Run(format, rapid.MakeCheck(func(t *rapid.T) {
			rows := cells(t)
			got, _, err := read(write(t, format, rows))
			if err != nil || len(got) != len(rows)+1 {
				t.Fatalf("%d rows of %d: %v", len(got), len(rows), err)
			}
			for i, row := range rows {
				for j, want := range row {
					have := Cell{}
					if j < len(got[i+1].Cells) {
						have = got[i+1].Cells[j]
					}
					text := have.Text
					if want.Kind == Text || want.Kind == 0 {
						if format != "xlsx" { // whose texts are no formulas
							text = Unguard(text)
						}
					} else if format == "nl" {
						text = strings.Replace(text, ",", ".", 1)
					}
					if text != want.Text && !(want.Kind == Number && decimalEqual(text, want.Text)) {
						t.Fatalf("%q came back as %q", want, have)
					}
					if format == "xlsx" && want.Text != "" && want.Kind != 0 && want.Kind != have.Kind {
						t.Fatalf("%q is of another kind: %q", want, have)
					}
				}
			}
		}))
	}
}

func decimalEqual(a, b string) bool {
	x, ok := crm.ParseDecimal(a)
	y, also := crm.ParseDecimal(b)
	return ok && also && x.Compare(y) == 0
}

func TestCSVIsAsTheLanguagesSpreadsheetsExpect(t *testing.T) {
	rows := [][]Cell{{Of("=1+1"), {Number, "-1234.50"}, {Date, "2026-11-23"}, {Number, "1042"}}}
	for format, want := range map[string]string{
		"nl": "\uFEFFTitel;Bedrag;Datum;Nummer\r\n'=1+1;-1234,50;2026-11-23;1042\r\n",
		"en": "\uFEFFTitel,Bedrag,Datum,Nummer\r\n'=1+1,-1234.50,2026-11-23,1042\r\n",
	} {
		if got := string(write(t, format, rows)); got != want {
			t.Errorf("%s: %q", format, got)
		}
	}
	if got := string(write(t, "nl", nil)); got != "\uFEFFTitel;Bedrag;Datum;Nummer\r\n" {
		t.Errorf("without rows: %q", got)
	}
}

func TestAnotherProgramReadsOurWorkbook(t *testing.T) {
	file := write(t, "xlsx", [][]Cell{{Of("=1+1"), {Number, "-1234.50"}, {Date, "2026-11-23"}, {Number, "1042"}}, {Of("lang " + strings.Repeat("é", 40_000)), {}, {}, {Number, "1234567890123456789"}}})
	f, err := excelize.OpenReader(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	got, err := f.GetRows("Verkopen")
	if err != nil || len(got) != 3 || strings.Join(got[0], "|") != "Titel|Bedrag|Datum|Nummer" || strings.Join(got[1], "|") != "=1+1|-1,234.50|2026-11-23|1042" {
		t.Errorf("%v: %.200q", err, got)
	}
	if kind, _ := f.GetCellType("Verkopen", "B2"); kind != excelize.CellTypeUnset && kind != excelize.CellTypeNumber {
		t.Errorf("an amount is of type %d", kind)
	}
	if long := []rune(got[2][0]); len(long) > maxSheetText || long[len(long)-1] != '…' || got[2][3] != "1234567890123456789" {
		t.Errorf("%d characters, %q", len(long), got[2][3])
	}
}

func TestAFileSaysWhatSeparatesItsCells(t *testing.T) {
	for file, want := range map[string]rune{"sep=,\r\na,b;c;d\n1,2;3;4\n": ',', "SEP=|\na;b|c\n1;2|3\n": '|', "sep=x\n1;2\n": ';', "sep\n1\n": ';'} {
		rows, about, err := read([]byte(file))
		if err != nil || about.Separator != want {
			t.Errorf("%q: %q, %v", file, about.Separator, err)
		}
		if head := rows[0]; want != ';' && (head.Line != 2 || head.Cells[0].Text[0] != 'a') {
			t.Errorf("%q: the head is %+v", file, head)
		}
	}
}

func TestJSONHasNumbersAndNothing(t *testing.T) {
	file := write(t, "json", [][]Cell{{Of("=<b>"), {Number, "10.50"}, {}, {Number, "1"}}, {Of(""), {}, {Date, "2026-11-23"}, {}}})
	var got []map[string]any
	if err := json.Unmarshal(file, &got); err != nil {
		t.Fatal(err)
	}
	if got[0]["title"] != "=<b>" || got[0]["amount"] != 10.5 || got[0]["on"] != nil || got[1]["on"] != "2026-11-23" || !bytes.Contains(file, []byte("10.50")) {
		t.Errorf("%s", file)
	}
	if file := write(t, "json", [][]Cell{{{True, "Ja"}, {False, "Nee"}, {}, {}}}); !bytes.Contains(file, []byte(`:true,`)) || !bytes.Contains(file, []byte(`:false,`)) {
		t.Errorf("%s", file)
	}
	if got := string(write(t, "nl", [][]Cell{{{True, "Ja"}, {False, "Nee"}, {}, {}}})); !strings.Contains(got, "Ja;Nee;;") {
		t.Errorf("%s", got)
	}
	if got := string(write(t, "json", nil)); got != "[]\n" {
		t.Errorf("without rows: %q", got)
	}
}

func TestEncodingsAndSeparatorsAreFoundOut(t *testing.T) {
	for name, c := range map[string]struct {
		file, encoding string
		separator      rune
	}{
		"UTF-8":             {"naam;plaats\nCafé;Zoë\n", "utf8", ';'},
		"a byte order mark": {"\uFEFFnaam,plaats\nCafé,Zoë\n", "utf8", ','},
		"Windows-1252":      {"naam;plaats\nCaf\xe9;Zo\xeb\n", "windows1252", ';'},
		"tabs":              {"naam\tplaats\nCafé\tZoë\n", "utf8", '\t'},
		"UTF-16":            {"\xFF\xFEn\x00a\x00a\x00m\x00\t\x00p\x00l\x00a\x00a\x00t\x00s\x00\n\x00C\x00a\x00f\x00\xe9\x00\t\x00Z\x00o\x00\xeb\x00", "utf16", '\t'},
		"commas in texts":   {"naam;plaats\n\"Café\";\"Zoë\"\n\"a, b, c\";\"d, e\"\n", "utf8", ';'},
	} {
		rows, about, err := read([]byte(c.file))
		if err != nil || about.Encoding != c.encoding || about.Separator != c.separator || len(rows) < 2 || rows[0].Cells[0].Text != "naam" ||
			rows[1].Cells[0].Text != "Café" || rows[1].Cells[1].Text != "Zoë" {
			t.Errorf("%s: %v %+v %v", name, err, about, rows)
		}
	}
}

func TestFilesThatCannotBeReadAreToldOf(t *testing.T) {
	wide := strings.Repeat("a;", 299) + "a\n"
	long := "a;b\n" + strings.Repeat("1;2\n", 1100)
	for name, c := range map[string]struct {
		file []byte
		key  string
	}{
		"an empty file":                {nil, "error.table.empty"},
		"300 columns":                  {[]byte(wide), "error.table.columns"},
		"too many rows":                {[]byte(long), "error.table.rows"},
		"a picture":                    {[]byte("\x89PNG\r\n\x1A\n\x00\x00"), "error.table.unknown"},
		"Excel of before 2007":         {[]byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), "error.table.old_workbook"},
		"a zip that is none":           {[]byte("PK\x03\x04 en verder niets"), "error.table.broken"},
		"a zip with something else":    {zipped(t, "brief.txt", "hallo"), "error.table.no_workbook"},
		"a workbook without its sheet": {zipped(t, "xl/workbook.xml", "<workbook/>"), "error.table.broken"},
		"a quotation mark never closed, and megabytes after it": {[]byte("a;b\n1;\"" + strings.Repeat("x;y\n", 2_000_000)), "error.table.row_long"},
	} {
		if _, _, err := read(c.file); key(err) != c.key {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// zipped is a zip with one part.
func zipped(t *testing.T, name, body string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(w, body); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestALoneQuotationMarkCostsItsRowOnly(t *testing.T) {
	rows, _, err := read([]byte("titel;plaats\nBuis 5\" lang;Venlo\nGewoon;Tiel\n\"nooit dicht;Ede\n"))
	if err != nil || len(rows) != 4 {
		t.Fatalf("%v %+v", err, rows)
	}
	if f := rows[1].Fault; f == nil || f.Key != "error.table.quote" || f.Args["line"] != 2 {
		t.Errorf("%+v", f)
	}
	if rows[2].Fault != nil || rows[2].Cells[1].Text != "Tiel" {
		t.Errorf("%+v", rows[2])
	}
	if f := rows[3].Fault; f == nil || f.Key != "error.table.quote_open" || f.Args["line"] != 4 {
		t.Errorf("%+v", f)
	}
}

func TestAWorkbookOfAnotherProgramIsRead(t *testing.T) {
	f := excelize.NewFile()
	defer f.Close()
	day, _ := f.NewStyle(&excelize.Style{NumFmt: 14})
	for cell, value := range map[string]any{"A1": "Titel", "B1": "Bedrag", "C1": "Datum", "D1": "Ja", "A2": "Hek", "B2": 0.1 + 0.2, "C2": 46349, "D2": true, "A4": "Poort", "B4": 1e15} {
		if err := f.SetCellValue("Sheet1", cell, value); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(f.SetCellStyle("Sheet1", "C2", "C2", day), f.SetCellFormula("Sheet1", "C4", "TODAY()")); err != nil {
		t.Fatal(err)
	}
	if _, err := f.NewSheet("Nog een"); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	rows, about, err := read(b.Bytes())
	if err != nil || len(rows) != 3 || about.Sheet != "Sheet1" || about.Others != 1 {
		t.Fatalf("%v %+v %+v", err, about, rows)
	}
	if got := rows[1]; got.Line != 2 || got.Cells[1] != (Cell{Number, "0.3"}) || got.Cells[2] != (Cell{Date, "2026-11-23"}) || got.Cells[3].Text != "true" {
		t.Errorf("%+v", got)
	}
	if got := rows[2]; got.Line != 4 || got.Cells[2].Kind != Formula || got.Cells[2].Text != "" || got.Cells[1].Text != "1000000000000000" {
		t.Errorf("a formula: %+v", got)
	}
}

func TestAWorkbookThatUnpacksToTooMuchIsRefused(t *testing.T) {
	good := write(t, "xlsx", nil)
	z, err := zip.NewReader(bytes.NewReader(good), int64(len(good)))
	if err != nil {
		t.Fatal(err)
	}
	for bloated, megabytes := range map[string]int{"xl/worksheets/sheet1.xml": 5, "xl/sharedStrings.xml": 65, "xl/styles.xml": 9, "xl/workbook.xml": 9} {
		var b bytes.Buffer
		out := zip.NewWriter(&b)
		for _, f := range z.File {
			if f.Name != bloated {
				if err := out.Copy(f); err != nil {
					t.Fatal(err)
				}
			}
		}
		w, err := out.Create(bloated)
		if err != nil {
			t.Fatal(err)
		}
		io.WriteString(w, "<x><row>")
		spaces := strings.Repeat(" ", 1<<20)
		for range megabytes {
			io.WriteString(w, spaces)
		}
		io.WriteString(w, "</row></x>")
		if err := out.Close(); err != nil {
			t.Fatal(err)
		}
		if b.Len() > 1<<20 {
			t.Fatalf("%d bytes are no bomb", b.Len())
		}
		if _, _, err := read(b.Bytes()); key(err) != "error.table.bomb" {
			t.Errorf("%s: %v", bloated, err)
		}
	}
}

// sheetOf is a workbook with that as its sheet, packed or not.
func sheetOf(t *testing.T, method uint16, pieces ...string) []byte {
	t.Helper()
	good := write(t, "xlsx", nil)
	z, err := zip.NewReader(bytes.NewReader(good), int64(len(good)))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	out := zip.NewWriter(&b)
	for _, f := range z.File {
		if f.Name != "xl/worksheets/sheet1.xml" {
			if err := out.Copy(f); err != nil {
				t.Fatal(err)
			}
		}
	}
	w, err := out.CreateHeader(&zip.FileHeader{Name: "xl/worksheets/sheet1.xml", Method: method})
	if err != nil {
		t.Fatal(err)
	}
	for _, piece := range pieces {
		io.WriteString(w, piece)
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestABombIsKnownByHowMuchMoreItIsThanPacked(t *testing.T) {
	row := "<row><c t=\"inlineStr\"><is><t>x</t></is></c></row>" + strings.Repeat(" ", 1<<20)
	pieces := []string{"<x>"}
	for range 70 {
		pieces = append(pieces, row)
	}
	pieces = append(pieces, "</x>")
	wide := limits
	wide.Bytes = 1 << 30
	for method, want := range map[uint16]string{zip.Deflate: "error.table.bomb", zip.Store: ""} {
		if rows, err := readWithin(sheetOf(t, method, pieces...), wide); key(err) != want || want == "" && rows != 70 {
			t.Errorf("method %d: %d rows, %v", method, rows, err)
		}
	}
}

func TestATextThatNeverEndsIsRefusedBeforeItIsHeld(t *testing.T) {
	wide := limits
	wide.Bytes = 1 << 30
	spaces := strings.Repeat(" ", 20<<20)
	for where, sheet := range map[string][]string{"between rows": {"<x>", spaces, "</x>"}, "in a cell": {"<x><row><c t=\"inlineStr\"><is><t>", spaces, "</t></is></c></row></x>"}} {
		if _, err := readWithin(sheetOf(t, zip.Store, sheet...), wide); key(err) != "error.table.bomb" {
			t.Errorf("%s: %v", where, err)
		}
	}
}

func readWithin(file []byte, limits Limits) (rows int, err error) {
	in, _, err := Open(bytes.NewReader(file), int64(len(file)), limits)
	for err == nil {
		if _, err = in.Read(); errors.Is(err, io.EOF) {
			return rows, nil
		}
		rows++
	}
	return rows, err
}

func FuzzOpen(f *testing.F) {
	for _, seed := range []string{"a;b\n1;2\n", "\"a\n", "a\tb\r\n\"x\"\"y\"\t", "\xff\xfea\x00", "Caf\xe9,1\n", "PK\x03\x04"} {
		f.Add([]byte(seed))
	}
	f.Add(write(f, "xlsx", [][]Cell{{Of("x"), {Number, "1.5"}, {Date, "2026-11-23"}}}))
	f.Fuzz(func(t *testing.T, file []byte) {
		rows, _, err := read(file)
		if err != nil && key(err) == "" {
			t.Errorf("an error that is not told in words: %v", err)
		}
		for _, row := range rows {
			if len(row.Cells) > limits.Columns {
				t.Errorf("%d cells", len(row.Cells))
			}
		}
	})
}
