package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/wampgen/wampgen/runtime"
	"github.com/wampgen/wampgen/runtime/client"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// connection is what the flags of call, publish and subscribe say about the router.
type connection struct {
	login
	authorities authorities
	options     []client.Option // that follow from both
	realm       string
	format      serialization
	timeout     time.Duration
}

// flags adds the flags of a connection to a command.
func (c *connection) flags(cmd *cobra.Command) {
	cmd.Flags().StringVar(&c.realm, "realm", "realm1", "realm to join")
	c.login.flags(cmd)
	c.authorities.flags(cmd)
	cmd.PreRunE = func(*cobra.Command, []string) error {
		credentials, err := c.credentials()
		if err != nil {
			return err
		}
		trust, err := c.authorities.options()
		if err != nil {
			return err
		}
		c.options = append(credentials, trust...)
		return nil
	}
	cmd.Flags().Var(&c.format, "serialization", "json, msgpack or cbor; all are offered without it")
	completeFlag(cmd, "serialization", words("json", "msgpack", "cbor"))
	completeFlag(cmd, "realm", nothing())
	cmd.Flags().DurationVar(&c.timeout, "timeout", 10*time.Second, "longest time to connect, and to wait for an answer")
}

// join joins the realm at url. The timeout does not bound the session.
func (c *connection) join(ctx context.Context, url string) (*runtime.Session, error) {
	options := c.options
	if c.format != 0 {
		options = append(options, client.WithFormats(wamp.Format(c.format)))
	}
	ctx, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	return client.Join(ctx, url, wamp.URI(c.realm), options...)
}

// routerURL checks the number of arguments, and that the first is a URL of the kind
// that routers are reached at.
func routerURL(number cobra.PositionalArgs) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if err := number(cmd, args); err != nil {
			return err
		}
		switch scheme, rest, _ := strings.Cut(args[0], "://"); {
		case rest == "":
		case scheme == "ws", scheme == "wss", scheme == "rs", scheme == "rss":
			return nil
		}
		return fmt.Errorf("no URL of a router %q: want ws://host:port/path for WebSocket, rs://host:port for RawSocket, or wss:// and rss:// for TLS", args[0])
	}
}

// serialization is the value of the flag --serialization; zero is not given.
type serialization wamp.Format

// String returns the name of the serialization.
func (s *serialization) String() string { return wamp.Format(*s).String() }

// Set chooses a serialization by its name.
func (s *serialization) Set(name string) error {
	format, ok := wamp.ParseFormat(name)
	if !ok {
		return fmt.Errorf("want json, msgpack or cbor")
	}
	*s = serialization(format)
	return nil
}

// Type names the kind of value in the help.
func (s *serialization) Type() string { return "name" }

// leave ends a session within a second; what goes wrong then changes nothing.
func leave(session *runtime.Session) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	_ = session.Leave(ctx, wamp.CloseNormal)
}
