package handlers

import (
	"errors"
	"slices"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"verkoop/crm"
	"verkoop/store"
	"verkoop/views"
)

// readSelection reads a selection; NotFound where the user may not open it.
func (s *server) readSelection(c *fiber.Ctx, tx store.ReadTx, id crm.SelectionID) (crm.Selection, error) {
	kept, err := tx.Selection(id)
	if errors.Is(err, store.ErrNotFound) {
		return kept, crm.Error{Kind: crm.NotFound, Key: "error.selection.not_found"}
	}
	if err == nil && !of(c).user.CanSeeSelection(kept) {
		return crm.Selection{}, of(c).user.AllowSelection(kept)
	}
	return kept, err
}

// selectionQuery is the search that the selection keeps.
func selectionQuery(kept crm.Selection) listQuery {
	l := listQuery{lines: kept.Criteria, descending: kept.Descending, selection: kept.ID, find: true}
	l.search, l.problems = crm.ParseSearch(kept.Criteria)
	if slices.Contains(tableColumns, kept.Sort) {
		l.sort = store.Column(kept.Sort)
	}
	for _, name := range kept.Columns {
		if slices.Contains(tableColumns, name) {
			l.columns = append(l.columns, name)
		}
	}
	return l
}

// keeps makes the selection keep the search.
func (l listQuery) keeps(kept crm.Selection) crm.Selection {
	kept.Criteria, kept.Sort, kept.Descending, kept.Columns = l.lines, string(l.sort), l.descending, l.columns
	if l.sort == store.ByDate {
		kept.Sort = ""
	}
	return kept
}

func selectionLink(r *request, kept crm.Selection, l listQuery, owner string) views.SavedSearch {
	v := views.SavedSearch{
		Key: string(kept.ID), Label: kept.Name, Current: kept.ID == l.selection,
		Href: address("/find", map[string][]string{"selection": {string(kept.ID)}}),
	}
	if kept.Owner != r.user.ID {
		v.Shared = r.texts.T("selection.shared_by", "name", owner)
	} else if kept.Shared {
		v.Shared = r.texts.T("selection.shared")
	}
	if r.user.AllowSelection(kept) == nil {
		v.Edit = selectionHref(kept)
	}
	return v
}

func selectionHref(kept crm.Selection) string { return "/selections/" + string(kept.ID) }

// keptSelection is what the screen says of the selection that its search came from.
func keptSelection(r *request, kept crm.Selection, l listQuery) *views.KeptSelection {
	v := &views.KeptSelection{Name: kept.Name, Version: strconv.FormatUint(kept.Version, 10)}
	now, was := l, selectionQuery(kept)
	now.skip = false
	if address("", now.values()) != address("", was.values()) && r.user.AllowSelection(kept) == nil && len(l.problems) == 0 {
		v.Update = selectionHref(kept) + "?_method=PUT"
		v.Hidden = hidden(l.values(), "selection")
	}
	return v
}

// selectionNew asks under which name to keep the search of the address, or of the
// form of criteria as it is filled in.
func (s *server) selectionNew(c *fiber.Ctx) error {
	l := readListQuery(c)
	l.find = true
	if f := readFindForm(c); f.sent() {
		var wrong bool
		err := s.view(c, func(tx store.ReadTx) error {
			lines, search, err := s.readFindLines(c, tx, f)
			wrong = slices.ContainsFunc(lines, func(line findLine) bool { return line.err != "" })
			l.lines, l.search, l.problems = search.Lines(), search, nil
			return err
		})
		if err != nil {
			return err
		}
		if wrong {
			return s.goTo(c, address("/find", queryOf(c)), "") // which says what
		}
	}
	if len(l.problems) > 0 {
		return l.problems[0]
	}
	return s.selectionForm(c, l, crm.Selection{Owner: of(c).user.ID}, form{}, nil)
}

// selectionCreate keeps a search.
func (s *server) selectionCreate(c *fiber.Ctx) error {
	r, f := of(c), readForm(c)
	l := queryOfForm(f)
	kept := l.keeps(crm.Selection{ID: crm.SelectionID(s.NewID()), Owner: r.user.ID, Name: f.get("name"), Shared: f.has("shared")})
	return s.selectionKept(c, l, kept, f)
}

// selectionEdit asks for another name, and for whom the selection is; or whether to
// delete it.
func (s *server) selectionEdit(c *fiber.Ctx) error {
	var kept crm.Selection
	err := s.view(c, func(tx store.ReadTx) (err error) {
		kept, err = s.changeableSelection(c, tx)
		return err
	})
	if err != nil {
		return err
	}
	return s.selectionForm(c, selectionQuery(kept), kept, form{}, nil)
}

func (s *server) changeableSelection(c *fiber.Ctx, tx store.ReadTx) (crm.Selection, error) {
	kept, err := s.readSelection(c, tx, crm.SelectionID(c.Params("selection")))
	if err != nil {
		return kept, err
	}
	return kept, of(c).user.AllowSelection(kept)
}

// selectionUpdate renames and shares the selection, or makes it keep another search.
func (s *server) selectionUpdate(c *fiber.Ctx) error {
	f := readForm(c)
	var kept crm.Selection
	err := s.view(c, func(tx store.ReadTx) (err error) {
		kept, err = s.changeableSelection(c, tx)
		return err
	})
	if err != nil {
		return err
	}
	if f.get("version") != strconv.FormatUint(kept.Version, 10) {
		return store.ErrVersion
	}
	l := selectionQuery(kept)
	if f.has("name") {
		kept.Name, kept.Shared = f.get("name"), f.has("shared")
	} else {
		l = queryOfForm(f)
		l.selection = kept.ID
		kept = l.keeps(kept)
	}
	return s.selectionKept(c, l, kept, f)
}

// selectionKept keeps the selection and opens it, or shows the form with what is
// wrong.
func (s *server) selectionKept(c *fiber.Ctx, l listQuery, kept crm.Selection, f form) error {
	r := of(c)
	var problems crm.Problems
	err := s.update(c, func(tx store.Tx) error {
		others, err := tx.Selections(kept.Owner)
		if err != nil {
			return err
		}
		var saved crm.Selection
		if saved, problems = kept.Kept(others); len(problems) > 0 {
			return errStop
		}
		return tx.PutSelection(saved)
	})
	if err != nil {
		return err
	}
	if len(problems) > 0 {
		c.Status(fiber.StatusUnprocessableEntity)
		return s.selectionForm(c, l, kept, f, problems)
	}
	return s.goTo(c, address("/find", map[string][]string{"selection": {string(kept.ID)}}), r.texts.T("selection.kept"))
}

// selectionDelete deletes the selection in the version that the form showed.
func (s *server) selectionDelete(c *fiber.Ctx) error {
	r := of(c)
	version, _ := strconv.ParseUint(c.Query("version"), 10, 63) // none is no version there is
	err := s.update(c, func(tx store.Tx) error {
		kept, err := s.changeableSelection(c, tx)
		if err != nil {
			return err
		}
		if err := tx.DeleteSelection(kept.ID, version); err != nil {
			return err
		}
		e := s.entry(c, crm.AuditSelectionDeleted)
		e.Subject = kept.Name
		return tx.PutAudit(e)
	})
	if err != nil {
		return err
	}
	return s.goTo(c, "/find", r.texts.T("selection.deleted"))
}

// goTo leads to another page: htmx goes there too.
func (s *server) goTo(c *fiber.Ctx, to, notice string) error {
	if err := s.redirect(c, to, notice); err != nil || !of(c).fragment {
		return err
	}
	c.Response().Header.Del(fiber.HeaderLocation)
	c.Set("HX-Redirect", to)
	return c.SendStatus(fiber.StatusNoContent)
}

// queryOfForm is the search that the form's fields hold, as an address would.
func queryOfForm(f form) listQuery {
	l := listQueryOf(f.values)
	l.find, l.selection = true, ""
	return l
}

func (s *server) selectionForm(c *fiber.Ctx, l listQuery, kept crm.Selection, typed form, problems crm.Problems) error {
	r, t := of(c), of(c).texts
	if typed.values == nil {
		typed = form{map[string][]string{"name": {kept.Name}}}
	}
	in := inputs{t, typed, problems}
	v := views.SelectionForm{
		Page: s.page(c, t.T("selection.new")), Action: "/selections", Submit: t.T("action.save"), Cancel: l.href(""),
		Name: in.text(crm.FieldName, "selection.name.label", "off"), Shared: kept.Shared,
		Hidden: hidden(l.values(), "selection"), Problems: in.summary(),
	}
	v.Section, v.Name.Max, v.Name.ID = "find", 100, "selection-name"
	v.Name.Autofocus = len(problems) == 0
	for i := range v.Problems {
		if v.Problems[i].Href != "" {
			v.Problems[i].Href = "#" + v.Name.ID
		}
	}
	if kept.Version > 0 {
		v.Page.Title = t.T("selection.edit")
		v.Action = selectionHref(kept) + "?_method=PUT"
		version := strconv.FormatUint(kept.Version, 10)
		v.Hidden = []views.Hidden{{Name: "version", Value: version}}
		v.Delete = selectionHref(kept) + "?_method=DELETE&version=" + version
	}
	v.Heading = v.Page.Title
	if len(problems) > 0 {
		v.Page.Title = t.T("page.error.title", "title", v.Heading)
	}
	err := s.view(c, func(tx store.ReadTx) (err error) {
		v.Criteria, err = searchWords(tx, r, l.search)
		return err
	})
	if err != nil {
		return err
	}
	if v.Criteria == "" {
		v.Criteria = t.T("typical.all")
	}
	return s.render(c, "selections/form", "selections/_form", v)
}
