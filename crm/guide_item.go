package crm

import (
	"cmp"
	"fmt"
	"slices"
	"time"
)

// ItemState is how far a sale is with an item of its guide.
type ItemState string

const (
	ItemNotMade ItemState = "not_made" // suggested
	ItemToDo    ItemState = "to_do"
	ItemDone    ItemState = "done"
)

// GuideEntry is an item of a guide with the sale's activities made for it, the
// oldest first.
type GuideEntry struct {
	Item GuideItem
	Made []Activity
}

// State is done once something was made and all that was made is done.
func (e GuideEntry) State() ItemState {
	switch {
	case len(e.Made) == 0:
		return ItemNotMade
	case slices.ContainsFunc(e.Made, func(a Activity) bool { return !a.Done() }):
		return ItemToDo
	}
	return ItemDone
}

// GuideStage is a stage of a sale's guide with its items, in the guide's order.
type GuideStage struct {
	GuideStep
	Entries []GuideEntry
}

// Done tells that all items of the stage are done; retired ones do not count.
func (g GuideStage) Done() bool {
	return !slices.ContainsFunc(g.Entries, func(e GuideEntry) bool { return !e.Item.Retired && e.State() != ItemDone })
}

// Guide is the sale's guide with what was made for its items; no stages without a
// guide. All of it is worked out from the sale's type and stage and from what the
// sale's activities say they were made for. So a sale that leaves a type and comes
// back has everything linked and ticked as it was. A retired item shows only where
// something was made for it.
func (s Sale) Guide(setup *Setup, activities []Activity) []GuideStage {
	t, _ := setup.Type(s.Type)
	made := map[GuideItemID][]Activity{}
	for _, a := range activities {
		if a.Sale == s.ID && a.GuideType == s.Type && a.GuideItem != "" {
			made[a.GuideItem] = append(made[a.GuideItem], a)
		}
	}
	for _, all := range made {
		slices.SortFunc(all, func(a, b Activity) int {
			return cmp.Or(a.By.At.Compare(b.By.At), cmp.Compare(a.ID, b.ID))
		})
	}
	var stages []GuideStage
	for _, step := range s.GuideSteps(setup) {
		stage := GuideStage{GuideStep: step}
		for _, item := range t.Guide.Items {
			if item.Stage == step.Stage && (!item.Retired || len(made[item.ID]) > 0) {
				stage.Entries = append(stage.Entries, GuideEntry{item, made[item.ID]})
			}
		}
		stages = append(stages, stage)
	}
	return stages
}

// An appointment begins at this hour unless that is over.
const dayBegins = 9

// FromGuide is the activity that the item of the sale's guide suggests, not stored
// yet: the item's kind (of a document also which), its default text or else its name in the language, and for
// the owner, company and contact of the sale. It is planned so many days after what
// was made last for the item before it in the same stage (the day it is planned for,
// or on which it was completed where that is later), else after today, and never
// before today. An appointment or a phone call with a duration begins at nine, or
// today at the next full hour. now is in the company's zone; activities are the sale's.
func (s Sale) FromGuide(d Desk, id GuideItemID, activities []Activity, now time.Time, language string) (Activity, error) {
	if err := d.Actor.Allow(EditSale, s); err != nil {
		return Activity{}, err
	}
	var before, entry *GuideEntry
	for _, stage := range s.Guide(d.Setup, activities) {
		before = nil
		for i := range stage.Entries {
			if e := &stage.Entries[i]; e.Item.ID == id {
				entry = e
				break
			} else if !e.Item.Retired {
				before = e
			}
		}
		if entry != nil {
			break
		}
	}
	switch {
	case entry == nil:
		return Activity{}, Error{Kind: NotFound, Key: "error.guide.item"}
	case entry.Item.Retired:
		return Activity{}, invalid("", "error.guide.retired").with("item", entry.Item.Name)
	}
	item := entry.Item
	a := NewFollowUp(d, s)
	a.Kind, a.Sort, a.Owner, a.GuideType, a.GuideItem = item.Kind, item.Sort, s.Owner, s.Type, item.ID
	if a.Text = item.Text.In(language); a.Text == "" {
		a.Text = item.Name.In(language)
	}
	from := d.Today
	if before != nil && len(before.Made) > 0 {
		from = before.Made[len(before.Made)-1].day(now.Location())
	}
	a.On = max(d.Today, from.AddDays(item.After))
	if item.Kind.Lasts() && item.Minutes > 0 {
		a.Start, a.End = hours(a.On == d.Today, now, item.Minutes)
	}
	return a, nil
}

// day is when the activity is planned for, or was completed where that is later.
func (a Activity) day(zone *time.Location) Date {
	if a.Done() {
		return max(a.On, DateOf(a.Completed.In(zone)))
	}
	return a.On
}

// Lasts tells that an activity of the kind has a duration.
func (k ActivityKind) Lasts() bool { return k == Appointment || k == PhoneCall }

// hours are start and end of an appointment of so many minutes; none where it would
// not be over before midnight.
func hours(today bool, now time.Time, minutes int) (start, end string) {
	const day = 24 * 60
	from := dayBegins * 60
	if today && now.Hour() >= dayBegins {
		from = (now.Hour() + 1) * 60
	}
	to := from + minutes
	if to >= day {
		return "", ""
	}
	return fmt.Sprintf("%02d:%02d", from/60, from%60), fmt.Sprintf("%02d:%02d", to/60, to%60)
}

// Suggested is the item that the guide suggests by itself now that the activity is
// done: the next one of the same stage, where it is marked so, nothing was made for
// it yet, and all that was made for the item before it is done. activities are the
// sale's, with this one as it is now.
func (s Sale) Suggested(setup *Setup, activities []Activity, done Activity) (GuideItem, bool) {
	if !s.isFor(done) {
		return GuideItem{}, false
	}
	for _, stage := range s.Guide(setup, activities) {
		entries := slices.DeleteFunc(stage.Entries, func(e GuideEntry) bool {
			return e.Item.Retired && e.Item.ID != done.GuideItem
		})
		for i, e := range entries[:max(0, len(entries)-1)] {
			next := entries[i+1]
			if e.Item.ID == done.GuideItem {
				return next.Item, e.State() == ItemDone && next.Item.Automatic && next.State() == ItemNotMade
			}
		}
	}
	return GuideItem{}, false
}

// SuggestedStage is the stage that the guide suggests to move an open sale to, now
// that the activity is done and with it all items of the stage that the sale is in:
// the next one of its type, where the guide is set to suggest it.
func (s Sale) SuggestedStage(setup *Setup, activities []Activity, done Activity) (StageID, bool) {
	t, _ := setup.Type(s.Type)
	if !s.isFor(done) || s.Outcome != Open || t.Guide == nil || !t.Guide.SuggestMoveOn {
		return "", false
	}
	stages := s.Guide(setup, activities)
	// Stages that are retired are not among them, so that places differ from the type's.
	at := slices.IndexFunc(stages, func(g GuideStage) bool { return g.State == StepCurrent })
	if at < 0 || !stages[at].Done() {
		return "", false
	}
	mine := slices.ContainsFunc(stages[at].Entries, func(e GuideEntry) bool { return e.Item.ID == done.GuideItem })
	for _, next := range stages[at+1:] {
		if st, ok := setup.Stage(next.Stage); ok && !st.Retired {
			return next.Stage, mine
		}
	}
	return "", false
}

// isFor tells that the activity is done and was made for the sale's guide.
func (s Sale) isFor(a Activity) bool {
	return a.Done() && a.Sale == s.ID && a.GuideItem != "" && a.GuideType == s.Type
}
