package main

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"strings"

	"github.com/PuerkitoBio/goquery"
)

// bytes is what travels: the first visit with all its files, the swap to edit
// mode, and a recalculation while typing, as a browser gets them: compressed.
func (b *bench) bytes() (err error) {
	c, err := b.company("bytes", b.few)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, c.close()) }()
	conn, err := dial(c.address, c.token)
	if err != nil {
		return err
	}
	defer conn.Close()
	if err := b.firstVisit(conn); err != nil {
		return err
	}
	edit := salePath + "/edit"
	if err := conn.ok(get(edit, fragment+zipped)); err != nil {
		return err
	}
	b.table.beside("edit swap, compressed", kilobytes(len(conn.body)), float64(len(conn.body)), 8000, "8.0 kB")
	if err := conn.ok(get(edit, fragment)); err != nil {
		return err
	}
	fields, err := formFields(conn.body)
	if err != nil {
		return err
	}
	return b.recalculations(conn, fields)
}

// firstVisit adds up the sale page and every file that it asks for.
func (b *bench) firstVisit(conn *conn) error {
	if err := conn.ok(get(salePath, "")); err != nil {
		return err
	}
	doc, err := goquery.NewDocumentFromReader(bytes.NewReader(conn.body))
	if err != nil {
		return err
	}
	asked := map[string]bool{salePath: true}
	doc.Find("link[href], script[src], img[src], use[href]").Each(func(_ int, s *goquery.Selection) {
		at := s.AttrOr("src", s.AttrOr("href", ""))
		at, _, _ = strings.Cut(at, "#")
		asked[at] = true
	})
	total, parts := 0, []string{}
	for at := range asked {
		if err := conn.ok(get(at, zipped)); err != nil {
			return err
		}
		total += len(conn.body)
		parts = append(parts, fmt.Sprintf("%s %s", at[strings.LastIndex(at, "/")+1:], kilobytes(len(conn.body))))
	}
	b.table.beside("first visit, compressed", kilobytes(total), float64(total), 60_000, "60.0 kB")
	b.table.note("First visit: %s.", strings.Join(parts, ", "))
	return nil
}

// recalculations changes fields that others follow, and takes the largest answer:
// one while typing an amount, and one after choosing a stage or type.
func (b *bench) recalculations(conn *conn, fields url.Values) error {
	for _, kind := range []struct {
		name    string
		changes [][2]string
		target  float64
		wanted  string
	}{
		{"typing money", [][2]string{{"amount", "50.000"}, {"cost", "40.000"}, {"profit", "8.500"}, {"percentage", "50"}}, 1500, "1.5 kB"},
		{"choosing stage or type", [][2]string{{"stage", "closing"}, {"stage", "sold"}, {"stage", "lost"}, {"type", "renewal"}}, 3000, "3.0 kB"}, // a swap of fields, not only of numbers
	} {
		largest := 0
		for _, change := range kind.changes {
			form := maps.Clone(fields)
			form.Set("typed", change[0])
			form.Set(change[0], change[1])
			if err := conn.ok(send(nil, "POST", salePath+"/recalculation", fragment+zipped, []byte(form.Encode()))); err != nil {
				return err
			}
			largest = max(largest, len(conn.body))
		}
		b.table.beside("recalculation, "+kind.name+", compressed", kilobytes(largest), float64(largest), kind.target, kind.wanted)
	}
	return nil
}
