package locales

import (
	"errors"
	"testing"
	"time"

	"pgregory.net/rapid"

	"verkoop/crm"
)

func TestDaysAreReadStrictly(t *testing.T) {
	nl, en := speak(t)
	const (
		notADate  = "error.date.not_a_date"
		noSuchDay = "error.date.no_such_day"
		year      = "error.date.year"
	)
	for _, c := range []struct {
		sentence string
		in       *Texts
		text     string
		want     string // the day, or the error's key
	}{
		{"two digits", nl, "18-12-2026", "2026-12-18"},
		{"one digit", nl, "1-3-2027", "2027-03-01"},
		{"slashes", nl, "18/12/2026", "2026-12-18"},
		{"dots", nl, "18.12.2026", "2026-12-18"},
		{"ISO", nl, "2026-12-18", "2026-12-18"},
		{"a short month", nl, "18 dec 2026", "2026-12-18"},
		{"a short month with a dot", nl, "18 dec. 2026", "2026-12-18"},
		{"a whole month", nl, "1 maart 2027", "2027-03-01"},
		{"capitals and white space", nl, "  1" + noBreak + "  MRT 2027 ", "2027-03-01"},
		{"a leap day", nl, "29-2-2028", "2028-02-29"},
		{"slashes (en)", en, "18/12/2026", "2026-12-18"},
		{"hyphens (en)", en, "18-12-2026", "2026-12-18"},
		{"day first, always (en)", en, "3/4/2027", "2027-04-03"},
		{"a short month (en)", en, "1 Mar 2027", "2027-03-01"},
		{"both ways to shorten September", en, "1 Sep 2027", "2027-09-01"},
		{"both ways to shorten September: ours", en, "1 Sept 2027", "2027-09-01"},
		{"a whole month (en)", en, "1 March 2027", "2027-03-01"},
		{"ISO (en)", en, "2026-12-18", "2026-12-18"},

		{"empty", nl, "", notADate},
		{"half typed", nl, "18-12", notADate},
		{"half typed year", nl, "18-12-20", year},
		{"month first", nl, "12/18/2026", notADate},
		{"year first without zeros", nl, "2026-1-5", notADate},
		{"mixed marks", nl, "18-12/2026", notADate},
		{"the other language's month", nl, "1 march 2027", notADate},
		{"the other language's month (en)", en, "1 maart 2027", notADate},
		{"dots (en)", en, "18.12.2026", notADate},
		{"month in words first (en)", en, "March 1 2027", notADate},
		{"month 0", nl, "1-0-2027", notADate},
		{"other digits", nl, "١-١-2027", notADate},
		{"a sign", nl, "+1-1-2027", notADate},
		{"words", nl, "morgen", notADate},
		{"31 February", nl, "31-2-2027", noSuchDay},
		{"29 February outside a leap year", en, "29 Feb 2027", noSuchDay},
		{"day 0", nl, "0-1-2027", noSuchDay},
		{"ISO without such a day", nl, "2027-02-31", noSuchDay},
		{"two digits for the year", nl, "18-12-26", year},
		{"two digits for the year, in words", en, "1 Mar 27", year},
		{"long ago", nl, "1-1-1899", year},
		{"far away", nl, "1-1-3000", year},
		{"five digits", nl, "1-1-20270", year},
	} {
		t.Run(c.sentence, func(t *testing.T) {
			got, err := c.in.ParseDate(c.text)
			var e crm.Error
			switch {
			case err == nil && string(got) != c.want:
				t.Errorf("%q is %s, want %s", c.text, got, c.want)
			case err != nil && (!errors.As(err, &e) || e.Key != c.want || e.Kind != crm.Invalid || e.Field != ""):
				t.Errorf("%q: %+v, want %s", c.text, err, c.want)
			case err != nil:
				nl.Error(e) // speak fails the test where the sentence lacks a value
				en.Error(e)
			}
		})
	}
	_, err := nl.ParseDate("31-2-2027")
	if got, want := nl.Error(err.(crm.Error)), "Kies een dag die bestaat: februari 2027 heeft 28 dagen."; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestADayIsReadBackAsTheSame(t *testing.T) {
	nl, en := speak(t)
	rapid.Check(t, func(rt *rapid.T) {
		first := time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC)
		d := crm.DateOf(first.AddDate(0, 0, rapid.IntRange(0, 401766).Draw(rt, "days")))
		for _, texts := range []*Texts{nl, en} {
			for _, text := range []string{texts.Date(d), texts.ShortDate(d), string(d)} {
				if got, err := texts.ParseDate(text); err != nil || got != d {
					rt.Fatalf("%s: %s is written %q and read as %q, %v", texts.Language(), d, text, got, err)
				}
			}
		}
	})
}

func TestADayHasOneReading(t *testing.T) {
	nl, en := speak(t)
	rapid.Check(t, func(rt *rapid.T) {
		text := rapid.OneOf(
			rapid.StringMatching(`[0-3]?[0-9][-/. ][01]?[0-9][-/. ](19|20|21)?[0-9][0-9]`),
			rapid.StringMatching(`[0-3]?[0-9] [a-z]{3} (19|20)[0-9]{2}`),
		).Draw(rt, "text")
		a, err1 := nl.ParseDate(text)
		b, err2 := en.ParseDate(text)
		if err1 == nil && err2 == nil && a != b {
			rt.Fatalf("%q is %s in Dutch and %s in English", text, a, b)
		}
	})
}

func FuzzParseDate(f *testing.F) {
	for _, text := range []string{"", "18-12-2026", "1/3/2027", "1 mrt 2027", "1 March 2027", "2026-12-18", "31-2-2027", "1-1-26", "--", "  ", "\xff", "1 dec. 2027"} {
		f.Add(text)
	}
	nl, en := speak(f)
	f.Fuzz(func(t *testing.T, text string) {
		for _, texts := range []*Texts{nl, en} {
			d, err := texts.ParseDate(text)
			if err != nil {
				texts.Error(err.(crm.Error))
				continue
			}
			if _, ok := crm.ParseDate(string(d)); !ok {
				t.Errorf("%q is %q", text, d)
			}
		}
	})
}
