package runtime_test

import (
	"context"
	"testing"

	"github.com/wampgen/wampgen/runtime"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// slowPeer is a peer that holds CALLs of one procedure up.
type slowPeer struct {
	*peer
	slow    wamp.URI
	stuck   chan struct{} // closed when such a CALL has come
	release chan struct{}
}

func (p *slowPeer) Send(m wamp.Message) error {
	if m, ok := m.(*wamp.Call); ok && m.Procedure == p.slow {
		close(p.stuck)
		<-p.release
	}
	return p.peer.Send(m)
}

func (*slowPeer) AnyOrder() {}

// Over a link that takes requests in any order a call does not wait for another
// one to be sent.
func TestCallsOverAnyOrderLinkDoNotWaitForOneAnother(t *testing.T) {
	p := &slowPeer{newPeer(t), "com.example.slow", make(chan struct{}), make(chan struct{})}
	s := joinOver(t, p.peer, func(_ context.Context, sink runtime.Sink) (runtime.Link, error) {
		p.sink = sink
		return p, nil
	}, runtime.JoinConfig{})
	call := func(procedure wamp.URI) <-chan answer[runtime.Values] {
		return ask(func() (runtime.Values, error) { return s.Call(t.Context(), procedure, runtime.Values{}) })
	}
	slow := call("com.example.slow")
	<-p.stuck
	fast := call("com.example.fast")
	if got := p.hear().(*wamp.Call); got.Request != 2 || got.Procedure != "com.example.fast" {
		t.Errorf("got CALL %d of %q, want 2 of the fast one", got.Request, got.Procedure)
	}
	p.say(&wamp.Result{Request: 2})
	if err := (<-fast).err; err != nil {
		t.Error(err)
	}
	close(p.release)
	if got := p.hear().(*wamp.Call); got.Request != 1 {
		t.Errorf("got CALL %d, want 1", got.Request)
	}
	p.say(&wamp.Result{Request: 1})
	if err := (<-slow).err; err != nil {
		t.Error(err)
	}
}
