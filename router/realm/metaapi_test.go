package realm

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wampgen/wampgen/runtime"
	"github.com/wampgen/wampgen/runtime/wamp"
	"github.com/wampgen/wampgen/schemas/metaapi"
)

// The meta API is what its schema says: section "Session Meta API".
func TestMetaAPIKeepsItsSchema(t *testing.T) {
	r := newRealm(t)
	alice, bob := host(t, r, "alice"), host(t, r, "bob")
	defer leave(t, alice, bob)
	ctx := t.Context()
	meta := metaapi.NewSessionClient(alice)

	joined := make(chan metaapi.SessionDetails, 1)
	_, err := metaapi.SubscribeSessionOnJoin(ctx, alice, func(_ context.Context, details metaapi.SessionDetails) error {
		joined <- details
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	left := make(chan metaapi.SessionOnLeaveEvent, 1)
	_, err = metaapi.SubscribeSessionOnLeave(ctx, alice, func(_ context.Context, event metaapi.SessionOnLeaveEvent) error {
		left <- event
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}

	carol := host(t, r, "carol")
	defer leave(t, carol)
	if got := (<-joined).Session; got != carol.ID() {
		t.Errorf("on_join tells of session %d, want %d", got, carol.ID())
	}
	count, err := meta.Count(ctx, nil)
	if err != nil || count != 3 {
		t.Errorf("Count: got %d, %v, want 3", count, err)
	}
	none, err := meta.List(ctx, []string{"nobody"})
	if err != nil || len(none) != 0 {
		t.Errorf("List of an unused role: got %v, %v", none, err)
	}
	details, err := meta.Get(ctx, carol.ID())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff("carol", details.AuthID.Value); diff != "" {
		t.Errorf("authid (-want +got):\n%s", diff)
	}

	reason := wamp.URI("com.example.tired")
	if err := meta.Kill(ctx, metaapi.SessionKillArgs{Session: carol.ID(), Reason: &reason}); err != nil {
		t.Fatal(err)
	}
	if got := (<-left).Session; got != carol.ID() {
		t.Errorf("on_leave tells of session %d, want %d", got, carol.ID())
	}
	<-carol.Done()
	if killed := new(wamp.Error); !errors.As(carol.Err(), &killed) || killed.URI != reason {
		t.Errorf("the killed session ended with %v, want %s", carol.Err(), reason)
	}
	_, err = meta.Get(ctx, carol.ID())
	if gone := new(metaapi.NoSuchSessionError); !errors.As(err, &gone) {
		t.Errorf("Get of a killed session: got %v, want NoSuchSessionError", err)
	}
}

// Section "Subscriptions Meta API".
func TestSubscriptionMetaAPIKeepsItsSchema(t *testing.T) {
	r := newRealm(t)
	alice, bob := host(t, r, "alice"), host(t, r, "bob")
	defer leave(t, alice, bob)
	ctx := t.Context()
	meta := metaapi.NewSubscriptionClient(alice)

	created := make(chan metaapi.SubscriptionOnCreateEvent, 1)
	_, err := metaapi.SubscribeSubscriptionOnCreate(ctx, alice, func(_ context.Context, e metaapi.SubscriptionOnCreateEvent) error {
		created <- e
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	deleted := make(chan metaapi.SubscriptionOnDeleteEvent, 1)
	_, err = metaapi.SubscribeSubscriptionOnDelete(ctx, alice, func(_ context.Context, e metaapi.SubscriptionOnDeleteEvent) error {
		deleted <- e
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	s, err := bob.SubscribeRaw(ctx, "com.a", wamp.SubscribeOptions{Match: wamp.MatchPrefix}, func(context.Context, wamp.Payload) error { return nil })
	if err != nil {
		t.Fatal(err)
	}
	event := <-created
	id := event.Details.ID
	want := metaapi.SubscriptionOnCreateEvent{Session: bob.ID(), Details: metaapi.SubscriptionDetails{
		ID: id, Created: event.Details.Created, URI: "com.a", Match: metaapi.MatchPrefix,
	}}
	if diff := cmp.Diff(want, event); diff != "" {
		t.Errorf("on_create (-want +got):\n%s", diff)
	}
	details, err := meta.Get(ctx, id)
	if diff := cmp.Diff(event.Details, details); diff != "" || err != nil {
		t.Errorf("Get: %v (-want +got):\n%s", err, diff)
	}
	prefix := metaapi.MatchPrefix
	found, err := meta.Lookup(ctx, metaapi.SubscriptionLookupArgs{Topic: "com.a", Options: &metaapi.MatchOptions{Match: &prefix}})
	if err != nil || found == nil || *found != id {
		t.Errorf("Lookup: got %v, %v, want %d", found, err, id)
	}
	matching, err := meta.Match(ctx, "com.ab")
	if err != nil || matching == nil || !slices.Contains(*matching, id) {
		t.Errorf("Match: got %v, %v, want %d among them", matching, err, id)
	}
	if matching, err = meta.Match(ctx, "org.ab"); err != nil || matching != nil {
		t.Errorf("Match without a subscription: got %v, %v, want nil", matching, err)
	}
	lists, err := meta.List(ctx)
	if diff := cmp.Diff([]wamp.ID{id}, lists.Prefix); diff != "" || err != nil {
		t.Errorf("List: %v, prefix (-want +got):\n%s", err, diff)
	}
	subscribers, err := meta.ListSubscribers(ctx, id)
	if diff := cmp.Diff([]wamp.ID{bob.ID()}, subscribers); diff != "" || err != nil {
		t.Errorf("ListSubscribers: %v (-want +got):\n%s", err, diff)
	}
	if n, err := meta.CountSubscribers(ctx, id); err != nil || n != 1 {
		t.Errorf("CountSubscribers: got %d, %v, want 1", n, err)
	}
	if err := s.Unsubscribe(ctx); err != nil {
		t.Fatal(err)
	}
	if got := <-deleted; got.Session != bob.ID() || got.Subscription != id {
		t.Errorf("on_delete: got %+v", got)
	}
	_, err = meta.Get(ctx, id)
	if gone := new(metaapi.NoSuchSubscriptionError); !errors.As(err, &gone) {
		t.Errorf("Get of a deleted subscription: got %v, want NoSuchSubscriptionError", err)
	}
}

// Section "Registration Meta API".
func TestRegistrationMetaAPIKeepsItsSchema(t *testing.T) {
	r := newRealm(t)
	alice, bob := host(t, r, "alice"), host(t, r, "bob")
	defer leave(t, alice, bob)
	ctx := t.Context()
	meta := metaapi.NewRegistrationClient(alice)

	created := make(chan metaapi.RegistrationOnCreateEvent, 1)
	_, err := metaapi.SubscribeRegistrationOnCreate(ctx, alice, func(_ context.Context, e metaapi.RegistrationOnCreateEvent) error {
		created <- e
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	deleted := make(chan metaapi.RegistrationOnDeleteEvent, 1)
	_, err = metaapi.SubscribeRegistrationOnDelete(ctx, alice, func(_ context.Context, e metaapi.RegistrationOnDeleteEvent) error {
		deleted <- e
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	echo := func(_ context.Context, v runtime.Values) (runtime.Values, error) { return v, nil }
	options := wamp.RegisterOptions{Match: wamp.MatchPrefix, Invoke: wamp.InvokeRoundRobin}
	if _, err := bob.Register(ctx, "com.a", options, echo); err != nil {
		t.Fatal(err)
	}
	event := <-created
	id := event.Details.ID
	want := metaapi.RegistrationOnCreateEvent{Session: bob.ID(), Details: metaapi.RegistrationDetails{
		ID: id, Created: event.Details.Created, URI: "com.a", Match: metaapi.MatchPrefix, Invoke: metaapi.InvokeRoundrobin,
	}}
	if diff := cmp.Diff(want, event); diff != "" {
		t.Errorf("on_create (-want +got):\n%s", diff)
	}
	details, err := meta.Get(ctx, id)
	if diff := cmp.Diff(event.Details, details); diff != "" || err != nil {
		t.Errorf("Get: %v (-want +got):\n%s", err, diff)
	}
	prefix := metaapi.MatchPrefix
	found, err := meta.Lookup(ctx, metaapi.RegistrationLookupArgs{Procedure: "com.a", Options: &metaapi.MatchOptions{Match: &prefix}})
	if err != nil || found == nil || *found != id {
		t.Errorf("Lookup: got %v, %v, want %d", found, err, id)
	}
	if found, err = meta.Match(ctx, "com.ab"); err != nil || found == nil || *found != id {
		t.Errorf("Match: got %v, %v, want %d", found, err, id)
	}
	if found, err = meta.Match(ctx, "org.ab"); err != nil || found != nil {
		t.Errorf("Match without a registration: got %v, %v, want nil", found, err)
	}
	lists, err := meta.List(ctx)
	if diff := cmp.Diff([]wamp.ID{id}, lists.Prefix); diff != "" || err != nil {
		t.Errorf("List: %v, prefix (-want +got):\n%s", err, diff)
	}
	callees, err := meta.ListCallees(ctx, id)
	if diff := cmp.Diff([]wamp.ID{bob.ID()}, callees); diff != "" || err != nil {
		t.Errorf("ListCallees: %v (-want +got):\n%s", err, diff)
	}
	if n, err := meta.CountCallees(ctx, id); err != nil || n != 1 {
		t.Errorf("CountCallees: got %d, %v, want 1", n, err)
	}
	if err := meta.RemoveCallee(ctx, metaapi.RegistrationRemoveCalleeArgs{Registration: id, Session: bob.ID()}); err != nil {
		t.Errorf("RemoveCallee: %v", err)
	}
	if got := <-deleted; got.Session != bob.ID() || got.Registration != id {
		t.Errorf("on_delete: got %+v", got)
	}
	_, err = meta.Get(ctx, id)
	if gone := new(metaapi.NoSuchRegistrationError); !errors.As(err, &gone) {
		t.Errorf("Get of a deleted registration: got %v, want NoSuchRegistrationError", err)
	}
}
