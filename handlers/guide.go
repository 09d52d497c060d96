package handlers

import (
	"net/url"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"verkoop/crm"
	"verkoop/store"
	"verkoop/views"
)

// maxGuideActivities bounds what is read of a sale to see what was made for its guide.
const maxGuideActivities = 1000

// allStages stands in an address for the guide with the items of every stage.
const allStages = "all"

// below is what a page shows below the card: a section and, of the guide, a stage;
// empty for the first, and for the stage that the sale is in.
type below struct{ tab, section, stage string }

// belowOf reads it from the address, or, where part of a page asks, from the address
// of the page.
func belowOf(c *fiber.Ctx) below {
	if page := c.Get("HX-Current-URL"); page != "" && of(c).fragment {
		if u, err := url.Parse(page); err == nil {
			q := u.Query()
			return below{validTab(q.Get("tab")), q.Get("section"), q.Get("stage")}
		}
	}
	return below{validTab(c.Query("tab")), c.Query("section"), c.Query("stage")}
}

// query is what brings the reader back there.
func (b below) query() url.Values {
	q := url.Values{}
	if b.section != "" {
		q.Set("section", b.section)
	}
	if b.stage != "" {
		q.Set("stage", b.stage)
	}
	return q
}

// extended is the address with more in its query.
func extended(href string, q url.Values) string {
	if len(q) == 0 {
		return href
	}
	return href + queryMark(href) + q.Encode()
}

// inGuide is the sale's address with the guide open at a stage, or at all.
func inGuide(s crm.Sale, path string, l listQuery, stage string) string {
	return extended(saleHref(s, path, l, ""), below{section: sectionGuide, stage: stage}.query())
}

// guideShow is the guide alone, at a stage or at all; as a page, the sale with it.
func (s *server) guideShow(c *fiber.Ctx) error {
	r, l, stage := of(c), readListQuery(c), c.Query("stage")
	var sc saleScreen
	err := s.view(c, func(tx store.ReadTx) error {
		sale, err := s.sale(c, tx)
		if err != nil {
			return err
		}
		sc, err = readScreen(tx, r, sale, l, true)
		return err
	})
	if err != nil {
		return err
	}
	if !r.fragment {
		return c.Redirect(inGuide(sc.sale, "", l, stage), fiber.StatusSeeOther)
	}
	if !sc.sale.HasGuide(sc.setup) {
		return crm.Error{Kind: crm.NotFound, Key: "error.guide.none"}
	}
	v := s.showBelow(c, sc, l, below{section: sectionGuide, stage: stage})
	setAddress(c, stage)
	return s.render(c, "sales/_guide", "sales/_guide", v)
}

// setAddress lets the page's address say what it shows of the guide from now on.
func setAddress(c *fiber.Ctx, stage string) {
	page, err := url.Parse(c.Get("HX-Current-URL"))
	if err != nil || !strings.HasPrefix(page.Path, "/sales/") {
		return
	}
	q := page.Query()
	q.Set("section", sectionGuide)
	if q.Del("stage"); stage != "" {
		q.Set("stage", stage)
	}
	c.Set("HX-Replace-Url", (&url.URL{Path: page.Path, RawQuery: q.Encode()}).String())
}

// guideActivities are the sale's activities, as far as its guide needs them.
func guideActivities(tx store.ReadTx, sale crm.Sale) ([]crm.Activity, error) {
	return tx.SaleActivities(sale.ID, maxGuideActivities)
}

// readGuide reads what the guide shows besides the newest activities.
func (sc *saleScreen) readGuide(tx store.ReadTx) (err error) {
	if !sc.sale.HasGuide(sc.setup) {
		return nil
	}
	if sc.forGuide = sc.activities; len(sc.activities) == maxActivities {
		if sc.forGuide, err = guideActivities(tx, sc.sale); err != nil {
			return err
		}
	}
	for _, a := range sc.forGuide {
		if err := sc.readUsers(tx, a.Owner); err != nil {
			return err
		}
	}
	return nil
}

// guideView shows the stages and what the guide suggests in them. path is what
// stands behind the sale's address there.
type guideView struct {
	r     *request
	sc    saleScreen
	list  listQuery
	path  string
	may   bool
	stage string // as the address says: one, or all; empty where it is the sale's own
}

func (sc saleScreen) guide(r *request, path string, l listQuery) views.Guide {
	w := guideView{r: r, sc: sc, list: l, path: path, may: r.user.May(crm.EditSale, sc.sale)}
	id := cardID(sc.sale)
	g := views.Guide{Show: true, ID: id + "-guide", Page: saleHref(sc.sale, path, listQuery{}, ""), Get: saleHref(sc.sale, "/guide", listQuery{}, "")}
	g.Hidden = append([]views.Hidden{{Name: "section", Value: sectionGuide}}, hidden(l.within())...)
	stages := sc.sale.Guide(sc.setup, sc.forGuide)
	shown := w.shown(stages)
	g.All = w.stage == allStages
	for i, st := range stages {
		g.Steps = append(g.Steps, w.step(id, st, !g.All && i == shown))
		if g.All || i == shown {
			g.Stages = append(g.Stages, w.items(id, st))
		}
	}
	g.Ticks = r.texts.T("guide.of", "done", sc.sale.Ticks(sc.setup), "all", len(stages))
	return g
}

// shown is the place of the stage whose items are shown: the one that the address
// names, else the one that the sale is in.
func (w *guideView) shown(stages []crm.GuideStage) int {
	at, named := 0, false
	for i, st := range stages {
		if string(st.Stage) == w.sc.shown.stage {
			at, named = i, true
		} else if st.Stage == w.sc.sale.Stage && !named {
			at = i
		}
	}
	if named || w.sc.shown.stage == allStages {
		w.stage = w.sc.shown.stage
	}
	return at
}

func (w *guideView) step(id string, st crm.GuideStage, shown bool) views.Step {
	t, sale, stage := w.r.texts, w.sc.sale, string(st.Stage)
	name, _ := w.sc.setup.Stage(st.Stage)
	v := views.Step{
		ID: id + "-step-" + stage, Stage: stage,
		Label: t.Words(name.Name), State: t.T("guide." + string(st.State)), Probability: t.WholePercent(st.Probability),
		Done: st.State == crm.StepDone, Current: st.State == crm.StepCurrent, Shown: shown, Focus: w.sc.moved && st.Stage == sale.Stage,
		Href:    inGuide(sale, w.path, w.list, stage),
		Get:     extended(saleHref(sale, "/guide", w.list, ""), url.Values{"stage": {stage}}),
		Version: strconv.FormatUint(sale.Version, 10),
	}
	switch {
	case !w.may || w.path != "" || name.Retired || sale.StageChoice() == crm.StageChoice(stage):
	case sale.Outcome == crm.Open:
		v.Put = extended(saleHref(sale, "/stage", w.list, ""), w.sc.shown.query())
		v.Move = v.Put + queryMark(v.Put) + "_method=PUT"
	default: // re-opens it: the card says first what else that changes
		v.Move = saleHref(sale, "/edit", w.list, "")
	}
	return v
}

// items are a stage's, follow-ups and documents apart.
func (w *guideView) items(id string, st crm.GuideStage) views.GuideStage {
	t := w.r.texts
	name, _ := w.sc.setup.Stage(st.Stage)
	v := views.GuideStage{ID: id + "-items-" + string(st.Stage), Label: t.Words(name.Name), State: t.T("guide." + string(st.State))}
	v.Columns = [2]views.GuideColumn{
		{ID: v.ID + "-follow-ups", Heading: t.T("guide.follow_ups"), None: t.T("guide.no_follow_ups")},
		{ID: v.ID + "-documents", Heading: t.T("guide.documents"), None: t.T("guide.no_documents")},
	}
	var done [2]int
	for _, e := range st.Entries {
		column := 0
		if e.Item.Kind == crm.Document {
			column = 1
		}
		c := &v.Columns[column]
		c.Items = append(c.Items, w.item(id, e))
		c.None = ""
		if e.State() == crm.ItemDone {
			done[column]++
		}
	}
	for i := range v.Columns {
		if n := len(v.Columns[i].Items); n > 0 {
			v.Columns[i].Count = t.T("guide.completed", "done", done[i], "all", n)
		}
	}
	return v
}

func (w *guideView) item(id string, e crm.GuideEntry) views.GuideItem {
	t := w.r.texts
	v := views.GuideItem{
		ID: id + "-item-" + string(e.Item.ID), Name: t.Words(e.Item.Name), Purpose: t.Words(e.Item.Purpose),
		Icon: activityIcons[e.Item.Kind], Kind: t.T("activity.kind." + string(e.Item.Kind)), Another: len(e.Made) > 0,
	}
	if v.State = t.T("guide.not_made_document"); e.Item.Kind != crm.Document {
		v.State = v.Kind + " · " + t.T("guide.not_made")
	}
	if e.Item.Retired {
		v.Retired = t.T("guide.retired")
	} else if w.may {
		v.Create = extended(saleHref(w.sc.sale, "/activities/new", listQuery{}, ""), url.Values{"item": {string(e.Item.ID)}})
		v.Create = extended(v.Create, w.back())
	}
	for _, a := range e.Made {
		v.Made = append(v.Made, w.made(v.Name, a))
	}
	return v
}

// back is what brings the reader back to the guide as it is shown.
func (w *guideView) back() url.Values {
	q := below{section: sectionGuide, stage: w.stage}.query()
	for name, values := range w.list.within() {
		q[name] = values
	}
	return q
}

func (w *guideView) made(name string, a crm.Activity) views.GuideActivity {
	t := w.r.texts
	v := views.GuideActivity{
		ID: "guide-activity-" + string(a.ID), When: t.Date(a.On), Owner: w.sc.users[a.Owner], Done: a.Done(), Href: a.Web,
		BoxLabel: t.T("activity.box", "text", shorten(a.Text)),
		File:     fileView(t, a.File, saleHref(w.sc.sale, "/activities/"+string(a.ID)+"/file", listQuery{}, "")),
	}
	if a.Text != name {
		v.Text = shorten(a.Text)
	}
	if a.Start != "" {
		v.When += ", " + a.Start
	}
	if !a.Done() && a.On < w.r.today {
		v.Late = true
		v.When += " · " + t.N("activity.days_late", a.On.DaysUntil(w.r.today))
	}
	if w.may {
		href := saleHref(w.sc.sale, "/activities/"+string(a.ID), listQuery{}, "")
		v.Edit = extended(href, w.back())
		if a.IsFollowUp() {
			v.Complete = extended(href+"/completed", w.back())
		}
	}
	return v
}

// openedFrom is what an activity's form keeps of where it was opened: the list that the
// sale is in, what is below its card, and the item that it is for.
func openedFrom(c *fiber.Ctx) url.Values {
	q := below{section: c.Query("section"), stage: c.Query("stage")}.query()
	for name, values := range readListQuery(c).within() {
		q[name] = values
	}
	if item := c.Query("item"); item != "" {
		q.Set("item", item)
	}
	return q
}
