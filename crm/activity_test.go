package crm

import (
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestAnActivityKeepsItsRules(t *testing.T) {
	d, s := desk(femke), scanners()
	s.Company = "dongen"
	planned := NewFollowUp(d, s)
	planned.Text = "Bellen"
	document := NewDocument(d, s)
	document.Text, document.Web = "Offerte", "https://example.com/offerte.pdf"
	for name, c := range map[string]struct {
		of    Activity
		edit  ActivityEdit
		field Field
		key   string
	}{
		"nothing changed":                 {planned, ActivityEdit{}, "", ""},
		"another kind":                    {planned, ActivityEdit{Kind: give(Appointment)}, "", ""},
		"a follow-up is no document":      {planned, ActivityEdit{Kind: give(Document)}, FieldKind, "error.value.unknown"},
		"a document is no follow-up":      {document, ActivityEdit{Kind: give(TaskKind)}, FieldKind, "error.value.unknown"},
		"without a text":                  {planned, ActivityEdit{Text: give(" \u200b ")}, FieldText, "error.activity.text.required"},
		"the longest text":                {planned, ActivityEdit{Text: give(strings.Repeat("é", MaxActivityText))}, "", ""},
		"a text too long":                 {planned, ActivityEdit{Text: give(strings.Repeat("é", 100_000))}, FieldText, "error.text.too_long"},
		"without a day":                   {planned, ActivityEdit{On: give(Date(""))}, FieldOn, "error.activity.on.required"},
		"from ten to a quarter past":      {planned, ActivityEdit{Start: give("10:00"), End: give("10:15")}, "", ""},
		"a start without an end":          {planned, ActivityEdit{Start: give("10:00")}, "", ""},
		"an end without a start":          {planned, ActivityEdit{End: give("10:00")}, FieldStart, "error.activity.start.required"},
		"an end before the start":         {planned, ActivityEdit{Start: give("10:00"), End: give("09:59")}, FieldEnd, "error.activity.end.before_start"},
		"an end at the start":             {planned, ActivityEdit{Start: give("10:00"), End: give("10:00")}, FieldEnd, "error.activity.end.before_start"},
		"no time of day":                  {planned, ActivityEdit{Start: give("25:00")}, FieldStart, "error.time.wrong"},
		"a time in short":                 {planned, ActivityEdit{Start: give("9:00")}, FieldStart, "error.time.wrong"},
		"an owner who may not own":        {planned, ActivityEdit{Owner: &reader}, FieldOwner, "error.owner.unknown"},
		"another owner":                   {planned, ActivityEdit{Owner: &daan}, "", ""},
		"a contact of the company":        {planned, ActivityEdit{Contact: &Contact{ID: "sanne", Company: "dongen"}}, "", ""},
		"a contact of another company":    {planned, ActivityEdit{Company: &Company{ID: "dongen"}, Contact: &Contact{ID: "x", Company: "albers"}}, FieldContact, "error.contact.other_company"},
		"a document without a title":      {document, ActivityEdit{Text: give("")}, FieldText, "error.title.required"},
		"a document without its address":  {document, ActivityEdit{Web: give("")}, FieldWeb, "error.document.web.required"},
		"a document of a kind":            {document, ActivityEdit{Sort: give(ValueID("quote"))}, "", ""},
		"a document of no such kind":      {document, ActivityEdit{Sort: give(ValueID("price"))}, FieldSort, "error.value.unknown"},
		"a document that is a file":       {document, ActivityEdit{Web: give(""), File: &File{Hash: "ab", Name: "a.pdf", Size: 1}}, "", ""},
		"a document that is a script":     {document, ActivityEdit{Web: give("javascript:alert(1)")}, FieldWeb, "error.document.web.wrong"},
		"a document of a follow-up's day": {document, ActivityEdit{On: give(today.AddDays(3))}, "", ""},
	} {
		_, problems := c.of.Edit(d, s, c.edit)
		switch {
		case c.key == "" && len(problems) > 0:
			t.Errorf("%s: %v", name, problems)
		case c.key != "" && (len(problems) != 1 || problems[0].Field != c.field || problems[0].Key != c.key):
			t.Errorf("%s: %v, want %s: %s", name, problems, c.field, c.key)
		}
	}
}

func TestAContactBringsItsCompanyAlong(t *testing.T) {
	d, s := desk(femke), scanners()
	a := NewFollowUp(d, s)
	a.Text = "Bellen"
	a, problems := a.Edit(d, s, ActivityEdit{Contact: &Contact{ID: "sanne", Company: "dongen"}})
	if len(problems) > 0 || a.Company != "dongen" || a.Contact != "sanne" {
		t.Errorf("%+v, %v", a, problems)
	}
	a, _ = a.Edit(d, s, ActivityEdit{Company: &Company{ID: "albers"}})
	if a.Contact != "" {
		t.Errorf("the contact of the former company stayed: %+v", a)
	}
}

func TestACompletedFollowUpIsUntickedBeforeItIsEdited(t *testing.T) {
	d, s, at := desk(femke), scanners(), time.Date(2026, 11, 23, 14, 45, 0, 0, time.UTC)
	a := NewFollowUp(d, s)
	a.Text = "Bellen"
	done, err := a.Complete(d, s, true, at)
	if err != nil || !done.Done() {
		t.Fatalf("%+v, %v", done, err)
	}
	if _, problems := done.Edit(d, s, ActivityEdit{Text: give("Mailen")}); len(problems) != 1 || problems[0].Key != "error.activity.completed" {
		t.Errorf("%v", problems)
	}
	again, err := done.Complete(d, s, false, at)
	if err != nil || again.Done() {
		t.Fatalf("%+v, %v", again, err)
	}
	if after, problems := again.Edit(d, s, ActivityEdit{Text: give("Mailen")}); len(problems) > 0 || after.Text != "Mailen" {
		t.Errorf("%+v, %v", after, problems)
	}
}

func TestADocumentIsCompletedWhenItIsMade(t *testing.T) {
	d, s := desk(femke), scanners()
	a := NewDocument(d, s)
	a.Text, a.Web = "Offerte", "https://example.com"
	a = a.Saved(femke, time.Now())
	if !a.Done() || a.Version != 1 {
		t.Errorf("%+v", a)
	}
	if _, err := a.Complete(d, s, false, time.Now()); problemKey(t, err) != "error.document.completed" {
		t.Error(err)
	}
	if after, problems := a.Edit(d, s, ActivityEdit{Text: give("Offerte, herzien")}); len(problems) > 0 || after.Text != "Offerte, herzien" {
		t.Errorf("%v", problems)
	}
}

func TestWhoMayDoWhatWithAnActivity(t *testing.T) {
	s := scanners() // Femke's, visible for everyone
	a := NewFollowUp(desk(daan), s)
	a.Text, a.By = "Bellen", Stamp{User: daan.ID}
	for _, c := range []struct {
		who          User
		edit, remove string
	}{
		{femke, "", ""}, {daan, "", ""}, {marit, "", ""}, {admin, "", ""},
		{bilal, "", "error.forbidden.delete_activity"},
		{reader, "error.forbidden.edit_sale", "error.forbidden.edit_sale"},
	} {
		_, problems := a.Edit(desk(c.who), s, ActivityEdit{Text: give("Mailen")})
		got := ""
		if len(problems) > 0 {
			got = problems[0].Key
		}
		if got != c.edit {
			t.Errorf("%s edits: %q, want %q", c.who.Name, got, c.edit)
		}
		if got := problemKey(t, a.AllowDeleting(desk(c.who), s)); got != c.remove {
			t.Errorf("%s deletes: %q, want %q", c.who.Name, got, c.remove)
		}
	}
}

func TestAStallOffersACallOnTheDayOfReopening(t *testing.T) {
	d, s := desk(femke), scanners()
	s.Owner, s.Company, s.Contact = daan.ID, "dongen", "sanne"
	must(t, s.Stall(d, today.AddDays(98), "budget"))
	a := FollowUpOfStall(d, s, "Opnieuw bekijken")
	if a.Kind != PhoneCall || a.On != s.Reopen || a.Owner != daan.ID || a.Company != "dongen" || a.Contact != "sanne" || a.Home.Sale != s.ID || a.Text == "" {
		t.Errorf("%+v", a)
	}
}

// Whatever one changes and the other does not is in what two edits are joined to;
// what both changed differently is told, and mine.
func TestTwoEditsOfAnActivityAreJoinedByField(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		draw := func(name string) (a Activity) {
			a.Version = rapid.Uint64().Draw(t, name+" version")
			for _, f := range ActivityFields() {
				a = a.With(f, rapid.SampledFrom([]string{"", "a", "b"}).Draw(t, name+" "+string(f)))
			}
			return a
		}
		base, theirs, mine := draw("base"), draw("theirs"), draw("mine")
		if got, clashes := MergeActivities(base, base, mine); len(clashes) > 0 || got.Version != base.Version || len(differing(got.facts(), mine.facts())) > 0 {
			t.Fatalf("mine alone: %+v, clashes %v", got, clashes)
		}
		if got, clashes := MergeActivities(base, theirs, base); len(clashes) > 0 || got != theirs {
			t.Fatalf("theirs alone: %+v, clashes %v", got, clashes)
		}
		got, clashes := MergeActivities(base, theirs, mine)
		for _, part := range activityParts {
			differ := func(a, b Activity) bool {
				return slices.ContainsFunc(part, func(f Field) bool { return a.Get(f) != b.Get(f) })
			}
			want := theirs
			if differ(base, mine) {
				want = mine
			}
			if differ(got, want) {
				t.Fatalf("%v: %+v, want that of %+v", part, got, want)
			}
			told := slices.ContainsFunc(clashes, func(f Field) bool { return slices.Contains(part, f) })
			if both := differ(base, mine) && differ(base, theirs) && differ(mine, theirs); both != told {
				t.Fatalf("%v: a clash is told: %v, want %v", part, told, both)
			}
		}
	})
}
