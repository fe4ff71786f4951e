// Package app is the command line of an application: the binary that links
// component classes in and hosts them as a node file says.
//
//	func main() { app.Main(Classes(), app.Embed(files)) }
package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"

	"github.com/wampgen/wampgen/router/node"
	"github.com/wampgen/wampgen/runtime"
)

// Exit codes of Run.
const (
	exitOK    = 0
	exitFault = 1 // of the node file, or of the node
	exitUsage = 2 // of the command line
)

// Option sets something of an application beyond its classes.
type Option func(*application)

// Embed gives the application files of its own: the node file that is used when
// none is named and none is found, and what that file refers to.
func Embed(files fs.FS) Option {
	return func(a *application) { a.embedded = files }
}

// Main runs the application with the arguments of the process and ends the
// process with its exit code.
func Main(classes runtime.Classes, opts ...Option) {
	os.Exit(Run(context.Background(), os.Args[1:], os.Stdout, os.Stderr, classes, opts...))
}

// Run runs the application with arguments and returns its exit code: 0 if it has
// done what it was told, 1 if the node file or the node is at fault, 2 if the
// arguments are. A node runs until ctx ends, or the process gets SIGINT or SIGTERM.
func Run(ctx context.Context, args []string, stdout, stderr io.Writer, classes runtime.Classes, opts ...Option) int {
	registry, err := runtime.NewRegistry(classes)
	if err != nil {
		fmt.Fprintf(stderr, "register classes: %v\n", err)
		return exitFault
	}
	a := &application{registry: registry, stdout: stdout, stderr: stderr, env: os.LookupEnv, ctx: ctx}
	for _, o := range opts {
		o(a)
	}
	if a.wrong != nil {
		fmt.Fprintln(stderr, a.wrong)
		return exitFault
	}
	root := a.command()
	root.SetArgs(args)
	switch err := root.ExecuteContext(ctx); {
	case err == nil:
		return exitOK
	case errors.Is(err, errReported):
		return exitFault
	case errors.As(err, new(fault)):
		fmt.Fprintf(stderr, "%s: %v\n", root.Name(), err)
		return exitFault
	default:
		fmt.Fprintf(stderr, "%s: %v\nRun %s --help for what there is.\n", root.Name(), err, root.Name())
		return exitUsage
	}
}

// application is what the commands work with.
type application struct {
	registry  *runtime.Registry
	resources node.Resources
	wrong     error // with options
	embedded  fs.FS
	stdout    io.Writer
	stderr    io.Writer
	env       func(string) (string, bool)
	ctx       context.Context
	config    string // the flag --config
	explain   bool   // the flag --explain of check
	watch     bool   // the flag --watch of start
	pidFile   string // the flag --pid-file of start
	log       logFlags
	logger    *slog.Logger // of the option Logger; nil: as the flags say

	json            bool   // the flag --json of the operator's commands
	realm           string // the flag --realm of sessions
	reason, message string // the flags of kick
}

// fault is an error that is not the command line's.
type fault struct{ error }

// Unwrap returns the cause.
func (f fault) Unwrap() error { return f.error }

// errReported ends a command whose faults have been printed.
var errReported = errors.New("faults were found")
