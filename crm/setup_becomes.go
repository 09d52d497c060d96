package crm

import "slices"

// Becomes tells what keeps the setup from becoming the other: what Check finds
// wrong there and not here, and what open sales forbid. Those stay in stages that
// can be chosen and that their type has.
func (s *Setup) Becomes(after *Setup, use Counter) (SetupProblems, error) {
	var problems SetupProblems
	before := s.Check()
	for _, p := range after.Check() {
		known := func(o SetupProblem) bool {
			return o.Part == p.Part && o.ID == p.ID && o.Err.Field == p.Err.Field && o.Err.Key == p.Err.Key
		}
		if !slices.ContainsFunc(before, known) {
			problems = append(problems, p)
		}
	}
	for _, st := range s.Stages {
		if now, _ := after.Stage(st.ID); st.Retired || !now.Retired {
			continue
		}
		n, err := use(Use{Stage: st.ID, Open: true})
		if err != nil {
			return nil, err
		}
		if n > 0 {
			e := counted("error.setup.stage_in_use", n).with("stage", st.Name)
			problems = append(problems, SetupProblem{PartStage, string(st.ID), e})
		}
	}
	for _, t := range s.Types {
		now, ok := after.Type(t.ID)
		for _, st := range t.Stages {
			if !ok || now.Has(st.Stage) {
				continue
			}
			n, err := use(Use{Stage: st.Stage, Open: true, Type: t.ID})
			if err != nil {
				return nil, err
			}
			if n > 0 {
				stage, _ := s.Stage(st.Stage)
				e := counted("error.setup.type_stage_in_use", n).with("stage", stage.Name).with("type", t.Name)
				e.Field = FieldStages
				problems = append(problems, SetupProblem{PartType, string(t.ID), e})
			}
		}
	}
	return problems, nil
}

// counted is a refusal that says how many sales are in the way; beyond MostUsed
// nobody counted further.
func counted(key string, n int) Error {
	if n > MostUsed {
		return invalid("", key+"_more").with("most", MostUsed)
	}
	return invalid("", key).with("count", n)
}
