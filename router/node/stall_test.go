package node

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"runtime"
	"sync"
	"testing"
	"time"

	"github.com/wampgen/wampgen/runtime/client"
	"github.com/wampgen/wampgen/runtime/contract"
	"github.com/wampgen/wampgen/runtime/wamp"
)

const upgradeRequest = "GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n" +
	"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: wamp.2.json\r\n\r\n"

// A thousand clients stop at each stage of the handshake: others join and leave
// meanwhile, each of the thousand is closed in time, costs little until then, and
// leaves nothing.
func TestStalledHandshakes(t *testing.T) {
	const clients, most = 1000, 64 << 10
	n, _ := run(t, limited+"{header_timeout: 500ms, login_timeout: 500ms, connections_before_login: 1100}\n",
		class("test.A", &contract.Component{}, hooks{}, nil))
	address := n.Addresses()[0].Host
	joinAndLeave := func() {
		t.Helper()
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		s, err := client.Join(ctx, "ws://"+address, "realm1")
		if err != nil {
			t.Fatalf("beside the stalled ones: %v", err)
		}
		_ = s.Leave(ctx, wamp.CloseNormal)
		_ = s.Wait(ctx)
	}
	joinAndLeave()
	for _, stage := range []struct{ name, request, frame string }{
		{"connected", "", ""},
		{"a part of the request line", "GET / HT", ""},
		{"a part of the header", upgradeRequest[:100], ""},
		{"upgraded", upgradeRequest, ""},
		{"the head of a frame", upgradeRequest, "\x81"},
		{"a part of HELLO", upgradeRequest, "\x81\xa0\x00\x00\x00\x00[1,\"rea"},
	} {
		t.Run(stage.name, func(t *testing.T) {
			goroutines, before := runtime.NumGoroutine(), settled()
			conns := make([]net.Conn, clients)
			for i := range conns {
				conn, err := net.Dial("tcp", address)
				if err != nil {
					t.Fatal(err)
				}
				defer func() { _ = conn.Close() }()
				conns[i] = conn
				if _, err := io.WriteString(conn, stage.request); err != nil {
					t.Fatal(err)
				}
			}
			for _, conn := range conns {
				if stage.frame == "" {
					break
				}
				if _, err := http.ReadResponse(bufio.NewReader(conn), nil); err != nil {
					t.Fatal(err)
				}
				if _, err := io.WriteString(conn, stage.frame); err != nil {
					t.Fatal(err)
				}
			}
			joinAndLeave()
			if each := (settled() - before) / clients; each > most {
				t.Errorf("each of the stalled clients costs %d bytes, want at most %d", each, most)
			}
			var closing sync.WaitGroup
			late := make(chan error, clients)
			for _, conn := range conns {
				closing.Go(func() {
					_ = conn.SetReadDeadline(time.Now().Add(20 * time.Second))
					if _, err := io.Copy(io.Discard, conn); err != nil && isTimeout(err) {
						late <- err
					}
					_ = conn.Close()
				})
			}
			closing.Wait()
			if len(late) > 0 {
				t.Errorf("%d of the stalled clients were not closed", len(late))
			}
			for deadline := time.Now().Add(10 * time.Second); runtime.NumGoroutine() > goroutines; time.Sleep(5 * time.Millisecond) {
				if time.Now().After(deadline) {
					t.Fatalf("%d goroutines, %d before", runtime.NumGoroutine(), goroutines)
				}
			}
			joinAndLeave()
		})
	}
}

func isTimeout(err error) bool {
	timeout, ok := err.(net.Error)
	return ok && timeout.Timeout()
}

// settled returns the bytes of live objects and stacks.
func settled() int64 {
	for range 2 {
		runtime.GC()
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc + m.StackInuse)
}
