package main

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/wampgen/wampgen/runtime"
	"github.com/wampgen/wampgen/runtime/wamp"
)

func newSubscribe() *cobra.Command {
	var (
		router   connection
		match    string
		count    int
		retained bool
	)
	cmd := &cobra.Command{
		Use:   "subscribe [flags] URL TOPIC",
		Short: "Print the events of a topic",
		Long: "subscribe joins the router at URL, subscribes to TOPIC and prints each event as one\n" +
			"line of JSON, {\"args\":[...],\"kwargs\":{...}}, until it is interrupted or the session\n" +
			"ends. Events of a pattern carry their topic.",
		Example: "  wampgen subscribe ws://127.0.0.1:8080/ws com.example.hello.greeted\n" +
			"  wampgen subscribe ws://127.0.0.1:8080/ws com.example. --match prefix",
		Args: routerURL(wants(cobra.ExactArgs(2))),

		ValidArgsFunction: nothing(),
		RunE: func(cmd *cobra.Command, args []string) error {
			policy, ok := wamp.ParseMatch(match)
			if !ok {
				return fmt.Errorf("no matching policy %q: want exact, prefix or wildcard", match)
			}
			return failed(router.subscribe(cmd.Context(), args[0], wamp.URI(args[1]), wamp.SubscribeOptions{Match: policy, GetRetained: retained}, count, cmd.OutOrStdout()))
		},
	}
	router.flags(cmd)
	cmd.Flags().StringVar(&match, "match", "exact", "the `policy` by which TOPIC selects topics: exact, prefix or wildcard")
	cmd.Flags().BoolVar(&retained, "retained", false, "print what the router has kept of TOPIC first")
	cmd.Flags().IntVar(&count, "count", 0, "end after that many events; 0 is never")
	completeFlag(cmd, "match", words("exact", "prefix", "wildcard"))
	return cmd
}

// subscribe writes the events of a topic to out until it has count of them, if that
// is not 0, the context ends or the session does.
func (c *connection) subscribe(ctx context.Context, url string, topic wamp.URI, options wamp.SubscribeOptions, count int, out io.Writer) error {
	session, err := c.join(ctx, url)
	if err != nil {
		return err
	}
	defer leave(session)

	enough := make(chan error, 1)
	printed := 0
	handler := func(ctx context.Context, event wamp.Payload) error {
		if count > 0 && printed == count {
			return nil
		}
		printed++
		var of wamp.URI
		if e, ok := runtime.EventFrom(ctx); ok && options.Match != wamp.MatchExact {
			of = e.Topic
		}
		args, kwargs := jsonPayload(event)
		_, err := fmt.Fprintln(out, payloadLine(args, kwargs, of))
		if err != nil || printed == count {
			select {
			case enough <- err:
			default:
			}
		}
		return nil
	}
	subscribing, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	if _, err := session.SubscribeRaw(subscribing, topic, options, handler); err != nil {
		return fmt.Errorf("subscribe to %s: %w", topic, err)
	}
	select {
	case err := <-enough:
		return err
	case <-ctx.Done():
		return nil
	case <-session.Done():
		return fmt.Errorf("subscribe to %s: session ended: %w", topic, session.Err())
	}
}
