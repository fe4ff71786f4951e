package syntax

import (
	"fmt"

	"github.com/wampgen/wampgen/gen/diag"
)

// LoadJSON reads one JSON text (RFC 8259). The node is nil only if the list has
// errors that leave no tree; of a duplicate key the first value stays.
func LoadJSON(file string, data []byte, limits Limits) (*Node, diag.List) {
	limits = limits.withDefaults()
	s, list := newSource(file, data, limits)
	if s == nil {
		return nil, list
	}
	r := &jsonReader{source: s, limits: limits}
	root := r.value(1)
	if r.space(); !r.failed && r.next < len(s.data) {
		r.fail(r.next, r.next+1, "nothing may follow the value, got %s", r.seen())
	}
	if r.failed {
		return nil, r.list
	}
	return root, r.list
}

// jsonReader reads a text from left to right and stops at the first fault.
type jsonReader struct {
	source *source
	limits Limits
	list   diag.List
	next   int // offset of the next byte
	nodes  int
	failed bool
}

// peek returns the next byte, or 0 at the end: a NUL byte is no JSON either.
func (r *jsonReader) peek() byte {
	if r.next < len(r.source.data) {
		return r.source.data[r.next]
	}
	return 0
}

// space skips white space. A comment is a fault.
func (r *jsonReader) space() {
	for !r.failed && r.next < len(r.source.data) {
		switch r.source.data[r.next] {
		case ' ', '\t', '\n', '\r':
			r.next++
			continue
		case '/', '#':
			r.fail(r.next, r.next+1, "JSON has no comments").Hint = "remove it, or write the file in YAML"
		}
		return
	}
}

// value reads the value that comes next.
func (r *jsonReader) value(depth int) *Node {
	r.space()
	if r.failed {
		return nil
	}
	start := r.next
	if r.nodes++; r.nodes > r.limits.Nodes {
		r.fail(start, start+1, "the file has more than %d values", r.limits.Nodes).Rule = ruleLimit
		return nil
	}
	if depth > r.limits.Depth {
		r.fail(start, start+1, "objects and arrays are nested more than %d deep", r.limits.Depth).Rule = ruleLimit
		return nil
	}
	switch c := r.peek(); {
	case c == '{':
		return r.object(depth)
	case c == '[':
		return r.array(depth)
	case c == '"':
		return r.string()
	case c == '-' || c >= '0' && c <= '9':
		return r.number()
	default:
		return r.literal()
	}
}

func (r *jsonReader) object(depth int) *Node {
	node := &Node{Kind: Map, Pos: r.source.span(r.next, r.next+1)}
	seen := map[string]*Node{}
	for r.next++; r.more('}', len(node.Pairs) > 0); {
		if r.peek() != '"' {
			r.badKey()
			return nil
		}
		r.nodes++
		key := r.string()
		if r.failed {
			return nil
		}
		if r.space(); !r.failed && r.peek() != ':' {
			r.fail(r.next, r.next+1, `want ":" after the key, got %s`, r.seen())
		}
		if r.failed {
			return nil
		}
		r.next++
		value := r.value(depth + 1)
		if first := seen[key.Text]; first != nil {
			r.list.Errorf(key.Pos, ruleDuplicate, "duplicate key %q", key.Text).Hint =
				fmt.Sprintf("the first one is in line %d", first.Pos.Line)
			continue
		}
		seen[key.Text] = key
		node.Pairs = append(node.Pairs, Pair{Key: key, Value: value})
	}
	return node
}

func (r *jsonReader) array(depth int) *Node {
	node := &Node{Kind: List, Pos: r.source.span(r.next, r.next+1)}
	for r.next++; r.more(']', len(node.Items) > 0); {
		node.Items = append(node.Items, r.value(depth+1))
	}
	return node
}

// more reports whether an element of an object or array comes next, and skips
// the comma before it or the bracket after the last one.
func (r *jsonReader) more(closing byte, comma bool) bool {
	r.space()
	if r.failed {
		return false
	}
	if r.peek() == closing {
		r.next++
		return false
	}
	if r.next == len(r.source.data) {
		r.fail(r.next, r.next, "want %q, got the end of the file", closing)
		return false
	}
	if !comma {
		return true
	}
	if r.peek() != ',' {
		r.fail(r.next, r.next+1, `want "," or %q, got %s`, closing, r.seen())
		return false
	}
	at := r.next
	r.next++
	if r.space(); !r.failed && r.peek() == closing {
		r.fail(at, at+1, "JSON has no comma after the last element").Hint = "remove it"
	}
	return !r.failed
}

func (r *jsonReader) literal() *Node {
	n := r.word()
	word := string(r.source.data[r.next : r.next+n])
	node := &Node{Text: word, Pos: r.source.span(r.next, r.next+n)}
	node.verbatim = node.Pos.Column
	switch word {
	case "true", "false":
		node.Tag = Bool
	case "null":
		node.Tag = Null
	default:
		r.badValue(word)
		return nil
	}
	r.next += n
	return node
}
