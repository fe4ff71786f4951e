package syntax

import (
	"bytes"

	"gopkg.in/yaml.v3"
)

// scalar fills in a scalar.
func (b *yamlBuilder) scalar(node *Node, n *yaml.Node) {
	node.Kind, node.Text = Scalar, n.Value
	b.extent(node, n)
	if n.Style&^yaml.FlowStyle != 0 {
		node.Tag, node.Quoted = String, true
		return
	}
	if message, hint := badNumber(n.Value); message != "" {
		b.list.Errorf(node.Pos, ruleNumber, message, n.Value).Hint = hint
		node.Kind = Broken
		return
	}
	node.Tag, node.Ambiguous = resolve(n.Value)
	if (node.Tag == Int || node.Tag == Float) && len(n.Value) > maxNumber {
		b.list.Errorf(node.Pos, ruleNumber, "a number has more than %d digits", maxNumber)
		node.Kind = Broken
	}
}

// extent finds the end of a scalar in the source, and where its text stands
// there character by character.
func (b *yamlBuilder) extent(node *Node, n *yaml.Node) {
	s := b.source
	from := s.offset(n.Line, n.Column)
	line := s.data[from:s.lineEnd(s.lineOf(from))]
	switch {
	case n.Kind != yaml.ScalarNode:
		node.Pos.EndColumn = node.Pos.Column + 1
	case n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0 || n.Style&yaml.TaggedStyle != 0:
		// The header of a block scalar: its text begins in the next line.
	case n.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle) != 0:
		if len(line) > 1 && bytes.HasPrefix(line[1:], []byte(n.Value)) && bytes.HasPrefix(line[1+len(n.Value):], line[:1]) {
			node.Pos = s.span(from, from+len(n.Value)+2)
			node.verbatim = node.Pos.Column + 1
		} else {
			node.Pos = s.span(from, from+quotedLength(line))
		}
	case n.Value != "" && bytes.HasPrefix(line, []byte(n.Value)):
		node.Pos = s.span(from, from+len(n.Value))
		node.verbatim = node.Pos.Column
	case n.Value != "": // a plain scalar of several lines
		node.Pos = s.span(from, from+len(line))
	}
}

// quotedLength returns the length of the quoted scalar that a line begins with,
// or of the line if it does not end there.
func quotedLength(line []byte) int {
	for i := 1; i < len(line); i++ {
		switch {
		case line[0] == '"' && line[i] == '\\':
			i++
		case line[i] != line[0]:
		case line[0] == '\'' && i+1 < len(line) && line[i+1] == '\'':
			i++
		default:
			return i + 1
		}
	}
	return len(line)
}
