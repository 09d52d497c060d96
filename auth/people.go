package auth

import (
	"errors"
	"time"

	"verkoop/crm"
	"verkoop/store"
)

// By is who changes something about people, for the audit log.
type By struct {
	User  crm.User // zero on the command line, and before there is any
	From  string   // network address, or crm.FromCommandLine
	At    time.Time
	NewID func() string
}

// Entry begins a line of the audit log.
func (by By) Entry(kind crm.AuditKind) crm.AuditEntry {
	return crm.AuditEntry{ID: by.NewID(), At: by.At.UTC(), Kind: kind, Actor: by.User.ID, ActorName: by.User.Name, From: by.From}
}

// About begins a line about the user.
func (by By) About(kind crm.AuditKind, u crm.User) crm.AuditEntry {
	e := by.Entry(kind)
	e.User, e.Subject = u.ID, u.Name
	return e
}

const (
	// relistNow is how many sales are brought to their new place in the same
	// transaction; a job does the rest.
	relistNow = 100
	// countMost is how far a job's sales are counted.
	countMost = 1_000_000
)

// SaveUser adds the user (version 0) or changes the one of that version, by the
// rules of crm.Staff, whose crm.Problems it returns. What follows comes along: the
// sessions of a user who was disabled or got another role end, the one-time
// addresses of a disabled one too, and jobs bring the sales to the new group and name. It returns the user as
// kept, the same version where nothing changed. Whoever calls it wakes the jobs.
func SaveUser(tx store.Tx, by By, u crm.User) (crm.User, error) {
	staff, err := Staff(tx)
	if err != nil {
		return u, err
	}
	var before crm.User
	if u.Version > 0 {
		if before, err = tx.User(u.ID); err != nil {
			return u, err
		}
		if before.Version != u.Version {
			return u, store.ErrVersion
		}
	}
	u, problems := staff.Admit(u)
	if len(problems) > 0 {
		return u, problems
	}
	group := func(id crm.GroupID) string {
		g, _ := tx.Group(id)
		return g.Name
	}
	changes := crm.UserChanges(before, u, group)
	if len(changes) == 0 {
		return u, nil
	}
	u.Version++
	if err := tx.PutUser(u); err != nil {
		return u, err
	}
	entry := by.About(crm.AuditUserChanged, u)
	if before.Version == 0 {
		entry.Kind = crm.AuditUserAdded
	}
	entry.Facts = changes
	if err := tx.PutAudit(entry); err != nil || before.Version == 0 {
		return u, err
	}
	return u, follow(tx, by, before, u)
}

// follow carries out what follows from a change of a user.
func follow(tx store.Tx, by By, before, after crm.User) error {
	if after.EndsSessions(before) {
		if _, err := EndAll(tx, after.ID, ""); err != nil {
			return err
		}
	}
	if after.Disabled {
		for _, kind := range []crm.TicketKind{crm.PasswordTicket, crm.BrowserTicket, crm.CalendarTicket} {
			if err := tx.DeleteTickets(kind, after.ID); err != nil {
				return err
			}
		}
	}
	if after.Group != before.Group {
		if err := PutSalesJob(tx, by, crm.Job{Kind: crm.RegroupJob, User: after.ID}); err != nil {
			return err
		}
	}
	if after.Name == before.Name {
		return nil
	}
	more, err := tx.Relist(relistNow)
	if err != nil || !more {
		return err
	}
	return tx.PutJob(crm.Job{Kind: crm.RelistJob, By: by.User.ID, Begun: by.At.UTC()})
}

// PutSalesJob puts a job on all of a user's sales; none where there are no sales.
func PutSalesJob(tx store.Tx, by By, job crm.Job) (err error) {
	if job.Total, err = tx.CountOwnerSales(job.User, countMost); err != nil || job.Total == 0 {
		return err
	}
	job.By, job.Begun = by.User.ID, by.At.UTC()
	return tx.PutJob(job)
}

// SaveGroup adds the group (version 0) or renames the one of that version.
func SaveGroup(tx store.Tx, by By, g crm.Group) (crm.Group, error) {
	staff, err := Staff(tx)
	if err != nil {
		return g, err
	}
	var before crm.Group
	if g.Version > 0 {
		if before, err = tx.Group(g.ID); err != nil {
			return g, err
		}
		if before.Version != g.Version {
			return g, store.ErrVersion
		}
	}
	g, problems := staff.AdmitGroup(g)
	if len(problems) > 0 {
		return g, problems
	}
	if g == before {
		return g, nil
	}
	g.Version++
	entry := by.Entry(crm.AuditGroupChanged)
	if before.Version == 0 {
		entry.Kind = crm.AuditGroupAdded
	}
	entry.Subject = g.Name
	entry.Facts = []crm.FieldChange{{Field: crm.FieldName, Old: crm.Value{Text: before.Name}, New: crm.Value{Text: g.Name}}}
	return g, errors.Join(tx.PutGroup(g), tx.PutAudit(entry))
}

// Staff reads all users and groups.
func Staff(tx store.ReadTx) (s crm.Staff, err error) {
	if s.Users, err = tx.Users(); err != nil {
		return s, err
	}
	s.Groups, err = tx.Groups()
	return s, err
}

// Link makes a one-time address where the user chooses a password, and returns
// its token. It is refused for a disabled user.
func Link(tx store.Tx, by By, u crm.User) (token string, err error) {
	if u.Disabled {
		return "", crm.Error{Kind: crm.Invalid, Key: "error.user.disabled"}
	}
	token, err = Issue(tx, crm.PasswordTicket, u.ID, by.At.Add(crm.PasswordLasts))
	if err != nil {
		return "", err
	}
	return token, tx.PutAudit(by.About(crm.AuditLink, u))
}

// EndSessions ends all of the user's sessions and returns how many there were.
func EndSessions(tx store.Tx, by By, u crm.User) (ended int, err error) {
	if ended, err = EndAll(tx, u.ID, ""); err != nil || ended == 0 {
		return ended, err
	}
	return ended, tx.PutAudit(by.About(crm.AuditSessionEnded, u))
}
