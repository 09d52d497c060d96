// Package e2e holds stories: what a user does in a real browser with the very
// program that users start. It may import nothing of the product.
package e2e

import (
	"bufio"
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// It is always Monday 23 November 2026, a quarter to three.
const now = "2026-11-23T14:45:00+01:00"

var gallery = flag.String("gallery", "", "write screenshots of every state, in all languages, themes and widths, into this `folder`")

var (
	program string          // the built binary
	browser context.Context // the one browser; nil where there is none
	missing string          // why there is none
)

func TestMain(m *testing.M) {
	flag.Parse()
	os.Exit(run(m))
}

func run(m *testing.M) int {
	path, why := findBrowser()
	if path == "" {
		missing = why
		return m.Run()
	}
	dir, err := os.MkdirTemp("", "verkoop-e2e-")
	if err != nil {
		return fail(err)
	}
	defer os.RemoveAll(dir)
	program = filepath.Join(dir, "verkoop")
	build := exec.Command("go", "build", "-o", program, "..")
	if out, err := build.CombinedOutput(); err != nil {
		return fail(fmt.Errorf("go build: %w\n%s", err, out))
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path),
		chromedp.Flag("disable-dev-shm-usage", true),
		// With the back-forward cache, going back to a full page hangs the connection;
		// a spare process for each page only costs time.
		chromedp.Flag("disable-features", "Translate,BackForwardCache,SpareRendererForSitePerProcess"))
	if os.Geteuid() == 0 {
		options = append(options, chromedp.NoSandbox)
	}
	allocator, stopAllocator := chromedp.NewExecAllocator(context.Background(), options...)
	defer stopAllocator()
	ctx, stop := chromedp.NewContext(allocator)
	defer stop()
	if err := chromedp.Do(ctx); err != nil {
		return fail(fmt.Errorf("%s does not start: %w", path, err))
	}
	browser = ctx
	// Stories wait more than they work.
	if f := flag.Lookup("test.parallel"); f.Value.String() == strconv.Itoa(runtime.GOMAXPROCS(0)) {
		_ = f.Value.Set(strconv.Itoa(2 * runtime.GOMAXPROCS(0)))
	}
	return m.Run()
}

func fail(err error) int {
	fmt.Fprintln(os.Stderr, err)
	return 1
}

// findBrowser is the browser's path, or why there is none.
func findBrowser() (path, why string) {
	if os.Getenv("VERKOOP_BROWSER") == "off" {
		return "", "VERKOOP_BROWSER=off"
	}
	for _, name := range []string{"chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable"} {
		if path, err := exec.LookPath(name); err == nil {
			return path, ""
		}
	}
	return "", "there is no browser for the stories; install one with: apt-get install chromium-headless-shell"
}

// needBrowser skips a story where there is no browser, and fails it in CI.
func needBrowser(t *testing.T) {
	t.Helper()
	switch {
	case missing == "":
	case os.Getenv("CI") == "true" && os.Getenv("VERKOOP_BROWSER") != "off":
		t.Fatal(missing)
	default:
		t.Skip(missing)
	}
}

// startDemo serves a demo company of its own to this test and returns its address.
func startDemo(t *testing.T) string {
	t.Helper()
	return start(t, 1, "demo")[0]
}

// start serves to this test as the arguments say, and returns the addresses that
// it tells: so many.
func start(t *testing.T, addresses int, arguments ...string) (told []string) {
	t.Helper()
	cmd := exec.Command(program, append(arguments, "--listen", "127.0.0.1:0", "--zone", "Europe/Amsterdam",
		"--log-level", "warn", "--fixed-now", now, "--fixed-ids", "1")...)
	log := &strings.Builder{}
	cmd.Stderr = log
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	for lines := bufio.NewScanner(out); len(told) < addresses && lines.Scan(); {
		for _, word := range strings.Fields(lines.Text()) {
			if strings.HasPrefix(word, "http://") {
				told = append(told, strings.TrimRight(word, ".,"))
			}
		}
	}
	t.Cleanup(func() {
		_ = cmd.Process.Signal(syscall.SIGTERM)
		ended := make(chan error, 1)
		go func() { ended <- cmd.Wait() }()
		select {
		case err := <-ended:
			if err != nil {
				t.Errorf("the program ended badly: %v", err)
			}
		case <-time.After(15 * time.Second):
			_ = cmd.Process.Kill()
			t.Error("the program did not stop")
		}
		if log.Len() > 0 {
			t.Errorf("the program complained:\n%s", log)
		}
	})
	if len(told) < addresses {
		t.Fatalf("the program told %d addresses\n%s", len(told), log)
	}
	return told
}
