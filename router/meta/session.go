package meta

import (
	"github.com/wampgen/wampgen/router/broker"
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

// The topics.
const (
	onJoin  wamp.URI = "wamp.session.on_join"
	onLeave wamp.URI = "wamp.session.on_leave"
)

// API is the session meta API of one realm.
type API struct {
	census Census
	broker *broker.Broker
	ids    broker.IDs
}

// New returns the API over a census. Its events go to the broker's subscribers.
func New(census Census, b *broker.Broker, ids broker.IDs) *API { return &API{census, b, ids} }

// Joined publishes wamp.session.on_join.
func (a *API) Joined(s Session, burst *session.Burst) {
	a.publish(onJoin, burst, func(w *codec.Writer) {
		w.Args(1)
		s.write(w)
		w.End()
	})
}

// Left publishes wamp.session.on_leave.
func (a *API) Left(s Session, burst *session.Burst) {
	a.publish(onLeave, burst, func(w *codec.Writer) {
		w.Args(3)
		w.Uint(uint64(s.ID))
		w.String(s.AuthID)
		w.String(s.AuthRole)
		w.End()
	})
}

// publish publishes an event of the router, if anybody is there to get it.
func (a *API) publish(topic wamp.URI, burst *session.Burst, write func(*codec.Writer)) {
	if !a.broker.Subscribed(topic) {
		return
	}
	w := codec.NewWriter(wamp.CBOR)
	defer w.Free()
	write(w)
	payload, err := w.Payload()
	if err != nil {
		return // a principal whose strings are not text is nothing to tell about
	}
	a.broker.Deliver(&broker.Publication{ID: a.ids.Publication(), Topic: topic, Payload: payload}, burst)
}

// write writes the session's details.
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
