package runtime

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"github.com/wampgen/wampgen/runtime/wamp"
)

// JoinConfig says how to join a realm. Only Realm is required, and where the router
// assigns it not even that.
type JoinConfig struct {
	Realm       wamp.URI // "": the router's choice
	AuthID      string
	AuthRole    string
	AuthMethods []string  // offered to the router, in order of preference
	AuthExtra   wamp.Dict // HELLO.Details.authextra
	Agent       string    // HELLO.Details.agent; "" is wampgen's own
	// Credentials prove who joins, in order of preference. What they offer is added to
	// AuthMethods and AuthExtra, whose own entries count.
	Credentials []Credentials
	// OnChallenge answers CHALLENGE where none of the credentials does. Without it such
	// a challenge ends the joining.
	OnChallenge func(context.Context, Challenge) (Authentication, error)
	Logger      *slog.Logger // nil: nothing is logged
	// Interceptors see what the session calls, publishes and handles; the first is
	// outermost.
	Interceptors []Interceptor
	// LinkInterceptors see its messages; see Intercept.
	LinkInterceptors []LinkInterceptor
	// Reconnect has the session join again when its connection is lost; nil: it is
	// over then.
	Reconnect *Reconnect
}

// Challenge is what a router asks of a client that joins (section
// "Authentication").
type Challenge struct {
	Method string    // of JoinConfig.AuthMethods
	Extra  wamp.Dict // what the method needs
}

// Authentication answers a Challenge.
type Authentication struct {
	Signature string
	Extra     wamp.Dict
}

// Join connects and joins a realm: HELLO, CHALLENGE and AUTHENTICATE where the
// router asks, WELCOME. The context bounds the joining, not the session. If the
// router refuses, the error is a *wamp.Error with the reason of its ABORT; if there is
// no way to it, an ErrNoConnection.
func Join(ctx context.Context, connect Connect, cfg JoinConfig) (*Session, error) {
	s, err := open(ctx, connect, cfg)
	if err == nil {
		err = s.join(ctx)
	}
	if err != nil {
		return nil, fmt.Errorf("join realm %q: %w", cfg.Realm, err)
	}
	return s, nil
}

// open makes a session with a link that has not joined yet.
func open(ctx context.Context, connect Connect, cfg JoinConfig) (*Session, error) {
	s := newSession(cfg)
	s.connect = Intercept(connect, cfg.LinkInterceptors...)
	link, err := s.openLink(ctx)
	if err != nil {
		s.close(ending{err: err, reason: wamp.ErrNetworkFailure}, nil)
		<-s.tasks.ended
		return nil, &connectError{err}
	}
	_, s.anyOrder = link.(AnyOrderLink)
	return s, nil
}

// openLink gives the session a link.
func (s *Session) openLink(ctx context.Context) (Link, error) {
	link, err := s.connect(ctx, (*inbox)(s))
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	s.link = link
	s.format.Store(uint32(link.Format()))
	was, err := s.state, s.ending.err
	s.mu.Unlock()
	if was == joining || was == rejoining {
		return link, nil
	}
	_ = link.Close(wamp.ErrNetworkFailure) // already lost
	if was == disconnected {
		err = <-s.broken
	}
	if err == nil {
		err = ErrSessionClosed
	}
	return nil, err
}

// linkFormat is the serialization that costs the link least.
func (s *Session) linkFormat() wamp.Format { return wamp.Format(s.format.Load()) }

// join joins or ends the session.
func (s *Session) join(ctx context.Context) error {
	err := s.sayHello(ctx)
	if err == nil {
		return nil
	}
	// Where the router has said ABORT or is gone, the session has ended already.
	s.close(ending{err: err, reason: wamp.ErrAuthenticationFailed}, abort(err))
	<-s.tasks.ended
	return s.Err()
}

// sayHello returns after WELCOME.
func (s *Session) sayHello(ctx context.Context) error {
	s.mu.Lock()
	link := s.link
	s.mu.Unlock()
	cfg, err := s.present(link)
	if err == nil {
		err = link.Send(&wamp.Hello{Realm: cfg.Realm, Details: helloDetails(&cfg)})
	}
	for err == nil {
		var m wamp.Message
		if m, err = s.nextHandshake(ctx); err != nil {
			return err
		}
		challenge, ok := m.(*wamp.Challenge)
		if !ok { // WELCOME: Receive has seen to it
			return s.welcomed()
		}
		err = s.authenticate(ctx, link, challenge)
	}
	return err
}

func (s *Session) nextHandshake(ctx context.Context) (wamp.Message, error) {
	select {
	case m := <-s.handshake:
		return m, nil
	default:
	}
	select {
	case m := <-s.handshake:
		return m, nil
	case <-s.done:
		return nil, s.Err()
	case err := <-s.broken:
		return nil, err
	case <-ctx.Done():
		return nil, fmt.Errorf("no WELCOME: %w", ctx.Err())
	}
}

func (s *Session) authenticate(ctx context.Context, link Link, c *wamp.Challenge) error {
	answerer := s.answerer(c.AuthMethod)
	if answerer == nil {
		return fmt.Errorf("the router asks for authentication by %q, which is not set up", c.AuthMethod)
	}
	var answer Authentication
	err := guard(ctx, func(ctx context.Context) (err error) {
		answer, err = answerer(ctx, Challenge{Method: c.AuthMethod, Extra: c.Extra})
		return err
	})
	if err != nil {
		return fmt.Errorf("authenticate by %q: %w", c.AuthMethod, err)
	}
	extra := answer.Extra
	if extra == nil {
		extra = wamp.Dict{}
	}
	return link.Send(&wamp.Authenticate{Signature: answer.Signature, Extra: extra})
}

// abort returns the ABORT of a client that gives up joining (section "ABORT").
// The cause stays here.
func abort(cause error) *wamp.Abort {
	reason := wamp.ErrAuthenticationFailed
	if errors.Is(cause, context.Canceled) || errors.Is(cause, context.DeadlineExceeded) {
		reason = wamp.ErrCanceled
	}
	return &wamp.Abort{Details: wamp.Dict{}, Reason: reason}
}

// joinDetails returns what WELCOME says.
func (s *Session) joinDetails() JoinDetails {
	s.mu.Lock()
	defer s.mu.Unlock()
	text := func(key string) string {
		v, _ := s.welcome[key].(string)
		return v
	}
	return JoinDetails{
		Session:      s.id,
		Realm:        s.realmLocked(),
		AuthID:       text("authid"),
		AuthRole:     text("authrole"),
		AuthMethod:   text("authmethod"),
		AuthProvider: text("authprovider"),
		Details:      s.welcome,
	}
}

// leaveDetails returns how the session ended.
func (s *Session) leaveDetails() LeaveDetails {
	s.mu.Lock()
	defer s.mu.Unlock()
	return LeaveDetails{Reason: s.ending.reason, Message: s.ending.message, Err: s.ending.err}
}
