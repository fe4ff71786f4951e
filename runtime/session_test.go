package runtime_test

import (
	"context"
	"errors"
	"io"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wampgen/wampgen/runtime"
	"github.com/wampgen/wampgen/runtime/wamp"
)

func TestLeave(t *testing.T) {
	s, p := join(t, runtime.JoinConfig{})
	call := ask(func() (string, error) { return runtime.Call(t.Context(), s, &upper, "") })
	p.hear()
	left := ask(func() (any, error) { return nil, s.Leave(t.Context(), "") })
	p.expect(&wamp.Goodbye{Details: wamp.Dict{}, Reason: wamp.CloseNormal})
	if err := (<-call).err; !errors.Is(err, runtime.ErrSessionClosed) {
		t.Errorf("pending call: got error %v, want ErrSessionClosed", err)
	}
	p.say(&wamp.Event{Subscription: 1}) // ignored: see "(14) Received other / ignore"
	p.say(&wamp.Goodbye{Reason: wamp.CloseGoodbyeAndOut})
	if err := (<-left).err; err != nil {
		t.Error(err)
	}
	<-s.Done()
	if err := s.Err(); err != nil {
		t.Errorf("got error %v after Leave", err)
	}
	if !p.isClosed() || p.reason != wamp.CloseNormal {
		t.Errorf("link closed %t with reason %q", p.isClosed(), p.reason)
	}
	p.sink.Closed(nil)
	if err := s.Leave(t.Context(), ""); err != nil {
		t.Errorf("second Leave: %v", err)
	}
	if _, err := runtime.Call(t.Context(), s, &upper, ""); !errors.Is(err, runtime.ErrSessionClosed) {
		t.Errorf("call after Leave: got error %v, want ErrSessionClosed", err)
	}
	p.silent()
}

func TestLeaveWithoutAnswerEndsWithContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, p := join(t, runtime.JoinConfig{})
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if err := s.Leave(ctx, "com.example.bye"); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got error %v, want context.DeadlineExceeded", err)
		}
		<-s.Done()
		synctest.Wait()
		if !p.isClosed() {
			t.Error("the link is open")
		}
	})
}

func TestLeaveByManyAtOnce(t *testing.T) {
	s, p := join(t, runtime.JoinConfig{})
	var all sync.WaitGroup
	for range 10 {
		all.Go(func() {
			if err := s.Leave(t.Context(), ""); err != nil {
				t.Error(err)
			}
		})
	}
	p.expect(&wamp.Goodbye{Details: wamp.Dict{}, Reason: wamp.CloseNormal})
	p.say(&wamp.Goodbye{Reason: wamp.CloseGoodbyeAndOut})
	all.Wait()
	p.silent()
}

func TestRouterEndsSession(t *testing.T) {
	tests := []struct {
		name  string
		end   func(*peer)
		err   string
		reply wamp.Message
	}{
		{
			"GOODBYE",
			func(p *peer) {
				p.say(&wamp.Goodbye{Details: wamp.Dict{"message": "bye"}, Reason: wamp.CloseSystemShutdown})
			},
			"GOODBYE from the router: wamp.close.system_shutdown: bye",
			&wamp.Goodbye{Details: wamp.Dict{}, Reason: wamp.CloseGoodbyeAndOut},
		},
		{
			"ABORT",
			func(p *peer) { p.say(&wamp.Abort{Reason: wamp.ErrProtocolViolation}) },
			"ABORT from the router: wamp.error.protocol_violation",
			nil,
		},
		{
			"lost connection",
			func(p *peer) { p.sink.Closed(io.ErrUnexpectedEOF) },
			"connection lost: unexpected EOF",
			nil,
		},
		{
			"second WELCOME",
			func(p *peer) { p.say(&wamp.Welcome{Session: 8}) },
			"protocol violation by the router: WELCOME came twice",
			&wamp.Abort{Details: wamp.Dict{"message": "WELCOME came twice"}, Reason: wamp.ErrProtocolViolation},
		},
		{
			"late CHALLENGE",
			func(p *peer) { p.say(&wamp.Challenge{}) },
			"protocol violation by the router: CHALLENGE came after WELCOME",
			&wamp.Abort{Details: wamp.Dict{"message": "CHALLENGE came after WELCOME"}, Reason: wamp.ErrProtocolViolation},
		},
		{
			"answer of another type",
			func(p *peer) { p.say(&wamp.Published{Request: 1}) },
			"protocol violation by the router: PUBLISHED answers a PUBLISH that was not sent",
			&wamp.Abort{Details: wamp.Dict{"message": "PUBLISHED answers a PUBLISH that was not sent"}, Reason: wamp.ErrProtocolViolation},
		},
		{
			"answer to a request of the future",
			func(p *peer) { p.say(&wamp.ErrorMessage{RequestType: wamp.TypeCall, Request: 99}) },
			"protocol violation by the router: ERROR answers a CALL that was not sent",
			&wamp.Abort{Details: wamp.Dict{"message": "ERROR answers a CALL that was not sent"}, Reason: wamp.ErrProtocolViolation},
		},
		{
			"message for routers",
			func(p *peer) { p.say(&wamp.Publish{Request: 1}) },
			"protocol violation by the router: PUBLISH is not for clients",
			&wamp.Abort{Details: wamp.Dict{"message": "PUBLISH is not for clients"}, Reason: wamp.ErrProtocolViolation},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s, p := join(t, runtime.JoinConfig{})
			call := ask(func() (string, error) { return runtime.Call(t.Context(), s, &upper, "") })
			p.hear()
			tt.end(p)
			<-s.Done()
			if err := s.Err(); err == nil || err.Error() != tt.err {
				t.Errorf("got error %v, want %s", err, tt.err)
			}
			want := "call com.example.upper: session closed: " + tt.err
			if err := (<-call).err; !errors.Is(err, runtime.ErrSessionClosed) || err.Error() != want {
				t.Errorf("pending call: got error %v, want %s", err, want)
			}
			if err := s.Wait(t.Context()); err != nil {
				t.Error(err)
			}
			if diff := cmp.Diff(tt.reply, hearIfAny(p)); diff != "" {
				t.Errorf("reply (-want +got):\n%s", diff)
			}
			if !p.isClosed() {
				t.Error("the link is open")
			}
		})
	}
}

func TestCutConnectionFailsEverythingPending(t *testing.T) {
	s, p := join(t, runtime.JoinConfig{})
	ctx := t.Context()
	pending := map[string]<-chan answer[any]{}
	start := func(name string, f func() error) {
		pending[name] = ask(func() (any, error) { return nil, f() })
		p.hear()
	}
	start("call", func() error { _, err := runtime.Call(ctx, s, &upper, ""); return err })
	start("untyped call", func() error { _, err := s.Call(ctx, "a.b", runtime.Values{}); return err })
	start("publish", func() error { return runtime.Publish(ctx, s, &news, "", runtime.Acknowledge()) })
	start("subscribe", func() error {
		_, err := runtime.Subscribe(ctx, s, &news, func(context.Context, string) error { return nil })
		return err
	})
	start("register", func() error {
		_, err := runtime.Register(ctx, s, &upper, func(context.Context, string) (string, error) { return "", nil })
		return err
	})
	p.sink.Closed(io.ErrUnexpectedEOF)
	for name, a := range pending {
		if err := (<-a).err; !errors.Is(err, runtime.ErrSessionClosed) || !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("%s: got error %v, want ErrSessionClosed and unexpected EOF", name, err)
		}
	}
}

func TestRequestsLeaveInSequence(t *testing.T) {
	s, p := join(t, runtime.JoinConfig{})
	var all sync.WaitGroup
	for range 50 {
		all.Go(func() { _ = runtime.Publish(t.Context(), s, &news, "x") })
		all.Go(func() {
			_, err := runtime.Call(t.Context(), s, &upper, "x")
			if !errors.Is(err, runtime.ErrSessionClosed) {
				t.Errorf("got error %v, want ErrSessionClosed", err)
			}
		})
	}
	for want := wamp.ID(1); want <= 100; want++ {
		var got wamp.ID
		switch m := p.hear().(type) {
		case *wamp.Call:
			got = m.Request
		case *wamp.Publish:
			got = m.Request
		}
		if got != want {
			t.Fatalf("got request %d, want %d", got, want)
		}
	}
	p.sink.Closed(nil)
	all.Wait()
}

func TestFailedSendIsReturned(t *testing.T) {
	s, p := join(t, runtime.JoinConfig{})
	broken := errors.New("broken pipe")
	p.failSends(broken)
	ctx := t.Context()
	_, call := runtime.Call(ctx, s, &upper, "")
	_, subscribe := runtime.Subscribe(ctx, s, &news, func(context.Context, string) error { return nil })
	_, register := runtime.Register(ctx, s, &upper, func(context.Context, string) (string, error) { return "", nil })
	for name, err := range map[string]error{
		"call": call, "subscribe": subscribe, "register": register,
		"publish":                 runtime.Publish(ctx, s, &news, ""),
		"publish and acknowledge": runtime.Publish(ctx, s, &news, "", runtime.Acknowledge()),
	} {
		if !errors.Is(err, broken) {
			t.Errorf("%s: got error %v, want %v", name, err, broken)
		}
	}
	if err := s.Leave(ctx, ""); err != nil {
		t.Errorf("leave: %v", err)
	}
}

func TestWaitIsBoundedByContext(t *testing.T) {
	s, _ := join(t, runtime.JoinConfig{})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.Wait(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("got error %v, want context.Canceled", err)
	}
}
