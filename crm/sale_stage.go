package crm

import (
	"maps"
	"slices"
)

// Desk is what a verb is given beside the sale: who acts, what day it is in the
// company's zone, and the company's types, stages and lists.
type Desk struct {
	Setup *Setup
	Actor User
	Today Date
	// MovingIn tells that sales are brought in from elsewhere, with days to be re-opened on
	// that have passed.
	MovingIn bool
}

// may asks the rights table whether the actor may edit the sale, or register it
// where it is new. Every verb asks.
func (d Desk) may(s *Sale) error {
	if s.ID == "" {
		return d.Actor.Allow(RegisterSale, *s)
	}
	return d.Actor.Allow(EditSale, *s)
}

// StageChoice is an entry of the Stage menu: the id of one of the type's stages,
// or one of the words below, which no stage has as its id.
type StageChoice string

const (
	ChooseOpen StageChoice = "open" // a type without stages
	ChooseSold StageChoice = "sold"
	ChooseLost StageChoice = "lost"
)

// StageChoices are the entries of the menu for the sale's type: its stages (or
// Open, where it has none), then Sold and Lost.
func (s Sale) StageChoices(setup *Setup) []StageChoice {
	var out []StageChoice
	t, _ := setup.Type(s.Type)
	for _, st := range t.Stages {
		stage, ok := setup.Stage(st.Stage)
		if ok && (!stage.Retired || st.Stage == s.Stage) {
			out = append(out, StageChoice(st.Stage))
		}
	}
	if len(out) == 0 || s.Outcome == Open && s.Stage == "" { // the type may have got its stages since
		out = append([]StageChoice{ChooseOpen}, out...)
	}
	return append(out, ChooseSold, ChooseLost)
}

// StageChoice is the entry that the sale stands on.
func (s Sale) StageChoice() StageChoice {
	switch {
	case s.Outcome == Sold:
		return ChooseSold
	case s.Outcome == Lost:
		return ChooseLost
	case s.Stage == "":
		return ChooseOpen
	}
	return StageChoice(s.Stage)
}

// StageProbability is what the probability follows: that of the stage in the
// sale's type; false where the type has no stages to follow.
func (s Sale) StageProbability(setup *Setup) (int, bool) {
	t, ok := setup.Type(s.Type)
	if !ok || s.Stage == "" {
		return 0, false
	}
	return setup.StageProbability(t, s.Stage), true
}

// HasGuide tells whether the sale's type is linked to a sales guide that has stages.
func (s Sale) HasGuide(setup *Setup) bool {
	return len(s.GuideSteps(setup)) > 0
}

// ChangeType gives the sale another type. It remembers the stage it leaves and
// goes to the one it had in the new type, else stays in the same stage where the
// new type has it, else begins at the first; to stages that are retired nothing goes. An open sale gets the stage's
// probability and the type's default sale date; without a stage it keeps what it has,
// a new one begins at 0.
func (s *Sale) ChangeType(d Desk, id TypeID) error {
	if err := d.may(s); err != nil || id == s.Type {
		return err
	}
	t, ok := d.Setup.Type(id)
	if !ok || t.Retired {
		return invalid(FieldType, "error.type.unknown")
	}
	s.remember()
	s.Type = id
	stages := d.Setup.StagesOf(t)
	has := func(stage StageID) bool {
		return slices.ContainsFunc(stages, func(st TypeStage) bool { return st.Stage == stage })
	}
	switch last := s.LastStages[id]; {
	case has(last):
		s.Stage = last
	case has(s.Stage):
	case len(stages) > 0:
		s.Stage = stages[0].Stage
	default:
		s.Stage = ""
	}
	s.remember()
	if s.Outcome == Open {
		s.Expected = d.Today.AddDays(t.Days)
		s.followStage(d.Setup)
		if s.ID == "" && s.Stage == "" { // that of the type before says nothing of it
			s.Probability = 0
		}
	}
	return nil
}

// Choose takes an entry of the Stage menu: a stage moves the sale there, and
// re-opens it where it was closed; Sold and Lost close it today.
func (s *Sale) Choose(d Desk, c StageChoice) error {
	if err := d.may(s); err != nil || c == s.StageChoice() {
		return err
	}
	switch c {
	case ChooseSold:
		s.close(d, Sold)
		return nil
	case ChooseLost:
		s.close(d, Lost)
		return nil
	case ChooseOpen:
		t, _ := d.Setup.Type(s.Type)
		if len(d.Setup.StagesOf(t)) > 0 {
			return invalid(FieldStage, "error.stage.unknown")
		}
		s.openAgain(d)
		s.Stage = "" // the type may have lost its stages since
		return nil
	}
	return s.MoveTo(d, StageID(c))
}

// MoveTo moves the sale to a stage of its type; a closed sale is re-opened. The
// probability becomes the stage's. An open sale that is there already stays as it is.
func (s *Sale) MoveTo(d Desk, stage StageID) error {
	if err := d.may(s); err != nil || stage != "" && s.StageChoice() == StageChoice(stage) {
		return err
	}
	t, _ := d.Setup.Type(s.Type)
	st, ok := d.Setup.Stage(stage)
	if !ok || !t.Has(stage) || st.Retired {
		return invalid(FieldStage, "error.stage.unknown")
	}
	s.openAgain(d)
	s.Stage = stage
	s.remember()
	s.followStage(d.Setup)
	return nil
}

// SetProbability overrides the stage's probability by hand; the stage's own
// value puts it back to following. Refused while the sale is closed.
func (s *Sale) SetProbability(d Desk, percent int) error {
	if err := d.may(s); err != nil {
		return err
	}
	if percent < 0 || percent > 100 {
		return invalid(FieldProbability, "error.probability.range")
	}
	if s.Outcome != Open {
		return invalid(FieldProbability, "error.probability.closed")
	}
	stage, follows := s.StageProbability(d.Setup)
	s.Probability = percent
	s.ProbabilityByHand = follows && percent != stage
	return nil
}

func (s *Sale) followStage(setup *Setup) {
	if p, ok := s.StageProbability(setup); ok {
		s.Probability = p
	}
	s.ProbabilityByHand = false
}

// remember keeps where the sale is in its type.
func (s *Sale) remember() {
	if s.Type == "" || s.Stage == "" {
		return
	}
	last := maps.Clone(s.LastStages)
	if last == nil {
		last = map[TypeID]StageID{}
	}
	last[s.Type] = s.Stage
	s.LastStages = last
}
