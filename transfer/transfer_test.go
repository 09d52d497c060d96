package transfer

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"verkoop/crm"
	"verkoop/demo"
	"verkoop/locales"
	"verkoop/store"
	"verkoop/store/badger"
	"verkoop/store/folder"
	"verkoop/tables"
)

var amsterdam, _ = time.LoadLocation("Europe/Amsterdam")

func now() time.Time { return time.Date(2026, 11, 23, 14, 45, 0, 0, amsterdam) }

// desk is a company with what brings data in and out of it.
type desk struct {
	t testing.TB
	*Importer
	by crm.UserID
}

var ids atomic.Int64

func newID() string { return fmt.Sprintf("id-%06d", ids.Add(1)) }

// open is the demo company, or an empty one with the same people and setup.
func open(t testing.TB, empty bool) *desk {
	t.Helper()
	s, err := badger.Open(badger.Options{InMemory: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	bundle, err := locales.Load()
	if err != nil {
		t.Fatal(err)
	}
	d := &desk{t: t, Importer: &Importer{Store: s, Files: folder.New(t.TempDir()), Bundle: bundle, Clock: now, NewID: newID}}
	if !empty {
		if _, err := demo.Fill(context.Background(), s, crm.DateOf(now()), now(), newID); err != nil {
			t.Fatal(err)
		}
		d.by = d.user("Pieter").ID
		return d
	}
	full := open(t, false)
	d.by = full.by
	d.update(func(tx store.Tx) error {
		return full.Store.View(context.Background(), func(from store.ReadTx) error {
			users, err := from.Users()
			groups, err2 := from.Groups()
			setup, err3 := from.Setup()
			errs := []error{err, err2, err3}
			for _, u := range users {
				u.Version = 1
				errs = append(errs, tx.PutUser(u))
			}
			for _, g := range groups {
				g.Version = 1
				errs = append(errs, tx.PutGroup(g))
			}
			setup.Organisation.Version = 1
			errs = append(errs, tx.PutOrganisation(setup.Organisation))
			// What is retired can't be chosen for a sale that is new.
			for _, v := range setup.Types {
				v.Version, v.Retired = 1, false
				errs = append(errs, tx.PutSaleType(v))
			}
			for _, v := range setup.Stages {
				v.Version, v.Retired = 1, false
				errs = append(errs, tx.PutStage(v))
			}
			for _, v := range setup.Values {
				v.Version, v.Retired = 1, false
				errs = append(errs, tx.PutListValue(v))
			}
			for _, v := range setup.Currencies {
				v.Version, v.Retired = 1, false
				errs = append(errs, tx.PutCurrency(v))
			}
			return errors.Join(errs...)
		})
	})
	return d
}

func (d *desk) update(fn func(tx store.Tx) error) {
	d.t.Helper()
	if err := d.Store.Update(context.Background(), fn); err != nil {
		d.t.Fatal(err)
	}
}

func (d *desk) view(fn func(tx store.ReadTx) error) {
	d.t.Helper()
	if err := d.Store.View(context.Background(), fn); err != nil {
		d.t.Fatal(err)
	}
}

func (d *desk) user(name string) (found crm.User) {
	d.t.Helper()
	d.view(func(tx store.ReadTx) error {
		users, err := tx.Users()
		for _, u := range users {
			if strings.Contains(u.Name, name) {
				found = u
			}
		}
		return err
	})
	return found
}

// export is the table in the format and language, as the administrator gets it.
func (d *desk) export(table crm.Table, format string, l locales.Language) []byte {
	d.t.Helper()
	admin := d.user("Pieter")
	e := Export{Store: d.Store, Texts: d.Bundle.For(l), Zone: amsterdam, Table: table, Format: format,
		Sales: func(tx store.ReadTx, at store.Cursor, limit int) ([]store.SaleRow, store.Cursor, error) {
			page, err := tx.Sales(store.SaleList{Reader: admin, Sort: store.ByNumber}, at, limit)
			return page.Rows, page.Next, err
		}}
	var b bytes.Buffer
	if _, err := e.Write(context.Background(), &b); err != nil {
		d.t.Fatal(err)
	}
	return b.Bytes()
}

// receive is the file as an import that has not begun, with its columns guessed.
func (d *desk) receive(table crm.Table, file []byte) crm.Import {
	d.t.Helper()
	i, err := Receive(context.Background(), d.Files, bytes.NewReader(file), int64(len(file)),
		crm.Import{ID: crm.ImportID(newID()), By: d.by, Table: table, State: crm.ImportMapping, Begun: now()})
	if err != nil {
		d.t.Fatal(err)
	}
	columns, language, own := Guess(d.Bundle, table, i.Heads)
	if language == "" {
		language = locales.NL
	}
	i.Columns, i.Language, i.Own = columns, string(language), own
	return i
}

// begin puts the import with the job that does it.
func (d *desk) begin(i crm.Import) crm.Job {
	job := crm.Job{Kind: crm.ImportJob, User: i.By, By: i.By, Import: i.ID}
	d.update(func(tx store.Tx) error { return errors.Join(tx.PutImport(i), tx.PutJob(job)) })
	return job
}

// run does all steps of the import.
func (d *desk) run(i crm.Import) crm.Import {
	d.t.Helper()
	job := d.begin(i)
	for more := true; more; {
		var err error
		if more, err = d.Step(context.Background(), job); err != nil {
			d.t.Fatal(err)
		}
	}
	return d.now(i)
}

func (d *desk) now(i crm.Import) (out crm.Import) {
	d.t.Helper()
	d.view(func(tx store.ReadTx) (err error) { out, err = tx.Import(i.ID); return err })
	return out
}

// problems are the rows that could not be taken, in words.
func (d *desk) problems(i crm.Import) (out []string) {
	d.t.Helper()
	d.view(func(tx store.ReadTx) error {
		rows, err := tx.ImportRows(i.ID, 0, 1000)
		for _, r := range rows {
			for _, p := range r.Problems {
				out = append(out, fmt.Sprintf("%d %s: %s", r.Line, p.Field, d.Bundle.For(locales.NL).Error(p.Error())))
			}
		}
		return err
	})
	return out
}

// into runs the file.
func (d *desk) into(table crm.Table, file []byte, options ...func(*crm.Import)) crm.Import {
	d.t.Helper()
	i := d.receive(table, file)
	i.State = crm.ImportRunning
	i.GoodOnly = true
	for _, o := range options {
		o(&i)
	}
	return d.run(i)
}

// sales are all, by number, without what is bookkeeping.
func (d *desk) sales() map[crm.SaleNumber]crm.Sale {
	out := map[crm.SaleNumber]crm.Sale{}
	admin := d.user("Pieter")
	d.view(func(tx store.ReadTx) error {
		for at, more := store.Cursor(""), true; more; more = at != "" {
			page, err := tx.Sales(store.SaleList{Reader: admin}, at, 100)
			if err != nil {
				return err
			}
			for _, r := range page.Rows {
				out[r.Sale.Number] = r.Sale
			}
			at = page.Next
		}
		return nil
	})
	return out
}

var formats = []struct {
	format   string
	language locales.Language
}{{"csv", locales.NL}, {"csv", locales.EN}, {"xlsx", locales.NL}, {"xlsx", locales.EN}}

func TestWhatWasExportedImportsBackWithoutADifference(t *testing.T) {
	d := open(t, false)
	for _, f := range formats {
		for _, table := range crm.Tables {
			i := d.into(table, d.export(table, f.format, f.language))
			if i.State != crm.ImportDone || !i.Own || i.Language != string(f.language) || i.Same != i.Rows || i.Rows == 0 {
				t.Errorf("%s in %s, %s: %+v\n%s", table, f.format, f.language, i, strings.Join(d.problems(i), "\n"))
			}
		}
	}
}

func TestWhatWasExportedImportsIntoAnotherCompany(t *testing.T) {
	from := open(t, false)
	for _, f := range formats {
		into := open(t, true)
		for _, table := range []crm.Table{crm.CompaniesTable, crm.ContactsTable, crm.SalesTable} {
			i := into.into(table, from.export(table, f.format, f.language), func(i *crm.Import) { i.Make, i.Keep = true, true })
			if i.State != crm.ImportDone || i.New != i.Rows || i.Rows == 0 {
				t.Errorf("%s in %s, %s: %+v\n%s", table, f.format, f.language, i, strings.Join(into.problems(i), "\n"))
			}
			want, got := without(from.export(table, "csv", f.language)), without(into.export(table, "csv", f.language))
			for n := range want {
				if n >= len(got) || want[n] != got[n] {
					t.Errorf("%s in %s, %s:\n%q is\n%q", table, f.format, f.language, want[n], at(got, n))
					break
				}
			}
		}
	}
}

func at(lines []string, n int) string {
	if n < len(lines) {
		return lines[n]
	}
	return ""
}

// without are the rows without what follows from others and bookkeeping.
func without(file []byte) (out []string) {
	r, _, err := tables.Open(bytes.NewReader(file), int64(len(file)), tables.Limits{Rows: MaxRows, Columns: MaxColumns, Cell: maxCell})
	if err != nil {
		panic(err)
	}
	for {
		row, err := r.Read()
		if err != nil {
			return out
		}
		var texts []string
		for n, c := range row.Cells {
			if len(row.Cells) == len(columns[crm.SalesTable]) && columns[crm.SalesTable][n].told {
				continue
			}
			texts = append(texts, c.Text)
		}
		out = append(out, strings.Join(texts, "|"))
	}
}

// TestAnySaleComesBack makes any changes to sales by the domain's verbs, and brings
// them out and in.
func TestAnySaleComesBack(t *testing.T) {
	d := open(t, false)
	var numbers []crm.SaleNumber
	for n := range d.sales() {
		numbers = append(numbers, n)
	}
	slices.Sort(numbers)
	text := rapid.OneOf(rapid.StringMatching(`[ -~é€😀]{1,30}`), rapid.SampledFrom([]string{"=SUM(A1:A2)", "'=1", "''", "+31 6", "-1", "@x", "\ttab", "a\nb", "_x0041_", `"`, ";,|", "0", "1e5", "2026-01-01", "ja", "1.234,56"}))
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.SampledFrom(numbers).Draw(t, "number")
		d.update(func(tx store.Tx) error {
			before, err := tx.Sale(n)
			if err != nil {
				return err
			}
			setup, err := tx.Setup()
			if err != nil {
				return err
			}
			admin, err := tx.User(d.by)
			if err != nil {
				return err
			}
			desk := crm.Desk{Setup: setup, Actor: admin, Today: crm.DateOf(now())}
			title, note := text.Draw(t, "title"), text.Draw(t, "note")
			link := []crm.Link{{URL: "https://voorbeeld.nl/?q=1", Text: strings.TrimSpace(strings.NewReplacer("\n", "", "|", "").Replace(text.Draw(t, "link")))}}
			e := crm.SaleEdit{Title: &title, Note: &note, Description: &note, Links: &link}
			types := setup.Types
			id := types[rapid.IntRange(0, len(types)-1).Draw(t, "type")].ID
			e.Type = &id
			after, _ := before.Edit(desk, e)
			choices := after.StageChoices(setup)
			stage := choices[rapid.IntRange(0, len(choices)-1).Draw(t, "stage")]
			e = crm.SaleEdit{Stage: &stage}
			var problems crm.Problems
			if after, problems = after.Edit(desk, e); len(problems) > 0 {
				for _, v := range setup.Values {
					reason := v.ID
					switch {
					case v.List == crm.SoldReasons && after.Outcome == crm.Sold:
						e.SoldReason = &reason
					case v.List == crm.LostReasons && after.Outcome == crm.Lost:
						e.LostReason = &reason
					}
				}
				done := rapid.Bool().Draw(t, "completed")
				e.Completed = &done
				after, _ = after.Edit(desk, e)
			} else if after.Outcome == crm.Open && rapid.Bool().Draw(t, "by hand") {
				p := rapid.IntRange(0, 100).Draw(t, "probability")
				after, _ = after.Edit(desk, crm.SaleEdit{Probability: &p})
			}
			if len(after.Missing()) > 0 || len(crm.Differences(before, after)) == 0 {
				return nil
			}
			after = after.Saved(admin, now())
			return tx.PutSale(after, crm.NewChange(admin, before, after, func(crm.Field, string) crm.Words { return crm.Words{} }))
		})
		f := rapid.SampledFrom(formats).Draw(t, "format")
		i := d.into(crm.SalesTable, d.export(crm.SalesTable, f.format, f.language))
		if i.Same != i.Rows {
			t.Fatalf("%+v\n%s", i, strings.Join(d.problems(i), "\n"))
		}
		// And what differs in one cell comes to differ in that only.
		want := d.sales()[n]
		other := want
		other.Note = "Anders " + want.Title
		d.update(func(tx store.Tx) error {
			admin, err := tx.User(d.by)
			if err != nil {
				return err
			}
			o := other.Saved(admin, now())
			return tx.PutSale(o, crm.NewChange(admin, want, o, func(crm.Field, string) crm.Words { return crm.Words{} }))
		})
		if strings.TrimSpace(want.Note) == "" {
			return // nothing says that it was empty
		}
		before := exportOf(d, f.format, f.language, want)
		if i = d.into(crm.SalesTable, before); i.Changed != 1 || i.Bad != 0 {
			t.Fatalf("%+v\n%s", i, strings.Join(d.problems(i), "\n"))
		}
		if got := d.sales()[n]; len(crm.Differences(want, got)) > 0 {
			t.Fatalf("%+v", crm.Differences(want, got))
		}
	})
}

// exportOf is a table of one sale, as it was.
func exportOf(d *desk, format string, l locales.Language, s crm.Sale) []byte {
	e := Export{Store: d.Store, Texts: d.Bundle.For(l), Zone: amsterdam, Table: crm.SalesTable, Format: format,
		Sales: func(store.ReadTx, store.Cursor, int) ([]store.SaleRow, store.Cursor, error) {
			return []store.SaleRow{{Sale: s}}, "", nil
		}}
	var b bytes.Buffer
	if _, err := e.Write(context.Background(), &b); err != nil {
		d.t.Fatal(err)
	}
	return b.Bytes()
}

func TestForeignTablesAreUnderstood(t *testing.T) {
	d := open(t, false)
	file := "Deal name,Customer,Contact person,Deal owner,Deal stage,Result,Value,Currency,Expected close date,Lost reason,Comments,Probability %\n" +
		"Fence for the yard,Nieuwkoop Hekwerken,Jan Nieuwkoop,femke,Quote,,\"12,500.50\",EUR,18/12/2026,,Call first,\n" +
		"Gates,Nieuwkoop Hekwerken,Jan Nieuwkoop,Femke de Boer,Negotiation,Lost,€900,EUR,1 Dec 2026,Price,,40\n"
	i := d.receive(crm.SalesTable, []byte(strings.Replace(file, "femke", d.user("Femke").Email, 1)))
	if i.Language != "nl" && i.Language != "en" {
		t.Fatal(i.Language)
	}
	i.Language, i.State, i.GoodOnly, i.Make = "en", crm.ImportRunning, true, true
	if slices.Contains(i.Columns, "") {
		t.Errorf("not all columns were guessed: %q", i.Columns)
	}
	reason := ""
	d.view(func(tx store.ReadTx) error {
		setup, err := tx.Setup()
		for _, v := range setup.Values {
			if v.List == crm.LostReasons {
				reason = v.Name.EN
			}
		}
		return err
	})
	before := d.sales()
	i.Columns = d.receive(crm.SalesTable, []byte(file)).Columns
	j := d.receive(crm.SalesTable, []byte(strings.Replace(strings.Replace(file, "femke", d.user("Femke").Email, 1), ",Price,", ","+reason+",", 1)))
	i.File = j.File
	if i = d.run(i); i.New != 2 {
		t.Fatalf("%+v\n%s", i, strings.Join(d.problems(i), "\n"))
	}
	for n, s := range d.sales() {
		if _, old := before[n]; old {
			continue
		}
		switch s.Title {
		case "Fence for the yard":
			if s.Amount.String() != "12500.50 EUR" || s.Expected != "2026-12-18" || s.Owner != d.user("Femke").ID || s.Outcome != crm.Open || s.Note != "Call first" || s.Company == "" || s.Contact == "" {
				t.Errorf("%+v", s)
			}
		case "Gates":
			if s.Outcome != crm.Lost || s.LostReason == "" || s.Probability != 0 || s.Expected != "2026-12-01" || s.Closed != crm.DateOf(now()) {
				t.Errorf("%+v", s)
			}
		default:
			t.Errorf("%q", s.Title)
		}
	}
}

func TestDaysWithTheMonthFirst(t *testing.T) {
	d := open(t, false)
	for expected, want := range map[string]crm.Date{"12/31/2026": "2026-12-31", "3/4/2027": "2027-03-04", " 03-04-2027 ": "2027-03-04", "2027-03-04": "2027-03-04", "4 Mar 2027": "2027-03-04", "31/12/2026": ""} {
		before := d.sales()
		i := d.receive(crm.SalesTable, []byte("Title,Sale date\nMonth first,"+expected+"\n"))
		i.Language, i.MonthFirst, i.State, i.GoodOnly = "en", true, crm.ImportRunning, true
		if i = d.run(i); (i.New == 1) != (want != "") {
			t.Errorf("%q: %+v\n%s", expected, i, strings.Join(d.problems(i), "\n"))
		}
		for n, s := range d.sales() {
			if _, old := before[n]; !old && s.Expected != want {
				t.Errorf("%q was read as %s, want %s", expected, s.Expected, want)
			}
		}
	}
}

func TestProblemsAreToldByRow(t *testing.T) {
	d := open(t, false)
	book := excelize.NewFile()
	defer book.Close()
	for n, row := range [][]any{
		{"Nummer", "Titel", "Bedrag", "Verkoopdatum", "Bedrijf", "Vastgelopen"},
		{nil, "Goed", 12.5, "18-12-2026", nil, nil},
		{nil, "", 1, nil, nil, nil},
		{nil, "Bedrag", "1,234.56", "31-02-2026", nil, "misschien"},
		{nil, "Bedrijf", nil, 46349, "Bestaat niet", nil},
		{"x", "Nummer", nil, nil, nil, nil},
	} {
		for m, v := range row {
			cell, _ := excelize.CoordinatesToCellName(m+1, n+1)
			if v != nil {
				if err := book.SetCellValue("Sheet1", cell, v); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	if err := book.SetCellFormula("Sheet1", "B7", `HYPERLINK("http://x.example")`); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := book.Write(&b); err != nil {
		t.Fatal(err)
	}
	i := d.into(crm.SalesTable, b.Bytes())
	if i.New != 1 || i.Bad != 5 {
		t.Errorf("%+v", i)
	}
	want := `3 title: Vul een titel in.
4 amount: Schrijf het bedrag als 1.234,56.
4 stalled: “misschien” is geen Ja of Nee.
4 expected: Kies een dag die bestaat: februari 2026 heeft 28 dagen.
5 company: Er is geen bedrijf “Bestaat niet”. Importeer eerst de bedrijven, of laat ze aanmaken.
5 expected: Hier staat een getal in plaats van een datum. Geef de cel in uw spreadsheet de opmaak Datum.
6 number: “x” is geen verkoopnummer van 1 tot en met 999.999.999.
7 title: Hier staat een formule. Plak in uw spreadsheet de waarde in plaats van de formule.`
	got := d.problems(i)
	for _, line := range strings.Split(want, "\n") {
		if !slices.Contains(got, line) {
			t.Errorf("missing: %s", line)
		}
	}
	if len(got) != strings.Count(want, "\n")+1 {
		t.Errorf("%s", strings.Join(got, "\n"))
	}
}

// Companies and contacts that are called the same come back from an export as they
// were, and into another company as many as there were.
func TestNamesakesComeBack(t *testing.T) {
	d := open(t, false)
	d.update(func(tx store.Tx) error {
		var errs []error
		for n, city := range []string{"Venlo", "Tilburg", "Venlo", ""} {
			id := crm.CompanyID(fmt.Sprint("namesake-", n))
			errs = append(errs, tx.PutCompany(crm.Company{ID: id, Version: 1, Name: "Bakker Bouw", City: city}),
				tx.PutContact(crm.Contact{ID: crm.ContactID(fmt.Sprint("jan-", n)), Version: 1, Name: "Jan Bakker", Company: id, Phone: fmt.Sprint("06 ", n)}))
		}
		return errors.Join(errs...)
	})
	trip := func(to *desk, table crm.Table, file []byte) (tried, did crm.Import) {
		i := to.receive(table, file)
		i.State, i.GoodOnly, i.Make = crm.ImportChecking, true, true
		tried = to.run(i.Restart(crm.ImportChecking))
		if tried.Bad > 0 && table == crm.CompaniesTable && to == d {
			t.Errorf("%s", strings.Join(to.problems(tried), "\n"))
		}
		to.update(func(tx store.Tx) error { return tx.DeleteImportRows(i.ID) })
		return tried, to.run(tried.Restart(crm.ImportRunning))
	}
	for _, table := range []crm.Table{crm.CompaniesTable, crm.ContactsTable} {
		for _, format := range []string{"csv", "xlsx"} {
			tried, did := trip(d, table, d.export(table, format, locales.NL))
			if tried.Same != tried.Rows || did.Same != did.Rows {
				t.Errorf("%s as %s: %d and %d of %d are the same\n%s", table, format, tried.Same, did.Same, did.Rows, strings.Join(d.problems(did), "\n"))
			}
		}
	}
	to := open(t, false)
	tried, did := trip(to, crm.CompaniesTable, []byte("Naam;Plaats\nBakker Bouw;Venlo\nBakker Bouw;Tilburg\nBakker Bouw;Venlo\n"))
	if tried.New != 2 || tried.Bad != 1 || did.New != 2 || did.Bad != 1 {
		t.Errorf("elsewhere: tried %d new, %d bad; did %d and %d\n%s", tried.New, tried.Bad, did.New, did.Bad, strings.Join(to.problems(did), "\n"))
	}
}

// A row about what an earlier row of the table is about is told before anything is
// brought in, and what is brought in is what was told.
func TestRowsAboutTheSameAreTold(t *testing.T) {
	between := func(row string) (rows string) { // more than a step
		for n := range 2 * stepRows {
			rows += fmt.Sprintf(row+"\n", n)
		}
		return rows
	}
	for name, c := range map[string]struct {
		table      crm.Table
		file       string
		new, bad   int
		changed    int
		complaints string
	}{
		"a free number":          {crm.SalesTable, "Nummer;Titel\n9000;Eerste\n9000;Tweede\n" + between("2%04d;Tussen") + "9000;Derde\n", 201, 2, 0, "3 204"},
		"a number that is there": {crm.SalesTable, "Nummer;Titel\n1042;Eerste\n;Nieuw\n#1042;Tweede\n", 1, 1, 1, "4"},
		"a bad row before":       {crm.SalesTable, "Nummer;Titel;Bedrag\n9000;Eerste;x\n9000;Tweede;1\n", 1, 1, 0, ""},
		"a company":              {crm.CompaniesTable, "Naam;KvK-nummer\nAlfa;00000001\nBeta;00000001\n" + between("Tussen %d;") + "alfa;0000 0001\nBETA;\n", 202, 2, 0, "204 205"},
		"a contact":              {crm.ContactsTable, "Naam;E-mailadres\nJan;jan@x.example\nPiet;jan@x.example\nJan;JAN@x.example\nJan;\nKees;\nKees;kees@x.example\nJan;jan2@x.example\n", 4, 3, 0, "4 5 7"},
	} {
		t.Run(name, func(t *testing.T) {
			d := open(t, false)
			i := d.receive(c.table, []byte(c.file))
			i.State, i.GoodOnly, i.Keep, i.Make = crm.ImportChecking, true, strings.HasPrefix(name, "a free") || strings.HasPrefix(name, "a bad"), true
			i = i.Restart(crm.ImportChecking)
			tried := d.run(i)
			told := strings.Join(d.problems(tried), "\n")
			for line := range strings.FieldsSeq(c.complaints) {
				if !strings.Contains("\n"+told, "\n"+line+" ") || !strings.Contains(told, "van het bestand gaat over hetzelfde") {
					t.Errorf("line %s is not told: %s", line, told)
				}
			}
			d.update(func(tx store.Tx) error { return tx.DeleteImportRows(i.ID) })
			did := d.run(tried.Restart(crm.ImportRunning))
			for _, got := range []crm.Import{tried, did} {
				if got.Bad != c.bad || got.Changed != c.changed || got.New != c.new {
					t.Errorf("%s: %d new, %d changed, %d bad\n%s", got.State, got.New, got.Changed, got.Bad, told)
				}
			}
			if tried.New != did.New || strings.Join(d.problems(did), "\n") != told {
				t.Errorf("tried: %+v\ndid: %+v", tried, did)
			}
		})
	}
}

func TestAnImportAsksTheRightsOfEachRow(t *testing.T) {
	d := open(t, false)
	var others, hidden crm.Sale
	hanneke := d.user("Hanneke")
	for _, s := range d.sales() {
		switch {
		case !hanneke.CanSee(s):
			hidden = s
		case s.Group != hanneke.Group && s.Outcome == crm.Open:
			others = s
		}
	}
	d.by = hanneke.ID
	file := fmt.Sprintf("Nummer;Titel;Eigenaar;Zichtbaar voor\n%d;Gezien;;\n%d;Overgenomen;Hanneke Bosma;\n%d;Niet gezien;;\n", others.Number, others.Number, hidden.Number)
	i := d.into(crm.SalesTable, []byte(file))
	d.by = d.user("Pieter").ID
	if i.Changed != 1 || i.Bad != 1 || i.New != 1 { // what may not be seen is as if it were not there
		t.Errorf("%+v\n%s", i, strings.Join(d.problems(i), "\n"))
	}
	after := d.sales()
	if after[hidden.Number].Title != hidden.Title || after[others.Number].Owner != others.Owner || after[others.Number].Title != "Gezien" {
		t.Errorf("%+v\n%+v", after[hidden.Number], after[others.Number])
	}
	// A seller may not import at all, and who lost the right meanwhile not any more.
	d.by = d.user("Femke").ID
	if i := d.into(crm.SalesTable, []byte("Titel\nx\n")); i.Bad != 1 {
		t.Errorf("%+v", i)
	}
}

func TestAnImportStoppedByARowUndoesItsStepAndSaysWhich(t *testing.T) {
	d := open(t, false)
	i := d.into(crm.SalesTable, []byte("Titel;Bedrag\nEen;1\nTwee;x\nDrie;3\n"), func(i *crm.Import) { i.GoodOnly = false })
	if i.State != crm.ImportStopped || i.New != 0 || len(d.sales()) != 60 || len(d.problems(i)) != 1 || !strings.HasPrefix(d.problems(i)[0], "3 amount") {
		t.Errorf("%+v %q", i, d.problems(i))
	}
}

func TestAnImportGoesOnWhereItWasAndEndsWhenItsFileIsGone(t *testing.T) {
	d := open(t, false)
	var b strings.Builder
	b.WriteString("Titel;Opmerking\n")
	for n := range 230 {
		fmt.Fprintf(&b, "Rij %d;\"%s\"\n", n, strings.Repeat("tekst ", n%40*20))
	}
	i := d.receive(crm.SalesTable, []byte(b.String()))
	i.State, i.GoodOnly = crm.ImportRunning, true
	job := d.begin(i)
	seen := 0
	for more := true; more; {
		again := &Importer{Store: d.Store, Files: d.Files, Bundle: d.Bundle, Clock: now, NewID: newID} // as after a stop
		var err error
		if more, err = again.Step(context.Background(), job); err != nil {
			t.Fatal(err)
		}
		if at := d.now(i); at.Done < seen || at.Done-seen > stepRows {
			t.Errorf("from %d to %d", seen, at.Done)
		} else {
			seen = at.Done
		}
	}
	if len(d.sales()) != 290 || d.now(i).State != crm.ImportDone {
		t.Errorf("%d sales, %+v", len(d.sales()), d.now(i))
	}
	i.ID, i.File = "other", strings.Repeat("0", 64)
	if i = d.run(i); i.State != crm.ImportStopped {
		t.Errorf("without its file: %+v", i)
	}
}

func FuzzRow(f *testing.F) {
	d := open(f, false)
	for _, seed := range []string{"1042;Titel;1,5;2026-01-01", "x;=1;€ 12;31-02-2026", ";;;", "1e5;\"a\";-1;1"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, line string) {
		file := []byte("Nummer;Titel;Bedrag;Verkoopdatum;Fase;Koppelingen\n" + line)
		i, err := Receive(context.Background(), d.Files, bytes.NewReader(file), int64(len(file)), crm.Import{ID: "f", By: d.by, Table: crm.SalesTable})
		if err != nil {
			return
		}
		columns, _, _ := Guess(d.Bundle, crm.SalesTable, i.Heads)
		i.Columns, i.Language = columns, "nl"
		rows, err := Peek(d.Files, i, 100)
		if err != nil {
			t.Fatal(err)
		}
		if err := d.Store.View(context.Background(), func(tx store.ReadTx) error { _, err := d.Try(tx, i, rows); return err }); err != nil {
			t.Error(err)
		}
	})
}

// The counter goes on above the highest number that was kept; what gets its numbers so
// goes out and comes back.
func TestNumbersAboveThoseThatCanBeKeptComeBack(t *testing.T) {
	d := open(t, false)
	keep := func(i *crm.Import) { i.Keep = true }
	if i := d.into(crm.SalesTable, []byte("Nummer;Titel\n999999999;Hoogste\n;Daarboven\n"), keep); i.New != 2 {
		t.Fatalf("%+v\n%s", i, strings.Join(d.problems(i), "\n"))
	}
	i := d.into(crm.SalesTable, d.export(crm.SalesTable, "csv", locales.NL), keep)
	if i.Bad > 0 || i.Same != i.Rows {
		t.Errorf("%+v\n%s", i, strings.Join(d.problems(i), "\n"))
	}
	if i := d.into(crm.SalesTable, []byte("Nummer;Titel\n1000000001;Te hoog\n"), keep); i.Bad != 1 {
		t.Errorf("%+v", i)
	}
}
