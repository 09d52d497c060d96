package handlers

import (
	"net/url"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"verkoop/crm"
	"verkoop/store"
	"verkoop/views"
)

// follows is what the guide says now that an activity is completed; zero where it
// says nothing.
type follows struct {
	made  crm.Activity    // by itself, as the user prefers
	item  crm.GuideItemID // is offered
	stage crm.StageID     // is asked about
}

// followGuide asks the guide what follows the activity, as it was just stored, and
// makes it where the user wants that without being asked.
func (s *server) followGuide(tx store.Tx, r *request, sale crm.Sale, done crm.Activity) (f follows, err error) {
	if !done.Done() || done.GuideItem == "" {
		return f, nil
	}
	setup, err := tx.Setup()
	if err != nil {
		return f, err
	}
	all, err := guideActivities(tx, sale)
	if err != nil {
		return f, err
	}
	item, suggested := sale.Suggested(setup, all, done)
	if !suggested {
		f.stage, _ = sale.SuggestedStage(setup, all, done)
		return f, nil
	}
	f.item = item.ID
	wants, err := tx.Preferences(r.user.ID)
	if err != nil || !wants.AlwaysFollowUp || item.Kind == crm.Document { // a document needs its form
		return f, err
	}
	a, err := sale.FromGuide(r.desk(setup), item.ID, all, r.now, string(r.texts.Language()))
	if err != nil {
		return f, err
	}
	a.ID = crm.ActivityID(s.NewID())
	f.made, f.item = a.Saved(r.user, r.now), ""
	return f, keepActivity(tx, r, sale, crm.Activity{}, f.made)
}

// notice adds what was made by itself to what is said.
func (f follows) notice(r *request, notice string) string {
	if f.made.ID == "" {
		return notice
	}
	return notice + ". " + madeNotice(r, f.made)
}

func madeNotice(r *request, a crm.Activity) string {
	return r.texts.T("status.guide.made", "text", shorten(a.Text), "date", a.On)
}

// href is the page that offers or asks it, without scripts; empty where there is
// nothing to.
func (f follows) href(c *fiber.Ctx, sale crm.Sale) string {
	back := belowOf(c).query()
	switch {
	case f.item != "":
		return extended(suggestionHref(sale, f.item, readListQuery(c)), back)
	case f.stage != "":
		back.Set("to", string(f.stage))
		return extended(saleHref(sale, "/stage", readListQuery(c), ""), back)
	}
	return ""
}

func suggestionHref(sale crm.Sale, item crm.GuideItemID, l listQuery) string {
	return saleHref(sale, "/suggestions/"+url.PathEscape(string(item)), l, "")
}

// follow puts the dialog that offers or asks it into the answer.
func (s *server) follow(c *fiber.Ctx, tx store.ReadTx, sale crm.Sale, f follows, v *views.SaleShow) error {
	switch {
	case f.item != "":
		d, err := s.suggestion(c, tx, sale, f.item)
		v.Suggestion = &d
		return err
	case f.stage != "":
		d, err := s.moveOn(c, tx, sale, f.stage)
		v.MoveOn = &d
		return err
	}
	return nil
}

// suggested is the activity that the guide's item suggests now.
func (s *server) suggested(c *fiber.Ctx, tx store.ReadTx, sale crm.Sale, item crm.GuideItemID) (crm.Activity, error) {
	r := of(c)
	setup, err := tx.Setup()
	if err != nil {
		return crm.Activity{}, err
	}
	all, err := guideActivities(tx, sale)
	if err != nil {
		return crm.Activity{}, err
	}
	return sale.FromGuide(r.desk(setup), item, all, r.now, string(r.texts.Language()))
}

// suggestion fills the dialog in that offers the item.
func (s *server) suggestion(c *fiber.Ctx, tx store.ReadTx, sale crm.Sale, item crm.GuideItemID) (v views.GuideSuggestion, err error) {
	t := of(c).texts
	a, err := s.suggested(c, tx, sale, item)
	if err != nil {
		return v, err
	}
	owner, err := tx.User(a.Owner)
	if err != nil {
		return v, err
	}
	l, back := readListQuery(c), belowOf(c).query()
	heading := t.T("activity." + kindOf(a))
	v = views.GuideSuggestion{
		Page: s.page(c, heading), Heading: heading, Icon: "calendar-plus", Intro: t.T("guide.suggestion"),
		Facts: []views.Row{
			{Label: t.T("form.activity.kind.label"), Value: t.T("activity.kind." + string(a.Kind))},
			{Label: t.T("form.activity.text.label"), Value: shorten(a.Text)},
			{Label: t.T("form.activity.on.label"), Value: t.Date(a.On)},
			{Label: t.T("form.sale.owner.label"), Value: owner.Name},
		},
		Form:   extended(saleHref(sale, "/activities/new", l, ""), url.Values{"item": {string(item)}}),
		Cancel: extended(saleHref(sale, "", l, ""), back),
	}
	v.Form = extended(v.Form, back)
	if a.Start != "" {
		v.Facts[2].Value += ", " + a.Start + "–" + a.End
	}
	if v.Icon = "file-text"; a.IsFollowUp() {
		v.Icon, v.Action, v.Key = "calendar-plus", extended(suggestionHref(sale, item, l), back), s.NewID()
		v.Always = t.T("guide.always")
	}
	return v, nil
}

// suggestionShow is what the guide offers by itself, as a dialog or a page.
func (s *server) suggestionShow(c *fiber.Ctx) error {
	var v views.GuideSuggestion
	err := s.view(c, func(tx store.ReadTx) error {
		sale, err := s.sale(c, tx)
		if err != nil {
			return err
		}
		v, err = s.suggestion(c, tx, sale, crm.GuideItemID(c.Params("item")))
		return err
	})
	if err != nil {
		return err
	}
	return s.render(c, "guide/suggestion", "guide/_suggestion", v)
}

// suggestionCreate makes what the guide offered, as it was offered, and remembers
// where the user wants that without being asked from now on.
func (s *server) suggestionCreate(c *fiber.Ctx) error {
	r, posted := of(c), readForm(c)
	var sale crm.Sale
	var made crm.Activity
	err := s.update(c, func(tx store.Tx) (err error) {
		if sale, err = s.sale(c, tx); err != nil {
			return err
		}
		if made, err = s.suggested(c, tx, sale, crm.GuideItemID(c.Params("item"))); err != nil {
			return err
		}
		if _, before, err := doneBefore(tx, r, posted); err != nil || before {
			return stopAfter(err)
		}
		if made.Kind == crm.Document {
			return crm.Error{Kind: crm.Invalid, Key: "error.guide.document"}
		}
		if posted.get("always") == "true" {
			if err := s.prefer(tx, r, func(p *crm.Preferences) { p.AlwaysFollowUp = true }); err != nil {
				return err
			}
		}
		made.ID = crm.ActivityID(s.NewID())
		made = made.Saved(r.user, r.now)
		if err := keepActivity(tx, r, sale, crm.Activity{}, made); err != nil {
			return err
		}
		return keepDone(tx, r, posted, store.Submission{Sale: sale.Number})
	})
	if err != nil {
		return err
	}
	return s.activitySaved(c, sale, madeNotice(r, made), follows{})
}

// saleStageAsk asks whether to move the sale on to a stage, as a dialog or a page.
func (s *server) saleStageAsk(c *fiber.Ctx) error {
	var v views.GuideMoveOn
	err := s.view(c, func(tx store.ReadTx) error {
		sale, err := s.sale(c, tx)
		if err != nil {
			return err
		}
		v, err = s.moveOn(c, tx, sale, crm.StageID(c.Query("to")))
		return err
	})
	if err != nil {
		return err
	}
	return s.render(c, "guide/move_on", "guide/_move_on", v)
}

func (s *server) moveOn(c *fiber.Ctx, tx store.ReadTx, sale crm.Sale, to crm.StageID) (v views.GuideMoveOn, err error) {
	r, t, l, at := of(c), of(c).texts, readListQuery(c), belowOf(c)
	setup, err := tx.Setup()
	if err != nil {
		return v, err
	}
	moved := sale
	if err := moved.MoveTo(r.desk(setup), to); err != nil {
		return v, err
	}
	all, err := guideActivities(tx, sale)
	if err != nil {
		return v, err
	}
	heading := t.T("guide.move_on", "stage", stageWord(t, setup, moved))
	v = views.GuideMoveOn{
		Page: s.page(c, heading), Heading: heading,
		Put: extended(saleHref(sale, "/stage", l, ""), at.query()), Stage: string(to),
		Version: strconv.FormatUint(sale.Version, 10), Cancel: extended(saleHref(sale, "", l, ""), at.query()),
	}
	for _, stage := range sale.Guide(setup, all) {
		if stage.State == crm.StepCurrent && stage.Done() {
			v.Text = t.T("guide.all_done", "stage", stageWord(t, setup, sale))
		}
	}
	v.Action = v.Put + queryMark(v.Put) + "_method=PUT"
	return v, nil
}
