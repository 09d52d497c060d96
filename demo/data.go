package demo

import (
	_ "embed"
	"fmt"

	"github.com/BurntSushi/toml"

	"verkoop/crm"
)

//go:embed demo.toml
var peopleFile []byte

//go:embed sales.toml
var salesFile []byte

// people is what demo.toml holds; in it, groups, users, companies and projects
// go by a key, and contacts by their name.
type people struct {
	Organisation string                       `toml:"organisation"`
	Currencies   []crm.Currency               `toml:"currencies"`
	Lists        map[crm.List][]crm.ListValue `toml:"lists"`
	Groups       []struct{ Key, Name string } `toml:"groups"`
	Users        []struct {
		Key, Name, Email, Group string
		Role                    crm.Role
	} `toml:"users"`
	Companies []struct {
		Key, Name, City string
		Contacts        []struct{ Name, Position string }
	} `toml:"companies"`
	Projects []struct{ Key, Name, Company string } `toml:"projects"`
	Many     words                                 `toml:"many"`
}

// saleRow is a sale as sales.toml tells it.
type saleRow struct {
	facts
	Number     crm.SaleNumber `toml:"number"`
	By         string         `toml:"by"`         // who registers it; empty: its owner
	Registered *int           `toml:"registered"` // day; nil: follows from the number
	At         string         `toml:"at"`
	Company    string         `toml:"company"` // empty: the contact's
	Links      []crm.Link     `toml:"links"`
	Steps      []step         `toml:"steps"`
	Activities []activityRow  `toml:"activities"`
	named      bool           // told at length
}

// facts are what can be said when registering and in each later step.
type facts struct {
	Title       *string         `toml:"title"`
	Contact     *string         `toml:"contact"`
	Project     *string         `toml:"project"`
	Type        *crm.TypeID     `toml:"type"`
	Stage       *crm.StageID    `toml:"stage"`
	Owner       *string         `toml:"owner"`
	Currency    *string         `toml:"currency"`
	Amount      *string         `toml:"amount"`
	Cost        *string         `toml:"cost"`
	Expected    *int            `toml:"expected"` // day
	Probability *int            `toml:"probability"`
	Description *string         `toml:"description"`
	Note        *string         `toml:"note"`
	Source      *crm.ValueID    `toml:"source"`
	Competitor  *crm.ValueID    `toml:"competitor"`
	Credited    *crm.ValueID    `toml:"credited"`
	Visible     *crm.Visibility `toml:"visible"`
}

// step is a later save of a sale.
type step struct {
	facts
	Day       int         `toml:"day"`
	At        string      `toml:"at"`
	By        string      `toml:"by"` // empty: the owner
	Sold      crm.ValueID `toml:"sold"`
	Lost      crm.ValueID `toml:"lost"`
	Closed    *int        `toml:"closed"` // day; nil: that of the step
	Completed bool        `toml:"completed"`
	Stalled   crm.ValueID `toml:"stalled"`
	Reopen    int         `toml:"reopen"` // day
	Resume    bool        `toml:"resume"`
}

type activityRow struct {
	Kind    crm.ActivityKind `toml:"kind"`
	Day     int              `toml:"day"`
	At      string           `toml:"at"` // when it was completed; empty: at its end, or noon
	Start   string           `toml:"start"`
	End     string           `toml:"end"`
	Text    string           `toml:"text"`
	Owner   string           `toml:"owner"`   // empty: the sale's
	Contact *string          `toml:"contact"` // nil: the sale's
	Item    crm.GuideItemID  `toml:"item"`
	Home    string           `toml:"home"` // "company": made from the company; else from the sale
	Done    bool             `toml:"done"`
}

// read reads both files; the sales come in the order of their numbers, which
// go up by one from 1001.
func read() (people, []saleRow, error) {
	var p people
	if err := decode(peopleFile, &p); err != nil {
		return p, nil, fmt.Errorf("demo.toml: %w", err)
	}
	var f struct {
		Others []saleRow `toml:"others"`
		Sales  []saleRow `toml:"sales"`
	}
	if err := decode(salesFile, &f); err != nil {
		return p, nil, fmt.Errorf("sales.toml: %w", err)
	}
	for i := range f.Sales {
		f.Sales[i].named = true
	}
	rows := make([]saleRow, len(f.Others)+len(f.Sales))
	for _, row := range append(f.Others, f.Sales...) {
		i := int(row.Number) - firstNumber
		if i < 0 || i >= len(rows) || rows[i].Number != 0 {
			return p, nil, fmt.Errorf("sales.toml: number %d is not the only one in its place", row.Number)
		}
		rows[i] = row
	}
	return p, rows, nil
}

func decode(text []byte, into any) error {
	meta, err := toml.Decode(string(text), into)
	if err == nil && len(meta.Undecoded()) > 0 {
		err = fmt.Errorf("unknown key %s", meta.Undecoded()[0])
	}
	return err
}
