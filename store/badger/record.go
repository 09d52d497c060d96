package badger

import (
	"bytes"
	"compress/flate"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/bojanz/currency"

	"verkoop/crm"
	"verkoop/store"
)

// migration turns a record's JSON of one format into that of the next.
type migration func(json.RawMessage) (json.RawMessage, error)

// kind is how records of one sort are kept: one byte with the format, then JSON.
// The format is 1 plus the number of migrations; records of an older format are
// brought up to date as they are read, and written so when next saved.
type kind[T any] struct {
	name       string
	migrations []migration
	kept       *kept[T] // nil for types that share something when copied
}

// kinds are all there are. A change to the JSON of a type that reading the old
// would get wrong adds a migration here.
type kinds struct {
	sale         kind[saleRecord]
	seen         kind[saleSeen]
	change       kind[crm.Change]
	event        kind[crm.Event]
	summary      kind[crm.SaleSummary]
	activity     kind[crm.Activity]
	company      kind[crm.Company]
	contact      kind[crm.Contact]
	project      kind[crm.Project]
	user         kind[crm.User]
	group        kind[crm.Group]
	organisation kind[crm.Organisation]
	saleType     kind[crm.SaleType]
	stage        kind[crm.Stage]
	value        kind[crm.ListValue]
	currency     kind[crm.Currency]
	submission   kind[submissionRecord]
	deleted      kind[deletedSale]
	audit        kind[crm.AuditEntry]
	password     kind[string]
	preferences  kind[crm.Preferences]
	session      kind[crm.Session]
	ticket       kind[crm.Ticket]
	attempts     kind[crm.Attempts]
	job          kind[crm.Job]
	selection    kind[crm.Selection]
	imports      kind[crm.Import]
	importRow    kind[crm.ImportRow]
	imported     kind[[]crm.ImportResult]
	relisting    kind[relisting]
}

func newKinds() kinds {
	return kinds{
		sale:         kind[saleRecord]{name: "sale", kept: &kept[saleRecord]{recent: map[string]keptRecord[saleRecord]{}, copy: copySale}},
		seen:         kind[saleSeen]{name: "sale", kept: newKept[saleSeen]()},
		change:       kind[crm.Change]{name: "change", kept: &kept[crm.Change]{recent: map[string]keptRecord[crm.Change]{}, copy: copyChange}},
		event:        kind[crm.Event]{name: "event"},
		summary:      kind[crm.SaleSummary]{name: "summary", kept: newKept[crm.SaleSummary]()},
		activity:     kind[crm.Activity]{name: "activity", kept: newKept[crm.Activity]()},
		company:      kind[crm.Company]{name: "company", kept: newKept[crm.Company]()},
		contact:      kind[crm.Contact]{name: "contact", kept: newKept[crm.Contact]()},
		project:      kind[crm.Project]{name: "project", kept: newKept[crm.Project]()},
		user:         kind[crm.User]{name: "user"},
		group:        kind[crm.Group]{name: "group"},
		organisation: kind[crm.Organisation]{name: "organisation"},
		saleType:     kind[crm.SaleType]{name: "type"},
		stage:        kind[crm.Stage]{name: "stage"},
		value:        kind[crm.ListValue]{name: "list value"},
		currency:     kind[crm.Currency]{name: "currency"},
		submission:   kind[submissionRecord]{name: "submission"},
		deleted:      kind[deletedSale]{name: "deleted sale"},
		audit:        kind[crm.AuditEntry]{name: "audit entry"},
		password:     kind[string]{name: "password"},
		preferences:  kind[crm.Preferences]{name: "preferences"},
		session:      kind[crm.Session]{name: "session", kept: newKept[crm.Session]()},
		ticket:       kind[crm.Ticket]{name: "ticket"},
		attempts:     kind[crm.Attempts]{name: "attempts"},
		job:          kind[crm.Job]{name: "job"},
		selection:    kind[crm.Selection]{name: "selection"},
		imports:      kind[crm.Import]{name: "import"},
		importRow:    kind[crm.ImportRow]{name: "row of an import"},
		imported:     kind[[]crm.ImportResult]{name: "results of an import"},
		relisting:    kind[relisting]{name: "relisting"},
	}
}

const (
	// packed marks a value whose JSON is deflated.
	packed = 0x80
	// packAbove keeps values that escapes have blown up below Badger's threshold.
	packAbove = 900_000
)

func (k kind[T]) encode(v T) ([]byte, error) {
	var b bytes.Buffer
	b.Grow(512)
	b.WriteByte(byte(1 + len(k.migrations)))
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, fmt.Errorf("store: encode %s: %w", k.name, err)
	}
	out := bytes.TrimSuffix(b.Bytes(), []byte("\n"))
	if len(out) <= packAbove {
		return out, nil
	}
	var p bytes.Buffer
	p.WriteByte(out[0] | packed)
	w, err := flate.NewWriter(&p, flate.BestSpeed)
	if err != nil {
		return nil, fmt.Errorf("store: pack %s: %w", k.name, err)
	}
	if _, err := w.Write(out[1:]); err != nil {
		return nil, fmt.Errorf("store: pack %s: %w", k.name, err)
	}
	if err := w.Close(); err != nil {
		return nil, fmt.Errorf("store: pack %s: %w", k.name, err)
	}
	return p.Bytes(), nil
}

func (k kind[T]) decode(b []byte) (v T, err error) { return v, k.decodeInto(b, &v) }

// decodeInto reads the record, or those fields of it that the target has.
func (k kind[T]) decodeInto(b []byte, target any) error {
	if len(b) == 0 {
		return fmt.Errorf("store: %s record is empty", k.name)
	}
	format, body := int(b[0]&^packed), json.RawMessage(b[1:])
	if b[0]&packed != 0 {
		var err error
		if body, err = io.ReadAll(flate.NewReader(bytes.NewReader(body))); err != nil {
			return fmt.Errorf("store: unpack %s: %w", k.name, err)
		}
	}
	switch {
	case format == 0:
		return fmt.Errorf("store: %s record is broken", k.name)
	case format > 1+len(k.migrations):
		return fmt.Errorf("store: %s record of format %d: %w", k.name, format, store.ErrNewer)
	}
	for _, m := range k.migrations[format-1:] {
		var err error
		if body, err = m(body); err != nil {
			return fmt.Errorf("store: bring %s record up to date: %w", k.name, err)
		}
	}
	if err := json.Unmarshal(body, target); err != nil {
		return fmt.Errorf("store: decode %s: %w", k.name, err)
	}
	return nil
}

// saleRecord is a sale as it is kept: money as text such as "12.50 EUR", which is
// quick, and lets an amount without a currency come back as it was.
type saleRecord struct {
	crm.Sale
	Amount money `json:"amount"`
	Cost   money `json:"cost"`
}

func newSaleRecord(s crm.Sale) saleRecord {
	return saleRecord{Sale: s, Amount: money{s.Amount}, Cost: money{s.Cost}}
}

func (r saleRecord) sale() crm.Sale {
	r.Sale.Amount, r.Sale.Cost = r.Amount.Amount, r.Cost.Amount
	return r.Sale
}

// saleSeen is what of a sale decides who may see it.
type saleSeen struct {
	Owner   crm.UserID
	Group   crm.GroupID
	Visible crm.Visibility
}

func copyChange(c crm.Change) crm.Change {
	c.Fields = slices.Clone(c.Fields)
	return c
}

func copySale(r saleRecord) saleRecord {
	r.LastStages, r.Links = maps.Clone(r.LastStages), slices.Clone(r.Links)
	return r
}

type money struct{ currency.Amount }

func (m money) MarshalJSON() ([]byte, error) {
	return []byte(`"` + m.Number() + " " + m.CurrencyCode() + `"`), nil
}

func (m *money) UnmarshalJSON(b []byte) error {
	number, code, ok := strings.Cut(strings.Trim(string(b), `"`), " ")
	if !ok {
		return fmt.Errorf("money %s has no currency", b)
	}
	if code == "" {
		m.Amount = currency.Amount{}
		return nil
	}
	var err error
	m.Amount, err = currency.NewAmount(number, code)
	return err
}

type submissionRecord struct {
	store.Submission
	Until time.Time `json:"until"`
}
