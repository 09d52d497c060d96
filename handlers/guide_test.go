package handlers

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"verkoop/crm"
	"verkoop/store"
)

// items are the items that the guide shows, each with a letter for what was made for
// it: n nothing, t to do, d done.
func (a *answer) items() string {
	var out []string
	a.Find(".guide-item").Each(func(_ int, item *goquery.Selection) {
		text := strings.TrimSpace(item.Find(".guide-name").First().Text()) + " "
		item.Find(".guide-row").Each(func(_ int, row *goquery.Selection) {
			switch {
			case row.HasClass("is-suggested"):
				text += "n"
			case row.HasClass("is-done"):
				text += "d"
			default:
				text += "t"
			}
		})
		out = append(out, text)
	})
	return strings.Join(out, " | ")
}

// stages are those of the stepper, each with the letter of its state, a star where its
// items are shown, and an arrow where the sale can be moved to it.
func (a *answer) stages() string {
	var out []string
	a.Find(".stepper > .step").Each(func(_ int, step *goquery.Selection) {
		text := strings.TrimSpace(step.Find(".step-name").Text()) + " " + strings.ToLower(step.Find(".step-state").Text()[:1])
		if step.HasClass("is-shown") {
			text += "*"
		}
		if step.Find("form").Length() > 0 {
			text += ">"
		}
		out = append(out, text)
	})
	return strings.Join(out, " | ")
}

func (a *answer) shows(what, got, want string) {
	a.t.Helper()
	if got != want {
		a.t.Errorf("%s:\n  %s\nwant\n  %s", what, got, want)
	}
}

const (
	inNegotiation = "Presentatie proefopstelling d | Prijs bespreken t | Contract doornemen met inkoop n | Offerte, herzien d | Conceptovereenkomst n"
	inMeeting     = "Eerste kennismaking d | Opname op locatie n"
)

func TestTheGuideShowsAStageOrAll(t *testing.T) {
	s := open(t)
	a := s.get("/sales/1042?section=guide").want(200)
	a.shows("stages", a.stages(), "Eerste gesprek v> | Offerte v> | Onderhandeling h* | Afronding v>")
	a.shows("items", a.items(), inNegotiation)
	a.has(".guide", "Vervolgactiviteiten · 1 van 3 voltooid").has(".guide", "Documenten · 1 van 2 voltooid")
	a.has(".guide", "Korting op vaste poorten · 20 nov 2026 · 3 dagen te laat · Femke de Boer")
	if a.Find("#sale-1042-section-guide[aria-selected=true]").Length() != 1 || a.text("#sale-1042-ticks") != "2 van 4" {
		t.Error("the tab is not open, or says not how far the sale is")
	}
	for _, way := range []struct {
		name, path string
		options    []option
	}{{"the page", a.Find("#sale-1042-step-first-meeting").AttrOr("href", ""), nil},
		{"the part", a.Find("#sale-1042-step-first-meeting").AttrOr("hx-get", ""), []option{htmx, with("HX-Current-URL", "http://x/sales/1042?section=guide&tab=note")}}} {
		b := s.get(way.path, way.options...).want(200)
		b.shows(way.name, b.items(), inMeeting)
		b.shows(way.name, b.stages(), "Eerste gesprek v*> | Offerte v> | Onderhandeling h | Afronding v>")
		if way.options != nil && b.header.Get("HX-Replace-Url") != "/sales/1042?section=guide&stage=first-meeting&tab=note" {
			t.Errorf("the address becomes %q", b.header.Get("HX-Replace-Url"))
		}
	}
	for page, want := range map[string]string{
		"https://evil.example//evil.example/sales/": "", "https://evil.example/": "", "javascript:alert(1)": "", "%zz": "",
		"https://evil.example/sales/1042/edit?section=activities#x": "/sales/1042/edit?section=guide&stage=quote",
	} {
		if got := s.get("/sales/1042/guide?stage=quote", htmx, with("HX-Current-URL", page)).want(200).header.Get("HX-Replace-Url"); got != want {
			t.Errorf("from %s the address becomes %q", page, got)
		}
	}
	a = s.get("/sales/1042?section=guide&stage=all", english).want(200)
	if a.Find(".guide-stage").Length() != 4 || !a.Find("#sale-1042-guide-all").Is("[checked]") {
		t.Error("not every stage is shown")
	}
	a.has(".guide-stage", "First meeting · Completed")
	if to := s.get("/sales/1042/guide?stage=quote").want(303).header.Get("Location"); to != "/sales/1042?section=guide&stage=quote" {
		t.Errorf("without scripts the part leads to %s", to)
	}
	a = s.get("/sales/1042?section=guide&stage=nothing").want(200) // a stage that the type lacks
	a.shows("an unknown stage", a.items(), inNegotiation)
	s.get("/sales/1041/guide", htmx).want(404).has("body", "geen verkoopgids meer") // it was a delivery once
	a = s.get("/sales/1042/edit?section=guide").want(200)
	a.shows("beside the form", a.stages(), "Eerste gesprek v | Offerte v | Onderhandeling h* | Afronding v")
}

func TestWhoMayNotEditSeesTheGuideAndCannotUseIt(t *testing.T) {
	s := open(t)
	s.as(s.user("Iris"))
	a := s.get("/sales/1042?section=guide&stage=all").want(200)
	if a.Find(".guide-item").Length() != 11 || a.Find(".guide form:not([method=get]), .guide button, .guide a[hx-target='#dialog']").Length() > 0 {
		t.Errorf("%d items, and what may not be done: %s", a.Find(".guide-item").Length(), a.text(".guide button"))
	}
}

func (s *site) madeFor(n crm.SaleNumber, item crm.GuideItemID) (made []crm.Activity) {
	s.t.Helper()
	for _, a := range s.activities(n) {
		if a.GuideItem == item {
			made = append(made, a)
		}
	}
	return made
}

func TestAnItemIsMadeFromItsPrefilledForm(t *testing.T) {
	for name, options := range map[string][]option{"in the dialog": {htmx}, "on a page": nil} {
		t.Run(name, func(t *testing.T) {
			s := open(t)
			create := s.get("/sales/1042?section=guide&sort=title").Find("#sale-1042-item-contract-review-create")
			if create.Text() != "Maken" {
				t.Fatalf("the word is %q", create.Text())
			}
			a := s.get(create.AttrOr("href", ""), options...).want(200)
			form := a.activityFields()
			// a week after the talk about the price, which is late: planned for the 20th
			for field, want := range map[string]string{"kind": "appointment", "text": "Contract doornemen met inkoop", "on": "27-11-2026", "start": "09:00", "end": "10:00",
				"company": "Van Dongen Logistiek B.V.", "contact": "Sanne Kuipers", "owner": "Femke de Boer"} {
				if form.Get(field) != want {
					t.Errorf("%s: %q, want %q", field, form.Get(field), want)
				}
			}
			path := a.Find("form[action*='activities']").AttrOr("action", "")
			if a = s.do("POST", path, form, options...); options == nil {
				a = s.get(a.want(303).header.Get("Location"))
			}
			a.want(200)
			a.shows("then", a.items(), strings.Replace(inNegotiation, "inkoop n", "inkoop t", 1))
			again := a.Find("#sale-1042-item-contract-review-create")
			if again.Text() != "Nog een maken" || !strings.Contains(again.AttrOr("href", ""), "sort=title") {
				t.Errorf("then the word is %q, and leads to %q", again.Text(), again.AttrOr("href", ""))
			}
			form = s.get(again.AttrOr("href", ""), htmx).activityFields()
			s.do("POST", path, form, htmx).want(200)
			s.do("POST", path, form, htmx).want(200) // the same form again
			if made := s.madeFor(1042, "contract-review"); len(made) != 2 || made[0].GuideType != "delivery" || made[0].Home.Sale != s.sale(1042).ID {
				t.Errorf("made %+v", made)
			}
		})
	}
}

func TestWhatTheGuideDoesNotHaveIsNotMade(t *testing.T) {
	s := open(t)
	s.retire("delivery", "contract-review")
	for _, c := range []struct {
		name, item, text string
		sale             crm.SaleNumber
		status           int
	}{
		{"an item of another type", "visit", "niet, of niet meer, in de verkoopgids", 1042, 404},
		{"an item that there is not", "../../x", "niet, of niet meer, in de verkoopgids", 1042, 404},
		{"an item of the former type", "quote", "niet, of niet meer, in de verkoopgids", 1041, 404},
		{"a retired item", "contract-review", "niet, of niet meer, in de verkoopgids", 1042, 404},
	} {
		path, query := fmt.Sprintf("/sales/%d/activities", c.sale), "item="+url.QueryEscape(c.item)
		for _, o := range [][]option{{htmx}, nil} {
			for _, a := range []*answer{
				s.get(path+"/new?"+query, o...),
				s.do("POST", path+"?"+query, url.Values{"text": {"Toch"}, "on": {"01-12-2026"}}, o...),
				s.get(fmt.Sprintf("/sales/%d/suggestions/%s", c.sale, url.PathEscape(c.item)), o...),
				s.do("POST", fmt.Sprintf("/sales/%d/suggestions/%s", c.sale, url.PathEscape(c.item)), url.Values{}, o...),
			} {
				if a.want(c.status); !strings.Contains(a.body, c.text) {
					t.Errorf("%s: %.300s", c.name, a.text("body"))
				}
			}
		}
	}
	s.restore("delivery", "contract-review")
	form := s.get("/sales/1042/activities/new?item=contract-review", htmx).activityFields()
	s.do("POST", "/sales/1042/activities?item=contract-review", form, htmx).want(200)
	s.retire("delivery", "contract-review")
	a := s.get("/sales/1042?section=guide").want(200)
	a.shows("retired, and made before", a.items(), strings.Replace(inNegotiation, "inkoop n", "inkoop t", 1))
	a.has(".guide", "niet meer in de gids")
	if a.Find("#sale-1042-item-contract-review-create").Length() > 0 {
		t.Error("offers to make one more")
	}
	s.get("/sales/1042/activities/new?item=contract-review", htmx).want(422).has("body", "Contract doornemen met inkoop is uit de verkoopgids gehaald")
}

// retire takes an item out of a type's guide, as an administrator does.
func (s *site) retire(id crm.TypeID, item crm.GuideItemID)  { s.setRetired(id, item, true) }
func (s *site) restore(id crm.TypeID, item crm.GuideItemID) { s.setRetired(id, item, false) }

func (s *site) setRetired(id crm.TypeID, item crm.GuideItemID, retired bool) {
	s.t.Helper()
	s.changeType(id, func(t *crm.SaleType) {
		for i := range t.Guide.Items {
			if t.Guide.Items[i].ID == item {
				t.Guide.Items[i].Retired = retired
			}
		}
	})
}

func (s *site) changeType(id crm.TypeID, change func(*crm.SaleType)) {
	s.t.Helper()
	s.update(func(tx store.Tx) error {
		setup, err := tx.Setup()
		if err != nil {
			return err
		}
		t, _ := setup.Type(id)
		if t.Guide != nil { // the setup is shared
			guide := *t.Guide
			guide.Items = append([]crm.GuideItem(nil), guide.Items...)
			t.Guide = &guide
		}
		change(&t)
		t.Version++
		return tx.PutSaleType(t)
	})
}

func TestLeavingATypeAndComingBackLinksEverythingAgain(t *testing.T) {
	s := open(t)
	before := s.get("/sales/1042?section=guide&stage=all").items()
	activities := s.get("/sales/1042").text("#sale-1042-activities")
	form := s.edited("/sales/1042/edit", nil, "type", "new-customer")
	s.do("PUT", "/sales/1042", form, htmx).want(200)
	a := s.get("/sales/1042?section=guide&stage=all").want(200)
	if strings.Contains(a.items(), " d") || strings.Contains(a.items(), " t") {
		t.Errorf("the other guide shows what was made for the first: %s", a.items())
	}
	a.shows("activities", a.text("#sale-1042-activities"), activities)
	form = s.edited("/sales/1042/edit", nil, "type", "renewal")
	s.do("PUT", "/sales/1042", form, htmx).want(200)
	a = s.get("/sales/1042?section=guide").want(200)
	if a.Find("#sale-1042-section-guide, .guide").Length() > 0 {
		t.Error("the guide's tab is still there")
	}
	a.shows("activities", a.text("#sale-1042-activities"), activities)
	form = s.edited("/sales/1042/edit", nil, "type", "delivery")
	s.do("PUT", "/sales/1042", form, htmx).want(200)
	a = s.get("/sales/1042?section=guide&stage=all").want(200)
	a.shows("back again", a.items(), before)
	a.shows("back again", a.stages(), "Eerste gesprek v> | Offerte v> | Onderhandeling h | Afronding v>")
}

func TestTheCautionStandsThereInEveryWay(t *testing.T) {
	s := open(t)
	stays := "blijven onder Activiteiten staan en worden opnieuw gekoppeld als u terugkeert naar Levering met installatie."
	// without scripts it stands there before anything was chosen
	a := s.get("/sales/1042/edit").want(200).has("#sale-1042-type-below .noscript-only", "Een ander type kiezen verwijdert de verkoopgids. Activiteiten en documenten "+stays)
	form := a.fields()
	form.Set("type", "existing-customer")
	for name, a := range map[string]*answer{
		"with what follows":                      s.do("POST", "/sales/1042/recalculation", withField(form, "typed", "type"), htmx),
		"without scripts":                        s.do("POST", "/sales/1042/recalculation", form),
		"in another language":                    s.do("POST", "/sales/1042/edit", form),
		"beside something that was not accepted": s.do("PUT", "/sales/1042", withField(form, "probability", "101"), htmx),
	} {
		if got := a.text("#sale-1042-type-below .caution:not(.noscript-only)"); !strings.HasPrefix(got, "De verkoopgids wordt verwijderd.") || !strings.HasSuffix(got, stays) {
			t.Errorf("%s: %q", name, got)
		}
	}
	form = s.get("/sales/new").want(200).fields()
	form.Set("type", "existing-customer")
	if s.do("POST", "/sales/new/recalculation", withField(form, "typed", "type"), htmx).want(200).Find(".caution").Length() > 0 {
		t.Error("a caution while registering, where there is nothing to lose yet")
	}
	if s.get("/sales/1041/edit").Find("#sale-1041-type-below .caution").Length() > 0 {
		t.Error("a caution where there is no guide to lose")
	}
}

func withField(form url.Values, name, value string) url.Values {
	out := url.Values{}
	for k, v := range form {
		out[k] = v
	}
	out.Set(name, value)
	return out
}

func TestOfManyActivitiesTheGuideMissesNone(t *testing.T) {
	s := open(t)
	s.update(func(tx store.Tx) error {
		sale, err := tx.Sale(1042)
		for i := range 150 {
			if err == nil {
				err = tx.PutActivity(crm.Activity{ID: crm.ActivityID(fmt.Sprint("many-", i)), Version: 1, Kind: crm.TaskKind, Text: "x", On: "2026-12-01",
					Owner: s.actor, Sale: sale.ID, Home: crm.Home{Sale: sale.ID}})
			}
		}
		return err
	})
	a := s.get("/sales/1042?section=guide").want(200)
	a.shows("with many others to do", a.items(), inNegotiation)
}
