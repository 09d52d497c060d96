// Bench measures Verkoop against what it stands on: a bare Fiber handler, raw
// Badger, and itself with little data. All figures come from one run, on one
// machine, in one folder on a real disk; the two sides of a ratio take turns, so
// that a slow moment hits both. It may import what commands may, and the engine's
// own library.
//
//	go run ./bench            the whole table, some minutes
//	go run ./bench -quick     the same with smaller numbers, below a minute
//	go run ./bench -only growth -sales 1000000
//	                          what grows with the number of sales, at a million
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"runtime"
	"strings"
	"time"
)

// bench is one run.
type bench struct {
	context.Context
	size
	dir     string // the run's own folder
	profile string // folder for CPU profiles; empty for none
	only    string // figures to make; empty for all
	table   table
}

// size is how much is measured.
type size struct {
	rounds  int           // of A B A B
	window  time.Duration // that one turn takes
	few     int           // sales
	many    int
	stories int // open, edit, save
	starts  int // of the real program
	views   int // pages, before its memory is read
}

var (
	full  = size{rounds: 7, window: 1500 * time.Millisecond, few: 1000, many: 100_000, stories: 600, starts: 5, views: 10_000}
	quick = size{rounds: 3, window: 300 * time.Millisecond, few: 1000, many: 10_000, stories: 80, starts: 2, views: 2_000}
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context) (err error) {
	b := &bench{Context: ctx, size: full}
	small := flag.Bool("quick", false, "smaller numbers, below a minute")
	sales := flag.Int("sales", 0, "how many sales are many; default 100000, with -quick 10000; a million take a quarter of an hour or so to make, and some 2 GB of disk")
	dir := flag.String("dir", "", "folder to measure in; default: one in the user's cache")
	flag.StringVar(&b.profile, "profile", "", "folder to write CPU profiles to, one per figure")
	flag.StringVar(&b.only, "only", "", "figures to make, of page,save,login,growth,program,bytes; default: all")
	flag.Parse()
	if *small {
		b.size = quick
	}
	if *sales > 0 {
		b.many = max(*sales, b.few)
	}
	place, done, err := folder(*dir)
	if err != nil {
		return err
	}
	defer done()
	b.dir = place.dir
	fmt.Printf("%s, %s, %d cores, in %s (%s, flushes in %s)\n\n",
		time.Now().Format("2006-01-02 15:04"), runtime.Version(), runtime.NumCPU(), place.dir, place.system, place.flush.Round(10*time.Microsecond))

	begun := time.Now()
	for _, figure := range []struct {
		name string
		make func() error
	}{
		{"page", b.page}, {"save", b.save}, {"login", b.login}, {"growth", b.growth}, {"program", b.program}, {"bytes", b.bytes},
	} {
		if b.only != "" && !strings.Contains(","+b.only+",", ","+figure.name+",") {
			continue
		}
		fmt.Fprintf(os.Stderr, "%5.0f s  %s …\n", time.Since(begun).Seconds(), figure.name)
		if err := figure.make(); err != nil {
			return fmt.Errorf("%s: %w", figure.name, err)
		}
	}
	b.table.print(os.Stdout)
	fmt.Printf("\nThe run took %.0f s. A ratio is the median of the rounds' ratios; other figures are medians.\n", time.Since(begun).Seconds())
	return nil
}
