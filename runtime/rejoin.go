package runtime

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/wampgen/wampgen/runtime/wamp"
)

// errRejoining is why a request can not be sent now, but later.
var errRejoining = errors.New("not connected")

// loss is what happened to a connection.
type loss struct {
	ending
	link     Link
	farewell wamp.Message // for the router, if it is still there
	lived    time.Duration
}

// disconnect has a session join again whose connection is lost. It reports false if
// the session is to end instead: it never joined, is leaving, or is over.
func (s *Session) disconnect(e ending, farewell wamp.Message) bool {
	s.mu.Lock()
	was := s.state
	switch was {
	case disconnected:
		s.mu.Unlock()
		return true // that is known
	case established, rejoining, restoring:
	default:
		s.mu.Unlock()
		return false
	}
	s.state = disconnected
	handlers := s.loseLocked(connectionLost(e.err))
	begin := false
	if was == established {
		s.rejoined = make(chan struct{})
		s.nextLoss = &loss{ending: e, link: s.link, farewell: farewell, lived: time.Since(s.since)}
		begin, s.keeping = !s.keeping, true
	} else {
		s.broken <- e.err // beginRejoining has emptied it
	}
	s.mu.Unlock()
	for _, ctx := range handlers {
		ctx.stop(interrupted)
	}
	if begin {
		s.tasks.start(s.keep)
	}
	return true
}

// keep joins again after each loss, until none is left.
func (s *Session) keep() {
	policy := s.cfg.Reconnect.withDefaults()
	for {
		s.mu.Lock()
		l := s.nextLoss
		s.nextLoss = nil
		s.keeping = l != nil
		s.mu.Unlock()
		if l == nil {
			return
		}
		if l.lived >= policy.Longest {
			s.attempt = 0
		}
		s.joinAgain(policy, l)
	}
}

// joinAgain joins again after a loss, or closes the session.
func (s *Session) joinAgain(policy Reconnect, l *loss) {
	s.logger.Warn("connection lost", "realm", s.cfg.Realm, "error", l.err)
	if l.farewell != nil {
		_ = l.link.Send(l.farewell) // the link is closed either way
	}
	if err := l.link.Close(l.reason); err != nil {
		s.logger.Debug("close link", "error", err)
	}
	for e := l.ending; ; {
		if !policy.Retry(e.err) || policy.Limit > 0 && s.attempt >= policy.Limit {
			if s.close(e, nil) {
				policy.OnChange(Change{State: Ended, Err: e.err})
			}
			return
		}
		s.attempt++
		pause := policy.Pause(s.attempt)
		policy.OnChange(Change{State: Disconnected, Err: e.err, Attempt: s.attempt, Pause: pause})
		if !s.sleep(pause) {
			return
		}
		err := s.rejoin(policy.Timeout)
		if err == nil {
			s.logger.Info("joined again", "realm", s.cfg.Realm, "session", s.ID(), "attempt", s.attempt)
			policy.OnChange(Change{State: Connected})
			return
		}
		if s.ctx.Err() != nil {
			return
		}
		s.logger.Debug("not joined again", "realm", s.cfg.Realm, "attempt", s.attempt, "error", err)
		e = ending{err: fmt.Errorf("join realm %q again: %w", s.cfg.Realm, err), reason: reasonOf(err)}
	}
}

// sleep reports false if the session ends before.
func (s *Session) sleep(d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-s.ctx.Done():
		return false
	}
}

// reasonOf returns the reason of the end of a session that err causes.
func reasonOf(err error) wamp.URI {
	var refused *wamp.Error
	if errors.As(err, &refused) {
		return refused.URI
	}
	return wamp.ErrNetworkFailure
}

// rejoin is one attempt. If it fails, the session is disconnected again, or over.
func (s *Session) rejoin(timeout time.Duration) error {
	ctx, cancel := context.WithTimeout(s.ctx, timeout)
	defer cancel()
	lost, err := s.beginRejoining()
	if err != nil {
		return err
	}
	welcomed := false
	link, err := s.openLink(ctx)
	if err != nil {
		err = &connectError{err}
	} else if err = s.sayHello(ctx); err == nil {
		welcomed = true
		if err = s.restore(ctx, lost); err == nil {
			err = s.endRejoining()
		}
	}
	if err == nil {
		return nil
	}
	s.disconnect(ending{err: err}, nil)
	s.keepLost(lost)
	if link != nil {
		_ = link.Send(farewellOf(err, welcomed)) // it may be gone already
		_ = link.Close(wamp.ErrCanceled)
	}
	return err
}

// farewellOf returns what to say to a router when joining again fails for err.
func farewellOf(err error, welcomed bool) wamp.Message {
	if welcomed {
		return &wamp.Goodbye{Details: wamp.Dict{}, Reason: wamp.CloseNormal}
	}
	return abort(err)
}

// beginRejoining takes what is to be restored.
func (s *Session) beginRejoining() (belongings, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.state != disconnected {
		return belongings{}, s.overLocked()
	}
	s.state = rejoining
	s.lastInvocation = 0
	for len(s.broken) > 0 {
		<-s.broken // of the last attempt, as is what came too late
	}
	for len(s.handshake) > 0 {
		<-s.handshake
	}
	lost := s.lost
	s.lost = belongings{}
	return lost, nil
}

// endRejoining has those go on who wait for the session.
func (s *Session) endRejoining() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.state != restoring {
		select {
		case err := <-s.broken:
			return err
		default:
			return s.overLocked()
		}
	}
	s.state, s.since = established, time.Now()
	close(s.rejoined)
	return nil
}

// awaitJoined waits until the session has joined again or is over. A call waits no
// longer than its timeout and has the rest of it left.
func (s *Session) awaitJoined(ctx context.Context, r *request) error {
	began := time.Now()
	if r != nil && r.options.wire.Timeout > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, r.options.wire.Timeout)
		defer cancel()
	}
	s.mu.Lock()
	rejoined := s.rejoined
	s.mu.Unlock()
	select {
	case <-rejoined:
	case <-s.done:
	case <-ctx.Done():
		return fmt.Errorf("%w and not mended yet: %w", ErrConnectionLost, ctx.Err())
	}
	if r != nil && r.kind == wamp.TypeCall {
		if r.options.wire.Timeout > 0 {
			r.options.wire.Timeout = max(r.options.wire.Timeout-time.Since(began), time.Millisecond)
		}
		r.call.Options.Timeout = wireTimeout(ctx, r.options.wire.Timeout)
	}
	return nil
}
