package meta

import (
	"slices"

	"github.com/wampgen/wampgen/runtime/wamp"
	"github.com/wampgen/wampgen/schemas/metaapi"
)

// sessionProcedures are those of section "Session Meta API".
func (a *API) sessionProcedures() map[wamp.URI]procedure {
	return map[wamp.URI]procedure{
		metaapi.SessionCountURI:          a.count,
		metaapi.SessionListURI:           a.list,
		metaapi.SessionGetURI:            a.get,
		metaapi.SessionKillURI:           a.kill,
		metaapi.SessionKillByAuthIDURI:   a.killByAuthID,
		metaapi.SessionKillByAuthRoleURI: a.killByAuthRole,
		metaapi.SessionKillAllURI:        a.killAll,
	}
}

func (a *API) count(q *request) error {
	keep, err := q.roles()
	if err != nil {
		return err
	}
	q.number(len(a.census.List(keep)))
	return nil
}

func (a *API) list(q *request) error {
	keep, err := q.roles()
	if err != nil {
		return err
	}
	q.ids(a.census.List(keep))
	return nil
}

func (a *API) get(q *request) error {
	id, err := q.id()
	if err != nil {
		return err
	}
	s, ok := a.census.Get(id)
	if !ok {
		return noSession(id)
	}
	details := s.details(q.format)
	q.value(&details)
	return nil
}

func (a *API) kill(q *request) error {
	id, err := q.id()
	if err != nil {
		return err
	}
	reason, message, err := q.goodbye()
	if err != nil {
		return err
	}
	if id == q.caller.ID {
		return &wamp.Error{URI: wamp.ErrNoSuchSession, Message: "a session does not kill itself"}
	}
	if !a.census.Kill(id, reason, message, false) {
		return noSession(id)
	}
	return nil
}

func (a *API) killByAuthID(q *request) error {
	authID, err := q.text()
	if err != nil {
		return err
	}
	killed, err := a.killSessions(q, false, func(s Session) bool { return s.AuthID == authID })
	if err != nil {
		return err
	}
	q.ids(killed)
	return nil
}

func (a *API) killByAuthRole(q *request) error {
	role, err := q.text()
	if err != nil {
		return err
	}
	killed, err := a.killSessions(q, false, func(s Session) bool { return s.AuthRole == role })
	if err != nil {
		return err
	}
	q.number(len(killed))
	return nil
}

func (a *API) killAll(q *request) error {
	killed, err := a.killSessions(q, true, func(Session) bool { return true })
	if err != nil {
		return err
	}
	q.number(len(killed))
	return nil
}

// killSessions ends all sessions for which the condition is true but the
// caller's, and returns those it has ended.
func (a *API) killSessions(q *request, quiet bool, condition func(Session) bool) ([]wamp.ID, error) {
	reason, message, err := q.goodbye()
	if err != nil {
		return nil, err
	}
	ids := a.census.List(func(s Session) bool { return s.ID != q.caller.ID && condition(s) })
	return slices.DeleteFunc(ids, func(id wamp.ID) bool {
		return !a.census.Kill(id, reason, message, quiet)
	}), nil
}
