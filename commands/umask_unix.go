//go:build unix

package commands

import "syscall"

// private lets do make files that nobody but this user can open from the moment
// they are there.
func private(do func() error) error {
	defer syscall.Umask(syscall.Umask(0o177))
	return do()
}

// ownFilesOnly lets nobody but this user read what the program writes, whatever the
// folder allows.
func ownFilesOnly() { syscall.Umask(0o077) }
