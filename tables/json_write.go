package tables

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
)

type jsonWriter struct {
	columns []Column
	out     *bufio.Writer
	rows    int
}

// NewJSON writes one array with an object for each row, a line each. Numbers have
// all their decimals, true and false are written as such; a cell without anything is
// null.
func NewJSON(w io.Writer, columns []Column) Writer {
	return &jsonWriter{columns: columns, out: bufio.NewWriterSize(w, 32<<10)}
}

func (j *jsonWriter) Write(row []Cell) error {
	before := "[\n{"
	if j.rows > 0 {
		before = ",\n{"
	}
	j.rows++
	j.out.WriteString(before)
	for i, cell := range row {
		if i > 0 {
			j.out.WriteByte(',')
		}
		j.text(j.columns[i].Key)
		j.out.WriteByte(':')
		switch {
		case cell.Empty():
			j.out.WriteString("null")
		case cell.Kind == Number:
			j.out.WriteString(cell.Text)
		case cell.Kind == True:
			j.out.WriteString("true")
		case cell.Kind == False:
			j.out.WriteString("false")
		default:
			j.text(cell.Text)
		}
	}
	return j.out.WriteByte('}')
}

func (j *jsonWriter) text(text string) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	_ = e.Encode(text) // a string can always be encoded
	j.out.Write(bytes.TrimSuffix(b.Bytes(), []byte("\n")))
}

func (j *jsonWriter) Close() error {
	end := "\n]\n"
	if j.rows == 0 {
		end = "[]\n"
	}
	j.out.WriteString(end)
	return j.out.Flush()
}
