package handlers

import (
	"net/url"
	"strings"
	"testing"

	"verkoop/crm"
)

// keep saves the search of the address as a selection and returns its address.
func (s *site) keep(to, name string, shared bool) string {
	s.t.Helper()
	form := fieldsOf(s.get(strings.Replace(to, "/find", "/selections/new", 1)).want(200).Find("#selection-form"))
	form.Set("name", name)
	if shared {
		form.Set("shared", "1")
	}
	return s.do("POST", "/selections", form).want(303).header.Get("Location")
}

func TestASearchIsKeptAsASelectionAndOpenedAgain(t *testing.T) {
	s := open(t)
	search := sought("amount.above:40000", "or", "owner.me") + "&sort=amount&order=desc&cols=number,amount"
	to := s.keep(search, "Groot & dichtbij", false)
	opened := s.get(to).want(303).header.Get("Location")
	if u, _ := url.Parse(opened); u.Query().Get("selection") == "" || strings.Replace(opened, "&selection="+u.Query().Get("selection"), "", 1) != "/find?cols=number,amount&order=desc&q=amount.above:40000&q=or&q=owner.me&sort=amount" {
		t.Fatalf("it opens %s", opened)
	}
	page := s.get(opened).want(200)
	page.has(".finder-entry[aria-current]", "Groot & dichtbij")
	if page.Find("#selection-update").Length() > 0 {
		t.Error("nothing changed, and yet changes can be saved")
	}
	// It is editable: what is sought now can be kept under the same name.
	changed := s.search(page.criteria("v1", "90.000,00")).want(303).header.Get("Location")
	page = s.get(changed).want(200)
	page.has("#find-form", "Wijzigingen opslaan in “Groot & dichtbij”")
	form := page.Find("#selection-update")
	s.do("POST", form.AttrOr("action", ""), fieldsOf(form)).want(303)
	if again := s.get(to).want(303).header.Get("Location"); !strings.Contains(again, "q=amount.above:90000&q=or&q=owner.me") || !strings.Contains(again, "sort=amount") {
		t.Errorf("it then opens %s", again)
	}
	s.do("POST", form.AttrOr("action", ""), fieldsOf(form)).want(409) // of an older version
}

func TestASelectionWithoutCriteriaIsSortedAndPaged(t *testing.T) {
	s := open(t)
	to := s.keep("/find", "Alles", false)
	page := s.get(to).want(200).has(".finder-entry[aria-current]", "Alles")
	sorted := s.get(page.Find("thead a").First().AttrOr("href", "")).want(200).has("thead [aria-sort]", "Nummer").has(".finder-entry[aria-current]", "Alles")
	if sorted.Find("#selection-update").Length() != 1 {
		t.Error("the order can't be kept")
	}
	s.get(page.Find("a[rel=next]").AttrOr("href", "")).want(200)
	by := s.keep("/find?sort=amount&order=desc", "Grootste eerst", false)
	s.get(s.get(by).want(303).header.Get("Location")).want(200).has("thead [aria-sort=descending]", "Bedrag")
}

func TestASelectionIsRenamedSharedAndDeleted(t *testing.T) {
	for _, c := range []struct {
		name    string
		options []option
		edit    string
	}{{"nl", nil, "Selectie bewerken"}, {"en", []option{english}, "Edit selection"}} {
		t.Run(c.name, func(t *testing.T) {
			s := open(t)
			to := s.keep(sought("owner.me"), "Van mij", false)
			s.keep(sought("owner.my_group"), "Van ons", false)
			edit := s.get("/find", c.options...).Find(".finder-entry-edit").First().AttrOr("href", "")
			dialog := s.get(edit, append(c.options, htmx)...).want(200).has("h2", c.edit)
			form := fieldsOf(dialog.Find("#selection-form"))
			for name, want := range map[string]string{"": "error.name.required", "van ONS": "error.selection.taken"} {
				form.Set("name", name)
				refused := s.do("PUT", edit, form, append(c.options, htmx)...).want(422)
				if refused.text("#selection-name-below") == "" || refused.Find("#problem a[href='#selection-name']").Length() != 1 || refused.Find("#selection-name").AttrOr("value", "") != name {
					t.Errorf("%s: %s", want, refused.text("form"))
				}
			}
			form.Set("name", "  Van  iedereen ")
			form.Set("shared", "1")
			if to := s.do("PUT", edit, form, append(c.options, htmx)...).want(204).header.Get("HX-Redirect"); !strings.HasPrefix(to, "/find?selection=") {
				t.Errorf("it leads to %s", to)
			}
			s.do("PUT", edit, form, c.options...).want(409) // of the version before

			s.as(s.user("Sjoerd"))
			shared := s.get("/find", c.options...).want(200).has(".finder-selection", "Van iedereen").has(".finder-entry-shared", "Femke de Boer")
			if shared.Find(".finder-selection").Length() != 1 || shared.Find(".finder-entry-edit").Length() != 0 {
				t.Errorf("another sees %s", shared.text(".finder-side"))
			}
			s.get(to, c.options...).want(303)

			s.as(s.user("Pieter"))
			deletion := s.get(edit, c.options...).want(200).Find("#selection-deletion")
			s.do("POST", deletion.AttrOr("action", ""), fieldsOf(deletion), c.options...).want(303)
			s.get(to, c.options...).want(404)
			if e := s.audit()[0]; e.Kind != crm.AuditSelectionDeleted || e.Subject != "Van iedereen" {
				t.Errorf("audit log %+v", e)
			}
		})
	}
}

func TestASearchWithFaultsIsNotKept(t *testing.T) {
	s := open(t)
	s.get("/selections/new?q=kleur.is:rood").want(422)
	s.do("POST", "/selections", url.Values{"name": {"x"}, "q": {"kleur.is:rood"}}).want(422).has("#problem", "Deze zoekactie kan niet worden bewaard.")
	form := s.get("/find").criteria("f1", "amount", "o1", "above", "v1", "veel")
	if to := s.get(address("/selections/new", form), htmx).want(204).header.Get("HX-Redirect"); !strings.HasPrefix(to, "/find?") {
		t.Errorf("it leads to %s", to)
	}
	form["v1"] = []string{"5"}
	s.get(address("/selections/new", form), htmx).want(200).has(".selection-criteria", "Bedrag is meer dan 5,00")
}
