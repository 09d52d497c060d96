package handlers

import (
	"context"
	"log/slog"
	"net/netip"
	"time"

	"verkoop/auth"
	"verkoop/crm"
	"verkoop/store"
	"verkoop/transfer"
)

// Config is all that the handlers are given.
type Config struct {
	Store   store.Store
	Files   store.Files        // uploaded ones
	Imports *transfer.Importer // its Files keep what is brought in; nil in a server without
	Clock   func() time.Time   // now, in the company's zone: the only clock there is
	NewID   func() string      // a fresh id for a record
	Logger  *slog.Logger
	Hasher  *auth.Hasher
	// Proxies are the networks whose X-Forwarded-For, -Proto and -Host are believed;
	// nobody else's are.
	Proxies []netip.Prefix
	// Wake tells that a job was put; nil where nobody does jobs.
	Wake func()
	// Samples fills the company of the administrator, who has just set it up, with
	// sales to practise on; nil where there are none.
	Samples func(ctx context.Context, admin crm.User) error
	// Demo are the addresses of the users that the log-in page offers to sign in as
	// with one press, and DemoPassword is the password of all of them.
	Demo         []string
	DemoPassword string
}
