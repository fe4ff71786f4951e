package runtime

import (
	"context"

	"github.com/wampgen/wampgen/runtime/wamp"
)

// Link is a session's way to its router: messages above the codec, in process or
// over a transport.
type Link interface {
	// Send passes a message to the router. The message and its payload are
	// borrowed: they are the caller's again when Send returns. Send may block for
	// a bounded time while the router takes nothing. It may be called from any
	// goroutine; messages sent by one goroutine, or in order by several, keep
	// their order. The error is an ErrConnectionLost, unless it is the message that
	// can not be sent.
	Send(m wamp.Message) error
	// Close ends the link without a message, with the reason for logs. It waits
	// for the link's goroutines, may be called more than once and from any
	// goroutine but those that call the Sink.
	Close(reason wamp.URI) error
	// Format is the serialization that costs the link least.
	Format() wamp.Format
}

// AnyOrderLink is a Link whose router does not ask that request ids arrive in
// sequence (section "IDs"): then calls and publications of several goroutines need
// not wait for one another. Those of one goroutine keep their order.
type AnyOrderLink interface {
	Link
	AnyOrder()
}

// Sink takes what a router sends to a session. *Session is one.
type Sink interface {
	// Receive takes one message. It neither blocks nor sends. The message and its
	// payload are borrowed: valid until Receive returns. It may be called from
	// several goroutines, one after the other where order matters. The result is
	// the number of bytes that wait in the sink; who sees it grow slows down.
	Receive(m wamp.Message) (backlog int)
	// Drained returns a channel that is closed once at most backlog bytes wait in
	// the sink, or it takes no more.
	Drained(backlog int) <-chan struct{}
	// Closed says, once and after the last Receive, that the link is gone. err is
	// nil only if Link.Close was called.
	Closed(err error)
}

// Connect makes a link whose messages go to sink. The context bounds the making
// of the link, not its life.
type Connect func(ctx context.Context, sink Sink) (Link, error)

// LinkInterceptor stands between a session and its link: it returns a Connect that
// may wrap the sink it hands to next, the link that next returns, or both, and
// so sees every message of the session in both directions. An Interceptor sees calls
// and events.
type LinkInterceptor func(next Connect) Connect

// Intercept returns connect with the interceptors around it; the first is next
// to the session, the last is next to the link.
func Intercept(connect Connect, interceptors ...LinkInterceptor) Connect {
	for i := len(interceptors) - 1; i >= 0; i-- {
		connect = interceptors[i](connect)
	}
	return connect
}
