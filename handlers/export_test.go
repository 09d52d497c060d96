package handlers

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"verkoop/crm"
)

// titles are what stands under the head.
func titles(t *testing.T, file, head string, separator rune) (out []string) {
	t.Helper()
	r := csv.NewReader(strings.NewReader(strings.TrimPrefix(file, "\uFEFF")))
	r.Comma = separator
	all, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for i, name := range all[0] {
		if name == head {
			for _, row := range all[1:] {
				out = append(out, row[i])
			}
		}
	}
	return out
}

func TestTheListComesOutAsItIs(t *testing.T) {
	s := open(t)
	page := s.get("/sales?sort=amount&order=desc&skip=1").want(200)
	if got := page.Find("a[download]").Length(); got != 3 {
		t.Errorf("%d ways out", got)
	}
	href := page.Find("a[download]").First().AttrOr("href", "")
	a := s.get(href).want(200)
	if !strings.HasPrefix(a.body, "\uFEFFNummer;Titel;") || !strings.Contains(a.body, "\r\n") || a.header.Get("Content-Disposition") != "attachment; filename=verkopen-2026-11-23.csv" ||
		!strings.HasPrefix(a.header.Get("Content-Type"), "text/csv") || a.header.Get("Cache-Control") != "no-store" {
		t.Errorf("%q %v %.100q", href, a.header, a.body)
	}
	got := titles(t, a.body, "Titel", ';')
	for i, title := range page.Find("tbody th a").EachIter() {
		if i >= len(got) || got[i] != title.AttrOr("title", "") {
			t.Fatalf("row %d: not in the order of the list: %.5q", i, got)
		}
	}
	if english := titles(t, s.get("/sales/export.csv?skip=1", english).want(200).body, "Title", ','); len(english) != len(got) {
		t.Errorf("in English %d rows of %d", len(english), len(got))
	}
	var rows []map[string]any
	if err := json.Unmarshal([]byte(s.get("/sales/export.json?skip=1").want(200).body), &rows); err != nil || len(rows) != len(got) || rows[0]["title"] == "" || rows[0]["stalled"] != false {
		t.Errorf("%v, %d rows", err, len(rows))
	}
	book, err := excelize.OpenReader(bytes.NewReader([]byte(s.get("/sales/export.xlsx?skip=1").want(200).body)))
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	if cells, err := book.GetRows("Verkopen"); err != nil || len(cells) != len(got)+1 {
		t.Errorf("%v, %d rows", err, len(cells))
	}
	s.get("/sales/export.pdf").want(404)
}

func TestEachGetsOnlyTheSalesThatTheySee(t *testing.T) {
	s := open(t)
	counts := map[string]int{}
	for _, name := range []string{"Pieter", "Femke", "Sjoerd", "Iris"} {
		who := s.userCalled(name)
		s.as(who.ID)
		rows := titles(t, s.get("/sales/export.csv").want(200).body, "Nummer", ';')
		counts[name] = len(rows)
		for _, n := range rows {
			var number crm.SaleNumber
			for _, d := range n {
				number = number*10 + crm.SaleNumber(d-'0')
			}
			if !who.CanSee(s.sale(number)) {
				t.Errorf("%s got sale %s", name, n)
			}
		}
	}
	if counts["Pieter"] != 60 || counts["Sjoerd"] >= 60 || counts["Iris"] >= 60 {
		t.Errorf("%v", counts)
	}
}

func TestAListThatIsNarrowedIsExportedSo(t *testing.T) {
	s := open(t)
	names := func(path string) (names []string) {
		var rows []map[string]any
		if err := json.Unmarshal([]byte(s.get(path).want(200).body), &rows); err != nil {
			t.Fatal(err)
		}
		for _, row := range rows {
			names = append(names, fmt.Sprint(row["name"]))
		}
		return names
	}
	for _, kind := range []string{"/companies", "/contacts", "/projects"} {
		all := names(kind + "/export.json")
		first := s.get(kind).want(200).text("tbody tr a")
		link := s.get(kind+"?"+url.Values{"words": {first}}.Encode()).want(200).Find("a[download][href*='json']").AttrOr("href", "")
		if got := names(link); len(got) == 0 || len(got) >= len(all) || got[0] != first {
			t.Errorf("%s of %q: %v of %d", link, first, got, len(all))
		}
	}
	if got := s.get("/projects/export.csv").want(200).body; !strings.HasPrefix(got, "\ufeffNaam;Bedrijf;Projectsoort\r\n") {
		t.Errorf("%.100q", got)
	}
}

func TestAnExportIsAudited(t *testing.T) {
	s := open(t)
	s.get("/sales/export.csv?sort=title&skip=1").want(200)
	s.later(time.Second)
	s.get("/companies/export.xlsx").want(200)
	s.get("/contacts/export.json").want(200)
	s.as(s.user("Pieter"))
	a := s.get("/settings/audit?kind=exported", english).want(200)
	if got := a.Find("tbody tr").Length(); got != 3 {
		t.Errorf("%d lines", got)
	}
	a.has("tbody tr:last-child", "Femke de Boer")
	for _, part := range []string{"Sales", "csv", "skip=1&sort=title", "Rows"} {
		a.has("tbody tr:last-child", part)
	}
}

func TestCellsThatSpreadsheetsWouldRunAreGuarded(t *testing.T) {
	s := open(t)
	for _, text := range append([]string{"=1+1", "+31 6 1", "-1", "@x", "'quoted"}, awkward...) {
		v := s.edited("/sales/1042/edit", nil, "title", text, "note", "\t"+text)
		s.do("PUT", "/sales/1042", v, htmx).want(200)
		got, notes := "", ""
		body := s.get("/sales/export.csv?sort=number").want(200).body
		for i, n := range titles(t, body, "Nummer", ';') {
			if n == "1042" {
				got, notes = titles(t, body, "Titel", ';')[i], titles(t, body, "Opmerking", ';')[i]
			}
		}
		want := text
		if strings.ContainsRune("=+-@'", rune(text[0])) {
			want = "'" + text
		}
		if got != want || notes != "'\t"+text {
			t.Errorf("%q came out as %q and %q", text, got, notes)
		}
	}
}
