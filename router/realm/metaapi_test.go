package realm

import (
	"context"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

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
