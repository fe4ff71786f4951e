package config

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/wampgen/wampgen/gen/diag"
	"github.com/wampgen/wampgen/gen/syntax"
)

// Source is where in the node file a block stands. Its zero value is nowhere.
type Source struct {
	file *file
	node *syntax.Node
	path string
}

// file is what the blocks of one node file share.
type file struct {
	faulty map[*syntax.Node]bool   // an error was found at or below the node
	raw    map[*syntax.Node]string // scalars that hold variables, as they are written
}

func (s *Source) place(at Source) { *s = at }

// Path returns the path of a key of the block, such as
// workers[0].components[1].realm; without a key that of the block.
func (s Source) Path(key string) string {
	if key == "" {
		return s.path
	}
	return join(s.path, key)
}

// At returns the position of the value of a key, or that of the block where the
// key is not given.
func (s Source) At(key string) diag.Position {
	if n := s.get(key); n != nil {
		return n.Pos
	}
	if s.node != nil {
		return s.node.Pos
	}
	return diag.Position{}
}

// AtPath returns the position of what a path below the value of a key names, such
// as list[0].x below extra, or of the nearest value above it.
func (s Source) AtPath(key, path string) diag.Position {
	n := s.get(key)
	if n == nil {
		return s.At(key)
	}
	n, _ = n.At(path)
	return n.Pos
}

// Scalars returns the positions of all scalars in what a path below the value of
// a key names, none if there is no such value.
func (s Source) Scalars(key, path string) []diag.Position {
	n := s.get(key)
	if n == nil {
		return nil
	}
	n, ok := n.At(path)
	if !ok {
		return nil
	}
	return scalars(n, nil)
}

func scalars(n *syntax.Node, found []diag.Position) []diag.Position {
	if n.Kind == syntax.Scalar {
		return append(found, n.Pos)
	}
	for _, item := range n.Items {
		found = scalars(item, found)
	}
	for _, p := range n.Pairs {
		found = scalars(p.Value, found)
	}
	return found
}

// Key is a key that is written in the file.
type Key struct {
	Name string
	Pos  diag.Position
}

// Keys returns the keys of the map that is the value of a key, none if there is no map.
func (s Source) Keys(key string) []Key {
	n := s.get(key)
	if n == nil {
		return nil
	}
	var keys []Key
	for _, p := range n.Pairs {
		keys = append(keys, Key{p.Key.Text, p.Key.Pos})
	}
	return keys
}

// Has reports whether the key is given.
func (s Source) Has(key string) bool { return s.get(key) != nil }

// Intact reports whether Load found no error in the value of the key; not for a block
// that is nowhere.
func (s Source) Intact(key string) bool {
	if s.node == nil {
		return false
	}
	n := s.get(key)
	return n == nil || !s.file.faulty[n]
}

// Written returns the scalar value of a key in quotes, for messages: as the file has it,
// with the names of variables and never with what they hold.
func (s Source) Written(key string) string {
	n := s.get(key)
	if n == nil {
		return `""`
	}
	return s.file.written(n)
}

func (s Source) get(key string) *syntax.Node {
	if s.node == nil || s.node.Kind != syntax.Map {
		return nil
	}
	return s.node.Get(key)
}

func (f *file) written(n *syntax.Node) string {
	if raw, ok := f.raw[n]; ok {
		return strconv.Quote(raw)
	}
	if n.Tag != syntax.String {
		return n.Text
	}
	return strconv.Quote(n.Text)
}

// plainKey is what stands in a path as it is.
var plainKey = regexp.MustCompile(`^[A-Za-z0-9_$-]+$`)

// join appends a key to a path: a.b, or a["b c"] where the key would not be
// told from the rest.
func join(path, key string) string {
	if !plainKey.MatchString(key) {
		return path + "[" + strconv.Quote(key) + "]"
	}
	if path == "" {
		return key
	}
	return path + "." + key
}

func joinIndex(path string, i int) string { return path + "[" + strconv.Itoa(i) + "]" }

func quotedList(names []string) string {
	quoted := make([]string, len(names))
	for i, n := range names {
		quoted[i] = strconv.Quote(n)
	}
	return strings.Join(quoted, ", ")
}
