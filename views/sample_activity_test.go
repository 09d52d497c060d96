package views

func (s sample) history() History {
	past := func(icon, status, heading string, changes ...Consequence) HistoryEntry {
		return HistoryEntry{Icon: icon, Status: status, Heading: heading, Changes: changes, Who: "Daan Visser",
			When: s.w("18 nov 2026 10:41", "18 Nov 2026 10:41"), Href: "/sales/1042/history/7", HrefText: s.T("history.then", "when", "18 nov 2026 10:41")}
	}
	return History{Href: "/sales/1042/history", More: "/sales/1042/history?below=3", Entries: []HistoryEntry{
		past("arrow-right", "", "", Consequence{Label: s.T("form.sale.stage.label"), Old: s.w("Offerte", "Quote"), New: s.w("Onderhandeling", "Negotiation")}),
		past("pencil-simple", "", "", Consequence{Label: s.T("form.sale.project.label"), Old: "Venlo"}),
		past("arrow-u-up-left", "", s.T("history.mark.resumed")), past("warning-fill", "stalled", s.T("history.mark.stalled")),
		past("check-circle-fill", "sold", s.T("history.mark.sold")), past("x-circle-bold", "lost", s.T("history.mark.lost")),
		past("plus", "", s.T("history.mark.registered")),
	}}
}

func (s sample) activityForm(document bool) ActivityForm {
	input := func(name, value string) Input {
		return Input{ID: "activity-" + name, Name: name, Type: "text", Label: s.T("form.activity." + name + ".label"), Value: value, Autocomplete: "off"}
	}
	box := func(name, value string) Field {
		return Field{ID: "activity-" + name, Name: name, Label: s.T("form.sale." + name + ".label"), Value: value, Search: "/companies", RecordID: "x"}
	}
	v := ActivityForm{
		Page: s.page(s.T("activity.follow_up")), Heading: s.T("activity.follow_up"), Icon: "calendar-plus", Action: "/sales/1042/activities?kind=task", Key: "k",
		FormLang: string(s.Language()), Text: input("text", "Budget 2027 bespreken"), On: input("on", "01-03-2027"), Start: input("start", "10:00"), End: input("end", "10:15"),
		AllDay: Field{ID: "activity-all-day", Name: "all_day", Label: s.T("form.activity.all_day.label")}, Company: box("company", "Van Dongen Logistiek B.V."), Contact: box("contact", "Sanne Kuipers"), Owner: box("owner", "Femke de Boer"),
		Sale:   Field{ID: "activity-sale", Label: s.T("form.activity.sale.label"), Value: "1042 Magazijnscanners locatie Venlo", Locked: s.T("form.activity.sale.locked")},
		Submit: s.T("action.save"), Cancel: "/sales/1042",
	}
	v.On.Type = "date"
	if document {
		v.IsDocument, v.Icon, v.Version, v.Key, v.Delete = true, "file-text", "2", "", "/sales/1042/activities/a4/deletion"
		v.Heading, v.Web, v.Sort = s.T("activity.document"), input("web", "https://example.com"), input("document_kind", "")
		v.Sort.Type, v.Sort.Options = "", []Option{{Label: s.T("form.sale.none")}, {Value: "document-quote", Label: s.w("Offerte", "Quote"), Selected: true}}
		v.File = FileField{ID: "activity-file", Name: "file", Label: s.T("form.activity.file.other"), Accept: ".pdf", Hint: s.T("form.activity.file.hint", "max", 25),
			Error: s.T("error.file.empty"), Now: &File{Name: "Offerte 1042-2.pdf", Size: "1,4 MB"}, Kept: "sealed"}
		return v
	}
	v.Kind = input("kind", "")
	v.Kind.Choice = true
	for _, kind := range []string{"appointment", "call", "task"} {
		v.Kind.Options = append(v.Kind.Options, Option{Value: kind, Label: s.T("activity.kind." + kind), Selected: kind == "call"})
	}
	return v
}

func (s sample) afterStall() ActivityForm {
	v := s.activityForm(false)
	v.Fragment, v.Intro = true, s.T("activity.after_stall.intro", "date", "1 mrt 2027")
	return v
}

func (s sample) activityProblems() ActivityForm {
	v := s.activityForm(false)
	v.End.Error = s.T("error.activity.end.before_start")
	v.Problems = []ProblemLink{{"#activity-end", v.End.Error}}
	return v
}

func (s sample) activityDeletion(fragment bool) ActivityDeletion {
	v := ActivityDeletion{Page: s.page("x"), Heading: s.T("activity.deletion.title.follow_up"), Facts: []Row{{Label: s.T("form.activity.text.label"), Value: "Korting"}},
		Action: "/sales/1042/activities/a1?_method=DELETE&version=1", Cancel: "/sales/1042"}
	if v.Fragment = fragment; fragment {
		v.Changed = s.T("deletion.changed_meanwhile")
	}
	return v
}

func (s sample) historyPage(problems bool) HistoryPage {
	v := HistoryPage{Page: s.page("x"), Heading: s.T("page.history.title", "number", "1042", "title", "Magazijnscanners"), Back: "/sales/1042", History: s.history()}
	v.History.AsOfAction = "/sales/1042/history"
	v.History.AsOf = Input{ID: "on", Name: "on", Type: "date", Label: s.T("form.history.on.label"), Autocomplete: "off"}
	if problems {
		v.History.Newest = "/sales/1042/history"
		v.History.AsOf.Error = s.T("error.history.before", "date", "2 sep 2026")
		v.Problems = []ProblemLink{{"#on", v.History.AsOf.Error}}
	}
	return v
}

func (s sample) saved() SaleShow {
	v := s.show("open", "sale")
	v.Fragment, v.Status = true, s.T("status.activity.completed")
	v.Next = Row{ID: "sale-1042-next", Label: s.T("form.sale.next.label"), Value: "27 nov"}
	return v
}

func (s sample) stalledNow() SaleShow {
	v := s.show("stalled", "sale")
	form := s.afterStall()
	v.Fragment, v.FollowUp, v.Head.Resume = true, &form, "/sales/1042/stalled?_method=PUT"
	return v
}

func (s sample) asItWas() SaleShow {
	v := s.show("open", "sale")
	v.Sections, v.Walk, v.Head.EditHref = Sections{}, Walk{}, ""
	v.AsItWas = &AsItWas{Text: s.T("history.as_it_was", "when", "17 nov 2026 15:58", "who", "Femke de Boer"), Back: "/sales/1042", Link: s.T("history.as_it_is")}
	return v
}

func (s sample) due() SaleIndex {
	v := s.index()
	v.Rows[0].NextTone, v.Rows[0].Resume = "due", "/sales/1042/stalled?_method=PUT"
	v.Rows[0].Cells[6].Text = s.T("activity.reopen", "date", "1 nov")
	return v
}
