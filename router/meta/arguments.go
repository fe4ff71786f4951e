package meta

import (
	"fmt"
	"slices"

	"github.com/wampgen/wampgen/runtime/codec"
	"github.com/wampgen/wampgen/runtime/wamp"
	"github.com/wampgen/wampgen/schemas/metaapi"
)

// The arguments of the procedures.
var (
	idArgs     = codec.NewFields(codec.Required("id"))
	textArgs   = codec.NewFields(codec.Required("name"))
	rolesArgs  = codec.NewFields(codec.Optional("filter_authroles"))
	killKwargs = codec.NewFields(codec.Optional("reason", "message"))
)

// id reads the only argument, an ID.
func (q *request) id() (id wamp.ID, err error) {
	for c := q.in.Args(idArgs); c.Next(q.in); {
		id = q.in.ID()
	}
	return id, q.fault()
}

// text reads the only argument, a string.
func (q *request) text() (s string, err error) {
	for c := q.in.Args(textArgs); c.Next(q.in); {
		s = q.in.String()
	}
	return s, q.fault()
}

// roles reads the optional list of roles and returns whether a session has one of
// them.
func (q *request) roles() (func(Session) bool, error) {
	var roles []string
	all := true
	for c := q.in.Args(rolesArgs); c.Next(q.in); {
		if q.in.Null() {
			continue
		}
		all = false
		for q.in.List(); q.in.NextItem(); {
			roles = append(roles, q.in.String())
		}
	}
	return func(s Session) bool { return all || slices.Contains(roles, s.AuthRole) }, q.fault()
}

// goodbye reads what killed sessions are told.
func (q *request) goodbye() (reason wamp.URI, message string, err error) {
	reason = wamp.CloseKilled
	for c := q.in.Kwargs(killKwargs); c.Next(q.in); {
		switch {
		case q.in.Null():
		case c.Field == 0:
			reason = wamp.URI(q.in.String())
		default:
			message = q.in.String()
		}
	}
	if err := q.fault(); err != nil {
		return "", "", err
	}
	if !reason.Valid() {
		return "", "", &wamp.Error{URI: metaapi.InvalidURIErrorURI, Message: fmt.Sprintf("the reason %q is no URI", reason)}
	}
	return reason, message, nil
}

func (q *request) fault() error {
	if err := q.in.Err(); err != nil {
		return &wamp.Error{URI: wamp.ErrInvalidArgument, Message: err.Error()}
	}
	return nil
}

// number writes the only result, a number.
func (q *request) number(n int) {
	q.out.Args(1)
	q.out.Int(int64(n))
	q.out.End()
}

// ids writes the only result, a list of IDs.
func (q *request) ids(ids []wamp.ID) {
	q.out.Args(1)
	q.out.List(len(ids))
	for _, id := range ids {
		q.out.ID(id)
	}
	q.out.End()
	q.out.End()
}

// value writes the only result, of a generated type.
func (q *request) value(v interface{ EncodeWAMP(*codec.Writer) }) {
	q.out.Args(1)
	v.EncodeWAMP(q.out)
	q.out.End()
}
