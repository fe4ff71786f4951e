package node

import (
	"context"
	"testing"
	"time"

	"github.com/wampgen/wampgen/runtime/client"
	"github.com/wampgen/wampgen/runtime/contract"
	wire "github.com/wampgen/wampgen/runtime/transport"
	"github.com/wampgen/wampgen/runtime/transport/websocket"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// limited is a node with a WebSocket whose limits are to be filled in.
const limited = everything + `
    components: [{type: class, classname: test.A, realm: realm1, role: all}]
    transports:
      - type: websocket
        endpoint: {type: tcp, port: 0, interface: 127.0.0.1}
        auth: {anonymous: {type: static, role: all}}
        limits: `

// TestSessionsThatHaveJoinedAreNotBeforeLogin joins more clients than may be
// before their login at one time.
func TestSessionsThatHaveJoinedAreNotBeforeLogin(t *testing.T) {
	n, _ := run(t, limited+"{connections_before_login: 1}\n", class("test.A", &contract.Component{}, hooks{}, nil))
	url := "ws://" + n.Addresses()[0].Host
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	for i := range 3 {
		for {
			s, err := client.Join(ctx, url, "realm1")
			if err == nil {
				defer func() {
					_ = s.Leave(context.Background(), wamp.CloseNormal)
					_ = s.Wait(context.Background())
				}()
				break
			}
			if ctx.Err() != nil { // else the login before has not been noticed yet
				t.Fatalf("client %d: %v", i, err)
			}
		}
	}
}

func TestLoginTimeout(t *testing.T) {
	n, _ := run(t, limited+"{login_timeout: 20ms}\n", class("test.A", &contract.Component{}, hooks{}, nil))
	conn, err := websocket.Dial(t.Context(), "ws://"+n.Addresses()[0].Host, websocket.DialOptions{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(wire.CloseNormal, "") }()
	var buf wire.Buffer
	for {
		if err := conn.Read(&buf); err != nil {
			break // the end of a client that never says HELLO
		}
	}
	buf.Free()
}
