package views

func (s sample) imports(problem bool) Imports {
	v := Imports{Settings: s.settings("imports", s.T("settings.imports.title")), Action: "/imports", Submit: s.T("import.read"),
		Table: Input{ID: "table", Name: "table", Label: s.T("import.table.label"), Choice: true, Options: []Option{
			{Value: "sales", Label: s.T("table.sales"), Detail: s.T("import.table.sales"), Selected: true},
			{Value: "companies", Label: s.T("table.companies"), Detail: s.T("import.table.companies")},
			{Value: "contacts", Label: s.T("table.contacts"), Detail: s.T("import.table.contacts")}}},
		File: Input{ID: "upload", Name: "upload", Label: s.T("import.file.label"), Hint: s.T("import.file.hint", "max", 1_024, "rows", 2_000_000), Mandatory: s.T("form.mandatory")},
		Rows: []ImportLine{
			{"/imports/1", "verkopen-2026.csv", s.T("table.sales"), s.N("import.rows", 5_000), s.T("import.state.done"), "23 nov 2026 14:45", "Pieter van der Meer"},
			{"/imports/2", "een bestand met een naam die langer is dan in een kolom past.xlsx", s.T("table.companies"), s.N("import.rows", 1), s.T("import.state.checked"), "20 nov 2026 09:10", "Hanneke Bosma"}},
	}
	if problem {
		v.Rows = nil
		v.File.Error = s.T("error.table.empty")
		v.Problems = []ProblemLink{{"#upload", v.File.Error}}
	}
	return v
}

func (s sample) importBase(state string) Import {
	return Import{Settings: s.settings("imports", s.T("import.title", "name", "verkopen-2026.csv")), Action: "/imports/1", Own: true, StateKey: state, State: s.T("import.state." + state),
		About:    []Row{{Label: s.T("import.about.table"), Value: s.T("table.sales")}, {Label: s.T("import.about.rows"), Value: s.Integer(5_000)}, {Label: s.T("import.about.encoding"), Value: s.T("import.encoding.windows1252")}, {Label: s.T("import.about.separator"), Value: s.T("import.separator.semicolon")}},
		Progress: Progress{Text: s.T("import.progress", "done", 1_200, "total", 5_000), Done: 1_200, All: 5_000, Href: "/imports/1/progress"},
		Counts: []ImportCount{{"new", s.T("import.count.new"), s.Integer(4_211), true}, {"changed", s.T("import.count.changed"), s.Integer(780), true},
			{"same", s.T("import.count.same"), "0", false}, {"bad", s.T("import.count.bad"), "9", true}}}
}

func (s sample) importColumns(problem bool) Import {
	v := s.importBase("mapping")
	for i, head := range []string{s.w("Nummer", "Number"), s.w("Onderwerp", "Subject"), s.w("Interne code van het oude systeem", "Internal code of the old system")} {
		id := "column_" + string(rune('0'+i))
		v.Columns = append(v.Columns, ImportColumn{Head: head, Examples: []string{"1042", "Magazijnscanners locatie Venlo"}[:i%2+1],
			Field: Input{ID: id, Name: id, Label: s.T("import.field_of", "head", head), Options: []Option{{Label: s.T("import.leave_out")}, {Value: "title", Label: s.T("table.head.title"), Selected: i == 1}}}})
	}
	v.Columns[2].Examples = nil
	v.Language = Input{ID: "language", Name: "language", Label: s.T("import.language.label"), Options: []Option{{Value: "nl", Label: s.T("import.language.nl"), Selected: true}, {Value: "en", Label: s.T("import.language.en")}}}
	v.Make = &Tick{"make", s.T("import.make.sales"), "", true}
	v.Keep = &Tick{"keep", s.T("import.keep"), s.T("import.keep.detail"), false}
	v.All = Input{ID: "rows", Name: "rows", Label: s.T("import.all.label"), Choice: true, Options: []Option{
		{Value: "good", Label: s.T("import.all.good"), Detail: s.T("import.all.good.detail"), Selected: true}, {Value: "all", Label: s.T("import.all.none"), Detail: s.T("import.all.none.detail")}}}
	if problem {
		v.Columns[0].Field.Error = s.T("error.import.twice")
		v.Problems = []ProblemLink{{"#column_0", v.Columns[0].Field.Error}}
	}
	return v
}

func (s sample) importWorking() Import {
	v := s.importBase("running")
	v.Working, v.Cancel = true, "/imports/1/cancelled?_method=PUT"
	return v
}

func (s sample) importChecked(refused bool) Import {
	v := s.importBase("checked")
	bad := ImportRow{Line: "812", Subject: "Hekwerk rond het terrein", Key: "bad", What: s.T("import.row.bad"),
		Problems: []string{s.T("import.problem", "field", s.T("table.head.amount"), "text", s.w("Schrijf het bedrag als 1.234,56.", "Write the amount as 1,234.56."))}}
	v.Bad, v.MoreBad, v.Beyond = []ImportRow{bad, {Line: "1.204", Problems: []string{s.T("error.table.quote", "line", 1_204)}}}, "/imports/1?after=1204", s.T("import.beyond", "max", 2_000)
	v.Trial = []ImportRow{{Line: "2", Subject: "Poorten", Key: "new", What: s.T("import.row.new")}, {Line: "3", Subject: "Slagboom", Key: "changed", What: s.T("import.row.changed"),
		Changes: []Consequence{{Label: s.T("form.sale.amount.label"), Old: "€ 1.000,00", New: "€ 1.200,00"}, {Label: s.T("form.sale.note.label"), New: s.w("Gebeld", "Called")}}, More: s.N("import.changes_more", 3)},
		{Line: "4", Subject: "Camera’s", Key: "same", What: s.T("import.row.same")}, bad}
	v.First, v.Next = "/imports/1", "/imports/1?at=4000"
	v.Change, v.Delete, v.Run, v.Submit = "/imports/1?step=columns", "/imports/1?_method=DELETE", "/imports/1/running?_method=PUT", s.N("import.run", 4_991)
	if refused {
		v.Run, v.Refused = "", s.T("error.import.all_or_none")
	}
	return v
}

func (s sample) importDone() Import {
	v := s.importBase("done")
	v.Delete, v.Result, v.Report = "/imports/1?_method=DELETE", "/sales?sort=number&order=desc", "/imports/1/report.csv"
	v.Taken = []ImportRow{{Line: "2", Subject: "Poorten", Key: "new", What: s.T("import.did.new"), Number: "1061", Href: "/sales/1061"},
		{Line: "3", Subject: "Slagboom", Key: "changed", What: s.T("import.did.changed"), Number: "1042", Href: "/sales/1042"}}
	v.Next = "/imports/1?taken=3#taken"
	return v
}

func (s sample) accountCalendar() Account {
	v := s.account()
	v.HasCalendar, v.CalendarAction = true, "/account/calendar"
	v.Calendar = &OneTime{Heading: s.T("calendar.address"), Text: s.T("calendar.address.text"), Address: "https://verkoop.vandermeer-techniek.nl/calendar/8f3Jd0sLkQm2Vb7XyT1aRzP5uWcNe9Ho.ics"}
	return v
}
