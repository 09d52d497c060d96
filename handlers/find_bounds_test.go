package handlers

import (
	"context"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"verkoop/crm"
	"verkoop/store"
)

// bounded is a store whose searches stop early: as among a million sales.
type bounded struct {
	store.Store
	counted int // sales that each count adds
	enough  int // of them there are
}

func (b bounded) View(ctx context.Context, fn func(store.ReadTx) error) error {
	return b.Store.View(ctx, func(tx store.ReadTx) error { return fn(boundedTx{tx, b}) })
}

type boundedTx struct {
	store.ReadTx
	bounded
}

// SearchSales finds two sales, stops, and then the rest.
func (t boundedTx) SearchSales(s store.SaleSearch, at store.Cursor, limit int) (store.SearchPage, error) {
	if at == "" {
		limit = 2
	}
	page, err := t.ReadTx.SearchSales(s, at, limit)
	page.Stopped = at == ""
	if page.Stopped {
		page.Reached = 1042
	}
	return page, err
}

func (t boundedTx) CountSales(_ store.SaleSearch, at store.Cursor) (c store.SearchCount, err error) {
	before, _ := strconv.Atoi(string(at))
	c.Tally.Count = min(before+t.counted, t.enough)
	if c.Tally.Count < t.enough {
		c.Next = store.Cursor(strconv.Itoa(c.Tally.Count))
	}
	return c, nil
}

func (t boundedTx) SearchNeighbours(store.SaleSearch, crm.SaleNumber) (store.Neighbours, bool, error) {
	return store.Neighbours{}, true, nil
}

func TestASearchThatStoppedSaysHowFarItCame(t *testing.T) {
	for _, c := range []struct {
		options             []option
		reached, on, walked string
	}{
		{nil, "Nog niet alles is doorzocht: tot en met verkoop 1042.", "Verder zoeken", "niet alles is doorzocht"},
		{[]option{english}, "Not everything has been searched yet: up to sale 1042.", "Search on", "not everything was searched"},
	} {
		s := open(t)
		s.store = bounded{s.store, 10, 31}
		s.serve(Config{})
		whole := s.get("/find?q=outcome.one_of:open", c.options...).want(200).has(".search-on", c.reached).has(".search-on a", c.on)
		if n := len(whole.numbers()); n != 2 || whole.Find(".pages").Length() > 0 {
			t.Errorf("%d sales and other ways on", n)
		}
		rest := s.get(whole.Find(".search-on a").AttrOr("href", ""), c.options...).want(200)
		if len(rest.numbers()) < 20 || rest.Find(".search-on").Length() > 0 {
			t.Errorf("searched on: %v", rest.numbers())
		}
		s.get("/sales/1042?in=find&q=outcome.one_of:open", c.options...).want(200).has(".walk", c.walked)
	}
}

func TestLargeCountsAreMadeInStepsAndExactOnRequest(t *testing.T) {
	count := func(each, enough int) *site {
		s := open(t)
		s.store = bounded{s.store, each, enough}
		s.serve(Config{})
		return s
	}
	next := func(a *answer) string { return a.Find("#tally").AttrOr("hx-get", "") }

	few := count(10, 31) // each request reads all it may and finds few
	a := few.get("/sales/count?in=find&q=note.filled", htmx).want(200)
	steps := 1
	for ; next(a) != ""; steps++ {
		if a.Find("[hx-target='#status']").Length() > 0 {
			t.Error("what is not known yet is announced")
		}
		a = few.get(next(a), htmx).want(200)
	}
	a.has("#tally", "31 verkopen").has("[hx-target='#status']", "31 verkopen gevonden")
	if steps != 4 {
		t.Errorf("%d steps", steps)
	}

	long := count(10, 1000)
	a = long.get("/sales/count?in=find&q=note.filled", htmx).want(200)
	for steps = 1; next(a) != "" && steps < 50; steps++ {
		a = long.get(next(a), htmx).want(200)
	}
	a.has("#tally", "minstens 50 verkopen").has("#tally a", "Precies tellen")

	large := count(store.CountMatches, 34_567)
	a = large.get("/sales/count?in=find&q=note.filled", htmx).want(200)
	a.has("#tally", "meer dan 10.000 verkopen").has("[hx-target='#results-count']", "10.000+").has("#tally a", "Precies tellen")
	if next(a) != "" {
		t.Error("it goes on by itself")
	}
	exact := a.Find("#tally a").AttrOr("href", "")
	if part := large.get(exact, htmx).want(200); !strings.Contains(part.text("#tally"), "tot nu toe 20.000 verkopen") || next(part) == "" {
		t.Errorf("no progress: %s", part.text("#tally"))
	} else {
		part = large.get(next(part), htmx).want(200).has("#tally", "tot nu toe 30.000 verkopen")
		large.get(next(part), htmx).want(200).has("#tally", "34.567 verkopen")
	}
	page := large.get(exact).want(200).has("main", "tot nu toe 20.000 verkopen").has("#tally a", "Verder tellen") // without scripts
	u, _ := url.Parse(page.Find(".page-back a").AttrOr("href", ""))
	if u.Path != "/find" || u.Query().Get("q") != "note.filled" {
		t.Errorf("back leads to %s", u)
	}
}
