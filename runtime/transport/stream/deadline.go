package stream

import (
	"errors"
	"net"
	"os"
	"sync"
	"time"
)

// deadline is a read deadline that can be interrupted: the only way to wake a
// goroutine that reads from a net.Conn is to let its deadline expire.
type deadline struct {
	mu     sync.Mutex
	t      time.Time // as set; zero: none
	waking bool      // the conn's is in the past instead
}

// expired is a time that has always passed.
var expired = time.Unix(1, 0)

func (d *deadline) set(conn net.Conn, t time.Time) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.t = t
	if !d.waking {
		_ = conn.SetReadDeadline(t) // fails only on a connection that is closed
	}
}

// wake ends a read that waits, or the next one that would.
func (d *deadline) wake(conn net.Conn) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.waking = true
	_ = conn.SetReadDeadline(expired)
}

// woken reports whether err of a read comes from wake, and if so lets reading
// go on.
func (d *deadline) woken(conn net.Conn, err error) bool {
	if !errors.Is(err, os.ErrDeadlineExceeded) {
		return false
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if !d.waking {
		return false
	}
	d.waking = false
	_ = conn.SetReadDeadline(d.t)
	return true
}
