// Package commands is the command line: one file per command, and how the
// program starts and stops. It wires the other rooms together and decides
// nothing about sales.
package commands

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/alecthomas/kong"
)

const (
	failed   = 1 // it could not be done
	misasked = 2 // the command line is not right
)

// commands are all that there are.
type commands struct {
	Demo    demoCommand     `cmd:"" help:"Look around: serve an invented company, until you stop it. Nothing is kept."`
	Serve   serveCommand    `cmd:"" help:"Real use: serve the company whose data is in a folder. An empty folder is set up first."`
	User    userCommands    `cmd:"" help:"Add, list, disable and enable users, and let them choose a new password."`
	Session sessionCommands `cmd:"" help:"End sessions."`
	Config  configCommands  `cmd:"" help:"Move the company's setup (sale types, stages, guides, lists, currencies) to and from a file."`
	Check   checkCommand    `cmd:"" help:"Prove that the data in a folder is whole, while no Verkoop serves it."`
	Version versionCommand  `cmd:"" help:"Say which version of Verkoop this is."`
}

// surroundings is what a command is given by the process.
type surroundings struct {
	context.Context // ends when the process is asked to stop
	out, err        io.Writer
}

// usageError is a mistake on the command line or in the environment.
type usageError string

func (e usageError) Error() string { return string(e) }

// Run carries out what the arguments ask for and returns the exit code: 0 when
// done, 1 when it could not be done, 2 when the arguments are not right. Each
// failure is one sentence on stderr. SIGINT and SIGTERM stop a server.
func Run(args []string, stdout, stderr io.Writer) (code int) {
	ownFilesOnly()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	// A second signal ends the process at once, whatever it is still waiting for.
	context.AfterFunc(ctx, stop)

	// Kong exits from the middle of parsing after --help.
	type exit int
	defer func() {
		if p := recover(); p != nil {
			e, ok := p.(exit)
			if !ok {
				panic(p)
			}
			code = int(e)
		}
	}()
	parser, err := kong.New(&commands{},
		kong.Name("verkoop"),
		kong.Description("Verkoop is a sales desk in one program: it keeps your sales and shows them in the browser, in Dutch or English."),
		kong.Writers(stdout, stderr),
		kong.Exit(func(code int) { panic(exit(code)) }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
		kong.Vars{"listen": defaultListen, "levels": levels},
		kong.Bind(&surroundings{ctx, stdout, stderr}),
	)
	if err != nil {
		panic(err) // the commands above do not fit kong: a mistake in this file
	}
	asked, err := parser.Parse(args)
	if err != nil {
		err = usageError(err.Error() + " (verkoop --help lists what there is)")
	} else {
		err = asked.Run()
	}
	if err == nil {
		return 0
	}
	fmt.Fprintln(stderr, "verkoop:", strings.ReplaceAll(err.Error(), "\n", "; "))
	if errors.As(err, new(usageError)) {
		return misasked
	}
	return failed
}
