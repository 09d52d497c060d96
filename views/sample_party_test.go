package views

func (s sample) company(name string) string { return s.T("party.company." + name) }

func (s sample) partyIndex(found bool) PartyIndex {
	page := s.page(s.company("all"))
	page.Section = "parties"
	v := PartyIndex{Page: page, Heading: s.company("all"), Action: "/companies", Ask: s.company("find"), New: "/companies/new", Add: s.company("new"),
		Kinds: []NavEntry{{Href: "/companies", Label: s.company("all"), Current: true}, {Href: "/contacts", Label: s.T("party.contact.all")}},
		Heads: []string{s.T("table.head.name"), s.T("table.head.city"), s.T("table.head.email")}, Next: "/companies?at=x",
		Transfer: []TransferLink{{"/companies/export.csv", s.T("transfer.export.csv"), true}}, Empty: s.company("none"), EmptyWhy: s.company("first")}
	for _, name := range []string{"Albers Precisie B.V.", "Brouwerij De Zilvermeeuw en Zonen Holding met een lange naam B.V."} {
		v.Rows = append(v.Rows, PartyRow{"/companies/1", name, []Cell{{Key: "city", Label: s.T("table.head.city"), Text: "Hengelo"}, {Key: "email", Label: s.T("table.head.email")}}})
	}
	if !found {
		v.Rows, v.Next, v.Words = nil, "", "xyzzy"
	}
	return v
}

func (s sample) partyHead(editing bool) PartyHead {
	h := PartyHead{ID: "company-1", Kind: s.company("one"), Title: "Albers Precisie B.V.", Under: Row{Value: "Hengelo"}, EditHref: "/companies/1/edit",
		Task: []MenuItem{{s.T("action.delete"), "/companies/1/deletion", "trash"}}}
	if editing {
		h.Editing = s.company("editing")
	}
	return h
}

func (s sample) alike() Alike {
	return Alike{"company-1", s.company("alike"), []AlikeRow{{"/companies/2", "Albers Precisie", s.T("party.same.kvk")}}}
}

func (s sample) partySections() *PartySections {
	list := PartyList{Heading: s.T("party.contact.all"), Heads: []string{s.T("table.head.name")}, Rows: []PartyRow{{Href: "/contacts/1", Name: "Jan de Vries"}}, New: "/contacts/new?company=1", Add: s.T("party.contact.new")}
	return &PartySections{ID: "company-1", Tabs: []Tab{{Key: "sales", Label: s.T("tab.sales"), Href: "?section=sales", Selected: true}, {Key: "activities", Label: s.T("tab.activities"), Count: 1},
		{Key: "contacts", Label: s.T("tab.contacts"), Count: 1}, {Key: "projects", Label: s.T("tab.projects")}},
		Sales:    PartySales{Page: s.page(s.T("party.company.sales", "name", "Albers")), SaleTable: s.index().SaleTable, All: "/sales?q=company.one_of:1", New: "/sales/new?company=1"},
		ToDo:     []PartyActivity{{Icon: "phone", Kind: s.T("activity.kind.call"), When: "20 nov", Text: "Bellen", Href: "/sales/1042", Sale: "1042 Magazijnscanners", Owner: Person{"Femke de Boer", "FB", true}, Late: true}},
		Done:     []PartyActivity{{Icon: "phone", Kind: s.T("activity.kind.call"), When: "20 nov", Text: "Bellen", Owner: Person{"Femke de Boer", "FB", true}, Done: true}},
		Contacts: list, Projects: PartyList{None: s.T("party.project.none")}}
}

func (s sample) partyShow(part bool) PartyShow {
	page := s.page(s.company("one"))
	page.Fragment, page.Section = part, "parties"
	return PartyShow{Page: page, Head: s.partyHead(false), Alike: s.alike(), List: "/companies", Back: s.company("back"), Sections: s.partySections(),
		Columns: [][]Row{{{Label: s.T("table.head.city"), Value: "Hengelo"}}, {{Label: s.T("table.head.email"), Value: "info@albers.example", Href: "mailto:info@albers.example"}}, {{Label: s.T("table.head.website"), Value: s.T("form.sale.none"), Empty: true}}}}
}

func (s sample) partyForm(problem bool) PartyForm {
	page := s.page(s.company("one"))
	page.EditForm, page.EditLanguage = "company-1-form", "/companies/1/edit"
	field := func(name, value string) Field {
		return Field{ID: "company-1-" + name, Name: name, Label: s.T("table.head." + name), Value: value, Live: "/companies/1/recalculation"}
	}
	v := PartyForm{Page: page, Head: s.partyHead(true), ID: "company-1", Action: "/companies/1?_method=PUT", Put: "/companies/1", Recalculation: "/companies/1/recalculation",
		Cancel: "/companies/1", Version: "3", Key: "k", FormLang: string(s.Language()), Hidden: []Hidden{{"was_name", "Albers"}}, Alike: s.alike(),
		Columns: [][]Field{{field("name", "Albers Precisie B.V."), field("kvk", "123")}, {field("company", "Van Dongen"), field("city", "")}},
		Save:    SaveBar{ID: "company-1", Label: s.T("action.save"), Cancel: "/companies/1", CancelLabel: s.T("action.cancel")}}
	v.Columns[0][0].Mandatory = s.T("form.mandatory")
	v.Columns[1][0].Search = "/company-options"
	v.Columns[1][1].Options = []Option{{Label: s.T("form.sale.none"), Selected: true}}
	if problem {
		v.Columns[0][1].Error = s.T("error.kvk.wrong")
		v.Problems, v.Rejected = []ProblemLink{{"#company-1-kvk", v.Columns[0][1].Error}}, true
	}
	return v
}

func (s sample) partyConflict() PartyConflict {
	return PartyConflict{Page: s.page(s.company("one")), Head: s.partyHead(true), ID: "company-1", Action: "/companies/1?_method=PUT", Put: "/companies/1", Recalculation: "/companies/1/recalculation",
		Intro: s.T("party.company.conflict", "who", "Daan Visser", "time", "14:32"), Hidden: []Hidden{{"seen", "3"}},
		Groups: []ConflictGroup{{Key: "name", ID: "company-1-keep-name", Label: s.T("table.head.name"), Was: "Albers", MineLabel: s.T("conflict.mine"), TheirsLabel: "Daan Visser, 14:32",
			Mine: []ConflictValue{{Pieces: []Piece{{Text: "Albers NV"}}}}, Theirs: []ConflictValue{{Pieces: []Piece{{Text: "Albers BV"}}}}}},
		Merged: []MergedRow{{s.T("table.head.city"), "Hengelo", s.T("conflict.from_you")}},
		Save:   SaveBar{ID: "company-1", Label: s.T("action.save"), Cancel: "/companies/1", CancelLabel: s.T("action.cancel"), Dimmed: true, Goto: "company-1-keep-name", Missing: "x"}}
}

func (s sample) partyDeletion(inTheWay, part bool) PartyDeletion {
	page := s.page(s.company("delete"))
	page.Fragment = part
	v := PartyDeletion{Page: page, Heading: s.company("delete"), Check: s.company("check"), Facts: []Row{{Label: s.T("table.head.name"), Value: "Albers"}},
		Goes: s.T("party.nothing_goes"), Stays: s.N("party.stay.contacts", 2), Action: "/companies/1?_method=DELETE", Delete: "/companies/1", Cancel: "/companies/1", CloseText: s.T("action.no")}
	if inTheWay {
		v.InTheWay, v.Sales = s.T("error.party.has_sales.company"), []LinkRow{{Href: "/sales/1042", Label: "1042 Magazijnscanners"}}
		v.More = LinkRow{Href: "/sales", Label: s.T("party.all_sales")}
	}
	return v
}
