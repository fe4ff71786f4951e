package client_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"github.com/wampgen/wampgen/runtime"
	"github.com/wampgen/wampgen/runtime/client"
	"github.com/wampgen/wampgen/runtime/transport"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// echo answers calls with their arguments.
func echo(p *peer) {
	p.welcome()
	for m := p.hear(); m != nil; m = p.hear() {
		switch m := m.(type) {
		case *wamp.Call:
			p.say(&wamp.Result{Request: m.Request, Payload: m.Payload})
		case *wamp.Goodbye:
			p.say(&wamp.Goodbye{Details: wamp.Dict{}, Reason: wamp.CloseGoodbyeAndOut})
		}
	}
}

func TestCallOverEachSerialization(t *testing.T) {
	for f := wamp.JSON; f <= wamp.CBOR; f++ {
		t.Run(f.String(), func(t *testing.T) {
			s := serve(t, echo)
			session, err := s.join(client.WithFormats(f))
			if err != nil {
				t.Fatal(err)
			}
			if got := <-s.offers; got != "wamp.2."+f.String() {
				t.Errorf("offered %q", got)
			}
			var all sync.WaitGroup
			for range 20 {
				all.Go(func() {
					long := strings.Repeat("x", 100_000)
					got, err := session.Call(t.Context(), "com.example.echo", runtime.Values{Args: []any{long}})
					if err != nil || len(got.Args) != 1 || got.Args[0] != long {
						t.Errorf("got %d arguments, error %v", len(got.Args), err)
					}
				})
			}
			all.Wait()
			if err := session.Leave(t.Context(), ""); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestOffersAllSerializations(t *testing.T) {
	s := serve(t, echo)
	session, err := client.Join(t.Context(), s.url, "realm1")
	if err != nil {
		t.Fatal(err)
	}
	if got := <-s.offers; got != "wamp.2.msgpack wamp.2.cbor wamp.2.json" {
		t.Errorf("offered %q", got)
	}
	if err := session.Leave(t.Context(), ""); err != nil {
		t.Error(err)
	}
	if err := session.Wait(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestSecureConnection(t *testing.T) {
	s := serveTLS(t, echo)
	roots := x509.NewCertPool()
	roots.AddCert(s.certificate)
	session, err := s.join(client.WithTLS(&tls.Config{RootCAs: roots}))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := session.Call(t.Context(), "com.example.echo", runtime.Values{}); err != nil {
		t.Error(err)
	}
	if _, err := s.join(); err == nil {
		t.Error("a certificate of nobody was accepted")
	}
}

func TestComponentNextToRemoteRouter(t *testing.T) {
	s := serve(t, echo)
	env := runtime.Env{ID: "component1", Realm: "realm1"}
	class := runtime.Class{
		Name: "test.Component",
		New: func(env runtime.Env) (runtime.Component, runtime.Bindings, error) {
			return runtime.NewApplicationSession(env), nil, nil
		},
	}
	i, err := runtime.Start(t.Context(), class, env, client.Connect(s.url), runtime.JoinConfig{})
	if err != nil {
		t.Fatal(err)
	}
	if i.Session().ID() != 7 {
		t.Errorf("got session %d", i.Session().ID())
	}
	if err := i.Stop(t.Context(), ""); err != nil {
		t.Error(err)
	}
}

func TestJoinConfigGoesOut(t *testing.T) {
	s := serve(t, func(p *peer) {
		hello := p.hear().(*wamp.Hello)
		if hello.Realm != "realm1" || hello.Details["authid"] != "joe" {
			p.t.Errorf("got HELLO %+v", hello)
		}
		p.say(&wamp.Abort{Details: wamp.Dict{}, Reason: wamp.ErrNoSuchRealm})
		p.rest()
	})
	if _, err := s.join(client.WithJoinConfig(runtime.JoinConfig{Realm: "ignored", AuthID: "joe"})); err == nil {
		t.Error("no error")
	}
}

func TestJoinRefused(t *testing.T) {
	s := serve(t, func(p *peer) {
		p.hear()
		p.say(&wamp.Abort{Details: wamp.Dict{"message": "there is none"}, Reason: wamp.ErrNoSuchRealm})
		p.rest()
	})
	_, err := s.join()
	var refusal *wamp.Error
	if !errors.As(err, &refusal) || refusal.URI != wamp.ErrNoSuchRealm || refusal.Message != "there is none" {
		t.Errorf("got error %v, want wamp.error.no_such_realm", err)
	}
}

func TestUnansweredHelloEndsWithContext(t *testing.T) {
	greeted, said := make(chan struct{}), make(chan wamp.Message, 1)
	s := serve(t, func(p *peer) {
		p.hear()
		close(greeted)
		said <- p.hear()
		p.rest()
	})
	ctx, cancel := context.WithCancel(t.Context())
	go func() { <-greeted; cancel() }()
	_, err := client.Join(ctx, s.url, "realm1", client.WithFormats(wamp.JSON))
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got error %v, want context.Canceled", err)
	}
	if m, ok := (<-said).(*wamp.Abort); !ok || m.Reason != wamp.ErrCanceled {
		t.Errorf("got %v, want ABORT %s", m, wamp.ErrCanceled)
	}
}

func TestDialEndsWithContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	go func() {
		conn, err := silent.Accept()
		if err == nil {
			cancel()
			defer conn.Close()
			_, _ = conn.Read(make([]byte, 1))
			_, _ = io.Copy(io.Discard, conn)
		}
	}()
	if _, err := client.Join(ctx, "ws://"+silent.Addr().String(), "realm1"); !errors.Is(err, context.Canceled) {
		t.Errorf("got error %v, want context.Canceled", err)
	}
}

func TestNobodyThere(t *testing.T) {
	web := httptest.NewServer(http.NotFoundHandler())
	defer web.Close()
	for name, url := range map[string]string{
		"no server":      "ws://127.0.0.1:1",
		"no WebSocket":   "ws" + strings.TrimPrefix(web.URL, "http"),
		"another scheme": "gopher://127.0.0.1",
		"no URL":         "://",
	} {
		if _, err := client.Join(t.Context(), url, "realm1"); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestHeaderIsSent(t *testing.T) {
	s := serve(t, echo)
	if _, err := s.join(client.WithHeader(http.Header{"Sec-Websocket-Protocol": {"x"}})); err == nil {
		t.Error("a header that gorilla sets itself was accepted: it was not passed on")
	}
}

func TestConnectionEndsWhileCallsArePending(t *testing.T) {
	tests := []struct {
		name string
		end  func(*peer)
		want string
	}{
		{"cut", func(p *peer) { p.ws.NetConn().Close() }, "connection lost: unexpected EOF"},
		{"closed", func(p *peer) {
			p.write(websocket.CloseMessage, websocket.FormatCloseMessage(websocket.CloseNormalClosure, ""))
			p.rest()
		}, "connection lost: EOF"},
		{"closed with a reason", func(p *peer) {
			p.write(websocket.CloseMessage, websocket.FormatCloseMessage(websocket.CloseInternalServerErr, "oops"))
			p.rest()
		}, "connection lost: closed by peer: code 1011: oops"},
		{"GOODBYE", func(p *peer) {
			p.say(&wamp.Goodbye{Details: wamp.Dict{}, Reason: wamp.CloseSystemShutdown})
			if m, ok := p.hear().(*wamp.Goodbye); !ok || m.Reason != wamp.CloseGoodbyeAndOut {
				p.t.Errorf("got %v, want GOODBYE", m)
			}
			p.rest()
		}, "GOODBYE from the router: wamp.close.system_shutdown"},
		{"ABORT", func(p *peer) {
			p.say(&wamp.Abort{Details: wamp.Dict{}, Reason: wamp.ErrProtocolViolation})
			p.rest()
		}, "ABORT from the router: wamp.error.protocol_violation"},
		{"garbage", func(p *peer) {
			p.write(websocket.TextMessage, []byte(`[50,`))
			expectAbort(p)
		}, "connection lost: protocol violation by the router: "},
		{"no message", func(p *peer) {
			p.write(websocket.TextMessage, []byte(`{"a":1}`))
			expectAbort(p)
		}, "connection lost: protocol violation by the router: "},
		{"binary in JSON", func(p *peer) {
			p.write(websocket.BinaryMessage, []byte{0x93})
			expectAbort(p)
		}, "connection lost: protocol violation by the router: closed: code 1003"},
		{"message too large", func(p *peer) {
			p.write(websocket.TextMessage, bytes.Repeat([]byte(" "), 70_000))
			p.rest()
		}, "connection lost: closed: code 1009"},
		{"message for routers", func(p *peer) {
			p.say(&wamp.Hello{Realm: "a", Details: wamp.Dict{}})
			expectAbort(p)
		}, "protocol violation by the router: HELLO is not for clients"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			const calls = 3
			s := serve(t, func(p *peer) {
				p.welcome()
				for range calls {
					p.hear()
				}
				tt.end(p)
			})
			session, err := s.join(client.WithLimits(transport.Limits{MessageSize: 64 << 10}))
			if err != nil {
				t.Fatal(err)
			}
			var all sync.WaitGroup
			for range calls {
				all.Go(func() {
					_, err := session.Call(t.Context(), "com.example.x", runtime.Values{})
					want := "call com.example.x: session closed: " + tt.want
					if !errors.Is(err, runtime.ErrSessionClosed) || !strings.HasPrefix(err.Error(), want) {
						t.Errorf("pending call: got error %v, want %s", err, want)
					}
				})
			}
			all.Wait()
			<-session.Done()
			if _, err := session.Call(t.Context(), "com.example.x", runtime.Values{}); !errors.Is(err, runtime.ErrSessionClosed) {
				t.Errorf("later call: got error %v, want ErrSessionClosed", err)
			}
		})
	}
}

// expectAbort expects that the client says why it goes, and goes.
func expectAbort(p *peer) {
	if m, ok := p.hear().(*wamp.Abort); !ok || m.Reason != wamp.ErrProtocolViolation || m.Details["message"] == "" {
		p.t.Errorf("got %v, want ABORT", m)
	}
	p.rest()
}

func TestLeaveClosesConnection(t *testing.T) {
	closed := make(chan error, 1)
	s := serve(t, func(p *peer) {
		p.welcome()
		p.hear() // GOODBYE
		p.say(&wamp.Goodbye{Details: wamp.Dict{}, Reason: wamp.CloseGoodbyeAndOut})
		_, _, err := p.ws.ReadMessage()
		closed <- err
	})
	session, err := s.join()
	if err != nil {
		t.Fatal(err)
	}
	if err := session.Leave(t.Context(), ""); err != nil {
		t.Error(err)
	}
	if err := <-closed; !websocket.IsCloseError(err, websocket.CloseNormalClosure) {
		t.Errorf("got %v, want a normal close", err)
	}
	if err := session.Err(); err != nil {
		t.Errorf("got error %v after Leave", err)
	}
}

func TestRouterThatTakesNothing(t *testing.T) {
	release := make(chan struct{})
	s := serve(t, func(p *peer) {
		p.welcome()
		<-release
	})
	defer close(release)
	session, err := s.join(client.WithLimits(transport.Limits{Stall: 100 * time.Millisecond}))
	if err != nil {
		t.Fatal(err)
	}
	// Publish until the socket and the queue are full, and the router is given up.
	event := wamp.Payload{Format: wamp.JSON, Args: []byte(`["` + strings.Repeat("x", 1<<20) + `"]`)}
	for err == nil {
		err = session.PublishRaw(t.Context(), "com.example.x", event)
	}
	<-session.Done()
	if got := session.Err(); got == nil || !strings.Contains(got.Error(), "peer takes no data") {
		t.Errorf("got error %v (publish: %v), want that the peer takes no data", got, err)
	}
}

// flood sends events, each of 64 KiB, until the client says GOODBYE.
func flood(p *peer) {
	p.welcome()
	m, ok := p.hear().(*wamp.Subscribe)
	if !ok {
		return
	}
	p.say(&wamp.Subscribed{Request: m.Request, Subscription: 1})
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		p.hear()
	}()
	event := &wamp.Event{Subscription: 1, Publication: 1, Payload: wamp.Payload{Format: wamp.JSON, Args: []byte(`["` + strings.Repeat("x", 64<<10) + `"]`)}}
	for {
		select {
		case <-ended:
			p.say(&wamp.Goodbye{Details: wamp.Dict{}, Reason: wamp.CloseGoodbyeAndOut})
			p.rest()
			return
		default:
			p.say(event)
		}
	}
}

func TestHandlersSlowerThanTheRouterLoseNothing(t *testing.T) {
	s := serve(t, flood)
	session, err := s.join()
	if err != nil {
		t.Fatal(err)
	}
	const events = 400 // three times what may wait
	done := make(chan struct{})
	n := 0
	_, err = session.SubscribeRaw(t.Context(), "com.example.x", wamp.SubscribeOptions{}, func(context.Context, wamp.Payload) error {
		if n++; n < events {
			time.Sleep(time.Millisecond) // far slower than they could come
		} else if n == events {
			close(done)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	select {
	case <-done:
	case <-session.Done():
		t.Errorf("the session has ended: %v", session.Err())
	}
}
