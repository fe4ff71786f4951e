package runtime_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/wampgen/wampgen/runtime"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// Pauses grow up to the longest, at least half of each is kept, and attempts are
// counted on across connections that do not live.
func TestReconnectPauses(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newNetwork(t)
		s, p := keptSession(t, n, runtime.Reconnect{First: time.Second, Longest: 10 * time.Second, Limit: 6})
		refused := errors.New("connection refused")
		for range 4 {
			n.down <- refused
		}
		p.cut()
		for attempt, full := range []time.Duration{time.Second, 2 * time.Second, 4 * time.Second, 8 * time.Second, 10 * time.Second} {
			c := n.wantChange(runtime.Disconnected)
			if c.Attempt != attempt+1 || c.Pause < full/2 || c.Pause > full {
				t.Errorf("got %+v, want attempt %d after %s to %s", c, attempt+1, full/2, full)
			}
			if attempt > 0 && (!errors.Is(c.Err, refused) || !errors.Is(c.Err, runtime.ErrNoConnection)) {
				t.Errorf("attempt %d: %v", attempt, c.Err)
			}
		}
		p = n.peer()
		p.welcome()
		n.wantChange(runtime.Connected)
		p.cut() // at once: this is the sixth attempt, not the first
		if c := n.wantChange(runtime.Disconnected); c.Attempt != 6 || c.Pause < 5*time.Second {
			t.Errorf("got %+v", c)
		}
		p = n.peer()
		p.welcome()
		n.wantChange(runtime.Connected)
		time.Sleep(11 * time.Second)
		n.down <- refused
		p.cut()
		if c := n.wantChange(runtime.Disconnected); c.Attempt != 1 {
			t.Errorf("after a long life: got %+v", c)
		}
		for range 5 {
			n.down <- refused
		}
		for range 5 {
			n.wantChange(runtime.Disconnected)
		}
		c := n.wantChange(runtime.Ended)
		<-s.Done()
		if !errors.Is(c.Err, refused) || !errors.Is(s.Err(), refused) {
			t.Errorf("gave up with %v, %v", c.Err, s.Err())
		}
		if _, err := s.Call(t.Context(), "com.example.late", runtime.Values{}); !errors.Is(err, runtime.ErrSessionClosed) {
			t.Errorf("call after the end: %v", err)
		}
	})
}

// What ends a connection decides whether the session goes on.
func TestReconnectOrEnd(t *testing.T) {
	again := func(p *peer) { p.welcome() }
	for name, test := range map[string]struct {
		policy runtime.Reconnect
		lose   func(*peer) // the first connection
		answer func(*peer) // the second; nil: there is none
		err    error
		uri    wamp.URI // of the end; "": it goes on
	}{
		"shutdown":    {lose: goodbye(wamp.CloseSystemShutdown), answer: again},
		"killed":      {lose: goodbye(wamp.CloseKilled), answer: again},
		"not allowed": {lose: goodbye(wamp.ErrNotAuthorized), uri: wamp.ErrNotAuthorized},
		"violation": {
			lose: func(p *peer) { p.say(&wamp.Published{Request: 99, Publication: 1}) },
			err:  runtime.ErrRouterViolation,
		},
		"no such realm": {
			lose:   (*peer).cut,
			answer: abortWith(wamp.ErrNoSuchRealm),
			uri:    wamp.ErrNoSuchRealm,
		},
		"violation while joining": {
			lose: (*peer).cut,
			answer: func(p *peer) {
				p.hear()
				p.say(&wamp.Call{Request: 1, Procedure: "com.example.x"})
			},
			err: runtime.ErrRouterViolation,
		},
		"its own judgement": {
			policy: runtime.Reconnect{Retry: func(err error) bool { return !errors.Is(err, errCut) }},
			lose:   (*peer).cut,
			err:    errCut,
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				n := newNetwork(t)
				s, p := keptSession(t, n, test.policy)
				test.lose(p)
				if test.answer != nil {
					n.wantChange(runtime.Disconnected)
					test.answer(n.peer())
				}
				if test.err == nil && test.uri == "" {
					n.wantChange(runtime.Connected)
					return
				}
				n.wantChange(runtime.Ended)
				<-s.Done()
				var refused *wamp.Error
				if test.uri != "" && (!errors.As(s.Err(), &refused) || refused.URI != test.uri) ||
					test.err != nil && !errors.Is(s.Err(), test.err) {
					t.Errorf("ended with %v, want %v %s", s.Err(), test.err, test.uri)
				}
			})
		})
	}
}

func goodbye(reason wamp.URI) func(*peer) {
	return func(p *peer) { p.say(&wamp.Goodbye{Details: wamp.Dict{}, Reason: reason}) }
}

func abortWith(reason wamp.URI) func(*peer) {
	return func(p *peer) {
		p.hear()
		p.say(&wamp.Abort{Details: wamp.Dict{}, Reason: reason})
	}
}

// An attempt that gets stuck, loses its connection or is refused a registration is
// given up, and the next one restores everything.
func TestReconnectAttemptFails(t *testing.T) {
	for name, fail := range map[string]func(t *testing.T, p *peer){
		"silent before WELCOME": func(_ *testing.T, p *peer) { p.hear() },
		"silent after WELCOME":  func(_ *testing.T, p *peer) { p.welcome() },
		"cut before WELCOME": func(_ *testing.T, p *peer) {
			p.hear()
			p.cut()
		},
		"cut after WELCOME": func(_ *testing.T, p *peer) {
			p.welcome()
			p.hear()
			p.cut()
		},
		"half restored": func(_ *testing.T, p *peer) {
			p.welcome()
			p.hear()
			p.say(&wamp.Subscribed{Request: 1, Subscription: 3})
			synctest.Wait()
			p.cut()
		},
		"held by the lost session": func(_ *testing.T, p *peer) {
			p.welcome()
			p.hear()
			p.hear()
			p.say(&wamp.Subscribed{Request: 1, Subscription: 3})
			p.say(&wamp.ErrorMessage{RequestType: wamp.TypeRegister, Request: 2, Error: wamp.ErrProcedureAlreadyExists})
		},
		"aborted": func(_ *testing.T, p *peer) { abortWith(wamp.CloseSystemShutdown)(p) },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				n := newNetwork(t)
				s, p := keptSession(t, n, runtime.Reconnect{})
				events := make(chan string, 10)
				subscribeTo(t, s, p, 1, events)
				registerAt(t, s, p, 1, "com.example.a", wamp.RegisterOptions{}, echo)
				p.cut()
				n.wantChange(runtime.Disconnected)
				failing := n.peer()
				fail(t, failing)
				if c := n.wantChange(runtime.Disconnected); c.Attempt != 2 || c.Err == nil {
					t.Errorf("got change %+v", c)
				}
				if !failing.isClosed() {
					t.Error("the link of the attempt is open still")
				}
				p = n.peer()
				p.welcome()
				p.expect(&wamp.Subscribe{Request: 1, Topic: news.URI})
				p.expect(&wamp.Register{Request: 2, Procedure: "com.example.a"})
				p.say(&wamp.Subscribed{Request: 1, Subscription: 5})
				p.say(&wamp.Registered{Request: 2, Registration: 6})
				n.wantChange(runtime.Connected)
				p.say(&wamp.Event{Subscription: 5, Publication: 5, Payload: args(`["x"]`)})
				if got := <-events; got != "x" {
					t.Errorf("got event %q", got)
				}
				select {
				case got := <-events:
					t.Errorf("got event %q too", got)
				case <-time.After(time.Second):
				}
			})
		})
	}
}

// What ends while it is being made again is ended at the router, too, and what stays
// on the same topic stays.
func TestEndWhileRestoring(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newNetwork(t)
		s, p := keptSession(t, n, runtime.Reconnect{})
		sub := subscribeTo(t, s, p, 1, make(chan string, 10))
		reg := registerAt(t, s, p, 1, "com.example.a", wamp.RegisterOptions{}, echo)
		p.cut()
		p = n.peer()
		p.welcome()
		p.hear()
		p.hear()
		for what, err := range map[string]error{"unsubscribe": sub.Unsubscribe(t.Context()), "unregister": reg.Unregister(t.Context())} {
			if err != nil {
				t.Errorf("%s: %v", what, err)
			}
		}
		p.say(&wamp.Subscribed{Request: 1, Subscription: 5})
		p.say(&wamp.Registered{Request: 2, Registration: 6})
		p.expect(&wamp.Unsubscribe{Request: 3, Subscription: 5})
		p.say(&wamp.Unsubscribed{Request: 3})
		p.expect(&wamp.Unregister{Request: 4, Registration: 6})
		p.say(&wamp.Unregistered{Request: 4})
		n.wantChange(runtime.Disconnected)
		n.wantChange(runtime.Connected)
		if err := reg.Unregister(t.Context()); err != nil {
			t.Error(err)
		}
		p.silent()
	})
}

// Leave ends a session at once that is not connected, wherever it is.
func TestLeaveWhileDisconnected(t *testing.T) {
	for name, reach := range map[string]func(n *network){
		"in a pause": func(*network) {},
		"joining":    func(n *network) { n.peer().hear() },
		"restoring":  func(n *network) { n.peer().welcome() },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				n := newNetwork(t)
				s, p := keptSession(t, n, runtime.Reconnect{})
				registerAt(t, s, p, 1, "com.example.a", wamp.RegisterOptions{}, echo)
				waiting := make(chan error, 1)
				p.cut()
				n.wantChange(runtime.Disconnected)
				go func() {
					_, err := s.Call(context.Background(), "com.example.b", runtime.Values{})
					waiting <- err
				}()
				reach(n)
				synctest.Wait()
				begun := time.Now()
				if err := s.Leave(t.Context(), ""); err != nil {
					t.Error(err)
				}
				if err := s.Wait(t.Context()); err != nil || time.Since(begun) > 0 {
					t.Errorf("left after %s: %v", time.Since(begun), err)
				}
				if err := <-waiting; !errors.Is(err, runtime.ErrSessionClosed) {
					t.Errorf("call that waited: %v", err)
				}
				if s.Err() != nil {
					t.Errorf("the session has ended with %v", s.Err())
				}
			})
		})
	}
}
