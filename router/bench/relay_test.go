//go:build unix

package bench

import (
	"net/http"
	"sync"

	"github.com/gorilla/websocket"
)

// relay forwards each message of a connection to the others of its path.
type relay struct {
	mu     sync.Mutex
	groups map[string][]*relayConn
}

type relayConn struct {
	ws *websocket.Conn
	mu sync.Mutex // of writing
}

func relayHandler() http.Handler { return &relay{groups: map[string][]*relayConn{}} }

func (r *relay) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	upgrader := websocket.Upgrader{Subprotocols: websocket.Subprotocols(req), ReadBufferSize: 4096, WriteBufferSize: 4096}
	ws, err := upgrader.Upgrade(w, req, nil)
	if err != nil {
		return
	}
	defer ws.Close()
	c := &relayConn{ws: ws}
	r.mu.Lock()
	r.groups[req.URL.Path] = append(r.groups[req.URL.Path], c)
	r.mu.Unlock()
	if c.greet() != nil {
		return
	}
	for {
		kind, data, err := ws.ReadMessage()
		if err != nil {
			r.remove(req.URL.Path, c)
			return
		}
		r.mu.Lock()
		others := r.groups[req.URL.Path]
		r.mu.Unlock()
		for _, other := range others {
			if other != c {
				other.mu.Lock()
				_ = other.ws.WriteMessage(kind, data)
				other.mu.Unlock()
			}
		}
	}
}

// greet tells the client, by an empty message, that it gets what others send now.
func (c *relayConn) greet() error {
	kind := websocket.BinaryMessage
	if c.ws.Subprotocol() == "wamp.2.json" {
		kind = websocket.TextMessage
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.ws.WriteMessage(kind, nil)
}

func (r *relay) remove(path string, c *relayConn) {
	r.mu.Lock()
	defer r.mu.Unlock()
	var rest []*relayConn
	for _, other := range r.groups[path] {
		if other != c {
			rest = append(rest, other)
		}
	}
	r.groups[path] = rest
}
