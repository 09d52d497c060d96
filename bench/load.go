package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime/pprof"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

// measured is what a turn gave.
type measured struct {
	rate float64       // a second
	cpu  time.Duration // of this process, for each
}

// load lets clients work at the same time for the window. do carries out one
// piece of work of the client.
func (b *bench) load(clients int, do func(client int) error) (measured, error) {
	var stop atomic.Bool
	var count atomic.Int64
	failed := make([]error, clients)
	var wait sync.WaitGroup
	before, begun := cpu(), time.Now()
	for i := range clients {
		wait.Go(func() {
			part("client", func() {
				for n := int64(0); ; n++ {
					if stop.Load() {
						count.Add(n)
						return
					}
					if failed[i] = do(i); failed[i] != nil {
						return
					}
				}
			})
		})
	}
	select {
	case <-time.After(b.window):
	case <-b.Done():
	}
	stop.Store(true)
	wait.Wait()
	if err := errors.Join(append(failed, b.Err())...); err != nil {
		return measured{}, err
	}
	took, n := time.Since(begun), count.Load()
	return measured{rate: float64(n) / took.Seconds(), cpu: (cpu() - before) / time.Duration(max(n, 1))}, nil
}

// side is one of those that take turns.
type side func() (measured, error)

// turns lets the sides take turns, after one that does not count.
func (b *bench) turns(sides ...side) (rates [][]float64, cpus []time.Duration, err error) {
	rates = make([][]float64, len(sides))
	all := make([][]time.Duration, len(sides))
	for round := range b.rounds + 1 {
		for i, s := range sides {
			m, err := s()
			if err != nil {
				return nil, nil, err
			}
			if round > 0 {
				rates[i] = append(rates[i], m.rate)
				all[i] = append(all[i], m.cpu)
			}
		}
	}
	for _, c := range all {
		cpus = append(cpus, median(c))
	}
	return rates, cpus, nil
}

// cpu is the time that this process has used.
func cpu() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// part marks what goroutines that do starts belong to, in profiles:
// go tool pprof -tagfocus part=client.
func part(name string, do func()) {
	pprof.Do(context.Background(), pprof.Labels("part", name), func(context.Context) { do() })
}

// profiled writes a CPU profile of one more, longer turn, where profiles are wanted.
func (b *bench) profiled(name string, s side) (err error) {
	if b.profile == "" {
		return nil
	}
	if err := os.MkdirAll(b.profile, 0o755); err != nil {
		return err
	}
	f, err := os.Create(filepath.Join(b.profile, name+".pprof"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	defer func(w time.Duration) { b.window = w }(b.window)
	b.window = 8 * time.Second
	if err := pprof.StartCPUProfile(f); err != nil {
		return err
	}
	defer pprof.StopCPUProfile()
	_, err = s()
	return err
}
