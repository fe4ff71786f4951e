package routertest

import (
	"context"
	"maps"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/wampgen/wampgen/router/authz"
	"github.com/wampgen/wampgen/router/realm"
	"github.com/wampgen/wampgen/router/session"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// DefaultRealm is the realm of those who say nothing else.
const DefaultRealm wamp.URI = "realm1"

// DefaultRole is the role of sessions that say nothing else. It may do everything,
// unless WithRole gives it other permissions.
const DefaultRole = "anonymous"

// endTime bounds each step of the end of a test.
const endTime = 10 * time.Second

// Router is a router in the process of a test. Its methods are called in the
// goroutine of the test that it was made or taken over for; see For.
type Router struct {
	t testing.TB
	*state
}

// state is what the views of a router have in common.
type state struct {
	realms map[wamp.URI]*realm.Realm
	roles  []string

	mu    sync.Mutex
	hosts int // components so far, for their ids
}

// RouterOption changes the router that New makes.
type RouterOption func(*routerConfig)

type routerConfig struct {
	realms []wamp.URI
	roles  map[string][]authz.Rule
}

// WithRealms has the router have these realms, and DefaultRealm only if it is among
// them.
func WithRealms(names ...wamp.URI) RouterOption {
	return func(c *routerConfig) { c.realms = names }
}

// WithRole gives all realms a role with permissions, as a node file has them: what no
// rule allows is denied.
func WithRole(name string, rules ...authz.Rule) RouterOption {
	return func(c *routerConfig) { c.roles[name] = rules }
}

// New returns a router that ends with the test.
func New(t testing.TB, opts ...RouterOption) *Router {
	t.Helper()
	everything := authz.Rule{
		Match: wamp.MatchPrefix,
		Allow: authz.Allow{Call: true, Register: true, Publish: true, Subscribe: true},
	}
	cfg := routerConfig{
		realms: []wamp.URI{DefaultRealm},
		roles:  map[string][]authz.Rule{DefaultRole: {everything}},
	}
	for _, opt := range opts {
		opt(&cfg)
	}
	policy, err := authz.NewPolicy(cfg.roles)
	if err != nil {
		t.Fatalf("make router: %v", err)
	}
	r := &Router{t, &state{
		realms: make(map[wamp.URI]*realm.Realm),
		roles:  slices.Sorted(maps.Keys(cfg.roles)),
	}}
	logger := newLogger(t)
	for _, name := range cfg.realms {
		open, err := realm.New(realm.Config{Name: name, Policy: policy, MetaAPI: true, Logger: logger})
		if err != nil {
			t.Fatalf("make router: %v", err)
		}
		r.realms[name] = open
		t.Cleanup(func() {
			ctx, cancel := context.WithTimeout(context.Background(), endTime)
			defer cancel()
			if err := open.Close(ctx, wamp.CloseSystemShutdown); err != nil {
				t.Errorf("end router: %v", err)
			}
		})
	}
	return r
}

// For returns the router for a test within the one that it was made for: what is
// made through it ends with that one.
func (r *Router) For(t testing.TB) *Router { return &Router{t, r.state} }

// Realm finds a realm for a session that wants to join it.
func (s *state) Realm(name wamp.URI) (session.Realm, bool) {
	found, ok := s.realms[name]
	if !ok {
		return nil, false
	}
	return found, true
}

var _ session.Realms = (*state)(nil)
