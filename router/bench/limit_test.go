//go:build unix

package bench

import (
	"encoding/binary"
	"io"
	"net"
	"net/http"
	"slices"
	"sync"

	"github.com/gorilla/websocket"
)

// limit forwards as relay does, but takes the frames of a burst apart by itself
// and writes once a burst.
type limit struct {
	mu     sync.Mutex
	groups map[string][]net.Conn
}

func limitHandler() http.Handler { return &limit{groups: map[string][]net.Conn{}} }

func (l *limit) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	upgrader := websocket.Upgrader{Subprotocols: websocket.Subprotocols(req)}
	ws, err := upgrader.Upgrade(w, req, nil)
	if err != nil {
		return
	}
	conn := ws.NetConn()
	defer conn.Close()
	l.mu.Lock()
	l.groups[req.URL.Path] = append(l.groups[req.URL.Path], conn)
	l.mu.Unlock()
	greeting := []byte{0x80 | websocket.BinaryMessage, 0}
	if ws.Subprotocol() == "wamp.2.json" {
		greeting[0] = 0x80 | websocket.TextMessage
	}
	if _, err := conn.Write(greeting); err != nil {
		return
	}
	in, out := make([]byte, 0, 256<<10), make([]byte, 0, 256<<10)
	for {
		if len(in) == cap(in) { // a longer message than any so far
			in = slices.Grow(in, len(in))
		}
		n, err := conn.Read(in[len(in):cap(in)])
		if err != nil {
			l.remove(req.URL.Path, conn)
			return
		}
		in = in[:len(in)+n]
		var used int
		if out, used = forward(out[:0], in); used < 0 {
			l.remove(req.URL.Path, conn)
			return
		}
		in = append(in[:0], in[used:]...)
		l.mu.Lock()
		others := l.groups[req.URL.Path]
		l.mu.Unlock()
		for _, other := range others {
			if other != conn && len(out) > 0 {
				_, _ = other.Write(out)
			}
		}
	}
}

// forward appends the whole frames of a client in data as a server sends them,
// and returns how much of data they were; -1 at a close frame.
func forward(out, data []byte) (frames []byte, used int) {
	for {
		rest := data[used:]
		if len(rest) < 2 {
			return out, used
		}
		if rest[0]&0x0f == websocket.CloseMessage {
			return out, -1
		}
		head, n := 6, int(rest[1]&0x7f)
		switch {
		case n == 126 && len(rest) >= 4:
			head, n = 8, int(binary.BigEndian.Uint16(rest[2:]))
		case n == 127 && len(rest) >= 10:
			head, n = 14, int(binary.BigEndian.Uint64(rest[2:]))
		case n >= 126:
			return out, used
		}
		if len(rest) < head+n {
			return out, used
		}
		out = append(out, rest[:head-4]...)
		out[len(out)-head+4+1] &= 0x7f
		payload := rest[head : head+n]
		at := len(out)
		out = append(out, payload...)
		unmask(out[at:], binary.LittleEndian.Uint32(rest[head-4:]))
		used += head + n
	}
}

func unmask(p []byte, key uint32) {
	wide := uint64(key)<<32 | uint64(key)
	for ; len(p) >= 8; p = p[8:] {
		binary.LittleEndian.PutUint64(p, binary.LittleEndian.Uint64(p)^wide)
	}
	for i := range p {
		p[i] ^= byte(key >> (8 * (i % 4)))
	}
}

func (l *limit) remove(path string, c io.Closer) {
	l.mu.Lock()
	defer l.mu.Unlock()
	var rest []net.Conn
	for _, other := range l.groups[path] {
		if other != c {
			rest = append(rest, other)
		}
	}
	l.groups[path] = rest
}
