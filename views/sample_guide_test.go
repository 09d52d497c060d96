package views

// guide is the sales guide of the picture, in the stage that the sale is in.
func (s sample) guide(id string) Guide {
	step := func(key, label, state, probability string) Step {
		return Step{
			ID: id + "-step-" + key, Stage: key, Label: label, State: s.T("guide." + state), Probability: probability,
			Done: state == "done", Current: state == "current", Shown: state == "current",
			Href: "?section=guide&stage=" + key, Get: "/sales/1042/guide?stage=" + key,
			Move: "/sales/1042/stage?_method=PUT", Put: "/sales/1042/stage", Version: "7",
		}
	}
	g := Guide{
		Show: true, ID: id + "-guide", Ticks: s.T("guide.of", "done", 2, "all", 4), Page: "/sales/1042", Get: "/sales/1042/guide",
		Hidden: []Hidden{{"section", "guide"}},
		Steps: []Step{
			step("first-meeting", s.w("Eerste gesprek", "First meeting"), "done", "20%"),
			step("quote", s.w("Offerte", "Quote"), "done", "40%"),
			step("negotiation", s.w("Onderhandeling", "Negotiation"), "current", "60%"),
			step("closing", s.w("Afronding", "Closing"), "future", "80%"),
		},
		Stages: []GuideStage{s.guideStage(id, "negotiation", s.w("Onderhandeling", "Negotiation"), "current")},
	}
	g.Steps[2].Move, g.Steps[2].Put, g.Steps[3].Put = "", "", ""
	return g
}

func (s sample) guideStage(id, key, label, state string) GuideStage {
	at := id + "-items-" + key
	item := func(key, name, icon string, made ...GuideActivity) GuideItem {
		return GuideItem{ID: at + "-" + key, Name: name, Icon: icon, Kind: s.T("activity.kind.call"), State: s.T("guide.not_made"),
			Create: "/sales/1042/activities/new?item=" + key, Another: len(made) > 0, Made: made}
	}
	price := item("price", s.w("Prijs bespreken", "Discuss the price"), "phone",
		GuideActivity{ID: at + "-a1", Text: "Korting op vaste poorten", When: "20 nov 2026 · " + s.N("activity.days_late", 3), Late: true, Owner: "Femke de Boer", Edit: "/sales/1042/activities/a1", Complete: "/sales/1042/activities/a1/completed?section=guide", BoxLabel: "1"},
		GuideActivity{ID: at + "-a2", When: "19 nov 2026", Owner: "Daan Visser", Done: true, Edit: "/sales/1042/activities/a2", Complete: "/sales/1042/activities/a2/completed?section=guide", BoxLabel: "2"})
	price.Purpose = s.w("De grens van de korting kennen", "Know how far the discount goes")
	fax := item("fax", "Fax", "check-square", GuideActivity{ID: at + "-a3", When: "3 jan 2026", Owner: "Daan Visser", Done: true, BoxLabel: "3"})
	fax.Create, fax.Retired = "", s.T("guide.retired")
	return GuideStage{ID: at, Label: label, State: s.T("guide." + state), Columns: [2]GuideColumn{
		{ID: at + "-follow-ups", Heading: s.T("guide.follow_ups"), Count: s.T("guide.completed", "done", 1, "all", 3),
			Items: []GuideItem{price, fax, item("contract", s.w("Contract doornemen met inkoop", "Go through the contract with purchasing"), "calendar-blank")}},
		{ID: at + "-documents", Heading: s.T("guide.documents"), Count: s.T("guide.completed", "done", 1, "all", 1),
			Items: []GuideItem{item("quote", s.w("Offerte, herzien", "Quote, revised"), "file-text", GuideActivity{ID: at + "-d1", Text: "Offerte 1042-2", When: "17 nov 2026", Owner: "Femke de Boer", Done: true, BoxLabel: "4", Href: "https://example.com/offerte.pdf", File: &File{"offerte.pdf", "1,4 MB", "/sales/1042/activities/d1/file"}})}},
	}}
}

// guideOf is a sale with the guide open.
func (s sample) guideOf(all, readOnly bool) SaleShow {
	v := s.show("open", "sale")
	v.Sections.Tabs[0].Selected, v.Sections.Tabs[1].Selected = false, true
	g := &v.Sections.Guide
	if g.All = all; all {
		none := s.guideStage("sale-1042", "closing", s.w("Afronding", "Closing"), "future")
		for i := range none.Columns {
			none.Columns[i].Items, none.Columns[i].Count, none.Columns[i].None = nil, "", s.T("guide.no_documents")
		}
		g.Stages = append(g.Stages, none)
	}
	if readOnly {
		for i := range g.Steps {
			g.Steps[i].Move, g.Steps[i].Put = "", ""
		}
		for _, stage := range g.Stages {
			for _, column := range stage.Columns {
				for i := range column.Items {
					column.Items[i].Create = ""
					for j := range column.Items[i].Made {
						column.Items[i].Made[j].Edit, column.Items[i].Made[j].Complete = "", ""
					}
				}
			}
		}
	}
	return v
}

func (s sample) moved(refused bool) SaleShow {
	v := s.guideOf(false, false)
	if v.Status = s.N("status.stage_ticks", 2, "stage", s.w("Onderhandeling", "Negotiation")); refused {
		p := s.notMoved()
		v.Status, v.Problem = "", &p
	}
	return v
}

func (s sample) notMoved() Failure {
	return Failure{Page: s.page("x"), Heading: s.T("form.problem"), Back: "/sales/1042?section=guide", BackText: s.T("action.back_to_sale"),
		Text: s.T("error.stage.moved_meanwhile", "name", "Daan Visser", "stage", s.w("Afronding", "Closing"))}
}

func (s sample) suggestion(document bool) GuideSuggestion {
	v := GuideSuggestion{
		Page: s.page(s.T("activity.follow_up")), Heading: s.T("activity.follow_up"), Icon: "calendar-plus", Intro: s.T("guide.suggestion"),
		Facts: []Row{
			{Label: s.T("form.activity.kind.label"), Value: s.T("activity.kind.call")},
			{Label: s.T("form.activity.text.label"), Value: s.w("Offerte nabellen", "Call about the quote")},
			{Label: s.T("form.activity.on.label"), Value: "28 nov 2026"},
		},
		Action: "/sales/1042/suggestions/quote-call", Key: "k1", Always: s.T("guide.always"),
		Form: "/sales/1042/activities/new?item=quote-call", Cancel: "/sales/1042?section=guide",
	}
	if document {
		v.Action, v.Always, v.Icon, v.Heading = "", "", "file-text", s.T("activity.document")
	}
	return v
}

func (s sample) moveOn() GuideMoveOn {
	heading := s.T("guide.move_on", "stage", s.w("Afronding", "Closing"))
	return GuideMoveOn{Page: s.page(heading), Heading: heading, Text: s.T("guide.all_done", "stage", s.w("Onderhandeling", "Negotiation")),
		Action: "/sales/1042/stage?_method=PUT", Put: "/sales/1042/stage", Stage: "closing", Version: "7", Cancel: "/sales/1042?section=guide"}
}

func (s sample) suggested() SaleShow {
	v, d := s.saved(), s.suggestion(false)
	d.Fragment = true
	v.Suggestion = &d
	return v
}

func (s sample) askedToMoveOn() SaleShow {
	v, d := s.saved(), s.moveOn()
	d.Fragment = true
	v.MoveOn = &d
	return v
}
