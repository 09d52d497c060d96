package commands

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"net/netip"
	"os"
	"runtime/debug"
	"sync"
	"syscall"
	"time"

	"github.com/gofiber/fiber/v2"

	"verkoop/auth"
	"verkoop/handlers"
	"verkoop/jobs"
	"verkoop/store"
	"verkoop/store/badger"
)

const (
	defaultListen = "127.0.0.1:8080"
	// stopTimeout is how long requests in flight get to finish.
	stopTimeout = 10 * time.Second
)

// serverFlags are those of every command that serves.
type serverFlags struct {
	Listen string `env:"VERKOOP_LISTEN" default:"${listen}" placeholder:"ADDRESS" help:"Address and port to serve on; port 0 takes any that is free. Without it: ${listen}."`
	addressFlag
	tlsFlags
	TrustedProxies []string `name:"trusted-proxy" env:"VERKOOP_TRUSTED_PROXIES" placeholder:"NETWORK" help:"A proxy in front of Verkoop whose word is taken for who asks, and by https or not, as 192.0.2.7 or 192.0.2.0/24; may be given several times. Without it: none."`
	LogLevel       string   `env:"VERKOOP_LOG_LEVEL" default:"${level}" enum:"${levels}" placeholder:"LEVEL" help:"What to tell while serving: ${levels}. Without it: ${level}."`
	clockFlags
}

// levels are the names of the log levels, as help and flags have them.
const levels = "debug, info, warn, error"

// logger tells what happens from the level on; the flags take no other levels
// than slog knows.
func (f serverFlags) logger(w io.Writer) *slog.Logger {
	var level slog.Level
	_ = level.UnmarshalText([]byte(f.LogLevel))
	return slog.New(slog.NewTextHandler(w, &slog.HandlerOptions{Level: level}))
}

// quiet is for commands that tell what they did, and nothing else.
func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

// entrance is where browsers come in.
type entrance struct {
	net.Listener
	at      string // where the browser of this machine finds it
	base    string // what one-time addresses begin with
	proxies []netip.Prefix
}

// open takes the address to serve on, and reads all that was said of it.
func (f serverFlags) open(log *slog.Logger) (*entrance, error) {
	proxies, err := networks(f.TrustedProxies)
	if err != nil {
		return nil, err
	}
	if err := f.tlsFlags.check(); err != nil {
		return nil, err
	}
	if _, err := f.base(""); err != nil {
		return nil, err
	}
	var cert *certificate
	if f.tlsFlags.given() {
		if cert, err = openCertificate(f.tlsFlags, log); err != nil {
			return nil, err
		}
	}
	ln, err := f.listen()
	if err != nil {
		return nil, err
	}
	e := &entrance{Listener: ln, at: address("http", ln), proxies: proxies}
	switch {
	case cert != nil:
		e.at, e.Listener = address("https", ln), tls.NewListener(hinting{ln}, cert.config())
	case !local(ln) && len(proxies) == 0:
		log.Warn("passwords travel unencrypted over the network: give --tls-cert and --tls-key, or a proxy with --trusted-proxy", "address", ln.Addr().String())
	}
	e.base, err = f.base(e.at)
	return e, err
}

// listen takes the address, so that a taken port is known before anything else
// is begun.
func (f serverFlags) listen() (net.Listener, error) {
	// An environment variable that is set and empty counts as not set.
	address := cmp.Or(f.Listen, defaultListen)
	ln, err := net.Listen("tcp", address)
	var wrong *net.AddrError
	var unknown *net.DNSError
	switch {
	case err == nil:
		return ln, nil
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, fmt.Errorf("another program already uses the address %s; choose another with --listen", address)
	case errors.Is(err, syscall.EACCES):
		return nil, fmt.Errorf("this user may not use the address %s; choose a port from 1024 up with --listen", address)
	case errors.Is(err, syscall.EADDRNOTAVAIL):
		return nil, fmt.Errorf("this machine does not have the address %s; choose another with --listen", address)
	case errors.As(err, &wrong), errors.As(err, &unknown):
		return nil, usageError(fmt.Sprintf("%q is not an address to listen on; write it as %s", address, defaultListen))
	}
	return nil, fmt.Errorf("the address %s can't be used: %w", address, err)
}

// openStore opens the data folder; its errors are sentences.
func openStore(dir string, now func() time.Time, log *slog.Logger) (store.Store, error) {
	if foreign(dir) {
		return nil, fmt.Errorf("the folder %s holds other files and no data of Verkoop; choose an empty or a new folder with --data", dir)
	}
	s, err := badger.Open(badger.Options{Dir: dir, Logger: log, Now: now})
	switch {
	case err == nil:
		return s, nil
	case errors.Is(err, store.ErrLocked):
		return nil, inUse(dir)
	case errors.Is(err, store.ErrNewer):
		return nil, fmt.Errorf("the data folder %s was written by a newer version of Verkoop; use that version", dir)
	case errors.Is(err, syscall.ENOTDIR), errors.Is(err, fs.ErrExist):
		return nil, fmt.Errorf("the data folder %s is not a folder; choose another with --data", dir)
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		return nil, fmt.Errorf("this user may not write in the data folder %s; choose another with --data", dir)
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("the data folder %s can't be made there; choose another with --data", dir)
	case errors.Is(err, syscall.ENOSPC):
		return nil, fmt.Errorf("there is no space left for the data folder %s", dir)
	}
	return nil, fmt.Errorf("the data folder %s can't be opened: %w", dir, err)
}

// inUse is the data folder of another process.
type inUse string

func (dir inUse) Error() string {
	return fmt.Sprintf("the data folder %s is in use by another Verkoop; stop that one, or choose another folder with --data", string(dir))
}

// manifest is in every data folder.
const manifest = "MANIFEST"

// foreign tells that the folder has files in it and none of them is Verkoop's:
// its data would end up between somebody's own files.
func foreign(dir string) bool {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return false
	}
	others := 0
	for _, e := range entries {
		switch e.Name() {
		case manifest:
			return false
		case socketName, "imports":
		case "lost+found": // of the file system, at the root of a disk
		default:
			others++
		}
	}
	return others > 0
}

// serve answers requests until s ends, and returns when those in flight have been
// answered too and the worker is done: only then may the store be closed. It fills
// in what every server has, and prints the lines when it is ready.
func (s *surroundings) serve(e *entrance, worker *jobs.Worker, c handlers.Config, hello ...string) error {
	c.Hasher, c.Wake, c.Proxies = auth.NewHasher(), worker.Wake, e.proxies
	worker.Imports = c.Imports
	app, err := handlers.New(c)
	if err != nil {
		return fmt.Errorf("the pages can't be prepared: %w", err)
	}
	limitMemory()
	ctx, stop := context.WithCancel(s)
	var working sync.WaitGroup
	defer working.Wait()
	defer stop()
	working.Go(func() { worker.Run(ctx) })
	working.Go(func() { sweepFiles(ctx, c) })
	working.Go(func() { tidyImports(ctx, c) })
	for _, line := range hello {
		fmt.Fprintln(s.out, line)
	}
	return s.run(app, e, c.Logger)
}

// softLimit is what the program should need of memory: the collector works harder
// near it. Badger takes much for a short while when it tidies up after an import.
const softLimit = 192 << 20

// limitMemory sets the limit, unless GOMEMLIMIT says another.
func limitMemory() {
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(softLimit)
	}
}

func (s *surroundings) run(app *fiber.App, ln net.Listener, log *slog.Logger) error {
	ended := make(chan error, 1)
	ln = mind(ln)
	go func() { ended <- app.Listener(ln) }()
	select {
	case err := <-ended:
		return fmt.Errorf("serving stopped: %w", err)
	case <-s.Done():
	}
	log.Info("stopping")
	// Listener returns as soon as stopping begins; the requests are only done when
	// this has returned.
	if err := app.ShutdownWithTimeout(stopTimeout); err != nil {
		return fmt.Errorf("requests that took longer than %s were cut off: %w", stopTimeout, err)
	}
	ln.Close() // where stopping came before serving had begun, Listener still waits
	<-ended
	log.Info("stopped")
	return nil
}
