package longpoll

import (
	"cmp"
	"time"

	"github.com/wampgen/wampgen/runtime/codec"
	"github.com/wampgen/wampgen/runtime/transport"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// turnWait is how long a request waits for those that it seems to have overtaken. Then
// the session judges its ids.
const turnWait = 5 * time.Second

// turn is when a request is let in.
type turn struct {
	first, last wamp.ID     // the WAMP request ids in it; 0: none
	late        bool        // it has waited long enough
	wait        *time.Timer // nil: it comes in turn
}

// turnOf returns the turn of what a request has sent. It is given back with stop.
func (c *Conn) turnOf(data []byte) *turn {
	t := &turn{}
	for len(data) > 0 {
		message := data
		if data = nil; c.protocol.Batched {
			message, data = transport.CutBatch(c.protocol.Format, message)
		}
		if id, ok := codec.RequestID(c.protocol.Format, message); ok {
			t.first, t.last = cmp.Or(t.first, id), id
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if !t.come(c) {
		t.wait = time.AfterFunc(turnWait, func() {
			c.mu.Lock()
			defer c.mu.Unlock()
			t.late = true
			c.change()
		})
	}
	return t
}

// come reports whether it is the turn. c.mu is held.
func (t *turn) come(c *Conn) bool { return t.late || t.first <= c.newest+1 }

// end lets in those whose turn is next. c.mu is held.
func (t *turn) end(c *Conn) { c.newest = max(c.newest, t.last) }

func (t *turn) stop() {
	if t.wait != nil {
		t.wait.Stop()
	}
}
