package crm

import "time"

// What is what happened to an activity.
type What string

const (
	Added    What = "added"
	Edited   What = "edited"
	Ticked   What = "ticked"
	Unticked What = "unticked"
	Deleted  What = "deleted"
)

// Event is what happened to an activity of a sale: with the sale's own changes it is
// the sale's history. It tells what the activity was then.
type Event struct {
	Sale     SaleID       `json:"sale"`
	Version  uint64       `json:"version"` // of the sale when it happened
	Activity ActivityID   `json:"activity"`
	What     What         `json:"what"`
	Kind     ActivityKind `json:"kind"`
	Text     string       `json:"text"`
	On       Date         `json:"on,omitempty"`
	Before   Date         `json:"before,omitempty"` // the day that it stood on, where it was moved
	Done     bool         `json:"done,omitempty"`   // it is completed; a deleted one: it was
	// Fields are what was edited, from what to what. NewEvent gives ids without their
	// names; events of before there was this have Before only.
	Fields []FieldChange `json:"fields,omitempty"`
	By     Stamp         `json:"by"`
	ByName string        `json:"byName"` // the user's name at the time
}

// Moment is one entry of a sale's history: a change, or an event where What is set.
type Moment struct {
	Change Change
	Event  Event
}

// maxEventText is how much of an activity's text its events keep.
const maxEventText = 200

// NewEvent is what the user made happen to an activity of the sale; false for nothing.
// Before is zero for one that is added, after for one that is deleted.
func NewEvent(by User, at time.Time, s Sale, before, after Activity) (e Event, happened bool) {
	e = Event{Sale: s.ID, Version: s.Version, By: Stamp{User: by.ID, At: at.UTC()}, ByName: by.Name}
	is := after
	switch {
	case before.Version == 0 && after.Version == 0:
		return e, false
	case before.Version == 0:
		e.What = Added
	case after.Version == 0:
		e.What, is = Deleted, before
	case after.Done() && !before.Done():
		e.What = Ticked
	case before.Done() && !after.Done():
		e.What = Unticked
	default:
		before.Version, before.Updated = after.Version, after.Updated
		if before == after {
			return e, false
		}
		if e.What = Edited; before.On != after.On {
			e.Before = before.On
		}
		e.Fields = differing(before.facts(), after.facts())
	}
	e.Activity, e.Kind, e.On, e.Text, e.Done = is.ID, is.Kind, is.On, eventText(is.Text), is.Done()
	return e, true
}

// ToDo are a sale's follow-ups that are to do, each with its day.
type ToDo map[ActivityID]Date

// ToDoOf are those among the activities.
func ToDoOf(all []Activity) ToDo {
	t := ToDo{}
	for _, a := range all {
		if a.IsFollowUp() && !a.Done() {
			t[a.ID] = a.On
		}
	}
	return t
}

// Rewind makes them what they were before the event. Events are rewound newest first.
func (t ToDo) Rewind(e Event) {
	switch {
	case e.Kind == Document:
	case e.What == Added, e.What == Unticked:
		delete(t, e.Activity)
	case e.What == Edited:
		if !e.Before.IsZero() {
			t[e.Activity] = e.Before
		}
	case e.What == Ticked, e.What == Deleted && !e.Done:
		t[e.Activity] = e.On
	}
}

// Next is the day of the oldest; zero for none.
func (t ToDo) Next() (next Date) {
	for _, day := range t {
		if next.IsZero() || day < next {
			next = day
		}
	}
	return next
}

func eventText(s string) string {
	if text := []rune(s); len(text) > maxEventText {
		return string(text[:maxEventText-1]) + "…"
	}
	return s
}

// facts are what an edit may change.
func (a Activity) facts() (facts []FieldChange) {
	for _, f := range ActivityFields() {
		v := Value{ID: a.Get(f)}
		switch f {
		case FieldKind, FieldText, FieldOn, FieldStart, FieldEnd, FieldWeb:
			v = Value{Text: a.Get(f)}
		case FieldFile:
			v.Text = a.File.Name
		}
		facts = append(facts, FieldChange{Field: f, New: v})
	}
	return facts
}
