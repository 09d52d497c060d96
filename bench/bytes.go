package main

import (
	"bytes"
	"errors"
	"fmt"
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
	conn, err := dial(c.address)
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

// recalculations types in each field that others follow, and takes the largest answer.
func (b *bench) recalculations(conn *conn, fields url.Values) error {
	largest, by := 0, ""
	for _, typed := range [...][2]string{
		{"amount", "50.000"}, {"cost", "40.000"}, {"profit", "8.500"}, {"percentage", "50"}, {"stage", "closing"}, {"stage", "sold"},
	} {
		form := url.Values{}
		for name, values := range fields {
			form[name] = values
		}
		form.Set("typed", typed[0])
		form.Set(typed[0], typed[1])
		if err := conn.ok(send(nil, "POST", salePath+"/recalculation", fragment+zipped, []byte(form.Encode()))); err != nil {
			return err
		}
		if n := len(conn.body); n > largest {
			largest, by = n, typed[0]
		}
	}
	b.table.beside("recalculation, compressed (largest: "+by+")", kilobytes(largest), float64(largest), 1500, "1.5 kB")
	return nil
}
