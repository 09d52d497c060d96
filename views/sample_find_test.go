package views

// The Find screen as in the picture, and what else can be seen there.

func (s sample) lines() []CriterionLine {
	line := func(n, group, field, operator, kind string) Criterion {
		c := Criterion{
			N: n, Group: group, Kind: kind, Field: field, Label: s.T("search.line", "n", n), FieldLabel: s.T("search.field.label", "n", n), OpLabel: s.T("search.operator.label", "n", n),
			ValueLabel: s.T("search.value.label", "n", n), ToLabel: s.T("search.to.label", "n", n), DropLabel: s.T("search.drop", "n", n),
			Operators: []Option{{Value: operator, Label: s.T("operator." + operator), Selected: true}},
		}
		for _, f := range []string{"stage", "expected", "amount", "company", "title"} {
			c.Fields = append(c.Fields, Option{Value: f, Label: s.T("form.sale." + f + ".label"), Selected: f == field})
		}
		return c
	}
	stage := line("1", "0", "stage", "one_of", "choices")
	stage.First, stage.Begins = true, true
	stage.Choices = []Option{{Value: "quote", Label: s.w("Offerte", "Quote")}, {Value: "negotiation", Label: s.w("Onderhandeling", "Negotiation"), Selected: true}, {Value: "closing", Label: s.w("Afronding", "Closing"), Selected: true}}
	date := line("2", "0", "expected", "between", "date")
	date.Values = []Field{{ID: "v2", Name: "v2", Label: date.ValueLabel, Value: "01-11-2026", Day: true}, {ID: "v2-to", Name: "v2", Label: date.ToLabel, Value: "31-01-2027", Day: true}}
	company := line("3", "0", "company", "one_of", "record")
	company.Choices = []Option{{Value: "c1", Label: "Albers Precisie B.V.", Selected: true}}
	company.Combobox = &Field{ID: "t3", Name: "t3", Label: company.ValueLabel, Search: "/find/options?of=company&line=3"}
	company.AddLabel = s.T("search.add_to_group", "n", 1)
	amount := line("4", "1", "amount", "above", "money")
	amount.Begins = true
	amount.Values = []Field{{ID: "v4", Name: "v4", Label: amount.ValueLabel, Value: s.w("80.000,00", "80,000.00"), Prefix: "€", Numeric: true}}
	var out []CriterionLine
	for _, c := range []Criterion{stage, date, company, amount} {
		out = append(out, CriterionLine{Page: s.page(""), Criterion: c})
	}
	return out
}

func (s sample) find() Find {
	f := Find{
		Page: s.page(s.T("page.find.title")), SaleTable: s.index().SaleTable, Results: true, CountsHref: "/sales/counts?in=find", BoardHref: "/sales/board?q=owner.me",
		Criteria: Criteria{Page: s.page(""), Lines: s.lines(), Hidden: []Hidden{{"sort", "amount"}}, FormLang: string(s.Language())},
		Typicals: []SavedSearch{
			{Key: "my_open", Label: s.T("typical.my_open"), Href: "/find?q=owner.me"}, {Key: "overdue", Label: s.T("typical.overdue"), Href: "/find?q=expected.passed"},
		},
		Selections: []SavedSearch{
			{Key: "s1", Label: "Groot en dichtbij", Href: "/find?selection=s1", Current: true, Edit: "/selections/s1"},
			{Key: "s2", Label: "Regio Oost", Href: "/find?selection=s2", Shared: s.T("selection.shared_by", "name", "Daan Visser")},
		},
		Kept:    &KeptSelection{Name: "Groot en dichtbij", Update: "/selections/s1?_method=PUT", Version: "1", Hidden: []Hidden{{"q", "owner.me"}}},
		Exports: []Link{{"/sales/export.csv", s.T("search.export.csv")}}, Badge: "5", Said: s.T("search.found", "count", 5),
		Chooser: ColumnChooser{Hidden: []Hidden{{"q", "owner.me"}}, Columns: []Option{{Value: "number", Label: s.T("column.number"), Selected: true}, {Value: "title", Label: s.T("column.title"), Selected: true}}},
	}
	f.Section = "find"
	profit := s.money("163.000", "00")
	f.Tally.Totals[0].Profit = &profit
	f.SearchOn, f.Reached = "/find?at=x", s.T("search.reached", "number", "1024")
	return f
}

func (s sample) findNothing() Find {
	f := s.find()
	f.SaleTable, f.Kept, f.Selections = SaleTable{Columns: f.Columns}, nil, nil
	return f
}

func (s sample) findProblems() Find {
	f := s.find()
	f.Results, f.Exports = false, nil
	says := s.T("error.search.value_required")
	f.Criteria.Lines[0].Error = says
	f.Criteria.Lines[1].Error, f.Criteria.Lines[1].Values[0].Error = says, says
	f.Problems = []ProblemLink{{"#" + f.Criteria.Lines[0].ErrorTarget(), says}, {"#" + f.Criteria.Lines[1].ErrorTarget(), says}, {"", s.T("error.search.too_many", "max", 50)}}
	return f
}

func (s sample) tally() TallyPage {
	return TallyPage{
		Page: s.page(s.T("search.tally")), Back: "/find", Badge: "10.000+", Announce: s.T("search.more_than", "count", 10_000),
		Tally: Tally{Count: s.T("search.more_than", "count", 10_000), Href: "/sales/count?all=1", Label: s.T("search.count_all")},
	}
}

func (s sample) sought() SaleIndex {
	v := s.index()
	v.Searched, v.Criteria, v.FindHref = true, s.w("Bedrag is meer dan 40.000,00", "Amount is more than 40,000.00"), "/find?q=amount.above:40000"
	v.Tally = Tally{Href: "/sales/count", Auto: true, Busy: true, Label: s.T("search.count")}
	return v
}

func (s sample) soughtBadly() SaleIndex {
	v := s.sought()
	v.SaleTable, v.Problems = SaleTable{}, []ProblemLink{{"/find", s.T("error.search.field", "name", "kleur")}}
	return v
}

func (s sample) selection() SelectionForm {
	v := s.selectionNew()
	v.Fragment = false
	v.Heading, v.Action, v.Delete = s.T("selection.edit"), "/selections/s1?_method=PUT", "/selections/s1?_method=DELETE&version=1"
	v.Problems = []ProblemLink{{"#selection-name", s.T("error.selection.taken")}}
	v.Name.Error = s.T("error.selection.taken")
	return v
}

func (s sample) selectionNew() SelectionForm {
	v := SelectionForm{
		Page: s.page(s.T("selection.new")), Heading: s.T("selection.new"), Action: "/selections", Cancel: "/find", Submit: s.T("action.save"),
		Name:     Input{ID: "selection-name", Name: "name", Type: "text", Label: s.T("selection.name.label"), Mandatory: s.T("form.mandatory"), Max: 100},
		Criteria: s.w("Eigenaar ben ik", "Owner is me"), Hidden: []Hidden{{"q", "owner.me"}}, Shared: true,
	}
	v.Fragment = true
	return v
}
