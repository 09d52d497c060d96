package crm

// A board has the open sales of one type, stalled ones included, by stage. Where they
// are moved to is an entry of the Stage menu.

// Board is the stages of the type's board, in the type's order: first that of sales
// without a stage, which are from before the type had stages. False where the type has
// none, and so no board.
func (s *Setup) Board(t SaleType) ([]StageID, bool) {
	stages := []StageID{""}
	for _, st := range s.StagesOf(t) {
		stages = append(stages, st.Stage)
	}
	return stages, len(stages) > 1
}

// BoardType is the type that a board is of: the one asked for, else the first that has
// a board. False where there is no such type.
func (s *Setup) BoardType(asked TypeID) (SaleType, bool) {
	if asked != "" {
		return s.Type(asked)
	}
	for _, t := range s.Types {
		if _, ok := s.Board(t); ok && !t.Retired {
			return t, true
		}
	}
	for _, t := range s.Types {
		if !t.Retired {
			return t, true
		}
	}
	return SaleType{}, false
}

// OnBoard are the criteria of what a board of the type shows.
func OnBoard(t TypeID) []Criterion {
	return []Criterion{{FieldType, OneOf, []string{string(t)}}, {FieldOutcome, OneOf, []string{string(Open)}}}
}

// InColumn are the criteria of what stands in a column of a board of the type; Sold and
// Lost are none, and yet can be asked for.
func InColumn(t TypeID, c StageChoice) []Criterion {
	of := Criterion{FieldType, OneOf, []string{string(t)}}
	switch c {
	case ChooseSold, ChooseLost:
		return []Criterion{of, {FieldOutcome, OneOf, []string{string(c)}}}
	case ChooseOpen:
		return append(OnBoard(t), Criterion{FieldStage, IsEmpty, nil})
	}
	return append(OnBoard(t), Criterion{FieldStage, OneOf, []string{string(c)}})
}

// Column is the entry of the Stage menu that the board's stage stands for.
func (id StageID) Column() StageChoice {
	if id == "" {
		return ChooseOpen
	}
	return StageChoice(id)
}

// MoveChanges tells that moving the sale to another entry of the Stage menu, which made
// it after, changes more than that: it is shown before it is saved.
func (s Sale) MoveChanges(setup *Setup, after Sale) bool {
	c := after.StageChoice()
	return len(Consequences(s, after, SaleEdit{Stage: &c})) > 0 || s.Ticks(setup) != after.Ticks(setup)
}
