package urimatch

import (
	"hash/maphash"
	"strings"
	"sync/atomic"
)

// wildcardNode is a node of the trie of wildcard patterns with one number of
// components. It has one writer at a time and any number of readers.
type wildcardNode[V any] struct {
	fixed table[*wildcardNode[V]]         // by component
	any   atomic.Pointer[wildcardNode[V]] // where the pattern's component is empty
	value atomic.Pointer[V]               // of the pattern that ends here
}

// child returns the node below for one component of a pattern.
func (n *wildcardNode[V]) child(seed maphash.Seed, component string) *wildcardNode[V] {
	if component == "" {
		return n.any.Load()
	}
	c, _ := n.fixed.get(maphash.String(seed, component), component)
	return c
}

// put stores the value at the pattern's end and makes the nodes on the way.
func (n *wildcardNode[V]) put(seed maphash.Seed, pattern string, value V) {
	for more := true; more; {
		var component string
		component, pattern, more = strings.Cut(pattern, ".")
		c := n.child(seed, component)
		if c == nil {
			c = new(wildcardNode[V])
			if component == "" {
				n.any.Store(c)
			} else {
				n.fixed.set(maphash.String(seed, component), component, c)
			}
		}
		n = c
	}
	n.value.Store(&value)
}

// find returns the value at the pattern's end, or nil.
func (n *wildcardNode[V]) find(seed maphash.Seed, pattern string) *V {
	for more := true; more; {
		var component string
		component, pattern, more = strings.Cut(pattern, ".")
		if n = n.child(seed, component); n == nil {
			return nil
		}
	}
	return n.value.Load()
}

// remove takes the pattern's value and the nodes that lead nowhere without it,
// and reports whether n is one of those.
func (n *wildcardNode[V]) remove(seed maphash.Seed, pattern string) (empty bool) {
	component, rest, more := strings.Cut(pattern, ".")
	c := n.child(seed, component)
	if !more {
		c.value.Store(nil)
	}
	if more && !c.remove(seed, rest) || !more && !c.empty() {
		return false
	}
	if component == "" {
		n.any.Store(nil)
	} else {
		n.fixed.delete(maphash.String(seed, component), component)
	}
	return n.empty()
}

func (n *wildcardNode[V]) empty() bool {
	return n.fixed.count == 0 && n.any.Load() == nil && n.value.Load() == nil
}

// matches appends the values of all patterns that match the URI.
func (n *wildcardNode[V]) matches(seed maphash.Seed, uri string, dst []V) []V {
	component, rest, more := strings.Cut(uri, ".")
	for _, c := range n.ways(seed, component) {
		switch {
		case c == nil:
		case more:
			dst = c.matches(seed, rest, dst)
		default:
			if v := c.value.Load(); v != nil {
				dst = append(dst, *v)
			}
		}
	}
	return dst
}

// best returns the value of the pattern that precedes all others that match the
// URI, or nil: at each component the fixed way is tried first.
func (n *wildcardNode[V]) best(seed maphash.Seed, uri string) *V {
	component, rest, more := strings.Cut(uri, ".")
	for _, c := range n.ways(seed, component) {
		if c == nil {
			continue
		}
		v := c.value.Load()
		if more {
			v = c.best(seed, rest)
		}
		if v != nil {
			return v
		}
	}
	return nil
}

// ways returns the nodes below n that one component of a URI leads to: the fixed
// one before the wildcard.
func (n *wildcardNode[V]) ways(seed maphash.Seed, component string) [2]*wildcardNode[V] {
	var fixed *wildcardNode[V]
	if component != "" && n.fixed.buckets.Load() != nil {
		fixed = n.child(seed, component)
	}
	return [2]*wildcardNode[V]{fixed, n.any.Load()}
}
