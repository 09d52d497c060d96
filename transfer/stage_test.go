package transfer

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"

	"verkoop/crm"
	"verkoop/locales"
)

func TestWhatIsTooMuchIsRefusedWithTheLimit(t *testing.T) {
	d := open(t, true)
	words := func(file []byte, size int64) string {
		_, err := Receive(context.Background(), d.Files, bytes.NewReader(file), size, crm.Import{})
		var e crm.Error
		if !errors.As(err, &e) {
			t.Fatalf("not in words: %v", err)
		}
		return d.Bundle.For(locales.NL).Error(e)
	}
	if got := words([]byte("Titel\nx\n"), MaxFile+1); !strings.Contains(got, "1.024 MB") {
		t.Error(got)
	}
	rows := append([]byte("Titel\n"), bytes.Repeat([]byte("x\n"), MaxRows+1)...)
	if got := words(rows, int64(len(rows))); !strings.Contains(got, "2.000.000 regels") {
		t.Error(got)
	}
}

func TestAMillionRowsAreReceived(t *testing.T) {
	d := open(t, true)
	file := append([]byte("Titel;Bedrag;Notitie\n"), bytes.Repeat([]byte("Poort;;x\n"), 1_000_000)...)
	i, err := Receive(context.Background(), d.Files, bytes.NewReader(file), int64(len(file)), crm.Import{})
	if err != nil || i.Rows != 1_000_000 {
		t.Fatalf("%d rows, %v", i.Rows, err)
	}
	rows, err := Peek(d.Files, i, 1)
	if err != nil || len(rows) != 1 || len(rows[0].Cells) != 3 || rows[0].Cells[0].Text != "Poort" || !rows[0].Cells[1].Empty() || rows[0].Cells[2].Text != "x" {
		t.Errorf("%+v, %v", rows, err)
	}
}
