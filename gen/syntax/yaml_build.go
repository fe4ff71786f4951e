package syntax

import (
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

// pairs converts the entries of a map.
func (b *yamlBuilder) pairs(node *Node, n *yaml.Node, depth int) {
	seen := make(map[string]*Node, len(n.Content)/2)
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, v := n.Content[i], n.Content[i+1]
		merge := k.Kind == yaml.ScalarNode && k.Value == "<<" && k.Style == 0
		key := b.key(k, merge)
		value := b.value(v, depth+1)
		if b.stopped {
			return
		}
		switch {
		case merge:
			b.list.Errorf(key.Pos, ruleAlias, "merge keys are not allowed").Hint = "write the keys themselves"
			node.Kind = Broken
		case key.Kind == Broken:
			node.Kind = Broken // what it lacks now is nobody's fault
		case seen[key.Text] != nil:
			b.list.Errorf(key.Pos, ruleDuplicate, "duplicate key %q", key.Text).Hint =
				fmt.Sprintf("the first one is in line %d", seen[key.Text].Pos.Line)
		default:
			seen[key.Text] = key
			node.Pairs = append(node.Pairs, Pair{key, value})
		}
	}
}

// key converts the key of a map entry and refuses what is not a string to all
// versions of YAML.
func (b *yamlBuilder) key(n *yaml.Node, merge bool) *Node {
	if n.Kind == yaml.MappingNode || n.Kind == yaml.SequenceNode {
		node := &Node{Kind: Broken, Pos: b.position(n)}
		node.Pos.EndColumn = node.Pos.Column + 1
		b.list.Errorf(node.Pos, ruleKey, "a key must be a string, not %s", kindOf(n)).Hint = "quote it if it is meant as text"
		return node
	}
	if merge {
		node := &Node{Kind: Scalar, Tag: String, Pos: b.position(n)}
		b.extent(node, n)
		return node
	}
	before := len(b.list)
	key := b.value(n, 1)
	switch {
	case key.Kind == Broken:
	case key.Tag != String:
		if len(b.list) == before {
			b.list.Errorf(key.Pos, ruleKey, "a key must be a string, not %s", key.Tag).Hint = quoteHint(key.Text)
		}
		key.Kind = Broken
	case key.Ambiguous != "":
		b.list.Errorf(key.Pos, ruleKey, "the key %s is not a string to everyone: %s", key.Text, key.Ambiguous).Hint = quoteHint(key.Text)
	}
	return key
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
