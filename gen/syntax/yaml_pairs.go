package syntax

import (
	"fmt"
	"regexp"
	"strings"

	"gopkg.in/yaml.v3"
)

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
			pair := Pair{Key: key, Value: value, Bare: b.bare(n, v)}
			if !b.divided(node, pair) {
				node.Pairs = append(node.Pairs, pair)
			}
		}
	}
}

// bare reports whether a value is not written at all, with no colon before it: then
// the library gives it a place of its own, behind the key.
func (b *yamlBuilder) bare(parent, value *yaml.Node) bool {
	if parent.Style&yaml.FlowStyle == 0 || value.Kind != yaml.ScalarNode || value.Value != "" || value.Style != 0 {
		return false
	}
	before := b.source.data[:b.source.offset(value.Line, value.Column)]
	for i := len(before); i > 0; i-- {
		switch before[i-1] {
		case ' ', '\t', '\r', '\n', ',', '}':
		default:
			return before[i-1] != ':'
		}
	}
	return false
}

var mapOfTwo = regexp.MustCompile(`^(?i:map|dict)\((?:str|string), *(\S.*)\)$`)

// divided reports a value with a comma in parentheses, which YAML has taken apart:
// the rest of it is the entry that comes next.
func (b *yamlBuilder) divided(node *Node, rest Pair) bool {
	if !rest.Bare || rest.Key.Quoted || len(node.Pairs) == 0 {
		return false
	}
	value := node.Pairs[len(node.Pairs)-1].Value
	if value.Kind != Scalar || value.Quoted || open(value.Text) <= 0 || open(rest.Key.Text) >= 0 {
		return false
	}
	text := value.Text + ", " + rest.Key.Text
	pos := value.Pos
	if pos.Line == rest.Key.Pos.Line {
		pos.EndColumn = rest.Key.Pos.EndColumn
	}
	d := b.list.Errorf(pos, ruleSyntax, "a comma ends a value in braces")
	d.Hint = quoteHint(text)
	if m := mapOfTwo.FindStringSubmatch(text); m != nil {
		d.Hint = "write map(" + m[1] + ")"
	}
	value.Kind = Broken
	return true
}

// open returns how many parentheses a text leaves open.
func open(text string) int { return strings.Count(text, "(") - strings.Count(text, ")") }

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
