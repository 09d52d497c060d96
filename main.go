// Verkoop is a sales desk in one program. See README.md.
package main

import (
	"os"

	"verkoop/commands"
)

func main() { os.Exit(commands.Run(os.Args[1:], os.Stdout, os.Stderr)) }
