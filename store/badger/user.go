package badger

import (
	"cmp"
	"fmt"
	"slices"

	"verkoop/crm"
	"verkoop/store"
)

// userSet is all users, decoded once and shared.
type userSet struct {
	byName []crm.User
	place  map[crm.UserID]int // in byName
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
		u := &userSet{place: map[crm.UserID]int{}}
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

// Group implements store.ReadTx.
func (t *readTx) Group(id crm.GroupID) (crm.Group, error) {
	g, err := load(t, t.store.kinds.group, idKey(kGroup, id))
	if err != nil {
		return g, fmt.Errorf("%w: group %s", err, id)
	}
	return g, nil
}

// PutUser implements store.Tx. A new name moves the user's sales in the lists;
// store.ErrTooLarge where they are too many for one transaction.
func (t *writeTx) PutUser(u crm.User) error {
	old, err := replace(t, t.store.kinds.user, idKey(kUser, u.ID), string(u.ID), u,
		func(u crm.User) uint64 { return u.Version })
	if err != nil {
		return err
	}
	if err := t.setStamp(userStampKey); err != nil {
		return err
	}
	return t.moveAll(idKey(kOwnerSale, u.ID), store.ByOwner, textKey(old.Name), textKey(u.Name))
}

// PutGroup implements store.Tx.
func (t *writeTx) PutGroup(g crm.Group) error {
	_, err := replace(t, t.store.kinds.group, idKey(kGroup, g.ID), string(g.ID), g,
		func(g crm.Group) uint64 { return g.Version })
	return err
}
