package handlers

import (
	"bytes"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/valyala/fasthttp"

	"verkoop/crm"
)

const pdf = "%PDF-1.7\nan offer"

// upload posts the form with a file, as browsers send one.
func (s *site) upload(path string, form url.Values, name, content string, options ...option) *answer {
	s.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for field, values := range form {
		for _, v := range values {
			_ = w.WriteField(field, v)
		}
	}
	part, _ := w.CreateFormFile("file", name) // a buffer takes all
	_, _ = io.WriteString(part, content)
	_ = w.Close()
	return s.do("POST", path, nil, append(options, func(r *http.Request) {
		r.Body, r.ContentLength = io.NopCloser(&body), int64(body.Len())
		r.Header.Set("Content-Type", w.FormDataContentType())
	})...)
}

const newDocument = "/sales/1042/activities/new?kind=document"

// document is the document of sale 1042 with the text.
func (s *site) document(text string) (out crm.Activity) {
	s.t.Helper()
	for _, a := range s.activities(1042) {
		if a.Text == text {
			out = a
		}
	}
	if out.ID == "" {
		s.t.Fatalf("there is no document %q", text)
	}
	return out
}

func (s *site) path(a crm.Activity) string { return "/sales/1042/activities/" + string(a.ID) }

func TestADocumentIsUploadedAndFetched(t *testing.T) {
	for way, options := range map[string][]option{"without scripts": nil, "htmx": {htmx}} {
		t.Run(way, func(t *testing.T) {
			s := open(t)
			form := s.get(newDocument).want(200).activityFields("text", "De offerte", "document_kind", "document-quote")
			form.Del("_csrf")
			a := s.upload("/sales/1042/activities?kind=document", form, `C:\Users\Femke\Offerte Venlo ☕.pdf`, pdf, options...)
			if options == nil {
				a.want(303)
			} else if a.want(200); !strings.Contains(a.body, "Offerte Venlo ☕.pdf") {
				t.Errorf("the list does not show it: %.1000s", a.body)
			}
			made := s.document("De offerte")
			if !made.Done() || made.Sort != "document-quote" || made.File.Name != "Offerte Venlo ☕.pdf" || made.File.Size != int64(len(pdf)) {
				t.Errorf("%+v", made)
			}
			got := s.get(s.path(made) + "/file").want(200)
			if got.body != pdf || got.header.Get("Content-Type") != "application/pdf" {
				t.Errorf("%q as %s", got.body, got.header.Get("Content-Type"))
			}
			how, named, err := mime.ParseMediaType(got.header.Get("Content-Disposition"))
			if how != "attachment" || named["filename"] != "Offerte Venlo ☕.pdf" || err != nil {
				t.Errorf("%s", got.header.Get("Content-Disposition"))
			}
			// Edited without another file it keeps the one it has.
			form = s.get(s.path(made)).want(200).activityFields("text", "De herziene offerte")
			s.do("PUT", s.path(made), form, htmx).want(200)
			if after := s.document("De herziene offerte"); after.File != made.File {
				t.Errorf("%+v", after.File)
			}
			form = s.get(s.path(made)).want(200).activityFields()
			s.upload(s.path(made)+"?_method=PUT", form, "later.pdf", pdf+" anew").want(303)
			if got := s.get(s.path(made) + "/file").want(200); got.body != pdf+" anew" {
				t.Errorf("%q", got.body)
			}
		})
	}
}

func TestAFileThatMayNotBeKeptIsRefusedInWords(t *testing.T) {
	s := open(t)
	form := s.get(newDocument).want(200).activityFields("text", "Iets")
	for name, c := range map[string]struct{ file, content, want string }{
		"a program":               {"setup.exe", "MZ\x90", "kan niet worden bewaard"},
		"a page":                  {"offerte.html", "<html>", "kan niet worden bewaard"},
		"a program called a PDF":  {"offerte.pdf", "MZ\x90", "iets anders dan de naam zegt"},
		"a page called a text":    {"offerte.txt", "<!DOCTYPE html><script>alert(1)</script>", "iets anders dan de naam zegt"},
		"nothing":                 {"leeg.pdf", "", "leeg"},
		"one that is too large":   {"groot.pdf", pdf + strings.Repeat("x", crm.MaxFileSize), "hoogstens 25 MB"},
		"one without a real name": {"..", pdf, "kan niet worden bewaard"},
	} {
		a := s.upload("/sales/1042/activities?kind=document", form, c.file, c.content, htmx).want(422)
		if said := a.text("#activity-file-row"); !strings.Contains(said, c.want) {
			t.Errorf("%s: %q", name, said)
		}
		if a.Find("#activity-text").AttrOr("value", "") != "Iets" || a.Find("#problem a[href='#activity-file']").Length() != 1 {
			t.Errorf("%s: what was typed is gone, or the summary does not say it: %.600s", name, a.body)
		}
	}
}

func TestAFileIsNotSentAgainWhereSomethingElseWasWrong(t *testing.T) {
	s := open(t)
	form := s.get(newDocument).want(200).activityFields("text", "")
	a := s.upload("/sales/1042/activities?kind=document", form, "offerte.pdf", pdf, htmx).want(422)
	if !strings.Contains(a.text("#activity-file-row"), "offerte.pdf") {
		t.Errorf("%q", a.text("#activity-file-row"))
	}
	again := a.activityFields("text", "De offerte")
	s.do("POST", "/sales/1042/activities?kind=document", again, htmx).want(200)
	if made := s.document("De offerte"); made.File.Name != "offerte.pdf" {
		t.Errorf("%+v", made.File)
	}
	// Nobody gets at a file by naming it.
	forged := a.activityFields("text", "Van een ander", "key", "another", "kept_file", strings.Repeat("A", 43)+a.activityFields().Get("kept_file")[43:])
	s.do("POST", "/sales/1042/activities?kind=document", forged, htmx).want(422)
	form.Set("text", "Van een ander")
	form.Set("key", "a-third")
	form.Set("kept_file", again.Get("kept_file"))
	s.as(s.user("Daan"))
	s.do("POST", "/sales/1042/activities?kind=document", form, htmx).want(422)
}

func TestOnlyWhoIsSignedInMaySendLargeForms(t *testing.T) {
	s := open(t)
	large := pdf + strings.Repeat("x", bodyLimit)
	form := s.get(newDocument).want(200).activityFields("text", "Groot")
	s.upload("/sales/1042/activities?kind=document", form, "a.pdf", large, htmx).want(200)
	head := func(path, token string) *fasthttp.RequestHeader {
		h := new(fasthttp.RequestHeader)
		h.SetMethod("POST")
		h.SetRequestURI(path)
		h.SetContentType("multipart/form-data; boundary=x")
		h.SetCookie(sessionCookie, token)
		h.SetContentLength(bodyLimit + 1)
		return h
	}
	srv := &server{Config: Config{Store: s.store, Clock: s.clock}}
	for name, c := range map[string]struct {
		path, token string
		larger      bool
	}{
		"a document":                    {"/sales/1042/activities?kind=document", s.token, true},
		"a document that is there":      {"/sales/1042/activities/a1?_method=PUT", s.token, true},
		"another form":                  {"/sales/1042", s.token, false},
		"nobody signed in":              {"/sales/1042/activities", "", false},
		"a session that there is not":   {"/sales/1042/activities", "x", false},
		"an address that looks like it": {"/x/sales/1042/activities", s.token, false},
	} {
		if got := srv.limits(head(c.path, c.token)).MaxRequestBodySize > bodyLimit; got != c.larger {
			t.Errorf("%s: larger %t", name, got)
		}
	}
	// These would be held in memory as a whole.
	packed, endless := head("/sales/1042/activities", s.token), head("/sales/1042/activities", s.token)
	packed.Set(fasthttp.HeaderContentEncoding, "gzip")
	endless.SetContentLength(-1)
	for name, h := range map[string]*fasthttp.RequestHeader{"packed": packed, "without a length": endless} {
		if srv.limits(h).MaxRequestBodySize > bodyLimit {
			t.Errorf("%s: larger", name)
		}
	}
}

func TestWhoMayNotEditUploadsNothing(t *testing.T) {
	s := open(t)
	s.as(s.user("Iris"))
	s.upload("/sales/1042/activities?kind=document", url.Values{"text": {"Iets"}}, "a.pdf", pdf, htmx).want(403)
	n, err := s.files.Sweep(t.Context(), s.clock().AddDate(10, 0, 0), func(string) (bool, error) { return false, nil })
	if n != 0 || err != nil {
		t.Errorf("%d files stay of it, %v", n, err)
	}
}
