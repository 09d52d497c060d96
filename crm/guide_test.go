package crm

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// guided gives the delivery a guide: three items for the meeting, of which the last
// two come by themselves, one that has been retired, and one for the quote.
func guided(u User) Desk {
	d := desk(u)
	d.Setup.Types[0].Guide = &Guide{SuggestMoveOn: true, Items: []GuideItem{
		{ID: "call", Stage: "meeting", Kind: PhoneCall, Name: Words{"Kennismaking", "Introduction"}, Minutes: 20},
		{ID: "fax", Stage: "meeting", Kind: TaskKind, Name: Words{"Fax", "Fax"}, Retired: true, Automatic: true},
		{ID: "visit", Stage: "meeting", Kind: Appointment, Name: Words{"Bezoek", "Visit"}, Text: Words{"Op locatie kijken", "Look on site"}, After: 7, Minutes: 90, Automatic: true},
		{ID: "report", Stage: "meeting", Kind: Document, Name: Words{"Verslag", "Report"}, After: 1, Automatic: true},
		{ID: "offer", Stage: "quote", Kind: Document, Sort: "quote", Name: Words{"Offerte", "Quote"}, After: 5},
		{ID: "talk", Stage: "negotiation", Kind: TaskKind, Name: Words{"Praten", "Talk"}},
		{ID: "stray", Stage: "demo", Kind: TaskKind, Name: Words{"Los", "Stray"}},
	}}
	d.Setup.Types[1].Guide = &Guide{Items: []GuideItem{{ID: "call", Stage: "quote", Kind: PhoneCall, Name: Words{"Bellen", "Call"}}}}
	return d
}

// inMeeting is the sale in its first stage.
func inMeeting(t *testing.T, d Desk) Sale {
	s := scanners()
	must(t, s.MoveTo(d, "meeting"))
	return s
}

var nowThere = time.Date(2026, 11, 23, 14, 45, 0, 0, time.FixedZone("Amsterdam", 3600))

// madeFor makes the activity for the item, and completes it if told so.
func madeFor(t *testing.T, d Desk, s Sale, item GuideItemID, all []Activity, done bool) []Activity {
	t.Helper()
	a, err := s.FromGuide(d, item, all, nowThere, "nl")
	must(t, err)
	a.ID = ActivityID(fmt.Sprintf("a%02d", len(all)))
	a = a.Saved(d.Actor, nowThere.Add(time.Duration(len(all))*time.Minute))
	if done && !a.Done() {
		a, err = a.Complete(d, s, true, nowThere)
		must(t, err)
	}
	return append(slices.Clone(all), a)
}

// told is the guide in short: items of each stage with their state.
func told(s Sale, setup *Setup, all []Activity) string {
	var out strings.Builder
	for _, stage := range s.Guide(setup, all) {
		fmt.Fprintf(&out, "%s %s:", stage.Stage, stage.State)
		for _, e := range stage.Entries {
			fmt.Fprintf(&out, " %s=%s", e.Item.ID, e.State())
			for _, a := range e.Made {
				fmt.Fprintf(&out, "/%s", a.ID)
			}
		}
		out.WriteString("\n")
	}
	return out.String()
}

func TestTheGuideShowsWhatWasMadeForItsItems(t *testing.T) {
	d := guided(femke)
	s := inMeeting(t, d)
	var all []Activity
	want := func(what, want string) {
		t.Helper()
		if got, _, _ := strings.Cut(told(s, d.Setup, all), "\n"); got != "meeting current: "+want {
			t.Errorf("%s: %s, want %s", what, got, want)
		}
	}
	want("at first", "call=not_made visit=not_made report=not_made")
	all = madeFor(t, d, s, "call", all, false)
	want("planned", "call=to_do/a00 visit=not_made report=not_made")
	all = madeFor(t, d, s, "call", all, true)
	want("one of two is done", "call=to_do/a00/a01 visit=not_made report=not_made")
	var err error
	all[0], err = all[0].Complete(d, s, true, nowThere)
	must(t, err)
	want("both are done", "call=done/a00/a01 visit=not_made report=not_made")
	all = madeFor(t, d, s, "report", all, false)
	want("a document is done when it is made", "call=done/a00/a01 visit=not_made report=done/a02")
	all[1].GuideItem = "fax"
	want("a retired item shows where something was made for it", "call=done/a00 fax=done/a01 visit=not_made report=done/a02")
	all[2].Sale = "another"
	want("another sale's do not count", "call=done/a00 fax=done/a01 visit=not_made report=not_made")
}

func TestWhatAnItemSuggests(t *testing.T) {
	d := guided(femke)
	s := inMeeting(t, d)
	s.Owner, s.Company, s.Contact = daan.ID, "dongen", "sanne"
	call := func(on Date, completed time.Time) []Activity {
		a, err := s.FromGuide(d, "call", nil, nowThere, "nl")
		must(t, err)
		a.On, a.Completed = on, completed
		return []Activity{a}
	}
	for _, c := range []struct {
		name, language string
		item           GuideItemID
		made           []Activity
		want           string // kind, text, day, from, to
	}{
		{"a call with a duration, today at the next full hour", "nl", "call", nil, "call Kennismaking 2026-11-23 15:00-15:20"},
		{"the default text, nothing made for the one before", "nl", "visit", nil, "appointment Op locatie kijken 2026-11-30 09:00-10:30"},
		{"in the reader's language", "en", "visit", nil, "appointment Look on site 2026-11-30 09:00-10:30"},
		{"after the day the one before is planned for", "nl", "visit", call("2026-12-04", time.Time{}), "appointment Op locatie kijken 2026-12-11 09:00-10:30"},
		{"after the day it was completed on, in the company's zone", "nl", "visit", call("2026-11-18", time.Date(2026, 11, 19, 23, 30, 0, 0, time.UTC)), "appointment Op locatie kijken 2026-11-27 09:00-10:30"},
		{"never before the one before it, also where that was completed early", "nl", "visit", call("2026-12-04", time.Date(2026, 11, 19, 23, 30, 0, 0, time.UTC)), "appointment Op locatie kijken 2026-12-11 09:00-10:30"},
		{"never before today; the next full hour", "nl", "visit", call("2026-10-01", time.Time{}), "appointment Op locatie kijken 2026-11-23 15:00-16:30"},
		{"what is retired is not the one before", "nl", "visit", []Activity{{Sale: s.ID, GuideType: "delivery", GuideItem: "fax", On: "2027-03-01"}}, "appointment Op locatie kijken 2026-11-30 09:00-10:30"},
		{"the first of a stage does not look at the stage before", "nl", "offer", []Activity{{Sale: s.ID, GuideType: "delivery", GuideItem: "report", On: "2027-03-01"}}, "document Offerte 2026-11-28 -"},
	} {
		a, err := s.FromGuide(d, c.item, c.made, nowThere, c.language)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if got := fmt.Sprintf("%s %s %s %s-%s", a.Kind, a.Text, a.On, a.Start, a.End); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
		if a.Owner != daan.ID || a.Company != "dongen" || a.Contact != "sanne" || a.Sale != s.ID || a.Home != (Home{Sale: s.ID}) ||
			a.GuideType != "delivery" || a.GuideItem != c.item || (a.Sort == "quote") != (c.item == "offer") || a.Done() || a.Version != 0 {
			t.Errorf("%s: %+v", c.name, a)
		}
	}
	d.Setup.Types[0].Guide.Items[2].Minutes = 15 * 60
	if a, err := s.FromGuide(d, "visit", nil, nowThere, "nl"); err != nil || a.Start != "" || a.End != "" {
		t.Errorf("longer than the day: %+v, %v", a, err)
	}
}

func TestWhatCannotBeMadeFromAGuide(t *testing.T) {
	d := guided(femke)
	s := inMeeting(t, d)
	other, none := s, s
	must(t, other.ChangeType(d, "existing"))
	must(t, none.ChangeType(d, "renewal"))
	for _, c := range []struct {
		name string
		who  User
		sale Sale
		item GuideItemID
		kind Kind
		key  string
	}{
		{"an item that there is not", femke, s, "nothing", NotFound, "error.guide.item"},
		{"an item of no stage of the type", femke, s, "stray", NotFound, "error.guide.item"},
		{"an item of another type", femke, other, "visit", NotFound, "error.guide.item"},
		{"an item where there is no guide", femke, none, "call", NotFound, "error.guide.item"},
		{"a retired item", femke, s, "fax", NotFound, "error.guide.item"},
		{"somebody who may only look", reader, s, "call", Forbidden, "error.forbidden.edit_sale"},
	} {
		d.Actor = c.who
		_, err := c.sale.FromGuide(d, c.item, nil, nowThere, "nl")
		if e, ok := err.(Error); !ok || e.Kind != c.kind || e.Key != c.key {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	d.Actor = femke
	made := []Activity{{Sale: s.ID, GuideType: "delivery", GuideItem: "fax"}}
	if _, err := s.FromGuide(d, "fax", made, nowThere, "nl"); problemKey(t, err) != "error.guide.retired" {
		t.Errorf("a retired item that something was made for: %v", err)
	}
	if a, err := other.FromGuide(d, "call", nil, nowThere, "nl"); err != nil || a.GuideType != "existing" || a.Text != "Bellen" {
		t.Errorf("the same item of the other type: %+v, %v", a, err)
	}
}

func TestTheGuideSuggestsWhatComesNext(t *testing.T) {
	d := guided(femke)
	s := inMeeting(t, d)
	next := func(s Sale, all []Activity, done Activity) string {
		if item, ok := s.Suggested(d.Setup, all, done); ok {
			return string(item.ID)
		}
		if stage, ok := s.SuggestedStage(d.Setup, all, done); ok {
			return "to " + string(stage)
		}
		return ""
	}
	want := func(what, want, got string) {
		t.Helper()
		if got != want {
			t.Errorf("%s: %q, want %q", what, got, want)
		}
	}
	call := madeFor(t, d, s, "call", nil, true)
	want("the next that is not retired", "visit", next(s, call, call[0]))
	open := call[0]
	open.Completed = time.Time{}
	want("nothing while it is to do", "", next(s, []Activity{open}, open))
	want("nothing while another made for it is to do", "", next(s, []Activity{call[0], open}, call[0]))
	d.Setup.Types[0].Guide.Items[2].Automatic = false
	want("nothing that is not marked so", "", next(s, call, call[0]))
	d.Setup.Types[0].Guide.Items[2].Automatic = true
	visit := madeFor(t, d, s, "visit", call, false)
	want("nothing that was made already", "", next(s, visit, call[0]))
	visit = madeFor(t, d, s, "visit", call, true)
	want("a document comes by itself too", "report", next(s, visit, visit[1]))
	report := madeFor(t, d, s, "report", visit, false)
	want("all items are done: the next stage", "to quote", next(s, report, report[2]))
	want("whichever of them was the last", "to quote", next(s, report, report[0]))
	fax := report[0]
	fax.ID, fax.GuideItem, fax.Completed = "fax", "fax", time.Time{}
	want("what is retired is not waited for", "to quote", next(s, append(slices.Clone(report), fax), report[2]))
	apart := report[0]
	apart.GuideItem, apart.GuideType = "", ""
	want("nothing after what was not made from the guide", "", next(s, report, apart))
	d.Setup.Types[0].Guide.SuggestMoveOn = false
	want("only where the guide is set so", "", next(s, report, report[2]))
	d.Setup.Types[0].Guide.SuggestMoveOn = true
	d.Setup.Stages[1].Retired = true
	want("a stage that is retired is passed over", "to negotiation", next(s, report, report[2]))
	d.Setup.Stages[1].Retired = false
	quoting := s
	must(t, quoting.MoveTo(d, "quote"))
	quoted := madeFor(t, d, quoting, "offer", report, false)
	d.Setup.Stages[0].Retired = true
	want("where a stage before it is retired", "to negotiation", next(quoting, quoted, quoted[3]))
	d.Setup.Stages[0].Retired = false
	closing := s
	must(t, closing.MoveTo(d, "closing"))
	offer := madeFor(t, d, closing, "offer", report, false)
	want("after an item of another stage nothing", "", next(s, offer, offer[3]))
	want("nor after the last stage", "", next(closing, offer, offer[3]))
	sold := s
	must(t, sold.Win(d, today, "price"))
	want("nor of a sale that is closed", "", next(sold, report, report[2]))
	other := s
	must(t, other.ChangeType(d, "existing"))
	want("nor of another type", "", next(other, report, report[0]))
}

func TestMovingWhereItIsAlreadyChangesNothing(t *testing.T) {
	d, s := desk(femke), scanners()
	must(t, s.SetProbability(d, 75))
	before := s
	must(t, s.MoveTo(d, "negotiation"))
	if len(Differences(before, s)) > 0 {
		t.Errorf("%v", Differences(before, s))
	}
	must(t, s.Win(d, today, "price"))
	must(t, s.MoveTo(d, "negotiation"))
	if s.Outcome != Open || s.Probability != 60 {
		t.Errorf("a sold sale is re-opened in its stage: %+v", s)
	}
}

// Any sequence of changes of type and stage that returns to the first type without
// moving the stage there shows the same stage, ticks and links, whatever was made
// for the guides of the other types meanwhile.
func TestReturningToATypeLinksItsActivitiesAgain(t *testing.T) {
	d := guided(femke)
	rapid.Check(t, func(rt *rapid.T) {
		s := scanners()
		_ = s.MoveTo(d, rapid.SampledFrom([]StageID{"meeting", "quote", "negotiation", "closing"}).Draw(rt, "start"))
		var all []Activity
		for range rapid.IntRange(0, 6).Draw(rt, "made") {
			item := rapid.SampledFrom([]GuideItemID{"call", "visit", "report", "offer", "talk"}).Draw(rt, "item")
			all = madeFor(t, d, s, item, all, rapid.Bool().Draw(rt, "done"))
		}
		before, stage := told(s, d.Setup, all), s.Stage
		for range rapid.IntRange(1, 12).Draw(rt, "steps") {
			_ = s.ChangeType(d, rapid.SampledFrom([]TypeID{"existing", "renewal", "delivery"}).Draw(rt, "type"))
			if s.Type == "delivery" {
				continue
			}
			if s.Stage != "" {
				_ = s.MoveTo(d, rapid.SampledFrom([]StageID{"quote", "closing"}).Draw(rt, "stage"))
			}
			if s.Type == "existing" && rapid.Bool().Draw(rt, "make") {
				all = madeFor(t, d, s, "call", all, rapid.Bool().Draw(rt, "done"))
			}
		}
		_ = s.ChangeType(d, "delivery")
		if got := told(s, d.Setup, all); got != before || s.Stage != stage {
			rt.Fatalf("came back to\n%swant\n%s", got, before)
		}
	})
}
