package crm

import "time"

// Date is a day in the company's calendar, as ISO text ("2026-11-23"), or
// empty for no day. Dates made by NewDate, ParseDate and DateOf are valid days
// of the years 1900 to 2999, so they compare and sort as strings.
type Date string

const isoDay = "2006-01-02"

// NewDate returns the day, or false where the calendar has no such day
// (31 February) or the year is not one of 1900 to 2999.
func NewDate(year int, month time.Month, day int) (Date, bool) {
	t := time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
	if t.Year() != year || t.Month() != month || t.Day() != day || year < 1900 || year > 2999 {
		return "", false
	}
	return Date(t.Format(isoDay)), true
}

// ParseDate reads ISO text.
func ParseDate(iso string) (Date, bool) {
	t, err := time.Parse(isoDay, iso)
	if err != nil {
		return "", false
	}
	return NewDate(t.Date())
}

// DateOf is the day that the instant falls on in its own zone.
func DateOf(t time.Time) Date { return Date(t.Format(isoDay)) }

// Valid tells whether it is a day of the calendar, as ParseDate takes it.
func (d Date) Valid() bool {
	_, ok := ParseDate(string(d))
	return ok
}

// IsZero tells whether there is no day.
func (d Date) IsZero() bool { return d == "" }

// Time is the day's midnight in UTC; the zero time for no day.
func (d Date) Time() time.Time {
	t, _ := time.Parse(isoDay, string(d))
	return t
}

// AddDays moves the day; no day stays no day.
func (d Date) AddDays(n int) Date {
	if d.IsZero() {
		return d
	}
	return DateOf(d.Time().AddDate(0, 0, n))
}

// DaysUntil counts the days from d to the other day, negative when it is
// earlier; 0 where either is no day.
func (d Date) DaysUntil(other Date) int {
	if d.IsZero() || other.IsZero() {
		return 0
	}
	return int(other.Time().Sub(d.Time()).Hours() / 24)
}
