package rawsocket

import (
	"errors"
	"fmt"
	"io"
	"sync"
	"sync/atomic"
	"time"
	"unicode/utf8"

	"github.com/wampgen/wampgen/runtime/transport"
	"github.com/wampgen/wampgen/runtime/transport/stream"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// conn is the transport.Conn of both sides.
type conn struct {
	stream    *stream.Stream
	format    wamp.Format
	announced int // the peer was told not to send more
	largest   int // the peer takes no more
	relay     *transport.Relay

	messageSize atomic.Int64
	keepalive   *stream.Keepalive

	reading sync.Mutex // guards what follows and the reading side of the stream
	err     error      // the end of reading
	budget  stream.Budget
	head    prefix
	atHead  bool // a message begins

	closing atomic.Bool
	once    sync.Once
	closed  atomic.Bool // Close is done
	lost    error       // why Close could not write everything
}

var (
	_ transport.Conn    = (*conn)(nil)
	_ transport.Encoder = (*conn)(nil)
)

// newConn starts a connection after its handshake. pings says how a silent peer is
// looked for.
func newConn(s *stream.Stream, f wamp.Format, announced, largest int, pings bool, limits transport.Limits) *conn {
	s.Open()
	c := &conn{stream: s, format: f, announced: announced, largest: largest}
	c.SetMessageSize(limits.MessageSize)
	sendPing := func() { _ = s.AppendControl(control(ping, nil), false) } // fails if the connection has
	if !pings {
		s.KeepAlive(limits.PingInterval, limits.PingsMissed)
		limits.PingInterval = -1
	}
	c.keepalive = stream.StartKeepalive(s, sendPing, limits.PingInterval, limits.PingsMissed)
	return c
}

func (c *conn) Format() wamp.Format         { return c.format }
func (c *conn) OnIdle(f func())             { c.stream.OnIdle(f) }
func (c *conn) Waited() bool                { return c.stream.Waited() }
func (c *conn) Wake()                       { c.stream.Wake() }
func (c *conn) SetReadDeadline(t time.Time) { c.stream.SetReadDeadline(t) }
func (c *conn) SetMessageSize(n int)        { c.messageSize.Store(int64(min(n, c.announced))) }
func (c *conn) LargestMessage() int         { return c.largest }

func (c *conn) Append(f *transport.Frame) int    { return c.append(f, c.stream.Append) }
func (c *conn) Finish(last *transport.Frame) int { return c.append(last, c.stream.Finish) }
func (c *conn) Queued() int                      { return c.stream.Queued() }
func (c *conn) Stalled() time.Duration           { return c.stream.Stalled() }
func (c *conn) TryFlush() (done bool, err error) { return c.stream.TryFlush() }
func (c *conn) Flush() error                     { return c.stream.Flush() }

// AppendMessage implements transport.Encoder.
func (c *conn) AppendMessage(m wamp.Message, largest int) (size, queued int, err error) {
	return c.stream.AppendDraft(transport.NewDraft(c.format, m), min(largest, c.largest))
}

// append refuses what the peer must not be sent.
func (c *conn) append(f *transport.Frame, add func(*transport.Frame) int) int {
	if f.Size() > c.largest {
		return -1
	}
	return add(f)
}

// Info implements transport.Conn.
func (c *conn) Info() transport.Info {
	info := transport.Info{Protocol: "rawsocket", Subprotocol: "wamp.2." + c.format.String()}
	c.stream.Describe(&info)
	c.relay.Describe(&info)
	return info
}

// Read reads one message. Once Close was called it only waits for the peer's end.
func (c *conn) Read(buf *transport.Buffer) error {
	c.reading.Lock()
	defer c.reading.Unlock()
	for {
		buf.Free()
		c.budget.Begin(int(c.messageSize.Load()))
		for c.err == nil {
			for c.stream.CanAwait() {
				c.stream.Await()
			}
			if whole, err := c.read(buf); err != nil {
				buf.Free()
				return err
			} else if whole {
				break
			}
		}
		if c.err != nil || !c.closing.Load() {
			return c.err
		}
	}
}

// read reads one message of the transport; whole says that it is one of WAMP.
func (c *conn) read(buf *transport.Buffer) (whole bool, err error) {
	c.atHead = true
	if err := c.fill(c.head[:]); err != nil {
		return false, c.fail(err)
	}
	c.atHead = false
	n, fault := c.head.length()
	switch {
	case fault != "":
		return false, c.reject(transport.CloseProtocolError, fault)
	case n > int(c.messageSize.Load()):
		return false, c.reject(transport.CloseTooBig, transport.TooBig(n, int(c.messageSize.Load())))
	}
	whole = c.head.kind() == message
	if whole {
		c.budget.InMessage()
	}
	if err := c.payload(buf, n); err != nil {
		return false, c.fail(err)
	}
	switch {
	case c.head.kind() == ping && !c.closing.Load():
		_ = c.stream.AppendControl(control(pong, buf.Bytes()), false) // fails if the connection has
	case whole && c.format == wamp.JSON && !utf8.Valid(buf.Bytes()):
		return false, c.reject(transport.CloseInvalidPayload, "text is not UTF-8")
	}
	if !whole {
		buf.Free()
	}
	return whole, nil
}

// firstPart is the most memory that a length is believed for.
const firstPart = 64 << 10

// payload reads n octets. Memory grows as they arrive.
func (c *conn) payload(buf *transport.Buffer, n int) error {
	for n > 0 {
		part := min(n, max(firstPart, buf.Len()))
		if err := c.fill(buf.Extend(part)); err != nil {
			return err
		}
		n -= part
	}
	return nil
}

// fill reads all of p.
func (c *conn) fill(p []byte) error {
	for len(p) > 0 {
		n, err := c.stream.Read(p)
		if err != nil {
			return err
		}
		if err := c.budget.Spend(n); err != nil {
			return err
		}
		c.atHead = c.atHead && n == 0
		p = p[n:]
	}
	return nil
}

// fail ends reading with what err means.
func (c *conn) fail(err error) error {
	switch {
	case errors.Is(err, stream.ErrBudget):
		return c.reject(transport.CloseTooBig, err.Error())
	case c.keepalive.CutOff():
		return c.reject(transport.ClosePolicyViolation, "pings were not answered")
	case c.stream.Failure() != nil:
		c.err = c.stream.Failure() // why the connection was cut
	case err == io.EOF && !c.atHead:
		c.err = io.ErrUnexpectedEOF
	default:
		c.err = err
	}
	return c.err
}

// reject ends reading for a fault of the peer.
func (c *conn) reject(code transport.CloseCode, reason string) error {
	c.err = &transport.CloseError{Code: code, Reason: reason}
	return c.err
}

// How long Close may take: to write what waits, of which the peer must take
// some every closeWait, and to see the peer close.
const (
	closeFlush = 5 * time.Second
	closeWait  = time.Second
)

// Close implements transport.Conn. RawSocket can not tell the peer why.
func (c *conn) Close(transport.CloseCode, string) error {
	c.once.Do(func() {
		defer c.closed.Store(true)
		c.closing.Store(true)
		giveUp := time.AfterFunc(closeFlush, c.stream.Cut)
		defer giveUp.Stop()
		c.keepalive.Stop()
		c.stream.Hurry(closeWait)
		if err := c.stream.Flush(); err != nil {
			c.lost = fmt.Errorf("close connection: %w", err)
		} else {
			giveUp.Reset(2 * closeWait)
			c.awaitPeer()
		}
		c.stream.Close()
		c.reading.Lock()
		defer c.reading.Unlock()
		c.stream.Free()
		if c.err == nil {
			c.err = transport.ErrClosed
		}
	})
	return c.lost
}

// awaitPeer says that nothing more comes and reads until the peer has said so, too.
func (c *conn) awaitPeer() {
	c.stream.CloseWrite()
	c.SetReadDeadline(time.Now().Add(closeWait))
	c.reading.Lock()
	defer c.reading.Unlock()
	c.stream.OnIdle(nil)
	if !c.stream.Lost() {
		c.stream.ReadToEnd()
		if c.err == nil && c.stream.Err() == io.EOF {
			c.err = io.EOF
		}
	}
}

// Discard implements transport.Conn.
func (c *conn) Discard() (messages int) {
	if c.closed.Load() {
		return c.stream.DiscardAll()
	}
	return c.stream.Discard()
}
