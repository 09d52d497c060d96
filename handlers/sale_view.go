package handlers

import (
	"errors"
	"net/url"
	"strconv"
	"strings"

	"github.com/bojanz/currency"
	"github.com/gofiber/fiber/v2"

	"verkoop/crm"
	"verkoop/locales"
	"verkoop/store"
	"verkoop/views"
)

// saleScreen is what the sale screen shows of a sale: all read in one picture.
type saleScreen struct {
	sale       crm.Sale
	names      names
	summary    crm.SaleSummary
	setup      *crm.Setup
	neighbours store.Neighbours
	stopped    bool                 // there may be neighbours further on
	back       store.Cursor         // the page of the list to go back to
	day        crm.Date             // as it was then; zero: as it is today
	gone       map[crm.Field]string // names of then, of records deleted since
	below      bool                 // what stands below the card is read too
	activities []crm.Activity
	forGuide   []crm.Activity           // those that its guide is worked out from
	shown      below                    // what the page shows below the card
	moved      bool                     // it was just moved to its stage
	contacts   map[crm.ContactID]string // of the activities
	users      map[crm.UserID]string
	linked     map[crm.SaleNumber]string // titles of the sales it links to
	moments    []crm.Moment              // the newest of its history
	older      string                    // where the rest of it begins
}

// maxActivities bounds the section tab.
const maxActivities = 100

// readHead reads what the card's head and its form show.
func readHead(tx store.ReadTx, sale crm.Sale) (sc saleScreen, err error) {
	sc.sale = sale
	if sc.setup, err = tx.Setup(); err != nil || sale.Number == 0 {
		return sc, err
	}
	if sc.names, err = namesOf(tx, sale); err != nil {
		return sc, err
	}
	sc.summary, err = tx.SaleSummary(sale.ID)
	return sc, err
}

// readScreen reads the card of a stored sale, and what stands below it where
// that is asked for.
func readScreen(tx store.ReadTx, r *request, sale crm.Sale, l listQuery, below bool) (saleScreen, error) {
	sc, err := readHead(tx, sale)
	if err != nil {
		return sc, err
	}
	sc.below = below
	sc.contacts, sc.users, sc.linked = map[crm.ContactID]string{}, map[crm.UserID]string{}, map[crm.SaleNumber]string{}
	if sc.back, err = l.back(tx, r); err != nil {
		return sc, err
	}
	if sc.neighbours, sc.stopped, err = l.neighbours(tx, r, sale.Number); err != nil {
		return sc, err
	}
	for _, l := range sale.Links {
		if l.Sale != 0 {
			if other, err := tx.Sale(l.Sale); err == nil && r.user.CanSee(other) {
				sc.linked[l.Sale] = other.Title
			}
		}
	}
	if sc.moments, sc.older, err = tx.SaleHistory(sale.ID, "", historyBelow); err != nil {
		return sc, err
	}
	if err := sc.readUsers(tx, sale.Registered.User, sale.Updated.User); err != nil || !below {
		return sc, err
	}
	if sc.activities, err = tx.SaleActivities(sale.ID, maxActivities); err != nil {
		return sc, err
	}
	for _, a := range sc.activities {
		if err := sc.readUsers(tx, a.Owner); err != nil {
			return sc, err
		}
		if _, known := sc.contacts[a.Contact]; a.Contact != "" && !known {
			if contact, err := tx.Contact(a.Contact); err == nil {
				sc.contacts[a.Contact] = contact.Name
			}
		}
	}
	return sc, sc.readGuide(tx)
}

func (sc saleScreen) readUsers(tx store.ReadTx, ids ...crm.UserID) error {
	for _, id := range ids {
		if _, known := sc.users[id]; known {
			continue
		}
		u, err := tx.User(id)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return err
		}
		sc.users[id] = u.Name
	}
	return nil
}

// cardID is what every id on a sale's card begins with.
func cardID(s crm.Sale) string {
	if s.Number == 0 {
		return "sale-new"
	}
	return "sale-" + numberText(s)
}

func numberText(s crm.Sale) string { return strconv.FormatUint(uint64(s.Number), 10) }

// saleHref is a sale's address, within the list it is opened from.
func saleHref(s crm.Sale, rest string, l listQuery, tab string) string {
	number := "new"
	if s.Number != 0 {
		number = numberText(s)
	}
	q := l.within()
	if tab != "" && tab != tabSale {
		q.Set("tab", tab)
	}
	return address("/sales/"+url.PathEscape(number)+rest, q)
}

// queryMark is what comes between an address and one more of its parameters.
func queryMark(href string) string {
	if strings.Contains(href, "?") {
		return "&"
	}
	return "?"
}

// The card's tabs.
const (
	tabSale    = "sale"
	tabDetails = "details"
	tabMore    = "more"
	tabNote    = "note"
	tabLinks   = "links"
)

var tabKeys = []string{tabSale, tabDetails, tabMore, tabNote, tabLinks}

func validTab(key string) string {
	for _, k := range tabKeys {
		if k == key {
			return k
		}
	}
	return tabSale
}

func tabs(t *locales.Texts, s crm.Sale, path string, l listQuery, selected string) []views.Tab {
	out := make([]views.Tab, 0, len(tabKeys))
	for _, k := range tabKeys {
		out = append(out, views.Tab{
			Key: k, Label: t.T("tab." + k), Href: saleHref(s, path, l, k), Selected: k == selected,
			Dot: k == tabNote && s.Note != "",
		})
	}
	out[len(out)-1].Count = len(s.Links)
	return out
}

func statusOf(t *locales.Texts, s crm.Sale) views.Status {
	return views.Status{Key: stateOf(s), Label: t.T("outcome." + stateOf(s))}
}

// stateOf is the sale's state in one word: "open", "stalled", "sold" or "lost".
func stateOf(s crm.Sale) string {
	if s.Stalled {
		return "stalled"
	}
	return string(s.Outcome)
}

// stageWord is the stage's name, or the outcome's once closed.
func stageWord(t *locales.Texts, setup *crm.Setup, s crm.Sale) string {
	return choiceWord(t, setup, s.StageChoice())
}

func choiceWord(t *locales.Texts, setup *crm.Setup, c crm.StageChoice) string {
	switch c {
	case crm.ChooseOpen, crm.ChooseSold, crm.ChooseLost:
		return t.T("outcome." + string(c))
	}
	st, _ := setup.Stage(crm.StageID(c))
	return t.Words(st.Name)
}

func pips(setup *crm.Setup, s crm.Sale, status string) views.Pips {
	p := views.Pips{Status: status}
	t, _ := setup.Type(s.Type)
	at := t.Position(s.Stage)
	for i := range t.Stages {
		p.Dots = append(p.Dots, i <= at || s.Outcome == crm.Sold)
	}
	return p
}

func money(t *locales.Texts, a currency.Amount) views.Money {
	m := t.MoneyParts(a)
	return views.Money{Symbol: m.Symbol, Whole: m.Whole, Minor: m.Minor, Negative: a.IsNegative()}
}

// head is the card's head: what is stored.
func (sc saleScreen) head(r *request, l listQuery) views.SaleHead {
	t, s := r.texts, sc.sale
	status := statusOf(t, s)
	h := views.SaleHead{
		ID: cardID(s), Number: numberText(s), Title: s.Title, Status: status, Amount: money(t, s.Amount),
		Company: sc.recordLink(crm.FieldCompany), Contact: sc.recordLink(crm.FieldContact),
		Pips: pips(sc.setup, s, status.Key), Stage: stageWord(t, sc.setup, s), Probability: t.WholePercent(s.Probability),
	}
	if r.user.May(crm.EditSale, s) {
		h.EditHref = saleHref(s, "/edit", l, "")
		if s.IsDue(r.today) {
			h.Resume = saleHref(s, "/stalled", l, "")
			h.Resume += queryMark(h.Resume) + "to=card&_method=PUT"
		}
	}
	if err := r.user.Allow(crm.DeleteSale, s); err == nil {
		h.Task = append(h.Task, views.MenuItem{Label: t.T("action.delete"), Href: saleHref(s, "/deletion", l, ""), Icon: "trash"})
	} else if e, ok := err.(crm.Error); ok {
		h.TaskNote = t.Error(e)
	}
	return h
}

// show is the sale screen in view mode.
func (s *server) show(c *fiber.Ctx, sc saleScreen, l listQuery, tab string) views.SaleShow {
	r := of(c)
	t, sale := r.texts, sc.sale
	v := views.SaleShow{
		Page: s.page(c, t.T("page.sale.title", "number", numberText(sale), "title", sale.Title)),
		Head: sc.head(r, l),
		Tabs: tabs(t, sale, "", l, tab),
		Note: sale.Note,
		Walk: sc.walk(t, l),
	}
	if v.Head.EditHref != "" {
		v.Head.EditHref = saleHref(sale, "/edit", l, tab)
	}
	typ, _ := sc.setup.Type(sale.Type)
	v.Columns = [3][]views.Row{
		{
			{Label: t.T("form.sale.amount.label"), Money: ptr(money(t, sale.Amount)), Pair: true},
			{Label: t.T("form.sale.type.label"), Value: t.Words(typ.Name)},
			{Label: t.T("form.sale.stage.label"), Value: stageWord(t, sc.setup, sale), Pair: true},
			{Label: t.T("form.sale.probability.label"), Value: t.WholePercent(sale.Probability), Note: probabilityNote(t, sc.setup, sale), Pair: true},
		},
		append(sc.when(r), views.Row{Label: t.T("form.sale.visible.label"), Value: t.T("visibility." + string(sale.Visible))}),
		{
			sc.record(t, crm.FieldCompany, ""),
			sc.record(t, crm.FieldContact, sc.names.contact.Position),
			sc.record(t, crm.FieldProject, ""),
			{Label: t.T("form.sale.owner.label"), Value: sc.names.owner.Name, Face: person(sc.names.owner.Name).Initials},
		},
	}
	v.Description = sc.named(t, crm.FieldDescription, sale.Description, "")
	v.Trio = sc.trio(t)
	v.Details = []views.Row{{Label: t.T("form.sale.number.label"), Value: numberText(sale)}}
	for _, f := range []crm.Field{crm.FieldSource, crm.FieldCompetitor, crm.FieldCredited} {
		if f != crm.FieldCompetitor || sale.Outcome != crm.Lost { // then it stands beside the reason, as in the form
			v.Details = append(v.Details, sc.listValue(t, f))
		}
	}
	v.Links = sc.links(t, l)
	v.Foot = t.T("sale.foot",
		"registrar", sc.users[sale.Registered.User], "registered", crm.DateOf(sale.Registered.At.In(r.now.Location())),
		"updater", sc.users[sale.Updated.User], "updated", t.DateTime(sale.Updated.At.In(r.now.Location())))
	v.Next = sc.next(r)
	v.Sections = views.Sections{ID: cardID(sale), History: sc.timeline(r, l)}
	if sc.below {
		if sc.shown == (below{}) {
			sc.shown = belowOf(c)
		}
		v.Sections = sc.sections(r, "", l, sc.shown.section)
	}
	return v
}

func ptr[T any](v T) *T { return &v }
