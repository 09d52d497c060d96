package crm

import "slices"

// Consequence is something that saving changes beside what was typed.
type Consequence struct {
	Field    Field
	Old, New Value
}

// Consequences are what follows from the edit, from the sale before and after
// it, in the order of the form: the preview above Save shows them.
func Consequences(before, after Sale, e SaleEdit) []Consequence {
	given := e.Given()
	var out []Consequence
	add := func(f Field, o, n Value) {
		if !slices.Contains(given, f) && !o.Equal(n) {
			out = append(out, Consequence{f, o, n})
		}
	}
	for _, c := range Differences(before, after) {
		switch c.Field {
		case FieldOutcome, FieldByHand, FieldLastStages, FieldGroup, FieldOpenProbability:
		case FieldStage: // of a closed sale it is the one that it was closed in
			if after.Outcome == Open || before.Outcome == Open {
				add(c.Field, c.Old, c.New)
			}
		case FieldExpected:
			if after.Outcome == Open && before.Outcome == Open {
				add(c.Field, c.Old, c.New)
			}
		case FieldClosed:
			// The date's meaning changes with the outcome: old and new are what lists show.
			f := FieldClosed
			if after.Outcome == Open {
				f = FieldExpected
			}
			add(f, Value{Text: string(before.Date())}, Value{Text: string(after.Date())})
		case FieldCost:
			add(FieldCost, c.Old, c.New)
		default:
			add(c.Field, c.Old, c.New)
		}
	}
	add(FieldProfit, moneyValue(before.Profit()), moneyValue(after.Profit()))
	add(FieldPercentage, Value{Text: before.Percentage()}, Value{Text: after.Percentage()})
	return out
}
