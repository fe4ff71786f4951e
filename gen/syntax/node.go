package syntax

import (
	"unicode/utf8"

	"github.com/wampgen/wampgen/gen/diag"
)

// Kind is the shape of a node.
type Kind uint8

// The kinds of nodes. Broken stands where a value was refused: the list of
// diagnostics says why, and nothing more needs to be said about it. A map of which
// an entry was refused is Broken, too, and has its other entries.
const (
	Scalar Kind = iota
	List
	Map
	Broken
)

// String returns the kind as messages name it.
func (k Kind) String() string {
	switch k {
	case Scalar:
		return "a value"
	case List:
		return "a list"
	case Map:
		return "a map"
	default:
		return "nothing"
	}
}

// Tag is the type of a scalar, as YAML's core schema and JSON agree on it.
type Tag uint8

// The tags of scalars. Whatever is quoted is a String.
const (
	Null Tag = iota
	Bool
	Int
	Float
	String
)

// String returns the tag as messages name it.
func (t Tag) String() string {
	switch t {
	case Null:
		return "nothing"
	case Bool:
		return "a boolean"
	case Int:
		return "an integer"
	case Float:
		return "a number"
	default:
		return "a string"
	}
}

// Node is one value of a file.
type Node struct {
	Kind Kind
	Pos  diag.Position

	// Of a scalar: its type, its text as written but unquoted, and whether
	// quotes (or a block scalar) make it a string beyond doubt.
	Tag    Tag
	Text   string
	Quoted bool

	// Ambiguous says how versions of YAML disagree about a plain scalar, such as
	// `YAML 1.1 reads it as false`, and is empty where they do not. Its tag is
	// String then. Where a string or a name is wanted it should be refused.
	Ambiguous string

	Items []*Node // of a list
	Pairs []Pair  // of a map, in the order of the file; keys are unique strings

	// verbatim is the column of Text's first character, if the file has Text
	// character by character on one line; else 0.
	verbatim int
}

// Pair is one entry of a map. The key is a scalar with the tag String.
type Pair struct {
	Key   *Node
	Value *Node
	Bare  bool // an entry like b in {a: 1, b}: no colon, and no value
}

// Get returns the value of a key of a map, or nil.
func (n *Node) Get(key string) *Node {
	for _, p := range n.Pairs {
		if p.Key.Text == key {
			return p.Value
		}
	}
	return nil
}

// Describe says in a few words what a node is, for "want a map, got ...".
func (n *Node) Describe() string {
	if n.Kind == Scalar {
		return n.Tag.String()
	}
	return n.Kind.String()
}

// Inside returns the position of the bytes [start, end) of a scalar's text, or of
// the whole scalar where its notation does not tell.
func (n *Node) Inside(start, end int) diag.Position {
	if n.verbatim == 0 || start < 0 || end < start || end > len(n.Text) {
		return n.Pos
	}
	p := n.Pos
	p.Column = n.verbatim + utf8.RuneCountInString(n.Text[:start])
	p.EndColumn = p.Column + max(utf8.RuneCountInString(n.Text[start:end]), 1)
	return p
}
