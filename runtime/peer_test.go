package runtime_test

import (
	"context"
	"errors"
	"reflect"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wampgen/wampgen/runtime"
	"github.com/wampgen/wampgen/runtime/codec"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// peer is a router by hand: the test reads what the session sends and says what it
// receives.
type peer struct {
	t      *testing.T
	sink   runtime.Sink
	inbox  chan wamp.Message // what the session has sent
	format wamp.Format

	mu      sync.Mutex
	sendErr error // of Send, from now on
	reason  wamp.URI
	closed  bool
}

func newPeer(t *testing.T) *peer {
	return &peer{t: t, inbox: make(chan wamp.Message, 1000), format: wamp.JSON}
}

func (p *peer) connect(_ context.Context, sink runtime.Sink) (runtime.Link, error) {
	p.sink = sink
	return p, nil
}

// Send implements runtime.Link.
func (p *peer) Send(m wamp.Message) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.sendErr != nil {
		return p.sendErr
	}
	p.inbox <- cloneMessage(m)
	return nil
}

// Close implements runtime.Link.
func (p *peer) Close(reason wamp.URI) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.closed {
		p.closed, p.reason = true, reason
	}
	return nil
}

// Format implements runtime.Link.
func (p *peer) Format() wamp.Format { return p.format }

func (p *peer) failSends(err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.sendErr = err
}

func (p *peer) isClosed() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.closed
}

// say hands the session a message and overwrites what it had only borrowed.
func (p *peer) say(m wamp.Message) (backlog int) {
	m = cloneMessage(m)
	backlog = p.sink.Receive(m)
	if payload := payloadOf(m); payload != nil {
		for _, b := range [][]byte{payload.Args, payload.Kwargs} {
			for i := range b {
				b[i] = 0xff
			}
		}
	}
	reflect.ValueOf(m).Elem().SetZero()
	return backlog
}

// hear returns the next message that the session has sent.
func (p *peer) hear() wamp.Message {
	p.t.Helper()
	select {
	case m := <-p.inbox:
		return m
	case <-time.After(10 * time.Second):
		p.t.Fatal("the session sends nothing")
		return nil
	}
}

// expect is hear for a message that is known.
func (p *peer) expect(want wamp.Message) {
	p.t.Helper()
	if diff := cmp.Diff(want, p.hear()); diff != "" {
		p.t.Fatalf("sent message (-want +got):\n%s", diff)
	}
}

// silent fails if the session has sent something.
func (p *peer) silent() {
	p.t.Helper()
	select {
	case m := <-p.inbox:
		p.t.Fatalf("the session sent %s %+v", m.Type(), m)
	default:
	}
}

// welcome answers HELLO.
func (p *peer) welcome() {
	p.t.Helper()
	if m := p.hear(); m.Type() != wamp.TypeHello {
		p.t.Fatalf("got %s, want HELLO", m.Type())
	}
	p.say(&wamp.Welcome{Session: 7, Details: welcomeDetails()})
}

func welcomeDetails() wamp.Dict {
	return wamp.Dict{
		"authid": "joe", "authrole": "user", "authmethod": "anonymous", "authprovider": "static",
		"roles": map[string]any{
			"broker": map[string]any{},
			"dealer": map[string]any{"features": map[string]any{"call_canceling": true, "progressive_call_invocations": true}},
		},
	}
}

// join returns a session that has joined, and leaves it at the end of the test.
func join(t *testing.T, cfg runtime.JoinConfig) (*runtime.Session, *peer) {
	t.Helper()
	p := newPeer(t)
	return joinOver(t, p, p.connect, cfg), p
}

// joinOver is join over a link of the test's own, behind which is p.
func joinOver(t *testing.T, p *peer, connect runtime.Connect, cfg runtime.JoinConfig) *runtime.Session {
	t.Helper()
	if cfg.Realm == "" {
		cfg.Realm = "realm1"
	}
	joined := ask(func() (*runtime.Session, error) { return runtime.Join(t.Context(), connect, cfg) })
	p.welcome()
	a := <-joined
	if a.err != nil {
		t.Fatal(a.err)
	}
	s := a.value
	t.Cleanup(func() {
		p.sink.Closed(errors.New("end of the test"))
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		if err := s.Wait(ctx); err != nil {
			t.Error(err)
		}
	})
	return s
}

// ask runs f in a goroutine and returns what it will return.
func ask[T any](f func() (T, error)) <-chan answer[T] {
	c := make(chan answer[T], 1)
	go func() {
		v, err := f()
		c <- answer[T]{v, err}
	}()
	return c
}

type answer[T any] struct {
	value T
	err   error
}

func cloneMessage(m wamp.Message) wamp.Message {
	c := reflect.New(reflect.TypeOf(m).Elem())
	c.Elem().Set(reflect.ValueOf(m).Elem())
	clone := c.Interface().(wamp.Message)
	if p := payloadOf(clone); p != nil {
		*p = p.Clone()
	}
	return clone
}

func payloadOf(m wamp.Message) *wamp.Payload {
	switch m := m.(type) {
	case *wamp.Abort:
		return &m.Payload
	case *wamp.ErrorMessage:
		return &m.Payload
	case *wamp.Publish:
		return &m.Payload
	case *wamp.Event:
		return &m.Payload
	case *wamp.Call:
		return &m.Payload
	case *wamp.Result:
		return &m.Payload
	case *wamp.Invocation:
		return &m.Payload
	case *wamp.Yield:
		return &m.Payload
	}
	return nil
}

// args is a JSON payload.
func args(list string) wamp.Payload {
	return wamp.Payload{Format: wamp.JSON, Args: []byte(list)}
}

// Descriptors that the tests share.
var (
	upper = runtime.Procedure[string, string]{
		URI:    "com.example.upper",
		Args:   runtime.One("text", (*codec.Writer).String, (*codec.Reader).String),
		Result: runtime.One("result", (*codec.Writer).String, (*codec.Reader).String),
	}
	news = runtime.Topic[string]{
		URI:   "com.example.news",
		Event: runtime.One("text", (*codec.Writer).String, (*codec.Reader).String),
	}

	shortText = runtime.One("text", (*codec.Writer).String, (*codec.Reader).String).Checked(func(x *string, v *codec.Validator) {
		v.Enter("args")
		v.EnterIndex(0)
		v.StringLength(*x, 0, 5)
		v.Leave()
		v.Leave()
	})
)
