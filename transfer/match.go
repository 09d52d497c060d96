package transfer

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	"verkoop/crm"
	"verkoop/store"
)

// relistNow is how many sales are brought to their new place in the lists at once,
// after a row gave a company or contact another name; a job does the others.
const relistNow = 50

// putNamed puts what a row makes of a company or contact; where it has another name
// than before, the lists follow.
func (t *taker) putNamed(tx store.Tx, p crm.Party, before string) error {
	if err := store.PutParty(tx, p); err != nil || p.Version == 1 || p.Name() == before {
		return err
	}
	more, err := tx.Relist(relistNow)
	if err == nil && more {
		err = tx.PutJob(crm.Job{Kind: crm.RelistJob, By: t.desk.Actor.ID, Begun: t.now.UTC()})
	}
	return err
}

// checks tells that rows are tried: what an earlier row says is not there yet.
func (t *taker) checks() bool { return t.i.State != crm.ImportRunning }

// once refuses a row about the same record as an earlier one of the table, which it
// would silently write over. A record is known by its name and its number (KvK, e-mail);
// a row without a number is about any of that name.
func (t *taker) once(out *taken, f crm.Field, number string, name ...string) error {
	identity := func(kind string) string {
		sum := sha256.Sum256([]byte(strings.ToLower(kind + "\n" + strings.Join(name, "\n"))))
		return "row " + hex.EncodeToString(sum[:16])
	}
	numbered, without, any := identity("numbered "+number), identity("without"), identity("any")
	same := []string{numbered, without}
	out.identities = []string{numbered, any}
	switch {
	case len(name) == 0:
		out.identities = []string{numbered}
	case number == "":
		same, out.identities = []string{any}, []string{without, any}
	}
	for _, id := range same {
		line := t.seen[id]
		if line == 0 {
			var err error
			if _, line, err = t.tx.ImportNotes(t.i, id); err != nil {
				return err
			}
		}
		if line != 0 && line < out.line {
			out.refuse(f, problem("error.import.repeated", crm.Args{"line": line}))
		}
	}
	return nil
}

// twice tells whether the table has several rows that say that, so that it says nothing
// of who they are about. It is known once all rows were checked.
func (t *taker) twice(text string, out *taken) (bool, error) {
	out.notes = append(out.notes, text)
	n, _, err := t.tx.ImportNotes(t.i, text)
	return n > 1, err
}

// namesakes bounds how many of one name are asked whether they are what a row says.
const namesakes = 500

// isCompany tells whether one of that name is all that the row says already: of several
// that are called the same a row need not say which.
func (t *taker) isCompany(name string, c cells) (bool, error) {
	all, err := t.tx.CompaniesNamed(name, namesakes)
	return err == nil && slices.ContainsFunc(all, func(is crm.Company) bool {
		for f, cell := range c {
			if !t.holds(f, t.companyCell(is, f), cell) {
				return false
			}
		}
		return true
	}), err
}

// isContact tells that of contacts.
func (t *taker) isContact(name string, c cells) (same bool, err error) {
	all, err := t.tx.ContactsNamed(name, "", namesakes)
	if err != nil {
		return false, err
	}
	for _, is := range all {
		same = true
		for f, cell := range c {
			value, err := t.contactCell(is, f)
			if err != nil {
				return false, err
			}
			same = same && t.holds(f, value, cell)
		}
		if same {
			return true, nil
		}
	}
	return false, nil
}

// meantCompany is the company that a row is about: the one with the number, of several
// the one that is called the same; one that is called something else only where the
// number is nobody else's, in the table neither. Else the one of that name, unless
// another number says that it is another company; of several of that name, here or in
// the table, the one in that city.
func (t *taker) meantCompany(name, kvk, city string, out *taken) (c crm.Company, exists bool, err error) {
	if name == "" {
		return c, false, nil // is refused
	}
	named, err := t.tx.CompaniesNamed(name, fits)
	if err != nil {
		return c, false, err
	}
	again, err := t.twice("name "+name, out)
	if err != nil {
		return c, false, err
	}
	if city != "" && (again || len(named) > 1) {
		named = slices.DeleteFunc(named, func(c crm.Company) bool { return c.City != "" && !strings.EqualFold(c.City, city) })
	}
	if kvk == "" {
		return only(named, name, func(c crm.Company) string { return c.Name })
	}
	several, err := t.twice("kvk "+kvk, out)
	if err != nil {
		return c, false, err
	}
	numbered, err := t.tx.CompaniesWith(crm.FieldKvK, kvk, fits)
	if err != nil {
		return c, false, err
	}
	called := slices.DeleteFunc(slices.Clone(numbered), func(n crm.Company) bool {
		return !slices.ContainsFunc(named, func(o crm.Company) bool { return o.ID == n.ID })
	})
	switch {
	case len(called) > 0:
		return only(called, name, func(c crm.Company) string { return c.Name })
	case len(numbered) == 1 && !several:
		return numbered[0], true, nil
	}
	named = slices.DeleteFunc(named, func(c crm.Company) bool { return c.KvK != "" && c.KvK != kvk })
	return only(named, name, func(c crm.Company) string { return c.Name })
}

// meantContact is the contact that a row is about: the one with the address, of several
// the one of that name, at that company rather than elsewhere; one of another name only
// where the two names have a word in common and nobody else has the address, in the
// table neither. Else the one of that name at the company, unless the table has several
// of that name there and another address tells them apart.
func (t *taker) meantContact(name, email string, of crm.CompanyID, out *taken) (c crm.Contact, exists bool, err error) {
	if name == "" {
		return c, false, nil // is refused
	}
	title := func(c crm.Contact) string { return c.Name }
	near, err := t.tx.ContactsNamed(name, of, fits)
	if err != nil {
		return c, false, err
	}
	if email == "" {
		return only(near, name, title)
	}
	shared, err := t.twice("email "+strings.ToLower(email), out)
	if err != nil {
		return c, false, err
	}
	namesakes, err := t.twice("name "+string(of)+" "+name, out)
	if err != nil {
		return c, false, err
	}
	all, err := t.tx.ContactsWith(crm.FieldEmail, email, fits)
	if err != nil {
		return c, false, err
	}
	everywhere, err := t.tx.ContactsNamed(name, "", fits)
	if err != nil {
		return c, false, err
	}
	among := func(some []crm.Contact) []crm.Contact {
		return slices.DeleteFunc(slices.Clone(all), func(c crm.Contact) bool {
			return !slices.ContainsFunc(some, func(o crm.Contact) bool { return o.ID == c.ID })
		})
	}
	for _, called := range [][]crm.Contact{among(near), among(everywhere)} {
		if len(called) > 0 {
			return only(called, name, title)
		}
	}
	if len(all) == 1 && !shared && haveWordInCommon(all[0].Name, name) {
		return all[0], true, nil
	}
	if namesakes {
		near = slices.DeleteFunc(near, func(c crm.Contact) bool { return c.Email != "" })
	}
	return only(near, name, title)
}

// haveWordInCommon tells whether two names may be one person's, who married.
func haveWordInCommon(a, b string) bool {
	for _, w := range strings.Fields(a) {
		if len([]rune(w)) > 3 && slices.ContainsFunc(strings.Fields(b), func(o string) bool { return strings.EqualFold(w, o) }) {
			return true
		}
	}
	return false
}
