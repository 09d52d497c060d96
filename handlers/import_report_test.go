package handlers

import (
	"fmt"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
)

func TestTheReportTellsWhichNumberEachSaleGot(t *testing.T) {
	s := open(t)
	s.as(s.user("Pieter"))
	path, a := s.brought("sales", []byte("Nummer;Titel;Bedrag\n;Poorten;1\n1042;Scanners;2\n;Hekken;x\n1043;;\n;Slagboom;3\n"))
	lines := func(a *answer) (out []string) {
		a.Find("#taken tbody tr").Each(func(_ int, tr *goquery.Selection) {
			out = append(out, strings.Join(strings.Fields(tr.Text()), " ")+" "+tr.Find("a").AttrOr("href", ""))
		})
		return out
	}
	if got := strings.Join(lines(a), "\n"); got != "2Toegevoegd1061 Poorten /sales/1061\n3Gewijzigd1042 Scanners /sales/1042\n6Toegevoegd1062 Slagboom /sales/1062" {
		t.Errorf("%s", got)
	}
	s.get("/sales/1062").want(200).has("h1", "Slagboom")

	file := s.get(path + "/report.csv").want(200)
	if got := file.header.Get("Content-Disposition"); !strings.Contains(got, "verslag-bestand.csv") {
		t.Error(got)
	}
	want := "\uFEFFRegel;Wat is er gebeurd;Nummer;Titel;Wat er mis is\r\n2;Toegevoegd;1061;Poorten;\r\n3;Gewijzigd;1042;Scanners;\r\n4;Niet overgenomen;;Hekken;Bedrag: "
	if !strings.HasPrefix(file.body, want) || !strings.HasSuffix(file.body, "\r\n6;Toegevoegd;1062;Slagboom;\r\n") {
		t.Errorf("%q", file.body)
	}
	english := s.get(path+"/report.csv", english).want(200)
	if !strings.HasPrefix(english.body, "\uFEFFRow,What happened,Number,Title,What is wrong\r\n2,Added,1061,Poorten,\r\n") {
		t.Errorf("%q", english.body)
	}
}

func TestTheReportOfCompaniesLeadsToThem(t *testing.T) {
	s := open(t)
	s.as(s.user("Pieter"))
	_, a := s.brought("companies", []byte("Naam;Plaats\nNieuw Bedrijf BV;Delft\n"))
	href := a.Find("#taken tbody a").AttrOr("href", "")
	s.get(href).want(200).has("h1", "Nieuw Bedrijf BV")
}

func TestALongReportComesInPages(t *testing.T) {
	s := open(t)
	s.as(s.user("Pieter"))
	var b strings.Builder
	b.WriteString("Titel\n")
	for n := range 120 {
		fmt.Fprintf(&b, "Rij %d\n", n)
	}
	path, a := s.brought("sales", []byte(b.String()))
	seen := map[string]bool{}
	for pages := 1; ; pages++ {
		a.Find("#taken tbody a").Each(func(_ int, link *goquery.Selection) { seen[link.AttrOr("href", "")] = true })
		next, more := a.Find("#taken a[rel=next]").Attr("href")
		if !more {
			if pages != 3 || len(seen) != 120 {
				t.Errorf("%d sales on %d pages", len(seen), pages)
			}
			break
		}
		next, _, _ = strings.Cut(next, "#")
		a = s.get(next).want(200)
	}
	s.get(path+"?taken=rubbish").want(200).has("#taken tbody tr:first-child", "Rij 0")
}

func TestThereIsNoReportBeforeTheRun(t *testing.T) {
	s := open(t)
	s.as(s.user("Pieter"))
	path, a := s.tried("sales", []byte("Titel\nPoorten\n"))
	if a.Find("#taken").Length() > 0 {
		t.Error("it tells what was taken in")
	}
	s.get(path + "/report.csv").want(404)
}
