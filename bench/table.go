package main

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
)

// table is what a run prints.
type table struct {
	rows  [][]string
	notes []string
}

// ratio adds a figure that is judged by its relation to a baseline.
func (t *table) ratio(figure, ours, baseline string, ratio float64, sign string, target float64) {
	t.rows = append(t.rows, []string{figure, ours, baseline, fmt.Sprintf("%.2f", ratio), fmt.Sprintf("%s %.2f", sign, target),
		met(sign == "≥" && ratio >= target || sign == "≤" && ratio <= target)})
}

// beside adds a figure that has no baseline but what we want.
func (t *table) beside(figure, ours string, value, most float64, wanted string) {
	t.rows = append(t.rows, []string{figure, ours, "", "", "≤ " + wanted, met(value <= most)})
}

// only adds a figure that is not judged.
func (t *table) only(figure, ours, baseline string, ratio float64) {
	t.rows = append(t.rows, []string{figure, ours, baseline, fmt.Sprintf("%.2f", ratio), "", ""})
}

func (t *table) note(format string, args ...any) {
	t.notes = append(t.notes, fmt.Sprintf(format, args...))
}

func met(yes bool) string {
	if yes {
		return "met"
	}
	return "NOT MET"
}

func (t *table) print(out io.Writer) {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "figure\tours\tbaseline\tratio\ttarget\t")
	for _, row := range t.rows {
		fmt.Fprintln(w, strings.Join(row, "\t"))
	}
	w.Flush()
	for _, n := range t.notes {
		fmt.Fprintln(out, "\n"+n)
	}
}

// median is the one in the middle; the upper one where there are two.
func median[T cmp.Ordered](values []T) T {
	sorted := slices.Sorted(slices.Values(values))
	return sorted[len(sorted)/2]
}

// medianRatio is the median of a[i]/b[i].
func medianRatio(a, b []float64) float64 {
	ratios := make([]float64, len(a))
	for i := range a {
		ratios[i] = a[i] / b[i]
	}
	return median(ratios)
}
