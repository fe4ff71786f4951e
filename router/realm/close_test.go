package realm

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

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
