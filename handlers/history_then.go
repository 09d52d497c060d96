package handlers

import (
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"verkoop/crm"
	"verkoop/store"
	"verkoop/views"
)

// thenHref is the sale's card as it was in the version; with a time, after what
// happened then to one of its activities.
func thenHref(sale crm.Sale, version uint64, l listQuery, at time.Time) string {
	href := saleHref(sale, "/history/"+strconv.FormatUint(version, 10), l, "")
	if at.IsZero() {
		return href
	}
	return extended(href, url.Values{"at": {strconv.FormatInt(at.UnixNano(), 10)}})
}

// versionOn is the sale's version at the end of the day that the text names.
func versionOn(tx store.ReadTx, r *request, sale crm.Sale, text string) (version uint64, day crm.Date, problems crm.Problems, err error) {
	day, err = r.texts.ParseDate(text)
	var unread crm.Error
	if errors.As(err, &unread) {
		unread.Field = crm.FieldOn
		return 0, day, crm.Problems{unread}, nil
	}
	if err != nil {
		return 0, day, nil, err
	}
	if day > r.today {
		return 0, day, crm.Problems{{Kind: crm.Invalid, Field: crm.FieldOn, Key: "error.history.future"}}, nil
	}
	end := midnight(r, day.AddDays(1))
	for below := uint64(0); ; {
		changes, err := tx.SaleChanges(sale.ID, below, 100)
		if err != nil {
			return 0, day, nil, err
		}
		for _, change := range changes {
			if change.By.At.Before(end) {
				return change.Version, day, nil, nil
			}
			below = change.Version
		}
		if len(changes) == 0 || below <= 1 {
			return 0, day, crm.Problems{{Kind: crm.Invalid, Field: crm.FieldOn, Key: "error.history.before",
				Args: crm.Args{"date": crm.DateOf(sale.Registered.At.In(r.now.Location()))}}}, nil
		}
	}
}

// historyShow is the card as it was in a version: only to look at. Its next activity is
// that of the same moment: of the change that made the version, of the time that the
// query has as "at" (in nanoseconds of Unix), or of the end of the day "on".
func (s *server) historyShow(c *fiber.Ctx) error {
	r, t, l := of(c), of(c).texts, readListQuery(c)
	version, _ := strconv.ParseUint(c.Params("version"), 10, 63)
	on := crm.Date(c.Query("on"))
	if !on.Valid() || on > r.today {
		on = ""
	}
	var until time.Time
	if at, err := strconv.ParseInt(c.Query("at"), 10, 64); err == nil {
		until = time.Unix(0, at)
	} else if on != "" {
		until = midnight(r, on.AddDays(1)).Add(-1)
	}
	var v views.SaleShow
	err := s.view(c, func(tx store.ReadTx) error {
		now, err := s.sale(c, tx)
		if err != nil {
			return err
		}
		then, err := tx.SaleAt(now.Number, version)
		if errors.Is(err, store.ErrNotFound) {
			return crm.Error{Kind: crm.NotFound, Key: "error.history.not_found"}
		}
		if err != nil {
			return err
		}
		sc, err := readScreen(tx, r, then, l, false)
		if err != nil {
			return err
		}
		if err := sc.rememberNames(tx); err != nil {
			return err
		}
		last, by, err := sc.rewindNext(tx, until)
		if err != nil {
			return err
		}
		last = last.In(r.now.Location())
		sc.day = crm.DateOf(last)
		if on != "" {
			sc.day = on
		}
		v = s.show(c, sc, l, validTab(c.Query("tab")))
		v.Head.EditHref, v.Head.Task, v.Head.TaskNote, v.Head.Resume, v.Walk = "", nil, "", "", views.Walk{}
		for i := range v.Tabs {
			q := l.within()
			q.Set("tab", v.Tabs[i].Key)
			for _, name := range []string{"on", "at"} {
				if value := c.Query(name); value != "" {
					q.Set(name, value)
				}
			}
			v.Tabs[i].Href = address(c.Path(), q)
		}
		v.Title = t.T("history.then", "when", last)
		v.AsItWas = &views.AsItWas{Back: saleHref(now, "", l, ""), Link: t.T("history.as_it_is"), Text: t.T("history.as_it_was", "when", last, "who", by)}
		if on != "" {
			v.AsItWas.Text = t.T("history.as_it_was_on", "on", on, "when", last, "who", by)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return s.render(c, "sales/show", "sales/_card", v)
}

// rewindNext makes the next activity what it was in the sale's version, after what
// happened to its activities until then; and tells when and by whom the last change of
// then was made.
func (sc *saleScreen) rewindNext(tx store.ReadTx, until time.Time) (last time.Time, by string, err error) {
	open, err := tx.SaleActivities(sc.sale.ID, sc.summary.ToDo) // those to do come first
	if err != nil {
		return last, "", err
	}
	toDo := crm.ToDoOf(open)
	for past, more := "", true; more; more = past != "" {
		var moments []crm.Moment
		if moments, past, err = tx.SaleHistory(sc.sale.ID, past, 100); err != nil {
			return last, "", err
		}
		for _, m := range moments {
			e := m.Event
			switch {
			case e.What == "" && m.Change.Version > sc.sale.Version:
			case e.What == "":
				sc.summary.Next = toDo.Next()
				return m.Change.By.At, m.Change.ByName, nil
			case e.Version > sc.sale.Version, e.By.At.After(until):
				toDo.Rewind(e)
			default:
				sc.summary.Next = toDo.Next()
				return e.By.At, e.ByName, nil
			}
		}
	}
	return last, "", fmt.Errorf("history of sale %d does not reach version %d", sc.sale.Number, sc.sale.Version)
}

// rememberNames finds what records were called that have been deleted since: no sale
// had them any more, so a change of this one tells their names.
func (sc *saleScreen) rememberNames(tx store.ReadTx) error {
	wanted := map[crm.Field]string{}
	for _, f := range []crm.Field{crm.FieldCompany, crm.FieldContact, crm.FieldProject} {
		if id := sc.sale.Fact(f).ID; id != "" && sc.names.of(f, id) == "" {
			wanted[f] = id
		}
	}
	sc.gone = map[crm.Field]string{}
	for below := uint64(0); len(sc.gone) < len(wanted) && below != 1; {
		changes, err := tx.SaleChanges(sc.sale.ID, below, 100)
		if err != nil || len(changes) == 0 {
			return err
		}
		for _, change := range changes {
			below = change.Version
			for _, fact := range change.Fields {
				for _, v := range []crm.Value{fact.Old, fact.New} {
					if id := wanted[fact.Field]; id != "" && v.ID == id {
						sc.gone[fact.Field] = v.Name.In("nl")
					}
				}
			}
		}
	}
	return nil
}
