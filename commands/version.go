package commands

import (
	"fmt"
	"runtime/debug"
)

type versionCommand struct{}

// Run prints the version that the build knows.
func (versionCommand) Run(s *surroundings) error {
	_, err := fmt.Fprintln(s.out, "Verkoop", version())
	return err
}

func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "of an unknown version"
	}
	v := info.Main.Version
	if v == "" || v == "(devel)" {
		v = "development version"
	}
	return v + ", built with " + info.GoVersion
}
