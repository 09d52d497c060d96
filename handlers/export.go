package handlers

import (
	"context"
	"fmt"
	"io"
	"mime"
	"runtime/debug"

	"github.com/gofiber/fiber/v2"

	"verkoop/crm"
	"verkoop/store"
	"verkoop/transfer"
	"verkoop/views"
)

// exported is what the address asks for: pages of a list or search, and the address
// itself for the audit log.
func (s *server) exported(c *fiber.Ctx) (page func(store.ReadTx, store.Cursor, int) ([]store.SaleRow, store.Cursor, error), query string) {
	l, r := readListQuery(c), of(c)
	return func(tx store.ReadTx, at store.Cursor, limit int) ([]store.SaleRow, store.Cursor, error) {
		page, err := l.page(tx, r, at, limit)
		return page.Rows, page.Next, err
	}, l.values().Encode()
}

// transferLinks are the menu that brings the list out, and tables in.
func transferLinks(r *request, l listQuery) (links []views.TransferLink) {
	for _, format := range []string{"csv", "xlsx", "json"} {
		links = append(links, views.TransferLink{Href: l.path("/sales/export." + format), Label: r.texts.T("transfer.export." + format), Download: true})
	}
	if r.user.May(crm.ImportData, crm.Sale{}) {
		links = append(links, views.TransferLink{Href: importHref, Label: r.texts.T("transfer.import")})
	}
	return links
}

// saleExport answers with the list as a file.
func (s *server) saleExport(c *fiber.Ctx) error {
	if l := readListQuery(c); len(l.problems) > 0 { // half of what was asked for would be taken for all
		return l.problems[0]
	}
	page, query := s.exported(c)
	err := s.view(c, func(tx store.ReadTx) error { // while it can still be refused
		_, _, err := page(tx, "", 1)
		return err
	})
	if err != nil {
		return err
	}
	return s.export(c, transfer.Export{Table: crm.SalesTable, Sales: page}, query)
}

// export sends the table while it is read, page by page. What was sent is written to
// the audit log once it is known, also where it broke off.
func (s *server) export(c *fiber.Ctx, e transfer.Export, query string) error {
	format := c.Params("format")
	media, known := transfer.Formats[format]
	if !known {
		return fiber.ErrNotFound
	}
	r := of(c)
	e.Store, e.Texts, e.Zone, e.Format = s.Store, r.texts, r.now.Location(), format
	entry := s.entry(c, crm.AuditExported)
	entry.Facts = []crm.FieldChange{{Field: crm.FactTable, New: crm.Value{Text: string(e.Table)}}, {Field: crm.FactFormat, New: crm.Value{Text: format}}}
	if query != "" {
		entry.Facts = append(entry.Facts, crm.FieldChange{Field: crm.FactQuery, New: crm.Value{Text: query}})
	}
	name := fmt.Sprintf("%s-%s.%s", r.texts.T("table.file."+string(e.Table)), r.today, format)
	id := r.id
	return s.stream(c, name, media, func(ctx context.Context, w io.Writer) (err error) {
		rows := 0
		// Written before the end is sent: who has the whole file is in the log.
		defer func() {
			entry.Facts = append(entry.Facts, crm.FieldChange{Field: crm.FactRows, New: crm.Value{Text: fmt.Sprint(rows)}})
			logged := s.Store.Update(ctx, func(tx store.Tx) error { return tx.PutAudit(entry) })
			if logged != nil {
				s.Logger.Error("audit log not written", "request", id, "error", logged)
			}
		}()
		rows, err = e.Write(ctx, w)
		return err
	})
}

// stream answers with a file that is made while it is sent. Where that fails the answer
// breaks off, so that nobody takes it for whole. write goes on after the handler, and
// may use nothing of the request.
func (s *server) stream(c *fiber.Ctx, name, media string, write func(context.Context, io.Writer) error) error {
	c.Set(fiber.HeaderContentType, media)
	c.Set(fiber.HeaderContentDisposition, mime.FormatMediaType("attachment", map[string]string{"filename": name}))
	if c.Method() == fiber.MethodHead {
		return nil
	}
	in, out := io.Pipe()
	id := of(c).id
	go func() {
		var err error
		defer func() {
			if p := recover(); p != nil {
				err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
			}
			if err != nil {
				s.Logger.Error("file broke off", "request", id, "error", err)
			}
			out.CloseWithError(err)
		}()
		err = write(context.Background(), out)
	}()
	c.Context().SetBodyStream(in, -1)
	return nil
}
