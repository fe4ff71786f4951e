package session

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime/debug"
	"time"

	"github.com/wampgen/wampgen/runtime/wamp"
)

// login takes the session from HELLO to WELCOME.
func (s *server) login(ctx context.Context) *ending {
	m, err := s.read()
	if err != nil {
		return s.unread(err)
	}
	hello, ok := m.(*wamp.Hello)
	if !ok {
		return beforeWelcome(m)
	}
	if err := announcesRole(hello.Details); err != nil {
		return violation("%v", err)
	}
	attempt := &Attempt{Realm: hello.Realm, Details: hello.Details, Info: s.conn.Info()}
	end := s.admit(ctx, attempt)
	if end != nil && end.denied {
		s.logFailedLogin(attempt, end)
	}
	return end
}

// admit takes the session from the checks of HELLO to WELCOME.
func (s *server) admit(ctx context.Context, attempt *Attempt) *ending {
	if end := s.begin(attempt.Realm); end != nil {
		return end
	}
	details := attempt.Details
	realm, end := s.authenticate(ctx, attempt)
	if end != nil {
		return end
	}
	welcome, err := realm.Join(s.peer, details, &s.burst)
	if err != nil {
		return deniedBy(err, wamp.ErrAuthorizationFailed)
	}
	s.realm = realm
	s.requests.continues = continuesCalls(details, welcome)
	s.cfg.Observer.Opened(s.peer, s.realmName)
	s.logJoined()
	s.conn.SetMessageSize(s.cfg.Limits.MessageSize)
	s.conn.SetReadDeadline(time.Time{}) // before WELCOME: from then on remote.Close may set one
	announced := welcomeDetails(welcome, s.realmName, s.peer.principal)
	announced[wamp.DetailMessageSize] = int64(s.cfg.Limits.MessageSize)
	if !s.peer.welcome(&wamp.Welcome{Session: s.peer.id, Details: announced}) {
		return s.peer.ending()
	}
	return nil
}

// begin chooses the session's ID. A realm that the peer names has to exist.
func (s *server) begin(name wamp.URI) *ending {
	if name != "" && !name.Valid() {
		return deniedBy(&wamp.Error{URI: wamp.ErrInvalidURI, Message: fmt.Sprintf("%q is no URI", name)}, "")
	}
	if name == "" {
		s.peer.id = 1 + wamp.ID(rand.Uint64N(uint64(wamp.MaxID)))
		return nil
	}
	realm, ok := s.cfg.Realms.Realm(name)
	if !ok {
		return noRealm(name)
	}
	s.realmName = name
	s.peer.id = realm.NewSessionID()
	return nil
}

func noRealm(name wamp.URI) *ending {
	return deniedBy(&wamp.Error{URI: wamp.ErrNoSuchRealm, Message: fmt.Sprintf("there is no realm %q", name)}, "")
}

// beforeWelcome is the ending for messages that may not come before WELCOME.
func beforeWelcome(m wamp.Message) *ending {
	if m, ok := m.(*wamp.Abort); ok {
		return &ending{reason: m.Reason, err: abortedByPeer(m)}
	}
	return violation("%s before the session was established", m.Type())
}

func abortedByPeer(m *wamp.Abort) error {
	return fmt.Errorf("session aborted by the peer: %w", &wamp.Error{URI: m.Reason})
}

// authenticate finds out who the peer is, and returns the realm that it may join.
// Whatever goes wrong denies.
func (s *server) authenticate(ctx context.Context, attempt *Attempt) (Realm, *ending) {
	ctx, cancel := context.WithTimeout(ctx, s.cfg.Limits.LoginTimeout)
	defer cancel()
	var broken *ending // by the peer, during the challenges
	attempt.Session = s.peer.id
	attempt.Challenge = func(c *wamp.Challenge) (*wamp.Authenticate, error) {
		answer, end := s.challenge(c)
		if end != nil {
			broken = end
			return nil, end.err
		}
		return answer, nil
	}
	principal, err := s.ask(ctx, attempt)
	switch {
	case broken != nil:
		return nil, broken
	case err == nil && principal == nil:
		err = errors.New("authenticator returned no principal")
	}
	if err != nil {
		return nil, deniedBy(err, wamp.ErrAuthenticationFailed)
	}
	s.peer.principal = withTransport(principal, attempt.Info)
	return s.assigned(cmp.Or(principal.Realm, attempt.Realm))
}

// assigned finds the realm that the peer has been authenticated for.
func (s *server) assigned(name wamp.URI) (Realm, *ending) {
	if name == "" {
		return nil, deniedBy(&wamp.Error{URI: wamp.ErrNoSuchRealm, Message: "HELLO names no realm, and none is assigned to who it comes from"}, "")
	}
	s.realmName = name
	realm, ok := s.cfg.Realms.Realm(name)
	if !ok {
		return nil, noRealm(name)
	}
	return realm, nil
}

// ask calls the authenticator. A panic is an error.
func (s *server) ask(ctx context.Context, a *Attempt) (p *Principal, err error) {
	defer func() {
		if r := recover(); r != nil {
			p, err = nil, fmt.Errorf("authenticator panicked: %v\n%s", r, debug.Stack())
		}
	}()
	return s.cfg.Auth.Authenticate(ctx, a)
}

// challenge sends CHALLENGE and reads the answer.
func (s *server) challenge(c *wamp.Challenge) (*wamp.Authenticate, *ending) {
	if err := s.peer.sendAhead(c); err != nil {
		return nil, failure(err)
	}
	m, err := s.read()
	if err != nil {
		return nil, s.unread(err)
	}
	answer, ok := m.(*wamp.Authenticate)
	if !ok {
		return nil, beforeWelcome(m)
	}
	return answer, nil
}

// announcesRole checks that HELLO.Details.roles has at least one role of a client,
// and that those it has are dicts, and their features too (section "Client: Role and
// Feature Announcement").
func announcesRole(hello wamp.Dict) error {
	roles, ok := hello["roles"].(map[string]any)
	if !ok {
		return errors.New("HELLO without roles")
	}
	announced := false
	for _, name := range [...]string{"caller", "callee", "publisher", "subscriber"} {
		value, ok := roles[name]
		if !ok {
			continue
		}
		role, ok := value.(map[string]any)
		if !ok {
			return fmt.Errorf("HELLO announces the role %s, but not as a dict", name)
		}
		if features, ok := role["features"]; ok {
			if _, ok := features.(map[string]any); !ok {
				return fmt.Errorf("HELLO announces features of the role %s, but not as a dict", name)
			}
		}
		announced = true
	}
	if !announced {
		return errors.New("HELLO announces no role of a client")
	}
	return nil
}
