package dealer

import (
	"errors"
	"testing"

	"github.com/wampgen/wampgen/runtime/wamp"
)

// Sections "REGISTER" and "Register ERROR".
func TestRegisterTwice(t *testing.T) {
	d := newDealer(t)
	first, second := join(t, d, 1, plain), join(t, d, 2, plain)
	first.register(procedure, wamp.RegisterOptions{})
	for _, c := range []*client{first, second} {
		wantError(t, c.Register(&wamp.Register{Request: 2, Procedure: procedure}, false, nil), wamp.ErrProcedureAlreadyExists)
		c.want()
	}
	// Another matching policy is another registration.
	second.register(procedure, wamp.RegisterOptions{Match: wamp.MatchPrefix})
	first.register(procedure, wamp.RegisterOptions{Match: wamp.MatchWildcard})
}

// Sections "UNREGISTER" and "Unregister ERROR".
func TestUnregister(t *testing.T) {
	d := newDealer(t)
	callee, other, caller := join(t, d, 1, plain), join(t, d, 2, plain), join(t, d, 3, plain)
	id := callee.register(procedure, wamp.RegisterOptions{})

	wantError(t, other.Unregister(&wamp.Unregister{Request: 1, Registration: id}, nil), wamp.ErrNoSuchRegistration)
	wantError(t, callee.Unregister(&wamp.Unregister{Request: 2, Registration: id + 1}, nil), wamp.ErrNoSuchRegistration)
	caller.call(procedure, wamp.CallOptions{}, `[]`)
	callee.want(&wamp.Invocation{Request: 1, Registration: id, Payload: jsonArgs(`[]`)})
	if err := callee.Unregister(&wamp.Unregister{Request: 3, Registration: id}, nil); err != nil {
		t.Error(err)
	}
	callee.want(&wamp.Unregistered{Request: 3})
	wantError(t, callee.Unregister(&wamp.Unregister{Request: 4, Registration: id}, nil), wamp.ErrNoSuchRegistration)

	caller.call(procedure, wamp.CallOptions{}, `[]`)
	caller.want(callError(2, wamp.ErrNoSuchProcedure))
	callee.want()
	callee.yield(1, wamp.YieldOptions{}, `[5]`) // the open call still has its answer
	caller.want(&wamp.Result{Request: 1, Payload: jsonArgs(`[5]`)})

	if again := other.register(procedure, wamp.RegisterOptions{}); again != id {
		t.Errorf("the procedure had the registration %d and has now %d", id, again)
	}
	wantNothingOpen(t, callee, other, caller)
}

func TestRegistrationsPerSession(t *testing.T) {
	d := newDealer(t, func(cfg *Config) { cfg.RegistrationsPerSession = 2 })
	c := join(t, d, 1, plain)
	c.register("a", wamp.RegisterOptions{})
	id := c.register("b", wamp.RegisterOptions{})
	wantError(t, c.Register(&wamp.Register{Request: 3, Procedure: "c"}, false, nil), wamp.ErrUnavailable)
	if err := c.Unregister(&wamp.Unregister{Request: 4, Registration: id}, nil); err != nil {
		t.Error(err)
	}
	c.want(&wamp.Unregistered{Request: 4})
	c.register("c", wamp.RegisterOptions{})
}

// A session that leaves frees its procedures, and registers nothing any more.
func TestRegistrationsEndWithTheSession(t *testing.T) {
	d := newDealer(t)
	c, next := join(t, d, 1, plain), join(t, d, 2, plain)
	c.register(procedure, wamp.RegisterOptions{})
	c.Leave(nil)
	c.Leave(nil)
	if err := c.Register(&wamp.Register{Request: 2, Procedure: "com.late"}, false, nil); err != nil {
		t.Error(err)
	}
	c.want()
	next.register(procedure, wamp.RegisterOptions{})
	if n := d.cfg.Directory.(*LocalDirectory).index.Len(); n != 1 {
		t.Errorf("the directory has %d entries, want 1", n)
	}
}

// slow is a Directory whose answers come when the test says so.
type slow struct {
	*LocalDirectory
	claims []func(error)
}

func (s *slow) Claim(c *Claim, done func(Grant, error)) {
	s.claims = append(s.claims, func(err error) {
		if err != nil {
			done(Grant{}, err)
			return
		}
		s.LocalDirectory.Claim(c, done)
	})
}

// REGISTERED and ERROR come when the directory answers, in its order; the other
// messages of the session do not wait.
func TestRegisteredLater(t *testing.T) {
	directory := &slow{LocalDirectory: NewLocalDirectory(&counted{})}
	d := newDealer(t, func(cfg *Config) {
		cfg.Directory = directory
		cfg.RegistrationsPerSession = 4
	})
	c, leaver := join(t, d, 1, plain), join(t, d, 2, plain)
	for i, uri := range []wamp.URI{"a", "b", "c", "d"} {
		if err := c.Register(&wamp.Register{Request: wamp.ID(i + 1), Procedure: uri}, false, nil); err != nil {
			t.Fatal(err)
		}
	}
	wantError(t, c.Register(&wamp.Register{Request: 5, Procedure: "e"}, false, nil), wamp.ErrUnavailable)
	if err := leaver.Register(&wamp.Register{Request: 1, Procedure: "a"}, false, nil); err != nil {
		t.Fatal(err)
	}
	leaver.Leave(nil)
	c.call("x", wamp.CallOptions{}, `[]`)
	c.want(callError(1, wamp.ErrNoSuchProcedure))

	directory.claims[1](nil)
	directory.claims[4](nil) // of the one who has left: a is free again
	directory.claims[2](&wamp.Error{URI: wamp.ErrProcedureAlreadyExists, Message: "another node has it"})
	directory.claims[3](errors.New("no quorum"))
	directory.claims[0](nil)
	leaver.want()
	refused := func(request wamp.ID, uri wamp.URI) wamp.Message {
		return &wamp.ErrorMessage{RequestType: wamp.TypeRegister, Request: request, Error: uri, Payload: jsonArgs(anyText)}
	}
	c.want(
		&wamp.Registered{Request: 2, Registration: 1},
		refused(3, wamp.ErrProcedureAlreadyExists),
		refused(4, wamp.ErrNetworkFailure),
		&wamp.Registered{Request: 1, Registration: 2},
	)
}
