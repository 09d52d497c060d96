package crm

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

func TestWhenASessionEnds(t *testing.T) {
	for sentence, c := range map[string]struct {
		seen, now time.Duration // after it began
		over      bool
	}{
		"a new one lasts":                       {0, 0, false},
		"unused it lasts twelve hours":          {0, 12*time.Hour - 1, false},
		"and no longer":                         {0, 12 * time.Hour, true},
		"use makes it longer":                   {11 * time.Hour, 20 * time.Hour, false},
		"twelve hours after that":               {11 * time.Hour, 23 * time.Hour, true},
		"after a week it is over, used or not":  {7*24*time.Hour - time.Minute, 7 * 24 * time.Hour, true},
		"until then it may be used":             {7*24*time.Hour - time.Minute, 7*24*time.Hour - 1, false},
		"a clock that was set back ends no one": {0, -time.Hour, false},
	} {
		s := Session{Begun: noon, Seen: noon.Add(c.seen)}
		if got := s.Over(noon.Add(c.now)); got != c.over {
			t.Errorf("%s: %v", sentence, got)
		}
	}
}

func TestASessionIsNotWrittenForEachRequest(t *testing.T) {
	s := Session{Seen: noon}
	for after, want := range map[time.Duration]bool{0: false, 5*time.Minute - 1: false, 5 * time.Minute: true, time.Hour: true} {
		if got := s.Stale(noon.Add(after)); got != want {
			t.Errorf("after %v: %v", after, got)
		}
	}
}

func TestATicketIsGoodForOneKindUntilItsTime(t *testing.T) {
	ticket := Ticket{Kind: PasswordTicket, Until: noon}
	for sentence, c := range map[string]struct {
		kind TicketKind
		now  time.Time
		want bool
	}{
		"before its time":      {PasswordTicket, noon.Add(-1), true},
		"at its time":          {PasswordTicket, noon, false},
		"for something else":   {SetUpTicket, noon.Add(-1), false},
		"for nothing at all":   {"", noon.Add(-1), false},
		"long before its time": {PasswordTicket, noon.AddDate(-1, 0, 0), true},
	} {
		if got := ticket.Good(c.kind, c.now); got != c.want {
			t.Errorf("%s: %v", sentence, got)
		}
	}
	if (Ticket{}).Good("", noon) {
		t.Error("no ticket at all is good")
	}
}

func TestWrongPasswordsMakeLongerAndLongerWaits(t *testing.T) {
	a := Attempts{}
	want := []time.Duration{0, 0, 0, 0, time.Second, 2 * time.Second, 4 * time.Second, 8 * time.Second, 16 * time.Second, 32 * time.Second,
		64 * time.Second, 128 * time.Second, 256 * time.Second, 512 * time.Second, 15 * time.Minute, 15 * time.Minute, 15 * time.Minute}
	for i, w := range want {
		a = a.Failed(noon)
		if got := a.Wait(AccountTries, noon); got != w {
			t.Errorf("after %d wrong ones: %v, want %v", i+1, got, w)
		}
	}
	if got := a.Wait(AccountTries, noon.Add(10*time.Minute)); got != 5*time.Minute {
		t.Errorf("ten minutes later: %v", got)
	}
	if got := a.Wait(AccountTries, noon.Add(15*time.Minute)); got != 0 {
		t.Errorf("after the wait: %v", got)
	}
	if got := a.Failed(noon.Add(time.Hour)); got.Wrong != 1 || got.Wait(AccountTries, noon.Add(time.Hour)) != 0 {
		t.Errorf("after a quiet hour: %+v", got)
	}
	if got := a.Failed(noon.Add(time.Hour - 1)); got.Wrong != len(want)+1 {
		t.Errorf("before the hour is over: %+v", got)
	}
}

// Whatever was counted and whatever the clock says: nobody waits longer than the
// longest wait, and waiting helps.
func TestNobodyIsShutOutForGood(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		free := rapid.SampledFrom([]int{AccountTries, AddressTries, 0}).Draw(t, "free")
		now := noon
		a := Attempts{Key: "k"}
		if rapid.Bool().Draw(t, "kept from before") { // by a clock that may have been wrong
			a.Wrong = rapid.IntRange(0, 1_000_000).Draw(t, "wrong")
			a.Last = noon.Add(time.Duration(rapid.Int64Range(-1e9, 1e9).Draw(t, "seconds")) * time.Second)
		}
		for range rapid.IntRange(0, 60).Draw(t, "tries") {
			now = now.Add(time.Duration(rapid.IntRange(0, 5000).Draw(t, "pause")) * time.Second)
			wait := a.Wait(free, now)
			if wait < 0 || wait > LongestWait {
				t.Fatalf("%+v must wait %v at %v", a, wait, now)
			}
			then := now // who waits as long as is said gets a turn
			for a.Wait(free, then) > 0 && then.Sub(now) <= 2*LongestWait {
				then = then.Add(a.Wait(free, then))
			}
			if more := a.Wait(free, then); more > 0 {
				t.Fatalf("%+v must still wait at %v, and was told so since %v", a, then, now)
			}
			if rapid.Bool().Draw(t, "patient") {
				now = then
			}
			if a.Wait(free, now) == 0 {
				a = a.Failed(now)
			}
		}
	})
}
