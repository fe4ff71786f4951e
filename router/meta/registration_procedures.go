package meta

import (
	"slices"

	"github.com/wampgen/wampgen/router/dealer"
	"github.com/wampgen/wampgen/runtime/codec"
	"github.com/wampgen/wampgen/runtime/wamp"
	"github.com/wampgen/wampgen/schemas/metaapi"
)

// registrationProcedures are those of section "Registration Meta API", and
// Crossbar.io's remove_callee, by which an administrator revokes a registration.
func (a *API) registrationProcedures() map[wamp.URI]procedure {
	return map[wamp.URI]procedure{
		metaapi.RegistrationListURI:         a.listRegistrations,
		metaapi.RegistrationLookupURI:       a.lookupRegistration,
		metaapi.RegistrationMatchURI:        a.matchRegistration,
		metaapi.RegistrationGetURI:          a.getRegistration,
		metaapi.RegistrationListCalleesURI:  a.listCallees,
		metaapi.RegistrationCountCalleesURI: a.countCallees,
		metaapi.RegistrationRemoveCalleeURI: a.removeCallee,
	}
}

func (a *API) listRegistrations(q *request) error {
	var byMatch [wamp.MatchWildcard + 1][]wamp.ID
	for _, r := range a.dealer.Registrations() {
		byMatch[r.Pattern.Match] = append(byMatch[r.Pattern.Match], r.ID)
	}
	for _, ids := range byMatch {
		slices.Sort(ids)
	}
	q.value(&metaapi.RegistrationLists{Exact: byMatch[wamp.MatchExact], Prefix: byMatch[wamp.MatchPrefix], Wildcard: byMatch[wamp.MatchWildcard]})
	return nil
}

func (a *API) lookupRegistration(q *request) error {
	pattern, err := q.pattern()
	if err != nil {
		return err
	}
	q.registrationOrNull(a.dealer.Lookup(pattern))
	return nil
}

func (a *API) matchRegistration(q *request) error {
	procedure, err := q.text()
	if err != nil {
		return err
	}
	q.registrationOrNull(a.dealer.Matching(wamp.URI(procedure)))
	return nil
}

func (a *API) getRegistration(q *request) error {
	r, err := a.registration(q)
	if err != nil {
		return err
	}
	details := registrationDetails(r)
	q.value(&details)
	return nil
}

func (a *API) listCallees(q *request) error {
	r, err := a.registration(q)
	if err != nil {
		return err
	}
	q.ids(a.dealer.Callees(r.ID))
	return nil
}

func (a *API) countCallees(q *request) error {
	r, err := a.registration(q)
	if err != nil {
		return err
	}
	q.number(len(a.dealer.Callees(r.ID)))
	return nil
}

// removeCallee revokes the registration of a session.
func (a *API) removeCallee(q *request) error {
	var registration, session wamp.ID
	for c := q.in.Args(calleeArgs); c.Next(q.in); {
		if c.Field == 0 {
			registration = q.in.ID()
		} else {
			session = q.in.ID()
		}
	}
	reason, err := q.reason()
	if err != nil {
		return err
	}
	if _, ok := a.dealer.Registration(registration); !ok {
		return noRegistration(registration)
	}
	if !a.dealer.Revoke(session, registration, reason, q.burst) {
		return notPart("callee", session, registration)
	}
	return nil
}

// registration reads the only argument, the ID of a registration there is.
func (a *API) registration(q *request) (dealer.Registration, error) {
	id, err := q.id()
	if err != nil {
		return dealer.Registration{}, err
	}
	r, ok := a.dealer.Registration(id)
	if !ok {
		return r, noRegistration(id)
	}
	return r, nil
}

// registrationOrNull writes the only result, the ID of a registration if there is one.
func (q *request) registrationOrNull(r dealer.Registration, ok bool) {
	q.out.Args(1)
	if ok {
		q.out.Uint(uint64(r.ID))
	} else {
		q.out.Null()
	}
	q.out.End()
}

var calleeArgs = codec.NewFields(codec.Required("registration", "session"))
