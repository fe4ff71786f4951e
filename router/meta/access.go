package meta

import (
	"github.com/wampgen/wampgen/router/urimatch"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// Access knows what sessions may do, beyond calling a procedure of the router. Its
// errors are of the type *wamp.Error.
type Access interface {
	// MaySubscribe tells whether a session may subscribe to a pattern: else it may
	// not read its history either.
	MaySubscribe(session wamp.ID, p urimatch.Pattern) error
	// MaySee reports whether a session may use, in whatever way, a procedure or
	// topic; of one whose kind is not known, either.
	MaySee(session wamp.ID, kind Resource, p urimatch.Pattern) bool
	// MayDefine tells whether a session may say what is at a URI: who may register
	// or publish it.
	MayDefine(session wamp.ID, uri wamp.URI) error
}
