package schema

import (
	"maps"
	"slices"

	"github.com/wampgen/wampgen/gen/diag"
	"github.com/wampgen/wampgen/gen/syntax"
)

// parser collects what is wrong with a file while its parts are read.
type parser struct {
	list        diag.List
	suggestions int // made so far

	seen map[level][]string // keys that are read on each level; nil: nobody asks
}

// maxSuggestions bounds the search for near names in a file of nonsense.
const maxSuggestions = 100

// keys are the keys of a map with what reads their values.
type keys map[string]func(key, value *syntax.Node)

// with returns the union of two sets of keys.
func (k keys) with(more keys) keys {
	maps.Copy(k, more)
	return k
}

// object reads a map with known keys. A key that nobody knows is read as the one
// that was probably meant, if there is one. It reports whether all of the map could
// be read: not if it is none, lacks an entry, or has another key.
func (p *parser) object(l level, n *syntax.Node, what string, keys keys) bool {
	known := names(levels[l])
	if p.seen != nil {
		p.seen[l] = slices.Sorted(maps.Keys(keys))
	}
	complete := p.want(n, syntax.Map, what)
	var guessed []string
	for i, pair := range n.Pairs {
		if read := keys[pair.Key.Text]; read != nil {
			read(pair.Key, pair.Value)
			continue
		}
		d := p.list.Errorf(pair.Key.Pos, ruleUnknownKey, "unknown key %q in %s", pair.Key.Text, what)
		meant, hint := p.keyHint(n, i, known)
		d.Hint = hint
		there := n.Get(meant) != nil && !p.isSection(keys, meant)
		if meant == "" || there || slices.Contains(guessed, meant) {
			complete = false
			continue
		}
		guessed = append(guessed, meant)
		key := *pair.Key
		key.Text = meant
		keys[meant](&key, pair.Value)
	}
	return complete
}

// isSection reports whether a key is a section of the file: what two of them hold can
// be read, one after the other.
func (p *parser) isSection(keys keys, key string) bool {
	return keys["wampgen"] != nil && declarationKeys[key] != nil
}

// declaration reads the map of a declaration. If there is text instead, example
// shows the map that it could be.
func (p *parser) declaration(l level, n *syntax.Node, what, example string, keys keys) bool {
	if n.Kind == syntax.Scalar && n.Tag == syntax.String && !missesSpace(n) {
		p.list.Errorf(n.Pos, ruleKind, "%s must be a map, not a string", what).Hint = "write it like " + example
		return false
	}
	return p.object(l, n, what, keys)
}

// entries reads a map whose keys are names. It reports whether all of it could
// be read. A null value is a map without entries.
func (p *parser) entries(n *syntax.Node, what string, read func(key, value *syntax.Node)) bool {
	if isNull(n) {
		return true
	}
	complete := p.want(n, syntax.Map, what)
	for _, pair := range n.Pairs {
		read(pair.Key, pair.Value)
	}
	return complete
}

// want reports whether a node is of a kind, and says so if it is not.
func (p *parser) want(n *syntax.Node, kind syntax.Kind, what string) bool {
	if n.Kind == kind {
		return true
	}
	if n.Kind != syntax.Broken {
		d := p.list.Errorf(n.Pos, ruleKind, "%s must be %s, not %s", what, kind, n.Describe())
		if kind == syntax.Map {
			d.Hint = mapHint(n)
		}
	}
	return false
}

func (p *parser) suggest(name string, candidates []string) string {
	if p.suggestions++; p.suggestions > maxSuggestions {
		return ""
	}
	return diag.Suggest(name, candidates)
}

// isMap reports whether a node is a map, perhaps one that lacks an entry.
func isMap(n *syntax.Node) bool {
	return n.Kind == syntax.Map || n.Kind == syntax.Broken && len(n.Pairs) > 0
}

func isNull(n *syntax.Node) bool { return n.Kind == syntax.Scalar && n.Tag == syntax.Null }
