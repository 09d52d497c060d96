package main

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"reflect"
	"time"

	db "github.com/dgraph-io/badger/v4"
	"github.com/gofiber/fiber/v2"
	"github.com/google/uuid"

	"verkoop/auth"
	"verkoop/crm"
	"verkoop/demo"
	"verkoop/handlers"
	"verkoop/store"
	"verkoop/store/badger"
)

// company is the real application, serving a company from a folder of the run.
type company struct {
	store   *badger.Store
	app     *fiber.App
	address string
	actor   crm.UserID
	token   string // of the actor's session
	sales   int
}

func newID() string { return uuid.Must(uuid.NewV7()).String() }

func quiet() *slog.Logger { return slog.New(slog.NewTextHandler(io.Discard, nil)) }

// fill makes the demo company with so many sales in all, and closes it. It
// returns who acts, and the token of a session of theirs.
func (b *bench) fill(name string, sales int) (actor crm.UserID, token string, err error) {
	s, err := badger.Open(badger.Options{Dir: filepath.Join(b.dir, name)})
	if err != nil {
		return "", "", err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	now := time.Now()
	today := crm.DateOf(now)
	if actor, err = demo.Fill(b, s, today, now, newID); err != nil {
		return "", "", err
	}
	if err := demo.Many(b, s, sales-60, 1, today, now, newID, b.progress(sales)); err != nil { // the demo has 60
		return "", "", err
	}
	err = s.Update(b, func(tx store.Tx) error {
		user, err := tx.User(actor)
		if err == nil {
			token, err = auth.Begin(tx, user, now, "127.0.0.1", "bench")
		}
		return err
	})
	return actor, token, err
}

// company fills a folder, opens it again, as a server that is started does, and
// serves it.
func (b *bench) company(name string, sales int) (c *company, err error) {
	c = &company{sales: sales}
	if c.actor, c.token, err = b.fill(name, sales); err != nil {
		return nil, err
	}
	part("store", func() { c.store, err = badger.Open(badger.Options{Dir: filepath.Join(b.dir, name)}) })
	if err != nil {
		return nil, err
	}
	c.app, err = handlers.New(handlers.Config{Store: c.store, Clock: time.Now, NewID: newID, Logger: quiet(), Hasher: auth.NewHasher()})
	if err == nil {
		c.address, err = serve(c.app)
	}
	if err != nil {
		return nil, errors.Join(err, c.store.Close())
	}
	return c, nil
}

// serve serves on a free port of the loopback until Shutdown.
func serve(app *fiber.App) (address string, err error) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	part("server", func() { go app.Listener(ln) })
	return ln.Addr().String(), nil
}

func (c *company) close() error {
	return errors.Join(c.app.ShutdownWithTimeout(time.Second), c.store.Close())
}

// engine is the Badger database inside the store: to see what a save writes, and
// to give raw Badger the same options.
func (c *company) engine() *db.DB {
	return (*db.DB)(reflect.ValueOf(c.store).Elem().FieldByName("db").UnsafePointer())
}

// progress says now and then how many sales have been made, where that takes long.
func (b *bench) progress(all int) func(done int) {
	said := time.Now()
	return func(done int) {
		if time.Since(said) > 30*time.Second {
			said = time.Now()
			fmt.Fprintf(os.Stderr, "         %d of %d sales made\n", done, all)
		}
	}
}
