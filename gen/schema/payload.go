package schema

import (
	"fmt"
	"strings"

	"github.com/wampgen/wampgen/gen/syntax"
)

// Payload is what a message carries.
type Payload struct {
	Args   []*Field
	Kwargs []*Field
}

// payload returns the keys of a payload.
func (p *parser) payload(l *Payload, what string) keys {
	return keys{
		"args":   func(_, n *syntax.Node) { l.Args = p.fields(n, what+": args", false) },
		"kwargs": func(_, n *syntax.Node) { l.Kwargs = p.fields(n, what+": kwargs", false) },
	}
}

// result reads a result: a type or the long form of a field, which both are one
// positional value, or a payload.
func (p *parser) result(key, n *syntax.Node, what string) Payload {
	var l Payload
	switch {
	case isNull(n):
	case n.Kind == syntax.List && len(n.Items) != 1:
		p.list.Errorf(n.Pos, ruleKind, "%s: result must be a type or a map, not a list", what).Hint = "several values are written {args: {first: T, second: T}}"
	case isMap(n) && (len(n.Pairs) == 0 || n.Get("args") != nil || n.Get("kwargs") != nil):
		p.object(levelPayload, n, what+": result", p.payload(&l, what+": result"))
	case n.Kind == syntax.Map && n.Get("type") == nil && !isLongForm(n):
		p.list.Errorf(n.Pos, ruleUnknownKey, "%s: result has neither type, args nor kwargs", what).Hint =
			fmt.Sprintf("named values are written {kwargs: {%s: ...}}", n.Pairs[0].Key.Text)
	default:
		l.Args = []*Field{p.field(key, n, false)}
	}
	return l
}

// part reads what one message of several carries: a payload, which is never a bare type,
// so that it can grow.
func (p *parser) part(n *syntax.Node, what string) *Payload {
	l := new(Payload)
	switch {
	case isNull(n):
	case n.Kind == syntax.Scalar || n.Kind == syntax.Map && len(n.Pairs) > 0 && n.Get("args") == nil && n.Get("kwargs") == nil:
		text := "T"
		if n.Kind == syntax.Scalar && n.Tag == syntax.String && !strings.ContainsAny(n.Text, " ,:{}") {
			text = n.Text
		}
		p.list.Errorf(n.Pos, ruleKind, "%s must be a map with args, kwargs or both", what).Hint = fmt.Sprintf("write {args: {chunk: %s}}", text)
	default:
		p.object(levelPayload, n, what, p.payload(l, what))
	}
	return l
}

// isLongForm reports whether a map has a key of the long form of a field.
func isLongForm(n *syntax.Node) bool {
	for _, key := range []string{"doc", "deprecated", "go_name", "default", "min", "max", "pattern"} {
		if n.Get(key) != nil {
			return true
		}
	}
	return false
}
