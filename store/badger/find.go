package badger

import (
	"cmp"
	"slices"
	"strings"

	"verkoop/crm"
)

// maxFind bounds how many entries a finder reads. A search that more records fit
// gives the best of those it has read; the next letter typed narrows it.
const maxFind = 500

// FindCompanies implements store.ReadTx.
func (t *readTx) FindCompanies(query string, limit int) ([]crm.Company, error) {
	return find(t, finder[crm.Company]{
		noun:  kCompany,
		load:  func(id string) (crm.Company, error) { return t.Company(crm.CompanyID(id)) },
		words: func(c crm.Company) []string { return words(c.Name, c.City) },
		name:  func(c crm.Company) (string, string) { return c.Name, string(c.ID) },
	}, query, limit)
}

// FindContacts implements store.ReadTx.
func (t *readTx) FindContacts(query string, of crm.CompanyID, limit int) ([]crm.Contact, error) {
	f := finder[crm.Contact]{
		noun:  kContact,
		load:  func(id string) (crm.Contact, error) { return t.Contact(crm.ContactID(id)) },
		words: func(c crm.Contact) []string { return words(c.Name) },
		name:  func(c crm.Contact) (string, string) { return c.Name, string(c.ID) },
	}
	if of != "" {
		f.within = idKey(kCompanyContact, of)
	}
	return find(t, f, query, limit)
}

// FindProjects implements store.ReadTx.
func (t *readTx) FindProjects(query string, limit int) ([]crm.Project, error) {
	return find(t, finder[crm.Project]{
		noun:  kProject,
		load:  func(id string) (crm.Project, error) { return t.Project(crm.ProjectID(id)) },
		words: func(p crm.Project) []string { return words(p.Name) },
		name:  func(p crm.Project) (string, string) { return p.Name, string(p.ID) },
	}, query, limit)
}

type finder[T any] struct {
	noun   byte
	within key // entries to keep to, by name; nil for all of the noun
	load   func(id string) (T, error)
	words  func(T) []string
	name   func(T) (name, id string)
}

func find[T any](t *readTx, f finder[T], query string, limit int) ([]T, error) {
	sought := words(query)
	prefix, byName := f.within, true
	switch {
	case prefix != nil:
	case len(sought) == 0:
		prefix = newKey(kName).byte(f.noun)
	default: // the longest word has the fewest records
		longest := slices.MaxFunc(sought, func(a, b string) int { return cmp.Compare(len(a), len(b)) })
		prefix, byName = wordPrefix(f.noun, longest), false
	}
	var out []T
	seen := map[string]bool{}
	w := t.walk(prefix, false)
	defer w.close()
	read := 0
	for w.seek(prefix, nil); w.valid() && read < maxFind; w.next() {
		if byName && len(out) >= limit {
			break
		}
		read++
		id := lastID(w.key)
		if seen[id] {
			continue
		}
		seen[id] = true
		v, err := f.load(id)
		if err != nil {
			return nil, err
		}
		if matches(f.words(v), sought) {
			out = append(out, v)
		}
	}
	if !byName {
		slices.SortFunc(out, func(a, b T) int {
			an, aid := f.name(a)
			bn, bid := f.name(b)
			return cmp.Or(cmp.Compare(fold(an), fold(bn)), cmp.Compare(aid, bid))
		})
	}
	return out[:min(max(limit, 0), len(out))], nil
}

// matches tells whether each of the words begins one that the record has.
func matches(has, sought []string) bool {
	for _, s := range sought {
		if !slices.ContainsFunc(has, func(h string) bool { return strings.HasPrefix(h, s) }) {
			return false
		}
	}
	return true
}
