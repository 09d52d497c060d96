package store

import (
	"errors"

	"verkoop/crm"
)

// ErrInUse: sales refer to the record, so that it can't go.
var ErrInUse = errors.New("store: sales refer to the record")

// Parties is what is read of companies, contacts and projects beside the records.
type Parties interface {
	// CompaniesWith are at most limit companies that have the value: crm.FieldKvK is
	// compared without spaces, crm.FieldEmail without regard to case, and crm.FieldName
	// without regard to case, accents, spaces, marks and legal forms (crm.BareName). Of
	// an empty value there are none. ContactsWith knows crm.FieldEmail.
	CompaniesWith(f crm.Field, value string, limit int) ([]crm.Company, error)
	ContactsWith(f crm.Field, value string, limit int) ([]crm.Contact, error)
	// Projects are all, by name, as Companies are.
	Projects(at Cursor, limit int) ([]crm.Project, Cursor, error)
	// CompanyProjects are at most limit of the company's projects, by name.
	CompanyProjects(of crm.CompanyID, limit int) ([]crm.Project, error)
	// PartyActivities are at most limit of the activities that were made from the
	// company or project, or name the company or contact: first those to do by day
	// ascending, then those completed, newest first. The cursor is empty after the last.
	PartyActivities(of crm.PartyRef, at Cursor, limit int) ([]crm.Activity, Cursor, error)
	// PartyUse is what there is of it elsewhere.
	PartyUse(of crm.PartyRef) (crm.PartyUse, error)
}

// PartyTx is what is written of them.
type PartyTx interface {
	// DeleteParty removes the record of that version (else ErrVersion; ErrNotFound where
	// there is none; ErrInUse where there are sales of it) with every index entry and the
	// activities that were made from it and are on no sale. Those that are on one become
	// that sale's; all others, and the contacts and projects of a company, stay without it.
	DeleteParty(of crm.PartyRef, version uint64) error
}

// Party is the company, contact or project; ErrNotFound where there is none such.
func Party(tx ReadTx, of crm.PartyRef) (crm.Party, error) {
	switch of.Kind {
	case crm.CompanyParty:
		c, err := tx.Company(crm.CompanyID(of.ID))
		return c.Party(), err
	case crm.ContactParty:
		c, err := tx.Contact(crm.ContactID(of.ID))
		return c.Party(), err
	case crm.ProjectParty:
		p, err := tx.Project(crm.ProjectID(of.ID))
		return p.Party(), err
	}
	return crm.Party{}, ErrNotFound
}

// PutParty puts it as what it is.
func PutParty(tx Tx, p crm.Party) error {
	switch p.Kind {
	case crm.CompanyParty:
		return tx.PutCompany(p.AsCompany())
	case crm.ContactParty:
		return tx.PutContact(p.AsContact())
	case crm.ProjectParty:
		return tx.PutProject(p.AsProject())
	}
	return ErrNotFound
}

// Duplicates are the parties that may be the same as this one.
func Duplicates(tx ReadTx, p crm.Party) ([]crm.Duplicate, error) {
	found := map[crm.Field][]crm.Party{}
	const most = crm.MaxDuplicates + 1 // itself may be among them
	switch p.Kind {
	case crm.CompanyParty:
		for _, f := range [...]crm.Field{crm.FieldKvK, crm.FieldEmail, crm.FieldName} {
			all, err := tx.CompaniesWith(f, p.Get(f), most)
			if err != nil {
				return nil, err
			}
			for _, c := range all {
				found[f] = append(found[f], c.Party())
			}
		}
	case crm.ContactParty:
		alike, err := tx.ContactsWith(crm.FieldEmail, p.Get(crm.FieldEmail), most)
		if err != nil {
			return nil, err
		}
		named, err := tx.ContactsNamed(p.Name(), "", 10*most)
		if err != nil {
			return nil, err
		}
		near, err := tx.ContactsNamed(p.Name(), p.Company(), most)
		if err != nil {
			return nil, err
		}
		for _, c := range alike {
			found[crm.FieldEmail] = append(found[crm.FieldEmail], c.Party())
		}
		for _, c := range append(near, named...) {
			if !contains(found[crm.FieldName], c.Party().PartyRef) {
				found[crm.FieldName] = append(found[crm.FieldName], c.Party())
			}
		}
	case crm.ProjectParty:
		all, err := tx.ProjectsNamed(p.Name(), most)
		if err != nil {
			return nil, err
		}
		for _, pr := range all {
			found[crm.FieldName] = append(found[crm.FieldName], pr.Party())
		}
	}
	return p.Duplicates(found), nil
}

func contains(all []crm.Party, of crm.PartyRef) bool {
	for _, p := range all {
		if p.PartyRef == of {
			return true
		}
	}
	return false
}
