package realm

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wampgen/wampgen/router/session"
	"github.com/wampgen/wampgen/runtime"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// host joins a component's session of this process.
func host(t *testing.T, r *Realm, authID string) *runtime.Session {
	t.Helper()
	connect := session.Hosted(r, session.Principal{AuthID: authID, AuthRole: "user"}, session.Config{})
	s, err := runtime.Join(t.Context(), connect, runtime.JoinConfig{Realm: r.Name()})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func leave(t *testing.T, sessions ...*runtime.Session) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	for _, s := range sessions {
		_ = s.Leave(ctx, wamp.CloseNormal) // it may have been killed
		if err := s.Wait(ctx); err != nil {
			t.Error(err)
		}
	}
}

// Sessions of this process call one another, publish, cancel and are killed, all
// at once, and are answered every time.
func TestHostedSessions(t *testing.T) {
	r := newRealm(t)
	callee, caller := host(t, r, "callee"), host(t, r, "caller")
	defer leave(t, callee, caller)
	ctx := t.Context()
	echo := func(_ context.Context, v runtime.Values) (runtime.Values, error) { return v, nil }
	if _, err := callee.Register(ctx, procedure, wamp.RegisterOptions{}, echo); err != nil {
		t.Fatal(err)
	}
	stuck := func(ctx context.Context, _ runtime.Values) (runtime.Values, error) {
		<-ctx.Done()
		return runtime.Values{}, ctx.Err()
	}
	if _, err := callee.Register(ctx, "com.stuck", wamp.RegisterOptions{}, stuck); err != nil {
		t.Fatal(err)
	}

	var running sync.WaitGroup
	for i := range int64(4) {
		running.Go(func() {
			for n := range int64(50) {
				got, err := caller.Call(ctx, procedure, runtime.Values{Args: []any{i, n}})
				if err != nil {
					t.Error(err)
					return
				}
				if diff := cmp.Diff([]any{i, n}, got.Args); diff != "" {
					t.Errorf("result (-want +got):\n%s", diff)
				}
			}
		})
		running.Go(func() {
			short, cancel := context.WithTimeout(ctx, 20*time.Millisecond)
			defer cancel()
			if _, err := caller.Call(short, "com.stuck", runtime.Values{}); err == nil {
				t.Error("a call that is never answered succeeded")
			}
		})
	}
	running.Wait()

	victim := host(t, r, "victim")
	defer leave(t, victim)
	if _, err := victim.Register(ctx, "com.victim", wamp.RegisterOptions{}, stuck); err != nil {
		t.Fatal(err)
	}
	running.Go(func() {
		_, err := caller.Call(ctx, "com.victim", runtime.Values{})
		var refused *wamp.Error
		if !errors.As(err, &refused) || refused.URI != wamp.ErrCanceled && refused.URI != wamp.ErrNoSuchProcedure {
			t.Errorf("call of a session that is killed: %v", err)
		}
	})
	if _, err := caller.Call(ctx, "wamp.session.kill", runtime.Values{Args: []any{int64(victim.ID())}}); err != nil {
		t.Error(err)
	}
	running.Wait()
	<-victim.Done()
	got, err := caller.Call(ctx, "wamp.session.count", runtime.Values{})
	if err != nil || !cmp.Equal(got.Args, []any{int64(2)}) {
		t.Errorf("sessions: %v %v, want 2", got.Args, err)
	}
}
