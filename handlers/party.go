package handlers

import (
	"errors"
	"net/url"
	"strings"

	"github.com/gofiber/fiber/v2"

	"verkoop/crm"
	"verkoop/locales"
	"verkoop/store"
	"verkoop/transfer"
	"verkoop/views"
)

// parties are the companies, the contacts or the projects: each has the same routes.
type parties struct {
	*server
	kind crm.PartyKind
}

// partyPaths are where each kind is.
var partyPaths = map[crm.PartyKind]string{crm.CompanyParty: "/companies", crm.ContactParty: "/contacts", crm.ProjectParty: "/projects"}

// fieldWords is what a list is narrowed by, and travels with what is opened from it.
const fieldWords = "words"

// partyHref is the page of a company, contact or project; of one without an id the form
// that registers one.
func partyHref(of crm.PartyRef, rest, words string) string {
	id := of.ID
	if id == "" {
		id = register
	}
	q := url.Values{}
	if words != "" {
		q.Set(fieldWords, words)
	}
	return address(partyPaths[of.Kind]+"/"+url.PathEscape(id)+rest, q)
}

// listHref is the list that the page was opened from.
func (p parties) listHref(c *fiber.Ctx) string {
	q := url.Values{}
	if words := c.Query(fieldWords); words != "" {
		q.Set(fieldWords, words)
	}
	return address(partyPaths[p.kind], q)
}

// key is the text of the kind.
func (p parties) key(t *locales.Texts, key string, args ...any) string {
	of := string(p.kind) + "." + key
	return t.T("party."+of, args...)
}

// party reads the one that the address names.
func (p parties) party(c *fiber.Ctx, tx store.ReadTx) (crm.Party, error) {
	v, err := store.Party(tx, crm.PartyRef{Kind: p.kind, ID: c.Params("party")})
	if errors.Is(err, store.ErrNotFound) {
		err = crm.Error{Kind: crm.NotFound, Key: "error.party.not_found." + string(p.kind)}
	}
	return v, err
}

// partyLabel is what the fact is called.
func partyLabel(t *locales.Texts, f crm.Field) string {
	if f == crm.FieldProjectKind {
		return t.T("form.party.project_kind.label")
	}
	return transfer.Head(t, f)
}

// partyNamer gives what the records and values that a party refers to are called now.
func partyNamer(tx store.ReadTx) (func(crm.Field, string) crm.Words, error) {
	setup, err := tx.Setup()
	return func(f crm.Field, id string) crm.Words {
		if f == crm.FieldProjectKind {
			v, _ := setup.Value(crm.ProjectKinds, crm.ValueID(id))
			return v.Name
		}
		c, _ := tx.Company(crm.CompanyID(id)) // one that is gone has no name
		return crm.Same(c.Name)
	}, err
}

// partyText is a fact in words.
func partyText(t *locales.Texts, v crm.Party, f crm.Field, name func(crm.Field, string) crm.Words) string {
	text := v.Get(f)
	if text != "" && (f == crm.FieldCompany || f == crm.FieldProjectKind) {
		return t.Words(name(f, text))
	}
	return text
}

// pageSize of these lists, and how many one search of their words shows.
const partyPage = 50

// index is the list, narrowed by words, or page by page.
func (p parties) index(c *fiber.Ctx) error {
	v, err := p.list(c, strings.TrimSpace(c.Query(fieldWords)), store.Cursor(c.Query("at")))
	if err != nil {
		return err
	}
	return p.render(c, "parties/index", "parties/_index", v)
}

func (p parties) list(c *fiber.Ctx, words string, at store.Cursor) (v views.PartyIndex, err error) {
	r, t := of(c), of(c).texts
	v = views.PartyIndex{Page: p.page(c, p.key(t, "all")), Heading: p.key(t, "all"), Action: partyPaths[p.kind], Ask: p.key(t, "find"), Words: words,
		Empty: p.key(t, "none"), EmptyWhy: p.key(t, "first"), Add: p.key(t, "new")}
	v.Section = "parties"
	for _, k := range crm.PartyKinds {
		v.Kinds = append(v.Kinds, views.NavEntry{Href: partyPaths[k], Label: t.T("party." + string(k) + ".all"), Current: k == p.kind})
	}
	if r.user.AllowParty(crm.EditParty, crm.Party{}) == nil {
		v.New = partyPaths[p.kind] + "/" + register
	}
	v.Transfer = p.transfer(r, words)
	err = p.view(c, func(tx store.ReadTx) error {
		all, next, err := p.find(tx, words, at, partyPage)
		if err != nil {
			return err
		}
		if words != "" {
			v.Empty, v.EmptyWhy, v.Said = t.T("party.nothing"), t.T("party.none_found"), t.N("form.found", len(all))
			if len(all) > partyPage {
				all, v.More, v.Said = all[:partyPage], t.T("party.more", "max", partyPage), t.T("party.more", "max", partyPage)
			}
		}
		if at != "" {
			v.First = partyPaths[p.kind]
		}
		if next != "" {
			v.Next = address(partyPaths[p.kind], url.Values{"at": {string(next)}})
		}
		v.Heads, v.Rows, err = partyRows(tx, t, p.kind, all, words)
		return err
	})
	return v, err
}

// transfer are the menu that brings the list out, and tables in; projects only go out.
func (p parties) transfer(r *request, words string) (links []views.TransferLink) {
	q := url.Values{}
	if words != "" {
		q.Set(fieldWords, words)
	}
	for _, format := range []string{"csv", "xlsx", "json"} {
		links = append(links, views.TransferLink{Href: address(partyPaths[p.kind]+"/export."+format, q), Label: r.texts.T("transfer.export." + format), Download: true})
	}
	if p.kind != crm.ProjectParty && r.user.May(crm.ImportData, crm.Sale{}) {
		links = append(links, views.TransferLink{Href: importHref, Label: r.texts.T("transfer.import")})
	}
	return links
}

// partyTables are what each kind is exported as.
var partyTables = map[crm.PartyKind]crm.Table{crm.CompanyParty: crm.CompaniesTable, crm.ContactParty: crm.ContactsTable, crm.ProjectParty: crm.ProjectsTable}

// exportFound is how many of those that words fit are exported.
const exportFound = 10_000

// export answers with the list as a file: all, or those that the words fit.
func (p parties) export(c *fiber.Ctx) error {
	e := transfer.Export{Table: partyTables[p.kind]}
	words := strings.Clone(strings.TrimSpace(c.Query(fieldWords)))
	if words != "" {
		e.Parties = func(tx store.ReadTx, _ store.Cursor, _ int) ([]crm.Party, store.Cursor, error) {
			return p.find(tx, words, "", exportFound-1)
		}
	}
	return p.server.export(c, e, words)
}

// find are those that the words fit, and one more than the limit: by name and city, or
// whole KvK number or e-mail address; without words a page of all.
func (p parties) find(tx store.ReadTx, words string, at store.Cursor, limit int) (out []crm.Party, next store.Cursor, err error) {
	most := limit + 1
	mark := crm.FieldKvK
	if strings.Contains(words, "@") {
		mark = crm.FieldEmail
	}
	switch {
	case p.kind == crm.CompanyParty && words == "":
		all, next, err := tx.Companies(at, limit)
		return asParties(nil, all, crm.Company.Party), next, err
	case p.kind == crm.ContactParty && words == "":
		all, next, err := tx.Contacts(at, limit)
		return asParties(nil, all, crm.Contact.Party), next, err
	case words == "":
		all, next, err := tx.Projects(at, limit)
		return asParties(nil, all, crm.Project.Party), next, err
	case p.kind == crm.CompanyParty:
		exact, err := tx.CompaniesWith(mark, words, most)
		if err != nil || len(exact) > 0 {
			return asParties(nil, exact, crm.Company.Party), "", err
		}
		all, err := tx.FindCompanies(words, most)
		return asParties(nil, all, crm.Company.Party), "", err
	case p.kind == crm.ContactParty:
		if mark == crm.FieldEmail {
			exact, err := tx.ContactsWith(mark, words, most)
			if err != nil || len(exact) > 0 {
				return asParties(nil, exact, crm.Contact.Party), "", err
			}
		}
		all, err := tx.FindContacts(words, "", most)
		return asParties(nil, all, crm.Contact.Party), "", err
	}
	all, err := tx.FindProjects(words, most)
	return asParties(nil, all, crm.Project.Party), "", err
}

func asParties[T any](out []crm.Party, all []T, as func(T) crm.Party) []crm.Party {
	for _, v := range all {
		out = append(out, as(v))
	}
	return out
}

// partyColumns are the facts that a list shows beside the name.
var partyColumns = map[crm.PartyKind][]crm.Field{
	crm.CompanyParty: {crm.FieldCity, crm.FieldKvK, crm.FieldEmail, crm.FieldPhone},
	crm.ContactParty: {crm.FieldCompany, crm.FieldPosition, crm.FieldEmail, crm.FieldPhone},
	crm.ProjectParty: {crm.FieldCompany, crm.FieldProjectKind},
}

// partyRows are the heads and lines of a list, but for some columns.
func partyRows(tx store.ReadTx, t *locales.Texts, k crm.PartyKind, all []crm.Party, words string, but ...crm.Field) (heads []string, rows []views.PartyRow, err error) {
	name, err := partyNamer(tx)
	heads = []string{partyLabel(t, crm.FieldName)}
	var shown []crm.Field
	for _, f := range partyColumns[k] {
		if len(but) == 0 || f != but[0] {
			shown = append(shown, f)
			heads = append(heads, partyLabel(t, f))
		}
	}
	for _, v := range all {
		row := views.PartyRow{Href: partyHref(v.PartyRef, "", words), Name: v.Name()}
		for _, f := range shown {
			row.Cells = append(row.Cells, views.Cell{Key: string(f), Label: partyLabel(t, f), Text: partyText(t, v, f, name)})
		}
		rows = append(rows, row)
	}
	return heads, rows, err
}

// show is the page of one in view mode.
func (p parties) show(c *fiber.Ctx) error {
	if c.Params("party") == register {
		return p.edit(c)
	}
	var v views.PartyShow
	err := p.view(c, func(tx store.ReadTx) error {
		party, err := p.party(c, tx)
		if err != nil {
			return err
		}
		v, err = p.showView(c, tx, party, !of(c).fragment)
		return err
	})
	if err != nil {
		return err
	}
	return p.render(c, "parties/show", "parties/_card", v)
}

func partyID(of crm.PartyRef) string {
	if of.ID == "" {
		return string(of.Kind) + "-" + register
	}
	return string(of.Kind) + "-" + of.ID
}

// head is the card's head: what is stored.
func (p parties) head(c *fiber.Ctx, v crm.Party, name func(crm.Field, string) crm.Words) views.PartyHead {
	r, t, words := of(c), of(c).texts, c.Query(fieldWords)
	h := views.PartyHead{ID: partyID(v.PartyRef), Kind: p.key(t, "one"), Title: v.Name()}
	if id := v.Get(crm.FieldCompany); id != "" {
		h.Under = views.Row{Value: t.Words(name(crm.FieldCompany, id)), Href: partyHref(crm.PartyRef{Kind: crm.CompanyParty, ID: id}, "", "")}
	}
	if v.ID == "" {
		h.Title, h.Editing = p.key(t, "register"), p.key(t, "registering")
		return h
	}
	if r.user.AllowParty(crm.EditParty, v) == nil {
		h.EditHref = partyHref(v.PartyRef, "/edit", words)
	}
	if err, refused := r.user.AllowParty(crm.DeleteParty, v).(crm.Error); refused {
		h.TaskNote = t.Error(err)
	} else {
		h.Task = []views.MenuItem{{Label: t.T("action.delete"), Href: partyHref(v.PartyRef, "/deletion", words), Icon: "trash"}}
	}
	return h
}

// showView is the card in view mode, with what stands below where that is asked for.
func (p parties) showView(c *fiber.Ctx, tx store.ReadTx, party crm.Party, below bool) (v views.PartyShow, err error) {
	r, t := of(c), of(c).texts
	name, err := partyNamer(tx)
	if err != nil {
		return v, err
	}
	v = views.PartyShow{Page: p.page(c, p.key(t, "title", "name", party.Name())), Head: p.head(c, party, name), List: p.listHref(c), Back: p.key(t, "back")}
	v.Section = "parties"
	for _, column := range partyGrid[p.kind] {
		var rows []views.Row
		for _, f := range column {
			row := views.Row{Label: partyLabel(t, f), Value: partyText(t, party, f, name), Href: factHref(party, f)}
			if row.Value == "" {
				row.Value, row.Empty, row.Href = t.T("form.sale.none"), true, ""
			}
			rows = append(rows, row)
		}
		v.Columns = append(v.Columns, rows)
	}
	if v.Foot, err = p.foot(tx, r, party); err != nil {
		return v, err
	}
	if v.Alike, err = p.alike(tx, t, v.Head.ID, party); err != nil || !below {
		return v, err
	}
	v.Sections, err = p.sections(c, tx, party, "")
	return v, err
}

// partyGrid are the facts as they stand on the card: in view mode without the name,
// which is the heading.
var partyGrid = map[crm.PartyKind][][]crm.Field{
	crm.CompanyParty: {{crm.FieldCity, crm.FieldKvK}, {crm.FieldEmail, crm.FieldPhone}, {crm.FieldWebsite}},
	crm.ContactParty: {{crm.FieldCompany, crm.FieldPosition}, {crm.FieldEmail}, {crm.FieldPhone}},
	crm.ProjectParty: {{crm.FieldCompany}, {crm.FieldProjectKind}, nil},
}

// factHref is where a fact leads.
func factHref(v crm.Party, f crm.Field) string {
	text := v.Get(f)
	switch f {
	case crm.FieldCompany:
		return partyHref(crm.PartyRef{Kind: crm.CompanyParty, ID: text}, "", "")
	case crm.FieldEmail:
		return "mailto:" + text
	case crm.FieldPhone:
		return "tel:" + strings.ReplaceAll(text, " ", "")
	case crm.FieldWebsite:
		return text
	}
	return ""
}

// foot says who registered and updated it, as far as that is known.
func (p parties) foot(tx store.ReadTx, r *request, v crm.Party) (string, error) {
	if v.Updated.User == "" || v.Registered.User == "" {
		return "", nil
	}
	who := map[crm.UserID]string{}
	for _, id := range []crm.UserID{v.Registered.User, v.Updated.User} {
		u, err := tx.User(id)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return "", err
		}
		who[id] = u.Name
	}
	return r.texts.T("sale.foot",
		"registrar", who[v.Registered.User], "registered", crm.DateOf(v.Registered.At.In(r.now.Location())),
		"updater", who[v.Updated.User], "updated", r.texts.DateTime(v.Updated.At.In(r.now.Location()))), nil
}

// alike points out what may be the same.
func (p parties) alike(tx store.ReadTx, t *locales.Texts, id string, party crm.Party) (views.Alike, error) {
	v := views.Alike{ID: id, Heading: p.key(t, "alike")}
	all, err := store.Duplicates(tx, party)
	if err != nil || len(all) == 0 {
		return v, err
	}
	name, err := partyNamer(tx)
	for _, d := range all {
		row := views.AlikeRow{Href: partyHref(d.Party.PartyRef, "", ""), Name: d.Party.Name()}
		var why []string
		for _, f := range []crm.Field{crm.FieldCompany, crm.FieldCity} {
			if text := partyText(t, d.Party, f, name); text != "" {
				why = append(why, text)
			}
		}
		for _, f := range d.By {
			why = append(why, t.T("party.same."+string(f)))
		}
		row.Why = strings.Join(why, " · ")
		v.Rows = append(v.Rows, row)
	}
	return v, err
}
