package main

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"time"
)

// story is how long a seller waits for the sale page, the edit form and the save.
type story [3]time.Duration

var storyNames = [...]string{"open a sale", "edit it", "save it"}

// teller is a seller who takes up one sale after the other, any of all there are.
type teller struct {
	*company
	conn   *conn
	random *rand.Rand
	told   [3][]float64 // of each, in seconds
}

func newTeller(c *company) (*teller, error) {
	conn, err := dial(c.address, c.token)
	if err != nil {
		return nil, err
	}
	return &teller{company: c, conn: conn, random: rand.New(rand.NewPCG(7, 7))}, nil
}

// tell opens, edits and saves a sale.
func (t *teller) tell() error {
	path := fmt.Sprintf("/sales/%d", 1001+t.random.IntN(t.sales))
	var took story
	begun := time.Now()
	if err := t.conn.do(get(path, "")); err != nil {
		return err
	}
	took[0] = time.Since(begun)
	begun = time.Now()
	if err := t.conn.do(get(path+"/edit", fragment)); err != nil {
		return err
	}
	took[1] = time.Since(begun)
	f, err := readForm(t.conn, path)
	if errors.Is(err, errNoForm) { // not for this seller
		return t.tell()
	}
	if err != nil {
		return err
	}
	request := f.next(fragment)
	begun = time.Now()
	if err := t.conn.ok(request); err != nil {
		return err
	}
	took[2] = time.Since(begun)
	for i, d := range took {
		t.told[i] = append(t.told[i], d.Seconds())
	}
	return nil
}

// growth is the same work with few sales and with many.
func (b *bench) growth() (err error) {
	var tellers [2]*teller
	for i, n := range [...]int{b.many, b.few} {
		begun := time.Now()
		c, err := b.company([...]string{"many", "few"}[i], n)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, c.close()) }()
		if i == 0 {
			b.table.note("Making %d sales took %.0f s.", n, time.Since(begun).Seconds())
		}
		if tellers[i], err = newTeller(c); err != nil {
			return err
		}
		defer tellers[i].conn.Close()
	}
	for n := range b.stories + b.stories/5 {
		if n == b.stories/5 { // those before have warmed up
			for _, t := range tellers {
				t.told = [3][]float64{}
			}
		}
		for _, t := range tellers {
			if err := errors.Join(t.tell(), b.Err()); err != nil {
				return err
			}
		}
	}
	for i, name := range storyNames {
		many, few := median(tellers[0].told[i]), median(tellers[1].told[i])
		b.table.ratio(fmt.Sprintf("%s, %d against %d sales", name, b.many, b.few), inMillis(many), inMillis(few), many/few, "≤", 1.3)
	}
	return b.searches(tellers[0].company, tellers[1].company)
}

func inMillis(seconds float64) string { return millis(time.Duration(seconds * 1e9)) }
