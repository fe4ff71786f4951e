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

// What stands beside an entry that was refused is read nevertheless.
func TestRefusedEntries(t *testing.T) {
	root, list := syntax.LoadYAML("f", []byte(prelude+`types:
  A: {fields: {1: int, x: 5}}
  B: {enum: {2: x, c: 3}}
  3: {}
interfaces:
  I:
    procedures:
      get: {args: {4: int, x: 6}, 5: x, timeot: 5s}
`), syntax.Limits{})
	if len(list) != 5 {
		t.Fatalf("the test is broken: %s", brief(list))
	}
	file, list := Parse("f", root)
	want := `4:27-28 type-syntax: a type is expected, not an integer
5:23-24 ambiguous-text: value "c": doc must be text, not an integer | quote it: "3"
10:31-32 type-syntax: a type is expected, not an integer
10:41-47 unknown-key: unknown key "timeot" in procedure "get" | did you mean "timeout"?
`
	if d := cmp.Diff(want, brief(list)); d != "" {
		t.Errorf("diagnostics (-want +got):\n%s", d)
	}
	if !file.Incomplete || len(file.Types) != 2 || file.Types[1].Form != Unknown {
		t.Errorf("file is %+v", file)
	}
}

func TestIncomplete(t *testing.T) {
	tests := map[string]bool{
		prelude:                          false,
		prelude + "types: {A: int}":      false,
		prelude + "types:":               false,
		prelude + "typos: {A: int}":      false,
		prelude + "additions: {A: int}":  true,
		prelude + "types: [A]":           true,
		prelude + "imports: [a]":         true,
		"[a]":                            true,
		"# nothing":                      true,
		prelude + "types: {fields: {}}":  true,
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
