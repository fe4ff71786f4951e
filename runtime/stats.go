package runtime

import "sync/atomic"

// Stats counts what a session has handled since it joined.
type Stats struct {
	Invocations  uint64 // handlers run
	Events       uint64 // handlers run; an event with two handlers counts twice
	FailedEvents uint64 // those of Events that failed, panicked or broke their type
	Panics       uint64 // of handlers of both kinds
}

type counters struct {
	invocations                  uint64 // under Session.mu
	events, failedEvents, panics atomic.Uint64
}

// Stats returns the session's counts.
func (s *Session) Stats() Stats {
	s.mu.Lock()
	invocations := s.stats.invocations
	s.mu.Unlock()
	return Stats{
		Invocations:  invocations,
		Events:       s.stats.events.Load(),
		FailedEvents: s.stats.failedEvents.Load(),
		Panics:       s.stats.panics.Load(),
	}
}
