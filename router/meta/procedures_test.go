package meta

import (
	"errors"
	"log/slog"
	"sync/atomic"
	"testing"

	"github.com/wampgen/wampgen/router/broker"
	"github.com/wampgen/wampgen/router/dealer"
	"github.com/wampgen/wampgen/router/session/peertest"
	"github.com/wampgen/wampgen/router/urimatch"
	"github.com/wampgen/wampgen/runtime/codec"
	"github.com/wampgen/wampgen/runtime/wamp"
	"github.com/wampgen/wampgen/schemas/metaapi"
)

// village is a Census of two sessions of which none ever goes.
type village struct{ killed int }

func (*village) List(keep func(Session) bool) (ids []wamp.ID) {
	for id := wamp.ID(1); id <= 2; id++ {
		if keep(Session{ID: id, AuthID: "user", AuthRole: "user"}) {
			ids = append(ids, id)
		}
	}
	return ids
}

func (*village) Get(id wamp.ID) (Session, bool) { return Session{ID: id}, id == 1 || id == 2 }

func (v *village) Kill(id wamp.ID, reason wamp.URI, _ string, _ bool) bool {
	if !reason.Valid() {
		panic("killed without a reason")
	}
	v.killed++
	return id == 1 || id == 2
}

// notary is Testaments that can be sent.
type notary struct{}

func (notary) Add(_ wamp.ID, _ Scope, m *wamp.Publish) error {
	if _, err := codec.AppendMessage(nil, wamp.CBOR, m); err != nil {
		panic(err)
	}
	return nil
}

func (notary) Flush(wamp.ID, Scope) {}

// open is Access for all.
type open struct{}

func (open) MaySubscribe(wamp.ID, urimatch.Pattern) error    { return nil }
func (open) MaySee(wamp.ID, Resource, urimatch.Pattern) bool { return true }
func (open) MayDefine(wamp.ID, wamp.URI) error               { return nil }

// counted are IDs that count.
type counted struct{ last atomic.Uint64 }

func (c *counted) Publication() wamp.ID { return wamp.ID(c.last.Add(1)) }

func (c *counted) Registration(urimatch.Pattern) wamp.ID { return wamp.ID(c.last.Add(1)) }

func (c *counted) Subscription(urimatch.Pattern) wamp.ID { return wamp.ID(c.last.Add(1)) }

// newAPI returns an API whose broker has two subscriptions of the session 7.
func newAPI(t testing.TB, census Census) *API {
	ids := new(counted)
	b := broker.New(broker.Config{IDs: ids, SubscriptionsPerSession: 10, Logger: slog.New(slog.DiscardHandler)})
	t.Cleanup(b.Close)
	d := dealer.New(dealer.Config{Directory: dealer.NewLocalDirectory(ids), RegistrationsPerSession: 10})
	t.Cleanup(d.Close)
	a := New(Config{Census: census, Testaments: notary{}, Broker: b, Dealer: d, IDs: ids, Access: open{}})
	callee := d.Attach(peertest.New(7), nil)
	if err := callee.Register(&wamp.Register{Request: 1, Procedure: "com.a"}, false, nil); err != nil {
		t.Fatal(err)
	}
	s := b.Attach(peertest.New(7), nil)
	for request, match := range []wamp.Match{wamp.MatchExact, wamp.MatchPrefix} {
		if err := s.Subscribe(&wamp.Subscribe{Request: wamp.ID(request + 1), Topic: "com.a", Options: wamp.SubscribeOptions{Match: match}}, nil); err != nil {
			t.Fatal(err)
		}
	}
	return a
}

var procedures = []wamp.URI{
	metaapi.SessionCountURI, metaapi.SessionListURI, metaapi.SessionGetURI, metaapi.SessionKillURI,
	metaapi.SessionKillByAuthIDURI, metaapi.SessionKillByAuthRoleURI, metaapi.SessionKillAllURI,
	metaapi.RegistrationListURI, metaapi.RegistrationLookupURI, metaapi.RegistrationMatchURI, metaapi.RegistrationGetURI,
	metaapi.RegistrationListCalleesURI, metaapi.RegistrationCountCalleesURI, metaapi.RegistrationRemoveCalleeURI,
	metaapi.SessionAddTestamentURI, metaapi.SessionFlushTestamentsURI,
	metaapi.SubscriptionListURI, metaapi.SubscriptionLookupURI, metaapi.SubscriptionMatchURI, metaapi.SubscriptionGetURI,
	metaapi.SubscriptionListSubscribersURI, metaapi.SubscriptionCountSubscribersURI, metaapi.SubscriptionRemoveSubscriberURI,
	metaapi.SubscriptionGetEventsURI, "wamp.reflect.define", "wamp.reflect.describe",
	"wamp.reflection.topic.list", "wamp.reflection.topic.describe",
}

// Whatever the arguments, there is a result that is a payload or a *wamp.Error,
// and the caller's own session lives.
func FuzzCall(f *testing.F) {
	f.Add(uint8(0), []byte(`[["user"]]`), []byte(`{}`))
	f.Add(uint8(1), []byte(`[null]`), []byte(`{}`))
	f.Add(uint8(2), []byte(`[1]`), []byte(`{}`))
	f.Add(uint8(3), []byte(`[2]`), []byte(`{"reason":"com.bye","message":"go"}`))
	f.Add(uint8(4), []byte(`["user"]`), []byte(`{"reason":null}`))
	f.Add(uint8(5), []byte(`["user",1,2]`), []byte(`{"reason":"","x":[1]}`))
	f.Add(uint8(6), []byte(`[]`), []byte(`{"message":"\u0000"}`))
	f.Add(uint8(7), []byte(`["com.a",[1],{"k":2}]`), []byte(`{"scope":"detached","publish_options":{"retain":true,"eligible":[5],"_own":1}}`))
	f.Add(uint8(7), []byte(`["com.a",null,null]`), []byte(`{"publish_options":{"retain":1}}`))
	f.Add(uint8(8), []byte(`[]`), []byte(`{"scope":"detached"}`))
	f.Add(uint8(10), []byte(`["com.a",{"match":"prefix"}]`), []byte(`{}`))
	f.Add(uint8(10), []byte(`["com.a",{"match":5}]`), []byte(`{}`))
	f.Add(uint8(11), []byte(`["com.a.b"]`), []byte(`{}`))
	f.Add(uint8(12), []byte(`[1]`), []byte(`{}`))
	f.Add(uint8(16), []byte(`[1]`), []byte(`{"limit":1,"from_time":"2026-01-01T00:00:00Z","until_publication":5,"reverse":true}`))
	f.Add(uint8(17), []byte(`["com.a",{"type":"topic"}]`), []byte(`{}`))
	f.Add(uint8(18), []byte(`[null]`), []byte(`{}`))
	f.Add(uint8(15), []byte(`[1,7]`), []byte(`{"reason":"because"}`))
	f.Fuzz(func(t *testing.T, which uint8, args, kwargs []byte) {
		p := wamp.Payload{Format: wamp.JSON, Args: args, Kwargs: kwargs}
		if !isA[[]any](args) || !isA[map[string]any](kwargs) {
			t.Skip("refused before it comes here")
		}
		census := &village{}
		result, err := newAPI(t, census).Call(Caller{ID: 1}, procedures[int(which)%len(procedures)], p, nil)
		if err != nil {
			var refused *wamp.Error
			if !errors.As(err, &refused) || !refused.URI.Valid() {
				t.Fatalf("error %v is none for a peer", err)
			}
			return
		}
		if result.Args != nil {
			if err := codec.CheckValue(result.Format, result.Args, codec.Limits{}); err != nil {
				t.Fatalf("result %q: %v", result.Args, err)
			}
		}
		if census.killed > 1 {
			t.Fatalf("%d sessions were killed, of two with the caller's own", census.killed)
		}
	})
}

// isA reports whether data is one JSON value of the kind.
func isA[T any](data []byte) bool {
	if codec.CheckValue(wamp.JSON, data, codec.Limits{}) != nil {
		return false
	}
	v, err := codec.DecodeValue(wamp.JSON, data)
	if err != nil {
		return false
	}
	_, ok := v.(T)
	return ok
}
