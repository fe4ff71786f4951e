package longpoll

import (
	"io"
	"math"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"github.com/wampgen/wampgen/runtime/transport"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// Conn is a connection by requests.
type Conn struct {
	protocol    transport.Protocol
	info        transport.Info
	limits      transport.Limits
	messageSize atomic.Int64
	onIdle      func() // the reader's

	mu      sync.Mutex
	changed chan struct{} // closed and replaced when something changes that is waited for

	// Incoming. A batch is handed over as a whole and the one who brings it waits.
	batch   []byte    // what is left of it
	batches uint64    // so far
	newest  wamp.ID   // the highest request id in them
	until   time.Time // deadline of reading
	timer   *time.Timer

	// Outgoing.
	queue    []*transport.Frame
	queued   int
	since    time.Time // when the peer took something last, or there was nothing to take
	finished bool      // nothing is appended any more
	lost     int       // messages that were given to a request and did not arrive

	// The client.
	asking int         // requests that wait for messages
	heard  time.Time   // when one ended
	away   bool        // the client broke the last one off
	watch  *time.Timer // for a client that is not heard of

	readErr error // the end of reading
	failure error // the end of everything
	once    sync.Once
	closed  chan struct{} // Close is done
}

var _ transport.Conn = (*Conn)(nil)

// New returns a connection whose client has just opened it.
func New(p transport.Protocol, info transport.Info, limits transport.Limits) *Conn {
	c := &Conn{
		protocol: p,
		info:     info,
		limits:   limits.WithDefaults(),
		changed:  make(chan struct{}),
		heard:    time.Now(),
		closed:   make(chan struct{}),
	}
	c.info.Protocol, c.info.Subprotocol = "longpoll", p.String()
	// Each request may have a connection of its own: there is nothing to bind to.
	c.info.ChannelBinding = func(string) []byte { return nil }
	c.SetMessageSize(c.limits.MessageSize)
	c.watch = time.AfterFunc(c.silence(), c.look)
	return c
}

// HoldFor is how long a request may wait for messages before it is answered with none.
// Clients give up soon after 10 s.
func (c *Conn) HoldFor() time.Duration { return min(c.limits.PingInterval, 10*time.Second) }

// silence is how long a client may not be heard of.
func (c *Conn) silence() time.Duration {
	return c.limits.PingInterval * time.Duration(max(c.limits.PingsMissed, 1))
}

// absence is how long a client may stay away that has broken off its request for
// messages, as the browser does with those of a page that is left.
func (c *Conn) absence() time.Duration { return min(c.silence(), c.HoldFor()) }

// look gives up a client that is not heard of.
func (c *Conn) look() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.failure != nil {
		return
	}
	left := c.silence()
	if c.away {
		left = c.absence()
	}
	if c.asking == 0 {
		left -= time.Since(c.heard)
	}
	if left > 0 {
		c.watch.Reset(left)
		return
	}
	c.endReading(&transport.CloseError{Code: transport.ClosePolicyViolation, Reason: "the client does not poll"})
}

// change tells everybody who waits. c.mu is held.
func (c *Conn) change() {
	close(c.changed)
	c.changed = make(chan struct{})
}

// endReading ends Read. c.mu is held.
func (c *Conn) endReading(err error) {
	if c.readErr == nil {
		c.readErr = err
		c.change()
	}
}

// Format implements transport.Conn.
func (c *Conn) Format() wamp.Format { return c.protocol.Format }

// Info implements transport.Conn.
func (c *Conn) Info() transport.Info { return c.info }

// LargestMessage implements transport.Conn.
func (c *Conn) LargestMessage() int { return math.MaxInt }

// SetMessageSize implements transport.Conn.
func (c *Conn) SetMessageSize(n int) { c.messageSize.Store(int64(n)) }

// MessageSize returns the largest message, or batch, that is accepted now.
func (c *Conn) MessageSize() int { return int(c.messageSize.Load()) }

// OnIdle implements transport.Conn.
func (c *Conn) OnIdle(f func()) { c.onIdle = f }

// Waited implements transport.Conn. It is not known.
func (c *Conn) Waited() bool { return false }

// Wake implements transport.Conn.
func (c *Conn) Wake() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.change()
}

// SetReadDeadline implements transport.Conn.
func (c *Conn) SetReadDeadline(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.until = t
	if c.timer != nil {
		c.timer.Stop()
		c.timer = nil
	}
	if left := time.Until(t); !t.IsZero() && left > 0 && c.failure == nil {
		c.timer = time.AfterFunc(left, c.Wake)
	}
	c.change()
}

// Read implements transport.Conn.
func (c *Conn) Read(buf *transport.Buffer) error {
	buf.Free()
	for {
		c.mu.Lock()
		err := c.readErr
		if err == nil && !c.until.IsZero() && !time.Now().Before(c.until) {
			err = os.ErrDeadlineExceeded
		}
		if err != nil {
			c.mu.Unlock()
			return err
		}
		if len(c.batch) > 0 {
			if c.next(buf); len(c.batch) == 0 {
				c.change()
			}
			c.mu.Unlock()
			return nil
		}
		changed := c.changed
		c.mu.Unlock()
		if c.onIdle != nil {
			c.onIdle()
		}
		<-changed
	}
}

// next takes the next message of the batch. c.mu is held.
func (c *Conn) next(buf *transport.Buffer) {
	if !c.protocol.Batched {
		buf.Append(c.batch)
		c.batch = nil
		return
	}
	var message []byte
	message, c.batch = transport.CutBatch(c.protocol.Format, c.batch)
	buf.Append(message)
}

// Append implements transport.Conn.
func (c *Conn) Append(f *transport.Frame) int { return c.append(f, false) }

// Finish implements transport.Conn.
func (c *Conn) Finish(last *transport.Frame) int { return c.append(last, true) }

func (c *Conn) append(f *transport.Frame, last bool) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.finished || c.failure != nil {
		return -1
	}
	c.finished = last
	if len(c.queue) == 0 {
		c.since = time.Now()
	}
	f.Retain()
	c.queue = append(c.queue, f)
	c.queued += f.Size()
	c.change()
	return c.queued
}

// Queued implements transport.Conn.
func (c *Conn) Queued() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.queued
}

// Stalled implements transport.Conn.
func (c *Conn) Stalled() time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.stalled()
}

func (c *Conn) stalled() time.Duration {
	if len(c.queue) == 0 {
		return 0
	}
	return max(time.Since(c.since), 1)
}

// TryFlush implements transport.Conn. It leaves to Flush what no request waits for.
func (c *Conn) TryFlush() (done bool, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.queue) == 0, c.failure
}

// Flush implements transport.Conn: it waits until requests have taken everything.
func (c *Conn) Flush() error { return c.flush(c.limits.Stall) }

func (c *Conn) flush(stall time.Duration) error {
	for {
		c.mu.Lock()
		left := stall - c.stalled()
		if c.failure == nil && len(c.queue) > 0 && left <= 0 {
			c.fail(transport.ErrStalled)
		}
		err, done, changed := c.failure, len(c.queue) == 0, c.changed
		c.mu.Unlock()
		if err != nil || done {
			return err
		}
		timer := time.NewTimer(left)
		select {
		case <-changed:
		case <-timer.C:
		}
		timer.Stop()
	}
}

// fail ends everything. c.mu is held.
func (c *Conn) fail(err error) {
	if c.failure == nil {
		c.failure = err
		c.endReading(err)
		c.change()
	}
}

// Discard implements transport.Conn.
func (c *Conn) Discard() (messages int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	messages = len(c.queue) + c.lost
	for _, f := range c.queue {
		f.Release()
	}
	c.queue, c.queued, c.lost = nil, 0, 0
	return messages
}

// closeWait is how long Close waits for requests to take what is left.
const closeWait = 5 * time.Second

// Close implements transport.Conn. HTTP can not tell the client why.
func (c *Conn) Close(transport.CloseCode, string) error {
	var err error
	c.once.Do(func() {
		defer close(c.closed)
		c.mu.Lock()
		c.finished = true
		c.change()
		c.mu.Unlock()
		err = c.flush(min(closeWait, c.limits.Stall))
		c.mu.Lock()
		defer c.mu.Unlock()
		c.fail(transport.ErrClosed)
		c.endReading(io.EOF)
		c.watch.Stop()
		if c.timer != nil {
			c.timer.Stop()
		}
	})
	<-c.closed
	return err
}
