package badger

import (
	"reflect"
	"testing"
	"time"

	"pgregory.net/rapid"

	"verkoop/crm"
)

func TestFactsReadBackAsTheyWere(t *testing.T) {
	day := rapid.Custom(func(t *rapid.T) crm.Date {
		if rapid.Bool().Draw(t, "none") {
			return ""
		}
		return crm.Date("1900-01-01").AddDays(rapid.IntRange(0, 401_000).Draw(t, "day"))
	})
	id := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"", "noord", "0193a5e2-7b1c-7def-8000-000000000001", "0193A5E2-7B1C-7DEF-8000-000000000001",
		"0193a5e2-7b1c-7def-8000-00000000000g"}), rapid.StringN(100, 128, 128))
	rapid.Check(t, func(t *rapid.T) {
		f := crm.SearchFacts{
			Number: 1042, Outcome: rapid.SampledFrom(factOutcomes[:]).Draw(t, "outcome"), Visible: rapid.SampledFrom(crm.Visibilities[:]).Draw(t, "visible"),
			Stalled: rapid.Bool().Draw(t, "stalled"), Completed: rapid.Bool().Draw(t, "completed"), ByHand: rapid.Bool().Draw(t, "by hand"),
			Probability: rapid.IntRange(0, 100).Draw(t, "probability"), Currency: rapid.SampledFrom([]string{"", "EUR", "KWD"}).Draw(t, "currency"),
			Amount:   crm.Decimal{Negative: rapid.Bool().Draw(t, "negative"), Units: rapid.Uint64().Draw(t, "amount")},
			Cost:     crm.Decimal{Units: rapid.Uint64().Draw(t, "cost")},
			Expected: day.Draw(t, "expected"), Closed: day.Draw(t, "closed"), Reopen: day.Draw(t, "reopen"), Registered: day.Draw(t, "registered"), Next: day.Draw(t, "next"),
			Type: crm.TypeID(id.Draw(t, "type")), Stage: crm.StageID(id.Draw(t, "stage")), Company: crm.CompanyID(id.Draw(t, "company")),
			Owner: crm.UserID(id.Draw(t, "owner")), Group: crm.GroupID(id.Draw(t, "group")),
		}
		b := encodeFacts(&f, true)
		back, whole, err := decodeFacts(1042, b)
		if err != nil || !whole || !reflect.DeepEqual(back, f) {
			t.Fatalf("%+v reads back as %+v, whole %t, %v", f, back, whole, err)
		}
		for n := range b { // and no part of them passes for facts
			if _, whole, err := decodeFacts(1042, b[:n]); err == nil && whole {
				t.Fatalf("%d of %d bytes pass", n, len(b))
			}
		}
	})
}

func TestEveryDayIsWrittenAsTheCalendarHasIt(t *testing.T) {
	at := time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC)
	for n := uint64(1); at.Year() < 3000; n++ {
		if got, want := dayText(n), crm.DateOf(at); got != want {
			t.Fatalf("day %d is %s, want %s", n, got, want)
		}
		at = at.AddDate(0, 0, 1)
	}
}

func TestWhatNoVerbMakesIsLeftToTheRecord(t *testing.T) {
	for what, f := range map[string]crm.SearchFacts{
		"outcome":     {Outcome: "won", Visible: crm.Everyone},
		"visibility":  {Outcome: crm.Open, Visible: "nobody"},
		"probability": {Outcome: crm.Open, Visible: crm.Everyone, Probability: 101},
		"day":         {Outcome: crm.Open, Visible: crm.Everyone, Expected: "99-99-9999"},
	} {
		if _, whole, err := decodeFacts(1, encodeFacts(&f, true)); whole || err != nil {
			t.Errorf("%s: whole %t, %v", what, whole, err)
		}
	}
	for _, b := range [][]byte{nil, {factOdd | 1}, {0b1100}, {1, 0}} {
		if _, whole, err := decodeFacts(1, b); whole || err == nil {
			t.Errorf("%v passes for facts", b)
		}
	}
}
