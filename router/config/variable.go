package config

import (
	"errors"
	"fmt"
	"strings"

	"github.com/wampgen/wampgen/gen/syntax"
)

// expand replaces $VAR, ${VAR} and ${VAR:-default} in every string value below n,
// and remembers how those were written. "$$" is one "$"; a "$" that no name or
// brace follows stays. Keys are left alone.
func (r *reading) expand(n *syntax.Node, env func(string) (string, bool)) {
	switch n.Kind {
	case syntax.Map:
		for _, p := range n.Pairs {
			r.enter(join(r.path, p.Key.Text), p.Value, func() { r.expand(p.Value, env) })
		}
	case syntax.List:
		for i, item := range n.Items {
			r.enter(joinIndex(r.path, i), item, func() { r.expand(item, env) })
		}
	default:
		if n.Tag == syntax.String && strings.Contains(n.Text, "$") {
			r.expandText(n, env)
		}
	}
}

func (r *reading) expandText(n *syntax.Node, env func(string) (string, bool)) {
	var b strings.Builder
	holds, ok := false, true
	for rest := n.Text; rest != ""; {
		before, after, found := strings.Cut(rest, "$")
		b.WriteString(before)
		if !found {
			break
		}
		start := len(n.Text) - len(after) - 1
		v, length, err := variable(after)
		if err != nil {
			r.fault(n, "variable", "%v", err).Pos = n.Inside(start, len(n.Text))
			n.Kind = syntax.Broken
			return
		}
		rest = after[length:]
		switch {
		case length == 0:
			b.WriteByte('$')
		case v.name == "":
			b.WriteByte('$')
		default:
			holds = true
			value, set := v.value(env)
			if !set {
				d := r.fault(n, "unset-variable", "environment variable %s is not set", v.name)
				d.Pos = n.Inside(start, start+1+length)
				d.Hint = fmt.Sprintf("set it, or write ${%s:-default}", v.name)
				ok = false
			}
			b.WriteString(value)
		}
	}
	if holds {
		r.file.raw[n] = n.Text
	}
	n.Text = b.String()
	if !ok {
		n.Kind = syntax.Broken // and nothing more is said about it
	}
}

// reference is one variable in a text.
type reference struct {
	name, fallback string
	hasFallback    bool
}

// value is what the variable holds. Like in a shell, the default of :- counts for an
// empty one too.
func (v reference) value(env func(string) (string, bool)) (value string, ok bool) {
	value, ok = env(v.name)
	if v.hasFallback && value == "" {
		return v.fallback, true
	}
	return value, ok
}

// variable reads what follows a "$": nothing that is a variable (length 0), a
// second "$" (no name), or a reference.
func variable(s string) (v reference, length int, err error) {
	if strings.HasPrefix(s, "$") {
		return v, 1, nil
	}
	if !strings.HasPrefix(s, "{") {
		n := nameLength(s)
		return reference{name: s[:n]}, n, nil
	}
	inside, _, closed := strings.Cut(s[1:], "}")
	if !closed {
		return v, 0, errors.New("variable ${ has no closing brace")
	}
	v.name, v.fallback, v.hasFallback = strings.Cut(inside, ":-")
	if v.name == "" || nameLength(v.name) != len(v.name) {
		return v, 0, fmt.Errorf("variable ${%s} is not of the form ${NAME} or ${NAME:-default}", inside)
	}
	return v, len(inside) + 2, nil
}

// nameLength returns how many bytes at the start of s are a variable's name.
func nameLength(s string) int {
	for i := 0; i < len(s); i++ {
		c := s[i]
		letter := c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
		if !letter && (i == 0 || c < '0' || c > '9') {
			return i
		}
	}
	return len(s)
}
