package session

import (
	"sync"
	"sync/atomic"
	"time"

	"github.com/wampgen/wampgen/runtime"
	"github.com/wampgen/wampgen/runtime/codec"
	"github.com/wampgen/wampgen/runtime/transport"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// hosted is the peer that is a component of this process. Its outbox is the
// sink of the component's session.
type hosted struct {
	realm     Realm
	name      wamp.URI // of the realm; set by HELLO, as id
	id        wamp.ID
	principal *Principal
	seat      Seat
	sink      runtime.Sink
	events    runtime.EventSink // sink, if it is one, else nil
	high, max int               // bytes in the sink
	observer  Observer
	backlog   atomic.Int64 // of the sink, when it was last under pressure

	greeted atomic.Bool // HELLO has come

	mu    sync.RWMutex // read while the sink receives: it is written to end that
	state atomic.Int32 // as that of remote; changed under mu
	held  []*transport.Frame
	gone  bool // sink.Closed is called, or about to be

	leavers sync.WaitGroup // goroutines that leave the realm; started under mu
}

var _ Peer = (*hosted)(nil)

func (p *hosted) ID() wamp.ID           { return p.id }
func (p *hosted) Principal() *Principal { return p.principal }
func (p *hosted) Seat() *Seat           { return &p.seat }

func (p *hosted) Send(m wamp.Message, b *Burst) Pressure { return p.deliver(m, nil, b) }

func (p *hosted) SendShared(s *Shared, b *Burst) Pressure {
	if p.events == nil {
		return p.deliver(s.Message(), nil, b)
	}
	return p.deliver(s.Message(), s.Event(), b)
}

// deliver hands m to the sink, as a shared event where it is one.
func (p *hosted) deliver(m wamp.Message, event *runtime.SharedEvent, b *Burst) Pressure {
	p.mu.RLock()
	if p.state.Load() != open {
		p.mu.RUnlock()
		return p.hold(m)
	}
	var backlog int
	if event != nil {
		backlog = p.events.ReceiveEvent(event)
	} else {
		backlog = p.sink.Receive(m)
	}
	p.mu.RUnlock()
	if backlog <= p.high {
		return Ok
	}
	p.backlog.Store(int64(backlog))
	switch {
	case backlog > p.max:
		p.overflow()
		return Closed
	case b != nil:
		b.press(p)
	}
	return High
}

// hold keeps a message back until WELCOME is sent.
func (p *hosted) hold(m wamp.Message) Pressure {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch p.state.Load() {
	case open:
		p.sink.Receive(m)
		return Ok
	case opening:
		if f, err := transport.NewFrame(hostedFormat, m); err == nil {
			p.held = append(p.held, f)
			return Ok
		}
	}
	p.observer.Dropped(p, DropEnded, 1)
	return Closed
}

// welcome opens the session with WELCOME and what was held back.
func (p *hosted) welcome(m *wamp.Welcome) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.state.Load() != opening {
		return false
	}
	p.state.Store(open)
	p.sink.Receive(m)
	decoder := codec.NewDecoder(hostedFormat, codec.Limits{})
	for _, f := range p.held {
		if m, err := decoder.Decode(f.Payload()); err == nil {
			p.sink.Receive(m)
		}
		f.Release()
	}
	p.held = nil
	return true
}

// Close tells the component GOODBYE.
func (p *hosted) Close(reason wamp.URI, message string) {
	p.finish(func(was int32) {
		if was == opening {
			p.sink.Receive(abort(reason, message))
			return
		}
		p.sink.Receive(goodbye(reason, message))
		p.leavers.Go(func() { p.leave(reason) }) // the caller may hold locks of the realm
	})
}

// overflow ends the session of a component that handles its messages too slowly.
func (p *hosted) overflow() {
	p.finish(func(int32) {
		p.leavers.Go(func() {
			p.leave(wamp.CloseKilled)
			p.closed(ErrTooSlow)
		})
	})
}

// finish ends the session unless it has ended, and then calls last under the
// lock. From the realm the sink receives nothing afterwards. A session that was
// opening leaves the realm by itself.
func (p *hosted) finish(last func(was int32)) (was int32) {
	p.mu.Lock()
	defer p.mu.Unlock()
	was = p.state.Load()
	if was == ended {
		return was
	}
	p.state.Store(ended)
	for _, f := range p.held {
		f.Release()
	}
	p.held = nil
	last(was)
	return was
}

// answer sends the component a message after the session has ended.
func (p *hosted) answer(m wamp.Message) {
	p.mu.RLock()
	defer p.mu.RUnlock()
	if !p.gone {
		p.sink.Receive(m)
	}
}

// closed tells the component, once, that the link is gone.
func (p *hosted) closed(err error) {
	p.mu.Lock()
	was := p.gone
	p.gone = true
	p.mu.Unlock()
	if !was {
		p.sink.Closed(err)
	}
}

// leave detaches the session from the realm. It is called once.
func (p *hosted) leave(reason wamp.URI) {
	var b Burst
	p.realm.Leave(p, &b)
	b.write()
	p.observer.Closed(p, p.name, reason)
}

func (p *hosted) fill() float64 {
	return min(float64(int(p.backlog.Load())-p.high)/float64(p.max-p.high), 1)
}

func (p *hosted) await(deadline time.Time) {
	timer := time.NewTimer(time.Until(deadline))
	defer timer.Stop()
	select {
	case <-p.sink.Drained(p.high):
	case <-timer.C:
	}
}
