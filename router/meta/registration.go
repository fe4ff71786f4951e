package meta

import (
	"github.com/wampgen/wampgen/router/dealer"
	"github.com/wampgen/wampgen/runtime/wamp"
	"github.com/wampgen/wampgen/schemas/metaapi"
)

var _ dealer.Watcher = (*API)(nil)

// Registered says that a session is added to a registration.
func (a *API) Registered(session wamp.ID, r dealer.Registration, created bool) {
	if created {
		add(&a.feed, metaapi.RegistrationOnCreateURI, metaapi.RegistrationOnCreateEvent{Session: session, Details: registrationDetails(r)})
	}
	add(&a.feed, metaapi.RegistrationOnRegisterURI, metaapi.RegistrationOnRegisterEvent{Session: session, Registration: r.ID})
}

// Unregistered says that a session is removed from a registration.
func (a *API) Unregistered(session wamp.ID, r dealer.Registration, deleted bool) {
	add(&a.feed, metaapi.RegistrationOnUnregisterURI, metaapi.RegistrationOnUnregisterEvent{Session: session, Registration: r.ID})
	if deleted {
		add(&a.feed, metaapi.RegistrationOnDeleteURI, metaapi.RegistrationOnDeleteEvent{Session: session, Registration: r.ID})
	}
}

func registrationDetails(r dealer.Registration) metaapi.RegistrationDetails {
	return metaapi.RegistrationDetails{
		ID:      r.ID,
		Created: r.Created.UTC(),
		URI:     string(r.Pattern.URI),
		Match:   metaapi.Match(r.Pattern.Match.String()),
		Invoke:  metaapi.Invoke(r.Invoke.String()),
	}
}
