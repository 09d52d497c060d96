package commands

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"
)

func TestTheDemoServesAndCleansUp(t *testing.T) {
	for _, signal := range []os.Signal{os.Interrupt, syscall.SIGTERM} {
		cmd := verkoop(t, nil, "demo", "--listen", "127.0.0.1:0")
		tmp := ""
		for _, v := range cmd.Env {
			if dir, ok := strings.CutPrefix(v, "TMPDIR="); ok {
				tmp = dir
			}
		}
		folders := func() []string {
			found, _ := filepath.Glob(filepath.Join(tmp, "verkoop-demo-*"))
			return found
		}
		s := start(t, cmd)
		if !strings.HasPrefix(s.hello, "The Verkoop demo is open at http://127.0.0.1:") || strings.HasSuffix(s.url, ":0") {
			t.Errorf("it says %q", s.hello)
		}
		if len(folders()) != 1 {
			t.Errorf("while serving: %v", folders())
		}
		s.signIn("seller@demo.test", "demo-verkoop")
		s.has("/sales/1042", "Magazijnscanners locatie Venlo")
		s.stop(signal)
		if len(folders()) != 0 {
			t.Errorf("left behind: %v", folders())
		}
		if s.stderr.Len() > 0 {
			t.Errorf("it complains:\n%s", s.stderr)
		}
	}
}

// What .ci/run proves of the binary that is shipped.
func TestTheDemoOpensAndSavesASale(t *testing.T) {
	s := start(t, verkoop(t, nil, "demo", "--listen", "127.0.0.1:0"))
	s.signIn("seller@demo.test", "demo-verkoop")
	action, fields := s.form("/sales/1042/edit")
	fields.Set("title", "Magazijnscanners Venlo en Blerick")
	s.has(s.submit(action, fields), "Magazijnscanners Venlo en Blerick")
	s.has("/sales/1042", "Magazijnscanners Venlo en Blerick")
	s.stop(syscall.SIGTERM)
}

var csrfToken = regexp.MustCompile(`[A-Za-z0-9_-]{86}`)

func TestFixedClockAndIDsMakeTheSamePages(t *testing.T) {
	var pages [2]string
	for i := range pages {
		s := start(t, verkoop(t, []string{"VERKOOP_FIXED_IDS=7"}, "demo", "--listen", "127.0.0.1:0",
			"--fixed-now", "2026-11-23T09:00:00Z", "--zone", "Europe/Amsterdam"))
		s.signIn("seller@demo.test", "demo-verkoop")
		html, err := s.page("/sales/1042").Html()
		if err != nil {
			t.Fatal(err)
		}
		pages[i] = csrfToken.ReplaceAllString(html, "") // they differ on purpose
		s.has("/sales/1042", "20 nov")
		s.stop(syscall.SIGTERM)
	}
	if pages[0] != pages[1] {
		t.Error("two demos with the same clock and ids differ")
	}
}

func TestDataStays(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a", "folder")
	serve := func() *server {
		return start(t, verkoop(t, []string{"VERKOOP_DATA=" + dir}, "serve", "--listen", "127.0.0.1:0"))
	}
	s := serve()
	s.setUp()
	action, fields := s.form("/sales/new")
	fields.Set("title", "De eerste verkoop")
	s.submit(action, fields)
	s.has("/sales/1001", "De eerste verkoop")
	s.stop(syscall.SIGTERM)

	s = serve()
	s.signIn(adminEmail, goodPhrase)
	s.has("/sales/1001", "De eerste verkoop")
	action, fields = s.form("/sales/1001/edit")
	fields.Set("title", "Nog steeds de eerste")
	s.submit(action, fields)
	s.stop(os.Interrupt)

	s = serve()
	s.signIn(adminEmail, goodPhrase)
	s.has("/sales/1001", "Nog steeds de eerste")
	s.stop(syscall.SIGTERM)

	code, stdout, stderr := outcome(t, verkoop(t, nil, "check", "--data", dir))
	if code != 0 || !strings.Contains(stdout, "is whole") {
		t.Errorf("check: %d\n%s%s", code, stdout, stderr)
	}
}

// A save that is still arriving when the server is asked to stop is answered and kept.
func TestStoppingFinishesASaveInFlight(t *testing.T) {
	dir := t.TempDir()
	s := start(t, verkoop(t, nil, "serve", "--listen", "127.0.0.1:0", "--data", dir))
	s.setUp()
	action, fields := s.form("/sales/new")
	fields.Set("title", "Op de valreep")
	body := fields.Encode()

	conn, err := net.Dial("tcp", strings.TrimPrefix(s.url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	cookies := ""
	here, _ := url.Parse(s.url)
	for _, c := range s.client.Jar.Cookies(here) {
		cookies += c.String() + "; "
	}
	fmt.Fprintf(conn, "POST %s HTTP/1.1\r\nHost: verkoop.test\r\nOrigin: http://verkoop.test\r\nCookie: %s\r\n"+
		"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n%s", action, cookies, len(body), body[:len(body)/2])
	time.Sleep(200 * time.Millisecond) // until the server reads it
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	time.Sleep(300 * time.Millisecond) // until it is stopping
	if _, err := io.WriteString(conn, body[len(body)/2:]); err != nil {
		t.Fatal(err)
	}
	res, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatalf("no answer: %v", err)
	}
	res.Body.Close()
	if res.StatusCode != http.StatusSeeOther {
		t.Errorf("answer %s", res.Status)
	}
	s.wait()

	s = start(t, verkoop(t, nil, "serve", "--listen", "127.0.0.1:0", "--data", dir))
	s.signIn(adminEmail, goodPhrase)
	s.has("/sales/1001", "Op de valreep")
	s.stop(syscall.SIGTERM)
}

// run returns only when the last handler has: then the store is closed.
func TestRunReturnsAfterTheLastAnswer(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	entered, answered := make(chan bool), make(chan bool, 1)
	app := fiber.New(fiber.Config{DisableStartupMessage: true})
	app.Get("/", func(c *fiber.Ctx) error {
		close(entered)
		time.Sleep(300 * time.Millisecond)
		answered <- true
		return c.SendString("done")
	})
	returned := make(chan error, 1)
	s := &surroundings{ctx, io.Discard, io.Discard}
	go func() { returned <- s.run(app, ln, slog.New(slog.NewTextHandler(io.Discard, nil))) }()
	got := make(chan string, 1)
	go func() {
		res, err := http.Get(address("http", ln))
		if err != nil {
			got <- err.Error()
			return
		}
		defer res.Body.Close()
		var b bytes.Buffer
		b.ReadFrom(res.Body)
		got <- b.String()
	}()
	<-entered
	stop()
	if err := <-returned; err != nil {
		t.Error(err)
	}
	select {
	case <-answered:
	default:
		t.Error("run returned before the handler did")
	}
	if g := <-got; g != "done" {
		t.Errorf("the browser got %q", g)
	}
}

// Browsers open connections in advance, which ask nothing: stopping does not wait for
// those, and is no failure.
func TestStoppingDoesNotWaitForASilentConnection(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	app := fiber.New(fiber.Config{DisableStartupMessage: true})
	app.Get("/", func(c *fiber.Ctx) error { return c.SendString("done") })
	returned := make(chan error, 1)
	s := &surroundings{ctx, io.Discard, io.Discard}
	go func() { returned <- s.run(app, ln, slog.New(slog.NewTextHandler(io.Discard, nil))) }()
	silent, err := net.Dial("tcp", ln.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	res, err := http.Get(address("http", ln)) // what came before it was accepted too
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	stop()
	if err := <-returned; err != nil {
		t.Error(err)
	}
}

// Being asked to stop before serving has begun must not wait for ever.
func TestStoppingAtOnce(t *testing.T) {
	for range 20 {
		ln, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		ctx, stop := context.WithCancel(context.Background())
		stop()
		s := &surroundings{ctx, io.Discard, io.Discard}
		app := fiber.New(fiber.Config{DisableStartupMessage: true})
		if err := s.run(app, ln, slog.New(slog.NewTextHandler(io.Discard, nil))); err != nil {
			t.Fatal(err)
		}
	}
}
