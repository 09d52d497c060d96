package tables

import (
	"bytes"
	"errors"
	"io"
	"unicode/utf8"
)

// headSize is how much of a file is looked at to find out what it is.
const headSize = 64 << 10

var (
	zipMagic = []byte("PK\x03\x04")
	oldMagic = []byte("\xD0\xCF\x11\xE0") // Excel before 2007
)

// Open finds out what a file is and returns what reads it. A crm.Error says why it
// cannot be read.
func Open(file io.ReaderAt, size int64, limits Limits) (Reader, About, error) {
	head := make([]byte, min(size, headSize))
	if _, err := file.ReadAt(head, 0); err != nil && !errors.Is(err, io.EOF) {
		return nil, About{}, err
	}
	switch {
	case size == 0:
		return nil, About{}, fault("error.table.empty", nil)
	case bytes.HasPrefix(head, zipMagic):
		return openXLSX(file, size, limits)
	case bytes.HasPrefix(head, oldMagic):
		return nil, About{}, fault("error.table.old_workbook", nil)
	}
	return openCSV(file, size, head, limits)
}

// isUTF8 reads the whole file. A zero byte is in no text: then it is neither.
func isUTF8(file io.ReaderAt, size int64) (utf, text bool, err error) {
	r := io.NewSectionReader(file, 0, size)
	buf := make([]byte, 64<<10)
	kept := 0
	utf = true
	for {
		n, err := io.ReadFull(r, buf[kept:])
		chunk := buf[:kept+n]
		ended := errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
		if err != nil && !ended {
			return false, false, err
		}
		if bytes.IndexByte(chunk, 0) >= 0 {
			return false, false, nil
		}
		cut := len(chunk)
		if !ended { // a character may go on in the next piece
			for back := 1; back < utf8.UTFMax && back <= len(chunk); back++ {
				if utf8.RuneStart(chunk[len(chunk)-back]) {
					if !utf8.FullRune(chunk[len(chunk)-back:]) {
						cut = len(chunk) - back
					}
					break
				}
			}
		}
		utf = utf && utf8.Valid(chunk[:cut])
		kept = copy(buf, chunk[cut:])
		if ended {
			return utf, true, nil
		}
	}
}
