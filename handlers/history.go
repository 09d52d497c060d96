package handlers

import (
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"verkoop/crm"
	"verkoop/store"
	"verkoop/views"
)

const (
	historyBelow = 5  // entries below the card
	historyPage  = 25 // on a page of their own
)

// timeline is the newest of the sale's history, as it stands below the card.
func (sc saleScreen) timeline(r *request, l listQuery) views.History {
	v := views.History{Href: historyHref(sc.sale, l, ""), Entries: historyEntries(r, sc.setup, sc.sale, l, sc.moments)}
	if sc.older != "" {
		v.More = historyHref(sc.sale, l, sc.older)
	}
	return v
}

// historyHref is its history past the place, within the list that the sale is in.
func historyHref(sale crm.Sale, l listQuery, past string) string {
	q := url.Values{}
	if past != "" {
		q.Set("past", past)
	}
	return extended(saleHref(sale, "/history", l, ""), q)
}

// historyIndex is the sale's history, newest first, page by page; with a day, it
// leads to the card as it was at the end of that day.
func (s *server) historyIndex(c *fiber.Ctx) error {
	r, t, l := of(c), of(c).texts, readListQuery(c)
	asked := strings.TrimSpace(c.Query("on"))
	var v views.HistoryPage
	var version uint64
	var day crm.Date
	var problems crm.Problems
	err := s.view(c, func(tx store.ReadTx) error {
		sale, err := s.sale(c, tx)
		if err != nil {
			return err
		}
		if asked != "" {
			if version, day, problems, err = versionOn(tx, r, sale, asked); err != nil || version != 0 {
				return err
			}
		}
		setup, err := tx.Setup()
		if err != nil {
			return err
		}
		moments, older, err := tx.SaleHistory(sale.ID, c.Query("past"), historyPage)
		if err != nil {
			return err
		}
		title := t.T("page.history.title", "number", numberText(sale), "title", sale.Title)
		v = views.HistoryPage{Page: s.page(c, title), Heading: title, Back: saleHref(sale, "", l, "")}
		v.History = views.History{Href: historyHref(sale, l, ""), Entries: historyEntries(r, setup, sale, l, moments), AsOfAction: historyHref(sale, listQuery{}, ""), Within: hidden(l.within())}
		if older != "" {
			v.History.More = historyHref(sale, l, older)
		}
		if c.Query("past") != "" {
			v.History.Newest = historyHref(sale, l, "")
		}
		in := inputs{t, form{map[string][]string{string(crm.FieldOn): {asked}}}, problems}
		v.History.AsOf = in.text(crm.FieldOn, "form.history.on.label", "off")
		v.Problems = in.summary()
		v.History.AsOf.Type, v.History.AsOf.Mandatory = "date", ""
		return nil
	})
	if err != nil {
		return err
	}
	if version != 0 {
		return c.Redirect(extended(c.Path()+"/"+strconv.FormatUint(version, 10)+"?on="+string(day), l.within()), fiber.StatusSeeOther)
	}
	if len(problems) > 0 {
		c.Status(fiber.StatusUnprocessableEntity)
		v.Title = t.T("page.error.title", "title", v.Title)
	}
	return s.render(c, "sales/history", "sales/_history_entries", v)
}

// historyEntries are moments in words, newest first.
func historyEntries(r *request, setup *crm.Setup, sale crm.Sale, l listQuery, moments []crm.Moment) (entries []views.HistoryEntry) {
	t := r.texts
	for _, moment := range moments {
		if moment.Event.What != "" {
			entries = append(entries, eventEntry(r, sale, l, moment.Event))
			continue
		}
		change := moment.Change
		at := change.By.At.In(r.now.Location())
		e := views.HistoryEntry{
			Icon: "pencil-simple", Who: change.ByName, When: t.DateTime(at),
			Href:     thenHref(sale, change.Version, l, time.Time{}),
			HrefText: t.T("history.then", "when", at),
		}
		mark := change.Mark()
		if icon, ok := historyIcons[mark]; ok {
			e.Icon = icon
		}
		if mark != crm.MarkNone && mark != crm.MarkMoved {
			e.Heading = t.T("history.mark." + string(mark))
		}
		became := change.Became()
		e.Status = string(became)
		if mark == crm.MarkRegistered { // all that it was is on the card of then
			if became != crm.MarkNone {
				e.Heading, e.Icon = t.T("history.registered_as", "mark", t.T("history.mark."+string(became))), historyIcons[became]
			}
			entries = append(entries, e)
			continue
		}
		for _, fact := range change.Fields {
			if hiddenFact(fact.Field) || fact.Field == crm.FieldStalled || fact.Field == crm.FieldOutcome {
				continue // the heading says these
			}
			e.Changes = append(e.Changes, changed(t, setup, t.T("form.sale."+string(fact.Field)+".label"), fact))
		}
		entries = append(entries, e)
	}
	return entries
}

// eventEntry is what happened to an activity, in words.
func eventEntry(r *request, sale crm.Sale, l listQuery, e crm.Event) views.HistoryEntry {
	t, at := r.texts, e.By.At.In(r.now.Location())
	v := views.HistoryEntry{
		Icon: activityIcons[e.Kind], Who: e.ByName, When: t.DateTime(at), HrefText: t.T("history.then", "when", at),
		Href:    thenHref(sale, e.Version, l, e.By.At),
		Changes: []views.Consequence{{Label: t.T("history.event."+string(e.What), "kind", t.T("activity.kind."+string(e.Kind))), Sentence: shorten(e.Text)}},
	}
	about := activityForm{after: crm.Activity{Kind: e.Kind}}
	for _, f := range e.Fields {
		old, new := apart(eventFact(t, f.Field, f.Old), eventFact(t, f.Field, f.New))
		v.Changes = append(v.Changes, views.Consequence{Label: about.label(t, f.Field), Old: old, New: new})
	}
	if len(e.Fields) == 0 && !e.Before.IsZero() {
		v.Changes = append(v.Changes, views.Consequence{Label: t.T("form.activity.on.label"), Old: t.Date(e.Before), New: t.Date(e.On)})
	}
	return v
}

var historyIcons = map[crm.Mark]string{
	crm.MarkRegistered: "plus", crm.MarkStalled: "warning-fill", crm.MarkResumed: "arrow-u-up-left", crm.MarkSold: "check-circle-fill",
	crm.MarkLost: "x-circle-bold", crm.MarkReopened: "arrow-u-up-left", crm.MarkMoved: "arrow-right",
}
