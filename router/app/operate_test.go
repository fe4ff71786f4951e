package app

import (
	"context"
	"errors"
	"net"
	"strconv"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/wampgen/wampgen/runtime"
	"github.com/wampgen/wampgen/runtime/client"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// freePort NAME sets a variable to a port that nobody listens on.
func freePort(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: freeport NAME")
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	ts.Check(err)
	_, port, err := net.SplitHostPort(l.Addr().String())
	ts.Check(err)
	ts.Check(l.Close())
	ts.Setenv(args[0], port)
}

type clientKey struct{}

// remoteClient NAME joins realm1 of a launched program, and sets CLIENT to the ID of the session.
func remoteClient(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: client NAME")
	}
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	s, err := client.Join(ctx, servedAt.FindString(ts.ReadFile(args[0])), "realm1")
	ts.Check(err)
	*ts.Value(clientKey{}).(**runtime.Session) = s
	ts.Setenv("CLIENT", strconv.FormatUint(uint64(s.ID()), 10))
	ts.Defer(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		_ = s.Leave(ctx, wamp.CloseNormal) // it may have been told GOODBYE
		_ = s.Wait(ctx)
	})
}

// remoteClientEnded URI waits until the router has ended the session of the client, for a
// reason.
func remoteClientEnded(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: clientended URI")
	}
	s := *ts.Value(clientKey{}).(**runtime.Session)
	select {
	case <-s.Done():
	case <-time.After(20 * time.Second):
		ts.Fatalf("the session has not ended")
	}
	var reason *wamp.Error
	if !errors.As(s.Err(), &reason) || string(reason.URI) != args[0] {
		ts.Fatalf("the session ended with %v, want %s", s.Err(), args[0])
	}
}
