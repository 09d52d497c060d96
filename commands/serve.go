package commands

import (
	"context"
	"errors"
	"fmt"
	"time"

	"verkoop/auth"
	"verkoop/config"
	"verkoop/crm"
	"verkoop/demo"
	"verkoop/handlers"
	"verkoop/jobs"
	"verkoop/locales"
	"verkoop/store"
)

type serveCommand struct {
	Data        string `env:"VERKOOP_DATA" required:"" placeholder:"FOLDER" help:"Folder that keeps the data; made where there is none."`
	serverFlags `set:"level=info"`
}

// Run serves the company in the data folder, and does what other commands ask to
// be done in it.
func (c *serveCommand) Run(s *surroundings) (err error) {
	now, err := c.clock()
	if err != nil {
		return err
	}
	if c.Data == "" {
		return usageError("no data folder was given; choose one with --data")
	}
	bundle, err := locales.Load()
	if err != nil {
		return err
	}
	log := c.logger(s.err)
	e, err := c.open(log)
	if err != nil {
		return err
	}
	defer e.Close()
	data, err := openStore(c.Data, now, log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, data.Close()) }()

	newID, worker := c.ids(), jobs.NewWorker(data, now, log)
	office, err := openOffice(c.Data, log, func() *place {
		return &place{store: data, now: now, newID: newID, base: e.base, texts: bundle.For(locales.EN), wake: worker.Wake}
	})
	if err != nil { // a file system without sockets, perhaps
		log.Warn("commands such as user add only work while Verkoop is stopped", "reason", err)
	} else {
		defer office.close()
	}
	hello := []string{fmt.Sprintf("Verkoop is open at %s (Ctrl+C stops it).", e.at)}
	token, err := setUp(s, data, now())
	if err != nil {
		return fmt.Errorf("the data folder %s can't be set up: %w", c.Data, err)
	}
	if token != "" {
		hello = append(hello, fmt.Sprintf("Verkoop has no administrator who can log in yet. Open this address within %d minutes to make one: %s/setup/%s",
			int(crm.SetUpLasts.Minutes()), e.base, token))
	}
	samples := func(ctx context.Context, admin crm.User) error {
		at := now()
		return demo.Sample(ctx, data, admin, crm.DateOf(at), at, newID)
	}
	imports, err := importsIn(c.Data, data, now, newID)
	if err != nil {
		return err
	}
	return s.serve(e, worker, handlers.Config{Store: data, Files: filesIn(c.Data), Imports: imports, Clock: now, NewID: newID, Logger: log, Samples: samples}, hello...)
}

// setUp gives an empty store the default setup. Where nobody can sign in as
// administrator it returns the token of a one-time address to make one, in place of
// all such before.
func setUp(ctx context.Context, s store.Store, now time.Time) (token string, err error) {
	defaults, err := config.Defaults()
	if err != nil {
		return "", err
	}
	err = s.Update(ctx, func(tx store.Tx) error {
		token = ""
		setup, err := tx.Setup()
		if err != nil {
			return err
		}
		if setup.Organisation.Version == 0 {
			if err := config.Apply(tx, defaults); err != nil {
				return err
			}
		}
		needed, err := auth.NeedsSetUp(tx)
		if err != nil {
			return err
		}
		if !needed {
			return tx.DeleteTickets(crm.SetUpTicket, "")
		}
		token, err = auth.Issue(tx, crm.SetUpTicket, "", now.Add(crm.SetUpLasts))
		return err
	})
	return token, err
}
