package handlers

import (
	"errors"
	"strconv"
	"strings"
	"unicode"

	"github.com/gofiber/fiber/v2"

	"verkoop/crm"
	"verkoop/store"
	"verkoop/views"
)

const (
	maxFindWords = 200 // characters of what is looked for; further ones are not looked at
	boxSize      = 10  // sales that the find box offers
)

// findBox offers sales while somebody types in the find box: the best of those that
// have the words, or without words those that the user saved last.
func (s *server) findBox(c *fiber.Ctx) error {
	v, err := s.findSales(c)
	if err != nil {
		return err
	}
	t := of(c).texts
	switch {
	case v.Words == "" && len(v.Rows) > 0:
		v.Heading = t.T("find.recent")
		v.Said = t.N("find.recent_said", len(v.Rows))
	case v.Words == "":
		v.Said = ""
	case v.More != "":
		v.More = t.T("find.more")
		v.Said = t.T("form.found_more", "max", boxSize)
	}
	return s.render(c, "shared/_find_list", "shared/_find_list", v)
}

// findWords goes on to what the box seeks: the sale of that very number, else the Find
// screen.
func (s *server) findWords(c *fiber.Ctx) error {
	to := wordsQuery(c.Query("words")).href("")
	n, err := strconv.ParseUint(strings.TrimSpace(c.Query("words")), 10, 64)
	if err != nil {
		return c.Redirect(to, fiber.StatusSeeOther)
	}
	err = s.view(c, func(tx store.ReadTx) error {
		sale, err := tx.Sale(crm.SaleNumber(n))
		if err == nil && of(c).user.CanSee(sale) {
			to = saleHref(sale, "", listQuery{}, "")
		}
		if errors.Is(err, store.ErrNotFound) {
			err = nil
		}
		return err
	})
	if err != nil {
		return err
	}
	return c.Redirect(to, fiber.StatusSeeOther)
}

// wordsQuery is the Find screen of what the box seeks.
func wordsQuery(text string) listQuery {
	l := listQuery{find: true}
	words := []rune(strings.Join(strings.FieldsFunc(strings.ToValidUTF8(text, ""), func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r)
	}), " "))
	c := crm.Criterion{Field: crm.FieldAnyName, Operator: crm.HasBeginnings, Values: []string{string(words[:min(len(words), maxFindWords)])}}
	if s := (crm.Search{Groups: [][]crm.Criterion{{c}}}); len(s.Check()) == 0 {
		l.search, l.lines = s, s.Lines()
	}
	return l
}

// words are those that the box seeks to come to this search; empty where it can't.
func (l listQuery) words() string {
	if len(l.search.Groups) != 1 || len(l.search.Groups[0]) != 1 || len(l.problems) > 0 {
		return ""
	}
	if c := l.search.Groups[0][0]; c.Field == crm.FieldAnyName {
		return c.Values[0]
	}
	return ""
}

// findSales finds those that the box offers.
func (s *server) findSales(c *fiber.Ctx) (v views.FoundSales, err error) {
	r := of(c)
	words := []rune(strings.TrimSpace(strings.ToValidUTF8(c.Query("words"), "")))
	v = views.FoundSales{Page: s.page(c, r.texts.T("page.find.title")), Words: string(words[:min(len(words), maxFindWords)])}
	v.Section = "find"
	err = s.view(c, func(tx store.ReadTx) error {
		v.Rows, v.More = nil, ""
		var rows []store.SaleRow
		var err error
		if v.Words == "" {
			rows, err = recentSales(c, tx, boxSize)
		} else {
			var found store.Found
			found, err = tx.FindSales(r.user, v.Words, boxSize)
			if rows = found.Rows; found.More {
				v.More = "more"
			}
		}
		if err != nil {
			return err
		}
		setup, err := tx.Setup()
		if err != nil {
			return err
		}
		for _, row := range rows {
			line, err := foundSale(r, tx, setup, row.Sale)
			if err != nil {
				return err
			}
			v.Rows = append(v.Rows, line)
		}
		return nil
	})
	v.Said = r.texts.N("form.found", len(v.Rows))
	return v, err
}

func foundSale(r *request, tx store.ReadTx, setup *crm.Setup, sale crm.Sale) (views.FoundSale, error) {
	n, err := namesOf(tx, crm.Sale{Company: sale.Company, Contact: sale.Contact})
	who := n.company.Name
	if who != "" && n.contact.Name != "" {
		who += " · "
	}
	who += n.contact.Name
	return views.FoundSale{
		ID: "find-option-" + numberText(sale), Href: saleHref(sale, "", listQuery{}, ""), Status: statusOf(r.texts, sale),
		Number: numberText(sale), Title: sale.Title, Who: who,
		Amount: money(r.texts, sale.Amount), Stage: stageWord(r.texts, setup, sale),
	}, err
}
