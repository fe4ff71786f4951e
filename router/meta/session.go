package meta

import (
	"slices"

	"github.com/wampgen/wampgen/router/session"
	"github.com/wampgen/wampgen/runtime"
	"github.com/wampgen/wampgen/runtime/codec"
	"github.com/wampgen/wampgen/runtime/wamp"
	"github.com/wampgen/wampgen/schemas/metaapi"
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

// Joined publishes wamp.session.on_join.
func (a *API) Joined(s Session, burst *session.Burst) {
	add(&a.feed, metaapi.SessionOnJoinURI, joined(s))
	a.feed.flush(burst)
}

// Left publishes wamp.session.on_leave.
func (a *API) Left(s Session, burst *session.Burst) {
	add(&a.feed, metaapi.SessionOnLeaveURI, metaapi.SessionOnLeaveEvent{
		Session: s.ID, AuthID: runtime.Some(s.AuthID), AuthRole: runtime.Some(s.AuthRole),
	})
	a.feed.flush(burst)
}

// joined is the event of a session that has joined: its details are made where somebody
// gets them.
type joined Session

func (e *joined) EncodeWAMP(w *codec.Writer) {
	details := (*Session)(e).details(wamp.CBOR)
	w.Args(1)
	details.EncodeWAMP(w)
	w.End()
}

// details returns what callers and subscribers are told, to be written in a format.
func (s *Session) details(f wamp.Format) metaapi.SessionDetails {
	return metaapi.SessionDetails{
		Session:      s.ID,
		AuthID:       runtime.Some(s.AuthID),
		AuthRole:     runtime.Some(s.AuthRole),
		AuthMethod:   runtime.Some(s.AuthMethod),
		AuthProvider: runtime.Some(s.AuthProvider),
		Transport:    transport(s.Transport, f),
	}
}

// transport returns nil where nothing is said.
func transport(t session.Transport, f wamp.Format) *runtime.Raw {
	if t == (session.Transport{}) {
		return nil
	}
	w := codec.NewWriter(f)
	defer w.Free()
	w.Kwargs(3)
	w.Key("type")
	w.String(t.Type)
	w.Key("protocol")
	w.String(t.Protocol)
	w.Key("peer")
	w.String(t.Peer)
	w.End()
	p, err := w.Payload()
	if err != nil {
		return nil // it is not text
	}
	return &runtime.Raw{Format: f, Bytes: slices.Clone(p.Kwargs)}
}
