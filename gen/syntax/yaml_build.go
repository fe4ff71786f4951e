package syntax

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf8"

	"gopkg.in/yaml.v3"

	"github.com/wampgen/wampgen/gen/diag"
)

// yamlBuilder makes our tree of the library's, and collects what it refuses.
type yamlBuilder struct {
	source  *source
	limits  Limits
	list    diag.List
	nodes   int
	stopped bool // a limit is passed: no tree
}

func (b *yamlBuilder) position(n *yaml.Node) diag.Position {
	return b.source.at(b.source.offset(n.Line, n.Column))
}

// value converts a node and what is below it.
func (b *yamlBuilder) value(n *yaml.Node, depth int) *Node {
	node := &Node{Kind: Broken, Pos: b.position(n)}
	if b.nodes++; b.nodes > b.limits.Nodes {
		b.stop(node.Pos, "the file has more than %d values", b.limits.Nodes)
	} else if depth > b.limits.Depth {
		b.stop(node.Pos, "maps and lists are nested more than %d deep", b.limits.Depth)
	}
	if b.stopped {
		return node
	}
	if n.Kind == yaml.AliasNode {
		node.Pos.EndColumn = node.Pos.Column + 1 + utf8.RuneCountInString(n.Value)
		b.list.Errorf(node.Pos, ruleAlias, "aliases are not allowed").Hint = "write the value itself"
		return node
	}
	if n.Anchor != "" {
		pos := node.Pos
		pos.EndColumn = pos.Column + 1 + utf8.RuneCountInString(n.Anchor)
		b.list.Errorf(pos, ruleAlias, "anchors are not allowed").Hint = fmt.Sprintf("remove \"&%s\"", n.Anchor)
	}
	if n.Style&yaml.TaggedStyle != 0 {
		if from := b.source.offset(n.Line, n.Column); bytes.HasPrefix(b.source.data[from:], []byte(n.Tag)) {
			node.Pos.EndColumn = node.Pos.Column + utf8.RuneCountInString(n.Tag)
		}
		b.list.Errorf(node.Pos, ruleTag, "the tag %s is not allowed", n.Tag).Hint = "remove it; quotes make a value a string"
		return node
	}
	switch n.Kind {
	case yaml.ScalarNode:
		b.scalar(node, n)
	case yaml.SequenceNode:
		node.Kind = List
		b.pointAt(node, n)
		for _, item := range n.Content {
			node.Items = append(node.Items, b.value(item, depth+1))
		}
	case yaml.MappingNode:
		node.Kind = Map
		b.pointAt(node, n)
		b.pairs(node, n, depth)
	}
	return node
}

func (b *yamlBuilder) stop(pos diag.Position, format string, args ...any) {
	if !b.stopped {
		b.stopped = true
		b.list.Errorf(pos, ruleLimit, format, args...)
	}
}

// pointAt makes the position of a map or list cover its first character, or the
// first key of a block map.
func (b *yamlBuilder) pointAt(node *Node, n *yaml.Node) {
	node.Pos.EndColumn = node.Pos.Column + 1
	if n.Kind == yaml.MappingNode && n.Style&yaml.FlowStyle == 0 && len(n.Content) > 0 {
		key := &Node{Pos: node.Pos}
		b.extent(key, n.Content[0])
		node.Pos = key.Pos
	}
}

func kindOf(n *yaml.Node) Kind {
	if n.Kind == yaml.MappingNode {
		return Map
	}
	return List
}

func quoteHint(text string) string {
	if len(text) > 40 || strings.ContainsAny(text, "\n\"\\") {
		return "quote it"
	}
	return fmt.Sprintf("quote it: %q", text)
}
