package urimatch

import (
	"hash/maphash"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/wampgen/wampgen/runtime/wamp"
)

// Index holds one value for each of any number of patterns. All methods may be
// called at any time from any goroutine; those that look up take no lock.
type Index[V any] struct {
	seed     maphash.Seed
	exact    table[V]
	prefix   atomic.Pointer[prefixNode[V]]      // nil: none
	wildcard atomic.Pointer[[]*wildcardNode[V]] // by number of components less one

	mu  sync.Mutex // writers
	len int
}

// NewIndex returns an empty index.
func NewIndex[V any]() *Index[V] { return &Index[V]{seed: maphash.MakeSeed()} }

// Len returns the number of patterns.
func (x *Index[V]) Len() int {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.len
}

// Get returns the value of the pattern itself.
func (x *Index[V]) Get(p Pattern) (value V, ok bool) {
	key := string(p.URI)
	switch p.Match {
	case wamp.MatchPrefix:
		for n := x.prefix.Load(); n != nil; n, key = n.next(key) {
			if key == "" {
				return n.value, n.set
			}
		}
	case wamp.MatchWildcard:
		if root := x.root(strings.Count(key, ".")); root != nil {
			if v := root.find(x.seed, key); v != nil {
				return *v, true
			}
		}
	default:
		return x.exact.get(maphash.String(x.seed, key), key)
	}
	return value, false
}

// Set puts the value in the place of the pattern's old one, if there is one.
func (x *Index[V]) Set(p Pattern, value V) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if _, ok := x.Get(p); !ok {
		x.len++
	}
	key := string(p.URI)
	switch p.Match {
	case wamp.MatchPrefix:
		root := x.prefix.Load()
		if root == nil {
			root = new(prefixNode[V])
		}
		x.prefix.Store(root.with(key, value))
	case wamp.MatchWildcard:
		x.makeRoot(strings.Count(key, ".")).put(x.seed, key, value)
	default:
		x.exact.set(maphash.String(x.seed, key), key, value)
	}
}

// Delete removes the pattern and reports whether it was there.
func (x *Index[V]) Delete(p Pattern) bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	if _, ok := x.Get(p); !ok {
		return false
	}
	x.len--
	key := string(p.URI)
	switch p.Match {
	case wamp.MatchPrefix:
		x.prefix.Store(x.prefix.Load().withoutEntry(key))
	case wamp.MatchWildcard:
		x.root(strings.Count(key, ".")).remove(x.seed, key)
	default:
		x.exact.delete(maphash.String(x.seed, key), key)
	}
	return true
}

// AppendMatches appends the values of all patterns that match the URI to dst:
// exact, then prefixes from short to long, then wildcards.
func (x *Index[V]) AppendMatches(dst []V, uri wamp.URI) []V {
	key := string(uri)
	if v, ok := x.exact.get(maphash.String(x.seed, key), key); ok {
		dst = append(dst, v)
	}
	rest := key
	for n := x.prefix.Load(); n != nil; n, rest = n.next(rest) {
		if n.set {
			dst = append(dst, n.value)
		}
	}
	if x.wildcard.Load() != nil {
		if root := x.root(strings.Count(key, ".")); root != nil {
			dst = root.matches(x.seed, key, dst)
		}
	}
	return dst
}

// Best returns the value of the pattern that precedes all others that match the
// URI (Pattern.Precedes).
func (x *Index[V]) Best(uri wamp.URI) (value V, ok bool) {
	key := string(uri)
	if value, ok = x.exact.get(maphash.String(x.seed, key), key); ok {
		return value, true
	}
	rest := key
	for n := x.prefix.Load(); n != nil; n, rest = n.next(rest) {
		if n.set {
			value, ok = n.value, true
		}
	}
	if ok || x.wildcard.Load() == nil {
		return value, ok
	}
	if root := x.root(strings.Count(key, ".")); root != nil {
		if v := root.best(x.seed, key); v != nil {
			return *v, true
		}
	}
	return value, false
}

// root returns the trie of wildcard patterns with so many dots, or nil.
func (x *Index[V]) root(dots int) *wildcardNode[V] {
	if roots := x.wildcard.Load(); roots != nil && dots < len(*roots) {
		return (*roots)[dots]
	}
	return nil
}

// makeRoot is root for the writer: it makes the trie if there is none.
func (x *Index[V]) makeRoot(dots int) *wildcardNode[V] {
	if n := x.root(dots); n != nil {
		return n
	}
	var roots []*wildcardNode[V]
	if old := x.wildcard.Load(); old != nil {
		roots = append(roots, *old...)
	}
	for len(roots) <= dots {
		roots = append(roots, nil)
	}
	roots[dots] = new(wildcardNode[V])
	x.wildcard.Store(&roots)
	return roots[dots]
}
