package node

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"testing"
	"time"

	"github.com/wampgen/wampgen/runtime"
	"github.com/wampgen/wampgen/runtime/client"
	"github.com/wampgen/wampgen/runtime/contract"
	"github.com/wampgen/wampgen/runtime/wamp"
)

var (
	echo = &runtime.Procedure[runtime.None, runtime.None]{URI: "com.example.echo"}
	news = &runtime.Topic[runtime.None]{URI: "com.example.news"}
)

// echoes is a class that provides echo.
func echoes() runtime.Class {
	return class("test.Echo", &contract.Component{}, hooks{}, func(*member) runtime.Bindings {
		return runtime.Bindings{runtime.Handle(echo, func(context.Context, runtime.None) (runtime.None, error) {
			return runtime.None{}, nil
		})}
	})
}

// broken is a class that never starts.
func broken() runtime.Class {
	return class("test.Broken", &contract.Component{}, hooks{join: func(context.Context, *member) error {
		return errors.New("no key")
	}}, nil)
}

// freePort is a port that nobody listens on.
func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, port, _ := net.SplitHostPort(l.Addr().String())
	return port
}

// reload changes a node to another file.
func reload(t *testing.T, n *Node, source string) ([]Change, error) {
	t.Helper()
	plan, said := planOf(t, "node.yaml", source, n.Plan().registry)
	if plan == nil {
		t.Fatal(said)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	return n.Reload(ctx, plan)
}

// join joins a node as a remote client, which leaves at the end of the test if
// it is still there.
func join(t *testing.T, url string, realm wamp.URI) *runtime.Session {
	t.Helper()
	s, err := client.Join(t.Context(), url, realm)
	if err != nil {
		t.Fatalf("join %s: %v", realm, err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		_ = s.Leave(ctx, wamp.CloseNormal) // it may have been told GOODBYE
		_ = s.Wait(ctx)
	})
	return s
}

func address(n *Node) string { return "ws://" + n.Addresses()[0].Host }

// file fills in what the files of these tests differ in.
func file(realms, components, transports string) string {
	return fmt.Sprintf("version: 2\nworkers:\n  - type: router\n    realms: [%s]\n    components: [%s]\n    transports: [%s]\n", realms, components, transports)
}

const (
	openRole  = `{name: all, permissions: [{uri: "*", allow: {call: true, register: true, publish: true, subscribe: true}}]}`
	realm1    = `{name: realm1, roles: [` + openRole + `]}`
	echoing   = `{type: class, classname: test.Echo, realm: realm1, role: all, id: echo}`
	listening = `{type: websocket, id: main, endpoint: {type: tcp, port: 0, interface: 127.0.0.1}, auth: {anonymous: {type: static, role: all}}}`
)

// textLogger writes into a log that a test reads.
func textLogger(log *logBuffer) *slog.Logger { return slog.New(slog.NewTextHandler(log, nil)) }
