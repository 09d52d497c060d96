package commands

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
)

// The tests run the program as a process of its own: this test binary, which
// then is Verkoop, or the one that VERKOOP_BINARY names.
func TestMain(m *testing.M) {
	if os.Getenv("TEST_IS_VERKOOP") != "" {
		os.Exit(Run(os.Args[1:], os.Stdout, os.Stderr))
	}
	os.Exit(m.Run())
}

// verkoop prepares a process with the arguments, and with these variables and
// no other VERKOOP_ ones.
func verkoop(t *testing.T, variables []string, args ...string) *exec.Cmd {
	t.Helper()
	path := os.Getenv("VERKOOP_BINARY")
	if path == "" {
		var err error
		if path, err = os.Executable(); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.Command(path, args...)
	for _, v := range os.Environ() {
		if !strings.HasPrefix(v, "VERKOOP_") {
			cmd.Env = append(cmd.Env, v)
		}
	}
	cmd.Env = append(cmd.Env, "TEST_IS_VERKOOP=1", "TMPDIR="+t.TempDir())
	cmd.Env = append(cmd.Env, variables...)
	return cmd
}

// outcome runs the process to its end.
func outcome(t *testing.T, cmd *exec.Cmd) (code int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	// What should fail may wrongly serve, for ever.
	late := time.AfterFunc(time.Minute, func() { cmd.Process.Kill() })
	defer late.Stop()
	err := cmd.Wait()
	if exit := new(exec.ExitError); err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return cmd.ProcessState.ExitCode(), out.String(), errs.String()
}

// oneSentence checks how a failure is told.
func oneSentence(t *testing.T, stderr, says string) {
	t.Helper()
	if strings.Count(stderr, "\n") != 1 || !strings.HasPrefix(stderr, "verkoop: ") || !strings.Contains(stderr, says) {
		t.Errorf("stderr should be one sentence with %q:\n%s", says, stderr)
	}
	for _, sign := range []string{"goroutine", "panic", ".go:"} {
		if strings.Contains(stderr, sign) {
			t.Errorf("stderr looks like a stack trace:\n%s", stderr)
		}
	}
}

// server is a process that serves.
type server struct {
	t      *testing.T
	cmd    *exec.Cmd
	hello  string // the line it printed
	url    string
	stderr *bytes.Buffer
	client *http.Client
	ended  bool
}

// start waits until the process has said where it serves.
func start(t *testing.T, cmd *exec.Cmd) *server {
	t.Helper()
	s := &server{t: t, cmd: cmd, stderr: &bytes.Buffer{}, client: &http.Client{
		Timeout:       time.Minute,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
	cmd.Stderr = s.stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if !s.ended {
			cmd.Process.Kill()
			cmd.Wait()
		}
	})
	s.hello, err = bufio.NewReader(out).ReadString('\n')
	for _, word := range strings.Fields(s.hello) {
		if strings.HasPrefix(word, "http://") {
			s.url = word
		}
	}
	if s.url == "" {
		cmd.Wait()
		s.ended = true
		t.Fatalf("no address in %q (%v)\n%s", s.hello, err, s.stderr)
	}
	return s
}

// stop asks the process to stop, and checks that it does, well.
func (s *server) stop(signal os.Signal) {
	s.t.Helper()
	if err := s.cmd.Process.Signal(signal); err != nil {
		s.t.Fatal(err)
	}
	s.wait()
}

func (s *server) wait() {
	s.t.Helper()
	s.client.CloseIdleConnections()
	late := time.AfterFunc(time.Minute, func() { s.cmd.Process.Signal(syscall.SIGQUIT) })
	defer late.Stop()
	s.ended = true
	if err := s.cmd.Wait(); err != nil {
		s.t.Errorf("it did not stop well: %v\n%s", err, s.stderr)
	}
}

// page reads a page.
func (s *server) page(path string) *goquery.Document {
	s.t.Helper()
	res, err := s.client.Get(s.url + path)
	if err != nil {
		s.t.Fatal(err)
	}
	defer res.Body.Close()
	doc, err := goquery.NewDocumentFromReader(res.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	if res.StatusCode != http.StatusOK {
		s.t.Fatalf("%s: %s\n%s", path, res.Status, doc.Text())
	}
	return doc
}

// form is the sale's form on a page as a browser would submit it: where to, and what.
func (s *server) form(path string) (action string, fields url.Values) {
	s.t.Helper()
	form := s.page(path).Find("form[data-guard]").First()
	action, ok := form.Attr("action")
	if !ok {
		s.t.Fatalf("%s has no form", path)
	}
	fields = url.Values{}
	form.Find("input[name], select[name], textarea[name]").Each(func(_ int, el *goquery.Selection) {
		name := el.AttrOr("name", "")
		_, disabled := el.Attr("disabled")
		_, checked := el.Attr("checked")
		choice := el.AttrOr("type", "") == "checkbox" || el.AttrOr("type", "") == "radio"
		switch {
		case disabled, choice && !checked:
		case goquery.NodeName(el) == "select":
			chosen := el.Find("option[selected]")
			if chosen.Length() == 0 {
				chosen = el.Find("option").First()
			}
			fields.Add(name, chosen.AttrOr("value", chosen.Text()))
		case goquery.NodeName(el) == "textarea":
			fields.Add(name, el.Text())
		default:
			fields.Add(name, el.AttrOr("value", ""))
		}
	})
	return action, fields
}

// submit sends a form, which must be taken, and returns where it leads.
func (s *server) submit(action string, fields url.Values) string {
	s.t.Helper()
	res, err := s.client.PostForm(s.url+action, fields)
	if err != nil {
		s.t.Fatal(err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusSeeOther {
		doc, _ := goquery.NewDocumentFromReader(res.Body)
		s.t.Fatalf("%s: %s\n%s", action, res.Status, doc.Find(".summary, main").Text())
	}
	return res.Header.Get("Location")
}

// has checks that a page shows a text.
func (s *server) has(path, text string) {
	s.t.Helper()
	if got := s.page(path).Text(); !strings.Contains(got, text) {
		s.t.Errorf("%s does not show %q:\n%s", path, text, fmt.Sprintf("%.500s", strings.Join(strings.Fields(got), " ")))
	}
}
