package main

import (
	"errors"
	"fmt"
	"maps"
	"net/url"
)

// changes is how often the sale with a long history was saved.
const changes = 1000

// outcome is what choosing Sold and ticking Stalled cost beside a recalculation, and
// the card of a sale with a long history beside the same card with a short one.
func (b *bench) outcome() (err error) {
	c, err := b.company("outcome", b.few)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, c.close()) }()
	conn, err := dial(c.address, c.token)
	if err != nil {
		return err
	}
	defer conn.Close()
	if err := conn.ok(get(salePath+"/edit", fragment)); err != nil {
		return err
	}
	fields, err := formFields(conn.body)
	if err != nil {
		return err
	}
	typing, close1, err := b.recalculating(c, fields, "cost", "40.000")
	if err != nil {
		return err
	}
	defer close1()
	for _, swap := range [...][2]string{{"stage", "sold"}, {"stalled", "true"}} {
		swapping, hangUp, err := b.recalculating(c, fields, swap[0], swap[1])
		if err != nil {
			return err
		}
		rates, _, err := b.turns(swapping, typing)
		hangUp()
		if err != nil {
			return err
		}
		b.table.ratio(fmt.Sprintf("swap of fields, %s, time", swap[0]), perSecond(rates[0]), perSecond(rates[1])+" while typing cost", medianRatio(rates[1], rates[0]), "≤", 1.5)
	}
	return b.longHistory(c, conn)
}

// recalculating is browsers that change the field again and again.
func (b *bench) recalculating(c *company, fields url.Values, field, value string) (side, func(), error) {
	form := maps.Clone(fields)
	form.Set("typed", field)
	form.Set(field, value)
	request := send(nil, "POST", salePath+"/recalculation", fragment+zipped, []byte(form.Encode()))
	return b.reading(c.address, c.token, request)
}

func (b *bench) longHistory(c *company, conn *conn) error {
	if err := conn.ok(get(salePath, "")); err != nil {
		return err
	}
	f, err := editForm(conn, 1042)
	if err != nil {
		return err
	}
	for range historyBefore {
		if err := f.save(conn, fragment); err != nil {
			return err
		}
	}
	measure := func(path string) ([]float64, error) {
		reads, hangUp, err := b.reading(c.address, c.token, get(path, ""))
		if err != nil {
			return nil, err
		}
		defer hangUp()
		var rates []float64
		for range b.rounds {
			m, err := reads()
			if err != nil {
				return nil, err
			}
			rates = append(rates, m.rate)
		}
		return rates, nil
	}
	short, err := measure(salePath)
	if err != nil {
		return err
	}
	for range changes {
		if err := f.save(conn, fragment); err != nil {
			return err
		}
	}
	long, err := measure(salePath)
	if err != nil {
		return err
	}
	b.table.ratio(fmt.Sprintf("card with %d changes, time", changes), perSecond(long), fmt.Sprintf("%s with %d", perSecond(short), historyBefore), median(short)/median(long), "≤", 1.1)
	page, err := measure(salePath + fmt.Sprintf("/history?past=%016x", ^uint64(500)))
	if err != nil {
		return err
	}
	b.table.note("A page of the history of a sale with %d changes: %s.", changes, perSecond(page))
	return nil
}

// historyBefore is as much as the card shows.
const historyBefore = 10
