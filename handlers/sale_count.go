package handlers

import (
	"errors"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"verkoop/crm"
	"verkoop/locales"
	"verkoop/store"
	"verkoop/views"
)

// autoCounts is how many times a page goes on counting by itself before it asks.
const autoCounts = 4

// saleCount answers how many sales a list has and what they come to: a part of the
// list's page that comes after it, or without scripts a page of its own. It goes on
// where the count before ended ("from"), by itself a few times ("n"), or until it
// has the exact figure where that was asked for ("all").
func (s *server) saleCount(c *fiber.Ctx) error {
	r, t, l := of(c), of(c).texts, readListQuery(c)
	if len(l.problems) > 0 {
		return l.problems[0]
	}
	all := c.Query("all") == "1"
	n, _ := strconv.Atoi(c.Query("n"))
	var count store.SearchCount
	var setup *crm.Setup
	err := s.view(c, func(tx store.ReadTx) (err error) {
		if setup, err = tx.Setup(); err != nil {
			return err
		}
		ask := tx.CountSales
		if l.board && l.column == "" {
			ask = tx.CountStages
		}
		count, err = ask(l.asked(r), store.Cursor(c.Query("from")))
		return err
	})
	if err != nil {
		return err
	}
	v := views.TallyPage{Page: s.page(c, t.T("search.tally")), Back: l.href("")}
	found := count.Tally.Count
	q := l.within()
	q.Set("from", string(count.Next))
	goOn := func(key, value string) string {
		q.Set(key, value)
		return address("/sales/count", q)
	}
	switch {
	case count.Next == "":
		if typ, _ := setup.Type(l.kind); count.Tally.Stages != nil {
			v.Columns = boardColumns(t, setup, typ, &count.Tally)
		}
		v.Tally.Count = t.N("page.sales.count", found)
		addUp(t, setup, count.Tally, l.find, &v.Tally)
		v.Badge = t.Integer(found)
		if l.searches() {
			v.Announce = t.N("search.found", found)
		}
	case all:
		v.Tally = views.Tally{Count: t.N("search.so_far", found), Href: goOn("all", "1"), Auto: true, Busy: true, Label: t.T("search.count_on")}
	case found >= store.CountMatches:
		v.Tally = views.Tally{Count: t.T("search.more_than", "count", store.CountMatches), Href: goOn("all", "1"), Label: t.T("search.count_all")}
		v.Badge = t.Integer(store.CountMatches) + "+"
		v.Announce = v.Tally.Count
	case n < autoCounts:
		v.Tally = views.Tally{Href: goOn("n", strconv.Itoa(n+1)), Auto: true, Busy: true, Label: t.T("search.count_on")}
	default:
		v.Tally = views.Tally{Count: t.N("search.at_least", found), Href: goOn("all", "1"), Label: t.T("search.count_all")}
	}
	return s.render(c, "sales/count", "sales/_tally_part", v)
}

// salePlace answers where the sale stands in the list it was opened from.
func (s *server) salePlace(c *fiber.Ctx) error {
	r, t, l := of(c), of(c).texts, readListQuery(c)
	n, _ := strconv.Atoi(c.Query("n"))
	var sale crm.Sale
	var place store.SearchPlace
	var count store.SearchCount
	tooMany := false
	err := s.view(c, func(tx store.ReadTx) (err error) {
		if sale, err = s.sale(c, tx); err != nil || len(l.problems) > 0 {
			return err
		}
		place, err = tx.PlaceOf(l.asked(r), sale.Number, store.Cursor(c.Query("from")))
		if tooMany = errors.Is(err, store.ErrTooMany); tooMany {
			return nil
		}
		if err != nil || place.Place == 0 {
			return err
		}
		count, err = tx.CountSales(l.asked(r), "")
		return err
	})
	if err != nil {
		return err
	}
	v := views.Place{Page: s.page(c, t.T("search.place")), ID: cardID(sale), Back: saleHref(sale, "", l, "")}
	switch {
	case place.Place > 0:
		v.Text = placeWords(t, place.Place, count)
	case place.Next == "" && len(l.problems) == 0 && !tooMany:
		v.Text = t.T("search.place_none")
	case place.Next != "" && n < autoCounts:
		q := l.within()
		q.Set("from", string(place.Next))
		q.Set("n", strconv.Itoa(n+1))
		v.Href = address("/sales/"+numberText(sale)+"/place", q)
	}
	return s.render(c, "sales/place", "sales/_place", v)
}

func placeWords(t *locales.Texts, place int, count store.SearchCount) string {
	if count.Next != "" {
		return t.T("search.place_of_many", "place", place, "count", max(place, count.Tally.Count))
	}
	return t.T("search.place_of", "place", place, "total", count.Tally.Count)
}
