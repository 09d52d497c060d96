package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

// place is where a run measures.
type place struct {
	dir    string
	system string        // kind of file system
	flush  time.Duration // that writing a page durably takes
}

// memorySystems keep files in memory: a durable write there says nothing.
var memorySystems = map[int64]string{0x01021994: "tmpfs", 0x858458f6: "ramfs"}

var diskSystems = map[int64]string{
	0xEF53: "ext4", 0x58465342: "xfs", 0x9123683E: "btrfs", 0x794c7630: "overlay", 0x2FC12FC1: "zfs", 0x6969: "nfs",
}

// folder makes a fresh folder in dir, or in the user's cache, on a real disk.
// done takes it away again.
func folder(dir string) (p place, done func(), err error) {
	if dir == "" {
		if dir, err = os.UserCacheDir(); err != nil {
			dir = "."
		}
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return p, nil, err
	}
	var fs syscall.Statfs_t
	if err := syscall.Statfs(dir, &fs); err != nil {
		return p, nil, fmt.Errorf("%s: %w", dir, err)
	}
	if name, ok := memorySystems[int64(fs.Type)]; ok {
		return p, nil, fmt.Errorf("%s is on %s, in memory; choose a folder on a disk with -dir", dir, name)
	}
	p.system = diskSystems[int64(fs.Type)]
	if p.system == "" {
		p.system = fmt.Sprintf("file system %#x", fs.Type)
	}
	if p.dir, err = os.MkdirTemp(dir, "verkoop-bench-"); err != nil {
		return p, nil, err
	}
	if p.flush, err = flush(p.dir); err != nil {
		os.RemoveAll(p.dir)
		return p, nil, err
	}
	return p, func() { os.RemoveAll(p.dir) }, nil
}

// flush is the median time that a page takes to the disk.
func flush(dir string) (time.Duration, error) {
	f, err := os.Create(filepath.Join(dir, "flush"))
	if err != nil {
		return 0, err
	}
	defer f.Close()
	var took []time.Duration
	page := make([]byte, 4096)
	for range 51 {
		begun := time.Now()
		if _, err := f.WriteAt(page, 0); err != nil {
			return 0, err
		}
		if err := f.Sync(); err != nil {
			return 0, err
		}
		took = append(took, time.Since(begun))
	}
	return median(took), errors.Join(f.Close(), os.Remove(f.Name()))
}
