package config

import (
	"bytes"
	"reflect"
	"strings"
	"testing"

	"verkoop/crm"
)

func TestDefaults(t *testing.T) {
	setup, err := Defaults()
	if err != nil {
		t.Fatal(err)
	}
	if got := setup.ActiveCurrencies(); !reflect.DeepEqual(got, []string{"EUR"}) {
		t.Errorf("active currencies: %v", got)
	}
	var stages []int
	for _, s := range setup.Stages {
		stages = append(stages, s.Probability)
	}
	if !reflect.DeepEqual(stages, []int{20, 40, 60, 80}) {
		t.Errorf("probabilities of the stages: %v", stages)
	}
	for _, id := range []crm.TypeID{"new-customer", "delivery"} {
		if typ, ok := setup.Type(id); !ok || typ.Guide == nil || len(typ.Guide.Items) < 8 {
			t.Errorf("%s should have a guide", id)
		}
	}
	if typ, _ := setup.Type("renewal"); typ.Stages != nil || typ.Guide != nil {
		t.Error("a renewal has no stages")
	}
	for _, list := range crm.Lists {
		n := 0
		for _, v := range setup.Values {
			if v.List == list {
				n++
				if v.Order != n {
					t.Errorf("%s: order %d, place %d", v.ID, v.Order, n)
				}
			}
		}
		if n == 0 {
			t.Errorf("no values in %s", list)
		}
	}
}

func TestReadGivesBackWhatWriteWrote(t *testing.T) {
	want, err := Defaults()
	if err != nil {
		t.Fatal(err)
	}
	want.Types[3].Retired = true
	want.Values[2].Retired = true
	want.Types[0].Guide.Items[0].Text = crm.Words{NL: "Één \"regel\"\nen nog een", EN: "One 'line'\nand another"}
	want.Types[0].Guide.Items[1].Retired = true
	want.Types[1].Guide.Items = nil
	var b bytes.Buffer
	if err := Write(want, &b); err != nil {
		t.Fatal(err)
	}
	text := b.String()
	got, err := Read(&b)
	if err != nil {
		t.Fatal(err, "\n", text)
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v\n%s", got, want, text)
	}
}

func TestWhatIsWrongIsRefused(t *testing.T) {
	for name, c := range map[string]struct {
		old, new, says string
	}{
		"not TOML":                       {`[organisation]`, `[organisation`, "can't be read"},
		"an unknown key":                 {`days = 90`, `dagen = 90`, "unknown key"},
		"an unknown list":                {`[[lists.credited]]`, `[[lists.colours]]`, "unknown list"},
		"a type without an English name": {`{ nl = "Verlenging", en = "Renewal" }`, `{ nl = "Verlenging" }`, `type "renewal": name_en: error.name_en.required`},
		"a value without a Dutch name":   {`{ nl = "Beurs", en = "Trade fair" }`, `{ en = "Trade fair" }`, `sources "source-fair": name_nl: error.name_nl.required`},
		"a stage above 100 percent":      {`probability = 80`, `probability = 101`, `stage "closing": probability: error.probability.range`},
		"a type's stage below 0":         {`probability = 90`, `probability = -1`, `type "existing-customer": probability-closing: error.probability.range`},
		"a stage that is not there":      {`{ stage = "closing", probability = 90 }`, `{ stage = "other" }`, `type "existing-customer": stages: error.setup.stage_unknown`},
		"a stage twice in a type":        {`{ stage = "closing", probability = 90 }`, `{ stage = "quote" }`, "error.setup.stage_twice"},
		"a guide item's unknown stage":   {"stage = \"closing\"\nkind", "stage = \"end\"\nkind", `item "new-customer/agreement": stage: error.setup.item_stage`},
		"a guide item's unknown kind":    {`kind = "task"`, `kind = "party"`, `item "new-customer/credit-check": kind: error.value.unknown`},
		"a guide with one stage":         {"days = 30\n\n[[lists", "days = 30\nstages = [{ stage = \"quote\" }]\n[types.guide]\n\n[[lists", `type "renewal": guide: error.setup.guide_stages`},
		"two stages with one id":         {`id = "quote"` + "\nname", `id = "closing"` + "\nname", "closing"},
		"two values with one id":         {`"lost-budget"`, `"lost-price"`, "lost-price"},
		"a stage called open":            {`id = "quote"` + "\nname", `id = "open"` + "\nname", `stage "open": id: error.setup.id_reserved`},
		"a stage called sold":            {`id = "quote"` + "\nname", `id = "sold"` + "\nname", `stage "sold": id: error.setup.id_reserved`},
		"an id with a space":             {`"lost-budget"`, `"lost budget"`, `lost_reasons "lost budget": id: error.setup.id`},
		"an unknown currency":            {`code = "KWD"`, `code = "XQX"`, `currency "XQX": currency: error.setup.currency`},
		"a currency twice":               {`code = "KWD"`, `code = "JPY"`, `currency "JPY": id: error.setup.id_taken`},
		"a retired default currency":     {`currency = "EUR"`, `currency = "USD"`, `currency "USD": error.setup.own_currency`},
		"an organisation without name":   {`name = "Verkoop"`, `name = ""`, "error.organisation.required"},
	} {
		t.Run(name, func(t *testing.T) {
			text := string(defaults)
			changed := strings.Replace(text, c.old, c.new, 1)
			if changed == text {
				t.Fatalf("the defaults do not have %q", c.old)
			}
			_, err := Read(strings.NewReader(changed))
			if err == nil || !strings.Contains(err.Error(), c.says) {
				t.Errorf("got %v, want something with %q", err, c.says)
			}
		})
	}
	if _, err := Read(strings.NewReader("")); err == nil {
		t.Error("an empty setup was taken")
	}
}
