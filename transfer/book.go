package transfer

import (
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/bojanz/currency"

	"verkoop/crm"
	"verkoop/locales"
	"verkoop/store"
	"verkoop/tables"
)

// book writes records as cells; it keeps what they refer to as long as it lives,
// which is one transaction.
type book struct {
	tx        store.ReadTx
	texts     *locales.Texts
	zone      *time.Location
	setup     *crm.Setup
	users     map[crm.UserID]crm.User
	groups    map[crm.GroupID]string
	companies map[crm.CompanyID]string
	contacts  map[crm.ContactID]string
	projects  map[crm.ProjectID]string
}

func newBook(tx store.ReadTx, texts *locales.Texts, zone *time.Location) (*book, error) {
	b := &book{tx: tx, texts: texts, zone: zone, users: map[crm.UserID]crm.User{}, groups: map[crm.GroupID]string{},
		companies: map[crm.CompanyID]string{}, contacts: map[crm.ContactID]string{}, projects: map[crm.ProjectID]string{}}
	var err error
	if b.setup, err = tx.Setup(); err != nil {
		return nil, err
	}
	users, err := tx.Users()
	if err != nil {
		return nil, err
	}
	for _, u := range users {
		b.users[u.ID] = u
	}
	groups, err := tx.Groups()
	for _, g := range groups {
		b.groups[g.ID] = g.Name
	}
	return b, err
}

// named is the name of a record, read once; empty where it is gone.
func named[ID comparable](known map[ID]string, id ID, read func(ID) (string, error)) (string, error) {
	var none ID
	if id == none {
		return "", nil
	}
	if name, ok := known[id]; ok {
		return name, nil
	}
	name, err := read(id)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return "", err
	}
	known[id] = name
	return name, nil
}

func (b *book) company(id crm.CompanyID) (string, error) {
	return named(b.companies, id, func(id crm.CompanyID) (string, error) { c, err := b.tx.Company(id); return c.Name, err })
}

func (b *book) contact(id crm.ContactID) (string, error) {
	return named(b.contacts, id, func(id crm.ContactID) (string, error) { c, err := b.tx.Contact(id); return c.Name, err })
}

func (b *book) project(id crm.ProjectID) (string, error) {
	return named(b.projects, id, func(id crm.ProjectID) (string, error) { p, err := b.tx.Project(id); return p.Name, err })
}

// saleRow is the sale as a row of the table.
func (b *book) saleRow(s crm.Sale, next crm.Date) ([]tables.Cell, error) {
	row := make([]tables.Cell, len(columns[crm.SalesTable]))
	for i, c := range columns[crm.SalesTable] {
		if c.field == crm.FieldNext {
			row[i] = day(next)
			continue
		}
		var err error
		if row[i], err = b.saleCell(s, c.field); err != nil {
			return nil, err
		}
	}
	return row, nil
}

// saleCell is one fact of a sale.
func (b *book) saleCell(s crm.Sale, f crm.Field) (cell tables.Cell, err error) {
	name := func(name string, err error) (tables.Cell, error) { return tables.Of(name), err }
	switch f {
	case crm.FieldNumber:
		if s.Number == 0 {
			return tables.Cell{}, nil
		}
		return number(strconv.FormatUint(uint64(s.Number), 10)), nil
	case crm.FieldTitle:
		return tables.Of(s.Title), nil
	case crm.FieldCompany:
		return name(b.company(s.Company))
	case crm.FieldContact:
		return name(b.contact(s.Contact))
	case crm.FieldProject:
		return name(b.project(s.Project))
	case crm.FieldOutcome:
		return tables.Of(b.texts.T("outcome." + string(s.Outcome))), nil
	case crm.FieldProbability:
		return number(strconv.Itoa(s.Probability)), nil
	case crm.FieldAmount:
		return money(s.Amount), nil
	case crm.FieldCurrency:
		return tables.Of(s.Amount.CurrencyCode()), nil
	case crm.FieldCost:
		return money(s.Cost), nil
	case crm.FieldProfit:
		return money(s.Profit()), nil
	case crm.FieldPercentage:
		return number(s.Percentage()), nil
	case crm.FieldExpected:
		return day(s.Expected), nil
	case crm.FieldClosed:
		return day(s.Closed), nil
	case crm.FieldReopen:
		return day(s.Reopen), nil
	case crm.FieldCompleted:
		return b.truth(s.Completed), nil
	case crm.FieldStalled:
		return b.truth(s.Stalled), nil
	case crm.FieldOwner:
		return tables.Of(b.users[s.Owner].Name), nil
	case crm.FieldGroup:
		return tables.Of(b.groups[s.Group]), nil
	case crm.FieldVisible:
		return tables.Of(b.texts.T("table.visible." + string(s.Visible))), nil
	case crm.FieldDescription:
		return tables.Of(s.Description), nil
	case crm.FieldNote:
		return tables.Of(s.Note), nil
	case crm.FieldLinks:
		return tables.Of(linkLines(s.Links)), nil
	case crm.FieldRegistered:
		return b.moment(s.Registered.At), nil
	case crm.FieldRegisteredBy:
		return tables.Of(b.users[s.Registered.User].Name), nil
	case crm.FieldUpdated:
		return b.moment(s.Updated.At), nil
	case crm.FieldUpdatedBy:
		return tables.Of(b.users[s.Updated.User].Name), nil
	}
	words, _ := b.setup.Name(f, s.Fact(f).ID)
	return tables.Of(b.texts.Words(words)), nil
}

func (b *book) companyCell(c crm.Company, f crm.Field) tables.Cell {
	return tables.Of(map[crm.Field]string{crm.FieldName: c.Name, crm.FieldCity: c.City, crm.FieldKvK: c.KvK,
		crm.FieldEmail: c.Email, crm.FieldPhone: c.Phone, crm.FieldWebsite: c.Web}[f])
}

func (b *book) contactCell(c crm.Contact, f crm.Field) (tables.Cell, error) {
	if f == crm.FieldCompany {
		name, err := b.company(c.Company)
		return tables.Of(name), err
	}
	return tables.Of(map[crm.Field]string{crm.FieldName: c.Name, crm.FieldPosition: c.Position,
		crm.FieldEmail: c.Email, crm.FieldPhone: c.Phone}[f]), nil
}

// partyCell is a fact of a company, contact or project.
func (b *book) partyCell(p crm.Party, f crm.Field) (tables.Cell, error) {
	switch f {
	case crm.FieldCompany:
		name, err := b.company(p.Company())
		return tables.Of(name), err
	case crm.FieldProjectKind:
		kind, _ := b.setup.Value(crm.ProjectKinds, crm.ValueID(p.Get(f)))
		return tables.Of(b.texts.Words(kind.Name)), nil
	}
	return tables.Of(p.Get(f)), nil
}

func number(decimal string) tables.Cell { return tables.Cell{Kind: tables.Number, Text: decimal} }

func day(d crm.Date) tables.Cell { return tables.Cell{Kind: tables.Date, Text: string(d)} }

// money is the amount with its currency's decimals.
func money(a currency.Amount) tables.Cell {
	if a.CurrencyCode() == "" {
		return tables.Cell{}
	}
	return number(a.Round().Number())
}

func (b *book) truth(is bool) tables.Cell {
	if is {
		return tables.Cell{Kind: tables.True, Text: b.texts.T("form.yes")}
	}
	return tables.Cell{Kind: tables.False, Text: b.texts.T("form.no")}
}

func (b *book) moment(at time.Time) tables.Cell {
	if at.IsZero() {
		return tables.Cell{}
	}
	return day(crm.DateOf(at.In(b.zone)))
}

// linkMark stands between the address of a link and its text.
const linkMark = " | "

// linkLines are the links, each on a line.
func linkLines(links []crm.Link) string {
	var lines []string
	for _, l := range links {
		line := l.URL
		if l.Sale != 0 {
			line = "#" + strconv.FormatUint(uint64(l.Sale), 10)
		}
		if l.Text != "" {
			line += linkMark + strings.ReplaceAll(l.Text, "\n", " ")
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}
