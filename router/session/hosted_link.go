package session

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/wampgen/wampgen/runtime"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// hostedFormat is what components encode in. Any would do: it is read and
// written fastest.
const hostedFormat = wamp.MessagePack

// Causes of the end of a hosted session's link.
var (
	ErrEnded   = errors.New("session has ended")
	ErrTooSlow = errors.New("too many messages wait for the component")
)

// Hosted returns what connects a component of this process to realm as the
// principal. Of cfg it uses Limits.OutboxBytes and Observer. HELLO over the link
// is answered with WELCOME, GOODBYE with GOODBYE; everything else takes the same
// way through the realm as the messages of remote peers, but for the check of
// request ids.
func Hosted(realm Realm, principal Principal, cfg Config) runtime.Connect {
	cfg = cfg.withDefaults()
	principal.Hosted = true
	return func(_ context.Context, sink runtime.Sink) (runtime.Link, error) {
		events, _ := sink.(runtime.EventSink)
		return hostedLink{&hosted{
			realm:     realm,
			principal: &principal,
			sink:      sink,
			events:    events,
			high:      cfg.Limits.OutboxBytes / pressureShare,
			max:       cfg.Limits.OutboxBytes,
			observer:  cfg.Observer,
		}}, nil
	}
}

// hostedLink is the component's end of the link.
type hostedLink struct{ peer *hosted }

var _ runtime.AnyOrderLink = hostedLink{}

// bursts are those of single messages: a component has no reader whose bursts
// could be told.
var bursts = sync.Pool{New: func() any { return new(Burst) }}

// AnyOrder says that a component's request ids may arrive in any order.
func (hostedLink) AnyOrder() {}

// Format returns the serialization of hosted components.
func (l hostedLink) Format() wamp.Format { return hostedFormat }

// Send routes m in the calling goroutine, and pauses it while receivers are
// under High pressure.
func (l hostedLink) Send(m wamp.Message) error {
	b := bursts.Get().(*Burst)
	err := l.route(m, b)
	b.Flush()
	bursts.Put(b)
	return err
}

func (l hostedLink) route(m wamp.Message, b *Burst) error {
	p := l.peer
	switch p.state.Load() {
	case opening:
		return l.join(m, b)
	case ended:
		return fmt.Errorf("send %s: %w: %w", m.Type(), runtime.ErrConnectionLost, ErrEnded)
	}
	p.observer.Message(p, m.Type())
	switch m := m.(type) {
	case *wamp.Goodbye:
		l.end(m.Reason, nil)
		p.answer(goodbye(wamp.CloseGoodbyeAndOut, ""))
		return nil
	case *wamp.Abort:
		l.end(m.Reason, nil)
		return nil
	}
	err := allowed(m)
	if err == nil {
		err = p.realm.Route(p, m, b)
	}
	if err != nil {
		return l.violation(err)
	}
	return nil
}

// join answers HELLO.
func (l hostedLink) join(m wamp.Message, b *Burst) error {
	p := l.peer
	hello, ok := m.(*wamp.Hello)
	switch {
	case !ok:
		return l.violation(fmt.Errorf("%s before the session was established", m.Type()))
	case !p.greeted.CompareAndSwap(false, true):
		return l.violation(errors.New("second HELLO"))
	}
	p.name, p.id = hello.Realm, p.realm.NewSessionID()
	details, err := p.realm.Join(p, hello.Details, b)
	if err != nil {
		e := deniedBy(err, wamp.ErrAuthorizationFailed)
		l.end(e.reason, e.last)
		return nil // ABORT says it
	}
	p.observer.Opened(p, p.name)
	if !p.welcome(&wamp.Welcome{Session: p.id, Details: welcomeDetails(details, p.name, p.principal)}) {
		p.leave(wamp.ErrCanceled)
	}
	return nil
}

// violation ends the session of a component that breaks the protocol.
func (l hostedLink) violation(err error) error {
	e := violation("%v", err)
	l.end(e.reason, e.last)
	return e.err
}

// end ends the session for something that came over the link.
func (l hostedLink) end(reason wamp.URI, last wamp.Message) {
	was := l.peer.finish(func(int32) {
		if last != nil {
			l.peer.sink.Receive(last)
		}
	})
	if was == open {
		l.peer.leave(reason)
	}
}

// Close ends the link without a message.
func (l hostedLink) Close(reason wamp.URI) error {
	l.end(reason, nil)
	l.peer.leavers.Wait()
	l.peer.closed(nil)
	return nil
}
