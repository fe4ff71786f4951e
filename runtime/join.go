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
	// Interceptors stand between the session and its link; see Intercept.
	Interceptors []Interceptor
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
// router refuses, the error is a *wamp.Error with the reason of its ABORT.
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
	link, err := Intercept(connect, cfg.Interceptors...)(ctx, (*inbox)(s))
	if err != nil {
		s.end(ending{err: err, reason: wamp.ErrNetworkFailure}, nil)
		<-s.tasks.ended
		return nil, fmt.Errorf("connect: %w", err)
	}
	s.mu.Lock()
	s.link = link
	_, s.anyOrder = link.(AnyOrderLink)
	ended, err := s.state == closed, s.ending.err
	s.mu.Unlock()
	if ended {
		_ = link.Close(wamp.ErrNetworkFailure) // already lost
		<-s.tasks.ended
		return nil, fmt.Errorf("connect: %w", err)
	}
	return s, nil
}

// join says HELLO and returns after WELCOME, or closes the link.
func (s *Session) join(ctx context.Context) error {
	err := s.present()
	if err == nil {
		err = s.link.Send(&wamp.Hello{Realm: s.cfg.Realm, Details: helloDetails(&s.cfg)})
	}
	for err == nil {
		var m wamp.Message
		if m, err = s.nextHandshake(ctx); err != nil {
			break
		}
		challenge, ok := m.(*wamp.Challenge)
		if !ok { // WELCOME: Receive has seen to it
			if err = s.welcomed(); err == nil {
				return nil
			}
			break
		}
		err = s.authenticate(ctx, challenge)
	}
	// Where the router has said ABORT or is gone, the session has ended already.
	s.end(ending{err: err, reason: wamp.ErrAuthenticationFailed}, abort(err))
	<-s.tasks.ended
	return s.Err()
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
	case <-ctx.Done():
		return nil, fmt.Errorf("no WELCOME: %w", ctx.Err())
	}
}

func (s *Session) authenticate(ctx context.Context, c *wamp.Challenge) error {
	answerer := s.answerer(c.AuthMethod)
	if answerer == nil {
		return fmt.Errorf("the router asks for authentication by %q, which is not set up", c.AuthMethod)
	}
	var answer Authentication
	err := guard(ctx, "answer challenge", func(ctx context.Context) (err error) {
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
	return s.link.Send(&wamp.Authenticate{Signature: answer.Signature, Extra: extra})
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
	text := func(key string) string {
		v, _ := s.welcome[key].(string)
		return v
	}
	return JoinDetails{
		Session:      s.id,
		Realm:        s.Realm(),
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
