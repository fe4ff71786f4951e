package realm

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wampgen/wampgen/router/session/peertest"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// Close tells everybody GOODBYE and waits until they have left, without telling
// those who stay about each of the others.
func TestClose(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRealm(t)
		watcher := join(t, r, 1)
		watcher.subscribe("wamp.session.on_leave", wamp.SubscribeOptions{})
		slow := join(t, r, 2)
		var closed error
		done := make(chan struct{})
		go func() {
			closed = r.Close(t.Context(), wamp.CloseSystemShutdown)
			close(done)
		}()
		synctest.Wait()
		goodbye := &wamp.Goodbye{Details: wamp.Dict{}, Reason: wamp.CloseSystemShutdown}
		slow.want(goodbye)
		r.Leave(slow.Peer, nil)
		synctest.Wait()
		select {
		case <-done:
			t.Fatal("closed with a session")
		default:
		}
		watcher.want(goodbye)
		r.Leave(watcher.Peer, nil)
		<-done
		if closed != nil {
			t.Error(closed)
		}
		if err := r.Close(t.Context(), wamp.CloseNormal); err != nil {
			t.Error(err)
		}
	})
}

// Sessions that do not leave in time are detached: nothing runs on after Close.
func TestCloseInTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRealm(t)
		callee, caller := join(t, r, 1), join(t, r, 2)
		callee.register(procedure, wamp.RegisterOptions{})
		caller.route(&wamp.Call{Request: 1, Procedure: procedure, Options: wamp.CallOptions{Timeout: time.Hour}})
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		defer cancel()
		began := time.Now()
		err := r.Close(ctx, wamp.CloseSystemShutdown)
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("close: %v, want %v", err, context.DeadlineExceeded)
		}
		if waited := time.Since(began); waited != 20*time.Second {
			t.Errorf("closed after %v, want 20s", waited)
		}
		if _, err := r.Join(peertest.New(3), wamp.Dict{}, nil); err == nil {
			t.Error("a session joined the closed realm")
		}
	})
}

// Pending counts the calls that a node waits for before it stops.
func TestPending(t *testing.T) {
	r := newRealm(t)
	callee, caller, leaver := join(t, r, 1), join(t, r, 2), join(t, r, 3)
	callee.register(procedure, wamp.RegisterOptions{})
	var got []int
	count := func() { got = append(got, r.Pending()) }
	count()
	for _, c := range []*client{caller, leaver, caller} {
		c.route(&wamp.Call{Request: c.request(), Procedure: procedure})
		count()
	}
	caller.route(&wamp.Call{Request: caller.request(), Procedure: "com.nobody"})
	callee.route(&wamp.Yield{Request: 1})
	count()
	r.Leave(leaver.Peer, nil)
	count()
	r.Leave(callee.Peer, nil)
	count()
	if diff := cmp.Diff([]int{0, 1, 2, 3, 2, 1, 0}, got); diff != "" {
		t.Errorf("pending calls (-want +got):\n%s", diff)
	}
}
