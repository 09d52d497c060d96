package transfer

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"strings"
	"testing"

	"verkoop/crm"
	"verkoop/locales"
)

// Rows of both kinds are on many pages, that of one kind further than the other's.
func TestALongReportIsInTheOrderOfTheFile(t *testing.T) {
	d := open(t, true)
	var b strings.Builder
	b.WriteString("Titel;Bedrag\n")
	const rows = 1_000
	bad := func(n int) bool { return n%3 == 0 || n > 700 }
	for n := range rows {
		amount := "1"
		if bad(n) {
			amount = "x"
		}
		fmt.Fprintf(&b, "Rij %d;%s\n", n, amount)
	}
	i := d.into(crm.SalesTable, []byte(b.String()))
	var out bytes.Buffer
	if err := (Report{Store: d.Store, Texts: d.Bundle.For(locales.NL), Import: i}).Write(context.Background(), &out); err != nil {
		t.Fatal(err)
	}
	r := csv.NewReader(&out)
	r.Comma = ';'
	got, err := r.ReadAll()
	if err != nil || len(got) != rows+1 {
		t.Fatalf("%d lines, %v", len(got), err)
	}
	first, taken := 0, 0
	fmt.Sscan(got[2][2], &first) // the first row could not be taken
	for n, row := range got[1:] {
		want := []string{fmt.Sprint(n + 2), "Niet overgenomen", "", fmt.Sprint("Rij ", n)}
		if !bad(n) {
			want[1], want[2] = "Toegevoegd", fmt.Sprint(first+taken)
			taken++
		}
		if strings.Join(row[:4], ";") != strings.Join(want, ";") || bad(n) != strings.HasPrefix(row[4], "Bedrag: ") {
			t.Fatalf("%q, want %q", row, want)
		}
	}
}
