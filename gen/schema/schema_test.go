package schema

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wampgen/wampgen/gen/diag"
	"github.com/wampgen/wampgen/gen/syntax"
)

const prelude = "wampgen: 1\npackage: p\n" // what is tested begins in line 3

// parse reads a schema whose notation is known to be sound.
func parse(t *testing.T, text string) (*File, diag.List) {
	t.Helper()
	root, list := syntax.LoadYAML("p.wamp.yaml", []byte(text), syntax.Limits{})
	if list.HasErrors() {
		t.Fatalf("the test is broken: %s", brief(list))
	}
	return Parse("p.wamp.yaml", root)
}

// brief writes diagnostics one a line: place, rule, message, hint.
func brief(list diag.List) string {
	list.Sort()
	var b strings.Builder
	for _, d := range list {
		fmt.Fprintf(&b, "%d:%d-%d %s: %s", d.Pos.Line, d.Pos.Column, d.Pos.EndColumn, d.Rule, d.Message)
		if d.Hint != "" {
			b.WriteString(" | " + d.Hint)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func TestFaults(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"nothing", "", "0:0-0 missing-key: the file is empty | a schema begins with \"wampgen: 1\"\n"},
		{"no map", "[a]", "1:1-2 value-kind: the file must be a map, not a list\n"},
		{"neither version nor package", "uri: a.b", `1:1-4 missing-key: the package is missing | write "package: NAME", the name of the directory
1:1-4 version: the version of the schema language is missing | begin the file with "wampgen: 1"
`},
		{"another version", "wampgen: 2\npackage: p", "1:10-11 version: this version of the schema language is unknown | this wampgen reads version 1\n"},
		{"version in quotes", "wampgen: '1'\npackage: p", "1:10-13 version: this version of the schema language is unknown | this wampgen reads version 1, without quotes\n"},
		{"package that is no text", "wampgen: 1\npackage: 5", "2:10-11 ambiguous-text: package must be text, not an integer | quote it: \"5\"\n"},
		{"ambiguous text", prelude + "doc: off", "3:6-9 ambiguous-text: off is not text to everyone: YAML 1.1 reads it as false | quote it: \"off\"\n"},
		{"empty text", prelude + "uri: ''", "3:6-8 value-kind: uri is empty\n"},
		{"no value", prelude + "uri:", "3:5-0 value-kind: uri has no value\n"},
		{"near key", prelude + "type: {}", "3:1-5 unknown-key: unknown key \"type\" in the file | did you mean \"types\"?\n"},
		{"far key", prelude + "x-extension: 1", "3:1-12 unknown-key: unknown key \"x-extension\" in the file | known keys: components, doc, errors, imports, interfaces, package, types, uri, wampgen\n"},
		{"no space after the colon", prelude + "types: {A: {fields: {a:int}}}", "3:22-27 missing-key: field \"a:int\" has no type | \"key: value\" has a space after the colon\n"},
		{"no space after the only colon", prelude + "types:\n  A:int", "4:3-8 value-kind: types must be a map, not a string | \"key: value\" has a space after the colon\n"},
		{"imports", prelude + "imports: {a: b}", "3:1-8 unsupported: imports are not supported yet\n"},
		{"types as a list", prelude + "types: [A]", "3:8-9 value-kind: types must be a map, not a list\n"},

		{"type without anything", prelude + "types: {A: }", "3:9-10 missing-key: type \"A\" has neither fields, enum nor type\n"},
		{"type with doc alone", prelude + "types: {A: {doc: x}}", "3:9-10 missing-key: type \"A\" has neither fields, enum nor type\n"},
		{"two forms", prelude + "types: {A: {fields: {}, enum: [a]}}", "3:9-10 value-kind: type \"A\" has more than one of fields, enum, type and union\n"},
		{"union", prelude + "types: {A: {union: {tag: x}}}", "3:13-18 unsupported: unions are not supported yet\n"},
		{"keys of another form", prelude + "types: {A: {fields: {}, min: 1}, B: {enum: [a], unknown: reject}, C: {type: string, unknown: reject}}",
			`3:25-28 unknown-key: min in type "A", which is no scalar
3:49-56 unknown-key: unknown in type "B", which has no fields
3:85-92 unknown-key: unknown in type "C", which has no fields
`},
		{"unknown: ignore", prelude + "types: {A: {fields: {}, unknown: ignore}}", "3:34-40 unknown-choice: unknown cannot be \"ignore\" | it can be reject\n"},
		{"enum values", prelude + "types: {A: {enum: [1, off, x]}, B: {enum: x}, C: {enum: {x: 1, y: {docs: z}}}}",
			`3:20-21 ambiguous-text: type "A": a value must be text, not an integer | quote it: "1"
3:23-26 ambiguous-text: off is not text to everyone: YAML 1.1 reads it as false | quote it: "off"
3:43-44 value-kind: type "B": enum must be a list or a map, not a string
3:61-62 ambiguous-text: value "x": doc must be text, not an integer | quote it: "1"
3:68-72 unknown-key: unknown key "docs" in value "y" | did you mean "doc"?
`},

		{"fields", prelude + "types: {A: {fields: {a: , b: {doc: x}, c: {typ: int}, d: 5, e: [string], f: [a, b]}}}",
			`3:22-23 missing-key: field "a" has no type
3:27-28 missing-key: field "b" has no type | write {type: T, ...}
3:44-47 unknown-key: unknown key "typ" in field "c" | did you mean "type"?
3:58-59 type-syntax: a type is expected, not an integer
3:64-65 type-syntax: brackets do not make a list type | write list(string)
3:77-78 value-kind: type must be text, not a list
`},
		{"fields as a list", prelude + "types: {A: {fields: [a]}}", "3:21-22 value-kind: type \"A\": fields must be a map, not a list | write {name: type}\n"},
		{"long form", prelude + "types: {A: {fields: {a: {type: int, default: [1], min: {}, max: , pattern: 5, go_name: '', deprecated: ''}}}}",
			`3:46-47 value-kind: default must be a single value, not a list
3:56-57 value-kind: min must be a single value, not a map
3:65-0 value-kind: max has no value
3:76-77 ambiguous-text: pattern must be text, not an integer | quote it: "5"
3:88-90 value-kind: go_name is empty
3:104-106 value-kind: deprecated is empty
`},
		{"deprecated: true", prelude + "types: {A: {type: int, deprecated: true}}",
			"3:36-40 value-kind: deprecated says what to use instead | write deprecated: use other_name\n"},
		{"secret outside extra", prelude + "types: {A: {fields: {a: {type: int, secret: true}}}}",
			"3:37-43 secret-extra: field \"a\" cannot be secret: only the extra of a component is\n"},

		{"error", prelude + "errors: {A: {message: 5, result: int}, B: int}",
			`3:23-24 ambiguous-text: message must be text, not an integer | quote it: "5"
3:26-32 unknown-key: unknown key "result" in error "A" | known keys: args, deprecated, doc, go_name, kwargs, message, uri
3:43-46 value-kind: error "B" must be a map, not a string
`},
		{"later work in an interface", prelude + "interfaces: {A: {uuid: x, procedures: {a: {params: {}, progress: {}, input: {}}}, topics: {b: {params: {}}}}}",
			`3:18-22 unsupported: UUIDs of interfaces are not supported yet
3:44-50 unsupported: URI parts are not supported yet
3:56-64 unsupported: progressive results are not supported yet
3:70-75 unsupported: progressive invocations are not supported yet
3:96-102 unsupported: URI parts are not supported yet
`},
		{"procedure", prelude + "interfaces: {A: {procedures: {a: {timeout: 5, concurrency: 0, invoke: round-robin, disclose: publisher, errors: X}}}}",
			`3:44-45 duration: timeout is a duration and needs a unit | write 5s or 5ms
3:60-61 number-range: concurrency must be between 1 and 2147483647
3:71-82 unknown-choice: invoke cannot be "round-robin" | did you mean "roundrobin"?
3:94-103 unknown-choice: disclose cannot be "publisher" | it can be caller
3:113-114 value-kind: procedure "a": errors must be a list | write [X]
`},
		{"durations and counts", prelude + "interfaces: {A: {procedures: {a: {timeout: 1 minute, concurrency: x}, b: {timeout: 0s, concurrency: 99999999999}, c: {timeout: , concurrency: [1]}}}}",
			`3:44-52 duration: timeout must be a duration, not "1 minute" | write it like 30s, 250ms or 1h30m
3:67-68 value-kind: concurrency must be an integer, not a string
3:84-86 duration: timeout must be more than nothing
3:101-112 number-range: concurrency must be between 1 and 2147483647
3:128-0 value-kind: timeout has no value
3:143-144 value-kind: concurrency must be an integer, not a list
`},
		{"result", prelude + "interfaces: {A: {procedures: {a: {result: {rows: int}}, b: {result: {doc: x}}, c: {result: {args: {a: int}, type: int}}}}}",
			`3:43-44 unknown-key: procedure "a": result has neither type, args nor kwargs | named values are written {kwargs: {rows: ...}}
3:61-67 missing-key: field "result" has no type | write {type: T, ...}
3:109-113 unknown-key: unknown key "type" in procedure "c": result | known keys: args, kwargs
`},
		{"topic", prelude + "interfaces: {A: {topics: {a: {retain: yes, acknowledge: 1, result: int}}}}",
			`3:39-42 value-kind: retain must be true or false, not a string | write true
3:57-58 value-kind: acknowledge must be true or false, not an integer
3:60-66 unknown-key: unknown key "result" in topic "a" | known keys: acknowledge, args, deprecated, disclose, doc, go_name, kwargs, params, retain, uri
`},
		{"component", prelude + "components: {A: {provides: B, calls: [{interface: X, prefix: Y}, 5], serial: true, extra: [a]}}",
			`3:28-29 value-kind: component "A": provides must be a list | write [B]
3:39-40 unsupported: prefixes of interfaces are not supported yet
3:66-67 ambiguous-text: component "A": calls: an entry must be text, not an integer | quote it: "5"
3:70-76 unsupported: serial components are not supported yet
3:91-92 value-kind: component "A": extra must be a map, not a list | write {name: type}
`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, list := parse(t, test.text)
			if d := cmp.Diff(test.want, brief(list)); d != "" {
				t.Errorf("diagnostics (-want +got):\n%s", d)
			}
			for _, d := range list {
				if !documented(d.Rule) {
					t.Errorf("the rule %q is not in the table", d.Rule)
				}
			}
		})
	}
}

func documented(rule string) bool {
	for _, r := range RuleTable() {
		if r.Name == rule {
			return true
		}
	}
	return false
}

func TestTypeExpressions(t *testing.T) {
	tests := []struct{ text, want string }{
		{"string", "string"},
		{"list(string)", "list(string)"},
		{" optional( map( other.Device ) ) ", "optional(map(other.Device))"},
		{"float?", `4:10-18 "float?" is not a type | write optional(float)`},
		{"list(float?)", `4:10-24 "list(float?)" is not a type | write list(nullable(float))`},
		{"[]string", `4:10-20 "[]string" is not a type | write list(string)`},
		{"string[]", `4:10-20 "string[]" is not a type | write list(string)`},
		{"[string]", `4:10-20 "[string]" is not a type | write list(string)`},
		{"*Device", `4:10-19 "*Device" is not a type | write optional(Device)`},
		{"map[string][]int", `4:10-28 "map[string][]int" is not a type | write map(list(int))`},
		{"Record<string, int>", `4:10-31 "Record<string, int>" is not a type | write map(int)`},
		{"Array<int>", `4:10-22 "Array<int>" is not a type | write list(int)`},
		{"Option[int]", `4:10-23 "Option[int]" is not a type | write optional(int)`},
		{"Nullable(int)", `4:10-25 "Nullable(int)" is not a type | write nullable(int)`},
		{"string | null", `4:10-25 "string | null" is not a type | write nullable(string)`},
		{"list", "4:11-15 list needs an element type | write list(T)"},
		{"list()", "4:16-17 a type is expected"},
		{"list(int", `4:19-20 ")" is missing`},
		{"list(int))", `4:20-21 unexpected ")" after the type`},
		{"map(string, int)", `4:10-28 "map(string, int)" is not a type | write map(int)`},
		{"string(10)", "4:11-17 string takes no other type | list(T), map(T), optional(T) and nullable(T) do"},
		{"", "4:11-12 a type is expected"},
		{"1st", "4:11-12 a type is expected"},
		{"a b", `4:13-14 unexpected "b" after the type`},
		{strings.Repeat("list(", 17) + "int" + strings.Repeat(")", 17), "4:91-95 types are nested more than 16 deep"},
	}
	for _, test := range tests {
		t.Run(test.text, func(t *testing.T) {
			file, list := parse(t, prelude+"types: {A: {fields: {\n x: {type: '"+test.text+"'}}}}")
			got := ""
			if len(list) > 0 {
				d := list[0]
				got = fmt.Sprintf("%d:%d-%d %s", d.Pos.Line, d.Pos.Column-2, d.Pos.EndColumn-2, d.Message)
				if d.Hint != "" {
					got += " | " + d.Hint
				}
			} else if e := file.Types[0].Fields[0].Type; e != nil {
				got = expression(e)
			}
			if got != test.want || len(list) > 1 {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
		})
	}
}

func expression(e *TypeExpr) string {
	if e.Elem == nil {
		return e.Name
	}
	return e.Name + "(" + expression(e.Elem) + ")"
}

func TestIncomplete(t *testing.T) {
	tests := map[string]bool{
		prelude:                          false,
		prelude + "types: {A: int}":      false,
		prelude + "types:":               false,
		prelude + "typos: {A: int}":      true,
		prelude + "types: [A]":           true,
		prelude + "imports: {a: b}":      true,
		"[a]":                            true,
		prelude + "components: {A: int}": false,
	}
	for text, want := range tests {
		if file, _ := parse(t, text); file.Incomplete != want {
			t.Errorf("Incomplete of %q is %v, want %v", text, file.Incomplete, want)
		}
	}
	if file, list := Parse("f", nil); !file.Incomplete || len(list) > 0 {
		t.Errorf("without a tree: Incomplete is %v, diagnostics %v", file.Incomplete, list)
	}
}

func TestParse(t *testing.T) {
	file, list := parse(t, `wampgen: 1
package: p
uri: com.p
doc: Package p.
types:
  Serial: {type: string, max: 9}
  Mode: {enum: {a: Doc of a., b: {deprecated: use a}, c: }}
  S: {fields: {x: {type: int, default: 5}}, unknown: reject}
errors:
  E: {args: {x: int}, message: none}
interfaces:
  I:
    procedures:
      get: {args: {x: int}, result: int, errors: [E], timeout: 2s, concurrency: 3, invoke: first, disclose: caller}
      put: {result: {kwargs: {y: int}}}
      say: {result: {type: int, doc: One.}}
      nop:
    topics:
      t: {kwargs: {x: int}, retain: true, acknowledge: true, disclose: publisher}
      n:
components:
  C: {provides: [I], publishes: [I.t], extra: {k: {type: string, secret: true}}}
  D:
`)
	if len(list) > 0 {
		t.Fatal(brief(list))
	}
	get := file.Interfaces[0].Procedures[0]
	if get.Timeout != 2*time.Second || get.Concurrency != 3 || get.Invoke != "first" || !get.DiscloseCaller || get.Errors[0].Value != "E" {
		t.Errorf("procedure get is %+v", get)
	}
	for i, want := range []Payload{{Args: []*Field{{}}}, {Kwargs: []*Field{{}}}, {Args: []*Field{{}}}, {}} {
		got := file.Interfaces[0].Procedures[i].Result
		if len(got.Args) != len(want.Args) || len(got.Kwargs) != len(want.Kwargs) {
			t.Errorf("result %d has %d positional and %d named values", i, len(got.Args), len(got.Kwargs))
		}
	}
	if doc := file.Interfaces[0].Procedures[2].Result.Args[0].Doc; doc == nil || doc.Value != "One." {
		t.Errorf("doc of a result is %v", doc)
	}
	topic := file.Interfaces[0].Topics[0]
	if !topic.Retain || !topic.Acknowledge || !topic.DisclosePublisher {
		t.Errorf("topic is %+v", topic)
	}
	values := file.Types[1].Values
	if len(values) != 3 || values[0].Doc.Value != "Doc of a." || values[1].Deprecated.Value != "use a" || values[2].Doc != nil {
		t.Errorf("values are %+v", values)
	}
	if s := file.Types[0]; s.Form != Scalar || s.Scalar.Type.Name != "string" || s.Scalar.Max.Number != "9" {
		t.Errorf("scalar is %+v", s)
	}
	if s := file.Types[2]; s.Form != Struct || !s.Reject || s.Fields[0].Default.Number != "5" {
		t.Errorf("struct is %+v", s)
	}
	if c := file.Components[0]; c.Extra[0].Secret == nil || c.Publishes[0].Value != "I.t" {
		t.Errorf("component is %+v", c)
	}
}

func FuzzTypeExpression(f *testing.F) {
	for _, seed := range []string{"string", "list(optional(other.T))", "float?", "[]x", "map[string]int", "a(b", "(((", "list(é)", "Array<X|null>"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		p := &parser{}
		n := &syntax.Node{Kind: syntax.Scalar, Tag: syntax.String, Text: text}
		if e := p.typeExpr(n); (e == nil) != p.list.HasErrors() {
			t.Errorf("%q: type %v, diagnostics %v", text, e, p.list)
		}
	})
}
