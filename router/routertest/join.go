package routertest

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/wampgen/wampgen/router/session"
	"github.com/wampgen/wampgen/runtime"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// Join returns a session of its own, which leaves at the end of the test.
func (r *Router) Join(opts ...Option) *runtime.Session {
	r.t.Helper()
	s, err := r.TryJoin(opts...)
	if err != nil {
		r.t.Fatal(err)
	}
	return s
}

// TryJoin is Join for tests of who may not.
func (r *Router) TryJoin(opts ...Option) (*runtime.Session, error) {
	r.t.Helper()
	m := r.member(DefaultRole, opts)
	connect, err := r.connect(m)
	if err != nil {
		return nil, err
	}
	cfg := m.join
	cfg.Realm = m.realm
	s, err := runtime.Join(r.t.Context(), connect, cfg)
	if err != nil {
		return nil, r.explain(err)
	}
	r.t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), endTime)
		defer cancel()
		err := s.Leave(ctx, wamp.CloseNormal)
		if err == nil {
			err = s.Wait(ctx)
		}
		if err != nil {
			r.t.Errorf("end session %d: %v", s.ID(), err)
		}
	})
	return s, nil
}

// Connect returns the way into the router for runtime.Join and runtime.Start, whose
// sessions the test ends itself.
func (r *Router) Connect(opts ...Option) runtime.Connect {
	r.t.Helper()
	connect, err := r.connect(r.member(DefaultRole, opts))
	if err != nil {
		r.t.Fatal(err)
	}
	return connect
}

// member returns what the options say.
func (r *Router) member(role string, opts []Option) *member {
	r.t.Helper()
	m := &member{realm: DefaultRealm, role: role}
	for _, opt := range opts {
		opt(m)
	}
	if m.fault != nil {
		r.t.Fatal(m.fault)
	}
	if m.join.Logger == nil {
		m.join.Logger = newLogger(r.t)
	}
	return m
}

func (r *Router) connect(m *member) (runtime.Connect, error) {
	realm, ok := r.realms[m.realm]
	if !ok {
		return nil, fmt.Errorf("join realm %q: the router has only %q; see routertest.WithRealms", m.realm, slices.Sorted(maps.Keys(r.realms)))
	}
	connect := session.Hosted(realm, session.Principal{
		AuthID:       m.authID,
		AuthRole:     m.role,
		AuthMethod:   "hosted",
		AuthProvider: "routertest",
	}, session.Config{Logger: m.join.Logger})
	if m.format != 0 {
		connect = inFormat(r.t, connect, m.format)
	}
	return connect, nil
}

// explain says what the test can do about a refusal.
func (r *Router) explain(err error) error {
	var refused *wamp.Error
	if errors.As(err, &refused) && refused.URI == wamp.ErrNoSuchRole {
		return fmt.Errorf("%w; there are %s; see routertest.WithRole", err, strings.Join(r.roles, ", "))
	}
	return err
}
