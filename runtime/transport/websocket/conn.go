package websocket

import (
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"os"
	"sync"
	"sync/atomic"
	"time"
	"unicode/utf8"

	"github.com/gorilla/websocket"

	"github.com/wampgen/wampgen/runtime/codec"
	"github.com/wampgen/wampgen/runtime/transport"
	"github.com/wampgen/wampgen/runtime/transport/stream"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// conn is the transport.Conn of both sides.
type conn struct {
	ws     *websocket.Conn
	wire   *wire
	format wamp.Format
	kind   int      // textMessage or binaryMessage
	name   string   // of the subprotocol
	header []string // the fields of the opening request that are kept, name and value
	relay  *transport.Relay

	messageSize atomic.Int64
	keepalive   *stream.Keepalive

	ahead []byte // frames of messages that are ready, in what was received; of who reads

	reading sync.Mutex // guards what follows and the reading side of ws
	err     error      // the end of reading
	hint    int        // expected size of the next message
	tooBig  int        // size of the message that is, where it is known
	batch   *batch     // nil: a message is a WebSocket message
	lent    bool       // the last message lies in what was received

	closing atomic.Bool
	once    sync.Once
	closed  atomic.Bool // Close is done
	lost    error       // why Close could not write everything
}

var (
	_ transport.Conn    = (*conn)(nil)
	_ transport.Encoder = (*conn)(nil)
)

func (c *conn) Format() wamp.Format         { return c.format }
func (c *conn) OnIdle(f func())             { c.wire.OnIdle(f) }
func (c *conn) Waited() bool                { return c.wire.Waited() }
func (c *conn) Wake()                       { c.wire.Wake() }
func (c *conn) SetReadDeadline(t time.Time) { c.wire.Stream.SetReadDeadline(t) }
func (c *conn) SetMessageSize(n int)        { c.messageSize.Store(int64(n)) }
func (c *conn) LargestMessage() int         { return math.MaxInt }

func (c *conn) Append(f *transport.Frame) int { return c.wire.Append(f) }
func (c *conn) AppendMessage(m wamp.Message, largest int) (size, queued int, err error) {
	return c.wire.AppendDraft(transport.NewDraft(c.format, m), largest)
}
func (c *conn) Finish(last *transport.Frame) int { return c.wire.Finish(last) }
func (c *conn) Queued() int                      { return c.wire.Queued() }
func (c *conn) Stalled() time.Duration           { return c.wire.Stalled() }
func (c *conn) TryFlush() (done bool, err error) { return c.wire.TryFlush() }
func (c *conn) Flush() error                     { return c.wire.Flush() }

// Info makes what is asked for at most a few times, and is large.
func (c *conn) Info() transport.Info {
	info := transport.Info{Protocol: "websocket", Subprotocol: c.name, Header: http.Header{}}
	c.wire.Describe(&info)
	c.relay.Describe(&info)
	for i := 0; i < len(c.header); i += 2 {
		info.Header.Add(c.header[i], c.header[i+1])
	}
	return info
}

// Read reads one message. Once Close was called it only looks for the peer's
// close frame.
func (c *conn) Read(buf *transport.Buffer) error {
	buf.Free()
	if c.nextAhead(buf) {
		return nil
	}
	c.reading.Lock()
	defer c.reading.Unlock()
	c.lent = false
	for {
		buf.Free()
		if c.batch.next(buf) && !c.closing.Load() {
			return nil
		}
		c.wire.budget.Begin(int(c.messageSize.Load()))
		if c.err == nil {
			c.wire.await()
		}
		if err := c.read(buf); err != nil || !c.closing.Load() {
			return err
		}
	}
}

func (c *conn) read(buf *transport.Buffer) error {
	if c.err != nil {
		return c.err
	}
	done, valid, err := c.readDirect(buf)
	if !done {
		err = c.readFrames(buf)
	}
	if err != nil {
		return err
	}
	if valid {
		return nil
	}
	c.hint = min(buf.Len(), largestHint)
	if c.kind == textMessage && !codec.ValidText(buf.Bytes()) {
		buf.Free()
		return c.reject(transport.CloseInvalidPayload, "text is not UTF-8")
	}
	if c.batch != nil {
		if err := c.batch.split(buf); err != nil {
			return c.refuse(transport.CloseProtocolError, err.Error())
		}
	}
	return nil
}

// readFrames has gorilla read a message.
func (c *conn) readFrames(buf *transport.Buffer) error {
	kind, r, err := c.ws.NextReader()
	if err != nil {
		return c.fail(err)
	}
	c.wire.budget.InMessage()
	if kind != c.kind {
		return c.reject(transport.CloseUnsupportedData, c.name+" is spoken in "+kindNames[c.kind]+" messages")
	}
	if err := buf.ReadAll(r, c.hint, int(c.messageSize.Load())); err != nil {
		buf.Free()
		return c.fail(err)
	}
	return nil
}

// The kinds of messages.
const (
	textMessage   = websocket.TextMessage
	binaryMessage = websocket.BinaryMessage
)

// largestHint is the most memory that is borrowed because the last message was large.
const largestHint = 64 << 10

var kindNames = map[int]string{textMessage: "text", binaryMessage: "binary"}

// fail ends reading with what err of gorilla's or ours means. A close frame may
// have been queued: the peer need not wait for Close to flush it.
func (c *conn) fail(err error) error {
	var closed *websocket.CloseError
	switch {
	case errors.Is(err, transport.ErrTooBig), errors.Is(err, websocket.ErrReadLimit):
		return c.refuse(transport.CloseTooBig, transport.TooBig(c.tooBig, int(c.messageSize.Load())))
	case errors.Is(err, stream.ErrBudget):
		return c.refuse(transport.CloseTooBig, err.Error())
	case errors.As(err, &closed) && closed.Code != websocket.CloseAbnormalClosure:
		c.err = closedByPeer(closed)
	case c.keepalive.CutOff():
		c.err = &transport.CloseError{Code: transport.ClosePolicyViolation, Reason: "pings were not answered"}
	case c.wire.Failure() != nil:
		c.err = c.wire.Failure() // why the connection was cut
	case c.wire.Err() == io.EOF:
		c.err = io.ErrUnexpectedEOF
	case c.wire.Err() != nil:
		c.err = c.wire.Err() // gorilla hides some causes
	case isCorrupt(err):
		return c.refuse(transport.CloseInvalidPayload, "message can not be inflated")
	default:
		// A violation of the protocol, for which gorilla has queued the close frame.
		c.err = &transport.CloseError{Code: transport.CloseProtocolError, Reason: err.Error()}
	}
	c.wire.TryFlush()
	return c.err
}

func closedByPeer(e *websocket.CloseError) error {
	switch e.Code {
	case websocket.CloseNormalClosure, websocket.CloseGoingAway, websocket.CloseNoStatusReceived:
		return io.EOF
	}
	return &transport.CloseError{Code: transport.CloseCode(e.Code), Reason: e.Text, Peer: true}
}

// refuse ends reading for a fault of the peer, which is told so at once.
func (c *conn) refuse(code transport.CloseCode, reason string) error {
	c.sendClose(code, reason)
	c.wire.TryFlush()
	return c.reject(code, reason)
}

// reject ends reading for something that is no message. What the peer is told
// before the connection is closed is its user's matter.
func (c *conn) reject(code transport.CloseCode, reason string) error {
	c.err = &transport.CloseError{Code: code, Reason: reason}
	return c.err
}

// sendClose queues a close frame, the last thing that is queued.
func (c *conn) sendClose(code transport.CloseCode, reason string) {
	const longest = maxControl - closeStatus
	for len(reason) > longest || !utf8.ValidString(reason) {
		reason = reason[:min(len(reason)-1, longest)]
	}
	// An error says that the connection has failed or that a close frame is
	// there already.
	_ = c.ws.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(int(code), reason), time.Time{})
}

// How long Close may take: to write what waits, of which the peer must take
// some every closeWait, and to see the peer close.
const (
	closeFlush = 5 * time.Second
	closeWait  = time.Second
)

func (c *conn) Close(code transport.CloseCode, reason string) error {
	c.once.Do(func() {
		defer c.closed.Store(true)
		c.closing.Store(true)
		giveUp := time.AfterFunc(closeFlush, c.wire.Cut)
		defer giveUp.Stop()
		c.keepalive.Stop()
		c.wire.Hurry(closeWait)
		c.sendClose(code, reason)
		if err := c.wire.Flush(); err != nil {
			c.lost = fmt.Errorf("close connection: %w", err)
		} else {
			giveUp.Reset(2 * closeWait)
			c.awaitPeer()
		}
		c.wire.Stream.Close()
		c.reading.Lock()
		defer c.reading.Unlock()
		if c.lent {
			c.wire.Disown()
		}
		c.wire.Free()
		c.batch.free()
		if c.err == nil {
			c.err = transport.ErrClosed
		}
	})
	return c.lost
}

// awaitPeer reads until the peer has closed, too.
func (c *conn) awaitPeer() {
	c.SetReadDeadline(time.Now().Add(closeWait))
	c.reading.Lock()
	defer c.reading.Unlock()
	c.wire.OnIdle(nil)
	if c.lent {
		c.wire.Disown()
	}
	if c.err == nil {
		var buf transport.Buffer
		for c.err == nil {
			c.wire.budget.Begin(int(c.messageSize.Load()))
			c.read(&buf)
		}
		buf.Free()
		if errors.Is(c.err, os.ErrDeadlineExceeded) {
			return
		}
	}
	var closed *transport.CloseError
	if c.wire.Lost() || c.err == io.EOF || errors.As(c.err, &closed) && closed.Peer {
		return
	}
	// gorilla does not read on after an error.
	c.wire.CloseWrite()
	c.wire.ReadToEnd()
}

func (c *conn) Discard() (messages int) {
	if c.closed.Load() {
		return c.wire.DiscardAll()
	}
	return c.wire.Discard()
}
