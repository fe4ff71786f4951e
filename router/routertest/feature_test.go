package routertest_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wampgen/wampgen/router/routertest"
	"github.com/wampgen/wampgen/runtime"
	"github.com/wampgen/wampgen/runtime/wamp"
	"github.com/wampgen/wampgen/schemas/metaapi"
)

// received is an event with what its handler could learn of it.
type received struct {
	event runtime.Event
	text  any
}

// subscribed subscribes to a topic and returns its events.
func subscribed(t *testing.T, s *runtime.Session, topic wamp.URI, opts wamp.SubscribeOptions) (<-chan received, *runtime.Subscription) {
	t.Helper()
	events := make(chan received, 100)
	sub, err := s.Subscribe(t.Context(), topic, opts, func(ctx context.Context, v runtime.Values) error {
		e, _ := runtime.EventFrom(ctx)
		events <- received{e, v.Args[0]}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return events, sub
}

// Publish & subscribe as an untyped client uses it: patterns, filters, retained events,
// disclosure, the publication's ID, options of implementations.
func TestPublishFeatures(t *testing.T) {
	t.Parallel()
	ctx, router := t.Context(), routertest.New(t)
	for name, format := range map[string]wamp.Format{"hosted": 0, "json": wamp.JSON, "msgpack": wamp.MessagePack, "cbor": wamp.CBOR} {
		t.Run(name, func(t *testing.T) {
			router := router.For(t)
			topic := wamp.URI("com.example." + name + ".news")
			publisher := router.Join(routertest.InFormat(format), routertest.AsAuthID("ada"))
			prefix, _ := subscribed(t, router.Join(), topic[:len(topic)-4], wamp.SubscribeOptions{Match: wamp.MatchPrefix})
			wildcard, _ := subscribed(t, router.Join(routertest.InFormat(format)), "com.example..news", wamp.SubscribeOptions{Match: wamp.MatchWildcard})
			excluded, _ := subscribed(t, router.Join(routertest.AsAuthID("eve")), topic, wamp.SubscribeOptions{})
			own, _ := subscribed(t, publisher, topic, wamp.SubscribeOptions{})
			var id wamp.ID
			custom := &wamp.Custom{Format: wamp.JSON, Options: []wamp.CustomOption{{Name: "_trace", Value: []byte(`7`)}}}
			err := publisher.Publish(ctx, topic, runtime.Values{Args: []any{"x"}},
				runtime.WithPublicationID(&id), runtime.DiscloseMe(), runtime.Retain(), runtime.IncludeMe(),
				runtime.WithFilter(wamp.Filter{ExcludeAuthID: []string{"eve"}}), runtime.WithCustom(custom))
			if err != nil || !id.Valid() {
				t.Fatalf("publication %d: %v", id, err)
			}
			late, _ := subscribed(t, router.Join(), topic, wamp.SubscribeOptions{GetRetained: true})
			for name, events := range map[string]<-chan received{"prefix": prefix, "wildcard": wildcard, "own": own, "late": late} {
				got := <-events
				trace := got.event.Custom.Get("_trace")
				if got.text != "x" || got.event.Topic != topic || got.event.Publication != id ||
					got.event.Publisher != publisher.ID() || got.event.PublisherAuthID != "ada" ||
					got.event.Retained != (name == "late") || len(trace) != 1 && string(trace) != "7" {
					t.Errorf("%s: got %+v", name, got)
				}
			}
			if len(excluded) > 0 {
				t.Errorf("somebody who is excluded got %+v", <-excluded)
			}
		})
	}
}

// Routed calls as an untyped client uses them: patterns, sharing, disclosure,
// cancelling, timeouts.
func TestCallFeatures(t *testing.T) {
	t.Parallel()
	ctx, router := t.Context(), routertest.New(t)
	caller := router.Join(routertest.AsAuthID("ada"), routertest.InFormat(wamp.JSON))
	named := func(name string) func(context.Context, runtime.Values) (runtime.Values, error) {
		return func(ctx context.Context, _ runtime.Values) (runtime.Values, error) {
			i, _ := runtime.InvocationFrom(ctx)
			return runtime.Values{Args: []any{name}, Kwargs: map[string]any{"procedure": string(i.Procedure), "caller": i.CallerAuthID}}, nil
		}
	}
	register := func(uri wamp.URI, name string, opts wamp.RegisterOptions) {
		t.Helper()
		if _, err := router.Join().Register(ctx, uri, opts, named(name)); err != nil {
			t.Fatal(err)
		}
	}
	call := func(uri wamp.URI, opts ...runtime.CallOption) string {
		v, err := caller.Call(ctx, uri, runtime.Values{}, opts...)
		if err != nil {
			return err.Error()
		}
		return fmt.Sprint(v.Args[0], " ", v.Kwargs["procedure"], " ", v.Kwargs["caller"])
	}
	register("com.example.tree", "prefix", wamp.RegisterOptions{Match: wamp.MatchPrefix})
	register("com.example..leaf", "wildcard", wamp.RegisterOptions{Match: wamp.MatchWildcard})
	register("com.example.single", "exact", wamp.RegisterOptions{})
	for uri, want := range map[wamp.URI]string{
		"com.example.tree.x": "prefix com.example.tree.x ada",
		"com.example.x.leaf": "wildcard com.example.x.leaf ada",
		"com.example.single": "exact com.example.single ada",
	} {
		if got := call(uri, runtime.DiscloseMe()); got != want {
			t.Errorf("%s: got %q, want %q", uri, got, want)
		}
	}

	shared := wamp.RegisterOptions{Invoke: wamp.InvokeRoundRobin}
	register("com.example.shared", "a", shared)
	register("com.example.shared", "b", shared)
	answers := map[string]int{}
	for range 4 {
		answers[call("com.example.shared")]++
	}
	if diff := cmp.Diff(map[string]int{"a com.example.shared ": 2, "b com.example.shared ": 2}, answers); diff != "" {
		t.Errorf("answers of a shared registration (-want +got):\n%s", diff)
	}

	ended := make(chan error, 10)
	stuck := func(ctx context.Context, _ runtime.Values) (runtime.Values, error) {
		<-ctx.Done()
		ended <- ctx.Err()
		return runtime.Values{}, ctx.Err()
	}
	if _, err := router.Join().Register(ctx, "com.example.stuck", wamp.RegisterOptions{}, stuck); err != nil {
		t.Fatal(err)
	}
	if _, err := router.Join().Register(ctx, "com.example.forwarded", wamp.RegisterOptions{ForwardTimeout: true}, stuck); err != nil {
		t.Fatal(err)
	}
	for _, uri := range []wamp.URI{"com.example.stuck", "com.example.forwarded"} {
		_, err := caller.Call(ctx, uri, runtime.Values{}, runtime.WithTimeout(20*time.Millisecond))
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%s: %v", uri, err)
		}
		<-ended
	}
	for _, mode := range []wamp.CancelMode{wamp.CancelKill, wamp.CancelKillNoWait} {
		ctx, cancel := context.WithCancel(ctx)
		time.AfterFunc(10*time.Millisecond, cancel)
		if _, err := caller.Call(ctx, "com.example.stuck", runtime.Values{}, runtime.WithCancelMode(mode)); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", mode, err)
		}
		<-ended
	}
}

// A payload in passthru mode comes out as it went in, whatever the serializations.
func TestPassthru(t *testing.T) {
	t.Parallel()
	ctx, router := t.Context(), routertest.New(t)
	sealed := &wamp.Passthru{Scheme: "x_app", Serializer: "cbor", Cipher: "xsalsa20poly1305", KeyID: "k1"}
	payload := func(f wamp.Format, data string) wamp.Payload {
		p, err := runtime.Values{Args: []any{[]byte(data)}}.Payload(f)
		if err != nil {
			t.Fatal(err)
		}
		p.Passthru = sealed
		return p
	}
	opened := func(p wamp.Payload) string {
		v, err := runtime.DecodeValues(p)
		if err != nil || p.Passthru == nil || *p.Passthru != *sealed {
			return fmt.Sprint(p.Passthru, err)
		}
		switch data := v.Args[0].(type) {
		case []byte:
			return string(data)
		default:
			return fmt.Sprintf("%T", data)
		}
	}
	formats := []wamp.Format{wamp.JSON, wamp.MessagePack, wamp.CBOR}
	for _, f := range formats {
		callee := router.Join(routertest.InFormat(f))
		uri := wamp.URI("com.example.sealed." + f.String())
		_, err := callee.RegisterRaw(ctx, uri, wamp.RegisterOptions{}, func(_ context.Context, p wamp.Payload) (wamp.Payload, error) {
			return payload(f, opened(p)+"!"), nil
		})
		if err != nil {
			t.Fatal(err)
		}
		events := make(chan string, 1)
		_, err = callee.SubscribeRaw(ctx, uri, wamp.SubscribeOptions{}, func(_ context.Context, p wamp.Payload) error {
			events <- opened(p)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, g := range formats {
			s := router.Join(routertest.InFormat(g))
			result, err := s.CallRaw(ctx, uri, payload(g, "\x00secret"))
			if got := opened(result); err != nil || got != "\x00secret!" {
				t.Errorf("%s to %s: got %q, %v", g, f, got, err)
			}
			if err := s.PublishRaw(ctx, uri, payload(g, "\x00event")); err != nil {
				t.Error(err)
			}
			if got := <-events; got != "\x00event" {
				t.Errorf("%s to %s: got event %q", g, f, got)
			}
		}
	}
}

// The router's own procedures are called by the typed client of their schema.
func TestMetaAPI(t *testing.T) {
	t.Parallel()
	ctx, router := t.Context(), routertest.New(t)
	s := router.Join(routertest.AsAuthID("ada"))
	meta := metaapi.NewSessionClient(s)
	ids, err := meta.List(ctx, nil)
	if diff := cmp.Diff([]wamp.ID{s.ID()}, ids); diff != "" || err != nil {
		t.Errorf("sessions (-want +got):\n%s%v", diff, err)
	}
	details, err := meta.Get(ctx, s.ID())
	if err != nil || details.AuthID.Value != "ada" {
		t.Errorf("got %+v, %v", details, err)
	}

	// The router publishes a testament when the session that made it is gone.
	mortal := router.Join()
	obituaries, _ := subscribed(t, s, "com.example.died", wamp.SubscribeOptions{})
	err = metaapi.NewSessionClient(mortal).AddTestament(ctx, metaapi.SessionAddTestamentArgs{
		Topic: "com.example.died",
		Args:  []runtime.Raw{{Format: wamp.JSON, Bytes: []byte(`"the sensor"`)}},
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := mortal.Leave(ctx, ""); err != nil {
		t.Fatal(err)
	}
	if got := <-obituaries; got.text != "the sensor" {
		t.Errorf("got %+v", got)
	}
}

// A procedure that somebody takes over by force tells so who had it.
func TestDisplacement(t *testing.T) {
	t.Parallel()
	ctx, router := t.Context(), routertest.New(t)
	const uri = "com.example.single"
	named := func(name string) func(context.Context, runtime.Values) (runtime.Values, error) {
		return func(context.Context, runtime.Values) (runtime.Values, error) {
			return runtime.Values{Args: []any{name}}, nil
		}
	}
	old, err := router.Join().Register(ctx, uri, wamp.RegisterOptions{}, named("old"))
	if err != nil || old.Err() != nil {
		t.Fatal(err, old.Err())
	}
	taken, err := router.Join(routertest.InFormat(wamp.JSON)).Register(ctx, uri, wamp.RegisterOptions{ForceReregister: true}, named("new"))
	if err != nil {
		t.Fatal(err)
	}
	<-old.Done()
	if !errors.Is(old.Err(), runtime.ErrRevoked) {
		t.Errorf("ended with %v", old.Err())
	}
	if err := old.Unregister(ctx); err != nil {
		t.Error(err)
	}
	got, err := router.Join().Call(ctx, uri, runtime.Values{})
	if err != nil || got.Args[0] != "new" {
		t.Errorf("got %v, %v", got.Args, err)
	}
	if err := taken.Unregister(ctx); err != nil || taken.Err() != nil {
		t.Errorf("unregistered with %v, %v", err, taken.Err())
	}
	<-taken.Done()
}

// A subscription that the router takes back tells so, and is over.
func TestRevocation(t *testing.T) {
	t.Parallel()
	ctx, router := t.Context(), routertest.New(t)
	s := router.Join()
	events, sub := subscribed(t, s, "com.example.secret", wamp.SubscribeOptions{})
	_, other := subscribed(t, s, "com.example.secret", wamp.SubscribeOptions{})
	subscriptions := metaapi.NewSubscriptionClient(router.Join())
	id, err := subscriptions.Lookup(ctx, metaapi.SubscriptionLookupArgs{Topic: "com.example.secret"})
	if err != nil || id == nil {
		t.Fatal(id, err)
	}
	if sub.Err() != nil {
		t.Errorf("a subscription that lives says %v", sub.Err())
	}
	if err := subscriptions.RemoveSubscriber(ctx, metaapi.SubscriptionRemoveSubscriberArgs{Subscription: *id, Session: s.ID(), Reason: new("no longer needed to know")}); err != nil {
		t.Fatal(err)
	}
	for _, sub := range []*runtime.Subscription{sub, other} {
		<-sub.Done()
		if !errors.Is(sub.Err(), runtime.ErrRevoked) || !strings.Contains(sub.Err().Error(), "no longer needed to know") {
			t.Errorf("ended with %v", sub.Err())
		}
		if err := sub.Unsubscribe(ctx); err != nil {
			t.Error(err)
		}
	}
	again, sub := subscribed(t, s, "com.example.secret", wamp.SubscribeOptions{})
	if err := router.Join().Publish(ctx, "com.example.secret", runtime.Values{Args: []any{"x"}}, runtime.Acknowledge()); err != nil {
		t.Error(err)
	}
	if got := <-again; got.text != "x" || len(events) > 0 {
		t.Errorf("got %+v, and %d events by the old subscription", got, len(events))
	}
	if err := sub.Unsubscribe(ctx); err != nil || sub.Err() != nil {
		t.Errorf("unsubscribed with %v, %v", err, sub.Err())
	}
	<-sub.Done()
}

// Progressive calls without a schema, both ways, between serializations.
func TestUntypedProgressive(t *testing.T) {
	t.Parallel()
	ctx, router := t.Context(), routertest.New(t)
	sum := runtime.UntypedProgressive("com.example.sum")
	_, err := runtime.RegisterProgressive(ctx, router.Join(routertest.InFormat(wamp.CBOR)), sum,
		func(_ context.Context, first runtime.Values, input runtime.Input[runtime.Values], progress runtime.Progress[runtime.Values]) (runtime.Values, error) {
			total := first.Args[0].(int64)
			for in, err := range input.All() {
				if err != nil {
					return runtime.Values{}, err
				}
				total += in.Kwargs["add"].(int64)
				if err := progress.Send(runtime.Values{Args: []any{total}}); err != nil {
					return runtime.Values{}, err
				}
			}
			return runtime.Values{Kwargs: map[string]any{"total": total}}, nil
		})
	if err != nil {
		t.Fatal(err)
	}
	caller := router.Join(routertest.InFormat(wamp.JSON))
	inputs := func(yield func(runtime.Values, error) bool) {
		for _, n := range []int{1, 2, 3} {
			if !yield(runtime.Values{Kwargs: map[string]any{"add": n}}, nil) {
				return
			}
		}
	}
	results := runtime.CallProgressive(ctx, caller, sum, runtime.Values{Args: []any{10}}, inputs)
	var got []any
	for progress, err := range results.All() {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, progress.Args...)
	}
	final, err := results.Final()
	if diff := cmp.Diff([]any{int64(11), int64(13), int64(16)}, got); diff != "" || err != nil || final.Kwargs["total"] != int64(16) {
		t.Errorf("progress (-want +got):\n%sfinal %v, %v", diff, final, err)
	}
	final, err = runtime.CallInput(ctx, caller, sum, runtime.Values{Args: []any{10}}, inputs)
	if err != nil || final.Kwargs["total"] != int64(16) {
		t.Errorf("final %v, %v", final, err)
	}

	// The same descriptors serve plain calls and topics.
	events := make(chan runtime.Values, 1)
	topic := runtime.UntypedTopic("com.example.topic")
	err = runtime.Bind(ctx, caller,
		runtime.Handle(runtime.UntypedProcedure("com.example.echo"), func(_ context.Context, v runtime.Values) (runtime.Values, error) { return v, nil }),
		runtime.OnEvent(topic, func(_ context.Context, v runtime.Values) error { events <- v; return nil }))
	if err != nil {
		t.Fatal(err)
	}
	other, want := router.Join(), runtime.Values{Args: []any{"x", nil}, Kwargs: map[string]any{"y": true}}
	echoed, err := runtime.Call(ctx, other, runtime.UntypedProcedure("com.example.echo"), want)
	if diff := cmp.Diff(want, echoed); diff != "" || err != nil {
		t.Errorf("echo (-want +got):\n%s%v", diff, err)
	}
	if err := runtime.Publish(ctx, other, topic, want); err != nil {
		t.Error(err)
	}
	if diff := cmp.Diff(want, <-events); diff != "" {
		t.Errorf("event (-want +got):\n%s", diff)
	}
}
