package handlers

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"verkoop/crm"
	"verkoop/store"
)

// recentCookie holds whose browser it is, and the numbers of the sales that were opened
// there last, newest first. Opening a sale writes nothing to the store.
const (
	recentCookie = "recent"
	recentLasts  = 90 * 24 * time.Hour
)

// openedLast are the sales that the user opened last in this browser.
func openedLast(c *fiber.Ctx) (all []crm.SaleNumber) {
	who, numbers, _ := strings.Cut(c.Cookies(cookieName(c, recentCookie)), ":")
	if who != string(of(c).user.ID) {
		return nil
	}
	for text := range strings.SplitSeq(numbers, ".") {
		if n, err := strconv.ParseUint(text, 10, 63); err == nil && len(all) < boxSize {
			all = append(all, crm.SaleNumber(n))
		}
	}
	return all
}

// opened keeps that the user opened the sale.
func opened(c *fiber.Ctx, n crm.SaleNumber) {
	before := openedLast(c)
	if len(before) > 0 && before[0] == n {
		return
	}
	text := []string{strconv.FormatUint(uint64(n), 10)}
	for _, o := range before {
		if o != n && len(text) < boxSize {
			text = append(text, strconv.FormatUint(uint64(o), 10))
		}
	}
	setCookie(c, recentCookie, string(of(c).user.ID)+":"+strings.Join(text, "."), recentLasts)
}

// recentSales are those that the user opened last, then those that they saved last.
func recentSales(c *fiber.Ctx, tx store.ReadTx, limit int) (rows []store.SaleRow, err error) {
	u := of(c).user
	add := func(s crm.Sale) {
		if len(rows) < limit && u.CanSee(s) && !slices.ContainsFunc(rows, func(r store.SaleRow) bool { return r.Sale.Number == s.Number }) {
			rows = append(rows, store.SaleRow{Sale: s})
		}
	}
	for _, n := range openedLast(c) {
		sale, err := tx.Sale(n)
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		add(sale)
	}
	saved, err := tx.RecentSales(u, limit)
	for _, r := range saved {
		add(r.Sale)
	}
	return rows, err
}
