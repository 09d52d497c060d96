package handlers

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"mime/multipart"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"verkoop/crm"
	"verkoop/jobs"
	"verkoop/store"
)

// upload sends a file as the form does, and returns the answer.
func (s *site) bring(table, name string, file []byte, options ...option) *answer {
	s.t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	m.WriteField("table", table)
	w, err := m.CreateFormFile("upload", name)
	if err != nil {
		s.t.Fatal(err)
	}
	w.Write(file)
	m.Close()
	return s.send("POST", "/imports", b.Bytes(), m.FormDataContentType(), options...)
}

// columns is the form of the import as a browser would post it.
func columnsOf(a *answer) url.Values { return fieldsOf(a.Find("#import-form")) }

// brought takes the file all the way through the pages, with changes to the form.
func (s *site) brought(table string, file []byte, changes ...string) (path string, report *answer) {
	s.t.Helper()
	path = s.bring(table, "bestand.csv", file).want(303).header.Get("Location")
	v := columnsOf(s.get(path).want(200))
	for i := 0; i < len(changes); i += 2 {
		v.Set(changes[i], changes[i+1])
	}
	s.do("PUT", path, v).want(303)
	s.get(path).want(200).has(".token", "Wordt gecontroleerd")
	s.work()
	report = s.get(path).want(200)
	if report.Find("form[action$='/running?_method=PUT']").Length() == 0 {
		return path, report
	}
	s.do("PUT", path+"/running", url.Values{}).want(303)
	s.work()
	return path, s.get(path).want(200)
}

func count(a *answer, key string) string { return a.text(".tally.is-" + key + " dd") }

func TestAFileIsReadTriedAndBroughtIn(t *testing.T) {
	s := open(t)
	s.as(s.user("Pieter"))
	file := "Titel;Bedrag;Bedrijf;Iets anders\nPoorten;1.250,50;Nieuw Bedrijf BV;x\nHekken;9,9,9;Nieuw Bedrijf BV;y\n"
	path := s.bring("sales", "C:\\map\\bestand.csv", []byte(file)).want(303).header.Get("Location")
	a := s.get(path).want(200)
	a.has("h1", "Importeren: bestand.csv").has(".import-about", "Puntkomma").has(".import-columns", "Poorten · Hekken")
	if v := columnsOf(a); v.Get("column_0") != "title" || v.Get("column_1") != "amount" || v.Get("column_2") != "company" || v.Get("column_3") != "" || v.Get("rows") != "good" {
		t.Errorf("guessed %v", v)
	}
	v := columnsOf(a)
	v.Set("make", "1")
	s.do("PUT", path, v).want(303)
	if a := s.get(path+"/progress", htmx).want(200); a.Find("progress").Length() != 1 || a.header.Get("HX-Redirect") != "" {
		t.Errorf("while at work: %s", a.body)
	}
	s.work()
	if a := s.get(path+"/progress", htmx).want(200); a.header.Get("HX-Redirect") != path {
		t.Error("the page is not loaded anew")
	}
	a = s.get(path).want(200)
	a.has(".import-rows", "Bedrag: Schrijf een getal in cijfers, zoals 1250 of 48,50.")
	if count(a, "new") != "1" || count(a, "bad") != "1" || a.Find("#rows tbody tr").Length() != 2 {
		t.Errorf("%s", a.text("main"))
	}
	a.has("#rows tbody tr:first-child", "Wordt toegevoegd").has("#rows tbody tr:last-child", "Wordt niet overgenomen")
	if found := s.companies("Nieuw Bedrijf BV"); len(found) != 0 {
		t.Error("trying made a company")
	}
	s.do("PUT", path+"/running", url.Values{}).want(303)
	s.work()
	a = s.get(path).want(200)
	a.has(".token", "Geïmporteerd")
	sale := s.sale(1061)
	if sale.Title != "Poorten" || sale.Amount.String() != "1250.50 EUR" || sale.Version != 1 || sale.Owner != s.user("Pieter") || len(s.companies("Nieuw Bedrijf BV")) != 1 {
		t.Errorf("%+v", sale)
	}
	s.get("/sales/1061/history", english).want(200).has("main", "Pieter van der Meer")
	s.get("/settings/audit?kind=imported", english).want(200).has("tbody tr", "bestand.csv").has("tbody tr", "Left out")
	s.get("/imports", english).want(200).has("tbody tr", "bestand.csv").has("tbody tr", "Imported")
	s.do("PUT", path+"/running", url.Values{}).want(409) // once
	s.do("DELETE", path, nil).want(303)
	s.get(path).want(404)
}

// tried takes the file as far as its report of what each row would do.
func (s *site) tried(table string, file []byte) (path string, report *answer) {
	s.t.Helper()
	path = s.bring(table, "bestand.csv", file).want(303).header.Get("Location")
	s.do("PUT", path, columnsOf(s.get(path).want(200))).want(303)
	s.work()
	return path, s.get(path).want(200).has(".token", "Gecontroleerd")
}

func TestTheReportTellsWhatARowWouldChange(t *testing.T) {
	s := open(t)
	s.as(s.user("Pieter"))
	long := strings.Repeat("een lange notitie ", 40)
	path, a := s.tried("sales", []byte("Nummer;Titel;Bedrag;Fase;Notitie\n1042;;50.000,00;;"+long+"\n;Nieuw;1;;\n1043;;;;\n"))
	changes := func(a *answer, row int) (out []string) {
		a.Find(fmt.Sprintf("#rows tbody tr:nth-child(%d) .row-changes li", row)).Each(func(_ int, li *goquery.Selection) {
			out = append(out, strings.Join(strings.Fields(li.Text()), " "))
		})
		return out
	}
	got := changes(a, 1)
	if len(got) != 2 || got[0] != "Bedrag € 48.500,00 → € 50.000,00" || !strings.HasPrefix(got[1], "Opmerking Inkoop beslist") || !strings.HasSuffix(got[1], "…") || len(got[1]) > 400 {
		t.Errorf("%q", got)
	}
	if new, same := changes(a, 2), changes(a, 3); len(new)+len(same) > 0 {
		t.Errorf("of a new row %q, of one that changes nothing %q", new, same)
	}
	if got := changes(s.get(path, english).want(200), 1); got[0] != "Amount €48,500.00 → €50,000.00" {
		t.Errorf("%q", got)
	}
	if s.sale(1042).Amount.Number() != "48500.00" {
		t.Error("it was changed already")
	}
}

func TestOfManyChangesTheFirstAreTold(t *testing.T) {
	s := open(t)
	s.as(s.user("Pieter"))
	_, a := s.tried("companies", []byte("Naam;Plaats\nVan Dongen Logistiek B.V.;Tilburg\n"))
	a.has(".row-changes", "Plaats").has(".row-changes", "Tilburg")
	_, a = s.tried("sales", []byte("Nummer;Titel;Bedrag;Totale kosten;Omschrijving;Notitie;Verkoopdatum;Bron\n1042;Anders;1;1;Ook;Nog;2027-01-05;\n"))
	if n := a.Find(".row-changes li").Length(); n != 6 {
		t.Errorf("%d lines: %s", n, a.text(".row-changes"))
	}
	a.has(".row-changes li:last-child", "en nog 1 veld")
}

func (s *site) companies(name string) (found []crm.Company) {
	s.view(func(tx store.ReadTx) (err error) { found, err = tx.CompaniesNamed(name, 9); return err })
	return found
}

func TestDaysWithTheMonthFirstAreChosen(t *testing.T) {
	s := open(t)
	s.as(s.user("Hanneke"))
	path, a := s.brought("sales", []byte("Titel,Verkoopdatum\nMaand eerst,12/24/2026\n"), "language", "en_month_first")
	if sale := s.sale(1061); sale.Expected != "2026-12-24" {
		t.Errorf("%s read as %s: %s", path, sale.Expected, a.text("main"))
	}
}

// step does the next step of the import that is at work.
func (s *site) step() {
	s.t.Helper()
	var jobs []crm.Job
	s.view(func(tx store.ReadTx) (err error) { jobs, err = tx.Jobs(); return err })
	for _, job := range jobs {
		if job.Kind == crm.ImportJob {
			if _, err := s.imports.Step(context.Background(), job); err != nil {
				s.t.Fatal(err)
			}
		}
	}
}

// An import that was stopped goes on where it was; of all or nothing none is stopped
// half-way.
func TestAStoppedImportGoesOn(t *testing.T) {
	s := open(t)
	s.as(s.user("Hanneke"))
	file := "Titel\n" + strings.Repeat("Poort\n", 250)
	for _, rows := range []string{"good", "all"} {
		path := s.bring("sales", "x.csv", []byte(file)).want(303).header.Get("Location")
		v := columnsOf(s.get(path).want(200))
		v.Set("rows", rows)
		s.do("PUT", path, v).want(303)
		s.work()
		s.do("PUT", path+"/running", nil).want(303)
		for n := 0; !strings.Contains(s.get(path).want(200).text(".token"), "Wordt geïmporteerd") && n < 9; n++ {
			s.step()
		}
		s.step()
		if rows == "all" {
			s.get(path).want(200).has("main", "alles of niets")
			if s.get(path).Find("form[action*='cancelled']").Length() > 0 {
				t.Error("it is offered to be stopped")
			}
			s.do("PUT", path+"/cancelled", nil).want(409)
			s.work()
			if got := count(s.get(path), "new"); got != "250" {
				t.Errorf("%s of 250", got)
			}
			continue
		}
		s.get(path).want(200).has("main", "Wat al is geïmporteerd, blijft staan")
		s.do("PUT", path+"/cancelled", nil).want(303)
		a := s.get(path).want(200).has(".token", "Gestopt")
		if did := count(a, "new"); did != "100" {
			t.Errorf("stopped after %s", did)
		}
		a.has("form[action*='running'] button", "Verdergaan met nog 150 regels")
		s.do("PUT", path+"/running", nil).want(303)
		s.work()
		a = s.get(path).want(200).has(".token", "Geïmporteerd")
		if did := count(a, "new"); did != "250" || a.Find("form[action*='running']").Length() > 0 {
			t.Errorf("went on to %s", did)
		}
		s.do("PUT", path+"/running", nil).want(409)
	}
}

func TestAllOrNothing(t *testing.T) {
	s := open(t)
	s.as(s.user("Hanneke")) // a manager may too
	_, a := s.brought("sales", []byte("Titel;Bedrag\nGoed;1\nFout;x\n"), "rows", "all")
	a.has("main", "u hebt gekozen voor alles of niets").has(".token", "Gecontroleerd")
	if s.gone(1061) == false {
		t.Error("something was brought in")
	}
	_, a = s.brought("sales", []byte("Titel;Bedrag\nGoed;1\nOok goed;2\n"), "rows", "all")
	a.has(".token", "Geïmporteerd")
	if count(a, "new") != "2" {
		t.Errorf("%s", a.text("main"))
	}
	if a := s.get("/imports"); a.Find("input[name=keep]").Length() > 0 {
		t.Error("a manager is offered to keep numbers")
	}
}

func TestOnlyAnAdministratorKeepsNumbers(t *testing.T) {
	s := open(t)
	file := []byte("Nummer;Titel\n5000;Behouden\n1042;Andere titel\n")
	s.as(s.user("Hanneke"))
	path := s.bring("sales", "x.csv", file).want(303).header.Get("Location")
	v := columnsOf(s.get(path).want(200))
	if v.Has("keep") || s.get(path).Find("input[name=keep]").Length() > 0 {
		t.Error("a manager is offered to keep numbers")
	}
	v.Set("keep", "1")
	s.do("PUT", path, v).want(403)
	s.as(s.user("Pieter"))
	s.brought("sales", file)
	if s.sale(1061).Title != "Behouden" || !s.gone(5000) || s.sale(1042).Title != "Andere titel" {
		t.Error("an unknown number was kept unasked")
	}
	s.brought("sales", file, "keep", "1")
	if s.sale(5000).Title != "Behouden" {
		t.Error("not kept")
	}
	s.brought("sales", []byte("Titel\nDaarna\n"))
	if s.sale(5001).Title != "Daarna" {
		t.Error("the counter does not go on above")
	}
}

func TestAnImportGoesOnAfterAStopAndCanBeStopped(t *testing.T) {
	s := open(t)
	s.as(s.user("Pieter"))
	var b strings.Builder
	b.WriteString("Titel\n")
	for n := range 250 {
		fmt.Fprintf(&b, "Rij %d\n", n)
	}
	path := s.bring("sales", "lang.csv", []byte(b.String())).want(303).header.Get("Location")
	s.do("PUT", path, columnsOf(s.get(path))).want(303)
	s.work()
	s.do("PUT", path+"/running", url.Values{}).want(303)
	s.do("PUT", path+"/running", url.Values{}).want(409)
	step := func() {
		w := jobs.NewWorker(s.store, s.clock, nil) // a new one each time, as after a stop
		w.Imports = s.imports
		if _, err := w.Step(context.Background()); err != nil {
			t.Fatal(err)
		}
	}
	step()
	if a := s.get(path).want(200); count(a, "new") != "100" || a.text(".import-progress p") != "100 van 250 regels" {
		t.Errorf("%s", a.text("main"))
	}
	other := s.bring("sales", "x.csv", []byte("Titel\nx\n")).header.Get("Location")
	s.do("PUT", other, columnsOf(s.get(other))).want(422).has("#problem", "nog bezig")
	step()
	s.do("PUT", path+"/cancelled", url.Values{}).want(303)
	step()
	a := s.get(path).want(200).has(".token", "Gestopt")
	if count(a, "new") != "200" || s.sale(1260).Title != "Rij 199" || !s.gone(1261) {
		t.Errorf("%s", a.text("main"))
	}
}

func TestFilesThatCannotBeReadAreRefusedInWords(t *testing.T) {
	s := open(t)
	s.as(s.user("Pieter"))
	for _, c := range map[string]struct{ file, nl, en string }{
		"only a head":  {"Titel;Bedrag\n", "Onder de koppen staan geen regels.", "There are no rows below"},
		"300 columns":  {strings.Repeat("a;", 299) + "a\nx\n", "300 kolommen", "300 columns"},
		"a picture":    {"\x89PNG\r\n\x1A\n\x00\x00\x00", "geen CSV en geen Excel-werkmap", "neither CSV nor an Excel workbook"},
		"a broken zip": {"PK\x03\x04xxxxxxxxxxxxxxxx", "beschadigd", "damaged"},
	} {
		s.bring("sales", "x.csv", []byte(c.file)).want(422).has("#problem", c.nl)
		s.bring("sales", "x.csv", []byte(c.file), english).want(422).has("#problem", c.en)
	}
	s.do("POST", "/imports", url.Values{"table": {"sales"}}).want(422).has("#problem", "Kies een bestand.")
	s.do("POST", "/imports", url.Values{"table": {"elephants"}}).want(422)
}

func TestColumnsAreCheckedAndKept(t *testing.T) {
	s := open(t)
	s.as(s.user("Pieter"))
	path := s.bring("sales", "x.csv", []byte("Titel;Naam\nx;y\n")).want(303).header.Get("Location")
	s.do("PUT", path, url.Values{"column_0": {"title"}, "column_1": {"title"}, "language": {"en"}}).want(422).has("#problem", "Dit veld is al gekozen")
	a := s.do("PUT", path, url.Values{"column_0": {""}, "column_1": {"note"}, "language": {"en"}}).want(422).has("#problem", "titel of het nummer")
	if a.Find("#column_1 option[selected]").AttrOr("value", "") != "note" || a.Find("#language option[selected]").AttrOr("value", "") != "en" {
		t.Error("what was chosen is lost")
	}
}

func TestAnImportIsItsOwners(t *testing.T) {
	s := open(t)
	s.as(s.user("Hanneke"))
	path := s.bring("companies", "x.csv", []byte("Naam\nx\n")).want(303).header.Get("Location")
	s.as(s.user("Pieter"))
	s.get(path).want(200)
	manager := crm.User{ID: "other", Version: 1, Name: "Zeynep", Email: "zeynep@demo.test", Role: crm.Manager, Group: s.userCalled("Hanneke").Group}
	s.update(func(tx store.Tx) error { return tx.PutUser(manager) })
	s.as("other")
	s.get(path).want(404)
	s.do("PUT", path, url.Values{}).want(404)
	s.do("DELETE", path, nil).want(404)
	if strings.Contains(s.get("/imports").body, "x.csv") {
		t.Error("listed")
	}
}

func TestAwkwardTextsInAFileShowAsText(t *testing.T) {
	s := open(t)
	s.as(s.user("Pieter"))
	var b strings.Builder
	b.WriteString("Titel;<b>kop</b>\n")
	for _, text := range awkward {
		fmt.Fprintf(&b, "\"%s\";\"%s\"\n", strings.ReplaceAll(text, `"`, `""`), strings.ReplaceAll(text, `"`, `""`))
	}
	path := s.bring("sales", "<script>.csv", []byte(b.String())).want(303).header.Get("Location")
	for _, a := range []*answer{s.get(path).want(200), s.get("/imports").want(200)} {
		a.Find("script").Each(func(_ int, script *goquery.Selection) {
			if _, ok := script.Attr("src"); !ok {
				t.Error("a script")
			}
		})
		if a.Find("main b, main img, main svg, main iframe").FilterFunction(func(_ int, e *goquery.Selection) bool { return !e.HasClass("icon") }).Length() > 0 {
			t.Error("markup")
		}
	}
	s.do("PUT", path, columnsOf(s.get(path))).want(303)
	s.work()
	a := s.get(path).want(200)
	if a.Find("#rows tbody tr").Length() == 0 {
		t.Error("no rows")
	}
	s.do("PUT", path+"/running", url.Values{}).want(303)
	s.work()
	if a = s.get(path).want(200); count(a, "new") != fmt.Sprint(len(awkward)) {
		t.Fatalf("%s", a.text("main"))
	}
	for i, text := range awkward {
		if got := s.sale(crm.SaleNumber(1061 + i)).Title; got != strings.TrimSpace(text) {
			t.Errorf("%q came in as %q", text, got)
		}
	}
}

// TestOnlyThoseWhoMayImportSendLargeFiles announces three gigabytes, two, and 20 MB: the
// first is refused to everybody by what is announced, the others to who may not. Two
// gigabytes are too much, and are read all the same, so that they are refused on the
// form.
func TestOnlyThoseWhoMayImportSendLargeFiles(t *testing.T) {
	s := open(t)
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go s.app.Listener(ln)
	t.Cleanup(func() { s.app.Shutdown() })
	send := func(headers, sent string) string {
		conn, err := net.Dial("tcp", ln.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		fmt.Fprintf(conn, "POST /imports HTTP/1.1\r\nHost: %s\r\nCookie: session=%s\r\nContent-Type: multipart/form-data; boundary=xx\r\n%s\r\n\r\n", ln.Addr(), s.token, headers)
		io.WriteString(conn, sent)
		conn.SetReadDeadline(time.Now().Add(500 * time.Millisecond))
		res, err := http.ReadResponse(bufio.NewReader(conn), nil)
		if err != nil {
			return "waited for"
		}
		defer res.Body.Close()
		body, _ := io.ReadAll(res.Body)
		if res.StatusCode != 413 || !strings.Contains(string(body), "te groot") {
			t.Errorf("status %d: %.300s", res.StatusCode, body)
		}
		return "refused"
	}
	announce := func(length int64) string { return send(fmt.Sprint("Content-Length: ", length), "--xx\r\n") }
	if got := announce(20 << 20); got != "refused" {
		t.Errorf("20 MB of a seller: %s", got)
	}
	s.as(s.user("Pieter"))
	if got := announce(20 << 20); got != "waited for" {
		t.Errorf("20 MB of an administrator: %s", got)
	}
	if got := announce(2 << 30); got != "waited for" {
		t.Errorf("2 GB: %s", got)
	}
	if got := announce(3 << 30); got != "refused" {
		t.Errorf("3 GB: %s", got)
	}
	// What would be held in memory as a whole may be no larger than any form.
	if got := send("Transfer-Encoding: chunked", "500000\r\n"+strings.Repeat("x", 5<<20)+"\r\n"); got != "refused" {
		t.Errorf("5 MB without a length: %s", got)
	}
	if got := send(fmt.Sprint("Content-Encoding: gzip\r\nContent-Length: ", 5<<20), ""); got != "refused" {
		t.Errorf("5 MB packed: %s", got)
	}
}
