// Package config reads and writes a company's setup (types, stages, lists,
// currencies) as a TOML file that people can read and change. It may import crm
// and store, no engine.
package config

import (
	"bytes"
	_ "embed"
	"fmt"
	"io"
	"slices"

	"github.com/BurntSushi/toml"

	"verkoop/crm"
	"verkoop/store"
)

//go:embed defaults.toml
var defaults []byte

// file is the setup as the file has it.
type file struct {
	Organisation crm.Organisation             `toml:"organisation"`
	Currencies   []crm.Currency               `toml:"currencies"`
	Stages       []crm.Stage                  `toml:"stages"`
	Types        []crm.SaleType               `toml:"types"`
	Lists        map[crm.List][]crm.ListValue `toml:"lists"`
}

// Defaults is the setup that a new company begins with.
func Defaults() (crm.Setup, error) { return Read(bytes.NewReader(defaults)) }

// ReadPart reads what a company is to get of a setup, which may name less than a
// whole one: only that nothing is named twice or unfitly is checked.
func ReadPart(r io.Reader) (crm.Setup, error) {
	setup, err := decode(r)
	if err != nil {
		return setup, err
	}
	var problems crm.SetupProblems
	for _, p := range setup.Check() {
		if p.Err.Field == crm.FieldID {
			problems = append(problems, p)
		}
	}
	return setup, problems.Err()
}

// Read reads a setup and checks it with crm.Setup.Check, whose problems it
// returns. Each value's Order is its place in the file, from 1; versions are 0.
func Read(r io.Reader) (crm.Setup, error) {
	setup, err := decode(r)
	if err != nil {
		return setup, err
	}
	return setup, setup.Check().Err()
}

func decode(r io.Reader) (crm.Setup, error) {
	var f file
	meta, err := toml.NewDecoder(r).Decode(&f)
	if err != nil {
		return crm.Setup{}, fmt.Errorf("the setup can't be read: %w", err)
	}
	if unknown := meta.Undecoded(); len(unknown) > 0 {
		return crm.Setup{}, fmt.Errorf("the setup has an unknown key: %s", unknown[0])
	}
	for list := range f.Lists {
		if !slices.Contains(crm.Lists[:], list) {
			return crm.Setup{}, fmt.Errorf("the setup has an unknown list: %s", list)
		}
	}
	setup := crm.Setup{
		Organisation: f.Organisation, Types: f.Types, Stages: f.Stages, Currencies: f.Currencies,
	}
	for i := range setup.Types {
		setup.Types[i].Order = i + 1
	}
	for i := range setup.Stages {
		setup.Stages[i].Order = i + 1
	}
	for i := range setup.Currencies {
		setup.Currencies[i].Order = i + 1
	}
	for _, list := range crm.Lists {
		for i, v := range f.Lists[list] {
			v.List, v.Order = list, i+1
			setup.Values = append(setup.Values, v)
		}
	}
	return setup, nil
}

// Write writes the setup so that Read gives it back, without versions and with
// values numbered in their order.
func Write(setup crm.Setup, w io.Writer) error {
	f := file{
		Organisation: setup.Organisation, Types: setup.Types, Stages: setup.Stages,
		Currencies: setup.Currencies, Lists: map[crm.List][]crm.ListValue{},
	}
	for _, v := range setup.Values {
		f.Lists[v.List] = append(f.Lists[v.List], v)
	}
	enc := toml.NewEncoder(w)
	enc.Indent = ""
	return enc.Encode(f)
}

// Apply puts the setup into a store that has none yet: every record becomes
// version 1.
func Apply(tx store.Tx, setup crm.Setup) error {
	setup.Organisation.Version = 1
	if err := tx.PutOrganisation(setup.Organisation); err != nil {
		return err
	}
	for _, c := range setup.Currencies {
		c.Version = 1
		if err := tx.PutCurrency(c); err != nil {
			return err
		}
	}
	for _, s := range setup.Stages {
		s.Version = 1
		if err := tx.PutStage(s); err != nil {
			return err
		}
	}
	for _, t := range setup.Types {
		t.Version = 1
		if err := tx.PutSaleType(t); err != nil {
			return err
		}
	}
	for _, v := range setup.Values {
		v.Version = 1
		if err := tx.PutListValue(v); err != nil {
			return err
		}
	}
	return nil
}
