package runtime_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wampgen/wampgen/runtime"
	"github.com/wampgen/wampgen/runtime/wamp"
)

var errCut = errors.New("cable cut")

// network makes a link to a new router by hand for each connection, or fails.
type network struct {
	t       *testing.T
	peers   chan *peer
	down    chan error // what the next attempts end with
	changes chan runtime.Change
}

func newNetwork(t *testing.T) *network {
	return &network{
		t:       t,
		peers:   make(chan *peer, 100),
		down:    make(chan error, 100),
		changes: make(chan runtime.Change, 100),
	}
}

func (n *network) connect(_ context.Context, sink runtime.Sink) (runtime.Link, error) {
	select {
	case err := <-n.down:
		return nil, err
	default:
	}
	p := newPeer(n.t)
	p.sink = sink
	n.peers <- p
	return p, nil
}

// peer returns the router's end of the next connection.
func (n *network) peer() *peer {
	n.t.Helper()
	select {
	case p := <-n.peers:
		return p
	case <-time.After(time.Hour):
		n.t.Fatal("nobody connects")
		return nil
	}
}

func (n *network) change() runtime.Change {
	n.t.Helper()
	select {
	case c := <-n.changes:
		return c
	case <-time.After(time.Hour):
		n.t.Fatal("nothing changes")
		return runtime.Change{}
	}
}

// wantChange checks the state of the next change.
func (n *network) wantChange(want runtime.ConnectionState) runtime.Change {
	n.t.Helper()
	c := n.change()
	if c.State != want {
		n.t.Fatalf("got change %+v, want %s", c, want)
	}
	return c
}

// keptSession joins a session that reconnects, in a bubble.
func keptSession(t *testing.T, n *network, policy runtime.Reconnect) (*runtime.Session, *peer) {
	t.Helper()
	policy.OnChange = func(c runtime.Change) { n.changes <- c }
	cfg := runtime.JoinConfig{Realm: "realm1", Reconnect: &policy}
	joined := ask(func() (*runtime.Session, error) { return runtime.Join(t.Context(), n.connect, cfg) })
	p := n.peer()
	p.welcome()
	a := <-joined
	if a.err != nil {
		t.Fatal(a.err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		_ = a.value.Leave(ctx, "") // nobody answers
		ctx, cancel = context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		if err := a.value.Wait(ctx); err != nil {
			t.Error(err)
		}
	})
	return a.value, p
}

// cut ends the connection.
func (p *peer) cut() { p.sink.Closed(errCut) }

func upperCase(_ context.Context, text string) (string, error) { return text + "!", nil }

// subscribeTo subscribes a handler that passes texts to the channel.
func subscribeTo(t *testing.T, s *runtime.Session, p *peer, id wamp.ID, events chan<- string) *runtime.Subscription {
	t.Helper()
	asked := ask(func() (*runtime.Subscription, error) {
		return runtime.Subscribe(t.Context(), s, &news, func(_ context.Context, text string) error {
			events <- text
			return nil
		})
	})
	m := p.hear().(*wamp.Subscribe)
	p.say(&wamp.Subscribed{Request: m.Request, Subscription: id})
	a := <-asked
	if a.err != nil {
		t.Fatal(a.err)
	}
	return a.value
}

// registerAt registers a handler at a URI.
func registerAt(t *testing.T, s *runtime.Session, p *peer, id wamp.ID, uri wamp.URI, opts wamp.RegisterOptions, handler func(context.Context, runtime.Values) (runtime.Values, error)) *runtime.Registration {
	t.Helper()
	asked := ask(func() (*runtime.Registration, error) { return s.Register(t.Context(), uri, opts, handler) })
	m := p.hear().(*wamp.Register)
	p.say(&wamp.Registered{Request: m.Request, Registration: id})
	a := <-asked
	if a.err != nil {
		t.Fatal(a.err)
	}
	return a.value
}

func echo(_ context.Context, v runtime.Values) (runtime.Values, error) { return v, nil }

// Typed and untyped registrations and subscriptions are made again with their options,
// and work with the IDs that they have now; what has ended is not.
func TestReconnectRestores(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newNetwork(t)
		s, p := keptSession(t, n, runtime.Reconnect{})
		events := make(chan string, 10)
		first, _, gone := subscribeTo(t, s, p, 1, events), subscribeTo(t, s, p, 1, events), subscribeTo(t, s, p, 1, events)
		shared := wamp.RegisterOptions{Match: wamp.MatchPrefix, Invoke: wamp.InvokeRoundRobin, Concurrency: 2}
		registerAt(t, s, p, 11, "com.example.a", shared, echo)
		ended := registerAt(t, s, p, 12, "com.example.b", wamp.RegisterOptions{}, echo)
		if s.ID() != 7 {
			t.Errorf("session %d, want 7", s.ID())
		}

		p.cut()
		lost := n.wantChange(runtime.Disconnected)
		if !errors.Is(lost.Err, runtime.ErrConnectionLost) || !errors.Is(lost.Err, errCut) || lost.Attempt != 1 {
			t.Errorf("got change %+v", lost)
		}
		for what, err := range map[string]error{
			"unregister":  ended.Unregister(t.Context()),
			"unsubscribe": gone.Unsubscribe(t.Context()),
		} {
			if err != nil {
				t.Errorf("%s while disconnected: %v", what, err)
			}
		}

		p = n.peer()
		if m := p.hear().(*wamp.Hello); m.Realm != "realm1" {
			t.Errorf("HELLO for %q", m.Realm)
		}
		p.say(&wamp.Welcome{Session: 8, Details: welcomeDetails()})
		p.expect(&wamp.Subscribe{Request: 1, Topic: news.URI})
		p.expect(&wamp.Subscribe{Request: 2, Topic: news.URI})
		p.expect(&wamp.Register{Request: 3, Options: shared, Procedure: "com.example.a"})
		p.say(&wamp.Subscribed{Request: 1, Subscription: 2})
		p.say(&wamp.Subscribed{Request: 2, Subscription: 2})
		p.say(&wamp.Registered{Request: 3, Registration: 21})
		n.wantChange(runtime.Connected)
		if s.ID() != 8 {
			t.Errorf("session %d, want 8", s.ID())
		}
		p.say(&wamp.Event{Subscription: 2, Publication: 5, Payload: args(`["x"]`)})
		if got := []string{<-events, <-events}; !slices.Equal(got, []string{"x", "x"}) {
			t.Errorf("got events %q", got)
		}
		p.say(&wamp.Invocation{Request: 1, Registration: 21, Payload: args(`[1]`)})
		p.expect(&wamp.Yield{Request: 1, Payload: args(`[1]`)})

		// The subscription ends with its last handler, as ever.
		if err := first.Unsubscribe(t.Context()); err != nil {
			t.Error(err)
		}
		p.silent()
	})
}

// A call that is under way fails and is not repeated; one that comes later waits.
func TestReconnectCalls(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newNetwork(t)
		s, p := keptSession(t, n, runtime.Reconnect{})
		inFlight := ask(func() (string, error) { return runtime.Call(t.Context(), s, &upper, "lost") })
		p.hear()
		p.cut()
		if a := <-inFlight; !errors.Is(a.err, runtime.ErrConnectionLost) || !errors.Is(a.err, errCut) {
			t.Errorf("call in flight: %v", a.err)
		}
		n.wantChange(runtime.Disconnected)

		n.down <- errCut // there is time
		short := func() context.Context {
			ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
			t.Cleanup(cancel)
			return ctx
		}
		for what, err := range map[string]error{
			"call":    second(runtime.Call(short(), s, &upper, "short")),
			"timeout": second(runtime.Call(t.Context(), s, &upper, "short", runtime.WithTimeout(10*time.Millisecond))),
			"publish": runtime.Publish(short(), s, &news, "short"),
			"subscribe": second(runtime.Subscribe(short(), s, &news, func(context.Context, string) error {
				return nil
			})),
			"register": second(runtime.Register(short(), s, &upper, upperCase)),
		} {
			if !errors.Is(err, runtime.ErrConnectionLost) || !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("%s while disconnected: %v", what, err)
			}
		}

		waiting := ask(func() (string, error) {
			return runtime.Call(t.Context(), s, &upper, "later", runtime.WithTimeout(time.Minute))
		})
		published := ask(func() (int, error) { return 0, runtime.Publish(t.Context(), s, &news, "news") })
		p = n.peer()
		p.welcome()
		var call *wamp.Call
		for range 2 {
			switch m := p.hear().(type) {
			case *wamp.Call:
				call = m
			case *wamp.Publish:
			default:
				t.Fatalf("got %s", m.Type())
			}
		}
		if left := call.Options.Timeout; left >= time.Minute || left < 50*time.Second {
			t.Errorf("the call has %s left, want what is left of a minute", left)
		}
		p.say(&wamp.Result{Request: call.Request, Payload: args(`["LATER"]`)})
		if a := <-waiting; a.err != nil || a.value != "LATER" {
			t.Errorf("call that has waited: %q, %v", a.value, a.err)
		}
		if a := <-published; a.err != nil {
			t.Error(a.err)
		}
		p.silent()
	})
}

func second[T any](_ T, err error) error { return err }

// An invocation whose caller is out of reach ends, and is not answered to somebody
// else who has its request id now.
func TestReconnectInvocations(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newNetwork(t)
		s, p := keptSession(t, n, runtime.Reconnect{})
		release := make(chan struct{})
		ended := make(chan error, 10)
		registerAt(t, s, p, 1, "com.example.slow", wamp.RegisterOptions{Concurrency: 1}, func(ctx context.Context, v runtime.Values) (runtime.Values, error) {
			if cmp.Equal(v.Args, []any{"quick"}) {
				return v, nil
			}
			<-ctx.Done()
			ended <- context.Cause(ctx)
			<-release
			return v, nil
		})
		p.say(&wamp.Invocation{Request: 1, Registration: 1, Payload: args(`["slow"]`)})
		p.say(&wamp.Invocation{Request: 2, Registration: 1, Payload: args(`["waits and is lost"]`)})
		synctest.Wait()
		p.cut()
		if err := <-ended; err == nil {
			t.Error("the handler's context has ended without a cause")
		}
		p = n.peer()
		p.welcome()
		m := p.hear().(*wamp.Register)
		p.say(&wamp.Registered{Request: m.Request, Registration: 2})
		n.wantChange(runtime.Disconnected)
		n.wantChange(runtime.Connected)
		p.say(&wamp.Invocation{Request: 1, Registration: 2, Payload: args(`["quick"]`)})
		synctest.Wait()
		p.silent() // the first handler has the procedure still
		close(release)
		p.expect(&wamp.Yield{Request: 1, Payload: args(`["quick"]`)})
		synctest.Wait()
		p.silent()
	})
}
