package runtime_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"

	"github.com/wampgen/wampgen/runtime"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// loopback is the least router that two sessions can call each other through: it
// hands messages over in the sender's goroutine and copies nothing.
type loopback struct {
	mu            sync.RWMutex
	registrations map[wamp.URI]registration
	subscribers   map[wamp.URI][]*loopbackLink
	sessions      atomic.Uint64

	callsMu sync.Mutex
	calls   map[wamp.ID]pendingCall
	last    wamp.ID
}

type registration struct {
	callee *loopbackLink
	id     wamp.ID
}

type pendingCall struct {
	caller  *loopbackLink
	request wamp.ID
}

type loopbackLink struct {
	router *loopback
	sink   runtime.Sink
	format wamp.Format
	once   sync.Once

	// Messages to the sink, which borrows them; out guards them.
	out        sync.Mutex
	invocation wamp.Invocation
	result     wamp.Result
	event      wamp.Event
}

func newLoopback() *loopback {
	return &loopback{
		registrations: map[wamp.URI]registration{},
		subscribers:   map[wamp.URI][]*loopbackLink{},
		calls:         map[wamp.ID]pendingCall{},
	}
}

func (l *loopback) connect(format wamp.Format) runtime.Connect {
	return func(_ context.Context, sink runtime.Sink) (runtime.Link, error) {
		return &loopbackLink{router: l, sink: sink, format: format}, nil
	}
}

// Format implements runtime.Link.
func (l *loopbackLink) Format() wamp.Format { return l.format }

// Close implements runtime.Link.
func (l *loopbackLink) Close(wamp.URI) error {
	l.once.Do(func() { l.sink.Closed(nil) })
	return nil
}

// Send implements runtime.Link.
func (l *loopbackLink) Send(m wamp.Message) error {
	r := l.router
	switch m := m.(type) {
	case *wamp.Hello:
		l.sink.Receive(&wamp.Welcome{Session: wamp.ID(r.sessions.Add(1)), Details: welcomeDetails()})
	case *wamp.Goodbye:
		l.sink.Receive(&wamp.Goodbye{Reason: wamp.CloseGoodbyeAndOut})
	case *wamp.Register:
		r.mu.Lock()
		id := wamp.ID(len(r.registrations) + 1)
		r.registrations[m.Procedure] = registration{l, id}
		r.mu.Unlock()
		l.sink.Receive(&wamp.Registered{Request: m.Request, Registration: id})
	case *wamp.Subscribe:
		r.mu.Lock()
		r.subscribers[m.Topic] = append(r.subscribers[m.Topic], l)
		r.mu.Unlock()
		l.sink.Receive(&wamp.Subscribed{Request: m.Request, Subscription: 1})
	case *wamp.Publish:
		r.mu.RLock()
		subscribers := r.subscribers[m.Topic]
		r.mu.RUnlock()
		for _, s := range subscribers {
			s.deliver(func() {
				s.event = wamp.Event{Subscription: 1, Publication: 1, Payload: m.Payload}
				s.sink.Receive(&s.event)
			})
		}
	case *wamp.Call:
		return r.call(l, m)
	case *wamp.Yield:
		p := r.answered(m.Request)
		p.caller.deliver(func() {
			p.caller.result = wamp.Result{Request: p.request, Payload: m.Payload}
			p.caller.sink.Receive(&p.caller.result)
		})
	case *wamp.ErrorMessage:
		p := r.answered(m.Request)
		p.caller.sink.Receive(&wamp.ErrorMessage{RequestType: wamp.TypeCall, Request: p.request, Error: m.Error, Payload: m.Payload})
	default:
		return errors.New("loopback: unexpected " + m.Type().String())
	}
	return nil
}

func (l *loopbackLink) deliver(f func()) {
	l.out.Lock()
	defer l.out.Unlock()
	f()
}

func (l *loopback) call(caller *loopbackLink, m *wamp.Call) error {
	l.mu.RLock()
	reg, ok := l.registrations[m.Procedure]
	l.mu.RUnlock()
	if !ok {
		caller.sink.Receive(&wamp.ErrorMessage{RequestType: wamp.TypeCall, Request: m.Request, Error: wamp.ErrNoSuchProcedure})
		return nil
	}
	l.callsMu.Lock()
	l.last++
	id := l.last
	l.calls[id] = pendingCall{caller, m.Request}
	l.callsMu.Unlock()
	reg.callee.deliver(func() {
		reg.callee.invocation = wamp.Invocation{Request: id, Registration: reg.id, Details: wamp.InvocationDetails{Custom: m.Options.Custom}, Payload: m.Payload}
		reg.callee.sink.Receive(&reg.callee.invocation)
	})
	return nil
}

func (l *loopback) answered(id wamp.ID) pendingCall {
	l.callsMu.Lock()
	defer l.callsMu.Unlock()
	p := l.calls[id]
	delete(l.calls, id)
	return p
}
