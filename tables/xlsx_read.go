package tables

import (
	"archive/zip"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"strings"

	"verkoop/crm"
)

const (
	// maxPart bounds what is read of the parts of a workbook that are no sheets.
	maxPart = 8 << 20
	// maxShared bounds the texts that the cells of a workbook share, in memory.
	maxShared = 64 << 20
	// maxParts is more than workbooks have.
	maxParts = 10_000
	// maxRatio is how many times larger than packed a part may be, where it is larger
	// than a bound below which that is no harm: workbooks are some twenty times.
	maxRatio     = 200
	ratioMatters = 64 << 20
)

// workbook is what is known of one before its sheet is read.
type workbook struct {
	files  map[string]*zip.File
	size   int64 // of the file
	limits Limits
	days   []bool   // by style: a number is a day
	shared []string // texts that cells name by number
	late   bool     // days count from 1904
}

// openXLSX reads what a sheet needs. Nothing is worked out: formulas stay formulas.
func openXLSX(file io.ReaderAt, size int64, limits Limits) (Reader, About, error) {
	about := About{Format: "xlsx"}
	z, err := zip.NewReader(file, size)
	if err != nil || len(z.File) > maxParts {
		return nil, about, fault("error.table.broken", nil)
	}
	w := &workbook{files: map[string]*zip.File{}, size: size, limits: limits}
	for _, f := range z.File {
		w.files[strings.ToLower(strings.TrimPrefix(f.Name, "/"))] = f
	}
	if w.files["xl/workbook.xml"] == nil {
		return nil, about, fault("error.table.no_workbook", nil)
	}
	sheet, err := w.open(&about)
	if err != nil {
		return nil, about, err
	}
	return sheet, about, nil
}

func (w *workbook) open(about *About) (Reader, error) {
	var book struct {
		Properties struct {
			Late string `xml:"date1904,attr"`
		} `xml:"workbookPr"`
		Sheets []struct {
			Name     string `xml:"name,attr"`
			State    string `xml:"state,attr"`
			Relation string `xml:"http://schemas.openxmlformats.org/officeDocument/2006/relationships id,attr"`
		} `xml:"sheets>sheet"`
	}
	if err := w.part("xl/workbook.xml", &book); err != nil {
		return nil, err
	}
	w.late = book.Properties.Late == "1" || book.Properties.Late == "true"
	var relations struct {
		All []struct {
			ID     string `xml:"Id,attr"`
			Target string `xml:"Target,attr"`
		} `xml:"Relationship"`
	}
	if err := w.part("xl/_rels/workbook.xml.rels", &relations); err != nil {
		return nil, err
	}
	target := ""
	for _, s := range book.Sheets {
		if s.State != "" && s.State != "visible" {
			continue
		}
		if target != "" {
			about.Others++
			continue
		}
		for _, r := range relations.All {
			if r.ID == s.Relation {
				about.Sheet, target = s.Name, r.Target
			}
		}
	}
	if strings.HasPrefix(target, "/") {
		target = target[1:]
	} else {
		target = path.Join("xl", target)
	}
	sheet := w.files[strings.ToLower(target)]
	if sheet == nil {
		return nil, fault("error.table.broken", nil)
	}
	if err := w.readStyles(); err != nil {
		return nil, err
	}
	if err := w.readShared(); err != nil {
		return nil, err
	}
	return newSheet(w, sheet)
}

// part reads one of the small parts.
func (w *workbook) part(name string, into any) error {
	f := w.files[name]
	if f == nil {
		return fault("error.table.broken", nil)
	}
	in, err := w.unpack(f, maxPart)
	if err != nil {
		return fault("error.table.broken", nil)
	}
	defer in.Close()
	if err := xml.NewDecoder(in).Decode(into); err != nil {
		return broken(err)
	}
	return nil
}

// broken says of an error while reading what it means.
func broken(err error) error {
	var e crm.Error
	if errors.As(err, &e) {
		return e
	}
	return fault("error.table.broken", nil)
}

// unpacked reads a part, up to a bound: what is packed in it may be far larger than
// it says.
type unpacked struct {
	io.ReadCloser
	left int64
	most int64 // of a row
	row  int64 // of this row; the XML decoder holds a text as a whole, however long
}

func (w *workbook) unpack(f *zip.File, most int64) (*unpacked, error) {
	in, err := f.Open()
	if err != nil {
		return nil, err
	}
	packed := min(f.CompressedSize64, uint64(w.size)) // what it says may be anything
	return &unpacked{ReadCloser: in, left: min(most, max(ratioMatters, maxRatio*int64(packed))), most: most}, nil
}

func (u *unpacked) Read(p []byte) (int, error) {
	if u.left <= 0 || u.row > u.most {
		return 0, fault("error.table.bomb", nil)
	}
	n, err := u.ReadCloser.Read(p[:min(int64(len(p)), u.left)])
	u.left, u.row = u.left-int64(n), u.row+int64(n)
	return n, err
}

// readStyles finds out which styles show numbers as days.
func (w *workbook) readStyles() error {
	if w.files["xl/styles.xml"] == nil {
		return nil
	}
	var styles struct {
		Formats []struct {
			ID   int    `xml:"numFmtId,attr"`
			Code string `xml:"formatCode,attr"`
		} `xml:"numFmts>numFmt"`
		Cells []struct {
			Format int `xml:"numFmtId,attr"`
		} `xml:"cellXfs>xf"`
	}
	if err := w.part("xl/styles.xml", &styles); err != nil {
		return err
	}
	own := map[int]bool{}
	for _, f := range styles.Formats {
		own[f.ID] = showsDay(f.Code)
	}
	for _, c := range styles.Cells {
		day, custom := own[c.Format]
		w.days = append(w.days, custom && day || !custom && builtInDay(c.Format))
	}
	return nil
}

// builtInDay tells the formats of days that need not be written out.
func builtInDay(id int) bool {
	return id >= 14 && id <= 17 || id == 22 || id >= 27 && id <= 36 || id >= 50 && id <= 58
}

// showsDay tells whether a format shows a day: it names one, outside of quotes and
// brackets.
func showsDay(code string) bool {
	code, _, _ = strings.Cut(code, ";")
	quoted, bracket, escaped := false, false, false
	for _, r := range strings.ToLower(code) {
		switch {
		case escaped:
			escaped = false
		case r == '"':
			quoted = !quoted
		case quoted:
		case r == '\\' || r == '_' || r == '*':
			escaped = true
		case r == '[':
			bracket = true
		case r == ']':
			bracket = false
		case bracket:
		case r == 'd' || r == 'y':
			return true
		}
	}
	return false
}

// readShared reads the texts that cells share.
func (w *workbook) readShared() error {
	f := w.files["xl/sharedstrings.xml"]
	if f == nil {
		return nil
	}
	in, err := w.unpack(f, maxShared)
	if err != nil {
		return fault("error.table.broken", nil)
	}
	defer in.Close()
	d := xml.NewDecoder(in)
	var text strings.Builder
	for {
		token, err := d.Token()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return broken(err)
		}
		switch t := token.(type) {
		case xml.StartElement:
			switch t.Name.Local {
			case "si":
				text.Reset()
			case "t":
				if err := readText(d, &text, w.limits.Cell); err != nil {
					return broken(err)
				}
			case "rPh": // how it is said, not what it says
				if err := d.Skip(); err != nil {
					return broken(err)
				}
			}
		case xml.EndElement:
			if t.Name.Local == "si" {
				w.shared = append(w.shared, unescape(text.String()))
			}
		}
	}
}

// readText adds what stands up to the end of the element, not much more than the
// bound.
func readText(d *xml.Decoder, text *strings.Builder, most int) error {
	for {
		token, err := d.Token()
		if err != nil {
			return err
		}
		switch t := token.(type) {
		case xml.CharData:
			if text.Len() <= most {
				text.Write(t)
			}
		case xml.EndElement:
			return nil
		}
	}
}
