package crm

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestFileNames(t *testing.T) {
	for name, want := range map[string]string{
		"Offerte 1042.pdf":                "Offerte 1042.pdf",
		`C:\Users\Femke\Offerte.pdf`:      "Offerte.pdf",
		"/etc/passwd":                     "passwd",
		"../../verkoop":                   "verkoop",
		"...":                             "",
		"":                                "",
		" a\tb\n.pdf":                     "ab.pdf",
		"invoice\u202Efdp.exe":            "invoicefdp.exe",
		`a"b<c>d:e|f?g*h;i.pdf`:           "a_b_c_d_e_f_g_h_i.pdf",
		"é ☕.docx":                        "é ☕.docx",
		strings.Repeat("é", 300) + ".pdf": strings.Repeat("é", maxFileName-4) + ".pdf",
		"a." + strings.Repeat("é", maxFileName*2): "a." + strings.Repeat("é", maxFileName-2),
		".htaccess":       "htaccess",
		"bad\xff\x00.pdf": "bad.pdf",
	} {
		if got := FileName(name); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
}

func TestFileNamesAreSafe(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name := FileName(rapid.String().Draw(t, "name"))
		if strings.ContainsAny(name, "/\\\x00\"\r\n") || utf8.RuneCountInString(name) > maxFileName || strings.HasPrefix(name, ".") || !utf8.ValidString(name) {
			t.Fatalf("%q", name)
		}
		if again := FileName(name); again != name {
			t.Fatalf("%q becomes %q", name, again)
		}
	})
}

func TestWhichFilesMayBeUploaded(t *testing.T) {
	for name, c := range map[string]struct {
		file string
		size int64
		head string
		want string
	}{
		"a PDF":                      {"a.pdf", 10, "%PDF-1.4", ""},
		"in capitals":                {"A.PDF", 10, "%PDF-1.4", ""},
		"a spreadsheet":              {"a.xlsx", 10, "PK\x03\x04", ""},
		"a picture":                  {"a.jpeg", 10, "\xFF\xD8\xFF\xE0", ""},
		"a text":                     {"a.txt", 10, "Beste Sanne,", ""},
		"an old text":                {"a.csv", 10, "caf\xe9;12", ""},
		"a mail":                     {"a.eml", 10, "From: femke@demo.test\r\n", ""},
		"as large as may be":         {"a.pdf", MaxFileSize, "%PDF-1.4", ""},
		"too large":                  {"a.pdf", MaxFileSize + 1, "%PDF-1.4", "error.file.too_large"},
		"empty":                      {"a.pdf", 0, "", "error.file.empty"},
		"a program":                  {"a.exe", 10, "MZ", "error.file.kind"},
		"a page":                     {"a.html", 10, "<html>", "error.file.kind"},
		"a drawing with scripts":     {"a.svg", 10, "<svg>", "error.file.kind"},
		"without an ending":          {"pdf", 10, "%PDF-1.4", "error.file.kind"},
		"a page called a text":       {"a.txt", 10, "<html>", "error.file.content"},
		"a script called a text":     {"a.txt", 10, "#!/bin/sh", "error.file.content"},
		"a program called a picture": {"a.png", 10, "MZ\x90\x00", "error.file.content"},
		"a picture called a PDF":     {"a.pdf", 10, "GIF89a", "error.file.content"},
	} {
		if got := problemKey(t, CheckFile(c.file, c.size, []byte(c.head))); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
	for _, end := range strings.Split(FileEndings, ",") {
		if fileTypes[strings.TrimPrefix(end, ".")].media == "" {
			t.Errorf("%s is offered, and not known", end)
		}
	}
	if n := strings.Count(FileEndings, ",") + 1; n != len(fileTypes) {
		t.Errorf("%d endings are offered, %d known", n, len(fileTypes))
	}
}
