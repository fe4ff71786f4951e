package schema

import (
	"fmt"
	"strings"

	"github.com/wampgen/wampgen/gen/syntax"
)

// Component is the declaration of a component class.
type Component struct {
	Header
	Provides   []Text // references: Interface or Interface.member
	Publishes  []Text
	Calls      []Text
	Subscribes []Text
	Extra      []*Field
}

// componentDecl reads the declaration of a component. A null value does nothing.
func (p *parser) componentDecl(key, n *syntax.Node) *Component {
	c := &Component{Header: Header{Name: newText(key)}}
	if isNull(n) {
		return c
	}
	what := fmt.Sprintf("component %q", key.Text)
	p.declaration(n, what, "{provides: [Devices]}", p.header(&c.Header).with(keys{
		"provides":   func(_, n *syntax.Node) { c.Provides = p.references(n, what+": provides") },
		"publishes":  func(_, n *syntax.Node) { c.Publishes = p.references(n, what+": publishes") },
		"calls":      func(_, n *syntax.Node) { c.Calls = p.references(n, what+": calls") },
		"subscribes": func(_, n *syntax.Node) { c.Subscribes = p.references(n, what+": subscribes") },
		"extra":      func(_, n *syntax.Node) { c.Extra = p.fields(n, what+": extra", true) },
		"serial":     p.unsupported("serial components are"),
	}))
	return c
}

// references reads a list of names.
func (p *parser) references(n *syntax.Node, what string) []Text {
	if isNull(n) {
		return nil
	}
	if n.Kind == syntax.Scalar && n.Tag == syntax.String {
		d := p.list.Errorf(n.Pos, ruleKind, "%s must be a list", what)
		d.Hint = fmt.Sprintf("write [%s]", n.Text)
		if strings.HasPrefix(n.Text, "-") {
			d.Hint = dashHint
		}
		return nil
	}
	if !p.want(n, syntax.List, what) {
		return nil
	}
	var texts []Text
	for _, item := range n.Items {
		if item.Kind == syntax.Map && item.Get("interface") != nil {
			p.list.Errorf(item.Pos, ruleUnsupported, "prefixes of interfaces are not supported yet")
			continue
		}
		t := p.word(item, what+": an entry")
		switch {
		case t == nil:
		case strings.ContainsAny(t.Value, " \t\n"):
			p.list.Errorf(item.Pos, ruleKind, "%s: %q is not a name", what, t.Value).Hint = dashHint
		default:
			texts = append(texts, *t)
		}
	}
	return texts
}

const dashHint = `each item is a line of its own, indented alike, and begins with "- "`
