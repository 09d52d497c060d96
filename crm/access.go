package crm

import "time"

// How long a session lasts: without a request, and in all.
const (
	SessionIdle = 12 * time.Hour
	SessionMax  = 7 * 24 * time.Hour
	// sessionTouch is how exactly the last request is known: a session is not
	// written anew for each.
	sessionTouch = 5 * time.Minute
)

// Session is one browser that somebody is signed in with.
type Session struct {
	ID    string    `json:"id"` // hash of the token in the cookie
	User  UserID    `json:"user"`
	Begun time.Time `json:"begun"`
	Seen  time.Time `json:"seen"`            // about when it last asked something
	From  string    `json:"from,omitempty"`  // network address it began from
	Agent string    `json:"agent,omitempty"` // what the browser calls itself
}

// Until is when the session ends unless it is used before.
func (s Session) Until() time.Time {
	idle, end := s.Seen.Add(SessionIdle), s.Begun.Add(SessionMax)
	if idle.Before(end) {
		return idle
	}
	return end
}

// Over tells that the session has ended by now.
func (s Session) Over(now time.Time) bool { return !now.Before(s.Until()) }

// Stale tells that Seen should be brought up to date.
func (s Session) Stale(now time.Time) bool { return now.Sub(s.Seen) >= sessionTouch }

// TicketKind is what a one-time address is for.
type TicketKind string

const (
	SetUpTicket    TicketKind = "set_up"   // make the first administrator
	PasswordTicket TicketKind = "password" // choose a password, as the user
	// BrowserTicket is no address but a browser's cookie: the user has logged in with
	// it before, so others' wrong passwords do not make it wait.
	BrowserTicket TicketKind = "browser"
	// LoggedOutTicket is no address either but a session that its user has ended: who
	// comes with that session's token after it copied the cookie.
	LoggedOutTicket TicketKind = "logged_out"
)

// For how long one-time addresses are good.
const (
	SetUpLasts    = time.Hour
	PasswordLasts = 72 * time.Hour
	BrowserLasts  = 90 * 24 * time.Hour // since the user last logged in with it
	LoggedOutFor  = 30 * 24 * time.Hour // is a session's token known after its log-out
)

// Ticket is a one-time address: who has it may do what it is for, once.
type Ticket struct {
	ID    string     `json:"id"` // hash of the token in the address
	Kind  TicketKind `json:"kind"`
	User  UserID     `json:"user,omitempty"` // whose password
	Until time.Time  `json:"until"`
}

// Good tells that the ticket is for this, and may still be used.
func (t Ticket) Good(kind TicketKind, now time.Time) bool {
	return t.Kind == kind && now.Before(t.Until)
}

// Attempts counts wrong passwords, of one account or from one network address.
type Attempts struct {
	Key   string    `json:"key"`
	Wrong int       `json:"wrong"`
	Last  time.Time `json:"last"`
}

// Limits of wrong passwords. After so many each further one makes the wait twice
// as long, up to the longest; after a quiet hour all is forgotten. Nobody is ever
// shut out for good: a browser that the user logged in with before has tries of its
// own, and the administrator's one-time address needs no password.
const (
	AccountTries = 5
	AddressTries = 30 // an office may share one address
	LongestWait  = 15 * time.Minute
	AttemptsLast = time.Hour
)

// Failed counts one more.
func (a Attempts) Failed(now time.Time) Attempts {
	if now.Sub(a.Last) >= AttemptsLast {
		a.Wrong = 0
	}
	a.Wrong++
	a.Last = now
	return a
}

// Wait is how long to wait before trying again, when so many tries are free: 0
// where one may try now.
func (a Attempts) Wait(free int, now time.Time) time.Duration {
	over := a.Wrong - free
	// A clock that was set back must not shut anybody out until it has caught up.
	if over < 0 || now.Sub(a.Last) >= AttemptsLast || a.Last.Sub(now) > LongestWait {
		return 0
	}
	wait := LongestWait
	if over < 10 { // 1 s, 2 s, 4 s … 512 s
		wait = time.Second << over
	}
	return min(max(0, a.Last.Add(wait).Sub(now)), wait)
}
