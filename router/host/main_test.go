package host

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/wampgen/wampgen/router/authz"
	"github.com/wampgen/wampgen/router/realm"
	"github.com/wampgen/wampgen/router/session"
	"github.com/wampgen/wampgen/runtime"
	"github.com/wampgen/wampgen/runtime/contract"
	"github.com/wampgen/wampgen/runtime/wamp"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// member is a component whose hooks are functions; nil ones do nothing.
type member struct {
	runtime.ApplicationSession
	*script
}

// script is what the components of a class do. It records what happened to them.
type script struct {
	construct func(runtime.Env) error
	join      func(context.Context, *member) error
	leave     func()
	bind      func(*member) runtime.Bindings

	mu     sync.Mutex
	events []string
}

func (s *script) note(event string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.events = append(s.events, event)
}

func (s *script) noted() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.events...)
}

func (m *member) OnJoin(ctx context.Context, _ runtime.JoinDetails) error {
	m.note("join")
	if m.join == nil {
		return nil
	}
	return m.join(ctx, m)
}

func (m *member) OnLeave(context.Context, runtime.LeaveDetails) {
	m.note("leave")
	if m.leave != nil {
		m.leave()
	}
}

func (m *member) OnDisconnect(context.Context) { m.note("disconnect") }

// class returns the class of a script.
func (s *script) class() runtime.Class {
	return runtime.Class{
		Name:     "test.Member",
		Contract: &contract.Component{Class: "test.Member"},
		New: func(env runtime.Env) (runtime.Component, runtime.Bindings, error) {
			s.note("new")
			if s.construct != nil {
				if err := s.construct(env); err != nil {
					return nil, nil, err
				}
			}
			m := &member{runtime.NewApplicationSession(env), s}
			if s.bind == nil {
				return m, nil, nil
			}
			return m, s.bind(m), nil
		},
	}
}

// provides binds a procedure that returns its arguments.
func provides(uri wamp.URI) func(*member) runtime.Bindings {
	return func(*member) runtime.Bindings {
		p := &runtime.Procedure[runtime.None, runtime.None]{URI: uri}
		return runtime.Bindings{runtime.Handle(p, func(context.Context, runtime.None) (runtime.None, error) {
			return runtime.None{}, nil
		})}
	}
}

// place is a realm that test components join.
type place struct {
	realm *realm.Realm

	mu    sync.Mutex
	links []*brokenLink
}

func newPlace(t *testing.T) *place {
	t.Helper()
	policy, err := authz.NewPolicy(map[string][]authz.Rule{
		"open":   {{Match: wamp.MatchPrefix, Allow: authz.Allow{Call: true, Register: true, Publish: true, Subscribe: true}}},
		"closed": {},
	})
	if err != nil {
		t.Fatal(err)
	}
	r, err := realm.New(realm.Config{Name: "realm1", Policy: policy})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := r.Close(context.Background(), wamp.CloseSystemShutdown); err != nil {
			t.Errorf("close realm: %v", err)
		}
	})
	return &place{realm: r}
}

// Realm finds the realm.
func (p *place) Realm(wamp.URI) (session.Realm, bool) { return p.realm, true }

// spec returns the specification of a component of a script.
func (p *place) spec(id, role string, s *script) Spec {
	hosted := session.Hosted(p.realm, session.Principal{AuthID: id, AuthRole: role, Hosted: true}, session.Config{Realms: p})
	return Spec{
		ID:           id,
		Class:        s.class(),
		Realm:        "realm1",
		Role:         role,
		Connect:      p.tapped(hosted),
		StartTimeout: time.Second,
		Logger:       slog.New(slog.DiscardHandler),
	}
}

// brokenLink is a link that a test can break.
type brokenLink struct {
	link runtime.Link
	sink runtime.Sink
}

// tapped keeps hold of the links that connect makes.
func (p *place) tapped(connect runtime.Connect) runtime.Connect {
	return func(ctx context.Context, sink runtime.Sink) (runtime.Link, error) {
		link, err := connect(ctx, sink)
		if err != nil {
			return nil, err
		}
		p.mu.Lock()
		defer p.mu.Unlock()
		p.links = append(p.links, &brokenLink{link, sink})
		return link, nil
	}
}

var errBroken = errors.New("the link broke")

// breakLink breaks the last link that was made.
func (p *place) breakLink() {
	p.mu.Lock()
	last := p.links[len(p.links)-1]
	p.mu.Unlock()
	last.sink.Closed(errBroken)
	_ = last.link.Close(wamp.ErrNetworkFailure)
}

func stop(t *testing.T, c *Component) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	if err := c.Stop(ctx, wamp.CloseNormal); err != nil {
		t.Errorf("stop: %v", err)
	}
}
