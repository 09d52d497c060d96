package main

import (
	"bytes"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"sync/atomic"

	"github.com/PuerkitoBio/goquery"
)

// saleForm is the edit form of a sale, filled in again and again as a seller
// would: each time another title and amount.
type saleForm struct {
	path    string
	version uint64
	rest    []byte // the fields that stay, encoded
	saved   int
	form    []byte // built again for each save
	request []byte
}

// changing are the fields that a save fills in itself.
var changing = map[string]bool{"version": true, "key": true, "title": true, "amount": true, "driver": true}

// editForm opens the sale's edit form; errNoForm where the actor may not.
func editForm(c *conn, number int) (*saleForm, error) {
	path := "/sales/" + strconv.Itoa(number)
	if err := c.do(get(path+"/edit", fragment)); err != nil {
		return nil, err
	}
	return readForm(c, path)
}

var errNoForm = errors.New("no form of such a sale")

func readForm(c *conn, path string) (*saleForm, error) {
	if c.status != 200 {
		return nil, fmt.Errorf("%w: %s: status %d: %.300s", errNoForm, path, c.status, c.body)
	}
	fields, err := formFields(c.body)
	if err != nil {
		return nil, err
	}
	f := &saleForm{path: path}
	if f.version, err = strconv.ParseUint(fields.Get("version"), 10, 64); err != nil {
		return nil, fmt.Errorf("%s: form without a version: %w", path, err)
	}
	for name := range fields {
		if changing[name] {
			fields.Del(name)
		}
	}
	f.rest = []byte(fields.Encode())
	return f, nil
}

// formFields are the fields of the card's form as a browser would post them.
func formFields(page []byte) (url.Values, error) {
	doc, err := goquery.NewDocumentFromReader(bytes.NewReader(page))
	if err != nil {
		return nil, err
	}
	v := url.Values{}
	doc.Find("form[data-guard]").Find("input[name], select[name], textarea[name]").Each(func(_ int, f *goquery.Selection) {
		name := f.AttrOr("name", "")
		switch {
		case f.Is("[disabled]"), f.Is("[type=checkbox]:not([checked])"), f.Is("[type=radio]:not([checked])"):
		case f.Is("select"):
			v.Add(name, f.Find("option[selected]").AttrOr("value", f.Find("option").First().AttrOr("value", "")))
		case f.Is("textarea"):
			v.Add(name, strings.TrimPrefix(f.Text(), "\n"))
		default:
			v.Add(name, f.AttrOr("value", ""))
		}
	})
	return v, nil
}

// serial makes every title and every one-time key of the run differ.
var serial atomic.Uint64

// next is the request of one more save.
func (f *saleForm) next(headers string) []byte {
	n := serial.Add(1)
	f.form = append(f.form[:0], "version="...)
	f.form = strconv.AppendUint(f.form, f.version, 10)
	f.form = fmt.Appendf(f.form, "&key=bench-%030d&title=Magazijnscanners+locatie+Venlo+%d&driver=cost&amount=%d%%2C50&", n, n, 20_000+n%70_000)
	f.form = append(f.form, f.rest...)
	f.request = send(f.request[:0], "PUT", f.path, headers, f.form)
	return f.request
}

// save saves the form once.
func (f *saleForm) save(c *conn, headers string) error {
	if err := c.ok(f.next(headers)); err != nil {
		return err
	}
	f.version++
	f.saved++
	return nil
}
