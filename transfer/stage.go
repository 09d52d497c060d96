package transfer

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"io"
	"strings"

	"verkoop/crm"
	"verkoop/store"
	"verkoop/tables"
)

// Bounds of a file that is brought in.
const (
	MaxFile    = 1 << 30
	MaxRows    = 2_000_000
	MaxColumns = 200
	maxCell    = 400_000 // bytes: the longest note
	maxSheet   = 4 << 30
	// maxKept is more than any file that is not made to do harm.
	maxKept = 4 << 30
)

// kept is a row as it is kept until it is brought in.
type kept struct {
	Line  int                `json:"n"`
	Cells []string           `json:"c,omitempty"` // the kind and the text; empty for nothing
	Fault *crm.ImportProblem `json:"f,omitempty"`
}

func keep(row tables.Row) kept {
	k := kept{Line: row.Line}
	for _, c := range row.Cells {
		if c.Text == "" && c.Kind != tables.Formula { // most cells of a wide table
			k.Cells = append(k.Cells, "")
			continue
		}
		kind := c.Kind
		if kind == 0 {
			kind = tables.Text
		}
		k.Cells = append(k.Cells, string(kind)+c.Text)
	}
	if row.Fault != nil {
		p := row.Fault.Keep()
		k.Fault = &p
	}
	return k
}

func (k kept) row() tables.Row {
	row := tables.Row{Line: k.Line}
	for _, c := range k.Cells {
		cell := tables.Of("")
		if c != "" {
			cell = tables.Cell{Kind: tables.Kind(c[0]), Text: c[1:]}
		}
		row.Cells = append(row.Cells, cell)
	}
	if k.Fault != nil {
		e := k.Fault.Error()
		row.Fault = &e
	}
	return row
}

// Receive reads an uploaded file to its end and keeps its rows, each as it will be
// brought in, so that neither encodings nor workbooks matter any more. It fills in
// what was found out about the file. A crm.Error says why it cannot be read.
func Receive(ctx context.Context, files store.Files, file io.ReaderAt, size int64, i crm.Import) (crm.Import, error) {
	if size > MaxFile {
		return i, crm.Error{Kind: crm.Invalid, Key: "error.table.too_large", Args: crm.Args{"max": MaxFile >> 20}}
	}
	in, about, err := tables.Open(file, size, tables.Limits{Rows: MaxRows, Columns: MaxColumns, Cell: maxCell, Bytes: maxSheet})
	if err != nil {
		return i, err
	}
	head, err := in.Read()
	if errors.Is(err, io.EOF) {
		err = crm.Error{Kind: crm.Invalid, Key: "error.table.empty"}
	}
	if err == nil && head.Fault != nil {
		err = *head.Fault
	}
	if err != nil {
		return i, err
	}
	for _, c := range head.Cells {
		i.Heads = append(i.Heads, tables.Unguard(c.Text))
	}
	i.Encoding, i.Sheet, i.Others = about.Encoding, about.Sheet, about.Others
	if about.Separator != 0 {
		i.Separator = string(about.Separator)
	}
	r, w := io.Pipe()
	counted := make(chan int, 1)
	go func() {
		n, err := keepRows(w, in)
		w.CloseWithError(err)
		counted <- n
	}()
	hash, _, err := files.Put(ctx, r, maxKept)
	r.CloseWithError(err) // what is written ends where Put has given up
	i.Rows = <-counted
	if errors.Is(err, store.ErrFileTooLarge) {
		err = crm.Error{Kind: crm.Invalid, Key: "error.table.too_much"}
	}
	if err == nil && i.Rows == 0 {
		err = crm.Error{Kind: crm.Invalid, Key: "error.table.no_rows"}
	}
	i.File = hash
	return i, err
}

func keepRows(w io.Writer, in tables.Reader) (rows int, err error) {
	out := bufio.NewWriterSize(w, 64<<10)
	lines := json.NewEncoder(out)
	lines.SetEscapeHTML(false)
	for {
		row, err := in.Read()
		if errors.Is(err, io.EOF) {
			return rows, out.Flush()
		}
		if err != nil {
			return rows, err
		}
		if row.Fault == nil && blank(row) {
			continue
		}
		if err := lines.Encode(keep(row)); err != nil {
			return rows, err
		}
		rows++
	}
}

func blank(row tables.Row) bool {
	for _, c := range row.Cells {
		if c.Kind != tables.Text && !c.Empty() || strings.TrimSpace(c.Text) != "" {
			return false
		}
	}
	return true
}

// rows reads kept rows from a place on.
type rows struct {
	io.Closer
	in    *bufio.Reader
	place int64
}

func openRows(files store.Files, hash string, place int64) (*rows, error) {
	f, _, err := files.Open(hash)
	if err != nil {
		return nil, err
	}
	if s, ok := f.(io.Seeker); ok {
		_, err = s.Seek(place, io.SeekStart)
	} else {
		_, err = io.CopyN(io.Discard, f, place)
	}
	if err != nil {
		f.Close()
		return nil, err
	}
	return &rows{f, bufio.NewReaderSize(f, 64<<10), place}, nil
}

// next is the next row, or io.EOF.
func (r *rows) next() (tables.Row, error) {
	line, err := r.in.ReadBytes('\n')
	if err != nil {
		return tables.Row{}, err
	}
	r.place += int64(len(line))
	var k kept
	if err := json.Unmarshal(line, &k); err != nil {
		return tables.Row{}, err
	}
	return k.row(), nil
}

// Peek is the first rows of an import, for a form that shows what its columns hold.
func Peek(files store.Files, i crm.Import, most int) (out []tables.Row, err error) {
	r, err := openRows(files, i.File, 0)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	for len(out) < most {
		row, err := r.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		out = append(out, row)
	}
	return out, nil
}

// PageOf is at most so many rows of the import from a place on, and the place after
// them; 0 at the end. store.ErrCursor where no row begins at the place.
func PageOf(files store.Files, i crm.Import, place int64, most int) (out []tables.Row, next int64, err error) {
	r, err := openRows(files, i.File, place)
	if err != nil {
		return nil, 0, err
	}
	defer r.Close()
	for len(out) < most {
		row, err := r.next()
		if errors.Is(err, io.EOF) {
			return out, 0, nil
		}
		if err != nil {
			return nil, 0, store.ErrCursor
		}
		out = append(out, row)
	}
	if _, err := r.in.Peek(1); err != nil {
		return out, 0, nil
	}
	return out, r.place, nil
}
