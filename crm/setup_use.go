package crm

// Use is a part of the setup that sales may have: one of Type, Value and Currency,
// or Stage, which Open narrows to the open sales in it, and Type further to those
// of that type. A sale that was sold or lost has the stage that it was in.
type Use struct {
	Type     TypeID
	Stage    StageID
	Open     bool
	Value    ValueID
	Currency string
}

// MostUsed is how far sales are counted to say how much something is used.
const MostUsed = 1000

// Counter tells how many sales have the part, up to MostUsed and one.
type Counter func(Use) (int, error)
