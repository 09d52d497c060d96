package handlers

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"verkoop/crm"
	"verkoop/store"
)

// mover is the form that moves sale 1042 to the stage.
func (a *answer) mover(stage string) (path, put string, form url.Values) {
	a.t.Helper()
	f := a.Find("form.step-move:has([name=stage][value='" + stage + "'])")
	if f.Length() != 1 {
		a.t.Fatalf("%d forms move to %s", f.Length(), stage)
	}
	return f.AttrOr("action", ""), f.AttrOr("hx-put", ""), fieldsOf(f)
}

func TestASaleIsMovedFromTheGuide(t *testing.T) {
	s := open(t)
	before := s.sale(1042)
	_, put, form := s.get("/sales/1042?section=guide&stage=quote&sort=title").mover("closing")
	a := s.do("PUT", put, form, htmx, with("HX-Current-URL", "http://x/sales/1042?section=guide&stage=quote&tab=note")).want(200)
	a.has("article .card-stage", "Afronding · 80%").has("#status, hx-partial[hx-target='#status']", "Fase is nu Afronding; 3 eerdere fasen hebben een vinkje")
	a.shows("the guide", a.stages(), "Eerste gesprek v> | Offerte v> | Onderhandeling v> | Afronding h*")
	if a.Find("#sale-1042-step-closing[autofocus]").Length() != 1 || a.Find("[autofocus]").Length() != 1 {
		t.Error("reading goes on elsewhere than at the stage")
	}
	if a.Find("#sale-1042-tab-note[aria-selected=true]").Length() != 1 || a.header.Get("HX-Replace-Url") != "/sales/1042?section=guide&tab=note" {
		t.Errorf("the page does not stay where it is: %q", a.header.Get("HX-Replace-Url"))
	}
	if !strings.Contains(a.text("nav.walk a"), "Terug") || !strings.Contains(a.Find("nav.walk a").First().AttrOr("href", ""), "sort=title") {
		t.Error("the list that the sale was opened from is lost")
	}
	after := s.sale(1042)
	if after.Stage != "closing" || after.Probability != 80 || after.Version != before.Version+1 || after.LastStages["delivery"] != "closing" {
		t.Errorf("%+v", after)
	}
	a.has(".timeline", "Fase Onderhandeling → Afronding")

	var path string
	path, _, form = s.get("/sales/1042?section=guide&stage=all", english).mover("first-meeting")
	a = s.do("POST", path, form, english).want(303)
	if to := a.header.Get("Location"); to != "/sales/1042?section=guide&stage=all" {
		t.Errorf("without scripts to %s", to)
	}
	a = s.get("/sales/1042?section=guide").want(200)
	a.shows("back at the first", a.stages(), "Eerste gesprek h* | Offerte v> | Onderhandeling v> | Afronding v>")
	version := s.sale(1042).Version
	s.do("PUT", "/sales/1042/stage", url.Values{"version": {fmt.Sprint(version)}, "stage": {"first-meeting"}}, htmx).want(200).has("hx-partial[hx-target='#status']", "Fase is nu Eerste gesprek")
	if s.sale(1042).Version != version {
		t.Error("moved to where it is, it was saved again")
	}
}

// otherwise lets Daan save the sale.
func (s *site) otherwise(n crm.SaleNumber, edit func(desk crm.Desk, sale *crm.Sale) error) {
	s.t.Helper()
	daan := s.userCalled("Daan")
	s.update(func(tx store.Tx) error {
		setup, err := tx.Setup()
		if err != nil {
			return err
		}
		before, err := tx.Sale(n)
		if err != nil {
			return err
		}
		after := before
		if err := edit(crm.Desk{Setup: setup, Actor: daan, Today: crm.DateOf(s.clock())}, &after); err != nil {
			return err
		}
		after = after.Saved(daan, s.clock())
		return tx.PutSale(after, crm.NewChange(daan, before, after, func(crm.Field, string) crm.Words { return crm.Words{} }))
	})
}

func TestAMoveKeepsWhatOthersChangedAndYieldsToTheirMove(t *testing.T) {
	s := open(t)
	_, put, form := s.get("/sales/1042?section=guide").mover("closing")
	s.otherwise(1042, func(_ crm.Desk, sale *crm.Sale) error { sale.Title = "Anders"; return nil })
	s.do("PUT", put, form, htmx).want(200)
	if sale := s.sale(1042); sale.Stage != "closing" || sale.Title != "Anders" {
		t.Fatalf("%+v", sale)
	}
	path, put, form := s.get("/sales/1042?section=guide").mover("quote")
	s.otherwise(1042, func(d crm.Desk, sale *crm.Sale) error { return sale.MoveTo(d, "negotiation") })
	before := s.sale(1042)
	sentence := "Daan Visser heeft deze verkoop intussen gewijzigd; de fase is nu Onderhandeling. Er is niets verplaatst."
	a := s.do("PUT", put, form, htmx, with("HX-Current-URL", "http://x/sales/1042?section=guide")).want(409).has("hx-partial[hx-target='#flash']", sentence)
	a.has("article .card-stage", "Onderhandeling · 60%")
	a.shows("the guide is as stored", a.stages(), "Eerste gesprek v> | Offerte v> | Onderhandeling h* | Afronding v>")
	a = s.do("POST", path, form).want(409).has("main", sentence)
	if back := a.Find(".failure a").AttrOr("href", ""); back != "/sales/1042?section=guide" {
		t.Errorf("leads back to %s", back)
	}
	if s.sale(1042).Version != before.Version {
		t.Error("something was saved")
	}
	_, put, form = s.get("/sales/1042?section=guide").mover("closing")
	s.otherwise(1042, func(d crm.Desk, sale *crm.Sale) error { return sale.ChangeType(d, "renewal") })
	s.do("PUT", put, form, htmx).want(409).has("hx-partial[hx-target='#flash']", "de fase is nu Open")
	if stages := s.get("/sales/1042?section=guide").Find(".guide").Length(); stages > 0 {
		t.Error("the guide is still there")
	}
}

func TestBadMovesAreRefusedInWords(t *testing.T) {
	s := open(t)
	version := fmt.Sprint(s.sale(1042).Version)
	for _, c := range []struct{ name, stage, version, text string }{
		{"a stage that the type lacks", "nothing", version, "Kies een fase"},
		{"no stage", "", version, "Kies een fase"},
		{"sold is no stage", "sold", version, "Kies een fase"},
		{"lost is no stage", "lost", version, "Kies een fase"},
		{"no version", "closing", "", "opnieuw"},
		{"a version that there is not", "closing", "99", "opnieuw"},
	} {
		for _, o := range [][]option{{htmx}, nil} {
			a := s.do("PUT", "/sales/1042/stage", url.Values{"stage": {c.stage}, "version": {c.version}}, o...).want(422)
			if !strings.Contains(a.body, c.text) {
				t.Errorf("%s: %.300s", c.name, a.text("body"))
			}
		}
	}
	s.get("/sales/1042/stage?to=sold", htmx).want(422)
	if fmt.Sprint(s.sale(1042).Version) != version {
		t.Error("something was saved")
	}
}

func TestAClosedSaleIsReopenedOnTheCard(t *testing.T) {
	s := open(t)
	path, put, form := s.get("/sales/1018?section=guide").want(200).mover("quote")
	if put != "" {
		t.Error("re-opened without a word about what else that changes")
	}
	a := s.do("POST", path, form).want(200)
	a.has(".strip", "Waarschijnlijkheid 100%40%")
	if a.Find("form[data-dirty] #sale-1018-stage option[selected]").AttrOr("value", "") != "quote" || s.sale(1018).Outcome != crm.Sold {
		t.Errorf("the form is not filled in, or saved: %s", a.text("#sale-1018-stage"))
	}
	s.do("PUT", "/sales/1018", a.fields(), htmx).want(200)
	if sale := s.sale(1018); sale.Outcome != crm.Open || sale.Stage != "quote" || sale.SoldReason != "" {
		t.Errorf("%+v", sale)
	}
}
