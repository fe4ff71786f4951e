package session

import (
	"context"
	"errors"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	gorilla "github.com/gorilla/websocket"
	"go.uber.org/goleak"

	"github.com/wampgen/wampgen/runtime/codec"
	"github.com/wampgen/wampgen/runtime/transport"
	"github.com/wampgen/wampgen/runtime/transport/websocket"
	"github.com/wampgen/wampgen/runtime/wamp"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// fakeRealm subscribes, publishes to all subscribers and echoes calls.
type fakeRealm struct {
	mu          sync.Mutex
	next        wamp.ID
	joined      map[Peer]bool
	subscribers map[Peer]bool
	left        []wamp.ID
	sent        map[wamp.ID]int      // events, by receiver
	refuse      error                // of Join
	onJoin      func(p Peer)         // called in Join
	onRoute     func(m wamp.Message) // called in Route
}

func newFakeRealm() *fakeRealm {
	return &fakeRealm{joined: map[Peer]bool{}, sent: map[wamp.ID]int{}, subscribers: map[Peer]bool{}}
}

func (r *fakeRealm) Realm(name wamp.URI) (Realm, bool) { return r, name == "realm1" }

func (r *fakeRealm) NewSessionID() wamp.ID {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.next++
	return r.next
}

func (r *fakeRealm) Join(p Peer, _ wamp.Dict, _ *Burst) (wamp.Dict, error) {
	if r.refuse != nil {
		return nil, r.refuse
	}
	r.mu.Lock()
	r.joined[p] = true
	r.mu.Unlock()
	if r.onJoin != nil {
		r.onJoin(p)
	}
	dealer := map[string]any{"features": map[string]any{"progressive_call_invocations": true}}
	return wamp.Dict{"roles": map[string]any{"broker": map[string]any{}, "dealer": dealer}}, nil
}

func (r *fakeRealm) Continue(p Peer, m *wamp.Call, b *Burst) error {
	if r.onRoute != nil {
		r.onRoute(m)
	}
	p.Send(&wamp.Result{Request: m.Request, Details: wamp.ResultDetails{Progress: true}}, b)
	return nil
}

func (r *fakeRealm) Leave(p Peer, _ *Burst) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.joined[p] {
		r.left = append(r.left, p.ID())
	}
	delete(r.joined, p)
	delete(r.subscribers, p)
}

var errRoute = errors.New("the realm does not like it")

func (r *fakeRealm) Route(p Peer, m wamp.Message, b *Burst) error {
	if r.onRoute != nil {
		r.onRoute(m)
	}
	switch m := m.(type) {
	case *wamp.Subscribe:
		r.mu.Lock()
		r.subscribers[p] = true
		r.mu.Unlock()
		p.Send(&wamp.Subscribed{Request: m.Request, Subscription: 1}, b)
	case *wamp.Publish:
		s := NewShared(&wamp.Event{Subscription: 1, Publication: m.Request, Payload: m.Payload})
		defer s.Release()
		r.mu.Lock()
		defer r.mu.Unlock()
		for p := range r.subscribers {
			p.SendShared(s, b)
			r.sent[p.ID()]++
		}
	case *wamp.Call:
		p.Send(&wamp.Result{Request: m.Request, Payload: m.Payload}, b)
	case *wamp.Cancel:
		return errRoute
	}
	return nil
}

// peers returns those that are joined.
func (r *fakeRealm) peers() (peers []Peer) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for p := range r.joined {
		peers = append(peers, p)
	}
	return peers
}

// observed is what an Observer has seen.
type observed struct {
	opened, closed, messages int
	dropped                  map[wamp.ID]int
	drops                    [Drops]int
	reasons                  []wamp.URI
}

// counts is an Observer.
type counts struct {
	mu   sync.Mutex
	seen observed
}

func newCounts() *counts { return &counts{seen: observed{dropped: map[wamp.ID]int{}}} }

func (c *counts) Opened(Peer, wamp.URI)          { c.add(func(o *observed) { o.opened++ }) }
func (c *counts) Message(Peer, wamp.MessageType) { c.add(func(o *observed) { o.messages++ }) }
func (c *counts) Dropped(p Peer, reason Drop, n int) {
	c.add(func(o *observed) { o.dropped[p.ID()] += n; o.drops[reason] += n })
}
func (c *counts) Closed(_ Peer, _, reason wamp.URI) {
	c.add(func(o *observed) { o.closed++; o.reasons = append(o.reasons, reason) })
}

func (c *counts) add(f func(*observed)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	f(&c.seen)
}

func (c *counts) get() observed {
	c.mu.Lock()
	defer c.mu.Unlock()
	o := c.seen
	o.dropped, o.reasons = maps.Clone(o.dropped), slices.Clone(o.reasons)
	return o
}

// router serves sessions of a fake realm.
type router struct {
	realm    *fakeRealm
	observer *counts
	url      string
	ended    chan error // of Serve
	stop     context.CancelFunc
}

func newRouter(t *testing.T, change func(*Config)) *router {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	r := &router{
		realm:    newFakeRealm(),
		observer: newCounts(),
		ended:    make(chan error, 1000),
		stop:     cancel,
	}
	cfg := Config{Realms: r.realm, Observer: r.observer}
	if change != nil {
		change(&cfg)
	}
	limits := cfg.Limits.withDefaults()
	var sessions sync.WaitGroup
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		conn, err := websocket.Upgrade(w, req, websocket.Options{Limits: transport.Limits{
			Stall: limits.OutboxStall, PingInterval: limits.PingInterval, PingsMissed: limits.PingsMissed,
		}})
		if err != nil {
			t.Error(err)
			return
		}
		sessions.Go(func() { r.ended <- Serve(ctx, conn, cfg) })
	}))
	t.Cleanup(func() {
		cancel()
		s.Close()
		sessions.Wait()
	})
	r.url = "ws" + strings.TrimPrefix(s.URL, "http")
	return r
}

// client is a WebSocket client with the codec, but nothing else, of ours.
type client struct {
	t       *testing.T
	ws      *gorilla.Conn
	format  wamp.Format
	decoder *codec.Decoder
	next    wamp.ID
}

func (r *router) dial(t *testing.T, f wamp.Format) *client {
	t.Helper()
	d := gorilla.Dialer{Subprotocols: []string{"wamp.2." + f.String()}}
	ws, _, err := d.Dial(r.url, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ws.Close() })
	ws.SetReadDeadline(time.Now().Add(20 * time.Second))
	return &client{t: t, ws: ws, format: f, decoder: codec.NewDecoder(f, codec.Limits{})}
}

// join returns a client in an open session.
func (r *router) join(t *testing.T, f wamp.Format) *client {
	t.Helper()
	c := r.dial(t, f)
	c.send(hello("realm1"))
	if _, ok := c.receive().(*wamp.Welcome); !ok {
		t.Fatal("no WELCOME")
	}
	return c
}

func hello(realm wamp.URI) *wamp.Hello {
	return &wamp.Hello{Realm: realm, Details: wamp.Dict{"roles": map[string]any{"caller": map[string]any{}}}}
}

func (c *client) request() wamp.ID {
	c.next++
	return c.next
}

func (c *client) send(m wamp.Message) {
	c.t.Helper()
	data, err := codec.AppendMessage(nil, c.format, m)
	if err != nil {
		c.t.Fatal(err)
	}
	c.sendRaw(data)
}

func (c *client) sendRaw(data []byte) {
	kind := gorilla.TextMessage
	if c.format.Binary() {
		kind = gorilla.BinaryMessage
	}
	if err := c.ws.WriteMessage(kind, data); err != nil {
		c.t.Helper()
		c.t.Fatal(err)
	}
}

// receive returns the next message, or nil if the connection has ended.
func (c *client) receive() wamp.Message {
	_, data, err := c.ws.ReadMessage()
	if err != nil {
		return nil
	}
	m, err := c.decoder.Decode(data)
	if err != nil {
		c.t.Errorf("the router sent %q: %v", data, err)
	}
	return m
}

// abort returns the ABORT that the router sends before it closes, and closes, too.
func (c *client) abort() (reason wamp.URI, message string) {
	c.t.Helper()
	a, ok := c.receive().(*wamp.Abort)
	if !ok {
		c.t.Error("no ABORT")
		return "", ""
	}
	if m := c.receive(); m != nil {
		c.t.Errorf("%s after ABORT", m.Type())
	}
	c.ws.Close()
	message, _ = a.Details["message"].(string)
	return a.Reason, message
}

// serveEnds returns the error of the session that ends next.
func (r *router) serveEnds(t *testing.T) error {
	t.Helper()
	select {
	case err := <-r.ended:
		return err
	case <-time.After(20 * time.Second):
		t.Fatal("the session does not end")
		return nil
	}
}
