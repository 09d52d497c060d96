package commands

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"verkoop/store/badger"
)

// hired opens an office in a folder over a store in memory.
func hired(t *testing.T, dir string) (*office, *bytes.Buffer) {
	t.Helper()
	p := here(t, memory(t))
	log := &bytes.Buffer{}
	o, err := openOffice(dir, slog.New(slog.NewTextHandler(log, nil)), func() *place { q := *p; return &q })
	if err != nil {
		t.Fatal(err)
	}
	return o, log
}

func TestOnlyItsUserMayAskARunningVerkoop(t *testing.T) {
	dir := t.TempDir()
	if err := os.Chmod(dir, 0o777); err != nil {
		t.Fatal(err)
	}
	before := syscall.Umask(0)
	defer syscall.Umask(before)
	o, _ := hired(t, dir)
	info, err := os.Lstat(o.path)
	if err != nil || info.Mode() != fs.ModeSocket|0o600 {
		t.Errorf("the socket is %v, %v", info.Mode(), err)
	}
	if now := syscall.Umask(0); now != 0 {
		t.Errorf("the umask stayed %o", now)
	}
	if err := o.close(); err != nil {
		t.Error(err)
	}
	if _, err := os.Lstat(o.path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("left behind: %v", err)
	}
}

func TestALongDataFolder(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), strings.Repeat("long-", 30))
	s := start(t, verkoop(t, nil, "serve", "--listen", "127.0.0.1:0", "--data", dir))
	if said := did(t, "user", "add", "a@b.test", "--name", "A", "--data", dir); !strings.HasSuffix(said, besides) {
		t.Error(said)
	}
	if info, err := os.Lstat(filepath.Join(dir, socketName)); err != nil || info.Mode() != fs.ModeSocket|0o600 {
		t.Errorf("the socket is %v, %v", info, err)
	}
	left, _ := filepath.Glob(filepath.Join(os.TempDir(), "verkoop-*", "data"))
	for _, link := range left {
		if to, _ := os.Readlink(link); to == dir {
			t.Errorf("left behind: %s", link)
		}
	}
	s.stop(syscall.SIGTERM)
	if _, err := os.Lstat(filepath.Join(dir, socketName)); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("left behind: %v", err)
	}
	if said := did(t, "user", "list", "--data", dir); !strings.HasSuffix(said, offline) {
		t.Error(said)
	}
}

func TestASocketLeftBehind(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := start(t, verkoop(t, nil, "serve", "--listen", "127.0.0.1:0", "--data", dir))
	s.cmd.Process.Kill()
	s.cmd.Wait()
	s.ended = true
	if info, err := os.Lstat(filepath.Join(dir, socketName)); err != nil || info.Mode().Type() != fs.ModeSocket {
		t.Fatalf("no socket to test with: %v %v", info, err)
	}
	if said := did(t, "user", "list", "--data", dir); !strings.HasSuffix(said, offline) {
		t.Error(said)
	}
	if said := did(t, "check", "--data", dir); !strings.Contains(said, "is whole") {
		t.Error(said)
	}
	s = start(t, verkoop(t, nil, "serve", "--listen", "127.0.0.1:0", "--data", dir))
	if said := did(t, "user", "list", "--data", dir); !strings.HasSuffix(said, besides) {
		t.Error(said)
	}
	s.stop(syscall.SIGTERM)
}

// A socket alone does not make a folder somebody else's, nor one with data.
func TestASocketIsNoData(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	ln, err := net.ListenUnix("unix", &net.UnixAddr{Name: filepath.Join(dir, socketName), Net: "unix"})
	if err != nil {
		t.Fatal(err)
	}
	ln.SetUnlinkOnClose(false)
	ln.Close()
	if foreign(dir) {
		t.Error("it counts as somebody else's folder")
	}
	refused(t, 1, "no data", "check", "--data", dir)
	refused(t, 1, "no data", "user", "list", "--data", dir)
}

// What is no socket is not taken away.
func TestAFileInThePlaceOfTheSocket(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	start(t, verkoop(t, nil, "serve", "--listen", "127.0.0.1:0", "--data", dir)).stop(syscall.SIGTERM)
	file := filepath.Join(dir, socketName)
	if err := os.WriteFile(file, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	s := start(t, verkoop(t, nil, "serve", "--listen", "127.0.0.1:0", "--data", dir))
	s.has("/login", "Verkoop")
	s.stop(syscall.SIGTERM)
	if !strings.Contains(s.stderr.String(), "only work while Verkoop is stopped") {
		t.Errorf("it says\n%s", s.stderr)
	}
	if text, err := os.ReadFile(file); string(text) != "mine" {
		t.Errorf("the file is gone: %v", err)
	}
}

func TestAFolderInUseByWhoCantBeAsked(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	start(t, verkoop(t, nil, "serve", "--listen", "127.0.0.1:0", "--data", dir)).stop(syscall.SIGTERM)
	data, err := badger.Open(badger.Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	defer data.Close()
	refused(t, 1, "in use by another Verkoop, which can't be asked to do this", "user", "list", "--data", dir)
}

// A command waits for one that is at work in the folder, and for a server that is
// just starting.
func TestAFolderInUseForAMoment(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	start(t, verkoop(t, nil, "serve", "--listen", "127.0.0.1:0", "--data", dir)).stop(syscall.SIGTERM)
	data, err := badger.Open(badger.Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	time.AfterFunc(time.Second, func() { data.Close() })
	if said := did(t, "user", "list", "--data", dir); !strings.HasSuffix(said, offline) {
		t.Error(said)
	}
}

func TestAVerkoopThatDoesNotAnswer(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	ln, err := net.Listen("unix", filepath.Join(dir, socketName))
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	_, err = ask(context.Background(), dir, "user list", &userList{}, 100*time.Millisecond)
	if err == nil || !strings.Contains(err.Error(), "did not answer") {
		t.Error(err)
	}
}

// send writes to the office by hand and returns what comes back.
func send(t *testing.T, dir, text string) (r result) {
	t.Helper()
	c, err := net.Dial("unix", filepath.Join(dir, socketName))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	c.SetDeadline(time.Now().Add(time.Minute))
	io.WriteString(c, text)
	c.(*net.UnixConn).CloseWrite()
	answer, _ := io.ReadAll(c)
	json.Unmarshal(answer, &r)
	return r
}

func TestBadRequestsHurtNobody(t *testing.T) {
	dir := t.TempDir()
	o, log := hired(t, dir)
	for name, c := range map[string]struct{ text, says string }{
		"nothing":                  {"", "another version"},
		"no request":               {"GET / HTTP/1.1\r\n\r\n", "another version"},
		"half a request":           {`{"name":"user list","task":{`, "another version"},
		"more than one":            {`{"name":"user list","task":{}}{}`, "another version"},
		"an unknown command":       {`{"name":"user delete","task":{}}`, `does not know the command "user delete"`},
		"an unknown fact":          {`{"name":"user list","task":{"Colour":"red"}}`, `another form of the command "user list"`},
		"a fact of another kind":   {`{"name":"user password","task":{"Email":7}}`, "another form"},
		"no task":                  {`{"name":"user list"}`, "another form"},
		"another folder":           {`{"name":"user list","task":{"Data":"/etc"}}`, "another form"},
		"a wrong role":             {`{"name":"user add","task":{"Email":"a@b.test","Name":"A","Role":"boss"}}`, `no role "boss"`},
		"too many users to choose": {`{"name":"session end","task":{}}`, "--all"},
	} {
		if r := send(t, dir, c.text); r.Code == 0 || !strings.Contains(r.Error, c.says) || r.Out != "" {
			t.Errorf("%s: %+v", name, r)
		}
	}
	send(t, dir, strings.Repeat("x", 10*maxRequest)) // the answer may not arrive
	if r, err := ask(context.Background(), dir, "user list", &userList{}, time.Minute); err != nil || r.Out != "There are no users yet.\n" {
		t.Errorf("%+v %v", r, err)
	}
	if err := o.close(); err != nil {
		t.Error(err)
	}
	if strings.Contains(log.String(), "badly") {
		t.Error(log)
	}
	if _, err := ask(context.Background(), dir, "user add", &userAdd{Name: strings.Repeat("x", maxRequest)}, time.Second); err == nil || !strings.Contains(err.Error(), "too long") {
		t.Error(err)
	}
}

// Some who say nothing keep others waiting for a while, not for ever, and not the
// server from stopping.
func TestSilentRequests(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	o, _ := hired(t, dir)
	for range 2 * maxAsking {
		c, err := net.Dial("unix", filepath.Join(dir, socketName))
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
	}
	if !testing.Short() {
		if r, err := ask(context.Background(), dir, "user list", &userList{}, time.Minute); err != nil || r.Code != 0 {
			t.Errorf("%+v %v", r, err)
		}
	}
	var silent []net.Conn
	for range 2 * maxAsking {
		c, err := net.Dial("unix", filepath.Join(dir, socketName))
		if err != nil {
			t.Fatal(err)
		}
		silent = append(silent, c)
	}
	time.Sleep(50 * time.Millisecond)
	begun := time.Now()
	if err := o.close(); err != nil {
		t.Error(err)
	}
	if took := time.Since(begun); took > maxReading/2 {
		t.Errorf("stopping took %v", took)
	}
	for _, c := range silent {
		c.Close()
	}
}

// bomb is a task that fails badly.
type bomb struct{}

func (bomb) do(context.Context, *place) error { panic("boom") }

func TestATaskThatFailsBadly(t *testing.T) {
	tasks["bomb"] = func() task { return &bomb{} }
	defer delete(tasks, "bomb")
	dir := t.TempDir()
	o, log := hired(t, dir)
	if _, err := ask(context.Background(), dir, "bomb", bomb{}, time.Minute); err == nil || !strings.Contains(err.Error(), "did not answer") {
		t.Error(err)
	}
	if r, err := ask(context.Background(), dir, "user list", &userList{}, time.Minute); err != nil || r.Code != 0 {
		t.Errorf("%+v %v", r, err)
	}
	o.close()
	if !strings.Contains(log.String(), "boom") {
		t.Error(log)
	}
}

// slow is a task that takes a while.
type slow struct{ begun chan bool }

func (s slow) do(ctx context.Context, p *place) error {
	close(s.begun)
	time.Sleep(300 * time.Millisecond)
	p.sayf("done")
	return ctx.Err()
}

func TestStoppingFinishesATask(t *testing.T) {
	begun := make(chan bool)
	tasks["slow"] = func() task { return &slow{begun} }
	defer delete(tasks, "slow")
	dir := t.TempDir()
	o, _ := hired(t, dir)
	var r result
	var err error
	var asking sync.WaitGroup
	asking.Go(func() {
		r, err = ask(context.Background(), dir, "slow", struct{ task }{}, time.Minute)
	})
	<-begun
	if err := o.close(); err != nil {
		t.Error(err)
	}
	asking.Wait()
	if err != nil || r.Code != 0 || r.Out != "done\n" {
		t.Errorf("%+v %v", r, err)
	}
}

func FuzzReadRequest(f *testing.F) {
	f.Add([]byte(`{"name":"user list","task":{}}`))
	f.Add([]byte(`{"name":"user add","task":{"Email":"a@b.test","Name":"A"}}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		name, task, err := readRequest(bytes.NewReader(text))
		if err == nil && (task == nil || tasks[name] == nil) {
			t.Errorf("%q was taken", text)
		}
	})
}
