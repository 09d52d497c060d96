package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"syscall"
	"time"
)

// program is the real program as a process of its own, with many sales: how soon
// it shows the first page, and what memory it has after many.
func (b *bench) program() (err error) {
	binary, data := filepath.Join(b.dir, "verkoop"), filepath.Join(b.dir, manySales)
	build := exec.CommandContext(b, "go", "build", "-o", binary, "verkoop")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		return fmt.Errorf("go build: %w\n%s", err, out)
	}
	if _, err := os.Stat(data); err != nil { // growth has not made it
		if _, err := b.fill(manySales, b.many); err != nil {
			return err
		}
	}
	var first []time.Duration
	for i := range b.starts {
		p, took, err := b.start(binary, data)
		if err != nil {
			return err
		}
		first = append(first, took)
		var rss int
		if i == b.starts-1 {
			rss, err = b.viewed(p)
		}
		if err := errors.Join(err, p.stop()); err != nil {
			return err
		}
		if rss > 0 {
			b.table.beside(fmt.Sprintf("memory (RssAnon) after %d pages, %d sales", b.views, b.many),
				fmt.Sprintf("%.0f MB", float64(rss)/1e6), float64(rss), 200e6, "200 MB")
		}
	}
	took := median(first)
	b.table.beside(fmt.Sprintf("first page after a clean start, %d sales", b.many), fmt.Sprintf("%.0f ms", took.Seconds()*1e3), took.Seconds(), 0.2, "200 ms")
	return nil
}

// process is the program, serving.
type process struct {
	*exec.Cmd
	address string
	errors  *bytes.Buffer
}

var servedAt = regexp.MustCompile(`http://(\S+)`)

// start starts the program and waits for the list of sales.
func (b *bench) start(binary, data string) (p *process, took time.Duration, err error) {
	p = &process{Cmd: exec.CommandContext(b, binary, "serve", "--data", data, "--listen", "127.0.0.1:0"), errors: &bytes.Buffer{}}
	p.Stderr = p.errors
	out, err := p.StdoutPipe()
	if err != nil {
		return nil, 0, err
	}
	begun := time.Now()
	if err := p.Start(); err != nil {
		return nil, 0, err
	}
	defer func() {
		if err != nil {
			p.Process.Kill()
			p.Wait()
			err = fmt.Errorf("%w\n%s", err, p.errors)
		}
	}()
	lines := bufio.NewReader(out)
	hello, err := lines.ReadString('\n')
	if err != nil {
		return p, 0, fmt.Errorf("the program did not begin to serve: %w", err)
	}
	go io.Copy(io.Discard, lines)
	at := servedAt.FindStringSubmatch(hello)
	if at == nil {
		return p, 0, fmt.Errorf("no address in %q", hello)
	}
	p.address = at[1]
	c, err := dial(p.address)
	if err != nil {
		return p, 0, err
	}
	defer c.Close()
	err = c.ok(get("/sales", zipped))
	return p, time.Since(begun), err
}

func (p *process) stop() error {
	if err := p.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	if err := p.Wait(); err != nil {
		return fmt.Errorf("the program stopped with %w\n%s", err, p.errors)
	}
	return nil
}

// viewed looks at many pages, as browsers that read compressed ones do, and
// returns the process's own memory in bytes.
func (b *bench) viewed(p *process) (rss int, err error) {
	conns, hangUp, err := dialAll(p.address, readers)
	if err != nil {
		return 0, err
	}
	defer hangUp()
	failed := make(chan error, readers)
	for i, c := range conns {
		go func() {
			random := rand.New(rand.NewPCG(uint64(i), 0))
			var err error
			for n := 0; n < b.views/readers && err == nil; n++ {
				path := fmt.Sprintf("/sales/%d", 1001+random.IntN(b.many))
				switch n % 5 {
				case 0:
					path = "/sales?sort=" + [...]string{"date", "title", "amount", "company"}[random.IntN(4)]
				case 1:
					path += "/edit"
				}
				if err = c.do(get(path, zipped)); err == nil && c.status >= 500 {
					err = fmt.Errorf("%s: status %d", path, c.status)
				}
			}
			failed <- err
		}()
	}
	for range conns {
		err = errors.Join(err, <-failed)
	}
	if err != nil {
		return 0, err
	}
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.Process.Pid))
	if err != nil {
		return 0, err
	}
	found := regexp.MustCompile(`RssAnon:\s+(\d+) kB`).FindSubmatch(status)
	if found == nil {
		return 0, errors.New("no RssAnon in /proc/…/status")
	}
	rss, err = strconv.Atoi(string(found[1]))
	return rss * 1024, err
}
