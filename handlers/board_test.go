package handlers

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"verkoop/crm"
	"verkoop/store"
)

const deliveries = "/sales/board?type=delivery"

// onBoard are the numbers of the cards, column by column.
func (a *answer) onBoard() string {
	var out []string
	a.Find(".board-column").Each(func(_ int, column *goquery.Selection) {
		var cards []string
		column.Find(".board-card").Each(func(_ int, card *goquery.Selection) {
			cards = append(cards, strings.TrimPrefix(card.AttrOr("id", ""), "card-"))
		})
		out = append(out, column.AttrOr("data-to", "")+": "+strings.Join(cards, " "))
	})
	return strings.Join(out, " | ")
}

// head is the head of the board's column.
func (a *answer) head(stage string) string {
	column := a.Find(".board-column[data-to='" + stage + "']")
	return strings.Join(strings.Fields(column.Find(".board-name").Text()+" "+column.Find(".board-sums").Text()), " ")
}

// card is the form in a card's menu, as it moves the sale there.
func (a *answer) card(n crm.SaleNumber, to crm.StageChoice) (path, put string, form url.Values) {
	a.t.Helper()
	f := a.Find(fmt.Sprintf("#move-%d form[hx-put]", n))
	if f.Length() != 1 || f.Find("[name=stage][value='"+string(to)+"']").Length() != 1 {
		a.t.Fatalf("%d forms move %d to %s", f.Length(), n, to)
	}
	form = fieldsOf(f)
	form.Set("stage", string(to))
	return f.AttrOr("action", ""), f.AttrOr("hx-put", ""), form
}

func TestTheBoardShowsOpenSalesOfATypeByStage(t *testing.T) {
	s := open(t)
	a := s.get(deliveries, english).want(200)
	if got := a.onBoard(); got != "first-meeting: 1046 | quote: 1044 1036 1051 | negotiation: 1017 1042 1030 1024 1020 | closing: 1040" {
		t.Errorf("on the board: %s", got)
	}
	if got := a.head("negotiation"); got != "Negotiation 5 sales60% €565,450.00 weighted €339,270.00" {
		t.Errorf("head %q", got)
	}
	a.has(".board-head", "10 sales").has(".board-head .totals", "Total€1,225,346.00 Weighted€664,108.40")
	a.has("#card-1042", "Magazijnscanners locatie Venlo").has("#card-1042 .tone[data-tone=late]", "3 days late").has("#card-1042", "Van Dongen Logistiek B.V.")
	a.has("#card-1024 .mark", "Stalled").has("#card-1024 .tone", "Re-open 1 Mar")
	if a.Find(".board-bar-part[width='1000']").Length() != 1 {
		t.Error("no bar is the largest")
	}
	var total int
	var setup *crm.Setup
	s.view(func(tx store.ReadTx) (err error) {
		setup, err = tx.Setup()
		return err
	})
	for _, typ := range setup.Types {
		b := s.get("/sales/board?type="+string(typ.ID), english).want(200)
		total += b.Find(".board-card").Length()
		if _, has := setup.Board(typ); has != (b.Find(".board").Length() == 1) {
			t.Errorf("type %s: a board is there, or is not", typ.ID)
		}
	}
	if open := s.get("/sales/board?type=renewal", english); open.Find(".board").Length() != 0 || !strings.Contains(open.Find(".sheet.empty a").AttrOr("href", ""), "type.one_of:renewal") {
		t.Error("a type without stages does not offer the list")
	} else {
		open.has(".sheet.empty", "Sale type Renewal has no stages, and so no board. Its sales are in the list.")
	}
	// Two currencies stay apart, and have no largest.
	a = s.get("/sales/board?type=new-customer", english)
	if text := a.text(".board-head .totals"); !strings.Contains(text, "US$") || !strings.Contains(text, "€") {
		t.Errorf("totals %q", text)
	}
	if a.Find(".board-bar").Length() != 0 {
		t.Error("bars compare euros with dollars")
	}
}

func TestTheBoardTakesCriteriaAndHidesWhatMayNotBeSeen(t *testing.T) {
	s := open(t)
	a := s.get(deliveries+"&q=amount.above:100000&sort=amount&order=desc", english).want(200)
	if got := a.onBoard(); got != "first-meeting:  | quote: 1051 | negotiation: 1020 1017 | closing: 1040" {
		t.Errorf("on the board: %s", got)
	}
	a.has(".sought", "Amount is more than").has(".board-none", "No sales")
	for _, pill := range a.Find(".pill").EachIter() {
		if href := pill.AttrOr("href", ""); !strings.HasPrefix(href, "/sales/board?") || !strings.Contains(href, "type=delivery") {
			t.Errorf("a pill leads to %s", href)
		}
	}
	if n := s.get("/sales/counts?in=board&type=delivery", htmx, english).text("[hx-target='#count-all']"); !strings.HasPrefix(n, "10") {
		t.Errorf("all open ones are %q", n)
	}
	a = s.get(deliveries+"&q=title.words:bestaatniet", english).want(200)
	a.has(".board-empty", "No open sales of this type were found.")
	for _, bad := range []string{"/sales/board?type=nonsense", deliveries + "&q=colour.is:red", deliveries + "&sort=colour", deliveries + "&q=" + strings.Repeat("&q=owner.me", 50)} {
		s.get(bad, english).want(422).has("#problem", "There is a problem")
	}

	hidden := func(who string) bool {
		s.as(s.user(who))
		return !strings.Contains(s.get("/sales/board?type=new-customer").want(200).onBoard(), "1053")
	}
	if hidden("Youssef") || !hidden("Femke") || hidden("Pieter") {
		t.Error("a sale for its owner only is seen by others, or not by its owner")
	}
}

func TestALargeBoardIsBoundedAndCountedAfterwards(t *testing.T) {
	s := open(t)
	owner := s.userCalled("Femke")
	s.update(func(tx store.Tx) error {
		sale, err := tx.Sale(1042)
		for i := range 30 {
			if err != nil {
				return err
			}
			if sale.Number, err = tx.NextSaleNumber(); err != nil {
				return err
			}
			sale.ID, sale.Version = crm.SaleID(fmt.Sprint("many-", i)), 1
			err = tx.PutSale(sale, crm.NewChange(owner, crm.Sale{}, sale, func(crm.Field, string) crm.Words { return crm.Words{} }))
		}
		return err
	})
	a := s.get(deliveries, english).want(200)
	column := a.Find(".board-column[data-to=negotiation]")
	if n := column.Find(".board-card").Length(); n != cardsInColumn {
		t.Errorf("%d cards", n)
	}
	rest := column.Find(".board-rest a").AttrOr("href", "")
	if list := s.get(rest, english).want(200); list.Find("tbody tr").Length() != 35 {
		t.Errorf("the rest at %s has %d", rest, list.Find("tbody tr").Length())
	}
	if got := a.head("quote"); !strings.HasPrefix(got, "Quote 3 sales40%") {
		t.Errorf("a column that is all there: %q", got)
	}
	count := a.Find("#tally").AttrOr("hx-get", "")
	b := s.get(count, htmx, english).want(200)
	b.has("#tally", "40 sales").has("[hx-target='#column-3-count']", "35 sales").has("[hx-target='#column-3-sums']", "€2,020,450.00")
	s.get(count, english).want(200).has("main", "Negotiation 35")
	// The sale knows its column: 35 of them, and the way back.
	c := s.get(a.Find("#card-1042 h3 a").AttrOr("href", ""), english).want(200)
	c.has("nav.walk", "Back to the board")
	place := s.get(c.Find(".walk-place").AttrOr("hx-get", ""), htmx, english)
	place.has(".walk-place", "of 35")
}

func TestAMoveIsShownFirstAndThenSavedAsByTheForm(t *testing.T) {
	s := open(t)
	a := s.get(deliveries+"&q=amount.above:1", english)
	_, put, form := a.card(1042, "quote")
	b := s.do("PUT", put, form, htmx, english).want(200)
	b.has("#dialog-title, h2", "Move to Quote").has(".strip", "Probability 60%40%")
	if s.sale(1042).Stage != "negotiation" {
		t.Fatal("it was moved before that was shown")
	}
	shown := fieldsOf(b.Find("form.move-form"))
	b = s.do("PUT", b.Find("form.move-form").AttrOr("hx-put", ""), shown, htmx, english).want(200)
	b.has("[hx-target='#status']", "Sale 1042 has been moved to Quote")
	if b.Find("#card-1042 [autofocus]").Length() != 1 || b.Find(".board-column[data-to=quote] #card-1042").Length() != 1 || b.Find("#dialog-title").Length() != 0 {
		t.Error("the card is not in its column, or not what one goes on with")
	}
	if sale := s.sale(1042); sale.Stage != "quote" || sale.Probability != 40 {
		t.Errorf("%s, %d", sale.Stage, sale.Probability)
	}
	// Without scripts: a page, which leads back to the board.
	path, _, form := s.get(deliveries, english).card(1042, crm.ChooseSold)
	to := s.do("POST", path, form, english).want(303).header.Get("Location")
	page := s.get(to, english).want(200)
	page.has("h1", "Move to Sold").has("label[for=sale-1042-sold_reason]", "Reason").has(".save-note", "Choose a reason first")
	fields := fieldsOf(page.Find("form.move-form"))
	action := page.Find("form.move-form").AttrOr("action", "")
	page = s.do("POST", action, fields, english).want(422)
	page.has("#problem", "Reason")
	fields.Set("closed", "24/11/2026")
	fields.Set("sold_reason", "sold-price")
	s.do("POST", action, fields, english).want(422).has("#sale-1042-closed-error", "today or an earlier day")
	fields.Set("closed", "20/11/2026")
	if back := s.do("POST", action, fields, english).want(303).header.Get("Location"); back != deliveries {
		t.Errorf("back to %s", back)
	}
	if sale := s.sale(1042); sale.Outcome != crm.Sold || sale.Closed != "2026-11-20" || sale.SoldReason != "sold-price" || sale.Probability != 100 {
		t.Errorf("%+v", sale)
	}
	version := s.sale(1042).Version
	s.do("POST", action, fields, english).want(303) // the same form again
	if s.sale(1042).Version != version {
		t.Error("saved twice")
	}
}

func TestAMoveThatChangesNothingElseIsSavedAtOnce(t *testing.T) {
	s := open(t)
	s.update(func(tx store.Tx) error { // both stages alike, and no guide
		setup, err := tx.Setup()
		if err != nil {
			return err
		}
		typ, _ := setup.Type("existing-customer")
		same := 50
		for i := range typ.Stages {
			typ.Stages[i].Probability = &same
		}
		typ.Guide = nil
		typ.Version++
		return tx.PutSaleType(typ)
	})
	var n crm.SaleNumber
	a := s.get("/sales/board?type=existing-customer&q=probability.is:50")
	a.Find(".board-card").EachWithBreak(func(_ int, card *goquery.Selection) bool {
		n = crm.SaleNumber(numberOf(t, strings.TrimPrefix(card.AttrOr("id", ""), "card-")))
		return false
	})
	if n == 0 {
		t.Fatal("no such sale in the demo")
	}
	choices := s.sale(n).StageChoice()
	for _, to := range []crm.StageChoice{"quote", "negotiation"} {
		if to == choices {
			continue
		}
		_, put, form := a.card(n, to)
		s.do("PUT", put, form, htmx).want(200).has("[hx-target='#status']", "is verplaatst naar")
		if s.sale(n).StageChoice() != to {
			t.Errorf("%d is not in %s", n, to)
		}
		return
	}
}

func TestWhoMovesSecondIsToldAndChooses(t *testing.T) {
	s := open(t)
	a := s.get(deliveries, english)
	path, put, form := a.card(1042, "quote")
	s.otherwise(1042, func(d crm.Desk, sale *crm.Sale) error { return sale.MoveTo(d, "closing") })
	b := s.do("PUT", put, form, htmx, english).want(409)
	b.has("#problem", "Daan Visser saved this sale").has(".conflict", "Closing").has(".conflict", "Quote")
	if b.Find(".board-column[data-to=closing] #card-1042").Length() != 1 {
		t.Error("the board behind the dialog shows what is no more")
	}
	fields := fieldsOf(b.Find("form.move-form"))
	s.do("POST", b.Find("[data-live]").AttrOr("hx-post", ""), merged(fields, "keep_stage", "mine", "conflict", "1"), htmx, english).want(200).has(".save-bar", "Save")
	b = s.do("PUT", b.Find("form.move-form").AttrOr("hx-put", ""), merged(fields, "keep_stage", "mine"), htmx, english).want(200)
	if b.Find(".board-column[data-to=quote] #card-1042").Length() != 1 || s.sale(1042).Stage != "quote" {
		t.Error("what was chosen is not stored")
	}
	// Without scripts it is a page; something else that changed meanwhile is merged.
	_, _, form = s.get(deliveries, english).card(1042, "closing")
	s.otherwise(1042, func(d crm.Desk, sale *crm.Sale) error { sale.Title = "Anders"; return nil })
	form.Set("confirmed", "1")
	s.do("POST", path, form, english).want(303)
	if sale := s.sale(1042); sale.Stage != "closing" || sale.Title != "Anders" {
		t.Errorf("%s %q", sale.Stage, sale.Title)
	}
	form.Set("stage", "first-meeting")
	s.do("POST", path, form, english).want(409).has("main", "Femke de Boer saved this sale")
}

// merged is the form with other values.
func merged(v url.Values, changes ...string) url.Values {
	out := url.Values{}
	for name, values := range v {
		out[name] = slices.Clone(values)
	}
	for i := 0; i < len(changes); i += 2 {
		out.Set(changes[i], changes[i+1])
	}
	return out
}

func TestMovesThatCanNotBeAreRefusedInWords(t *testing.T) {
	s := open(t)
	version := fmt.Sprint(s.sale(1042).Version)
	for _, form := range []url.Values{
		{"version": {version}, "stage": {"nowhere"}}, {"version": {version}, "stage": {"open"}}, {"version": {"99"}, "stage": {"quote"}}, {"version": {"x"}, "stage": {"quote"}},
		{"version": {"99"}, "stage": {"quote"}, "confirmed": {"1"}},
	} {
		a := s.do("PUT", "/sales/1042/move?in=board&type=delivery", form, htmx, english).want(422)
		if a.text("body") == "" {
			t.Errorf("%v: nothing is said", form)
		}
	}
	s.get("/sales/1042/move?to=nowhere", english).want(422)
	s.get("/sales/1042/move", english).want(422)
	s.get("/sales/1042/move?to=negotiation", english).want(200) // where it is
	if got := fmt.Sprint(s.sale(1042).Version); got != version {
		t.Error("something was saved")
	}
	s.as(s.user("Iris"))
	a := s.get(deliveries, english).want(200)
	if a.Find(".board-card").Length() == 0 || a.Find("[data-card], .move-menu, .board-hint").Length() != 0 {
		t.Error("a reader gets controls that are not for readers")
	}
}

func TestTheLastViewIsRemembered(t *testing.T) {
	s := open(t)
	leads := func(to string) {
		t.Helper()
		if got := s.get("/").want(303).header.Get("Location"); got != to {
			t.Errorf("the sales are at %s, want %s", got, to)
		}
	}
	leads("/sales")
	a := s.get("/sales?q=owner.me&sort=amount").want(200)
	form := merged(fieldsOf(a.Find("form.views")), "view", "board")
	to := s.do("POST", a.Find("form.views").AttrOr("action", ""), form).want(303).header.Get("Location")
	if to != "/sales/board?q=owner.me&sort=amount" {
		t.Errorf("the board with the same criteria is at %s", to)
	}
	leads("/sales/board")
	a = s.get(to).want(200)
	to = s.do("PUT", a.Find("form.views").AttrOr("hx-put", ""), merged(fieldsOf(a.Find("form.views")), "type", "delivery"), htmx).want(303).header.Get("Location")
	if to != "/sales/board?q=owner.me&sort=amount&type=delivery" {
		t.Errorf("the type's board is at %s", to)
	}
	leads(deliveries)
	s.do("PUT", "/account/view", url.Values{"view": {"list"}}).want(303)
	leads("/sales")
	s.do("PUT", "/account/view", url.Values{"view": {"board"}}).want(303)
	leads(deliveries)
	s.do("PUT", "/account/view", url.Values{"view": {"board"}, "type": {"nonsense"}}, htmx).want(422)
	s.as(s.user("Daan"))
	leads("/sales")
}

func TestASaleThatWasFoundStandsUnderFind(t *testing.T) {
	s := open(t)
	for path, want := range map[string]string{
		"/sales/1042": "Sales", "/sales/1042?q=owner.me": "Sales", "/sales/1042?in=find&q=owner.me": "Find", "/sales/1042/edit?in=find": "Find",
		"/sales/1042?in=board&type=delivery": "Sales", deliveries: "Sales", "/find": "Find",
	} {
		if got := s.get(path, english).want(200).text(".header-nav [aria-current]"); got != want {
			t.Errorf("%s stands under %s, want %s", path, got, want)
		}
	}
}
