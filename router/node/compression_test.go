package node

import (
	"net"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/gorilla/websocket"

	"github.com/wampgen/wampgen/runtime/client"
)

// counted is a connection that counts what arrives.
type counted struct {
	net.Conn
	received *atomic.Int64
}

func (c counted) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	c.received.Add(int64(n))
	return n, err
}

// Events go compressed to who offers permessage-deflate where the file says so.
func TestCompression(t *testing.T) {
	text := strings.Repeat("to be or not to be ", 1000)
	for options, compressed := range map[string]bool{
		"":                           false,
		"compression: {deflate: {}}": true,
		"compression: {deflate: {memory_level: 8}}, max_message_size: 65536": true,
	} {
		n, _ := run(t, file(realm1, echoing, `{type: websocket, endpoint: {type: tcp, port: 0, interface: 127.0.0.1}, options: {`+options+`}, auth: {anonymous: {type: static, role: all}}}`), echoes())
		var received atomic.Int64
		d := websocket.Dialer{Subprotocols: []string{"wamp.2.json"}, EnableCompression: true, NetDial: func(network, address string) (net.Conn, error) {
			conn, err := net.Dial(network, address)
			return counted{conn, &received}, err
		}}
		ws, _, err := d.Dial(address(n), nil)
		if err != nil {
			t.Fatal(err)
		}
		exchange := func(message string) string {
			if err := ws.WriteMessage(websocket.TextMessage, []byte(message)); err != nil {
				t.Fatal(err)
			}
			_, answer, err := ws.ReadMessage()
			if err != nil {
				t.Fatal(err)
			}
			return string(answer)
		}
		exchange(`[1,"realm1",{"roles":{"publisher":{},"subscriber":{}}}]`)
		exchange(`[32,1,{},"com.example.news"]`)
		before := received.Load()
		event := exchange(`[16,2,{"exclude_me":false},"com.example.news",["` + text + `"]]`)
		if !strings.HasSuffix(event, text+`"]]`) {
			t.Errorf("{%s}: the event is %.80q", options, event)
		}
		if got := received.Load() - before; (got < 1000) != compressed {
			t.Errorf("{%s}: an event of %d bytes has arrived in %d", options, len(event), got)
		}
		ws.Close()
		if err := joins(t, address(n), client.WithCompression()); err != nil {
			t.Errorf("{%s}: %v", options, err)
		}
	}
}
