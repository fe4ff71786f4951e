// Command fleetctl looks after the thermostats of a building, from the command line:
//
//	fleetctl [-url URL] list
//	fleetctl [-url URL] set ID TARGET [MODE]
//	fleetctl [-url URL] watch [ID]
//	fleetctl [-url URL] export [-since DURATION]      readings as CSV
//	fleetctl [-url URL] apply < SETTINGS              lines of ID,TARGET[,MODE]
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"

	"github.com/wampgen/wampgen/runtime"
	"github.com/wampgen/wampgen/runtime/client"
	"github.com/wampgen/wampgen/runtime/wamp"
)

const realm = "building"

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "fleetctl:", err)
		os.Exit(1)
	}
}

var errUsage = errors.New("usage: fleetctl [-url URL] list | set ID TARGET [MODE] | watch [ID] | export [-since DURATION] | apply")

// commands by name; each checks its arguments before it is run in a session.
var commands = map[string]func(args []string) (command, error){
	"list": list, "set": set, "watch": watch, "export": export, "apply": apply,
}

type command func(ctx context.Context, session *runtime.Session, in io.Reader, out io.Writer) error

func run(ctx context.Context, args []string, in io.Reader, out io.Writer) error {
	flags := flag.NewFlagSet("fleetctl", flag.ContinueOnError)
	flags.SetOutput(io.Discard) // main says what is wrong
	url := flags.String("url", "ws://127.0.0.1:8082/ws", "the router")
	if err := flags.Parse(args); err != nil {
		return errUsage
	}
	parse := commands[flags.Arg(0)]
	if parse == nil {
		return errUsage
	}
	do, err := parse(flags.Args()[1:])
	if err != nil {
		return err
	}
	session, err := client.Join(ctx, *url, realm)
	if err != nil {
		return err
	}
	err = do(ctx, session, in, out)
	leaving := session.Leave(context.WithoutCancel(ctx), wamp.CloseNormal)
	return errors.Join(err, leaving)
}
