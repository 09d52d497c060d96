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

// Guess is a try at somebody's password.
type Guess struct {
	Email   string // of whichever account, there or not
	From    string // network address
	Browser string // token of the browser's cookie, from Recognise
	At      time.Time
}

// key is what the guess is counted for before its password is looked at: the
// browser where the account's user has logged in with it before, else the account.
func (g Guess) key(tx store.ReadTx) (key string, known bool, err error) {
	if g.Browser != "" {
		ticket, err := Redeem(tx, crm.BrowserTicket, g.Browser, g.At)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return "", false, err
		}
		if err == nil {
			user, err := tx.UserByEmail(crm.CleanEmail(g.Email))
			if err == nil && user.ID == ticket.User {
				return "browser " + ticket.ID, true, nil
			}
			if err != nil && !errors.Is(err, store.ErrNotFound) {
				return "", false, err
			}
		}
	}
	return accountKey(g.Email), false, nil
}

// Wait is how long to wait before the guess is looked at: 0 for now. A browser
// that the user logged in with before waits for its own wrong guesses only, so that
// nobody can keep an account shut for the one whose it is.
func Wait(tx store.ReadTx, g Guess) (time.Duration, error) {
	key, known, err := g.key(tx)
	if err != nil {
		return 0, err
	}
	own, err := tx.Attempts(key)
	if err != nil || known {
		return own.Wait(crm.AccountTries, g.At), err
	}
	address, err := tx.Attempts(addressKey(g.From))
	return max(own.Wait(crm.AccountTries, g.At), address.Wait(crm.AddressTries, g.At)), err
}

// Try counts the guess before its password is looked at, so that many at once
// can't go by uncounted. A right one is taken back by Right.
func Try(tx store.Tx, g Guess) error {
	key, _, err := g.key(tx)
	if err != nil {
		return err
	}
	return count(tx, key, g.At)
}

// Wrong counts a wrong password from the network address.
func Wrong(tx store.Tx, g Guess) error { return count(tx, addressKey(g.From), g.At) }

// Right forgets the wrong passwords that the guess was counted with. Those of the
// network address stay: else who has an account of his own could try those of
// others for ever. So do the account's where the browser is known: they are others'.
func Right(tx store.Tx, g Guess) error {
	key, _, err := g.key(tx)
	if err != nil {
		return err
	}
	return tx.DeleteAttempts(key)
}

// Recognise makes the browser one that the user has logged in with, and returns
// the token for its cookie: the one that it has where that is this user's.
func Recognise(tx store.Tx, u crm.User, token string, now time.Time) (string, error) {
	ticket, err := Redeem(tx, crm.BrowserTicket, token, now)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return "", err
	}
	if err != nil || ticket.User != u.ID {
		token = NewToken()
	}
	until := now.UTC().Add(crm.BrowserLasts)
	return token, tx.PutTicket(crm.Ticket{ID: ID(token), Kind: crm.BrowserTicket, User: u.ID, Until: until})
}

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
