package session

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wampgen/wampgen/runtime"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// fakeSink keeps what a component receives.
type fakeSink struct {
	mu       sync.Mutex
	messages []wamp.Message
	backlog  int
	drained  chan struct{}
	closed   []error
}

func (s *fakeSink) Receive(m wamp.Message) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.closed) > 0 {
		panic("received after Closed")
	}
	s.messages = append(s.messages, m)
	return s.backlog
}

func (s *fakeSink) Drained(int) <-chan struct{} { return s.drained }

func (s *fakeSink) Closed(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = append(s.closed, err)
}

func (s *fakeSink) take() []wamp.Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	m := s.messages
	s.messages = nil
	return m
}

// types returns the names of the messages since the last call.
func (s *fakeSink) types() string {
	var names []string
	for _, m := range s.take() {
		names = append(names, m.Type().String())
	}
	return strings.Join(names, " ")
}

func hostedSession(t *testing.T, r *fakeRealm, limits Limits) (*fakeSink, runtime.Link, *counts) {
	t.Helper()
	sink := &fakeSink{drained: make(chan struct{})}
	observer := newCounts()
	connect := Hosted(r, Principal{AuthID: "component1", AuthRole: "backend", AuthMethod: "internal", AuthProvider: "static"},
		Config{Observer: observer, Limits: limits})
	link, err := connect(context.Background(), sink)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { link.Close(wamp.CloseNormal) })
	return sink, link, observer
}

func TestHostedSession(t *testing.T) {
	r := newFakeRealm()
	sink, link, observer := hostedSession(t, r, Limits{})
	if err := link.Send(hello("realm1")); err != nil {
		t.Fatal(err)
	}
	want := []wamp.Message{&wamp.Welcome{Session: 1, Details: wamp.Dict{
		"roles": map[string]any{
			"broker": map[string]any{},
			"dealer": map[string]any{"features": map[string]any{"progressive_call_invocations": true}},
		},
		"realm": "realm1", "authid": "component1", "authrole": "backend", "authmethod": "internal", "authprovider": "static",
	}}}
	if diff := cmp.Diff(want, sink.take()); diff != "" {
		t.Errorf("answer to HELLO (-want +got):\n%s", diff)
	}
	if p := r.peers()[0]; !p.Principal().Hosted || p.Principal().AuthRole != "backend" {
		t.Errorf("principal %+v", p.Principal())
	}
	payload := wamp.Payload{Format: link.Format(), Args: []byte{0x91, 1}}
	if err := link.Send(&wamp.Call{Request: 1, Procedure: "a.b", Payload: payload}); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]wamp.Message{&wamp.Result{Request: 1, Payload: payload}}, sink.take()); diff != "" {
		t.Errorf("answer to CALL (-want +got):\n%s", diff)
	}
	if err := link.Send(&wamp.Goodbye{Details: wamp.Dict{}, Reason: wamp.CloseNormal}); err != nil {
		t.Fatal(err)
	}
	if got := sink.types(); got != "GOODBYE" || len(r.peers()) != 0 {
		t.Errorf("answer to GOODBYE: %s, peers %v", got, r.peers())
	}
	if err := link.Send(&wamp.Call{Request: 2, Procedure: "a.b"}); !errors.Is(err, ErrEnded) {
		t.Errorf("CALL after GOODBYE: %v", err)
	}
	link.Close(wamp.CloseNormal)
	link.Close(wamp.CloseNormal)
	if diff := cmp.Diff([]error{nil}, sink.closed); diff != "" || observer.get().opened != 1 || observer.get().closed != 1 || observer.get().messages != 2 {
		t.Errorf("closed with %v, observed %+v", sink.closed, observer.get())
	}
}

func TestHostedViolations(t *testing.T) {
	joined := func(link runtime.Link) error { return link.Send(hello("realm1")) }
	for _, test := range []struct {
		name    string
		before  func(runtime.Link) error
		send    wamp.Message
		message string
	}{
		{"before HELLO", nil, &wamp.Call{Request: 1, Procedure: "a.b"}, "CALL"},
		{"second HELLO", joined, hello("realm1"), "HELLO"},
		{"message for clients", joined, &wamp.Event{Subscription: 1, Publication: 1}, "EVENT"},
		{"what the realm refuses", joined, &wamp.Cancel{Request: 1}, errRoute.Error()},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := newFakeRealm()
			sink, link, _ := hostedSession(t, r, Limits{})
			if test.before != nil {
				if err := test.before(link); err != nil {
					t.Fatal(err)
				}
				sink.take()
			}
			if err := link.Send(test.send); err == nil {
				t.Error("no error")
			}
			got := sink.take()
			if len(got) != 1 {
				t.Fatalf("got %v, want ABORT", got)
			}
			a, ok := got[0].(*wamp.Abort)
			if message, _ := a.Details["message"].(string); !ok || a.Reason != wamp.ErrProtocolViolation || !strings.Contains(message, test.message) {
				t.Errorf("got %+v", a)
			}
			if len(r.peers()) != 0 {
				t.Error("the session is still in the realm")
			}
		})
	}
}

func TestHostedIsRefused(t *testing.T) {
	r := newFakeRealm()
	r.refuse = &wamp.Error{URI: wamp.ErrNoSuchRole}
	sink, link, observer := hostedSession(t, r, Limits{})
	if err := link.Send(hello("realm1")); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]wamp.Message{&wamp.Abort{Details: wamp.Dict{}, Reason: wamp.ErrNoSuchRole}}, sink.take()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	link.Close("")
	if observer.get().opened != 0 || observer.get().closed != 0 {
		t.Errorf("observed %+v", observer.get())
	}
}

// The realm may close a session while it holds locks that Leave needs.
func TestHostedIsKilled(t *testing.T) {
	r := newFakeRealm()
	sink, link, observer := hostedSession(t, r, Limits{})
	if err := link.Send(hello("realm1")); err != nil {
		t.Fatal(err)
	}
	p := r.peers()[0]
	r.mu.Lock()
	p.Close(wamp.CloseKilled, "go away")
	r.mu.Unlock()
	if got := sink.types(); got != "WELCOME GOODBYE" {
		t.Errorf("got %s", got)
	}
	if got := p.Send(&wamp.Event{Subscription: 1, Publication: 1}, nil); got != Closed || observer.get().dropped[1] != 1 {
		t.Errorf("send after GOODBYE returned %v, observed %+v", got, observer.get())
	}
	link.Close("")
	if len(r.left) != 1 || observer.get().reasons[0] != wamp.CloseKilled {
		t.Errorf("left %v, observed %+v", r.left, observer.get())
	}
}

func TestHostedMessagesDuringJoinAreHeldBack(t *testing.T) {
	r := newFakeRealm()
	r.onJoin = func(p Peer) {
		p.Send(&wamp.Event{Subscription: 1, Publication: 7, Payload: wamp.Payload{Format: wamp.JSON, Args: []byte(`[1]`)}}, nil)
	}
	sink, link, _ := hostedSession(t, r, Limits{})
	if err := link.Send(hello("realm1")); err != nil {
		t.Fatal(err)
	}
	if got := sink.types(); got != "WELCOME EVENT" {
		t.Errorf("got %s", got)
	}
}

func TestHostedIsKilledDuringJoin(t *testing.T) {
	r := newFakeRealm()
	r.onJoin = func(p Peer) { p.Close(wamp.CloseKilled, "") }
	sink, link, _ := hostedSession(t, r, Limits{})
	if err := link.Send(hello("realm1")); err != nil {
		t.Fatal(err)
	}
	if got := sink.types(); got != "ABORT" || len(r.peers()) != 0 {
		t.Errorf("got %s, peers %v", got, r.peers())
	}
}

// Whoever sends to a component that is behind pauses until it has caught up.
func TestHostedPressure(t *testing.T) {
	r := newFakeRealm()
	sink, link, _ := hostedSession(t, r, Limits{OutboxBytes: 8000})
	if err := link.Send(hello("realm1")); err != nil {
		t.Fatal(err)
	}
	p := r.peers()[0]
	sink.backlog = 1000
	if got := p.Send(&wamp.Event{}, nil); got != Ok {
		t.Errorf("backlog of an eighth: %v", got)
	}
	sink.backlog = 7900
	var b Burst
	if got := p.Send(&wamp.Event{}, &b); got != High {
		t.Errorf("backlog of 7900 of 8000: %v", got)
	}
	close(sink.drained)
	flushed := make(chan time.Duration)
	go func() {
		start := time.Now()
		b.Flush()
		flushed <- time.Since(start)
	}()
	if d := <-flushed; d >= longestPause {
		t.Errorf("paused for %s although the sink was drained", d)
	}
	b.Flush()
	sink.backlog = 8001
	if got := p.Send(&wamp.Event{}, &b); got != Closed {
		t.Errorf("backlog above the limit: %v", got)
	}
	link.Close("")
	if len(sink.closed) != 1 || !errors.Is(sink.closed[0], ErrTooSlow) && sink.closed[0] != nil {
		t.Errorf("closed with %v", sink.closed)
	}
	if len(r.left) != 1 {
		t.Errorf("left %v", r.left)
	}
}

// eventSink is a component that takes shared events.
type eventSink struct {
	*fakeSink
	events []*runtime.SharedEvent
}

func (s *eventSink) ReceiveEvent(e *runtime.SharedEvent) int {
	s.events = append(s.events, e)
	return 0
}

// Components get one copy of an event together, and other messages each.
func TestHostedSharedEvent(t *testing.T) {
	r := newFakeRealm()
	var sinks []*eventSink
	for range 2 {
		sink := &eventSink{fakeSink: &fakeSink{}}
		link, err := Hosted(r, Principal{}, Config{})(t.Context(), sink)
		if err != nil {
			t.Fatal(err)
		}
		defer link.Close("")
		if err := link.Send(hello("realm1")); err != nil {
			t.Fatal(err)
		}
		sink.take()
		sinks = append(sinks, sink)
	}
	plain, link, _ := hostedSession(t, r, Limits{})
	if err := link.Send(hello("realm1")); err != nil {
		t.Fatal(err)
	}
	plain.take()
	for _, m := range []wamp.Message{&wamp.Event{Publication: 1}, &wamp.Interrupt{Request: 1}} {
		shared := NewShared(m)
		for _, p := range r.peers() {
			if got := p.SendShared(shared, nil); got != Ok {
				t.Errorf("send %s: got pressure %v", m.Type(), got)
			}
		}
		shared.Release()
	}
	for i, sink := range sinks {
		if got := sink.types(); got != "INTERRUPT" || len(sink.events) != 1 || sink.events[0] != sinks[0].events[0] {
			t.Errorf("component %d: got %s and the events %v, want the one all share", i, got, sink.events)
		}
	}
	if got := plain.types(); got != "EVENT INTERRUPT" {
		t.Errorf("a sink of messages only got %s", got)
	}
}

// Sends, kills and the end of the link may meet at any moment.
func TestHostedConcurrentEnd(t *testing.T) {
	for range 200 {
		r := newFakeRealm()
		_, link, observer := hostedSession(t, r, Limits{})
		if err := link.Send(hello("realm1")); err != nil {
			t.Fatal(err)
		}
		p := r.peers()[0]
		var all sync.WaitGroup
		start := make(chan struct{})
		for _, f := range []func(){
			func() { p.Send(&wamp.Event{}, nil) },
			func() { p.Close(wamp.CloseKilled, "") },
			func() { _ = link.Send(&wamp.Goodbye{Reason: wamp.CloseNormal}) },
			func() { _ = link.Send(&wamp.Call{Request: 1}) },
			func() { _ = link.Close("") },
		} {
			all.Go(func() { <-start; f() })
		}
		close(start)
		all.Wait()
		link.Close("")
		if len(r.left) != 1 || observer.get().closed != 1 {
			t.Fatalf("left %v, observed %+v", r.left, observer.get())
		}
	}
}
