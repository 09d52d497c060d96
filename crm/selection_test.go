package crm

import (
	"strconv"
	"strings"
	"testing"
)

func TestASelectionIsKeptByTheRules(t *testing.T) {
	good := Selection{ID: "s", Name: "  Groot \t en dichtbij ", Owner: femke.ID, Criteria: []string{"amount.above:40000", "or", "owner.me"}}
	kept, p := good.Kept(nil)
	if len(p) > 0 || kept.Name != "Groot en dichtbij" || kept.Version != 1 {
		t.Fatalf("%+v, problems %v", kept, p)
	}
	for sentence, c := range map[string]struct {
		change func(*Selection)
		others []Selection
		want   string
	}{
		"without a name":                 {func(s *Selection) { s.Name = " " }, nil, "name: error.name.required"},
		"with a long name":               {func(s *Selection) { s.Name = strings.Repeat("é", 101) }, nil, "name: error.name.long"},
		"with a name of one's own":       {func(s *Selection) {}, []Selection{{ID: "o", Name: "groot en DICHTBIJ", Owner: femke.ID}}, "name: error.selection.taken"},
		"with a name of another's":       {func(s *Selection) {}, []Selection{{ID: "o", Name: "Groot en dichtbij", Owner: daan.ID, Shared: true}}, ""},
		"saved again":                    {func(s *Selection) {}, []Selection{{ID: "s", Name: "Groot en dichtbij", Owner: femke.ID}}, ""},
		"with a search that has a fault": {func(s *Selection) { s.Criteria = []string{"amount.above:veel"} }, nil, "error.selection.search"},
		"one too many":                   {func(s *Selection) {}, many(femke.ID), "error.selection.too_many"},
		"many of another":                {func(s *Selection) {}, many(daan.ID), ""},
	} {
		s := good
		c.change(&s)
		if _, p := s.Kept(c.others); p.Error() != c.want {
			t.Errorf("%s: %q, want %q", sentence, p.Error(), c.want)
		}
	}
}

func many(owner UserID) (all []Selection) {
	for i := range MaxSelections {
		all = append(all, Selection{ID: SelectionID(strconv.Itoa(i)), Name: strconv.Itoa(i), Owner: owner})
	}
	return all
}

func TestWhoMayOpenAndChangeASelection(t *testing.T) {
	gone := femke
	gone.Disabled = true
	private := Selection{Owner: femke.ID}
	shared := Selection{Owner: femke.ID, Shared: true}
	for _, c := range []struct {
		who             User
		private, shared string // o open, c change
	}{
		{femke, "oc", "oc"}, {daan, "", "o"}, {marit, "", "o"}, {reader, "", "o"}, {admin, "", "oc"}, {gone, "", ""}, {User{}, "", ""},
	} {
		may := func(s Selection) (got string) {
			if c.who.CanSeeSelection(s) {
				got = "o"
			}
			if c.who.AllowSelection(s) == nil {
				got += "c"
			}
			return got
		}
		if p, s := may(private), may(shared); p != c.private || s != c.shared {
			t.Errorf("%s (%s): a private one %q, want %q; a shared one %q, want %q", c.who.Name, c.who.Role, p, c.private, s, c.shared)
		}
	}
	if err := daan.AllowSelection(private); err.(Error).Kind != NotFound {
		t.Errorf("what may not be opened: %v", err)
	}
	if err := daan.AllowSelection(shared); err.(Error).Kind != Forbidden {
		t.Errorf("what may be opened only: %v", err)
	}
}
