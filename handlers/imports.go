package handlers

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"verkoop/crm"
	"verkoop/locales"
	"verkoop/store"
	"verkoop/transfer"
	"verkoop/views"
)

const (
	fieldTable  crm.Field = "table"
	fieldUpload crm.Field = "upload"
)

// importsShown is how many imports the page lists.
const importsShown = 50

// importIndex is the form that takes a file, with what was brought in before.
func (s *server) importIndex(c *fiber.Ctx) error { return s.imports(c, nil) }

func (s *server) imports(c *fiber.Ctx, problems crm.Problems) error {
	r, t := of(c), of(c).texts
	v := views.Imports{Settings: s.settings(c, t.T("settings.imports.title"), importHref), Action: importHref, Submit: t.T("import.read")}
	f := readForm(c)
	in := inputs{t, f, problems}
	var options []views.Option
	for _, table := range crm.Tables {
		options = append(options, views.Option{Value: string(table), Label: t.T("table." + string(table)),
			Detail: t.T("import.table." + string(table)), Selected: string(table) == f.get(string(fieldTable)) || !f.has(string(fieldTable)) && table == crm.SalesTable})
	}
	v.Table = in.choice(fieldTable, "import.table.label", options)
	v.Table.Choice = true
	v.File = in.text(fieldUpload, "import.file.label", "off")
	v.File.Hint = t.T("import.file.hint", "max", transfer.MaxFile>>20, "rows", transfer.MaxRows)
	v.Problems = in.summary()
	err := s.view(c, func(tx store.ReadTx) error {
		all, err := tx.Imports(importsShown)
		if err != nil {
			return err
		}
		for _, i := range all {
			if !mayImport(r.user, i) {
				continue
			}
			row := views.ImportLine{Href: importAt(i), Name: i.Name, Table: t.T("table." + string(i.Table)), At: t.DateTime(i.Begun.In(r.now.Location())),
				State: t.T("import.state." + string(i.State)), Rows: t.N("import.rows", i.Rows)}
			if u, err := tx.User(i.By); err == nil {
				row.Who = u.Name
			}
			v.Rows = append(v.Rows, row)
		}
		return nil
	})
	if err != nil {
		return err
	}
	if len(problems) > 0 {
		v.Title = t.T("page.error.title", "title", v.Title)
		c.Status(fiber.StatusUnprocessableEntity)
	}
	return s.render(c, "imports/index", "imports/index", v)
}

func importAt(i crm.Import) string { return importHref + "/" + string(i.ID) }

// mayImport tells whether the import is the user's to see: their own, and for an
// administrator everybody's.
func mayImport(u crm.User, i crm.Import) bool {
	return i.By == u.ID || u.May(crm.ManageUsers, crm.Sale{})
}

// import1 reads the import that the address names.
func (s *server) import1(c *fiber.Ctx, tx store.ReadTx) (crm.Import, error) {
	i, err := tx.Import(crm.ImportID(c.Params("import")))
	if err == nil && !mayImport(of(c).user, i) {
		err = store.ErrNotFound
	}
	return i, err
}

// importCreate takes the file: its rows are kept until they are brought in.
func (s *server) importCreate(c *fiber.Ctx) error {
	r, f := of(c), readForm(c)
	table := crm.Table(f.get(string(fieldTable)))
	if !slices.Contains(crm.Tables[:], table) {
		return s.imports(c, crm.Problems{{Kind: crm.Invalid, Field: fieldTable, Key: "error.value.unknown"}})
	}
	form, err := c.MultipartForm()
	if err != nil || len(form.File[string(fieldUpload)]) == 0 {
		return s.imports(c, crm.Problems{{Kind: crm.Invalid, Field: fieldUpload, Key: "error.upload.required"}})
	}
	sent := form.File[string(fieldUpload)][0]
	file, err := sent.Open()
	if err != nil {
		return err
	}
	defer file.Close()
	i := crm.Import{ID: crm.ImportID(s.NewID()), By: r.user.ID, From: s.from(c), Table: table, Name: fileName(sent.Filename),
		State: crm.ImportMapping, Begun: r.now.UTC()}
	i, err = transfer.Receive(c.UserContext(), s.Imports.Files, file, sent.Size, i)
	var e crm.Error
	if errors.As(err, &e) {
		e.Field = fieldUpload
		return s.imports(c, crm.Problems{e})
	}
	if err != nil {
		return err
	}
	var l locales.Language
	i.Columns, l, i.Own = transfer.Guess(s.bundle, table, i.Heads)
	if l == "" { // the heads are no help
		l = r.texts.Language()
	}
	i.Language, i.GoodOnly = string(l), true
	if err := s.update(c, func(tx store.Tx) error { return tx.PutImport(i) }); err != nil {
		return err
	}
	return c.Redirect(importAt(i), fiber.StatusSeeOther)
}

// fileName is what a file is called, without the folders that some browsers name.
func fileName(name string) string {
	if i := strings.LastIndexAny(name, `/\`); i >= 0 {
		name = name[i+1:]
	}
	name = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7F {
			return -1
		}
		return r
	}, strings.ToValidUTF8(name, ""))
	runes := []rune(name)
	return string(runes[:min(len(runes), 120)])
}

const (
	fieldMake   crm.Field = "make"
	fieldKeep   crm.Field = "keep"
	fieldAll    crm.Field = "rows"
	fieldColumn           = "column_"

	// monthFirst follows the language whose days are written as in America.
	monthFirst = "_month_first"
)

// importUpdate keeps what the columns mean, and has every row tried.
func (s *server) importUpdate(c *fiber.Ctx) error {
	r, f := of(c), readForm(c)
	var i crm.Import
	var problems crm.Problems
	err := s.update(c, func(tx store.Tx) (err error) {
		problems = nil
		if i, err = s.import1(c, tx); err != nil {
			return err
		}
		if i.State != crm.ImportMapping && i.State != crm.ImportChecked {
			return crm.Error{Kind: crm.Conflict, Key: "error.import.begun"}
		}
		i = i.Restart(crm.ImportChecking)
		if problems = readColumns(f, &i); len(problems) == 0 {
			problems = s.busy(tx, r.user)
		}
		i.Make, i.GoodOnly, i.GoOn = f.has(string(fieldMake)), f.get(string(fieldAll)) != "all", false
		if i.Keep = f.has(string(fieldKeep)); i.Keep {
			if err := r.user.Allow(crm.KeepNumbers, crm.Sale{}); err != nil {
				return err
			}
		}
		language, monthFirst := strings.CutSuffix(f.get("language"), monthFirst)
		if l, ok := locales.Parse(language); ok {
			i.Language, i.MonthFirst = string(l), monthFirst
		}
		if len(problems) > 0 {
			return errStop
		}
		return errors.Join(tx.DeleteImportRows(i.ID), tx.PutImport(i), tx.PutJob(importJob(r, i)))
	})
	if err != nil {
		return err
	}
	if len(problems) > 0 {
		return s.importForm(c, i, problems)
	}
	s.wake()
	return c.Redirect(importAt(i), fiber.StatusSeeOther)
}

func importJob(r *request, i crm.Import) crm.Job {
	return crm.Job{Kind: crm.ImportJob, User: i.By, By: i.By, Import: i.ID, Total: i.Rows, Begun: r.now.UTC()}
}

// readColumns reads what the columns mean: each field once, and what a record cannot
// do without.
func readColumns(f form, i *crm.Import) (p crm.Problems) {
	fields := transfer.Fields(i.Table)
	seen := map[crm.Field]bool{}
	for n := range i.Columns {
		chosen := crm.Field(f.get(fieldColumn + strconv.Itoa(n)))
		if !slices.Contains(fields, chosen) {
			chosen = ""
		}
		if chosen != "" && seen[chosen] {
			p = append(p, crm.Error{Kind: crm.Invalid, Field: crm.Field(fieldColumn + strconv.Itoa(n)), Key: "error.import.twice"})
		}
		seen[chosen] = true
		i.Columns[n] = chosen
	}
	names := []crm.Field{crm.FieldName}
	if i.Table == crm.SalesTable {
		names = []crm.Field{crm.FieldTitle, crm.FieldNumber}
	}
	if !slices.ContainsFunc(names, func(f crm.Field) bool { return seen[f] }) {
		p = append(p, crm.Error{Kind: crm.Invalid, Field: fieldColumn + "0", Key: "error.import.no_name." + string(i.Table)})
	}
	return p
}

// busy says that the user has another import at work.
func (s *server) busy(tx store.ReadTx, u crm.User) crm.Problems {
	jobs, err := tx.Jobs()
	if err != nil {
		return nil // putting the job will say it
	}
	for _, j := range jobs {
		if j.Kind == crm.ImportJob && j.User == u.ID {
			return crm.Problems{{Kind: crm.Invalid, Key: "error.import.busy"}}
		}
	}
	return nil
}

// importRun has the import carried out, or go on where it was stopped. Where all rows or none are wanted they are
// tried once more first, since something may have changed.
func (s *server) importRun(c *fiber.Ctx) error {
	r := of(c)
	var i crm.Import
	var problems crm.Problems
	err := s.update(c, func(tx store.Tx) (err error) {
		if i, err = s.import1(c, tx); err != nil {
			return err
		}
		if i.Left() > 0 {
			if problems = s.busy(tx, r.user); len(problems) > 0 {
				return errStop
			}
			i.State, i.Ended = crm.ImportRunning, time.Time{}
			return errors.Join(tx.PutImport(i), tx.PutJob(importJob(r, i)))
		}
		if i.State != crm.ImportChecked {
			return crm.Error{Kind: crm.Conflict, Key: "error.import.begun"}
		}
		if i.Bad > 0 && !i.GoodOnly {
			return crm.Error{Kind: crm.Conflict, Key: "error.import.all_or_none"}
		}
		if problems = s.busy(tx, r.user); len(problems) > 0 {
			return errStop
		}
		i = i.Restart(crm.ImportRunning)
		if !i.GoodOnly {
			i.State, i.GoOn = crm.ImportChecking, true
		}
		return errors.Join(tx.DeleteImportRows(i.ID), tx.PutImport(i), tx.PutJob(importJob(r, i)))
	})
	if err != nil {
		return err
	}
	if len(problems) > 0 {
		return problems[0]
	}
	s.wake()
	return c.Redirect(importAt(i), fiber.StatusSeeOther)
}

// importCancel stops the work where it is; what was brought in stays.
func (s *server) importCancel(c *fiber.Ctx) error {
	var i crm.Import
	err := s.update(c, func(tx store.Tx) (err error) {
		if i, err = s.import1(c, tx); err != nil || !i.State.Working() {
			return stopAfter(err)
		}
		if i.State == crm.ImportChecking { // nothing was changed
			i = i.Restart(crm.ImportMapping)
			i.GoOn = false
			return errors.Join(tx.DeleteImportRows(i.ID), tx.PutImport(i), tx.DeleteJob(crm.ImportJob, i.By))
		}
		if !i.Stoppable() {
			return crm.Error{Kind: crm.Conflict, Key: "error.import.all_runs"}
		}
		i.State, i.Ended = crm.ImportCancelled, of(c).now.UTC()
		entry := s.Imports.Entry(tx, i, crm.AuditImported)
		entry.Facts = append(entry.Facts, crm.FieldChange{Field: crm.FactState, New: crm.Value{Text: string(i.State)}})
		return errors.Join(tx.PutImport(i), tx.DeleteJob(crm.ImportJob, i.By), tx.PutAudit(entry))
	})
	if err != nil {
		return err
	}
	return s.redirect(c, importAt(i), of(c).texts.T("import.cancelled"))
}

// importDelete forgets an import that no job is at; what it brought in stays.
func (s *server) importDelete(c *fiber.Ctx) error {
	err := s.update(c, func(tx store.Tx) error {
		i, err := s.import1(c, tx)
		if err != nil {
			return err
		}
		if i.State.Working() {
			return crm.Error{Kind: crm.Conflict, Key: "error.import.begun"}
		}
		return tx.DeleteImport(i.ID)
	})
	if err != nil {
		return err
	}
	return s.redirect(c, importHref, of(c).texts.T("import.deleted"))
}
