// Package demo fills a store with a company that does not exist, to look around
// in, to test with and to measure with. All sales are made by the domain's own
// verbs, so that none can break a rule. It may import crm, config and store, no
// engine.
package demo

import (
	"context"
	"fmt"
	"time"

	"verkoop/config"
	"verkoop/crm"
	"verkoop/store"
)

const (
	firstNumber = 1001
	acting      = "femke" // who the demo acts as
	perUpdate   = 10      // sales
)

// Characters are the addresses of the users to look around as, one of each kind;
// Password is the password of all users of the demo.
var Characters = []string{"seller@demo.test", "seller2@demo.test", "manager@demo.test", "admin@demo.test", "reader@demo.test"}

const (
	Password = "demo-verkoop"
	// passwordHash is made once: the password is no secret, and hashes take time.
	passwordHash = "$argon2id$v=19$m=47104,t=1,p=1$wrfBRgxVdPGuOT6oa/KXvw$xo/tEgcZNbzFrt2NUcxh91P0dMImhLSag+1wd/JuQok"
)

// company is the demo company while it is made: its records by the keys that
// the files call them by.
type company struct {
	setup    *crm.Setup
	today    crm.Date
	zone     *time.Location
	groups   map[string]crm.Group
	users    map[string]crm.User
	firms    map[string]crm.Company
	contacts map[string]crm.Contact // by name
	projects map[string]crm.Project
	names    map[string]string // of all of these, by id
}

// Fill makes the demo company in a store that is empty: its setup, people with
// their passwords, companies, and the sales 1001 to 1060 with their history and activities, all
// before today. The times are in now's zone; ids come from newID, which is
// called the same number of times in the same order each time. It returns who
// the demo acts as.
func Fill(ctx context.Context, s store.Store, today crm.Date, now time.Time, newID func() string) (crm.UserID, error) {
	p, rows, err := read()
	if err != nil {
		return "", err
	}
	setup, retired, err := p.setup(today)
	if err != nil {
		return "", err
	}
	c := &company{setup: &setup, today: today, zone: now.Location()}
	c.make(p, newID)
	err = s.Update(ctx, func(tx store.Tx) error {
		if err := config.Apply(tx, setup); err != nil {
			return err
		}
		return c.put(tx, p)
	})
	if err != nil {
		return "", fmt.Errorf("demo company: %w", err)
	}
	sales := saleIDsFor(rows, newID)
	for start := 0; start < len(rows); start += perUpdate {
		end := min(start+perUpdate, len(rows))
		err := s.Update(ctx, func(tx store.Tx) error {
			for i := start; i < end; i++ {
				number, err := tx.NextSaleNumber()
				if err == nil && number != rows[i].Number {
					err = fmt.Errorf("the store gave it the number %d: it was not empty", number)
				}
				if err == nil {
					err = c.tell(tx, number, rows[i], sales[i])
				}
				if err != nil {
					return fmt.Errorf("sale %d: %w", rows[i].Number, err)
				}
			}
			return nil
		})
		if err != nil {
			return "", fmt.Errorf("demo sales: %w", err)
		}
	}
	err = s.Update(ctx, func(tx store.Tx) error {
		for _, v := range retired {
			v.Version, v.Retired = 2, true
			if err := tx.PutListValue(v); err != nil {
				return err
			}
		}
		return nil
	})
	return c.users[acting].ID, err
}

// setup is the default setup with what the company added. The values that it
// retired later come beside, since its sales had them before.
func (p people) setup(today crm.Date) (crm.Setup, []crm.ListValue, error) {
	setup, err := config.Defaults()
	if err != nil {
		return setup, nil, err
	}
	setup.Organisation.Name = p.Organisation
	for i, c := range setup.Currencies {
		for _, active := range p.Currencies {
			if c.Code == active.Code {
				setup.Currencies[i].Retired = false
				setup.Currencies[i].Rate, setup.Currencies[i].RateOn = active.Rate, today.AddDays(-3)
			}
		}
	}
	var retired []crm.ListValue
	for _, list := range crm.Lists {
		order := 0
		for _, v := range setup.Values {
			if v.List == list {
				order = max(order, v.Order)
			}
		}
		for i, v := range p.Lists[list] {
			v.List, v.Order = list, order+1+i
			if v.Retired {
				retired = append(retired, v)
				v.Retired = false
			}
			setup.Values = append(setup.Values, v)
		}
	}
	return setup, retired, setup.Check().Err()
}

// make gives everybody and everything an id.
func (c *company) make(p people, newID func() string) {
	c.groups, c.users = map[string]crm.Group{}, map[string]crm.User{}
	c.firms, c.contacts, c.projects = map[string]crm.Company{}, map[string]crm.Contact{}, map[string]crm.Project{}
	c.names = map[string]string{}
	id := func(name string) string {
		id := newID()
		c.names[id] = name
		return id
	}
	for _, g := range p.Groups {
		c.groups[g.Key] = crm.Group{ID: crm.GroupID(id(g.Name)), Version: 1, Name: g.Name}
	}
	for _, u := range p.Users {
		c.users[u.Key] = crm.User{ID: crm.UserID(id(u.Name)), Version: 1, Name: u.Name,
			Email: u.Email, Role: u.Role, Group: c.groups[u.Group].ID}
	}
	people := 0
	for i, f := range p.Companies {
		firm := crm.Company{ID: crm.CompanyID(id(f.Name)), Version: 1, Name: f.Name, City: f.City,
			KvK: fmt.Sprintf("%08d", 1001+i), Email: "info@" + f.Key + ".example",
			Phone: fmt.Sprintf("088 000 %02d 00", i+1), Web: "https://" + f.Key + ".example"}
		c.firms[f.Key] = firm
		for _, person := range f.Contacts {
			people++
			c.contacts[person.Name] = crm.Contact{ID: crm.ContactID(id(person.Name)), Version: 1,
				Company: firm.ID, Name: person.Name, Position: person.Position,
				Email: fmt.Sprintf("contact%d@%s.example", people, f.Key),
				Phone: fmt.Sprintf("06 000 000 %02d", people)}
		}
	}
	for _, pr := range p.Projects {
		c.projects[pr.Key] = crm.Project{ID: crm.ProjectID(id(pr.Name)), Version: 1, Name: pr.Name,
			Company: c.firms[pr.Company].ID}
	}
}

// put puts all that into the store, in the order of the file.
func (c *company) put(tx store.Tx, p people) error {
	for _, g := range p.Groups {
		if err := tx.PutGroup(c.groups[g.Key]); err != nil {
			return err
		}
	}
	for _, u := range p.Users {
		if err := tx.PutUser(c.users[u.Key]); err != nil {
			return err
		}
		if err := tx.PutPassword(c.users[u.Key].ID, passwordHash); err != nil {
			return err
		}
	}
	for _, f := range p.Companies {
		if err := tx.PutCompany(c.firms[f.Key]); err != nil {
			return err
		}
		for _, person := range f.Contacts {
			if err := tx.PutContact(c.contacts[person.Name]); err != nil {
				return err
			}
		}
	}
	for _, pr := range p.Projects {
		if err := tx.PutProject(c.projects[pr.Key]); err != nil {
			return err
		}
	}
	return nil
}

// day is the date so many days from today.
func (c *company) day(n int) crm.Date { return c.today.AddDays(n) }

// time is an instant on a day, "15:04" in the company's zone.
func (c *company) time(day int, clock string) (time.Time, error) {
	return time.ParseInLocation("2006-01-02 15:04", string(c.day(day))+" "+clock, c.zone)
}

// name is what history calls a value or record.
func (c *company) name(f crm.Field, id string) crm.Words {
	if w, ok := c.setup.Name(f, id); ok {
		return w
	}
	return crm.Same(c.names[id])
}

// of looks a key up, and fails where the files do not have it.
func of[T any](m map[string]T, key string) (T, error) {
	v, ok := m[key]
	if !ok {
		return v, fmt.Errorf("there is no %q", key)
	}
	return v, nil
}
