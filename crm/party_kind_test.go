package crm

import (
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestWhoMayDoWhatWithParties(t *testing.T) {
	own := Company{ID: "c", Name: "Albers", Registered: Stamp{User: femke.ID}}.Party()
	gone := femke
	gone.Disabled = true
	for _, c := range []struct {
		who User
		can string // e edit, d delete
	}{{femke, "ed"}, {daan, "e"}, {marit, "ed"}, {admin, "ed"}, {reader, ""}, {gone, ""}, {User{}, ""}} {
		got := ""
		if c.who.AllowParty(EditParty, own) == nil {
			got += "e"
		}
		if c.who.AllowParty(DeleteParty, own) == nil {
			got += "d"
		}
		if got != c.can {
			t.Errorf("%s (%s): %q, want %q", c.who.Name, c.who.Role, got, c.can)
		}
		if err := own.AllowDeleting(c.who, PartyUse{Sales: true}); err == nil {
			t.Errorf("%s deletes a company that has sales", c.who.Name)
		}
	}
	// What nobody is known to have registered is nobody's own.
	if (User{Role: Seller}).AllowParty(DeleteParty, Company{}.Party()) == nil {
		t.Error("an unknown seller may delete what nobody registered")
	}
}

func TestAPartyIsTheRecordThatItWasMadeOf(t *testing.T) {
	stamp := Stamp{User: "u"}
	c := Company{"c", 3, "Albers", "Hengelo", "12345678", "a@b.nl", "074", "https://albers.example", stamp, stamp}
	k := Contact{"k", 3, "c", "Jan", "inkoper", "j@b.nl", "06", stamp, stamp}
	p := Project{"p", 3, "Hal C", "c", "delivery", stamp, stamp}
	if got := c.Party().AsCompany(); got != c {
		t.Errorf("%+v", got)
	}
	if got := k.Party().AsContact(); got != k {
		t.Errorf("%+v", got)
	}
	if got := p.Party().AsProject(); got != p {
		t.Errorf("%+v", got)
	}
}

func TestEditingAPartyTellsAllThatIsWrong(t *testing.T) {
	d := desk(femke)
	before := Company{ID: "c", Version: 1, Name: "Albers", KvK: "12345678"}.Party()
	after, problems := before.Edit(d, map[Field]string{FieldName: " ", FieldKvK: "123", FieldEmail: "nergens", FieldWebsite: "javascript:alert(1)"})
	for _, f := range []Field{FieldName, FieldKvK, FieldEmail, FieldWebsite} {
		if _, told := problems.For(f); !told {
			t.Errorf("nothing is said of %s: %v", f, problems)
		}
	}
	if before.Name() != "Albers" || after.Get(FieldKvK) != "123" {
		t.Errorf("before %v, after %v", before, after)
	}
	after, problems = before.Edit(d, map[Field]string{FieldName: " Albers Precisie ", FieldKvK: "87 65 43 21"})
	if len(problems) > 0 || after.Name() != "Albers Precisie" || after.Get(FieldKvK) != "87654321" {
		t.Errorf("%v %v", after, problems)
	}
	if _, problems = before.Edit(desk(reader), map[Field]string{FieldName: "x"}); len(problems) != 1 || problems[0].Kind != Forbidden {
		t.Errorf("a reader: %v", problems)
	}
	if _, problems = NewParty(ProjectParty).Edit(d, map[Field]string{FieldName: "x", FieldProjectKind: "none such"}); len(problems) != 1 {
		t.Errorf("an unknown kind: %v", problems)
	}
}

func TestBareNames(t *testing.T) {
	for name, want := range map[string]string{
		"Albers Precisie B.V.": "Albers Precisie", "Albers Precisie BV": "Albers Precisie", "albers precisie b. v.": "albers precisie",
		"Stichting Het Bos": "Het Bos", "N.V. Gasunie": "Gasunie", "Jansen & Zonen V.O.F.": "Jansen Zonen", "B.V.": "BV", "Müller GmbH": "Müller",
		"J. P. Visser": "JP Visser", "!!!": "", "McDonald’s": "McDonalds",
	} {
		if got := BareName(name); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
}

func TestDuplicatesOfPeopleAreNotThoseOfOtherCompanies(t *testing.T) {
	jan := Contact{ID: "jan", Name: "Jan de Vries", Company: "a"}.Party()
	same, elsewhere, loose := jan, jan.With(FieldCompany, "b"), jan.With(FieldCompany, "")
	same.ID, elsewhere.ID, loose.ID = "1", "2", "3"
	got := jan.Duplicates(map[Field][]Party{FieldName: {jan, same, elsewhere, loose}, FieldEmail: {same}})
	if len(got) != 2 || got[0].Party.ID != "1" || !slices.Equal(got[0].By, []Field{FieldEmail, FieldName}) || got[1].Party.ID != "3" {
		t.Errorf("%+v", got)
	}
}

func drawParty(t *rapid.T) Party {
	p := Company{ID: "c"}.Party()
	for _, f := range p.Kind.Fields() {
		p = p.With(f, rapid.SampledFrom([]string{"", "a", "b"}).Draw(t, string(f)))
	}
	return p
}

func TestMergingPartiesLosesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		base, theirs, mine := drawParty(t), drawParty(t), drawParty(t)
		m := MergeParties(base, theirs, mine, theirs, nil)
		for _, f := range base.Kind.Fields() {
			was, there, here, got := base.Get(f), theirs.Get(f), mine.Get(f), m.Party.Get(f)
			clash := slices.Contains(m.Clashes, f)
			switch {
			case clash != (here != was && there != was && here != there):
				t.Fatalf("%s: clash %v", f, clash)
			case !clash && here != was && got != here, !clash && here == was && got != there:
				t.Fatalf("%s became %q", f, got)
			}
			if !clash {
				continue
			}
			for side, want := range map[Side]string{Mine: here, Theirs: there} {
				chosen := MergeParties(base, theirs, mine, theirs, map[Field]Side{f: side})
				if chosen.Party.Get(f) != want || slices.Contains(chosen.Clashes, f) {
					t.Fatalf("%s, %s chosen: %q", f, side, chosen.Party.Get(f))
				}
				// A choice between other values than there are now counts for nothing.
				if again := MergeParties(base, theirs, mine, theirs.With(f, "older"), map[Field]Side{f: side}); !slices.Contains(again.Clashes, f) {
					t.Fatalf("%s: a choice made before counts", f)
				}
			}
		}
		if same := MergeParties(base, theirs, base, theirs, nil); !reflect.DeepEqual(same.Party.facts, theirs.facts) || len(same.Mine) > 0 {
			t.Fatalf("nothing of mine: %+v", same)
		}
	})
}
