package views

import "verkoop/locales"

// The pages of the pictures, with the cast of the demo: what a template gets.

type sample struct {
	*locales.Texts
	nl bool
}

func (s sample) w(nl, en string) string {
	if s.nl {
		return nl
	}
	return en
}

func (s sample) money(whole, minor string) Money {
	if s.nl {
		return Money{Symbol: "€\u00a0", Whole: whole, Minor: "," + minor}
	}
	out := []rune(whole)
	for i, r := range out {
		if r == '.' {
			out[i] = ','
		}
	}
	return Money{Symbol: "€", Whole: string(out), Minor: "." + minor}
}

func (s sample) page(title string) Page {
	return Page{
		Texts: s.Texts, Lang: string(s.Language()), Title: title, CSRF: token,
		Me: Person{"Femke de Boer", "FB", true}, May: May{true, true, true}, Find: FindBox{Shortcut: true}, Section: "sales", Here: "/sales/1042",
	}
}

func (s sample) head(key string) SaleHead {
	labels := map[string]string{"open": s.T("outcome.open"), "sold": s.T("outcome.sold"), "lost": s.T("outcome.lost"), "stalled": s.T("outcome.stalled")}
	return SaleHead{
		ID: "sale-1042", Number: "1042", Title: "Magazijnscanners locatie Venlo",
		Status: Status{key, labels[key]}, Amount: s.money("48.500", "00"),
		Company: Row{Value: "Van Dongen Logistiek B.V."}, Contact: Row{Value: "Sanne Kuipers"},
		Pips: Pips{key, []bool{true, true, true, false}}, Stage: s.w("Onderhandeling", "Negotiation"), Probability: "60%",
		EditHref: "/sales/1042/edit",
	}
}

func (s sample) tabs(selected string) []Tab {
	tabs := []Tab{
		{Key: "sale", Label: s.T("tab.sale")}, {Key: "details", Label: s.T("tab.details")}, {Key: "more", Label: s.T("tab.more")},
		{Key: "note", Label: s.T("tab.note"), Dot: true}, {Key: "links", Label: s.T("tab.links"), Count: 2},
	}
	for i := range tabs {
		tabs[i].Href = "/sales/1042?tab=" + tabs[i].Key
		tabs[i].Selected = tabs[i].Key == selected
	}
	return tabs
}

func (s sample) bar() Bar {
	return Bar{Show: true, Cost: 643, Profit: 357, CostText: s.w("Totale kosten 64,33%", "Total cost 64.33%"), ProfitText: s.w("Winst 35,67%", "Profit 35.67%")}
}

func (s sample) sections(id string) Sections {
	me, daan := Person{"Femke de Boer", "FB", true}, Person{"Daan Visser", "DV", false}
	return Sections{
		ID: id,
		Tabs: []Tab{
			{Key: "activities", Label: s.T("tab.activities"), Href: "?section=activities", Selected: true, Count: 7},
			{Key: "guide", Label: s.T("tab.guide"), Href: "?section=guide"},
		},
		ToDo: []ActivityRow{
			{Icon: "phone", Kind: s.T("activity.kind.call"), When: "20 nov · " + s.w("te laat", "late"), Late: true, Text: "Korting op vaste poorten", Contact: "Sanne Kuipers", Owner: me, ID: "activity-a1", Open: "/sales/1042/activities/a1", BoxLabel: "x 1", Complete: "/sales/1042/activities/a1/completed?section=activities"},
			{Icon: "calendar-blank", Kind: s.T("activity.kind.appointment"), When: "27 nov, 10:00", Text: "Rondgang hal A en B met installateur", Contact: "Sanne Kuipers", Owner: daan, ID: "activity-a2", Open: "/sales/1042/activities/a2", BoxLabel: "x 2", Complete: "/sales/1042/activities/a2/completed?section=activities"},
			{Icon: "check-square", Kind: s.T("activity.kind.task"), When: "4 dec", Text: "Planning levering in twee delen", Owner: me, ID: "activity-a3", Open: "/sales/1042/activities/a3", BoxLabel: "x 3", Complete: "/sales/1042/activities/a3/completed?section=activities"},
		},
		Done: []ActivityRow{
			{Icon: "file-text", Kind: s.T("activity.kind.document"), When: "17 nov", Text: "Offerte 1042-2, herzien", Contact: "Sanne Kuipers", Owner: me, Done: true, ID: "activity-a4", Open: "/sales/1042/activities/a4", BoxLabel: "x 4", Href: "https://example.com/offerte.pdf"},
		},
		Count: 4, AddFollowUp: "/sales/1042/activities/new", AddDocument: "/sales/1042/activities/new?kind=document",
		History: s.history(), Guide: s.guide(id),
	}
}

func (s sample) show(status, tab string) SaleShow {
	amount, cost, profit := s.money("48.500", "00"), s.money("31.200", "00"), s.money("17.300", "00")
	label := func(f string) string { return s.T("form.sale." + f + ".label") }
	return SaleShow{
		Page: s.page("Magazijnscanners locatie Venlo"), Head: s.head(status), Tabs: s.tabs(tab),
		Columns: [3][]Row{
			{
				{Label: label("amount"), Money: &amount, Pair: true},
				{Label: label("type"), Value: s.w("Levering met installatie", "Supply and installation")},
				{Label: label("stage"), Value: s.w("Onderhandeling", "Negotiation"), Pair: true},
				{Label: label("probability"), Value: "60%", Note: s.w("volgt de fase", "follows the stage"), Pair: true},
			},
			{
				{Label: label("expected"), Value: "18 dec 2026", Pair: true},
				{Label: label("next"), Value: "20 nov 2026 · " + s.w("3 dagen te laat", "3 days late"), Tone: "late", First: true},
				{Label: label("stalled"), Value: s.w("Nee", "No"), Pair: true},
				{Label: label("visible"), Value: s.T("visibility.everyone"), Pair: true},
			},
			{
				{Label: label("company"), Value: "Van Dongen Logistiek B.V.", Href: "/companies/1"},
				{Label: label("contact"), Value: "Sanne Kuipers", Note: "hoofd logistiek", Href: "/contacts/1"},
				{Label: label("project"), Value: s.w("Geen", "None"), Empty: true},
				{Label: label("owner"), Value: "Femke de Boer", Face: "FB"},
			},
		},
		Description: Row{Label: label("description"), Value: "Vervanging van 42 handscanners en 6 vaste poorten. Levering in twee delen, eerst hal A en B."},
		Trio: Trio{
			Amount: Row{Label: label("amount"), Money: &amount}, Cost: Row{Label: label("cost"), Money: &cost},
			Profit: Row{Label: label("profit"), Money: &profit}, Percentage: Row{Label: label("percentage"), Value: s.w("35,67%", "35.67%")}, Bar: s.bar(),
		},
		Details: []Row{
			{Label: label("number"), Value: "1042"}, {Label: label("source"), Value: s.w("Beurs", "Trade fair")},
			{Label: label("competitor"), Value: "Scantech Benelux"}, {Label: label("credited"), Value: s.w("Geen", "None"), Empty: true},
		},
		Note:  "Sanne belt liever na 15 uur.\n\nParkeren bij poort 3.",
		Links: []LinkRow{{"https://example.org/scan", "Productblad", "https://example.org/scan", true}, {"/sales/1017", "1017", "Klimaatregeling kantoorpand", false}},
		Foot:  s.w("Geregistreerd door Femke de Boer op 2 sep 2026. Bijgewerkt door Daan Visser op 18 nov 2026 om 10:41.", "Registered by Femke de Boer on 2 Sept 2026. Updated by Daan Visser on 18 Nov 2026 at 10:41."),
		Walk:  Walk{Show: true, Next: "/sales/1046", List: "/sales"}, Sections: s.sections("sale-1042"),
	}
}

// field makes a field of the form; it is live where the product's is.
func (s sample) field(name, value string) Field {
	return Field{ID: "sale-1042-" + name, Name: name, Label: s.T("form.sale." + name + ".label"), Value: value}
}

func live(f Field, eager bool) Field {
	f.Live, f.Eager = "/sales/1042/recalculation", eager
	return f
}

func options(f Field, selected string, more ...string) Field {
	for _, o := range more {
		f.Options = append(f.Options, Option{Value: o, Label: o, Selected: o == selected})
	}
	return f
}

func (s sample) form(state, tab string) SaleForm {
	number := func(f Field) Field { f.Numeric, f.Prefix = true, "€"; return f }
	mandatory := func(f Field) Field { f.Mandatory = s.T("form.mandatory"); return f }
	find := func(f Field, address, id string) Field { f.Search, f.RecordID = address, id; return f }
	percent := func(f Field) Field { f.Numeric, f.Suffix = true, "%"; return f }
	f := SaleForm{
		Page: s.page(s.w("Een verkoop bijwerken", "Update a sale")), Head: s.head("open"), Tabs: s.tabs(tab), ID: "sale-1042",
		Action: "/sales/1042?_method=PUT", Put: "/sales/1042", Recalculation: "/sales/1042/recalculation", Cancel: "/sales/1042",
		Version: "7", Key: "k", FormLang: string(s.Language()), Tab: tab, Sections: s.sections("sale-1042"),

		Title:       mandatory(live(s.field("title", "Magazijnscanners locatie Venlo"), true)),
		Description: s.field("description", "Vervanging van 42 handscanners en 6 vaste poorten. Levering in twee delen, eerst hal A en B."),
		Amount:      live(number(s.field("amount", s.w("48.500,00", "48,500.00"))), true),
		Currency:    options(live(s.field("currency", "EUR"), false), "EUR", "EUR", "USD"),
		Type:        mandatory(options(live(s.field("type", ""), false), s.w("Levering met installatie", "Supply and installation"), s.w("Levering met installatie", "Supply and installation"), s.w("Onderhoud", "Maintenance"))),
		Stage:       options(live(s.field("stage", ""), false), s.w("Onderhandeling", "Negotiation"), s.w("Onderhandeling", "Negotiation"), s.T("outcome.sold"), s.T("outcome.lost")),
		Probability: live(percent(s.field("probability", "60")), false),
		Company:     live(find(s.field("company", "Van Dongen Logistiek B.V."), "/companies", "c1"), false),
		Contact:     live(find(s.field("contact", "Sanne Kuipers"), "/contacts", "p1"), false),
		Project:     find(s.field("project", ""), "/projects", ""),
		Owner:       find(s.field("owner", "Femke de Boer"), "/owners", "u1"),
		Visible:     options(s.field("visible", ""), s.T("visibility.everyone"), s.T("visibility.everyone"), s.T("visibility.group")),
		Cost:        live(number(s.field("cost", s.w("31.200,00", "31,200.00"))), true),
		Profit:      live(number(s.field("profit", s.w("17.300,00", "17,300.00"))), true),
		Percentage:  live(percent(s.field("percentage", s.w("35,67", "35.67"))), true),
		Bar:         s.bar(), Number: "1042",
		Source:     options(s.field("source", ""), s.w("Beurs", "Trade fair"), s.w("Beurs", "Trade fair"), "Internet"),
		Competitor: options(s.field("competitor", ""), "Scantech Benelux", "Scantech Benelux", "Anders"),
		Credited:   options(s.field("credited", ""), "Team North", "Team North", "Team South"),
		Note:       s.field("note", "Sanne belt liever na 15 uur."),
		Links:      LinksField{ID: "sale-1042", AddHref: "/sales/1042/links"},
		Save:       SaveBar{ID: "sale-1042", Cancel: "/sales/1042", Label: s.T("action.save"), Busy: s.w("Bezig met opslaan", "Saving"), CancelLabel: s.T("action.cancel"), Changed: s.N("form.changed", 3)},
		Strip:      Strip{ID: "sale-1042"},
	}
	f.Head.Editing = true
	f.EditForm, f.EditLanguage = "sale-1042-form", "/sales/1042/edit"
	f.Owner.Face = "FB"
	f.Note.Rows, f.Description.Rows = 12, 2
	f.Probability.Hint = s.T("form.sale.probability.follows")
	f.AmountCopy = number(Field{ID: "sale-1042-amount-copy", Label: s.T("form.sale.amount.label"), Value: s.w("48.500,00", "48,500.00"), Aside: s.w("op tabblad Verkoop", "set on the Sale tab"), Locked: s.w("op tabblad Verkoop", "set on the Sale tab")})
	f.AmountCopy.Locked = s.w("op tabblad Verkoop", "set on the Sale tab")
	f.Percentage.Aside = s.T("form.sale.percentage.aside")
	for _, n := range []string{"1", "2", "3"} {
		f.Links.Rows = append(f.Links.Rows, LinkFields{
			Field{ID: "sale-1042-links-" + n, Name: "link", Label: s.w("Adres ", "Address ") + n, Value: "https://example.org/" + n},
			Field{ID: "sale-1042-texts-" + n, Name: "link_text", Label: s.w("Tekst ", "Text ") + n},
		})
	}
	f.When = When{
		ID: "sale-1042", State: state,
		Expected: live(s.field("expected", "18-12-2026"), false), Stalled: live(s.field("stalled", ""), false),
		Reopen: mandatory(live(s.field("reopen", "1-3-2027"), false)), StalledReason: mandatory(options(live(s.field("stalled_reason", ""), false), "", s.w("Budget pas in het nieuwe jaar", "Budget next year"))),
		Closed: live(s.field("closed", "23-11-2026"), false), Reason: mandatory(options(live(s.field("sold_reason", ""), false), "", s.w("Waarom is de verkoop gelukt?", "Why was the sale won?"), "Prijs")),
		Completed: live(s.field("completed", ""), false), Competitor: f.Competitor,
		Next: Row{Label: s.T("form.sale.next.label"), Value: "20 nov 2026 · " + s.w("3 dagen te laat", "3 days late"), Tone: "late"},
	}
	f.When.Closed.Hint = s.w("Vandaag. Pas aan als de verkoop eerder is gesloten.", "Today. Change it if the sale closed earlier.")
	f.When.Stalled.Checked = state == "stalled"
	switch state {
	case "stalled":
		f.Strip = Strip{ID: "sale-1042", Heading: s.w("Opslaan wijzigt ook", "Saving also changes"), Folded: s.w("Opslaan wijzigt ook 1 veld", "Saving also changes 1 field"), Consequences: []Consequence{
			{Label: s.T("form.sale.next.label"), Old: "20 nov 2026", New: s.w("Heropenen op 1 mrt 2027", "Re-open on 1 Mar 2027")},
			{Label: s.w("Na het opslaan", "After saving"), Sentence: s.w("U kunt meteen een vervolgactiviteit plannen", "You can plan a follow-up right away")},
		}}
	case "sold":
		was, is := s.money("17.300", "00"), s.money("16.050", "00")
		f.Probability.Value, f.Probability.Hint, f.Probability.Locked = "100", "", s.T("form.sale.probability.locked_sold")
		f.Strip = Strip{ID: "sale-1042", Heading: s.w("Opslaan wijzigt ook", "Saving also changes"), Folded: s.w("Opslaan wijzigt ook 5 velden", "Saving also changes 5 fields"), Consequences: []Consequence{
			{Label: s.T("form.sale.probability.label"), Old: "60%", New: "100%"},
			{Label: s.w("Verkoopdatum wordt Datum", "Sale date becomes Date"), Old: "18 dec 2026", New: "23 nov 2026"},
			{Label: s.T("form.sale.profit.label"), OldMoney: &was, NewMoney: &is},
			{Label: s.T("form.sale.percentage.label"), Old: "35,67%", New: "33,97%"},
			{Label: s.T("tab.guide"), Sentence: s.w("Alle 4 fasen krijgen een vinkje", "All 4 stages get a tick")},
		}}
		f.Save.Dimmed, f.Save.Goto, f.Save.Missing = true, "sale-1042-sold_reason", s.w("Kies eerst een reden", "Choose a reason first")
	}
	return f
}

// problems is a refused form: every way in which a field speaks.
func (s sample) problems() SaleForm {
	f := s.form("open", "details")
	text := s.T("error.value.retired", "value", "Team North")
	f.Unsaved = true
	f.Page.Title = s.w("Fout: ", "Error: ") + f.Page.Title
	f.Problems = []ProblemLink{{"#sale-1042-credited", f.Credited.Label + ": " + text}}
	f.Tabs[1].Errors = 1
	f.Credited.Error = text
	f.Profit.Recalculated, f.Percentage.Recalculated = s.T("form.recalculated"), s.T("form.recalculated")
	f.Profit.Busy, f.Percentage.Busy = s.T("form.recalculating"), s.T("form.recalculating")
	f.Title.Error, f.Title.Value = s.T("error.title.required"), ""
	f.Probability.Hint, f.Probability.ByHand, f.Probability.Back = "", s.T("form.sale.probability.by_hand"), s.T("form.sale.probability.back", "percent", "60")
	f.Type.Caution = &Caution{Strong: s.T("form.sale.type.caution"), Text: s.T("form.sale.type.caution_more", "type", s.w("Levering met installatie", "Delivery with installation"))}
	f.Contact.Error = s.T("error.contact.other_company", "contact", "Joris Hendriks")
	f.Contact.Choices = []Option{{Value: "1", Label: "Joris Hendriks", Detail: "Albers Precisie B.V."}, {Value: "2", Label: "Joris Hendriks", Detail: "Van Dongen Logistiek B.V."}}
	was, is := s.money("15.200", "00"), s.money("17.300", "00")
	f.Strip = Strip{ID: "sale-1042", Heading: s.w("Opslaan wijzigt ook", "Saving also changes"), Folded: s.w("Opslaan wijzigt ook 2 velden", "Saving also changes 2 fields"), Consequences: []Consequence{
		{Label: f.Profit.Label, OldMoney: &was, NewMoney: &is}, {Label: f.Percentage.Label, Old: "31,34%", New: "35,67%"},
	}}
	return f
}

func (s sample) registering() SaleForm {
	f := s.form("open", "sale")
	f.Page.Title = s.T("page.sale_new.title")
	f.Head = SaleHead{ID: "sale-new", New: true, Title: f.Page.Title, Editing: true}
	f.ID, f.Put, f.Post, f.Action, f.Number, f.Sections = "sale-new", "", "/sales", "/sales", "", Sections{}
	f.Save.ID, f.Strip.ID, f.When.ID, f.Links.ID = "sale-new", "sale-new", "sale-new", "sale-new"
	return f
}

func (s sample) loss() SaleForm {
	f := s.form("open", "details")
	f.Profit.Value, f.Profit.Loss = s.w("−1.200,00", "−1,200.00"), s.w("Verlies: de kosten zijn hoger dan het bedrag.", "A loss: the cost is above the amount.")
	f.Bar = Bar{}
	f.HasCurrency = true
	return f
}

func (s sample) conflict() SaleConflict {
	one := func(text string) []ConflictValue { return []ConflictValue{{Pieces: []Piece{{text, false}}}} }
	return SaleConflict{
		Page: s.page(s.w("Fout: Een verkoop bijwerken", "Error: Update a sale")), Head: s.form("open", "sale").Head, ID: "sale-1042",
		Action: "/sales/1042?_method=PUT", Put: "/sales/1042", Recalculation: "/sales/1042/recalculation",
		Hidden: []Hidden{{"version", "8"}, {"title", "Magazijnscanners locatie Venlo"}},
		Intro:  s.w("Daan Visser heeft deze verkoop om 14:32 opgeslagen terwijl u die bewerkte. Wat u hebt getypt, is er nog. Kies welke waarde u wilt houden:", "Daan Visser saved this sale at 14:32, while you were editing it. Nothing you typed is lost. Choose which value to keep:"),
		Groups: []ConflictGroup{
			{"amount", "conflict-amount", s.T("form.sale.amount.label"), "Was € 52.000,00", one("€ 48.500,00"), one("€ 49.950,00"), s.w("Uw waarde", "Your value"), "Daan Visser, 14:32", "mine"},
			{"description", "conflict-description", s.T("form.sale.description.label"), "Was Vervanging van 42 handscanners.",
				[]ConflictValue{{Pieces: []Piece{{"Vervanging van 42 handscanners ", false}, {"en 6 vaste poorten. Levering in twee delen, eerst hal A en B.", true}}}},
				[]ConflictValue{{Pieces: []Piece{{"Vervanging van ", false}, {"45", true}, {" handscanners", false}, {", inclusief training voor twee ploegen.", true}}}},
				s.w("Uw waarde", "Your value"), "Daan Visser, 14:32", ""},
		},
		Merged: []MergedRow{{s.T("form.sale.source.label"), s.w("Beurs", "Trade fair"), s.w("van Daan Visser", "from Daan Visser")}},
		Save:   SaveBar{ID: "sale-1042", Dimmed: true, Goto: "conflict-description", Missing: s.w("Kies eerst een Beschrijving", "Choose a Description first"), Cancel: "/sales/1042", Label: s.T("action.save"), CancelLabel: s.T("action.cancel")},
	}
}

func (s sample) index() SaleIndex {
	p := SaleIndex{Page: s.page(s.T("page.sales.title")), NewHref: "/sales/new", SkipHidden: []Hidden{{"sort", "date"}}, CountsHref: "/sales/counts",
		Pills: []SavedSearch{{Key: "all", Label: s.T("typical.all"), Href: "/sales", Current: true}, {Key: "my_open", Label: s.T("typical.my_open"), Href: "/sales?q=owner.me"}}}
	p.Next = "/sales?after=x"
	p.Tally = Tally{Count: s.w("13 verkopen", "13 sales"), Totals: []Total{{Label: s.w("Totaal", "Total"), Total: s.money("669.510", "75"), Weighted: s.money("398.943", "25")}}}
	p.Transfer = []TransferLink{{"/sales/export.csv", s.T("transfer.export.csv"), true}, {"/imports", s.T("transfer.import"), false}}
	for _, c := range []string{"number", "title", "company", "stage", "amount", "date", "next", "owner"} {
		key := c
		if c == "date" {
			key = "expected"
		}
		col := Column{Key: c, Label: s.T("form.sale." + key + ".label"), Href: "/sales?sort=" + c, Numeric: c == "amount"}
		if c == "date" {
			col.Sorted = "ascending"
		}
		if c == "next" {
			col.Href = ""
		}
		p.Columns = append(p.Columns, col)
	}
	add := func(number, title, company, stage, status string, done int, amount, date, next, tone, owner string) {
		worth := s.money(amount, "00")
		l := SaleLine{Href: "/sales/" + number, Status: Status{status, s.T("outcome." + status)}, Title: title, Company: company,
			Pips: Pips{Status: status, Dots: []bool{done > 0, done > 1, done > 2, done > 3}}, NextTone: tone, Mine: owner == "Femke de Boer",
			Cells: []Cell{{Key: "number", Text: number}, {Key: "title", Text: title}, {Key: "company", Text: company}, {Key: "stage", Text: stage}, {Key: "amount", Money: &worth},
				{Key: "date", Text: date}, {Key: "next", Label: s.T("column.next"), Text: next}, {Key: "owner", Text: owner}}}
		p.Rows = append(p.Rows, l)
	}
	late := " · " + s.w("te laat", "late")
	add("1033", "Noodverlichting parkeergarage", "Hotel De Gouden Leeuw", "Verloren", "lost", 2, "9.875", "12 nov 2026", "—", "closed", "Marit van Leeuwen")
	add("1029", "Onderhoudscontract 2027–2029", "Drukkerij Vermeulen", "Verkocht", "sold", 4, "27.360", "19 nov 2026", "—", "closed", "Youssef El Amrani")
	add("1038", "Toegangspoortjes hoofdingang", "Gemeente Zuiderwolde", "Afronding", "open", 4, "36.900", "27 nov 2026", "Vandaag", "today", "Femke de Boer")
	add("1017", "Klimaatregeling kantoorpand", "Albers Precisie B.V.", "Onderhandeling", "open", 3, "112.750", "30 nov 2026", "13 nov"+late, "late", "Marit van Leeuwen")
	add("1042", "Magazijnscanners locatie Venlo", "Van Dongen Logistiek B.V.", "Onderhandeling", "open", 3, "48.500", "18 dec 2026", "20 nov"+late, "late", "Femke de Boer")
	add("1046", "Brandmeldinstallatie hal C met een veel langere titel dan er in de kolom past", "Brouwerij De Zilvermeeuw en Zonen Holding", "Eerste gesprek", "open", 1, "23.600", "8 jan 2027", s.w("Niets gepland", "Nothing planned"), "none", "Femke de Boer")
	add("1024", "Cameratoezicht kade 4", "Havenbedrijf Lauwerzijl", "Onderhandeling", "stalled", 3, "76.300", "29 jan 2027", s.w("Heropenen 1 mrt", "Re-open 1 Mar"), "stalled", "Daan Visser")
	return p
}

// found is what the find box offers for the words; recent ones without.
func (s sample) found(words string) FoundSales {
	v := FoundSales{Page: s.page(s.T("page.find.title")), Words: words, Said: s.N("form.found", 2), Rows: []FoundSale{
		{ID: "find-option-1042", Href: "/sales/1042", Status: Status{"open", s.T("outcome.open")}, Number: "1042", Title: "Magazijnscanners locatie Venlo",
			Who: "Van Dongen Logistiek B.V.", Amount: s.money("48.500", "00"), Stage: s.w("Onderhandeling", "Negotiation")},
		{ID: "find-option-1033", Href: "/sales/1033", Status: Status{"lost", s.T("outcome.lost")}, Number: "1033", Title: "Noodverlichting parkeergarage",
			Amount: s.money("9.875", "00"), Stage: s.T("outcome.lost")},
	}}
	v.Find = FindBox{Words: words, Shortcut: true}
	if words == "" {
		v.Heading = s.T("find.recent")
	}
	return v
}

func (s sample) foundNone() FoundSales {
	v := s.found("xyz")
	v.Rows, v.Said = nil, s.N("form.found", 0)
	return v
}

func (s sample) deletion() SaleDeletion {
	amount := s.money("48.500", "00")
	return SaleDeletion{
		Page: s.page(s.T("sale.deletion.title")), Heading: s.T("sale.deletion.title"), Action: "/sales/1042?_method=DELETE&version=7", Delete: "/sales/1042?version=7", Cancel: "/sales/1042",
		Facts: []Row{{Label: s.T("form.sale.number.label"), Value: "1042"}, {Label: s.T("form.sale.title.label"), Value: "Magazijnscanners locatie Venlo"}, {Label: s.T("form.sale.amount.label"), Money: &amount}},
		Goes:  s.w("5 vervolgactiviteiten en 1 document", "5 follow-ups and 1 document"),
	}
}
