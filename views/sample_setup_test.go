package views

import "slices"

func (s sample) shelf(part bool) Shelf {
	row := func(id, nl, en, days, stages, guide, use string) ShelfRow {
		name, other, lang := nl, en, "en"
		if !s.nl {
			name, other, lang = en, nl, "nl"
		}
		return ShelfRow{ID: id, Href: "/settings/types/" + id, Name: name, Other: other, OtherLang: lang, Cells: []string{days, stages, guide, use}, Delete: "/settings/types/" + id + "/deletion"}
	}
	v := Shelf{
		Settings: s.settings("types", s.T("settings.types.title")), Intro: s.T("settings.types.intro"), New: "/settings/types/new", Add: s.T("settings.types.add"),
		Names:   [2]string{s.T("form.user.name.label"), s.T("settings.column.other_language")},
		Columns: []string{s.T("form.setup.days.label"), s.T("form.setup.stages.label"), s.T("form.setup.guide.label"), s.T("settings.column.use")},
		Rows: []ShelfRow{
			row("new-customer", "Nieuwe klant", "New customer", s.w("90 dagen", "90 days"), "4", s.T("form.yes"), s.w("31 verkopen", "31 sales")),
			row("maintenance", "Meerjarig onderhoudscontract met periodieke inspectie", "Maintenance contract of several years with inspections", s.w("1.095 dagen", "1,095 days"), "12", s.T("form.no"), s.w("meer dan 1.000 verkopen", "more than 1,000 sales")),
		},
		Order: "/settings/types/order", Was: "new-customer maintenance", RetiredHeading: s.T("settings.deleted"), RestoreLabel: s.T("action.restore"),
		Retired: []ShelfRow{{ID: "old", Href: "/settings/types/old", Name: s.w("Demonstratie", "Demonstration"), Other: s.w("Demonstration", "Demonstratie"), OtherLang: "en", Use: s.w("3 verkopen", "3 sales"), Restore: "/settings/types/old/restoration"}},
	}
	v.Rows[0].First, v.Rows[1].Last, v.Rows[0].Token = true, true, s.T("settings.currencies.own")
	v.Fragment, v.Status = part, s.T("settings.status.moved")
	return v
}

func (s sample) shelfProblems() Shelf {
	v := s.shelf(true)
	v.Problems = []ProblemLink{{"", s.T("error.setup.order_changed")}}
	return v
}

func (s sample) emptyShelf() Shelf {
	v := s.shelf(false)
	v.Rows, v.Retired, v.Names[1], v.Empty = nil, nil, "", s.T("settings.lists.empty")
	return v
}

func (s sample) lists() Lists {
	return Lists{Settings: s.settings("lists", s.T("settings.lists.title")), Intro: s.T("settings.lists.intro_all"),
		Lists: []NavEntry{{Label: s.T("settings.list.sources"), Detail: s.w("7 waarden", "7 values"), Href: "/settings/lists/sources"}, {Label: s.T("settings.list.competitors"), Href: "/settings/lists/competitors"}}}
}

func (s sample) setupField(f, value string) Input {
	return Input{ID: f, Name: f, Type: "text", Label: s.T("form.setup." + f + ".label"), Value: value, Mandatory: s.T("form.mandatory"), Autocomplete: "off", Max: 100}
}

func (s sample) setupForm() SetupForm {
	nl, en, p := s.setupField("name_nl", "Offerte"), s.setupField("name_en", "Quote"), s.setupField("probability", "40")
	p.Short, p.Suffix, p.Hint = true, "%", s.T("settings.stages.probability_hint")
	return SetupForm{
		Settings: s.settings("stages", s.w("Offerte", "Quote")), ID: "setup-form", Action: "/settings/stages/quote?_method=PUT", Was: []Hidden{{"was_name_nl", "Offerte"}},
		Use: s.w("In gebruik bij 12 verkopen.", "In use by 12 sales."), Groups: []InputGroup{{Inputs: []Input{nl, en, p}}},
		Submit: s.T("action.save"), Cancel: "/settings/stages", Delete: "/settings/stages/quote/deletion", DeleteLabel: s.T("action.delete"),
	}
}

// item is a form with all sorts of fields, of something that was deleted.
func (s sample) item() SetupForm {
	f := s.setupForm()
	f.State, f.Delete, f.Restore, f.RestoreLabel = s.T("settings.deleted"), "", "/settings/x/restoration", s.T("action.restore")
	kind, text, box := s.setupField("kind", ""), s.setupField("text_nl", "Beste …"), s.setupField("automatic", "")
	kind.Type, kind.Options = "", []Option{{Value: "call", Label: s.T("activity.kind.call"), Selected: true}}
	text.Rows, text.Mandatory = 4, ""
	box.Type, box.Checked, box.Hint, box.Mandatory = "checkbox", true, s.T("settings.guide.automatic_hint"), ""
	f.Groups[0].Inputs[0].Error = s.T("error.name_nl.required")
	f.Problems = []ProblemLink{{"#name_nl", f.Groups[0].Inputs[0].Error}}
	f.Groups[0].Inputs = append(f.Groups[0].Inputs, kind, box)
	f.Groups = append(f.Groups, InputGroup{Heading: s.T("settings.guide.text"), Inputs: []Input{text}})
	return f
}

func (s sample) typeForm(problems bool) TypeForm {
	box := func(f string) Input {
		in := s.setupField(f, "")
		in.Type, in.Checked, in.Hint, in.Mandatory = "checkbox", f == "guide", s.T("settings.type."+f+".hint"), ""
		return in
	}
	days := s.setupField("days", "90")
	days.Short, days.Suffix = true, s.T("settings.days_suffix")
	pick := func(id, name string, chosen bool) StagePick {
		field := "probability-" + id
		return StagePick{ID: id, Label: name, Chosen: chosen, Probability: Input{ID: field, Name: field, Label: s.T("settings.type.own_probability", "stage", name), Hint: s.T("settings.type.probability", "percent", 40)}}
	}
	v := TypeForm{
		SetupForm: SetupForm{Settings: s.settings("types", s.w("Nieuwe klant", "New customer")), ID: "type-form", Action: "/settings/types/new-customer?_method=PUT", Was: []Hidden{{"was_name_nl", "Nieuwe klant"}},
			Use: s.w("In gebruik bij 31 verkopen.", "In use by 31 sales."), Submit: s.T("action.save"), Cancel: "/settings/types", Delete: "/settings/types/new-customer/deletion", DeleteLabel: s.T("action.delete")},
		Again: "/settings/types/new-customer/edit", Guide: box("guide"), Suggest: box("suggest_move_on"),
		Stages: []StagePick{pick("quote", s.w("Offerte", "Quote"), true), pick("closing", s.w("Afronding", "Closing"), true), pick("long", s.w("Beoordeling door de inkoopcommissie", "Judgement by the purchasing committee"), false)},
	}
	v.Groups = []InputGroup{{Inputs: []Input{s.setupField("name_nl", "Nieuwe klant"), s.setupField("name_en", "New customer"), days}}}
	v.Stages[0].First, v.Stages[2].Last, v.Stages[2].Retired = true, true, true
	guide := s.guideForm(false)
	v.Items = &guide
	if problems {
		v.Unsaved, v.Error, v.Items.Off = true, s.T("error.setup.guide_stages", "type", "Nieuwe klant"), s.T("settings.guide.off")
		v.Stages[1].Probability.Error = s.T("error.probability.range")
		v.Problems = []ProblemLink{{"#stages", v.Error}, {"#probability-closing", v.Stages[1].Probability.Error}}
	}
	return v
}

func (s sample) setupConflict() SetupConflict {
	return SetupConflict{
		Settings: s.settings("stages", s.w("Offerte", "Quote")), ID: "conflict-form", Action: "/settings/stages/quote?_method=PUT", Cancel: "/settings/stages/quote",
		Intro: s.T("conflict.setup", "who", "Pieter Bos", "time", "14:32"), Hidden: []Hidden{{"name_nl", "Offerte"}, {"seen", "3"}},
		Groups: []ConflictGroup{{Key: "name_nl", ID: "keep-name_nl", Label: s.T("form.setup.name_nl.label"), Was: s.T("conflict.was", "value", "Offerte"),
			Mine: []ConflictValue{{Pieces: []Piece{{Text: "Offerte "}, {Text: "verstuurd", Differs: true}}}}, Theirs: []ConflictValue{{Pieces: []Piece{{Text: "Offerte "}, {Text: "uitgebracht", Differs: true}}}},
			MineLabel: s.T("conflict.mine"), TheirsLabel: "Pieter Bos, 14:32"}},
		Merged: []MergedRow{{s.T("form.setup.probability.label"), "45%", s.T("conflict.from_you")}},
	}
}

func (s sample) newType() TypeForm {
	v := s.typeForm(false)
	v.Was, v.Use, v.Delete, v.Items, v.Stages, v.NoStage = nil, "", "", nil, nil, s.T("settings.type.no_stages")
	return v
}

func (s sample) guideForm(part bool) GuideForm {
	row := func(id, icon, name, facts string) GuideRow {
		return GuideRow{ID: id, Href: "/settings/types/new-customer/items/" + id, Icon: icon, Name: name, Facts: facts, Delete: "/settings/types/new-customer/items/" + id + "/deletion"}
	}
	v := GuideForm{
		Page: s.page("x"), Version: "2", Order: "/settings/types/new-customer/items/order", RestoreLabel: s.T("action.restore"),
		Stages: []StageItems{
			{ID: "quote", Name: s.w("Offerte", "Quote"), Items: []GuideRow{
				row("offer", "file-text", s.w("Offerte", "Quote"), s.w("Document · 5 dagen na de vorige", "Document · 5 days after the previous one")),
				row("offer-call", "phone", s.w("Offerte nabellen bij wie er beslist", "Call about the quote with who decides"), s.w("Telefoongesprek · 5 dagen na de vorige · 15 minuten", "Phone call · 5 days after the previous one · 15 minutes")),
			}, NewFollowUp: "/settings/types/new-customer/items/new?stage=quote&kind=appointment", NewDocument: "/settings/types/new-customer/items/new?stage=quote&kind=document"},
			{ID: "closing", Name: s.w("Afronding", "Closing"), NewFollowUp: "/x", NewDocument: "/y"},
		},
		Retired: slices.Clone(s.shelf(false).Retired),
	}
	v.Stages[0].Items[0].First, v.Stages[0].Items[1].Last, v.Stages[0].Items[1].Automatic = true, true, s.T("settings.guide.automatic")
	v.Fragment, v.Status = part, s.T("settings.status.moved")
	return v
}

func (s sample) retirement(part, refused bool) Retirement {
	v := Retirement{
		Settings: s.settings("stages", s.T("settings.retirement.title", "name", s.w("Offerte", "Quote"))), Text: s.w("In gebruik bij 12 verkopen.", "In use by 12 sales."), What: s.T("settings.retirement.what"),
		Action: "/settings/stages/quote?_method=DELETE&version=3", Cancel: "/settings/stages",
	}
	v.Fragment = part
	if refused {
		v.Refused = s.T("error.setup.last_type")
		v.Problems = []ProblemLink{{"", v.Refused}}
	}
	return v
}
