package commands

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"time"
)

// socketName is the file in the data folder through which a running Verkoop is
// asked to do what a command says. Who may connect, the file's rights say: the
// user who runs it, and root.
const socketName = "verkoop.sock"

const (
	maxRequest = 4 << 20 // a setup, and what escapes make of it
	maxResult  = 64 << 20
	maxAsking  = 4 // at once
	// maxReading is how long a request may take to arrive, maxDoing how long a task
	// and its result may take; who asks waits a little longer.
	maxReading = 2 * time.Second
	maxDoing   = 30 * time.Second
	maxWait    = maxDoing + maxReading + 5*time.Second
)

// request asks to do a task.
type request struct {
	Name string          `json:"name"`
	Task json.RawMessage `json:"task"`
}

// near calls do with a path to the folder's socket that is short enough for one:
// where the folder's own is not, through a link to it.
func near(dir string, do func(path string) error) error {
	const longest = 100 // bytes; Linux takes 107, macOS 103
	if path := filepath.Join(dir, socketName); len(path) <= longest {
		return do(path)
	}
	dir, err := filepath.Abs(dir)
	if err != nil {
		return err
	}
	at, err := os.MkdirTemp("", "verkoop-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(at) // the link, not what it leads to
	link := filepath.Join(at, "data")
	if err := os.Symlink(dir, link); err != nil {
		return err
	}
	return do(filepath.Join(link, socketName))
}

// office does what commands ask of a running Verkoop.
type office struct {
	ln   *net.UnixListener
	path string
	log  *slog.Logger
	stop context.CancelFunc // requests are waited for no more
	done chan struct{}
}

// openOffice answers commands in the data folder, which must be this process's
// own, until it is closed. at makes a place to do a task.
func openOffice(dir string, log *slog.Logger, at func() *place) (*office, error) {
	o := &office{path: filepath.Join(dir, socketName), log: log, done: make(chan struct{})}
	// Whoever left it there has ended: the folder is ours.
	if info, err := os.Lstat(o.path); err == nil && info.Mode().Type() == fs.ModeSocket {
		if err := os.Remove(o.path); err != nil {
			return nil, err
		}
	}
	err := near(dir, func(path string) error {
		return private(func() (err error) {
			o.ln, err = net.ListenUnix("unix", &net.UnixAddr{Name: path, Net: "unix"})
			return err
		})
	})
	if err != nil {
		return nil, err
	}
	o.ln.SetUnlinkOnClose(false) // the path it knows may be gone
	ctx, stop := context.WithCancel(context.Background())
	o.stop = stop
	go o.serve(ctx, at)
	return o, nil
}

// close lets the tasks that have begun end, and takes the socket away.
func (o *office) close() error {
	err := errors.Join(os.Remove(o.path), o.ln.Close())
	o.stop()
	<-o.done
	return err
}

func (o *office) serve(ctx context.Context, at func() *place) {
	defer close(o.done)
	var asking sync.WaitGroup
	defer asking.Wait()
	turns := make(chan struct{}, maxAsking)
	for {
		c, err := o.ln.AcceptUnix()
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err != nil { // too many open files, perhaps
			o.log.Error("commands can't be answered", "error", err)
			time.Sleep(time.Second)
			continue
		}
		turns <- struct{}{}
		asking.Go(func() {
			defer func() { <-turns }()
			o.answer(ctx, c, at)
		})
	}
}

// answer reads one request, does it and sends the result. ctx ends when no
// request is waited for any more; a task that has begun is finished.
func (o *office) answer(ctx context.Context, c *net.UnixConn, at func() *place) {
	defer c.Close()
	defer func() {
		if p := recover(); p != nil {
			o.log.Error("a command failed badly", "error", p)
		}
	}()
	c.SetDeadline(time.Now().Add(maxReading))
	cut := context.AfterFunc(ctx, func() { c.SetReadDeadline(time.Now()) })
	name, t, err := readRequest(c)
	cut()
	r := result{Code: misasked}
	if err != nil {
		r.Error = err.Error()
	} else {
		doing, cancel := context.WithTimeout(context.WithoutCancel(ctx), maxDoing)
		defer cancel()
		r = at().carry(doing, t)
		o.log.Info("command done", "command", name, "code", r.Code)
	}
	c.SetWriteDeadline(time.Now().Add(maxReading))
	if err := json.NewEncoder(c).Encode(r); err != nil {
		o.log.Warn("the result of a command could not be sent", "command", name, "error", err)
	}
}

// readRequest reads what is asked. What it does not know comes from another version.
func readRequest(r io.Reader) (name string, t task, err error) {
	text, err := io.ReadAll(io.LimitReader(r, maxRequest+1))
	if err != nil {
		return "", nil, fmt.Errorf("the request did not arrive: %w", err)
	}
	if len(text) > maxRequest {
		return "", nil, errors.New("the request is too large")
	}
	var q request
	if err := strictly(text, &q); err != nil {
		return "", nil, errors.New("the running Verkoop does not understand the request; it is of another version")
	}
	make, ok := tasks[q.Name]
	if !ok {
		return "", nil, fmt.Errorf("the running Verkoop does not know the command %q; it is of another version", q.Name)
	}
	t = make()
	if err := strictly(q.Task, t); err != nil {
		return "", nil, fmt.Errorf("the running Verkoop knows another form of the command %q; it is of another version", q.Name)
	}
	return q.Name, t, nil
}

func strictly(text []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return err
	}
	if _, err := d.Token(); err != io.EOF {
		return errors.New("more than one value")
	}
	return nil
}

// errNobody: no Verkoop answers in the folder.
var errNobody = errors.New("no Verkoop answers in the folder")

// ask lets the Verkoop that runs on the folder do the task. Its errors are
// sentences, and errNobody.
func ask(ctx context.Context, dir, name string, t task, wait time.Duration) (r result, err error) {
	what, err := json.Marshal(t)
	if err != nil {
		return r, err
	}
	text, err := json.Marshal(request{name, what})
	if err != nil {
		return r, err
	}
	if len(text) > maxRequest {
		return r, usageError("this is too long to be a command")
	}
	ctx, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	var c net.Conn
	err = near(dir, func(path string) (err error) {
		c, err = new(net.Dialer).DialContext(ctx, "unix", path)
		return err
	})
	switch {
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, syscall.ENOTDIR), errors.Is(err, syscall.ECONNREFUSED):
		return r, errNobody
	case errors.Is(err, fs.ErrPermission):
		return r, fmt.Errorf("this user may not work in the data folder %s; only who runs its Verkoop may, and root", dir)
	case err != nil:
		return r, fmt.Errorf("the Verkoop on the data folder %s can't be asked: %w", dir, err)
	}
	defer c.Close()
	defer context.AfterFunc(ctx, func() { c.SetDeadline(time.Now()) })()
	// Where writing fails, reading tells why, or fails too.
	c.Write(text)
	c.(*net.UnixConn).CloseWrite()
	answer, err := io.ReadAll(io.LimitReader(c, maxResult))
	if err != nil || json.Unmarshal(answer, &r) != nil {
		return r, fmt.Errorf("the Verkoop on the data folder %s did not answer; verkoop user list shows whether it was done", dir)
	}
	return r, nil
}
