// Package folder keeps uploaded files in a folder: each under its hash, in one of
// 256 folders. It may import store, no engine.
package folder

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"sync"
	"time"

	"verkoop/store"
)

// Files implements store.Files in a folder.
type Files struct {
	dir string
	// mu keeps a file that is put again from being swept away meanwhile.
	mu sync.Mutex
}

// New returns the files in the folder, which is made when the first is put.
func New(dir string) *Files { return &Files{dir: dir} }

var hashes = regexp.MustCompile(`^[0-9a-f]{64}$`)

func (f *Files) path(hash string) string { return filepath.Join(f.dir, hash[:2], hash) }

// unfinished begins the names of files that are being written.
const unfinished = "unfinished-"

// Put implements store.Files.
func (f *Files) Put(ctx context.Context, r io.Reader, most int64) (hash string, size int64, err error) {
	if err := os.MkdirAll(f.dir, 0o700); err != nil {
		return "", 0, err
	}
	tmp, err := os.CreateTemp(f.dir, unfinished)
	if err != nil {
		return "", 0, err
	}
	defer func() {
		tmp.Close()
		if err != nil {
			os.Remove(tmp.Name())
		}
	}()
	sum := sha256.New()
	size, err = io.Copy(io.MultiWriter(tmp, sum), io.LimitReader(reader{ctx, r}, most+1))
	switch {
	case err != nil:
		return "", 0, err
	case size > most:
		return "", 0, store.ErrFileTooLarge
	}
	if err := tmp.Sync(); err != nil {
		return "", 0, err
	}
	hash = hex.EncodeToString(sum.Sum(nil))
	f.mu.Lock()
	defer f.mu.Unlock()
	into := filepath.Dir(f.path(hash))
	if err := os.MkdirAll(into, 0o700); err != nil {
		return "", 0, err
	}
	// Also where it is there already: it becomes as young as any other.
	if err := os.Rename(tmp.Name(), f.path(hash)); err != nil {
		return "", 0, err
	}
	return hash, size, errors.Join(syncFolder(into), syncFolder(f.dir))
}

// reader stops reading when ctx ends.
type reader struct {
	ctx context.Context
	io.Reader
}

func (r reader) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.Reader.Read(p)
}

// syncFolder makes the names in the folder durable.
func syncFolder(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}

// Open implements store.Files.
func (f *Files) Open(hash string) (io.ReadCloser, int64, error) {
	if !hashes.MatchString(hash) {
		return nil, 0, fmt.Errorf("%w: file %q", store.ErrNotFound, hash)
	}
	file, err := os.Open(f.path(hash))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, 0, fmt.Errorf("%w: file %s", store.ErrNotFound, hash)
	}
	if err != nil {
		return nil, 0, err
	}
	info, err := file.Stat()
	if err != nil {
		file.Close()
		return nil, 0, err
	}
	return file, info.Size(), nil
}

// Sweep implements store.Files.
func (f *Files) Sweep(ctx context.Context, before time.Time, used func(hash string) (bool, error)) (swept int, err error) {
	err = filepath.WalkDir(f.dir, func(path string, entry fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil // nothing was ever put, or somebody else swept it
		}
		if err != nil || entry.IsDir() {
			return errors.Join(err, ctx.Err())
		}
		name := entry.Name()
		if hashes.MatchString(name) {
			if is, err := used(name); err != nil || is {
				return err
			}
		} else if filepath.Dir(path) != f.dir || len(name) < len(unfinished) || name[:len(unfinished)] != unfinished {
			return nil // not one of ours
		}
		gone, err := f.remove(path, before)
		if gone {
			swept++
		}
		return err
	})
	return swept, err
}

// remove removes the file unless it was put since.
func (f *Files) remove(path string, before time.Time) (gone bool, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	info, err := os.Stat(path)
	if err != nil || !info.ModTime().Before(before) {
		return false, err
	}
	return true, os.Remove(path)
}

// Check implements store.Files.
func (f *Files) Check(hash string) error {
	r, _, err := f.Open(hash)
	if err != nil {
		return err
	}
	defer r.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, r); err != nil {
		return err
	}
	if hex.EncodeToString(sum.Sum(nil)) != hash {
		return fmt.Errorf("file %s holds something else", hash)
	}
	return nil
}
