package crm

import (
	"slices"
	"testing"
)

func TestABoardHasTheStagesOfItsType(t *testing.T) {
	setup := &Setup{
		Stages: []Stage{{ID: "a"}, {ID: "b", Retired: true}, {ID: "c"}},
		Types: []SaleType{
			{ID: "gone", Retired: true, Stages: []TypeStage{{Stage: "a"}}}, {ID: "plain"},
			{ID: "staged", Stages: []TypeStage{{Stage: "c"}, {Stage: "b"}, {Stage: "a"}}},
		},
	}
	staged, _ := setup.Type("staged")
	if got, ok := setup.Board(staged); !ok || !slices.Equal(got, []StageID{"", "c", "a"}) {
		t.Errorf("%q, %t", got, ok)
	}
	plain, _ := setup.Type("plain")
	if _, ok := setup.Board(plain); ok {
		t.Error("a type without stages has a board")
	}
	for asked, want := range map[TypeID]TypeID{"": "staged", "plain": "plain", "gone": "gone", "nonsense": ""} {
		if got, ok := setup.BoardType(asked); got.ID != want || ok != (want != "") {
			t.Errorf("asked for %q: %q, %t", asked, got.ID, ok)
		}
	}
}

func TestWhatABoardShowsIsOpenAndOfItsType(t *testing.T) {
	search, p := ParseSearch([]string{"owner.me", OrLine, "amount.above:5"})
	if len(p) > 0 {
		t.Fatal(p)
	}
	for c, want := range map[StageChoice]string{
		ChooseOpen: "stage.empty", "quote": "stage.one_of:quote", ChooseSold: "outcome.one_of:sold", ChooseLost: "outcome.one_of:lost",
	} {
		got := search.And(InColumn("new", c)...).Lines()
		for _, line := range []string{"type.one_of:new", want} {
			if n := len(slices.DeleteFunc(slices.Clone(got), func(l string) bool { return l != line })); n != 2 {
				t.Errorf("%s: %d times in %q", line, n, got)
			}
		}
	}
	if got := (Search{}).And(OnBoard("new")...).Lines(); !slices.Equal(got, []string{"type.one_of:new", "outcome.one_of:open"}) {
		t.Errorf("%q", got)
	}
	if n := len(search.Groups[0]); n != 1 {
		t.Errorf("the search itself has %d criteria now", n)
	}
}

func TestAMoveThatChangesMoreIsShownFirst(t *testing.T) {
	fifty := 50
	setup := &Setup{
		Stages: []Stage{{ID: "a", Probability: 20}, {ID: "b", Probability: 40}},
		Types:  []SaleType{{ID: "follows", Stages: []TypeStage{{Stage: "a"}, {Stage: "b"}}}, {ID: "same", Stages: []TypeStage{{Stage: "a", Probability: &fifty}, {Stage: "b", Probability: &fifty}}}},
	}
	d := Desk{Setup: setup, Actor: User{ID: "ada", Role: Administrator}, Today: "2026-11-23"}
	for typ, want := range map[TypeID]bool{"follows": true, "same": false} {
		sale := NewSale(d)
		if err := sale.ChangeType(d, typ); err != nil {
			t.Fatal(err)
		}
		sale.ID = "s"
		for to, want := range map[StageChoice]bool{"b": want, ChooseSold: true, ChooseLost: true} {
			after := sale
			if err := after.Choose(d, to); err != nil {
				t.Fatal(err)
			}
			if got := sale.MoveChanges(setup, after); got != want {
				t.Errorf("%s to %s: %t", typ, to, got)
			}
		}
	}
}

func TestATallyKeepsStagesApart(t *testing.T) {
	var all Tally
	all.Apart()
	for i, stage := range []StageID{"a", "b", "a", ""} {
		all.Add(&SearchFacts{Stage: stage, Currency: "EUR", Amount: WholeDecimal(10 * (i + 1)), Probability: 50})
	}
	for stage, want := range map[StageID]string{"a": "40.00", "b": "20.00", "": "40.00"} {
		if got := all.Of(stage).Total("EUR"); len(got) != 1 || got[0].Total.Number() != want {
			t.Errorf("%q: %v", stage, got)
		}
	}
	if all.Count != 4 || all.Of("a").Count != 2 || all.Of("none").Count != 0 || all.Total("EUR")[0].Total.Number() != "100.00" {
		t.Errorf("%+v", all)
	}
}
