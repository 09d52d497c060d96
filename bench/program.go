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
	"sync"
	"syscall"
	"time"
)

// program is the real program as a process of its own, with many sales: how soon
// it shows the first page, and what memory it has after many.
func (b *bench) program() (err error) {
	binary, data := filepath.Join(b.dir, "verkoop"), filepath.Join(b.dir, "program")
	build := exec.CommandContext(b, "go", "build", "-o", binary, "verkoop")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		return fmt.Errorf("go build: %w\n%s", err, out)
	}
	_, token, err := b.fill("program", b.many)
	if err != nil {
		return err
	}
	var first []time.Duration
	for i := range b.starts {
		p, took, err := b.start(binary, data, token)
		if err != nil {
			return err
		}
		first = append(first, took)
		if i == 0 { // the engine still tidies up what was just loaded: the worst moment
			err = b.memory(p, token)
		}
		if err := errors.Join(err, p.stop()); err != nil {
			return err
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
func (b *bench) start(binary, data, token string) (p *process, took time.Duration, err error) {
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
	c, err := dial(p.address, token)
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

// memory looks at many pages and tells what memory of its own that leaves the
// process with, and what it had at most meanwhile.
func (b *bench) memory(p *process, token string) error {
	viewed := make(chan error, 1)
	go func() { viewed <- b.view(p.address, token) }()
	most := 0
	for {
		now, err := p.rss()
		if err != nil {
			return err
		}
		most = max(most, now)
		select {
		case err := <-viewed:
			if err == nil {
				now, err = p.rss()
			}
			if err != nil {
				return err
			}
			what := fmt.Sprintf("%d pages, %d sales just loaded", b.views, b.many)
			b.table.beside("memory (RssAnon) after "+what, megabytes(now), float64(now), 200e6, "200 MB")
			b.table.beside("the most of it meanwhile", megabytes(most), float64(most), 200e6, "200 MB")
			return nil
		case <-time.After(20 * time.Millisecond):
		}
	}
}

var rssAnon = regexp.MustCompile(`RssAnon:\s+(\d+) kB`)

// rss is the process's own memory in bytes, without the files it has mapped.
func (p *process) rss() (int, error) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.Process.Pid))
	if err != nil {
		return 0, err
	}
	found := rssAnon.FindSubmatch(status)
	if found == nil {
		return 0, errors.New("no RssAnon in /proc/…/status")
	}
	n, err := strconv.Atoi(string(found[1]))
	return n * 1024, err
}

// view looks at many pages, as browsers that read compressed ones do.
func (b *bench) view(address, token string) error {
	conns, hangUp, err := dialAll(address, token, readers)
	if err != nil {
		return err
	}
	defer hangUp()
	failed := make([]error, readers)
	var wait sync.WaitGroup
	for i, c := range conns {
		wait.Go(func() {
			random := rand.New(rand.NewPCG(uint64(i), 0))
			for n := 0; n < b.views/readers && failed[i] == nil; n++ {
				path := fmt.Sprintf("/sales/%d", 1001+random.IntN(b.many))
				switch n % 5 {
				case 0:
					path = "/sales?sort=" + [...]string{"date", "title", "amount", "company"}[random.IntN(4)]
				case 1:
					path += "/edit"
				}
				failed[i] = c.do(get(path, zipped))
				// A sale of another group is not found; nothing else may go wrong.
				if failed[i] == nil && c.status != 200 && c.status != 404 {
					failed[i] = fmt.Errorf("%s: status %d", path, c.status)
				}
			}
		})
	}
	wait.Wait()
	return errors.Join(failed...)
}
