package commands

import (
	"errors"
	"fmt"
	"os"

	"verkoop/crm"
	"verkoop/demo"
	"verkoop/handlers"
)

type demoCommand struct {
	serverFlags `set:"level=warn"`
}

// Run serves the demo company from a temporary folder and takes that away again.
func (c *demoCommand) Run(s *surroundings) (err error) {
	now, err := c.clock()
	if err != nil {
		return err
	}
	log := c.logger(s.err)
	e, err := c.open(log)
	if err != nil {
		return err
	}
	defer e.Close()
	dir, err := os.MkdirTemp("", "verkoop-demo-")
	if err != nil {
		return fmt.Errorf("there is no place for the demo's data: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	data, err := openStore(dir, now, log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, data.Close()) }()

	newID, begun := c.ids(), now()
	if _, err := demo.Fill(s, data, crm.DateOf(begun), begun, newID); err != nil {
		return fmt.Errorf("the demo company can't be made: %w", err)
	}
	imports, err := importsIn(dir, data, now, newID)
	if err != nil {
		return err
	}
	return s.serve(e, handlers.Config{Store: data, Imports: imports, Clock: now, NewID: newID, Logger: log, Demo: demo.Characters, DemoPassword: demo.Password},
		fmt.Sprintf("The Verkoop demo is open at %s (Ctrl+C stops it).", e.at),
		fmt.Sprintf("Log in there with one press, or as %s with the password %s.", demo.Characters[0], demo.Password))
}
