package crm

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// said are the changes, as "kind part name: field old > new, …".
func said(changes []SetupChange) string {
	var lines []string
	for _, c := range changes {
		var facts []string
		for _, f := range c.Facts {
			text := func(v Value) string {
				if v.Name.NL != "" {
					return v.Name.EN
				}
				return v.Text
			}
			facts = append(facts, fmt.Sprintf("%s %s > %s", f.Field, text(f.Old), text(f.New)))
		}
		lines = append(lines, strings.TrimSuffix(fmt.Sprintf("%s %s %s: %s", c.Kind, c.Part, c.Name.In("en"), strings.Join(facts, ", ")), ": "))
	}
	return strings.Join(lines, "\n")
}

func TestTheAuditLogSaysWhatChanged(t *testing.T) {
	s := smallSetup()
	stage, _ := s.Stage("offer")
	stage.Name.EN, stage.Probability = " The   offer ", 60
	typ, _ := s.Type("first")
	typ.Days, typ.Stages = 0, []TypeStage{{Stage: "offer"}, {Stage: "close"}}
	item, _ := typ.Item("visit")
	item.Minutes, item.Automatic, item.Stage = 30, true, "close"
	off, _ := s.Type("first")
	retired, _ := s.Retire(SetupPart(Sources), "fair")
	restored, _ := retired.Restore(SetupPart(Sources), "fair")
	for name, c := range map[string]struct {
		from, to *Setup
		want     string
	}{
		"nothing":              {s, smallSetup(), ""},
		"a stage":              {s, s.WithStage(stage), "setting_changed stage The offer: name_en offer en > The offer, probability 50 > 60"},
		"a type, and with it":  {s, s.WithType(typ), "setting_changed type first en: days 30 > , stages meet en, offer en 55%, close en > offer en, close en\nsetting_deleted item first en: call en\nsetting_deleted item first en: letter en"},
		"an item":              {s, s.WithType(off.WithItem(item)), "setting_changed item first en: visit en: stage offer en > close en, minutes 60 > 30, automatic  > true"},
		"a new item":           {s, s.WithType(off.WithItem(GuideItem{ID: "x", Stage: "meet", Kind: TaskKind, Name: Words{"x", "X"}})), "setting_added item first en: X: name_nl  > x, name_en  > X, kind  > task, stage  > meet en"},
		"the guide off":        {s, s.WithType(off.WithGuide(false)), "setting_changed type first en: guide true > "},
		"a new value":          {s, s.WithValue(ListValue{ID: "x", List: Sources, Name: Words{"x", "X"}}), "setting_added sources X: name_nl  > x, name_en  > X"},
		"a value that goes":    {s, retired, "setting_deleted sources fair en"},
		"and comes back":       {retired, restored, "setting_restored sources fair en"},
		"an order":             {s, s.Ordered(PartStage, []string{"offer", "meet", "close"}), "setting_changed stage : order meet en, offer en, close en > offer en, meet en, close en"},
		"an order of items":    {s, s.WithType(off.OrderItems([]GuideItemID{"letter", "call"})), "setting_changed item first en: order call en, letter en > letter en, call en"},
		"a rate":               {s, s.WithCurrency(Currency{Code: "USD", Rate: "0.9", RateOn: "2026-11-23"}), "setting_changed currency USD: rate  > 0.9, rate_on  > 2026-11-23"},
		"who the company is":   {&Setup{}, &Setup{Organisation: Organisation{Name: "Ons", Currency: "EUR"}}, "setting_added organisation Ons: organisation  > Ons, currency  > EUR"},
		"the order of nothing": {s, s.Ordered(SetupPart(CreditedTo), []string{"x"}), ""},
	} {
		t.Run(name, func(t *testing.T) {
			if got := said(c.from.Changes(c.to)); got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}

func TestWhatIsNotThereCantBeRetired(t *testing.T) {
	s := smallSetup()
	for _, part := range []SetupPart{PartType, PartStage, PartCurrency, PartItem, SetupPart(Sources), "nothing"} {
		if _, err := s.Retire(part, "no/such"); err == nil || err.(Error).Kind != NotFound {
			t.Errorf("%s: %v", part, err)
		}
	}
}

func TestAnItemOfAStageThatTheTypeLacksIsNotRestored(t *testing.T) {
	s := smallSetup()
	typ, _ := s.Type("first")
	typ.Stages = typ.Stages[1:]
	s = s.WithType(typ)
	if typ, _ = s.Type("first"); len(typ.ItemsIn("meet")) > 0 {
		t.Error("its items are suggested still")
	}
	if _, err := s.Restore(PartItem, "first/call"); err == nil || err.(Error).Key != "error.setup.item_stage" {
		t.Errorf("restored: %v", err)
	}
	dropped := typ.Dropped()
	if dropped == 0 {
		t.Error("nothing says that they went with the stage")
	}
	typ.Stages = append(typ.Stages, TypeStage{Stage: "meet"})
	s = s.WithType(typ)
	if typ, _ = s.Type("first"); len(typ.ItemsIn("meet")) != dropped || typ.Dropped() != 0 {
		t.Errorf("%d come back with the stage, want %d", len(typ.ItemsIn("meet")), dropped)
	}
}

func TestWhatWasDeletedBeforeItsStageStaysDeleted(t *testing.T) {
	s, err := smallSetup().Retire(PartItem, "first/call")
	must(t, err)
	typ, _ := s.Type("first")
	has := slices.Clone(typ.Stages)
	typ.Stages = typ.Stages[1:]
	typ, _ = s.WithType(typ).Type("first")
	typ.Stages = has
	typ, _ = s.WithType(typ).Type("first")
	if call, _ := typ.Item("call"); !call.Retired || call.Dropped {
		t.Errorf("%+v", call)
	}
}

func TestAGuideSwitchedOffComesBackAsItWas(t *testing.T) {
	s := smallSetup()
	was, _ := s.Type("first")
	off := was.WithGuide(false)
	if off.Guide != nil || len(off.GuideItems()) != 3 {
		t.Errorf("switched off: %+v", off)
	}
	if back := off.WithGuide(true); !back.Same(was) {
		t.Errorf("got %+v, want %+v", back, was)
	}
	if was.Guide == nil || was.FormerGuide != nil {
		t.Error("the type itself was changed")
	}
	fresh := SaleType{}.WithGuide(true)
	if fresh.Guide == nil || fresh.WithGuide(false).FormerGuide != nil {
		t.Error("an empty guide is kept")
	}
}

func TestOrder(t *testing.T) {
	s := smallSetup()
	s, _ = s.WithValue(ListValue{ID: "old", List: Sources, Name: Words{"o", "o"}}).Retire(SetupPart(Sources), "old")
	for name, c := range map[string]struct{ order, want string }{
		"as it is":            {"fair web", "fair web"},
		"turned round":        {"web fair", "web fair"},
		"one is not named":    {"web", "web fair"},
		"what is not there":   {"x web fair", "web fair"},
		"something is twice":  {"web web fair", "web fair"},
		"nothing":             {"", "fair web"},
		"what can't be there": {"price web fair", "web fair"},
	} {
		t.Run(name, func(t *testing.T) {
			after := s.Ordered(SetupPart(Sources), strings.Fields(c.order))
			if got := strings.Join(after.Choosable(SetupPart(Sources)), " "); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
			if got := strings.Join(after.Choosable(SetupPart(LostReasons)), " "); got != "price" {
				t.Errorf("the other list is %q", got)
			}
			if c.want == "fair web" {
				for _, v := range after.Values {
					if was, _ := s.Value(v.List, v.ID); v != was {
						t.Errorf("%s was changed", v.ID)
					}
				}
			}
		})
	}
}

func TestNewIDs(t *testing.T) {
	s := smallSetup()
	typ, _ := s.Type("first")
	for _, c := range []struct{ got, want string }{
		{s.NewID(PartStage, "Trial & proof"), "trial-proof"},
		{s.NewID(PartStage, " Offer! "), "offer-2"},
		{s.NewID(PartStage, "Sold"), "sold-2"},
		{s.NewID(PartType, "First"), "first-2"},
		{s.NewID(SetupPart(Competitors), "fair"), "fair-2"}, // one id is one value, whichever its list
		{s.NewID(SetupPart(Competitors), "日本"), "x"},
		{string(typ.NewItemID("Call")), "call-2"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
	if id := s.NewID(PartStage, strings.Repeat("long name ", 20)); !ids.MatchString(id) {
		t.Errorf("%q is no id", id)
	}
}

func TestRates(t *testing.T) {
	usd := Currency{Code: "USD", Rate: "0.9", RateOn: "2026-11-01"}
	for name, c := range map[string]struct {
		rate     string
		on       Date
		want     string
		problems int
	}{
		"of a day":          {"0.92", "2026-11-20", "0.92 2026-11-20", 0},
		"of today":          {"0.92", "", "0.92 2026-11-23", 0},
		"taken away":        {"", "", " ", 0},
		"of tomorrow":       {"0.92", "2026-11-24", "", 1},
		"a day and no rate": {"", "2026-11-20", "", 1},
		"below 0":           {"-1", "", "", 1},
	} {
		t.Run(name, func(t *testing.T) {
			got, problems := usd.Rated(c.rate, c.on, "2026-11-23")
			if len(problems) != c.problems || c.problems == 0 && got.Rate+" "+string(got.RateOn) != c.want {
				t.Errorf("got %+v, %v", got, problems)
			}
		})
	}
}

func TestFieldsOfAFormMerge(t *testing.T) {
	for _, c := range []struct {
		base, theirs, mine string
		chosen             Side
		want               FieldMerge
	}{
		{"a", "a", "a", "", FieldMerge{Taken: []Field{"x"}}},
		{"a", "a", "b", "", FieldMerge{Mine: []Field{"x"}}},
		{"a", "b", "a", "", FieldMerge{Theirs: []Field{"x"}, Taken: []Field{"x"}}},
		{"a", "b", "b", "", FieldMerge{Taken: []Field{"x"}}},
		{"a", "b", "c", "", FieldMerge{Clashes: []Field{"x"}}},
		{"a", "b", "c", Mine, FieldMerge{}},
		{"a", "b", "c", Theirs, FieldMerge{Taken: []Field{"x"}}},
		{"a", "b", "c", "nonsense", FieldMerge{Clashes: []Field{"x"}}},
	} {
		one := func(s string) map[Field]string { return map[Field]string{"x": s} }
		got := MergeFields([]Field{"x"}, one(c.base), one(c.theirs), one(c.mine), map[Field]Side{"x": c.chosen})
		if !reflect.DeepEqual(got, c.want) {
			t.Errorf("%+v: got %+v", c, got)
		}
	}
}
