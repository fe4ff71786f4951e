// Package peertest is a session.Peer for tests: it records what it is sent.
package peertest

import (
	"fmt"
	"runtime"
	"sync"

	"github.com/wampgen/wampgen/router/session"
	"github.com/wampgen/wampgen/runtime/codec"
	"github.com/wampgen/wampgen/runtime/transport"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// Peer records the messages it is sent, as copies of their own: it keeps nothing
// that is borrowed. Set its fields before it is used.
type Peer struct {
	Session wamp.ID
	Who     session.Principal
	Format  wamp.Format          // messages are encoded and decoded; 0: they are not
	OnSend  func(m wamp.Message) // called before a message is recorded

	seat session.Seat

	mu       sync.Mutex
	got      []wamp.Message
	frames   []*transport.Frame
	pressure session.Pressure
}

var _ session.Peer = (*Peer)(nil)

// New returns a peer whose authid is "user<id>" and whose authrole is "user".
func New(id wamp.ID) *Peer {
	return &Peer{Session: id, Who: session.Principal{
		AuthID:       fmt.Sprintf("user%d", id),
		AuthRole:     "user",
		AuthMethod:   "anonymous",
		AuthProvider: "static",
	}}
}

// ID returns the field Session.
func (p *Peer) ID() wamp.ID { return p.Session }

// Principal returns the field Who.
func (p *Peer) Principal() *session.Principal { return &p.Who }

// Seat implements session.Peer.
func (p *Peer) Seat() *session.Seat { return &p.seat }

// Send records a message.
func (p *Peer) Send(m wamp.Message, _ *session.Burst) session.Pressure {
	if p.Format == 0 {
		return p.record(Clone(m), nil)
	}
	f, err := transport.NewFrame(p.Format, m)
	if err != nil {
		panic(err)
	}
	defer f.Release()
	return p.record(decode(p.Format, f), nil)
}

// SendShared records a message and the frame it came in.
func (p *Peer) SendShared(s *session.Shared, _ *session.Burst) session.Pressure {
	if p.Format == 0 {
		return p.record(Clone(s.Message()), nil)
	}
	f, err := s.Frame(p.Format)
	if err != nil {
		panic(err)
	}
	return p.record(decode(p.Format, f), f)
}

func (p *Peer) record(m wamp.Message, f *transport.Frame) session.Pressure {
	if p.OnSend != nil {
		p.OnSend(m)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.pressure == session.Closed {
		return p.pressure
	}
	p.got = append(p.got, m)
	if f != nil {
		p.frames = append(p.frames, f)
	}
	return p.pressure
}

// Close records a GOODBYE.
func (p *Peer) Close(reason wamp.URI, message string) {
	details := wamp.Dict{}
	if message != "" {
		details["message"] = message
	}
	p.record(&wamp.Goodbye{Details: details, Reason: reason}, nil)
}

// Press makes Send answer with a pressure from now on.
func (p *Peer) Press(pressure session.Pressure) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.pressure = pressure
}

// Take returns what was sent since the last Take.
func (p *Peer) Take() []wamp.Message {
	p.mu.Lock()
	defer p.mu.Unlock()
	got := p.got
	p.got = nil
	return got
}

// Frames returns the frames of all shared messages. They may have been released:
// they are there to be told apart.
func (p *Peer) Frames() []*transport.Frame {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.frames
}

// Meanwhile runs f in a goroutine and returns when f has returned, or has had the
// time to but waits for something. OnSend is where to use it: what f does comes
// in between unless a lock keeps it out. The result waits for f.
func Meanwhile(f func()) (wait func()) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		f()
	}()
	for range 10_000 {
		select {
		case <-done:
			return func() {}
		default:
			runtime.Gosched()
		}
	}
	return func() { <-done }
}

func decode(f wamp.Format, frame *transport.Frame) wamp.Message {
	m, err := codec.NewDecoder(f, codec.Limits{}).Decode(frame.Payload())
	if err != nil {
		panic(err)
	}
	return Clone(m)
}

// Clone returns a copy of a message that routers send in an open session.
func Clone(m wamp.Message) wamp.Message {
	switch m := m.(type) {
	case *wamp.Event:
		c := *m
		c.Payload = m.Payload.Clone()
		return &c
	case *wamp.Result:
		c := *m
		c.Payload = m.Payload.Clone()
		return &c
	case *wamp.Invocation:
		c := *m
		c.Payload = m.Payload.Clone()
		return &c
	case *wamp.ErrorMessage:
		c := *m
		c.Payload = m.Payload.Clone()
		return &c
	case *wamp.Subscribed:
		return copyOf(m)
	case *wamp.Unsubscribed:
		return copyOf(m)
	case *wamp.Published:
		return copyOf(m)
	case *wamp.Registered:
		return copyOf(m)
	case *wamp.Unregistered:
		return copyOf(m)
	case *wamp.Interrupt:
		return copyOf(m)
	default:
		panic(fmt.Sprintf("routers do not send %s", m.Type()))
	}
}

func copyOf[T any](m *T) *T {
	c := *m
	return &c
}
