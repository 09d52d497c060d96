package commands

import (
	"errors"
	"fmt"
	"os"
	"time"

	"verkoop/crm"
	"verkoop/demo"
	"verkoop/handlers"
	"verkoop/store"
)

type demoCommand struct {
	Sales       int `placeholder:"N" json:",omitempty" help:"Make so many sales in all, up to 2000000, to see how Verkoop does with them. A million take a quarter of an hour or so and some 2 GB of disk. Without it: the sixty of the demo company."`
	serverFlags `set:"level=warn"`
}

// ownSales are those of the demo company itself; mostSales what numbers and disks
// are surely good for.
const (
	ownSales  = 60
	mostSales = 2_000_000
)

// Validate implements kong's interface.
func (c *demoCommand) Validate() error {
	if c.Sales != 0 && (c.Sales < ownSales || c.Sales > mostSales) {
		return fmt.Errorf("--sales is a number from %d to %d", ownSales, mostSales)
	}
	return nil
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
	if c.Sales > ownSales {
		if err := many(s, data, c.Sales-ownSales, begun, newID); err != nil {
			return fmt.Errorf("so many sales can't be made: %w", err)
		}
	}
	return s.serve(e, handlers.Config{Store: data, Clock: now, NewID: newID, Logger: log, Demo: demo.Characters, DemoPassword: demo.Password},
		fmt.Sprintf("The Verkoop demo is open at %s (Ctrl+C stops it).", e.at),
		fmt.Sprintf("Log in there with one press, or as %s with the password %s.", demo.Characters[0], demo.Password))
}

// many makes more sales, and says how far it has come.
func many(s *surroundings, data store.Store, n int, begun time.Time, newID func() string) error {
	said, since := 0, time.Now()
	return demo.Many(s, data, n, 1, crm.DateOf(begun), begun, newID, func(done int) {
		if percent := done * 100 / n; percent >= said+5 || done == n {
			said = percent
			fmt.Fprintf(s.out, "%d of %d sales made (%d%%), after %s\n", done, n, percent, time.Since(since).Round(time.Second))
		}
	})
}
