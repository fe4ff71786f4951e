package schema

import (
	"fmt"
	"slices"
	"strings"

	"github.com/wampgen/wampgen/gen/diag"
	"github.com/wampgen/wampgen/gen/syntax"
)

// containers are the keys whose values are maps of what people name.
var containers = []string{"imports", "types", "errors", "interfaces", "components", "fields", "enum", "procedures", "topics", "params", "args", "kwargs", "extra"}

// foreignKeys are keys of other languages, and ours for them.
var foreignKeys = map[string]string{
	"description": "doc", "desc": "doc", "comment": "doc", "summary": "doc", "title": "doc",
	"minimum": "min", "minlength": "min", "minitems": "min", "minsize": "min", "ge": "min", "gte": "min",
	"maximum": "max", "maxlength": "max", "maxitems": "max", "maxsize": "max", "le": "max", "lte": "max",
	"length": "min and max", "len": "min and max", "size": "min and max", "range": "min and max",
	"regex": "pattern", "regexp": "pattern", "match": "pattern",
	"properties": "fields", "members": "fields", "attributes": "fields", "values": "enum", "variants": "enum", "oneof": "union", "anyof": "union", "discriminator": "tag", "mapping": "of",
	"additionalproperties": "unknown", "kind": "type",
	"arguments": "args", "parameters": "args", "request": "args", "keywords": "kwargs", "payload": "args or kwargs",
	"return": "result", "returns": "result", "response": "result", "output": "result", "reply": "result",
	"stream": "progress", "streaming": "progress", "yields": "progress", "partial": "progress", "upload": "input", "inputs": "input", "chunks": "input", "guid": "uuid", "sequential": "serial",
	"throws": "errors", "raises": "errors", "exceptions": "errors", "deadline": "timeout",
	"methods": "procedures", "functions": "procedures", "rpcs": "procedures", "operations": "procedures",
	"events": "topics", "channels": "topics", "signals": "topics",
	"services": "interfaces", "models": "types", "structs": "types", "enums": "types", "definitions": "types", "classes": "components",
	"version": "wampgen", "name": "package", "namespace": "uri", "base": "uri", "prefix": "uri",
	"implements": "provides", "serves": "provides", "emits": "publishes", "listens": "subscribes", "uses": "calls",
	"config": "extra", "options": "extra", "settings": "extra", "text": "message", "msg": "message",
}

// advice is what to do about keys that have no other name here.
var advice = map[string]string{
	"required":   "every value is required whose type is not optional(T), and that has no default",
	"optional":   "write it around the type: optional(T)",
	"nullable":   "write it around the type: nullable(T)",
	"items":      "write the type of the elements into the type: list(T)",
	"fields":     "declare a type under types, and write its name here",
	"enum":       "declare a type under types, and write its name here",
	"properties": "declare a type under types, and write its name here",
	"imports":    "imports stand at the beginning of a line, as package does",
	"types":      "types stand at the beginning of a line, as package does",
	"interfaces": "interfaces stand at the beginning of a line, as package does",
	"components": "components stand at the beginning of a line, as package does",
	"errors":     "errors are declared at the beginning of a line, as package is, and listed in procedures",
	"procedures": "procedures stand in an interface",
	"topics":     "topics stand in an interface",
	"params":     "the parts of a URI are described in its procedure or topic",
	"args":       "arguments stand in a procedure, a topic or an error",
	"kwargs":     "arguments stand in a procedure, a topic or an error",
	"result":     "a result stands in a procedure",
	"progress":   "progressive results stand in a procedure",
	"input":      "progressive inputs stand in a procedure",
	"serial":     "it stands in a component",
	"provides":   "it stands in a component",
	"publishes":  "it stands in a component",
	"calls":      "it stands in a component",
	"subscribes": "it stands in a component",
	"extra":      "it stands in a component",
}

// keyHint tells what to do about the unknown key of the entry i of a map, and which of
// the known ones was probably meant, if any.
func (p *parser) keyHint(n *syntax.Node, i int, known []string) (meant, hint string) {
	key := n.Pairs[i].Key
	folded := strings.ToLower(strings.NewReplacer("_", "", "-", "").Replace(key.Text))
	ours := foreignKeys[folded]
	first, _, several := strings.Cut(ours, " ")
	if slices.Contains(known, first) {
		if several {
			first = ""
		}
		return first, "write " + ours
	}
	if into := above(n, i, known); into != "" {
		return "", fmt.Sprintf("indent it to put it into %q", into)
	}
	if near := p.suggest(key.Text, known); near != "" && len(key.Text) > 2 {
		return near, fmt.Sprintf("did you mean %q?", near)
	}
	return "", placeHint(n, i, known)
}

// placeHint tells what to do about an unknown key that is near none of the known ones.
func placeHint(n *syntax.Node, i int, known []string) string {
	key := n.Pairs[i].Key
	switch odd := diag.NotASCII(key.Text); {
	case strings.HasPrefix(key.Text, "//") || strings.HasPrefix(key.Text, "/*"):
		return `a comment begins with "#"`
	case missesSpace(key):
		return spaceHint
	case odd != "":
		return odd
	case n.Pairs[i].Bare:
		return "a comma ends a value in braces: quote text that has one"
	case advice[key.Text] != "":
		return advice[key.Text]
	case slices.Contains(known, "procedures"):
		return `a procedure stands in "procedures", a topic in "topics"`
	case slices.Contains(known, "fields") && n.Get("fields") == nil && n.Get("enum") == nil && n.Get("type") == nil:
		return `a field stands in "fields", a value in "enum"`
	}
	return "known keys: " + strings.Join(known, ", ")
}

// isFields reports whether a map, which should be the long form of a field, is a map
// of fields: none of its keys is known, near a known one, or one of other languages.
func (p *parser) isFields(n *syntax.Node, known []string) bool {
	for i, pair := range n.Pairs {
		if slices.Contains(known, pair.Key.Text) || advice[pair.Key.Text] != "" {
			return false
		}
		if meant, _ := p.keyHint(n, i, known); meant != "" {
			return false
		}
	}
	return n.Kind == syntax.Map && len(n.Pairs) > 0
}

// above returns the key that the entry i of a map was meant to stand in: the last
// known one before it, if that takes a map and has nothing.
func above(n *syntax.Node, i int, known []string) string {
	for j := i - 1; j >= 0; j-- {
		before := n.Pairs[j]
		if !slices.Contains(known, before.Key.Text) {
			continue
		}
		if slices.Contains(containers, before.Key.Text) && standsBelow(before, n.Pairs[i].Key) {
			return before.Key.Text
		}
		return ""
	}
	return ""
}

// standsBelow reports whether a key is indented like an entry without a value above it.
func standsBelow(before syntax.Pair, key *syntax.Node) bool {
	return isNull(before.Value) && before.Key.Pos.Line < key.Pos.Line && before.Key.Pos.Column == key.Pos.Column
}

// missesSpace reports whether a key was meant to be a key and its value.
func missesSpace(key *syntax.Node) bool { return !key.Quoted && strings.Contains(key.Text, ":") }

const spaceHint = `"key: value" has a space after the colon`

// mapHint tells how to write what should have been a map.
func mapHint(n *syntax.Node) string {
	switch {
	case n.Kind == syntax.Scalar && missesSpace(n):
		return spaceHint
	case n.Kind == syntax.List && len(n.Items) > 0 && n.Items[0].Kind == syntax.Map:
		return `write the names as keys, without "- "`
	default:
		return ""
	}
}

func quoteHint(n *syntax.Node) string {
	if n.Text == "" || len(n.Text) > 40 || strings.ContainsAny(n.Text, "\n\"\\") {
		return "quote it"
	}
	return fmt.Sprintf("quote it: %q", n.Text)
}
