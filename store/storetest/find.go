package storetest

import (
	"fmt"
	"strings"
	"testing"

	"verkoop/crm"
	"verkoop/store"
)

func findCompanies(t testing.TB, s store.Store, words string, limit int) string {
	t.Helper()
	var out []string
	for _, c := range read(t, s, func(tx store.ReadTx) ([]crm.Company, error) { return tx.FindCompanies(words, limit) }) {
		out = append(out, c.Name)
	}
	return strings.Join(out, " | ")
}

func findContacts(t testing.TB, s store.Store, words string, of crm.CompanyID, limit int) string {
	t.Helper()
	var out []string
	for _, c := range read(t, s, func(tx store.ReadTx) ([]crm.Contact, error) { return tx.FindContacts(words, of, limit) }) {
		out = append(out, c.Name)
	}
	return strings.Join(out, " | ")
}

var findTests = []test{
	{"companies by words of name and city", on(func(t *testing.T, s store.Store) {
		for i, c := range []struct{ name, city string }{
			{"Van der Veen Installaties", "Groningen"}, {"Bakkerij 't Stoepje", "'s-Hertogenbosch"}, {"Café De Engel", "Groningen"},
			{"IJsselmeer B.V.", "Ĳmuiden"}, {"Müller & Söhne GmbH", "Köln"}, {"Ørsted Søfart", "Århus"}, {"de Engelse Tuin", "Zwolle"},
		} {
			put(t, s, crm.Company{ID: crm.CompanyID(fmt.Sprint(i)), Version: 1, Name: c.name, City: c.city})
		}
		for _, c := range []struct{ words, want string }{
			{"veen", "Van der Veen Installaties"},
			{"VEEN van", "Van der Veen Installaties"},
			{"v d v", "Van der Veen Installaties"},
			{"cafe", "Café De Engel"},
			{"CAFÉ", "Café De Engel"},
			{"engel", "Café De Engel | de Engelse Tuin"},
			{"engels", "de Engelse Tuin"},
			{"groningen", "Café De Engel | Van der Veen Installaties"},
			{"engel gron", "Café De Engel"},
			{"hertog", "Bakkerij 't Stoepje"},
			{"'s-hertogenbosch", "Bakkerij 't Stoepje"},
			{"ijmuiden", "IJsselmeer B.V."},
			{"b.v.", "IJsselmeer B.V."},
			{"muller soh", "Müller & Söhne GmbH"},
			{"orsted arhus", "Ørsted Søfart"},
			{"ngel", ""},
			{"engel zzz", ""},
			{"  ", "Bakkerij 't Stoepje | Café De Engel | de Engelse Tuin | IJsselmeer B.V. | Müller & Söhne GmbH | Ørsted Søfart | Van der Veen Installaties"},
			{"&", "Bakkerij 't Stoepje | Café De Engel | de Engelse Tuin | IJsselmeer B.V. | Müller & Söhne GmbH | Ørsted Søfart | Van der Veen Installaties"},
		} {
			if got := findCompanies(t, s, c.words, 10); got != c.want {
				t.Errorf("%q: got %q, want %q", c.words, got, c.want)
			}
		}
		for limit, want := range map[int]string{0: "", 1: "Café De Engel", 2: "Café De Engel | de Engelse Tuin"} {
			if got := findCompanies(t, s, "engel", limit); got != want {
				t.Errorf("at most %d: got %q, want %q", limit, got, want)
			}
		}
		if got := findCompanies(t, s, "", 2); got != "Bakkerij 't Stoepje | Café De Engel" {
			t.Errorf("first two of all: %q", got)
		}
		put(t, s, crm.Company{ID: "2", Version: 2, Name: "Bistro Nieuw", City: "Assen"})
		if got := findCompanies(t, s, "engel", 10); got != "de Engelse Tuin" {
			t.Errorf("by the old name: %q", got)
		}
		if got := findCompanies(t, s, "bistro", 10); got != "Bistro Nieuw" {
			t.Errorf("by the new name: %q", got)
		}
	})},
	{"contacts of one company or all", on(func(t *testing.T, s store.Store) {
		put(t, s,
			crm.Contact{ID: "1", Version: 1, Company: "acme", Name: "Renée Jansen"},
			crm.Contact{ID: "2", Version: 1, Company: "acme", Name: "Piet Jansen"},
			crm.Contact{ID: "3", Version: 1, Company: "acmer", Name: "Anna Jansen"},
			crm.Contact{ID: "4", Version: 1, Name: "Jan Zonder"})
		for _, c := range []struct {
			words string
			of    crm.CompanyID
			want  string
		}{
			{"jan", "", "Anna Jansen | Jan Zonder | Piet Jansen | Renée Jansen"},
			{"jan", "acme", "Piet Jansen | Renée Jansen"},
			{"renee", "acme", "Renée Jansen"},
			{"", "acme", "Piet Jansen | Renée Jansen"},
			{"", "acmer", "Anna Jansen"},
			{"anna", "acme", ""},
			{"", "none", ""},
		} {
			if got := findContacts(t, s, c.words, c.of, 10); got != c.want {
				t.Errorf("%q of %q: got %q, want %q", c.words, c.of, got, c.want)
			}
		}
		put(t, s, crm.Contact{ID: "2", Version: 2, Company: "acmer", Name: "Piet Jansen"})
		if got := findContacts(t, s, "", "acme", 10); got != "Renée Jansen" {
			t.Errorf("after one left: %q", got)
		}
		if got := findContacts(t, s, "piet", "acmer", 10); got != "Piet Jansen" {
			t.Errorf("where they went: %q", got)
		}
		if got := findContacts(t, s, "", "acmer", 1); got != "Anna Jansen" {
			t.Errorf("the first only: %q", got)
		}
	})},
	{"projects", on(func(t *testing.T, s store.Store) {
		put(t, s, crm.Project{ID: "1", Version: 1, Name: "Nieuwbouw Zuid"}, crm.Project{ID: "2", Version: 1, Name: "Nieuw dak"})
		got := read(t, s, func(tx store.ReadTx) ([]crm.Project, error) { return tx.FindProjects("nieuw", 9) })
		if len(got) != 2 || got[0].Name != "Nieuw dak" || got[1].Name != "Nieuwbouw Zuid" {
			t.Errorf("got %+v", got)
		}
	})},
	{"names that are long or strange are found", on(func(t *testing.T, s store.Store) {
		long := strings.Repeat("Lang", 60)
		put(t, s, crm.Company{ID: "1", Version: 1, Name: long}, crm.Company{ID: "2", Version: 1, Name: "  \t "}, crm.Company{ID: "3", Version: 1, Name: "日本"})
		if got := findCompanies(t, s, long, 9); got != long {
			t.Errorf("got %q", got)
		}
		if got := findCompanies(t, s, "日", 9); got != "日本" {
			t.Errorf("got %q", got)
		}
	})},
	{"many are found within bounds", on(func(t *testing.T, s store.Store) {
		update(t, s, func(tx store.Tx) error {
			for i := range 700 {
				if err := tx.PutCompany(crm.Company{ID: crm.CompanyID(fmt.Sprint(i)), Version: 1, Name: fmt.Sprintf("Firma %04d", i)}); err != nil {
					return err
				}
			}
			return nil
		})
		if got := findCompanies(t, s, "", 3); got != "Firma 0000 | Firma 0001 | Firma 0002" {
			t.Errorf("all: %q", got)
		}
		if got := len(read(t, s, func(tx store.ReadTx) ([]crm.Company, error) { return tx.FindCompanies("firma", 20) })); got != 20 {
			t.Errorf("%d found", got)
		}
		if got := findCompanies(t, s, "firma 0699", 3); got != "Firma 0699" && got != "" {
			t.Errorf("got %q", got)
		}
	})},
}
