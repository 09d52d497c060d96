package demo

import (
	"context"
	_ "embed"
	"fmt"
	"strconv"
	"strings"
	"time"

	"verkoop/crm"
	"verkoop/store"
)

//go:embed sample.en.toml
var englishFile []byte

const english = "en"

// Sample adds 13 sales to practise on to a company that has its own setup: the
// demo's best known ones, with their companies, contacts, projects, activities and
// history, all registered and owned by the administrator. Amounts are in the
// company's own currency, and facts that its setup has no value for are left out.
// The texts are in the administrator's language. All of it is one update.
func Sample(ctx context.Context, s store.Store, admin crm.User, today crm.Date, now time.Time, newID func() string) error {
	p, rows, err := named()
	if err == nil && admin.Language == english {
		err = translate(&p, rows)
	}
	if err != nil {
		return err
	}
	c := &company{today: today, zone: now.Location()}
	err = s.View(ctx, func(tx store.ReadTx) (err error) {
		c.setup, err = tx.Setup()
		return err
	})
	if err != nil {
		return err
	}
	keys := p.Users
	p.Groups, p.Users = nil, nil
	c.make(p, newID)
	for _, u := range keys {
		c.users[u.Key] = admin // whoever it was
	}
	c.names[string(admin.ID)] = admin.Name
	sales := saleIDsFor(rows, newID)
	return s.Update(ctx, func(tx store.Tx) error {
		group, err := tx.Group(admin.Group)
		if err != nil {
			return fmt.Errorf("sample sales: %w", err)
		}
		c.names[string(group.ID)] = group.Name
		if err := c.put(tx, p); err != nil {
			return fmt.Errorf("sample companies: %w", err)
		}
		for i, row := range rows {
			number, err := tx.NextSaleNumber()
			if err == nil {
				err = c.tell(tx, number, c.fit(row, number), sales[i])
			}
			if err != nil {
				return fmt.Errorf("sample sale %q: %w", *row.Title, err)
			}
		}
		return nil
	})
}

// named are the sales that sales.toml tells at length, and of the people and
// companies those that they need.
func named() (people, []saleRow, error) {
	p, all, err := read()
	if err != nil {
		return p, nil, err
	}
	var rows []saleRow
	contacts, projects := map[string]bool{}, map[string]bool{}
	for _, row := range all {
		if !row.named {
			continue
		}
		rows = append(rows, row)
		contacts[*row.Contact] = true
		if row.Project != nil {
			projects[*row.Project] = true
		}
	}
	firms := p.Companies
	p.Companies = nil
	for _, f := range firms {
		for _, person := range f.Contacts {
			if contacts[person.Name] {
				p.Companies = append(p.Companies, f)
				break
			}
		}
	}
	known := p.Projects
	p.Projects = nil
	for _, pr := range known {
		if projects[pr.Key] {
			p.Projects = append(p.Projects, pr)
		}
	}
	return p, rows, nil
}

// translate puts every text of the sample in English.
func translate(p *people, rows []saleRow) error {
	texts := map[string]string{}
	if err := decode(englishFile, &texts); err != nil {
		return fmt.Errorf("sample.en.toml: %w", err)
	}
	var missing []string
	in := func(text string) string {
		if text != "" && texts[text] == "" {
			missing = append(missing, text)
		}
		return texts[text]
	}
	at := func(text **string) {
		if *text != nil {
			t := in(**text)
			*text = &t
		}
	}
	said := func(f *facts) { at(&f.Title); at(&f.Description); at(&f.Note) }
	for i := range p.Companies {
		for j := range p.Companies[i].Contacts {
			person := &p.Companies[i].Contacts[j]
			person.Position = in(person.Position)
		}
	}
	for i := range p.Projects {
		p.Projects[i].Name = in(p.Projects[i].Name)
	}
	for i := range rows {
		row := &rows[i]
		said(&row.facts)
		for j := range row.Steps {
			said(&row.Steps[j].facts)
		}
		for j := range row.Links {
			row.Links[j].Text = in(row.Links[j].Text)
		}
		for j := range row.Activities {
			row.Activities[j].Text = in(row.Activities[j].Text)
		}
	}
	if len(missing) > 0 {
		return fmt.Errorf("sample.en.toml has no %q", missing)
	}
	return nil
}

// fit leaves out of the sale what the company's setup has no value for, and calls
// it by its number here where its texts do. Why a sale was closed or stalled must
// be said: another reason takes the place of one that is not there.
func (c *company) fit(row saleRow, number crm.SaleNumber) saleRow {
	if row.Type != nil {
		if t, ok := c.setup.Type(*row.Type); !ok || t.Retired {
			row.Type = nil
		}
	}
	t := c.typeOf(row)
	row.facts = c.fitFacts(row.facts, t)
	var links []crm.Link
	for _, l := range row.Links {
		if l.Sale == 0 { // the other sale is not one of these
			links = append(links, l)
		}
	}
	row.Links = links
	var steps []step
	for _, st := range row.Steps {
		st.facts = c.fitFacts(st.facts, t)
		if !c.reason(crm.SoldReasons, &st.Sold) || !c.reason(crm.LostReasons, &st.Lost) || !c.reason(crm.StalledReasons, &st.Stalled) {
			break // what came after it needs it
		}
		steps = append(steps, st)
	}
	row.Steps = steps
	activities := make([]activityRow, len(row.Activities))
	for i, a := range row.Activities {
		a.Text = strings.ReplaceAll(a.Text, strconv.Itoa(int(row.Number)), strconv.Itoa(int(number)))
		if !hasItem(c.setup, t, a.Item) {
			a.Item = ""
		}
		activities[i] = a
	}
	row.Activities = activities
	return row
}

// typeOf is the type that the sale begins with.
func (c *company) typeOf(row saleRow) crm.SaleType {
	for _, t := range c.setup.Types {
		if row.Type != nil && t.ID == *row.Type || row.Type == nil && !t.Retired {
			return t
		}
	}
	return crm.SaleType{}
}

func (c *company) fitFacts(f facts, t crm.SaleType) facts {
	f.Currency = nil
	if f.Stage != nil {
		if stage, ok := c.setup.Stage(*f.Stage); !ok || stage.Retired || !t.Has(stage.ID) {
			f.Stage = nil
		}
	}
	for list, at := range map[crm.List]**crm.ValueID{crm.Sources: &f.Source, crm.Competitors: &f.Competitor, crm.CreditedTo: &f.Credited} {
		if *at != nil && !c.offers(list, **at) {
			*at = nil
		}
	}
	return f
}

func (c *company) offers(list crm.List, id crm.ValueID) bool {
	v, ok := c.setup.Value(list, id)
	return ok && !v.Retired
}

// reason puts the list's first value in place of one that can't be chosen; false
// where the list has none.
func (c *company) reason(list crm.List, at *crm.ValueID) bool {
	if *at == "" || c.offers(list, *at) {
		return true
	}
	for _, v := range c.setup.Values {
		if v.List == list && !v.Retired {
			*at = v.ID
			return true
		}
	}
	return false
}
