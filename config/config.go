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

// file is the setup as the file has it. What an entry does not say is nil.
type file struct {
	Organisation crm.Organisation          `toml:"organisation"`
	Currencies   []currencyEntry           `toml:"currencies"`
	Stages       []stageEntry              `toml:"stages"`
	Types        []typeEntry               `toml:"types"`
	Lists        map[crm.List][]valueEntry `toml:"lists"`
}

// Defaults is the setup that a new company begins with.
func Defaults() (crm.Setup, error) { return Read(bytes.NewReader(defaults)) }

// Read reads a setup and checks it with crm.Setup.Check, whose problems it
// returns. Each value's Order is its place in the file, from 1; versions are 0.
func Read(r io.Reader) (crm.Setup, error) {
	f, err := decode(r)
	if err != nil {
		return crm.Setup{}, err
	}
	setup := f.setup()
	return setup, setup.Check().Err()
}

// Part is what a company is to get of a setup, which may name less than a whole one.
type Part struct{ file file }

// ReadPart reads a part of a setup: only that nothing is named twice or unfitly is
// checked.
func ReadPart(r io.Reader) (Part, error) {
	f, err := decode(r)
	if err != nil {
		return Part{}, err
	}
	setup := f.setup()
	var problems crm.SetupProblems
	for _, p := range setup.Check() {
		if p.Err.Field == crm.FieldID {
			problems = append(problems, p)
		}
	}
	return Part{f}, problems.Err()
}

func decode(r io.Reader) (f file, err error) {
	meta, err := toml.NewDecoder(r).Decode(&f)
	if err != nil {
		return f, fmt.Errorf("the setup can't be read: %w", err)
	}
	if unknown := meta.Undecoded(); len(unknown) > 0 {
		return f, fmt.Errorf("the setup has an unknown key: %s", unknown[0])
	}
	for list := range f.Lists {
		if !slices.Contains(crm.Lists[:], list) {
			return f, fmt.Errorf("the setup has an unknown list: %s", list)
		}
	}
	return f, nil
}

// setup is the file taken for a whole setup.
func (f file) setup() crm.Setup {
	setup := crm.Setup{Organisation: f.Organisation}
	for i, e := range f.Currencies {
		c := e.over(crm.Currency{})
		c.Order = i + 1
		setup.Currencies = append(setup.Currencies, c)
	}
	for i, e := range f.Stages {
		st := e.over(crm.Stage{})
		st.Order = i + 1
		setup.Stages = append(setup.Stages, st)
	}
	for i, e := range f.Types {
		t := e.over(crm.SaleType{})
		t.Order = i + 1
		setup.Types = append(setup.Types, t)
	}
	for _, list := range crm.Lists {
		for i, e := range f.Lists[list] {
			v := e.over(crm.ListValue{})
			v.List, v.Order = list, i+1
			setup.Values = append(setup.Values, v)
		}
	}
	return setup
}

// Write writes the setup so that Read gives it back, without versions and with
// values numbered in their order.
func Write(setup crm.Setup, w io.Writer) error {
	f := file{Organisation: setup.Organisation, Lists: map[crm.List][]valueEntry{}}
	for _, c := range setup.Currencies {
		f.Currencies = append(f.Currencies, currencyEntry{c.Code, textOrNil(c.Rate), textOrNil(c.RateOn), c.Retired})
	}
	for _, st := range setup.Stages {
		f.Stages = append(f.Stages, stageEntry{st.ID, &st.Name, &st.Probability, st.Retired})
	}
	for _, t := range setup.Types {
		f.Types = append(f.Types, typeEntry{t.ID, &t.Name, &t.Days, len(t.Stages) == 0, t.Guide == nil, t.Stages, t.Guide, t.FormerGuide, t.Retired})
	}
	for _, v := range setup.Values {
		f.Lists[v.List] = append(f.Lists[v.List], valueEntry{v.ID, &v.Name, v.Retired})
	}
	enc := toml.NewEncoder(w)
	enc.Indent = ""
	return enc.Encode(f)
}

func textOrNil[T ~string](s T) *T {
	if s == "" {
		return nil
	}
	return &s
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
