package crm

import "testing"

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
