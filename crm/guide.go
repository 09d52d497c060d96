package crm

import "slices"

// StepState is where a stage of a guide stands for a sale.
type StepState string

const (
	StepDone    StepState = "done" // ticked
	StepCurrent StepState = "current"
	StepFuture  StepState = "future"
)

// GuideStep is a stage of a sale's guide.
type GuideStep struct {
	Stage       StageID
	Probability int
	State       StepState
}

// GuideSteps are the stages of the sale's guide, none without one. It is derived
// from the stage, without those that are retired: those before it are ticked whether or not their items are
// done; sold ticks all; lost leaves them. The stage that a sale was closed in stays,
// also where the type has lost it.
func (s Sale) GuideSteps(setup *Setup) []GuideStep {
	t, ok := setup.Type(s.Type)
	if !ok || t.Guide == nil {
		return nil
	}
	stages, at := t.Stages, t.Position(s.Stage)
	if at < 0 && s.Outcome != Open {
		// It was closed in a stage that the type has lost since.
		among := func(id StageID) int {
			return slices.IndexFunc(setup.Stages, func(st Stage) bool { return st.ID == id })
		}
		if place := among(s.Stage); place >= 0 {
			at = slices.IndexFunc(stages, func(o TypeStage) bool { return among(o.Stage) > place })
			if at < 0 {
				at = len(stages)
			}
			stages = slices.Insert(slices.Clone(stages), at, TypeStage{Stage: s.Stage})
		}
	}
	var steps []GuideStep
	for i, st := range stages {
		if stage, _ := setup.Stage(st.Stage); stage.Retired && i != at {
			continue
		}
		state := StepFuture
		switch {
		case i < at || s.Outcome == Sold:
			state = StepDone
		case i == at:
			state = StepCurrent
		}
		steps = append(steps, GuideStep{st.Stage, setup.StageProbability(t, st.Stage), state})
	}
	return steps
}

// Ticks counts the stages of the guide that are ticked.
func (s Sale) Ticks(setup *Setup) int {
	n := 0
	for _, step := range s.GuideSteps(setup) {
		if step.State == StepDone {
			n++
		}
	}
	return n
}

// LosesGuide tells whether becoming after takes the sale's guide away: it goes
// with the type; its activities stay.
func (s Sale) LosesGuide(setup *Setup, after Sale) bool {
	return s.Type != after.Type && s.HasGuide(setup)
}
