package schema

import (
	"github.com/wampgen/wampgen/gen/diag"
	"github.com/wampgen/wampgen/gen/syntax"
)

// Text is a text of the file.
type Text struct {
	Value string
	Pos   diag.Position

	node *syntax.Node
}

// Inside returns the position of the bytes [start, end) of the text.
func (t Text) Inside(start, end int) diag.Position {
	if t.node == nil {
		return t.Pos
	}
	return t.node.Inside(start, end)
}

// Value is a scalar whose meaning depends on a type that is not known yet.
type Value struct {
	Text
	Tag       syntax.Tag
	Number    string // of an Int or Float: its text in the notation of JSON
	Ambiguous string // see syntax.Node
}

// Header is what every declaration has.
type Header struct {
	Name       Text
	GoName     *Text // nil: not written, as everywhere in this package
	Doc        *Text
	Deprecated *Text
}

// header returns the keys of a header.
func (p *parser) header(h *Header) keys {
	return keys{
		"doc":        func(_, n *syntax.Node) { h.Doc = p.text(n, "doc") },
		"deprecated": func(_, n *syntax.Node) { h.Deprecated = p.deprecated(n) },
		"go_name":    func(_, n *syntax.Node) { h.GoName = p.word(n, "go_name") },
	}
}

// deprecated reads what to use instead.
func (p *parser) deprecated(n *syntax.Node) *Text {
	if n.Kind == syntax.Scalar && n.Tag == syntax.Bool {
		p.list.Errorf(n.Pos, ruleKind, "deprecated says what to use instead").Hint = "write deprecated: use other_name"
		return nil
	}
	return p.word(n, "deprecated")
}

func newText(n *syntax.Node) Text { return Text{Value: n.Text, Pos: n.Pos, node: n} }
