package meta

import (
	"github.com/wampgen/wampgen/router/session"
	"github.com/wampgen/wampgen/runtime/codec"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// Session is what is said of a session.
type Session struct {
	ID           wamp.ID
	AuthID       string
	AuthRole     string
	AuthMethod   string
	AuthProvider string
	Transport    session.Transport // zero: not said
}

// Census knows the sessions of a realm.
type Census interface {
	// List returns the IDs of the sessions for which keep is true.
	List(keep func(Session) bool) []wamp.ID
	// Get returns a session.
	Get(wamp.ID) (Session, bool)
	// Kill ends a session with GOODBYE; quiet does it without on_leave. It reports
	// whether there is such a session.
	Kill(id wamp.ID, reason wamp.URI, message string, quiet bool) bool
}

// The topics of section "Session Meta API".
const (
	onJoin  wamp.URI = "wamp.session.on_join"
	onLeave wamp.URI = "wamp.session.on_leave"
)

// Joined publishes wamp.session.on_join.
func (a *API) Joined(s Session, burst *session.Burst) {
	a.feed.add(onJoin, func(w *codec.Writer) {
		w.Args(1)
		s.write(w)
		w.End()
	})
	a.feed.flush(burst)
}

// Left publishes wamp.session.on_leave.
func (a *API) Left(s Session, burst *session.Burst) {
	a.feed.add(onLeave, func(w *codec.Writer) {
		w.Args(3)
		w.Uint(uint64(s.ID))
		w.String(s.AuthID)
		w.String(s.AuthRole)
		w.End()
	})
	a.feed.flush(burst)
}

func (s Session) write(w *codec.Writer) {
	n := 5
	if s.Transport != (session.Transport{}) {
		n++
	}
	w.Map(n)
	w.Key("session")
	w.Uint(uint64(s.ID))
	w.Key("authid")
	w.String(s.AuthID)
	w.Key("authrole")
	w.String(s.AuthRole)
	w.Key("authmethod")
	w.String(s.AuthMethod)
	w.Key("authprovider")
	w.String(s.AuthProvider)
	if t := s.Transport; t != (session.Transport{}) {
		w.Key("transport")
		w.Map(3)
		w.Key("type")
		w.String(t.Type)
		w.Key("protocol")
		w.String(t.Protocol)
		w.Key("peer")
		w.String(t.Peer)
		w.End()
	}
	w.End()
}
