package routertest

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"github.com/wampgen/wampgen/runtime"
	"github.com/wampgen/wampgen/runtime/codec"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// inFormat returns connect with a serialization: what a session sends and receives is
// bytes in between, as on a connection.
func inFormat(t testing.TB, connect runtime.Connect, format wamp.Format) runtime.Connect {
	return func(ctx context.Context, sink runtime.Sink) (runtime.Link, error) {
		link, err := connect(ctx, &formatSink{Sink: sink, t: t, wire: newWire(format)})
		if err != nil {
			return nil, err
		}
		return &formatLink{link: link, wire: newWire(format)}, nil
	}
}

// wire is one direction. One message is under way at a time.
type wire struct {
	mu      sync.Mutex
	format  wamp.Format
	buf     []byte
	decoder *codec.Decoder
}

func newWire(format wamp.Format) *wire {
	return &wire{format: format, decoder: codec.NewDecoder(format, codec.Limits{})}
}

// carry returns what arrives of m, borrowed until the next message.
func (w *wire) carry(m wamp.Message) (wamp.Message, error) {
	var err error
	if w.buf, err = codec.AppendMessage(w.buf[:0], w.format, m); err != nil {
		return nil, err
	}
	return w.decoder.Decode(w.buf)
}

// formatLink carries what the session sends.
type formatLink struct {
	link runtime.Link
	wire *wire
}

func (l *formatLink) Format() wamp.Format         { return l.wire.format }
func (l *formatLink) Close(reason wamp.URI) error { return l.link.Close(reason) }

func (l *formatLink) Send(m wamp.Message) error {
	l.wire.mu.Lock()
	defer l.wire.mu.Unlock()
	carried, err := l.wire.carry(m)
	if err != nil {
		return fmt.Errorf("send %s: %w", m.Type(), err)
	}
	return l.link.Send(carried)
}

// formatSink carries what the session receives.
type formatSink struct {
	runtime.Sink
	t    testing.TB
	wire *wire
}

func (s *formatSink) Receive(m wamp.Message) (backlog int) {
	s.wire.mu.Lock()
	defer s.wire.mu.Unlock()
	carried, err := s.wire.carry(m)
	if err != nil {
		s.t.Errorf("receive %s in %s: %v", m.Type(), s.wire.format, err)
		return 0
	}
	return s.Sink.Receive(carried)
}
