package commands

import (
	"bufio"
	"bytes"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
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
	hello  string // the first line it printed
	url    string
	stdout *bufio.Reader
	stderr *bytes.Buffer
	client *http.Client
	ended  bool

	forwarded string // whom a proxy says it asks for
}

// start waits until the process has said where it serves.
func start(t *testing.T, cmd *exec.Cmd) *server {
	t.Helper()
	s := &server{t: t, cmd: cmd, stderr: &bytes.Buffer{}, client: browser()}
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
	s.stdout = bufio.NewReader(out)
	s.hello, err = s.stdout.ReadString('\n')
	if s.url = firstAddress(s.hello); s.url == "" {
		cmd.Wait()
		s.ended = true
		t.Fatalf("no address in %q (%v)\n%s", s.hello, err, s.stderr)
	}
	return s
}

// browser is a client with cookies of its own. Certificates are not its business.
func browser() *http.Client {
	jar, _ := cookiejar.New(nil) // without options it can't fail
	return &http.Client{
		Timeout:       time.Minute,
		Jar:           jar,
		Transport:     &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// firstAddress is the first address in a text.
func firstAddress(text string) string {
	for _, word := range strings.Fields(text) {
		if strings.HasPrefix(word, "http://") || strings.HasPrefix(word, "https://") {
			return word
		}
	}
	return ""
}

// line is the next line that it prints.
func (s *server) line() string {
	s.t.Helper()
	late := time.AfterFunc(time.Minute, func() { s.cmd.Process.Kill() })
	defer late.Stop()
	line, err := s.stdout.ReadString('\n')
	if err != nil {
		s.t.Fatalf("no further line: %v\n%s", err, s.stderr)
	}
	return line
}

// setUpPath is the one-time address that it prints where there is no administrator.
func (s *server) setUpPath() string {
	s.t.Helper()
	line := s.line()
	path, ok := strings.CutPrefix(firstAddress(line), s.url)
	if !ok || !strings.HasPrefix(path, "/setup/") {
		s.t.Fatalf("no one-time address in %q", line)
	}
	return path
}

const (
	adminEmail = "anna@company.test"
	goodPhrase = "drie paarden voor de molen"
)

// setUp makes Anna the administrator, who is signed in then.
func (s *server) setUp(more ...string) {
	s.t.Helper()
	path := s.setUpPath()
	fields := s.fields(path, "#set-up-form")
	fields.Set("organisation", "Bakkerij Anna")
	fields.Set("name", "Anna Bakker")
	fields.Set("email", adminEmail)
	fields.Set("password", goodPhrase)
	fields.Del("samples")
	for i := 0; i < len(more); i += 2 {
		fields.Set(more[i], more[i+1])
	}
	s.submit(path, fields)
}

// signIn signs in, as a browser does.
func (s *server) signIn(email, password string) {
	s.t.Helper()
	res := s.trySignIn(email, password)
	if res.StatusCode != http.StatusSeeOther {
		s.t.Fatalf("%s can't sign in: %s", email, res.Status)
	}
}

func (s *server) trySignIn(email, password string) *http.Response {
	s.t.Helper()
	fields := s.fields("/login", "form[action='/login']")
	fields.Set("email", email)
	fields.Set("password", password)
	return s.post("/login", fields)
}

// post sends a form from a page of the server's own; the body is read.
func (s *server) post(path string, fields url.Values) *http.Response {
	s.t.Helper()
	req, err := http.NewRequest("POST", s.url+path, strings.NewReader(fields.Encode()))
	if err != nil {
		s.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Origin", s.url)
	if s.forwarded != "" {
		req.Header.Set("X-Forwarded-For", s.forwarded)
	}
	res, err := s.client.Do(req)
	if err != nil {
		s.t.Fatal(err)
	}
	defer res.Body.Close()
	body, _ := io.ReadAll(res.Body)
	res.Body = io.NopCloser(bytes.NewReader(body))
	return res
}

// status is what a page answers.
func (s *server) status(path string) int {
	s.t.Helper()
	res, err := s.client.Get(s.url + path)
	if err != nil {
		s.t.Fatal(err)
	}
	res.Body.Close()
	return res.StatusCode
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
	const form = "form[data-guard]"
	action, ok := s.page(path).Find(form).First().Attr("action")
	if !ok {
		s.t.Fatalf("%s has no form", path)
	}
	return action, s.fields(path, form)
}

// fields are what a browser would submit of a form.
func (s *server) fields(path, selector string) (fields url.Values) {
	s.t.Helper()
	form := s.page(path).Find(selector).First()
	if form.Length() == 0 {
		s.t.Fatalf("%s has no %s", path, selector)
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
	return fields
}

// submit sends a form, which must be taken, and returns where it leads.
func (s *server) submit(action string, fields url.Values) string {
	s.t.Helper()
	res := s.post(action, fields)
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
