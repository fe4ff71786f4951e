package config

import (
	"slices"
	"time"

	"github.com/wampgen/wampgen/gen/syntax"
)

// table lists the keys of a block that is read into a T.
type table[T any] []key[T]

// key is one row of a table: what the value must be, and where it goes. read is
// called for a value that has the shape; nil leaves the value where it is.
type key[T any] struct {
	entry
	read func(r *reading, n *syntax.Node, into *T)
}

// required returns the row as one that has to be given.
func (k key[T]) required() key[T] {
	k.must = true
	return k
}

// says returns the row with what its key means, for people: a sentence or two, with
// the default. Every key that has an effect has one.
func (k key[T]) says(doc string) key[T] {
	k.shape = k.shape.explained(doc)
	return k
}

// named returns the row of a block or variant that stands in several places.
func (k key[T]) named(name string) key[T] {
	k.shape.name = name
	return k
}

func (t table[T]) entries() []entry {
	entries := make([]entry, len(t))
	for i, k := range t {
		entries[i] = k.entry
		entries[i].read = k.read != nil
	}
	return entries
}

func (t table[T]) find(name string) (key[T], bool) {
	i := slices.IndexFunc(t, func(k key[T]) bool { return k.name == name })
	if i < 0 {
		return key[T]{}, false
	}
	return t[i], true
}

// The rows of tables, by what the value is read into.

func textKey[T any](name string, s shape, field func(*T) *string) key[T] {
	return key[T]{entry{name: name, shape: s}, func(_ *reading, n *syntax.Node, into *T) {
		*field(into) = n.Text
	}}
}

func flagKey[T any](name string, field func(*T) *bool) key[T] {
	return key[T]{entry{name: name, shape: onOff}, func(_ *reading, n *syntax.Node, into *T) {
		*field(into) = isTrue(n)
	}}
}

func intKey[T any](name string, s shape, field func(*T) *int64) key[T] {
	return key[T]{entry{name: name, shape: s}, func(_ *reading, n *syntax.Node, into *T) {
		*field(into), _ = wholeNumber(n)
	}}
}

func durationKey[T any](name string, low, high time.Duration, field func(*T) *time.Duration) key[T] {
	s := shape{kind: duration, min: int64(low), max: int64(high)}
	return key[T]{entry{name: name, shape: s}, func(_ *reading, n *syntax.Node, into *T) {
		*field(into), _ = time.ParseDuration(n.Text)
	}}
}

func textsKey[T any](name string, item shape, field func(*T) *[]string) key[T] {
	s := shape{kind: list, item: &item}
	return key[T]{entry{name: name, shape: s}, func(_ *reading, n *syntax.Node, into *T) {
		for _, item := range n.Items {
			*field(into) = append(*field(into), item.Text)
		}
	}}
}

func jsonKey[T any](name string, field func(*T) *[]byte) key[T] {
	return key[T]{entry{name: name}, func(_ *reading, n *syntax.Node, into *T) {
		*field(into) = n.JSON()
	}}
}

func blockKey[T, B any](name string, rows func() table[B], field func(*T) *B) key[T] {
	s := shape{kind: block, keys: func() []entry { return rows().entries() }}
	return key[T]{entry{name: name, shape: s}, func(r *reading, n *syntax.Node, into *T) {
		readBlock(r, rows(), n, field(into))
	}}
}

func blocksKey[T, B any](name string, rows func() table[B], field func(*T) *[]B) key[T] {
	item := shape{kind: block, keys: func() []entry { return rows().entries() }}
	s := shape{kind: list, item: &item}
	return key[T]{entry{name: name, shape: s}, func(r *reading, n *syntax.Node, into *T) {
		readItems(r, n, field(into), func(n *syntax.Node, b *B) { readBlock(r, rows(), n, b) })
	}}
}

// ignoredKey is a row for a key that Crossbar.io knows and that has no effect here.
func ignoredKey[T any](name string, s shape, why string) key[T] {
	return key[T]{entry: entry{name: name, shape: s.without(why)}}
}

// unsupportedKey is a row for a key that Crossbar.io knows and that is refused.
func unsupportedKey[T any](name, feature string) key[T] {
	return key[T]{entry: entry{name: name, shape: shape{unsupported: feature}}}
}

// unsupportedFlag is a row for a feature that is refused if it is switched on.
func unsupportedFlag[T any](name, feature string) key[T] {
	return key[T]{entry: entry{name: name, shape: shape{kind: boolean, unsupported: feature}}}
}

// readBlock reads a map by a table, and reports what it should not hold and
// what it lacks.
func readBlock[T any](r *reading, t table[T], n *syntax.Node, into *T) {
	if !r.check(shape{kind: block}, n) {
		return
	}
	if b, ok := any(into).(interface{ place(Source) }); ok {
		b.place(Source{file: r.file, node: n, path: r.path})
	}
	for _, p := range n.Pairs {
		k, ok := t.find(p.Key.Text)
		if !ok {
			r.unknownKey(p.Key, t.entries())
			continue
		}
		r.enter(join(r.path, k.name), p.Value, func() {
			if r.check(k.shape, p.Value) && k.read != nil {
				k.read(r, p.Value, into)
			}
		})
	}
	for _, k := range t {
		if k.must && n.Get(k.name) == nil {
			r.missingKey(n, k.name).Hint = k.shape.doc
		}
	}
}

// readItems reads each item of a list into a B of its own.
func readItems[B any](r *reading, n *syntax.Node, into *[]B, read func(*syntax.Node, *B)) {
	*into = make([]B, len(n.Items))
	for i, item := range n.Items {
		r.enter(joinIndex(r.path, i), item, func() { read(item, &(*into)[i]) })
	}
}
