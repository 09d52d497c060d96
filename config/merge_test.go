package config

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/bojanz/currency"

	"verkoop/crm"
	"verkoop/store"
	"verkoop/store/badger"
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// empty is a store without a setup.
func empty(t *testing.T) store.Store {
	t.Helper()
	s, err := badger.Open(badger.Options{InMemory: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// founded is a store with the default setup.
func founded(t *testing.T) store.Store {
	t.Helper()
	s, defaults := empty(t), mustDefaults(t)
	update(t, s, func(tx store.Tx) error { return Apply(tx, defaults) })
	return s
}

func mustDefaults(t *testing.T) crm.Setup {
	t.Helper()
	setup, err := Defaults()
	if err != nil {
		t.Fatal(err)
	}
	return setup
}

func update(t *testing.T, s store.Store, fn func(store.Tx) error) {
	t.Helper()
	if err := s.Update(context.Background(), fn); err != nil {
		t.Fatal(err)
	}
}

func setupOf(t *testing.T, s store.Store) (setup *crm.Setup) {
	t.Helper()
	if err := s.View(context.Background(), func(tx store.ReadTx) (err error) { setup, err = tx.Setup(); return err }); err != nil {
		t.Fatal(err)
	}
	return setup
}

func exported(t *testing.T, s store.Store) string {
	t.Helper()
	var b bytes.Buffer
	if err := Write(*setupOf(t, s), &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

var entries int

// imported imports the file, and returns how many changes it made.
func imported(s store.Store, text string, retire bool) (n int, err error) {
	file, err := ReadPart(strings.NewReader(text))
	if err != nil {
		return 0, err
	}
	err = s.Update(context.Background(), func(tx store.Tx) error {
		now, err := tx.Setup()
		if err != nil {
			return err
		}
		after, err := Merge(now, file, crm.DateOf(noon), retire)
		if err != nil {
			return err
		}
		changes, err := Save(tx, func(kind crm.AuditKind) crm.AuditEntry {
			entries++
			return crm.AuditEntry{ID: fmt.Sprint("entry-", entries), At: noon, Kind: kind, From: crm.FromCommandLine}
		}, after)
		n = len(changes)
		return err
	})
	return n, err
}

func sell(t *testing.T, s store.Store, change func(*crm.Sale)) {
	t.Helper()
	update(t, s, func(tx store.Tx) error {
		n, err := tx.NextSaleNumber()
		if err != nil {
			return err
		}
		sale := crm.Sale{ID: crm.SaleID(fmt.Sprint(n)), Number: n, Version: 1, Type: "new-customer", Stage: "quote", Outcome: crm.Open,
			Owner: "u", Visible: crm.Everyone, Amount: crm.Zero("EUR"), Cost: crm.Zero("EUR")}
		change(&sale)
		return tx.PutSale(sale, crm.Change{Sale: sale.ID, Version: 1})
	})
}

// plain is the setup without what an import does not carry.
func plain(s *crm.Setup) crm.Setup {
	out := *s
	out.Organisation.Version = 0
	out.Types, out.Stages, out.Values, out.Currencies = append([]crm.SaleType(nil), s.Types...), append([]crm.Stage(nil), s.Stages...), append([]crm.ListValue(nil), s.Values...), append([]crm.Currency(nil), s.Currencies...)
	for i := range out.Types {
		out.Types[i].Version, out.Types[i].Order = 0, i
	}
	for i := range out.Stages {
		out.Stages[i].Version, out.Stages[i].Order = 0, i
	}
	for i := range out.Values {
		out.Values[i].Version = 0
	}
	slices.SortStableFunc(out.Values, func(a, b crm.ListValue) int { return cmp.Compare(a.List, b.List) })
	for i := range out.Currencies {
		out.Currencies[i].Version, out.Currencies[i].Order = 0, i
	}
	return out
}

// shaped is an installation that somebody has shaped in all ways there are.
func shaped(t *testing.T) store.Store {
	t.Helper()
	s := founded(t)
	change := func(how func(*crm.Setup) *crm.Setup) {
		t.Helper()
		update(t, s, func(tx store.Tx) error {
			now, err := tx.Setup()
			if err != nil {
				return err
			}
			_, err = Save(tx, func(kind crm.AuditKind) crm.AuditEntry {
				entries++
				return crm.AuditEntry{ID: fmt.Sprint("entry-", entries), At: noon, Kind: kind}
			}, how(now))
			return err
		})
	}
	change(func(s *crm.Setup) *crm.Setup {
		return s.WithStage(crm.Stage{ID: "trial", Name: crm.Words{NL: "Proef", EN: "Trial"}, Probability: 50}).Ordered(crm.PartStage, []string{"trial", "closing"})
	})
	change(func(s *crm.Setup) *crm.Setup {
		typ, _ := s.Type("delivery")
		s = s.WithType(typ.WithGuide(false))
		typ, _ = s.Type("new-customer")
		item, _ := typ.Item("visit")
		item.Retired = true
		typ = typ.WithItem(item).OrderItems([]crm.GuideItemID{"visit-report", "introduction"})
		s, _ = s.WithType(typ).Retire(crm.PartType, "existing-customer")
		s, _ = s.Retire(crm.SetupPart(crm.Sources), "source-fair")
		s = s.WithCurrency(crm.Currency{Code: "USD", Rate: "0.9234", RateOn: "2026-11-20"})
		return s.Ordered(crm.SetupPart(crm.LostReasons), []string{"lost-silence"})
	})
	return s
}

func TestAnExportGivesAnEmptyInstallationTheSameSetup(t *testing.T) {
	from, to := shaped(t), empty(t)
	file := exported(t, from)
	if n, err := imported(to, file, false); n == 0 || err != nil {
		t.Fatalf("%d changes, error %v", n, err)
	}
	if got, want := plain(setupOf(t, to)), plain(setupOf(t, from)); !reflect.DeepEqual(got, want) {
		t.Errorf("got\n%+v\nwant\n%+v", got, want)
	}
	if got := exported(t, to); got != file {
		t.Errorf("exported again it is\n%s\nwas\n%s", got, file)
	}
	for _, retire := range []bool{false, true} {
		sequence := to.Sequence()
		if n, err := imported(to, file, retire); n != 0 || err != nil || to.Sequence() != sequence {
			t.Errorf("a second time (retire %t): %d changes, error %v, or something was written", retire, n, err)
		}
	}
}

func TestAnImportIntoAnotherCompanyLeavesTheRestAsItIs(t *testing.T) {
	from, to := shaped(t), founded(t)
	update(t, to, func(tx store.Tx) error {
		return errors.Join(
			tx.PutListValue(crm.ListValue{ID: "own", Version: 1, List: crm.Sources, Name: crm.Words{NL: "Eigen", EN: "Own"}, Order: 3}),
			tx.PutOrganisation(crm.Organisation{Version: 2, Name: "Anders", Currency: "EUR"}))
	})
	file := exported(t, from)
	if n, err := imported(to, file, false); n == 0 || err != nil {
		t.Fatalf("%d changes, error %v", n, err)
	}
	setup := setupOf(t, to)
	if setup.Organisation.Name != "Anders" {
		t.Errorf("the company is called %q now", setup.Organisation.Name)
	}
	if v, ok := setup.Value(crm.Sources, "own"); !ok || v.Retired {
		t.Errorf("what the file does not name is %+v", v)
	}
	if v, _ := setup.Value(crm.Sources, "source-fair"); !v.Retired {
		t.Error("what the file says is retired is not")
	}
	if n, err := imported(to, file, false); n != 0 || err != nil {
		t.Errorf("a second time: %d changes, error %v", n, err)
	}
	if n, err := imported(to, file, true); n != 1 || err != nil {
		t.Errorf("with retire: %d changes, error %v", n, err)
	}
	if v, _ := setupOf(t, to).Value(crm.Sources, "own"); !v.Retired {
		t.Error("what the file does not name can be chosen still")
	}
	if n, err := imported(to, file, true); n != 0 || err != nil {
		t.Errorf("with retire a second time: %d changes, error %v", n, err)
	}
}

func TestAFileMayNameAPartOnly(t *testing.T) {
	s := founded(t)
	if n, err := imported(s, "[[lists.sources]]\nid = \"radio\"\nname = { nl = \"Radio\", en = \"Radio\" }\n", false); n != 1 || err != nil {
		t.Errorf("%d changes, error %v", n, err)
	}
	if got := setupOf(t, s).Choosable(crm.SetupPart(crm.Sources)); got[7] != "radio" || len(got) != 8 {
		t.Errorf("sources %v", got)
	}
}

func TestWhatAFileDoesNotSayStays(t *testing.T) {
	s := founded(t)
	before := setupOf(t, s)
	if n, err := imported(s, `
[[stages]]
id = "negotiation"
name = { nl = "Onderhandelen", en = "Negotiating" }
[[stages]]
id = "trial"
name = { nl = "Proef", en = "Trial" }
[[types]]
id = "existing-customer"
name = { nl = "Vaste klant", en = "Regular customer" }
[[types]]
id = "new-customer"
days = 91
[[currencies]]
code = "USD"
[[lists.sources]]
id = "source-website"
`, false); n == 0 || err != nil {
		t.Fatalf("%d changes, error %v", n, err)
	}
	setup := setupOf(t, s)
	if st, _ := setup.Stage("negotiation"); st.Probability != 60 || st.Name.EN != "Negotiating" {
		t.Errorf("the stage is %+v", st)
	}
	if st, _ := setup.Stage("trial"); st.Probability != 70 {
		t.Errorf("the new stage is %+v, halfway from 60 to 80 is 70", st)
	}
	if got, want := setup.All(crm.PartStage), []string{"first-meeting", "quote", "negotiation", "trial", "closing"}; !slices.Equal(got, want) {
		t.Errorf("stages %v, want %v", got, want)
	}
	typ, _ := setup.Type("new-customer")
	was, _ := before.Type("new-customer")
	was.Days = 91
	if !typ.Same(crm.SaleType{ID: was.ID, Version: typ.Version, Name: was.Name, Days: 91, Stages: was.Stages, Guide: was.Guide, Order: typ.Order}) {
		t.Errorf("the type is %+v", typ)
	}
	// They change places among each other, as the file has them, and no others.
	if got, want := setup.All(crm.PartType), []string{"existing-customer", "delivery", "new-customer", "renewal"}; !slices.Equal(got, want) {
		t.Errorf("types %v, want %v", got, want)
	}
	if got := setup.All(crm.SetupPart(crm.Sources)); !slices.Equal(got, before.All(crm.SetupPart(crm.Sources))) {
		t.Errorf("sources %v", got)
	}
	if v, _ := setup.Value(crm.Sources, "source-website"); v.Name.NL != "Website" {
		t.Errorf("the source is %+v", v)
	}
	if n, err := imported(s, "[[types]]\nid = \"renewal\"\n", false); n != 0 || err != nil {
		t.Errorf("naming the last type: %d changes, error %v", n, err)
	}
}

func TestWhatIsNamedIsWovenIn(t *testing.T) {
	for _, c := range []struct{ here, named, want string }{
		{"a b c d", "", "a b c d"}, {"a b c d", "d", "a b c d"}, {"a b c d", "d a", "d b c a"}, {"a b c d", "x", "a b c d x"},
		{"a b c d", "b x y", "a b x y c d"}, {"a b c d", "x c", "a b x c d"}, {"", "b a", "b a"}, {"a b c d", "c x a", "c x b a d"},
	} {
		here, named := strings.Fields(c.here), strings.Fields(c.named)
		got := woven(here, named)
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s and %s: %v, want %s", c.here, c.named, got, c.want)
		}
		if again := woven(got, named); !slices.Equal(again, got) {
			t.Errorf("%s and %s: %v, once more %v", c.here, c.named, got, again)
		}
	}
}

func TestAnItemThatTheFileDoesNotNameStays(t *testing.T) {
	s := founded(t)
	file := `[[types]]
id = "new-customer"
name = { nl = "Nieuwe klant", en = "New customer" }
days = 90
stages = [{ stage = "first-meeting" }, { stage = "quote" }]
[types.guide]
[[types.guide.items]]
id = "visit"
stage = "first-meeting"
kind = "appointment"
name = { nl = "Bezoek", en = "Visit" }
`
	if _, err := imported(s, file, false); err != nil {
		t.Fatal(err)
	}
	typ, _ := setupOf(t, s).Type("new-customer")
	if call, ok := typ.Item("introduction"); !ok || call.Retired || len(typ.GuideItems()) != 10 {
		t.Errorf("items %+v", typ.GuideItems())
	}
	if agreement, _ := typ.Item("agreement"); !agreement.Retired {
		t.Error("it is suggested in a stage that the type has no more")
	}
	if _, err := imported(s, file, true); err == nil {
		t.Error("all stages that the file does not name, and the last types, were retired") // the file has no stages at all
	}
}

func TestAnImportThatCantBeMadeChangesNothing(t *testing.T) {
	for name, c := range map[string]struct {
		old, new string // in the exported defaults
		retire   bool
		says     string
	}{
		"a stage with open sales retired":           {"id = \"quote\"\nprobability = 40", "id = \"quote\"\nprobability = 40\nretired = true", false, `stage "quote": error.setup.stage_in_use`},
		"a stage with open sales not named":         {"", "", true, `stage "quote": error.setup.stage_in_use`},
		"a stage with open sales taken from a type": {"", "", false, `type "new-customer": stages: error.setup.type_stage_in_use`},
		"an item in a stage that its type lacks":    {"[[types.stages]]\nstage = \"closing\"\n", "", false, "item \"new-customer/agreement\": stage: error.setup.item_stage"},
		"a new type without its duration":           {"", "", false, `type "x": days: error.setup.days`},
		"an unknown stage":                          {"", "", false, `type "renewal": stages: error.setup.stage_unknown`},
		"a rate of a day to come":                   {"", "", false, `currency "USD": rate_on: error.setup.rate_future`},
		"a stage named as another":                  {"", "", false, `stage "double": name_en: error.setup.name_taken`},
		"all that is wrong, the first of it":        {"", "", false, `type "new-customer": stages: error.setup.stage_unknown`},
		"all that is wrong, the last of it":         {"", "", false, `item "new-customer/introduction": stage: error.setup.item_stage`},
		"a percentage of 101":                       {"probability = 80", "probability = 101", false, `stage "closing": probability: error.probability.range`},
		"a name in one language":                    {`en = "Website"`, `en = ""`, false, `sources "source-website": name_en: error.name_en.required`},
		"the same twice":                            {`id = "source-website"`, `id = "source-fair"`, false, `sources "source-fair": id: error.setup.id_taken`},
		"a key that there isn't":                    {"days = 90", "dagen = 90", false, "unknown key"},
		"no TOML":                                   {"[organisation]", "[organisation", false, "can't be read"},
		"a value of another list":                   {`id = "competitor-unknown"`, `id = "source-fair"`, false, `competitors "source-fair": id: error.setup.id_taken`},
		"rates in another currency":                 {"code = \"USD\"", "code = \"USD\"\nrate = \"0.9\"\nrate_on = \"2026-11-20\"", false, "error.setup.other_currency"},
	} {
		t.Run(name, func(t *testing.T) {
			s := founded(t)
			sell(t, s, func(*crm.Sale) {})
			sell(t, s, func(sale *crm.Sale) { sale.Outcome, sale.Stage = crm.Lost, "closing" }) // a lost one is not in the way
			text := exported(t, s)
			switch name {
			case "a stage with open sales not named":
				text = "[[stages]]\nid = \"closing\"\nname = { nl = \"Afronding\", en = \"Closing\" }\nprobability = 80\n[[types]]\nid = \"x\"\nname = { nl = \"X\", en = \"X\" }\ndays = 1\n"
			case "a new type without its duration":
				text = "[[types]]\nid = \"x\"\nname = { nl = \"X\", en = \"X\" }\n"
			case "a stage with open sales taken from a type":
				text = "[[types]]\nid = \"new-customer\"\nno_guide = true\nstages = [{ stage = \"first-meeting\" }, { stage = \"closing\" }]\n"
			case "an unknown stage":
				text = "[[types]]\nid = \"renewal\"\nstages = [{ stage = \"other\" }]\n"
			case "a rate of a day to come":
				text = "[[currencies]]\ncode = \"USD\"\nrate = \"0.9\"\nrate_on = \"2099-01-01\"\n"
			case "a stage named as another":
				text = "[[stages]]\nid = \"double\"\nname = { nl = \"Dubbel\", en = \"quote\" }\nprobability = 40\n"
			case "all that is wrong, the first of it", "all that is wrong, the last of it":
				text = strings.Replace(text, "[[types.stages]]\nstage = \"first-meeting\"", "[[types.stages]]\nstage = \"nowhere\"", 1)
			case "rates in another currency":
				text = strings.Replace(text, `currency = "EUR"`, `currency = "GBP"`, 1)
			}
			if c.old != "" && !strings.Contains(text, c.old) {
				t.Fatalf("the file has no %q:\n%.3000s", c.old, text)
			}
			text = strings.Replace(text, c.old, c.new, 1)
			before, sequence := exported(t, s), s.Sequence()
			_, err := imported(s, text, c.retire)
			if err == nil || !strings.Contains(err.Error(), c.says) {
				t.Errorf("got %v, want something with %q", err, c.says)
			}
			if exported(t, s) != before || s.Sequence() != sequence {
				t.Error("something was changed")
			}
		})
	}
}

func TestSaveKeepsWhatChangedWithTheAuditLog(t *testing.T) {
	s := founded(t)
	if _, err := imported(s, "[[stages]]\nid = \"quote\"\nname = { nl = \"Offerte\", en = \"Proposal\" }\nprobability = 45\n", false); err != nil {
		t.Fatal(err)
	}
	setup := setupOf(t, s)
	if st, _ := setup.Stage("quote"); st.Version != 2 || st.Probability != 45 || st.Order != 2 {
		t.Errorf("the stage is %+v", st)
	}
	if typ, _ := setup.Type("new-customer"); typ.Version != 1 {
		t.Errorf("a type of version %d", typ.Version)
	}
	var log []crm.AuditEntry
	err := s.View(context.Background(), func(tx store.ReadTx) (err error) {
		log, _, err = tx.Audit(store.AuditFilter{}, "", 99)
		return err
	})
	if err != nil || len(log) != 1 || log[0].Kind != crm.AuditSettingChanged || log[0].Part != crm.PartStage || log[0].From != crm.FromCommandLine {
		t.Errorf("audit log %+v, error %v", log, err)
	}
}

func TestSaveMovesSalesWhoseRateChanged(t *testing.T) {
	s := founded(t)
	for i, code := range []string{"EUR", "JPY"} {
		sell(t, s, func(sale *crm.Sale) { sale.Amount, _ = currency.NewAmount([]string{"100", "9000"}[i], code) })
	}
	sorted := func() (ids []crm.SaleID) {
		err := s.View(context.Background(), func(tx store.ReadTx) error {
			page, err := tx.Sales(store.SaleList{Reader: crm.User{ID: "u", Role: crm.Seller}, Sort: store.ByAmount}, "", 9)
			for _, row := range page.Rows {
				ids = append(ids, row.Sale.ID)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return ids
	}
	first := sorted()
	if _, err := imported(s, "[[currencies]]\ncode = \"JPY\"\nrate = \"1\"\nrate_on = \"2026-11-20\"\n", false); err != nil {
		t.Fatal(err)
	}
	if got := sorted(); slices.Equal(got, first) {
		t.Errorf("sorted %v before and after", got)
	}
}
