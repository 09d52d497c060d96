package transfer

import (
	"cmp"
	"strings"

	"verkoop/crm"
	"verkoop/store"
)

// made are records that a row names and that are not there yet: they are put
// before what refers to them.
type made struct {
	companies []crm.Company
	contacts  []crm.Contact
	projects  []crm.Project
}

func (m made) put(tx store.Tx) error {
	for _, c := range m.companies {
		if err := tx.PutCompany(c); err != nil {
			return err
		}
	}
	for _, c := range m.contacts {
		if err := tx.PutContact(c); err != nil {
			return err
		}
	}
	for _, p := range m.projects {
		if err := tx.PutProject(p); err != nil {
			return err
		}
	}
	return nil
}

// fits bounds how many records of one name are looked at.
const fits = 20

// only is the one that is called exactly that, or the only one that is called that
// without regard to case and accents. ok is false where there is none.
func only[T any](all []T, name string, of func(T) string) (one T, ok bool, err error) {
	var exact []T
	for _, v := range all {
		if of(v) == name {
			exact = append(exact, v)
		}
	}
	if len(exact) > 0 {
		all = exact
	}
	switch len(all) {
	case 0:
		return one, false, nil
	case 1:
		return all[0], true, nil
	}
	return one, false, problem("error.import.ambiguous", crm.Args{"text": clip(name), "count": len(all)})
}

// meant is the only one of all that is called that; where there is none, a new one, if
// the import makes those. The crm.Error says why there is none.
func meant[T any](t *taker, all []T, name string, of func(T) string, missing string, make func() (T, crm.Problems)) (one T, isNew bool, err error) {
	one, ok, err := only(all, name, of)
	if err != nil || ok {
		return one, false, err
	}
	if !t.i.Make {
		return one, false, problem(missing, crm.Args{"text": clip(name)})
	}
	one, problems := make()
	if len(problems) > 0 {
		return one, false, problems[0]
	}
	return one, true, nil
}

// findCompany is the company that is called that.
func (t *taker) findCompany(name string, m *made) (c crm.Company, err error) {
	name = strings.TrimSpace(name)
	all, err := t.tx.CompaniesNamed(name, fits)
	if err != nil {
		return c, err
	}
	c, isNew, err := meant(t, all, name, func(c crm.Company) string { return c.Name }, "error.import.no_company", func() (crm.Company, crm.Problems) {
		return crm.Company{ID: crm.CompanyID(t.newID()), Version: 1, Name: name}.Admit()
	})
	if isNew {
		t.companies[c.ID] = c.Name
		m.companies = append(m.companies, c)
	}
	return c, err
}

// findContact is the contact of that name at the company, if it is given.
func (t *taker) findContact(name string, of crm.CompanyID, m *made) (c crm.Contact, err error) {
	name = strings.TrimSpace(name)
	all, err := t.tx.ContactsNamed(name, of, fits)
	if err != nil {
		return c, err
	}
	c, isNew, err := meant(t, all, name, func(c crm.Contact) string { return c.Name }, "error.import.no_contact", func() (crm.Contact, crm.Problems) {
		return crm.Contact{ID: crm.ContactID(t.newID()), Version: 1, Name: name, Company: of}.Admit()
	})
	if isNew {
		t.contacts[c.ID] = c.Name
		m.contacts = append(m.contacts, c)
	}
	return c, err
}

func (t *taker) findProject(name string, of crm.CompanyID, m *made) (p crm.Project, err error) {
	name = strings.TrimSpace(name)
	all, err := t.tx.ProjectsNamed(name, fits)
	if err != nil {
		return p, err
	}
	p, isNew, err := meant(t, all, name, func(p crm.Project) string { return p.Name }, "error.import.no_project", func() (crm.Project, crm.Problems) {
		return crm.Project{ID: crm.ProjectID(t.newID()), Version: 1, Name: name, Company: of}.Admit()
	})
	if isNew {
		t.projects[p.ID] = p.Name
		m.projects = append(m.projects, p)
	}
	return p, err
}

// findUser is the user of that name or address who may own sales.
func (t *taker) findUser(text string) (crm.User, error) {
	text = strings.TrimSpace(text)
	var all []crm.User
	for _, u := range t.users {
		if u.CanOwn() && (strings.EqualFold(u.Name, text) || u.Email == crm.CleanEmail(text)) {
			all = append(all, u)
		}
	}
	u, ok, err := only(all, text, func(u crm.User) string { return u.Name })
	if err == nil && !ok {
		err = problem("error.import.no_owner", crm.Args{"text": clip(text)})
	}
	return u, err
}

// company takes a row of the table of companies: the one with its KvK number is
// changed, else the one that is called the same, else it is new.
func (t *taker) company(c cells, out *taken) error {
	name := strings.TrimSpace(c[crm.FieldName].Text)
	out.subject = subject(name)
	if len(out.problems) > 0 {
		return nil
	}
	same, err := t.isCompany(name, c)
	if err != nil || same && t.checks() {
		out.same = same
		return err
	}
	kvk, city := strings.ReplaceAll(strings.TrimSpace(c[crm.FieldKvK].Text), " ", ""), strings.TrimSpace(c[crm.FieldCity].Text)
	if err := t.once(out, crm.FieldName, cmp.Or(kvk, city), name); err != nil || len(out.problems) > 0 || same {
		out.same = same
		return err
	}
	before, exists, err := t.meantCompany(name, kvk, city, out)
	if isProblem(err) {
		out.refuse(crm.FieldName, err)
		return nil
	}
	if err != nil {
		return err
	}
	after := before
	if !exists {
		after.ID, out.isNew = crm.CompanyID(t.newID()), true
	}
	for f, at := range map[crm.Field]*string{crm.FieldName: &after.Name, crm.FieldCity: &after.City, crm.FieldKvK: &after.KvK,
		crm.FieldEmail: &after.Email, crm.FieldPhone: &after.Phone, crm.FieldWebsite: &after.Web} {
		if cell, given := c[f]; given && !t.holds(f, t.companyCell(before, f), cell) {
			*at = cell.Text
		}
	}
	if out.same = exists && after == before; out.same {
		return nil
	}
	admitted, problems := after.Admit()
	for _, e := range problems {
		out.refuse(e.Field, e)
	}
	out.party = string(after.ID)
	admitted = admitted.Party().Saved(t.desk.Actor, t.now).AsCompany()
	if exists {
		out.changes = func() []crm.FieldChange { return before.Party().Differences(admitted.Party(), t.names) }
	}
	out.put = func(tx store.Tx) error { return t.putNamed(tx, admitted.Party(), before.Name) }
	return nil
}

// person takes a row of the table of contacts: the one with its e-mail address is
// changed, else the one of that name at that company, else it is new.
func (t *taker) person(c cells, out *taken) error {
	name := strings.TrimSpace(c[crm.FieldName].Text)
	out.subject = subject(name)
	if len(out.problems) > 0 {
		return nil
	}
	same, err := t.isContact(name, c)
	if err != nil || same && t.checks() {
		out.same = same
		return err
	}
	email := strings.TrimSpace(c[crm.FieldEmail].Text)
	if err := t.once(out, crm.FieldName, email, name, strings.TrimSpace(c[crm.FieldCompany].Text)); err != nil || len(out.problems) > 0 || same {
		out.same = same
		return err
	}
	var m made
	var at crm.Company
	if cell, given := c[crm.FieldCompany]; given {
		if at, err = t.findCompany(cell.Text, &m); isProblem(err) {
			out.refuse(crm.FieldCompany, err)
			return nil
		} else if err != nil {
			return err
		}
	}
	before, exists, err := t.meantContact(name, email, at.ID, out)
	if isProblem(err) {
		out.refuse(crm.FieldName, err)
		return nil
	}
	if err != nil {
		return err
	}
	after := before
	if !exists {
		after.ID, out.isNew = crm.ContactID(t.newID()), true
	}
	if at.ID != "" {
		after.Company = at.ID
	}
	for f, into := range map[crm.Field]*string{crm.FieldName: &after.Name, crm.FieldPosition: &after.Position, crm.FieldEmail: &after.Email, crm.FieldPhone: &after.Phone} {
		is, err := t.contactCell(before, f)
		if err != nil {
			return err
		}
		if cell, given := c[f]; given && !t.holds(f, is, cell) {
			*into = cell.Text
		}
	}
	if out.same = exists && after == before; out.same {
		return nil
	}
	admitted, problems := after.Admit()
	for _, e := range problems {
		out.refuse(e.Field, e)
	}
	out.party = string(after.ID)
	admitted = admitted.Party().Saved(t.desk.Actor, t.now).AsContact()
	if exists {
		out.changes = func() []crm.FieldChange { return before.Party().Differences(admitted.Party(), t.names) }
	}
	out.put = func(tx store.Tx) error {
		if err := m.put(tx); err != nil {
			return err
		}
		return t.putNamed(tx, admitted.Party(), before.Name)
	}
	return nil
}

// isProblem tells what is wrong with the row from a failure of the store.
func isProblem(err error) bool {
	_, ok := err.(crm.Error)
	return ok
}
