package meta

import (
	"slices"

	"github.com/wampgen/wampgen/runtime/codec"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// Call answers a call of a procedure. The error is a *wamp.Error.
func (a *API) Call(caller wamp.ID, procedure wamp.URI, p wamp.Payload) (wamp.Payload, error) {
	answer := a.procedure(procedure)
	if answer == nil {
		return wamp.Payload{}, &wamp.Error{URI: wamp.ErrNoSuchProcedure}
	}
	r := codec.NewReader(p)
	defer r.Free()
	w := codec.NewWriter(wamp.CBOR)
	defer w.Free()
	err := answer(&request{caller, r, w})
	if err == nil {
		var result wamp.Payload
		if result, err = w.Payload(); err == nil {
			return result.Clone(), nil
		}
	}
	return wamp.Payload{}, err
}

// request is one call: its arguments are read from in, its result is written to
// out.
type request struct {
	caller wamp.ID
	in     *codec.Reader
	out    *codec.Writer
}

// procedure returns what answers the calls of a procedure, or nil.
func (a *API) procedure(uri wamp.URI) func(*request) error {
	switch uri {
	case "wamp.session.count":
		return a.count
	case "wamp.session.list":
		return a.list
	case "wamp.session.get":
		return a.get
	case "wamp.session.kill":
		return a.kill
	case "wamp.session.kill_by_authid":
		return a.killByAuthID
	case "wamp.session.kill_by_authrole":
		return a.killByAuthRole
	case "wamp.session.kill_all":
		return a.killAll
	}
	return nil
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
	q.sessions(a.census.List(keep))
	return nil
}

func (a *API) get(q *request) error {
	id, err := q.session()
	if err != nil {
		return err
	}
	s, ok := a.census.Get(id)
	if !ok {
		return &wamp.Error{URI: wamp.ErrNoSuchSession}
	}
	q.out.Args(1)
	s.write(q.out)
	q.out.End()
	return nil
}

func (a *API) kill(q *request) error {
	id, err := q.session()
	if err != nil {
		return err
	}
	reason, message, err := q.goodbye()
	if err != nil {
		return err
	}
	if id == q.caller || !a.census.Kill(id, reason, message, false) {
		return &wamp.Error{URI: wamp.ErrNoSuchSession}
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
	q.sessions(killed)
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
	ids := a.census.List(func(s Session) bool { return s.ID != q.caller && condition(s) })
	return slices.DeleteFunc(ids, func(id wamp.ID) bool {
		return !a.census.Kill(id, reason, message, quiet)
	}), nil
}
