// Command wampgen turns YAML schemas of WAMP procedures and topics into Go code, and
// calls, publishes and subscribes at any WAMP router.
//
//	wampgen [generate] [DIR]            bring the generated code of an application up to date
//	wampgen init [NAME]                 begin an application
//	wampgen explain [NAME...]           print everything that is derived from the schemas
//	wampgen lint [DIR]                  find what is right and likely to hurt
//	wampgen breaking --against REF      find what breaks for those who know an older state
//	wampgen call URL URI [ARG...]       call a procedure and print its result
//	wampgen publish URL TOPIC [ARG...]  publish an event
//	wampgen subscribe URL TOPIC         print the events of a topic
//	wampgen version                     print the version
//
// It exits with 0 if all went well, with 1 if the work failed (faults in a schema, code
// that is not current, an error from the router) and with 2 if the command line is wrong.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"
)

// The exit codes.
const (
	exitOK      = 0
	exitFailure = 1
	exitUsage   = 2
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, newRoot())
	stop()
	os.Exit(code)
}

// run executes a command and returns its exit code.
func run(ctx context.Context, root *cobra.Command) int {
	err := root.ExecuteContext(ctx)
	if err == nil {
		return exitOK
	}
	if errors.Is(err, errReported) {
		return exitFailure
	}
	fmt.Fprintf(root.ErrOrStderr(), "wampgen: %s\n", err)
	if _, ok := errors.AsType[*failure](err); ok {
		return exitFailure
	}
	fmt.Fprintln(root.ErrOrStderr(), "Run wampgen --help for usage.")
	return exitUsage
}

// failure is an error of the work itself; every other one is of the command line.
type failure struct{ error }

func (f *failure) Unwrap() error { return f.error }

// errReported is a failure of which everything has been said.
var errReported = errors.New("reported")

// failed makes an error a failure.
func failed(err error) error {
	if err == nil || errors.Is(err, errReported) {
		return err
	}
	return &failure{err}
}

// newRoot returns the command with its subcommands.
func newRoot() *cobra.Command {
	root := newGenerate()
	root.Use = "wampgen"
	root.Short = "Typed WAMP components from YAML schemas"
	root.Long = "wampgen turns YAML schemas of WAMP procedures and topics into Go code.\n" +
		"Without a command it does what wampgen generate does in the current directory."
	root.Args = cobra.NoArgs
	root.SilenceErrors = true
	root.SilenceUsage = true
	root.CompletionOptions.HiddenDefaultCmd = true
	root.AddCommand(newInit(), newGenerate(), newExplain(), newLint(), newBreaking(), newCall(), newPublish(), newSubscribe(), newVersion())
	return root
}
