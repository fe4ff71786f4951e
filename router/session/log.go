package session

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"strings"

	"github.com/wampgen/wampgen/runtime/wamp"
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

// logEnded tells why the session has ended, or why it was not admitted. A limit that ends one
// is worth a warning: its client sees a connection that is lost. Clients that go out of reach are
// not.
func (s *server) logEnded(e *ending) {
	level, what := slog.LevelDebug, "session ended"
	switch {
	case e.logged:
		return
	case s.realm == nil:
		what = "session not admitted"
	case e.limit != "" && e.limit != limitPingsMissed:
		level, what = slog.LevelWarn, "session ended by a limit"
	}
	if !s.cfg.Logger.Enabled(context.Background(), level) {
		return
	}
	attrs := []any{"session", s.peer.id, "realm", s.realmName, "remote", s.conn.Info().Remote}
	if level > slog.LevelDebug {
		attrs = append(attrs, "authid", s.peer.principal.AuthID, "limit", e.limit)
	}
	if e.reason != "" {
		attrs = append(attrs, "reason", e.reason)
	}
	if e.err != nil {
		attrs = append(attrs, "error", e.err)
	}
	s.cfg.Logger.Log(context.Background(), level, what, attrs...)
}

// longestName bounds what the log shows of names that a peer has chosen, in bytes.
const longestName = 64

// logFailedLogin tells of a peer that is not admitted, without what it has proved itself by.
func (s *server) logFailedLogin(a *Attempt, e *ending) {
	authid, _ := a.Details["authid"].(string)
	method := cmp.Or(a.Method, strings.Join(a.AuthMethods(), ","), anonymous)
	attrs := []any{
		"realm", a.Realm, "authid", cut(authid, longestName), "method", cut(method, longestName), "protocol", a.Info.Protocol, "reason", e.reason,
	}
	if e.limit != "" {
		attrs = append(attrs, "limit", e.limit)
	}
	level := slog.LevelWarn
	var w *wamp.Error
	if errors.As(e.err, &w) {
		attrs = append(attrs, "error", cut(w.Message, maxExplanation))
	} else {
		level = slog.LevelError // of this side
		attrs = append(attrs, "error", e.err)
	}
	const message = "login failed"
	if s.cfg.FailedLogins == nil && level == slog.LevelError {
		s.cfg.Logger.Error(message, append(attrs, "remote", a.Info.Remote)...)
		return
	}
	e.logged = s.cfg.FailedLogins.Write(s.cfg.Logger, level, message, a.Info.Remote, attrs...)
}
