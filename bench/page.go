package main

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"github.com/gofiber/fiber/v2"
)

// readers is how many browsers read at the same time.
const readers = 8

const salePath = "/sales/1042"

// page is the full sale page against a bare handler that sends the same bytes
// with the same headers.
func (b *bench) page() (err error) {
	c, err := b.company("page", b.few)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, c.close()) }()
	request := get(salePath, "")
	one, err := dial(c.address, c.token)
	if err != nil {
		return err
	}
	defer one.Close()
	one.keep = true
	if err := one.ok(request); err != nil {
		return err
	}
	app, address, err := bare(one.head, bytes.Clone(one.body))
	if err != nil {
		return err
	}
	defer app.Shutdown()
	ours, close1, err := b.reading(c.address, c.token, request)
	if err != nil {
		return err
	}
	defer close1()
	theirs, close2, err := b.reading(address, "", request)
	if err != nil {
		return err
	}
	defer close2()
	rates, cpus, err := b.turns(ours, theirs)
	if err != nil {
		return err
	}
	b.table.ratio(fmt.Sprintf("full sale page, %d clients, %.1f kB", readers, float64(len(one.body))/1000),
		perSecond(rates[0]), perSecond(rates[1])+" bare", medianRatio(rates[0], rates[1]), "≥", 0.10)
	if err := b.sessionCheck(c, cpus[0]); err != nil {
		return err
	}
	b.table.note("Page: %s of CPU each, %s bare (client and server together).", micros(cpus[0]), micros(cpus[1]))
	return b.profiled("page", ours)
}

// bare serves the answer, whatever it is asked.
func bare(head, body []byte) (*fiber.App, string, error) {
	var headers [][2]string
	for _, line := range strings.Split(string(head), "\r\n")[1:] {
		name, value, ok := strings.Cut(line, ": ")
		if ok && name != fiber.HeaderContentLength && name != fiber.HeaderDate {
			headers = append(headers, [2]string{name, value})
		}
	}
	app := fiber.New(fiber.Config{DisableStartupMessage: true})
	app.Use(func(c *fiber.Ctx) error {
		for _, h := range headers {
			c.Set(h[0], h[1])
		}
		return c.Send(body)
	})
	address, err := serve(app)
	return app, address, err
}

// reading is browsers that ask for the same page again and again.
func (b *bench) reading(address, token string, request []byte) (side, func(), error) {
	conns, hangUp, err := dialAll(address, token, readers)
	if err != nil {
		return nil, nil, err
	}
	return func() (measured, error) {
		return b.load(readers, func(i int) error { return conns[i].ok(request) })
	}, hangUp, nil
}

func dialAll(address, token string, n int) (conns []*conn, hangUp func(), err error) {
	hangUp = func() {
		for _, c := range conns {
			c.Close()
		}
	}
	for range n {
		c, err := dial(address, token)
		if err != nil {
			hangUp()
			return nil, nil, err
		}
		conns = append(conns, c)
	}
	return conns, hangUp, nil
}
