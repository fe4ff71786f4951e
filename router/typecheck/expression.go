package typecheck

import (
	"fmt"
	"strings"
)

// expression is a type as the schema language writes it: "optional(list(Device))".
type expression struct {
	name  string
	inner *expression // of list, map, optional and nullable
}

// parse reads an expression. The first one that is none is noted.
func (t *types) parse(text string) expression {
	text = strings.TrimSpace(text)
	name, inner, has := strings.Cut(text, "(")
	if !has {
		return expression{name: text}
	}
	rest, closed := strings.CutSuffix(inner, ")")
	if !closed {
		t.fail(fmt.Errorf("type %q has no end", text))
	}
	e := t.parse(rest)
	return expression{name: strings.TrimSpace(name), inner: &e}
}
