package handlers

import (
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"verkoop/crm"
	"verkoop/store"
)

// options are the addresses of what the find box offers.
func (a *answer) options() (out []string) {
	a.Find("[role=option]").Each(func(_ int, o *goquery.Selection) { out = append(out, o.AttrOr("data-href", "")) })
	return out
}

func boxPath(words string) string { return "/find/box?" + url.Values{"words": {words}}.Encode() }

func TestTheFindBoxOffersTheBestTen(t *testing.T) {
	s := open(t)
	a := s.get(boxPath("venlo dongen"), htmx).want(200)
	if got := a.options(); len(got) != 1 || got[0] != "/sales/1042" {
		t.Errorf("offers %v", got)
	}
	a.has("[role=option]", "1042").has("[role=option]", scannersTitle).has("[role=option]", "Van Dongen Logistiek B.V. · Sanne Kuipers")
	if a.Find("[role=option] .mark[data-status=open]").Length() != 1 {
		t.Error("no status mark")
	}
	if !strings.Contains(a.body, "1 gevonden") {
		t.Error("nothing is said")
	}
	a = s.get(boxPath("van"), htmx, english).want(200)
	if got := len(a.options()); got != boxSize {
		t.Errorf("offers %d", got)
	}
	a.has(".find-more", "Press Enter for all results.")
	a = s.get(boxPath("xyzzy"), htmx).want(200).has(".find-none", "Niets gevonden")
	if len(a.options()) > 0 {
		t.Error("offers something")
	}
}

const scannersTitle = "Magazijnscanners locatie Venlo"

func TestWithoutWordsTheFindBoxOffersWhatTheUserSavedLast(t *testing.T) {
	s := open(t)
	s.do("POST", "/sales/1046?_method=PUT", s.edited("/sales/1046/edit", nil, "title", "Net bewaard")).want(303)
	a := s.get(boxPath(" "), htmx).want(200).has(".find-heading", "Laatst door u geopend of opgeslagen")
	if got := a.options(); len(got) == 0 || got[0] != "/sales/1046" {
		t.Errorf("offers %v", got)
	}
	s.as(s.user("Iris")) // who may change nothing
	if got := s.get(boxPath(""), htmx).want(200).options(); len(got) > 0 {
		t.Errorf("offers a reader %v", got)
	}
}

func TestWithoutWordsTheFindBoxOffersWhatWasOpenedLast(t *testing.T) {
	s := open(t)
	s.as(s.user("Iris"))
	v := s.visitor()
	v.cookies["session"] = s.token
	for _, path := range []string{"/sales/1042", "/sales/1031?tab=note", "/sales/1042", "/sales/1046", "/sales/1053", "/sales/999999", "/sales/1042/history"} {
		v.get(path)
	}
	if got := v.get("/find/box?words=", htmx).want(200).options(); strings.Join(got, " ") != "/sales/1046 /sales/1042 /sales/1031" {
		t.Errorf("offers %v", got)
	}
}

func TestFoundSalesAreAPageWithoutScripts(t *testing.T) {
	s := open(t)
	a := s.get("/find?words=venlo").want(200).has("h1", "Zoeken: venlo").has(".found a", scannersTitle)
	if got := a.Find("#find-words").AttrOr("value", ""); got != "venlo" {
		t.Errorf("the box holds %q", got)
	}
	if got := a.Find(".found a").AttrOr("href", ""); got != "/sales/1042" {
		t.Errorf("leads to %q", got)
	}
	s.get("/find?words=xyzzy", english).want(200).has("h2", "Nothing found")
	s.get("/find").want(200).has("h1", "Zoeken")
	if s.get("/find").Find(".found a").Length() > 0 {
		t.Error("it shows sales that nobody asked for")
	}
}

func TestTheFindBoxStandsOnEveryPage(t *testing.T) {
	s := open(t)
	for _, path := range []string{"/sales", "/sales/1042", "/sales/1042/edit", "/sales/new", "/account", "/find", "/sales/1042/history", "/sales/999999"} {
		a := s.get(path)
		form := a.Find("form#find[action='/find'][method=get]")
		if form.Find("#find-words[role=combobox][name=words]").Length() != 1 || form.Find("label[for=find-words]").Length() != 1 || form.AttrOr("data-shortcut", "") != "/" {
			t.Errorf("%s: no find box", path)
		}
	}
	s.token = ""
	if s.get("/login").Find("#find").Length() > 0 {
		t.Error("it is there for nobody")
	}
}

func TestTheFindBoxShowsNobodyWhatTheyMayNotSee(t *testing.T) {
	s := open(t)
	for _, name := range []string{"Femke", "Sjoerd", "Hanneke", "Pieter", "Iris"} {
		id := s.user(name)
		s.as(id)
		var user crm.User
		all := map[string]bool{}
		s.view(func(tx store.ReadTx) (err error) {
			if user, err = tx.User(id); err != nil {
				return err
			}
			for n := crm.SaleNumber(1001); n <= 1060; n++ {
				sale, err := tx.Sale(n)
				if err != nil {
					return err
				}
				for _, word := range strings.Fields(sale.Title) {
					for _, path := range []string{boxPath(word), boxPath(sale.Title), "/find?" + url.Values{"words": {numberText(sale)}}.Encode()} {
						all[path] = true
					}
				}
			}
			return nil
		})
		seen := 0
		for path := range all {
			s.get(path, htmx).want(200).Find("[data-href], .found a").Each(func(_ int, e *goquery.Selection) {
				seen++
				address := e.AttrOr("data-href", e.AttrOr("href", ""))
				var n crm.SaleNumber
				for _, c := range strings.TrimPrefix(address, "/sales/") {
					n = n*10 + crm.SaleNumber(c-'0')
				}
				if sale := s.sale(n); !user.CanSee(sale) {
					t.Errorf("%s is shown %d at %s", name, n, path)
				}
			})
		}
		if seen == 0 {
			t.Errorf("%s finds nothing at all", name)
		}
	}
}

func TestAwkwardWordsInTheFindBoxComeBackAsText(t *testing.T) {
	s := open(t)
	shape := s.get("/find?words=xyzzy").want(200).shape()
	for _, text := range append([]string{strings.Repeat("é", 500), "\x00", "\xff\xfe", "%", "a_*?[b"}, payloads...) {
		s.get(boxPath(text), htmx).want(200)
		a := s.get("/find?" + url.Values{"words": {text}}.Encode()).want(200)
		if a.Find(".found").Length() > 0 {
			continue // it found something, which others look at
		}
		if got := a.shape(); got != shape && strings.TrimSpace(text) != "" {
			t.Errorf("%.40q changes the page", text)
		}
	}
}
