package routertest

import (
	"context"
	"fmt"

	"github.com/wampgen/wampgen/router/authz"
	"github.com/wampgen/wampgen/runtime"
	"github.com/wampgen/wampgen/runtime/contract"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// Host starts a component and returns when it is ready. Without AsRole it may do
// everything, as where a node file gives it no role. It stops at the end of the test.
func (r *Router) Host(class runtime.Class, opts ...Option) *runtime.Instance {
	r.t.Helper()
	instance, err := r.TryHost(class, opts...)
	if err != nil {
		r.t.Fatal(err)
	}
	return instance
}

// TryHost is Host for tests of what does not start.
func (r *Router) TryHost(class runtime.Class, opts ...Option) (*runtime.Instance, error) {
	r.t.Helper()
	m := r.member(authz.Trusted, opts)
	id := r.nextID()
	if m.authID == "" {
		m.authID = id
	}
	if class.CheckExtra != nil {
		if err := runtime.ExtraError(class.CheckExtra(m.extra)); err != nil {
			return nil, fmt.Errorf("host component %q of class %s: %w", id, class.Name, err)
		}
	} else if m.extra != nil {
		return nil, fmt.Errorf("host component %q of class %s: the class takes no extra", id, class.Name)
	}
	connect, err := r.connect(m)
	if err != nil {
		return nil, err
	}
	env := runtime.Env{
		ID:     id,
		Class:  class.Name,
		Realm:  m.realm,
		Extra:  m.extra,
		Logger: m.join.Logger.With("component", id, "class", class.Name),
	}
	cfg := m.join
	cfg.Realm, cfg.Logger = m.realm, env.Logger
	instance, err := runtime.Start(r.t.Context(), class, env, connect, cfg)
	if err != nil {
		return nil, r.explain(err)
	}
	r.t.Cleanup(func() { r.stop(instance) })
	return instance, nil
}

// nextID names components as a node does that is not told their ids.
func (r *Router) nextID() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.hosts++
	return fmt.Sprintf("component%d", r.hosts)
}

func (r *Router) stop(instance *runtime.Instance) {
	select {
	case <-instance.Done():
		if err := instance.Err(); err != nil {
			r.t.Log(err) // perhaps what the test was about
		}
	default:
	}
	ctx, cancel := context.WithTimeout(context.Background(), endTime)
	defer cancel()
	err := instance.Stop(ctx, wamp.CloseNormal)
	if err == nil {
		gone, cancel := context.WithCancel(ctx)
		cancel() // it has had its time
		err = instance.Session().Wait(gone)
	}
	if err != nil {
		r.t.Error(err)
	}
}

// Provide starts a component of these bindings, in the place of providers and
// subscribers that the test needs and does not test:
//
//	router.Provide(hello.HandleTranslatorTranslate(func(...) (string, error) { return "Bonjour", nil }))
func (r *Router) Provide(bindings ...runtime.Binding) *runtime.Instance {
	r.t.Helper()
	return r.Host(runtime.Class{
		Name:     "routertest.Provider",
		Contract: &contract.Component{Class: "routertest.Provider"},
		New: func(env runtime.Env) (runtime.Component, runtime.Bindings, error) {
			return runtime.NewApplicationSession(env), bindings, nil
		},
	})
}
