package websocket

import (
	"sync"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"
)

// keepalive pings a peer that is silent, and cuts it off when it stays so.
type keepalive struct {
	conn     *conn
	interval time.Duration
	missed   int // pings in a row without an answer
	most     int // of them

	mu      sync.Mutex // held during a tick
	timer   *time.Timer
	stopped bool
	cut     atomic.Bool // the peer was given up
}

func startKeepalive(c *conn, interval time.Duration, most int) *keepalive {
	k := &keepalive{conn: c, interval: interval, most: most}
	if interval > 0 {
		k.mu.Lock()
		defer k.mu.Unlock()
		k.timer = time.AfterFunc(interval, k.tick)
	}
	return k
}

func (k *keepalive) tick() {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.stopped {
		return
	}
	// Whatever arrives shows life.
	if k.conn.wire.alive.Swap(false) {
		k.missed = 0
	} else if k.missed++; k.missed > k.most {
		k.cut.Store(true)
		k.conn.wire.Conn.Close()
		return
	}
	_ = k.conn.ws.WriteControl(websocket.PingMessage, nil, time.Time{})
	done, err := k.conn.TryFlush()
	if !done && err == nil {
		err = k.conn.Flush()
	}
	if err != nil {
		k.conn.wire.Conn.Close() // its reader has to know
		return
	}
	k.timer.Reset(k.interval)
}

// stop ends the pings and waits for the one that is being sent.
func (k *keepalive) stop() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.stopped = true
	if k.timer != nil {
		k.timer.Stop()
	}
}
