package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"time"

	"verkoop/auth"
	"verkoop/crm"
	"verkoop/store"
)

// loggers is how many people log in at the same time.
const loggers = 64

const benchPassword = "vier woorden voor een meting"

// sessionCheck is what finding out who asks costs of a page.
func (b *bench) sessionCheck(c *company, page time.Duration) error {
	m, err := b.load(readers, func(int) error {
		return c.store.View(b, func(tx store.ReadTx) error {
			_, _, err := auth.Resume(tx, c.token, time.Now())
			return err
		})
	})
	if err != nil {
		return err
	}
	b.table.ratio("session check / full sale page, CPU", micros(m.cpu), micros(page), float64(m.cpu)/float64(page), "≤", 0.05)
	return nil
}

// login is many people who log in at once: what that does to somebody's pages, and
// what a log-in costs beside its hash.
func (b *bench) login() (err error) {
	c, err := b.company("login", b.few)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, c.close()) }()
	emails, err := b.hire(c)
	if err != nil {
		return err
	}
	quiet, err := b.pages(c)
	if err != nil {
		return err
	}
	conns, hangUp, err := dialAll(c.address, "", loggers)
	if err != nil {
		return err
	}
	defer hangUp()
	busy, done := make(chan struct{}), make(chan error, 1)
	var logged measured
	go func() {
		var err error
		close(busy)
		window := *b
		window.window = 2*b.window + time.Second
		logged, err = window.load(loggers, func(i int) error { return logIn(conns[i], emails[i]) })
		done <- err
	}()
	<-busy
	time.Sleep(200 * time.Millisecond)
	loaded, err := b.pages(c)
	if err := errors.Join(err, <-done); err != nil {
		return err
	}
	hasher := auth.NewHasher()
	hash, err := b.load(loggers, func(int) error {
		_, err := hasher.Hash(context.Background(), benchPassword)
		return err
	})
	if err != nil {
		return err
	}
	most := max(5*quiet, 25*time.Millisecond)
	b.table.beside(fmt.Sprintf("page, p99, while %d log in (quiet: %s)", loggers, millis(quiet)), millis(loaded), loaded.Seconds(), most.Seconds(), millis(most))
	b.table.only(fmt.Sprintf("log-ins, %d at once", loggers), fmt.Sprintf("%.1f/s", logged.rate), fmt.Sprintf("%.1f/s hashes alone", hash.rate), logged.rate/hash.rate)
	return nil
}

// hire gives the company people to log in: at one account only so many may try.
func (b *bench) hire(c *company) (emails []string, err error) {
	hash, err := auth.NewHasher().Hash(b, benchPassword)
	if err != nil {
		return nil, err
	}
	return emails, c.store.Update(b, func(tx store.Tx) error {
		emails = nil
		actor, err := tx.User(c.actor)
		if err != nil {
			return err
		}
		for i := range loggers {
			u := crm.User{ID: crm.UserID(newID()), Version: 1, Name: fmt.Sprintf("Logger %d", i), Email: fmt.Sprintf("logger%d@bench.test", i),
				Role: crm.Seller, Group: actor.Group}
			if err := errors.Join(tx.PutUser(u), tx.PutPassword(u.ID, hash)); err != nil {
				return err
			}
			emails = append(emails, u.Email)
		}
		return nil
	})
}

func logIn(c *conn, email string) error {
	visit := auth.NewToken()
	form := url.Values{"email": {email}, "password": {benchPassword}, "_csrf": {auth.CSRF(visit)}}.Encode()
	if err := c.do(send(nil, "POST", "/login", "Cookie: visit="+visit+"\r\n", []byte(form))); err != nil {
		return err
	}
	if c.status != 303 {
		return fmt.Errorf("log-in of %s: status %d: %.300s", email, c.status, c.body)
	}
	return nil
}

// pages is how long somebody waits who opens a sale now and then: 99 of 100 times
// no longer than this.
func (b *bench) pages(c *company) (time.Duration, error) {
	conn, err := dial(c.address, c.token)
	if err != nil {
		return 0, err
	}
	defer conn.Close()
	var took []time.Duration
	for end := time.Now().Add(2 * b.window); time.Now().Before(end) || len(took) < 100; {
		begun := time.Now()
		if err := conn.ok(get(salePath, zipped)); err != nil {
			return 0, err
		}
		took = append(took, time.Since(begun))
		time.Sleep(5 * time.Millisecond)
	}
	slices.Sort(took)
	return took[len(took)*99/100], nil
}
