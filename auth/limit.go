package auth

import (
	"errors"
	"net/netip"
	"time"

	"verkoop/crm"
	"verkoop/store"
)

func accountKey(email string) string { return "account " + ID(crm.CleanEmail(email)) }

// addressKey is the network address; of version 6 the network, since one machine
// has as many addresses as it likes.
func addressKey(from string) string {
	a, err := netip.ParseAddr(from)
	if err != nil {
		return "address " + from
	}
	a = a.Unmap().WithZone("")
	if a.Is6() {
		if network, err := a.Prefix(64); err == nil {
			return "address " + network.String()
		}
	}
	return "address " + a.String()
}

// Wait is how long to wait before the next password of the account, or from the
// network address, is looked at: 0 for now.
func Wait(tx store.ReadTx, email, from string, now time.Time) (time.Duration, error) {
	account, err := tx.Attempts(accountKey(email))
	if err != nil {
		return 0, err
	}
	address, err := tx.Attempts(addressKey(from))
	return max(account.Wait(crm.AccountTries, now), address.Wait(crm.AddressTries, now)), err
}

// Try counts an attempt at the account before its password is looked at, so that
// many at once can't go by uncounted. A right one is taken back by Right.
func Try(tx store.Tx, email string, now time.Time) error {
	return count(tx, accountKey(email), now)
}

// Wrong counts a wrong password from the network address.
func Wrong(tx store.Tx, from string, now time.Time) error {
	return count(tx, addressKey(from), now)
}

// Right forgets the account's wrong passwords. Those of the network address stay:
// else who has an account of his own could try those of others for ever.
func Right(tx store.Tx, email string) error { return tx.DeleteAttempts(accountKey(email)) }

// Noise counts something refused to nobody in particular from the network address,
// and tells that there was so much of it this hour that it is not worth keeping.
func Noise(tx store.Tx, from string, now time.Time) (loud bool, err error) {
	key := "noise " + addressKey(from)
	before, err := tx.Attempts(key)
	if err != nil {
		return false, err
	}
	after := before.Failed(now.UTC())
	if after.Wrong > crm.AddressTries {
		return true, nil
	}
	after.Key = key
	return false, tx.PutAttempts(after)
}

func count(tx store.Tx, key string, now time.Time) error {
	a, err := tx.Attempts(key)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	a.Key = key
	return tx.PutAttempts(a.Failed(now.UTC()))
}
