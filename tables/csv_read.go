package tables

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"regexp"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"verkoop/crm"
)

// separators are those that are understood, the likeliest first.
var separators = []rune{';', ',', '\t', '|'}

// maxRecord bounds one row of CSV, in bytes: a quotation mark that is never closed
// would make the rest of the file one.
const maxRecord = 4 << 20

var errRecord = errors.New("tables: row too long")

type csvReader struct {
	in     *csv.Reader
	guard  *guard
	limits Limits
	rows   int
	last   int // line of the row read last
	ended  bool
	// What was read ahead, to know whether a quotation mark is open until the end.
	ahead  bool
	record []string
	err    error
}

// guard counts what a row takes.
type guard struct {
	io.Reader
	read int
}

func (g *guard) Read(p []byte) (int, error) {
	if g.read > maxRecord {
		return 0, errRecord
	}
	n, err := g.Reader.Read(p[:min(len(p), 4096)])
	g.read += n
	return n, err
}

func openCSV(file io.ReaderAt, size int64, head []byte, limits Limits) (Reader, About, error) {
	about := About{Format: "csv", Encoding: "utf8"}
	var in io.Reader = io.NewSectionReader(file, 0, size)
	switch {
	case bytes.HasPrefix(head, []byte{0xFF, 0xFE}), bytes.HasPrefix(head, []byte{0xFE, 0xFF}):
		about.Encoding = "utf16"
		in = unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM).NewDecoder().Reader(in)
	case bytes.HasPrefix(head, []byte(bom)):
		in = io.NewSectionReader(file, int64(len(bom)), size-int64(len(bom)))
		fallthrough
	default:
		utf, text, err := isUTF8(file, size)
		if err != nil {
			return nil, about, err
		}
		if !text {
			return nil, about, fault("error.table.unknown", nil)
		}
		if !utf {
			about.Encoding = "windows1252"
			in = charmap.Windows1252.NewDecoder().Reader(io.NewSectionReader(file, 0, size))
		}
	}
	// The first piece decides what separates cells, and is then read again.
	first := make([]byte, headSize)
	n, err := io.ReadFull(in, first)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, about, err
	}
	first = first[:n]
	about.Separator = separatorOf(first, err == nil)
	if said := saysSeparator.FindSubmatch(first); said != nil {
		about.Separator = rune(said[1][0])
		first = append([]byte("\n"), first[len(said[0]):]...) // an empty line, which counts as one
	}
	g := &guard{Reader: io.MultiReader(bytes.NewReader(first), in)}
	r := csv.NewReader(g)
	r.Comma, r.FieldsPerRecord = about.Separator, -1
	return &csvReader{in: r, guard: g, limits: limits}, about, nil
}

// saysSeparator is the first line by which a file tells Excel what separates its cells.
var saysSeparator = regexp.MustCompile(`^(?i:sep)=([;,\t|])\r?\n`)

// separatorOf is the one that cuts the first rows into the most cells, the same
// number in most of them.
func separatorOf(first []byte, more bool) rune {
	best, most := separators[0], 1
	for _, s := range separators {
		r := csv.NewReader(bytes.NewReader(first))
		r.Comma, r.FieldsPerRecord, r.ReuseRecord, r.LazyQuotes = s, -1, true, true
		head, same, rows := 0, 0, 0
		for rows < 20 {
			record, err := r.Read()
			if err != nil {
				break
			}
			if more && r.InputOffset() >= int64(len(first)) {
				break // cut off
			}
			if rows == 0 {
				head = len(record)
			}
			if rows++; len(record) == head {
				same++
			}
		}
		if head > most && 2*same >= rows {
			best, most = s, head
		}
	}
	return best
}

func (c *csvReader) Read() (Row, error) {
	if c.ended {
		return Row{}, io.EOF
	}
	record, err := c.next()
	var wrong *csv.ParseError
	switch {
	case errors.Is(err, errRecord):
		c.ended = true
		return Row{}, fault("error.table.row_long", crm.Args{"line": c.last + 1})
	case errors.As(err, &wrong):
		c.rows++
		c.last = wrong.Line
		e := fault("error.table.quote", crm.Args{"line": wrong.Line})
		c.record, c.err = c.next()
		if c.ahead = true; errors.Is(wrong.Err, csv.ErrQuote) && errors.Is(c.err, io.EOF) {
			e = fault("error.table.quote_open", crm.Args{"line": wrong.StartLine})
		}
		return Row{Line: wrong.StartLine, Fault: &e}, nil
	case err != nil:
		return Row{}, err
	}
	c.last, _ = c.in.FieldPos(0)
	if c.rows++; c.rows > c.limits.Rows+1 { // and the head
		return Row{}, fault("error.table.rows", crm.Args{"max": c.limits.Rows})
	}
	if len(record) > c.limits.Columns {
		return Row{}, fault("error.table.columns", crm.Args{"count": len(record), "max": c.limits.Columns, "line": c.last})
	}
	row := Row{Line: c.last, Cells: make([]Cell, len(record))}
	for i, text := range record {
		if len(text) > c.limits.Cell {
			e := fault("error.table.cell_long", crm.Args{"column": columnName(i), "line": c.last})
			row.Fault, text = &e, ""
		}
		row.Cells[i] = Of(text)
	}
	return row, nil
}

// next is the next record, which may have been read before.
func (c *csvReader) next() ([]string, error) {
	if c.ahead {
		c.ahead = false
		return c.record, c.err
	}
	c.guard.read = 0
	return c.in.Read()
}
