package handlers

import (
	"errors"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"verkoop/crm"
	"verkoop/store"
	"verkoop/views"
)

// finder finds the records that comboboxes offer: one more than they show, so
// that they can say that there are more.
type finder struct{ tx store.ReadTx }

func (l finder) companyByID(id string) (found, error) {
	r, err := l.tx.Company(crm.CompanyID(id))
	return found{id, r.Name, r.City}, err
}

func (l finder) companies(words string) (out []found, err error) {
	all, err := l.tx.FindCompanies(words, maxFound+1)
	for _, r := range all {
		out = append(out, found{string(r.ID), r.Name, r.City})
	}
	return out, err
}

func (l finder) contactByID(id string) (found, error) {
	r, err := l.tx.Contact(crm.ContactID(id))
	return found{id, r.Name, ""}, err
}

// contacts are told apart by their company.
func (l finder) contacts(words string, of crm.CompanyID) (out []found, err error) {
	all, err := l.tx.FindContacts(words, of, maxFound+1)
	for _, r := range all {
		detail := r.Position
		if of == "" && r.Company != "" {
			if company, err := l.tx.Company(r.Company); err == nil {
				detail = company.Name
			}
		}
		out = append(out, found{string(r.ID), r.Name, detail})
	}
	return out, err
}

func (l finder) projectByID(id string) (found, error) {
	r, err := l.tx.Project(crm.ProjectID(id))
	return found{id, r.Name, ""}, err
}

func (l finder) projects(words string) (out []found, err error) {
	all, err := l.tx.FindProjects(words, maxFound+1)
	for _, r := range all {
		out = append(out, found{string(r.ID), r.Name, ""})
	}
	return out, err
}

func (l finder) ownerByID(id string) (found, error) {
	r, err := l.tx.User(crm.UserID(id))
	return found{id, r.Name, ""}, err
}

// owners are the users that a sale can be given to, by a piece of their name.
func (l finder) owners(words string) (out []found, err error) {
	all, err := l.tx.Users()
	for _, u := range all {
		if u.CanOwn() && strings.Contains(strings.ToLower(u.Name), strings.ToLower(words)) && len(out) <= maxFound {
			out = append(out, found{string(u.ID), u.Name, ""})
		}
	}
	return out, err
}

// sales are those with the number, or that the words find; without words the first
// of the reader's list.
func (l finder) sales(words string, list store.SaleList) (out []found, err error) {
	name := func(sale crm.Sale) found {
		return found{numberText(sale), numberText(sale) + " " + sale.Title, ""}
	}
	number, _, _ := strings.Cut(words, " ")
	if n, err := strconv.ParseUint(number, 10, 63); err == nil {
		sale, err := l.tx.Sale(crm.SaleNumber(n))
		if errors.Is(err, store.ErrNotFound) || err == nil && !list.Reader.CanSee(sale) {
			return nil, nil
		}
		return []found{name(sale)}, err
	}
	var rows []store.SaleRow
	if words == "" {
		var page store.SalePage
		page, err = l.tx.Sales(list, "", maxFound+1)
		rows = page.Rows
	} else {
		var found store.Found
		found, err = l.tx.FindSales(list.Reader, words, maxFound+1)
		rows = found.Rows
	}
	for _, row := range rows {
		out = append(out, name(row.Sale))
	}
	return out, err
}

func (s *server) saleOptions(c *fiber.Ctx) error {
	list := store.SaleList{Reader: of(c).user, Sort: store.ByDate, Descending: true, SkipCompleted: true}
	return s.options(c, "sale", func(l finder, words string) ([]found, error) { return l.sales(words, list) })
}

func (s *server) companyOptions(c *fiber.Ctx) error {
	return s.options(c, "company", func(l finder, words string) ([]found, error) { return l.companies(words) })
}

func (s *server) contactOptions(c *fiber.Ctx) error {
	return s.options(c, "contact", func(l finder, words string) ([]found, error) {
		return l.contacts(words, crm.CompanyID(c.Query("company_id")))
	})
}

func (s *server) projectOptions(c *fiber.Ctx) error {
	return s.options(c, "project", func(l finder, words string) ([]found, error) { return l.projects(words) })
}

func (s *server) ownerOptions(c *fiber.Ctx) error {
	return s.options(c, "owner", func(l finder, words string) ([]found, error) { return l.owners(words) })
}

// options answers with a combobox's list for the words typed in the field.
func (s *server) options(c *fiber.Ctx, field string, find func(l finder, words string) ([]found, error)) error {
	var all []found
	err := s.view(c, func(tx store.ReadTx) (err error) {
		all, err = find(finder{tx}, strings.TrimSpace(c.Query(field)))
		return err
	})
	if err != nil {
		return err
	}
	o := views.Options{Page: s.page(c, ""), Name: field, Found: of(c).texts.N("form.found", len(all))}
	if len(all) > maxFound {
		all = all[:maxFound]
		o.Found = of(c).texts.T("form.found_more", "max", maxFound)
	}
	for _, r := range all {
		o.Options = append(o.Options, views.Option{Value: r.id, Label: r.name, Detail: r.detail})
	}
	return s.render(c, "shared/_options", "shared/_options", o)
}
