package gen

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// attacked is a schema with a text in every place that takes one.
const attacked = `{
  "wampgen": 1, "package": "hello", "uri": "com.example.hello", "doc": "Package hello greets.",
  "imports": {"common": "../common"},
  "types": {
    "Mode": {"doc": "text", "deprecated": "text", "enum": {"on": {"doc": "text", "deprecated": "text", "go_name": "On"}}},
    "Name": {"type": "string", "pattern": "^a$", "doc": "text"},
    "Device": {"unknown": "reject", "fields": {
      "id": {"type": "string", "default": "text", "pattern": "x", "doc": "text", "deprecated": "text", "go_name": "ID"},
      "at": {"type": "time", "default": "2026-01-01T00:00:00Z"}, "day": {"type": "date", "default": "2026-01-01"},
      "uuid": {"type": "uuid", "default": "123e4567-e89b-12d3-a456-426614174000"}, "price": {"type": "decimal", "default": "1.5", "min": "1.5"},
      "wait": {"type": "duration", "default": "1s", "max": "1h"}, "uri": {"type": "uri", "default": "com.a"}, "other": "optional(common.Thing)"}},
    "Alarm": {"doc": "text", "union": {"tag": "kind", "of": {"device": "Device"}}}},
  "errors": {"Bad": {"uri": "com.example.bad", "kwargs": {"id": "string"}, "message": "text {id} text", "doc": "text"}},
  "interfaces": {"Greeter": {"uri": "com.example.greeter", "uuid": "123e4567-e89b-12d3-a456-426614174000", "doc": "text", "procedures": {
    "greet": {"doc": "text", "deprecated": "text", "uri": "com.example.{id}.greet", "params": {"id": {"type": "string", "pattern": "^a$", "doc": "text"}},
      "args": {"name": {"type": "string", "doc": "text"}}, "result": {"type": "string", "doc": "text"}, "errors": ["Bad"],
      "progress": {"args": {"step": {"type": "string", "doc": "text"}}}, "input": {"kwargs": {"line": {"type": "string", "default": "text"}}},
      "timeout": "1s", "invoke": "first", "disclose": "caller"}},
    "topics": {"greeted": {"doc": "text", "uri": "com.example.greeted", "args": {"name": {"type": "string", "default": "text"}}, "disclose": "publisher"}}}},
  "components": {"MySession": {"doc": "text", "deprecated": "text", "provides": ["Greeter"], "publishes": [{"interface": "Greeter", "prefix": "All"}],
    "extra": {"token": {"type": "string", "default": "text", "secret": true, "doc": "text"}}}}
}`

// attacks are texts that would be code if they were taken for less than text.
var attacks = []string{
	"*/\nfunc pwned() {}\n/*",
	"\nfunc pwned() {}\n//go:generate touch pwned\n",
	"//go:build ignore\r\n//go:embed pwned\r// +build pwned\u2028func pwned() {}\u2029",
	"\" + pwned() + `\"` + `\\\"",
	"`+pwned()+`\n}\nfunc pwned() {}",
	"\u202e\u2066pwned\u200b\u0000\u0007\ufeff}",
	"{pwned}", "%s%n%!", "../../pwned", "pwned.pwned", "x y;pwned()", "'",
}

// TestAttacks puts each attack in each place of a schema: there are diagnostics, or code
// that type-checks, declares what the schema does and has no directive.
func TestAttacks(t *testing.T) {
	c := newCompiler(t)
	var tree any
	if err := json.Unmarshal([]byte(attacked), &tree); err != nil {
		t.Fatal(err)
	}
	places := 0
	replaceText(tree, -1, "", &places)
	if places < 100 {
		t.Fatalf("only %d places", places)
	}
	accepted := 0
	for place := range places {
		for _, attack := range attacks {
			text := attackAt(t, place, attack)
			result, faults := Generate(fstest.MapFS{
				"hello/hello.wamp.yaml":   {Data: text},
				"common/common.wamp.yaml": {Data: []byte("wampgen: 1\npackage: common\ntypes: {Thing: {fields: {a: int}}}\n")},
			}, "example.com/app")
			for _, f := range faults {
				if strings.Contains(f.Rule, "internal") {
					t.Errorf("place %d, attack %q: %v", place, attack, f)
				}
			}
			if faults.HasErrors() {
				continue
			}
			accepted++
			harmless(t, result)
			if accepted%16 == 0 { // the costly part
				if err := c.check("example.com/app", result.Files); err != nil {
					t.Errorf("place %d, attack %q: %v", place, attack, err)
				}
			}
		}
	}
	if accepted < 200 {
		t.Errorf("only %d attacks were accepted as texts", accepted)
	}
}

// harmless looks for what the attacks would declare.
func harmless(t *testing.T, result Result) {
	t.Helper()
	for _, file := range result.Files {
		if !strings.HasPrefix(file.Path, "hello/") && !strings.HasPrefix(file.Path, "common/") && !strings.HasPrefix(file.Path, "registry/") {
			t.Errorf("file %q", file.Path)
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file.Path, file.Data, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(parsed, func(n ast.Node) bool {
			if id, ok := n.(*ast.Ident); ok && id.Name == "pwned" {
				t.Errorf("%s has the identifier pwned", file.Path)
			}
			if comment, ok := n.(*ast.Comment); ok && (strings.HasPrefix(comment.Text, "//go:") || strings.HasPrefix(comment.Text, "/*") || strings.HasPrefix(comment.Text, "// +build")) {
				t.Errorf("%s has the comment %q", file.Path, comment.Text)
			}
			return true
		})
	}
}

// attackAt returns the schema with a text in one place.
func attackAt(t *testing.T, place int, attack string) []byte {
	var tree any
	if err := json.Unmarshal([]byte(attacked), &tree); err != nil {
		t.Fatal(err)
	}
	at := 0
	tree = replaceText(tree, place, attack, &at)
	text, err := json.Marshal(tree)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// replaceText returns a tree with another text in one place; keys of maps are texts too.
func replaceText(tree any, place int, text string, at *int) any {
	swap := func(old string) string {
		*at++
		if *at-1 == place {
			return text
		}
		return old
	}
	switch x := tree.(type) {
	case string:
		return swap(x)
	case []any:
		for i := range x {
			x[i] = replaceText(x[i], place, text, at)
		}
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(x)) {
			value := x[key]
			delete(x, key)
			x[swap(key)] = replaceText(value, place, text, at)
		}
	}
	return tree
}
