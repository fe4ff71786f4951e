package client

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/wampgen/wampgen/runtime"
	"github.com/wampgen/wampgen/runtime/codec"
	"github.com/wampgen/wampgen/runtime/transport"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// What may wait on each side of a link.
const (
	// mostUnsent is how many bytes wait for the router before senders wait too.
	mostUnsent = 1 << 20
	// mostUnhandled is how many bytes wait for handlers before the reader pauses,
	// so that the router notices, and slows down who sends them.
	mostUnhandled = 1 << 20
	// tooMuchUnhandled is how many bytes waiting for handlers end the session.
	tooMuchUnhandled = 8 << 20
	// longestPause is how long the reader pauses: a handler may be waiting for an
	// answer that is still to be read.
	longestPause = 5 * time.Second
)

// link is a runtime.Link over a connection. One goroutine reads; who sends also
// writes, as far as the router takes it, and the flusher's writer does the rest.
type link struct {
	conn    transport.Conn
	sink    runtime.Sink
	flusher *transport.Flusher
	largest atomic.Int64 // message that the router takes, in bytes

	once    sync.Once
	closing chan struct{} // closed by Close
	reader  sync.WaitGroup

	mu   sync.Mutex
	lost error               // the first cause of the connection's end
	code transport.CloseCode // what Close tells the router
}

var _ runtime.BoundLink = (*link)(nil)

func newLink(conn transport.Conn, sink runtime.Sink) *link {
	l := &link{conn: conn, sink: sink, closing: make(chan struct{}), code: transport.CloseNormal}
	l.largest.Store(int64(conn.LargestMessage()))
	l.flusher = transport.NewFlusher(conn, l.fail)
	conn.OnIdle(l.flusher.Flush)
	l.reader.Go(l.read)
	return l
}

// Format implements runtime.Link.
func (l *link) Format() wamp.Format { return l.conn.Format() }

// ChannelBinding implements runtime.BoundLink.
func (l *link) ChannelBinding(kind string) (data []byte, ok bool) {
	if bound := l.conn.Info().ChannelBinding; bound != nil {
		data = bound(kind)
	}
	return data, len(data) > 0
}

// Send implements runtime.Link.
func (l *link) Send(m wamp.Message) error {
	frame, err := transport.NewFrame(l.conn.Format(), m)
	if err != nil {
		return err
	}
	if largest := int(l.largest.Load()); frame.Size() > largest {
		size := frame.Size()
		frame.Release()
		return fmt.Errorf("send %s: %w", m.Type(), &wamp.Error{
			URI:     wamp.ErrPayloadSizeExceeded,
			Message: fmt.Sprintf("it has %d bytes, of which the router takes %d", size, largest),
		})
	}
	queued := l.conn.Append(frame)
	frame.Release()
	switch {
	case queued < 0:
		return fmt.Errorf("send %s: %w: %w", m.Type(), runtime.ErrConnectionLost, l.cause())
	case queued <= mostUnsent:
		l.flusher.Flush()
		return nil
	}
	if err := l.conn.Flush(); err != nil {
		l.fail(err)
		return fmt.Errorf("send %s: %w: %w", m.Type(), runtime.ErrConnectionLost, l.cause())
	}
	return nil
}

// Close implements runtime.Link.
func (l *link) Close(reason wamp.URI) error {
	l.once.Do(func() { close(l.closing) })
	l.mu.Lock()
	code := l.code
	l.mu.Unlock()
	err := l.conn.Close(code, string(reason))
	l.flusher.Close()
	l.reader.Wait()
	return err
}

// fail notes why the connection ends, and has the reader end.
func (l *link) fail(err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.lost == nil {
		l.lost = err
		l.conn.SetReadDeadline(time.Unix(1, 0))
	}
}

// cause returns why nothing can be sent.
func (l *link) cause() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.lost == nil {
		return transport.ErrClosed
	}
	return l.lost
}

// read is the reader: it hands messages to the sink until the connection ends.
func (l *link) read() {
	l.fail(l.receive())
	select {
	case <-l.closing:
		l.sink.Closed(nil)
	default:
		l.sink.Closed(l.cause())
	}
}

func (l *link) receive() error {
	var (
		buf     transport.Buffer
		decoder = codec.NewDecoder(l.conn.Format(), codec.Limits{})
		patient = true
		joined  = false
	)
	defer buf.Free()
	for {
		if err := l.conn.Read(&buf); err != nil {
			var closed *transport.CloseError
			if errors.As(err, &closed) && closed.NoMessage() {
				return l.refuse(err, closed.Code)
			}
			return err
		}
		m, err := decoder.Decode(buf.Bytes())
		if err != nil {
			return l.refuse(err, transport.CloseProtocolError)
		}
		if !joined {
			joined = l.welcomed(m)
		}
		backlog := l.sink.Receive(m)
		switch {
		case backlog <= mostUnhandled:
			patient = true
		case backlog > tooMuchUnhandled:
			return fmt.Errorf("handlers are too slow: %d bytes wait for them", backlog)
		case patient:
			buf.Free()
			patient = l.awaitHandlers()
		}
	}
}

// framing is more than a batch adds to a message.
const framing = 16

// welcomed takes from WELCOME how long a message the router takes, if it says so: one that is
// longer then fails by itself, and the session goes on. RawSocket has a handshake for that. It
// reports whether the message was WELCOME.
func (l *link) welcomed(m wamp.Message) bool {
	welcome, ok := m.(*wamp.Welcome)
	if !ok {
		return false
	}
	size, _ := welcome.Details[wamp.DetailMessageSize].(int64)
	if p, _ := transport.ParseProtocol(l.conn.Info().Subprotocol); p.Batched {
		size -= framing
	}
	if size > 0 {
		l.largest.Store(min(l.largest.Load(), size))
	}
	return true
}

// awaitHandlers waits until the handlers have half of what they may have, and
// reports false if that takes too long.
func (l *link) awaitHandlers() bool {
	timeout := time.NewTimer(longestPause)
	defer timeout.Stop()
	select {
	case <-l.sink.Drained(mostUnhandled / 2):
		return true
	case <-timeout.C:
		return false
	case <-l.closing:
		return true
	}
}

// refuse has Close tell the router that what it sent is no message (section
// "Protocol errors").
func (l *link) refuse(cause error, code transport.CloseCode) error {
	abort := &wamp.Abort{Details: wamp.Dict{"message": cause.Error()}, Reason: wamp.ErrProtocolViolation}
	if frame, err := transport.NewFrame(l.conn.Format(), abort); err == nil {
		l.conn.Finish(frame)
		frame.Release()
	}
	l.mu.Lock()
	l.code = code
	l.mu.Unlock()
	return fmt.Errorf("%w: %w", runtime.ErrRouterViolation, cause)
}
