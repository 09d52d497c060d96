package handlers

import (
	"log/slog"
	"time"

	"verkoop/crm"
	"verkoop/store"
)

// Config is all that the handlers are given.
type Config struct {
	Store  store.Store
	Clock  func() time.Time // now, in the company's zone: the only clock there is
	NewID  func() string    // a fresh id for a record
	Logger *slog.Logger
	Actor  crm.UserID // who acts until log-in exists
}
