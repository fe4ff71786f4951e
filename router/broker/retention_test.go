package broker

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"maps"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wampgen/wampgen/router/urimatch"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// keeper is a Store. It calls read, if it is set, between reading events and
// handing them out, which fails if read does.
type keeper struct {
	noStore
	mu     sync.Mutex
	events map[wamp.URI]*Publication
	read   func() error
}

func (k *keeper) Keep(_ context.Context, r *Record, _ []History, _ bool) (Receipt, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.events == nil {
		k.events = map[wamp.URI]*Publication{}
	}
	k.events[r.Topic] = r.Publication
	return nil, nil
}

func (k *keeper) Retained(_ context.Context, pattern urimatch.Pattern) iter.Seq2[*Publication, error] {
	k.mu.Lock()
	events := maps.Clone(k.events)
	k.mu.Unlock()
	var err error
	if k.read != nil {
		err = k.read()
	}
	return func(yield func(*Publication, error) bool) {
		if err != nil {
			yield(nil, err)
			return
		}
		for topic, p := range events {
			if pattern.Matches(topic) && !yield(p, nil) {
				return
			}
		}
	}
}

// events returns what the client got, as "1 retained", "2", ...
func (c *client) events() (got []string) {
	for _, m := range c.peer.Take() {
		if e, ok := m.(*wamp.Event); ok {
			got = append(got, fmt.Sprint(e.Publication-1000, map[bool]string{true: " retained"}[e.Details.Retained]))
		}
	}
	return got
}

// What is published between reading the store and SUBSCRIBED is not lost, and does
// not come before what is older.
func TestRetainedEventsKeepOrder(t *testing.T) {
	retain := wamp.PublishOptions{Retain: true}
	var publishing sync.WaitGroup
	for name, test := range map[string]struct {
		meanwhile func(publisher *client, n int) error
		want      []string
	}{
		"nothing":          {func(*client, int) error { return nil }, []string{"1 retained"}},
		"an event":         {func(p *client, _ int) error { return p.publishIf(true, wamp.PublishOptions{}) }, []string{"1 retained"}},
		"a retained event": {func(p *client, n int) error { return p.publishIf(n == 0, retain) }, []string{"2 retained"}},
		"two of them":      {func(p *client, n int) error { return p.publishIf(n < 2, retain) }, []string{"3 retained"}},
		"more and more": {func(p *client, n int) error {
			if n < retainedAttempts {
				return p.publishIf(true, retain)
			}
			publishing.Go(func() { _ = p.publishIf(true, retain) })
			time.Sleep(10 * time.Millisecond) // it waits
			return nil
		}, []string{"9 retained", "10"}},
		"more and more, and then a fault": {func(p *client, n int) error {
			if n == retainedAttempts {
				return errors.New("the disk is full")
			}
			return p.publishIf(n < 50, retain)
		}, []string{"10", "9 retained"}},
		"the first retained": {nil, nil},
	} {
		t.Run(name, func(t *testing.T) {
			k := &keeper{}
			b := newBroker(t, func(cfg *Config) { cfg.Store = k })
			s, publisher := join(t, b, 1), join(t, b, 2)
			if test.meanwhile == nil {
				test.meanwhile = func(p *client, n int) error { return p.publishIf(n == 0, retain) }
				test.want = []string{"1 retained"}
			} else {
				publisher.publish(topic, retain, `[]`)
			}
			n := 0
			k.read = func() error { n++; return test.meanwhile(publisher, n-1) }
			if err := s.Subscribe(&wamp.Subscribe{Request: 1, Topic: topic, Options: wamp.SubscribeOptions{GetRetained: true}}, nil); err != nil {
				t.Fatal(err)
			}
			publishing.Wait()
			if diff := cmp.Diff(test.want, s.events()); diff != "" {
				t.Errorf("events (-want +got):\n%s", diff)
			}
		})
	}
}

func (c *client) publishIf(yes bool, options wamp.PublishOptions) error {
	if yes {
		c.publish(topic, options, `[]`)
	}
	return nil
}

// slowKeeper subscribes while an event is with the store but not delivered.
type slowKeeper struct {
	keeper
	stored func()
}

func (k *slowKeeper) Keep(ctx context.Context, r *Record, histories []History, retain bool) (Receipt, error) {
	receipt, err := k.keeper.Keep(ctx, r, histories, retain)
	k.stored()
	return receipt, err
}

// Who subscribes between the storing and the delivery of an event gets it once
// (section "EVENT": "only once" for a subscription).
func TestRetainedEventComesOnce(t *testing.T) {
	k := &slowKeeper{stored: func() {}}
	b := newBroker(t, func(cfg *Config) { cfg.Store = k })
	s, publisher := join(t, b, 1), join(t, b, 2)
	prefix := wamp.SubscribeOptions{GetRetained: true, Match: wamp.MatchPrefix}
	var got []string
	k.stored = func() {
		for request, options := range []wamp.SubscribeOptions{{GetRetained: true}, prefix} {
			if err := s.Subscribe(&wamp.Subscribe{Request: wamp.ID(request + 1), Topic: topic, Options: options}, nil); err != nil {
				t.Error(err)
			}
		}
		got = s.events()
		k.stored = func() {}
	}
	publisher.publish(topic, wamp.PublishOptions{Retain: true}, `[]`)
	got = append(got, s.events()...)
	publisher.publish(topic, wamp.PublishOptions{Retain: true}, `[]`)
	got = append(got, s.events()...)
	if diff := cmp.Diff([]string{"1 retained", "1 retained", "2", "2"}, got); diff != "" {
		t.Errorf("events of two subscriptions (-want +got):\n%s", diff)
	}
	s.Leave(nil)
	if n := b.index.Len(); n != 0 {
		t.Errorf("%d subscriptions are left behind", n)
	}
}
