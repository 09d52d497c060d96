package crm

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// smallSetup is a sound one: two types, one with a guide, and three stages.
func smallSetup() *Setup {
	words := func(name string) Words { return Words{NL: name + " nl", EN: name + " en"} }
	half := 55
	return &Setup{
		Organisation: Organisation{Version: 1, Name: "Verkoop", Currency: "EUR"},
		Currencies:   []Currency{{Code: "EUR", Version: 1, Order: 1}, {Code: "USD", Version: 1, Order: 2}},
		Stages: []Stage{
			{ID: "meet", Version: 1, Name: words("meet"), Probability: 20, Order: 1},
			{ID: "offer", Version: 1, Name: words("offer"), Probability: 50, Order: 2},
			{ID: "close", Version: 1, Name: words("close"), Probability: 80, Order: 3},
		},
		Types: []SaleType{
			{ID: "first", Version: 1, Name: words("first"), Days: 30, Order: 1,
				Stages: []TypeStage{{Stage: "meet"}, {Stage: "offer", Probability: &half}, {Stage: "close"}},
				Guide: &Guide{Items: []GuideItem{
					{ID: "call", Stage: "meet", Kind: PhoneCall, Name: words("call")},
					{ID: "letter", Stage: "meet", Kind: Document, Name: words("letter"), After: 2},
					{ID: "visit", Stage: "offer", Kind: Appointment, Name: words("visit"), Minutes: 60},
				}}},
			{ID: "plain", Version: 1, Name: words("plain"), Order: 2},
		},
		Values: []ListValue{
			{ID: "fair", Version: 1, List: Sources, Name: words("fair"), Order: 1},
			{ID: "web", Version: 1, List: Sources, Name: words("web"), Order: 2},
			{ID: "price", Version: 1, List: LostReasons, Name: words("price"), Order: 1},
		},
	}
}

// in counts as many open sales as the key says for the stage, or the stage of the type.
func in(open map[string]int) Counter {
	return func(u Use) (int, error) {
		key := string(u.Stage)
		if u.Type != "" {
			key = string(u.Type) + "/" + key
		}
		return open[key], nil
	}
}

// broken are the problems of the change, as "part id: field key".
func broken(t testing.TB, s, after *Setup, use Counter) string {
	t.Helper()
	problems, err := s.Becomes(after, use)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, p := range problems {
		line := strings.Join(strings.Fields(fmt.Sprintf("%s %s : %s %s", p.Part, p.ID, p.Err.Field, p.Err.Key)), " ")
		out = append(out, strings.Replace(line, " :", ":", 1))
	}
	return strings.Join(out, "; ")
}

func TestWhatASetupMayBecome(t *testing.T) {
	must := func(s *Setup, err error) *Setup {
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	typ := func(s *Setup, change func(*SaleType)) *Setup {
		v, _ := s.Type("first")
		change(&v)
		return s.WithType(v)
	}
	stage := func(s *Setup, change func(*Stage)) *Setup {
		v, _ := s.Stage("offer")
		change(&v)
		return s.WithStage(v)
	}
	item := func(s *Setup, change func(*GuideItem)) *Setup {
		return typ(s, func(v *SaleType) {
			i, _ := v.Item("visit")
			change(&i)
			*v = v.WithItem(i)
		})
	}
	sales := map[string]int{"offer": 2, "first/close": 1001, "close": 1001}
	for name, c := range map[string]struct {
		after func(s *Setup) *Setup
		want  string
	}{
		"nothing changed":                 {func(s *Setup) *Setup { return s }, ""},
		"another name":                    {func(s *Setup) *Setup { return stage(s, func(v *Stage) { v.Name.EN = "Proposal" }) }, ""},
		"no Dutch name":                   {func(s *Setup) *Setup { return stage(s, func(v *Stage) { v.Name.NL = "  " }) }, "stage offer: name_nl error.name_nl.required"},
		"no English name":                 {func(s *Setup) *Setup { return stage(s, func(v *Stage) { v.Name.EN = "\u200b" }) }, "stage offer: name_en error.name_en.required"},
		"a name of 100 characters":        {func(s *Setup) *Setup { return stage(s, func(v *Stage) { v.Name.NL = strings.Repeat("é", 100) }) }, ""},
		"a name of 101 characters":        {func(s *Setup) *Setup { return stage(s, func(v *Stage) { v.Name.NL = strings.Repeat("é", 101) }) }, "stage offer: name_nl error.name.long"},
		"a name with a control character": {func(s *Setup) *Setup { return stage(s, func(v *Stage) { v.Name.NL = "a\x00b" }) }, "stage offer: name_nl error.text.one_line"},
		"a name that is no text":          {func(s *Setup) *Setup { return stage(s, func(v *Stage) { v.Name.NL = "a\xff" }) }, "stage offer: name_nl error.text.one_line"},
		"a percentage of 0":               {func(s *Setup) *Setup { return stage(s, func(v *Stage) { v.Probability = 0 }) }, ""},
		"a percentage of 100":             {func(s *Setup) *Setup { return stage(s, func(v *Stage) { v.Probability = 100 }) }, ""},
		"a percentage of 101":             {func(s *Setup) *Setup { return stage(s, func(v *Stage) { v.Probability = 101 }) }, "stage offer: probability error.probability.range"},
		"a percentage below 0":            {func(s *Setup) *Setup { return stage(s, func(v *Stage) { v.Probability = -1 }) }, "stage offer: probability error.probability.range"},
		"a type's own percentage above 100": {func(s *Setup) *Setup {
			return typ(s, func(v *SaleType) { p := 101; v.Stages = []TypeStage{{"meet", nil}, {"offer", &p}, {"close", nil}} })
		}, "type first: probability-offer error.probability.range"},
		"3650 days": {func(s *Setup) *Setup { return typ(s, func(v *SaleType) { v.Days = 3650 }) }, ""},
		"3651 days": {func(s *Setup) *Setup { return typ(s, func(v *SaleType) { v.Days = 3651 }) }, "type first: days error.setup.days"},
		"a stage that is not there": {func(s *Setup) *Setup {
			return typ(s, func(v *SaleType) { v.Stages = append(v.Stages, TypeStage{Stage: "no"}) })
		}, "type first: stages error.setup.stage_unknown"},
		"a stage twice": {func(s *Setup) *Setup {
			return typ(s, func(v *SaleType) { v.Stages = append(v.Stages, TypeStage{Stage: "meet"}) })
		}, "type first: stages error.setup.stage_twice"},
		"a name that another type has, in one language": {func(s *Setup) *Setup {
			v, _ := s.Type("plain")
			v.Name.EN = " FIRST en"
			return s.WithType(v)
		}, "type first: name_en error.setup.name_taken; type plain: name_en error.setup.name_taken"},
		"a name that a retired type has": {func(s *Setup) *Setup {
			v, _ := s.Type("plain")
			v.Name = Words{"first nl", "first en"}
			return must(s.Retire(PartType, "first")).WithType(v)
		}, ""},
		"restoring what has the name of another": {func(s *Setup) *Setup {
			v, _ := s.Value(Sources, "web")
			v.Name.NL, v.Retired = "fair nl", true
			return must(s.WithValue(v).Restore(SetupPart(Sources), "web"))
		}, "sources fair: name_nl error.setup.name_taken; sources web: name_nl error.setup.name_taken"},
		"a value named as one of another list": {func(s *Setup) *Setup {
			v, _ := s.Value(Sources, "web")
			v.Name = Words{"price nl", "price en"}
			return s.WithValue(v)
		}, ""},
		"two stages of one type with one name": {func(s *Setup) *Setup { return stage(s, func(v *Stage) { v.Name.NL = "Meet NL" }) }, "stage meet: name_nl error.setup.name_taken; stage offer: name_nl error.setup.name_taken"},
		"a stage named as one of another type": {func(s *Setup) *Setup {
			return s.WithStage(Stage{ID: "later", Name: Words{"meet nl", "later"}})
		}, "stage meet: name_nl error.setup.name_taken; stage later: name_nl error.setup.name_taken"},
		"two follow-ups of a stage with one name": {func(s *Setup) *Setup {
			typ, _ := s.Type("first")
			call, _ := typ.Item("call")
			call.ID = "again"
			return s.WithType(typ.WithItem(call))
		}, "item first/call: name_nl error.setup.name_taken; item first/again: name_nl error.setup.name_taken; item first/call: name_en error.setup.name_taken; item first/again: name_en error.setup.name_taken"},
		"a document named as a follow-up": {func(s *Setup) *Setup {
			typ, _ := s.Type("first")
			call, _ := typ.Item("call")
			call.ID, call.Kind, call.Minutes = "again", Document, 0
			return s.WithType(typ.WithItem(call))
		}, ""},
		"a document's title of two lines": {func(s *Setup) *Setup {
			typ, _ := s.Type("first")
			letter, _ := typ.Item("letter")
			letter.Text = Words{"een\ntwee", "one"}
			return s.WithType(typ.WithItem(letter))
		}, "item first/letter: text_nl error.text.one_line"},
		"a guide with one stage": {func(s *Setup) *Setup {
			v, _ := s.Type("plain")
			v.Stages = []TypeStage{{Stage: "meet"}}
			return s.WithType(v.WithGuide(true))
		}, "type plain: guide error.setup.guide_stages"},
		"a guide switched off":             {func(s *Setup) *Setup { return typ(s, func(v *SaleType) { *v = v.WithGuide(false) }) }, ""},
		"retiring a stage without sales":   {func(s *Setup) *Setup { return must(s.Retire(PartStage, "meet")) }, ""},
		"retiring a stage with open sales": {func(s *Setup) *Setup { return must(s.Retire(PartStage, "offer")) }, "stage offer: error.setup.stage_in_use"},
		"with more than can be counted":    {func(s *Setup) *Setup { return must(s.Retire(PartStage, "close")) }, "stage close: error.setup.stage_in_use_more"},
		"a stage taken from a type":        {func(s *Setup) *Setup { return typ(s, func(v *SaleType) { v.Stages = v.Stages[1:] }) }, ""},
		"that has open sales in it":        {func(s *Setup) *Setup { return typ(s, func(v *SaleType) { v.Stages = v.Stages[:2] }) }, "type first: stages error.setup.type_stage_in_use_more"},
		"one of two types retired":         {func(s *Setup) *Setup { return must(s.Retire(PartType, "first")) }, ""},
		"both types retired":               {func(s *Setup) *Setup { return must(must(s.Retire(PartType, "first")).Retire(PartType, "plain")) }, "type: error.setup.last_type"},
		"the own currency retired":         {func(s *Setup) *Setup { return must(s.Retire(PartCurrency, "EUR")) }, "currency EUR: error.setup.own_currency"},
		"another currency retired":         {func(s *Setup) *Setup { return must(s.Retire(PartCurrency, "USD")) }, ""},
		"the own currency with a rate":     {func(s *Setup) *Setup { return s.WithCurrency(Currency{Code: "EUR", Rate: "1", RateOn: "2026-11-23"}) }, "currency EUR: rate error.setup.own_rate"},
		"a rate": {func(s *Setup) *Setup {
			return s.WithCurrency(Currency{Code: "USD", Rate: "0.9234567891", RateOn: "2026-11-23"})
		}, ""},
		"a rate of eleven decimals": {func(s *Setup) *Setup {
			return s.WithCurrency(Currency{Code: "USD", Rate: "0.92345678912", RateOn: "2026-11-23"})
		}, "currency USD: rate error.setup.rate"},
		"a rate of 0": {func(s *Setup) *Setup {
			return s.WithCurrency(Currency{Code: "USD", Rate: "0.00", RateOn: "2026-11-23"})
		}, "currency USD: rate error.setup.rate"},
		"a rate below 0":                     {func(s *Setup) *Setup { return s.WithCurrency(Currency{Code: "USD", Rate: "-1", RateOn: "2026-11-23"}) }, "currency USD: rate error.setup.rate"},
		"a rate without a day":               {func(s *Setup) *Setup { return s.WithCurrency(Currency{Code: "USD", Rate: "1.1"}) }, "currency USD: rate_on error.rate_on.required"},
		"a currency that is none":            {func(s *Setup) *Setup { return s.WithCurrency(Currency{Code: "XQX"}) }, "currency XQX: currency error.setup.currency"},
		"an item in a stage of the type":     {func(s *Setup) *Setup { return item(s, func(i *GuideItem) { i.Stage = "close" }) }, ""},
		"an item of an unknown kind":         {func(s *Setup) *Setup { return item(s, func(i *GuideItem) { i.Kind = "party" }) }, "item first/visit: kind error.value.unknown"},
		"an item with a purpose in Dutch":    {func(s *Setup) *Setup { return item(s, func(i *GuideItem) { i.Purpose.NL = "x" }) }, "item first/visit: purpose_en error.setup.both_languages"},
		"an item with a text in English":     {func(s *Setup) *Setup { return item(s, func(i *GuideItem) { i.Text.EN = "x\ny" }) }, "item first/visit: text_nl error.setup.both_languages"},
		"an item of more than a day":         {func(s *Setup) *Setup { return item(s, func(i *GuideItem) { i.Minutes = 1441 }) }, "item first/visit: minutes error.setup.minutes"},
		"an item before the previous one":    {func(s *Setup) *Setup { return item(s, func(i *GuideItem) { i.After = -1 }) }, "item first/visit: after error.setup.days"},
		"a value of a list that there isn't": {func(s *Setup) *Setup { return s.WithValue(ListValue{ID: "x", List: "colours", Name: Words{"a", "b"}}) }, "colours x: error.setup.list"},
		"a value with another list's id": {func(s *Setup) *Setup {
			return s.WithValue(ListValue{ID: "fair", List: Competitors, Name: Words{"a", "b"}})
		}, "competitors fair: id error.setup.id_taken"},
		"a stage called sold":            {func(s *Setup) *Setup { return s.WithStage(Stage{ID: "sold", Name: Words{"a", "b"}}) }, "stage sold: id error.setup.id_reserved"},
		"a stage whose id is an address": {func(s *Setup) *Setup { return s.WithStage(Stage{ID: "a/b", Name: Words{"a", "b"}}) }, "stage a/b: id error.setup.id"},
	} {
		t.Run(name, func(t *testing.T) {
			s := smallSetup()
			if got := broken(t, s, c.after(s), in(sales)); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
			if got := broken(t, smallSetup(), s, in(sales)); got != "" || len(smallSetup().Changes(s)) > 0 {
				t.Errorf("the setup itself became another: %s", got)
			}
		})
	}
}

func TestARetiredStageThatAGuideNeedsIsRefused(t *testing.T) {
	s := smallSetup()
	v, _ := s.Type("first")
	v.Stages = v.Stages[:2]
	s = s.WithType(v)
	after, _ := s.Retire(PartStage, "meet")
	if got := broken(t, s, after, in(nil)); got != "type first: guide error.setup.guide_stages" {
		t.Errorf("got %q", got)
	}
	// What was wrong before does not keep others from changing something else.
	worse := after.WithValue(ListValue{ID: "call", List: Sources, Name: Words{"a", "b"}})
	if got := broken(t, after, worse, in(nil)); got != "" {
		t.Errorf("got %q", got)
	}
}

func TestRefusalsNameWhatIsInTheWay(t *testing.T) {
	s := smallSetup()
	after, _ := s.Retire(PartStage, "offer")
	problems, _ := s.Becomes(after, in(map[string]int{"offer": 7}))
	if e := problems[0].Err; e.Args["count"] != 7 || e.Args["stage"] != (Words{"offer nl", "offer en"}) {
		t.Errorf("got %+v", e)
	}
	if _, err := s.Becomes(after, func(Use) (int, error) { return 0, fmt.Errorf("broken") }); err == nil {
		t.Error("a count that fails was taken for none")
	}
}

func TestSalesDoNotGoToRetiredStages(t *testing.T) {
	setup := smallSetup()
	user := User{ID: "u", Role: Administrator}
	plain, _ := setup.Type("plain")
	retired, _ := setup.Retire(PartStage, "meet")
	d := Desk{Setup: retired, Actor: user, Today: "2026-11-23"}
	if s := NewSale(d); s.Stage != "offer" || s.Probability != 55 {
		t.Errorf("a new sale begins at %q with %d%%", s.Stage, s.Probability)
	}
	s := NewSale(Desk{Setup: setup, Actor: user, Today: "2026-11-23"}) // at meet
	for _, to := range []TypeID{plain.ID, "first"} {
		if err := s.ChangeType(d, to); err != nil {
			t.Fatal(err)
		}
	}
	if s.Stage != "offer" {
		t.Errorf("back in its type it is at %q", s.Stage)
	}
	if err := s.MoveTo(d, "meet"); err == nil {
		t.Error("it was moved to a retired stage")
	}
}

func TestASaleOfATypeThatGotStagesStaysOpenUntilOneIsChosen(t *testing.T) {
	setup := smallSetup()
	d := Desk{Setup: setup, Actor: User{ID: "u", Role: Administrator}, Today: "2026-11-23"}
	s := NewSale(d)
	if err := s.ChangeType(d, "plain"); err != nil || s.Stage != "" {
		t.Fatal(s.Stage, err)
	}
	plain, _ := setup.Type("plain")
	plain.Stages = []TypeStage{{Stage: "meet"}, {Stage: "offer"}}
	d.Setup = setup.WithType(plain)
	if got := fmt.Sprint(s.StageChoices(d.Setup)); got != "[open meet offer sold lost]" {
		t.Errorf("offered %s", got)
	}
	if err := s.Choose(d, s.StageChoice()); err != nil || s.Stage != "" {
		t.Errorf("saved as it stands it is at %q, error %v", s.Stage, err)
	}
	if err := s.Choose(d, "offer"); err != nil || s.Stage != "offer" {
		t.Errorf("at %q, error %v", s.Stage, err)
	}
	if got := fmt.Sprint(s.StageChoices(d.Setup)); got != "[meet offer sold lost]" {
		t.Errorf("then offered %s", got)
	}
}

// TestNoChangesBreakASetup draws changes one after the other; those that are not
// refused leave a sound setup, in whose stages all open sales still stand.
func TestNoChangesBreakASetup(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		s := smallSetup()
		open := map[string]int{}
		for _, st := range []string{"meet", "offer", "close"} {
			open["first/"+st] = rapid.IntRange(0, 1).Draw(rt, st)
			open[st] = open["first/"+st]
		}
		for range rapid.IntRange(1, 12).Draw(rt, "changes") {
			after, err := draw(rt, s)
			if err != nil {
				continue
			}
			problems, err := s.Becomes(after, in(open))
			if err != nil {
				rt.Fatal(err)
			}
			if len(problems) > 0 {
				continue
			}
			s = after
			if left := s.Check(); len(left) > 0 {
				rt.Fatalf("it is not sound: %v", left)
			}
			v, _ := s.Type("first")
			for _, st := range s.Stages {
				if n := open["first/"+string(st.ID)]; n > 0 && (st.Retired || !v.Has(st.ID)) {
					rt.Fatalf("%d open sales stand in %s, which can't be chosen", n, st.ID)
				}
			}
			if s.Choosable(PartType) == nil {
				rt.Fatal("no type is left")
			}
		}
	})
}

// draw makes some change.
func draw(t *rapid.T, s *Setup) (*Setup, error) {
	parts := map[SetupPart][]string{PartStage: {"meet", "offer", "close"}, PartType: {"first", "plain"}, PartCurrency: {"EUR", "USD"},
		SetupPart(Sources): {"fair", "web"}, PartItem: {"first/call", "first/letter", "first/visit"}}
	part := rapid.SampledFrom([]SetupPart{PartStage, PartType, PartCurrency, SetupPart(Sources), PartItem}).Draw(t, "part")
	id := rapid.SampledFrom(parts[part]).Draw(t, "id")
	switch rapid.IntRange(0, 4).Draw(t, "change") {
	case 0:
		return s.Retire(part, id)
	case 1:
		return s.Restore(part, id)
	case 2:
		return s.Ordered(part, rapid.Permutation(parts[part]).Draw(t, "order")), nil
	case 3:
		v, _ := s.Type(rapid.SampledFrom([]TypeID{"first", "plain"}).Draw(t, "type"))
		v.Stages = nil
		for _, st := range rapid.Permutation([]StageID{"meet", "offer", "close"}).Draw(t, "stages")[:rapid.IntRange(0, 3).Draw(t, "how many")] {
			v.Stages = append(v.Stages, TypeStage{Stage: st})
		}
		return s.WithType(v.WithGuide(rapid.Bool().Draw(t, "guide"))), nil
	}
	st, _ := s.Stage(rapid.SampledFrom([]StageID{"meet", "offer", "close"}).Draw(t, "stage"))
	st.Probability = rapid.IntRange(-1, 101).Draw(t, "percent")
	return s.WithStage(st), nil
}
