package crm

import (
	"testing"
	"time"
)

func TestWhoMayDoWhat(t *testing.T) {
	everyone, group, private := scanners(), scanners(), scanners()
	group.Visible, private.Visible = OwnGroup, OwnerOnly
	gone := admin
	gone.Disabled = true
	for _, c := range []struct {
		who  User
		sale Sale
		can  string // s see, e edit, h hand over, d delete
	}{
		{femke, everyone, "sehd"}, {femke, group, "sehd"}, {femke, private, "sehd"},
		{daan, everyone, "se"}, {daan, group, "se"}, {daan, private, ""},
		{marit, everyone, "sehd"}, {marit, group, "sehd"}, {marit, private, "sehd"},
		{bilal, everyone, "se"}, {bilal, group, ""}, {bilal, private, ""},
		{reader, everyone, "s"}, {reader, group, "s"}, {reader, private, ""},
		{admin, everyone, "sehd"}, {admin, group, "sehd"}, {admin, private, "sehd"},
		{gone, everyone, ""}, {User{}, everyone, ""},
	} {
		got := ""
		for _, a := range []struct {
			letter string
			act    Act
		}{{"s", SeeSale}, {"e", EditSale}, {"h", HandOverSale}, {"d", DeleteSale}} {
			if c.who.May(a.act, c.sale) {
				got += a.letter
			}
		}
		if got != c.can {
			t.Errorf("%s (%s) at a sale visible for %s: %q, want %q", c.who.Name, c.who.Role, c.sale.Visible, got, c.can)
		}
	}
	if err := bilal.Allow(EditSale, group); err.(Error).Kind != NotFound {
		t.Errorf("what may not be seen: %v", err)
	}
	if err := reader.Allow(EditSale, everyone); err.(Error).Kind != Forbidden {
		t.Errorf("what may be seen only: %v", err)
	}
}

func TestEveryVerbAsksTheRightsTable(t *testing.T) {
	d := desk(reader)
	sold := scanners()
	must(t, sold.Win(desk(femke), today, "price"))
	for name, do := range map[string]func(*Sale) error{
		"Edit":           func(s *Sale) error { _, p := s.Edit(d, SaleEdit{Title: give("x")}); return p[0] },
		"ChangeType":     func(s *Sale) error { return s.ChangeType(d, "existing") },
		"Choose":         func(s *Sale) error { return s.Choose(d, ChooseLost) },
		"MoveTo":         func(s *Sale) error { return s.MoveTo(d, "quote") },
		"SetProbability": func(s *Sale) error { return s.SetProbability(d, 1) },
		"FromGuide":      func(s *Sale) error { _, err := s.FromGuide(d, "", nil, time.Now(), "nl"); return err },
		"Win":            func(s *Sale) error { return s.Win(d, today, "price") },
		"Lose":           func(s *Sale) error { return s.Lose(d, today, "too_dear") },
		"Stall":          func(s *Sale) error { return s.Stall(d, today, "budget") },
		"Resume":         func(s *Sale) error { return s.Resume(d) },
		"SetCompleted":   func(s *Sale) error { return s.SetCompleted(d, true) },
		"HandOver":       func(s *Sale) error { return s.HandOver(d, daan) },
		"SetVisible":     func(s *Sale) error { return s.SetVisible(d, OwnerOnly) },
	} {
		s := sold
		if err, ok := do(&s).(Error); !ok || err.Kind != Forbidden {
			t.Errorf("%s: %v", name, err)
		}
		if len(Differences(sold, s)) > 0 {
			t.Errorf("%s changed the sale", name)
		}
	}
}
