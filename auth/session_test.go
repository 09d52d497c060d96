package auth

import (
	"errors"
	"strings"
	"testing"
	"time"

	"verkoop/crm"
	"verkoop/store"
)

func (d *desk) begin(id crm.UserID, at time.Time) (token string) {
	d.t.Helper()
	u := d.user(id)
	d.update(func(tx store.Tx) (err error) { token, err = Begin(tx, u, at, "192.0.2.1", "Browser"); return err })
	return token
}

// signs tells whom the token signs in; empty for nobody.
func (d *desk) signs(token string, at time.Time) (id crm.UserID) {
	d.t.Helper()
	d.view(func(tx store.ReadTx) error {
		session, u, err := Resume(tx, token, at)
		if errors.Is(err, store.ErrNotFound) {
			return nil
		}
		if err == nil && session.User != u.ID {
			d.t.Errorf("the session is of %s, the user %s", session.User, u.ID)
		}
		id = u.ID
		return err
	})
	return id
}

func TestASessionSignsItsUserIn(t *testing.T) {
	d := open(t)
	token := d.begin(seller, noon)
	other := d.begin(admin, noon)
	for sentence, c := range map[string]struct {
		token string
		at    time.Time
		want  crm.UserID
	}{
		"at once":                      {token, noon, seller},
		"another's":                    {other, noon, admin},
		"just before it is too old":    {token, noon.Add(crm.SessionIdle - 1), seller},
		"after twelve hours unused":    {token, noon.Add(crm.SessionIdle), ""},
		"no token":                     {"", noon, ""},
		"a made-up token":              {NewToken(), noon, ""},
		"what the store keeps":         {ID(token), noon, ""},
		"a token with something added": {token + "A", noon, ""},
	} {
		if got := d.signs(c.token, c.at); got != c.want {
			t.Errorf("%s: %q, want %q", sentence, got, c.want)
		}
	}
	d.view(func(tx store.ReadTx) error {
		s, err := tx.Session(ID(token))
		if s.From != "192.0.2.1" || s.Agent != "Browser" || !s.Begun.Equal(noon) || !s.Seen.Equal(noon) || s.Begun.Location() != time.UTC {
			t.Errorf("%+v", s)
		}
		return err
	})
}

func TestASessionEndsAfterAWeekEvenWhereItIsUsed(t *testing.T) {
	d := open(t)
	token := d.begin(seller, noon)
	for at := noon; at.Before(noon.Add(crm.SessionMax)); at = at.Add(11 * time.Hour) {
		if d.signs(token, at) != seller {
			t.Fatalf("it ended at %v", at)
		}
		d.update(func(tx store.Tx) error {
			s, err := tx.Session(ID(token))
			s.Seen = at
			return errors.Join(err, tx.PutSession(s))
		})
	}
	if d.signs(token, noon.Add(crm.SessionMax)) != "" {
		t.Error("it goes on after a week")
	}
}

func TestADisabledUserIsNotSignedIn(t *testing.T) {
	d := open(t)
	token := d.begin(gone, noon)
	if got := d.signs(token, noon); got != "" {
		t.Errorf("%q", got)
	}
	token = d.begin(seller, noon)
	d.update(func(tx store.Tx) error {
		u, err := tx.User(seller)
		u.Disabled, u.Version = true, u.Version+1
		return errors.Join(err, tx.PutUser(u)) // without what follows in SaveUser
	})
	if got := d.signs(token, noon); got != "" {
		t.Errorf("%q", got)
	}
}

func TestALongNameOfABrowserIsCut(t *testing.T) {
	d := open(t)
	var token string
	d.update(func(tx store.Tx) (err error) {
		token, err = Begin(tx, crm.User{ID: seller}, noon, "", strings.Repeat("x", 10_000))
		return err
	})
	d.view(func(tx store.ReadTx) error {
		s, err := tx.Session(ID(token))
		if len(s.Agent) != maxAgent {
			t.Errorf("%d bytes", len(s.Agent))
		}
		return err
	})
}

func TestEndAllSparesOne(t *testing.T) {
	d := open(t)
	one, two, three, others := d.begin(seller, noon), d.begin(seller, noon), d.begin(seller, noon), d.begin(admin, noon)
	end := func(except string, want int) {
		t.Helper()
		d.update(func(tx store.Tx) error {
			ended, err := EndAll(tx, seller, except)
			if ended != want {
				t.Errorf("%d ended, want %d", ended, want)
			}
			return err
		})
	}
	end(ID(two), 2)
	if d.signs(one, noon) != "" || d.signs(two, noon) != seller || d.signs(three, noon) != "" || d.signs(others, noon) != admin {
		t.Error("not the others, or not those only")
	}
	end(ID(two), 0)
	end("", 1)
	if d.signs(two, noon) != "" || d.signs(others, noon) != admin {
		t.Error("not all, or not those only")
	}
}

func (d *desk) issue(kind crm.TicketKind, u crm.UserID, until time.Time) (token string) {
	d.t.Helper()
	d.update(func(tx store.Tx) (err error) { token, err = Issue(tx, kind, u, until); return err })
	return token
}

func (d *desk) good(kind crm.TicketKind, token string, at time.Time) (ticket crm.Ticket, good bool) {
	d.t.Helper()
	d.view(func(tx store.ReadTx) (err error) {
		ticket, err = Redeem(tx, kind, token, at)
		if good = err == nil; errors.Is(err, store.ErrNotFound) {
			err = nil
		}
		return err
	})
	return ticket, good
}

func TestAOneTimeAddress(t *testing.T) {
	d := open(t)
	token := d.issue(crm.PasswordTicket, seller, noon.Add(crm.PasswordLasts))
	for sentence, c := range map[string]struct {
		kind  crm.TicketKind
		token string
		at    time.Time
		want  bool
	}{
		"it is good":              {crm.PasswordTicket, token, noon, true},
		"until its time":          {crm.PasswordTicket, token, noon.Add(crm.PasswordLasts - 1), true},
		"and no longer":           {crm.PasswordTicket, token, noon.Add(crm.PasswordLasts), false},
		"not for something else":  {crm.SetUpTicket, token, noon, false},
		"not by what is kept":     {crm.PasswordTicket, ID(token), noon, false},
		"not by a made-up token":  {crm.PasswordTicket, NewToken(), noon, false},
		"not without any":         {crm.PasswordTicket, "", noon, false},
		"not with anything added": {crm.PasswordTicket, token + "=", noon, false},
	} {
		ticket, good := d.good(c.kind, c.token, c.at)
		if good != c.want || good && ticket.User != seller {
			t.Errorf("%s: %v %+v", sentence, good, ticket)
		}
	}
	d.update(func(tx store.Tx) error {
		ticket, err := Redeem(tx, crm.PasswordTicket, token, noon)
		return errors.Join(err, tx.DeleteTicket(ticket.ID))
	})
	if _, good := d.good(crm.PasswordTicket, token, noon); good {
		t.Error("it is good twice")
	}
}

func TestANewOneTimeAddressTakesThePlaceOfTheOld(t *testing.T) {
	d := open(t)
	old := d.issue(crm.PasswordTicket, seller, noon.Add(time.Hour))
	others := d.issue(crm.PasswordTicket, admin, noon.Add(time.Hour))
	setUp := d.issue(crm.SetUpTicket, "", noon.Add(time.Hour))
	renewed := d.issue(crm.PasswordTicket, seller, noon.Add(time.Hour))
	for token, want := range map[string]bool{old: false, others: true, renewed: true} {
		if _, good := d.good(crm.PasswordTicket, token, noon); good != want {
			t.Errorf("good is %v, want %v", good, want)
		}
	}
	if _, good := d.good(crm.SetUpTicket, setUp, noon); !good {
		t.Error("that of another kind went too")
	}
}

func TestANewPasswordEndsWhatWas(t *testing.T) {
	d := open(t)
	mine, elsewhere, others := d.begin(seller, noon), d.begin(seller, noon), d.begin(admin, noon)
	token := d.issue(crm.PasswordTicket, seller, noon.Add(time.Hour))
	d.try(crm.AccountTries+5, "seller@demo.test", noon)
	u := d.user(seller)
	d.update(func(tx store.Tx) error { return SetPassword(tx, u, "hash", ID(mine)) })
	if d.signs(mine, noon) != seller || d.signs(elsewhere, noon) != "" || d.signs(others, noon) != admin {
		t.Error("the wrong sessions ended")
	}
	if _, good := d.good(crm.PasswordTicket, token, noon); good {
		t.Error("the one-time address is still good")
	}
	if got := d.wait("seller@demo.test", "192.0.2.1", noon); got != 0 {
		t.Errorf("wrong passwords still count: %v", got)
	}
	d.view(func(tx store.ReadTx) error {
		hash, err := tx.Password(seller)
		if hash != "hash" {
			t.Errorf("kept is %q", hash)
		}
		return err
	})
	d.update(func(tx store.Tx) error { return SetPassword(tx, u, "another", "") })
	if d.signs(mine, noon) != "" {
		t.Error("a session was spared")
	}
}

func TestWhenSetUpIsNeeded(t *testing.T) {
	d := open(t)
	needed := func(want bool, sentence string) {
		t.Helper()
		d.view(func(tx store.ReadTx) error {
			got, err := NeedsSetUp(tx)
			if got != want {
				t.Errorf("%s: %v", sentence, got)
			}
			return err
		})
	}
	needed(true, "an administrator without a password")
	d.update(func(tx store.Tx) error {
		return errors.Join(tx.PutPassword(seller, "hash"), tx.PutPassword(gone, "hash"))
	})
	needed(true, "others with a password")
	d.update(func(tx store.Tx) error { return tx.PutPassword(admin, "hash") })
	needed(false, "an administrator with a password")
	d.update(func(tx store.Tx) error {
		u, err := tx.User(admin)
		u.Disabled, u.Version = true, u.Version+1
		return errors.Join(err, tx.PutUser(u))
	})
	needed(true, "a disabled administrator")
}
