package syntax

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wampgen/wampgen/gen/diag"
)

// dump writes a tree in one line: scalars with the first letter of their tag.
func dump(n *Node) string {
	switch {
	case n == nil:
		return "nil"
	case n.Kind == Broken:
		return "broken"
	case n.Kind == List:
		parts := make([]string, len(n.Items))
		for i, item := range n.Items {
			parts[i] = dump(item)
		}
		return "[" + strings.Join(parts, " ") + "]"
	case n.Kind == Map:
		parts := make([]string, len(n.Pairs))
		for i, p := range n.Pairs {
			parts[i] = p.Key.Text + ":" + dump(p.Value)
		}
		return "{" + strings.Join(parts, " ") + "}"
	default:
		s := string("nbifs"[n.Tag]) + fmt.Sprintf("%q", n.Text)
		if n.Ambiguous != "" {
			s += "?"
		}
		return s
	}
}

// brief writes diagnostics one a line: place, rule, message, hint.
func brief(list diag.List) string {
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

// checkRules makes sure that all rules of a list are documented.
func checkRules(t *testing.T, list diag.List) {
	t.Helper()
	for _, d := range list {
		known := false
		for _, r := range RuleTable() {
			known = known || r.Name == d.Rule
		}
		if !known {
			t.Errorf("the rule %q is not in the table", d.Rule)
		}
	}
}

type loadTest struct {
	name, text string
	tree       string
	list       string
}

func runLoad(t *testing.T, tests []loadTest, load func(string, []byte, Limits) (*Node, diag.List)) {
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			node, list := load("f", []byte(test.text), Limits{Depth: 5, Nodes: 20, Bytes: 300})
			if d := cmp.Diff(test.tree, dump(node)); d != "" {
				t.Errorf("tree (-want +got):\n%s", d)
			}
			if d := cmp.Diff(test.list, brief(list)); d != "" {
				t.Errorf("diagnostics (-want +got):\n%s", d)
			}
			checkRules(t, list)
		})
	}
}

func TestLoadChoosesByName(t *testing.T) {
	for file, want := range map[string]string{"a.json": "nil", "a.yaml": `{a:s"b"}`, "a": `{a:s"b"}`} {
		if node, _ := Load(file, []byte("a: b"), Limits{}); dump(node) != want {
			t.Errorf("Load(%q) = %s, want %s", file, dump(node), want)
		}
	}
}

func TestInside(t *testing.T) {
	text := "plain: list(é, Devise)\nquoted: 'list(Devise)'\nescaped: \"list(\\x44evise)\"\nblock: |\n  Devise\n"
	node, list := LoadYAML("f", []byte(text), Limits{})
	if len(list) > 0 {
		t.Fatal(brief(list))
	}
	want := map[string]diag.Position{
		"plain":   {File: "f", Line: 1, Column: 16, EndColumn: 22},
		"quoted":  {File: "f", Line: 2, Column: 15, EndColumn: 21},
		"escaped": {File: "f", Line: 3, Column: 10, EndColumn: 27},
		"block":   {File: "f", Line: 4, Column: 8},
	}
	got := map[string]diag.Position{}
	for key := range want {
		n := node.Get(key)
		at := strings.Index(n.Text, "Devise")
		got[key] = n.Inside(at, at+len("Devise"))
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("positions (-want +got):\n%s", d)
	}
	if got := node.Get("plain").Inside(5, 99); got != node.Get("plain").Pos {
		t.Errorf("position out of the text: %v", got)
	}
}

func TestAt(t *testing.T) {
	node, list := LoadYAML("f", []byte("a:\n  b.c: [1, {x: 2}]\n  b: 3\n  \"y z\": 4\n"), Limits{})
	if len(list) > 0 {
		t.Fatal(brief(list))
	}
	tests := []struct {
		path string
		want string
		ok   bool
	}{
		{"", `{a:{b.c:[i"1" {x:i"2"}] b:i"3" y z:i"4"}}`, true},
		{"a.b", `i"3"`, true},
		{"a.b.c[0]", `i"1"`, true},
		{"a.b.c[1].x", `i"2"`, true},
		{`a["y z"]`, `i"4"`, true},
		{`a["b.c"][1]`, `{x:i"2"}`, true},
		{"a.y z", `i"4"`, true},
		{"a.b.c[2].x", `[i"1" {x:i"2"}]`, false},
		{"a.b.c[-1]", `[i"1" {x:i"2"}]`, false},
		{"a.b.c[1", `[i"1" {x:i"2"}]`, false},
		{`a["b`, `{b.c:[i"1" {x:i"2"}] b:i"3" y z:i"4"}`, false},
		{`a["b"`, `{b.c:[i"1" {x:i"2"}] b:i"3" y z:i"4"}`, false},
		{"a.bc", `{b.c:[i"1" {x:i"2"}] b:i"3" y z:i"4"}`, false},
		{"z", `{a:{b.c:[i"1" {x:i"2"}] b:i"3" y z:i"4"}}`, false},
	}
	for _, test := range tests {
		got, ok := node.At(test.path)
		if dump(got) != test.want || ok != test.ok {
			t.Errorf("At(%q) = %s, %v, want %s, %v", test.path, dump(got), ok, test.want, test.ok)
		}
	}
}

func TestJSON(t *testing.T) {
	text := `{a: [+1, -0, 0x1F, .5, 5., -.5e+3, 1E5, True, null, ~], "b\n<": 'x', c: off, d: 2024-01-01, e: }`
	node, list := LoadYAML("f", []byte(text), Limits{})
	if len(list) > 0 {
		t.Fatal(brief(list))
	}
	want := `{"a":[1,-0,31,0.5,5,-0.5e+3,1E5,true,null,null],"b\n\u003c":"x","c":"off","d":"2024-01-01","e":null}`
	if d := cmp.Diff(want, string(node.JSON())); d != "" {
		t.Errorf("JSON (-want +got):\n%s", d)
	}
	if got := string((&Node{Kind: Broken}).JSON()); got != "null" {
		t.Errorf("JSON of a broken node is %s, want null", got)
	}
}
