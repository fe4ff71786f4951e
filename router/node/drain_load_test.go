package node

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/wampgen/wampgen/runtime"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// TestDrainUnderLoad stops a node while many clients call as fast as they can. Every call that
// has begun is answered; whoever comes after that is told that the node is not available, or
// GOODBYE. The node ends in time.
func TestDrainUnderLoad(t *testing.T) {
	const clients = 20
	var served atomic.Int64
	begun := make(chan struct{}, clients)
	n, _ := run(t, file(realm1, working, listening), worker(begun, func(context.Context) error {
		defer served.Add(1)
		<-begun
		time.Sleep(time.Millisecond)
		return nil
	}))
	sessions := make([]*runtime.Session, clients)
	for i := range sessions {
		sessions[i] = join(t, address(n), "realm1")
	}
	var answered, refused, told atomic.Int64
	var load sync.WaitGroup
	for _, s := range sessions {
		load.Go(func() {
			for {
				_, err := runtime.Call(t.Context(), s, work, runtime.None{})
				var failed *wamp.Error
				switch {
				case err == nil:
					answered.Add(1)
					continue
				case errors.As(err, &failed) && failed.URI == wamp.ErrUnavailable:
					refused.Add(1)
				case errors.Is(err, runtime.ErrSessionClosed):
					told.Add(1)
				default:
					t.Errorf("a call ended with %v", err)
				}
				return
			}
		})
	}
	for answered.Load() < 20*clients {
		time.Sleep(time.Millisecond)
	}
	began := time.Now()
	if err := n.Stop(t.Context()); err != nil {
		t.Errorf("stop: %v", err)
	}
	took := time.Since(began)
	load.Wait()
	if served.Load() != answered.Load() {
		t.Errorf("%d calls were served, %d answered", served.Load(), answered.Load())
	}
	if refused.Load()+told.Load() != clients {
		t.Errorf("%d refused and %d told of %d clients", refused.Load(), told.Load(), clients)
	}
	for _, s := range sessions {
		<-s.Done()
		var end *wamp.Error
		if err := s.Err(); !errors.As(err, &end) || end.URI != wamp.CloseSystemShutdown {
			t.Errorf("a session ended with %v", err)
		}
	}
	t.Logf("%d clients: %d calls served and answered, %d refused, %d told GOODBYE first; drained in %s",
		clients, answered.Load(), refused.Load(), told.Load(), took.Round(time.Millisecond))
}
