package auth

import (
	"errors"
	"time"

	"verkoop/crm"
	"verkoop/store"
)

// maxAgent is how much is kept of what a browser calls itself.
const maxAgent = 300

// Begin signs the user in with a session of its own and returns the token for the
// browser's cookie.
func Begin(tx store.Tx, u crm.User, now time.Time, from, agent string) (token string, err error) {
	token = NewToken()
	if len(agent) > maxAgent {
		agent = agent[:maxAgent]
	}
	now = now.UTC()
	return token, tx.PutSession(crm.Session{ID: ID(token), User: u.ID, Begun: now, Seen: now, From: from, Agent: agent})
}

// Resume returns who the token signs in: store.ErrNotFound for a session that is
// not there, is over, or is a disabled user's.
func Resume(tx store.ReadTx, token string, now time.Time) (crm.Session, crm.User, error) {
	if token == "" {
		return crm.Session{}, crm.User{}, store.ErrNotFound
	}
	session, err := tx.Session(ID(token))
	if err != nil {
		return session, crm.User{}, err
	}
	user, err := tx.User(session.User)
	if err == nil && (session.Over(now) || user.Disabled) {
		err = store.ErrNotFound
	}
	return session, user, err
}

// LogOut ends the session of the user.
func LogOut(tx store.Tx, s crm.Session, now time.Time) error {
	return errors.Join(tx.DeleteSession(s.ID),
		tx.PutTicket(crm.Ticket{ID: s.ID, Kind: crm.LoggedOutTicket, User: s.User, Until: now.Add(crm.LoggedOutFor).UTC()}))
}

// LoggedOut returns whose session the token was of, until they logged out;
// store.ErrNotFound for any other. Forget the ticket: it is told once.
func LoggedOut(tx store.ReadTx, token string, now time.Time) (crm.Ticket, error) {
	return Redeem(tx, crm.LoggedOutTicket, token, now)
}

// signIns are what the audit log calls the ways to sign in.
var signIns = [...]crm.AuditKind{crm.AuditLoggedIn, crm.AuditSetUp, crm.AuditPassword}

// LastSeen is when the user last asked something, or signed in, also where no session
// is left of it; zero for never.
func LastSeen(tx store.ReadTx, u crm.User) (seen time.Time, err error) {
	sessions, err := tx.UserSessions(u.ID)
	if err != nil {
		return seen, err
	}
	for _, s := range sessions {
		if s.Seen.After(seen) {
			seen = s.Seen
		}
	}
	for _, kind := range signIns {
		entries, _, err := tx.Audit(store.AuditFilter{Person: u.ID, Kind: kind}, "", 1)
		if err != nil {
			return seen, err
		}
		if len(entries) > 0 && entries[0].Actor == u.ID && entries[0].At.After(seen) {
			seen = entries[0].At
		}
	}
	return seen, nil
}

// EndAll ends the user's sessions but for one (empty: all), and returns how many.
func EndAll(tx store.Tx, user crm.UserID, except string) (ended int, err error) {
	sessions, err := tx.UserSessions(user)
	if err != nil {
		return 0, err
	}
	for _, s := range sessions {
		if s.ID == except {
			continue
		}
		if err := tx.DeleteSession(s.ID); err != nil {
			return ended, err
		}
		ended++
	}
	return ended, nil
}

// Issue makes a one-time address of the kind for the user, in place of those
// there were, and returns its token.
func Issue(tx store.Tx, kind crm.TicketKind, user crm.UserID, until time.Time) (token string, err error) {
	if err := tx.DeleteTickets(kind, user); err != nil {
		return "", err
	}
	token = NewToken()
	return token, tx.PutTicket(crm.Ticket{ID: ID(token), Kind: kind, User: user, Until: until.UTC()})
}

// Redeem returns the ticket of a token that is still good for this;
// store.ErrNotFound else. Who uses it deletes it in the same transaction.
func Redeem(tx store.ReadTx, kind crm.TicketKind, token string, now time.Time) (crm.Ticket, error) {
	t, err := tx.Ticket(ID(token))
	if err == nil && !t.Good(kind, now) {
		err = store.ErrNotFound
	}
	return t, err
}

// SetPassword keeps the hash of the user's new password: every session but one
// (empty: all) ends, every one-time address for it is void, no browser is known any
// more, and wrong passwords are forgotten.
func SetPassword(tx store.Tx, u crm.User, hash, except string) error {
	_, err := EndAll(tx, u.ID, except)
	return errors.Join(err,
		tx.PutPassword(u.ID, hash),
		tx.DeleteTickets(crm.PasswordTicket, u.ID),
		tx.DeleteTickets(crm.BrowserTicket, u.ID),
		tx.DeleteAttempts(accountKey(u.Email)))
}

// NeedsSetUp tells that nobody can sign in as administrator: there is none, or
// none has chosen a password.
func NeedsSetUp(tx store.ReadTx) (bool, error) {
	users, err := tx.Users()
	if err != nil {
		return false, err
	}
	for _, u := range users {
		if !u.May(crm.ManageUsers, crm.Sale{}) {
			continue
		}
		if _, err := tx.Password(u.ID); !errors.Is(err, store.ErrNotFound) {
			return false, err
		}
	}
	return true, nil
}
