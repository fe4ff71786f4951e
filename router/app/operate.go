package app

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/wampgen/wampgen/router/node"
	"github.com/wampgen/wampgen/runtime"
	"github.com/wampgen/wampgen/runtime/client"
	"github.com/wampgen/wampgen/runtime/wamp"
	"github.com/wampgen/wampgen/schemas/management"
)

// operateTime bounds what a command asks of a running node.
const operateTime = 2 * time.Minute

// running is a node that runs, as the commands of its operators reach it.
type running struct {
	node    management.ControllerClient
	workers management.WorkerClient
}

// operate joins the management realm of the node that runs with the node file, and does
// something there.
func (a *application) operate(do func(ctx context.Context, r running) error) error {
	ctx, cancel := context.WithTimeout(a.ctx, operateTime)
	defer cancel()
	s, err := a.join(ctx)
	if err != nil {
		return fault{err}
	}
	defer func() {
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		_ = s.Leave(ctx, wamp.CloseNormal) // the node may have closed it
		_ = s.Wait(ctx)
	}()
	if err := do(ctx, running{management.NewControllerClient(s), management.NewWorkerClient(s)}); err != nil {
		return fault{explained(err)}
	}
	return nil
}

// explained says what to do about a refusal.
func explained(err error) error {
	var refused *wamp.Error
	if errors.As(err, &refused) && refused.URI == wamp.ErrNotAuthorized {
		return fmt.Errorf("%w: a role of controller.management in the node file has to allow it", err)
	}
	return err
}

// join joins the management realm of the node.
func (a *application) join(ctx context.Context) (*runtime.Session, error) {
	f, err := a.find()
	if err != nil {
		return nil, err
	}
	plan, faults, _ := a.draft(f)
	switch {
	case plan == nil:
		return nil, fmt.Errorf("read node file %s: %s", f.name, firstError(faults))
	case plan.Management == nil:
		return nil, fmt.Errorf("%s has no management: add to it\ncontroller:\n  management:\n    socket: node.sock", f.name)
	}
	url, err := door(plan.Management)
	if err != nil {
		return nil, fmt.Errorf("reach the node of %s: %w", f.name, err)
	}
	s, err := client.Join(ctx, url, plan.Management.Realms[0].Name)
	if err != nil {
		return nil, fmt.Errorf("reach the node of %s: is it running? %w", f.name, err)
	}
	return s, nil
}

// door is how a command comes to the management realm: by the socket, or else by the
// first transport that has an address.
func door(management *node.Worker) (url string, err error) {
	for _, t := range management.Transports {
		path, ok := webSocketPath("", t.Paths)
		if _, port, _ := net.SplitHostPort(t.Address); !ok || port == "0" {
			continue
		}
		if t.Network == "unix" {
			return "ws://unix:" + t.Address, nil
		}
		scheme := "ws://"
		if t.TLS != nil {
			scheme = "wss://"
		}
		return scheme + t.Reachable() + path, nil
	}
	return "", errors.New("its management has neither a socket nor a transport with a port")
}

// webSocketPath is where the first WebSocket service of some paths is.
func webSocketPath(above string, paths []node.Path) (string, bool) {
	for _, p := range paths {
		at := above + "/" + strings.TrimPrefix(p.Name, "/")
		switch p.Type {
		case node.WebSocket:
			return at, true
		case node.Nested:
			if below, ok := webSocketPath(at, p.Paths); ok {
				return below, true
			}
		}
	}
	return "", false
}

// operatorCommands are the commands that ask or tell the node that runs.
func (a *application) operatorCommands() []*cobra.Command {
	commands := []*cobra.Command{
		{Use: "status", Short: "Say how the running node is", Args: cobra.NoArgs, RunE: a.status},
		{Use: "components", Short: "List the components of the running node, and its guests", Args: cobra.NoArgs, RunE: a.components},
		{Use: "stop [COMPONENT]", Short: "Stop the running node, or one of its components", Args: cobra.MaximumNArgs(1), RunE: a.stopCommand},
		{Use: "restart COMPONENT", Short: "Restart a component of the running node", Args: cobra.ExactArgs(1), RunE: a.restart},
		{Use: "reload", Short: "Have the running node read its node file again", Args: cobra.NoArgs, RunE: a.reload},
	}
	sessions := &cobra.Command{Use: "sessions", Short: "List the sessions of the running node", Args: cobra.NoArgs, RunE: a.sessions}
	sessions.Flags().StringVar(&a.realm, "realm", "", "only those of this realm")
	kick := &cobra.Command{Use: "kick SESSION", Short: "End a session of the running node", Args: cobra.ExactArgs(1), RunE: a.kick}
	kick.Flags().StringVar(&a.reason, "reason", "", "the reason, a URI (default "+string(wamp.CloseKilled)+")")
	kick.Flags().StringVar(&a.message, "message", "", "what the client is told")
	for _, c := range commands[:2] {
		c.Flags().BoolVar(&a.json, "json", false, "print JSON")
	}
	commands[4].Flags().BoolVar(&a.json, "json", false, "print JSON")
	sessions.Flags().BoolVar(&a.json, "json", false, "print JSON")
	return append(commands, sessions, kick)
}
