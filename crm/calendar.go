package crm

import "time"

// CalendarTicket is the private address of a user's calendar: who has it may read
// that, and no more, until it is revoked.
const CalendarTicket TicketKind = "calendar"

// CalendarLasts is for how long such an address is good: until it is revoked.
const CalendarLasts = 100 * 365 * 24 * time.Hour

// Span is when a follow-up is planned, in the zone; false for all day. What has no
// end, or one before its start, takes no time.
func (a Activity) Span(zone *time.Location) (from, to time.Time, timed bool) {
	at := func(clock string) (time.Time, bool) {
		t, err := time.ParseInLocation("2006-01-02 15:04", string(a.On)+" "+clock, zone)
		return t, err == nil
	}
	if from, timed = at(a.Start); !timed {
		return time.Time{}, time.Time{}, false
	}
	to, ok := at(a.End)
	if !ok || to.Before(from) {
		to = from
	}
	return from, to, true
}
