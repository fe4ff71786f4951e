package session

import (
	"context"
	"log/slog"
)

// debugging reports whether anybody reads what sessions log of their lives: without, a
// storm of sessions makes no record.
func (s *server) debugging() bool {
	return s.cfg.Logger.Enabled(context.Background(), slog.LevelDebug)
}

// logJoined tells what the session is that other records name by its ID.
func (s *server) logJoined() {
	if !s.debugging() {
		return
	}
	p := s.peer.principal
	s.cfg.Logger.Debug("session joined", "session", s.peer.id, "realm", s.realmName, "authid", p.AuthID,
		"role", p.AuthRole, "method", p.AuthMethod, "remote", s.conn.Info().Remote)
}

// logEnded tells why the session has ended, or why it was not admitted.
func (s *server) logEnded(e *ending) {
	if !s.debugging() {
		return
	}
	what, attrs := "session ended", []any{"session", s.peer.id, "realm", s.realmName, "remote", s.conn.Info().Remote}
	if s.realm == nil {
		what = "session not admitted"
	}
	if e.reason != "" {
		attrs = append(attrs, "reason", e.reason)
	}
	if e.err != nil {
		attrs = append(attrs, "error", e.err)
	}
	s.cfg.Logger.Debug(what, attrs...)
}
