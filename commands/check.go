package commands

import (
	"context"
	"errors"
	"fmt"
	"strings"
)

type checkCommand struct {
	Data string `env:"VERKOOP_DATA" required:"" placeholder:"FOLDER" help:"Folder that keeps the data."`
}

// checker is an engine that can prove its own data.
type checker interface {
	Check(context.Context) error
}

// Run compares all records with the indexes and summaries made from them, and
// uploaded files with what they should hold, and prints what does not agree.
func (c *checkCommand) Run(s *surroundings) (err error) {
	// Opening would set an empty folder up.
	if !hasData(c.Data) {
		return fmt.Errorf("there is no data in the folder %q", c.Data)
	}
	data, err := openStore(c.Data, nil, quiet())
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, data.Close()) }()
	engine, ok := data.(checker)
	if !ok {
		return errors.New("this store has no way to check its data")
	}
	if err := engine.Check(s); err != nil {
		findings := strings.Split(err.Error(), "\n")
		fmt.Fprintln(s.out, strings.Join(findings, "\n"))
		return fmt.Errorf("the data in %s is not right in %d places, listed above", c.Data, len(findings))
	}
	if err := checkFiles(s, data, filesIn(c.Data)); err != nil {
		fmt.Fprintln(s.out, err)
		return fmt.Errorf("uploaded files in %s are not as they were, listed above", c.Data)
	}
	_, err = fmt.Fprintf(s.out, "The data in %s is whole.\n", c.Data)
	return err
}
