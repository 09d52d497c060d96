package badger

import (
	"errors"
	"fmt"

	"verkoop/crm"
	"verkoop/store"
)

// Company implements store.ReadTx.
func (t *readTx) Company(id crm.CompanyID) (crm.Company, error) {
	c, err := load(t, t.store.kinds.company, idKey(kCompany, id))
	if err != nil {
		return c, fmt.Errorf("%w: company %s", err, id)
	}
	return c, nil
}

// companyName is the company's name, empty where there is none such.
func (t *readTx) companyName(id crm.CompanyID) (string, error) {
	if id == "" {
		return "", nil
	}
	if n, ok := t.names[id]; ok {
		return n, nil
	}
	c, err := t.Company(id)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return "", err
	}
	if t.names == nil {
		t.names = map[crm.CompanyID]string{}
	}
	t.names[id] = c.Name
	return c.Name, nil
}

// Contact implements store.ReadTx.
func (t *readTx) Contact(id crm.ContactID) (crm.Contact, error) {
	c, err := load(t, t.store.kinds.contact, idKey(kContact, id))
	if err != nil {
		return c, fmt.Errorf("%w: contact %s", err, id)
	}
	return c, nil
}

// Project implements store.ReadTx.
func (t *readTx) Project(id crm.ProjectID) (crm.Project, error) {
	p, err := load(t, t.store.kinds.project, idKey(kProject, id))
	if err != nil {
		return p, fmt.Errorf("%w: project %s", err, id)
	}
	return p, nil
}

// PutCompany implements store.Tx.
func (t *writeTx) PutCompany(c crm.Company) error {
	if gone, err := t.isGone(partyRef(crm.CompanyParty, c.ID)); err != nil || gone {
		return errors.Join(err, fmt.Errorf("%w: company %s was deleted", store.ErrExists, c.ID))
	}
	old, err := replace(t, t.store.kinds.company, idKey(kCompany, c.ID), string(c.ID), c,
		func(c crm.Company) uint64 { return c.Version })
	if err != nil {
		return err
	}
	delete(t.names, c.ID)
	if err := t.reindex(companyEntries(old), companyEntries(c)); err != nil {
		return err
	}
	if err := t.renamed(byCompanyWords, string(c.ID), wordsKey(old.Name), wordsKey(c.Name)); err != nil {
		return err
	}
	return t.renamed(store.ByCompany, string(c.ID), textKey(old.Name), textKey(c.Name))
}

// PutContact implements store.Tx.
func (t *writeTx) PutContact(c crm.Contact) error {
	if gone, err := t.isGone(partyRef(crm.ContactParty, c.ID)); err != nil || gone {
		return errors.Join(err, fmt.Errorf("%w: contact %s was deleted", store.ErrExists, c.ID))
	}
	old, err := replace(t, t.store.kinds.contact, idKey(kContact, c.ID), string(c.ID), c,
		func(c crm.Contact) uint64 { return c.Version })
	if err != nil {
		return err
	}
	if err := t.refuseGone([]crm.PartyRef{partyRef(crm.CompanyParty, old.Company)}, []crm.PartyRef{partyRef(crm.CompanyParty, c.Company)}); err != nil {
		return err
	}
	if err := t.reindex(contactEntries(old), contactEntries(c)); err != nil {
		return err
	}
	return t.renamed(byContactWords, string(c.ID), wordsKey(old.Name), wordsKey(c.Name))
}

// PutProject implements store.Tx.
func (t *writeTx) PutProject(p crm.Project) error {
	if gone, err := t.isGone(partyRef(crm.ProjectParty, p.ID)); err != nil || gone {
		return errors.Join(err, fmt.Errorf("%w: project %s was deleted", store.ErrExists, p.ID))
	}
	old, err := replace(t, t.store.kinds.project, idKey(kProject, p.ID), string(p.ID), p,
		func(p crm.Project) uint64 { return p.Version })
	if err != nil {
		return err
	}
	if err := t.refuseGone([]crm.PartyRef{partyRef(crm.CompanyParty, old.Company)}, []crm.PartyRef{partyRef(crm.CompanyParty, p.Company)}); err != nil {
		return err
	}
	return t.reindex(projectEntries(old), projectEntries(p))
}

func companyEntries(c crm.Company) []string {
	out := nameEntries(kCompany, string(c.ID), c.Name, c.City)
	if c.ID == "" {
		return out
	}
	out = append(out, markEntry(kCompany, markName, c.Name, string(c.ID))...)
	out = append(out, markEntry(kCompany, markKvK, c.KvK, string(c.ID))...)
	return append(out, markEntry(kCompany, markEmail, c.Email, string(c.ID))...)
}

func contactEntries(c crm.Contact) []string {
	out := nameEntries(kContact, string(c.ID), c.Name)
	if c.Company != "" {
		out = append(out, endID(idKey(kCompanyContact, c.Company).raw(textKey(c.Name)), c.ID))
	}
	if c.ID == "" {
		return out
	}
	return append(out, markEntry(kContact, markEmail, c.Email, string(c.ID))...)
}

func projectEntries(p crm.Project) []string {
	out := nameEntries(kProject, string(p.ID), p.Name)
	if p.Company != "" {
		out = append(out, endID(idKey(kCompanyProject, p.Company).raw(textKey(p.Name)), p.ID))
	}
	if p.Sort != "" {
		out = append(out, endID(text(newKey(kUse).byte(useValue), p.Sort), p.ID))
	}
	return out
}

// nameEntries are what the finders read: the record by its name, and by each word
// of the name and of what else it is found by. None for the zero record.
func nameEntries(noun byte, id, name string, also ...string) []string {
	if id == "" {
		return nil
	}
	out := []string{endID(newKey(kName).byte(noun).raw(textKey(name)), id)}
	for _, w := range words(append(also, name)...) {
		out = append(out, endID(wordPrefix(noun, w).byte(0), id))
	}
	return out
}

// wordPrefix begins the entries of all words that begin so.
func wordPrefix(noun byte, word string) key {
	return newKey(kWord).byte(noun).raw([]byte(word))
}
