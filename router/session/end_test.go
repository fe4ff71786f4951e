package session

import (
	"testing"

	"github.com/wampgen/wampgen/runtime/wamp"
)

func TestKill(t *testing.T) {
	for _, f := range formats {
		r := newRouter(t, nil)
		c := r.join(t, f)
		p := r.realm.peers()[0]
		p.Close(wamp.CloseKilled, "go away")
		p.Close(wamp.CloseNormal, "again")
		if got := p.Send(&wamp.Event{Subscription: 1, Publication: 1}, nil); got != Closed {
			t.Errorf("send after GOODBYE returned %v", got)
		}
		g, ok := c.receive().(*wamp.Goodbye)
		if !ok || g.Reason != wamp.CloseKilled || g.Details["message"] != "go away" {
			t.Fatalf("got %+v, want GOODBYE", g)
		}
		// Until the answer comes everything else is ignored.
		c.send(&wamp.Call{Request: 700, Procedure: "a.b"})
		c.send(hello("realm1"))
		c.send(&wamp.Goodbye{Details: wamp.Dict{}, Reason: wamp.CloseGoodbyeAndOut})
		if m := c.receive(); m != nil {
			t.Errorf("%s after GOODBYE", m.Type())
		}
		if err := r.serveEnds(t); err != nil {
			t.Errorf("session ended with %v", err)
		}
		if r.observer.get().reasons[0] != wamp.CloseKilled || len(r.realm.left) != 1 {
			t.Errorf("left %v, observed %+v", r.realm.left, r.observer.get())
		}
	}
}

// The realm is left at once, not when the peer answers.
func TestKilledSessionLeavesAtOnce(t *testing.T) {
	r := newRouter(t, nil)
	c := r.join(t, wamp.JSON)
	r.realm.peers()[0].Close(wamp.CloseKilled, "")
	if _, ok := c.receive().(*wamp.Goodbye); !ok {
		t.Fatal("no GOODBYE")
	}
	for len(r.realm.peers()) > 0 {
		select {
		case <-r.ended:
			t.Fatal("the session did not wait for the answer")
		default:
		}
	}
	c.ws.Close()
	r.serveEnds(t)
}

func TestPeerDoesNotAnswerGoodbye(t *testing.T) {
	r := newRouter(t, nil)
	c := r.join(t, wamp.JSON)
	r.realm.peers()[0].Close(wamp.CloseKilled, "")
	for c.receive() != nil {
	}
	c.ws.Close()
	if err := r.serveEnds(t); err != nil {
		t.Errorf("session ended with %v", err)
	}
}

func TestKillDuringJoin(t *testing.T) {
	r := newRouter(t, nil)
	r.realm.onJoin = func(p Peer) {
		p.Send(&wamp.Event{Subscription: 1, Publication: 1}, nil)
		p.Close(wamp.CloseKilled, "")
	}
	c := r.dial(t, wamp.JSON)
	c.send(hello("realm1"))
	if reason, _ := c.abort(); reason != wamp.CloseKilled {
		t.Errorf("ABORT %s", reason)
	}
	r.serveEnds(t)
	if len(r.realm.peers()) != 0 || r.observer.get().dropped[1] != 1 {
		t.Errorf("peers %v, observed %+v", r.realm.peers(), r.observer.get())
	}
}

func TestShutdown(t *testing.T) {
	r := newRouter(t, nil)
	waiting := r.dial(t, wamp.JSON)
	joined := r.join(t, wamp.JSON)
	r.stop()
	if reason, _ := waiting.abort(); reason != wamp.CloseSystemShutdown {
		t.Errorf("before login: ABORT %s", reason)
	}
	if g, ok := joined.receive().(*wamp.Goodbye); !ok || g.Reason != wamp.CloseSystemShutdown {
		t.Fatalf("got %+v, want GOODBYE", g)
	}
	joined.send(&wamp.Goodbye{Details: wamp.Dict{}, Reason: wamp.CloseGoodbyeAndOut})
	if m := joined.receive(); m != nil {
		t.Errorf("%s after GOODBYE", m.Type())
	}
	r.serveEnds(t)
	r.serveEnds(t)
	if len(r.realm.peers()) != 0 {
		t.Error("a session is still in the realm")
	}
	late := r.dial(t, wamp.JSON)
	if reason, _ := late.abort(); reason != wamp.CloseSystemShutdown {
		t.Errorf("after shutdown: ABORT %s", reason)
	}
}

// Whoever leaves gets everything that was sent before.
func TestGoodbyeComesLast(t *testing.T) {
	r := newRouter(t, nil)
	c := r.join(t, wamp.JSON)
	const n = 500
	for range n {
		c.send(&wamp.Call{Request: c.request(), Procedure: "a.b"})
	}
	c.send(&wamp.Goodbye{Details: wamp.Dict{}, Reason: wamp.CloseNormal})
	for i := range n {
		if m, ok := c.receive().(*wamp.Result); !ok || m.Request != wamp.ID(i+1) {
			t.Fatalf("message %d is %+v", i, m)
		}
	}
	if _, ok := c.receive().(*wamp.Goodbye); !ok {
		t.Error("no GOODBYE at the end")
	}
}
