package commands

import (
	"testing"
	"time"

	"github.com/google/uuid"

	"verkoop/crm"
)

func TestTheZoneDecidesWhatDayItIs(t *testing.T) {
	for zone, want := range map[string]crm.Date{"UTC": "2026-11-23", "Europe/Amsterdam": "2026-11-24", "America/New_York": "2026-11-23"} {
		now, err := clockFlags{Zone: zone, FixedNow: "2026-11-23T23:30:00Z"}.clock()
		if err != nil {
			t.Fatal(err)
		}
		if got := crm.DateOf(now()); got != want {
			t.Errorf("%s: %s, want %s", zone, got, want)
		}
	}
	now, err := clockFlags{}.clock()
	if err != nil {
		t.Fatal(err)
	}
	if now().IsZero() || now().Location() != time.Local {
		t.Errorf("without a zone: %v", now())
	}
}

func TestIDs(t *testing.T) {
	seed := uint64(3)
	one, two, other := clockFlags{FixedIDs: &seed}.ids(), clockFlags{FixedIDs: &seed}.ids(), clockFlags{}.ids()
	last := ""
	for range 1000 {
		id := one()
		if id != two() {
			t.Fatal("the same seed made other ids")
		}
		if id <= last {
			t.Fatalf("%s does not follow %s", id, last)
		}
		last = id
		for _, text := range []string{id, other()} {
			if u, err := uuid.Parse(text); err != nil || u.Version() != 7 || u.Variant() != uuid.RFC4122 {
				t.Fatalf("%s: %v", text, err)
			}
		}
	}
}
