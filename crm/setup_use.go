package crm

// Use is a part of the setup that sales or activities may have: one of Type, Value,
// Currency, Item and Sort, or Stage, which Open narrows to the open sales in it, and Type further to those
// of that type. A sale that was sold or lost has the stage that it was in.
type Use struct {
	Type     TypeID
	Stage    StageID
	Open     bool
	Value    ValueID
	Currency string
	Item     string  // of a guide, as ItemID calls it; activities are counted that were made for it
	Sort     ValueID // of DocumentKinds; documents are counted that are of it
}

// MostUsed is how far sales are counted to say how much something is used.
const MostUsed = 1000

// Counter tells how many sales have the part, up to MostUsed and one.
type Counter func(Use) (int, error)
