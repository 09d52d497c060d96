package transfer

import (
	"testing"

	"verkoop/crm"
	"verkoop/store"
)

// brings checks the table, carries it out, and wants so many new, changed and same.
func (d *desk) brings(table crm.Table, file string, isNew, changed, same int) {
	d.t.Helper()
	i := d.receive(table, []byte(file))
	i.Language = "nl"
	i = i.Restart(crm.ImportChecking)
	i.GoOn, i.GoodOnly = true, true
	if i = d.run(i); i.New != isNew || i.Changed != changed || i.Same != same || i.Bad != 0 {
		d.t.Errorf("%d new, %d changed, %d same, %d bad: %q", i.New, i.Changed, i.Same, i.Bad, d.problems(i))
	}
}

func (d *desk) companies(name string) (all []crm.Company) {
	d.t.Helper()
	d.view(func(tx store.ReadTx) (err error) { all, err = tx.CompaniesNamed(name, 9); return err })
	return all
}

func TestCompaniesAreKnownByTheirKvKNumberBeforeTheirName(t *testing.T) {
	d := open(t, true)
	const heads = "Naam;Plaats;KvK-nummer\n"
	d.brings(crm.CompaniesTable, heads+"Scantech;Breda;11111111\nJansen;Zwolle;22222222\n", 2, 0, 0)
	was := d.companies("Scantech")[0]
	d.brings(crm.CompaniesTable, heads+"Polaris Scan;;11 11 11 11\n", 0, 1, 0)
	if now := d.companies("Polaris Scan"); len(now) != 1 || now[0].ID != was.ID || now[0].City != "Breda" || now[0].Registered.User == "" {
		t.Errorf("renamed: %+v", now)
	}
	// A namesake with another number is another company.
	d.brings(crm.CompaniesTable, heads+"Jansen;Ede;33333333\n", 1, 0, 0)
	if all := d.companies("Jansen"); len(all) != 2 {
		t.Errorf("%+v", all)
	}
	// Branches that share a number are told apart by their names.
	d.brings(crm.CompaniesTable, heads+"Winkel Noord;;44444444\nWinkel Zuid;;44444444\n", 2, 0, 0)
	d.brings(crm.CompaniesTable, heads+"Winkel Zuid;Venlo;44444444\nWinkel Noord;;44444444\n", 0, 1, 1)
	d.brings(crm.CompaniesTable, heads+"Winkel West;;44444444\n", 1, 0, 0)
	// Without a number the name decides.
	d.brings(crm.CompaniesTable, heads+"Polaris Scan;Delft;\n", 0, 1, 0)
}

func TestContactsAreKnownByTheirAddressBeforeTheirName(t *testing.T) {
	d := open(t, true)
	d.brings(crm.CompaniesTable, "Naam\nAlbers\nBakker\n", 2, 0, 0)
	const heads = "Naam;Bedrijf;E-mailadres\n"
	d.brings(crm.ContactsTable, heads+"Sanne Kuipers;Albers;sanne@albers.example\nJan Bos;Albers;info@albers.example\n", 2, 0, 0)
	contact := func(email string) crm.Contact {
		t.Helper()
		var all []crm.Contact
		d.view(func(tx store.ReadTx) (err error) {
			all, err = tx.ContactsWith(crm.FieldEmail, email, 9)
			return err
		})
		if len(all) != 1 {
			t.Fatalf("%s: %+v", email, all)
		}
		return all[0]
	}
	was := contact("sanne@albers.example")
	d.brings(crm.ContactsTable, heads+"Sanne de Vries;Bakker;Sanne@Albers.example\n", 0, 1, 0)
	if is := contact("sanne@albers.example"); is.ID != was.ID || is.Name != "Sanne de Vries" || is.Company != d.companies("Bakker")[0].ID {
		t.Errorf("%+v", is)
	}
	// A mailbox that several people share renames nobody.
	d.brings(crm.ContactsTable, heads+"Piet Smit;Albers;info@albers.example\n", 1, 0, 0)
	// Namesakes at one company are told apart by their addresses, and come back as they were.
	d.brings(crm.ContactsTable, heads+"Kim Kok;Albers;kim1@albers.example\nKim Kok;Albers;kim2@albers.example\n", 2, 0, 0)
	d.brings(crm.ContactsTable, heads+"Kim Kok;Albers;kim1@albers.example\nKim Kok;Albers;kim2@albers.example\n", 0, 0, 2)
	// One address that changed is that person's.
	d.brings(crm.ContactsTable, heads+"Jan Bos;Albers;jan@albers.example\n", 0, 1, 0)
}
