package runtime_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wampgen/wampgen/runtime"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// accept is a router that welcomes and acknowledges everything; refuse is a URI
// that it does not.
func (p *peer) accept(refuse wamp.URI) {
	for m := range p.inbox {
		switch m := m.(type) {
		case *wamp.Hello:
			p.say(&wamp.Welcome{Session: 7, Details: welcomeDetails()})
		case *wamp.Register:
			if m.Procedure == refuse {
				p.say(&wamp.ErrorMessage{RequestType: m.Type(), Request: m.Request, Error: wamp.ErrProcedureAlreadyExists})
			} else {
				p.say(&wamp.Registered{Request: m.Request, Registration: 20 + m.Request})
			}
		case *wamp.Subscribe:
			if m.Topic == refuse {
				p.say(&wamp.ErrorMessage{RequestType: m.Type(), Request: m.Request, Error: wamp.ErrNotAuthorized})
			} else {
				p.say(&wamp.Subscribed{Request: m.Request, Subscription: 10 + m.Request})
			}
		case *wamp.Goodbye:
			if m.Reason != wamp.CloseGoodbyeAndOut {
				p.say(&wamp.Goodbye{Reason: wamp.CloseGoodbyeAndOut})
			}
		}
	}
}

// acceptAll runs accept until the test ends.
func acceptAll(t *testing.T, refuse wamp.URI) *peer {
	p := newPeer(t)
	ended := make(chan struct{})
	go func() { defer close(ended); p.accept(refuse) }()
	t.Cleanup(func() { close(p.inbox); <-ended })
	return p
}

func drain(c chan string) []string {
	var all []string
	for {
		select {
		case s := <-c:
			all = append(all, s)
		default:
			return all
		}
	}
}

func TestLifeOfComponent(t *testing.T) {
	p := acceptAll(t, "")
	calls := make(chan string, 100)
	env := runtime.Env{ID: "component1", Realm: "realm1", Extra: []byte(`{"greeting":"Hi"}`)}
	i, err := runtime.Start(t.Context(), MySessionClass(newMySession(calls, nil)), env, p.connect, runtime.JoinConfig{})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"New", "OnConnect", "OnJoin"}, drain(calls)); diff != "" {
		t.Errorf("calls before it is ready (-want +got):\n%s", diff)
	}
	if id := i.Session().ID(); id != 7 {
		t.Errorf("got session %d", id)
	}
	p.say(&wamp.Event{Subscription: 13})
	if got := <-calls; got != "OnRenamed" {
		t.Errorf("got call %q", got)
	}
	if err := i.Stop(t.Context(), wamp.CloseSystemShutdown); err != nil {
		t.Error(err)
	}
	<-i.Done()
	if err := i.Err(); err != nil {
		t.Error(err)
	}
	if diff := cmp.Diff([]string{"OnLeave wamp.close.system_shutdown", "OnDisconnect"}, drain(calls)); diff != "" {
		t.Errorf("calls of the stop (-want +got):\n%s", diff)
	}
	if !p.isClosed() {
		t.Error("the link is open")
	}
	if err := i.Stop(t.Context(), ""); err != nil {
		t.Errorf("second Stop: %v", err)
	}
}

func TestStartFails(t *testing.T) {
	oops := func() error { return errors.New("oops") }
	panics := func() error { panic("oops") }
	const prefix = `start component "c1" of class hello.MySession: `
	const bye = "OnLeave wamp.close.normal"
	tests := []struct {
		name   string
		extra  string
		fail   map[string]func() error
		refuse wamp.URI
		err    string
		calls  []string
	}{
		{"extra", `{"greeting":7}`, nil, "", "construct: extra: greeting: want string, got integer", nil},
		{"constructor", "", map[string]func() error{"New": oops}, "", "construct: oops", []string{"New"}},
		{"constructor panics", "", map[string]func() error{"New": panics}, "", "construct: panic: oops", []string{"New"}},
		{"OnConnect", "", map[string]func() error{"OnConnect": oops}, "", "OnConnect: oops", []string{"New", "OnConnect", "OnDisconnect"}},
		{"OnConnect panics", "", map[string]func() error{"OnConnect": panics}, "", "OnConnect: panic: oops", []string{"New", "OnConnect", "OnDisconnect"}},
		{"OnJoin", "", map[string]func() error{"OnJoin": oops}, "", "OnJoin: oops", []string{"New", "OnConnect", "OnJoin", bye, "OnDisconnect"}},
		{"OnJoin panics", "", map[string]func() error{"OnJoin": panics}, "", "OnJoin: panic: oops", []string{"New", "OnConnect", "OnJoin", bye, "OnDisconnect"}},
		{
			"registration refused", "", nil, GreeterCountURI,
			"register com.example.hello.count: wamp.error.procedure_already_exists",
			[]string{"New", "OnConnect", "OnJoin", bye, "OnDisconnect"},
		},
		{
			"subscription refused", "", map[string]func() error{"OnDisconnect": panics}, GreeterRenamedURI,
			"subscribe com.example.hello.renamed: wamp.error.not_authorized",
			[]string{"New", "OnConnect", "OnJoin", bye, "OnDisconnect"},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := acceptAll(t, tt.refuse)
			calls := make(chan string, 100)
			env := runtime.Env{ID: "c1", Realm: "realm1"}
			if tt.extra != "" {
				env.Extra = []byte(tt.extra)
			}
			i, err := runtime.Start(t.Context(), MySessionClass(newMySession(calls, tt.fail)), env, p.connect, runtime.JoinConfig{})
			if i != nil || err == nil || err.Error() != prefix+tt.err {
				t.Errorf("got %v and error\n%v, want\n%s", i, err, prefix+tt.err)
			}
			if diff := cmp.Diff(tt.calls, drain(calls)); diff != "" {
				t.Errorf("calls (-want +got):\n%s", diff)
			}
			if connected := len(tt.calls) > 1; connected != p.isClosed() {
				t.Errorf("link closed: %t", p.isClosed())
			}
		})
	}
}

func TestStartNamesEveryRefusal(t *testing.T) {
	p := newPeer(t)
	calls := make(chan string, 100)
	got := ask(func() (*runtime.Instance, error) {
		return runtime.Start(t.Context(), MySessionClass(newMySession(calls, nil)), runtime.Env{Realm: "realm1"}, p.connect, runtime.JoinConfig{})
	})
	p.welcome()
	p.hear() // all are asked for before any is answered
	p.hear()
	p.hear()
	p.say(&wamp.ErrorMessage{RequestType: wamp.TypeRegister, Request: 1, Error: wamp.ErrNotAuthorized})
	p.say(&wamp.ErrorMessage{RequestType: wamp.TypeRegister, Request: 2, Error: wamp.ErrNotAuthorized})
	p.say(&wamp.Subscribed{Request: 3, Subscription: 11})
	p.expect(&wamp.Goodbye{Details: wamp.Dict{}, Reason: wamp.CloseNormal})
	p.say(&wamp.Goodbye{Reason: wamp.CloseGoodbyeAndOut})
	err := (<-got).err
	for _, uri := range []wamp.URI{GreeterGreetURI, GreeterCountURI} {
		if !strings.Contains(err.Error(), string(uri)) {
			t.Errorf("error %v does not name %s", err, uri)
		}
	}
}

func TestStartRefusesWhatIsNoComponent(t *testing.T) {
	classes := map[string]runtime.Class{
		"no constructor":     {Name: "hello.MySession"},
		"nil":                {New: func(runtime.Env) (runtime.Component, runtime.Bindings, error) { return nil, nil, nil }},
		"nil pointer":        {New: func(runtime.Env) (runtime.Component, runtime.Bindings, error) { return (*MySession)(nil), nil, nil }},
		"without the handle": {New: func(runtime.Env) (runtime.Component, runtime.Bindings, error) { return &MySession{}, nil, nil }},
	}
	for name, class := range classes {
		t.Run(name, func(t *testing.T) {
			connect := func(context.Context, runtime.Sink) (runtime.Link, error) {
				t.Error("connected")
				return nil, errors.New("connected")
			}
			if _, err := runtime.Start(t.Context(), class, runtime.Env{}, connect, runtime.JoinConfig{}); err == nil {
				t.Error("no error")
			}
		})
	}
}

func TestStartIsBoundedByContext(t *testing.T) {
	block := func() error { time.Sleep(time.Hour); return nil }
	tests := []struct {
		name string
		peer func(*testing.T) *peer
		fail map[string]func() error
		err  string
	}{
		{"router never answers", newPeer, nil, "no WELCOME"},
		{"OnJoin never returns", func(t *testing.T) *peer { return acceptAll(t, "") }, map[string]func() error{"OnJoin": block}, "OnJoin: it did not return"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := tt.peer(t)
				ctx, cancel := context.WithTimeout(t.Context(), time.Second)
				defer cancel()
				start := time.Now()
				calls := make(chan string, 100)
				_, err := runtime.Start(ctx, MySessionClass(newMySession(calls, tt.fail)), runtime.Env{Realm: "realm1"}, p.connect, runtime.JoinConfig{})
				if !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), tt.err) {
					t.Errorf("got error %v, want %s and context.DeadlineExceeded", err, tt.err)
				}
				if took := time.Since(start); took > 5*time.Second {
					t.Errorf("took %s", took)
				}
				time.Sleep(2 * time.Hour) // what was left behind ends
			})
		})
	}
}

func TestComponentWhoseSessionEnds(t *testing.T) {
	tests := []struct {
		name string
		end  func(*testing.T, *peer, *runtime.Instance)
		err  string
		call string
	}{
		{"by itself", func(t *testing.T, _ *peer, i *runtime.Instance) {
			if err := i.Session().Leave(t.Context(), "com.example.bye"); err != nil {
				t.Error(err)
			}
		}, "", "OnLeave com.example.bye"},
		{"by the router", func(_ *testing.T, p *peer, _ *runtime.Instance) {
			p.say(&wamp.Goodbye{Reason: wamp.CloseSystemShutdown})
		}, `run component "c1" of class hello.MySession: GOODBYE from the router: wamp.close.system_shutdown`, "OnLeave wamp.close.system_shutdown"},
		{"by the network", func(_ *testing.T, p *peer, _ *runtime.Instance) {
			p.sink.Closed(io.ErrUnexpectedEOF)
		}, `run component "c1" of class hello.MySession: connection lost: unexpected EOF`, "OnLeave wamp.error.network_failure"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := acceptAll(t, "")
			calls := make(chan string, 100)
			i, err := runtime.Start(t.Context(), MySessionClass(newMySession(calls, nil)), runtime.Env{ID: "c1", Realm: "realm1"}, p.connect, runtime.JoinConfig{})
			if err != nil {
				t.Fatal(err)
			}
			drain(calls)
			if i.Err() != nil {
				t.Errorf("got error %v while it runs", i.Err())
			}
			tt.end(t, p, i)
			<-i.Done()
			if diff := cmp.Diff([]string{tt.call, "OnDisconnect"}, drain(calls)); diff != "" {
				t.Errorf("calls (-want +got):\n%s", diff)
			}
			got := ""
			if err := i.Err(); err != nil {
				got = err.Error()
			}
			if got != tt.err {
				t.Errorf("got error %q, want %q", got, tt.err)
			}
		})
	}
}

func TestStopDoesNotWaitForeverForHandlers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log logBuffer
		p := acceptAll(t, "")
		release := make(chan struct{})
		blocked := map[string]func() error{"OnRenamed": func() error { <-release; return nil }}
		calls := make(chan string, 100)
		env := runtime.Env{ID: "c1", Realm: "realm1", Logger: log.logger()}
		i, err := runtime.Start(t.Context(), MySessionClass(newMySession(calls, blocked)), env, p.connect, runtime.JoinConfig{})
		if err != nil {
			t.Fatal(err)
		}
		p.say(&wamp.Event{Subscription: 13})
		synctest.Wait()
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if err := i.Stop(ctx, ""); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got error %v, want context.DeadlineExceeded", err)
		}
		<-i.Done() // all the same
		if !strings.Contains(log.String(), "component left goroutines behind") {
			t.Errorf("got log %s", log.String())
		}
		close(release)
		if err := i.Session().Wait(t.Context()); err != nil {
			t.Error(err)
		}
	})
}

func TestFailingLeaveHooksAreLogged(t *testing.T) {
	var log logBuffer
	p := acceptAll(t, "")
	fail := map[string]func() error{
		"OnLeave wamp.close.normal": func() error { panic("one") },
		"OnDisconnect":              func() error { panic("two") },
	}
	calls := make(chan string, 100)
	env := runtime.Env{ID: "c1", Realm: "realm1", Logger: log.logger()}
	i, err := runtime.Start(t.Context(), MySessionClass(newMySession(calls, fail)), env, p.connect, runtime.JoinConfig{})
	if err != nil {
		t.Fatal(err)
	}
	if err := i.Stop(t.Context(), ""); err != nil {
		t.Error(err)
	}
	for _, want := range []string{`"OnLeave failed" error="panic: one" stack=`, `"OnDisconnect failed" error="panic: two" stack=`} {
		if !strings.Contains(log.String(), want) {
			t.Errorf("got log %s, want %s", log.String(), want)
		}
	}
}

func TestApplicationSession(t *testing.T) {
	env := runtime.Env{ID: "c1", Class: "hello.MySession", Realm: "realm1"}
	a := runtime.NewApplicationSession(env)
	got := a.Env()
	got.Logger = nil
	if diff := cmp.Diff(env, got, cmp.AllowUnexported(slog.Logger{})); diff != "" {
		t.Errorf("env (-want +got):\n%s", diff)
	}
	if a.Logger() == nil || a.Session() != nil {
		t.Errorf("got logger %v, session %v", a.Logger(), a.Session())
	}
	var zero runtime.ApplicationSession
	if zero.Logger() == nil || zero.Session() != nil || !cmp.Equal(zero.Env(), runtime.Env{}, cmp.AllowUnexported(slog.Logger{})) {
		t.Error("the zero handle is not empty")
	}
	ctx := t.Context()
	if err := errors.Join(zero.OnConnect(ctx), zero.OnJoin(ctx, runtime.JoinDetails{})); err != nil {
		t.Error(err)
	}
	zero.OnLeave(ctx, runtime.LeaveDetails{})
	zero.OnDisconnect(ctx)
	if _, err := zero.OnChallenge(ctx, runtime.Challenge{Method: "ticket"}); !errors.Is(err, runtime.ErrNotImplemented) {
		t.Errorf("got error %v, want ErrNotImplemented", err)
	}
}
