package host

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wampgen/wampgen/runtime"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// outage has connections fail with err while it is not nil.
type outage struct {
	mu  sync.Mutex
	err error
}

func (o *outage) set(err error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.err = err
}

func (o *outage) around(connect runtime.Connect) runtime.Connect {
	return func(ctx context.Context, sink runtime.Sink) (runtime.Link, error) {
		o.mu.Lock()
		err := o.err
		o.mu.Unlock()
		if err != nil {
			return nil, err
		}
		return connect(ctx, sink)
	}
}

// TestReconnects breaks the link of a component that stays what it is: it is neither
// constructed again nor restarted, however long it takes, and its state says how it is.
func TestReconnects(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, o, s := newPlace(t), &outage{}, &script{bind: provides("com.example.a")}
		spec := p.spec("one", "open", s)
		spec.Connect = o.around(spec.Connect)
		spec.Reconnects, spec.Restart = true, Restart{Policy: Never}
		states := make(chan State, 100)
		spec.Changed = func(s Status) { states <- s.State }
		c := New(spec)
		if err := c.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		for range 2 {
			o.set(errBroken)
			p.breakLink()
			time.Sleep(time.Hour)
			if got := c.Status(); got.State != Reconnecting || !errors.Is(got.Err, errBroken) || !c.Active() || time.Since(got.Since) < time.Hour-time.Second {
				t.Errorf("without a connection: %+v", got)
			}
			o.set(nil)
			time.Sleep(time.Minute)
			if got := c.Status(); got.State != Ready || got.Err != nil || got.Restarts != 0 {
				t.Errorf("with one again: %+v", got)
			}
		}
		o.set(errBroken)
		p.breakLink()
		time.Sleep(time.Hour)
		stop(t, c) // while it has no connection
		close(states)
		want := []State{Starting, Ready, Reconnecting, Ready, Reconnecting, Ready, Reconnecting, Stopped}
		if diff := cmp.Diff(want, slices.Collect(func(yield func(State) bool) {
			for s := range states {
				yield(s)
			}
		})); diff != "" {
			t.Errorf("states (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff([]string{"new", "join", "leave", "disconnect"}, s.noted()); diff != "" {
			t.Errorf("events (-want +got):\n%s", diff)
		}
	})
}

// TestReconnectingEnds is refused when it joins again: that is an end, which the restart
// policy is about.
func TestReconnectingEnds(t *testing.T) {
	for policy, want := range map[Policy]State{Never: Failed, OnFailure: Ready} {
		synctest.Test(t, func(t *testing.T) {
			p, o, s := newPlace(t), &outage{}, &script{}
			spec := p.spec("one", "open", s)
			spec.Connect = o.around(spec.Connect)
			spec.Reconnects, spec.Restart = true, Restart{Policy: policy, Limit: Unlimited}
			c := New(spec)
			if err := c.Start(t.Context()); err != nil {
				t.Fatal(err)
			}
			refused := &wamp.Error{URI: wamp.ErrNotAuthorized}
			o.set(refused)
			p.breakLink()
			time.Sleep(2 * time.Minute)
			if got := c.Status(); got.Err == nil || got.State == Ready || got.State == Reconnecting {
				t.Errorf("policy %d, refused: %+v", policy, got)
			}
			o.set(nil)
			time.Sleep(3 * time.Hour)
			if got := c.Status().State; got != want {
				t.Errorf("policy %d: %s, want %s", policy, got, want)
			}
			stop(t, c)
			constructed := slices.DeleteFunc(s.noted(), func(e string) bool { return e != "new" })
			if again := len(constructed) > 1; again != (policy == OnFailure) {
				t.Errorf("policy %d: constructed %d times", policy, len(constructed))
			}
		})
	}
}
