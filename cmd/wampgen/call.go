package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/wampgen/wampgen/runtime/codec"
	"github.com/wampgen/wampgen/runtime/wamp"
)

func newCall() *cobra.Command {
	var (
		router   connection
		kwargs   []string
		progress bool
	)
	cmd := &cobra.Command{
		Use:   "call [flags] URL URI [ARG...]",
		Short: "Call a procedure and print its result",
		Long: "call joins the router at URL, calls the procedure URI and prints the result as JSON.\n" +
			"An ARG that is JSON is passed as that, one of the form NAME=VALUE as a keyword\n" +
			"argument, and any other as a string; '\"a=b\"' is a string, too. Flags stand before\n" +
			"the URL, so that an ARG may be -3; an ARG that begins with -- is written '\"--x\"'.\n\n" +
			"A result that is one value is printed as that value, any other as\n" +
			"{\"args\":[...],\"kwargs\":{...}}, and an empty one not at all.",
		Example: "  wampgen call ws://127.0.0.1:8080/ws com.example.hello.greet Ada\n" +
			"  wampgen call --timeout 1m ws://127.0.0.1:8080/ws com.example.add 2 -3 precise=true",
		Args: routerURL(noFlagBehind(wants(cobra.MinimumNArgs(2)))),

		ValidArgsFunction: nothing(),
		RunE: func(cmd *cobra.Command, args []string) error {
			w := codec.NewWriter(wamp.JSON)
			defer w.Free()
			payload, err := arguments(w, args[2:], kwargs)
			if err != nil {
				return err
			}
			return failed(router.call(cmd.Context(), args[0], wamp.URI(args[1]), payload, progress, cmd.OutOrStdout()))
		},
	}
	router.flags(cmd)
	cmd.Flags().SetInterspersed(false)
	keywordFlag(cmd, &kwargs)
	cmd.Flags().BoolVar(&progress, "progress", false, "print progressive results as they come, each on a line before that of the final one")
	return cmd
}

// noFlagBehind refuses a flag that stands behind the URL: passed on as an
// argument it would be missed by nobody but the user.
func noFlagBehind(number cobra.PositionalArgs) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if err := number(cmd, args); err != nil {
			return err
		}
		for _, arg := range args {
			if strings.HasPrefix(arg, "--") {
				return fmt.Errorf("%q behind the URL: flags stand before it", arg)
			}
		}
		return nil
	}
}

// call calls a procedure and writes its result to out.
func (c *connection) call(ctx context.Context, url string, procedure wamp.URI, args wamp.Payload, progress bool, out io.Writer) error {
	session, err := c.join(ctx, url)
	if err != nil {
		return err
	}
	defer leave(session)
	ctx, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	var result wamp.Payload
	if progress {
		result, err = callProgressive(ctx, session, procedure, args, out)
	} else {
		result, err = session.CallRaw(ctx, procedure, args)
	}
	if e, ok := errors.AsType[*wamp.Error](err); ok {
		return fmt.Errorf("call %s: %w", procedure, peerError(e))
	}
	if err != nil {
		return err
	}
	if line := resultLine(result); line != "" {
		_, err = fmt.Fprintln(out, line)
	}
	return err
}

// resultLine returns a result as one line of JSON, or "" if it is empty.
func resultLine(result wamp.Payload) string {
	args, kwargs := jsonPayload(result)
	switch {
	case len(args) == 0 && len(kwargs) == 0:
		return ""
	case len(args) == 1 && len(kwargs) == 0:
		var line bytes.Buffer
		if json.Compact(&line, args[0]) != nil {
			return string(args[0])
		}
		return line.String()
	default:
		return payloadLine(args, kwargs, "")
	}
}

// peerError returns the error of a peer with everything it says.
func peerError(e *wamp.Error) error {
	args, kwargs := jsonPayload(e.Payload)
	if len(args) > 0 && e.Message != "" {
		args = args[1:] // it is the message
	}
	if len(args) == 0 && len(kwargs) == 0 {
		return e
	}
	return fmt.Errorf("%w %s", e, payloadLine(args, kwargs, ""))
}

// jsonPayload returns the values of a payload as JSON. Kwargs keep their order.
func jsonPayload(p wamp.Payload) (args []json.RawMessage, kwargs json.RawMessage) {
	p = codec.Transcode(p, wamp.JSON)
	if len(p.Args) > 0 && json.Unmarshal(p.Args, &args) != nil {
		args = nil
	}
	var entries map[string]json.RawMessage
	if len(p.Kwargs) > 0 && json.Unmarshal(p.Kwargs, &entries) == nil && len(entries) > 0 {
		kwargs = p.Kwargs
	}
	return args, kwargs
}

// payloadLine returns a payload, and the topic of an event if that is given, as one
// JSON object without what is empty.
func payloadLine(args []json.RawMessage, kwargs json.RawMessage, topic wamp.URI) string {
	line, err := json.Marshal(struct {
		Topic  wamp.URI          `json:"topic,omitempty"`
		Args   []json.RawMessage `json:"args,omitempty"`
		Kwargs json.RawMessage   `json:"kwargs,omitempty"`
	}{topic, args, kwargs})
	if err != nil {
		return "{}"
	}
	return string(line)
}
