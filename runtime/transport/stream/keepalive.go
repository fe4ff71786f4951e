package stream

import (
	"sync"
	"sync/atomic"
	"time"
)

// Keepalive pings a peer that is silent, and cuts it off when it stays so.
type Keepalive struct {
	stream   *Stream
	ping     func()
	interval time.Duration
	missed   int // pings in a row without an answer
	most     int // of them

	mu      sync.Mutex // held during a tick
	timer   *time.Timer
	stopped bool
	cut     atomic.Bool // the peer was given up
}

// StartKeepalive begins to ping. ping queues a ping, which is flushed here; most is
// how many of them in a row may go unanswered. There are none if the interval is not
// positive.
func StartKeepalive(s *Stream, ping func(), interval time.Duration, most int) *Keepalive {
	k := &Keepalive{stream: s, ping: ping, interval: interval, most: most}
	if interval > 0 {
		k.mu.Lock()
		defer k.mu.Unlock()
		k.timer = time.AfterFunc(interval, k.tick)
	}
	return k
}

func (k *Keepalive) tick() {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.stopped {
		return
	}
	// Whatever arrives shows life.
	if k.stream.SeenAlive() {
		k.missed = 0
	} else if k.missed++; k.missed > k.most {
		k.cut.Store(true)
		k.stream.Cut()
		return
	}
	k.ping()
	done, err := k.stream.TryFlush()
	if !done && err == nil {
		err = k.stream.Flush()
	}
	if err != nil {
		k.stream.Cut() // its reader has to know
		return
	}
	k.timer.Reset(k.interval)
}

// CutOff reports whether the peer was given up.
func (k *Keepalive) CutOff() bool { return k.cut.Load() }

// Stop ends the pings and waits for the one that is being sent.
func (k *Keepalive) Stop() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.stopped = true
	if k.timer != nil {
		k.timer.Stop()
	}
}
