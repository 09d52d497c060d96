package crm

import (
	"testing"

	"pgregory.net/rapid"
)

func TestWinLoseAndOpenAgain(t *testing.T) {
	d, s := desk(femke), scanners()
	must(t, s.Stall(d, "2027-03-01", "budget"))
	must(t, s.Win(d, "2026-11-20", "price"))
	if s.Outcome != Sold || s.Closed != "2026-11-20" || s.Probability != 100 || s.Stalled || s.StalledReason != "" || s.Reopen != "" {
		t.Errorf("sold: %+v", s)
	}
	must(t, s.SetCompleted(d, true))
	must(t, s.Choose(d, ChooseLost))
	if s.SoldReason != "" || s.Completed || s.Closed != "2026-11-20" || s.Probability != 0 || s.Stage != "negotiation" {
		t.Errorf("from sold to lost: %+v", s)
	}
	must(t, s.MoveTo(d, "quote"))
	if s.Outcome != Open || s.Closed != "" || s.Probability != 40 || s.Expected != "2027-01-22" {
		t.Errorf("open again: %+v", s)
	}
	s.Expected = "2026-01-01"
	must(t, s.Choose(d, ChooseSold))
	must(t, s.MoveTo(d, "quote"))
	if s.Expected != "2027-01-22" {
		t.Errorf("an expectation that has passed becomes today + the type's duration: %s", s.Expected)
	}
}

func TestOutcomeRefusals(t *testing.T) {
	d, open := desk(femke), scanners()
	sold := open
	must(t, sold.Win(d, today, "price"))
	stalled := open
	must(t, stalled.Stall(d, "2027-03-01", "budget"))
	for _, c := range []struct {
		name string
		on   Sale
		do   func(*Sale) error
		want string
	}{
		{"sold after today", open, func(s *Sale) error { return s.Win(d, "2026-11-24", "price") }, "error.closed.future"},
		{"sold for a reason of another list", open, func(s *Sale) error { return s.Win(d, today, "too_dear") }, "error.value.unknown"},
		{"a closing day while open", open, func(s *Sale) error { return s.setClosed(d, today) }, "error.closed.open"},
		{"a reason while open", open, func(s *Sale) error { return s.setReason(d, Sold, "price") }, "error.reason.outcome"},
		{"completed while open", open, func(s *Sale) error { return s.SetCompleted(d, true) }, "error.completed.open"},
		{"stalled until yesterday", open, func(s *Sale) error { return s.Stall(d, "2026-11-22", "budget") }, "error.reopen.past"},
		{"stalled without a day", open, func(s *Sale) error { return s.Stall(d, "", "budget") }, "error.reopen.required"},
		{"stalled when sold", sold, func(s *Sale) error { return s.Stall(d, "2027-03-01", "budget") }, "error.stalled.closed"},
		{"a probability when sold", sold, func(s *Sale) error { return s.SetProbability(d, 50) }, "error.probability.closed"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := c.on
			if got := problemKey(t, c.do(&s)); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
			if len(Differences(c.on, s)) > 0 {
				t.Error("a refusal changed the sale")
			}
		})
	}
	must(t, stalled.Resume(d))
	if stalled.Stalled || stalled.Reopen != "" || stalled.StalledReason != "" {
		t.Errorf("resumed: %+v", stalled)
	}
}

// From any state no sequence of verbs reaches a forbidden combination.
func TestOutcomesNeverContradict(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, d := scanners(), desk(femke)
		for range rapid.IntRange(1, 25).Draw(t, "verbs") {
			day := today.AddDays(rapid.IntRange(-5, 5).Draw(t, "day"))
			_ = rapid.SampledFrom([]func() error{
				func() error { return s.Win(d, day, "price") },
				func() error { return s.Lose(d, day, "too_dear") },
				func() error { return s.Stall(d, day, "budget") },
				func() error { return s.Resume(d) },
				func() error { return s.MoveTo(d, "quote") },
				func() error { return s.SetCompleted(d, true) },
				func() error { return s.SetCompleted(d, false) },
				func() error { return s.ChangeType(d, "existing") },
				func() error { return s.ChangeType(d, "renewal") },
				func() error { return s.ChangeType(d, "delivery") },
				func() error { return s.Choose(d, ChooseOpen) },
				func() error { return s.SetProbability(d, 33) },
			}).Draw(t, "verb")()
			closed := s.Outcome != Open
			switch {
			case s.Completed && !closed:
				t.Fatal("completed while open")
			case s.Stalled && closed:
				t.Fatal("stalled while closed")
			case s.Stalled != (s.StalledReason != "") || s.Stalled != (s.Reopen != ""):
				t.Fatal("stalled, its reason and its day do not agree")
			case (s.SoldReason != "") != (s.Outcome == Sold) || (s.LostReason != "") != (s.Outcome == Lost):
				t.Fatal("a reason without its outcome, or the other way")
			case closed != (s.Closed != ""):
				t.Fatal("a closing day without an outcome, or the other way")
			case s.Closed > d.Today:
				t.Fatal("closed after today")
			case s.Outcome == Sold && s.Probability != 100, s.Outcome == Lost && s.Probability != 0:
				t.Fatalf("probability %d%% when %s", s.Probability, s.Outcome)
			}
		}
	})
}

func TestClosingDecidesTheProbability(t *testing.T) {
	d := desk(femke)
	typed, sold, lost := 55, ChooseSold, ChooseLost
	after, problems := scanners().Edit(d, SaleEdit{Probability: &typed, Stage: &sold, SoldReason: give(ValueID("price"))})
	if len(problems) > 0 || after.Probability != 100 {
		t.Errorf("sold at %d%%: %v", after.Probability, problems)
	}
	after, problems = scanners().Edit(d, SaleEdit{Probability: &typed, Stage: &lost, LostReason: give(ValueID("too_dear"))})
	if len(problems) > 0 || after.Probability != 0 {
		t.Errorf("lost at %d%%: %v", after.Probability, problems)
	}
}

func TestASaleWithoutStagesIsReopenedWithTheProbabilityThatItHad(t *testing.T) {
	d := desk(femke)
	s := scanners()
	must(t, s.ChangeType(d, "renewal"))
	must(t, s.SetProbability(d, 35))
	before := s
	must(t, s.Win(d, today, "price"))
	must(t, s.Choose(d, ChooseLost))
	s.LostReason = "too_dear"
	must(t, s.Choose(d, ChooseOpen))
	if s.Probability != 35 || len(Differences(before, s)) > 0 {
		t.Errorf("%d%%: %+v", s.Probability, Differences(before, s))
	}
}
