package handlers

import (
	"math/big"
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"verkoop/crm"
	"verkoop/locales"
	"verkoop/store"
	"verkoop/views"
)

// cardsInColumn is how many sales a column of the board shows; the others are in a list.
const cardsInColumn = 20

// saleBoard is the open sales of a type by stage.
func (s *server) saleBoard(c *fiber.Ctx) error {
	l := readListQuery(c)
	l.find, l.board, l.kind, l.column = false, true, crm.TypeID(c.Query("type")), ""
	v, err := s.board(c, l, crm.Sale{})
	if err != nil {
		return err
	}
	if len(v.Problems) > 0 {
		c.Status(fiber.StatusUnprocessableEntity)
	}
	return s.render(c, "sales/board", "sales/_board", v)
}

// board reads the board; moved is the sale that was just moved there.
func (s *server) board(c *fiber.Ctx, l listQuery, moved crm.Sale) (v views.SaleBoard, err error) {
	err = s.view(c, func(tx store.ReadTx) error {
		v, err = s.readBoard(c, tx, l, moved)
		return err
	})
	return v, err
}

func (s *server) readBoard(c *fiber.Ctx, tx store.ReadTx, l listQuery, moved crm.Sale) (v views.SaleBoard, err error) {
	r, t := of(c), of(c).texts
	setup, err := tx.Setup()
	if err != nil {
		return v, err
	}
	if l.kind == "" {
		wants, err := tx.Preferences(r.user.ID)
		if err != nil {
			return v, err
		}
		l.kind = wants.BoardType
	}
	typ, known := setup.BoardType(l.kind)
	if known {
		l.kind = typ.ID
	} else {
		l.problems = append(l.problems, crm.Error{Kind: crm.Invalid, Key: "error.type.unknown"})
	}
	list, find, clear := l, l, l
	list.board, find.board, find.find, find.columns = false, false, true, nil
	clear.lines, clear.search, clear.selection = nil, crm.Search{}, ""
	list.search = l.search.And(crm.OnBoard(l.kind)...)
	list.lines, list.selection = list.search.Lines(), ""
	v = views.SaleBoard{
		Page: s.page(c, t.T("page.board.title", "type", typ.Name)), ViewSwitch: viewSwitch(t, setup, l), Pills: boardPills(t, l),
		CountsHref: address("/sales/counts", clear.within()), FindHref: find.href(""), ListHref: list.href(""), ClearHref: clear.href(""),
		Searched: len(l.lines) > 0,
	}
	if len(l.problems) == 0 {
		l.problems = l.asked(r).Search.Check()
	}
	for _, e := range l.problems {
		v.Problems = append(v.Problems, views.ProblemLink{Href: v.FindHref, Text: lineProblem(t, e)})
	}
	if len(v.Problems) > 0 {
		v.Title = t.T("page.error.title", "title", v.Title)
		return v, nil
	}
	if v.Searched && !slices.ContainsFunc(v.Pills, func(p views.SavedSearch) bool { return p.Current }) {
		if v.Criteria, err = searchWords(tx, r, l.search); err != nil {
			return v, err
		}
	}
	stages, has := setup.Board(typ)
	if !has {
		v.NoStages = t.T("board.no_stages", "type", typ.Name)
		return v, nil
	}
	pages, _, err := tx.SearchStages(l.asked(r), stages, cardsInColumn)
	if err != nil {
		return v, err
	}
	return v, s.fillBoard(c, tx, &v, setup, typ, l, pages, moved)
}

// fillBoard puts what was found on the board. Where all of it is there, it is added up
// at once; else counting comes after the page.
func (s *server) fillBoard(c *fiber.Ctx, tx store.ReadTx, v *views.SaleBoard, setup *crm.Setup, typ crm.SaleType, l listQuery, pages []store.StagePage, moved crm.Sale) error {
	r, t := of(c), of(c).texts
	var rows []store.SaleRow
	whole, shown := true, moved.Number == 0
	var tally crm.Tally
	tally.Apart()
	for _, p := range pages {
		rows = append(rows, p.Rows...)
		whole = whole && !p.More
		for i := range p.Rows {
			f, _ := crm.FactsOf(&p.Rows[i].Sale, p.Rows[i].Summary, nil)
			tally.Add(&f)
		}
	}
	names, err := readTableNames(tx, rows)
	if err != nil {
		return err
	}
	columns := boardColumns(t, setup, typ, &tally)
	for i, p := range pages {
		column := &columns[i]
		if !whole && p.More {
			column.Sums = views.BoardSums{ID: column.ID, Share: -1}
			column.Rest = l.asList(p.Stage.Column()).href("")
		}
		if !whole { // which is the largest is not known
			column.Sums.Share = -1
		}
		in := l
		in.column = p.Stage.Column()
		for _, row := range p.Rows {
			card := boardCard(v.Page, r, setup, row, in, names)
			card.Focus = row.Sale.Number == moved.Number
			shown = shown || card.Focus
			column.Cards = append(column.Cards, card)
			v.Moves = v.Moves || card.Move != ""
		}
		if p.Stage != "" || len(column.Cards) > 0 {
			v.Columns = append(v.Columns, *column)
		}
	}
	for i := range v.Columns { // it may be further on than cards are shown
		v.Columns[i].Focus = !shown && v.Columns[i].Choice == string(moved.StageChoice())
	}
	v.Empty = len(rows) == 0 && whole
	for _, choice := range []crm.StageChoice{crm.ChooseSold, crm.ChooseLost} {
		list := l.asList(choice)
		list.sort, list.descending = store.ByDate, true
		v.Closed = append(v.Closed, views.BoardTarget{Choice: string(choice), Label: choiceWord(t, setup, choice), Href: list.href(""),
			Focus: !shown && choice == moved.StageChoice()})
	}
	v.Tally = views.Tally{Count: t.N("page.sales.count", tally.Count)}
	addUp(t, setup, tally, false, &v.Tally)
	if !whole {
		v.Tally = views.Tally{Href: address("/sales/count", l.within()), Auto: true, Label: t.T("search.count"), Busy: true}
	}
	return nil
}

// boardColumns are the board's columns with their sums, and no cards yet.
func boardColumns(t *locales.Texts, setup *crm.Setup, typ crm.SaleType, tally *crm.Tally) []views.BoardColumn {
	var out []views.BoardColumn
	stages, _ := setup.Board(typ)
	for i, stage := range stages {
		v := views.BoardColumn{ID: "column-" + strconv.Itoa(i), Choice: string(stage.Column()), Name: choiceWord(t, setup, stage.Column())}
		if stage != "" {
			v.Probability = t.WholePercent(setup.StageProbability(typ, stage))
		}
		of, count := tally.Of(stage), t.Integer(tally.Of(stage).Count)
		v.Sums = views.BoardSums{ID: v.ID, Count: count, Unit: strings.TrimPrefix(t.N("page.sales.count", of.Count), count), Totals: totals(t, of.Total(setup.Organisation.Currency), false), Share: share(tally, of)}
		out = append(out, v)
	}
	return out
}

// share is what the stage comes to in thousandths of the largest; -1 where there are
// several currencies, which have no largest, or nothing.
func share(all, of *crm.Tally) int {
	if len(all.Sums) != 1 {
		return -1
	}
	var most big.Int
	for _, stage := range all.Stages {
		for _, sum := range stage.Sums {
			if sum.Amount.Cmp(&most) > 0 {
				most.Set(&sum.Amount)
			}
		}
	}
	if most.Sign() == 0 {
		return -1
	}
	if len(of.Sums) == 0 {
		return 0
	}
	var part big.Int
	part.Mul(&of.Sums[0].Amount, big.NewInt(1000))
	return int(part.Quo(&part, &most).Int64())
}

func boardCard(page views.Page, r *request, setup *crm.Setup, row store.SaleRow, l listQuery, names tableNames) views.BoardCard {
	t, s := r.texts, row.Sale
	v := views.BoardCard{
		Page: page, Number: numberText(s), Version: strconv.FormatUint(s.Version, 10), Href: saleHref(s, "", l, ""), Status: statusOf(t, s), Title: s.Title,
		Company: names.companies[s.Company], Amount: money(t, s.Amount), Date: t.DateWithin(s.Date(), r.today),
		Owner: person(names.users[s.Owner]), Column: string(s.StageChoice()), MenuLabel: t.T("board.move", "title", s.Title),
	}
	v.Owner.Me = s.Owner == r.user.ID
	v.Next, v.NextTone = nextOf(r, row)
	switch v.NextTone {
	case "late":
		v.Next = t.N("activity.days_late", row.Summary.Next.DaysUntil(r.today))
	case "":
		v.Next = t.T("board.next", "date", v.Next)
	}
	if !r.user.May(crm.EditSale, s) {
		return v
	}
	l.column = ""
	v.Move = saleHref(s, "/move", l, "")
	v.Action = v.Move + queryMark(v.Move) + "_method=PUT"
	for _, choice := range s.StageChoices(setup) {
		if choice != s.StageChoice() {
			v.Choices = append(v.Choices, views.Option{Value: string(choice), Label: choiceWord(t, setup, choice)})
		}
	}
	if v.NextTone == "due" {
		v.Resume = saleHref(s, "/stalled", l, "")
		v.Resume += queryMark(v.Resume) + "_method=PUT"
	}
	return v
}

// boardPills are the typical searches on the board.
func boardPills(t *locales.Texts, l listQuery) []views.SavedSearch {
	all := l
	all.lines, all.search, all.selection, all.sort, all.descending = nil, crm.Search{}, "", "", false
	pills := []views.SavedSearch{{Key: countAll, Label: t.T("typical.all_open"), Href: all.href(""), Current: len(l.lines) == 0 && len(l.problems) == 0}}
	for _, typical := range crm.Typicals() {
		if !slices.Contains(unlisted, typical.Key) {
			q := typicalQuery(typical, false)
			q.board, q.kind, q.skip, q.columns = true, l.kind, l.skip, l.columns
			pills = append(pills, typicalLink(t, typical, q, l))
		}
	}
	return pills
}

// viewSwitch is the choice between list and board.
func viewSwitch(t *locales.Texts, setup *crm.Setup, l listQuery) views.ViewSwitch {
	v := views.ViewSwitch{Board: l.board, Hidden: hidden(l.values())}
	if !l.board {
		return v
	}
	for _, typ := range setup.Types {
		if !typ.Retired || typ.ID == l.kind {
			v.Types = append(v.Types, views.Option{Value: string(typ.ID), Label: t.Words(typ.Name), Selected: typ.ID == l.kind})
		}
	}
	return v
}

// viewUpdate chooses between list and board, or the board's type, and remembers that.
func (s *server) viewUpdate(c *fiber.Ctx) error {
	r, f := of(c), readForm(c)
	l := listQueryOf(f.values)
	l.board, l.kind = f.get("view") == inBoard, crm.TypeID(f.get("type"))
	err := s.update(c, func(tx store.Tx) error {
		setup, err := tx.Setup()
		if err != nil {
			return err
		}
		if _, known := setup.Type(l.kind); !known && l.kind != "" {
			return crm.Error{Kind: crm.Invalid, Key: "error.type.unknown"}
		}
		return s.prefer(tx, r, func(p *crm.Preferences) {
			p.Board = l.board
			if l.kind != "" {
				p.BoardType = l.kind
			}
			l.kind = p.BoardType
		})
	})
	if err != nil {
		return err
	}
	if !l.board {
		l.kind = ""
	}
	return s.redirect(c, l.href(""), "")
}

// home is the sales as the user saw them last.
func (s *server) home(c *fiber.Ctx) error {
	var l listQuery
	err := s.view(c, func(tx store.ReadTx) error {
		wants, err := tx.Preferences(of(c).user.ID)
		if wants.Board {
			l.board, l.kind = true, wants.BoardType
		}
		return err
	})
	if err != nil {
		return err
	}
	return c.Redirect(l.href(""), fiber.StatusSeeOther)
}
