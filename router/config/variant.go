package config

import (
	"slices"

	"github.com/wampgen/wampgen/gen/syntax"
)

// variants are the tables of a block that its key "type" chooses from.
type variants[T any] struct {
	what        string // "transport", for messages
	field       func(*T) *string
	tables      []choiceOf[T]
	unsupported []string // types that Crossbar.io knows
}

// choiceOf is the table of one type, without the key "type" itself.
type choiceOf[T any] struct {
	name string
	rows func() table[T]
}

// table is the rows of the type and that of "type" itself.
func (c choiceOf[T]) table() table[T] {
	return append(table[T]{{entry: entry{name: "type", shape: choice(c.name).explained("What this is: " + c.name + "."), must: true}}}, c.rows()...)
}

func (v variants[T]) shape() shape {
	return shape{kind: variant, types: func() []typed {
		var types []typed
		for _, t := range v.tables {
			types = append(types, typed{name: t.name, keys: func() []entry { return t.table().entries() }})
		}
		for _, name := range v.unsupported {
			types = append(types, typed{name: name, unsupported: true})
		}
		return types
	}}
}

func (v variants[T]) names() []string {
	var names []string
	for _, t := range v.tables {
		names = append(names, t.name)
	}
	return names
}

// read reads a map by the table of its type.
func (v variants[T]) read(r *reading, n *syntax.Node, into *T) {
	if !r.check(shape{kind: variant}, n) {
		return
	}
	value := n.Get("type")
	if value == nil {
		r.missingKey(n, "type").Hint = "types are " + quotedList(v.names())
		return
	}
	r.enter(join(r.path, "type"), value, func() {
		if !r.check(free, value) {
			return
		}
		switch {
		case slices.Contains(v.names(), value.Text):
			*v.field(into) = value.Text
		case slices.Contains(v.unsupported, value.Text):
			r.unsupported(value, v.what+" type "+r.file.written(value))
		default:
			r.unknownChoice(value, v.what+" type", v.names())
		}
	})
	for _, t := range v.tables {
		if t.name == *v.field(into) {
			readBlock(r, t.table(), n, into)
		}
	}
}

// typedKey is a row for one block with a type.
func typedKey[T, B any](name string, v func() variants[B], field func(*T) *B) key[T] {
	return key[T]{entry{name: name, shape: v().shape()}, func(r *reading, n *syntax.Node, into *T) {
		v().read(r, n, field(into))
	}}
}

// typedBlocksKey is a row for a list of blocks with types.
func typedBlocksKey[T, B any](name string, v func() variants[B], field func(*T) *[]B) key[T] {
	item := v().shape()
	s := shape{kind: list, item: &item}
	return key[T]{entry{name: name, shape: s}, func(r *reading, n *syntax.Node, into *T) {
		readItems(r, n, field(into), func(n *syntax.Node, b *B) { v().read(r, n, b) })
	}}
}
