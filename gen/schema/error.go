package schema

import (
	"fmt"

	"github.com/wampgen/wampgen/gen/syntax"
)

// Error is the declaration of an error.
type Error struct {
	Header
	URI *Text
	Payload
	Message    *Text
	Incomplete bool // fields may be missing
}

// errorDecl reads the declaration of an error. A null value has everything derived.
func (p *parser) errorDecl(key, n *syntax.Node) *Error {
	e := &Error{Header: Header{Name: newText(key)}}
	if isNull(n) {
		return e
	}
	what := fmt.Sprintf("error %q", key.Text)
	complete := p.declaration(levelError, n, what, "{kwargs: {name: type}, message: text}", p.header(&e.Header).with(p.payload(&e.Payload, what)).with(keys{
		"uri":     func(_, n *syntax.Node) { e.URI = p.given(n, "uri") },
		"message": func(_, n *syntax.Node) { e.Message = p.text(n, "message") },
	}))
	e.Incomplete = !complete || !readable(n, "args") || !readable(n, "kwargs")
	return e
}

// readable reports whether the value of a key is a map, all of it, or absent.
func readable(n *syntax.Node, key string) bool {
	v := n.Get(key)
	return v == nil || v.Kind == syntax.Map || isNull(v)
}
