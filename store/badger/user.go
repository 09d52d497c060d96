package badger

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"

	"verkoop/crm"
	"verkoop/store"
)

// userSet is all users, decoded once and shared.
type userSet struct {
	byName  []crm.User
	place   map[crm.UserID]int // in byName
	byEmail map[string]int
}

// get returns the user, zero where there is none such.
func (u *userSet) get(id crm.UserID) crm.User {
	if i, ok := u.place[id]; ok {
		return u.byName[i]
	}
	return crm.User{}
}

func (t *readTx) users() (*userSet, error) {
	return shared(t, userStampKey, &t.store.users, func() (*userSet, error) {
		u := &userSet{place: map[crm.UserID]int{}, byEmail: map[string]int{}}
		prefix := newKey(kUser)
		w := t.walk(prefix, false)
		defer w.close()
		for w.seek(prefix, nil); w.valid(); w.next() {
			b, err := w.value()
			if err != nil {
				return nil, err
			}
			v, err := t.store.kinds.user.decode(b)
			if err != nil {
				return nil, err
			}
			u.byName = append(u.byName, v)
		}
		slices.SortFunc(u.byName, func(a, b crm.User) int {
			return cmp.Or(cmp.Compare(fold(a.Name), fold(b.Name)), cmp.Compare(a.ID, b.ID))
		})
		for i, v := range u.byName {
			u.place[v.ID] = i
			if email := crm.CleanEmail(v.Email); email != "" {
				u.byEmail[email] = i
			}
		}
		return u, nil
	})
}

// Users implements store.ReadTx.
func (t *readTx) Users() ([]crm.User, error) {
	u, err := t.users()
	if err != nil {
		return nil, err
	}
	return slices.Clone(u.byName), nil
}

// User implements store.ReadTx.
func (t *readTx) User(id crm.UserID) (crm.User, error) {
	all, err := t.users()
	if err != nil {
		return crm.User{}, err
	}
	u := all.get(id)
	if u.ID == "" {
		return u, fmt.Errorf("%w: user %s", store.ErrNotFound, id)
	}
	return u, nil
}

// UserByEmail implements store.ReadTx.
func (t *readTx) UserByEmail(address string) (crm.User, error) {
	all, err := t.users()
	if err != nil {
		return crm.User{}, err
	}
	i, ok := all.byEmail[address]
	if !ok {
		return crm.User{}, fmt.Errorf("%w: user with the address %q", store.ErrNotFound, address)
	}
	return all.byName[i], nil
}

// Group implements store.ReadTx.
func (t *readTx) Group(id crm.GroupID) (crm.Group, error) {
	g, err := load(t, t.store.kinds.group, idKey(kGroup, id))
	if err != nil {
		return g, fmt.Errorf("%w: group %s", err, id)
	}
	return g, nil
}

// Groups implements store.ReadTx.
func (t *readTx) Groups() ([]crm.Group, error) {
	out, err := loadAll(t, t.store.kinds.group, newKey(kGroup), nil, math.MaxInt)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(out, func(a, b crm.Group) int {
		return cmp.Or(cmp.Compare(fold(a.Name), fold(b.Name)), cmp.Compare(a.ID, b.ID))
	})
	return out, nil
}

// PutUser implements store.Tx.
func (t *writeTx) PutUser(u crm.User) error {
	if err := t.freeEmail(u); err != nil {
		return err
	}
	old, err := replace(t, t.store.kinds.user, idKey(kUser, u.ID), string(u.ID), u,
		func(u crm.User) uint64 { return u.Version })
	if err != nil {
		return err
	}
	if err := t.setStamp(userStampKey); err != nil {
		return err
	}
	return t.renamed(store.ByOwner, string(u.ID), textKey(old.Name), textKey(u.Name))
}

// freeEmail refuses an address that another user has.
func (t *writeTx) freeEmail(u crm.User) error {
	all, err := t.users()
	if err != nil {
		return err
	}
	i, taken := all.byEmail[crm.CleanEmail(u.Email)]
	if taken && all.byName[i].ID != u.ID {
		return fmt.Errorf("%w: user with the address %q", store.ErrExists, u.Email)
	}
	return nil
}

// PutGroup implements store.Tx.
func (t *writeTx) PutGroup(g crm.Group) error {
	_, err := replace(t, t.store.kinds.group, idKey(kGroup, g.ID), string(g.ID), g,
		func(g crm.Group) uint64 { return g.Version })
	return err
}

// Preferences implements store.ReadTx.
func (t *readTx) Preferences(u crm.UserID) (crm.Preferences, error) {
	p, err := load(t, t.store.kinds.preferences, idKey(kPreferred, u))
	if errors.Is(err, store.ErrNotFound) {
		return crm.Preferences{User: u}, nil
	}
	return p, err
}

// PutPreferences implements store.Tx.
func (t *writeTx) PutPreferences(p crm.Preferences) error {
	_, err := replace(t, t.store.kinds.preferences, idKey(kPreferred, p.User), string(p.User), p,
		func(p crm.Preferences) uint64 { return p.Version })
	return err
}
