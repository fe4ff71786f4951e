package broker

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"

	"github.com/wampgen/wampgen/router/session/peertest"
	"github.com/wampgen/wampgen/runtime/transport"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// Sections "PUBLISH" and "EVENT": args and kwargs arrive as they were sent, and
// absent ones stay absent.
func TestEventHasThePayload(t *testing.T) {
	for name, payload := range map[string]wamp.Payload{
		"none":   {Format: wamp.JSON},
		"args":   {Format: wamp.JSON, Args: []byte(`["Hello, world!"]`)},
		"kwargs": {Format: wamp.JSON, Args: []byte(`[]`), Kwargs: []byte(`{"color":"orange","sizes":[23,42,7]}`)},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBroker(t)
			s, publisher := join(t, b, 1), join(t, b, 2)
			id := s.subscribe(topic, wamp.SubscribeOptions{})
			publisher.Publish(&wamp.Publish{Request: 1, Topic: topic, Payload: payload}, false, nil, nil)
			s.want(&wamp.Event{Subscription: id, Publication: 1001, Payload: payload})
			publisher.want()
		})
	}
}

// Section "PUBLISHED": the answer to acknowledge, with the ID of the events.
func TestAcknowledge(t *testing.T) {
	b := newBroker(t)
	s, publisher := join(t, b, 1), join(t, b, 2)
	id := s.subscribe(topic, wamp.SubscribeOptions{})
	publisher.publish(topic, wamp.PublishOptions{Acknowledge: true}, `[]`)
	publisher.want(&wamp.Published{Request: 1, Publication: 1001})
	s.want(&wamp.Event{Subscription: id, Publication: 1001, Payload: jsonArgs(`[]`)})
	publisher.publish("com.nobody.listens", wamp.PublishOptions{Acknowledge: true}, `[]`)
	publisher.want(&wamp.Published{Request: 2, Publication: 1002})
}

// Section "Publisher Exclusion".
func TestPublisherExclusion(t *testing.T) {
	b := newBroker(t)
	s := join(t, b, 1)
	id := s.subscribe(topic, wamp.SubscribeOptions{})
	s.publish(topic, wamp.PublishOptions{}, `[]`)
	s.want()
	s.publish(topic, wamp.PublishOptions{IncludeMe: true}, `[]`)
	s.want(&wamp.Event{Subscription: id, Publication: 1002, Payload: jsonArgs(`[]`)})
}

// Section "Publisher Identification".
func TestPublisherIdentification(t *testing.T) {
	b := newBroker(t)
	s, publisher := join(t, b, 1), join(t, b, 2)
	id := s.subscribe(topic, wamp.SubscribeOptions{})
	disclosed := wamp.EventDetails{Publisher: 2, PublisherAuthID: "user2", PublisherAuthRole: "user"}
	publish := func(asks, policy bool) {
		m := &wamp.Publish{Request: publisher.request(), Topic: topic, Options: wamp.PublishOptions{DiscloseMe: asks}}
		publisher.Publish(m, policy, nil, nil)
	}
	publish(false, false)
	publish(true, false)
	publish(false, true)
	s.want(
		&wamp.Event{Subscription: id, Publication: 1001},
		&wamp.Event{Subscription: id, Publication: 1002, Details: disclosed},
		&wamp.Event{Subscription: id, Publication: 1003, Details: disclosed},
	)
}

// Section "Pattern-based Subscription", "Events matching multiple subscriptions"
// and "Concrete topic published to".
func TestPatterns(t *testing.T) {
	b := newBroker(t)
	s, publisher := join(t, b, 1), join(t, b, 2)
	exact := s.subscribe("com.myapp.foo.userevent", wamp.SubscribeOptions{})
	prefix := s.subscribe("com.myapp", wamp.SubscribeOptions{Match: wamp.MatchPrefix})
	wildcard := s.subscribe("com.myapp..userevent", wamp.SubscribeOptions{Match: wamp.MatchWildcard})
	publisher.publish("com.myapp.foo.userevent", wamp.PublishOptions{}, `[]`)
	details := wamp.EventDetails{Topic: "com.myapp.foo.userevent"}
	s.want(
		&wamp.Event{Subscription: exact, Publication: 1001, Payload: jsonArgs(`[]`)},
		&wamp.Event{Subscription: prefix, Publication: 1001, Details: details, Payload: jsonArgs(`[]`)},
		&wamp.Event{Subscription: wildcard, Publication: 1001, Details: details, Payload: jsonArgs(`[]`)},
	)
	publisher.publish("com.myapp2", wamp.PublishOptions{}, `[]`)
	s.want(&wamp.Event{Subscription: prefix, Publication: 1002, Details: wamp.EventDetails{Topic: "com.myapp2"}, Payload: jsonArgs(`[]`)})
	publisher.publish("com.other", wamp.PublishOptions{}, `[]`)
	s.want()
}

// A hundred subscribers, three serializations: three frames. What each decodes is
// the event in its serialization.
func TestEventIsEncodedOncePerSerialization(t *testing.T) {
	b := newBroker(t)
	frames := map[wamp.Format]map[*transport.Frame]bool{}
	var peers []*peertest.Peer
	var id wamp.ID
	for i := range wamp.ID(100) {
		p := peertest.New(i + 1)
		p.Format = wamp.Format(i%3) + wamp.JSON
		s := &client{Session: b.Attach(p, nil), peer: p, t: t}
		id = s.subscribe(topic, wamp.SubscribeOptions{})
		peers = append(peers, p)
		frames[p.Format] = map[*transport.Frame]bool{}
	}
	join(t, b, 200).publish(topic, wamp.PublishOptions{}, `["Hello",{"n":1}]`)
	want := map[wamp.Format][]byte{
		wamp.JSON:        []byte(`["Hello",{"n":1}]`),
		wamp.MessagePack: []byte("\x92\xa5Hello\x81\xa1n\x01"),
		wamp.CBOR:        []byte("\x82\x65Hello\xa1\x61n\x01"),
	}
	for _, p := range peers {
		event := &wamp.Event{Subscription: id, Publication: 1001, Payload: wamp.Payload{Format: p.Format, Args: want[p.Format]}}
		if diff := cmp.Diff([]wamp.Message{event}, p.Take()); diff != "" {
			t.Fatalf("events in %v (-want +got):\n%s", p.Format, diff)
		}
		for _, f := range p.Frames() {
			frames[p.Format][f] = true
		}
	}
	for format, distinct := range frames {
		if len(distinct) != 1 {
			t.Errorf("%v: encoded %d times", format, len(distinct))
		}
	}
}

// late is a receipt that is settled by a test.
type late chan error

func (l late) Wait(ctx context.Context) error {
	select {
	case err := <-l:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// lateStore keeps nothing at once.
type lateStore struct {
	noStore
	late late
}

func (s lateStore) Keep(context.Context, *Record, []History, bool) (Receipt, error) {
	return s.late, nil
}

// What a store does not take is not published, and its publisher is told.
func TestStoreFails(t *testing.T) {
	full := errors.New("disk full")
	failed := make(late, 1)
	failed <- full
	for name, test := range map[string]struct {
		store Store
		want  wamp.URI
	}{
		"at once":   {noStore{full}, wamp.ErrUnavailable},
		"late":      {lateStore{late: failed}, wamp.ErrUnavailable},
		"too large": {noStore{fmt.Errorf("%w: 9 bytes", ErrTooLarge)}, wamp.ErrPayloadSizeExceeded},
	} {
		t.Run(name, func(t *testing.T) {
			var log bytes.Buffer
			b := newBroker(t, func(cfg *Config) {
				cfg.Store = test.store
				cfg.Logger = slog.New(slog.NewTextHandler(&log, nil))
			})
			s, publisher := join(t, b, 1), join(t, b, 2)
			s.subscribe(topic, wamp.SubscribeOptions{})
			err := publisher.Publish(&wamp.Publish{Request: 1, Topic: topic, Options: wamp.PublishOptions{Retain: true, Acknowledge: true}}, false, nil, nil)
			refused := new(wamp.Error)
			if !errors.As(err, &refused) || refused.URI != test.want {
				t.Errorf("got %v, want %s", err, test.want)
			}
			s.want()
			publisher.want()
			if got := strings.Count(log.String(), "can not be kept"); got != 1 {
				t.Errorf("the log says it %d times:\n%s", got, &log)
			}
		})
	}
}

// PUBLISHED waits until the event is kept; who does not want it does not wait.
func TestPublishedWhenKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		receipt := make(late)
		b := newBroker(t, func(cfg *Config) { cfg.Store = lateStore{late: receipt} })
		s, publisher := join(t, b, 1), join(t, b, 2)
		id := s.subscribe(topic, wamp.SubscribeOptions{})
		publisher.publish(topic, wamp.PublishOptions{Retain: true}, `[1]`)
		s.want(&wamp.Event{Subscription: id, Publication: 1001, Payload: jsonArgs(`[1]`)})
		go publisher.publish(topic, wamp.PublishOptions{Retain: true, Acknowledge: true}, `[2]`)
		synctest.Wait()
		s.want()
		publisher.want()
		receipt <- nil
		synctest.Wait()
		s.want(&wamp.Event{Subscription: id, Publication: 1002, Payload: jsonArgs(`[2]`)})
		publisher.want(&wamp.Published{Request: 2, Publication: 1002})
	})
}
