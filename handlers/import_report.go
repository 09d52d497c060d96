package handlers

import (
	"context"
	"io"
	"path"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"verkoop/crm"
	"verkoop/store"
	"verkoop/transfer"
	"verkoop/views"
)

// importResults shows which records rows were taken in as, a page of them.
func importResults(c *fiber.Ctx, tx store.ReadTx, i crm.Import, v *views.Import) error {
	t := of(c).texts
	after, _ := strconv.Atoi(c.Query("taken")) // what is no number begins at the first
	rows, err := tx.ImportResults(i.ID, max(after, 0), importPage+1)
	if err != nil {
		return err
	}
	if len(rows) > importPage {
		rows = rows[:importPage]
		v.Next = importAt(i) + "?taken=" + strconv.Itoa(rows[importPage-1].Line) + "#taken"
	}
	if after > 0 {
		v.First = importAt(i) + "#taken"
	}
	for _, r := range rows {
		row := views.ImportRow{Line: t.Integer(r.Line), Subject: r.Subject, Key: "changed"}
		if r.New {
			row.Key = "new"
		}
		row.What = t.T("import.did." + row.Key)
		switch {
		case r.Number != 0:
			sale := crm.Sale{Number: r.Number}
			row.Number, row.Href = numberText(sale), saleHref(sale, "", listQuery{}, "")
		case i.Table == crm.CompaniesTable:
			row.Href = partyHref(crm.PartyRef{Kind: crm.CompanyParty, ID: r.Party}, "", "")
		case i.Table == crm.ContactsTable:
			row.Href = partyHref(crm.PartyRef{Kind: crm.ContactParty, ID: r.Party}, "", "")
		}
		v.Taken = append(v.Taken, row)
	}
	if len(v.Taken)+len(v.Bad) > 0 {
		v.Report = importAt(i) + "/report.csv"
	}
	return nil
}

// importReportFile answers with what became of the rows, as a file.
func (s *server) importReportFile(c *fiber.Ctx) error {
	var i crm.Import
	if err := s.view(c, func(tx store.ReadTx) (err error) { i, err = s.import1(c, tx); return err }); err != nil {
		return err
	}
	if !i.State.Over() {
		return fiber.ErrNotFound
	}
	report := transfer.Report{Store: s.Store, Texts: of(c).texts, Import: i}
	name := of(c).texts.T("import.report.file", "name", strings.TrimSuffix(i.Name, path.Ext(i.Name)))
	return s.stream(c, name, transfer.Formats["csv"], func(ctx context.Context, w io.Writer) error { return report.Write(ctx, w) })
}
