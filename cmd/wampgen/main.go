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
	cmd, err := root.ExecuteContextC(ctx)
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
	fmt.Fprintf(root.ErrOrStderr(), "Run %s --help for usage.\n", cmd.CommandPath())
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
	root.Long = "wampgen turns YAML schemas of WAMP procedures and topics into Go code, and calls,\n" +
		"publishes and subscribes at any WAMP router. Without a command it does what wampgen\n" +
		"generate does in the current directory.\n" +
		"\n" +
		"It exits with 0 if all went well, with 1 if the work failed (faults in a schema, code\n" +
		"that is not current, findings, an error from the router) and with 2 if the command line\n" +
		"is wrong."
	root.Example = "  wampgen init\n  wampgen\n  wampgen breaking --against main\n" +
		"  wampgen call ws://127.0.0.1:8080/ws com.example.hello.greet Ada"
	root.Args = knownCommand
	root.ValidArgsFunction = nothing()
	root.Version = version()
	root.SetVersionTemplate("wampgen {{.Version}}\n")
	root.SilenceErrors = true
	root.SilenceUsage = true
	root.SuggestionsMinimumDistance = 2
	root.AddGroup(&cobra.Group{ID: "schemas", Title: "Schemas and code:"}, &cobra.Group{ID: "routers", Title: "At a router:"})
	add := func(group string, commands ...*cobra.Command) {
		for _, c := range commands {
			c.GroupID = group
		}
		root.AddCommand(commands...)
	}
	add("schemas", newInit(), newGenerate(), newExplain(), newLint(), newBreaking())
	add("routers", newCall(), newPublish(), newSubscribe())
	add("", newVersion())
	return root
}
