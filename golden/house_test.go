package golden_test

import (
	"context"
	stderrors "errors"
	"fmt"
	"log/slog"
	"testing"

	"go.uber.org/goleak"

	"github.com/wampgen/wampgen/router/authz"
	"github.com/wampgen/wampgen/router/routertest"
	"github.com/wampgen/wampgen/runtime"
	"github.com/wampgen/wampgen/runtime/codec"
	"github.com/wampgen/wampgen/runtime/wamp"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// newRealm returns how sessions of this process join a realm of their own, where they
// may do everything.
func newRealm(t *testing.T) runtime.Connect {
	t.Helper()
	return routertest.New(t).Connect(routertest.AsRole(authz.Trusted), routertest.AsAuthID("test"))
}

// join returns a session, which ends with the test.
func join(t *testing.T, connect runtime.Connect) *runtime.Session {
	t.Helper()
	s, err := runtime.Join(t.Context(), connect, runtime.JoinConfig{Realm: "realm1"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Leave(context.Background(), wamp.CloseNormal); err != nil {
			t.Errorf("leave: %v", err)
		}
		if err := s.Wait(context.Background()); err != nil {
			t.Errorf("wait: %v", err)
		}
	})
	return s
}

// start runs a component, which ends with the test.
func start(t *testing.T, connect runtime.Connect, class runtime.Class, extra string) *runtime.Instance {
	t.Helper()
	env := runtime.Env{ID: "component1", Realm: "realm1", Logger: slog.New(slog.DiscardHandler)}
	if extra != "" {
		env.Extra = []byte(extra)
	}
	i, err := runtime.Start(t.Context(), class, env, connect, runtime.JoinConfig{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := i.Stop(context.Background(), wamp.CloseNormal); err != nil {
			t.Errorf("stop: %v", err)
		}
	})
	return i
}

// fail returns an error that the caller can read, unless all is well.
func fail(well bool, format string, args ...any) error {
	if well {
		return nil
	}
	return &wamp.Error{URI: "test.error.unexpected", Message: fmt.Sprintf(format, args...)}
}

// invalid checks that an error refuses an argument, with the place and the rule.
func invalid(t *testing.T, err error, path, rule string) {
	t.Helper()
	e, ok := stderrors.AsType[*wamp.Error](err)
	if !ok || e.URI != wamp.ErrInvalidArgument {
		t.Errorf("error = %v, want %s", err, wamp.ErrInvalidArgument)
		return
	}
	got, err := codec.DecodeValue(e.Payload.Format, e.Payload.Kwargs)
	kwargs, _ := got.(map[string]any)
	if err != nil || kwargs["path"] != path || kwargs["rule"] != rule {
		t.Errorf("kwargs of %v = %v, %v; want path %s and rule %s", e, got, err, path, rule)
	}
}
