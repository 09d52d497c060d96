package handlers

import (
	"net/url"
	"slices"
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

func TestTheBoxWithoutAMarkedSaleLeadsToTheFindScreen(t *testing.T) {
	s := open(t)
	to := s.get("/find?words=dongen+magaz").want(303).header.Get("Location")
	if want := sought("any.begins:dongen magaz"); to != want {
		t.Fatalf("leads to %s, want %s", to, want)
	}
	a := s.get(to).want(200).has("title", "Zoeken: dongen magaz").has("tbody .cell-title a", scannersTitle)
	if got := a.Find("#find-words").AttrOr("value", ""); got != "dongen magaz" {
		t.Errorf("the box holds %q", got)
	}
	if got := a.criteria(); got.Get("f1") != "any" || got.Get("v1") != "dongen magaz" {
		t.Errorf("the form holds %v", got)
	}
	if got := s.get("/find?words=104").want(303); len(s.get(got.header.Get("Location")).numbers()) < 5 {
		t.Errorf("numbers that begin with 104: %v", got.numbers())
	}
	if got := s.get("/find?words=+1042").want(303).header.Get("Location"); got != "/sales/1042" {
		t.Errorf("a number leads to %s", got)
	}
	hidden := wordsQuery("1050").href("") // not Iris's to see: as if it were not there
	s.as(s.user("Iris"))
	if got := s.get("/find?words=1050").want(303).header.Get("Location"); got != hidden {
		t.Errorf("a number of a sale that is not hers leads to %s", got)
	}
	for _, text := range []string{"", "+++", "%00"} {
		if got := s.get("/find?words=" + text).want(303).header.Get("Location"); got != "/find" {
			t.Errorf("%q leads to %s", text, got)
		}
	}
	s.get("/find").want(200).has("h1", "Zoeken")
}

// The box and the criterion of its words find the same.
func TestTheFindScreenFindsWhatTheBoxFinds(t *testing.T) {
	s := open(t)
	for _, words := range []string{"van", "vandongen", "sanne kuip", "1042 venlo", "venlo", "é", "10", "xyzzy", "b.v. d"} {
		box := s.get(boxPath(words), htmx).want(200).options()
		screen := s.get(s.get("/find?" + url.Values{"words": {words}}.Encode()).want(303).header.Get("Location")).want(200).numbers()
		if len(box) == 10 {
			if len(screen) < 10 {
				t.Errorf("%q: the box has ten and more, the screen %d", words, len(screen))
			}
			continue
		}
		var numbers []string
		for _, href := range box {
			numbers = append(numbers, strings.TrimPrefix(href, "/sales/"))
		}
		slices.Sort(numbers)
		slices.Sort(screen)
		if !slices.Equal(numbers, screen) {
			t.Errorf("%q: the box %v, the screen %v", words, numbers, screen)
		}
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
					for _, path := range []string{boxPath(word), boxPath(sale.Title), wordsQuery(numberText(sale)).href("")} {
						all[path] = true
					}
				}
			}
			return nil
		})
		seen := 0
		for path := range all {
			s.get(path, htmx).want(200).Find("[data-href], tbody .cell-title a").Each(func(_ int, e *goquery.Selection) {
				seen++
				address, _, _ := strings.Cut(e.AttrOr("data-href", e.AttrOr("href", "")), "?")
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
	for _, text := range append([]string{strings.Repeat("é", 500), "\x00", "\xff\xfe", "%", "a_*?[b", `a|b\`}, payloads...) {
		s.get(boxPath(text), htmx).want(200)
		a := s.get(s.get("/find?" + url.Values{"words": {text}}.Encode()).want(303).header.Get("Location"))
		if a.want(200); a.Find("h1").Length() != 1 || a.Find("#find-form").Length() != 1 {
			t.Errorf("%.40q changes the page", text)
		}
		if got, sent := a.Find("#find-words").AttrOr("value", ""), strings.Join(strings.Fields(text), " "); got != "" && !strings.HasPrefix(sent, got) {
			t.Errorf("%.40q: the box holds %.40q", text, got)
		}
	}
}
