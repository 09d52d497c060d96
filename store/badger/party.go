package badger

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"verkoop/crm"
	"verkoop/store"
)

// Facts by which parties are found whole, in keys.
const (
	markName  = 'n' // of a company, without its legal form
	markKvK   = 'k'
	markEmail = 'e'
)

// markEntry is the entry of a fact that a party may have in common with others; none
// for an empty one.
func markEntry(noun, mark byte, value, id string) []string {
	if prefix := markPrefix(noun, mark, value); prefix != nil {
		return []string{endID(prefix, id)}
	}
	return nil
}

func markPrefix(noun, mark byte, value string) key {
	if mark == markName {
		value = crm.BareName(value)
	}
	if value = strings.ReplaceAll(fold(value), " ", ""); value == "" {
		return nil
	}
	return text(newKey(kMark).byte(noun).byte(mark), cut(value))
}

// marked are at most limit records that have the value; is tells it of one, since keys
// hold the begin of a long one.
func marked[T any](t *readTx, noun, mark byte, value string, limit int, load func(id string) (T, error), is func(T) string) (out []T, err error) {
	prefix := markPrefix(noun, mark, value)
	if prefix == nil {
		return nil, nil
	}
	plain := func(s string) string {
		if mark == markName {
			s = crm.BareName(s)
		}
		return strings.ReplaceAll(fold(s), " ", "")
	}
	sought := plain(value)
	w := t.walk(prefix, false)
	defer w.close()
	for w.seek(prefix, nil); w.valid() && len(out) < limit; w.next() {
		v, err := load(lastID(w.key))
		if err != nil {
			return nil, err
		}
		if plain(is(v)) == sought {
			out = append(out, v)
		}
	}
	return out, nil
}

// CompaniesWith implements store.ReadTx.
func (t *readTx) CompaniesWith(f crm.Field, value string, limit int) ([]crm.Company, error) {
	load := func(id string) (crm.Company, error) { return t.Company(crm.CompanyID(id)) }
	switch f {
	case crm.FieldKvK:
		return marked(t, kCompany, markKvK, value, limit, load, func(c crm.Company) string { return c.KvK })
	case crm.FieldEmail:
		return marked(t, kCompany, markEmail, value, limit, load, func(c crm.Company) string { return c.Email })
	case crm.FieldName:
		return marked(t, kCompany, markName, value, limit, load, func(c crm.Company) string { return c.Name })
	}
	return nil, fmt.Errorf("store: companies are not found by %s", f)
}

// ContactsWith implements store.ReadTx.
func (t *readTx) ContactsWith(f crm.Field, value string, limit int) ([]crm.Contact, error) {
	if f != crm.FieldEmail {
		return nil, fmt.Errorf("store: contacts are not found by %s", f)
	}
	return marked(t, kContact, markEmail, value, limit, func(id string) (crm.Contact, error) { return t.Contact(crm.ContactID(id)) },
		func(c crm.Contact) string { return c.Email })
}

// Projects implements store.ReadTx.
func (t *readTx) Projects(at store.Cursor, limit int) ([]crm.Project, store.Cursor, error) {
	return byName(t, kProject, "projects", at, limit, func(id string) (crm.Project, error) { return t.Project(crm.ProjectID(id)) })
}

// CompanyProjects implements store.ReadTx.
func (t *readTx) CompanyProjects(of crm.CompanyID, limit int) (out []crm.Project, err error) {
	prefix := idKey(kCompanyProject, of)
	w := t.walk(prefix, false)
	defer w.close()
	for w.seek(prefix, nil); w.valid() && len(out) < limit; w.next() {
		p, err := t.Project(crm.ProjectID(lastID(w.key)))
		if err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	return out, nil
}

func partyRef[T ~string](k crm.PartyKind, id T) crm.PartyRef {
	return crm.PartyRef{Kind: k, ID: string(id)}
}

func partiesOfSale(s *crm.Sale) []crm.PartyRef {
	return []crm.PartyRef{partyRef(crm.CompanyParty, s.Company), partyRef(crm.ContactParty, s.Contact), partyRef(crm.ProjectParty, s.Project)}
}

func goneKey(of crm.PartyRef) key { return text(newKey(kGone).byte(noun(of.Kind)), of.ID) }

// isGone tells whether there was such a company, contact or project, and it was deleted.
func (t *readTx) isGone(of crm.PartyRef) (bool, error) {
	if of.ID == "" {
		return false, nil
	}
	_, gone, err := t.get(goneKey(of))
	return gone, err
}

// refuseGone refuses what is newly to refer to one that was deleted.
func (t *readTx) refuseGone(had, has []crm.PartyRef) error {
	for _, of := range has {
		if slices.Contains(had, of) {
			continue
		}
		if gone, err := t.isGone(of); err != nil || gone {
			return errors.Join(err, fmt.Errorf("%w: %s %s was deleted", store.ErrNotFound, of.Kind, of.ID))
		}
	}
	return nil
}

func noun(k crm.PartyKind) byte {
	switch k {
	case crm.CompanyParty:
		return kCompany
	case crm.ContactParty:
		return kContact
	default:
		return kProject
	}
}

// salesPrefix begins the entries of the party's sales.
func salesPrefix(of crm.PartyRef) key {
	switch of.Kind {
	case crm.CompanyParty:
		return idKey(kCompanySale, of.ID)
	case crm.ContactParty:
		return idKey(kContactSale, of.ID)
	default:
		return idKey(kProjectSale, of.ID)
	}
}

func partyActivityPrefix(of crm.PartyRef) key {
	return text(newKey(kPartyActivity).byte(noun(of.Kind)), of.ID)
}

// partiesOf are those that the activity stands at.
func partiesOf(a crm.Activity) (out []crm.PartyRef) {
	add := func(k crm.PartyKind, id string) {
		if of := (crm.PartyRef{Kind: k, ID: id}); id != "" && !slices.Contains(out, of) {
			out = append(out, of)
		}
	}
	add(crm.CompanyParty, string(a.Company))
	add(crm.CompanyParty, string(a.Home.Company))
	add(crm.ContactParty, string(a.Contact))
	add(crm.ProjectParty, string(a.Home.Project))
	return out
}

// partyActivityEntries are the activity's entries at its parties.
func partyActivityEntries(a crm.Activity) (out []string) {
	for _, of := range partiesOf(a) {
		out = append(out, activityPlace(partyActivityPrefix(of), a))
	}
	return out
}

// PartyActivities implements store.ReadTx.
func (t *readTx) PartyActivities(of crm.PartyRef, at store.Cursor, limit int) (out []crm.Activity, next store.Cursor, err error) {
	list := fmt.Sprintf("activities %q %q", of.Kind, of.ID)
	from, err := t.store.openCursor(list, at)
	if err != nil || limit <= 0 {
		return nil, "", err
	}
	prefix := partyActivityPrefix(of)
	w := t.walk(prefix, false)
	defer w.close()
	var past []byte
	for w.seek(prefix, from.past); w.valid(); w.next() {
		if len(out) == limit {
			return out, t.store.cursor(list, place{past: past}), nil
		}
		a, err := t.Activity(crm.ActivityID(lastID(w.key)))
		if err != nil {
			return nil, "", err
		}
		out, past = append(out, a), slices.Clone(w.rest())
	}
	return out, "", nil
}

// PartyUse implements store.ReadTx.
func (t *readTx) PartyUse(of crm.PartyRef) (u crm.PartyUse, err error) {
	u.Sales = t.any(salesPrefix(of))
	if of.Kind == crm.CompanyParty {
		u.Contacts, u.Projects = t.entries(idKey(kCompanyContact, of.ID)), t.entries(idKey(kCompanyProject, of.ID))
	}
	all, err := t.activitiesOf(of)
	for _, a := range all {
		switch {
		case !goesWith(a, of):
			u.Others++
		case a.IsFollowUp():
			u.FollowUps++
		default:
			u.Documents++
		}
	}
	return u, err
}

// any tells whether there is an entry.
func (t *readTx) any(prefix key) bool {
	w := t.walk(prefix, false)
	defer w.close()
	w.seek(prefix, nil)
	return w.valid()
}

// entries counts them.
func (t *readTx) entries(prefix key) (n int) {
	w := t.walk(prefix, false)
	defer w.close()
	for w.seek(prefix, nil); w.valid(); w.next() {
		n++
	}
	return n
}

func (t *readTx) activitiesOf(of crm.PartyRef) (out []crm.Activity, err error) {
	prefix := partyActivityPrefix(of)
	w := t.walk(prefix, false)
	defer w.close()
	for w.seek(prefix, nil); w.valid(); w.next() {
		a, err := t.Activity(crm.ActivityID(lastID(w.key)))
		if err != nil {
			return nil, err
		}
		out = append(out, a)
	}
	return out, nil
}

func isHome(a crm.Activity, of crm.PartyRef) bool {
	return of.Kind == crm.CompanyParty && string(a.Home.Company) == of.ID || of.Kind == crm.ProjectParty && string(a.Home.Project) == of.ID
}

// goesWith tells that the activity goes when the party does.
func goesWith(a crm.Activity, of crm.PartyRef) bool { return isHome(a, of) && a.Sale == "" }

// DeleteParty implements store.Tx. store.ErrTooLarge where so much hangs on it that it
// does not go in one transaction.
func (t *writeTx) DeleteParty(of crm.PartyRef, version uint64) error {
	p, err := store.Party(t, of)
	if err != nil {
		return err
	}
	if p.Version != version {
		return fmt.Errorf("%w: %s %s", store.ErrVersion, of.Kind, of.ID)
	}
	if t.any(salesPrefix(of)) {
		return fmt.Errorf("%w: %s %s", store.ErrInUse, of.Kind, of.ID)
	}
	activities, err := t.activitiesOf(of)
	if err != nil {
		return err
	}
	for _, a := range activities {
		if err := t.letGo(of, a); err != nil {
			return err
		}
	}
	var entries []string
	switch of.Kind {
	case crm.CompanyParty:
		if err := t.leaveCompany(crm.CompanyID(of.ID)); err != nil {
			return err
		}
		delete(t.names, crm.CompanyID(of.ID))
		entries = companyEntries(p.AsCompany())
	case crm.ContactParty:
		entries = contactEntries(p.AsContact())
	default:
		entries = projectEntries(p.AsProject())
	}
	if err := t.reindex(entries, nil); err != nil {
		return err
	}
	if err := t.put(goneKey(of), nil); err != nil {
		return err
	}
	return t.delete(idKey(noun(of.Kind), of.ID))
}

// leaveCompany leaves the contacts and projects of the company without it.
func (t *writeTx) leaveCompany(id crm.CompanyID) error {
	for _, k := range t.keysUnder(idKey(kCompanyContact, id)) {
		c, err := t.Contact(crm.ContactID(lastID(k)))
		if err != nil {
			return err
		}
		c.Company = ""
		c.Version++
		if err := t.PutContact(c); err != nil {
			return err
		}
	}
	for _, k := range t.keysUnder(idKey(kCompanyProject, id)) {
		p, err := t.Project(crm.ProjectID(lastID(k)))
		if err != nil {
			return err
		}
		p.Company = ""
		p.Version++
		if err := t.PutProject(p); err != nil {
			return err
		}
	}
	return nil
}

func (t *readTx) keysUnder(prefix key) (out [][]byte) {
	w := t.walk(prefix, false)
	defer w.close()
	for w.seek(prefix, nil); w.valid(); w.next() {
		out = append(out, slices.Clone(w.key))
	}
	return out
}

// letGo removes the activity that goes with the party, which is deleted, and takes the
// party from any other.
func (t *writeTx) letGo(of crm.PartyRef, a crm.Activity) error {
	if goesWith(a, of) {
		return t.DeleteActivity(a.ID, a.Version)
	}
	if isHome(a, of) {
		a.Home = crm.Home{Sale: a.Sale}
	}
	switch {
	case of.Kind == crm.CompanyParty && string(a.Company) == of.ID:
		a.Company = ""
	case of.Kind == crm.ContactParty && string(a.Contact) == of.ID:
		a.Contact = ""
	}
	a.Version++
	return t.PutActivity(a)
}
