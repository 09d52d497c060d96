package store

import (
	"context"
	"errors"
	"io"
	"time"
)

// ErrFileTooLarge: more was given than may be kept.
var ErrFileTooLarge = errors.New("store: file too large")

// Files keeps what was uploaded, under the hash of what it holds: SHA-256, in small
// hexadecimal digits. Records name files; a file that none names is swept away
// some time later. It may be used by many goroutines at once.
type Files interface {
	// Put keeps what r holds, durably before it returns: a record that names the file
	// is written after. ErrFileTooLarge where r holds more than most bytes; then, and
	// where reading fails, nothing is kept.
	Put(ctx context.Context, r io.Reader, most int64) (hash string, size int64, err error)
	// Open opens a file to be read: ErrNotFound where it is not there.
	Open(hash string) (io.ReadCloser, int64, error)
	// Sweep removes the files that were put before then and that used does not know,
	// and tells how many.
	Sweep(ctx context.Context, before time.Time, used func(hash string) (bool, error)) (int, error)
	// Check proves that the file is there and holds what its hash says.
	Check(hash string) error
}
