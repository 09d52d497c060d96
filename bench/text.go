package main

import (
	"fmt"
	"time"
)

func perSecond(rates []float64) string { return fmt.Sprintf("%.0f/s", median(rates)) }

func micros(d time.Duration) string { return fmt.Sprintf("%.0f µs", float64(d)/1e3) }

func millis(d time.Duration) string { return fmt.Sprintf("%.2f ms", float64(d)/1e6) }

func kilobytes(n int) string { return fmt.Sprintf("%.2f kB", float64(n)/1000) }

func megabytes(n int) string { return fmt.Sprintf("%.0f MB", float64(n)/1e6) }
