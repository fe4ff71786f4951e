package runtime

import (
	"context"
	"fmt"
	"log/slog"
	"sync/atomic"

	"github.com/wampgen/wampgen/runtime/wamp"
)

// Component is an instance of a class. Only types that embed an
// ApplicationSession, as every generated stub does, are components. The hooks are
// called one after the other; their contexts end with the start or stop that they
// are part of.
type Component interface {
	// OnConnect is called when the component has a link to the router and has not
	// said HELLO yet. An error ends the start.
	OnConnect(ctx context.Context) error
	// OnChallenge answers the router's CHALLENGE. An error ends the start.
	OnChallenge(ctx context.Context, challenge Challenge) (Authentication, error)
	// OnJoin is called when the component has joined and before its first
	// invocation and event. An error ends the start.
	OnJoin(ctx context.Context, details JoinDetails) error
	// OnRejoin is called each time that the session has joined again, after its
	// connection was lost (see Reconnect): the router has forgotten its testaments, say.
	// Registrations and subscriptions are made again already; invocations and events do
	// not wait for the hook. The other hooks are called once, as if there were one
	// connection.
	OnRejoin(ctx context.Context, details JoinDetails)
	// OnLeave is called when the session is over, if OnJoin has been called.
	OnLeave(ctx context.Context, details LeaveDetails)
	// OnDisconnect is called last, when the link is closed, if OnConnect has been
	// called.
	OnDisconnect(ctx context.Context)

	handle() *application
}

// JoinDetails tells OnJoin what the component has joined, and as whom.
type JoinDetails struct {
	Session      wamp.ID
	Realm        wamp.URI
	AuthID       string
	AuthRole     string
	AuthMethod   string
	AuthProvider string
	Details      wamp.Dict // of WELCOME, whole; must not be changed
}

// LeaveDetails tells OnLeave why the session is over.
type LeaveDetails struct {
	Reason  wamp.URI // of GOODBYE or ABORT; wamp.error.network_failure: the link broke
	Message string   // the router's, for people
	Err     error    // nil: the component left
}

// ApplicationSession is what makes a type a Component. It is a handle: copies are
// the same component.
type ApplicationSession struct{ app *application }

// application is the state behind the copies of an ApplicationSession.
type application struct {
	env     Env
	session atomic.Pointer[Session]
}

var _ Component = ApplicationSession{}

// NewApplicationSession returns the handle of a component that is constructed with
// env.
func NewApplicationSession(env Env) ApplicationSession {
	if env.Logger == nil {
		env.Logger = slog.New(slog.DiscardHandler)
	}
	return ApplicationSession{&application{env: env}}
}

// Session returns the component's session, nil before it has joined. Operations on
// the nil session return ErrNotJoined.
func (a ApplicationSession) Session() *Session {
	if a.app == nil {
		return nil
	}
	return a.app.session.Load()
}

// Env returns what the component was constructed with.
func (a ApplicationSession) Env() Env {
	if a.app == nil {
		return Env{}
	}
	return a.app.env
}

// Logger returns the component's logger, never nil.
func (a ApplicationSession) Logger() *slog.Logger {
	if a.app == nil {
		return slog.New(slog.DiscardHandler)
	}
	return a.app.env.Logger
}

// OnConnect does nothing.
func (a ApplicationSession) OnConnect(context.Context) error { return nil }

// OnChallenge refuses.
func (a ApplicationSession) OnChallenge(_ context.Context, challenge Challenge) (Authentication, error) {
	return Authentication{}, fmt.Errorf("answer challenge %q: %w", challenge.Method, ErrNotImplemented)
}

// OnJoin does nothing.
func (a ApplicationSession) OnJoin(context.Context, JoinDetails) error { return nil }

// OnRejoin does nothing.
func (a ApplicationSession) OnRejoin(context.Context, JoinDetails) {}

// OnLeave does nothing.
func (a ApplicationSession) OnLeave(context.Context, LeaveDetails) {}

// OnDisconnect does nothing.
func (a ApplicationSession) OnDisconnect(context.Context) {}

func (a ApplicationSession) handle() *application { return a.app }
