package transport

import (
	"crypto/x509"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/wampgen/wampgen/runtime/wamp"
)

// Conn is one connection that carries whole messages. Read belongs to one
// goroutine; everything else may be called from any.
type Conn interface {
	// Read reads one whole message into buf, whose former content is dropped. The message
	// may lie in memory of the connection: the next Read ends it, too, whatever buffer
	// that is given. Read borrows memory only once the message begins. An error is final: io.EOF when
	// the peer closed in good order, a *CloseError when it gave another reason or
	// broke the rules of the transport, os.ErrDeadlineExceeded after the deadline.
	// After a *CloseError that is NoMessage a last message may still be sent.
	Read(buf *Buffer) error

	// OnIdle sets the function that Read calls just before it may wait for the
	// peer: the end of a burst of messages. It has to flush this connection, too,
	// for Read itself may have something to answer (a ping). It must be set
	// before the first Read and must not call Close.
	OnIdle(func())

	// Waited reports whether Read has waited for the peer since it was asked last:
	// then others have had their turn. Where that is not known it has not. It is for
	// who reads.
	Waited() bool

	// Wake has a Read that waits call the idle function once more.
	Wake()

	// SetReadDeadline makes Read fail from t on; the zero time never. It also
	// ends a Read that waits.
	SetReadDeadline(t time.Time)

	// SetMessageSize sets the largest message, in bytes, that Read accepts.
	SetMessageSize(n int)

	// LargestMessage returns the largest message that the peer takes, in bytes. What
	// is larger must not be sent.
	LargestMessage() int

	// Append puts a frame behind what already waits to be written and returns the
	// bytes that wait now, or -1 if the connection has failed or is closed and the
	// frame will never be sent. It never blocks, writes nothing and keeps the
	// order of its calls. The caller keeps its reference to the frame.
	Append(f *Frame) (queued int)

	// Finish appends the last frame. Nothing is appended after it.
	Finish(last *Frame) (queued int)

	// Queued returns the bytes that wait to be written.
	Queued() int

	// Stalled returns how long the peer has taken no byte although some wait; 0 if
	// none wait or the peer has not been asked yet.
	Stalled() time.Duration

	// TryFlush attempts once, without blocking, to write what waits. It is done
	// if nothing is left for the caller to care for; else Flush has to go on, in
	// a goroutine that may wait. Errors are final.
	TryFlush() (done bool, err error)

	// Flush writes everything that waits and blocks meanwhile. It fails with
	// ErrStalled if the peer takes no byte within the stall limit. Errors are final.
	Flush() error

	// Discard drops messages that wait and returns their number: those of which
	// nothing has been handed over for writing; after Close, all that were not
	// written to their end. No message is counted twice.
	Discard() (messages int)

	// Close writes what waits, says goodbye in the transport's own terms, waits a
	// bounded time for the peer to do the same and closes the connection. It ends
	// a Read that waits. It fails if not everything was written. Later calls wait
	// for the first one and do nothing.
	Close(code CloseCode, reason string) error

	// Format returns the serialization of the connection's messages.
	Format() wamp.Format

	// Info returns what is known of the connection.
	Info() Info
}

// Encoder is a Conn that encodes a message where it waits to be written.
type Encoder interface {
	// AppendMessage is Append of a message that only this peer gets, without a Frame
	// of its own. It returns the length of the message; if that is above largest, the
	// message is not appended. The error is that of NewFrame.
	AppendMessage(m wamp.Message, largest int) (size, queued int, err error)
}

// Info describes a connection.
type Info struct {
	Protocol    string      // the transport: "websocket", "rawsocket", "longpoll"
	Subprotocol string      // the negotiated one: "wamp.2.json"
	Local       string      // address: "127.0.0.1:8080", "unix:/run/router.sock"
	Remote      string      // address: "127.0.0.1:43210", "unix"; behind a trusted proxy what it says
	Proxy       string      // address of that proxy, "" without one
	Secure      bool        // TLS
	Header      http.Header // of the opening request, nil where there is none; read only

	// PeerCertificates is the verified chain of the peer's certificate, its own
	// first; nil if it showed none or was not asked for one. Read only.
	PeerCertificates []*x509.Certificate
	// ChannelBinding returns what is known to the two ends of the TLS session only,
	// for authentication that is bound to it: "tls-exporter" (RFC 9266), or
	// "tls-unique" (RFC 5929, with TLS 1.2 only). nil is a binding that the session
	// does not have; the function is never nil in what a Conn returns.
	ChannelBinding func(kind string) []byte
}

// CloseCode says why a connection ends. The values are those of WebSocket
// (RFC 6455, section 7.4.1); other transports map them as far as they can.
type CloseCode int

// The close codes in use.
const (
	CloseNormal          CloseCode = 1000
	CloseGoingAway       CloseCode = 1001
	CloseProtocolError   CloseCode = 1002
	CloseUnsupportedData CloseCode = 1003 // a text message where binary ones are spoken, or the reverse
	CloseNoStatus        CloseCode = 1005 // the peer gave no code; never sent
	CloseInvalidPayload  CloseCode = 1007 // text that is not UTF-8
	ClosePolicyViolation CloseCode = 1008
	CloseTooBig          CloseCode = 1009
	CloseInternalError   CloseCode = 1011
)

// CloseError is the end of a connection for a reason.
type CloseError struct {
	Code   CloseCode
	Reason string
	Peer   bool // the peer closed; else this side did, for what the peer sent
}

// Error returns the code and the reason.
func (e *CloseError) Error() string {
	who := "closed"
	if e.Peer {
		who = "closed by peer"
	}
	if e.Reason == "" {
		return fmt.Sprintf("%s: code %d", who, e.Code)
	}
	return fmt.Sprintf("%s: code %d: %s", who, e.Code, e.Reason)
}

// NoMessage reports whether the peer sent something of which the serialization has
// no messages: text where binary ones are spoken, the reverse, or text that is not
// UTF-8.
func (e *CloseError) NoMessage() bool {
	return !e.Peer && (e.Code == CloseUnsupportedData || e.Code == CloseInvalidPayload)
}

// ErrStalled is the cause of errors from a connection whose peer takes no data.
var ErrStalled = errors.New("peer takes no data")

// ErrClosed is the cause of errors from a connection that this side has closed.
var ErrClosed = errors.New("connection closed")
