package urimatch

import (
	"slices"
	"strings"
)

// prefixNode is a node of the radix tree of prefixes. It never changes; with and
// without return the changed tree, which shares all but one path with the old.
type prefixNode[V any] struct {
	label    string // what a URI has between the parent and this node
	value    V
	set      bool             // the path to this node is an entry
	heads    string           // the first byte of each child's label
	children []*prefixNode[V] // in the order of heads
}

// child returns the index of the child that key goes on with, or -1.
func (n *prefixNode[V]) child(key string) int {
	if key == "" {
		return -1
	}
	return strings.IndexByte(n.heads, key[0])
}

// next returns the child that the rest of a URI goes on with and what the URI has
// after it, or nil.
func (n *prefixNode[V]) next(rest string) (*prefixNode[V], string) {
	if i := n.child(rest); i >= 0 {
		if c := n.children[i]; strings.HasPrefix(rest, c.label) {
			return c, rest[len(c.label):]
		}
	}
	return nil, ""
}

// with returns the tree with the value at key, which is counted from n.
func (n *prefixNode[V]) with(key string, value V) *prefixNode[V] {
	if key == "" {
		changed := *n
		changed.value, changed.set = value, true
		return &changed
	}
	i := n.child(key)
	if i < 0 {
		changed := *n
		changed.heads += key[:1]
		changed.children = append(slices.Clip(n.children), &prefixNode[V]{label: key, value: value, set: true})
		return &changed
	}
	c := n.children[i]
	if common := commonPrefix(c.label, key); common < len(c.label) {
		c = c.split(common)
	}
	return n.replace(i, c.with(key[len(c.label):], value))
}

// split returns a node with the first bytes of n's label above one with the rest.
func (n *prefixNode[V]) split(at int) *prefixNode[V] {
	below := *n
	below.label = n.label[at:]
	return &prefixNode[V]{label: n.label[:at], heads: below.label[:1], children: []*prefixNode[V]{&below}}
}

// without returns the tree without the entry at key, which is counted from n: n
// itself if there is none, nil if nothing is left.
func (n *prefixNode[V]) without(key string) *prefixNode[V] {
	if key == "" {
		if !n.set {
			return n
		}
		return (&prefixNode[V]{label: n.label, heads: n.heads, children: n.children}).compact()
	}
	c, rest := n.next(key)
	if c == nil {
		return n
	}
	switch changed := c.without(rest); changed {
	case c:
		return n
	case nil:
		return n.remove(n.child(key)).compact()
	default:
		return n.replace(n.child(key), changed)
	}
}

// withoutEntry is without for the root, whose label is empty.
func (n *prefixNode[V]) withoutEntry(key string) *prefixNode[V] {
	root := n.without(key)
	if root != nil && root.label != "" {
		return &prefixNode[V]{heads: root.label[:1], children: []*prefixNode[V]{root}}
	}
	return root
}

// compact returns nil for a node that leads nowhere, and joins one that only
// leads to another with that.
func (n *prefixNode[V]) compact() *prefixNode[V] {
	if n.set || len(n.children) > 1 {
		return n
	}
	if len(n.children) == 0 {
		return nil
	}
	joined := *n.children[0]
	joined.label = n.label + joined.label
	return &joined
}

func (n *prefixNode[V]) replace(i int, child *prefixNode[V]) *prefixNode[V] {
	changed := *n
	changed.children = slices.Clone(n.children)
	changed.children[i] = child
	return &changed
}

func (n *prefixNode[V]) remove(i int) *prefixNode[V] {
	changed := *n
	changed.heads = n.heads[:i] + n.heads[i+1:]
	changed.children = slices.Concat(n.children[:i], n.children[i+1:])
	return &changed
}

func commonPrefix(a, b string) int {
	n := min(len(a), len(b))
	for i := range n {
		if a[i] != b[i] {
			return i
		}
	}
	return n
}
