package crm

import "testing"

func TestDates(t *testing.T) {
	if _, ok := NewDate(2026, 2, 31); ok {
		t.Error("31 February")
	}
	if d, ok := NewDate(2028, 2, 29); !ok || d.AddDays(1) != "2028-03-01" || d.AddDays(-29) != "2028-01-31" {
		t.Errorf("29 February 2028: %q", d)
	}
	for _, bad := range []string{"", "2026-2-1", "1899-12-31", "3000-01-01", "2026-13-01", "x"} {
		if d, ok := ParseDate(bad); ok {
			t.Errorf("%q became %q", bad, d)
		}
	}
	if n := Date("2026-11-20").DaysUntil("2026-11-23"); n != 3 {
		t.Errorf("%d days", n)
	}
}
