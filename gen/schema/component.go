package schema

import (
	"fmt"
	"strings"

	"github.com/wampgen/wampgen/gen/syntax"
)

// Component is the declaration of a component class.
type Component struct {
	Header
	Provides   []Reference
	Publishes  []Reference
	Calls      []Reference
	Subscribes []Reference
	Extra      []*Field
	Serial     bool // handles one thing at a time
}

// Reference is an entry of a list: Interface or Interface.member.
type Reference struct {
	Text
	Prefix *Text // of the members' names in the component
}

// componentDecl reads the declaration of a component. A null value does nothing.
func (p *parser) componentDecl(key, n *syntax.Node) *Component {
	c := &Component{Header: Header{Name: newText(key)}}
	if isNull(n) {
		return c
	}
	what := fmt.Sprintf("component %q", key.Text)
	p.declaration(levelComponent, n, what, "{provides: [Devices]}", p.header(&c.Header).with(keys{
		"provides":   func(_, n *syntax.Node) { c.Provides = p.references(n, what+": provides", true) },
		"publishes":  func(_, n *syntax.Node) { c.Publishes = p.references(n, what+": publishes", true) },
		"calls":      func(_, n *syntax.Node) { c.Calls = p.references(n, what+": calls", true) },
		"subscribes": func(_, n *syntax.Node) { c.Subscribes = p.references(n, what+": subscribes", true) },
		"extra":      func(_, n *syntax.Node) { c.Extra = p.fields(n, what+": extra", true) },
		"serial":     func(_, n *syntax.Node) { c.Serial = p.flag(n, "serial") },
	}))
	return c
}

// references reads a list of names, which may have prefixes.
func (p *parser) references(n *syntax.Node, what string, prefixes bool) []Reference {
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
	var texts []Reference
	for _, item := range n.Items {
		if isMap(item) && prefixes {
			if r := p.prefixed(item, what+": an entry"); r != nil {
				texts = append(texts, *r)
			}
			continue
		}
		t := p.word(item, what+": an entry")
		switch {
		case t == nil:
		case strings.ContainsAny(t.Value, " \t\n"):
			p.list.Errorf(item.Pos, ruleKind, "%s: %q is not a name", what, t.Value).Hint = dashHint
		default:
			texts = append(texts, Reference{Text: *t})
		}
	}
	return texts
}

// prefixed reads an interface, or a member of one, with a prefix in the component, or
// returns nil.
func (p *parser) prefixed(n *syntax.Node, what string) *Reference {
	var name, prefix *Text
	complete := p.object(levelReference, n, what, keys{
		"interface": func(_, n *syntax.Node) { name = p.word(n, "interface") },
		"prefix":    func(_, n *syntax.Node) { prefix = p.word(n, "prefix") },
	})
	missing := func(key string, value *Text) { // a misspelt key counts as what it is like
		if complete && value == nil && n.Get(key) == nil {
			p.list.Errorf(n.Pos, ruleMissingKey, "%s has no %s", what, key).Hint = "write {interface: Users, prefix: User}"
		}
	}
	missing("interface", name)
	missing("prefix", prefix)
	if name == nil || prefix == nil {
		return nil
	}
	return &Reference{Text: *name, Prefix: prefix}
}

const dashHint = `each item is a line of its own, indented alike, and begins with "- "`
