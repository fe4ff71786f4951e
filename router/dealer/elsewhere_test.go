package dealer

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wampgen/wampgen/router/session"
	"github.com/wampgen/wampgen/router/urimatch"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// twoNodes is a Directory that knows the callees of this node and, for all other
// procedures, another one.
type twoNodes struct{ *LocalDirectory }

func (d twoNodes) Lookup(procedure wamp.URI) (*Entry, bool) {
	if e, ok := d.LocalDirectory.Lookup(procedure); ok {
		return e, true
	}
	e := NewEntry(Registration{Pattern: urimatch.Exact(procedure)})
	e.SetRoutes([]Route{{Node: "there"}})
	return e, true
}

// wire is the Remote of one node to the dealer of another. It is also where the
// answers come back, as the Caller of the calls there.
type wire struct {
	here, there *Dealer
	down        bool
	caller      Identity
	calls       map[wamp.ID]Foreign
}

func (w *wire) Invoke(node string, token wamp.ID, c *Call, caller Identity, left time.Duration) error {
	if w.down || node != "there" {
		return errors.New("connection refused")
	}
	w.caller = caller
	c.Timeout = left
	if call, ok := w.calls[token]; ok {
		return call.Continue(c.Payload, c.Progress)
	}
	w.calls[token] = w.there.Invoke(w, token, c)
	return nil
}

func (w *wire) Cancel(_ string, token wamp.ID, mode wamp.CancelMode) { w.calls[token].Cancel(mode) }

func (w *wire) Identity() Identity { return w.caller }

func (w *wire) Result(token wamp.ID, progress bool, p wamp.Payload, _ *session.Burst) (fits bool) {
	w.here.Result(token, progress, p)
	return true
}

func (w *wire) Error(token wamp.ID, uri wamp.URI, p wamp.Payload, _ *session.Burst) {
	w.here.Error(token, uri, p)
}

// connected returns two dealers: callees that this one does not have are looked
// for there.
func connected(t *testing.T) (here, there *Dealer, w *wire) {
	there = newDealer(t)
	w = &wire{there: there, calls: map[wamp.ID]Foreign{}}
	here = newDealer(t, func(cfg *Config) {
		cfg.Directory = twoNodes{NewLocalDirectory(&counted{})}
		cfg.Remote = w
	})
	w.here = here
	return here, there, w
}

func TestCallElsewhere(t *testing.T) {
	here, there, w := connected(t)
	callee, caller := join(t, there, 1, progressing), join(t, here, 2, plain)
	id := callee.register(procedure, wamp.RegisterOptions{})
	caller.call(procedure, wamp.CallOptions{ReceiveProgress: true, DiscloseMe: true}, `[1]`)
	callee.want(&wamp.Invocation{Request: 1, Registration: id, Payload: jsonArgs(`[1]`), Details: wamp.InvocationDetails{
		Caller: 2, CallerAuthID: "user2", CallerAuthRole: "user", ReceiveProgress: true,
	}})
	callee.yield(1, wamp.YieldOptions{Progress: true}, `[2]`)
	callee.yield(1, wamp.YieldOptions{}, `[3]`)
	caller.want(
		&wamp.Result{Request: 1, Details: wamp.ResultDetails{Progress: true}, Payload: jsonArgs(`[2]`)},
		&wamp.Result{Request: 1, Payload: jsonArgs(`[3]`)},
	)
	caller.call("com.nothing", wamp.CallOptions{}, `[]`)
	caller.want(callError(2, wamp.ErrNoSuchProcedure))
	caller.call(procedure, wamp.CallOptions{}, `[]`)
	callee.Leave(nil)
	caller.want(leftError(3))
	w.down = true
	caller.call(procedure, wamp.CallOptions{}, `[]`)
	caller.want(callError(4, wamp.ErrNetworkFailure))
	here.Result(99, false, wamp.Payload{})
	wantNothingOpen(t, callee, caller)
	if n := len(here.elsewhere.calls); n != 0 {
		t.Errorf("%d calls elsewhere are left behind", n)
	}
}

func TestCancelElsewhere(t *testing.T) {
	here, there, _ := connected(t)
	callee, plainCallee := join(t, there, 1, interrupted), join(t, there, 3, plain)
	caller, leaver := join(t, here, 2, plain), join(t, here, 4, plain)
	callee.register(procedure, wamp.RegisterOptions{})
	plainCallee.register("com.plain", wamp.RegisterOptions{})
	caller.call(procedure, wamp.CallOptions{}, `[]`)
	leaver.call(procedure, wamp.CallOptions{}, `[]`)
	callee.peer.Take()
	caller.cancel(1, wamp.CancelKill)
	callee.want(interrupt(1, wamp.CancelKill, wamp.ErrCanceled))
	caller.want()
	callee.fail(1, wamp.ErrCanceled, `[]`)
	want := callError(1, wamp.ErrCanceled)
	want.Payload = jsonArgs(`[]`)
	caller.want(want)
	leaver.Leave(nil)
	callee.want(interrupt(2, wamp.CancelKillNoWait, wamp.ErrCanceled))

	caller.call("com.plain", wamp.CallOptions{}, `[]`)
	caller.cancel(2, wamp.CancelKill) // not understood there: skip
	caller.want(callError(2, wamp.ErrCanceled))
	wantNothingOpen(t, callee, plainCallee, caller, leaver)
}

func TestTimeoutElsewhere(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		here, there, _ := connected(t)
		callee, caller := join(t, there, 1, interrupted), join(t, here, 2, plain)
		callee.register(procedure, wamp.RegisterOptions{})
		caller.call(procedure, wamp.CallOptions{Timeout: time.Second}, `[]`)
		callee.peer.Take()
		time.Sleep(2 * time.Second)
		synctest.Wait()
		caller.want(callError(1, wamp.ErrTimeout))
		if got := len(callee.peer.Take()); got != 1 {
			t.Errorf("the callee got %d messages, want one INTERRUPT", got)
		}
	})
}

// The precedence of the specification is the directory's.
func TestLookup(t *testing.T) {
	directory := NewLocalDirectory(&counted{})
	claims := map[urimatch.Pattern]*Claim{}
	for _, p := range []urimatch.Pattern{
		{URI: "a.b.c"},
		{URI: "a.b", Match: wamp.MatchPrefix},
		{URI: "a..c", Match: wamp.MatchWildcard},
	} {
		claims[p] = &Claim{Pattern: p}
		directory.Claim(claims[p], func(g Grant, err error) {
			if err != nil {
				t.Fatal(err)
			}
			g.Accept()
		})
	}
	got := map[wamp.URI]wamp.URI{}
	for _, uri := range []wamp.URI{"a.b.c", "a.b.d", "a.x.c", "x"} {
		if e, ok := directory.Lookup(uri); ok {
			got[uri] = e.Pattern.URI
		}
	}
	want := map[wamp.URI]wamp.URI{"a.b.c": "a.b.c", "a.b.d": "a.b", "a.x.c": "a..c"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("routes (-want +got):\n%s", diff)
	}
}
