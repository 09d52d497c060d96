package locales

import (
	"strconv"
	"strings"
	"time"

	"verkoop/crm"
)

const longestDate = 40 // bytes of text

// ParseDate reads a day: in figures, day first in both languages, with this
// language's marks (18-12-2026, 1/3/2027), with the month in this language's words
// (18 dec 2026), or as ISO text (2026-12-18). Anything else, a day that the
// calendar lacks and a year that is not four digits from 1900 to 2999 are a
// crm.Error of kind Invalid without a field, and so is empty text.
func (t *Texts) ParseDate(text string) (crm.Date, error) {
	text = oneSpace(text)
	if len(text) > longestDate {
		return "", invalid("error.date.not_a_date", nil)
	}
	day, month, year, ok := t.style.cutDate(text)
	if !ok || month < 1 || month > 12 {
		return "", invalid("error.date.not_a_date", nil)
	}
	y, _ := strconv.Atoi(year)
	if len(year) != 4 || y < 1900 || y > 2999 {
		return "", invalid("error.date.year", nil)
	}
	d, ok := crm.NewDate(y, time.Month(month), day)
	if !ok {
		last := time.Date(y, time.Month(month)+1, 0, 0, 0, 0, 0, time.UTC).Day()
		return "", invalid("error.date.no_such_day", crm.Args{"month": monthNames[month-1], "year": year, "days": last})
	}
	return d, nil
}

// cutDate takes the text apart; false where it has none of the forms.
func (s *style) cutDate(text string) (day, month int, year string, ok bool) {
	if len(text) == 10 && text[4] == '-' && text[7] == '-' {
		return cutFigures(text[8:], text[5:7], text[:4])
	}
	for _, mark := range s.dateMarks {
		if p := strings.Split(text, string(mark)); len(p) == 3 {
			return cutFigures(p[0], p[1], p[2])
		}
	}
	p := strings.Split(text, " ")
	if len(p) != 3 {
		return 0, 0, "", false
	}
	month, ok = s.months[strings.ToLower(strings.TrimSuffix(p[1], "."))]
	if !ok {
		return 0, 0, "", false
	}
	return cutFigures(p[0], strconv.Itoa(month), p[2])
}

// cutFigures takes days and months of one or two digits.
func cutFigures(d, m, year string) (day, month int, _ string, ok bool) {
	if !isDigits(d) || !isDigits(m) || !isDigits(year) || len(d) > 2 || len(m) > 2 {
		return 0, 0, "", false
	}
	day, _ = strconv.Atoi(d)
	month, _ = strconv.Atoi(m)
	return day, month, year, true
}
