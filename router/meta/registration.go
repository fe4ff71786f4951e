package meta

import (
	"github.com/wampgen/wampgen/router/dealer"
	"github.com/wampgen/wampgen/runtime/codec"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// The topics of section "Registration Meta API".
const (
	onRegistrationCreate wamp.URI = "wamp.registration.on_create"
	onRegister           wamp.URI = "wamp.registration.on_register"
	onUnregister         wamp.URI = "wamp.registration.on_unregister"
	onRegistrationDelete wamp.URI = "wamp.registration.on_delete"
)

var _ dealer.Watcher = (*API)(nil)

// Registered says that a session is added to a registration.
func (a *API) Registered(session wamp.ID, r dealer.Registration, created bool) {
	if created {
		a.feed.add(onRegistrationCreate, func(w *codec.Writer) {
			w.Args(2)
			w.Uint(uint64(session))
			writeRegistration(w, r)
			w.End()
		})
	}
	a.feed.add(onRegister, pair(session, r.ID))
}

// Unregistered says that a session is removed from a registration.
func (a *API) Unregistered(session wamp.ID, r dealer.Registration, deleted bool) {
	a.feed.add(onUnregister, pair(session, r.ID))
	if deleted {
		a.feed.add(onRegistrationDelete, pair(session, r.ID))
	}
}

func writeRegistration(w *codec.Writer, r dealer.Registration) {
	w.Map(5)
	w.Key("id")
	w.Uint(uint64(r.ID))
	w.Key("created")
	w.Time(r.Created.UTC())
	w.Key("uri")
	w.String(string(r.Pattern.URI))
	w.Key("match")
	w.String(r.Pattern.Match.String())
	w.Key("invoke")
	w.String(r.Invoke.String())
	w.End()
}
