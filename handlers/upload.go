package handlers

import (
	"encoding/json"
	"errors"
	"io"
	"mime"
	"regexp"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"verkoop/auth"
	"verkoop/crm"
	"verkoop/locales"
	"verkoop/store"
	"verkoop/views"
)

const (
	// uploadLimit is above the largest file, so that one that is somewhat too large is
	// refused in words, with all that was typed. What is over 16 MB of it goes through
	// a temporary file.
	uploadLimit = 8*crm.MaxFileSize + bodyLimit
	// uploadTime is for the slow lines that files come over.
	uploadTime = 10 * time.Minute
)

var uploads = regexp.MustCompile(`^/(sales/[^/]+/)?activities(/[^/]+)?$`)

// limits are those of a request, known from its header: a form with a file may be
// larger and take longer, of who is signed in.
func (s *server) limits(h *fasthttp.RequestHeader) (c fasthttp.RequestConfig) {
	if c := s.importLimits(h); c.MaxRequestBodySize > 0 {
		return c
	}
	path, _, _ := strings.Cut(string(h.RequestURI()), "?")
	if !h.IsPost() && !h.IsPut() || !uploads.MatchString(path) || !streams(h) {
		return c
	}
	if _, known := s.asks(h); known {
		return fasthttp.RequestConfig{MaxRequestBodySize: uploadLimit, ReadTimeout: uploadTime}
	}
	return c
}

const (
	fileField     = string(crm.FieldFile)
	keptFileField = "kept_file"
)

// uploaded keeps the file that the form carries, and returns it, or the one that
// was sent with the form before; the zero file where there is none. A file that may
// not be kept is a crm.Error of its field.
func (s *server) uploaded(c *fiber.Ctx, posted form) (file crm.File, err error) {
	m, err := c.MultipartForm()
	if err != nil || len(m.File[fileField]) == 0 {
		if text, ok := auth.Unseal(posted.get(keptFileField), of(c).secret); ok {
			_ = json.Unmarshal([]byte(text), &file) // it is as keptFile wrote it
		}
		return file, nil
	}
	sent := m.File[fileField][0]
	name := crm.FileName(sent.Filename)
	r, err := sent.Open()
	if err != nil {
		return file, err
	}
	defer r.Close()
	head := make([]byte, crm.FileHead)
	n, err := io.ReadFull(r, head)
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		return file, err
	}
	if err := crm.CheckFile(name, sent.Size, head[:n]); err != nil {
		return file, err
	}
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return file, err
	}
	hash, size, err := s.Files.Put(c.UserContext(), r, crm.MaxFileSize)
	return crm.File{Hash: hash, Name: name, Size: size}, err
}

// keptFile is what a form carries of a file that was sent already.
func keptFile(f crm.File, secret string) string {
	if f.IsZero() {
		return ""
	}
	text, _ := json.Marshal(f) // strings and a number
	return auth.Seal(string(text), secret)
}

// fileView is the file as it is shown.
func fileView(t *locales.Texts, f crm.File, href string) *views.File {
	if f.IsZero() {
		return nil
	}
	return &views.File{Name: f.Name, Size: t.Bytes(f.Size), Href: href}
}

// activityFile answers with the file of a document, to be kept, not shown: it comes
// from somebody's computer.
func (s *server) activityFile(c *fiber.Ctx) error {
	var f activityForm
	err := s.view(c, func(tx store.ReadTx) (err error) {
		f, err = s.storedActivity(c, tx)
		return err
	})
	if err != nil {
		return err
	}
	r, size, err := s.Files.Open(f.before.File.Hash)
	if errors.Is(err, store.ErrNotFound) {
		return crm.Error{Kind: crm.NotFound, Key: "error.file.not_found"}
	}
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, f.before.File.Type())
	c.Set(fiber.HeaderContentDisposition, mime.FormatMediaType("attachment", map[string]string{"filename": f.before.File.Name}))
	return c.SendStream(r, int(size)) // which closes it
}
