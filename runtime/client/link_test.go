package client

import (
	"context"
	"errors"
	"io"
	"math"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/wampgen/wampgen/runtime"
	"github.com/wampgen/wampgen/runtime/codec"
	"github.com/wampgen/wampgen/runtime/transport"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// pipe is a connection in memory to a router that answers HELLO and SUBSCRIBE;
// the test sends the rest. It has what a link uses.
type pipe struct {
	transport.Conn
	in       chan []byte // to Read
	deadline chan struct{}
	sent     chan wamp.MessageType
	calls    chan wamp.ID // the requests of CALLs, which are answered with RESULT
	largest  int          // message that it takes

	welcome     wamp.Dict // Details
	subprotocol string
}

func newPipe() *pipe {
	return &pipe{in: make(chan []byte, 10_000), deadline: make(chan struct{}, 10), sent: make(chan wamp.MessageType, 100), calls: make(chan wamp.ID, 100), largest: math.MaxInt}
}

func (p *pipe) Read(buf *transport.Buffer) error {
	select {
	case data := <-p.in:
		buf.Free()
		buf.Append(data)
		return nil
	case <-p.deadline:
		return os.ErrDeadlineExceeded
	}
}

func (p *pipe) Append(f *transport.Frame) int {
	m, err := codec.NewDecoder(wamp.JSON, codec.Limits{}).Decode(f.Payload())
	if err != nil {
		return -1
	}
	p.sent <- m.Type()
	switch m := m.(type) {
	case *wamp.Hello:
		p.say(&wamp.Welcome{Session: 7, Details: p.welcome})
	case *wamp.Call:
		p.calls <- m.Request
		p.say(&wamp.Result{Request: m.Request})
	case *wamp.Subscribe:
		p.say(&wamp.Subscribed{Request: m.Request, Subscription: 1})
	}
	return 0
}

func (p *pipe) say(m wamp.Message) {
	data, err := codec.AppendMessage(nil, wamp.JSON, m)
	if err != nil {
		panic(err)
	}
	p.in <- data
}

func (p *pipe) OnIdle(func())             {}
func (p *pipe) SetReadDeadline(time.Time) { p.deadline <- struct{}{} }
func (p *pipe) TryFlush() (bool, error)   { return true, nil }
func (p *pipe) Queued() int               { return 0 }
func (p *pipe) LargestMessage() int       { return p.largest }
func (p *pipe) Format() wamp.Format       { return wamp.JSON }
func (p *pipe) Info() transport.Info      { return transport.Info{Subprotocol: p.subprotocol} }
func (p *pipe) Close(transport.CloseCode, string) error {
	p.deadline <- struct{}{}
	return nil
}

// join returns a session over p, which handles events by handler.
func join(t *testing.T, p *pipe, handler func(context.Context, wamp.Payload) error) *runtime.Session {
	t.Helper()
	connect := func(_ context.Context, sink runtime.Sink) (runtime.Link, error) { return newLink(p, sink), nil }
	s, err := runtime.Join(t.Context(), connect, runtime.JoinConfig{Realm: "realm1"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.SubscribeRaw(t.Context(), "a.b", wamp.SubscribeOptions{}, handler); err != nil {
		t.Fatal(err)
	}
	return s
}

// event is one of 64 KiB.
var event = &wamp.Event{Subscription: 1, Publication: 1, Payload: wamp.Payload{
	Format: wamp.JSON, Args: []byte(`["` + strings.Repeat("x", 64<<10) + `"]`),
}}

func TestReaderPausesWhileHandlersAreBehind(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPipe()
		release := make(chan struct{})
		s := join(t, p, func(context.Context, wamp.Payload) error { <-release; return nil })
		const events = 100
		for range events {
			p.say(event)
		}
		synctest.Wait()
		if read := events - len(p.in); read < 15 || read > 20 {
			t.Errorf("%d events of 64 KiB were read, want one MiB of them", read)
		}
		close(release)
		synctest.Wait()
		if len(p.in) != 0 {
			t.Errorf("%d events are left", len(p.in))
		}
		p.say(&wamp.Goodbye{Details: wamp.Dict{}, Reason: wamp.CloseNormal})
		if err := s.Wait(t.Context()); err != nil {
			t.Error(err)
		}
	})
}

func TestHandlerThatWaitsForAnswerBehindEvents(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPipe()
		var s *runtime.Session
		answered := make(chan time.Duration, 1)
		joined := make(chan struct{})
		first := true
		s = join(t, p, func(ctx context.Context, _ wamp.Payload) error {
			if !first {
				return nil
			}
			first = false
			<-joined
			start := time.Now()
			if _, err := s.CallRaw(ctx, "c.d", wamp.Payload{}); err != nil {
				t.Error(err)
			}
			answered <- time.Since(start)
			return nil
		})
		for range 50 {
			p.say(event)
		}
		close(joined) // the pipe's answer comes behind them
		if got := <-answered; got != longestPause {
			t.Errorf("answered after %s, want %s: one pause", got, longestPause)
		}
		p.say(&wamp.Goodbye{Details: wamp.Dict{}, Reason: wamp.CloseNormal})
		if err := s.Wait(t.Context()); err != nil {
			t.Error(err)
		}
	})
}

func TestHandlersThatTakeNothingEndTheSession(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPipe()
		release := make(chan struct{})
		s := join(t, p, func(context.Context, wamp.Payload) error { <-release; return nil })
		for range 200 {
			p.say(event)
		}
		<-s.Done()
		if err := s.Err(); err == nil || !strings.Contains(err.Error(), "handlers are too slow") {
			t.Errorf("got error %v", err)
		}
		close(release)
		if err := s.Wait(t.Context()); err != nil {
			t.Error(err)
		}
	})
}

func TestCloseEndsPause(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPipe()
		release := make(chan struct{})
		s := join(t, p, func(context.Context, wamp.Payload) error { <-release; return nil })
		for range 50 {
			p.say(event)
		}
		synctest.Wait()
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		start := time.Now()
		_ = s.Leave(ctx, "")
		close(release)
		if err := s.Wait(t.Context()); err != nil {
			t.Error(err)
		}
		if took := time.Since(start); took != 0 {
			t.Errorf("took %s", took)
		}
	})
}

// deaf is a connection to a router that takes nothing.
type deaf struct{ *pipe }

func (deaf) Append(*transport.Frame) int { return 1 }
func (deaf) TryFlush() (bool, error)     { return false, io.ErrClosedPipe }

func TestFailedWriteEndsTheSession(t *testing.T) {
	connect := func(_ context.Context, sink runtime.Sink) (runtime.Link, error) {
		return newLink(deaf{newPipe()}, sink), nil
	}
	_, err := runtime.Join(t.Context(), connect, runtime.JoinConfig{Realm: "realm1"})
	if !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("got error %v, want %v", err, io.ErrClosedPipe)
	}
}

// A message that the router does not take is refused here; the session goes on, and its
// request ids stay without a gap. The transport knows what it takes, or WELCOME says it.
func TestMessageLargerThanTheRouterTakes(t *testing.T) {
	for name, change := range map[string]func(*pipe){
		"transport":         func(p *pipe) { p.largest = 1000 },
		"WELCOME":           func(p *pipe) { p.welcome = wamp.Dict{wamp.DetailMessageSize: int64(1000)} },
		"WELCOME, more":     func(p *pipe) { p.largest, p.welcome = 1000, wamp.Dict{wamp.DetailMessageSize: int64(2000)} },
		"WELCOME, nonsense": func(p *pipe) { p.largest, p.welcome = 1000, wamp.Dict{wamp.DetailMessageSize: "10"} },
		"WELCOME, negative": func(p *pipe) { p.largest, p.welcome = 1000, wamp.Dict{wamp.DetailMessageSize: int64(-1)} },
	} {
		t.Run(name, func(t *testing.T) { testTooLarge(t, change) })
	}
}

// Batches take a few bytes for each message.
func TestMessageOfABatch(t *testing.T) {
	for protocol, want := range map[string]bool{"wamp.2.json": true, "wamp.2.json.batched": false} {
		p := newPipe()
		p.subprotocol, p.welcome = protocol, wamp.Dict{wamp.DetailMessageSize: int64(1000)}
		s := join(t, p, nil)
		// [48,2,{},"a.b",["..."]]
		args := wamp.Payload{Format: wamp.JSON, Args: []byte(`["` + strings.Repeat("x", 1000-len(`[48,2,{},"a.b",[""]]`)) + `"]`)}
		if _, err := s.CallRaw(t.Context(), "a.b", args); (err == nil) != want {
			t.Errorf("%s: a message of 1000 bytes: %v", protocol, err)
		}
		args.Args = []byte(`["` + strings.Repeat("x", 900) + `"]`)
		if _, err := s.CallRaw(t.Context(), "a.b", args); err != nil {
			t.Errorf("%s: a message of 900 bytes: %v", protocol, err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
		_ = s.Leave(ctx, "") // the pipe does not answer it
		cancel()
		_ = s.Wait(t.Context())
	}
}

func testTooLarge(t *testing.T, change func(*pipe)) {
	synctest.Test(t, func(t *testing.T) {
		p := newPipe()
		change(p)
		s := join(t, p, nil)
		long := wamp.Payload{Format: wamp.JSON, Args: []byte(`["` + strings.Repeat("x", 1000) + `"]`)}
		for want := wamp.ID(2); want < 5; want++ { // SUBSCRIBE was 1
			var refused *wamp.Error
			if _, err := s.CallRaw(t.Context(), "a.b", long); !errors.As(err, &refused) || refused.URI != wamp.ErrPayloadSizeExceeded ||
				errors.Is(err, runtime.ErrConnectionLost) {
				t.Errorf("a call that is too large fails with %v", err)
			}
			if err := s.PublishRaw(t.Context(), "a.b", long); err == nil {
				t.Error("a publication that is too large is sent")
			}
			if _, err := s.CallRaw(t.Context(), "a.b", wamp.Payload{}); err != nil {
				t.Errorf("the next call fails with %v", err)
			}
			if got := <-p.calls; got != want {
				t.Errorf("the next call has request id %d, want %d", got, want)
			}
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		_ = s.Leave(ctx, "") // the pipe does not answer it
		if err := s.Wait(t.Context()); err != nil {
			t.Error(err)
		}
	})
}
