package crm

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestStageSetsTheProbability(t *testing.T) {
	d, s := desk(femke), scanners()
	if s.Probability != 60 || s.ProbabilityByHand {
		t.Fatalf("negotiation: %d%%, by hand %v", s.Probability, s.ProbabilityByHand)
	}
	must(t, s.SetProbability(d, 75))
	if s.Probability != 75 || !s.ProbabilityByHand {
		t.Errorf("by hand: %d%%, %v", s.Probability, s.ProbabilityByHand)
	}
	must(t, s.SetProbability(d, 60))
	if s.ProbabilityByHand {
		t.Error("the stage's own value is not by hand")
	}
	must(t, s.SetProbability(d, 75))
	must(t, s.MoveTo(d, "closing"))
	if s.Probability != 80 || s.ProbabilityByHand {
		t.Errorf("a new stage: %d%%, by hand %v", s.Probability, s.ProbabilityByHand)
	}
	for _, p := range []int{-1, 101} {
		if got := problemKey(t, s.SetProbability(d, p)); got != "error.probability.range" {
			t.Errorf("%d%%: %q", p, got)
		}
	}
}

func TestTypePicksStageProbabilityAndDate(t *testing.T) {
	d := desk(femke)
	for _, c := range []struct {
		name        string
		from        StageID
		to          TypeID
		stage       StageID
		probability int
		expected    Date
	}{
		{"the first stage where the type lacks the present one", "negotiation", "existing", "quote", 50, "2026-12-23"},
		{"the same stage where the type has it, with the type's probability", "quote", "existing", "quote", 50, "2026-12-23"},
		{"the same stage with the stage's own", "closing", "existing", "closing", 80, "2026-12-23"},
		{"no stage keeps the probability", "negotiation", "renewal", "", 60, "2026-12-07"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := scanners()
			must(t, s.MoveTo(d, c.from))
			must(t, s.ChangeType(d, c.to))
			if s.Stage != c.stage || s.Probability != c.probability || s.Expected != c.expected {
				t.Errorf("got %q, %d%%, %s", s.Stage, s.Probability, s.Expected)
			}
		})
	}
	s := scanners()
	for _, id := range []TypeID{"", "nothing", "old"} {
		if got := problemKey(t, s.ChangeType(d, id)); got != "error.type.unknown" {
			t.Errorf("type %q: %q", id, got)
		}
	}
	for _, stage := range []StageID{"", "demo", "nothing"} {
		if got := problemKey(t, s.MoveTo(d, stage)); got != "error.stage.unknown" {
			t.Errorf("stage %q: %q", stage, got)
		}
	}
}

// Any sequence of type and stage changes that returns to the first type without
// moving its stage there shows the same stage and ticks.
func TestReturningToATypeRestoresIt(t *testing.T) {
	d := desk(femke)
	rapid.Check(t, func(t *rapid.T) {
		s := scanners()
		start := rapid.SampledFrom([]StageID{"meeting", "quote", "negotiation", "closing"}).Draw(t, "start")
		_ = s.MoveTo(d, start)
		ticks := s.Ticks(d.Setup)
		for range rapid.IntRange(1, 12).Draw(t, "steps") {
			_ = s.ChangeType(d, rapid.SampledFrom([]TypeID{"existing", "renewal", "delivery"}).Draw(t, "type"))
			if s.Type != "delivery" && s.Stage != "" {
				_ = s.MoveTo(d, rapid.SampledFrom([]StageID{"quote", "closing"}).Draw(t, "stage"))
			}
		}
		_ = s.ChangeType(d, "delivery")
		if s.Stage != start || s.Ticks(d.Setup) != ticks {
			t.Fatalf("came back to %q with %d ticks; want %q with %d", s.Stage, s.Ticks(d.Setup), start, ticks)
		}
	})
}

func TestGuideTicksEarlierStages(t *testing.T) {
	d, s := desk(femke), scanners()
	states := func() (out string) {
		for _, step := range s.GuideSteps(d.Setup) {
			out += string(step.State[0])
		}
		return out
	}
	if got := states(); got != "ddcf" {
		t.Errorf("negotiation: %s", got)
	}
	must(t, s.Lose(d, today, "too_dear"))
	if got := states(); got != "ddcf" {
		t.Errorf("lost leaves the ticks: %s", got)
	}
	typ, _ := d.Setup.Type(s.Type)
	had := typ.Stages
	typ.Stages = slices.DeleteFunc(slices.Clone(had), func(st TypeStage) bool { return st.Stage == "negotiation" })
	d.Setup = d.Setup.WithType(typ)
	if got := states(); got != "ddcf" {
		t.Errorf("the stage it was lost in stays, though the type has it no more: %s", got)
	}
	typ.Stages = had
	d.Setup = d.Setup.WithType(typ)
	must(t, s.Win(d, today, "price"))
	if got := states(); got != "dddd" {
		t.Errorf("sold ticks all: %s", got)
	}
	must(t, s.MoveTo(d, "quote"))
	if got := states(); got != "dcff" {
		t.Errorf("back to quote: %s", got)
	}
	must(t, s.ChangeType(d, "existing"))
	if len(s.GuideSteps(d.Setup)) != 0 || !scanners().LosesGuide(d.Setup, s) {
		t.Error("another type takes the guide away")
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestAClosedSaleThatChangesTypeStaysWhereItWasClosed(t *testing.T) {
	d, s := desk(femke), scanners()
	must(t, s.Win(d, today, "price"))
	before, to := s, TypeID("renewal")
	must(t, s.ChangeType(d, to))
	for _, c := range Consequences(before, s, SaleEdit{Type: &to}) {
		if c.Field == FieldStage {
			t.Errorf("the preview tells of stage %q → %q", c.Old.ID, c.New.ID)
		}
	}
}
