package commands

import (
	"context"
	"errors"
	"fmt"
	"os/user"
	"strings"

	"verkoop/config"
	"verkoop/crm"
	"verkoop/handlers"
	"verkoop/store"
)

type serveCommand struct {
	Data        string `env:"VERKOOP_DATA" required:"" placeholder:"FOLDER" help:"Folder that keeps the data; made where there is none."`
	serverFlags `set:"level=info"`
}

// Run serves the company in the data folder.
func (c *serveCommand) Run(s *surroundings) (err error) {
	now, err := c.clock()
	if err != nil {
		return err
	}
	if c.Data == "" {
		return usageError("no data folder was given; choose one with --data")
	}
	ln, err := c.listen()
	if err != nil {
		return err
	}
	defer ln.Close()
	log := c.logger(s.err)
	data, err := openStore(c.Data, now, log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, data.Close()) }()

	newID := c.ids()
	actor, err := setUp(s, data, newID)
	if err != nil {
		return fmt.Errorf("the data folder %s can't be set up: %w", c.Data, err)
	}
	return s.serve(ln, handlers.Config{Store: data, Clock: now, NewID: newID, Logger: log, Actor: actor},
		"Verkoop is open at %s (Ctrl+C stops it).")
}

// setUp gives an empty store the default setup and one user, and returns who
// acts: the first user who may register sales. Log-in takes its place.
func setUp(ctx context.Context, s store.Store, newID func() string) (crm.UserID, error) {
	setup, err := config.Defaults()
	if err != nil {
		return "", err
	}
	name := userName()
	group := crm.Group{ID: crm.GroupID(newID()), Version: 1, Name: "Verkoop"}
	first := crm.User{ID: crm.UserID(newID()), Version: 1, Name: name, Role: crm.Seller, Group: group.ID}
	var users []crm.User
	err = s.Update(ctx, func(tx store.Tx) (err error) {
		if users, err = tx.Users(); err != nil || len(users) > 0 {
			return err
		}
		users = []crm.User{first}
		return errors.Join(config.Apply(tx, setup), tx.PutGroup(group), tx.PutUser(first))
	})
	if err != nil {
		return "", err
	}
	for _, u := range users {
		if u.May(crm.RegisterSale, crm.Sale{}) {
			return u.ID, nil
		}
	}
	return "", errors.New("nobody in it may register sales")
}

// userName is what the system calls who runs the program.
func userName() string {
	u, err := user.Current()
	if err != nil {
		return "Verkoop"
	}
	name, _, _ := strings.Cut(u.Name, ",") // what follows are rooms and telephones
	for _, n := range []string{strings.TrimSpace(name), u.Username} {
		if n != "" {
			return n
		}
	}
	return "Verkoop"
}
