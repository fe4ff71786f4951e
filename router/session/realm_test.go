package session_test

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wampgen/wampgen/router/authz"
	"github.com/wampgen/wampgen/router/realm"
	"github.com/wampgen/wampgen/router/session"
	"github.com/wampgen/wampgen/runtime"
	"github.com/wampgen/wampgen/runtime/client"
	"github.com/wampgen/wampgen/runtime/transport/websocket"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// node is a realm with a WebSocket transport.
type node struct {
	realm *realm.Realm
	url   string
}

func (n *node) Realm(name wamp.URI) (session.Realm, bool) { return n.realm, name == "realm1" }

func newNode(t *testing.T) *node {
	t.Helper()
	return newNodeWith(t, (*httptest.Server).Start)
}

func newNodeWith(t *testing.T, start func(*httptest.Server)) *node {
	t.Helper()
	policy, err := authz.NewPolicy(map[string][]authz.Rule{"anonymous": {{
		Match: wamp.MatchPrefix,
		Allow: authz.Allow{Call: true, Register: true, Publish: true, Subscribe: true},
	}}})
	if err != nil {
		t.Fatal(err)
	}
	r, err := realm.New(realm.Config{Name: "realm1", Policy: policy, MetaAPI: true})
	if err != nil {
		t.Fatal(err)
	}
	n := &node{realm: r}
	ctx, stop := context.WithCancel(context.Background())
	var sessions sync.WaitGroup
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		if conn, err := websocket.Upgrade(w, req, websocket.Options{}); err == nil {
			sessions.Go(func() { _ = session.Serve(ctx, conn, session.Config{Realms: n}) })
		}
	}))
	start(s)
	t.Cleanup(func() {
		stop()
		s.Close()
		sessions.Wait()
	})
	n.url = "ws" + strings.TrimPrefix(s.URL, "http")
	return n
}

// join returns a session: over WebSocket in the format, hosted if that is 0.
func (n *node) join(t *testing.T, f wamp.Format) *runtime.Session {
	t.Helper()
	connect := client.Connect(n.url, client.WithFormats(f), client.WithTLS(&tls.Config{InsecureSkipVerify: true}))
	if f == 0 {
		connect = session.Hosted(n.realm, session.Principal{AuthID: "hosted", AuthRole: "anonymous"}, session.Config{})
	}
	s, err := runtime.Join(t.Context(), connect, runtime.JoinConfig{Realm: "realm1"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		_ = s.Leave(ctx, "")
		if err := s.Wait(ctx); err != nil {
			t.Error(err)
		}
	})
	return s
}

var kinds = []wamp.Format{0, wamp.JSON, wamp.MessagePack, wamp.CBOR}

func kind(f wamp.Format) string {
	if f == 0 {
		return "hosted"
	}
	return f.String()
}

// Peers of every kind call peers of every kind and get their events.
func TestEveryKindWithEveryKind(t *testing.T) {
	n := newNode(t)
	sessions := map[wamp.Format]*runtime.Session{}
	type event struct {
		from string
		at   wamp.Format
	}
	events := make(chan event, 100)
	for _, f := range kinds {
		s := n.join(t, f)
		sessions[f] = s
		_, err := s.Register(t.Context(), wamp.URI("com.example.echo."+kind(f)), wamp.RegisterOptions{}, func(_ context.Context, v runtime.Values) (runtime.Values, error) {
			return v, nil
		})
		if err != nil {
			t.Fatal(err)
		}
		_, err = s.Subscribe(t.Context(), "com.example.topic", wamp.SubscribeOptions{}, func(_ context.Context, v runtime.Values) error {
			events <- event{v.Args[0].(string), f}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	sent := runtime.Values{
		Args:   []any{int64(1), "two", []any{true, nil}, 2.5, []byte{0, 1, 2}},
		Kwargs: map[string]any{"a": map[string]any{"b": "ö€😀"}},
	}
	for _, from := range kinds {
		for _, to := range kinds {
			got, err := sessions[from].Call(t.Context(), wamp.URI("com.example.echo."+kind(to)), sent)
			if err != nil {
				t.Fatalf("%s calls %s: %v", kind(from), kind(to), err)
			}
			if diff := cmp.Diff(sent, got); diff != "" {
				t.Errorf("%s calls %s (-want +got):\n%s", kind(from), kind(to), diff)
			}
		}
		if err := sessions[from].Publish(t.Context(), "com.example.topic", runtime.Values{Args: []any{kind(from)}}); err != nil {
			t.Fatal(err)
		}
		seen := map[wamp.Format]bool{}
		for range len(kinds) - 1 {
			e := <-events
			seen[e.at] = true
			if e.from != kind(from) {
				t.Errorf("event from %s, want %s", e.from, kind(from))
			}
		}
		if seen[from] || len(seen) != len(kinds)-1 {
			t.Errorf("the event from %s was seen at %v", kind(from), seen)
		}
	}
}

// Over TLS every flush is the writer's.
func TestOverTLS(t *testing.T) {
	n := newNodeWith(t, (*httptest.Server).StartTLS)
	callee, caller := n.join(t, wamp.CBOR), n.join(t, wamp.JSON)
	_, err := callee.Register(t.Context(), "com.example.echo", wamp.RegisterOptions{}, func(_ context.Context, v runtime.Values) (runtime.Values, error) {
		return v, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for i := range 100 {
		sent := runtime.Values{Args: []any{int64(i), strings.Repeat("x", 1000*i)}}
		got, err := caller.Call(t.Context(), "com.example.echo", sent)
		if diff := cmp.Diff(sent, got); err != nil || diff != "" {
			t.Fatalf("call %d: %v (-want +got):\n%s", i, err, diff)
		}
	}
}

// A callee that goes answers what it has not answered; its URIs are free.
func TestCalleeGoes(t *testing.T) {
	for _, f := range kinds {
		t.Run(kind(f), func(t *testing.T) {
			n := newNode(t)
			callee, caller := n.join(t, f), n.join(t, wamp.JSON)
			called := make(chan struct{})
			_, err := callee.Register(t.Context(), "com.example.hang", wamp.RegisterOptions{}, func(ctx context.Context, _ runtime.Values) (runtime.Values, error) {
				close(called)
				<-ctx.Done()
				return runtime.Values{}, ctx.Err()
			})
			if err != nil {
				t.Fatal(err)
			}
			answer := make(chan error)
			go func() {
				_, err := caller.Call(t.Context(), "com.example.hang", runtime.Values{})
				answer <- err
			}()
			<-called
			if err := callee.Leave(t.Context(), ""); err != nil {
				t.Fatal(err)
			}
			var w *wamp.Error
			if err := <-answer; !errors.As(err, &w) {
				t.Errorf("the caller got %v", err)
			}
			_, err = caller.Register(t.Context(), "com.example.hang", wamp.RegisterOptions{}, func(context.Context, runtime.Values) (runtime.Values, error) {
				return runtime.Values{}, nil
			})
			if err != nil {
				t.Errorf("the procedure is not free: %v", err)
			}
		})
	}
}

// A session that kills all others ends them, and they leave nothing behind.
func TestKillAll(t *testing.T) {
	n := newNode(t)
	killer := n.join(t, wamp.JSON)
	var others []*runtime.Session
	for i := range 20 {
		s := n.join(t, kinds[i%len(kinds)])
		_, err := s.Register(t.Context(), wamp.URI(fmt.Sprintf("com.example.p%d", i)), wamp.RegisterOptions{}, func(_ context.Context, v runtime.Values) (runtime.Values, error) {
			return v, nil
		})
		if err != nil {
			t.Fatal(err)
		}
		others = append(others, s)
	}
	if _, err := killer.Call(t.Context(), "wamp.session.kill_all", runtime.Values{}); err != nil {
		t.Fatal(err)
	}
	for _, s := range others {
		<-s.Done()
		var w *wamp.Error
		if !errors.As(s.Err(), &w) {
			t.Errorf("session ended with %v", s.Err())
		}
	}
	for {
		count, err := killer.Call(t.Context(), "wamp.session.count", runtime.Values{})
		if err != nil {
			t.Fatal(err)
		}
		if count.Args[0] == int64(1) {
			break
		}
		time.Sleep(time.Millisecond)
	}
	for i := range others {
		_, err := killer.Call(t.Context(), wamp.URI(fmt.Sprintf("com.example.p%d", i)), runtime.Values{})
		var w *wamp.Error
		if !errors.As(err, &w) || w.URI != wamp.ErrNoSuchProcedure {
			t.Errorf("procedure %d: %v", i, err)
		}
	}
}

func TestRealmCloses(t *testing.T) {
	n := newNode(t)
	var all []*runtime.Session
	for _, f := range kinds {
		all = append(all, n.join(t, f))
	}
	if err := n.realm.Close(t.Context(), wamp.CloseRealm); err != nil {
		t.Fatal(err)
	}
	for i, s := range all {
		<-s.Done()
		var w *wamp.Error
		if !errors.As(s.Err(), &w) || w.URI != wamp.CloseRealm {
			t.Errorf("%s: session ended with %v", kind(kinds[i]), s.Err())
		}
	}
}
