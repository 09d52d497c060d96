package views

// The board as in the picture, and what moving a sale shows.

func (s sample) card(number, title string) BoardCard {
	return BoardCard{
		Page: s.page(""), Number: number, Version: "3", Href: "/sales/" + number + "?in=board&type=delivery", Status: Status{"open", s.T("outcome.open")},
		Title: title, Company: "Van Dongen Logistiek B.V.", Amount: s.money("48.500", "00"), Date: "18 dec", Next: s.T("board.next", "date", "25 nov"),
		Owner: Person{Name: "Femke de Boer", Initials: "FB", Me: true}, Move: "/sales/" + number + "/move?in=board", Action: "/sales/" + number + "/move?in=board&_method=PUT",
		Choices: []Option{{Value: "quote", Label: s.w("Offerte", "Quote")}, {Value: "sold", Label: s.T("outcome.sold")}}, MenuLabel: s.T("board.move", "title", title),
	}
}

func (s sample) board() SaleBoard {
	late, due, read := s.card("1042", "Magazijnscanners locatie Venlo"), s.card("1024", "Cameratoezicht kade 4"), s.card("1019", "Uitbreiding serverruimte")
	late.Next, late.NextTone, late.Focus = s.T("activity.days_late", "count", 3), "late", true
	due.Status, due.NextTone, due.Resume = Status{"stalled", s.T("outcome.stalled")}, "due", "/sales/1024/stalled?_method=PUT"
	read.Move, read.Action, read.Choices = "", "", nil
	sums := func(id string, share int) BoardSums {
		return BoardSums{ID: id, Count: "3", Unit: s.w(" verkopen", " sales"), Share: share, Totals: []Total{{Total: s.money("147.840", "50"), Weighted: s.money("59.136", "20")}}}
	}
	return SaleBoard{
		Page: s.page(s.T("page.sales.title")), CountsHref: "/sales/counts?in=board", ListHref: "/sales?q=type.one_of:delivery", ClearHref: "/sales/board?type=delivery",
		ViewSwitch: ViewSwitch{Board: true, Types: []Option{{Value: "delivery", Label: s.w("Levering", "Delivery"), Selected: true}}, Hidden: []Hidden{{"q", "owner.me"}}},
		Pills:      []SavedSearch{{Key: "all", Label: s.T("typical.all_open"), Href: "/sales/board?type=delivery", Current: true}},
		Columns: []BoardColumn{
			{ID: "column-1", Choice: "quote", Name: s.w("Offerte", "Quote"), Probability: "40%", Sums: sums("column-1", 620), Cards: []BoardCard{late, due}, Rest: "/sales?q=stage.one_of:quote"},
			{ID: "column-2", Choice: "closing", Name: s.w("Afronding", "Closing"), Probability: "80%", Sums: sums("column-2", 1000), Cards: []BoardCard{read}},
			{ID: "column-3", Choice: "negotiation", Name: s.w("Onderhandeling", "Negotiation"), Sums: BoardSums{ID: "column-3", Share: -1}, Focus: true},
		},
		Closed: []BoardTarget{{Choice: "sold", Label: s.T("outcome.sold"), Href: "/sales?q=outcome.one_of:sold"}, {Choice: "lost", Label: s.T("outcome.lost"), Href: "/sales?q=outcome.one_of:lost", Focus: true}},
		Tally:  Tally{Href: "/sales/count?in=board", Auto: true, Label: s.T("search.count"), Busy: true}, Moves: true,
	}
}

func (s sample) boardEmpty() SaleBoard {
	b := s.board()
	b.Columns, b.Empty, b.Searched, b.Criteria, b.FindHref, b.Moves = b.Columns[2:], true, true, s.w("Titel bevat x", "Title contains x"), "/find?q=title.contains:x", false
	return b
}

func (s sample) boardOfNothing() SaleBoard {
	b := s.board()
	b.NoStages = s.T("board.no_stages", "type", s.w("Verlenging", "Renewal"))
	return b
}

func (s sample) boardCount() TallyPage {
	p := s.tally()
	p.Columns = s.board().Columns
	return p
}

func (s sample) move(state string, part bool) SaleMove {
	f := s.form("open", "sale")
	if state != "open" {
		f = s.form(state, "sale")
	}
	m := SaleMove{
		Page: s.page("x"), ID: "sale-1042", Heading: s.T("board.move_to", "stage", s.T("outcome."+state)), Sale: "1042 · Magazijnscanners locatie Venlo",
		Action: "/sales/1042/move?_method=PUT", Put: "/sales/1042/move", Live: "/sales/1042/move", Stage: state, Version: "3", Key: "k", FormLang: string(s.Language()),
		When: f.When, Strip: f.Strip, Save: f.Save,
	}
	m.Fragment, m.Save.Dialog, m.Save.Autofocus = part, true, state == "open"
	if state == "sold" {
		m.Problems = []ProblemLink{{"#sale-1042-sold_reason", s.w("Kies een reden.", "Choose a reason.")}}
		m.Typed = &m.When.Closed
	}
	return m
}

func (s sample) boardMoved(move, conflict bool) SaleMoved {
	v := SaleMoved{SaleBoard: s.board()}
	v.Fragment, v.Status = true, s.T("status.moved", "number", 1042, "stage", s.w("Offerte", "Quote"))
	if move {
		m := s.move("lost", true)
		v.Move = &m
	}
	if conflict {
		c := s.conflict()
		c.Save.Dialog = true
		v.Conflict = &c
	}
	return v
}
