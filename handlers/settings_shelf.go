package handlers

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"verkoop/config"
	"verkoop/crm"
	"verkoop/locales"
	"verkoop/store"
	"verkoop/views"
)

// shelf is a part of the setup in the settings: things in an order, each with a
// form of its own, that can be deleted and restored.
type shelf struct {
	*server
	part  crm.SetupPart // empty: the list that the address names
	key   string        // of its texts
	param string        // of the address: which thing
}

const (
	typesHref      = "/settings/types"
	stagesHref     = "/settings/stages"
	listsHref      = "/settings/lists"
	currenciesHref = "/settings/currencies"
)

// spot is where a request is on a shelf.
type spot struct {
	part  crm.SetupPart
	href  string // of the shelf
	id    string // of the thing; empty for all
	title string // of the shelf
	nav   string // which entry of the settings is current
}

func (sh shelf) at(c *fiber.Ctx) (spot, error) {
	at := spot{part: sh.part, href: "/settings/" + sh.key, id: c.Params(sh.param), title: of(c).texts.T("settings." + sh.key + ".title")}
	at.nav = at.href
	if sh.part != "" {
		return at, nil
	}
	list := crm.List(c.Params("list"))
	if !slices.Contains(crm.Lists[:], list) {
		return at, errGone
	}
	at.part, at.href, at.title = crm.SetupPart(list), at.href+"/"+string(list), of(c).texts.T("settings.list."+string(list))
	return at, nil
}

// index shows what there is, in its order.
func (sh shelf) index(c *fiber.Ctx) error {
	at, err := sh.at(c)
	if err != nil {
		return err
	}
	return sh.show(c, at, nil, "")
}

func (sh shelf) show(c *fiber.Ctx, at spot, problems crm.Problems, status string) error {
	t := of(c).texts
	v := views.Shelf{
		Settings: sh.settings(c, at.title, at.nav), Intro: t.T("settings." + sh.key + ".intro"), Empty: t.T("settings." + sh.key + ".empty"),
		New: at.href + "/new", Add: t.T("settings." + sh.key + ".add"), Order: at.href + "/order",
		Names:          [2]string{t.T("form.user.name.label"), t.T("settings.column.other_language")},
		RetiredHeading: t.T("settings.deleted"), RestoreLabel: t.T("action.restore"),
	}
	if at.part == crm.PartCurrency {
		v.Names, v.RetiredHeading, v.RestoreLabel = [2]string{t.T("form.sale.currency.label"), t.T("form.user.name.label")}, t.T("settings.currencies.inactive"), t.T("action.activate")
	}
	if status != "" {
		v.Status = status
	}
	v.Problems = inputs{t, form{}, problems}.summary()
	err := sh.view(c, func(tx store.ReadTx) error {
		setup, err := tx.Setup()
		if err != nil {
			return err
		}
		v.Columns = shelfColumns(t, at.part)
		ids := setup.Choosable(at.part)
		v.Was = strings.Join(ids, " ")
		for _, id := range setup.All(at.part) {
			row, retired, err := shelfRow(t, tx, setup, at, id)
			if err != nil {
				return err
			}
			if retired {
				row.Delete, row.Restore = "", row.Href+"/restoration"
				v.Retired = append(v.Retired, row)
				continue
			}
			row.First, row.Last = id == ids[0], id == ids[len(ids)-1]
			v.Rows = append(v.Rows, row)
		}
		return nil
	})
	if err != nil {
		return err
	}
	if len(problems) > 0 {
		v.Title = t.T("page.error.title", "title", v.Title)
		c.Status(refusal(problems))
	}
	return sh.render(c, "settings/shelf", "settings/_shelf", v)
}

// shelfColumns are the heads of what a row's cells say.
func shelfColumns(t *locales.Texts, part crm.SetupPart) []string {
	var heads []string
	switch part {
	case crm.PartType:
		heads = []string{t.T("form.setup.days.label"), t.T("form.setup.stages.label"), t.T("form.setup.guide.label")}
	case crm.PartStage:
		heads = []string{t.T("form.setup.probability.label")}
	case crm.PartCurrency:
		heads = []string{t.T("form.setup.rate.label"), t.T("form.setup.rate_on.label")}
	}
	return append(heads, t.T("settings.column.use"))
}

func shelfRow(t *locales.Texts, tx store.ReadTx, setup *crm.Setup, at spot, id string) (row views.ShelfRow, retired bool, err error) {
	th, _ := thingOf(setup, at.part, id)
	row = views.ShelfRow{ID: id, Href: at.href + "/" + id, Name: t.Words(th.name), Delete: at.href + "/" + id + "/deletion"}
	if at.part != crm.PartCurrency {
		row.Other, row.OtherLang = otherWords(t, th.name)
	}
	switch at.part {
	case crm.PartType:
		typ, _ := setup.Type(crm.TypeID(id))
		stages, guide := t.T("settings.none"), t.T("form.no")
		if n := len(setup.StagesOf(typ)); n > 0 {
			stages = t.Integer(n)
		}
		if typ.Guide != nil {
			guide = t.T("form.yes")
		}
		row.Cells = []string{t.N("settings.days", typ.Days), stages, guide}
	case crm.PartStage:
		st, _ := setup.Stage(crm.StageID(id))
		row.Cells = []string{t.Integer(st.Probability) + "%"}
	case crm.PartCurrency:
		cur, _ := setup.Currency(id)
		row.Other = t.CurrencyName(id)
		row.Cells = []string{t.Number(cur.Rate), t.Date(cur.RateOn)}
		if id == setup.Organisation.Currency {
			row.Token, row.Delete, row.Cells[0] = t.T("settings.currencies.own"), "", t.Number("1")
		}
	}
	n, err := tx.CountUses(useOf(at.part, id), crm.MostUsed+1)
	row.Use = usedBy(t, at.part, n, false)
	row.Cells = append(row.Cells, row.Use)
	return row, th.retired, err
}

// otherWords is the name in the language that the reader does not read in.
func otherWords(t *locales.Texts, w crm.Words) (text, lang string) {
	other := "en"
	if t.Language() == locales.EN {
		other = "nl"
	}
	return w.In(other), other
}

// order moves something to another place: by a button, or by dragging, which sends
// the order as it is wished. Where somebody else changed what there is, nothing moves.
func (sh shelf) order(c *fiber.Ctx) error {
	at, err := sh.at(c)
	if err != nil {
		return err
	}
	f := readForm(c)
	err = sh.changeSetup(c, func(now *crm.Setup) (*crm.Setup, error) {
		order := f.values["order"]
		if f.get("was") != strings.Join(now.Choosable(at.part), " ") {
			return nil, store.ErrVersion
		}
		return now.Ordered(at.part, move(f, order)), nil
	})
	if problems := setupProblems(err, at.part, ""); problems != nil {
		problems[0].Key = "error.setup.order_changed"
		return sh.show(c, at, problems, "")
	}
	if err != nil {
		return err
	}
	notice := of(c).texts.T("settings.status.moved")
	if of(c).fragment {
		return sh.show(c, at, nil, notice)
	}
	return sh.redirect(c, at.href, notice)
}

// deletion asks whether to delete the thing, and says how much it is used.
func (sh shelf) deletion(c *fiber.Ctx) error {
	at, err := sh.at(c)
	if err != nil {
		return err
	}
	return sh.ask(c, at, nil)
}

// listHref is where the thing stands among others.
func (at spot) listHref() string {
	if at.part == crm.PartItem {
		return at.href + "#items"
	}
	return at.href
}

func (sh shelf) ask(c *fiber.Ctx, at spot, problems crm.Problems) error {
	t := of(c).texts
	var v views.Retirement
	err := sh.view(c, func(tx store.ReadTx) error {
		setup, err := tx.Setup()
		if err != nil {
			return err
		}
		th, ok := thingOf(setup, at.part, at.id)
		if !ok {
			return errGone
		}
		name := t.Words(th.name)
		version := strconv.FormatUint(th.version, 10)
		v = views.Retirement{
			Settings: sh.settings(c, at.say(t, "settings.retirement.title", name), at.nav),
			What:     t.T("settings.retirement.what"), Cancel: at.href,
			Action: at.thingHref() + "?_method=DELETE&version=" + version,
		}
		v.Problems = inputs{t, form{}, problems}.summary()
		n, err := tx.CountUses(useOf(at.part, at.id), crm.MostUsed+1)
		if err != nil {
			return err
		}
		v.Text = usedBy(t, at.part, n, true)
		after, err := setup.Retire(at.part, at.id)
		if err != nil {
			return err
		}
		broken, err := setup.Becomes(after, config.Counter(tx))
		if len(broken) > 0 {
			v.Refused = t.Error(broken[0].Err)
		}
		return err
	})
	if err != nil {
		return err
	}
	if len(problems) > 0 {
		v.Title = t.T("page.error.title", "title", v.Title)
		c.Status(refusal(problems))
	}
	return sh.render(c, "settings/retirement", "settings/_retirement", v)
}

// say is the text about the thing; currencies are put in use, not deleted and restored.
func (at spot) say(t *locales.Texts, key, name string) string {
	if at.part == crm.PartCurrency {
		return t.T(key+"_currency", crm.Args{"name": name})
	}
	return t.T(key, crm.Args{"name": name})
}

// thingHref is the address of the thing.
func (at spot) thingHref() string {
	_, id, inside := strings.Cut(at.id, "/")
	if inside {
		return at.href + "/items/" + id
	}
	return at.href + "/" + at.id
}

// delete retires the thing.
func (sh shelf) delete(c *fiber.Ctx) error {
	at, err := sh.at(c)
	if err != nil {
		return err
	}
	return sh.retire(c, at)
}

func (sh shelf) retire(c *fiber.Ctx, at spot) error {
	version, name := c.Query("version"), ""
	err := sh.changeSetup(c, func(now *crm.Setup) (*crm.Setup, error) {
		th, err := ofVersion(now, at.part, at.id, version)
		name = of(c).texts.Words(th.name)
		switch {
		case th.retired: // somebody else did it meanwhile
			return now, nil
		case errors.Is(err, store.ErrVersion):
			return nil, crm.Problems{{Kind: crm.Conflict, Key: "error.setup.changed_before_deletion"}}
		case err != nil:
			return nil, err
		}
		return now.Retire(at.part, at.id)
	})
	if problems := setupProblems(err, at.part, at.id); problems != nil {
		return sh.ask(c, at, problems)
	}
	if err != nil {
		return err
	}
	return sh.redirect(c, at.listHref(), at.say(of(c).texts, "settings.status.retired", name))
}

// restore lets the thing be chosen again.
func (sh shelf) restore(c *fiber.Ctx) error {
	at, err := sh.at(c)
	if err != nil {
		return err
	}
	return sh.bringBack(c, at)
}

func (sh shelf) bringBack(c *fiber.Ctx, at spot) error {
	name := ""
	err := sh.changeSetup(c, func(now *crm.Setup) (*crm.Setup, error) {
		th, ok := thingOf(now, at.part, at.id)
		if !ok {
			return nil, errGone
		}
		name = of(c).texts.Words(th.name)
		return now.Restore(at.part, at.id)
	})
	if err != nil {
		return plainly(err)
	}
	return sh.redirect(c, at.listHref(), at.say(of(c).texts, "settings.status.restored", name))
}

// listIndex shows the lists.
func (s *server) listIndex(c *fiber.Ctx) error {
	t := of(c).texts
	v := views.Lists{Settings: s.settings(c, t.T("settings.lists.title"), listsHref), Intro: t.T("settings.lists.intro_all")}
	setup, err := s.setup(c)
	if err != nil {
		return err
	}
	for _, list := range crm.Lists {
		v.Lists = append(v.Lists, views.NavEntry{Label: t.T("settings.list." + string(list)), Href: listsHref + "/" + string(list),
			Detail: t.N("settings.values", len(setup.Choosable(crm.SetupPart(list))))})
	}
	return s.render(c, "settings/lists", "settings/lists", v)
}
