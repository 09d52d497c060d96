package crm

import (
	"bytes"
	"net/http"
	"path"
	"strings"
	"unicode"
	"unicode/utf8"
)

// MaxFileSize bounds an uploaded file, in bytes.
const MaxFileSize = 25 << 20

const maxFileName = 200 // characters

const FieldFile Field = "file"

// File is an uploaded file: what it holds is kept under the hash of that.
type File struct {
	Hash string `json:"hash,omitempty"` // SHA-256, in small hexadecimal digits
	Name string `json:"name,omitempty"` // as FileName has it
	Size int64  `json:"size,omitempty"` // bytes
}

// IsZero tells that there is none.
func (f File) IsZero() bool { return f.Hash == "" }

// Type is the media type that the file is sent as, from its name.
func (f File) Type() string { return fileTypes[ending(f.Name)].media }

// fileType is a kind of file that may be uploaded, and how one begins.
type fileType struct {
	media  string
	begins []string // one of these; none: text
}

const (
	zipped   = "PK\x03\x04"
	compound = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1" // Office before 2007, Outlook
)

// fileTypes are what may be uploaded, by the ending of the name: what offices send
// each other, and nothing that a computer would run.
var fileTypes = map[string]fileType{
	"pdf":  {"application/pdf", []string{"%PDF-"}},
	"doc":  {"application/msword", []string{compound}},
	"docx": {"application/vnd.openxmlformats-officedocument.wordprocessingml.document", []string{zipped}},
	"xls":  {"application/vnd.ms-excel", []string{compound}},
	"xlsx": {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", []string{zipped}},
	"ppt":  {"application/vnd.ms-powerpoint", []string{compound}},
	"pptx": {"application/vnd.openxmlformats-officedocument.presentationml.presentation", []string{zipped}},
	"odt":  {"application/vnd.oasis.opendocument.text", []string{zipped}},
	"ods":  {"application/vnd.oasis.opendocument.spreadsheet", []string{zipped}},
	"odp":  {"application/vnd.oasis.opendocument.presentation", []string{zipped}},
	"rtf":  {"application/rtf", []string{`{\rtf`}},
	"msg":  {"application/vnd.ms-outlook", []string{compound}},
	"zip":  {"application/zip", []string{zipped}},
	"jpg":  {"image/jpeg", []string{"\xFF\xD8\xFF"}},
	"jpeg": {"image/jpeg", []string{"\xFF\xD8\xFF"}},
	"png":  {"image/png", []string{"\x89PNG\r\n\x1A\n"}},
	"gif":  {"image/gif", []string{"GIF87a", "GIF89a"}},
	"tif":  {"image/tiff", []string{"II*\x00", "MM\x00*"}},
	"tiff": {"image/tiff", []string{"II*\x00", "MM\x00*"}},
	"txt":  {"text/plain", nil},
	"csv":  {"text/csv", nil},
	"md":   {"text/markdown", nil},
	"eml":  {"message/rfc822", nil},
}

// FileEndings are the endings that may be uploaded, as a form's accept has them.
const FileEndings = ".pdf,.doc,.docx,.xls,.xlsx,.ppt,.pptx,.odt,.ods,.odp,.rtf,.msg,.eml,.zip,.jpg,.jpeg,.png,.gif,.tif,.tiff,.txt,.csv,.md"

// FileHead is how many of the first bytes of a file CheckFile looks at.
const FileHead = 512

// FileName is the name as it is kept: without the folders before it, without what
// can't be seen or could mislead, short enough for every file system, its ending
// kept. Empty where nothing is left.
func FileName(name string) string {
	name = path.Base(strings.ReplaceAll(strings.ToValidUTF8(name, ""), `\`, "/"))
	name = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r), r == '/', r == utf8.RuneError:
			return -1
		case strings.ContainsRune(`<>:"|?*;`, r):
			return '_'
		case unicode.IsSpace(r):
			return ' '
		}
		return r
	}, name)
	name = strings.Trim(strings.Join(strings.Fields(name), " "), ". ")
	if over := utf8.RuneCountInString(name) - maxFileName; over > 0 {
		end := path.Ext(name)
		if utf8.RuneCountInString(end) > 10 {
			end = ""
		}
		stem := []rune(strings.TrimSuffix(name, end))
		name = string(stem[:len(stem)-over]) + end
	}
	return name
}

// CheckFile tells why a file may not be uploaded, from its name, its size and its
// first FileHead bytes; nil where it may. What it holds must be what its ending
// says.
func CheckFile(name string, size int64, head []byte) error {
	kind, known := fileTypes[ending(name)]
	switch {
	case size > MaxFileSize:
		return invalid(FieldFile, "error.file.too_large").with("max", MaxFileSize>>20)
	case !known:
		return invalid(FieldFile, "error.file.kind").with("name", name)
	case size == 0:
		return invalid(FieldFile, "error.file.empty")
	}
	for _, begin := range kind.begins {
		if bytes.HasPrefix(head, []byte(begin)) {
			return nil
		}
	}
	if kind.begins == nil && isText(head) {
		return nil
	}
	return invalid(FieldFile, "error.file.content").with("name", name)
}

// isText tells text from what a computer would run or show as a page.
func isText(head []byte) bool {
	return strings.HasPrefix(http.DetectContentType(head), "text/plain") && !bytes.HasPrefix(head, []byte("#!"))
}

func ending(name string) string {
	return strings.ToLower(strings.TrimPrefix(path.Ext(name), "."))
}
