package meta

import (
	"github.com/wampgen/wampgen/runtime/codec"
	"github.com/wampgen/wampgen/runtime/wamp"
	"github.com/wampgen/wampgen/schemas/metaapi"
)

// Scope says when a testament is published (section "Session Testament").
type Scope uint8

// The scopes, in the order in which a router without session resumption publishes
// them.
const (
	Detached  Scope = iota // when the session loses its transport
	Destroyed              // when the session is no more
)

// Testaments keeps what sessions leave behind.
type Testaments interface {
	// Add adds a testament; m is its own. The error is a *wamp.Error: it may not be
	// published, or there are too many.
	Add(session wamp.ID, scope Scope, m *wamp.Publish) error
	// Flush forgets the testaments of a scope.
	Flush(session wamp.ID, scope Scope)
}

// testamentProcedures are those of section "Session Testament".
func (a *API) testamentProcedures() map[wamp.URI]procedure {
	return map[wamp.URI]procedure{
		metaapi.SessionAddTestamentURI:    a.addTestament,
		metaapi.SessionFlushTestamentsURI: a.flushTestaments,
	}
}

func (a *API) addTestament(q *request) error {
	m := new(wamp.Publish)
	for c := q.in.Args(testamentArgs); c.Next(q.in); {
		switch c.Field {
		case 0:
			m.Topic = wamp.URI(q.in.String())
		case 1:
			v := q.in.RawList()
			m.Format, m.Args = v.Format, v.Bytes
		default:
			v := q.in.RawMap()
			m.Format, m.Kwargs = v.Format, v.Bytes
		}
	}
	scope, options := Destroyed, codec.Raw{}
	for c := q.in.Kwargs(testamentKwargs); c.Next(q.in); {
		switch {
		case q.in.Null():
		case c.Field == 0:
			options = q.in.RawMap()
		default:
			scope = q.scope()
		}
	}
	if err := q.fault(); err != nil {
		return err
	}
	m.Format = q.format
	var err error
	if m.Options, m.Passthru, err = codec.DecodePublishOptions(options); err != nil {
		return &wamp.Error{URI: wamp.ErrInvalidArgument, Message: "publish_" + err.Error()}
	}
	m.Options.Acknowledge = false // there is nobody to answer
	return a.testaments.Add(q.caller.ID, scope, m)
}

func (a *API) flushTestaments(q *request) error {
	scope := Destroyed
	for c := q.in.Kwargs(scopeKwargs); c.Next(q.in); {
		if !q.in.Null() {
			scope = q.scope()
		}
	}
	if err := q.fault(); err != nil {
		return err
	}
	a.testaments.Flush(q.caller.ID, scope)
	return nil
}

func (q *request) scope() Scope {
	var scope metaapi.Scope
	if scope.DecodeWAMP(q.in); scope == metaapi.ScopeDetached {
		return Detached
	}
	return Destroyed
}

// The arguments of the procedures.
var (
	testamentArgs   = codec.NewFields(codec.Required("topic"), codec.Optional("args", "kwargs"))
	testamentKwargs = codec.NewFields(codec.Optional("publish_options", "scope"))
	scopeKwargs     = codec.NewFields(codec.Optional("scope"))
)
