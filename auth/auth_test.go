package auth

import (
	"context"
	"fmt"
	"testing"
	"time"

	"verkoop/crm"
	"verkoop/store"
	"verkoop/store/badger"
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// desk is a store in memory with a small staff.
type desk struct {
	store.Store
	t *testing.T
}

const (
	admin  = crm.UserID("pieter")
	seller = crm.UserID("femke")
	gone   = crm.UserID("joop")
)

// open returns a store with two groups, an administrator, a seller and a disabled
// reader.
func open(t *testing.T) *desk {
	t.Helper()
	s, err := badger.Open(badger.Options{InMemory: true, Now: func() time.Time { return noon }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	d := &desk{s, t}
	d.update(func(tx store.Tx) error {
		for _, id := range []crm.GroupID{"north", "south"} {
			if err := tx.PutGroup(crm.Group{ID: id, Version: 1, Name: "Group " + string(id)}); err != nil {
				return err
			}
		}
		for _, u := range []crm.User{
			{ID: admin, Version: 1, Name: "Pieter", Email: "admin@demo.test", Role: crm.Administrator, Group: "north"},
			{ID: seller, Version: 1, Name: "Femke", Email: "seller@demo.test", Role: crm.Seller, Group: "north"},
			{ID: gone, Version: 1, Name: "Joop", Email: "joop@demo.test", Role: crm.Reader, Group: "south", Disabled: true},
		} {
			if err := tx.PutUser(u); err != nil {
				return err
			}
		}
		return nil
	})
	return d
}

func (d *desk) update(fn func(tx store.Tx) error) {
	d.t.Helper()
	if err := d.Update(context.Background(), fn); err != nil {
		d.t.Fatal(err)
	}
}

func (d *desk) view(fn func(tx store.ReadTx) error) {
	d.t.Helper()
	if err := d.View(context.Background(), fn); err != nil {
		d.t.Fatal(err)
	}
}

func (d *desk) user(id crm.UserID) (u crm.User) {
	d.t.Helper()
	d.view(func(tx store.ReadTx) (err error) { u, err = tx.User(id); return err })
	return u
}

// entries are the lines of the audit log, the oldest first.
func (d *desk) entries() (out []crm.AuditEntry) {
	d.t.Helper()
	d.view(func(tx store.ReadTx) error {
		newest, _, err := tx.Audit(store.AuditFilter{}, "", 100)
		for _, e := range newest {
			out = append([]crm.AuditEntry{e}, out...)
		}
		return err
	})
	return out
}

var made int

// by is the administrator, at noon and a second later each time.
func (d *desk) by() By {
	made++
	at := noon.Add(time.Duration(made) * time.Second)
	n := made
	return By{User: d.user(admin), From: "192.0.2.1", At: at, NewID: func() string { n++; return fmt.Sprintf("id-%d-%06d", made, n) }}
}
