package broker

import (
	"context"
	"iter"
	"log/slog"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"github.com/wampgen/wampgen/router/session/peertest"
	"github.com/wampgen/wampgen/router/urimatch"
	"github.com/wampgen/wampgen/runtime/wamp"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const topic wamp.URI = "com.myapp.mytopic1"

// counted numbers publications from 1001 and subscriptions from 1.
type counted struct {
	mu            sync.Mutex
	publications  wamp.ID
	subscriptions map[urimatch.Pattern]wamp.ID
}

func (c *counted) Publication() wamp.ID {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.publications++
	return 1000 + c.publications
}

func (c *counted) Subscription(p urimatch.Pattern) wamp.ID {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.subscriptions == nil {
		c.subscriptions = map[urimatch.Pattern]wamp.ID{}
	}
	if c.subscriptions[p] == 0 {
		c.subscriptions[p] = wamp.ID(len(c.subscriptions) + 1)
	}
	return c.subscriptions[p]
}

// noStore keeps nothing, and says so if err is set.
type noStore struct{ err error }

func (s noStore) Keep(context.Context, *Record, []History, bool) (Receipt, error) { return nil, s.err }

func (s noStore) Retained(context.Context, urimatch.Pattern) iter.Seq2[*Publication, error] {
	return func(yield func(*Publication, error) bool) {
		if s.err != nil {
			yield(nil, s.err)
		}
	}
}

func (noStore) Events(context.Context, Query) iter.Seq2[*Record, error] {
	return func(func(*Record, error) bool) {}
}

func newBroker(t testing.TB, change ...func(*Config)) *Broker {
	cfg := Config{IDs: &counted{}, Store: noStore{}, SubscriptionsPerSession: 1000, Logger: slog.New(slog.DiscardHandler)}
	for _, f := range change {
		f(&cfg)
	}
	b := New(cfg)
	t.Cleanup(b.Close)
	return b
}

// client is a session with its peer.
type client struct {
	*Session
	peer *peertest.Peer
	t    testing.TB
	last wamp.ID
}

func join(t testing.TB, b *Broker, id wamp.ID) *client {
	p := peertest.New(id)
	return &client{Session: b.Attach(p, nil), peer: p, t: t}
}

func (c *client) request() wamp.ID {
	c.last++
	return c.last
}

// subscribe subscribes and returns the subscription.
func (c *client) subscribe(uri wamp.URI, options wamp.SubscribeOptions) wamp.ID {
	c.t.Helper()
	c.peer.Take()
	if err := c.Subscribe(&wamp.Subscribe{Request: c.request(), Options: options, Topic: uri}, nil); err != nil {
		c.t.Fatalf("subscribe: %v", err)
	}
	got := c.peer.Take()
	if len(got) == 0 {
		c.t.Fatal("no SUBSCRIBED")
	}
	m, ok := got[0].(*wamp.Subscribed)
	if !ok || m.Request != c.last {
		c.t.Fatalf("got %+v, want SUBSCRIBED for the request %d", got[0], c.last)
	}
	return m.Subscription
}

// publish publishes args, as JSON, to uri.
func (c *client) publish(uri wamp.URI, options wamp.PublishOptions, args string) {
	if err := c.Publish(&wamp.Publish{Request: c.request(), Options: options, Topic: uri, Payload: jsonArgs(args)}, false, nil, nil); err != nil {
		c.t.Errorf("publish: %v", err)
	}
}

func jsonArgs(args string) wamp.Payload {
	return wamp.Payload{Format: wamp.JSON, Args: []byte(args)}
}

// want checks what the client was sent since the last time.
func (c *client) want(messages ...wamp.Message) {
	c.t.Helper()
	if diff := cmp.Diff(messages, c.peer.Take()); diff != "" {
		c.t.Errorf("messages of session %d (-want +got):\n%s", c.Session.identity.Session, diff)
	}
}

// wantError checks an error for its URI.
func wantError(t testing.TB, err error, uri wamp.URI) {
	t.Helper()
	e, ok := err.(*wamp.Error)
	if !ok || e.URI != uri {
		t.Errorf("got error %v, want %s", err, uri)
	}
}
