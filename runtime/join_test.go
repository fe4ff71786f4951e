package runtime_test

import (
	"context"
	"errors"
	"io"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wampgen/wampgen/runtime"
	"github.com/wampgen/wampgen/runtime/wamp"
)

func TestJoinSaysWhatItIs(t *testing.T) {
	p := newPeer(t)
	got := ask(func() (*runtime.Session, error) {
		return runtime.Join(t.Context(), p.connect, runtime.JoinConfig{
			Realm: "realm1", AuthID: "joe", AuthRole: "user", AuthMethods: []string{"ticket"},
			AuthExtra: wamp.Dict{"pubkey": "ab"}, Agent: "test",
		})
	})
	features := func(names ...string) map[string]any {
		all := map[string]any{}
		for _, n := range names {
			all[n] = true
		}
		return map[string]any{"features": all}
	}
	p.expect(&wamp.Hello{Realm: "realm1", Details: wamp.Dict{
		"agent": "test", "authid": "joe", "authrole": "user",
		"authmethods": []any{"ticket"}, "authextra": map[string]any{"pubkey": "ab"},
		"roles": map[string]any{
			"caller":     features("call_canceling", "call_timeout", "caller_identification", "payload_passthru_mode", "progressive_call_invocations", "progressive_call_results"),
			"callee":     features("call_canceling", "call_timeout", "caller_identification", "pattern_based_registration", "payload_passthru_mode", "progressive_call_invocations", "progressive_call_results", "registration_revocation", "shared_registration"),
			"publisher":  features("payload_passthru_mode", "publisher_exclusion", "publisher_identification", "subscriber_blackwhite_listing"),
			"subscriber": features("pattern_based_subscription", "payload_passthru_mode", "publisher_identification", "subscription_revocation"),
		},
	}})
	details := welcomeDetails()
	p.say(&wamp.Welcome{Session: 42, Details: details})
	s := (<-got).value
	clear(details) // it was borrowed
	if s.ID() != 42 || s.Realm() != "realm1" {
		t.Errorf("got session %d on %q", s.ID(), s.Realm())
	}
	if diff := cmp.Diff(welcomeDetails(), s.Details()); diff != "" {
		t.Errorf("details (-want +got):\n%s", diff)
	}
	p.sink.Closed(nil)
	if err := s.Wait(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func TestJoinAuthenticates(t *testing.T) {
	p := newPeer(t)
	extra := wamp.Dict{"challenge": "x"}
	got := ask(func() (*runtime.Session, error) {
		return runtime.Join(t.Context(), p.connect, runtime.JoinConfig{
			Realm: "realm1",
			OnChallenge: func(_ context.Context, c runtime.Challenge) (runtime.Authentication, error) {
				if diff := cmp.Diff(runtime.Challenge{Method: "ticket", Extra: wamp.Dict{"challenge": "x"}}, c); diff != "" {
					t.Errorf("challenge (-want +got):\n%s", diff)
				}
				return runtime.Authentication{Signature: "secret"}, nil
			},
		})
	})
	p.hear()
	p.say(&wamp.Challenge{AuthMethod: "ticket", Extra: extra})
	clear(extra)
	p.expect(&wamp.Authenticate{Signature: "secret", Extra: wamp.Dict{}})
	p.say(&wamp.Welcome{Session: 1})
	s := (<-got).value
	p.sink.Closed(nil)
	if err := s.Wait(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func TestJoinRefused(t *testing.T) {
	tests := []struct {
		name  string
		cfg   runtime.JoinConfig
		say   wamp.Message
		want  string
		abort wamp.URI // what the client says, "" is nothing
	}{
		{
			name: "no such realm",
			say:  &wamp.Abort{Details: wamp.Dict{"message": "there is none"}, Reason: wamp.ErrNoSuchRealm},
			want: `join realm "realm1": ABORT from the router: wamp.error.no_such_realm: there is none`,
		},
		{
			name: "message in args",
			say:  &wamp.Abort{Reason: wamp.ErrNoSuchRole, Payload: args(`["no role"]`)},
			want: `join realm "realm1": ABORT from the router: wamp.error.no_such_role: no role`,
		},
		{
			name:  "challenge nobody answers",
			say:   &wamp.Challenge{AuthMethod: "ticket"},
			want:  `join realm "realm1": the router asks for authentication by "ticket", which is not set up`,
			abort: wamp.ErrAuthenticationFailed,
		},
		{
			name: "challenge answered by an error",
			cfg: runtime.JoinConfig{OnChallenge: func(context.Context, runtime.Challenge) (runtime.Authentication, error) {
				return runtime.Authentication{}, errors.New("no ticket")
			}},
			say:   &wamp.Challenge{AuthMethod: "ticket"},
			want:  `join realm "realm1": authenticate by "ticket": no ticket`,
			abort: wamp.ErrAuthenticationFailed,
		},
		{
			name: "challenge answered by a panic",
			cfg: runtime.JoinConfig{OnChallenge: func(context.Context, runtime.Challenge) (runtime.Authentication, error) {
				panic("oops")
			}},
			say:   &wamp.Challenge{AuthMethod: "ticket"},
			want:  `join realm "realm1": authenticate by "ticket": panic: oops`,
			abort: wamp.ErrAuthenticationFailed,
		},
		{
			name:  "another message",
			say:   &wamp.Hello{},
			want:  `join realm "realm1": protocol violation by the router: HELLO is not for clients`,
			abort: wamp.ErrProtocolViolation,
		},
		{
			name:  "answer to no request",
			say:   &wamp.Result{Request: 1},
			want:  `join realm "realm1": protocol violation by the router: RESULT answers a CALL that was not sent`,
			abort: wamp.ErrProtocolViolation,
		},
		{
			name:  "goodbye",
			say:   &wamp.Goodbye{Reason: wamp.CloseSystemShutdown},
			want:  `join realm "realm1": GOODBYE from the router: wamp.close.system_shutdown`,
			abort: wamp.CloseGoodbyeAndOut, // GOODBYE, not ABORT
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := newPeer(t)
			tt.cfg.Realm = "realm1"
			got := ask(func() (*runtime.Session, error) { return runtime.Join(t.Context(), p.connect, tt.cfg) })
			p.hear()
			p.say(tt.say)
			a := <-got
			if a.value != nil || a.err == nil || a.err.Error() != tt.want {
				t.Errorf("got session %v, error %q, want %q", a.value, a.err, tt.want)
			}
			if !p.isClosed() {
				t.Error("the link is open")
			}
			switch m := hearIfAny(p).(type) {
			case nil:
				if tt.abort != "" {
					t.Errorf("said nothing, want %s", tt.abort)
				}
			case *wamp.Abort:
				if m.Reason != tt.abort {
					t.Errorf("said ABORT %s, want %q", m.Reason, tt.abort)
				}
			case *wamp.Goodbye:
				if m.Reason != tt.abort {
					t.Errorf("said GOODBYE %s, want %q", m.Reason, tt.abort)
				}
			default:
				t.Errorf("said %s", m.Type())
			}
		})
	}
}

func hearIfAny(p *peer) wamp.Message {
	select {
	case m := <-p.inbox:
		return m
	default:
		return nil
	}
}

func TestJoinRefusalIsWampError(t *testing.T) {
	p := newPeer(t)
	got := ask(func() (*runtime.Session, error) {
		return runtime.Join(t.Context(), p.connect, runtime.JoinConfig{Realm: "realm1"})
	})
	p.hear()
	p.say(&wamp.Abort{Reason: wamp.ErrNoSuchRealm})
	var refusal *wamp.Error
	if err := (<-got).err; !errors.As(err, &refusal) || refusal.URI != wamp.ErrNoSuchRealm {
		t.Errorf("got error %v, want wamp.error.no_such_realm", err)
	}
}

func TestUnansweredHelloEndsWithContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPeer(t)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		_, err := runtime.Join(ctx, p.connect, runtime.JoinConfig{Realm: "realm1"})
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got error %v, want context.DeadlineExceeded", err)
		}
		p.hear()
		p.expect(&wamp.Abort{Details: wamp.Dict{}, Reason: wamp.ErrCanceled})
		if !p.isClosed() {
			t.Error("the link is open")
		}
	})
}

func TestJoinWithoutLink(t *testing.T) {
	cause := errors.New("no network")
	connect := func(context.Context, runtime.Sink) (runtime.Link, error) { return nil, cause }
	if _, err := runtime.Join(t.Context(), connect, runtime.JoinConfig{Realm: "realm1"}); !errors.Is(err, cause) {
		t.Errorf("got error %v, want %v", err, cause)
	}
}

func TestJoinOverLinkThatBreaks(t *testing.T) {
	for _, tt := range []struct {
		name    string
		connect func(*peer) runtime.Connect
	}{
		{"before connect returns", func(p *peer) runtime.Connect {
			return func(ctx context.Context, sink runtime.Sink) (runtime.Link, error) {
				sink.Closed(io.ErrUnexpectedEOF)
				return p.connect(ctx, sink)
			}
		}},
		{"after", func(p *peer) runtime.Connect {
			return func(ctx context.Context, sink runtime.Sink) (runtime.Link, error) {
				defer func() { go sink.Closed(io.ErrUnexpectedEOF) }()
				return p.connect(ctx, sink)
			}
		}},
		{"when it sends", func(p *peer) runtime.Connect {
			p.failSends(io.ErrUnexpectedEOF)
			return p.connect
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := newPeer(t)
			_, err := runtime.Join(t.Context(), tt.connect(p), runtime.JoinConfig{Realm: "realm1"})
			if !errors.Is(err, io.ErrUnexpectedEOF) {
				t.Errorf("got error %v, want %v", err, io.ErrUnexpectedEOF)
			}
			if !p.isClosed() {
				t.Error("the link is open")
			}
		})
	}
}

func TestLinkInterceptorsSeeEverything(t *testing.T) {
	var order []string
	note := func(name string) runtime.LinkInterceptor {
		return func(next runtime.Connect) runtime.Connect {
			return func(ctx context.Context, sink runtime.Sink) (runtime.Link, error) {
				link, err := next(ctx, noteSink{sink, name, &order})
				return noteLink{link, name, &order}, err
			}
		}
	}
	p := newPeer(t)
	got := ask(func() (*runtime.Session, error) {
		return runtime.Join(t.Context(), p.connect, runtime.JoinConfig{
			Realm: "realm1", LinkInterceptors: []runtime.LinkInterceptor{note("first"), note("second")},
		})
	})
	p.welcome()
	s := (<-got).value
	want := []string{"first HELLO", "second HELLO", "second WELCOME", "first WELCOME"}
	if diff := cmp.Diff(want, order); diff != "" {
		t.Errorf("messages seen (-want +got):\n%s", diff)
	}
	p.sink.Closed(nil)
	if err := s.Wait(t.Context()); err != nil {
		t.Fatal(err)
	}
}

type noteSink struct {
	runtime.Sink
	name  string
	order *[]string
}

func (n noteSink) Receive(m wamp.Message) int {
	*n.order = append(*n.order, n.name+" "+m.Type().String())
	return n.Sink.Receive(m)
}

type noteLink struct {
	runtime.Link
	name  string
	order *[]string
}

func (n noteLink) Send(m wamp.Message) error {
	*n.order = append(*n.order, n.name+" "+m.Type().String())
	return n.Link.Send(m)
}
